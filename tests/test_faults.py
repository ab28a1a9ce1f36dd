"""What goes wrong around a run: disks, pipes, signals, files, folders, other runs. The real command each time.

Closed pipes, a full standard output and an interrupt of a list are in test_cli.py; gzip that breaks off is in
test_lists.py, test_tables.py and test_vcf.py.
"""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import small_base

from benchmarks.measure import Launched

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="files, signals and limits are those of POSIX")

ROOT = Path(__file__).parents[1]
DATA = {
    "list": (b"", b"KIT V559D\n"),
    "table": (b"Gene\tHGVSp\n", b"KIT\tV559D\n"),
    "vcf": (
        b"##fileformat=VCFv4.2\n##contig=<ID=chr4,length=190214555>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n",
        b"chr4\t54285926\t.\tA\tT\t.\tPASS\tDP=90\n",
    ),
}
"""Kind of input -> what stands before its rows, and a row that is answered."""
WRITES = {
    "list": ["-q", "-f", "tsv"],
    "table": ["-q"],
    "vcf": ["-q", "-f", "vcf"],
    "report": ["report", "-q", "--from", "list"],
}
"""Kind of run -> how it is called; the report reads a list."""
ROWS = 4_000


def data(kind: str, rows: int = ROWS) -> bytes:
    head, row = DATA["list" if kind == "report" else kind]
    return head + row * rows


def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start the program as its users do, from the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    environment.update({"PYTHONPATH": str(ROOT), **options.pop("environment", {})})
    return subprocess.Popen(
        [*options.pop("before", []), sys.executable, *options.pop("python", ["-m", "gistcli"]), *arguments],
        **{
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": environment,
            **options,
        },
    )


def call(*arguments: str, **options: Any) -> tuple[int, bytes, bytes]:
    process = start(*arguments, **options)
    stdout, stderr = process.communicate(timeout=300)
    return process.returncode, stdout, stderr


def is_one_error(stderr: bytes) -> bool:
    """Say whether a message is one line for a person, and no traceback."""
    return stderr.startswith(b"Error: ") and stderr.count(b"\n") == 1


# Disks


LIMITED = """
import resource, sys
from gistcli.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
sys.argv[0] = "gistcli"
main()
"""
"""No file may grow beyond 10 kB: to a program the same as a disk that is full."""


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("list", "out.tsv"),
        ("list", "out.jsonl"),
        ("table", "out.txt"),
        ("vcf", "out.vcf"),
        ("vcf", "out.vcf.gz"),
        ("report", "out.html"),
    ],
)
def test_a_disk_that_fills_up_leaves_the_old_output_whole(kind, name, tmp_path):
    if name.endswith(".vcf.gz"):
        pytest.importorskip("pysam")
    out = tmp_path / name
    out.write_bytes(b"old")
    source = tmp_path / "in"
    head, row = DATA["list" if kind == "report" else kind]
    noise = [b"%d" % (number * number * 7919 % 1_000_003) for number in range(ROWS)]  # does not compress
    rows = b"".join([row.replace(b"DP=90", b"DP=" + each) for each in noise]) if kind == "vcf" else row * 100
    source.write_bytes(head + rows)
    arguments = [*WRITES[kind], "-i", str(source), "-o", str(out)]
    if name.endswith(".jsonl"):
        arguments[1:3] = []  # by the name
    code, stdout, stderr = call(*arguments, python=["-c", LIMITED])
    assert (code, stdout) == (2, b"")
    assert is_one_error(stderr)
    assert f"cannot write {out}".encode() in stderr
    assert out.read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["in", name]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["-q", "-f", "jsonl", "-i", "list"], id="list"),
        pytest.param(["-q", "-i", "table"], id="table"),
        pytest.param(["-q", "-f", "vcf", "-i", "vcf"], id="VCF"),
        pytest.param(["report", "-q", "-i", "list"], id="report"),
        pytest.param(["explain", "D842V"], id="explain"),
        pytest.param(["kb", "check", "-q", "broken.yaml"], id="kb check"),
        pytest.param(["--help"], id="help"),
        pytest.param(["--version"], id="version"),
        pytest.param(["problem"], id="problem"),
    ],
)
def test_a_full_standard_output_is_an_error_and_no_defect(arguments, tmp_path):
    for kind in DATA:
        (tmp_path / kind).write_bytes(data(kind, 10))
    (tmp_path / "broken.yaml").write_text("schema: 2\n")
    with open("/dev/full", "wb") as full:
        code, _, stderr = call(*arguments, stdout=full, cwd=tmp_path)
    assert (code, stderr) == (2, b"Error: cannot write standard output: No space left on device\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["-v", "D842V"], 0, id="an answer"),
        pytest.param(["-f", "tsv", "nonsense"], 1, id="a problem"),
        pytest.param(["-i", "missing"], 2, id="an error"),
        pytest.param(["--no-such-option"], 2, id="wrong usage"),
    ],
)
def test_a_full_standard_error_loses_neither_answers_nor_status(arguments, expected):
    with open("/dev/full", "wb") as full:
        code, stdout, _ = call(*arguments, stderr=full)
    assert code == expected
    assert bool(stdout) == (expected < 2)


# Signals


class Stalled:
    """A run whose input does not end: it has answered a first row and waits for more."""

    def __init__(self, kind: str, out: Path | None, tmp_path: Path, **options: Any) -> None:
        self.pipe = tmp_path / "pipe"
        os.mkfifo(self.pipe)
        # For reading too, which waits for nobody: a program that fails at its start would be waited for without end.
        self.input = open(os.open(self.pipe, os.O_RDWR), "wb", buffering=0)  # noqa: SIM115
        self.input.write(data(kind, 50))
        arguments = [*WRITES[kind], "-i", str(self.pipe), *(["-o", str(out)] if out else [])]
        self.process = start(*arguments, **options)
        while self.process.poll() is None and self.unread():
            time.sleep(0.01)
        time.sleep(0.1)  # until it waits for more

    def unread(self) -> int:
        """How many bytes the program has not read yet."""
        count = array("i", [0])
        fcntl.ioctl(self.input, termios.FIONREAD, count)
        return count[0]

    def end(self) -> tuple[int, bytes, bytes]:
        stdout, stderr = self.process.communicate(timeout=300)
        self.input.close()
        os.unlink(self.pipe)
        return self.process.returncode, stdout, stderr


@pytest.mark.parametrize("kind", WRITES)
def test_a_run_that_is_killed_leaves_the_old_output_whole_and_does_not_stop_the_next(kind, tmp_path):
    out = tmp_path / "folder" / "out.txt"
    out.parent.mkdir()
    out.write_bytes(b"old")
    stalled = Stalled(kind, out, tmp_path)
    stalled.process.kill()
    assert stalled.end()[0] == -signal.SIGKILL
    assert out.read_bytes() == b"old"
    left = [name for name in os.listdir(out.parent) if name != "out.txt"]
    assert all(name.startswith("out.txt.") and name.endswith(".part") for name in left)
    source = tmp_path / "in"
    source.write_bytes(data(kind, 1))
    assert call(*WRITES[kind], "-i", str(source), "-o", str(out))[0] == 0
    assert out.read_bytes() != b"old"


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [
        pytest.param(signal.SIGINT, 130, b"interrupted", id="SIGINT"),
        pytest.param(signal.SIGTERM, 143, b"stopped by SIGTERM", id="SIGTERM"),
        pytest.param(signal.SIGHUP, 129, b"stopped by SIGHUP", id="SIGHUP"),
    ],
)
@pytest.mark.parametrize("kind", ["list", "table", "vcf"])
def test_a_run_that_is_stopped_says_so_and_leaves_nothing_behind(kind, number, status, word, tmp_path):
    out = tmp_path / "folder" / "out.txt"
    out.parent.mkdir()
    out.write_bytes(b"old")
    stalled = Stalled(kind, out, tmp_path)
    stalled.process.send_signal(number)
    code, stdout, stderr = stalled.end()
    assert (code, stdout) == (status, b"")
    assert stderr == b"gistcli: " + word + (
        b"; the run is not complete: standard output holds a part of the answers, a file that -o names is as it was\n"
    )
    assert out.read_bytes() == b"old"
    assert os.listdir(out.parent) == ["out.txt"]


@pytest.mark.parametrize("kind", ["list", "table", "vcf"])
def test_what_was_answered_before_an_interrupt_is_there_in_whole_rows(kind, tmp_path):
    stalled = Stalled(kind, None, tmp_path)
    stalled.process.send_signal(signal.SIGINT)
    code, stdout, _ = stalled.end()
    row = DATA[kind][1]
    assert code == 130
    assert stdout.endswith(b"\n")
    rows = [line for line in stdout.split(b"\n") if line.startswith(row.split(b"\t")[0].strip())]
    assert len(rows) >= 49  # of 50, the last of which may be the end of a cell
    assert len({line.count(b"\t") for line in rows}) == 1


def test_a_signal_that_was_ignored_stays_ignored(tmp_path):
    """As under `nohup`."""
    stalled = Stalled("list", None, tmp_path, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    stalled.process.send_signal(signal.SIGHUP)
    time.sleep(0.1)
    stalled.input.close()
    assert stalled.end()[0] == 0


# Inputs that change or are not there


@pytest.mark.parametrize("kind", ["list", "table", "vcf"])
@pytest.mark.parametrize("change", ["truncated", "grown", "replaced"])
def test_an_input_that_changes_while_it_is_read_is_said(kind, change, tmp_path):
    """A pipe that nobody reads stops the run in the midst of the file."""
    path = tmp_path / "in"
    path.write_bytes(data(kind, 10_000))
    size = path.stat().st_size
    process = start(*WRITES[kind][1:], "-i", str(path), bufsize=0)  # `communicate` knows of no buffer
    assert process.stdout is not None
    first = b""
    while len(first) < 20_000:  # more than what is written before the first row
        first += process.stdout.read(1 << 14)
        assert process.poll() is None
    if change == "truncated":
        os.truncate(path, size - size // 3)
    elif change == "grown":
        with open(path, "ab") as stream:
            stream.write(DATA[kind][1] * 5)
    else:
        (tmp_path / "new").write_bytes(b"other")
        os.replace(tmp_path / "new", path)
    stdout, stderr = process.communicate(timeout=300)
    stdout = first + stdout
    is_said = b"was changed while it was read" in stdout + stderr
    assert (process.returncode, is_said) == ((0, False) if change == "replaced" else (1, True))
    rows = stdout.count(b"p.Val559Asp") + stdout.count(b"p.Asp842Val")
    if change == "replaced":  # what was opened is read to its end
        assert rows == 10_000
    assert rows >= 6_000
    assert b"Traceback" not in stderr


@pytest.mark.parametrize("arguments", [["-i", "in"], ["-i", "-"], ["-"], []], ids=str)
def test_a_file_that_standard_output_writes_to_is_not_read(arguments, tmp_path):
    path = tmp_path / "in"
    path.write_bytes(data("list", 10))
    with open(path, "ab") as out, open(path, "rb") as source:
        code, _, stderr = call("-q", *arguments, stdout=out, stdin=source, cwd=tmp_path)
    assert code == 2
    assert is_one_error(stderr)
    assert b"standard output writes to it" in stderr
    assert path.read_bytes() == data("list", 10)


@pytest.mark.parametrize("kind", ["list", "table", "maf", "vcf", "auto"])
def test_a_file_of_no_bytes(kind, tmp_path):
    path, out = tmp_path / "in", tmp_path / "out"
    for arguments, content in ((["-f", "jsonl"], b""), (["report"], gzip.compress(b""))):
        path.write_bytes(content)
        code, _, stderr = call(*arguments, "--from", kind, "-i", str(path), "-o", str(out))
        if kind in ("list", "auto"):
            assert code == 0
            assert b"holds no description" in stderr
        else:
            assert code == 2
            assert is_one_error(stderr)
            assert str(path).encode() in stderr
            assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["kb", "check", "empty"],
        ["--kb", "empty", "D842V"],
        ["--overlay", "empty", "D842V"],
        ["kb", "diff", "empty", "empty"],
    ],
    ids=" ".join,
)
def test_a_base_of_no_bytes_is_refused(arguments, tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    code, stdout, stderr = call(*arguments, cwd=tmp_path)
    assert code == (1 if "check" in arguments else 2)
    assert b"empty:1:1: " in (stdout if "check" in arguments else stderr)
    assert b"Traceback" not in stderr


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    (tmp_path / "loop").symlink_to("loop2")
    (tmp_path / "loop2").symlink_to("loop")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["-i", "loop"],
        ["-o", "loop", "D842V"],
        ["explain", "-o", "loop", "D842V"],
        ["report", "-i", "loop"],
        ["--kb", "loop", "D842V"],
        ["--overlay", "loop", "D842V"],
        ["kb", "check", "loop"],
        ["-i", "loop/in"],
        ["-o", "loop/out", "D842V"],
    ],
    ids=" ".join,
)
def test_a_loop_of_links_is_said_and_stays(arguments, loop):
    code, stdout, stderr = call(*arguments, cwd=loop)
    assert (code, stdout) == (2, b"")
    assert is_one_error(stderr)
    assert b"symbolic links" in stderr
    assert sorted(os.listdir(loop)) == ["loop", "loop2"]
    assert os.readlink(loop / "loop") == "loop2"


@pytest.mark.parametrize(
    "arguments",
    [["-i", "."], ["-o", ".", "D842V"], ["report", "-i", "."], ["--kb", ".", "D842V"], ["--overlay", ".", "D842V"]],
    ids=" ".join,
)
def test_a_folder_is_no_file(arguments, tmp_path):
    code, stdout, stderr = call(*arguments, cwd=tmp_path)
    assert (code, stdout) == (2, b"")
    assert is_one_error(stderr)


# Rights


def without_privileges() -> list[str]:
    """What to put before a command, so that rights hold for root too; skips where that cannot be had."""
    if os.getuid() != 0:
        return []
    words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]
    try:
        subprocess.run([*words, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("root may read everything, and needs setpriv to give that up")
    return words


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder in which its owner may not write, with a file that the owner may not read."""
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "secret").write_bytes(data("list", 1))
    (folder / "secret").chmod(0)
    (folder / "old.tsv").write_bytes(b"old")
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-i", "secret"],
        ["report", "-i", "secret"],
        ["--kb", "secret", "D842V"],
        ["--overlay", "secret", "D842V"],
        ["kb", "check", "secret"],
        ["-o", "new.tsv", "D842V"],
        ["-o", "old.tsv", "D842V"],
        ["explain", "-o", "new.md", "D842V"],
    ],
    ids=" ".join,
)
def test_what_may_not_be_read_or_written_is_said(arguments, locked):
    code, stdout, stderr = call(*arguments, cwd=locked, before=without_privileges())
    assert (code, stdout) == (2, b"")
    assert is_one_error(stderr)
    assert b"ermission denied" in stderr or b"may not be read" in stderr
    assert sorted(os.listdir(locked)) == ["old.tsv", "secret"]
    assert (locked / "old.tsv").read_bytes() == b"old"


def test_a_cache_that_may_not_be_written_costs_nothing_but_time(locked):
    code, stdout, stderr = call(
        "D842V", cwd=locked, environment={"XDG_CACHE_HOME": str(locked)}, before=without_privileges()
    )
    assert (code, stderr) == (0, b"")
    assert b"resistant" in stdout


# Surroundings


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"HOME": None}, id="no HOME"),
        pytest.param({"HOME": None, "XDG_CACHE_HOME": None, "PATH": None, "USER": None, "LOGNAME": None}, id="nothing"),
        pytest.param({"HOME": "/no/such/folder", "XDG_CACHE_HOME": None}, id="a HOME that is not there"),
        pytest.param({"HOME": "/dev/null", "XDG_CACHE_HOME": None}, id="a HOME that is no folder"),
        pytest.param({"LANG": "C"}, id="LANG=C"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="C, and no UTF-8 from Python"),
        pytest.param({"LC_ALL": "xx_YY.nowhere", "LANG": "xx"}, id="a locale that is not there"),
        pytest.param({"PYTHONIOENCODING": "ascii:strict"}, id="ASCII, strictly"),
        pytest.param({"TERM": "", "COLUMNS": "0", "LINES": "x"}, id="no terminal"),
        pytest.param({"TZ": "nowhere/else"}, id="no time zone"),
        pytest.param({"GISTCLI_CACHE": "/dev/null/cache"}, id="a cache that cannot be"),
        pytest.param({"GISTCLI_KB": "", "GISTCLI_OVERLAY": ""}, id="variables that are empty"),
    ],
)
def test_an_answer_depends_on_nothing_around_it(environment, tmp_path):
    (tmp_path / "list").write_text("D842V\nGröße\nKIT V559D\n", encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    around = {**inherited, "PYTHONPATH": str(ROOT), **environment}
    around = {name: value for name, value in around.items() if value is not None}
    found = call("-f", "tsv", "-q", "-i", "list", cwd=tmp_path, env=around)
    assert found == call("-f", "tsv", "-q", "-i", "list", cwd=tmp_path)
    assert found[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [["-f", "table", "D842V", "Größe"], ["explain", "-f", "card", "D842V"], ["report", "-i", "list"], ["kb", "check"],
     ["entries", "-f", "table"], ["--help"], ["problem", "Größe"]],
    ids=" ".join,
)  # fmt: skip
def test_every_command_writes_in_ascii_where_that_is_all_there_is(arguments, tmp_path):
    (tmp_path / "list").write_text("Größe\n", encoding="utf-8")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, _, stderr = call(*arguments, cwd=tmp_path, environment=ascii_only)
    assert code in (0, 1, 2)
    assert b"Traceback" not in stderr
    assert code == call(*arguments, cwd=tmp_path)[0]


@pytest.mark.parametrize("kind", WRITES)
def test_a_path_that_is_no_utf_8(kind, tmp_path):
    folder = os.fsencode(tmp_path)
    name = b"in\xff\xfe"
    with open(folder + b"/" + name, "wb") as stream:
        stream.write(data(kind, 2))
    arguments = [os.fsencode(each) for each in WRITES[kind]]
    out = folder + b"/out\xff"
    code, stdout, stderr = call(*[*arguments, b"-i", name, b"-o", out], cwd=tmp_path)  # type: ignore[arg-type]
    assert (code, stdout, stderr) == (0, b"", b"")
    with open(out, "rb") as stream:
        assert b"559" in (text := stream.read()) or b"D842V" in text or b"Asp842" in text
    code, stdout, stderr = call(*[*arguments, b"-i", b"no" + name], cwd=tmp_path)  # type: ignore[arg-type]
    assert (code, stdout) == (2, b"")
    assert stderr == b"Error: cannot open noin\\xff\\xfe: No such file or directory\n"


def test_a_base_whose_path_is_no_utf_8_is_named(tmp_path):
    name = os.fsencode(tmp_path) + b"/base\xff.yaml"
    with open(name, "w") as stream:
        stream.write(small_base.BASE)
    assert call("--kb", name, "KIT V559D")[0] == 0  # type: ignore[arg-type]
    code, stdout, _ = call("kb", "check", "-q", name)  # type: ignore[arg-type]
    assert (code, stdout) == (0, b"")
    assert call("explain", "--kb", name, "KIT V559D", environment={"LC_ALL": "C", "PYTHONUTF8": "0"})[0] == 0  # type: ignore[arg-type]


def test_a_working_folder_that_is_gone(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    path = tmp_path / "list"
    path.write_bytes(data("list", 1))
    script = 'import os, sys; os.rmdir(os.getcwd()); sys.argv[0] = "gistcli"; from gistcli.__main__ import main; main()'
    for arguments, expected in (
        (["D842V"], 0),
        (["-q", "-i", str(path), "-o", str(tmp_path / "out.tsv")], 0),
        (["report", "-q", "-i", str(path)], 0),
        (["-i", "list"], 2),
        (["-o", "out.tsv", "D842V"], 2),
    ):
        code, _, stderr = call(*arguments, python=["-c", script], cwd=gone)
        assert code == expected, stderr
        assert not stderr or is_one_error(stderr)
        gone.mkdir()


def test_an_output_folder_that_goes_away_meanwhile(tmp_path):
    out = tmp_path / "folder" / "out.tsv"
    out.parent.mkdir()
    stalled = Stalled("list", out, tmp_path)
    for name in os.listdir(out.parent):
        os.unlink(out.parent / name)
    out.parent.rmdir()
    stalled.input.close()
    code, stdout, stderr = stalled.end()
    assert (code, stdout) == (2, b"")
    assert is_one_error(stderr)


# Two at once


def test_runs_at_once_with_one_output_and_one_cache(tmp_path):
    """The output is whole and that of one of them, and each answers as if it were alone."""
    inputs = []
    for number in range(4):
        inputs.append(tmp_path / f"in{number}")
        inputs[-1].write_bytes(data("list", 200 + number))
    environment = {"GISTCLI_CACHE": str(tmp_path / "cache")}
    out = tmp_path / "out.tsv"
    runs = [start("-q", "-i", str(path), "-o", str(out), environment=environment) for path in inputs]
    assert [run.communicate(timeout=300) for run in runs] == [(b"", b"")] * 4
    assert [run.returncode for run in runs] == [0] * 4
    assert out.read_bytes().count(b"\n") - 1 in range(200, 204)
    assert call("-q", "-f", "tsv", "-i", str(inputs[0]), environment=environment)[1].count(b"p.Val559Asp") == 200
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]
    assert not [name for name in os.listdir(tmp_path / "cache") if name.endswith(".partial")]


# Inputs without an end


HELD = 150_000 / 1_024
"""Most MiB of memory."""
ENDLESS = 96
"""Megabytes that are sent: what a reader keeps of them is far less."""


@pytest.mark.parametrize(
    ("arguments", "head", "piece"),
    [
        pytest.param([], b"", b"x" * (1 << 20), id="a line without an end"),
        pytest.param([], b"", bytes(1 << 20), id="zeros, as of /dev/zero"),
        pytest.param(["-f", "jsonl"], b"", b"#" + b"x" * (1 << 16) + b"\n", id="comments"),
        pytest.param([], DATA["table"][0], b"TP53\tR175H\n" * 50_000, id="rows of another gene"),
        pytest.param([], DATA["table"][0] + b'KIT\t"', (b"x" * 4_095 + b"\n") * 256, id="a quote that nothing closes"),
        pytest.param(["-f", "vcf"], DATA["vcf"][0], b"chr1\t1\t.\tA\tT\t.\t.\t.\n" * 30_000, id="records elsewhere"),
        pytest.param(
            ["-f", "vcf"], DATA["vcf"][0] + b"chr4\t54285926\t", b"A" * (1 << 20), id="a record without an end"
        ),
    ],
)
def test_an_input_without_an_end_is_read_in_bounded_memory(arguments, head, piece):
    launched = Launched(
        [sys.executable, "-m", "gistcli", "-q", *arguments, "-"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    process = launched.process
    assert process.stdin is not None
    process.stdin.write(head)
    sent = 0
    while sent < ENDLESS << 20:
        process.stdin.write(piece)
        sent += len(piece)
    process.stdin.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    status, cost = launched.wait()
    assert status in (0, 1)
    assert 5 < cost.memory_mib < HELD
