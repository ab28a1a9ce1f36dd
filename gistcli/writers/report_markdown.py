"""The report in Markdown: the same tumours, verdicts and evidence as in HTML, with maps in characters.

Whatever has a meaning in Markdown or HTML is escaped. The evidence stands once an entry, after the tumours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from gistcli.cohort import Dossier, Report, ReportedTumour, Unread
from gistcli.explanation import Course, Side
from gistcli.model import Evidence
from gistcli.writers import card_words
from gistcli.writers import report_words as told
from gistcli.writers.card_markdown import PICTURE_WIDTH, code, escaped, picture, references, sources, table
from gistcli.writers.card_words import given
from gistcli.writers.gene_map import UNICODE, Mark, overview
from gistcli.writers.words import VERDICTS, printable


def write_markdown(report: Report, stream: TextIO) -> None:
    """Write the report."""
    for line in _page(report):
        stream.write(line + "\n")


def _page(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    yield ""
    for line in told.head(report):
        yield f"{escaped(line)}  "
    yield ""
    yield f"**{escaped(report.notice)}**"
    yield ""
    if not report.tumours:
        yield told.NO_TUMOUR
        yield ""
    else:
        yield from _list(report)
        yield from _cohort(report)
        for number, tumour in enumerate(report.tumours, 1):
            yield from _tumour(report, number, tumour)
        for dossier in report.dossiers.values():
            yield from _dossier(report, dossier)
        yield from sources(report.sources)
    yield "---"
    yield ""
    for line in told.foot(report):
        yield escaped(line)
        yield ""
    if report.command:
        yield f"Made by {code(printable(report.command))}"


def _verdict(tumour: ReportedTumour) -> str:
    return escaped(f"{told.shape(tumour)} {told.verdict(tumour)}")


def _list(report: Report) -> Iterator[str]:
    yield f"## {told.TUMOURS}"
    yield ""
    heads = ("", "Tumour", "Variants", "Sensitivity", f"Imatinib, {report.setting}", "Genotype", "Level")
    yield from table(
        heads,
        [
            (
                str(number),
                escaped(told.name(tumour)),
                escaped(told.variants(tumour)),
                f"**{_verdict(tumour)}**",
                escaped(told.imatinib(tumour)),
                escaped(tumour.genotype),
                told.level(tumour.verdict.evidence_level),
            )
            for number, tumour in enumerate(report.tumours, 1)
        ],
    )


def _cohort(report: Report) -> Iterator[str]:
    if len(report.tumours) > 1:
        yield f"## {told.SUMMARY}"
        yield ""
        present = told.present(report.groups)
        rows = [
            (
                escaped(group.genotype),
                *[str(group.by_sensitivity.get(one, 0)) for one in present],
                str(group.tumours),
            )
            for group in report.groups
        ]
        yield from table(("Genotype", *[f"{told.SHAPES[one]} {told.SHORT[one]}" for one in present], "all"), rows)
        yield from table(
            ("Variant", "Alone", "Tumours"),
            [
                (
                    escaped(given(one.name)),
                    f"{told.SHAPES[one.sensitivity]} {told.SHORT[one.sensitivity]}",
                    str(len(one.tumours)),
                )
                for one in sorted(report.lollipops, key=lambda one: -len(one.tumours))
            ],
        )
    if report.unread:
        yield f"## {told.NOT_READ_TITLE}"
        yield ""
        yield from table(
            ("Tumour", *UNREAD_HEADS),
            [(escaped(told.name(report.tumours[at])), *_unread_row(row)) for at, row in report.unread],
        )
    if report.unknown:
        yield f"## {told.UNKNOWN_TITLE}"
        yield ""
        yield told.UNKNOWN_MEANING
        yield ""
        for one in report.unknown:
            yield f"- {escaped(given(one.name))}: {told.counted(len(one.tumours), 'tumour')}"
        yield ""


UNREAD_HEADS = ("Where", "As given", "Why", "Code")


def _unread_row(row: Unread) -> tuple[str, ...]:
    annotation = row.annotation
    return (
        escaped(told.row_place(row)),
        escaped(given(annotation.input)) or "(empty)",
        escaped(annotation.problem or ""),
        escaped(annotation.problem_code or ""),
    )


def _tumour(report: Report, number: int, tumour: ReportedTumour) -> Iterator[str]:
    yield f"## {number}. {escaped(told.name(tumour))}: {_verdict(tumour)}"
    yield ""
    yield escaped(told.variants(tumour))
    yield ""
    yield f"**{escaped(tumour.verdict.advice)}**"
    yield ""
    if tumour.unread:
        yield f"### {told.NOT_READ_TITLE}"
        yield ""
        yield from table(UNREAD_HEADS, [_unread_row(row) for row in tumour.unread])
    yield from table(
        ("Setting", "Imatinib", "Level", "How long", "Advice"),
        [
            (
                setting,
                f"**{escaped(card_words.answer(course))}**",
                told.level(course.level),
                escaped(card_words.rest(course)) or "–",
                escaped(course.advice),
            )
            for setting, course in told.settings(tumour.courses)
        ],
    )
    if tumour.found:
        yield from _variants(tumour)
        yield from _maps(report, tumour)
    inhibitors = told.inhibitors(tumour)
    if inhibitors:
        yield "### Other inhibitors"
        yield ""
        yield from _listed(map(escaped, inhibitors))
    yield "### Remarks"
    yield ""
    yield from _listed(map(escaped, tumour.notes))
    if tumour.entries:
        names = [f"{report.dossiers[entry].name} ({entry})" for entry in tumour.entries]
        yield f"{told.EVIDENCE}: see below, {escaped('; '.join(names))}"
        yield ""
    if tumour.citations:
        yield f"References: {references(tumour.citations, report.sources)}"
        yield ""


def _variants(tumour: ReportedTumour) -> Iterator[str]:
    has_fractions = any(one.member.allele_fraction is not None for one in tumour.found)
    heads = ["Variant", "Canonical", "As given", "Where", "Alone", "In this tumour", "Entry"]
    rows = []
    for one in tumour.found:
        cells = [
            f"**{escaped(given(one.member.name))}**",
            escaped(told.canonical(one)),
            escaped(told.typed(one)),
            escaped(told.place(one)),
            escaped(f"{told.SHAPES[one.sensitivity]} {told.sensitivity(one)}"),
            escaped(told.role(one)),
            escaped(told.found_how(one)),
        ]
        if has_fractions:
            cells.append(told.fraction(one.member))
        rows.append(cells)
    yield from table([*heads, *(["Allele fraction"] if has_fractions else [])], rows)


def _maps(report: Report, tumour: ReportedTumour) -> Iterator[str]:
    for gene, shape in report.genes.items():
        marks = [
            Mark(*one.place, f"{told.SHAPES[one.sensitivity]} {given(one.member.name).removeprefix(f'{gene} ')}")
            for one in tumour.found
            if one.member.gene == gene and one.place is not None
        ]
        if marks:
            lines, key = overview(shape, marks, PICTURE_WIDTH, UNICODE)
            yield from picture(lines)
            yield escaped(f"{gene}: {'; '.join(key)}")
            yield ""


def _listed(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"- {line}"
    yield ""


# --- evidence ---------------------------------------------------------------------------------------------------------


def _dossier(report: Report, dossier: Dossier) -> Iterator[str]:
    yield f"## {told.EVIDENCE}: {escaped(dossier.name)}"
    yield ""
    yield f"**{told.SHAPES[dossier.sensitivity]} {escaped(VERDICTS[dossier.sensitivity])}** {escaped(dossier.summary)}"
    yield ""
    for drug in dossier.evidence:
        yield f"### {escaped(card_words.drug_title(drug.drug))}"
        yield ""
        for side in drug.sides:
            yield from _side(report, side, drug.drug)
    if dossier.courses:
        genotype = f" ({dossier.genotype})" if dossier.genotype else ""
        yield f"### {told.ALONE}{escaped(genotype)}"
        yield ""
        for setting, course in told.settings(dossier.courses):
            yield f"- **{setting}: {escaped(card_words.answer(course))}.** {escaped(course.advice)}"
            yield from _course(report, course)
        yield ""
    if dossier.other_inhibitors:
        yield "### Other inhibitors"
        yield ""
        yield from table(
            ("Drug", "Activity", "Approved", "Label", "Basis", "Sources"),
            [
                (
                    escaped(drug.drug),
                    escaped(drug.activity),
                    "yes" if drug.approved else "no",
                    escaped(drug.label),
                    escaped(drug.basis),
                    references(drug.citations, report.sources),
                )
                for drug in dossier.other_inhibitors
            ],
        )
    for name, words in (("What is not known", dossier.not_known), ("Remarks", dossier.comment)):
        if words:
            yield f"### {name}"
            yield ""
            yield escaped(words)
            yield ""
    yield escaped(told.entry(dossier))
    yield ""


def _side(report: Report, side: Side, drug: str) -> Iterator[str]:
    if not (drug == "none" and side.direction == "not-applicable"):
        yield f"{escaped(card_words.direction(side).capitalize())}:"
        yield ""
    yield from _listed([_item(report, item) for item in side.evidence])


def _item(report: Report, item: Evidence) -> str:
    caution = f" Caution: {escaped(item.caution)}" if item.caution else ""
    cited = references(item.citations, report.sources)
    return f"{escaped(item.statement)} *{escaped(card_words.tags(item))}.*{caution} {cited}"


def _course(report: Report, course: Course) -> Iterator[str]:
    for label, words in told.fields(course):
        yield f"  - {label}: {escaped(words)}"
    for other in course.alternatives:
        words = f"instead: {told.instead(other)}"
        yield f"  - {escaped(words)} {references(other.citations, report.sources)}"
    for stance in course.positions:
        yield f"  - position: {escaped(card_words.stance(stance))} {references(stance.citations, report.sources)}"
    if course.citations:
        yield f"  - sources: {references(course.citations, report.sources)}"
