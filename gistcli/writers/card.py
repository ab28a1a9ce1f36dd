"""The card for a terminal: verdict and dose first, then the gene, the advice, the evidence and the reasons.

Good from 60 columns on; a wider terminal puts the sides of a conflict side by side. Colour only repeats what the words
say. What was typed is shown with control characters escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

from rich.console import Console
from rich.text import Text

from gistcli.explanation import IMATINIB, SIDES, Course, DrugEvidence, Explained, Explanation, GeneMap, Problem, Side
from gistcli.model import Evidence
from gistcli.writers import card_words as told
from gistcli.writers.gene_map import ASCII, SYMBOL_WORDS, SYMBOLS, UNICODE, Line, Mark, listed, neighbourhood, overview
from gistcli.writers.terminal import STYLES, Terminal, around, show, wrapped
from gistcli.writers.words import plain, printable

LEAST_WIDTH, MOST_WIDTH = 40, 132  # longer lines are hard to read
WIDE = 76  # from here on the sides of a conflict stand side by side
MARGIN = 2
LABEL = len("positions") + 2
SETTING = len("neoadjuvant") + 2
ANSWER = len("400 mg/day (standard dose)") + 2
LEVEL = len("level A") + 2
ROLES: dict[str, str] = {str(sensitivity): style for sensitivity, style in STYLES.items()}
ROLES |= {"mark": "bold", "dim": "dim"}
ACTION_STYLES = {"avoid": "bold red", "none": "dim"}


class Page:
    """Where a card is written: its width, and the characters that the terminal has."""

    def __init__(self, console: Console, width: int) -> None:
        self.console, self.width = console, width
        self.glyphs = UNICODE if console.encoding.startswith("utf") else ASCII
        self.encoding = console.encoding

    def text(self, words: str, style: str = "") -> Text:
        """Return words that the terminal can show."""
        if self.glyphs is ASCII:
            words = words.encode(self.encoding, "backslashreplace").decode(self.encoding)
        return Text(words, style)

    def paragraph(self, words: str | Text, indent: int = MARGIN, first: str = "", style: str = "") -> Iterator[Text]:
        """Yield a paragraph that is indented; `first` stands in the indent of its first line."""
        text = self.text(words, style) if isinstance(words, str) else words
        for number, line in enumerate(wrapped(self.console, text, max(10, self.width - indent))):
            lead = first.rjust(indent - 1) + " " if number == 0 and first else " " * indent
            yield Text(lead).append_text(line)

    def field(self, label: str, words: str | Text, indent: int = MARGIN) -> Iterator[Text]:
        """Yield a paragraph beside its label."""
        text = self.text(words) if isinstance(words, str) else words
        if not text:
            return
        room = max(10, self.width - indent - LABEL)
        for number, line in enumerate(wrapped(self.console, text, room)):
            name = Text(" " * indent).append((label if number == 0 else "").ljust(LABEL), "dim")
            yield name.append_text(line)

    def bullet(self, words: str | Text, indent: int = MARGIN) -> Iterator[Text]:
        """Yield an item of a list."""
        yield from self.paragraph(words, indent + 2, self.glyphs.bullet)

    def title(self, words: str) -> Iterator[Text]:
        """Yield the heading of a section."""
        rule = self.glyphs.dash * max(0, self.width - len(words) - 4)
        yield Text("")
        yield Text().append(f"{self.glyphs.dash * 2} ", "dim").append(words, "bold").append(f" {rule}", "dim")

    def rule(self) -> Text:
        """Return a thick line."""
        return Text(self.glyphs.rule * self.width, "dim")

    def drawn(self, lines: Iterable[Line]) -> Iterator[Text]:
        """Yield the lines of a picture."""
        for pieces in lines:
            line = Text(" " * MARGIN)
            for piece, role in pieces:
                line.append(piece, ROLES.get(role, ""))
            line.rstrip()
            yield line

    def narrower(self, width: int) -> Page:
        """Return a page for a column of this one."""
        return Page(self.console, width)


def write_card(explanation: Explanation, stream: TextIO) -> None:
    """Write the card.

    Args:
        explanation: What to write.
        stream: A terminal, whose width and colours are used, or any other text stream, without colour.
    """
    console = Terminal(file=stream, highlight=False, markup=False, emoji=False)
    page = Page(console, max(LEAST_WIDTH, min(console.width, MOST_WIDTH)))
    show(console, card(page, explanation))


def card(page: Page, explanation: Explanation) -> Iterator[Text]:
    """Yield the lines of the card."""
    several = len(explanation.variants) > 1
    if several:
        yield from tumour(page, explanation)
    for number, variant in enumerate(explanation.variants, 1):
        if several:
            yield Text("")
        yield page.rule()
        yield from head(page, variant, f"{number}. " if several else "", several and variant.alone is None)
        yield page.rule()
        if variant.problem:
            yield from problem(page, variant.problem)
        else:
            yield from body(page, explanation, variant)
    yield from sources(page, explanation)
    yield Text("")
    yield page.rule()
    for words in told.foot(explanation):
        yield from page.paragraph(words, 0, style="dim")


# --- the head --------------------------------------------------------------------------------------------------------


def head(page: Page, variant: Explained, number: str, alone: bool) -> Iterator[Text]:
    """Yield name and verdict, and the advice in all settings at a glance."""
    title = page.text(number + told.heading(variant), "bold")
    if variant.problem:
        title.append(": ").append(told.verdict(variant), "bold")
        yield from page.paragraph(title, 0)
        return
    title.append("  imatinib: " if variant.alone is None else "  imatinib, read together: ", "dim").append(
        told.verdict(variant), STYLES[variant.sensitivity]
    )
    yield from page.paragraph(title, 0)
    yield from page.paragraph(told.change(variant), 0)
    if variant.origin and variant.origin != "primary":
        yield from page.paragraph(f"origin: {told.ORIGINS.get(variant.origin, plain(variant.origin))}", 0)
    if alone:
        yield from page.paragraph("The answer for this variant alone:", 0, style="dim")
    yield from glance(page, variant.courses)


def glance(page: Page, courses: Sequence[Course]) -> Iterator[Text]:
    """Yield one line or more a setting: action and dose, level, duration and alternatives."""
    same = told.settings_agree(courses)
    for number, course in enumerate(courses[:1] if same else courses):
        line = Text(f"{page.glyphs.arrow} " if number == 0 else "  ")
        line.append(("all settings" if same else course.setting).ljust(SETTING), "bold" if number == 0 else "")
        line.append(told.answer(course).ljust(ANSWER), ACTION_STYLES.get(course.action, "bold"))
        line.append((f"level {course.level}" if course.level else "").ljust(LEVEL), "dim")
        words = page.text(told.rest(course), "dim")
        room = page.width - line.cell_len
        if room >= 24 and words:
            beside = wrapped(page.console, words, room)
            yield line.append_text(beside[0])
            for more in beside[1:]:
                yield Text(" " * (page.width - room)).append_text(more)
        else:
            yield line
            yield from page.paragraph(words, MARGIN + SETTING)


def tumour(page: Page, explanation: Explanation) -> Iterator[Text]:
    """Yield the head of the card of several variants: each by name, and how they are read together."""
    variants = explanation.variants
    yield page.rule()
    yield from page.paragraph(page.text(f"One tumour, {len(variants)} variants", "bold"), 0)
    yield page.rule()
    for number, variant in enumerate(variants, 1):
        line = page.text(told.heading(variant), "bold")
        if role := told.role(variant):
            line.append(f", {role}")
        line.append(": ").append(
            told.verdict_alone(variant), "bold" if variant.problem else STYLES[told.alone(variant)]
        )
        yield from page.paragraph(line, 5, f"{number}.")
    if explanation.has_problem:
        yield from page.paragraph(told.INCOMPLETE, 0)
    for rule in explanation.together:
        yield Text("")
        line = page.text("Read together, imatinib: ", "bold").append(told.verdict(rule), STYLES[rule.sensitivity])
        yield from page.paragraph(line, 0)
        yield from glance(page, rule.courses)
        yield from page.paragraph(told.read_together(explanation, rule))
        for words in dict.fromkeys(course.advice for course in rule.courses):
            settings = ", ".join(course.setting for course in rule.courses if course.advice == words)
            every = len(settings.split(", ")) == len(rule.courses)
            yield from page.bullet(plain(words) if every else f"{settings.capitalize()}: {plain(words)}")
        for remark in rule.remarks:
            cited = f" [{told.named(remark.citations)}]" if remark.citations else ""
            yield from page.bullet(page.text(plain(remark.statement)).append(cited, "dim"))
        for drug in rule.other_inhibitors:
            yield from page.bullet(page.text(plain(drug.drug), "bold").append(f": {told.inhibitor(drug)}", "not bold"))
        labels = dict.fromkeys(label for course in rule.courses for label in course.citations)
        yield from page.field("sources", page.text(told.named(labels), "dim"))
    read = sum(1 for variant in variants if not variant.problem)
    if not explanation.together and read > 1:
        yield Text("")
        yield from page.paragraph(page.text("Read together: ", "bold").append(told.NO_RULE, "not bold"), 0)
    for gene in dict.fromkeys(variant.gene for variant in variants if variant.map):
        placed = [(number, variant) for number, variant in enumerate(variants, 1) if variant.gene == gene]
        marks = [mark._replace(label=str(number)) for number, variant in placed for mark in told.marks(variant)]
        gene_map = placed[0][1].map
        if gene_map and marks:
            yield Text("")
            yield from page.paragraph(page.text(str(gene), "bold"))
            yield from whole(page, gene_map, marks)


# --- the body --------------------------------------------------------------------------------------------------------


def body(page: Page, explanation: Explanation, variant: Explained) -> Iterator[Text]:
    """Yield the sections of one variant."""
    if variant.summary:
        yield Text("")
        yield from page.paragraph(plain(variant.summary), 0)
    yield from reading(page, variant)
    yield from gene(page, variant, len(explanation.variants) > 1)
    if variant.same_as is not None:
        yield from page.title("Advice and evidence")
        yield from page.paragraph(
            f"The same entry answers as for variant {variant.same_as + 1}: advice and evidence stand there."
        )
    else:
        yield from advice(page, explanation, variant)
        yield from evidence(page, explanation, variant)
        yield from inhibitors(page, explanation, variant)
        yield from not_known(page, variant)
    yield from ladder(page, variant)
    if variant.same_as is None:
        yield from general(page, explanation, variant)


def reading(page: Page, variant: Explained) -> Iterator[Text]:
    """Yield what was typed, and how it was read."""
    yield from page.title("Read as")
    typed = told.given(variant.input)
    yield from page.field("typed", typed if variant.member is None else f"{told.given(variant.member)} in {typed}")
    yield from page.field("name", printable(variant.name or ""))
    if variant.hgvs_c and variant.hgvs_c not in (variant.name or ""):
        yield from page.field("DNA", printable(variant.hgvs_c))
    yield from page.field("change", told.change(variant))
    if variant.origin:
        yield from page.field("origin", told.ORIGINS.get(variant.origin, plain(variant.origin)))
    if variant.genotype:
        yield from page.field("genotype", plain(variant.genotype))
    for note in variant.how_read:
        yield from page.field("note", plain(note))


def whole(page: Page, gene_map: GeneMap, marks: Sequence[Mark]) -> Iterator[Text]:
    """Yield the map of a whole gene with its key."""
    lines, key = overview(gene_map, marks, page.width - MARGIN, page.glyphs)
    yield from page.drawn(lines)
    if key:
        yield from page.paragraph("; ".join(key), style="dim")


def gene(page: Page, variant: Explained, several: bool) -> Iterator[Text]:
    """Yield the map of the gene, unless the head of the tumour has it, and the neighbourhood of the variant."""
    if variant.map is None or (several and variant.map.place is None):
        return
    drawing = variant.map
    yield from page.title(f"Gene map: {drawing.gene}, {drawing.length} codons, {drawing.transcript}, {drawing.protein}")
    if not several:
        yield from whole(page, drawing, told.marks(variant))
    if drawing.place is None:
        return
    if not several:
        yield Text("")
    yield from page.drawn(neighbourhood(drawing, page.width - MARGIN, page.glyphs))
    for sensitivity, names in listed(drawing.neighbours):
        symbol = Text().append(SYMBOLS[sensitivity], STYLES[sensitivity]).append(f" {SYMBOL_WORDS[sensitivity]}: ")
        words = symbol.append_text(page.text(printable(names)))
        hanging = wrapped(page.console, words, page.width - MARGIN - 2)
        for number, line in enumerate(hanging):
            yield Text(" " * (MARGIN if number == 0 else MARGIN + 2)).append_text(line)
    if not drawing.neighbours:
        yield from page.paragraph("The knowledge base names no other variant here.", style="dim")


def advice(page: Page, explanation: Explanation, variant: Explained) -> Iterator[Text]:
    """Yield the advice in each setting, in full."""
    yield from page.title("Advice for imatinib")
    same = told.settings_agree(variant.courses)
    for number, course in enumerate(variant.courses[:1] if same else variant.courses):
        if number:
            yield Text("")
        name = "All settings" if same else course.setting.capitalize()
        line = page.text(f"{name}: ", "bold").append(told.answer(course), ACTION_STYLES.get(course.action, "bold"))
        yield from page.paragraph(line, MARGIN, page.glyphs.arrow if number == 0 else "")
        indent = 2 * MARGIN
        yield from page.paragraph(plain(course.advice), indent)
        yield from page.field("schedule", plain(course.schedule or ""), indent)
        yield from page.field("duration", plain(course.duration or ""), indent)
        yield from page.field("strength", told.strength(course), indent)
        yield from page.field("reasons", plain(course.statement or ""), indent)
        for count, other in enumerate(course.alternatives):
            schedule = f", {other.schedule}" if other.schedule else ""
            words = page.text(told.drug_and_dose(other), "bold").append(
                f"{plain(schedule)}: {plain(other.statement)} ", "not bold"
            )
            words.append(f"[{told.named(other.citations)}]", "dim not bold")
            yield from page.field("instead" if count == 0 else "", words, indent)
        for count, stance in enumerate(course.positions):
            words = page.text(f"{told.stance(stance)} ")
            words.append(f"[{told.named(stance.citations)}]", "dim")
            yield from page.field("positions" if count == 0 else "", words, indent)
        yield from page.field("sources", page.text(told.named(course.citations), "dim"), indent)
        for note in course.notes:
            yield from page.field("overlay", plain(note), indent)


def evidence(page: Page, explanation: Explanation, variant: Explained) -> Iterator[Text]:
    """Yield the evidence by drug, the sides of a conflict side by side."""
    if not variant.evidence:
        return
    yield from page.title("Evidence")
    if variant.sensitivity == "conflicting":
        yield from page.paragraph(
            page.text("The evidence conflicts; both sides are shown.", STYLES["conflicting"]), MARGIN
        )
    for number, drug in enumerate(variant.evidence):
        if number:
            yield Text("")
        yield from page.paragraph(page.text(told.drug_title(drug.drug), "bold"))
        yield from drug_evidence(page, explanation, variant, drug)


def drug_evidence(page: Page, explanation: Explanation, variant: Explained, drug: DrugEvidence) -> Iterator[Text]:
    """Yield the evidence for one drug."""
    sides = list(drug.sides)
    if drug.drug == IMATINIB and variant.conflict and page.width >= WIDE:
        left, right = sides[:1], [side for side in sides[1:] if side.direction in SIDES]
        sides = [side for side in sides if side.direction not in SIDES]
        room = (page.width - MARGIN - 3) // 2
        column = page.narrower(room)
        halves = [
            [line for side in half for line in side_lines(column, explanation, drug.drug, side, 0)]
            for half in (left, right)
        ]
        for one, other in zip_longest(*halves, fillvalue=Text("")):
            line = Text(" " * MARGIN).append_text(one)
            line.append(" " * (MARGIN + room - line.cell_len) + f" {page.glyphs.bar} ", "dim")
            yield line.append_text(other)
    for side in sides:
        yield from side_lines(page, explanation, drug.drug, side, MARGIN)


def side_lines(page: Page, explanation: Explanation, drug: str, side: Side, indent: int) -> Iterator[Text]:
    """Yield the evidence of one direction."""
    if not (drug == "none" and side.direction == "not-applicable"):
        yield from page.paragraph(page.text(told.direction(side).capitalize(), "italic"), indent)
    for item in side.evidence:
        yield from evidence_lines(page, explanation, item, indent)


def evidence_lines(page: Page, explanation: Explanation, item: Evidence, indent: int) -> Iterator[Text]:
    """Yield one piece of evidence."""
    yield from page.bullet(plain(item.statement), indent)
    yield from page.paragraph(told.tags(item), indent + 2, style="dim")
    if item.caution:
        yield from page.paragraph(f"Caution: {plain(item.caution)}", indent + 2)
    yield from page.paragraph(told.cited(item.citations, explanation.sources), indent + 2, style="dim")


def inhibitors(page: Page, explanation: Explanation, variant: Explained) -> Iterator[Text]:
    """Yield the other drugs, with the scope of their label."""
    if not variant.other_inhibitors:
        return
    yield from page.title("Other inhibitors")
    for drug in variant.other_inhibitors:
        yield from page.bullet(page.text(plain(drug.drug), "bold").append(f": {told.inhibitor(drug)}", "not bold"))
        indent = MARGIN + 2
        yield from page.paragraph(f"basis: {plain(drug.basis)}", indent)
        yield from page.paragraph(told.cited(drug.citations, explanation.sources), indent, style="dim")


def not_known(page: Page, variant: Explained) -> Iterator[Text]:
    """Yield what is not known, and the remarks of the entry."""
    if variant.not_known:
        yield from page.title("What is not known")
        yield from page.paragraph(plain(variant.not_known))
    if variant.comment:
        yield from page.title("Remarks")
        yield from page.paragraph(plain(variant.comment))


def ladder(page: Page, variant: Explained) -> Iterator[Text]:
    """Yield which rung matched, and why the others did not."""
    yield from page.title("Why this answer")
    for note in variant.why:
        yield from page.paragraph(plain(note))
    for rung in variant.ladder:
        style = "bold" if rung.answers else "dim"
        words = page.text(f"{told.RUNGS[rung.scope]}: ", style).append(told.rung(rung), style)
        yield from page.paragraph(words, MARGIN + 2, page.glyphs.arrow if rung.answers else "-")
    if variant.overlay:
        yield from page.paragraph(f"The entry is from the overlay {plain(variant.overlay)}.")
    if variant.reviewed:
        yield from page.paragraph(f"Entry last reviewed {plain(variant.reviewed)}.", style="dim")


def general(page: Page, explanation: Explanation, variant: Explained) -> Iterator[Text]:
    """Yield the general statements that apply, by topic."""
    if not variant.statements:
        return
    yield from page.title(f"In general, {explanation.setting} setting")
    topics = dict.fromkeys(statement.topic for statement in variant.statements)
    for topic in topics:
        for statement in variant.statements:
            if statement.topic != topic:
                continue
            words = page.text(f"{plain(topic).capitalize()}: ", "bold").append(told.statement(statement), "not bold")
            words.append(f" [{told.named(statement.citations)}]", "dim not bold")
            yield from page.bullet(words)
            for stance in statement.positions:
                cited = told.named(stance.citations)
                yield from page.paragraph(page.text(told.stance(stance)).append(f" [{cited}]", "dim"), MARGIN + 4, "-")
    others = told.other_settings(explanation)
    if others:
        yield from page.paragraph(f"For other settings: --setting {' or --setting '.join(others)}.", style="dim")


def problem(page: Page, trouble: Problem) -> Iterator[Text]:
    """Yield why a variant could not be read, with a caret under the text where there is a place to point at."""
    yield Text("")
    if trouble.text is not None and trouble.position is not None:
        window, offset = around(trouble.text, trouble.position, page.width - MARGIN - 1)
        yield from page.paragraph(f"It cannot be read from character {trouble.position + 1} on:")
        yield page.text("  " + window)
        yield Text("  " + " " * offset).append("^", "bold red")
        yield from page.paragraph(page.text(printable(f"expected {trouble.expected}"), "red"))
    else:
        yield from page.paragraph(page.text(plain(trouble.message), "red"))
    for words in (trouble.meaning, trouble.remedy):
        if words:
            yield from page.paragraph(plain(words))
    yield from page.paragraph(f"Problem code: {printable(trouble.code)}", style="dim")


def sources(page: Page, explanation: Explanation) -> Iterator[Text]:
    """Yield the sources in full."""
    if not explanation.sources:
        return
    yield from page.title("Sources")
    for label, citation in explanation.sources.items():
        yield from page.bullet(page.text(printable(label), "bold").append(f" {told.source(citation)}", "not bold"))
