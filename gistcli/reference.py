"""The two genes: residues, bases, exons, domains, and the way between genome, c. and codon numbers.

Everything is read from the files in ``data/`` (see ``data/README.md`` for their sources). Positions are 1-based,
intervals include both ends. Both genes lie on the + strand of chromosome 4, so one genomic axis serves for all DNA:
this module calls a GRCh38 position a `place`. The shift to GRCh37 is not constant: GRCh38 has one base more in KIT
intron 1.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache

from gistcli.frozen import Frozen
from gistcli.model import GENES, Build, Gene, Position

CHROMOSOME = "4"
GENOME_ACCESSIONS: dict[str, Build] = {"NC_000004.11": "GRCh37", "NC_000004.12": "GRCh38"}

COMPLEMENT = str.maketrans("ACGT", "TGCA")
"""Base -> the base opposite to it, for `str.translate`."""

_LAST_BEFORE_EXTRA_BASE_37 = 55526180
_SHIFT_BEFORE, _SHIFT_AFTER = 866167, 866166


class Exon(Frozen):
    """One exon.

    Attributes:
        number: Exon number, from 1.
        first: Number of its first base; see `Transcript.number` for how bases outside the coding sequence count.
        last: Number of its last base.
        start: Place of its first base.
        end: Place of its last base.
        coding: It holds coding bases.
        before: Genomic bases up to its start, empty where unknown.
        after: Genomic bases from its end on, empty where unknown.
    """

    number: int
    first: int
    last: int
    start: int
    end: int
    coding: bool
    before: str
    after: str


class Domain(Frozen):
    """A part of the protein; `verified` says whether independent sources agree on its limits."""

    name: str
    first_codon: int
    last_codon: int
    verified: bool


class Transcript(Frozen):
    """One gene's transcript.

    Bases are numbered through all exons as c. numbers continue: the base before the start codon (c.-1) is 0, and the
    base after the stop codon (c.*1) is one more than the length of the coding sequence.

    Attributes:
        gene: Gene symbol.
        transcript: RefSeq transcript with version.
        protein_accession: RefSeq protein with version.
        coding: Coding sequence, start codon to stop codon.
        protein: Residues, the stop as ``*`` at the end.
        unverified: c. numbers of bases that rest on one unverified source.
        exons: Exons in order.
        domains: Domains; a later one lies inside an earlier one.
    """

    gene: Gene
    transcript: str
    protein_accession: str
    coding: str
    protein: str
    unverified: frozenset[int]
    exons: tuple[Exon, ...]
    domains: tuple[Domain, ...]

    @property
    def start(self) -> int:
        """Place of the first base of the first exon."""
        return self.exons[0].start

    @property
    def end(self) -> int:
        """Place of the last base of the last exon."""
        return self.exons[-1].end


class Name(Frozen):
    """A symbol or accession: its gene, kind, version and numbering (see ``data/names.tsv``)."""

    gene: Gene
    kind: str
    name: str
    version: str
    numbering: str


def data_file(name: str) -> str:
    """Return the path of a data file: package data when installed, the top-level ``data/`` in a checkout."""
    # Plain paths: importlib.resources takes 26 ms to import, and a wheel is never run from its archive.
    package = os.path.dirname(os.path.abspath(__file__))
    packaged = os.path.join(package, "data", name)
    return packaged if os.path.isfile(packaged) else os.path.join(os.path.dirname(package), "data", name)


def _text(name: str) -> str:
    with open(data_file(name), encoding="utf-8") as stream:
        return stream.read()


def _rows(name: str) -> Iterator[list[str]]:
    rows = [line.split("\t") for line in _text(name).splitlines() if not line.startswith("#")]
    return iter(rows[1:])


@lru_cache(maxsize=1)
def _sequences() -> dict[str, tuple[str, str]]:
    """Sequence name -> accession and letters."""
    records = {}
    for record in _text("sequences.fasta").split(">")[1:]:
        header, _, letters = record.partition("\n")
        name, accession = header.split()[:2]
        records[name] = (accession, letters.replace("\n", ""))
    return records


@cache
def transcript(gene: Gene) -> Transcript:
    """Return the transcript of `gene`."""
    accession, letters = _sequences()[f"{gene}.cds"]
    protein_accession, protein = _sequences()[f"{gene}.protein"]
    rows = [row for row in _rows("exons.tsv") if row[0] == gene]
    exons: list[Exon] = []
    # Upstream exons are numbered back from the first coding one, so the walk starts there.
    first_coding = next(index for index, row in enumerate(rows) if row[2])
    number = int(rows[first_coding][3])
    for row in reversed(rows[: first_coding + 1]):
        exons.insert(0, _exon(row, number))
        number = exons[0].first - 1
    for row in rows[first_coding + 1 :]:
        exons.append(_exon(row, exons[-1].last + int(row[7]) - int(row[6]) + 1))
    return Transcript(
        gene=gene,
        transcript=accession,
        protein_accession=protein_accession,
        coding=letters.upper(),
        protein=protein + "*",
        unverified=frozenset(index for index, base in enumerate(letters, 1) if base.islower()),
        exons=tuple(exons),
        domains=tuple(
            Domain(row[1], int(row[2]), int(row[3]), row[4] == "verified")
            for row in _rows("domains.tsv")
            if row[0] == gene
        ),
    )


def _exon(row: list[str], last: int) -> Exon:
    start, end = int(row[6]), int(row[7])
    return Exon(int(row[1]), last - (end - start), last, start, end, bool(row[2]), row[8], row[9])


@lru_cache(maxsize=1)
def names() -> dict[str, Name]:
    """Return symbols and accessions (without version), folded to upper case."""
    return {
        row[2].upper(): Name(gene, row[1], row[2], row[3], row[4])
        for row in _rows("names.tsv")
        for gene in GENES
        if gene == row[0]
    }


def to_grch38(position: int, build: Build) -> int:
    """Return the place of a genomic position."""
    if build == "GRCh38":
        return position
    return position - (_SHIFT_BEFORE if position <= _LAST_BEFORE_EXTRA_BASE_37 else _SHIFT_AFTER)


def to_grch37(place: int) -> int:
    """Return the GRCh37 position of a place; the base that GRCh37 lacks gets its left neighbour's."""
    last_before = _LAST_BEFORE_EXTRA_BASE_37 - _SHIFT_BEFORE
    if place == last_before + 1:
        return _LAST_BEFORE_EXTRA_BASE_37
    return place + (_SHIFT_BEFORE if place <= last_before else _SHIFT_AFTER)


def gene_at(place: int) -> Gene | None:
    """Return the gene whose transcript spans a place, None between and beside them."""
    for gene in GENES:
        here = transcript(gene)
        if here.start <= place <= here.end:
            return gene
    return None


def builds_of(position: int) -> list[Build]:
    """Return the builds in which a position lies in one of the genes; never both, as the spans do not overlap."""
    builds: tuple[Build, ...] = ("GRCh37", "GRCh38")
    return [build for build in builds if gene_at(to_grch38(position, build))]


def number_of(gene: Gene, position: Position) -> int:
    """Return the number (see `Transcript`) of the exon base that a c. position names, without its offset."""
    if position.after_stop:
        return len(transcript(gene).coding) + position.base
    return position.base + 1 if position.base < 0 else position.base


def exon_of_number(gene: Gene, number: int) -> Exon | None:
    """Return the exon that holds a base, by its number (see `Transcript`)."""
    for exon in transcript(gene).exons:
        if exon.first <= number <= exon.last:
            return exon
    return None


def place_of(gene: Gene, position: Position) -> int | None:
    """Return the place of a c. position, None where it lies outside the exons or does not start from an exon's edge.

    An offset is only meaningful at the first or last base of an exon, and on that side: ``c.1648-6``, ``c.1647+1``.
    """
    number = number_of(gene, position)
    exon = exon_of_number(gene, number)
    if exon is None:
        return None
    place = exon.start + number - exon.first
    if (position.offset > 0 and number != exon.last) or (position.offset < 0 and number != exon.first):
        return None
    place += position.offset
    return place if not position.offset or position_of(gene, place) is not None else None


@cache
def exon_starts(gene: Gene) -> list[int]:
    """Return the places of the first bases of all exons, in their order."""
    return [exon.start for exon in transcript(gene).exons]


def position_of(gene: Gene, place: int) -> Position | None:
    """Return the c. position of a place, None outside the transcript's span.

    In an intron the nearer exon counts, and the middle base of an odd intron goes with the exon before it (HGVS).
    """
    here = transcript(gene)
    if not here.start <= place <= here.end:
        return None
    index = bisect_right(exon_starts(gene), place) - 1
    exon = here.exons[index]
    if place <= exon.end:
        return _position(here, exon.first + place - exon.start, 0)
    following = here.exons[index + 1]
    after, before = place - exon.end, following.start - place
    if after <= before:
        return _position(here, exon.last, after)
    return _position(here, following.first, -before)


def _position(here: Transcript, number: int, offset: int) -> Position:
    if number < 1:
        return Position(number - 1, offset)
    if number > len(here.coding):
        return Position(number - len(here.coding), offset, after_stop=True)
    return Position(number, offset)


def base_at(gene: Gene, place: int) -> str:
    """Return the reference base at a place, ``N`` where it is not known."""
    here = transcript(gene)
    following = bisect_right(exon_starts(gene), place)
    if following > 0:
        exon = here.exons[following - 1]
        if place <= exon.end:
            number = exon.first + place - exon.start
            return here.coding[number - 1] if 1 <= number <= len(here.coding) else "N"
        if place <= exon.end + len(exon.after):
            return exon.after[place - exon.end - 1]
    if following < len(here.exons):
        exon = here.exons[following]
        if place >= exon.start - len(exon.before):
            return exon.before[place - exon.start]
    return "N"


def is_verified(gene: Gene, place: int) -> bool:
    """Say whether the base at a place is verified, so that a mismatch is a refusal and not a note."""
    here = transcript(gene)
    position = position_of(gene, place)
    if position is None or position.offset or position.after_stop or position.base < 1:
        return False
    return position.base not in here.unverified


@cache
def exon_of_codon(gene: Gene, codon: int) -> int:
    """Return the exon that holds a codon, or the larger part of it."""
    exon = exon_of_number(gene, 3 * codon - 1)  # the middle base is always in the larger part
    if exon is None:
        raise ValueError(f"{gene} has no codon {codon}")
    return exon.number


def domain_of(gene: Gene, first_codon: int, last_codon: int) -> str | None:
    """Return the domain of a stretch of codons; where it spans two, both, joined by `` / ``."""
    first, last = _domain_at(gene, first_codon), _domain_at(gene, last_codon)
    return f"{first} / {last}" if first and last and first != last else first or last


@cache
def _domain_at(gene: Gene, codon: int) -> str | None:
    inside = [domain.name for domain in transcript(gene).domains if domain.first_codon <= codon <= domain.last_codon]
    return inside[-1] if inside else None
