"""The report as one page of HTML: no request leaves it, it prints on A4, and without its script all is there.

Whatever comes from an input goes through `markup`, which escapes it. Of few tumours each card holds all. Of many, what
holds for all tumours with the same variants stands once, and so does the evidence of an entry; a card links to it, and
the script copies it into a card that is opened, or printed.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from gistcli.cohort import Dossier, Lollipop, Report, ReportedTumour, Unread
from gistcli.explanation import Course, Side
from gistcli.frozen import Frozen
from gistcli.model import Citation, Evidence, Sensitivity
from gistcli.writers import card_words
from gistcli.writers import report_words as told
from gistcli.writers.card_words import given
from gistcli.writers.markup import Markup, joined, tag
from gistcli.writers.report_assets import SCRIPT, STYLE
from gistcli.writers.report_map import cohort_map, shared, tumour_map
from gistcli.writers.words import VERDICTS, link_of, plain

OPEN_MOST = 10
"""So many tumours are shown with their cards open."""
WHOLE_MOST = 50
"""So many tumours have all in their cards."""
MANY = ' class="many"'
LINKED = 12
"""Most tumours that are linked beside an unknown variant."""


def write_html(report: Report, stream: TextIO) -> None:
    """Write the page."""
    stream.write("<!DOCTYPE html>\n")
    stream.write('<html lang="en">\n')
    for part in _head(report):
        stream.write(part + "\n")
    stream.write("<body>\n")
    for part in _body(report):
        stream.write(part + "\n")
    stream.write("</body>\n</html>\n")


def _head(report: Report) -> Iterator[Markup]:
    policy = (
        f"default-src 'none'; style-src '{_digest(STYLE)}'; script-src '{_digest(SCRIPT)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    yield Markup("<head>")
    yield tag("meta", charset="utf-8")
    yield tag("meta", http_equiv="Content-Security-Policy", content=policy)
    yield tag("meta", name="viewport", content="width=device-width, initial-scale=1")
    for name, content in (
        ("color-scheme", "light dark"),
        ("referrer", "no-referrer"),
        ("robots", "noindex"),
        ("format-detection", "telephone=no"),
        ("generator", f"gistcli {report.tool_version}" if report.tool_version else "gistcli"),
    ):
        yield tag("meta", name=name, content=content)
    yield tag("title", report.title)
    yield tag("link", rel="icon", href="data:,")  # without it, a browser asks the server for one
    yield tag("style", Markup(STYLE))
    yield Markup("</head>")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _body(report: Report) -> Iterator[Markup]:
    whole = len(report.tumours) <= WHOLE_MOST
    yield tag("a", "Skip to the content", href="#content", class_="skip")
    yield shared(report.genes.values())
    yield tag(
        "header",
        tag("h1", plain(report.title)),
        *[tag("p", line, class_="soft") for line in told.head(report)],
        tag("p", plain(report.notice), class_="notice"),
        _contents(report, whole),
    )
    yield Markup('<main id="content">')
    if not report.tumours:
        yield tag("p", told.NO_TUMOUR)
    else:
        yield _list(report)
        yield from _cohort(report)
        yield Markup(f'<section id="each"{"" if whole else MANY} aria-labelledby="each-title">')
        yield tag("h2", told.CARDS, id="each-title")
        groups = [] if whole else _alike(report)
        group_of = {at: number for number, group in enumerate(groups, 1) for at in group.tumours}
        for at, tumour in enumerate(report.tumours):
            parts = _whole(report, at, tumour) if whole else _own(tumour, group_of[at], groups[group_of[at] - 1])
            yield _card(report, at, tumour, parts)
        yield Markup("</section>")
        yield from _groups(report, groups)
        yield _sources(report)
    yield Markup("</main>")
    yield tag("footer", *[tag("p", line) for line in told.foot(report)], _how(report))
    yield tag("script", Markup(SCRIPT))


def _contents(report: Report, whole: bool) -> Markup:
    """Return links to the parts of the page."""
    parts = [
        ("tumours", told.TUMOURS, bool(report.tumours)),
        ("cohort", told.SUMMARY, _has_cohort(report)),
        ("unread", told.NOT_READ_TITLE, bool(report.unread) and _has_cohort(report)),
        ("each", told.CARDS, bool(report.tumours)),
        ("shared", told.GENOTYPES, not whole),
        ("evidence", told.EVIDENCE, not whole and bool(report.dossiers)),
        ("sources", told.SOURCES, bool(report.sources)),
    ]
    links = [tag("li", tag("a", title, href=f"#{ident}")) for ident, title, is_there in parts if is_there]
    return tag("nav", tag("ul", *links, class_="contents"), aria_label="Contents") if links else Markup("")


def _has_cohort(report: Report) -> bool:
    return len(report.tumours) > 1 or bool(report.unknown)


def _how(report: Report) -> Markup:
    return tag("p", "Made by ", tag("code", report.command), class_="how") if report.command else Markup("")


# --- pieces -----------------------------------------------------------------------------------------------------------


def _isolated(words: str) -> Markup:
    """Return words of an input, which may be written from right to left without turning what stands round them."""
    return tag("bdi", words)


def _verdict(words: str, sensitivity: Sensitivity) -> Markup:
    return tag("span", words, class_=f"is-{sensitivity}")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> Markup:
    """Return a table, each row of which is headed by its first cell."""
    return _scroll(
        tag(
            "table",
            tag("caption", caption) if caption else Markup(""),
            tag("thead", tag("tr", *[tag("th", head, scope="col") for head in heads])),
            tag(
                "tbody",
                *[
                    tag(
                        "tr",
                        tag("th", row[0], scope="row"),
                        *[tag("td", cell, data_label=head) for head, cell in zip(heads[1:], row[1:], strict=True)],
                    )
                    for row in rows
                ],
            ),
            class_="stack",
        ),
        caption or heads[0],
    )


def _scroll(content: Markup, name: str, class_: str = "scroll") -> Markup:
    """Return what may be wider than a narrow screen, so that a keyboard can scroll it."""
    return tag("div", content, class_=class_, tabindex=0, role="region", aria_label=name)


def _list_of(lines: Iterable[str]) -> Markup:
    return tag("ul", *[tag("li", line) for line in lines])


def _links(report: Report, labels: Iterable[str]) -> Markup:
    return joined([_link(label, report.sources[label]) for label in labels], ", ")


def _link(label: str, citation: Citation) -> Markup:
    year = f" ({citation.year})" if citation.year else ""
    if link := link_of(citation):
        named = tag("a", label, href=link, rel="noopener noreferrer")
    else:
        named = tag("a", label, href=f"#source-{citation.key}")
    return tag("span", named, year)


# --- the table of tumours ---------------------------------------------------------------------------------------------


def _list(report: Report) -> Markup:
    columns = (
        ("Tumour", ""),
        ("Variants", ""),
        ("Sensitivity", ""),
        (f"Imatinib, {report.setting}", ""),
        ("Genotype", "less"),
        ("Level", "less"),
    )
    rows = []
    for number, tumour in enumerate(report.tumours, 1):
        sensitivity = tumour.verdict.sensitivity
        kinds = f"{sensitivity} unread" if tumour.unread else sensitivity
        level = tumour.verdict.evidence_level
        dose = tumour.verdict.dose_mg_per_day
        rows.append(
            tag(
                "tr",
                tag("th", tag("a", told.name(tumour), href=f"#t{number}"), scope="row"),
                tag("td", told.variants(tumour)),
                tag("td", told.verdict(tumour), class_=f"is-{sensitivity}", data_key=_rank(tumour)),
                tag("td", told.imatinib(tumour), data_key=-1 if dose is None else dose),
                tag("td", tumour.genotype, class_="less"),
                tag("td", told.level(level), class_="less"),
                data_kinds=kinds,
            )
        )
    table = tag(
        "table",
        tag("caption", f"{told.counted(len(report.tumours), 'tumour')}, each with its verdict"),
        tag("thead", tag("tr", *[tag("th", name, scope="col", class_=class_ or None) for name, class_ in columns])),
        tag("tbody", Markup("\n"), joined(rows, Markup("\n")), Markup("\n")),
        id="list",
    )
    title = tag("h2", told.TUMOURS, id="tumours-title")
    return tag(
        "section", title, _tools(report), _scroll(table, "Tumours"), id="tumours", aria_labelledby="tumours-title"
    )


def _rank(tumour: ReportedTumour) -> int:
    unread = not tumour.found and bool(tumour.unread)
    return -1 if unread else told.ORDER.index(tumour.verdict.sensitivity)


def _tools(report: Report) -> Markup:
    options = [tag("option", "all", value="")]
    options += [tag("option", told.SHORT[one], value=one) for one in told.present(report.groups)]
    if report.unread:
        options.append(tag("option", "with a row that could not be read", value="unread"))
    return tag(
        "div",
        tag("label", "Search the tumours", tag("input", type="search", id="search", autocomplete="off")),
        tag("label", "Sensitivity", tag("select", *options, id="only")),
        tag("span", id="shown", role="status"),
        class_="tools",
    )


# --- the cohort -------------------------------------------------------------------------------------------------------


def _cohort(report: Report) -> Iterator[Markup]:
    """Yield counts and maps, where there is more than one tumour, and what could not be read or is not known."""
    if not _has_cohort(report):
        return
    yield Markup('<section id="cohort" aria-labelledby="cohort-title">')
    yield tag("h2", told.SUMMARY, id="cohort-title")
    if len(report.tumours) > 1:
        yield _counts(report)
        yield from _maps(report)
    if report.unread:
        yield tag("h3", told.NOT_READ_TITLE, id="unread")
        rows = [
            (
                tag("a", _isolated(told.name(report.tumours[at])), href=f"#t{at + 1}"),
                *_unread_row(row),
            )
            for at, row in report.unread
        ]
        yield _table(("Tumour", "Where", "As given", "Why", "Code"), rows, told.counted(len(rows), "row"))
    if report.unknown:
        yield tag("h3", told.UNKNOWN_TITLE)
        yield tag("p", told.UNKNOWN_MEANING)
        yield _table(
            ("Variant", "Tumours"),
            [(given(one.name), _tumour_links(report, one)) for one in report.unknown],
            told.counted(len(report.unknown), "variant"),
        )
    yield Markup("</section>")


def _counts(report: Report) -> Markup:
    present = told.present(report.groups)
    heads = [tag("th", "Genotype", scope="col")]
    heads += [tag("th", _verdict(told.SHORT[one], one), scope="col", class_="number") for one in present]
    heads.append(tag("th", "all", scope="col", class_="number"))
    totals = {one: sum(group.by_sensitivity.get(one, 0) for group in report.groups) for one in present}
    rows = [
        tag(
            "tr",
            tag("th", group.genotype, scope="row"),
            *[tag("td", _count(group.by_sensitivity.get(one, 0)), class_="number") for one in present],
            tag("td", str(group.tumours), class_="number"),
        )
        for group in report.groups
    ]
    last = tag(
        "tr",
        tag("th", "all", scope="row"),
        *[tag("td", str(totals[one]), class_="number") for one in present],
        tag("td", str(len(report.tumours)), class_="number"),
    )
    table = tag(
        "table",
        tag("caption", "Tumours by genotype and sensitivity to imatinib"),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        tag("tfoot", last),
    )
    return _scroll(table, "Tumours by genotype and sensitivity to imatinib", "scroll wide")


def _count(number: int) -> str:
    return str(number) if number else "–"


def _maps(report: Report) -> Iterator[Markup]:
    if not report.genes:
        return
    present = dict.fromkeys(one.sensitivity for one in report.lollipops)
    legend = [tag("li", _verdict(told.SHORT[one], one)) for one in told.ORDER if one in present]
    for gene, shape in report.genes.items():
        here = [one for one in report.lollipops if one.gene == gene]
        yield tag(
            "figure",
            _scroll(cohort_map(shape, here, f"cohort-{gene}"), f"Map of {gene}"),
            tag("figcaption", f"{gene}: the variants of all tumours, by the number of tumours that have them."),
        )
    yield tag("ul", *legend, class_="legend", aria_label="Signs")
    rows = [
        (given(one.name), _verdict(told.SHORT[one.sensitivity], one.sensitivity), str(len(one.tumours)))
        for one in sorted(report.lollipops, key=lambda one: -len(one.tumours))
    ]
    if rows:
        yield tag(
            "details",
            tag("summary", f"The {told.counted(len(rows), 'variant')} of the cohort as a table"),
            _table(("Variant", "Alone", "Tumours"), rows),
        )


def _tumour_links(report: Report, one: Lollipop) -> Markup:
    links = [tag("a", _isolated(told.name(report.tumours[at])), href=f"#t{at + 1}") for at in one.tumours[:LINKED]]
    more = f" and {len(one.tumours) - LINKED} more" if len(one.tumours) > LINKED else ""
    return joined([joined(links, ", "), more])


def _unread_row(row: Unread) -> tuple[str, ...]:
    annotation = row.annotation
    return (
        told.row_place(row),
        tag("code", _isolated(given(annotation.input) or "(empty)")),
        _isolated(plain(annotation.problem or "")),
        tag("code", annotation.problem_code or ""),
    )


# --- one tumour -------------------------------------------------------------------------------------------------------


def _card(report: Report, at: int, tumour: ReportedTumour, parts: Iterable[Markup]) -> Markup:
    ident = f"t{at + 1}"
    summary = tag(
        "summary",
        tag("h3", _isolated(told.name(tumour)), id=f"{ident}-title"),
        _verdict(told.verdict(tumour), tumour.verdict.sensitivity),
        tag("span", told.variants(tumour)),
    )
    details = tag("details", summary, tag("div", *parts, id=ident), open=len(report.tumours) <= OPEN_MOST)
    return tag("article", details, class_="tumour", aria_labelledby=f"{ident}-title")


def _whole(report: Report, at: int, tumour: ReportedTumour) -> Iterator[Markup]:
    """Yield all of a card."""
    yield from _unread(tumour)
    yield from _answer(report, f"t{at + 1}", tumour, tumour.notes)
    for entry in tumour.entries:
        yield tag("section", *_dossier(report, report.dossiers[entry], 4), class_="evidence")
    yield from _references(report, tumour)


def _own(tumour: ReportedTumour, number: int, group: _Group) -> Iterator[Markup]:
    """Yield what only this tumour has, and a place for what others share with it."""
    yield from _unread(tumour)
    if tumour.found:
        yield tag("p", "As given: ", "; ".join(map(told.as_given, tumour.found)), class_="soft")
    notes = [note for note in tumour.notes if note not in group.notes]
    if notes:
        yield _list_of(map(plain, notes))
    yield tag("div", tag("a", "Advice, map, evidence", href=f"#g{number}"), data_copy=f"g{number}")


def _unread(tumour: ReportedTumour) -> Iterator[Markup]:
    if tumour.unread:
        yield tag("h4", told.NOT_READ_TITLE)
        yield _table(("Where", "As given", "Why", "Code"), [_unread_row(row) for row in tumour.unread])


def _answer(report: Report, ident: str, tumour: ReportedTumour, notes: Iterable[str]) -> Iterator[Markup]:
    yield tag("p", plain(tumour.verdict.advice), class_="advice")
    yield tag("p", f"Genotype: {tumour.genotype}", class_="soft")
    yield tag("h4", "Imatinib by setting")
    yield _settings(tumour.courses)
    if tumour.found:
        yield tag("h4", "Variants")
        yield _variants(tumour, is_own=ident.startswith("t"))
        yield from _tumour_maps(report, ident, tumour)
    inhibitors = told.inhibitors(tumour)
    if inhibitors:
        yield tag("h4", "Other inhibitors")
        yield _list_of(inhibitors)
    lines = list(map(plain, notes))
    if lines:
        yield tag("h4", "Remarks")
        yield _list_of(lines)


def _references(report: Report, tumour: ReportedTumour) -> Iterator[Markup]:
    if tumour.citations:
        yield tag("h4", "References of the verdict")
        yield tag("p", _links(report, tumour.citations))


class _Group(Frozen):
    """Tumours with the same answer, by their indexes, and the notes that all of them have."""

    tumours: list[int]
    notes: tuple[str, ...]


def _alike(report: Report) -> list[_Group]:
    """Return the tumours that have the same variants in the same roles, and so the same answer."""
    groups: dict[object, list[int]] = {}
    for at, tumour in enumerate(report.tumours):
        found = tuple([(one.member.name, told.role(one), told.found_how(one)) for one in tumour.found])
        groups.setdefault((found, tumour.genotype, tumour.courses), []).append(at)
    return [
        _Group(
            tumours,
            tuple(
                [
                    note
                    for note in report.tumours[tumours[0]].notes
                    if all(note in report.tumours[at].notes for at in tumours)
                ]
            ),
        )
        for tumours in groups.values()
    ]


def _groups(report: Report, groups: Sequence[_Group]) -> Iterator[Markup]:
    """Yield once what tumours share: the answer for the same variants, and the evidence of an entry."""
    if not groups:
        return
    yield Markup('<section id="shared" aria-labelledby="shared-title">')
    yield tag("h2", told.GENOTYPES, id="shared-title")
    for number, group in enumerate(groups, 1):
        tumour = report.tumours[group.tumours[0]]
        title = ", ".join(map(given, tumour.verdict.variants)) or tumour.genotype
        head = tag("h3", title, ": ", _verdict(told.verdict(tumour), tumour.verdict.sensitivity))
        counted = told.counted(len(group.tumours), "tumour")
        content = tag(
            "div",
            *_answer(report, f"g{number}", tumour, group.notes),
            *[
                tag("div", tag("a", f"{told.EVIDENCE}: {entry}", href=f"#entry-{entry}"), data_copy=f"entry-{entry}")
                for entry in tumour.entries
            ],
            *_references(report, tumour),
            id=f"g{number}",
        )
        yield tag("article", head, tag("p", counted, class_="soft"), content, class_="shared-answer")
    yield Markup("</section>")
    if report.dossiers:
        yield Markup('<section id="evidence" aria-labelledby="evidence-title">')
        yield tag("h2", told.EVIDENCE, id="evidence-title")
        for dossier in report.dossiers.values():
            yield tag("article", *_dossier(report, dossier, 3), id=f"entry-{dossier.entry}", class_="evidence")
        yield Markup("</section>")


def _settings(courses: Sequence[Course]) -> Markup:
    rows = [
        (
            setting,
            tag("strong", card_words.answer(course)),
            told.level(course.level),
            card_words.rest(course) or "–",
            plain(course.advice),
        )
        for setting, course in told.settings(courses)
    ]
    return _table(("Setting", "Imatinib", "Level", "How long", "Advice"), rows)


def _variants(tumour: ReportedTumour, is_own: bool) -> Markup:
    has_fractions = is_own and any(one.member.allele_fraction is not None for one in tumour.found)
    heads = ["Variant", "Where", "Alone", "In this tumour", "Entry"]
    if has_fractions:
        heads.insert(1, "Allele fraction")
    rows = []
    for one in tumour.found:
        lines = [tag("strong", given(one.member.name)), tag("br"), tag("span", told.canonical(one), class_="soft")]
        if is_own:
            lines += [tag("br"), tag("span", "as given: ", _isolated(told.typed(one)), class_="soft")]
        name = joined(lines)
        cells: list[str] = [
            name,
            told.place(one),
            _verdict(told.sensitivity(one), one.sensitivity),
            told.role(one),
            told.found_how(one),
        ]
        if has_fractions:
            cells.insert(1, told.fraction(one.member))
        rows.append(cells)
    return _table(heads, rows)


def _tumour_maps(report: Report, ident: str, tumour: ReportedTumour) -> Iterator[Markup]:
    for gene, shape in report.genes.items():
        here = [
            Lollipop(gene, one.member.name, one.sensitivity, one.place, ())
            for one in tumour.found
            if one.member.gene == gene and one.place is not None
        ]
        if here:
            here.sort(key=lambda one: (one.place or (0, 0), one.name))
            yield tag("figure", _scroll(tumour_map(shape, here, f"{ident}-{gene}"), f"Map of {gene}"))


# --- evidence and sources ---------------------------------------------------------------------------------------------


def _dossier(report: Report, dossier: Dossier, level: int) -> Iterator[Markup]:
    """Yield all that is known of an entry, its heading at a level."""
    title, inner = f"h{level}", f"h{level + 1}"
    yield tag(title, f"{told.EVIDENCE}: {plain(dossier.name)}")
    yield tag("p", _verdict(VERDICTS[dossier.sensitivity], dossier.sensitivity), f" {plain(dossier.summary)}")
    for drug in dossier.evidence:
        yield tag(inner, card_words.drug_title(drug.drug))
        for side in drug.sides:
            yield from _side(report, side, drug.drug)
    if dossier.courses:
        genotype = f" ({plain(dossier.genotype)})" if dossier.genotype else ""
        yield tag(inner, f"{told.ALONE}{genotype}")
        yield _courses(report, dossier.courses)
    if dossier.other_inhibitors:
        yield tag(inner, "Other inhibitors")
        yield _table(
            ("Drug", "Activity", "Approved", "Label", "Basis", "Sources"),
            [
                (
                    plain(drug.drug),
                    plain(drug.activity),
                    "yes" if drug.approved else "no",
                    plain(drug.label),
                    plain(drug.basis),
                    _links(report, drug.citations),
                )
                for drug in dossier.other_inhibitors
            ],
        )
    for name, words in (("What is not known", dossier.not_known), ("Remarks", dossier.comment)):
        if words:
            yield tag(inner, name)
            yield tag("p", plain(words))
    yield tag("p", told.entry(dossier), class_="soft")


def _side(report: Report, side: Side, drug: str) -> Iterator[Markup]:
    if not (drug == "none" and side.direction == "not-applicable"):
        yield tag("p", tag("strong", card_words.direction(side).capitalize()))
    yield _list_of([_evidence(report, item) for item in side.evidence])


def _evidence(report: Report, item: Evidence) -> Markup:
    caution = f" Caution: {plain(item.caution)}" if item.caution else ""
    tags = tag("span", f"{card_words.tags(item)}.", class_="soft")
    return joined([plain(item.statement), " ", tags, caution, " ", _links(report, item.citations)])


def _courses(report: Report, courses: Sequence[Course]) -> Markup:
    return _list_of(
        [
            joined([tag("strong", f"{setting}: {card_words.answer(course)}. "), *_course(report, course)])
            for setting, course in told.settings(courses)
        ]
    )


def _course(report: Report, course: Course) -> Iterator[str]:
    yield plain(course.advice)
    for label, words in told.fields(course):
        yield f" {label.capitalize()}: {words.rstrip('.')}."
    lines = []
    for other in course.alternatives:
        lines.append(joined([f"Instead: {told.instead(other)} ", _links(report, other.citations)]))
    lines += [
        joined([f"Position: {card_words.stance(stance)} ", _links(report, stance.citations)])
        for stance in course.positions
    ]
    if course.citations:
        lines.append(joined(["Sources: ", _links(report, course.citations)]))
    if lines:
        yield _list_of(lines)


def _sources(report: Report) -> Markup:
    items = [
        tag("li", _link(label, citation), f": {card_words.source(citation)}", id=f"source-{citation.key}")
        for label, citation in report.sources.items()
    ]
    if not items:
        return Markup("")
    title = tag("h2", told.SOURCES, id="sources-title")
    return tag("section", title, tag("ul", *items), id="sources", aria_labelledby="sources-title")
