"""Runs calls of the program twice, each in a process of its own: as it is called, and with click to read every call.

As a script it reads the calls as JSON and writes what came of each. The program is loaded once, and forked.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]


class Came(NamedTuple):
    """What came of a call: exit status, what the streams got, and the files that are new or changed."""

    status: int
    output: str
    errors: str
    files: dict[str, str]


class Call(NamedTuple):
    """A call.

    Attributes:
        arguments: What follows the name of the program.
        stdin: What standard input holds; None for one that is closed.
        output: ``file``, ``closed pipe``, ``full`` (a device without room), ``terminal`` or ``closed``.
        errors: The same of standard error.
    """

    arguments: Sequence[str]
    stdin: str | None = ""
    output: str = "file"
    errors: str = "file"


def on_both_routes(calls: Sequence[Call], files: dict[str, bytes]) -> list[tuple[Came, Came]]:
    """Run each call by both routes, in a folder that holds `files` and the empty folder ``folder``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    process = subprocess.run(
        [sys.executable, str(Path(__file__))],
        input=json.dumps([calls, {name: data.decode("latin-1") for name, data in files.items()}]),
        env={**environment, "PYTHONUTF8": "1", "COLUMNS": "110", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert process.returncode == 0, process.stderr[-2000:]
    return [(Came(*one), Came(*other)) for one, other in json.loads(process.stdout)]


def _run(call: Call, files: dict[str, bytes], by_click: bool) -> Came:
    with TemporaryDirectory() as name, TemporaryFile() as stdin, TemporaryFile() as output, TemporaryFile() as errors:
        folder = Path(name)
        for path, data in files.items():
            (folder / path).write_bytes(data)
        (folder / "folder").mkdir()
        stdin.write((call.stdin or "").encode())
        stdin.seek(0)
        process = os.fork()
        if process == 0:
            os.chdir(folder)
            if call.stdin is None:
                os.close(0)
                sys.stdin = None
            else:
                os.dup2(stdin.fileno(), 0)
            for number, kind, file in ((1, call.output, output), (2, call.errors, errors)):
                _lead(number, kind, file.fileno())
            _call(call.arguments, by_click)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "backslashreplace").replace(str(folder), "FOLDER"))
        found = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        changed = {name: data.decode("latin-1") for name, data in found.items() if files.get(name) != data}
    return Came(status, *texts, changed)


def _lead(number: int, kind: str, file: int) -> None:
    """Lead standard output or standard error to where a call wants it."""
    if kind == "closed":
        os.close(number)
        if number == 1:
            sys.stdout = None
        else:
            sys.stderr = None
    elif kind == "closed pipe":
        reading, writing = os.pipe()
        os.close(reading)
        os.dup2(writing, number)
    elif kind == "full":
        os.dup2(os.open("/dev/full", os.O_WRONLY), number)
    elif kind == "terminal":
        ours, theirs = os.openpty()
        os.dup2(theirs, number)
        if os.fork():  # this process passes on to the file what the terminal shows
            os.close(theirs)
            os.close(number)
            while chunk := _shown(ours):
                os.write(file, chunk)
            _, status = os.wait()
            os._exit(os.waitstatus_to_exitcode(status))
        os.close(ours)
        os.close(theirs)
    else:
        os.dup2(file, number)


def _shown(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # what Linux says when the other end is closed
        return b""


def _call(arguments: Sequence[str], by_click: bool) -> None:
    from gistcli import __main__ as program
    from gistcli.cli import plain

    if by_click:
        plain.read = lambda arguments: None
    sys.argv = ["gistcli", *arguments]
    status = 0
    try:
        program.main()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
    except BaseException:
        status = 99
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        status = 98  # which Python itself would tell at its end
    os._exit(status)


def _main() -> None:
    calls, texts = json.load(sys.stdin)
    files = {name: text.encode("latin-1") for name, text in texts.items()}
    for name in ("cli.annotate", "cli.tables", "cli.vcf", "cli.hints", "writers.delimited", "writers.terminal"):
        importlib.import_module(f"gistcli.{name}")
    from gistcli.cli.asked import Asked
    from gistcli.cli.work import annotate
    from gistcli.errors import GistcliError

    with TemporaryDirectory() as folder:  # what is made when it is first used is made once, and not in each process
        for name, data in files.items():
            path = Path(folder) / name
            path.write_bytes(data)
            with suppress(GistcliError):
                annotate(Asked(inputs=(str(path),), output=os.devnull, quiet=True))
    made: list[Any] = [[_run(Call(*call), files, by_click) for by_click in (False, True)] for call in calls]
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    _main()
