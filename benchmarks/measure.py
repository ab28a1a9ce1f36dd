"""Run commands and measure what they cost: CPU time (user and system) and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Literal, NamedTuple

Output = Literal["nowhere", "pipe", "terminal"]

# A process begins with the peak memory of the one that starts it. The benchmarks hold data and are large, so each
# command is started by a program of its own that imports nothing more than it needs.
_LAUNCHER = """
import os, sys
report = int(sys.argv[1])
os.set_inheritable(report, False)
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
text = f"{os.waitstatus_to_exitcode(status)} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}"
os.write(report, text.encode())
"""
_UNSET = (
    "GISTCLI_KB",
    "GISTCLI_OVERLAY",
    "GISTCLI_CACHE",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "COLUMNS",
    "LINES",
    "NO_COLOR",
)
LINES_AND_COLUMNS = (40, 120)


class Cost(NamedTuple):
    """CPU seconds, and peak memory in MiB, of a command and all that it started."""

    seconds: float
    memory_mib: float


class Command(NamedTuple):
    """A command to measure.

    Attributes:
        arguments: The program and its arguments.
        needs: A module or program that may be missing, as ``module pysam`` or ``program bcftools``.
        items: How many lines or records it works through; 0 for as many as its row.
        output: Where its output goes: a pipe and a terminal are read by the benchmark.
        environment: What is set for it.
    """

    arguments: Sequence[str]
    needs: str = ""
    items: int = 0
    output: Output = "nowhere"
    environment: Mapping[str, str] = {}


class Launched:
    """A command that has been started so that what it costs is its own.

    Args:
        arguments: The program and its arguments.
        options: See `subprocess.Popen`.
    """

    def __init__(self, arguments: Sequence[str], **options: Any) -> None:
        self._report, end = os.pipe()
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(end), *arguments]
        self.process = subprocess.Popen(launcher, pass_fds=[end], **options)
        os.close(end)

    def wait(self) -> tuple[int | None, Cost]:
        """Return the exit status, None where the command did not start, and what it cost."""
        with open(self._report, "rb") as stream:
            told = stream.read().decode().split()
        self.process.wait()
        if len(told) != 3:
            return None, Cost(0, 0)
        scale = 1 if sys.platform == "darwin" else 1024
        return int(told[0]), Cost(float(told[1]), int(told[2]) * scale / 2**20)


def run(command: Command, folder: Path | None = None) -> Cost:
    """Run a command once in a folder, and return what it cost.

    The peak is the command's own, but never less than that of the program that launches it, some 8 MiB.

    Raises:
        RuntimeError: The command failed.
    """
    reader = writer = -1
    if command.output == "terminal":
        reader, writer = _terminal()
    elif command.output == "pipe":
        reader, writer = os.pipe()
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **command.environment}
    with open(os.devnull, "r+b") as nowhere, tempfile.TemporaryFile() as errors:
        launched = Launched(
            command.arguments,
            stdin=writer if command.output == "terminal" else nowhere,
            stdout=nowhere if writer < 0 else writer,
            stderr=writer if command.output == "terminal" else errors,
            env=environment,
            cwd=folder,
        )
        if writer >= 0:
            os.close(writer)
            _drain(reader)
        status, cost = launched.wait()
        if status != 0:
            errors.seek(0)
            ended = "did not start" if status is None else f"ended with {status}"
            raise RuntimeError(f"{' '.join(command.arguments)} {ended}: {errors.read()[-2000:].decode()}")
    return cost


def medians(commands: Mapping[str, Command], rounds: int, folder: Path | None = None) -> dict[str, Cost]:
    """Return the median CPU time and the highest peak of commands.

    They take turns, so that a busy moment hits all of them alike, and each runs once unmeasured before, for the caches.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    if rounds > 1:
        for command in commands.values():
            run(command, folder)
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command, folder))
    return {
        name: Cost(median(cost.seconds for cost in runs), max(cost.memory_mib for cost in runs))
        for name, runs in costs.items()
    }


def _terminal() -> tuple[int, int]:
    import fcntl
    import struct
    import termios

    reader, writer = os.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", *LINES_AND_COLUMNS, 0, 0))
    return reader, writer


def _drain(reader: int) -> None:
    try:
        while os.read(reader, 1 << 16):
            pass
    except OSError:  # a terminal whose other end was closed: EIO on Linux
        pass
    finally:
        os.close(reader)
