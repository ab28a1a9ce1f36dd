"""The benchmarks: their input is the same on every machine, their table says what was measured. No timing is judged."""

from __future__ import annotations

import doctest
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="the benchmarks measure with functions of POSIX")

import benchmarks.rows
import benchmarks.table
from benchmarks import data
from benchmarks.figures import Figures, Held, Measured, Result, measured
from benchmarks.measure import Command, medians, run
from benchmarks.rows import GISTCLI, PEERS, ROWS, MissingError, Row, Target, _cohort
from benchmarks.table import as_markdown, as_text, with_figures

ROOT = Path(__file__).parents[1]

FIGURES = Figures(
    "2 cores, x86_64, Linux, CPython 3.11.7",
    {"gistcli": "0.1.0", "pysam": "not installed"},
    1.0,
    {
        "startup": Result(
            "one variant, to a pipe",
            "python -c pass",
            15,
            [Measured("python -c pass", 0.01, 1.0, None, 8.5), Measured("gistcli D842V", 0.042, 4.2, None, 14.0)],
            [Held("gistcli D842V", "at most 4.5x python -c pass", "4.20x", True)],
        ),
        "vcf": Result(
            "VCF, plain",
            "wc -l",
            5,
            [Measured("wc -l", 0.05, 1.0, 20e6, 8.5), Measured("pysam")],
            [Held("gistcli -f tsv", "at most 8x wc -l", "9.00x", False)],
        ),
        "bgzip": Result("a bgzipped VCF", "", 0, [], [], "neither bgzip nor pysam is installed"),
    },
)


# Data


@pytest.mark.parametrize(
    ("make", "digest"),
    [
        pytest.param(data.descriptions, "5f2c815552ccd1d2", id="descriptions"),
        pytest.param(data.vcf, "88d2ff0bf01dfde0", id="VCF"),
        pytest.param(data.short_vcf, "ee5cf4d3653d5f91", id="VCF of short records"),
        pytest.param(data.maf, "521236221a6cf9c8", id="MAF"),
        pytest.param(data.cohort, "07ccffe909185124", id="cohort"),
    ],
)
def test_the_data_is_the_same_bytes_on_every_machine(tmp_path, make, digest):
    make(tmp_path / "made", 2500)
    # Of a file made by this function, on CPython 3.11: `random` gives the same numbers for a seed in all versions.
    assert hashlib.sha256((tmp_path / "made").read_bytes()).hexdigest()[:16] == digest


def test_descriptions_are_distinct_and_all_can_be_read(tmp_path):
    from gistcli import annotate_all

    data.descriptions(tmp_path / "spellings", 1000, tmp_path / "standard")
    spellings = (tmp_path / "spellings").read_text().splitlines()
    standard = (tmp_path / "standard").read_text().splitlines()
    assert len(set(spellings)) == len(set(standard)) == 1000
    for one, other in zip(annotate_all(spellings), annotate_all(standard), strict=True):
        assert one.problem is None
        assert (one.gene, one.hgvs_p, one.hgvs_c) == (other.gene, other.hgvs_p, other.hgvs_c)


@pytest.mark.parametrize("peer", ["cohort_split", "cohort_csv"])
def test_the_floor_of_the_cohort_writes_what_gistcli_writes(tmp_path, peer):
    _, number, answers = _cohort(tmp_path, 0)
    data.cohort(tmp_path / "cohort.maf", number + 500)  # rows whose variants came before
    ours = subprocess.run([GISTCLI, "-q", "-i", tmp_path / "cohort.maf"], capture_output=True, check=True)
    floor = subprocess.run(
        [sys.executable, PEERS / f"{peer}.py", tmp_path / "cohort.maf", answers, str(data.MAF_COLUMNS)],
        capture_output=True,
        check=True,
    )
    assert floor.stdout == ours.stdout
    assert ours.stdout.count(b"\n") == number + 502


# Measuring


def test_the_peak_of_a_small_program_is_small_though_the_benchmark_is_large():
    ballast = bytearray(os.urandom(1 << 20)) * 150  # 150 MiB of this process, in real pages
    cost = run(Command([sys.executable, "-I", "-S", "-c", "pass"]))
    assert len(ballast) == 150 << 20
    assert 1 < cost.memory_mib < 40
    assert cost.seconds > 0


def test_the_peak_of_a_large_program_is_told():
    cost = run(Command([sys.executable, "-I", "-S", "-c", "b'x' * (100 << 20)"]))
    assert 100 < cost.memory_mib < 150


def test_what_a_pipeline_starts_counts():
    program = f"{sys.executable} -I -S -c 'b\"x\" * (100 << 20); sum(range(3000000))' | cat"
    cost = run(Command(["sh", "-c", program]))
    assert cost.memory_mib > 100
    assert cost.seconds > run(Command([sys.executable, "-I", "-S", "-c", "pass"])).seconds


@pytest.mark.parametrize(("output", "is_terminal"), [("nowhere", False), ("pipe", False), ("terminal", True)])
def test_a_command_sees_the_output_it_is_given(output, is_terminal):
    program = f"import sys; sys.exit(sys.stdout.isatty() is not {is_terminal})"
    run(Command([sys.executable, "-I", "-S", "-c", program], output=output))


def test_a_command_that_fails_says_why():
    with pytest.raises(RuntimeError, match=r"ended with 3: oh dear"):
        run(Command([sys.executable, "-c", "import sys; print('oh dear', file=sys.stderr); sys.exit(3)"]))
    with pytest.raises(RuntimeError, match="did not start"):
        run(Command(["no-such-program"]))


def test_commands_take_turns(tmp_path):
    def append(letter: str) -> Command:
        return Command([sys.executable, "-I", "-S", "-c", f"open('turns', 'a').write('{letter}')"])

    medians({"a": append("a"), "b": append("b")}, 2, tmp_path)
    assert (tmp_path / "turns").read_text() == "ababab"  # the first of each is not measured


# The table


def test_the_figures_come_back_from_json(tmp_path):
    FIGURES.write(tmp_path / "figures.json")
    assert Figures.read(tmp_path / "figures.json") == FIGURES


def test_rows_that_are_not_run_again_are_kept():
    again = FIGURES._replace(rows={"vcf": FIGURES.rows["vcf"]._replace(rounds=7)})
    both = again.over(FIGURES)
    assert list(both.rows) == ["startup", "vcf", "bgzip"]
    assert both.rows["vcf"].rounds == 7


def test_the_text_says_what_is_met_and_what_is_not():
    assert as_text(FIGURES).splitlines() == [
        "what     command         target                                                   measured  met",
        "startup  gistcli D842V   at most 4.5x python -c pass                                 4.20x  yes",
        "vcf      gistcli -f tsv  at most 8x wc -l                                            9.00x   NO",
        "bgzip                                                 neither bgzip nor pysam is installed",
        "",
        "2 cores, x86_64, Linux, CPython 3.11.7",
        "gistcli 0.1.0, pysam not installed",
    ]


def test_the_markdown_holds_every_row(tmp_path):
    FIGURES.write(tmp_path / "figures.json")
    command = [sys.executable, "-m", "benchmarks", "--markdown", "--json", str(tmp_path / "figures.json")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.stdout == as_markdown(FIGURES), told.stderr
    assert "| one variant, to a pipe | gistcli D842V | at most 4.5x python -c pass | 4.20x | yes |" in told.stdout
    assert "| VCF, plain | gistcli -f tsv | at most 8x wc -l | 9.00x | NO |" in told.stdout
    assert "| wc -l | 1.00x | 0.050 s | 20,000,000 | 8.5 MiB |\n| pysam | not installed |  |  |  |" in told.stdout
    assert "Not run: neither bgzip nor pysam is installed." in told.stdout


def test_the_page_holds_the_figures_of_the_last_run():
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert page == with_figures(page, Figures.read(ROOT / "benchmarks" / "last.json")), "python -m benchmarks --page"


@pytest.mark.parametrize("module", [benchmarks.rows, benchmarks.table])
def test_the_examples_in_docstrings_are_right(module):
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)


# What is made of costs


def made_row(*targets: Target) -> Callable[[Path, float], Row]:
    python = [sys.executable, "-I", "-S", "-c"]
    commands = {
        "base": Command([*python, "pass"]),
        "gistcli": Command([*python, "sum(range(2000000))"]),
        "few lines": Command([*python, "sum(range(2000000))"], items=1),
        "absent": Command(["no-such-program"], "program no-such-program"),
    }
    return lambda folder, size: Row("title", "base", commands, targets, 1, 1000)


def test_what_is_not_installed_is_said_and_the_rest_is_measured(tmp_path):
    row = measured(made_row(Target("gistcli", "absent", 1), Target("absent", "gistcli", 1)), tmp_path, 1)
    assert [line.name for line in row.measured if line.seconds is None] == ["absent"]
    assert [(held.found, held.met) for held in row.targets] == [("not installed", None)] * 2


def test_ratios_are_by_line_of_the_input(tmp_path):
    base, ours, few, _ = measured(made_row(), tmp_path, 1).measured
    assert base.ratio == 1
    assert ours.ratio == pytest.approx(ours.seconds / base.seconds)
    assert few.ratio == pytest.approx(1000 * few.seconds / base.seconds)
    assert ours.per_second == pytest.approx(1000 / ours.seconds)


@pytest.mark.parametrize(
    ("target", "met"),
    [
        pytest.param(Target("gistcli", "base", at_most=1e6), True, id="ratio, met"),
        pytest.param(Target("gistcli", "base", at_most=1e-6), False, id="ratio, missed"),
        pytest.param(Target("gistcli", per_second=1e-3), True, id="speed, met"),
        pytest.param(Target("gistcli", per_second=1e12), False, id="speed, missed"),
        pytest.param(Target("gistcli", memory_mib=1000), True, id="memory, met"),
        pytest.param(Target("gistcli", memory_mib=1), False, id="memory, missed"),
        pytest.param(Target("gistcli", "base", memory_at_most=100), True, id="flat, met"),
        pytest.param(Target("gistcli", "base", memory_at_most=0.01), False, id="flat, missed"),
    ],
)
def test_a_target_is_met_or_missed(tmp_path, target, met):
    (held,) = measured(made_row(target), tmp_path, 1).targets
    assert held.met is met


def test_a_row_without_what_makes_its_input_says_so(tmp_path):
    def make(folder: Path, size: float) -> Row:
        """A row."""
        raise MissingError("nothing can compress")

    assert measured(make, tmp_path, 1) == Result("A row", "", 0, [], [], "nothing can compress")


# The command


def test_a_very_small_run_measures_and_keeps_its_figures(tmp_path):
    command = [sys.executable, "-m", "benchmarks", "--rows", "terminal,list", "--size", "0.001", "--rounds", "1"]
    command += ["--json", str(tmp_path / "figures.json")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    figures = Figures.read(tmp_path / "figures.json")
    assert list(figures.rows) == ["terminal", "list"]
    for row in figures.rows.values():
        ours = [line for line in row.measured if line.name.startswith("gistcli")]
        assert ours
        for line in ours:
            assert line.seconds and line.memory_mib
    assert "inputs of 0.001 times the full size" in told.stdout


def test_an_unknown_row_is_refused_with_those_there_are():
    command = [sys.executable, "-m", "benchmarks", "--rows", "list,lists"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 2
    assert f"there is no row 'lists'; there are {', '.join(ROWS)}" in told.stderr
