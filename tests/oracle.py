"""An independent slow oracle: what each small change of the two coding sequences is called, and how it is written.

Nothing here calls gistcli. Sequences and exons are read from the data files by `alleles`; a change is carried out on
the whole coding sequence, both are translated whole, and the proteins are compared whole. c. and g. positions come from
the exon table of `plain`, those of alleles from `data/exons.tsv`: two tables, so that a fault in one of them shows.
(`plain` takes its sequences from gistcli; `test_exhaustive` compares them with those that are read here.)

What is enumerated, by kind: every single-base substitution; every deletion of 1 to 30 bases inside one exon, in frame
or not; every duplication of 3, 6 or 9 bases; and every deletion of 1 to 30 bases over an end of an exon, either along
the coding sequence (with the intron between) or along the genome (exon and intron bases that are neighbours).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import alleles
import plain
from plain import THREE, Edit, translate

KINDS = (
    "substitution",
    "in-frame deletion",
    "out-of-frame deletion",
    "duplication",
    "deletion over exons",
    "deletion over an exon end",
)
DELETED = range(1, 31)
DUPLICATED = (3, 6, 9)
TRANSCRIPT = {"KIT": "NM_000222.3", "PDGFRA": "NM_006206.6"}
GENOME = {"GRCh37": "NC_000004.11", "GRCh38": "NC_000004.12"}
LONGEST_INTRON = 1000
"""Deletions over a whole intron are written as alleles where it is no longer; its unknown bases are N there."""


class Change(NamedTuple):
    """One change: bases `start` to `end` of a gene become `new`; before and after them, `offset` intron bases go too.

    Attributes:
        gene: The gene.
        kind: One of `KINDS`.
        start: First c. number that is taken away; for an insertion, of the base after it.
        end: Last c. number that is taken away; for an insertion, of the base before it.
        new: New bases.
        before: How many intron bases before `start` are taken away as well.
        after: How many intron bases after `end` are taken away as well.
    """

    gene: str
    kind: str
    start: int
    end: int
    new: str = ""
    before: int = 0
    after: int = 0


class Written(NamedTuple):
    """A VCF allele; `beyond` says that it was shifted over an intron base that is not known for certain."""

    position: int
    reference: str
    alternative: str
    beyond: bool = False


class Expected(NamedTuple):
    """What is to come out; None where there is more than one right name.

    Attributes:
        hgvs_c: Canonical coding description.
        short: One-letter protein description.
        consequence: Sequence Ontology terms, one of which is to come out.
        exon: Exon.
        protein: The protein that results, up to its stop; None where nothing is said of it.
    """

    hgvs_c: str | None
    short: str | None
    consequence: tuple[str, ...]
    exon: str | None
    protein: str | None


# --- which changes there are ------------------------------------------------------------------------------------------


def changes(gene: str, kind: str) -> Iterator[Change]:
    """Yield every change of a kind in a gene."""
    coding = alleles.coding(gene)
    if kind == "substitution":
        for number, base in enumerate(coding, 1):
            yield from (Change(gene, kind, number, number, new) for new in "ACGT" if new != base)
    elif kind == "duplication":
        for first, last in exons(gene):
            for length in DUPLICATED:
                for end in range(first + length - 1, last + 1):
                    yield Change(gene, kind, end + 1, end, coding[end - length : end])
    elif kind in ("in-frame deletion", "out-of-frame deletion"):
        for length in DELETED:
            if (length % 3 == 0) != (kind == "in-frame deletion"):
                continue
            for first, last in exons(gene):
                yield from (Change(gene, kind, at, at + length - 1) for at in range(first, last - length + 2))
    elif kind == "deletion over exons":
        for _, last in exons(gene)[:-1]:
            for length in DELETED:
                for start in range(max(1, last - length + 2), last + 1):
                    yield Change(gene, kind, start, min(start + length - 1, len(coding)))
    else:
        for at, (first, last) in enumerate(exons(gene)):
            for length in DELETED:
                for inside in range(1, min(length, last - first + 2)):
                    if at > 0:
                        yield Change(gene, kind, first, first + inside - 1, before=length - inside)
                    if last < len(coding):
                        yield Change(gene, kind, last - inside + 1, last, after=length - inside)


@cache
def exons(gene: str) -> tuple[tuple[int, int], ...]:
    """Return first and last c. number of each exon."""
    return tuple((first, last) for _, first, last, _, _ in plain.CODING_EXONS[gene])


def exon_number(gene: str, number: int) -> int:
    """Return the exon of a c. number."""
    return next(exon for exon, first, last, _, _ in plain.CODING_EXONS[gene] if first <= number <= last)


def is_inside(change: Change) -> bool:
    """Say whether a change lies in the coding bases of one exon."""
    return change.kind not in KINDS[4:]


# --- what is to come out ----------------------------------------------------------------------------------------------


def expected(change: Change) -> Expected:
    """Return what is to come out for a change."""
    moved = furthest_right(change) if change.kind != "deletion over exons" else None
    if moved is None:
        return _beyond_an_exon(change)
    gene, start, end, new = moved.gene, moved.start, moved.end, moved.new
    number = exon_number(gene, min(start, end))
    bases = alleles.coding(gene)
    old, protein = protein_of(gene), translate(bases[: start - 1] + new + bases[end:])
    hgvs_c = "c." + plain.bases_name(bases, Edit(start, end, new), lambda at: at)
    term, short = plain.consequence_of(gene, Edit(start, end, new))
    terms: tuple[str, ...] = (term,)
    if term == "synonymous_variant":
        of_stop = max(start, end) > len(bases) - 3
        terms = ("stop_retained_variant", *((term,) if change.kind != "substitution" else ())) if of_stop else (term,)
        short = None if change.kind != "substitution" else f"{old[(start - 1) // 3]}{(start - 1) // 3 + 1}="
    if short is None and len(protein) * 3 > len(bases) - len(DELETED) - 6 and not protein.endswith("*"):
        terms, short = ("stop_lost", "frameshift_variant"), None
    if "stop_lost" in terms:
        protein = ""  # what is read beyond the stop codon is not known
    if term == "start_lost":
        protein = None
    return Expected(hgvs_c, short, terms, str(number), protein)


def _beyond_an_exon(change: Change) -> Expected:
    """Return what is to come out for a deletion that takes a splice site away: its protein cannot be told."""
    genome = alleles.genome(change.gene, "GRCh38")
    low = alleles.position(change.gene, change.start, "GRCh38") - change.before
    high = alleles.position(change.gene, change.end, "GRCh38") + change.after
    while high + 1 in genome and genome.get(low) == genome[high + 1]:
        low, high = low + 1, high + 1
    touched = [
        exon
        for exon, first, last, _, start in plain.CODING_EXONS[change.gene]
        if start <= high and low <= start + last - first
    ]
    exon = None if not touched else f"{touched[0]}-{touched[-1]}" if len(touched) > 1 else str(touched[0])
    _, end = alleles.exon_limits(change.gene, change.start)
    if change.after and low > alleles.position(change.gene, end, "GRCh38") + 2:
        # Shifted beyond the two bases of the donor, which then stand as before.
        return Expected(None, None, ("splice_region_variant", "intron_variant"), None, None)
    if change.kind == "deletion over exons":
        terms: tuple[str, ...] = ("splice_donor_variant", "splice_acceptor_variant", "exon_loss_variant")
    else:
        terms = ("splice_acceptor_variant" if change.before else "splice_donor_variant", "exon_loss_variant")
    return Expected(None, "?", terms, exon, None)


@cache
def protein_of(gene: str) -> str:
    """Return the protein, with its stop."""
    return translate(alleles.coding(gene))


def furthest_right(change: Change) -> Change | None:
    """Return a change where it stands furthest to the 3' end inside one exon; None where it cannot stand in one."""
    gene, start, end, new = change.gene, change.start, change.end, change.new
    bases = alleles.coding(gene)
    first, last = alleles.exon_limits(gene, min(start, end))
    if change.before or change.after:
        genome, at = alleles.genome(gene, "GRCh38"), alleles.position(gene, first, "GRCh38") - first
        low, high = at + start - change.before, at + end + change.after
        if change.before:
            while genome.get(high + 1) is not None and genome.get(low) == genome[high + 1] and low - at < first:
                low, high = low + 1, high + 1
        else:
            while genome.get(low - 1) is not None and genome.get(high) == genome[low - 1] and high - at > last:
                low, high = low - 1, high - 1
        start, end = low - at, high - at
        if start < first or end > last:
            return None
    if start <= end and new:
        return Change(gene, change.kind, start, end, new)
    text = new or bases[start - 1 : end]
    while end < last and bases[end] == text[0]:
        text, start, end = text[1:] + text[0], start + 1, end + 1
    return Change(gene, change.kind, start, end, text if new else "")


def spelt(short: str) -> str:
    """Return a one-letter protein description with three letters: ``V559Gfs*12`` -> ``p.Val559GlyfsTer12``."""
    words = re.split(r"(delins|del|dup|ins|fs|ext|\d+|[_=?])", short)
    return "p." + "".join(word if word in ("", "_", "=", "?") or word.isdigit() else _three(word) for word in words)


def _three(word: str) -> str:
    return word if word in ("delins", "del", "dup", "ins", "fs", "ext") else "".join(THREE[letter] for letter in word)


_RESIDUE = "[A-Z][a-z]{2}"
_PROTEIN = re.compile(rf"p\.({_RESIDUE})(\d+)(?:_({_RESIDUE})(\d+))?(=|del|dup|ins|delins)?((?:{_RESIDUE})*)")


def residues_of(gene: str, hgvs_p: str) -> str | None:
    """Carry a protein description out on the protein, up to the first stop; None where it does not tell one."""
    old = protein_of(gene)
    one = {name: letter for letter, name in THREE.items()}
    found = re.fullmatch(
        r"p\.([A-Z][a-z]{2})(\d+)(?:_([A-Z][a-z]{2})(\d+))?(=|del|dup|ins|delins)?((?:[A-Z][a-z]{2})*)", hgvs_p
    )
    if not found:
        return None
    first, last = int(found[2]), int(found[4] or found[2])
    if old[first - 1] != one[found[1]] or (found[3] and old[last - 1] != one[found[3]]):
        return None
    new = "".join(one[found[6][at : at + 3]] for at in range(0, len(found[6]), 3))
    kind = found[5]
    if kind == "=":
        return old
    if kind == "dup":
        first, last, new = last + 1, last, old[first - 1 : last]
    elif kind == "ins":
        first, last = last, first
    text = Edit(first, last, new).of(old)
    return text[: text.index("*") + 1] if "*" in text else text


# --- how it is written ------------------------------------------------------------------------------------------------


def c_text(change: Change) -> str:
    """Write a change as it is, on the coding sequence; a repeat is a duplication."""
    start, end = _c(change.start, -change.before), _c(change.end, change.after)
    if change.before or change.after:
        return f"{TRANSCRIPT[change.gene]}:c.{start}_{end}del"
    edit = Edit(change.start, change.end, change.new)
    return f"{TRANSCRIPT[change.gene]}:c.{plain.bases_name(alleles.coding(change.gene), edit, lambda number: number)}"


def _c(number: int, offset: int) -> str:
    return f"{number}{offset:+d}" if offset else str(number)


def g_text(change: Change, build: str) -> str:
    """Write a change on the genome; in GRCh38 as far to the right as it goes, and a repeat as an insertion."""
    literal = build == "GRCh38"
    moved = (furthest_right(change) if literal and change.kind != "deletion over exons" else None) or change
    gene, start, end, new, before, after = moved.gene, moved.start, moved.end, moved.new, moved.before, moved.after
    if before or after:
        first, last = plain.position(gene, start, build) - before, plain.position(gene, end, build) + after
        return f"{GENOME[build]}:g.{first}_{last}del"

    def at(number: int) -> int:
        # Beside an exon the next position is that of the intron.
        inside = alleles.exon_limits(gene, min(start, end))
        nearest = min(max(number, inside[0]), inside[1]) if start > end else number
        return plain.position(gene, nearest, build) + number - nearest

    return f"{GENOME[build]}:g.{plain.bases_name(alleles.coding(gene), Edit(start, end, new), at, literal)}"


@cache
def genome(gene: str, build: str) -> dict[int, str]:
    """Return the known bases, and beside each exon the two of its splice site where they are not known (AG, GT)."""
    bases = dict(alleles.genome(gene, build))
    coding = alleles.coding(gene)
    for first, last in exons(gene):
        start, end = alleles.position(gene, first, build), alleles.position(gene, last, build)
        around = ({1: "G", 2: "A"} if first > 1 else {1: "C"}), ({1: "G", 2: "T"} if last < len(coding) else {1: "C"})
        for distance, base in around[0].items():
            bases.setdefault(start - distance, base)
        for distance, base in around[1].items():
            bases.setdefault(end + distance, base)
    return bases


def allele(change: Change, build: str, right: bool) -> Written | None:
    """Write a change as a VCF allele, shifted to the left or right as far as known bases go; None for what is too long.

    A deletion that takes intron bases is not shifted, and unknown intron bases are N.
    """
    gene, new = change.gene, change.new
    if change.start <= change.end:
        start = alleles.position(gene, change.start, build) - change.before
        end = alleles.position(gene, change.end, build) + change.after
    else:
        end = alleles.position(gene, change.end, build)
        start = end + 1
    if not is_inside(change):
        bases = alleles.genome(gene, build)
        if end - start > LONGEST_INTRON:
            return None
        old = "".join(bases.get(at, "N") for at in range(start, end + 1))
    else:
        bases = genome(gene, build)
        old = "".join(bases[at] for at in range(start, end + 1))
    if old and new:
        return Written(start, old, new)
    text = old or new
    if "N" not in text:
        if right:
            while bases.get(end + 1) == text[0]:
                text, start, end = text[1:] + text[0], start + 1, end + 1
        else:
            while bases.get(start - 1) == text[-1] and start - 2 in bases:
                text, start, end = text[-1] + text[:-1], start - 1, end - 1
    # Where the base before is not known, one that the deletion could not be shifted over.
    anchor = bases.get(start - 1) or next(base for base in "AC" if base != text[-1])
    known = alleles.genome(gene, build)
    beyond = bool(new) and start - 1 not in known and start not in known
    return Written(start - 1, anchor + (text if old else ""), anchor + (text if new else ""), beyond)
