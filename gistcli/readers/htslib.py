"""What needs htslib, through pysam: BCF, and reading only the two genes of a file that has an index beside it.

pysam is the optional extra ``htslib``. Without it an index is not used, and BCF is refused with what to install.
Records are passed on as text, so that they are read in one place; their line numbers are not known.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from gistcli.errors import InputError
from gistcli.readers.request import Request
from gistcli.readers.source import STANDARD_INPUT, Source
from gistcli.readers.vcf_header import CHROMOSOME
from gistcli.readers.vcf_record import BUILDS, spans

INSTALL = "needs pysam, which is not installed: pip install 'gistcli[htslib]'"
INDEXES = (".tbi", ".csi")
CHUNK = 1 << 16


def text_of_bcf(request: Request) -> Source:
    """Return the text of a BCF.

    Raises:
        InputError: It comes by standard input, or pysam is not installed.
    """
    if request.path == STANDARD_INPUT:
        raise InputError("BCF is not read from standard input: name the file, or send it through `bcftools view`")
    pysam = _pysam()
    if pysam is None:
        raise InputError(f"it is a BCF, which {INSTALL}; or send it through `bcftools view`")
    return _Lines(_bcf_lines(pysam, request.path, request.by_region and _index_of(request.path)))


def indexed(request: Request) -> Source | None:
    """Return the header and what lies in the two genes by the index; None without an index that can be used."""
    if request.path == STANDARD_INPUT or not _index_of(request.path):
        return None
    pysam = _pysam()
    if pysam is None:
        return None
    try:
        file = pysam.TabixFile(request.path, encoding="latin-1")
    except (OSError, ValueError):
        return None
    return _Lines(_tabix_lines(file))


def _pysam() -> Any:
    try:
        import pysam
    except ImportError:
        return None
    pysam.set_verbosity(0)  # what htslib has to say it would print itself
    return pysam


def _index_of(path: str) -> str:
    """Return the index beside a file; nothing where there is none, or where the file is newer."""
    for suffix in INDEXES:
        index = path + suffix
        if os.path.isfile(index) and os.path.getmtime(index) >= os.path.getmtime(path):
            return index
    return ""


def _regions() -> list[tuple[int, int]]:
    """Return the genes in both builds as half-open intervals from 0, by position."""
    return sorted((start - 1, end) for build in BUILDS for start, end in spans(build))


def _tabix_lines(file: Any) -> Iterator[bytes]:
    with file:
        for line in file.header:
            yield line.encode("latin-1") + b"\n"
        for contig in file.contigs:
            if CHROMOSOME.fullmatch(contig.encode("latin-1")):
                for start, end in _regions():
                    for line in file.fetch(contig, start, end):
                        yield line.encode("latin-1") + b"\n"


def _bcf_lines(pysam: Any, path: str, by_region: object) -> Iterator[bytes]:
    with pysam.VariantFile(path) as file:
        yield str(file.header).encode()
        if not by_region:
            for record in file:
                yield str(record).encode()
            return
        for contig in file.header.contigs:
            if CHROMOSOME.fullmatch(contig.encode()):
                for start, end in _regions():
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
