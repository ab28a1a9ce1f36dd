"""Decompress gzip, of one member or of many as BGZF has them, in memory that its content does not change.

Written here because `gzip.GzipFile` passes every byte through three layers. With the extra ``fast`` (isal) it costs
half of what zlib does; what comes out, and what is said of damage, is the same.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gistcli.readers.source import Source

MAGIC = b"\x1f\x8b"
CHUNK = 1 << 16
STEP = 1 << 14
"""Most compressed bytes that are decompressed at once. Where they are damaged, what came out of them is lost."""
RAW = -15
"""What tells zlib that there is no header: it is read here, so that content comes before its checksum is wrong."""
DEFLATE = 8
HEADER_CHECKSUM, EXTRA, NAME, COMMENT = 2, 4, 8, 16
DAMAGED = "the compressed data is damaged"
CUT_SHORT = "Compressed file ended before the end-of-stream marker was reached"


class Gunzip:
    """The content of a gzip stream.

    Args:
        source: The stream, at its beginning.
    """

    def __init__(self, source: Source) -> None:
        self._library, self._errors = _library()
        self._source = source
        self._data, self._at = b"", 0  # of the stream, and how much of it is used up
        self._member: Any = None  # None between two members
        self._checksum = self._size = 0
        self._is_checked = True  # nothing has come out of which the checksum has not been compared
        self._failure: Exception | None = None

    def read1(self, size: int = -1, /) -> bytes:
        """Return some bytes, `size` at most; nothing at the end.

        Raises:
            OSError: The stream is damaged.
            EOFError: It is cut short.
        """
        if self._failure is not None:
            raise self._failure
        try:
            return self._read(CHUNK if size < 0 else size)
        except (OSError, EOFError) as error:
            self._failure = error
            raise

    def _read(self, size: int) -> bytes:
        while True:
            if self._member is None and not self._begin():
                return b""
            self._need(1)
            step = self._data[self._at : self._at + STEP]
            member = self._member
            try:
                content: bytes = member.decompress(step, size)
            except self._errors as error:
                raise OSError(DAMAGED) from error
            self._at += len(step) - len(member.unused_data or member.unconsumed_tail)
            self._checksum = self._library.crc32(content, self._checksum)
            self._size += len(content)
            if member.eof:
                self._member = None
            if content:
                return content

    def _begin(self) -> bool:
        """Check the end of a member, and read the header of the next; False where there is none."""
        if not self._is_checked:
            checksum, size = self._number(4), self._number(4)
            if checksum != self._checksum:
                raise OSError("the checksum of the compressed data does not fit its content")
            if size != self._size & 0xFFFFFFFF:
                raise OSError("the length of the compressed data does not fit its content")
            self._is_checked = True
            while self._more() and self._data[self._at] == 0:  # padding
                self._at += 1
        if not self._more():
            return False
        magic = self._take(2)
        if magic != MAGIC:
            raise OSError(f"Not a gzipped file ({magic!r})")
        method, flags = self._take(2)
        if method != DEFLATE:
            raise OSError("Unknown compression method")
        self._take(6)
        if flags & EXTRA:
            self._take(self._number(2))
        for flag in (NAME, COMMENT):
            while flags & flag and self._take(1) != b"\0":
                pass
        if flags & HEADER_CHECKSUM:
            self._take(2)
        self._member = self._library.decompressobj(RAW)
        self._is_checked = False
        self._checksum = self._size = 0
        return True

    def _more(self) -> bool:
        """Say whether there is another byte, which may have to be waited for."""
        if self._at >= len(self._data):
            self._data, self._at = self._source.read1(CHUNK), 0
        return bool(self._data)

    def _need(self, size: int) -> None:
        while len(self._data) - self._at < size:
            more = self._source.read1(CHUNK)
            if not more:
                raise EOFError(CUT_SHORT)
            self._data, self._at = self._data[self._at :] + more, 0

    def _take(self, size: int) -> bytes:
        self._need(size)
        self._at += size
        return self._data[self._at - size : self._at]

    def _number(self, size: int) -> int:
        return int.from_bytes(self._take(size), "little")


def inflated(block: bytes, limit: int) -> bytes:
    """Return the content of a member that has lost its header, such as a block of BGZF.

    Raises:
        OSError: It is damaged, cut short, or has more than `limit` bytes.
    """
    library, errors = _library()
    member = library.decompressobj(RAW)
    try:
        content: bytes = member.decompress(block, limit + 1)
    except errors as error:
        raise OSError(DAMAGED) from error
    end = b"".join(number.to_bytes(4, "little") for number in (library.crc32(content), len(content)))
    if not member.eof or len(content) > limit or member.unused_data != end:
        raise OSError(DAMAGED)
    return content


def _library() -> tuple[Any, tuple[type[Exception], ...]]:
    """Return isal where it is installed, else zlib, and what they raise."""
    import zlib

    try:
        isal: Any = import_module("isal.isal_zlib")
    except ImportError:
        return zlib, (zlib.error,)
    return isal, (zlib.error, isal.error)
