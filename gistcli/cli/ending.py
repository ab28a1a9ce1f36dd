"""What is said on standard error, and how a run ends: the exit status, and the words of a refusal."""

from __future__ import annotations

import errno
import sys

from gistcli.errors import GistcliError
from gistcli.writers.output import discard

UNREAD_ROWS = 1
USAGE = 2
PIPE_CLOSED = 141  # what a shell shows for a program that SIGPIPE ended


def say(message: str) -> None:
    """Say something on standard error, on one line: what stands in it may come from an input."""
    try:
        _tell(f"gistcli: {message}")
    except OSError:  # a full disk of logs, or nobody who reads them: no reason to lose the answers
        discard(sys.stderr)


def refuse(message: str) -> None:
    """Tell why a run ends; where not even that can be told, the exit status tells it."""
    try:
        _tell(f"Error: {message}")
    except OSError:
        discard(sys.stderr)


def ending_of(error: GistcliError | OSError) -> tuple[int, str | None]:
    """Return the exit status for an error, and what is to be told of it; None for a pipe that nobody reads."""
    if isinstance(error, GistcliError):
        return USAGE, str(error)
    discard(sys.stdout)
    if error.errno == errno.EPIPE:
        return PIPE_CLOSED, None
    return USAGE, f"cannot write standard output: {error.strerror}" if error.filename is None else str(error)


def nothing_to_read() -> bool:
    """Tell whether standard input is a terminal, or closed."""
    return sys.stdin is None or sys.stdin.isatty()


def _tell(text: str) -> None:
    """Write one line to standard error, whatever stands in the text.

    Raises:
        OSError: It cannot be written.
    """
    stream = sys.stderr
    if stream is None:
        return
    from gistcli.writers.words import printable  # most calls have nothing to tell

    line = printable(text)
    if (stream.encoding or "").lower() == "utf-8":
        stream.write(f"{line}\n")
        stream.flush()
    else:
        from click import echo  # which knows the encodings that are none

        echo(line, file=stream)
