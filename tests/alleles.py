"""Alleles of a VCF by arithmetic on the data files alone: nothing here calls gistcli.

Coding bases are laid out on the genome by the exon table, with the intron bases beside the exons that are known. An
allele is the replacement of an interval by new bases; aligned to the left or right it is the same sequence written with
another anchor.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parents[1] / "data"
GENES = ("KIT", "PDGFRA")
BUILDS = ("GRCh37", "GRCh38")
LENGTHS = {"GRCh37": 191154276, "GRCh38": 190214555}

_ORDER = "TCAG"
_RESIDUES = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"  # NCBI table 1, in the order of its page
CODE = {
    a + b + c: _RESIDUES[16 * i + 4 * j + k]
    for i, a in enumerate(_ORDER)
    for j, b in enumerate(_ORDER)
    for k, c in enumerate(_ORDER)
}
CODONS = {residue: [codon for codon, other in CODE.items() if other == residue] for residue in set(CODE.values())}


def rows() -> list[dict[str, str]]:
    """Return the rows of the exon table."""
    lines = [line for line in (DATA / "exons.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@cache
def coding(gene: str) -> str:
    """Return the coding sequence."""
    for record in (DATA / "sequences.fasta").read_text(encoding="utf-8").split(">"):
        header, _, letters = record.partition("\n")
        if header.startswith(f"{gene}.cds "):
            return letters.replace("\n", "").upper()
    raise ValueError(gene)


@cache
def genome(gene: str, build: str) -> dict[int, str]:
    """Return the known bases by position."""
    bases: dict[int, str] = {}
    for row in rows():
        if row["gene"] != gene or not row["coding_start"]:
            continue
        first, last = int(row["coding_start"]), int(row["coding_end"])
        start = position(gene, first, build)
        bases.update(enumerate(coding(gene)[first - 1 : last], start))
        bases.update(enumerate(row["before"], start - len(row["before"])))
        bases.update(enumerate(row["after"], position(gene, last, build) + 1))
    return bases


@cache
def _exon_ends(gene: str) -> dict[int, tuple[int, dict[str, int]]]:
    """c. number of the first coding base of an exon -> that of the last, and genomic position of the first."""
    ends = {}
    for row in rows():
        if row["gene"] != gene or not row["coding_start"]:
            continue
        first, last = int(row["coding_start"]), int(row["coding_end"])
        places = {}
        for build in BUILDS:
            start, end = int(row[f"{build.lower()}_start"]), int(row[f"{build.lower()}_end"])
            # Where an exon is coding in part, its coding part ends or begins with the exon.
            places[build] = start if last == len(coding(gene)) else end - (last - first)
        ends[first] = (last, places)
    return ends


def position(gene: str, number: int, build: str) -> int:
    """Return the genomic position of a c. number."""
    for first, (last, places) in _exon_ends(gene).items():
        if first <= number <= last:
            return places[build] + number - first
    raise ValueError(number)


def exon_limits(gene: str, number: int) -> tuple[int, int]:
    """Return first and last c. number of the exon that holds a c. number."""
    return next((first, last) for first, (last, _) in _exon_ends(gene).items() if first <= number <= last)


class Edit(NamedTuple):
    """Coding bases `first` to `last` become `new`; for an insertion `last` is one less than `first`."""

    gene: str
    first: int
    last: int
    new: str

    @property
    def protein(self) -> str:
        """The protein that results, up to the first stop."""
        bases = coding(self.gene)
        return translated(bases[: self.first - 1] + self.new + bases[self.last :])


def translated(bases: str) -> str:
    """Translate up to the first stop."""
    residues = "".join(CODE[bases[at : at + 3]] for at in range(0, len(bases) - 2, 3))
    return residues.partition("*")[0]


class Allele(NamedTuple):
    """POS, REF and ALT."""

    position: int
    reference: str
    alternative: str


def allele(edit: Edit, build: str, form: str) -> Allele:
    """Write an edit as a VCF allele.

    Args:
        edit: The edit; it lies in one exon.
        build: Build of the genome.
        form: ``left``, ``right``: shifted as far as known bases go, with one base before an indel; ``mnv``: with three
            unchanged bases on either side, where they are known.
    """
    bases = genome(edit.gene, build)
    start = (
        position(edit.gene, edit.first, build) if edit.first <= edit.last else position(edit.gene, edit.last, build) + 1
    )
    end = start + edit.last - edit.first
    old, new = "".join(bases[at] for at in range(start, end + 1)), edit.new
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    while old and new and old[-1] == new[-1]:
        old, new, end = old[:-1], new[:-1], end - 1
    if form == "mnv":
        before, after = (
            "".join(bases.get(at, "") for at in around) for around in (range(start - 3, start), range(end + 1, end + 4))
        )
        return Allele(start - len(before), before + old + after, before + new + after)
    if old and new:
        return Allele(start, old, new)
    text = old or new
    if form == "left":
        while bases.get(start - 1) == text[-1] and start - 2 in bases:
            text, start, end = text[-1] + text[:-1], start - 1, end - 1
    else:
        while bases.get(end + 1) == text[0]:
            text, start, end = text[1:] + text[0], start + 1, end + 1
    anchor = bases[start - 1]
    return Allele(start - 1, anchor + (text if old else ""), anchor + (text if new else ""))


def codons_of(gene: str, first: int, last: int, residues: str) -> list[Edit]:
    """Return edits by which codons `first` to `last` become `residues`, each with the codons that it needs.

    Of each residue the codon nearest to the old one is taken; `last` is one less than `first` for an insertion.
    """
    bases = coding(gene)
    old = [bases[3 * codon - 3 : 3 * codon] for codon in range(first, last + 1)]

    def nearest(index: int, residue: str) -> list[str]:
        if len(old) != len(residues):
            return CODONS[residue][:1]
        ranked = sorted(CODONS[residue], key=lambda codon: sum(a != b for a, b in zip(codon, old[index], strict=True)))
        least = sum(a != b for a, b in zip(ranked[0], old[index], strict=True))
        return [codon for codon in ranked if sum(a != b for a, b in zip(codon, old[index], strict=True)) == least]

    spellings = [""]
    for index, residue in enumerate(residues):
        spellings = [before + codon for before in spellings for codon in nearest(index, residue)]
    return [Edit(gene, 3 * first - 2, 3 * last, new) for new in spellings]


def header(build: str, *more: str, samples: tuple[str, ...] = (), prefix: str = "chr") -> str:
    """Return a header."""
    columns = [
        "#CHROM",
        "POS",
        "ID",
        "REF",
        "ALT",
        "QUAL",
        "FILTER",
        "INFO",
        *(["FORMAT", *samples] if samples else []),
    ]
    lines = ["##fileformat=VCFv4.2", f"##contig=<ID={prefix}4,length={LENGTHS[build]}>", *more, "\t".join(columns)]
    return "\n".join(lines) + "\n"
