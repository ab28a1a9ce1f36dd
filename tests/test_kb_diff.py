"""`gistcli kb diff`: what changed in meaning, and which variants are answered differently."""

from __future__ import annotations

import json
import re
import tempfile
from io import StringIO
from pathlib import Path

import pytest
import small_base
from click.testing import CliRunner, Result

from gistcli.cli.main import cli
from gistcli.difference import compare, probes
from gistcli.knowledge import load_knowledge_base
from gistcli.model import SETTINGS, Change, Difference
from gistcli.writers import difference as writer

GOLDEN = Path(__file__).parent / "golden"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["kb", "diff", *map(str, arguments)])


@pytest.fixture
def differ(tmp_path):
    """Compare the small base with one that these changes make of it."""

    def compared(*changes: str) -> Difference:
        old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
        old.write_text(small_base.BASE)
        new.write_text(small_base.changed(*changes))
        return compare(load_knowledge_base(old), load_knowledge_base(new))

    return compared


def told(difference: Difference) -> list[tuple[str, str, str, list[tuple[str, object, object]]]]:
    return [
        (change.section, change.id, change.kind, [(field.field, field.old, field.new) for field in change.fields])
        for change in difference.changes
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([], id="nothing"),
        pytest.param(["scope: A base for tests.", "scope: >-\n  A base\n  for tests."], id="layout"),
        pytest.param(['version: "1.0"', 'version: "1.1"'], id="version"),
        pytest.param(["reviewed: 2026-10-31", "reviewed: 2026-11-01"], id="review of an entry"),
        pytest.param(["[one-2020, two-2021]", "[two-2021, one-2020]"], id="order of sources"),
        pytest.param(["name: KIT V559D", "name: KIT p.V559D"], id="heading"),
        pytest.param(["schema: 1", "# A comment.\nschema: 1"], id="comment"),
    ],
)
def test_what_does_not_change_the_meaning_is_no_difference(differ, changes):
    difference = differ(*changes)
    assert difference.empty
    assert difference.asked > 10


def test_a_dose(differ):
    difference = differ("dose_mg_per_day: 400\n  advice: Imatinib 400", "dose_mg_per_day: 800\n  advice: Imatinib 800")
    (change,) = told(difference)
    assert change[:3] == ("recommendations", "kit-exon-11-advanced", "changed")
    assert ("dose_mg_per_day", 400, 800) in change[3]
    (answer,) = difference.answers
    assert (answer.variant, answer.setting) == ("KIT:p.Val559Asp", "advanced")
    assert ("dose_mg_per_day", 400, 800) in answer.fields


def test_an_effect_changes_the_answer_in_every_setting(differ):
    difference = differ("effect: sensitizing", "effect: conflicting", "direction: sensitive", "direction: conflicting")
    ((section, id, kind, fields),) = told(difference)
    assert (section, id, kind) == ("entries", "kit-v559d", "changed")
    assert ("effect", "sensitizing", "conflicting") in fields
    assert [answer.setting for answer in difference.answers] == list(SETTINGS)
    assert all(("sensitivity", "sensitive", "conflicting") in answer.fields for answer in difference.answers)


def test_evidence_is_told_piece_by_piece(differ):
    difference = differ("level: C\n      statement: It responded.", "level: D\n      statement: It responded.")
    ((_, _, _, ((field, old, new),)),) = told(difference)
    assert field == "evidence"
    assert [(item["level"], item["citations"]) for item in (*old, *new)] == [("C", ["two-2021"]), ("D", ["two-2021"])]


def test_an_entry_that_is_gone_and_one_that_is_new(differ):
    difference = differ("id: kit-d816\n  name: KIT codon 816", "id: kit-816\n  name: KIT 816")
    assert [(change.id, change.kind) for change in difference.changes] == [
        ("kit-d816", "withdrawn"),
        ("kit-816", "added"),
    ]
    assert {answer.variant for answer in difference.answers} == {"KIT:p.Asp816Ala"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(["notice: Not for patients.", "notice: Never."], ("base", "notice", "changed"), id="notice"),
        pytest.param(["A: label", "A: guideline"], ("evidence_levels", "A", "changed"), id="level"),
        pytest.param(["KIT exon 11 mutation", "exon 11"], ("genotypes", "kit-exon-11", "changed"), id="genotype"),
        pytest.param(
            ["statement: Genotype first.", "statement: First."],
            ("statements", "genotype-first", "changed"),
            id="statement",
        ),
        pytest.param(["pmid: 1234567", "pmid: 1234568"], ("citations", "one-2020", "changed"), id="source"),
    ],
)
def test_every_section_is_compared(differ, changes, expected):
    assert [change[:3] for change in told(differ(*changes))] == [expected]


def test_all_that_is_named_is_asked():
    base = load_knowledge_base()
    asked = probes(base)
    for gene, name in base.by_variant:
        assert f"{gene}:{name}" in asked
    assert set(base.by_state) <= set(asked)
    for gene, exon in base.by_exon:
        assert {f"{gene} exon {exon}", f"{gene} exon {exon} deletion"} <= set(asked)
    assert sum(len(tumour) > 1 for tumour in asked.values()) == len(base.combinations)


def test_every_entry_answers_for_something_that_is_asked():
    """Else a change of it would go unseen."""
    base = load_knowledge_base()
    for id in base.entries:
        entries = {key: entry for key, entry in base.entries.items() if key != id}
        without = base._replace(
            entries=entries,
            **{
                name: {key: tuple(e for e in found if e.id != id) for key, found in getattr(base, name).items()}
                for name in ("by_variant", "by_codon", "by_exon", "ranges", "splices", "by_state")
            },
            combinations=tuple(entry for entry in base.combinations if entry.id != id),
        )
        difference = compare(base, without)
        assert [change.id for change in difference.changes] == [id]
        assert difference.answers, id


# The command


def write_bases(folder: Path) -> tuple[Path, Path]:
    old, new = folder / "old.yaml", folder / "new.yaml"
    old.write_text(small_base.BASE)
    new.write_text(
        small_base.changed(
            "dose_mg_per_day: 400\n  advice: Imatinib 400", "dose_mg_per_day: 800\n  advice: Imatinib 800",
            "level: C\n      statement: It responded.", "level: D\n      statement: One responded.",
            "id: kit-d816\n  name: KIT codon 816", "id: kit-816\n  name: KIT 816",
            "    pmid: 1234567\n", "",
            "kit-exon-11: KIT exon 11 mutation", "kit-exon-11: KIT exon 11",
        )
    )  # fmt: skip
    return old, new


@pytest.fixture
def files(tmp_path):
    return write_bases(tmp_path)


def test_the_text_is_the_golden_one(files):
    result = run(*files)
    assert result.exit_code == 1
    assert result.stdout == (GOLDEN / "kb-diff.txt").read_text(encoding="utf-8")


def test_the_json_is_the_golden_one(files):
    result = run(*files, "-f", "json")
    assert result.exit_code == 1
    assert result.stdout == (GOLDEN / "kb-diff.json").read_text(encoding="utf-8")
    record = json.loads(result.stdout)
    assert record["same"] is False
    assert set(record["changes"][0]) == set(Change._fields)


def test_status_0_says_the_same(files):
    result = run(files[0], files[0])
    assert result.exit_code == 0
    assert "The same in meaning" in result.stdout
    assert json.loads(run(files[0], files[0], "-f", "json").stdout)["same"] is True


def test_what_an_overlay_changes(files, tmp_path):
    overlay = tmp_path / "laboratory.yaml"
    overlay.write_text(
        'schema: 1\nversion: "3"\nreviewed: 2026-11-01\nwithdraw:\n- {id: kit-v559d, reason: Not ours.}\n'
    )
    result = run(files[0], files[0], "--overlay", overlay)
    assert result.exit_code == 1
    assert "- withdrawn kit-v559d (KIT V559D)" in result.stdout
    assert "sensitivity: sensitive -> unknown" in result.stdout


def test_the_bundled_base_has_a_name():
    result = run("bundled", "bundled")
    assert (result.exit_code, "The same in meaning" in result.stdout) == (0, True)


@pytest.mark.parametrize("broken", ["missing.yaml", "faulty.yaml"])
def test_status_2_where_one_cannot_be_read(files, tmp_path, broken):
    (tmp_path / "faulty.yaml").write_text(small_base.changed("exon: 11", "exon: 9"))
    for pair in ((files[0], tmp_path / broken), (tmp_path / broken, files[0])):
        result = run(*pair)
        assert (result.exit_code, result.stdout) == (2, "")
        assert broken in result.stderr


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_a_terminal(files, width):
    class Tty(StringIO):
        def isatty(self) -> bool:
            return True

    stream = Tty()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("NO_COLOR", "1")
        patch.setenv("TERM", "xterm")
        writer.write_text(compare(*map(load_knowledge_base, files)), stream)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert max(map(len, plain.splitlines())) <= width
    assert "".join(plain.split()) == "".join((GOLDEN / "kb-diff.txt").read_text(encoding="utf-8").split())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        old, new = write_bases(Path(folder))
        for name, options in (("kb-diff.txt", []), ("kb-diff.json", ["-f", "json"])):
            (GOLDEN / name).write_text(run(old, new, *options).stdout, encoding="utf-8")
