"""The changes that nearly all lists are made of, named at once: in frame by residues, and inside an exon by bases.

The rules of `normalize` place each change on the genome and look at all that may be near it: edges of exons, introns,
unverified bases, start and stop. Inside an exon none of that matters, so a change is trimmed and shifted in the coding
bases themselves, and the parts of its name, exon and domain are kept by codon and put together. So are the deletions
that take whole introns away, as long as they stay inside an exon at both ends. Everything else, all that does not fit
the reference among it, gets None here, and the rules decide; where both answer, they answer alike.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from gistcli.consequence import GENETIC_CODE, canonical, of_coding_change, region_of
from gistcli.frozen import Frozen, tuple_of
from gistcli.hgvs import THREE_LETTER, spell
from gistcli.model import GENES, Build, Gene, NucleotideChange, ProteinChange, ProteinKind, Variant
from gistcli.reference import COMPLEMENT, Exon, domain_of, to_grch37, transcript

RESIDUES = {letter: three for letter, three in THREE_LETTER.items() if letter != "*"}
_LETTERS = frozenset(RESIDUES)
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


class _Sites(dict[int, "_Site | None"]):
    """The sites of one gene by codon, made when they are first asked for.

    There is none for the start codon, the stop codon and what is beyond; a list has all of few codons, so that a
    dictionary serves most of it without a call.
    """

    def __init__(self, gene: Gene) -> None:
        self.gene = gene

    def __missing__(self, codon: int) -> _Site | None:
        gene = self.gene
        here = transcript(gene)
        if not 1 < codon < len(here.protein):
            return None  # and not kept: a text may give any number
        residue, last = here.protein[codon - 1], 3 * codon
        exon, exons = _exon_of(gene, last - 2), None
        if last > exon.last:
            exons = [_exon_of(gene, number).number for number in (last - 2, last - 1, last)]
        self[codon] = site = _Site(
            residue,
            here.protein[codon],
            f"{THREE_LETTER[residue]}{codon}",
            f"{residue}{codon}",
            (exon.number, exon.number) if exons is None else (exons[1],) * 2,  # the middle base is in the larger part
            domain_of(gene, codon, codon),
            (codon, codon),
            here.coding[last - 3 : last],
            exons,
        )
        return site


_SITES = {gene: _Sites(gene) for gene in GENES}


def of_residues(gene: Gene, change: ProteinChange) -> Variant | None:
    """Return the variant of a change of residues in frame, None where the rules of `normalize` must decide.

    Args:
        gene: The gene.
        change: What was read, not yet compared with the reference. The variant has the very same one, unless it is
            named elsewhere.
    """
    kind, start, end, first, last, new, removed, distance, length = change
    if removed or length is not None or distance is not None:
        return None
    site = _SITES[gene][start]
    if site is None or site.residue != first:
        return None
    if kind == "substitution":
        three = RESIDUES.get(new)
        if three is None or new == first or first != last or start != end:
            return None
        name, short, term = f"p.{site.name}{three}", site.short + new, "missense_variant"
        return tuple_of(
            Variant,
            (gene, name, None, short, term, site.exons, site.domain, site.codons, change, None, None, None, None),
        )
    other = site if end == start else _SITES[gene][end]
    if other is None or other.residue != last or end < start:
        return None
    if kind == "deletion":
        return None if new else _deletion(gene, change, site, other)
    if kind == "synonymous":
        return _of_change(gene, change, "synonymous_variant") if start == end and not new else None
    if kind == "duplication":
        if new:
            return None
        outcome = canonical(gene, end + 1, 0, transcript(gene).protein[start - 1 : end])
    elif not new or not _LETTERS.issuperset(new):
        return None
    elif kind == "delins":
        grown = len(new) - (end - start + 1)
        if new[0] != first and new[-1] != last and (grown or end > start):  # nothing to trim, so nothing to shift
            term = "inframe_insertion" if grown > 0 else "inframe_deletion" if grown else "missense_variant"
            return _of_change(gene, change, term)
        outcome = canonical(gene, start, end - start + 1, new)
    elif kind == "insertion" and end == start + 1:
        protein, size = transcript(gene).protein, len(new)
        repeats = new in (protein[start - 1 : start - 1 + size], protein[max(end - size, 0) : end])
        if new[0] != last and new != protein[max(start - size, 0) : start]:  # neither shifted nor a duplication
            if repeats and size > 1:
                return None  # a duplication may be meant, of which the rules warn
            return _of_change(gene, change, "inframe_insertion")
        outcome = canonical(gene, end, 0, new)
        if repeats and size > 1 and outcome.protein.kind != "duplication":
            return None
    else:
        return None
    return _of_change(gene, change if outcome.protein == change else outcome.protein, outcome.consequence)


def _deletion(gene: Gene, change: ProteinChange, site: _Site, other: _Site) -> Variant | None:
    # Furthest to the C terminus: as long as what follows is what the deletion begins with, it can begin one later.
    while other.following == site.residue:
        first, last = _SITES[gene][site.codons[0] + 1], _SITES[gene][other.codons[0] + 1]
        if first is None or last is None:
            return None
        site, other = first, last
    start = site.codons[0]
    if start != change.start:
        change = ProteinChange("deletion", start, other.codons[0], site.residue, other.residue)
    return _of_change(gene, change, "inframe_deletion")


_WORDS = {"deletion": "del", "duplication": "dup", "insertion": "ins", "delins": "delins", "synonymous": "="}


def _of_change(
    gene: Gene,
    change: ProteinChange,
    term: str,
    hgvs_c: str | None = None,
    exons: tuple[int, int] | None = None,
    coding_end: int | None = None,
) -> Variant | None:
    """Return the variant of a canonical change; None where it touches the start or the stop, or is of a rare kind.

    Args:
        gene: The gene.
        change: The change.
        term: Sequence Ontology term.
        hgvs_c: Coding description, where DNA was read.
        exons: The exons of the bases, where DNA was read; else those of the codons.
        coding_end: As in `Variant`.
    """
    kind, start, end, _, _, new, _, distance, _ = change
    site = _SITES[gene][start]
    if site is None:
        return None
    name, short, other = site.name, site.short, site
    if end != start:
        last = _SITES[gene][end]
        if last is None:
            return None
        name, short, other = f"{name}_{last.name}", f"{short}_{last.short}", last
    if kind == "substitution":
        name, short = name + THREE_LETTER[new], short + new
    elif kind == "frameshift":
        if not new or distance is None:
            return None
        name, short = f"{name}{THREE_LETTER[new]}fsTer{distance}", f"{short}{new}fs*{distance}"
    else:
        word = _WORDS.get(kind)
        if word is None:
            return None
        name, short = name + word, short + word
        if new:
            name, short = name + spell(new), short + new
    if exons is None:
        exons = (site.exons[0], other.exons[0])
    domain = site.domain if site.domain == other.domain else domain_of(gene, start, end)
    values = (gene, f"p.{name}", hgvs_c, short, term, exons, domain, (start, end), change, None, None, None, coding_end)
    return tuple_of(Variant, values)


def of_base(gene: Gene, number: int, old: str, new: str) -> Variant | None:
    """Return the variant of one coding base for another, None where the rules of `normalize` must decide.

    Args:
        gene: The gene.
        number: c. number.
        old: The base that is replaced, not yet compared with the reference.
        new: The base that replaces it.
    """
    codon, at = (number + 2) // 3, (number - 1) % 3
    site = _SITES[gene][codon]
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


def of_bases(gene: Gene, change: NucleotideChange, first: int) -> Variant | None:
    """Return the variant of coding bases taken away, added or replaced, None where rules must decide.

    A deletion may reach from exon to exon; whatever else comes near the edge of an exon, the start codon or the stop
    codon is left to the rules.

    Args:
        gene: The gene.
        change: What was read, not yet compared with the reference.
        first: c. number of its first base.
    """
    system, kind, begin, finish, removed, new, length = change
    here = transcript(gene)
    last = first + finish.base - begin.base
    exon, coding = _exon_of(gene, first), here.coding
    if last > exon.last and kind == "deletion" and system == "c":
        return None if removed or new or length is not None else _over_introns(gene, exon, first, last)
    limit = min(exon.last, len(coding) - 3)
    if length is not None or not max(exon.first, 3) < first <= last < limit:
        return None
    if removed and coding[first - 1 : last] != removed:
        return None
    start, end = first, last
    if kind == "deletion":
        if new:
            return None
    elif kind == "insertion":
        if last != first + 1 or not new:
            return None
        start, end = last, first
    elif kind == "duplication":
        start, new = last + 1, coding[first - 1 : last]
    elif kind == "delins":
        while new and start <= end and coding[start - 1] == new[0]:
            start, new = start + 1, new[1:]
        while new and start <= end and coding[end - 1] == new[-1]:
            end, new = end - 1, new[:-1]
    else:
        return None
    if start > end:
        name, start, end, new = _added(coding, start, new, limit)
        if end - len(new) < exon.first and new.endswith(coding[exon.first - 1 : end]):
            return None  # it may repeat bases of the intron as well
    elif new:
        name = _replaced(coding, start, end, new)
    else:
        while end < limit and coding[end] == coding[start - 1]:  # to the 3' end of its repeat
            start, end = start + 1, end + 1
        name = f"c.{start}del" if start == end else f"c.{start}_{end}del"
    if end >= limit or not name:
        return None
    outcome = of_coding_change(gene, start, end, new)
    return _of_change(gene, outcome.protein, outcome.consequence, name, (exon.number, exon.number), end)


def _over_introns(gene: Gene, exon: Exon, first: int, last: int) -> Variant | None:
    """Return the variant of a deletion that begins in one exon and ends in a later one, with all that lies between."""
    coding, other = transcript(gene).coding, _exon_of(gene, last)
    limit = min(other.last, len(coding) - 3)
    if not max(exon.first, 3) < first or last >= limit:
        return None
    before, end = first - 1, last
    while coding[before - 1] == coding[end - 1]:  # it may begin earlier as well, which counts if it reaches an intron
        before, end = before - 1, end - 1
        if before < exon.first or end < other.first:
            return None
    while coding[last] == coding[first - 1]:  # to the 3' end of its repeat
        first, last = first + 1, last + 1
        if first > exon.last or last >= limit:
            return None
    start, end = exon.start + first - exon.first, other.start + last - other.first
    coding_part, term, lost_site, exons = region_of(gene, start, end)
    if coding_part is not None or lost_site is None:
        return None
    name = f"c.{first}_{last}del"
    return tuple_of(Variant, (gene, "p.?", name, "?", term, exons, None, None, None, None, None, lost_site, last))


def _added(coding: str, start: int, new: str, limit: int) -> tuple[str, int, int, str]:
    """Shift an insertion to the 3' end of its repeat; return its name, the bases around it and what is inserted."""
    while new and start <= limit and coding[start - 1] == new[0]:
        start, new = start + 1, new[1:] + new[0]
    end = start - 1
    if not new:
        return "", start, end, new
    if coding[max(end - len(new), 0) : end] == new:
        first = start - len(new)
        return f"c.{end}dup" if first == end else f"c.{first}_{end}dup", start, end, new
    return f"c.{end}_{start}ins{new}", start, end, new


def _replaced(coding: str, start: int, end: int, new: str) -> str:
    removed = coding[start - 1 : end]
    if start == end:
        return f"c.{start}{removed}>{new}" if len(new) == 1 else f"c.{start}delins{new}"
    if len(new) == len(removed) and new == removed.translate(COMPLEMENT)[::-1]:
        return f"c.{start}_{end}inv"
    return f"c.{start}_{end}delins{new}"


@cache
def _firsts(gene: Gene) -> list[int]:
    return [exon.first for exon in transcript(gene).exons]


def _exon_of(gene: Gene, number: int) -> Exon:
    """Return the exon that holds a base, by its c. number; the last one for what lies beyond."""
    return transcript(gene).exons[max(bisect_right(_firsts(gene), number), 1) - 1]


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
