"""Being stopped from outside: the run ends in order, and says that it is not complete.

Without this, a signal other than that of Ctrl-C would end the process where it stands, and leave the unfinished file of
``-o`` behind.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_signal: Any = import_module("_signal" if "_signal" in sys.builtin_module_names else "signal")
"""What `signal` is made of, without the enumerations, which cost more than all else here."""
INTERRUPT = 2  # the number of SIGINT on every system
NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Those by which a person, a batch system or a terminal that is closed ends a program; not all systems have all."""
UNFINISHED = "the run is not complete: standard output holds a part of the answers, a file that -o names is as it was"


class Stopped(SystemExit):
    """A signal ended the run; the exit status is what a shell shows for it."""

    def __init__(self, number: int = INTERRUPT) -> None:
        super().__init__(128 + number)
        self.number = number


def say_stopped(stopped: Stopped) -> None:
    """Say on standard error that a run is not complete."""
    names = {getattr(_signal, name, None): name for name in NAMES}
    name = "interrupted" if stopped.number == INTERRUPT else f"stopped by {names[stopped.number]}"
    if sys.stderr is None:  # its number may be that of another file
        return
    with suppress(OSError, ValueError):
        # Straight to the descriptor: the stream may be in the middle of a write.
        os.write(sys.stderr.fileno(), f"gistcli: {name}; {UNFINISHED}\n".encode())


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a signal raise `Stopped` in the block, unless whoever started the program had it ignored."""
    before = {}
    try:
        for name in NAMES:
            number = getattr(_signal, name, None)
            if number is not None and _signal.getsignal(number) in (_signal.SIG_DFL, _signal.default_int_handler):
                before[number] = _signal.signal(number, _stop)
    except ValueError:  # only the main thread is told of signals
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            _signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)
