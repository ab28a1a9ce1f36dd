"""The sentences of a card, the same in the terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gistcli.explanation import Course, Explained, Explanation, Rung, Side, Together, in_gist
from gistcli.model import Alternative, Citation, Evidence, Inhibitor, Scope, Sensitivity, Setting, Stance, Statement
from gistcli.writers.gene_map import Mark
from gistcli.writers.words import ACTIONS, EFFECT_NOT_KNOWN, NOT_READ, VERDICTS, plain, printable

SHOWN = 200  # characters of an input

ORIGINS = {
    "primary": "primary",
    "secondary": "usually secondary, acquired under treatment",
    "both": "primary or secondary: ask which it is",
}
DIRECTIONS = {
    "sensitive": "for: sensitive",
    "reduced": "in part: reduced",
    "resistant": "against: resistant",
    "conflicting": "conflicting in itself",
    "unclear": "unclear",
    "not-applicable": "context, says nothing of the response",
}
RUNGS: dict[Scope, str] = {
    "exact": "exact",
    "equivalent": "equivalent",
    "codon": "codon",
    "overlap": "overlap",
    "exon": "class of the exon",
    "gene": "gene",
    "state": "genotype",
}
WITHOUT_DRUG = "No drug (frequency, biology, prognosis)"
NO_RULE = (
    "The knowledge base has no rule that reads these variants together. Each is answered as if it were alone, and no "
    "dose for the tumour follows from that."
)
INCOMPLETE = "Not all variants could be read: the picture of this tumour is incomplete."


def given(text: str) -> str:
    """Return a text as it may be shown, cut where it is long."""
    return printable(text if len(text) <= SHOWN + 1 else text[:SHOWN] + "...")


def heading(variant: Explained) -> str:
    """Return gene and short name; of a genotype the name of its entry, and of what could not be read the text."""
    if variant.name is None:
        return given(variant.member or variant.input) or "(empty)"
    if variant.short and variant.gene:
        return printable(f"{variant.gene} {variant.short}")
    if variant.gene is None and variant.entry_name:
        return plain(variant.entry_name)
    return printable(variant.name.replace(":", " "))


def verdict(variant: Explained | Together) -> str:
    """Return the sensitivity in words."""
    if isinstance(variant, Explained):
        if variant.problem:
            return NOT_READ
        if variant.sensitivity == "unknown" and variant.entry:
            return EFFECT_NOT_KNOWN
    elif variant.sensitivity == "unknown":
        return EFFECT_NOT_KNOWN
    return VERDICTS[variant.sensitivity]


def alone(variant: Explained) -> Sensitivity:
    """Return the sensitivity of a variant alone, whatever it is together with others."""
    return variant.sensitivity if variant.alone is None else variant.alone


def verdict_alone(variant: Explained) -> str:
    """Return the sensitivity of a variant alone, in words."""
    return verdict(variant) if variant.alone is None else f"{VERDICTS[variant.alone]} alone"


def role(variant: Explained) -> str:
    """Return what a variant is in its tumour, and why; of a variant without a verdict, where it is usually seen."""
    if variant.role:
        return plain(f"{variant.role} here ({variant.role_reason})" if variant.role_reason else variant.role)
    return ORIGINS.get(variant.origin, plain(variant.origin)) if variant.origin else ""


def read_together(explanation: Explanation, rule: Together) -> str:
    """Return which variants a rule reads together, and which of them decide."""
    names = [heading(explanation.variants[at]) for at in dict.fromkeys(rule.deciding)]
    decides = f"; {' and '.join(names)} {'decides' if len(names) == 1 else 'decide'}" if names else ""
    return plain(f"By the rule {rule.rule}: {rule.name}{decides}.")


def change(variant: Explained) -> str:
    """Return what kind of change it is, and where: ``missense variant, exon 11, codon 559, juxtamembrane``."""
    parts = [(variant.consequence or "").replace("_", " ")]
    if variant.exon:
        parts.append(f"exons {variant.exon}" if "-" in variant.exon else f"exon {variant.exon}")
    if variant.codons:
        first, last = variant.codons
        parts.append(f"codon {first}" if first == last else f"codons {first}-{last}")
    parts.append(variant.domain or "")
    return printable(", ".join(part for part in parts if part))


def answer(course: Course) -> str:
    """Return action and dose of imatinib in few words.

    A dose under discussion is never shown as if it were settled.
    """
    dose = f"{course.dose_mg_per_day} mg/day" if course.dose_mg_per_day is not None else None
    if course.action in ("standard-dose", "high-dose"):
        return f"{dose} ({ACTIONS[course.action]})" if dose else f"{ACTIONS[course.action]}, no dose given"
    if course.action == "avoid":
        return "AVOID imatinib"
    return f"{ACTIONS[course.action]}: {dose}" if dose else f"{ACTIONS[course.action]}, no dose"


def rest(course: Course) -> str:
    """Return duration and alternatives in few words."""
    parts = [plain(course.duration)] if course.duration else []
    if course.alternatives:
        parts.append("alternatives: " + ", ".join(map(drug_and_dose, course.alternatives)))
    return "; ".join(parts)


def dose_of(dose: float | None) -> str:
    """Return a dose with its unit; empty without one.

    >>> dose_of(37.5), dose_of(50.0), dose_of(None)
    ('37.5 mg/day', '50 mg/day', '')
    """
    return "" if dose is None else f"{dose:g} mg/day"


def drug_and_dose(record: Alternative | Statement) -> str:
    """Return a drug with its dose."""
    return f"{plain(record.drug or '')} {dose_of(record.dose_mg_per_day)}".strip()


def settings_agree(courses: Sequence[Course]) -> bool:
    """Say whether the advice is the same in all settings, as it is where there is none."""
    return len({course._replace(setting=courses[0].setting) for course in courses}) == 1


def strength(course: Course) -> str:
    """Return level and basis of an advice."""
    return plain(
        ", ".join(part for part in (f"level {course.level}" if course.level else "", course.basis or "") if part)
    )


def tags(evidence: Evidence) -> str:
    """Return what kind of evidence it is: kind, disease, setting, origin, dose and level."""
    disease = evidence.disease if in_gist(evidence) else f"NOT GIST: {evidence.disease}"
    parts = [evidence.kind, disease]
    if evidence.setting != "any":
        parts.append(evidence.setting)
    if evidence.origin != "both":
        parts.append(f"{evidence.origin} mutation")
    parts += [dose_of(evidence.dose_mg_per_day), f"level {evidence.level}"]
    return plain(", ".join(part for part in parts if part))


def direction(side: Side) -> str:
    """Return the direction of a side in words."""
    return DIRECTIONS.get(side.direction, plain(side.direction))


def drug_title(drug: str) -> str:
    """Return the heading for the evidence of a drug."""
    return WITHOUT_DRUG if drug == "none" else plain(drug).capitalize()


def cited(labels: Iterable[str], sources: Mapping[str, Citation]) -> str:
    """Return sources with their year: ``PMID:18955458 (2008), doi:10.2147/OTT.S31260 (2013)``."""
    return ", ".join(
        printable(label) + (f" ({sources[label].year})" if sources[label].year else "") for label in labels
    )


def named(labels: Iterable[str]) -> str:
    """Return the labels of sources."""
    return printable(", ".join(labels))


def inhibitor(record: Inhibitor) -> str:
    """Return activity and label of another drug."""
    label = f"label: {record.label}" if record.label else ""
    approved = "approved" if record.approved else "no label"
    return plain(", ".join(part for part in (record.activity, approved, label) if part))


def stance(record: Stance) -> str:
    """Return who says what, where sources differ."""
    who = f"{record.region}, {record.source}" if record.region else record.source
    return plain(f"{who}: {record.position}")


def statement(record: Statement) -> str:
    """Return a general statement with its level, and the overlay it is from."""
    overlay = f", overlay {plain(record.overlay)}" if record.overlay else ""
    return f"{plain(record.statement)} (level {record.level}{overlay})"


def rung(record: Rung) -> str:
    """Return what a rung of the ladder holds."""
    if record.entry is None:
        return plain(record.reason)
    name = f"{record.entry}: {record.name}"
    says = f", {VERDICTS[record.sensitivity].split(' ')[0].lower()}" if record.sensitivity else ""
    if record.sensitivity == "unknown":
        says = f", {EFFECT_NOT_KNOWN}"
    return plain(f"{name}{says}; {record.reason}")


def source(citation: Citation) -> str:
    """Return a source in full: text, DOI, how it was checked, caution."""
    parts = [plain(citation.text).rstrip(".") + "."]
    if citation.pmid is not None and citation.doi:
        parts.append(f"doi:{citation.doi}.")
    if citation.checked:
        parts.append(f"Checked: {citation.checked}.")
    if citation.caution:
        parts.append(f"Caution: {plain(citation.caution)}")
    return printable(" ".join(parts))


def marks(variant: Explained) -> list[Mark]:
    """Return where to point at on the map of the gene."""
    if variant.map is None or variant.map.place is None:
        return []
    exon = f" (exon {variant.exon})" if variant.exon and variant.short else ""
    return [Mark(*variant.map.place, heading(variant).removeprefix(f"{variant.gene} ") + exon)]


def other_settings(explanation: Explanation) -> list[Setting]:
    """Return the settings for which general statements are not shown."""
    return [course.setting for course in explanation.variants[0].courses[1:]] if explanation.variants else []


def foot(explanation: Explanation) -> list[str]:
    """Return what stands under each card: levels, version of the base, and the notice."""
    levels = "; ".join(f"{level}: {plain(meaning).rstrip('.')}" for level, meaning in explanation.levels.items())
    base = f"Knowledge base {explanation.kb_version}, reviewed {explanation.reviewed}."
    return [f"Levels of evidence. {levels}.", printable(base), plain(explanation.notice)]
