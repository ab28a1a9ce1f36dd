"""Inputs: files and standard input -> records, each with the line that it came from.

A reader is a function from a binary stream to records. `READERS` names them for ``--from``; a module is loaded when
its reader is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from gistcli.errors import InputError
from gistcli.model import Record
from gistcli.readers.source import Source, check_input, name_of, open_input

__all__ = ["READERS", "check_input", "open_input", "read_records"]

READERS = {"list": "gistcli.readers.lists:read_list"}
"""Kind of input -> module and function."""


def read_records(path: str, kind: str = "auto", on_wait: Callable[[], None] | None = None) -> Iterator[Record]:
    """Read one input, lazily.

    Args:
        path: A file, or ``-`` for standard input.
        kind: A key of `READERS`, or ``auto``: what the content looks like.
        on_wait: Called before each read that may have to wait, so that finished rows can be written out first.

    Yields:
        The records in their order; a line that cannot be read is a record with an `error`.

    Raises:
        InputError: The input cannot be opened, or nothing of it can be read.
    """
    if on_wait is not None:
        on_wait()
    with open_input(path) as source:
        reader = _load(_recognize(source) if kind == "auto" else kind)
        try:
            yield from reader(source, on_wait)
        except InputError as error:
            raise InputError(f"cannot read {name_of(path)}: {error}") from error


def _recognize(source: Source) -> str:
    """Tell the kind of an input from its content; one description a line is the only kind so far."""
    return "list"


def _load(kind: str) -> Callable[[Source, Callable[[], None] | None], Iterator[Record]]:
    module, _, name = READERS[kind].partition(":")
    reader: Callable[[Source, Callable[[], None] | None], Iterator[Record]] = getattr(import_module(module), name)
    return reader
