"""Run commands and measure what they cost: CPU time (user and system) and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Cost(NamedTuple):
    """Median CPU seconds, and peak memory in MiB, of a command."""

    seconds: float
    memory_mib: float


def run(command: Sequence[str], source: Path | None = None) -> Cost:
    """Run a command once, its output thrown away, and return what it cost.

    The peak is the command's own, but never less than that of this process, from which it was forked: a figure that
    equals it is an upper bound.
    """
    with open(os.devnull, "wb") as nowhere, open(source or os.devnull, "rb") as stdin:
        process = subprocess.Popen(command, stdin=stdin, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale / 2**20)


def medians(commands: dict[str, tuple[Sequence[str], Path | None]], rounds: int) -> dict[str, Cost]:
    """Return the median cost of commands; they take turns, so that a busy moment hits all of them alike."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for command, source in commands.values():
        run(command, source)  # once unmeasured, for caches
    for _ in range(rounds):
        for name, (command, source) in commands.items():
            costs[name].append(run(command, source))
    return {
        name: Cost(median(cost.seconds for cost in runs), max(cost.memory_mib for cost in runs))
        for name, runs in costs.items()
    }
