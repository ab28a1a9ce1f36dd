"""Measures the peak of memory of a command, not that of the tests, which a forked process begins with."""

from __future__ import annotations

import sys
from pathlib import Path

_LAUNCHER = """
import os, resource, sys
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
with open(sys.argv[1], "w") as report:
    report.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status)
"""


def measured(command: list[str], report: Path) -> list[str]:
    """Return the command that runs `command` and leaves its peak, in kilobytes, in the file `report`."""
    return [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(report), *command]
