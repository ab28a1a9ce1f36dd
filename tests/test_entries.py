"""`gistcli entries`: the knowledge base as a list, and one entry in full."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import small_base
from click.testing import CliRunner, Result

from gistcli.cli.entries import chosen, exons_of
from gistcli.cli.main import cli
from gistcli.knowledge import load_knowledge_base
from gistcli.writers.entries import COLUMNS

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (60, 80, 120)


def run(*arguments: str, width: int = 80) -> Result:
    return CliRunner().invoke(cli, ["entries", *arguments], env={"COLUMNS": str(width), "NO_COLOR": "1"})


@pytest.fixture
def base(tmp_path, monkeypatch):
    """The small base, as that of the laboratory."""
    path = tmp_path / "base.yaml"
    path.write_text(small_base.BASE)
    monkeypatch.setenv("GISTCLI_KB", str(path))
    return path


# The list


def ids(*arguments: str) -> list[str]:
    result = run(*arguments, "-f", "jsonl")
    assert result.exit_code == 0
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param([], list("fcdrts"), id="all, in the order of the file"),
        pytest.param(["V559D"], ["f"], id="a word of the name"),
        pytest.param(["p.val559asp"], ["f"], id="a variant, in any case"),
        pytest.param(["Tyr578Cys"], ["t"], id="a member of a combination"),
        pytest.param(["responds"], ["f"], id="a word of the summary"),
        pytest.param(["kit", "codon"], ["d"], id="every word must stand there"),
        pytest.param(["kit", "nowhere"], [], id="no entry"),
        pytest.param(["--gene", "kit"], list("fcdrt"), id="gene, in any case"),
        pytest.param(["--exon", "11"], list("fcrt"), id="exon, of combinations too"),
        pytest.param(["--exon", "17"], ["d"], id="exon of a codon"),
        pytest.param(["--effect", "sensitizing"], ["f"], id="effect"),
        pytest.param(["--effect", "unknown", "--exon", "11", "558"], ["r"], id="all together"),
    ],
)
def test_filters(base, arguments, expected):
    names = {
        "f": "kit-v559d", "c": "kit-exon-11", "d": "kit-d816", "r": "kit-range", "t": "kit-two", "s": "sdh-deficient",
    }  # fmt: skip
    assert ids(*arguments) == [names[letter] for letter in expected]


def test_nothing_found_is_told(base):
    result = run("kit-v559e", "-f", "tsv")
    assert result.exit_code == 0
    assert result.stdout == "\t".join(COLUMNS) + "\n"
    assert result.stderr == "gistcli: none of the 6 entries fits\ngistcli: did you mean 'kit-v559d'?\n"


def test_a_pipe_gets_tsv_with_as_many_cells_as_columns():
    lines = run().stdout.splitlines()
    assert lines[0].split("\t") == list(COLUMNS)
    assert len(lines) == len(load_knowledge_base().entries) + 1
    assert {line.count("\t") for line in lines} == {len(COLUMNS) - 1}


def test_every_entry_covers_something_in_words():
    for line in run().stdout.splitlines()[1:]:
        assert line.split("\t")[COLUMNS.index("covers")]


@pytest.mark.parametrize("entry", load_knowledge_base().entries.values(), ids=lambda entry: entry.id)
def test_an_entry_lies_in_the_exon_that_it_names(entry):
    assert entry.exon is None or entry.exon in exons_of(entry)
    assert (entry.gene is None) == (not exons_of(entry))


@pytest.mark.parametrize("output_format", ["tsv", "jsonl"])
def test_the_list_is_the_golden_one(base, output_format):
    result = run("-f", output_format)
    assert result.stdout == (GOLDEN / f"entries.{output_format}").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_is_the_golden_one_and_fits(base, width):
    result = run("-f", "table", width=width)
    assert max(map(len, result.stdout.splitlines())) <= width
    assert result.stdout == (GOLDEN / f"entries-{width}.txt").read_text(encoding="utf-8")


def test_json_lines_hold_all_of_an_entry(base):
    (record,) = [json.loads(line) for line in run("V559D", "-f", "jsonl").stdout.splitlines()]
    assert record["covers"] == {"variants": ["p.Val559Asp"]}
    assert [item["setting"] for item in record["recommendations"]] == ["advanced", "adjuvant", "neoadjuvant"]
    assert list(record["sources"]) == ["two-2021", "one-2020"]
    assert record["kb_version"].startswith("1.0+sha256:")


def test_a_file_gets_the_format_of_its_name(base, tmp_path):
    assert run("-o", str(tmp_path / "entries.jsonl")).exit_code == 0
    assert (tmp_path / "entries.jsonl").read_text() == (GOLDEN / "entries.jsonl").read_text()


# One entry


@pytest.mark.parametrize("width", WIDTHS)
def test_one_in_full_is_the_golden_card_and_fits(base, width):
    result = run("show", "kit-v559d", width=width)
    assert max(map(len, result.stdout.splitlines())) <= width
    assert result.stdout == (GOLDEN / f"entry-{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("id", load_knowledge_base().entries)
def test_every_entry_is_shown_with_all_that_it_says(id):
    base = load_knowledge_base()
    entry = base.entries[id]
    result = run("show", id, width=70)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 70
    text = "".join(result.stdout.split())
    said = [entry.summary, entry.comment, entry.not_known, *[item.statement for item in entry.evidence]]
    for sentence in said:
        assert "".join((sentence or "").split()) in text
    for key in [key for item in entry.evidence for key in item.citations]:
        assert base.citations[key].label in text
    assert json.loads(run("show", id, "-f", "json").stdout)["id"] == id


def test_an_id_that_is_misspelt_is_status_2_with_the_nearest():
    result = run("show", "kit-v559")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no entry 'kit-v559'; did you mean kit-v559" in result.stderr
    assert "`gistcli entries` lists them all" in run("show", "qqqqq").stderr


def test_an_overlay_is_shown(base, tmp_path):
    overlay = tmp_path / "laboratory.yaml"
    overlay.write_text(
        'schema: 1\nversion: "3"\nreviewed: 2026-11-01\nwithdraw:\n- {id: kit-v559d, reason: Not ours.}\n'
        "entries:\n- id: kit-d816\n  name: Ours\n  gene: KIT\n  covers:\n    codons: {at: [816], changes: [deletion]}\n"
        "  effect: unknown\n  origin: both\n  summary: Nothing.\n  evidence: []\n  reviewed: 2026-11-01\n"
    )
    option = ["--overlay", str(overlay)]
    assert (
        "is withdrawn by the overlay laboratory.yaml (version 3): Not ours." in run("show", "kit-v559d", *option).stderr
    )
    assert "overlay       from laboratory.yaml (version 3)" in run("show", "kit-d816", *option).stdout
    assert "kit-v559d" not in ids(*option)


@pytest.mark.parametrize("arguments", [["show"], ["show", "a", "b"], ["--exon", "0"], ["--effect", "good"]])
def test_wrong_usage_is_status_2(arguments):
    assert run(*arguments).exit_code == 2


def test_the_help_of_both(base):
    assert "Usage: cli entries show [OPTIONS] ID" in run("show", "--help").stdout
    assert "Usage: cli entries [OPTIONS] [FILTER]..." in run("--help").stdout


def test_chosen_without_filters_is_everything():
    base = load_knowledge_base()
    assert list(chosen(base, [], None, None, None)) == list(base.entries.values())


if __name__ == "__main__":
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.environ["GISTCLI_KB"] = str(Path(folder) / "base.yaml")
        Path(os.environ["GISTCLI_KB"]).write_text(small_base.BASE)
        for kind in ("tsv", "jsonl"):
            (GOLDEN / f"entries.{kind}").write_text(run("-f", kind).stdout, encoding="utf-8")
        for width in WIDTHS:
            (GOLDEN / f"entries-{width}.txt").write_text(run("-f", "table", width=width).stdout, encoding="utf-8")
            (GOLDEN / f"entry-{width}.txt").write_text(run("show", "kit-v559d", width=width).stdout, encoding="utf-8")
