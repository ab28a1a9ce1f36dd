"""The program as it is called: arguments, streams, exit status."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from gistcli import __version__
from gistcli.cli import annotate as annotate_module
from gistcli.cli import work as work_module
from gistcli.cli.asked import BUILDS, COMMANDS
from gistcli.cli.hints import hint
from gistcli.cli.main import cli
from gistcli.errors import PROBLEMS, InputError
from gistcli.model import Annotation, Record

ROOT = Path(__file__).parents[1]
HEADER = "\t".join(Annotation._fields)
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes are those of POSIX")


def run(*arguments: str, stdin: str | bytes | None = None, **environment: str) -> Result:
    return CliRunner(env={"GISTCLI_KB": None, "GISTCLI_OVERLAY": None, **environment}).invoke(
        cli, arguments, input=stdin, prog_name="gistcli"
    )


def rows(result: Result) -> list[dict[str, str]]:
    header, *lines = result.stdout.splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """Start the program as its users do, from the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.Popen(
        [sys.executable, "-m", "gistcli", *arguments],
        **{
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": environment,
            **options,
        },
    )


def call(*arguments: str, stdin: bytes = b"", **options: object) -> tuple[int, bytes, bytes]:
    process = start(*arguments, **options)
    stdout, stderr = process.communicate(stdin, timeout=60)
    return process.returncode, stdout, stderr


def base_of(path: str | None, overlay: str | None) -> str:
    return f"base of {path}" + (f" with {overlay}" if overlay else "")


@pytest.fixture
def calls(monkeypatch):
    """The arguments with which the command calls the library, which is replaced."""
    seen = []

    def annotate_all(records, **arguments):
        seen.append({"records": list(records), **arguments})
        return iter(())

    monkeypatch.setattr(work_module, "annotate_all", annotate_all)
    monkeypatch.setattr(work_module, "load_knowledge_base", base_of)
    return seen


# Options arrive


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param([], {"setting": "advanced", "gene": None, "build": None, "show_version": True}, id="defaults"),
        pytest.param(["--setting", "Adjuvant"], {"setting": "adjuvant"}, id="setting in any case"),
        pytest.param(["--gene", "kit"], {"gene": "KIT"}, id="gene in any case"),
        pytest.param(["--no-version"], {"show_version": False}, id="no version"),
        pytest.param(["--build", "HG19"], {"build": "GRCh37"}, id="build in any case"),
        pytest.param(["--build", "auto"], {"build": None}, id="build unknown"),
        pytest.param(["--assembly", "GRCh38"], {"build": "GRCh38"}, id="hidden alias"),
        pytest.param(["--assembly", "b37", "--build", "hg19"], {"build": "GRCh37"}, id="alias that agrees"),
        pytest.param(["--kb", "mine.yaml"], {"knowledge_base": "base of mine.yaml"}, id="knowledge base"),
        pytest.param(["--overlay", "lab.yaml"], {"knowledge_base": "base of None with lab.yaml"}, id="overlay"),
        pytest.param(["--from", "list"], {"records": [Record("D842V")]}, id="kind of input"),
    ],
)
def test_options_arrive_in_the_call(calls, arguments, expected):
    result = run(*arguments, "D842V")
    assert result.exit_code == 0, result.output
    (seen,) = calls
    assert {name: seen[name] for name in expected} == expected


@pytest.mark.parametrize(("name", "build"), BUILDS.items())
def test_every_name_of_a_build_arrives(calls, name, build):
    run("--build", name.upper(), "D842V")
    assert calls[0]["build"] == build


def test_the_knowledge_base_of_the_environment(calls):
    run("D842V", GISTCLI_KB="theirs.yaml")
    run("--kb", "mine.yaml", "D842V", GISTCLI_KB="theirs.yaml")
    assert [seen["knowledge_base"] for seen in calls] == ["base of theirs.yaml", "base of mine.yaml"]


def test_arguments_come_before_files_and_standard_input_where_it_stands(calls, tmp_path):
    (tmp_path / "list").write_text("C\n\n# x\nD\n")
    run("A", "-", "-i", str(tmp_path / "list"), "E", stdin="B\n")
    assert [(record.text, record.line) for record in calls[0]["records"]] == [
        ("A", None),
        ("B", 1),
        ("E", None),
        ("C", 1),
        ("D", 4),
    ]


# The default command


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        pytest.param(["D842V"], ["D842V"], id="a variant"),
        pytest.param(["annotate", "D842V"], ["D842V"], id="the command"),
        pytest.param(["-f", "tsv", "D842V"], ["D842V"], id="an option first"),
        pytest.param(["D842V", "-f", "tsv", "V559D"], ["D842V", "V559D"], id="an option between"),
        pytest.param(["--", "-D842V"], ["-D842V"], id="a dash"),
        pytest.param(["annotate", "problem"], ["problem"], id="the name of a command as a variant"),
        pytest.param([], ["from stdin"], id="nothing, and a pipe"),
        pytest.param(["-"], ["from stdin"], id="standard input by its name"),
        pytest.param(["-i", "-"], ["from stdin"], id="standard input as a file"),
    ],
)
def test_annotate_is_meant_where_no_command_is_named(calls, arguments, texts):
    result = run(*arguments, stdin="from stdin\n")
    assert result.exit_code == 0, result.output
    assert [record.text for record in calls[0]["records"]] == texts


@pytest.mark.parametrize("arguments", [[], ["annotate"]], ids=["no command", "annotate"])
def test_nothing_to_read_is_wrong_usage(monkeypatch, arguments):
    monkeypatch.setattr("gistcli.cli.main.nothing_to_read", lambda: True)
    monkeypatch.setattr(work_module, "nothing_to_read", lambda: True)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: gistcli" in result.stderr


@pytest.mark.parametrize("arguments", [["-h"], ["--help"], ["annotate", "-h"], ["D842V", "--help"], ["problem", "-h"]])
def test_help_goes_to_standard_output(arguments):
    result = run(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: gistcli")
    assert result.stderr == ""


def test_every_option_of_annotate_has_an_example_in_its_help():
    command = annotate_module.command
    options = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
    assert {"--input", "--kb", "--build"} <= {name for option in options for name in option.opts}
    for option in options:
        assert re.search(r"Example: .*" + "|".join(option.opts), option.help or ""), option.opts


def test_every_command_says_what_it_does_and_has_examples():
    for name, module in COMMANDS.items():
        command = importlib.import_module(module).command
        assert command.name == name
        assert command.help
        assert "Examples:" in command.epilog


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["-f", "xml", "D842V"], "xml", id="unknown format"),
        pytest.param(["--colour", "D842V"], "--colour", id="unknown option"),
        pytest.param(["--gene", "EGFR", "D842V"], "EGFR", id="unknown gene"),
        pytest.param(["--build", "hg19", "--assembly", "hg38", "D842V"], "two builds", id="two builds"),
        pytest.param(["-", "-"], "named twice", id="standard input twice"),
        pytest.param(["-", "-i", "-"], "named twice", id="standard input twice, as a file"),
        pytest.param(["-i", "no-such-file.txt"], "no-such-file.txt: No such file", id="missing input"),
        pytest.param(["-i", "."], "cannot open .: it is a folder", id="folder as input"),
        pytest.param(["-o", "no/such/folder.tsv", "D842V"], "cannot write no/such/folder.tsv", id="output nowhere"),
        pytest.param(["--kb", "no-such-base.yaml", "D842V"], "no-such-base.yaml", id="missing knowledge base"),
        pytest.param(["-f", "vcf", "D842V"], "one VCF", id="a VCF of an argument"),
        pytest.param(["--from", "bcf", "D842V"], "bcf", id="a kind that is not read"),
    ],
)
def test_wrong_usage_is_status_2_and_writes_no_result(arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


def test_a_missing_input_is_told_before_anything_is_read(tmp_path, calls):
    (tmp_path / "list").write_text("D842V\n")
    result = run("-i", str(tmp_path / "list"), "-i", str(tmp_path / "missing"))
    assert (result.exit_code, result.stdout, calls) == (2, "", [])


def test_a_knowledge_base_that_does_not_load_names_line_and_column(tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("schema: 1\nentries: [\n")
    result = run("--kb", str(path), "D842V")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.search(r"^Error: .*broken\.yaml:\d+:\d+: ", result.stderr)


# Answers


def test_a_row_in_tsv():
    result = run("-f", "tsv", "KIT V559D")
    (row,) = rows(result)
    assert result.exit_code == 0
    assert result.stderr == ""
    # The first line of NCCN and ESMO for exon 11: 400 mg a day.
    assert (row["hgvs_p"], row["sensitivity"], row["dose_mg_per_day"]) == ("p.Val559Asp", "sensitive", "400")
    assert re.fullmatch(r"\d{4}\.\d+\.\d+\+sha256:[0-9a-f]{16}", row["kb_version"])


def test_no_version_leaves_the_base_out():
    (row,) = rows(run("--no-version", "-f", "tsv", "KIT V559D"))
    assert row["kb_version"] == ""
    assert json.loads(run("--no-version", "-f", "jsonl", "KIT V559D").stdout)["kb_version"] is None
    assert "Knowledge base" not in run("--no-version", "-f", "table", "KIT V559D").stdout


BAD_LIST = (
    b"KIT V559D\n\xff\xfe\x00binary\nKIT Q559D\nKIT V5590D\nEGFR L858R\nV559\n" + b"A" * 10_000_000 + b"\nD842V\n"
)


@pytest.mark.parametrize("output_format", ["tsv", "csv", "jsonl", "table"])
def test_bad_rows_lose_no_good_ones(tmp_path, output_format):
    path = tmp_path / "list.txt"
    path.write_bytes(BAD_LIST)
    result = run("-f", output_format, "-i", str(path))
    assert result.exit_code == 1
    assert "p.Val559Asp" in result.stdout
    assert "p.Asp842Val" in result.stdout


def test_every_bad_row_has_one_line_and_a_code_that_is_explained(tmp_path):
    result = run("-f", "jsonl", stdin=BAD_LIST)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4, 5, 6, 7, 8]
    good, bad = answers[::7], answers[1:-1]
    assert [answer["problem"] for answer in good] == [None, None]
    for answer in bad:
        assert answer["problem"]
        assert "\n" not in answer["problem"]
        assert answer["problem_code"] in PROBLEMS
        assert (answer["sensitivity"], answer["dose_mg_per_day"], answer["action"]) == ("unknown", None, "none")
    codes = [answer["problem_code"] for answer in bad]
    assert codes == ["not-text", "reference-mismatch", "out-of-range", "gene-not-covered", "syntax", "too-long"]
    assert "6 of 8 rows could not be read" in result.stderr


@pytest.mark.parametrize("text", ["", " ", "\t"], ids=["nothing", "blank", "tab"])
def test_an_empty_argument_is_a_problem(text):
    result = run("-f", "jsonl", text)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problem_code"] == "empty"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n"], ids=["nothing", "blank lines", "comments"])
def test_an_input_without_descriptions_is_said(data):
    result = run(stdin=data)
    assert (result.exit_code, result.stdout) == (0, HEADER + "\n")
    assert "holds no description" in result.stderr
    assert run("-q", stdin=data).stderr == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["V559D + V654A"], True, id="two in one text"),
        pytest.param(["D842V", "p.[W557G;Y578C]"], True, id="two in the second text"),
        pytest.param(["V559D", "D842V"], False, id="two texts"),
        pytest.param(["-q", "V559D + V654A"], False, id="quiet"),
        pytest.param(["--by-sample", "V559D + V654A"], False, id="a verdict"),
    ],
)
def test_several_variants_of_one_text_point_to_the_verdict(arguments, told):
    result = run("-f", "tsv", *arguments)
    assert ("--by-sample gives the one verdict" in result.stderr) is told


def test_gzip_from_standard_input():
    result = run("-f", "jsonl", stdin=gzip.compress(b"KIT V559D\n"))
    assert json.loads(result.stdout)["short"] == "V559D"


def test_gzip_that_was_cut_short_is_status_1(tmp_path):
    path = tmp_path / "list.gz"
    path.write_bytes(gzip.compress(b"KIT V559D\n" * 100)[:-4])
    result = run("-f", "jsonl", "-i", str(path))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert len(answers) == 101
    assert answers[-1]["problem_code"] == "damaged-input"


def test_the_same_input_gives_the_same_bytes_at_every_width_and_in_every_locale():
    outputs = {
        call("-f", "tsv", "KIT V559D", "Größe", env={**os.environ, "PYTHONPATH": str(ROOT), **environment})[1]
        for environment in (
            {"COLUMNS": "40"},
            {"COLUMNS": "200", "NO_COLOR": "1"},
            {"PYTHONIOENCODING": "latin-1"},
            {"TERM": "dumb", "FORCE_COLOR": "1"},
        )
    }
    assert len(outputs) == 1


# Formats and outputs


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("out.tsv", "input\tline"),
        ("out.txt", "input\tline"),
        ("out.CSV", "input,line"),
        ("out.jsonl", '{"input": '),
        ("out.ndjson", '{"input": '),
    ],
)
def test_the_name_of_a_file_tells_its_format(tmp_path, name, first):
    result = run("-o", str(tmp_path / name), "D842V")
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / name).read_text().startswith(first)


def test_the_format_that_is_asked_for_wins_over_the_name(tmp_path):
    run("-f", "csv", "-o", str(tmp_path / "out.tsv"), "D842V")
    assert (tmp_path / "out.tsv").read_text().startswith("input,line")


def test_an_output_may_be_its_own_input(tmp_path):
    path = tmp_path / "list"
    path.write_text("D842V\n")
    assert run("-i", str(path), "-o", str(path)).exit_code == 0
    assert path.read_text().startswith(HEADER)


def test_an_output_with_bad_rows_is_written_whole(tmp_path):
    result = run("-o", str(tmp_path / "out.tsv"), "D842V", "nonsense")
    assert result.exit_code == 1
    assert len((tmp_path / "out.tsv").read_text().splitlines()) == 3


def test_an_output_is_as_it_was_when_the_run_fails(tmp_path, monkeypatch):
    def fail(records, **arguments):
        raise InputError("the input broke")
        yield

    monkeypatch.setattr(work_module, "annotate_all", fail)
    (tmp_path / "out.tsv").write_text("before")
    result = run("-o", str(tmp_path / "out.tsv"), "D842V")
    assert (result.exit_code, result.stderr) == (2, "Error: the input broke\n")
    assert (tmp_path / "out.tsv").read_text() == "before"
    assert os.listdir(tmp_path) == ["out.tsv"]


@posix
def test_a_terminal_gets_the_table_and_a_pipe_tsv():
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    try:
        process = start("D842V", stdout=theirs, stdin=subprocess.DEVNULL)
        os.close(theirs)
        text = b""
        while chunk := _read(ours):
            text += chunk
        assert process.wait(60) == 0
    finally:
        os.close(ours)
    assert b"RESISTANT" in text
    assert b"\t" not in text
    assert call("D842V", stdin=b"")[1].startswith(HEADER.encode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # what Linux says when the other end is closed
        return b""


# Streams


def test_an_answer_comes_before_the_input_ends():
    process = start()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(b"D842V\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"input\t")
        assert process.stdout.readline().startswith(b"D842V\t1\t")
        process.stdin.write(b"V559D\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"V559D\t2\t")
    finally:
        process.communicate(timeout=60)
    assert process.returncode == 0


@posix
@pytest.mark.parametrize("output_format", ["tsv", "jsonl", "table"])
def test_a_closed_pipe_ends_quietly(output_format):
    process = start("-f", output_format, "-i", "/dev/stdin")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b"D842V\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    with pytest.raises(BrokenPipeError):
        while True:
            process.stdin.write(b"D842V\n" * 1000)
    with suppress(BrokenPipeError):  # of what is left in the buffer
        process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@posix
def test_a_pipe_that_closes_before_a_short_answer_ends_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    code, _, stderr = call("D842V", stdout=writing)
    os.close(writing)
    assert (code, stderr) == (141, b"")


@posix
def test_an_interrupt_is_status_130_and_says_that_the_answers_are_not_all():
    process = start()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"D842V\n")
    process.stdin.flush()
    process.stdout.readline()
    time.sleep(0.2)  # until it waits for more
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr.startswith(b"gistcli: interrupted; the run is not complete: ")
    assert stderr.count(b"\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_status_2():
    with open("/dev/full", "wb") as full:
        code, _, stderr = call("D842V", stdout=full)
    assert (code, stderr) == (2, b"Error: cannot write standard output: No space left on device\n")


def test_a_defect_shows_its_traceback_and_asks_to_be_reported():
    program = (
        "import sys, gistcli.cli.work as module, gistcli.__main__ as program\n"
        "def fail(records, **arguments): raise RuntimeError('a defect')\n"
        "module.annotate_all = fail\n"
        "sys.argv = ['gistcli', 'annotate', 'D842V']\n"
        "program.main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert process.returncode == 70  # neither 1, a row that could not be read, nor 2, wrong usage
    assert "RuntimeError: a defect" in process.stderr
    assert "report it" in process.stderr.splitlines()[-1]


# Hints


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["problme"], 'did you mean the command "problem"?', id="mistyped command"),
        pytest.param(
            ["anotate", "D842V"], 'did you mean the command "annotate"?', id="mistyped command, then a variant"
        ),
        pytest.param(["setup.cfg"], "setup.cfg is a file; to read variants from it, use -i setup.cfg", id="a file"),
        pytest.param(["KIT", "V559D"], 'in quotes: "KIT V559D"', id="gene and variant apart"),
    ],
)
def test_hints(arguments, words, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = run("-f", "tsv", *arguments)
    assert words in result.stderr
    assert len(rows(result)) == len(arguments)
    assert run("-q", *arguments).stderr == ""


@pytest.mark.parametrize("text", ["KTI V559D", "PDGFAR D842V", "KTI:p.Val559Asp", "KTI"])
def test_a_mistyped_gene_gets_the_nearest_name(text):
    result = run("-f", "jsonl", text)
    gene = "KIT" if text.startswith("KTI") else "PDGFRA"
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer["problem_code"] in ("gene-not-covered", "syntax")
    assert re.search(f'did you mean (the gene )?"?{gene}', answer["problem"] + result.stderr)


@pytest.mark.parametrize("text", ["Q559D", "xyz", "p.Vax559Asp", "EGFR L858R", "EGFR", "PDGFRB"])
def test_no_hint_where_nothing_is_near(text):
    result = run("-f", "tsv", text)
    assert result.exit_code == 1
    assert "did you mean the" not in result.stderr


def test_a_hint_needs_a_problem_of_the_spelling():
    (row,) = map(json.loads, run("-f", "jsonl", "problme").stdout.splitlines())
    annotation = Annotation(**row)
    assert hint(annotation) is not None
    assert hint(annotation._replace(problem_code="reference-mismatch")) is None


def test_verbose_names_base_and_rows():
    result = run("-v", "-f", "tsv", "D842V", "nonsense")
    assert re.search(r"2 rows, 1 with a problem; knowledge base \d{4}\.\d+\.\d+\+sha256:", result.stderr)


# Version, problem, completion


def test_version_names_tool_and_base():
    result = run("--version")
    assert result.exit_code == 0
    assert re.fullmatch(
        rf"gistcli {re.escape(__version__)}, knowledge base \d{{4}}\.\d+\.\d+\+sha256:[0-9a-f]{{16}}\n", result.stdout
    )


def test_version_with_a_base_that_does_not_load_still_names_the_tool():
    result = run("--version", GISTCLI_KB="no-such-base.yaml")
    assert result.exit_code == 2
    assert result.stdout == f"gistcli {__version__}\n"
    assert "no-such-base.yaml" in result.stderr


@pytest.mark.parametrize("code", PROBLEMS)
def test_problem_explains_every_code(code):
    result = run("problem", code)
    meaning, remedy = PROBLEMS[code]
    assert result.exit_code == 0
    assert " ".join(result.stdout.split()) == " ".join(f"{code} {meaning} {remedy}".split())


def test_problem_without_a_code_lists_all():
    lines = run("problem").stdout.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(PROBLEMS)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sintax", "did you mean 'syntax'?"),
        ("Reference-Mismatch", "did you mean 'reference-mismatch'?"),
        ("?", "lists"),
    ],
)
def test_problem_with_an_unknown_code(code, words):
    result = run("problem", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell):
    result = run(_GISTCLI_COMPLETE=f"{shell}_source")
    assert result.exit_code == 0
    assert "_GISTCLI_COMPLETE" in result.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("gistcli ", set(COMMANDS), id="commands"),
        pytest.param("gistcli prob", {"problem"}, id="a command that was begun"),
        pytest.param("gistcli --sett", {"--setting"}, id="an option of the default command"),
        pytest.param("gistcli -f ", {"auto", "table", "tsv", "csv", "jsonl", "vcf"}, id="a choice without a command"),
        pytest.param("gistcli D842V --setting adj", {"adjuvant"}, id="a choice after a variant"),
        pytest.param("gistcli problem refer", {"reference-mismatch"}, id="a code"),
    ],
)
def test_completion(words, expected):
    *_, last = words.split(" ")
    result = run(_GISTCLI_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1))
    assert {line.partition(",")[2] for line in result.stdout.splitlines()} == expected, last
