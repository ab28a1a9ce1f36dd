"""Runs many calls of the program on terminals and pipes of their own, as fast as a process can be forked.

As a script it reads the calls as JSON and writes what each printed. The program is loaded once; each call is the whole
of `gistcli.__main__.main` in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {"PYTHONUTF8": "1", "COLUMNS": "110", "NO_COLOR": "1", "TERM": "dumb"}
"""Without colours, so that every escape sequence that is seen came from an input."""


class Shown(NamedTuple):
    """What a call printed.

    Attributes:
        status: The exit status.
        terminal: What a terminal got, which was standard output and standard error.
        output: What standard output got as a pipe.
        errors: What standard error got as a pipe.
    """

    status: int
    terminal: str
    output: str
    errors: str


def shown(calls: Sequence[Sequence[str]], folder: Path) -> list[Shown]:
    """Run each call in `folder`, on a terminal and then on two pipes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    process = subprocess.run(
        [sys.executable, str(Path(__file__))],
        input=json.dumps([list(call) for call in calls]),
        env={**environment, **ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert process.returncode == 0, process.stderr[-2000:]
    results = [Shown(*result) for result in json.loads(process.stdout)]
    assert len(results) == len(calls)
    return results


def _run(arguments: Sequence[str]) -> Shown:
    import pty

    ours, theirs = pty.openpty()
    _, terminal = _call(arguments, theirs, theirs, [ours])
    out, out_end = os.pipe()
    errors, errors_end = os.pipe()
    status, output = _call(arguments, out_end, errors_end, [out, errors])
    return Shown(status, terminal[0], output[0], output[1])


def _call(arguments: Sequence[str], out: int, errors: int, ends: Sequence[int]) -> tuple[int, list[str]]:
    process = os.fork()
    if process == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(errors, 2)
        sys.argv = ["gistcli", *arguments]
        status = 0
        try:
            from gistcli.__main__ import main

            main()
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    for end in {out, errors}:
        os.close(end)
    texts = [_all_of(ends)] if len(ends) == 1 else _each_of(ends)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), texts


def _all_of(ends: Sequence[int]) -> str:
    return _each_of(ends)[0].replace("\r\n", "\n")  # a terminal ends lines so


def _each_of(ends: Sequence[int]) -> list[str]:
    from select import select

    data = {end: b"" for end in ends}
    reading = list(ends)
    while reading:
        for end in select(reading, [], [])[0]:
            try:
                chunk = os.read(end, 1 << 16)
            except OSError:  # what Linux says when the other end of a terminal is closed
                chunk = b""
            data[end] += chunk
            if not chunk:
                reading.remove(end)
                os.close(end)
    return [data[end].decode("utf-8", "backslashreplace") for end in ends]


def _load() -> Iterable[object]:
    """Load what the calls need before the first of them."""
    import importlib

    from gistcli.cli.kb import COMMANDS as OF_THE_BASE
    from gistcli.cli.main import COMMANDS
    from gistcli.knowledge import load_knowledge_base

    return [load_knowledge_base(), *map(importlib.import_module, [*COMMANDS.values(), *OF_THE_BASE.values()])]


if __name__ == "__main__":
    calls = json.load(sys.stdin)
    _load()
    json.dump([_run(call) for call in calls], sys.stdout)
