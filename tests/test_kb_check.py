"""`gistcli kb check`: every fault of a knowledge base, where it stands and what is allowed."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from datetime import date

import pytest
import small_base
from broken_bases import FORM, MEANING
from click.testing import CliRunner, Result

from gistcli import schema
from gistcli.cli import kb_check
from gistcli.cli.main import cli
from gistcli.errors import KnowledgeBaseError
from gistcli.knowledge import bundled, load_knowledge_base
from gistcli.overlay import fault_list
from gistcli.schema import Fault

TODAY = date(2026, 11, 24)
BASE = small_base.BASE


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["kb", "check", *arguments])


def faults(text: str | bytes, today: date = TODAY) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [f"{fault.line}:{fault.column}: {fault.message}" for fault in fault_list(schema.read(content), today)]


# The table


def test_the_small_base_has_no_fault():
    assert faults(BASE) == []


@pytest.mark.parametrize(("changes", "expected"), FORM + MEANING)
def test_every_fault_is_told_with_its_place(changes, expected):
    assert faults(small_base.changed(*changes)) == expected


@pytest.mark.parametrize(("changes", "expected"), FORM + MEANING)
def test_a_broken_base_does_not_load(changes, expected, tmp_path):
    if all("future" in fault for fault in expected):
        pytest.skip("an answer does not depend on the clock")
    path = tmp_path / "base.yaml"
    path.write_text(small_base.changed(*changes), encoding="utf-8")
    with pytest.raises(KnowledgeBaseError) as caught:
        load_knowledge_base(path)
    assert all(re.match(rf"{re.escape(str(path))}:\d+:\d+: ", fault) for fault in caught.value.faults)


@pytest.mark.parametrize(("changes", "expected"), FORM + MEANING)
def test_the_column_is_that_of_the_changed_text(changes, expected):
    """The place lies in the file, and on a character of it or right after one."""
    lines = small_base.changed(*changes).split("\n")
    for fault in expected:
        line, column = map(int, fault.split(":")[:2])
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


# What files may be


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BASE.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(b"\xef\xbb\xbf" + BASE.encode(), id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode(), id="both"),
        pytest.param(("---\n" + BASE + "...\n").encode(), id="marks of a document"),
        pytest.param(BASE.replace("scope: A", "scope:\tA").encode(), id="a tab after a key"),
    ],
)
def test_what_editors_write_is_read(content):
    assert faults(content) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", ["1:1: the file is empty; a knowledge base has schema, "], id="empty"),
        pytest.param(b"# nothing\n", ["1:1: the file is empty; a knowledge base has schema, "], id="comment"),
        pytest.param(
            b"just words\n", ["1:1: the knowledge base is a mapping of keys and values, not the "], id="words"
        ),
        pytest.param(b"- a\n- b\n", ["1:1: the knowledge base is a mapping of keys and values, not a list"], id="list"),
        pytest.param(b"a\nb\xff", ["2:2: a byte that is not UTF-8: save the file as UTF-8 text"], id="not UTF-8"),
        pytest.param(BASE.encode("utf-16"), ["1:1: a byte that is not UTF-8"], id="UTF-16"),
        pytest.param(b"\x1f\x8b\x08\x00", ["1:2: a byte that is not UTF-8"], id="gzip"),
        pytest.param(
            b"a: b\nc: \x00", ["2:4: the control character '\\x00', which YAML does not allow"], id="null byte"
        ),
        pytest.param(b"{" * 100_000, ["1:"], id="deep flow"),
        pytest.param(b"- " * 100_000, ["1:41: nested deeper than 20 levels, which no base needs"], id="deep block"),
        pytest.param(b"a: [" + b"b," * 500_000, ["1:799999: more than 400000 values, which no base needs"], id="many"),
        pytest.param(b"a: &a [*b, *c]", ["1:8: the alias *b", "1:12: the alias *c"], id="no anchor"),
        pytest.param(
            b"x" * (schema.MAX_BYTES + 1), ["1:1: larger than 20 MB, which no knowledge base needs"], id="big"
        ),
    ],
)
def test_what_is_no_base_is_told_shortly(content, expected):
    found = faults(content)
    assert len(found) <= len(expected) + 11
    for words in expected:
        assert any(fault.startswith(words) for fault in found), found


BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)
LIMITED = """
import resource, sys
from gistcli.__main__ import main
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
sys.argv = ["gistcli", "kb", "check", sys.argv[1]]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BOMB, id="alias bomb"),
        pytest.param("a: &a [*a]\nb: &b {c: *b, *b : d}\n", id="loops"),
        pytest.param("[" * 1_000_000, id="deep flow"),
        pytest.param("\n".join("  " * depth + "a:" for depth in range(3_000)), id="deep block"),
        pytest.param("a: b\n" * 20_000_001, id="100 MB"),
        pytest.param("entries:\n" + "- {id: a, evidence: [{citations: [x, y]}]}\n" * 8_000, id="many faults"),
        pytest.param("? " * 1_000_000, id="keys of keys"),
        pytest.param('"' + "x" * 5_000_000 + '": 1\n', id="long key"),
    ],
)
def test_hostile_files_end_in_bounded_time_and_memory(text, tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(text)
    result = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, timeout=120)
    assert result.returncode == 1, result.stderr[-500:]
    assert result.stdout.startswith(f"{path}:")
    assert max(map(len, result.stdout.splitlines())) < 600
    assert list(tmp_path.iterdir()) == [path]


def test_any_change_of_a_value_is_a_fault_or_none_but_never_a_crash():
    """Values, keys and lines are taken out, doubled and exchanged; the checks take nothing for granted."""
    chance = random.Random(1)
    lines = BASE.splitlines(keepends=True)
    words = sorted(set(re.findall(r"[^\s,{}\[\]]+", BASE)))
    for _ in range(400):
        mutated = list(lines)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(mutated))
            kind = chance.randrange(4)
            if kind == 0:
                del mutated[at]
            elif kind == 1:
                mutated.insert(at, chance.choice(lines))
            else:
                found = re.findall(r"[^\s,{}\[\]]+", mutated[at]) or ["x"]
                mutated[at] = mutated[at].replace(chance.choice(found), chance.choice(words))
        for fault in fault_list(schema.read("".join(mutated).encode()), TODAY):
            assert isinstance(fault, Fault)
            assert fault.line >= 1
            assert fault.column >= 1


# The command


def test_the_bundled_base_is_clean():
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.search(r"no faults in \d+ entries, \d+ recommendations, \d+ sources", result.stderr)


def test_faults_are_lines_of_standard_output_and_status_1(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(small_base.changed("exon: 11", "exon: 9", "p.Trp557Gly, p.Tyr", "p.Trp558Gly, p.Tyr"))
    result = run(str(path))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{path}:63:9: exon 9, but the reference has codon 559 in exon 11",
        f"{path}:126:19: 'p.Trp558Gly': KIT has Lys at 558, not Trp; did you mean K558G?",
    ]
    assert result.stderr == f"gistcli: {path}: 2 faults\n"
    assert run("-q", str(path)).stderr == ""


def test_an_overlay_that_is_given_as_a_base_is_told_how_to_check(tmp_path):
    path = tmp_path / "overlay.yaml"
    path.write_text('schema: 1\nversion: "1"\nreviewed: 2026-11-01\nentries: []\n')
    assert f"looks like an overlay; check it with --overlay {path}" in run(str(path)).stderr


@pytest.mark.parametrize(("name", "reason"), [("missing.yaml", "no such file or directory"), (".", "directory")])
def test_what_cannot_be_read_is_status_2(name, reason, tmp_path):
    result = run(str(tmp_path / name))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert reason.lower() in result.stderr.lower()


def test_a_file_without_leave_to_read_is_status_2(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(BASE)
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        pass
    else:
        pytest.skip("this user may read everything")
    assert run(str(path)).exit_code == 2


def test_a_review_of_today_is_not_in_the_future_anywhere(tmp_path):
    today = kb_check.datetime.now(kb_check.LAST_ZONE).date()
    path = tmp_path / "base.yaml"
    path.write_text(small_base.changed("reviewed: 2026-11-01", f"reviewed: {today}"))
    assert run(str(path)).exit_code == 0


def test_loading_does_not_look_at_the_clock(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(small_base.changed("reviewed: 2026-11-01", "reviewed: 2999-01-01"))
    assert load_knowledge_base(path).reviewed == "2999-01-01"
    assert run(str(path)).exit_code == 1


def test_the_bundled_base_is_the_file_that_is_checked():
    assert bundled().endswith("mutations.yaml")
