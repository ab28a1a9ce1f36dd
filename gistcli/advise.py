"""Turn a match into advice for one setting: sensitivity, action, dose, duration, level and sources.

The dose comes from the recommendation for the genotype and the setting, and from nowhere else. No dose follows from a
codon or a gene alone, and none is carried from one setting to another.
"""

from __future__ import annotations

from collections.abc import Iterable

from gistcli.model import (
    SENSITIVITY_OF_EFFECT,
    Action,
    Advice,
    Entry,
    Evidence,
    KnowledgeBase,
    Level,
    Match,
    Recommendation,
    Setting,
)

NOT_IN_BASE = "Not in the knowledge base: nothing is known of its answer to imatinib, and no dose can be given."
KNOWN_TO_BE_UNKNOWN = "No source tells how it answers to imatinib: no dose can be given."
USUALLY_SECONDARY = "usually a secondary mutation, acquired under treatment: read it together with the primary one"
SEEN_AS_BOTH = "seen as a primary and as a secondary mutation: ask which it is"
SCOPES_WITHOUT_DOSE = ("codon", "gene")
DISEASE = "GIST"


def advise(match: Match, base: KnowledgeBase, setting: Setting) -> Advice:
    """Return the advice that follows from a match.

    Args:
        match: The entry that answers, and how it was found.
        base: The knowledge base it is from.
        setting: Setting of the treatment.
    """
    advice = _advise(match, base, setting)
    if base.overlay is None:
        return advice
    return advice._replace(notes=(*advice.notes, *_notes_of_overlay(match, advice, base)))


def _advise(match: Match, base: KnowledgeBase, setting: Setting) -> Advice:
    entry = match.entry
    if entry is None:
        return Advice(setting, "unknown", "none", NOT_IN_BASE)
    evidence = imatinib_evidence(entry)
    if entry.effect == "unknown":
        return Advice(
            setting,
            "unknown",
            "none",
            KNOWN_TO_BE_UNKNOWN,
            citations=labels(base, keys_of(evidence)),
            notes=(entry.summary,),
        )
    sensitivity = SENSITIVITY_OF_EFFECT[entry.effect]
    recommendation = base.advice.get((entry.genotype, setting)) if entry.genotype else None
    if recommendation is None:
        undecided: Action = "none" if entry.effect == "neutral" else "discuss"
        level = best_level(item.level for item in evidence)
        return Advice(
            setting,
            sensitivity,
            undecided,
            entry.summary,
            evidence_level=level,
            citations=labels(base, keys_of(evidence)),
            notes=tuple(_notes(base, entry, None)),
        )
    action: Action = recommendation.action
    dose, duration, sentence = recommendation.dose_mg_per_day, recommendation.duration, recommendation.advice
    if match.scope in SCOPES_WITHOUT_DOSE and dose is not None:
        # The sentence of the recommendation names the dose, so it cannot stand here either.
        action, dose, duration, sentence = "discuss", None, None, entry.summary
    return Advice(
        setting,
        sensitivity,
        action,
        sentence,
        dose,
        duration,
        best_level([recommendation.level, *[item.level for item in evidence]]),
        labels(base, (*recommendation.citations, *keys_of(evidence))),
        tuple(_notes(base, entry, recommendation)),
        recommendation,
    )


def imatinib_evidence(entry: Entry) -> list[Evidence]:
    """Return what an entry says of imatinib in GIST, familial GIST included."""
    return [item for item in entry.evidence if item.drug == "imatinib" and DISEASE in item.disease]


def keys_of(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the keys of the sources of some evidence, each once, in order."""
    return tuple(dict.fromkeys([key for item in evidence for key in item.citations]))


def labels(base: KnowledgeBase, keys: Iterable[str]) -> tuple[str, ...]:
    """Return sources as they are printed, each once, in order."""
    return tuple(dict.fromkeys([base.citations[key].label for key in keys]))


def best_level(levels: Iterable[Level]) -> Level | None:
    """Return the best level, A before D; None without any."""
    return min(levels, default=None)


def _notes(base: KnowledgeBase, entry: Entry, recommendation: Recommendation | None) -> list[str]:
    notes = [entry.summary] if recommendation is not None else []
    if entry.origin == "secondary":
        notes.append(USUALLY_SECONDARY)
    elif entry.origin == "both":
        notes.append(SEEN_AS_BOTH)
    if entry.effect == "conflicting":
        notes += _sides(base, entry)
    stances = recommendation.positions if recommendation is not None else ()
    regions = dict.fromkeys([stance.region or stance.source for stance in stances])
    if len(regions) > 1:
        notes.append(f"sources differ ({', '.join(regions)}): gistcli explain shows each position")
    if entry.comment and entry.effect == "neutral":
        notes.append(entry.comment)
    return notes


def _notes_of_overlay(match: Match, advice: Advice, base: KnowledgeBase) -> list[str]:
    """Say which recommendation and sources of an answer are from an overlay, and what it withdrew."""
    overlay, recommendation = base.overlay, advice.recommendation
    notes: list[str] = []
    if overlay is None:
        return notes
    if recommendation is not None and recommendation.overlay:
        notes.append(f"recommendation {recommendation.id} is from the overlay {recommendation.overlay}")
    genotype = match.entry.genotype if match.entry else None
    before = base.before.advice.get((genotype or "", advice.setting)) if base.before else None
    if before is not None and (reason := overlay.withdrawn.get(("recommendations", before.id))):
        notes.append(f"recommendation {before.id} is withdrawn by the overlay {overlay.label}: {reason}")
    notes += [
        f"source {citation.key} is from the overlay {citation.overlay}"
        for citation in base.citations.values()
        if citation.overlay and citation.label in advice.citations
    ]
    return notes


def _sides(base: KnowledgeBase, entry: Entry) -> list[str]:
    """Name both sides of a conflict, each with its kinds of evidence and sources."""
    notes = []
    for direction in ("sensitive", "reduced", "resistant"):
        items = [item for item in entry.evidence if item.drug == "imatinib" and item.direction == direction]
        if items:
            told = [f"{item.kind}, {item.disease} ({', '.join(labels(base, item.citations))})" for item in items]
            notes.append(f"for {direction}: " + "; ".join(dict.fromkeys(told)))
    return notes
