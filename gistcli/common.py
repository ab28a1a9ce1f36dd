"""The changes that nearly all lists are made of, named at once: one residue or base for another, and deleted residues.

What `normalize` finds by placing, trimming and shifting is known beforehand for these: a substitution cannot be trimmed
or shifted, and neither can a deletion that the residue after it does not continue. So the parts of the name, exon and
domain are kept by codon, and put together. Everything else, all that does not fit the reference among it, gets None
here, and the rules of `normalize` decide; where both answer, they answer alike.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache

from gistcli.consequence import GENETIC_CODE
from gistcli.frozen import Frozen, tuple_of
from gistcli.hgvs import THREE_LETTER
from gistcli.model import GENES, Build, Gene, ProteinChange, ProteinKind, Variant
from gistcli.reference import domain_of, exon_of_codon, exon_of_number, to_grch37, transcript

RESIDUES = {letter: three for letter, three in THREE_LETTER.items() if letter in "ACDEFGHIKLMNPQRSTVWY"}

_BASES = frozenset("ACGT")


class _Site(Frozen):
    """What every change of one codon has in common.

    Attributes:
        residue: Its residue.
        following: The residue after it.
        name: Three-letter residue and number.
        short: One-letter residue and number.
        exons: The exon that holds it or its larger part, twice.
        domain: Domain.
        codons: Its number, twice.
        bases: Its three bases.
        base_exons: The exon of each base where they lie in two, else None.
    """

    residue: str
    following: str
    name: str
    short: str
    exons: tuple[int, int]
    domain: str | None
    codons: tuple[int, int]
    bases: str
    base_exons: list[int] | None


@lru_cache(maxsize=4096)  # all codons of both genes, and not all numbers that a text may give
def _site(gene: Gene, codon: int) -> _Site | None:
    """Return the site of a codon; None for the start codon, the stop codon and what is beyond."""
    here = transcript(gene)
    if not 1 < codon < len(here.protein):
        return None
    residue, last = here.protein[codon - 1], 3 * codon
    holders = [exon_of_number(gene, number) for number in (last - 2, last - 1, last)]
    exons = [exon.number for exon in holders if exon is not None]
    return _Site(
        residue,
        here.protein[codon],
        f"{THREE_LETTER[residue]}{codon}",
        f"{residue}{codon}",
        (exon_of_codon(gene, codon),) * 2,
        domain_of(gene, codon, codon),
        (codon, codon),
        here.coding[last - 3 : last],
        exons if exons[0] != exons[-1] else None,
    )


def of_residues(gene: Gene, change: ProteinChange) -> Variant | None:
    """Return the variant of a substitution or a deletion of residues, None where the rules of `normalize` must decide.

    Args:
        gene: The gene.
        change: What was read, not yet compared with the reference. The variant has the very same one, unless it is
            named elsewhere.
    """
    kind, start, end, first, last, new, removed, distance, length = change
    if removed or length is not None or distance is not None:
        return None
    site = _site(gene, start)
    if site is None or site.residue != first:
        return None
    if kind == "deletion":
        return None if new else _deletion(gene, change, site)
    if first != last or start != end:
        return None
    if kind == "substitution":
        three = RESIDUES.get(new)
        if three is None or new == first:
            return None
        name, short, term = f"p.{site.name}{three}", site.short + new, "missense_variant"
    elif kind == "synonymous" and not new:
        name, short, term = f"p.{site.name}=", site.short + "=", "synonymous_variant"
    else:
        return None
    return tuple_of(
        Variant,
        (gene, name, None, short, term, site.exons, site.domain, site.codons, change, None, None, None, None),
    )


def _deletion(gene: Gene, change: ProteinChange, site: _Site) -> Variant | None:
    other = _site(gene, change.end)
    if other is None or change.end < change.start or other.residue != change.last:
        return None
    # Furthest to the C terminus: as long as what follows is what the deletion begins with, it can begin one later.
    while other.following == site.residue:
        first, last = _site(gene, site.codons[0] + 1), _site(gene, other.codons[0] + 1)
        if first is None or last is None:
            return None
        site, other = first, last
    start, end = codons = (site.codons[0], other.codons[0])
    if start != change.start:
        change = ProteinChange("deletion", start, end, site.residue, other.residue)
    if start == end:
        name, short = site.name, site.short
    else:
        name, short = f"{site.name}_{other.name}", f"{site.short}_{other.short}"
    domain = site.domain if site.domain == other.domain else domain_of(gene, start, end)
    exons = (site.exons[0], other.exons[0])
    name, short = f"p.{name}del", short + "del"
    return tuple_of(
        Variant, (gene, name, None, short, "inframe_deletion", exons, domain, codons, change, None, None, None, None)
    )


def of_base(gene: Gene, number: int, old: str, new: str) -> Variant | None:
    """Return the variant of one coding base for another, None where the rules of `normalize` must decide.

    Args:
        gene: The gene.
        number: c. number.
        old: The base that is replaced, not yet compared with the reference.
        new: The base that replaces it.
    """
    codon, at = (number + 2) // 3, (number - 1) % 3
    site = _site(gene, codon)
    if site is None or site.bases[at] != old or new == old or new not in _BASES:
        return None
    exons = site.exons if site.base_exons is None else (site.base_exons[at],) * 2
    first = site.residue
    residue = GENETIC_CODE[site.bases[:at] + new + site.bases[at + 1 :]]
    if residue == first:
        kind: ProteinKind = "synonymous"
        name, short, term = f"p.{site.name}=", site.short + "=", "synonymous_variant"
        residue = ""
    else:
        kind, name, short = "substitution", f"p.{site.name}{THREE_LETTER[residue]}", site.short + residue
        term = "stop_gained" if residue == "*" else "missense_variant"
    change = tuple_of(ProteinChange, (kind, codon, codon, first, first, residue, "", None, None))
    coding = f"c.{number}{old}>{new}"
    return tuple_of(
        Variant,
        (gene, name, coding, short, term, exons, site.domain, site.codons, change, None, None, None, number),
    )


class _Span(Frozen):
    """The coding bases of one exon in one build; `shift` is position less c. number."""

    end: int
    shift: int
    gene: Gene
    build: Build


@cache
def _spans() -> tuple[list[int], list[_Span]]:
    """Return first positions and spans of all coding bases in both builds, which have none in common, in order."""
    spans = []
    for gene in GENES:
        here = transcript(gene)
        for exon in here.exons:
            first, last = max(exon.first, 1), min(exon.last, len(here.coding))
            if first <= last:
                start = exon.start + first - exon.first
                builds: tuple[tuple[Build, int], ...] = (("GRCh37", to_grch37(start)), ("GRCh38", start))
                for build, position in builds:
                    spans.append((position, _Span(position + last - first, position - first, gene, build)))
    spans.sort()
    return [start for start, _ in spans], [span for _, span in spans]


def coding_base_at(position: int) -> tuple[Gene, Build, int] | None:
    """Return the gene, build and c. number of a coding base by its position on chromosome 4, None for any other."""
    starts, spans = _spans()
    index = bisect_right(starts, position) - 1
    if index < 0:
        return None
    end, shift, gene, build = spans[index]
    return (gene, build, position - shift) if position <= end else None
