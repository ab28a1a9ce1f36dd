"""VCF 4.1 to 4.5: plain, gzip or BGZF, from a file or standard input.

Bytes come first. A record is looked at by its first bytes alone, the name and position that begin its line; only those
of chromosome 4 inside the two genes (exons, introns and untranslated regions of the two transcripts) are decoded. What
lies outside is passed on as it came, whatever it holds; but a record of chromosome 4 whose position cannot be read is a
problem, since it may lie in a gene.

What becomes of a record is told in `vcf_record`, of the header in `vcf_header`, and of alleles on one haplotype in
`phase`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from gistcli.errors import InputError, VariantError
from gistcli.frozen import Frozen
from gistcli.model import Build, Record
from gistcli.patterns import pattern
from gistcli.readers.phase import FRAME_REACH
from gistcli.readers.request import Request
from gistcli.readers.source import STANDARD_INPUT, Source, index_of, is_damage, name_of, peek, read_into, reason_of
from gistcli.readers.vcf_header import CHROMOSOME, NAMES, Header, parse_header
from gistcli.readers.vcf_record import (
    BUILDS,
    Decoder,
    Found,
    annotations_decide,
    as_records,
    as_tumours,
    problem,
    spans,
)

if TYPE_CHECKING:
    from re import Pattern

BLOCK = 1 << 18
LINE_LIMIT = 1 << 23
"""Most bytes of a record; one of a hundred thousand samples is shorter."""
HEADER_LIMIT = 1 << 25
HELD_LIMIT = 1 << 20
"""Most bytes that are held back to find what lies on one haplotype with a record."""
HELD_ALLELES = 64
LONG_LINE = 120
"""Bytes of a line from which on it is faster to take lines apart than to count their ends."""
NAME_LIMIT = 80
"""Most bytes of a line that are looked at to tell its chromosome and position."""
BCF = b"BCF\x02"
BOM = b"\xef\xbb\xbf"

_NEAR = rb"5(?:4[267]|5[0156])\d{5}"
"""A position that may lie in one of the genes in one of the builds."""
_ORDINARY = rb"(?!" + _NEAR + rb"\t)(?:\d{1,8}|1[0-8]\d{7})\t"
"""A position on chromosome 4 that lies in neither gene in either build."""


def _line_of(*behind: bytes) -> Pattern[bytes]:
    """Return the pattern of a line of chromosome 4, by what stands behind its name, or of a second header."""
    # Alternatives that differ in their first byte are told apart fastest.
    ends = b"(?:" + b"|".join(behind) + b")"
    return pattern(rb"\n(?:" + b"|".join([name + ends for name in NAMES] + [b"#"]) + b")")


_CANDIDATE = _line_of(rb"\t(?!" + _ORDINARY + b")", rb"[ \r\n]")
_CHROMOSOME_4 = _line_of(rb"[\t \r\n]")


class Hit(Frozen):
    """A record in the two genes, or one that could not be read.

    Attributes:
        line: The line, byte for byte, with its end.
        records: One for each alternative allele of known bases, or one with an `error`.
    """

    line: bytes
    records: tuple[Record, ...]


def read_vcf(source: Source, request: Request | None = None) -> Iterator[Record]:
    """Read the records of a VCF that lie in the two genes, lazily.

    Args:
        source: The stream of bytes.
        request: The build that the user names; what is counted goes there.

    Yields:
        A record for each alternative allele; one that cannot be read has an `error`.

    Raises:
        InputError: There is no header, or two, or the build is contradicted.
    """
    request = request or Request()
    reader = Reader(source, request)
    yield from reader.tumours()
    for piece in reader.pieces(keep=False):
        if isinstance(piece, Hit):
            request.hits += len(piece.records)
            yield from piece.records


class Reader:
    """Reads one VCF, of which it has read the header when it is made.

    Attributes:
        header: The header.
    """

    def __init__(self, source: Source, request: Request) -> None:
        start, source = peek(source, (BCF,))
        is_bcf = start.startswith(BCF)
        if is_bcf:
            from gistcli.readers.htslib import text_of_bcf

            source = text_of_bcf(request.path)
        self._source, self._request = source, request
        text, self._rest = _read_header(source, request)
        self.header: Header = parse_header(text.removeprefix(BOM), request.build)._replace(text=text)
        if request.by_sample and not self.header.samples:  # what names no sample is one tumour, by the name of its file
            self.header = self.header._replace(sample=os.path.basename(name_of(request.path)))
        is_short = self._reads_by_index(is_bcf)
        self._decoder = Decoder(self.header, not (is_bcf or is_short), request.by_sample)
        self._as_records = as_tumours if request.by_sample else as_records
        self._search = (_CHROMOSOME_4 if self._decoder.by_annotation else _CANDIDATE).search
        self._line = text.count(b"\n")  # lines that have been read
        self._keep = True
        self._held: list[bytes | Found] = []
        self._held_bytes = 0
        self._held_alleles = 0
        self._held_span = (0, 0)

    def _reads_by_index(self, is_bcf: bool) -> bool:
        """Go on with the two genes alone, where an index tells where they stand and where they lie is known."""
        path, header = self._request.path, self.header
        if not self._request.by_region or path == STANDARD_INPUT or annotations_decide(header):
            return False
        index = index_of(path)
        if not index:
            return False
        regions = sorted((start - 1, end) for build in BUILDS for start, end in spans(build))
        if is_bcf:
            from gistcli.readers.htslib import indexed_bcf

            source: Source | None = indexed_bcf(path, regions)
        else:
            from gistcli.readers.tabix import indexed

            source = indexed(path, index, regions)
        if source is None:
            return False
        self._source, self._rest = source, b""
        return True

    @property
    def build(self) -> Build | None:
        """Build of the genome, None where only the positions tell it."""
        return self.header.build

    def tumours(self) -> Iterator[Record]:
        """Yield a record without descriptions for each tumour, where tumours are wanted: it may have no variant."""
        header = self.header
        if self._request.by_sample:
            for sample in (header.sample,) if header.sample is not None else header.samples:
                yield Record("", None, sample, descriptions=())

    def pieces(self, keep: bool = True) -> Iterator[memoryview | bytes | Hit]:
        """Yield all that follows the header, in its order.

        Args:
            keep: Also yield what lies outside the genes, as bytes. A memoryview is valid until the next piece.
        """
        self._keep = keep
        # The line end before the first line is kept in front, so that every line begins behind a line end.
        data = bytearray(max(2 * BLOCK, 2 * len(self._rest)))
        filled = 1 + len(self._rest)
        data[:filled] = b"\n" + self._rest
        inside = False  # a line that is too long
        while True:
            last = data.rfind(b"\n", 1, filled)
            if inside:
                first = data.find(b"\n", 1, filled)
                until = filled if first < 0 else first + 1
                yield from self._pass(memoryview(data)[1:until])
                inside = first < 0
                self._count(not inside)
                filled = _shift(data, until - (not inside), filled) if first >= 0 else 1
                if first >= 0:
                    continue
            elif last > 0:
                yield from self._lines(data, last)
                filled = _shift(data, last, filled)
            elif filled > LINE_LIMIT:
                yield from self._too_long(data, filled)
                filled, inside = 1, True
            if filled + BLOCK > len(data):
                data = data + bytearray(len(data))  # a new one: a memoryview of the old one may be in use
            self._request.wait()
            try:
                size = read_into(self._source, memoryview(data)[filled : filled + BLOCK])
            except Exception as error:
                if not is_damage(error):
                    raise
                yield from self._damaged(bytes(data[1:filled]), reason_of(error))
                return
            if not size:
                break
            filled += size
        if filled > 1:
            yield from self._last(bytes(data[1:filled]), inside)
        yield from self._flush()
        yield from self._elsewhere()

    def _lines(self, data: bytearray, last: int) -> Iterator[memoryview | bytes | Hit]:
        """Yield the whole lines of a block, the last of which ends at `last`."""
        view, end = memoryview(data), last + 1
        if lines := _lines_elsewhere(data, last):
            yield from self._pass(view[1:end])
            self._count(lines)
            return
        start = counted = 1
        before = self._line
        at = 0
        while (found := self._search(data, at, end)) is not None:
            begin = found.start() + 1
            at = data.find(b"\n", begin, end)
            before += data.count(b"\n", counted, begin)
            counted = begin
            decoded = self._decode(bytes(view[begin : at + 1]), before + 1)
            if decoded is None:
                continue
            if start < begin:
                yield from self._pass(view[start:begin])
            yield from self._take(decoded)
            start = at + 1
        if start < end:
            yield from self._pass(view[start:end])
        self._count(before + data.count(b"\n", counted, end) - self._line)

    def _count(self, lines: int) -> None:
        self._line += lines
        self._request.rows += lines

    def _decode(self, line: bytes, number: int) -> Found | None:
        if line.startswith(b"#"):
            if line.startswith(b"#CHROM"):
                raise InputError(f"line {number}: a second header line; two VCFs must be joined by `bcftools concat`")
            return None
        return self._decoder.decode(line, number)

    def _take(self, found: Found) -> Iterator[memoryview | bytes | Hit]:
        """Yield a record that was found, or hold it back until what may lie on its haplotype has been seen."""
        first, last = self._held_span
        if self._held and not (first <= found.position <= last + FRAME_REACH and self._held_alleles < HELD_ALLELES):
            yield from self._flush()
        phased = [item.allele for item in found.items if item.allele is not None and item.allele.phase.known]
        if phased:
            ends = [allele.end for allele in phased]
            if not self._held_alleles:
                self._held_span = (found.position, 0)
            self._held_span = (self._held_span[0], max(self._held_span[1], *ends))
            self._held_alleles += len(phased)
        if not phased and not self._held:
            yield Hit(found.line, self._as_records(found, []))
            return
        self._held.append(found)
        self._held_bytes += len(found.line)
        if self._held_bytes > HELD_LIMIT:
            yield from self._flush()

    def _pass(self, view: memoryview) -> Iterator[memoryview | bytes | Hit]:
        """Yield what lies outside the genes, unless something before it is held back."""
        if self._held:
            self._held_bytes += len(view)
            if self._keep:
                self._held.append(bytes(view))
            if self._held_bytes > HELD_LIMIT:
                yield from self._flush()
        elif self._keep:
            yield view

    def _flush(self) -> Iterator[bytes | Hit]:
        """Yield what was held back."""
        held, self._held = self._held, []
        self._held_bytes = self._held_alleles = 0
        found = [piece for piece in held if not isinstance(piece, bytes)]
        alleles = [item.allele for one in found for item in one.items if item.allele is not None]
        for piece in held:
            yield piece if isinstance(piece, bytes) else Hit(piece.line, self._as_records(piece, alleles))

    def _too_long(self, data: bytearray, filled: int) -> Iterator[memoryview | bytes | Hit]:
        """Yield the beginning of a line that is too long to be held."""
        found = self._search(data, 0, 256)
        decoded = self._decoder.decode(bytes(data[1:256]), self._line + 1) if found and not found.start() else None
        if decoded is None:
            yield from self._pass(memoryview(data)[1:filled])
            return
        error = VariantError("too-long", f"the record is longer than {LINE_LIMIT} bytes; it is passed on unread")
        yield from self._take(problem(bytes(data[1:filled]), self._line + 1, error, self._decoder))

    def _damaged(self, rest: bytes, reason: str) -> Iterator[memoryview | bytes | Hit]:
        yield from self._flush()
        message = f"the input breaks off here ({reason}); the records before this one were read, nothing after it"
        yield from self._take(problem(rest, self._line + 1, VariantError("damaged-input", message), self._decoder))

    def _last(self, line: bytes, inside: bool) -> Iterator[memoryview | bytes | Hit]:
        """Yield a last line that has no end."""
        number = self._line + 1
        self._count(1)
        columns = line.count(b"\t") + 1
        if inside or not line.strip():
            yield from self._pass(memoryview(line))
        elif columns < self.header.columns and not line.startswith(b"#"):
            message = f"the last line breaks off: it has {columns} of {self.header.columns} columns, and no line end"
            yield from self._take(problem(line, number, VariantError("damaged-input", message), self._decoder))
        else:
            found = self._search(b"\n" + line + b"\n")
            decoded = self._decode(line, number) if found is not None and not found.start() else None
            yield from self._pass(memoryview(line)) if decoded is None else self._take(decoded)

    def _elsewhere(self) -> Iterator[Hit]:
        record = self._decoder.misplaced()
        if record is not None:
            yield Hit(b"", (record,))


def _lines_elsewhere(data: bytearray, last: int) -> int:
    """Return how many lines a block has if all are of one other chromosome, as in most blocks of a sorted VCF; else 0.

    To search for what may begin a line costs more than to look at all lines together. Long lines are taken apart, which
    jumps from end to end: what both the least and the greatest of them begin with, all of them begin with. Of short
    lines, the ends are counted, and how often the name stands behind one.

    Args:
        data: The block; every line stands behind a line end.
        last: Where the last line ends.
    """
    final = data.rfind(b"\n", 0, last)
    first, other = (bytes(data[at + 1 : at + 1 + NAME_LIMIT]).split(b"\t", 2) for at in (0, final))
    name = first[0]
    if len(first) < 3 or len(other) < 3 or other[0] != name or name.startswith(b"#") or CHROMOSOME.match(name):
        return 0
    if last - final > LONG_LINE:
        with memoryview(data) as view:
            lines = BytesIO(view[1 : last + 1]).readlines()
        begin = name + b"\t"
        return len(lines) if min(lines).startswith(begin) and max(lines).startswith(begin) else 0
    position = b""
    if len(first[1]) == len(other[1]):
        # What both begin with, all between do if they are sorted: the longer, the faster.
        alike = [one == another for one, another in zip(first[1], other[1], strict=True)]
        position = first[1][: (*alike, False).index(False)]
    ends = data.count(b"\n", 0, last)
    return ends if data.count(b"\n" + name + b"\t" + position, 0, last) == ends else 0


def _shift(data: bytearray, start: int, end: int) -> int:
    """Move what has not been read to the front; return how much that is."""
    view = memoryview(data)
    view[: end - start] = view[start:end]
    return end - start


def _read_header(source: Source, request: Request) -> tuple[bytes, bytes]:
    """Read to the end of the line of column names; return that, and what was read beyond it."""
    text = bytearray()
    at = 0
    number = 1
    while True:
        end = text.find(b"\n", at)
        if end < 0:
            request.wait()
            try:
                chunk = source.read1(BLOCK)
            except Exception as error:
                if not is_damage(error):
                    raise
                raise InputError(f"its header breaks off ({reason_of(error)})") from error
            text += chunk
            if chunk and len(text) <= HEADER_LIMIT:
                continue
            if not text[at:].startswith(b"#CHROM"):
                raise InputError(_no_header(text))
            end = len(text) - 1
        line = text[at : min(end, at + 64)]
        if at == 0:
            line = line.removeprefix(BOM)
        if line.startswith(b"#CHROM"):
            return bytes(text[: end + 1]), bytes(text[end + 1 :])
        if line.strip() and not line.startswith(b"#"):
            raise InputError(
                f"line {number} is the first that does not begin with #, and no header line that begins with "
                "#CHROM comes before it"
            )
        at, number = end + 1, number + 1


def _no_header(text: bytearray) -> str:
    if not text:
        return "it is empty"
    if len(text) > HEADER_LIMIT:
        return f"its header is longer than {HEADER_LIMIT >> 20} MiB"
    if b"\r" in text and b"\n" not in text:
        return "its lines end with CR alone; save it with LF"
    return "it has no header line that begins with #CHROM"
