"""The Snakemake workflow: whatever is split and gathered is, byte for byte, what one run gives; failures stay alone."""

from __future__ import annotations

import gzip
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / "workflow"
has_snakemake = importlib.util.find_spec("snakemake") is not None
needs_snakemake = pytest.mark.skipif(not has_snakemake, reason="snakemake is not installed")
needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")

HEADER = "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\n"
CHANGES = ["KIT\tp.V559D", "KIT\tp.A502_Y503dup", "PDGFRA\tp.D842V", "TP53\tp.R175H", "KIT\tp.V559F", "KIT\tp.Q1"]
FIRST = HEADER + "".join(f"{change}\tT1\n" for change in CHANGES[:4])
COHORT = {
    "one.maf": "#version 2.4\n" + FIRST,
    "two.maf": "#version 2.4\n" + HEADER + "TP53\tp.R175H\tT2\nKIT\tp.V654A\tT2",  # no line end at the end
    "three.maf": HEADER,
    "four.maf": HEADER + "".join(f"{change}\tT{number}\n" for number, change in enumerate(CHANGES)),
}

spec = importlib.util.spec_from_file_location("gather", WORKFLOW / "scripts" / "gather.py")
gathering = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gathering)


def environment() -> dict[str, str]:
    unwanted = ("GISTCLI_KB", "GISTCLI_OVERLAY", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]])
    return {**kept, "PATH": path, "XDG_CACHE_HOME": str(ROOT / ".pytest_cache" / "snakemake")}


def gistcli(folder: Path, *arguments: str) -> bytes:
    command = [sys.executable, "-m", "gistcli", "-q", *arguments]
    process = subprocess.run(command, cwd=folder, capture_output=True, env={**environment(), "PYTHONPATH": str(ROOT)})
    assert process.returncode in (0, 1), process.stderr.decode()
    return process.stdout


def sheet(folder: Path, names: list[str]) -> None:
    rows = [f"{Path(name).name.split('.')[0]}\t{name}\n" for name in names]
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "samples.tsv").write_text("sample\tpath\n" + "".join(rows))


def cohort(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    sheet(folder, list(files))
    return list(files)


def cut_short(folder: Path) -> str:
    """A file of which a part was copied, in the sheet behind those that are there."""
    whole = gzip.compress((HEADER + "".join(f"KIT\tp.V559D\tC{number}\n" for number in range(3000))).encode())
    (folder / "cut.maf.gz").write_bytes(whole[: len(whole) // 2])
    with open(folder / "config" / "samples.tsv", "a") as stream:
        stream.write("cut\tcut.maf.gz\n")
    return "cut.maf.gz"


def snakemake_command(*arguments: str) -> list[str]:
    how = ["--snakefile", str(WORKFLOW / "Snakefile"), "--configfile", str(ROOT / "config" / "config.yaml")]
    return [sys.executable, "-m", "snakemake", *how, "--cores", "2", "--keep-going", *arguments]


def snakemake(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        snakemake_command(*arguments), cwd=folder, env=environment(), capture_output=True, text=True, timeout=300
    )


def inputs(names: list[str]) -> list[str]:
    return [argument for name in names for argument in ("-i", name)]


@needs_snakemake
def test_a_cohort_of_maf_is_gathered_as_one_run_writes_it(tmp_path):
    names = [*cohort(tmp_path, COHORT), cut_short(tmp_path)]
    process = snakemake(tmp_path)
    assert process.returncode == 0, process.stderr
    whole = (tmp_path / "results" / "all.maf").read_bytes()
    assert whole == gistcli(tmp_path, *inputs(names))
    assert whole.splitlines()[-1].count(b"\tdamaged-input\t") == 1
    page = (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    assert "T1" in page and "T2" in page
    assert "Nothing to be done" in snakemake(tmp_path).stderr


@needs_snakemake
@pytest.mark.parametrize("form", ["tsv", "csv", "jsonl"])
def test_vcf_files_are_gathered_as_one_run_writes_them(tmp_path, form):
    names = [str(ROOT / "tests" / "data" / "vcf" / f"{name}_38.vcf") for name in ("mutect2", "strelka_snvs", "vep")]
    sheet(tmp_path, names)
    process = snakemake(tmp_path, "--config", f"format={form}", "report=False")
    assert process.returncode == 0, process.stderr
    whole = (tmp_path / "results" / f"all.{form}").read_bytes()
    assert whole.count(b"\n") > 10
    assert whole == gistcli(tmp_path, "-f", form, *inputs(names))


@needs_snakemake
def test_the_parts_of_a_vcf_are_gathered_as_the_whole_is_written(tmp_path):
    lines = (ROOT / "tests" / "data" / "vcf" / "strelka_snvs_38.vcf").read_text().splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    records = lines[len(header) :]
    half = len(records) // 2
    assert half
    (tmp_path / "whole.vcf").write_text("".join(lines))
    cohort(
        tmp_path,
        {"part1.vcf": "".join(header + records[:half]), "part2.vcf": "".join(header + records[half:])},
    )
    process = snakemake(tmp_path, "--config", "format=vcf", "report=False")
    assert process.returncode == 0, process.stderr
    assert (tmp_path / "results" / "all.vcf").read_bytes() == gistcli(tmp_path, "-f", "vcf", "-i", "whole.vcf")


@needs_snakemake
def test_a_missing_and_a_broken_file_are_named_and_the_others_are_done(tmp_path):
    names = cohort(tmp_path, {**COHORT, "broken.maf": "", "lost.maf": ""})
    (tmp_path / "broken.maf").write_bytes(b"Hugo_Symbol\tTumor_Sample_Barcode\nKIT\tT9\n")  # tells no variant
    (tmp_path / "lost.maf").unlink()
    process = snakemake(tmp_path)
    assert process.returncode == 1
    done = {path.stem for path in (tmp_path / "results" / "annotated").iterdir()}
    assert done == {Path(name).stem for name in COHORT}
    assert not (tmp_path / "results" / "all.maf").exists()
    assert not (tmp_path / "results" / "report.html").exists()
    assert "sample=broken" in process.stderr and "sample=lost" in process.stderr
    assert "cannot open lost.maf: No such file or directory" in process.stderr
    assert "broken.maf" in (tmp_path / "logs" / "annotate" / "broken.log").read_text()

    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "results" / "annotated").iterdir()}
    for name in ("broken.maf", "lost.maf"):
        (tmp_path / name).write_text(HEADER + "KIT\tp.L576P\tT9\n")
    process = snakemake(tmp_path)
    assert process.returncode == 0, process.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert (tmp_path / "results" / "all.maf").read_bytes() == gistcli(tmp_path, *inputs(names))


@needs_snakemake
@needs_fifo
def test_a_run_that_was_killed_goes_on_with_what_is_not_done(tmp_path):
    names = cohort(tmp_path, COHORT)
    (tmp_path / "four.maf").unlink()
    os.mkfifo(tmp_path / "four.maf")  # nobody writes: its job waits for ever
    arguments = ("--config", "report=False")
    running = subprocess.Popen(
        snakemake_command(*arguments),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    done = [tmp_path / "results" / "annotated" / name for name in ("one.maf", "two.maf", "three.maf")]
    try:
        deadline = time.monotonic() + 120
        while not all(path.exists() for path in done) and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)  # for Snakemake to note the last
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    assert all(path.exists() for path in done)
    kept = {path: path.stat().st_mtime_ns for path in done}

    (tmp_path / "four.maf").unlink()
    (tmp_path / "four.maf").write_text(COHORT["four.maf"])
    assert snakemake(tmp_path, "--unlock", *arguments).returncode == 0
    process = snakemake(tmp_path, "--rerun-incomplete", *arguments)
    assert process.returncode == 0, process.stderr
    assert {path: path.stat().st_mtime_ns for path in done} == kept
    assert (tmp_path / "results" / "all.maf").read_bytes() == gistcli(tmp_path, *inputs(names))


@needs_snakemake
@pytest.mark.parametrize(
    ("rows", "arguments", "said"),
    [
        pytest.param("a\tx.maf\na\ty.maf\n", [], "the sample a is named twice", id="sample named twice"),
        pytest.param("", [], "has no rows", id="empty sheet"),
        pytest.param("../a\tx.maf\n", [], "../a", id="sample that is no file name"),
        pytest.param("a\tx.maf\n", ["--config", "setting=palliative"], "palliative", id="setting that there is not"),
        pytest.param("a\tx.maf\n", ["--config", "colour=red"], "colour", id="key that is not known"),
    ],
)
def test_a_wrong_sheet_or_configuration_is_refused_before_anything_runs(tmp_path, rows, arguments, said):
    sheet(tmp_path, [])
    with open(tmp_path / "config" / "samples.tsv", "a") as stream:
        stream.write(rows)
    process = snakemake(tmp_path, *arguments)
    assert process.returncode == 1
    assert said in process.stderr
    assert not (tmp_path / "results").exists()


@needs_snakemake
def test_a_file_with_problems_fails_if_that_is_wished(tmp_path):
    cohort(tmp_path, COHORT)
    cut_short(tmp_path)
    process = snakemake(tmp_path, "--config", "fail_on_problems=True", "report=False")
    assert process.returncode == 1
    assert "sample=four" in process.stderr and "sample=cut" in process.stderr
    assert {path.stem for path in (tmp_path / "results" / "annotated").iterdir()} == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("files", "extra"),
    [
        pytest.param(["a,gene,HGVSp\r\n1,KIT,V559D\r\n", "a,gene,HGVSp\r\n2,KIT,L576P\r\n"], [], id="CR LF"),
        pytest.param(["gene,HGVSp\rKIT,V559D\r", "gene,HGVSp\rKIT,L576P\r"], [], id="CR"),
        pytest.param(['"gene","HGVSp"\n"KIT","V559D"\n', '"gene","HGVSp"\nKIT,L576P'], [], id="quoted"),
        pytest.param(["gene,HGVSp,gist_kb_version\nKIT,V559D,old\n"] * 2, [], id="of an earlier run"),
        pytest.param(
            ["## problem_code kb_version gist_\ngene\tHGVSp\nKIT\tV559D\n", "gene\tHGVSp\nKIT\tL576P\n"],
            [],
            id="comment",
        ),
        pytest.param(["KIT V559D\nnonsense\n", "D842V\n"], [], id="lists"),
        pytest.param(["KIT V559D\n", "# nothing\n", "D842V\n"], ["-f", "csv"], id="a list of nothing"),
        pytest.param(["KIT V559D\n", "D842V\n"], ["-f", "jsonl"], id="JSON Lines"),
        pytest.param(["gene,HGVSp\nKIT,V559D\n", "gene,HGVSp\nTP53,R175H\n"], ["--hits-only"], id="hits only"),
    ],
)
def test_gather_gives_what_one_run_gives(tmp_path, files, extra):
    suffix = extra[1] if extra[:1] == ["-f"] else "tsv"
    names, answers = [], []
    for number, text in enumerate(files):
        names.append(f"{number}.txt")
        (tmp_path / names[-1]).write_bytes(text.encode())
        answers.append(tmp_path / f"{number}.{suffix}")
        answers[-1].write_bytes(gistcli(tmp_path, "-i", names[-1], *extra))
    gathering.gather(answers, tmp_path / f"all.{suffix}")
    assert (tmp_path / f"all.{suffix}").read_bytes() == gistcli(tmp_path, *inputs(names), *extra)


def test_gather_refuses_tables_with_other_columns(tmp_path):
    for name, header in (("a.tsv", "gene"), ("b.tsv", "Gene")):
        (tmp_path / name).write_text(f"{header}\tgist_problem_code\tgist_kb_version\n")
    with pytest.raises(gathering.GatherError, match=r"b\.tsv: its header is not that of .*a\.tsv"):
        gathering.gather([tmp_path / "a.tsv", tmp_path / "b.tsv"], tmp_path / "all.tsv")


def test_gather_refuses_what_has_no_header(tmp_path):
    (tmp_path / "a.tsv").write_text("gene\tHGVSp\n")
    with pytest.raises(gathering.GatherError, match="no header that gistcli wrote"):
        gathering.gather([tmp_path / "a.tsv"], tmp_path / "all.tsv")
