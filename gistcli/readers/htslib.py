"""What needs htslib, through pysam: BCF, whole or the two genes by its index.

pysam is the optional extra ``htslib``; without it BCF is refused with what to install. Records are passed on as text,
so that they are read in one place; their line numbers are not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gistcli.errors import InputError
from gistcli.readers.source import STANDARD_INPUT, Source
from gistcli.readers.vcf_header import CHROMOSOME

INSTALL = "needs pysam, which is not installed: pip install 'gistcli[htslib]'"
CHUNK = 1 << 16


def text_of_bcf(path: str) -> Source:
    """Return the text of a BCF.

    Raises:
        InputError: It comes by standard input, or pysam is not installed.
    """
    if path == STANDARD_INPUT:
        raise InputError("BCF is not read from standard input: name the file, or send it through `bcftools view`")
    pysam = _pysam()
    if pysam is None:
        raise InputError(f"it is a BCF, which {INSTALL}; or send it through `bcftools view`")
    return _Lines(_lines(pysam, path))


def indexed_bcf(path: str, regions: Sequence[tuple[int, int]]) -> Source:
    """Return, as text, what lies in some regions of chromosome 4; the file has an index."""
    return _Lines(_lines_of(_pysam(), path, regions))


def _pysam() -> Any:
    try:
        import pysam
    except ImportError:
        return None
    pysam.set_verbosity(0)  # what htslib has to say it would print itself
    return pysam


def _lines(pysam: Any, path: str) -> Iterator[bytes]:
    with pysam.VariantFile(path) as file:
        yield str(file.header).encode()
        for record in file:
            yield str(record).encode()


def _lines_of(pysam: Any, path: str, regions: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    with pysam.VariantFile(path) as file:
        for contig in file.header.contigs:
            if CHROMOSOME.fullmatch(contig.encode()):
                for start, end in regions:
                    for record in file.fetch(contig, start, end):
                        yield str(record).encode()


class _Lines:
    """Lines as a stream of bytes; what was read before a failure comes before it."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rest = b""
        self._failure: OSError | None = None

    def read1(self, size: int = -1, /) -> bytes:
        """Return some bytes; nothing at the end."""
        if not self._rest:
            self._rest = self._gathered()
        size = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _gathered(self) -> bytes:
        lines: list[bytes] = []
        length = 0
        while length < CHUNK and self._failure is None:
            try:
                line = next(self._lines, b"")
            except (OSError, ValueError) as error:  # pysam has no class of its own for a damaged file
                self._failure = OSError(f"pysam: {error}")
                break
            if not line:
                break
            lines.append(line)
            length += len(line)
        if not lines and self._failure is not None:
            raise self._failure
        return b"".join(lines)
