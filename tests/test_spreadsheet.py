"""`--excel-safe`: CSV in which a spreadsheet finds no formula, and nothing else in any other output."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from gistcli.annotate import annotate_all
from gistcli.cli.main import cli
from gistcli.knowledge import load_knowledge_base
from gistcli.model import SETTINGS
from gistcli.writers import load_writer
from gistcli.writers.delimited import cells
from gistcli.writers.spreadsheet import original, safe

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What OWASP ("CSV Injection") says a spreadsheet may take for the beginning of a formula, and blanks before it."""


def run(*arguments: str, stdin: str | None = None):
    return CliRunner(env={"GISTCLI_KB": None, "GISTCLI_OVERLAY": None}).invoke(
        cli, arguments, input=stdin, prog_name="gistcli"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-D842V", "'-D842V", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t'=1", id="tab"),
        pytest.param("\r=1", "'\r'=1", id="carriage return"),
        pytest.param("\n=1", "'\n'=1", id="line feed"),
        pytest.param("  =1", "'  =1", id="blanks before it"),
        pytest.param("\u00a0=1", "'\u00a0=1", id="a blank that does not break"),
        pytest.param("\uff1d1", "'\uff1d1", id="wide equals"),
        pytest.param("'=1", "''=1", id="safe already"),
        pytest.param("V559D;=1", "V559D;'=1", id="behind a semicolon, which splits in some languages"),
        pytest.param('V559D"=1', "V559D\"'=1", id="behind a quote"),
        pytest.param("V559D,@x", "V559D,'@x", id="behind a comma"),
        pytest.param("KIT V559D", "KIT V559D", id="a variant"),
        pytest.param("c.1676-2A>G", "c.1676-2A>G", id="a minus inside"),
        pytest.param("p.Val559=", "p.Val559=", id="an equals sign at the end"),
        pytest.param("'", "'", id="an apostrophe"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_would_be_a_formula_gets_an_apostrophe(text, expected):
    assert safe(text) == expected
    assert original(expected) == text


CELLS = st.text(st.one_of(st.characters(), st.sampled_from("=+-@\t\r\n;,\"' \u00a0\uff1dA1")), max_size=30)


@settings(max_examples=500, deadline=None)
@given(CELLS)
def test_a_cell_says_what_it_said_and_begins_no_formula_wherever_it_is_split(text):
    told = safe(text)
    assert original(told) == text
    assert told.replace("'", "") == text.replace("'", "")
    for part in re.split(r'[;,\t\r\n"]', told):
        assert not FORMULA.match(part)


def test_a_long_cell_costs_what_a_short_one_costs_per_character():
    for piece in ("\t", " ", "'", "; ", ";'", "=", ",-", "\u00a0"):
        assert original(safe(piece * 200_000 + "x")) == piece * 200_000 + "x"  # far beyond a minute, were it quadratic


@settings(max_examples=100, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=3))
def test_the_file_is_read_back_by_the_csv_module(texts):
    stream = io.StringIO()
    load_writer("csv", excel_safe=True)(annotate_all(texts), stream)
    plain = io.StringIO()
    load_writer("csv")(annotate_all(texts), plain)
    told = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert [[original(cell) for cell in row] for row in told] == list(
        csv.reader(io.StringIO(plain.getvalue(), newline=""))
    )
    assert not [cell for row in told for cell in row if FORMULA.match(cell)]


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_answer_of_the_base_looks_like_a_formula(setting):
    """So the option changes what comes from an input, and no answer."""
    entries = load_knowledge_base().entries.values()
    names = [f"{entry.gene} {name}" for entry in entries for name in entry.covers.variants]
    assert len(names) > 50
    for annotation in annotate_all([*names, "KIT c.1648-2A>G", "KIT exon 9 insertion"], setting=setting):
        assert annotation.problem is None
        for cell in cells(annotation):
            assert safe(cell) == cell


def test_a_verdict_is_safe_too():
    result = run("-q", "--by-sample", "--excel-safe", "-f", "csv", stdin="Gene,HGVSp,sample\nKIT,V559D,=1+1\n")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1].startswith("'=1+1,")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["-f", "tsv", "D842V"], id="TSV"),
        pytest.param(["-f", "jsonl", "D842V"], id="JSON Lines"),
        pytest.param(["-f", "table", "D842V"], id="table"),
        pytest.param(["-f", "vcf", "-i", "-"], id="VCF"),
        pytest.param(["D842V"], id="a pipe"),
        pytest.param(["-o", "out.tsv", "D842V"], id="a file of another kind"),
        pytest.param(["--by-sample", "-f", "tsv", "D842V"], id="verdicts in TSV"),
    ],
)
def test_no_other_format_takes_the_option(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("--excel-safe", *arguments)
    assert (result.exit_code, result.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert "--excel-safe is said of CSV" in result.stderr
    assert "give -f csv" in result.stderr


def test_a_table_that_comes_back_as_it_came_is_refused_and_told_how(tmp_path):
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("Gene,HGVSp\nKIT,=1+1\n")
    result = run("--excel-safe", "-i", str(table), "-o", str(out))
    assert (result.exit_code, result.stdout, out.exists()) == (2, "", False)
    assert "give -f csv" in result.stderr
    assert run("-q", "--excel-safe", "-f", "csv", "-i", str(table), "-o", str(out)).exit_code == 1
    assert "\n'=1+1,2," in out.read_text()


@pytest.mark.parametrize("name", ["tsv", "csv", "jsonl"])
def test_without_the_option_every_field_is_as_it_was_given(name):
    given = "=HYPERLINK(1)"
    result = run("-q", "-f", name, given)
    told = (
        json.loads(result.stdout)["input"] if name == "jsonl" else re.split(r"[\t,]", result.stdout.split("\n")[1])[0]
    )
    assert told == given


def test_a_table_keeps_its_columns_byte_for_byte():
    table = "Gene,HGVSp,=x\nKIT,V559D,=1+1\nTP53,R175H,@SUM(1)\n"
    lines = run("-q", stdin=table).stdout.splitlines()
    assert [line.split(",gist_")[0] for line in lines[:1]] == ["Gene,HGVSp,=x"]
    assert [line[: len(was)] for line, was in zip(lines[1:], table.splitlines()[1:], strict=True)] == [
        "KIT,V559D,=1+1",
        "TP53,R175H,@SUM(1)",
    ]
