"""Inputs: files and standard input -> records, each with the line that it came from.

A reader is a function from a binary stream and a `Request` to records. `READERS` names them for ``--from``; a module
is loaded when its reader is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module

from gistcli.errors import InputError
from gistcli.model import Record
from gistcli.readers.request import Request
from gistcli.readers.source import Source, check_input, name_of, open_input, peek

__all__ = [
    "READERS",
    "TABLES",
    "Opened",
    "Request",
    "check_input",
    "name_of",
    "naming",
    "open_as",
    "open_input",
    "read_records",
]

Reader = Callable[[Source, Request], Iterator[Record]]
Opened = tuple[str, Source]
"""The kind of an input, and the stream from its beginning on."""

READERS = {
    "list": "gistcli.readers.lists:read_list",
    "table": "gistcli.readers.tables:read_table",
    "maf": "gistcli.readers.tables:read_maf",
    "vcf": "gistcli.readers.vcf:read_vcf",
}
"""Kind of input -> module and function."""

TABLES = ("table", "maf")
"""The kinds that come back with columns added where no other format is asked for."""

BEGINNINGS = {
    b"##fileformat=VCF": "vcf",
    b"#CHROM\tPOS\tID\tREF\tALT": "vcf",
    b"\xef\xbb\xbf##fileformat=VCF": "vcf",
    b"BCF\x02": "vcf",
}
"""First bytes of an input, decompressed -> its kind."""


HEAD = 1 << 22
"""Most bytes that are looked at to tell a table from a list."""


def read_records(
    path: str,
    kind: str = "auto",
    on_wait: Callable[[], None] | None = None,
    request: Request | None = None,
    opened: Opened | None = None,
) -> Iterator[Record]:
    """Read one input, lazily.

    Args:
        path: A file, or ``-`` for standard input.
        kind: A key of `READERS`, or ``auto``: what the content looks like.
        on_wait: Called before each read that may have to wait, so that finished rows can be written out first.
        request: How to read, and where the reader leaves its counts and remarks; `path` and `on_wait` are put into it.
        opened: What `open_as` gave for `path`, if it is open.

    Yields:
        The records in their order; a line that cannot be read is a record with an `error`.

    Raises:
        InputError: The input cannot be opened, or nothing of it can be read.
    """
    request = request or Request()
    request.path, request.on_wait = path, on_wait
    request.wait()
    opening = open_as(path, kind, request.names_columns) if opened is None else nullcontext(opened)
    with opening as (found, source), naming(path):
        yield from _load(found)(source, request)


@contextmanager
def open_as(path: str, kind: str = "auto", names_columns: bool = False) -> Iterator[Opened]:
    """Open an input, and tell what it is.

    Args:
        path: A file, or ``-`` for standard input.
        kind: A key of `READERS`, or ``auto``: what the content looks like.
        names_columns: The user names columns, so that what is no VCF is a table.

    Yields:
        The kind, and the stream of bytes.

    Raises:
        InputError: The input cannot be opened, or not even its beginning can be read.
    """
    with open_input(path) as source:
        with naming(path):
            found = _recognize(source, names_columns) if kind == "auto" else (kind, source)
        yield found


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Put the name of the input before what is wrong with its content."""
    try:
        yield
    except InputError as error:
        raise InputError(f"cannot read {name_of(path)}: {error}") from error


def _recognize(source: Source, names_columns: bool) -> Opened:
    """Tell the kind of an input from its content; return it with the stream from its beginning on."""

    def is_enough(seen: bytes) -> bool:
        from gistcli.readers.columns import looks_like_table  # which a VCF has no use for

        return len(seen) > HEAD or looks_like_table(seen) is not None

    head, source = peek(source, tuple(BEGINNINGS), is_enough)
    for start, kind in BEGINNINGS.items():
        if head.startswith(start):
            return kind, source
    from gistcli.readers.columns import looks_like_table

    return "table" if names_columns or looks_like_table(head, ended=True) else "list", source


def _load(kind: str) -> Reader:
    module, _, name = READERS[kind].partition(":")
    reader: Reader = getattr(import_module(module), name)
    return reader
