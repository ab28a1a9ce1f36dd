"""Read only the two genes of a BGZF file that has an index beside it, ``.tbi`` or ``.csi``.

An index is a short cut and never a source: one that is older than its file, that cannot be read or that leads anywhere
else than to records of chromosome 4 is not used, and the whole file is read.

A virtual offset is the place of a block in the file, times 65536, plus the place in its content. A bin is an interval
of a chromosome, an eighth of one of the level above; it lists chunks, from a virtual offset to another, of the records
that lie in it and in no smaller bin. Intervals are half-open and from 0.

Source:
    The Tabix index file format, and the Coordinate-sorted index (CSI) format, of the SAM/BAM specifications.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct, error
from typing import IO, cast

from gistcli.errors import InputError
from gistcli.frozen import Frozen
from gistcli.readers.gunzip import CUT_SHORT, Gunzip, inflated
from gistcli.readers.source import Source, open_again
from gistcli.readers.vcf_header import CHROMOSOME

TBI, CSI = b"TBI\1", b"CSI\1"
TBI_SHIFT, TBI_DEPTH = 14, 5
"""Smallest bins of 2 to the 14th bases, and five levels of bins above them; a CSI tells its own."""
INDEX_STEP, INDEX_LIMIT = 1 << 20, 1 << 24
"""Most bytes of an index, decompressed; that of a human genome has about one in three of them."""
BLOCK_LIMIT = 1 << 16
SEEN_AT_ONCE = 64
"""Bins that are looked at together; twice as many after each time that all were alike."""
CHROMOSOME_COLUMN, POSITION_COLUMN = 1, 2
ZERO_BASED = 0x10000

_INT, _TBI_HEAD, _CSI_HEAD, _COLUMNS = Struct("<i"), Struct("<i7i"), Struct("<3i"), Struct("<7i")
_CHUNK, _OFFSET = Struct("<QQ"), Struct("<Q")
_TBI_BIN, _CSI_BIN = 8, 16
"""Bytes of a bin before its chunks; the first four are its number, the last four say how many chunks there are."""
_TBI_CHUNKS, _CSI_CHUNKS = Struct("<4xi").unpack_from, Struct("<12xi").unpack_from

Chunk = tuple[int, int]
"""First virtual offset, and the one behind the last record."""


def indexed(path: str, name: str, regions: Sequence[tuple[int, int]]) -> Source | None:
    """Return the records of chromosome 4 in some regions, and perhaps others near them.

    Args:
        path: The file.
        name: Its index.
        regions: Where the records lie, as half-open intervals from 0.

    Returns:
        The lines of the records; None where the index cannot be used.
    """
    try:
        chunks = _chunks_by(name, regions)
        file = open_again(path)
    except (InputError, OSError, EOFError, ValueError, error):  # it does not matter why: the whole file is read
        return None
    lines = _Chunks(file, [chunk for _, chunk in chunks])
    try:
        if all(lines.begins_with(chunk, name + b"\t") for name, chunk in chunks):
            return lines
    except (OSError, EOFError):
        pass
    file.close()
    return None


def _chunks_by(name: str, regions: Sequence[tuple[int, int]]) -> list[tuple[bytes, Chunk]]:
    """Read an index, first only as much of it as may do."""
    index = bytearray()
    with open_again(name) as file:
        stream = Gunzip(cast("Source", file))
        for enough in (INDEX_STEP, INDEX_LIMIT):
            while len(index) < enough and (piece := stream.read1(BLOCK_LIMIT)):
                index += piece
            try:
                return chunks_of(bytes(index), regions)
            except error:
                if len(index) < enough:
                    raise
    raise ValueError("the index is too large")


class _Layout(Frozen):
    """What the beginning of an index tells: names of the chromosomes, sizes of its bins, and where the rest begins."""

    names: list[bytes]
    shift: int
    depth: int
    is_csi: bool
    at: int


def _layout(index: bytes) -> _Layout:
    if index.startswith(TBI):
        count, form, chromosome, position, *_, length = _TBI_HEAD.unpack_from(index, 4)
        at, shift, depth = 4 + _TBI_HEAD.size, TBI_SHIFT, TBI_DEPTH
        end = at + length
    elif index.startswith(CSI):
        shift, depth, extra = _CSI_HEAD.unpack_from(index, 4)
        form, chromosome, position, *_, length = _COLUMNS.unpack_from(index, 4 + _CSI_HEAD.size)
        at = 4 + _CSI_HEAD.size + _COLUMNS.size
        end = 4 + _CSI_HEAD.size + extra
        (count,) = _INT.unpack_from(index, end)
        end += _INT.size
    else:
        raise ValueError("it is no index of a text")
    names = index[at : at + length].split(b"\0")[:count]
    if len(names) < count or form & ZERO_BASED or not (0 < shift < 40 and 0 < depth < 12):
        raise ValueError("it is no index of a VCF")
    if (chromosome, position) != (CHROMOSOME_COLUMN, POSITION_COLUMN):
        raise ValueError("it is an index by other columns than those of a VCF")
    return _Layout(names, shift, depth, index.startswith(CSI), end)


def chunks_of(index: bytes, regions: Sequence[tuple[int, int]]) -> list[tuple[bytes, Chunk]]:
    """Return where the records of chromosome 4 in some regions stand, each chunk with the name of the chromosome.

    Args:
        index: The index, decompressed.
        regions: Half-open intervals from 0.

    Raises:
        ValueError: It is no index of a VCF.
        struct.error: It breaks off.
    """
    names, shift, depth, is_csi, at = _layout(index)
    count_of, size = (_CSI_CHUNKS, _CSI_BIN) if is_csi else (_TBI_CHUNKS, _TBI_BIN)
    found: list[tuple[bytes, Chunk]] = []
    while any(map(CHROMOSOME.fullmatch, names)):  # what stands behind the last of them is not looked at
        name = names.pop(0)
        places: dict[int, int] = {}  # bin -> where it stands
        is_wanted = CHROMOSOME.fullmatch(name)
        (bins,) = _INT.unpack_from(index, at)
        at += _INT.size
        left, most = _natural(bins), SEEN_AT_ONCE
        while left:
            (chunks,) = count_of(index, at)
            if chunks < 0:
                raise ValueError("a bin has less than no chunk")
            alike = _of_one_chunk(index, at, size, min(left, most)) if chunks == 1 else 0
            most = 2 * most if alike == most else SEEN_AT_ONCE
            until = at + (size + _CHUNK.size) * alike if alike else at + size + _CHUNK.size * chunks
            if is_wanted:
                starts = range(at, until, size + _CHUNK.size) if alike else (at,)
                places.update({_INT.unpack_from(index, start)[0]: start for start in starts})
            at, left = until, left - (alike or 1)
        linear = b""
        if not is_csi:
            (windows,) = _INT.unpack_from(index, at)
            linear = _part(index, at + _INT.size, _OFFSET.size * windows)
            at += _INT.size + len(linear)
        wanted: list[Chunk] = []
        for start, end in regions if places else ():
            # Nothing that overlaps the beginning of the region stands before what the linear index says of it.
            window = min((start >> shift) * _OFFSET.size, len(linear) - _OFFSET.size)
            least = _OFFSET.unpack_from(linear, window)[0] if linear else 0
            for place in [places[number] for number in _bins(start, end, shift, depth) if number in places]:
                listed = _part(index, place + size, _CHUNK.size * count_of(index, place)[0])
                wanted += [chunk for chunk in _CHUNK.iter_unpack(listed) if chunk[1] > least]
        found += [(name, chunk) for chunk in _merged(wanted)]
    return found


def _of_one_chunk(index: bytes, at: int, size: int, most: int) -> int:
    """Return how many bins from one on list one chunk each, as nearly all do; `most` at most are looked at.

    Then each is as long as the next, so that what they count is seen at once: a quarter of an index of a genome lies
    before chromosome 4.
    """
    step = size + _CHUNK.size
    alike = min(most, (len(index) - at) // step)
    first, end = at + size - _INT.size, at + step * alike
    for place, byte in enumerate(_INT.pack(1)):
        column = index[first + place : end : step]
        alike = min(alike, len(column) - len(column.lstrip(bytes([byte]))))
    return alike


def _part(index: bytes, at: int, size: int) -> bytes:
    part = index[at : at + _natural(size)]
    if len(part) < size:
        raise error("the index breaks off")
    return part


def _natural(number: int) -> int:
    if number < 0:
        raise ValueError("the index counts less than nothing")
    return number


def _bins(start: int, end: int, shift: int, depth: int) -> Iterator[int]:
    """Yield the numbers of the bins that overlap an interval.

    >>> list(_bins(0, 1, 14, 5))
    [0, 1, 9, 73, 585, 4681]
    """
    for level in range(depth + 1):
        first = ((1 << 3 * level) - 1) // 7
        width = shift + 3 * (depth - level)
        yield from range(first + (start >> width), first + (end - 1 >> width) + 1)


def _merged(chunks: list[Chunk]) -> list[Chunk]:
    """Return chunks in their order, those that overlap or meet made one.

    >>> _merged([(7, 9), (1, 3), (2, 4), (4, 5)])
    [(1, 5), (7, 9)]
    """
    merged: list[Chunk] = []
    for begin, end in sorted(chunks):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


class _Chunks:
    """The content of chunks as a stream."""

    def __init__(self, file: IO[bytes], chunks: Sequence[Chunk]) -> None:
        self._file = file
        self._pieces = self._read(chunks)
        self._rest = b""

    def begins_with(self, chunk: Chunk, text: bytes) -> bool:
        """Say whether the first line of a chunk begins with a text."""
        offset, within = chunk[0] >> 16, chunk[0] & 0xFFFF
        content, after = _block(self._file, offset)
        if within + len(text) > len(content):
            content += _block(self._file, after)[0]
        is_line = not within or content[within - 1 : within] == b"\n"
        return is_line and content.startswith(text, within)

    def read1(self, size: int = -1, /) -> bytes:
        """Return some bytes, `size` at most; nothing at the end."""
        if not self._rest:
            self._rest = next(self._pieces, b"")
        size = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _read(self, chunks: Sequence[Chunk]) -> Iterator[bytes]:
        with self._file:
            for begin, end in chunks:
                offset, within = begin >> 16, begin & 0xFFFF
                while offset << 16 < end:
                    content, after = _block(self._file, offset)
                    content = content[within : end & 0xFFFF if offset == end >> 16 else None]
                    offset, within = after, 0
                    if content:
                        yield content


def _block(file: IO[bytes], offset: int) -> tuple[bytes, int]:
    """Return the content of a block, and where the next one begins.

    Raises:
        OSError: No block begins there, or it is damaged.
        EOFError: It is cut short.
    """
    file.seek(offset)
    head = _exactly(file, 12)
    extra = _exactly(file, int.from_bytes(head[10:], "little"))
    at = 0
    while extra[at : at + 2] not in (b"BC", b""):
        at += 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
    size = int.from_bytes(extra[at + 4 : at + 6], "little") + 1
    length = size - len(head) - len(extra)
    if not head.startswith(b"\x1f\x8b\x08\x04") or not extra[at:] or length < 8:
        raise OSError("no block begins where the index says")
    data = _exactly(file, length)
    return inflated(data, BLOCK_LIMIT), offset + size


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError(CUT_SHORT)
    return data
