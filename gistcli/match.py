"""Find the entry that answers for a variant.

A ladder, from the most specific rung to the least; the first entry found answers, whatever the level of the others:

    exact, equivalent  the entry names this protein (or combination); equivalent where the text spells it otherwise
    codon              a substitution at a codon that the entry covers
    overlap            an in-frame change that touches a range of codons, or a deletion over a named splice site
    exon               an in-frame change in the exon of a class, or a substitution at one of its recurrent codons
    state              a genotype state

Frameshifts, stops, start losses, synonymous and intronic changes never inherit the answer of a class. Entries on
lower rungs are kept, for `explain` and as context where nothing answers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection

from gistcli.model import GENES, SENSITIVITY_OF_EFFECT, Entry, Gene, KnowledgeBase, Match, Scope, Variant
from gistcli.reference import exon_of_codon

IN_FRAME = ("inframe_deletion", "inframe_insertion", "inframe_indel", "missense_variant")
"""Consequences that a class can answer for."""


def match(variant: Variant, base: KnowledgeBase, respelled: bool = False, tumour: Collection[Variant] = ()) -> Match:
    """Return the entry that answers for a variant, and what else the base knows near it.

    Args:
        variant: Canonical variant.
        base: Knowledge base.
        respelled: The text spells the protein in another than the canonical place or kind.
        tumour: All variants of the same tumour, for entries of combinations.
    """
    found = _match(variant, base, respelled, tumour)
    if base.overlay is None:
        return found
    return found._replace(notes=(*found.notes, *_notes_of_overlay(found, variant, base, respelled, tumour)))


def _match(variant: Variant, base: KnowledgeBase, respelled: bool, tumour: Collection[Variant]) -> Match:
    if variant.state is not None:
        entries = base.by_state.get(variant.state, ())
        return Match(entries[0], "state") if entries else Match(None, None)
    if variant.class_name is not None and variant.hgvs_p is None:
        return _match_class(variant, base)
    found = _ladder(variant, base, respelled, tumour)
    context = _exon_entries(variant, base)
    others = (*found[1:], *[(entry, scope) for entry, scope in context if all(entry != known for known, _ in found)])
    if found:
        entry, scope = found[0]
        return Match(entry, scope, others, _notes_of_scope(variant, entry, scope, others))
    return Match(None, None, others, _why_unknown(variant, others))


def _ladder(
    variant: Variant, base: KnowledgeBase, respelled: bool, tumour: Collection[Variant]
) -> list[tuple[Entry, Scope]]:
    gene = variant.gene or ""
    found: list[tuple[Entry, Scope]] = []
    for entry in base.combinations:
        if entry.gene == gene and variant.hgvs_p in entry.covers.combination:
            names = {other.hgvs_p for other in tumour if other.gene == gene}
            if names >= set(entry.covers.combination):
                found.append((entry, "exact"))
    scope: Scope = "equivalent" if respelled else "exact"
    for name in (variant.hgvs_p, variant.hgvs_c):
        if name is not None:
            found += [(entry, scope) for entry in base.by_variant.get((gene, name), ())]
    if variant.lost_site is not None:
        found += [(entry, "overlap") for entry in base.splices.get(gene, ()) if _loses_site(variant, entry)]
    if variant.codons is None or variant.protein is None or variant.consequence not in IN_FRAME:
        return found
    kind, (first, last) = variant.protein.kind, variant.codons
    found += [
        (entry, "codon")
        for entry in base.by_codon.get((gene, first), ())
        if kind in entry.covers.changes and last in entry.covers.codons
    ]
    found += [
        (entry, "overlap")
        for entry in base.ranges.get(gene, ())
        if kind in entry.covers.changes and _touches(variant, entry)
    ]
    exon = exon_of_codon(variant.gene, first) if variant.gene else 0
    if variant.gene and exon == exon_of_codon(variant.gene, last):
        for entry in base.by_exon.get((gene, exon), ()):
            if first in entry.covers.codons if kind == "substitution" else kind in entry.covers.changes:
                found.append((entry, "exon"))
    return found


class Alike:
    """Tells which variants a base answers alike, so that what was found for one serves for the others.

    What the base says of a variant without an entry of its own depends on its place and kind, and on its place only as
    far as the codons of entries begin or end there.

    Args:
        base: A knowledge base without an overlay.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base, self._own = base, frozenset(base.by_variant)
        self._places = {gene: _Places(gene, base) for gene in GENES}

    def key(self, variant: Variant, respelled: bool) -> tuple[object, ...] | None:
        """Return a key that only variants have in common which `match` answers alike; None for one that has no like.

        Args:
            variant: Canonical variant, the only one of its tumour.
            respelled: See `match`.
        """
        gene, hgvs_p, hgvs_c, _, consequence, exons, domain, codons, protein, class_name, state, lost_site, _ = variant
        if gene is None or class_name is not None or state is not None or lost_site is not None:
            return None
        if (gene, hgvs_p) in self._own or (hgvs_c is not None and (gene, hgvs_c) in self._own):
            return None
        if protein is None or codons is None or consequence not in IN_FRAME:
            return (gene, consequence, exons, domain)
        first, last = codons
        places = self._places[gene]
        return (gene, consequence, exons, domain, places[first], places[last], protein.kind, respelled)


class _Places(dict[int, tuple[int, int]]):
    """Codon of a gene -> its exon, and how many limits lie up to it; made when they are first asked for.

    A limit is a codon at which something that the base says of the gene begins, or no longer holds.
    """

    def __init__(self, gene: Gene, base: KnowledgeBase) -> None:
        self._gene, self._base = gene, base
        self._limits: list[int] | None = None

    def __missing__(self, codon: int) -> tuple[int, int]:
        if self._limits is None:
            self._limits = self._found()
        self[codon] = place = (exon_of_codon(self._gene, codon), bisect_right(self._limits, codon))
        return place

    def _found(self) -> list[int]:
        limits = [codon + after for gene, codon in self._base.by_codon if gene == self._gene for after in (0, 1)]
        for entry in self._base.ranges.get(self._gene, ()):
            if entry.covers.touches is not None:
                low, high = entry.covers.touches
                limits += (low, low + 1, high, high + 1)
        for (gene, _), entries in self._base.by_exon.items():
            if gene == self._gene:
                limits += [codon + after for entry in entries for codon in entry.covers.codons for after in (0, 1)]
        return sorted(limits)


def _loses_site(variant: Variant, entry: Entry) -> bool:
    """Say whether a deletion takes the splice site away that an entry names, and ends where the entry says."""
    covers = entry.covers
    if variant.lost_site != covers.splice or variant.hgvs_c is None or not variant.hgvs_c.endswith("del"):
        return False
    return covers.last_base is None or (variant.coding_end is not None and variant.coding_end <= covers.last_base)


def _touches(variant: Variant, entry: Entry) -> bool:
    if entry.covers.touches is None or variant.codons is None or variant.protein is None:
        return False
    (first, last), (low, high) = variant.codons, entry.covers.touches
    if variant.protein.kind == "insertion":  # it lies between its codons
        return low <= first and last <= high
    return first <= high and low <= last


def _match_class(variant: Variant, base: KnowledgeBase) -> Match:
    name = variant.class_name
    assert name is not None
    if name.exon is None:
        return Match(None, None, (), (f"{variant.gene} alone says too little: name the exon or the variant",))
    entries = base.by_exon.get((variant.gene or "", name.exon), ())
    for entry in entries:
        if name.change is None or name.change in entry.covers.changes:
            return Match(
                entry, "exon", (), ("answered for the class; the exact variant may have an answer of its own",)
            )
    others: tuple[tuple[Entry, Scope], ...] = tuple([(entry, "exon") for entry in entries])
    reason = f"no answer for {variant} as a class: name the exact variant"
    return Match(None, None, others, (reason, *_context(others)))


def _exon_entries(variant: Variant, base: KnowledgeBase) -> list[tuple[Entry, Scope]]:
    if variant.exons is None or variant.gene is None:
        return []
    entries = [
        entry
        for exon in range(variant.exons[0], variant.exons[1] + 1)
        for entry in base.by_exon.get((variant.gene, exon), ())
    ]
    return [(entry, "exon") for entry in entries]


def _context(others: tuple[tuple[Entry, Scope], ...]) -> list[str]:
    return [
        f"context only, no dose: {entry.name} is {SENSITIVITY_OF_EFFECT[entry.effect]} ({scope} entry {entry.id})"
        for entry, scope in others
        if entry.effect not in ("unknown", "neutral")
    ]


def _notes_of_scope(
    variant: Variant, entry: Entry, scope: Scope, others: tuple[tuple[Entry, Scope], ...]
) -> tuple[str, ...]:
    if entry.effect == "unknown":
        return tuple(_context(others))
    if entry.covers.combination and scope in ("exact", "equivalent"):
        return (f"read together with the other mutation of the tumour: {' and '.join(entry.covers.combination)}",)
    if scope == "exon":
        return (f"this variant has no entry of its own: answered by the class, {entry.name}",)
    if scope == "codon":
        return (
            f"this variant has no entry of its own: answered by its codon, {entry.name}; no dose follows from that",
        )
    if scope == "overlap":
        return (f"this variant has no entry of its own: answered by {entry.name}",)
    return ()


def _notes_of_overlay(
    found: Match, variant: Variant, base: KnowledgeBase, respelled: bool, tumour: Collection[Variant]
) -> list[str]:
    """Say what an overlay has to do with an answer: the entry is from it, or the one that answered before is gone."""
    overlay, entry = base.overlay, found.entry
    if overlay is None or base.before is None:
        return []
    notes = [f"entry {entry.id} is from the overlay {entry.overlay}"] if entry is not None and entry.overlay else []
    before = _match(variant, base.before, respelled, tumour).entry
    if before is not None and (entry is None or entry.id != before.id):
        reason = overlay.withdrawn.get(("entries", before.id))
        if reason is not None:
            notes.append(
                f"entry {before.id}, which would have answered, is withdrawn by the overlay {overlay.label}: {reason}"
            )
        elif before.id in base.entries and base.entries[before.id].overlay:
            notes.append(f"entry {before.id}, which would have answered, is replaced by the overlay {overlay.label}")
    return notes


def _why_unknown(variant: Variant, others: tuple[tuple[Entry, Scope], ...]) -> tuple[str, ...]:
    consequence = (variant.consequence or "change").replace("_", " ")
    protein = variant.protein
    reason = "this variant has no entry"
    if variant.consequence not in IN_FRAME:
        article = "an" if consequence[:1] in "aeiou" else "a"
        reason += f", and {article} {consequence} never takes the answer of its exon" if others else ""
    elif protein is not None and protein.kind == "substitution" and others:
        reason += ", and its codon is not among the recurrently mutated ones of its exon"
    return (reason, *_context(others))
