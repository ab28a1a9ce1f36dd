"""Outputs: annotations -> text. `WRITERS` names the formats; a module is loaded when its format is asked for.

A writer is a function of annotations and a text stream. It writes its header before it asks for the first annotation,
and each row before it asks for the next, so that memory does not grow and output begins at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TextIO, TypeAlias

from gistcli.model import Annotation

Writer: TypeAlias = Callable[[Iterable[Annotation], TextIO], None]

WRITERS = {
    "table": "gistcli.writers.terminal:write_table",
    "tsv": "gistcli.writers.delimited:write_tsv",
    "csv": "gistcli.writers.delimited:write_csv",
    "jsonl": "gistcli.writers.jsonl:write_jsonl",
}
"""Format -> module and function."""


def load_writer(name: str) -> Writer:
    """Return the writer of a format, one of `WRITERS`."""
    module, _, function = WRITERS[name].partition(":")
    writer: Writer = getattr(import_module(module), function)
    return writer
