"""Open an input, plain or gzip, and split it into lines of bytes.

Bytes come first: a line is decoded by the reader that wants it, so that one bad line is that line's problem.
Lines are counted from 1, and end with LF, CR LF or CR.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Protocol, TextIO, cast

from gistcli.errors import InputError

CHUNK = 1 << 16
STANDARD_INPUT = "-"
GZIP = b"\x1f\x8b"
INDEXES = (".tbi", ".csi")
UNREADABLE = {
    b"PK\x03\x04": "it is a ZIP archive or an Excel workbook; save the sheet as text or CSV",
    b"BZh": "it is compressed with bzip2; decompress it first (gzip is read as it is)",
    b"\xfd7zXZ\x00": "it is compressed with xz; decompress it first (gzip is read as it is)",
    b"\x28\xb5\x2f\xfd": "it is compressed with zstd; decompress it first (gzip is read as it is)",
}
"""First bytes of what is not read -> why, and what to do."""


class Source(Protocol):
    """A binary stream that gives what there is, and waits only if there is nothing."""

    def read1(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes by at most one read that waits; nothing at the end."""
        ...


class DamagedInputError(InputError):
    """An input that breaks off; `line` is the number of the line in which it does so, `rest` what was read of it."""

    code = "damaged-input"

    def __init__(self, reason: str, line: int, rest: bytes) -> None:
        super().__init__(reason, line, rest)  # in full, so that it pickles
        self.reason, self.line, self.rest = reason, line, rest

    def __str__(self) -> str:
        return f"the input breaks off here ({self.reason}); the rows before this one were read, nothing after it"


class _Watched:
    """A file, or whatever stands for one, that must not change while it is read: its rows would be lost in silence."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = cast("Source", stream)
        self._file = stream
        self._before = _state(stream)

    def read1(self, size: int = -1, /) -> bytes:
        return self._stream.read1(size) or self._end()

    def readinto1(self, buffer: memoryview, /) -> int:
        """Read into `buffer` what there is, and return how much; nothing at the end."""
        return read_into(self._stream, buffer) or len(self._end())

    def _end(self) -> bytes:
        if _state(self._file) != self._before:
            raise OSError("the file was changed while it was read")
        return b""


class _Rejoined:
    """A stream whose first bytes have been looked at; pipes cannot be rewound."""

    def __init__(self, head: bytes, stream: Source) -> None:
        self._head, self._stream = head, stream

    def read1(self, size: int = -1, /) -> bytes:
        if not self._head:
            return self._stream.read1(size)
        size = len(self._head) if size < 0 else size
        head, self._head = self._head[:size], self._head[size:]
        return head

    def readinto1(self, buffer: memoryview, /) -> int:
        """Read into `buffer` what there is, and return how much; nothing at the end."""
        if not self._head:
            return read_into(self._stream, buffer)
        head = self.read1(len(buffer))
        buffer[: len(head)] = head
        return len(head)


@contextmanager
def open_input(path: str) -> Iterator[Source]:
    """Open a file or standard input for reading; what is gzip by its first bytes is decompressed.

    Args:
        path: A file, or ``-`` for standard input, which is left open afterwards.

    Yields:
        The stream of bytes.

    Raises:
        InputError: The path cannot be opened, or holds something that is never text.
    """
    name = name_of(path)
    stream = _open(path, name)
    try:
        watched = _Watched(stream)
        source = _Rejoined(_head(watched, name), watched)
        head = source._head
        for magic, reason in UNREADABLE.items():
            if head.startswith(magic):
                raise InputError(f"cannot read {name}: {reason}")
        if head.startswith(GZIP):
            from gistcli.readers.gunzip import Gunzip

            yield Gunzip(source)
        else:
            yield source
    finally:
        if path != STANDARD_INPUT:
            stream.close()


def peek(
    source: Source, known: tuple[bytes, ...], enough: Callable[[bytes], bool] | None = None
) -> tuple[bytes, Source]:
    r"""Look at the first bytes of a stream.

    Args:
        source: The stream, at its beginning.
        known: Beginnings to tell apart; more is read only while what there is may still become one of them.
        enough: Says of what begins like none of them whether it is enough to tell what it is.

    Returns:
        The first bytes, and the stream from its beginning on.

    Raises:
        InputError: The stream fails at once; the message is the reason alone.

    >>> import io
    >>> head, source = peek(io.BytesIO(b"##fileformat=VCFv4.2\n"), (b"##fileformat",))
    >>> head == source.read1()
    True
    """
    head = b""
    try:
        while chunk := source.read1(CHUNK):
            head += chunk
            if any(len(head) < len(start) and start.startswith(head) for start in known):
                continue
            if enough is None or head.startswith(known) or enough(head):
                break
    except Exception as error:
        if not is_damage(error):
            raise
        if not head:
            raise InputError(reason_of(error)) from error  # what follows after some bytes fails again when it is read
    return head, _Rejoined(head, source)


def read_into(source: Source, buffer: memoryview) -> int:
    """Read into `buffer` what there is, and return how much; nothing at the end. Saves a copy where the stream can."""
    into: Callable[[memoryview], int] | None = getattr(source, "readinto1", None)
    if into is not None:
        return into(buffer)
    data = source.read1(len(buffer))
    buffer[: len(data)] = data
    return len(data)


def open_again(path: str) -> IO[bytes]:
    """Open a file for what is not read from its beginning on.

    Raises:
        InputError: It cannot be opened.
    """
    return _open(path, name_of(path))


def index_of(path: str) -> str:
    """Return the index beside a file; nothing where there is none, or where the file is newer."""
    for suffix in INDEXES:
        index = path + suffix
        if path != STANDARD_INPUT and os.path.isfile(index) and os.path.getmtime(index) >= os.path.getmtime(path):
            return index
    return ""


def name_of(path: str) -> str:
    """Return the name of an input for a message."""
    return "standard input" if path == STANDARD_INPUT else path


def check_input(path: str) -> None:
    """Tell early that an input will not open, before anything is written.

    Raises:
        InputError: There is no such file, it is a folder, it may not be read, or standard output writes to it.
    """
    if path == STANDARD_INPUT:
        _refuse_own_output(path, sys.stdin)
        return
    try:
        _refuse_own_output(path, path)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot open {path}: {reason_of(error)}") from error
    if os.path.isdir(path):
        raise InputError(f"cannot open {path}: it is a folder")
    if not os.access(path, os.R_OK):
        raise InputError(f"cannot open {path}: it may not be read")


def _refuse_own_output(path: str, file: str | TextIO | None) -> None:
    """Refuse to read what is written meanwhile: each answer would be the next question, until the disk is full.

    Raises:
        InputError: The file is that of standard output.
        OSError: There is no such file.
        ValueError: Its name is none.
    """
    found = os.stat(file) if isinstance(file, str) else _stat(file)
    written = _stat(sys.stdout)
    if found and written and stat.S_ISREG(found.st_mode) and os.path.samestat(found, written):
        raise InputError(f"cannot read {name_of(path)}: standard output writes to it; use -o, which may replace it")


def _stat(stream: IO[bytes] | TextIO | None) -> os.stat_result | None:
    try:
        return None if stream is None else os.fstat(stream.fileno())
    except (AttributeError, OSError, ValueError):  # only Python knows it
        return None


def split_lines(source: Source, limit: int, on_wait: Callable[[], None] | None = None) -> Iterator[tuple[int, bytes]]:
    r"""Split a stream into numbered lines, in memory that does not grow with the length of a line.

    Args:
        source: The stream.
        limit: Most bytes of a line that are kept. A longer line is cut to ``limit + 1`` bytes, which tells.
        on_wait: Called before each read, which may have to wait.

    Yields:
        The number of the line, from 1, and the line without its end. A last line without an end counts; all lines
        have been yielded before a read that waits.

    Raises:
        DamagedInputError: The stream fails after something of it was read.
        InputError: The stream fails at once; the message is the reason alone.

    >>> import io
    >>> list(split_lines(io.BytesIO(b"V559D\r\n\nD842V"), 100))
    [(1, b'V559D'), (2, b''), (3, b'D842V')]
    """
    number = 1
    rest = b""  # of the line that has not ended yet
    after_return = started = False
    while True:
        if on_wait is not None:
            on_wait()
        try:
            chunk = source.read1(CHUNK)
        except Exception as error:
            if not is_damage(error):
                raise
            if not started:
                raise InputError(reason_of(error)) from error
            raise DamagedInputError(reason_of(error), number, rest) from error
        if not chunk:
            break
        started = True
        if after_return and chunk.startswith(b"\n"):  # the end of a line, CR LF, fell between two chunks
            chunk = chunk[1:]
            if not chunk:
                after_return = False
                continue
        after_return = chunk.endswith(b"\r")
        lines = chunk.splitlines()  # of bytes: at CR, LF and CR LF, and at nothing else
        tail = b"" if after_return or chunk.endswith(b"\n") else lines.pop()
        for line in lines:
            if rest:
                line, rest = rest + line, b""
            yield number, (line if len(line) <= limit else line[: limit + 1])
            number += 1
        if tail and len(rest) <= limit:
            rest = (rest + tail)[: limit + 1]
    if rest:
        yield number, rest


def _open(path: str, name: str) -> IO[bytes]:
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("cannot read standard input: it is closed")
        return sys.stdin.buffer
    try:
        return open(path, "rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError(f"cannot open {name}: {reason_of(error)}") from error


def _state(stream: IO[bytes]) -> tuple[int, int] | None:
    """Return size and time of a file; None for a pipe, a device, and what only Python knows."""
    found = _stat(stream)
    return (found.st_size, found.st_mtime_ns) if found and stat.S_ISREG(found.st_mode) else None


def _head(stream: Source, name: str) -> bytes:
    """Read what there is, and more only while it may still become one of the known first bytes."""
    known = (GZIP, *UNREADABLE)
    head = b""
    try:
        while chunk := stream.read1(CHUNK):
            head += chunk
            if not any(len(head) < len(magic) and magic.startswith(head) for magic in known):
                break
    except OSError as error:
        raise InputError(f"cannot read {name}: {reason_of(error)}") from error
    return head


def is_damage(error: Exception) -> bool:
    """Say whether a read failed because the input is damaged, and not by a defect of gistcli."""
    return isinstance(error, OSError | EOFError)


def reason_of(error: Exception) -> str:
    """Return why a read failed, for a message."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).rstrip(".")
