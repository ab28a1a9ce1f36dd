"""Writing annotations: whole outputs against files in ``golden/``, and the rules that each format keeps."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from pathlib import Path
from types import MappingProxyType
from typing import get_args

import pytest
from rich.cells import cell_len

from gistcli.errors import PROBLEMS, InputError, VariantSyntaxError
from gistcli.model import SENSITIVITY_OF_EFFECT, Action, Annotation, Scope
from gistcli.writers import WRITERS, load_writer
from gistcli.writers.output import open_output
from gistcli.writers.terminal import ACTIONS, DISCLAIMER, SCOPES, VERDICTS

GOLDEN = Path(__file__).parent / "golden"
ESCAPE = re.compile("\x1b\\[[0-9;]*m")

UNKNOWN = Annotation(
    input="KIT S123C",
    line=None,
    sample=None,
    gene="KIT",
    hgvs_p="p.Ser123Cys",
    hgvs_c=None,
    short="S123C",
    consequence="missense_variant",
    exon="3",
    domain="extracellular",
    sensitivity="unknown",
    dose_mg_per_day=None,
    action="none",
    setting="advanced",
    advice="Made-up advice: nothing is known.",
    duration=None,
    evidence_level=None,
    scope=None,
    entry=None,
    other_inhibitors=(),
    citations=(),
    notes=(),
    problem=None,
    problem_code=None,
    kb_version="2026.11.0+sha256:0123456789abcdef",
)
SENSITIVE = UNKNOWN._replace(
    input="NM_000222.3:c.1676T>A",
    hgvs_p="p.Val559Asp",
    hgvs_c="c.1676T>A",
    short="V559D",
    exon="11",
    domain="juxtamembrane",
    sensitivity="sensitive",
    dose_mg_per_day=400,
    action="standard-dose",
    advice="Made-up advice, long enough to be folded: 400 mg once a day, for as long as the sentence goes on.",
    duration="until the example ends",
    evidence_level="A",
    scope="exact",
    entry="kit-v559d",
    other_inhibitors=(
        {"drug": "sunitinib", "activity": "active", "approved": True, "label": "US"},
        {"drug": "nilotinib", "activity": "mixed", "approved": False, "label": ""},
    ),
    citations=("PMID:1", "doi:10.1/x"),
    notes=("first note", 'second, with "quotes"'),
)
RESISTANT = UNKNOWN._replace(
    input="D842V",
    line=3,
    sample="tumour 1",
    gene="PDGFRA",
    hgvs_p="p.Asp842Val",
    short="D842V",
    exon="18",
    domain="activation loop",
    sensitivity="resistant",
    action="avoid",
    advice="Made-up advice: avoid.",
    entry="pdgfra-d842v",
    scope="exact",
    evidence_level="A",
)
REDUCED = UNKNOWN._replace(
    input="KIT A502_Y503dup",
    hgvs_p="p.Ala502_Tyr503dup",
    short="A502_Y503dup",
    exon="9",
    sensitivity="reduced",
    dose_mg_per_day=800,
    action="high-dose",
    scope="equivalent",
    entry="kit-a502",
)
CONFLICTING = UNKNOWN._replace(input="KIT L576P", short="L576P", sensitivity="conflicting", action="discuss", entry="x")
NEUTRAL = UNKNOWN._replace(input="KIT M541L", short="M541L", sensitivity="neutral", entry="x")
CLASS = UNKNOWN._replace(
    input="KIT exon 11 deletion", hgvs_p=None, short="exon 11 deletion", consequence="inframe_deletion", exon="11-12"
)
UNREAD = UNKNOWN._replace(
    gene=None, hgvs_p=None, short=None, consequence=None, exon=None, domain=None, advice="", notes=()
)
SYNTAX = UNREAD._replace(
    input="p.Vax559Asp",
    problem=VariantSyntaxError("p.Vax559Asp", 2, "a residue, such as Val").problem,
    problem_code="syntax",
)
EMPTY = UNREAD._replace(input="", line=9, problem="the text is empty", problem_code="empty")

ROWS = [SENSITIVE, RESISTANT, REDUCED, CONFLICTING, NEUTRAL, UNKNOWN, CLASS, SYNTAX, EMPTY]


def written(name: str, *annotations: Annotation) -> str:
    stream = io.StringIO()
    load_writer(name)(annotations, stream)
    return stream.getvalue()


@pytest.fixture
def terminal(monkeypatch):
    """A function that writes the table for a terminal of a width, with or without colour."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM", "JPY_PARENT_PID"):
        monkeypatch.delenv(name, raising=False)

    class Screen(io.StringIO):
        encoding = "utf-8"
        terminal = False

        def isatty(self) -> bool:
            return self.terminal

    def write(*annotations: Annotation, width: int = 80, color: bool = False) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm")
        screen = Screen()
        screen.terminal = color
        load_writer("table")(annotations, screen)
        return screen.getvalue()

    return write


def differs(golden: Path, text: str) -> str | None:
    """Compare with a golden file; GISTCLI_GOLDEN=write makes the files anew, to be read before they are committed."""
    if os.environ.get("GISTCLI_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    return None if golden.read_bytes() == text.encode() else f"{golden.name} has other bytes"


# All formats


@pytest.mark.parametrize("name", ["tsv", "csv", "jsonl"])
def test_golden_file(name):
    text = written(name, *ROWS)
    assert differs(GOLDEN / f"annotations.{name}", text) is None, text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_golden_table(terminal, width):
    text = terminal(*ROWS, width=width)
    assert differs(GOLDEN / f"table-{width}.txt", text) is None, text


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "table"])
def test_output_begins_before_the_input_ends(name):
    stream = io.StringIO()
    seen = []

    def annotations():
        seen.append(stream.getvalue())
        yield RESISTANT
        seen.append(stream.getvalue())

    load_writer(name)(annotations(), stream)
    before, after = seen
    assert (before == "") == (name == "jsonl")  # every other format has a header
    assert "p.Asp842Val" in after
    assert after == stream.getvalue()


def test_the_table_begins_before_the_input_ends(terminal):
    stream = io.StringIO()

    def annotations():
        yield RESISTANT
        assert "RESISTANT" in stream.getvalue()
        yield SENSITIVE

    load_writer("table")(annotations(), stream)
    assert "SENSITIVE" in stream.getvalue()


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_to_write(name):
    expected = {
        "tsv": "\t".join(Annotation._fields) + "\n",
        "csv": ",".join(Annotation._fields) + "\n",
        "jsonl": "",
        "table": DISCLAIMER + "\n",
    }
    assert written(name) == expected[name]


# TSV and CSV


AWKWARD = 'a\tb\nc\rd\r\ne,f;"g"\'h\\'


def test_tsv_has_one_line_a_row_and_a_space_for_what_would_break_it():
    header, row, end = written("tsv", SENSITIVE._replace(input=AWKWARD)).split("\n")
    assert end == ""
    assert len(row.split("\t")) == len(header.split("\t")) == len(Annotation._fields)
    assert row.split("\t")[0] == 'a b c d e,f;"g"\'h\\'


def test_csv_is_read_back_by_the_csv_module():
    text = written("csv", SENSITIVE._replace(input=AWKWARD), UNKNOWN)
    header, first, second = csv.reader(io.StringIO(text, newline=""))
    assert header == list(Annotation._fields)
    assert first[0] == AWKWARD
    assert second[0] == "KIT S123C"
    assert "\r\n" not in text.replace(AWKWARD.replace('"', '""'), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain text; more", "plain text; more", id="nothing to quote"),
        pytest.param("a,b", '"a,b"', id="comma"),
        pytest.param('a"b', '"a""b"', id="quote"),
        pytest.param("a\nb", '"a\nb"', id="LF"),
        pytest.param("a\rb", '"a\rb"', id="CR"),
    ],
)
def test_csv_quotes_what_rfc_4180_asks_for(text, expected):
    assert written("csv", UNKNOWN._replace(input=text)).split("\n", 1)[1].startswith(expected + ",,,KIT,")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("dose_mg_per_day", "400"),
        ("other_inhibitors", "sunitinib: active (approved); nilotinib: mixed"),
        ("citations", "PMID:1; doi:10.1/x"),
        ("notes", 'first note; second, with "quotes"'),
        ("line", ""),
        ("problem", ""),
    ],
)
def test_cells_of_tsv(column, expected):
    header, row = written("tsv", SENSITIVE).splitlines()
    assert dict(zip(header.split("\t"), row.split("\t"), strict=True))[column] == expected


@pytest.mark.parametrize("name", ["tsv", "csv"])
@pytest.mark.parametrize("field", Annotation._fields)
def test_rows_that_differ_in_one_field_differ_in_its_cell(name, field):
    other = {
        "line": 77,
        "dose_mg_per_day": 12,
        "citations": ("PMID:1",),
        "notes": ("another",),
        "other_inhibitors": ({"drug": "another", "activity": "mixed", "approved": False, "label": None},),
    }.get(field, "another")
    rows = [SENSITIVE, SENSITIVE._replace(**{field: other}), SENSITIVE]
    first, second, third = csv.DictReader(io.StringIO(written(name, *rows)), delimiter="\t" if name == "tsv" else ",")
    assert {column for column in first if first[column] != second[column]} == {field}
    assert third == first


# JSON Lines


def test_jsonl_has_all_keys_in_order_and_the_values_as_they_are():
    (line,) = written("jsonl", SENSITIVE._replace(input="Δ559\u2028", sample="Größe")).split("\n")[:-1]
    value = json.loads(line)
    assert list(value) == list(Annotation._fields)
    assert value["input"] == "Δ559\u2028"
    assert "Größe" in line
    assert value["other_inhibitors"] == list(SENSITIVE.other_inhibitors)
    assert value["notes"] == list(SENSITIVE.notes)
    assert value["line"] is None
    assert value["dose_mg_per_day"] == 400


def test_jsonl_takes_mappings_that_cannot_be_changed():
    drug = MappingProxyType(dict(SENSITIVE.other_inhibitors[0]))
    assert json.loads(written("jsonl", SENSITIVE._replace(other_inhibitors=(drug,))))["other_inhibitors"] == [drug]


# The table


@pytest.mark.parametrize("color", [False, True], ids=["plain", "colour"])
@pytest.mark.parametrize("width", [40, 60, 80, 99, 100, 120, 200])
def test_the_table_fits_and_breaks_no_verdict(terminal, width, color):
    text = ESCAPE.sub("", terminal(*ROWS, width=width, color=color))
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)
    for words in [*(words for words, _ in VERDICTS.values()), "400 mg/day", "800 mg/day", *ACTIONS.values()]:
        assert any(words in line for line in lines), words


def test_words_do_not_depend_on_colour(terminal):
    assert ESCAPE.sub("", terminal(*ROWS, color=True)) == terminal(*ROWS, color=False)


def test_no_color_leaves_the_colours_out(terminal, monkeypatch):
    green = "\x1b[1;32m"
    assert green in terminal(SENSITIVE, color=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search("\x1b\\[[0-9;]*3[0-9]m", terminal(*ROWS, color=True))


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param(UNKNOWN, id="not in the knowledge base"),
        pytest.param(UNKNOWN._replace(entry="x"), id="an entry whose effect is not known"),
        pytest.param(EMPTY, id="could not be read"),
    ],
)
def test_what_is_not_known_never_looks_like_an_answer(terminal, annotation):
    text = terminal(annotation, color=True)
    for answer in (SENSITIVE, RESISTANT, REDUCED, CONFLICTING, NEUTRAL):
        (style,) = re.findall(
            r"(\x1b\[[0-9;]*m)" + re.escape(VERDICTS[answer.sensitivity][0]), terminal(answer, color=True)
        )
        assert style not in text
        assert VERDICTS[answer.sensitivity][0] not in text
    assert re.search("\x1b\\[2m(not in the knowledge base|effect not known|could not be read)", text)


def test_every_word_of_the_model_has_words():
    assert set(VERDICTS) == set(SENSITIVITY_OF_EFFECT.values())
    assert set(ACTIONS) == set(get_args(Action))
    assert set(SCOPES) == set(get_args(Scope))


HOSTILE = "KIT\x1b[31m\x1b]0;title\x07 V559D\n\r\t\x00\x9b\u202e\u2066\u200b\ud800"


@pytest.mark.parametrize("field", ["input", "sample", "short", "hgvs_p", "advice", "entry", "domain", "problem"])
@pytest.mark.parametrize("width", [60, 120])
def test_nothing_in_a_row_steers_the_terminal(terminal, field, width):
    text = terminal(SENSITIVE._replace(**{field: HOSTILE}), width=width, color=True)
    left = ESCAPE.sub("", text).replace("\n", "")
    assert left.isprintable()
    assert "\\x1b" in left


@pytest.mark.parametrize("field", ["citations", "notes"])
def test_nothing_in_a_list_steers_the_terminal(terminal, field):
    text = terminal(SENSITIVE._replace(**{field: (HOSTILE,)}))
    assert text.replace("\n", "").isprintable()


def test_markup_of_rich_is_text(terminal):
    assert "[bold red]RESISTANT[/]" in terminal(UNKNOWN._replace(short="[bold red]RESISTANT[/]"))


@pytest.mark.parametrize(
    ("text", "position", "shown", "column"),
    [
        pytest.param("p.Vax559Asp", 2, "p.Vax559Asp", 2, id="inside"),
        pytest.param("p.Val559", 8, "p.Val559", 8, id="at the end"),
        pytest.param("a\x07bV", 3, "a\\x07bV", 6, id="after an escaped character"),
        pytest.param("変異V", 2, "変異V", 4, id="after wide characters"),
    ],
)
@pytest.mark.parametrize("width", [60, 120])
def test_a_problem_points_at_its_character(terminal, text, position, shown, column, width):
    problem = VariantSyntaxError(text, position, "something else").problem
    lines = terminal(UNREAD._replace(input=text, problem=problem, problem_code="syntax"), width=width).splitlines()
    (caret,) = [index for index, line in enumerate(lines) if line.strip() == "^"]
    line = lines[caret - 1]
    assert line.strip() == shown
    assert lines[caret].index("^") == len(line) - len(line.lstrip()) + column
    assert "expected something else" in lines[caret + 1]


def test_a_problem_far_into_a_long_text_is_shown_in_its_window(terminal):
    text = "A" * 500 + "!" + "A" * 500
    problem = VariantSyntaxError(text, 500, "a residue").problem
    lines = terminal(UNREAD._replace(input=text, problem=problem, problem_code="syntax"), width=60).splitlines()
    (caret,) = [index for index, line in enumerate(lines) if line.strip() == "^"]
    assert lines[caret - 1][lines[caret].index("^")] == "!"


def test_a_problem_with_a_part_of_the_text_has_no_caret(terminal):
    problem = VariantSyntaxError("Vax559Asp", 0, "a residue").problem  # of a text whose gene was taken off
    text = terminal(UNREAD._replace(input="KIT Vax559Asp", problem=problem, problem_code="syntax"))
    assert "^" not in text
    assert "cannot read the variant at character 1" in text


def test_the_last_line_names_the_base_and_the_limits(terminal):
    *_, last = terminal(SENSITIVE, width=200).splitlines()
    assert last == f"Knowledge base {SENSITIVE.kb_version}. {DISCLAIMER}"
    *_, last = terminal(SENSITIVE._replace(kb_version=None), width=200).splitlines()
    assert last == DISCLAIMER


def test_a_terminal_that_has_no_lines_gets_dashes():
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    load_writer("table")([SENSITIVE], stream)
    stream.flush()
    assert b"---" in buffer.getvalue()


def test_a_closed_pipe_is_left_to_the_caller(terminal):
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        load_writer("table")([SENSITIVE], Closed())


# Where it goes


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / "out.tsv"
    with open_output(str(path)) as stream:
        stream.write("Größe\n")
        stream.flush()
        assert not path.exists()
    assert path.read_bytes() == "Größe\n".encode()
    assert os.listdir(tmp_path) == ["out.tsv"]


def test_a_file_is_as_it_was_when_writing_fails(tmp_path):
    path = tmp_path / "out.tsv"
    path.write_text("before")
    with pytest.raises(RuntimeError), open_output(str(path)) as stream:
        stream.write("after")
        raise RuntimeError
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["out.tsv"]


@pytest.mark.skipif(os.name != "posix", reason="rights and links are those of POSIX")
def test_a_file_keeps_its_rights_and_its_link(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    with open_output(str(link)) as stream:
        stream.write("after")
    assert link.is_symlink()
    assert target.read_text() == "after"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_a_new_file_has_the_rights_of_any_new_file(tmp_path):
    with open_output(str(tmp_path / "new")):
        pass
    (tmp_path / "other").write_text("")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("name", ["no-such-folder/out.tsv", "."])
def test_an_output_that_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(InputError, match=re.escape(name)), open_output(str(tmp_path) + "/" + name):
        pytest.fail("it was opened")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_device_is_an_error_of_the_output():
    with pytest.raises(InputError, match="No space left"), open_output("/dev/full") as stream:
        stream.write("text")


def test_lone_surrogates_are_written_as_escapes(tmp_path):
    with open_output(str(tmp_path / "out")) as stream:
        load_writer("jsonl")([UNKNOWN._replace(input="\udcff")], stream)
    assert json.loads((tmp_path / "out").read_bytes())["input"] == "\udcff"


def test_problem_rows_name_a_code_that_is_explained():
    assert {row.problem_code for row in ROWS if row.problem} <= set(PROBLEMS)
