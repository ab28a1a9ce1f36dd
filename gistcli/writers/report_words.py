"""The sentences of a report, the same in HTML and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gistcli.cohort import Dossier, Found, Group, Lollipop, Report, ReportedTumour, Unread
from gistcli.explanation import Course
from gistcli.model import Alternative, Level, Member, Sensitivity
from gistcli.writers.card_words import answer, drug_and_dose, given, strength
from gistcli.writers.words import EFFECT_NOT_KNOWN, NOT_READ, SCOPES, VERDICTS, plain, printable

ORDER: tuple[Sensitivity, ...] = ("resistant", "conflicting", "reduced", "sensitive", "unknown", "neutral")
"""Sensitivities in the order in which they ask for attention."""
SHAPES: dict[Sensitivity, str] = {
    "sensitive": "●",
    "reduced": "▲",
    "resistant": "■",
    "conflicting": "◆",
    "neutral": "○",
    "unknown": "✕",
}
SHORT: dict[Sensitivity, str] = {
    "sensitive": "sensitive",
    "reduced": "reduced",
    "resistant": "resistant",
    "conflicting": "conflicting",
    "neutral": "neutral",
    "unknown": "not known",
}
SUMMARY = "The cohort"
TUMOURS = "Tumours"
CARDS = "Each tumour"
GENOTYPES = "What tumours share"
EVIDENCE = "Evidence"
SOURCES = "Sources"
NO_TUMOUR = "The input holds no description of a KIT or PDGFRA variant."
NOT_READ_TITLE = "What could not be read"
UNKNOWN_TITLE = "Not in the knowledge base"
UNKNOWN_MEANING = "Nothing is known of how these answer to imatinib: they count neither as sensitive nor as resistant."
ALONE = "Advice for this variant alone"


def verdict(tumour: ReportedTumour) -> str:
    """Return the sensitivity of a tumour in words."""
    if not tumour.found and tumour.unread:
        return NOT_READ
    return EFFECT_NOT_KNOWN if tumour.verdict.sensitivity == "unknown" else VERDICTS[tumour.verdict.sensitivity]


def shape(tumour: ReportedTumour) -> str:
    """Return the sign that stands before the verdict on a tumour."""
    return SHAPES[tumour.verdict.sensitivity]


def sensitivity(one: Found) -> str:
    """Return the sensitivity of a variant in words."""
    if one.sensitivity == "unknown" and one.member.entry is not None:
        return EFFECT_NOT_KNOWN
    return VERDICTS[one.sensitivity]


def name(tumour: ReportedTumour) -> str:
    """Return the name of a tumour as it may be shown."""
    return given(tumour.name)


def variants(tumour: ReportedTumour) -> str:
    """Return the variants of a tumour in few words."""
    listed = ", ".join(given(one) for one in tumour.verdict.variants)
    missing = f"{len(tumour.unread)} not read" if tumour.unread else ""
    return "; ".join(part for part in (listed, missing) if part) or "no variant"


def imatinib(tumour: ReportedTumour) -> str:
    """Return action and dose for the setting that stands first."""
    return answer(tumour.courses[0])


def settings(courses: Sequence[Course]) -> list[tuple[str, Course]]:
    """Return the advice by the name of its setting; only one, where it is the same in all."""
    alike = {course._replace(setting=courses[0].setting, citations=()) for course in courses}
    if len(alike) == 1:
        return [("all settings", courses[0])]
    return [(course.setting, course) for course in courses]


def level(level: Level | None) -> str:
    """Return a level of evidence; a dash without one."""
    return level or "–"


def role(one: Found) -> str:
    """Return the origin of a variant in this tumour, and whether it decides."""
    parts = [one.member.origin or "", f"({one.member.reason})" if one.member.reason else ""]
    told = " ".join(part for part in parts if part)
    return "; ".join(part for part in (told, "decides" if one.decides else "does not decide") if part)


def fraction(member: Member) -> str:
    """Return the allele fraction of a variant.

    It is shown as the input has it, in full and never as a percentage.
    """
    return "–" if member.allele_fraction is None else f"{member.allele_fraction:.4g}"


def place(one: Found) -> str:
    """Return exon, codon and domain of a variant.

    A codon is left out where only the exon is known.
    """
    annotation = one.member.annotations[0]
    parts = []
    if annotation.exon:
        parts.append(f"exon{'s' if '-' in annotation.exon else ''} {annotation.exon}")
    if one.place is not None and (annotation.hgvs_p or annotation.hgvs_c):
        first, last = one.place
        parts.append(f"codon {first}" if first == last else f"codons {first}–{last}")
    parts.append(annotation.domain or "")
    return printable(", ".join(part for part in parts if part)) or "–"


def canonical(one: Found) -> str:
    """Return the canonical descriptions of a variant, protein and DNA."""
    annotation = one.member.annotations[0]
    return printable(", ".join(part for part in (annotation.hgvs_p, annotation.hgvs_c) if part))


def typed(one: Found) -> str:
    """Return how the input names a variant, with the lines; a line is told where several rows name it."""
    rows = dict.fromkeys((annotation.input, annotation.line) for annotation in one.member.annotations)
    return "; ".join(given(text or "(empty)") + (f" (line {line})" if line else "") for text, line in list(rows)[:3])


def as_given(one: Found) -> str:
    """Return a variant with how the input names it, and its fraction."""
    share = f", allele fraction {fraction(one.member)}" if one.member.allele_fraction is not None else ""
    return f"{given(one.member.name)}: {typed(one)}{share}"


def found_how(one: Found) -> str:
    """Return entry and scope; without an entry, that there is none."""
    member = one.member
    if member.entry is None or member.scope is None:
        return VERDICTS["unknown"]
    return f"{member.entry.id}, {SCOPES[member.scope]}"


def row_place(row: Unread) -> str:
    """Return where a row is from."""
    line = f"line {row.annotation.line}" if row.annotation.line is not None else ""
    return given(", ".join(part for part in (row.source, line) if part)) or "–"


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts.

    >>> counted(1, "tumour"), counted(2, "tumour")
    ('1 tumour', '2 tumours')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def present(groups: Iterable[Group]) -> list[Sensitivity]:
    """Return the sensitivities that a cohort has."""
    have = {one for group in groups for one in group.by_sensitivity}
    return [one for one in ORDER if one in have]


def head(report: Report) -> list[str]:
    """Return what stands under the title."""
    problems = [at for at, _ in report.unread]
    lines = [
        *([report.date] if report.date else []),
        f"{counted(len(report.tumours), 'tumour')}; doses for the {report.setting} setting first",
    ]
    if problems:
        rows = counted(len(problems), "row")
        lines.append(f"{rows} of {counted(len(set(problems)), 'tumour')} could not be read: see {NOT_READ_TITLE}")
    return lines


def lollipop(one: Lollipop, cohort: bool = True) -> str:
    """Return a variant of a map in words, for those who do not see it."""
    where = ""
    if one.place is not None:
        first, last = one.place
        where = f", codon {first}" if first == last else f", codons {first} to {last}"
    count = f", {counted(len(one.tumours), 'tumour')}" if cohort else ""
    return f"{given(one.name)}{where}: {SHORT[one.sensitivity]}{count}"


def inhibitors(tumour: ReportedTumour) -> list[str]:
    """Return the other drugs, each with activity and label."""
    lines = []
    for drug in tumour.verdict.other_inhibitors:
        label = f"label: {drug['label']}" if drug["label"] else ""
        approved = "approved" if drug["approved"] else "no label for it"
        lines.append(
            plain(f"{drug['drug']}: " + ", ".join(part for part in (drug["activity"], approved, label) if part))
        )
    return lines


def foot(report: Report) -> list[str]:
    """Return what stands under the report: levels, versions, how it was made, and the notice."""
    levels = "; ".join(f"{level}: {plain(meaning).rstrip('.')}" for level, meaning in report.levels.items())
    lines = [f"Levels of evidence. {levels}."]
    if report.kb_version is not None:
        lines.append(
            f"gistcli {report.tool_version}, knowledge base {printable(report.kb_version)}, reviewed {report.reviewed}."
        )
    return [*lines, plain(report.notice)]


def fields(course: Course) -> list[tuple[str, str]]:
    """Return what an advice has besides its sentence, each with its label."""
    return [
        (label, plain(words))
        for label, words in (
            ("schedule", course.schedule),
            ("duration", course.duration),
            ("strength", strength(course)),
            ("reasons", course.statement),
            ("overlay", course.overlay),
            *[("overlay", note) for note in course.notes],
        )
        if words
    ]


def instead(other: Alternative) -> str:
    """Return another drug or course than imatinib, and when."""
    schedule = f", {other.schedule}" if other.schedule else ""
    return plain(f"{drug_and_dose(other)}{schedule}: {other.statement}")


def entry(dossier: Dossier) -> str:
    """Return which entry a dossier is from."""
    parts = [f"Entry {dossier.entry}"]
    parts += [f"from the overlay {dossier.overlay}"] if dossier.overlay else []
    parts += [f"last reviewed {dossier.reviewed}"] if dossier.reviewed else []
    return plain(", ".join(parts) + ".")
