"""What a change does to the protein: from coding bases to residues, and the Sequence Ontology term.

Terms, from the most to the least severe, and what they mean here:

    exon_loss_variant        a whole exon, with its splice sites, is taken away
    splice_acceptor_variant  one of the two intron bases before an exon is changed
    splice_donor_variant     one of the two intron bases after an exon is changed
    stop_gained              a codon becomes a stop, or the new residues end in one
    frameshift_variant       the number of bases changes, not by a multiple of three
    stop_lost                the stop codon becomes a residue
    start_lost               the start codon is changed
    inframe_insertion        more residues than before
    inframe_deletion         fewer residues than before
    missense_variant         other residues, as many as before
    splice_region_variant    within 3 to 8 intron bases of an exon
    stop_retained_variant    another stop codon
    synonymous_variant       the same residues
    coding_sequence_variant  bases are added that are not known, such as those of an intron
    5_prime_UTR_variant, 3_prime_UTR_variant, intron_variant
    upstream_gene_variant, downstream_gene_variant: beside the gene that the text names, no more than 5,000 bases away

A change is described where it stands furthest to the C terminus (3' rule), as small as possible, and as a duplication
rather than an insertion, an insertion rather than a delins. So each protein has one description: the longest common
beginning of old and new protein is taken away first, then the longest common end of what remains.

Not handled: what a lost splice site does to the RNA (``p.?``), and what is read beyond the stop codon (``Ter?``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache

from gistcli.frozen import Frozen, tuple_of
from gistcli.model import Gene, ProteinChange, ProteinKind
from gistcli.reference import Exon, exon_starts, transcript

SPLICE_SITE_BASES = 2
SPLICE_REGION_BASES = 8


class Outcome(Frozen):
    """What becomes of the protein, and the Sequence Ontology term for it."""

    protein: ProteinChange
    consequence: str


def _genetic_code() -> dict[str, str]:
    bases = "TCAG"
    codons = [one + two + three for one in bases for two in bases for three in bases]
    return dict(zip(codons, _STANDARD_CODE, strict=True))


_STANDARD_CODE = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
"""Residues of the 64 codons, T before C, A and G (NCBI translation table 1).

Biopython's tables say the same, which a test holds, but loading them takes longer than to read a million records.
"""
GENETIC_CODE = _genetic_code()
"""Codon -> residue, ``*`` for a stop."""


def translate(bases: str) -> str:
    """Translate whole codons of upper-case DNA.

    >>> translate("GTTTGA")
    'V*'
    """
    return "".join([GENETIC_CODE[bases[at : at + 3]] for at in range(0, len(bases) - 2, 3)])


def of_coding_change(gene: Gene, start: int, end: int, inserted: str) -> Outcome:
    """Return what the replacement of coding bases does to the protein.

    Args:
        gene: The gene.
        start: c. number of the first base taken away; for an insertion, of the base after it.
        end: c. number of the last base taken away; for an insertion, of the base before it.
        inserted: New bases, upper case, empty for a deletion.
    """
    here = transcript(gene)
    coding = here.coding
    first = (start - 1) // 3  # 0-based codon
    if start <= 3 and end >= 1 and (coding[: start - 1] + inserted + coding[end:])[:3] != coding[:3]:
        return Outcome(ProteinChange("start_lost", 1, 1, here.protein[0], here.protein[0]), "start_lost")
    if (len(inserted) - (end - start + 1)) % 3:
        return _frameshift(gene, first, coding[3 * first : start - 1] + inserted, end)
    stop = -(-end // 3) * 3  # the end of the last codon that is touched
    new = translate(coding[3 * first : start - 1] + inserted + coding[end:stop])
    return canonical(gene, first + 1, stop // 3 - first, new)


def _frameshift(gene: Gene, first: int, head: str, rest: int) -> Outcome:
    """Return what is read from the codon with the index `first` on: `head`, and the coding bases from `rest` on."""
    here = transcript(gene)
    protein, bases = here.protein, head + here.coding[rest:]
    for at in range(0, len(bases) - 2, 3):
        new = GENETIC_CODE[bases[at : at + 3]]
        codon = first + at // 3 + 1
        old = protein[codon - 1] if codon <= len(protein) else ""
        if new != old:
            break
        if new == "*":  # the new frame comes to the old stop: nothing but the bases has changed
            return Outcome(ProteinChange("synonymous", codon, codon, old, old), "synonymous_variant")
    else:
        old = ""
    if not old:  # in the stop codon itself: what is read instead is not known
        return Outcome(ProteinChange("unknown", 0, 0), "stop_lost")
    if old == "*":
        return Outcome(ProteinChange("extension", codon, codon, "*", "*", new), "stop_lost")
    if new == "*":
        return Outcome(ProteinChange("substitution", codon, codon, old, old, "*"), "stop_gained")
    stop = _stop_behind(gene, bases, at, len(head), rest)
    distance = None if stop < 0 else (stop - at) // 3 + 1
    values = ("frameshift", codon, codon, old, old, new, "", distance, None)
    return tuple_of(Outcome, (tuple_of(ProteinChange, values), "frameshift_variant"))


_STOPS = frozenset([codon for codon, residue in GENETIC_CODE.items() if residue == "*"])


@cache
def _stops(gene: Gene) -> tuple[list[int], list[int], list[int]]:
    """Return the indexes of all stop codons among the coding bases, in and out of frame, by the rest of three."""
    coding = transcript(gene).coding
    first, second, third = [
        [at for at in range(frame, len(coding) - 2, 3) if coding[at : at + 3] in _STOPS] for frame in range(3)
    ]
    return first, second, third


def _stop_behind(gene: Gene, bases: str, start: int, tail: int, rest: int) -> int:
    """Return the index of the first stop codon from `start` on, in the frame of the first base; -1 for none.

    Args:
        gene: The gene.
        bases: The bases.
        start: Index of the first base of a codon in them.
        tail: Index from which on they are coding bases of the gene.
        rest: Index of the first of these among all coding bases.
    """
    behind = max(start, tail + -tail % 3)  # from here on a codon has bases of the gene alone
    for at in range(start, behind, 3):
        if bases[at : at + 3] in _STOPS:
            return at
    shift = rest - tail
    stops = _stops(gene)[(behind + shift) % 3]
    number = bisect_left(stops, behind + shift)
    return stops[number] - shift if number < len(stops) else -1


def canonical(gene: Gene, start: int, length: int, new: str) -> Outcome:
    """Return the one description of the protein in which `length` residues from `start` on become `new`.

    Args:
        gene: The gene.
        start: First codon that is taken away; for an insertion, the codon after it.
        length: How many codons are taken away.
        new: New residues, one-letter; what follows a stop in them is dropped.
    """
    protein = transcript(gene).protein
    old = protein[start - 1 : start - 1 + length]
    if length == len(new) == 1 and start > 1 and new != old and "*" not in (new, old):  # most of all changes
        return Outcome(ProteinChange("substitution", start, start, old, old, new), "missense_variant")
    premature = "*" in new[:-1]
    if premature:
        new = new[: new.index("*") + 1]
    if start > len(protein):  # behind the stop codon: nothing there is translated
        return Outcome(ProteinChange("synonymous", start - 1, start - 1, "*", "*"), "synonymous_variant")
    if new == old:
        codon = start + length - 1
        kept = "stop_retained_variant" if old.endswith("*") and length == 1 else "synonymous_variant"
        return Outcome(ProteinChange("synonymous", start, codon, old[:1], old[-1:]), kept)
    if start == 1 and old[:1] and new[:1] != old[0]:
        return Outcome(ProteinChange("start_lost", 1, 1, old[0], old[0]), "start_lost")
    if new.endswith("*"):
        if not old.endswith("*") or (premature and len(new) < len(old)):
            return _with_stop(protein, start, length, new)
        old, new = old[:-1], new[:-1]  # the old stop is kept, or as good as kept: what is changed stands before it
    elif "*" in old:
        return _without_stop(start, old, new)
    before = _common_beginning(old, new)
    old, new, start = old[before:], new[before:], start + before
    after = _common_beginning(old[::-1], new[::-1])
    if after:
        old, new = old[:-after], new[:-after]
    return _shifted(protein, start, old, new)


def _shifted(protein: str, start: int, old: str, new: str) -> Outcome:
    """Name a change that is already trimmed; a plain deletion or insertion goes as far to the C terminus as it can."""
    kind: ProteinKind
    end = start + len(old) - 1
    if not new:
        while protein[end] != "*" and protein[start - 1] == protein[end]:
            start, end = start + 1, end + 1
        kind, term = "deletion", "inframe_deletion"
    elif not old:
        while protein[start - 1] != "*" and protein[start - 1] == new[0]:
            start, new = start + 1, new[1:] + new[0]
        first = start - len(new)
        if first > 0 and protein[first - 1 : start - 1] == new:
            kind, start, end, new = "duplication", first, start - 1, ""
        else:
            kind, start, end = "insertion", start - 1, start
        term = "inframe_insertion"
    elif len(old) == len(new) == 1:
        kind, term = "substitution", "missense_variant"
    else:
        kind, grown = "delins", len(new) - len(old)
        term = "inframe_insertion" if grown > 0 else "inframe_deletion" if grown else "missense_variant"
    values = (kind, start, end, protein[start - 1], protein[end - 1], new, "", None, None)
    return tuple_of(Outcome, (tuple_of(ProteinChange, values), term))


def _with_stop(protein: str, start: int, length: int, new: str) -> Outcome:
    """Name new residues that end in a stop: all that follows is lost, whatever was taken away."""
    before = _common_beginning(protein[start - 1 :], new)
    start, new, length = start + before, new[before:], max(length - before, 0)
    if not new:  # the old stop, reached as before
        return Outcome(
            ProteinChange("synonymous", start - 1, start - 1, protein[start - 2], protein[start - 2]),
            "synonymous_variant",
        )
    if new == "*":
        return Outcome(
            ProteinChange("substitution", start, start, protein[start - 1], protein[start - 1], "*"), "stop_gained"
        )
    if length == 0:
        return Outcome(
            ProteinChange("insertion", start - 1, start, protein[start - 2], protein[start - 1], new), "stop_gained"
        )
    end = start + length - 1
    return Outcome(ProteinChange("delins", start, end, protein[start - 1], protein[end - 1], new), "stop_gained")


def _without_stop(start: int, old: str, new: str) -> Outcome:
    """Name the loss of the stop codon; what is read beyond it is not known."""
    before = _common_beginning(old, new)
    codon = start + before
    if old[before:] == "*" and new[before:]:
        return Outcome(ProteinChange("extension", codon, codon, "*", "*", new[before]), "stop_lost")
    return Outcome(ProteinChange("unknown", 0, 0), "stop_lost")


def _common_beginning(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


class Region(Frozen):
    """Where a change of DNA lies in the transcript.

    Attributes:
        coding: First and last c. number where all of it is in the coding bases of one exon, else None.
        consequence: Sequence Ontology term where it is not, else empty.
        lost_site: ``acceptor`` or ``donor`` and the exon whose splice site is changed.
        exons: First and last exon that is touched, None in an intron or beside.
    """

    coding: tuple[int, int] | None
    consequence: str
    lost_site: tuple[str, int] | None
    exons: tuple[int, int] | None


def region_of(gene: Gene, start: int, end: int, duplicates: bool = False) -> Region:
    """Return where a change lies.

    Args:
        gene: The gene.
        start: Place (GRCh38) of the first base taken away; for an insertion, of the base after it.
        end: Place of the last base taken away; for an insertion, of the base before it.
        duplicates: An insertion that repeats the bases before it belongs to their exon, at its very end too, and to
            the coding bases where these end.
    """
    here = transcript(gene)
    insertion = start > end
    low, high = min(start, end), max(start, end)
    near = _exons_near(gene, low, high)
    touched = [exon for exon in near if exon.start <= high and low <= exon.end]
    exons = (touched[0].number, touched[-1].number) if touched else None
    if duplicates and insertion and touched:
        exon = touched[0]
        last = exon.first + end - exon.start
        if (exon.end == end and 1 <= last <= len(here.coding)) or last == len(here.coding):
            return Region((last + 1, last), "", None, exons)
    lost = (
        None
        if insertion and touched and _between(touched, low, high)
        else _lost_site(here.exons, near, low, high, insertion)
    )
    if lost is not None:
        site, exon = lost
        whole = not insertion and start < exon.start and exon.end < end
        term = "exon_loss_variant" if whole else f"splice_{site}_variant"
        return Region(None, term, (site, exon.number), exons)
    if touched and touched[0].start <= low and high <= touched[0].end:
        return _in_exon(gene, touched[0], start, end, exons)
    return Region(None, _intron_term(near, low, high), None, exons if not insertion else None)


def _exons_near(gene: Gene, low: int, high: int) -> tuple[Exon, ...]:
    """Return at least the exons that a stretch or the splice regions beside it touch: most have none of the others."""
    starts = exon_starts(gene)
    first = bisect_right(starts, low - SPLICE_REGION_BASES) - 1
    return transcript(gene).exons[max(first, 0) : bisect_right(starts, high + SPLICE_REGION_BASES)]


def _between(touched: list[Exon], low: int, high: int) -> bool:
    return touched[0].start <= low and high <= touched[0].end


def _lost_site(
    exons: tuple[Exon, ...], near: tuple[Exon, ...], low: int, high: int, insertion: bool
) -> tuple[str, Exon] | None:
    """Return the splice site that a change touches, with its exon; an insertion lies between `low` and `high`."""
    for exon in near:
        first = exon.number == exons[0].number
        last = exon.number == exons[-1].number
        inner, outer = (0, 1) if insertion else (1, 0)
        if not first and low <= exon.start - inner and high >= exon.start - SPLICE_SITE_BASES + outer:
            return "acceptor", exon
        if not last and low <= exon.end + SPLICE_SITE_BASES - outer and high >= exon.end + inner:
            return "donor", exon
    return None


def _in_exon(gene: Gene, exon: Exon, start: int, end: int, exons: tuple[int, int] | None) -> Region:
    length = len(transcript(gene).coding)
    first, last = exon.first + start - exon.start, exon.first + end - exon.start
    if min(first, last) >= 1 and max(first, last) <= length:
        return Region((first, last), "", None, exons)
    if max(first, last) < 1 or first > last == 0:
        return Region(None, "5_prime_UTR_variant", None, exons)
    if min(first, last) > length or first > last == length:
        return Region(None, "3_prime_UTR_variant", None, exons)
    # Over the edge of the coding sequence: the codon there is changed or gone.
    return Region(None, "start_lost" if min(first, last) < 1 else "stop_lost", None, exons)


def _intron_term(exons: tuple[Exon, ...], low: int, high: int) -> str:
    for exon in exons:
        if exon.start - SPLICE_REGION_BASES <= high < exon.start or exon.end < low <= exon.end + SPLICE_REGION_BASES:
            return "splice_region_variant"
    return "intron_variant"
