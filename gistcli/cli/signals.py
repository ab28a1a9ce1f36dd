"""Being stopped from outside: the run ends in order, and says that it is not complete.

Without this, a signal other than that of Ctrl-C would end the process where it stands, and leave the unfinished file of
``-o`` behind.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Those by which a person, a batch system or a terminal that is closed ends a program; not all systems have all."""
UNFINISHED = "the run is not complete: standard output holds a part of the answers, a file that -o names is as it was"


class Stopped(SystemExit):
    """A signal ended the run; the exit status is what a shell shows for it."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(128 + number)
        self.number = number


def say_stopped(stopped: Stopped) -> None:
    """Say on standard error that a run is not complete."""
    name = "interrupted" if stopped.number == signal.SIGINT else f"stopped by {signal.Signals(stopped.number).name}"
    if sys.stderr is None:  # its number may be that of another file
        return
    with suppress(OSError, ValueError):
        # Straight to the descriptor: the stream may be in the middle of a write.
        os.write(sys.stderr.fileno(), f"gistcli: {name}; {UNFINISHED}\n".encode())


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a signal raise `Stopped` in the block, unless whoever started the program had it ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)
