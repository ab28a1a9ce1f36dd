"""The calls that are read without click do what those that click reads do, byte for byte, and load no more."""

from __future__ import annotations

import gzip
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from gistcli.cli import annotate as annotate_module
from gistcli.cli.asked import CHOICES, COMMANDS, DEFAULTS, Asked
from gistcli.cli.main import cli
from gistcli.cli.plain import FLAGS, VALUES, read
from tests.routes import ROOT, Call, on_both_routes

DATA = Path(__file__).parent / "data"
posix = pytest.mark.skipif(os.name != "posix", reason="processes are forked")

HEAD = b"##fileformat=VCFv4.2\n##contig=<ID=chr4,length=190214555>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
HIT = b"chr4\t54727444\t.\tT\tA\t.\tPASS\tDP=9\n"
VCF = HEAD + b"chr1\t100\t.\tA\tG\t.\tPASS\t.\n" + HIT + b"chr7\t100\t.\tA\tG\t.\tPASS\t.\n"
MAF = b"Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\nKIT\tp.V559D\tS1\nTP53\tp.R175H\tS2\nPDGFRA\tp.D842V\tS3\n"
LIST = b"# two\nKIT V559D\n\nD842V\n"
INPUTS = {
    "hits.vcf": VCF,
    "none.vcf": HEAD + b"chr1\t100\t.\tA\tG\t.\tPASS\t.\n",
    "head.vcf": HEAD,
    "bad.vcf": HEAD + b"chr4\tx\t.\tA\tG\t.\tPASS\t.\n" + HIT + b"chr4\t54727445\t.\tA\tG\t.\tPASS\t.\n",
    "twice.vcf": VCF + VCF,
    "builds.vcf": VCF.replace(b"190214555", b"191154276"),
    "hits.vcf.gz": gzip.compress(VCF, mtime=0),
    "cut.vcf.gz": gzip.compress(VCF * 1, mtime=0)[:-9],
    "hits.maf": MAF,
    "more.maf": MAF.replace(b"p.V559D", b"p.W557R"),
    "bad.maf": MAF + b"KIT\tp.V999A\tS4\nKIT\n",
    "other.csv": b"gene,alteration\nKIT,V559D\n",
    "nothing.tsv": b"a\tb\n1\t2\n",
    "list.txt": LIST,
    "bad.txt": LIST + b"KIT A559D\nEGFR L858R\nxyz\x1b[31m\n\xff\n",
    "garbage": bytes(range(256)) * 8,
    "empty": b"",
    "book.zip": b"PK\x03\x04" + bytes(99),
}
OPTIONS = [[], ["-q", "-f", "tsv"], ["-f", "vcf"], ["-q", "--hits-only"]]

OF_INPUTS = [["-i", name, *options] for name, options in itertools.product((*INPUTS, "missing", "folder"), OPTIONS)]
OTHERS = [
    ["-q", "-i", "hits.vcf", "-f", "tsv", "-o", "out.tsv"],
    ["-i", "hits.vcf", "-o", "out.vcf"],
    ["-i", "hits.vcf", "-o", "out.vcf.gz"],
    ["-i", "hits.vcf", "-o", "out.jsonl.gz"],
    ["-i", "hits.maf", "-o", "out.maf"],
    ["-i", "bad.maf", "-o", "out.csv"],
    ["-i", "bad.txt", "-o", "out.csv"],
    ["-i", "hits.maf", "-o", "hits.maf"],
    ["-i", "hits.maf", "-o", "no/such/folder.tsv"],
    ["-i", "hits.maf", "-o", "folder"],
    ["-i", "hits.maf", "-o", "/dev/full"],
    ["-i", "hits.maf", "-o", "-"],
    ["-i", "bad.maf", "-f", "csv"],
    ["-i", "bad.txt", "-f", "table"],
    ["-i", "bad.txt", "-f", "jsonl", "-q"],
    ["-i", "bad.vcf", "-f", "jsonl"],
    ["-i", "bad.vcf", "--hits-only", "-f", "vcf"],
    ["-i", "hits.maf", "-i", "more.maf"],
    ["-i", "hits.maf", "-i", "other.csv"],
    ["-i", "hits.maf", "-i", "other.csv", "-f", "tsv"],
    ["-i", "hits.maf", "-i", "list.txt"],
    ["-i", "list.txt", "-i", "hits.vcf", "-f", "tsv"],
    ["-i", "hits.vcf", "-i", "hits.vcf", "-f", "vcf"],
    ["-i", "hits.maf", "-i", "missing"],
    ["-i", "list.txt", "D842V"],
    ["-i", "list.txt", "D842V", "-f", "vcf"],
    ["D842V", "KIT A559D", "-f", "tsv"],
    ["--setting", "adjuvant", "-i", "list.txt"],
    ["--setting=NeoAdjuvant", "--format=JSONL", "--input=list.txt", "--no-version"],
    ["--build", "hg19", "-i", "hits.vcf", "-f", "tsv"],
    ["--build=hg38", "-i", "hits.vcf", "-f", "tsv"],
    ["--build", "GRCH37", "chr4:55593610:T:A"],
    ["--from", "list", "-i", "hits.maf"],
    ["--from", "maf", "-i", "list.txt"],
    ["--from", "VCF", "-i", "hits.maf", "-f", "tsv"],
    ["--hits-only", "-i", "bad.txt", "-f", "tsv"],
    ["annotate", "--quiet", "--input", "hits.vcf", "--format", "tsv"],
    ["annotate", "D842V"],
    # variants alone
    ["D842V"],
    ["KIT V559D", "D842V", "D842V"],
    ["p.[W557G;Y578C]", "V559D + V654A"],
    ["KIT exon 9 insertion", "KIT V999A"],
    ["SECONDARY KIT V654A", "KIT c.1676T>A", "chr4:55593610:T:A", "NM_000222.3:c.1676T>A"],
    ["KIT V559K", "D842V"],
    ["KTI V559D"],
    ["TP53 R175H"],
    ["rep0rt", "D842V"],
    ["list1.txt"],
    [" D842V "],
    ["D842V" * 20_000],
]
"""Calls that are read without click."""

LEFT = [
    ["KIT", "V559D"],
    ["V559D", "KIT"],
    ["anotate", "D842V"],
    ["annotate", "annotate"],
    ["SDH-deficient"],
    ["KIT V559D\n"],
    ["V559D\u2010"],
    ["c.\uff112A>G"],
    ["", "D842V"],
    ["--", "D842V"],
    ["D842V", "--no-such-option"],
    ["-qi", "list.txt"],
    ["-ilist.txt"],
    ["-ftsv", "-i", "list.txt"],
    ["-i=list.txt"],
    ["-i"],
    ["--input="],
    ["-i", "-q"],
    ["-i", "", "D842V"],
    ["-f", "xml", "D842V"],
    ["--setting", "palliative", "D842V"],
    ["--build", "hg18", "D842V"],
    ["--from", "bcf", "D842V"],
    ["--quiet=1", "D842V"],
    ["--form", "tsv", "D842V"],
    ["-f", "tsv", "-f", "csv", "-i", "list.txt"],
    ["-o", "one", "-o", "two", "D842V"],
    ["-o", "-x", "D842V"],
    ["-v", "D842V"],
    ["--no-progress", "D842V"],
    ["--gene", "KIT", "D842V"],
    ["--by-sample", "D842V"],
    ["--kb", "missing.yaml", "D842V"],
    ["explain", "D842V"],
    ["--version"],
    ["-h"],
]
"""Calls that click reads."""

CALLS = {
    **{" ".join(arguments)[:80]: Call(arguments) for arguments in [*OF_INPUTS, *OTHERS, *LEFT]},
    "nothing": Call([]),
    "nothing, quiet": Call(["-q"]),
    "nothing, and no input": Call([], None),
    "nothing, and no input, an option": Call(["-q"], None),
    "standard input": Call(["-q", "-i", "-", "-f", "tsv"], VCF.decode()),
    "standard input that nothing names": Call(["-q"], MAF.decode()),
    "standard input as an argument": Call(["D842V", "-"], LIST.decode()),
    "standard input as a VCF": Call(["-", "-f", "vcf"], VCF.decode()),
    "standard input as the second": Call(["-i", "hits.maf", "-i", "-"], MAF.decode()),
    "standard input twice": Call(["-", "-i", "-"], LIST.decode()),
    "standard input that is closed": Call(["-i", "-"], None),
    "a closed pipe": Call(["-q", "-i", "hits.vcf", "-f", "tsv"], output="closed pipe"),
    "a closed pipe, VCF": Call(["-i", "hits.vcf", "-f", "vcf"], output="closed pipe"),
    "a closed pipe, table": Call(["-i", "hits.maf"], output="closed pipe"),
    "a closed pipe, a look-up": Call(["D842V"], output="closed pipe"),
    "a full disk": Call(["-q", "-i", "hits.vcf", "-f", "tsv"], output="full"),
    "a full disk, table": Call(["-i", "hits.maf"], output="full"),
    "a full disk, a look-up": Call(["D842V"], output="full"),
    "no output": Call(["D842V"], output="closed"),
    "errors to a closed pipe": Call(["-i", "bad.maf"], errors="closed pipe"),
    "errors to a full disk": Call(["-i", "bad.maf"], errors="full"),
    "errors nowhere": Call(["-i", "bad.maf"], errors="closed"),
    "refused, to a closed pipe": Call(["-i", "missing1"], errors="closed pipe"),
    "refused, to a full disk": Call(["-i", "missing1"], errors="full"),
    "refused, nowhere": Call(["-i", "missing1"], errors="closed"),
    "a terminal": Call(["KIT V559D", "D842V"], output="terminal"),
    "a terminal, a problem": Call(["KIT A559D"], output="terminal", errors="terminal"),
    "a terminal, VCF": Call(["-i", "hits.vcf"], output="terminal", errors="terminal"),
    "a terminal, VCF in and out": Call(["-i", "hits.vcf", "-f", "vcf"], output="terminal"),
    "a terminal, table": Call(["-i", "hits.maf", "-f", "csv"], output="terminal"),
}


@pytest.fixture(scope="module")
def came():
    return dict(zip(CALLS, on_both_routes(list(CALLS.values()), INPUTS), strict=True))


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("name", CALLS)
def test_both_routes_come_to_the_same(came, name):
    as_called, by_click = came[name]
    assert as_called == by_click
    assert as_called.status in (0, 1, 2, 141)


@posix
def test_the_calls_come_to_all_ends(came):
    ends = {as_called.status for as_called, _ in came.values()}
    assert ends == {0, 1, 2, 141}
    assert any(as_called.files for as_called, _ in came.values())


@pytest.mark.parametrize("arguments", [*OF_INPUTS, *OTHERS], ids=lambda arguments: " ".join(arguments)[:80])
def test_a_call_of_known_words_is_read_without_click(arguments):
    assert read(arguments) is not None


@pytest.mark.parametrize("arguments", LEFT, ids=" ".join)
def test_a_call_of_other_words_is_left_to_click(arguments):
    assert read(arguments) is None


def test_no_command_is_taken_for_a_variant():
    assert not any(read([name]) for name in COMMANDS if name != "annotate")


@pytest.mark.parametrize("name", ["GISTCLI_KB", "GISTCLI_OVERLAY", "_GISTCLI_COMPLETE", "GISTCLI_ANY"])
def test_a_variable_that_may_be_an_option_leaves_a_call_to_click(monkeypatch, name):
    assert read(["D842V"]) == Asked(("D842V",))
    monkeypatch.setenv(name, "value")
    assert read(["D842V"]) is None


# One table of options


OF_CLICK = {
    spelling: option
    for option in annotate_module.command.params
    if isinstance(option, click.Option)
    for spelling in option.opts
}


@pytest.mark.parametrize(("spelling", "name"), [*VALUES.items(), *FLAGS.items()])
def test_an_option_is_that_of_click(spelling, name):
    option = OF_CLICK[spelling]
    assert option.name == name
    assert option.is_flag == (spelling in FLAGS)
    assert option.multiple == (name == "inputs")
    assert option.nargs == 1


def test_click_and_what_is_asked_have_the_same_options_and_defaults():
    command = annotate_module.command
    asked = Asked(
        **command.make_context("annotate", ["D842V"], parent=click.Context(cli, **cli.context_settings)).params
    )
    assert asked == DEFAULTS._replace(variants=("D842V",))
    assert {parameter.name for parameter in command.params} == set(Asked._fields)


@pytest.mark.parametrize("name", CHOICES)
def test_an_option_has_the_choices_of_click(name):
    (option,) = {option for option in OF_CLICK.values() if option.name == name}
    assert tuple(option.type.choices) == tuple(CHOICES[name]())
    assert not option.type.case_sensitive


# Signals


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("reader", ["", "plain.read = lambda arguments: None"], ids=["as called", "by click"])
def test_a_signal_ends_a_run_in_order(number, reader, tmp_path):
    (tmp_path / "list").write_text("D842V\n")
    program = f"from gistcli import __main__\nfrom gistcli.cli import plain\n{reader}\n__main__.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "-q", "-i", "-", "-f", "tsv", "-i", str(tmp_path / "list")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"D842V\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith(b"input\t")
    assert process.stdout.readline().startswith(b"D842V\t1\t")  # and now it waits for more
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    name = b"interrupted" if number == signal.SIGINT else f"stopped by {number.name}".encode()
    assert errors.startswith(b"gistcli: " + name + b"; the run is not complete: ")
    assert (output, errors.count(b"\n")) == (b"", 1)


# What a call loads


OF_ALL = (
    "__main__ errors frozen model cli cli.asked cli.plain cli.ending cli.signals cli.work cli.progress "
    "writers writers.output reference hgvs spellings common_spellings patterns consequence common "
    "normalize cache knowledge match advise annotate readers readers.request readers.source readers.lists"
)
OF_TSV = "writers.delimited"
OF_VCF = "readers.vcf readers.vcf_header readers.vcf_record readers.phase"
OF_TABLES = "cli.tables readers.columns readers.tables readers.cells readers.tumours writers.tables"
HEAVY = {
    "click",
    "signal",
    "threading",
    "rich",
    "yaml",
    "numpy",
    "csv",
    "inspect",
    "importlib.metadata",
    "gzip",
    "tempfile",
    "subprocess",
}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["D842V"], f"{OF_ALL} {OF_TSV}", id="look-up"),
        pytest.param(["-q", "-i", "hits.vcf", "-f", "tsv"], f"{OF_ALL} {OF_TSV} {OF_VCF}", id="VCF"),
        pytest.param(["-q", "-i", "hits.maf", "--hits-only"], f"{OF_ALL} {OF_TSV} {OF_TABLES}", id="MAF"),
    ],
)
def test_a_call_loads_no_more_than_it_needs(arguments, expected, tmp_path):
    for name, data in INPUTS.items():
        (tmp_path / name).write_bytes(data)
    program = (
        "import sys, gistcli.__main__ as program\n"
        "try: program.main()\n"
        "except SystemExit as leaving: assert not leaving.code\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    process = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    loaded = set(process.stderr.split())
    assert {name for name in loaded if name.startswith("gistcli.")} == {f"gistcli.{name}" for name in expected.split()}
    assert not HEAVY & loaded
