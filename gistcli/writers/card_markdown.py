"""The card in Markdown: the same sections as in the terminal, the same bytes at any width.

Pictures stand in blocks of code. Whatever has a meaning in Markdown or HTML is escaped, in statements as in what was
typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TextIO

from gistcli.explanation import IMATINIB, SIDES, Course, DrugEvidence, Explained, Explanation, Problem, Side
from gistcli.model import Citation, Evidence
from gistcli.writers import card_words as told
from gistcli.writers.gene_map import SYMBOL_WORDS, SYMBOLS, UNICODE, Line, listed, neighbourhood, overview
from gistcli.writers.words import NOT_READ, link_of, plain, printable

PICTURE_WIDTH = 88
SPECIAL = re.compile(r"[\\`*\[\]<>|~&#]|(?<!\w)_|_(?!\w)")


def write_markdown(explanation: Explanation, stream: TextIO) -> None:
    """Write the card."""
    for line in card(explanation):
        stream.write(line + "\n")


def escaped(text: str) -> str:
    r"""Return a text in which nothing has a meaning in Markdown; an underscore inside a word has none.

    >>> print(escaped("p.Ala502_Tyr503dup, c.*5A>G"))
    p.Ala502_Tyr503dup, c.\*5A\>G
    """
    return SPECIAL.sub(r"\\\g<0>", plain(text))


def code(text: str) -> str:
    """Return a text as code, in more backticks than it has in a row.

    >>> print(code("KIT V559D"), code("a`b"))
    `KIT V559D` ``a`b``
    """
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else "(empty)"


def card(explanation: Explanation) -> Iterator[str]:
    """Yield the lines of the card."""
    several = len(explanation.variants) > 1
    if several:
        yield from tumour(explanation)
    for number, variant in enumerate(explanation.variants, 1):
        hashes = "##" if several else "#"
        title = escaped(told.heading(variant))
        if variant.problem:
            title += f": {NOT_READ}"
        else:
            title += f": imatinib{'' if variant.alone is None else ', read together:'} {escaped(told.verdict(variant))}"
        yield f"{hashes} {number}. {title}" if several else f"{hashes} {title}"
        yield ""
        if variant.problem:
            yield from problem(variant, variant.problem)
        else:
            yield from body(explanation, variant, hashes + "#", several)
    yield from sources(explanation.sources)
    yield "---"
    yield ""
    for words in told.foot(explanation):
        yield escaped(words)
        yield ""


def tumour(explanation: Explanation) -> Iterator[str]:
    """Yield the head of the card of several variants."""
    variants = explanation.variants
    yield f"# One tumour, {len(variants)} variants"
    yield ""
    for number, variant in enumerate(variants, 1):
        role = told.role(variant)
        verdict = escaped(told.verdict_alone(variant))
        yield f"{number}. **{escaped(told.heading(variant))}**{escaped(f', {role}' if role else '')}: **{verdict}**"
    yield ""
    if explanation.has_problem:
        yield told.INCOMPLETE
        yield ""
    for rule in explanation.together:
        yield f"**Read together, imatinib: {escaped(told.verdict(rule))}**"
        yield ""
        yield from glance(rule.courses)
        yield escaped(told.read_together(explanation, rule))
        yield ""
        for words in dict.fromkeys(course.advice for course in rule.courses):
            settings = [course.setting for course in rule.courses if course.advice == words]
            lead = "" if len(settings) == len(rule.courses) else f"{', '.join(settings).capitalize()}: "
            yield f"- {lead}{escaped(words)}"
        for remark in rule.remarks:
            yield f"- {escaped(remark.statement)} {references(remark.citations, explanation.sources)}".rstrip()
        for drug in rule.other_inhibitors:
            yield f"- **{escaped(drug.drug)}**: {escaped(told.inhibitor(drug))}"
        labels = dict.fromkeys(label for course in rule.courses for label in course.citations)
        yield f"- sources: {references(labels, explanation.sources)}"
        yield ""
    if not explanation.together and sum(1 for variant in variants if not variant.problem) > 1:
        yield f"**Read together:** {told.NO_RULE}"
        yield ""


def glance(courses: Sequence[Course]) -> Iterator[str]:
    """Yield the advice in all settings as a table."""
    same = told.settings_agree(courses)
    rows = [
        (
            "all settings" if same else course.setting,
            f"**{escaped(told.answer(course))}**",
            course.level or "",
            escaped(told.rest(course)),
        )
        for course in (courses[:1] if same else courses)
    ]
    yield from table(("Setting", "Imatinib", "Level", "How long, and what else"), rows)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table."""
    yield "| " + " | ".join(titles) + " |"
    yield "|" + " --- |" * len(titles)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def body(explanation: Explanation, variant: Explained, hashes: str, several: bool) -> Iterator[str]:
    """Yield the sections of one variant."""
    yield escaped(told.change(variant))
    yield ""
    if several and variant.alone is None:
        yield "The answer for this variant alone:"
        yield ""
    yield from glance(variant.courses)
    if variant.summary:
        yield escaped(variant.summary)
        yield ""
    yield from reading(variant, hashes)
    yield from gene(variant, hashes)
    if variant.same_as is not None:
        yield f"The same entry answers as for variant {variant.same_as + 1}: advice and evidence stand there."
        yield ""
    else:
        yield from advice(explanation, variant, hashes)
        yield from evidence(explanation, variant, hashes)
        yield from inhibitors(explanation, variant, hashes)
        for title, words in (("What is not known", variant.not_known), ("Remarks", variant.comment)):
            if words:
                yield f"{hashes} {title}"
                yield ""
                yield escaped(words)
                yield ""
    yield from ladder(variant, hashes)
    if variant.same_as is None:
        yield from general(explanation, variant, hashes)


def reading(variant: Explained, hashes: str) -> Iterator[str]:
    """Yield what was typed, and how it was read."""
    yield f"{hashes} Read as"
    yield ""
    typed = code(told.given(variant.input))
    yield f"- typed: {typed if variant.member is None else f'{code(told.given(variant.member))} in {typed}'}"
    yield f"- name: {code(printable(variant.name or ''))}"
    if variant.hgvs_c and variant.hgvs_c not in (variant.name or ""):
        yield f"- DNA: {code(printable(variant.hgvs_c))}"
    if variant.origin:
        yield f"- origin: {escaped(told.ORIGINS.get(variant.origin, variant.origin))}"
    if variant.genotype:
        yield f"- genotype: {escaped(variant.genotype)}"
    for note in variant.how_read:
        yield f"- note: {escaped(note)}"
    yield ""


def gene(variant: Explained, hashes: str) -> Iterator[str]:
    """Yield the map of the gene, and the neighbourhood of the variant."""
    drawing = variant.map
    if drawing is None:
        return
    yield f"{hashes} Gene map"
    yield ""
    yield f"{drawing.gene}, {drawing.length} codons, {drawing.transcript}, {drawing.protein}"
    yield ""
    lines, key = overview(drawing, told.marks(variant), PICTURE_WIDTH, UNICODE)
    yield from picture(lines)
    if key:
        yield escaped("; ".join(key))
        yield ""
    if drawing.place is None:
        return
    near = neighbourhood(drawing, PICTURE_WIDTH, UNICODE)
    if near:
        yield from picture(near)
    for sensitivity, names in listed(drawing.neighbours):
        yield f"- **{SYMBOLS[sensitivity]}** {SYMBOL_WORDS[sensitivity]}: {escaped(names)}"
    if not drawing.neighbours:
        yield "The knowledge base names no other variant here."
    yield ""


def picture(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the lines of a picture as a block of code."""
    yield "```text"
    for line in lines:
        yield "".join(piece for piece, _ in line).rstrip()
    yield "```"
    yield ""


def advice(explanation: Explanation, variant: Explained, hashes: str) -> Iterator[str]:
    """Yield the advice in each setting, in full."""
    yield f"{hashes} Advice for imatinib"
    yield ""
    same = told.settings_agree(variant.courses)
    for course in variant.courses[:1] if same else variant.courses:
        name = "All settings" if same else course.setting.capitalize()
        yield f"{hashes}# {name}: {escaped(told.answer(course))}"
        yield ""
        yield escaped(course.advice)
        yield ""
        fields = (
            ("schedule", course.schedule),
            ("duration", course.duration),
            ("strength", told.strength(course)),
            ("reasons", course.statement),
        )
        lines = [f"- {label}: {escaped(words)}" for label, words in fields if words]
        for other in course.alternatives:
            schedule = f", {other.schedule}" if other.schedule else ""
            words = escaped(f"{schedule}: {other.statement}")
            cited = references(other.citations, explanation.sources)
            lines.append(f"- instead: **{escaped(told.drug_and_dose(other))}**{words} {cited}")
        lines += [
            f"- position: {escaped(told.stance(stance))} {references(stance.citations, explanation.sources)}"
            for stance in course.positions
        ]
        if course.citations:
            lines.append(f"- sources: {references(course.citations, explanation.sources)}")
        lines += [f"- overlay: {escaped(note)}" for note in course.notes]
        yield from lines
        if lines:
            yield ""


def references(labels: Iterable[str], citations: Mapping[str, Citation]) -> str:
    """Return the labels of sources, each with a link where it has one, and its year."""
    told_labels = []
    for label in labels:
        citation = citations[label]
        link = link_of(citation)
        name = f"[{escaped(label)}]({link})" if link else escaped(label)
        told_labels.append(name + (f" ({citation.year})" if citation.year else ""))
    return ", ".join(told_labels)


def evidence(explanation: Explanation, variant: Explained, hashes: str) -> Iterator[str]:
    """Yield the evidence by drug, the sides of a conflict side by side."""
    if not variant.evidence:
        return
    yield f"{hashes} Evidence"
    yield ""
    if variant.sensitivity == "conflicting":
        yield "The evidence conflicts; both sides are shown."
        yield ""
    for drug in variant.evidence:
        yield f"{hashes}# {escaped(told.drug_title(drug.drug))}"
        yield ""
        yield from drug_evidence(explanation, variant, drug)


def drug_evidence(explanation: Explanation, variant: Explained, drug: DrugEvidence) -> Iterator[str]:
    """Yield the evidence for one drug."""
    sides: Sequence[Side] = drug.sides
    if drug.drug == IMATINIB and variant.conflict:
        rows = zip_longest(
            *[[item_told(explanation, item) for item in side.evidence] for side in variant.conflict], fillvalue=""
        )
        yield from table([told.direction(side).capitalize() for side in variant.conflict], rows)
        sides = [side for side in sides if side.direction not in SIDES]
    for side in sides:
        if not (drug.drug == "none" and side.direction == "not-applicable"):
            yield f"{escaped(told.direction(side).capitalize())}:"
            yield ""
        for item in side.evidence:
            yield f"- {item_told(explanation, item)}"
        yield ""


def item_told(explanation: Explanation, item: Evidence) -> str:
    """Return one piece of evidence on one line."""
    caution = f" Caution: {escaped(item.caution)}" if item.caution else ""
    cited = references(item.citations, explanation.sources)
    return f"{escaped(item.statement)} *{escaped(told.tags(item))}.*{caution} {cited}"


def inhibitors(explanation: Explanation, variant: Explained, hashes: str) -> Iterator[str]:
    """Yield the other drugs, with the scope of their label."""
    if not variant.other_inhibitors:
        return
    yield f"{hashes} Other inhibitors"
    yield ""
    rows = [
        (
            escaped(drug.drug),
            escaped(drug.activity),
            "yes" if drug.approved else "no",
            escaped(drug.label),
            escaped(drug.basis),
            references(drug.citations, explanation.sources),
        )
        for drug in variant.other_inhibitors
    ]
    yield from table(("Drug", "Activity", "Approved", "Label", "Basis", "Sources"), rows)


def ladder(variant: Explained, hashes: str) -> Iterator[str]:
    """Yield which rung matched, and why the others did not."""
    yield f"{hashes} Why this answer"
    yield ""
    for note in variant.why:
        yield escaped(note)
        yield ""
    for rung in variant.ladder:
        words = f"{told.RUNGS[rung.scope]}: {escaped(told.rung(rung))}"
        yield f"- **{words}**" if rung.answers else f"- {words}"
    yield ""
    if variant.overlay:
        yield f"The entry is from the overlay {escaped(variant.overlay)}."
        yield ""
    if variant.reviewed:
        yield f"Entry last reviewed {escaped(variant.reviewed)}."
        yield ""


def general(explanation: Explanation, variant: Explained, hashes: str) -> Iterator[str]:
    """Yield the general statements that apply, by topic."""
    if not variant.statements:
        return
    yield f"{hashes} In general, {explanation.setting} setting"
    yield ""
    for topic in dict.fromkeys(statement.topic for statement in variant.statements):
        for statement in variant.statements:
            if statement.topic == topic:
                cited = references(statement.citations, explanation.sources)
                yield f"- **{escaped(topic).capitalize()}:** {escaped(told.statement(statement))} {cited}"
                for stance in statement.positions:
                    yield f"  - {escaped(told.stance(stance))} {references(stance.citations, explanation.sources)}"
    yield ""


def problem(variant: Explained, trouble: Problem) -> Iterator[str]:
    """Yield why a variant could not be read, with a caret under the text where there is a place to point at."""
    if trouble.text is not None and trouble.position is not None:
        before = printable(trouble.text[: trouble.position])
        yield f"    {printable(trouble.text)}"  # a block of code that no text can end
        yield f"    {'':{len(before)}}^ expected {printable(trouble.expected or '')}"
    else:
        yield f"Typed: {code(told.given(variant.input))}"
        yield ""
        yield escaped(trouble.message)
    yield ""
    for words in (trouble.meaning, trouble.remedy):
        if words:
            yield plain(words)
            yield ""
    yield f"Problem code: {code(printable(trouble.code))}"
    yield ""


def sources(citations: Mapping[str, Citation]) -> Iterator[str]:
    """Yield the sources in full."""
    if not citations:
        return
    yield "## Sources"
    yield ""
    for label, citation in citations.items():
        yield f"- {references([label], citations)}: {escaped(told.source(citation))}"
    yield ""
