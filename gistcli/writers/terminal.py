"""The table for a terminal: a block for each variant, with verdict, dose and action on its first line or lines.

From 100 columns on the first line of a block is a row of a table; in a narrower terminal the same words are stacked.
Widths follow from the terminal alone and never from the rows, so that each block is written as soon as it is known.

Colour only repeats what the words say. What is not in the knowledge base is dim, and never has the colour of an
answer. Input is shown with control characters escaped: text from a file must not steer the terminal.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TextIO, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gistcli.model import Annotation, Sensitivity, Verdict
from gistcli.writers import words
from gistcli.writers.delimited import inhibitor
from gistcli.writers.words import ACTIONS, SCOPES, plain, printable

STYLES: dict[Sensitivity, str] = {
    "sensitive": "bold green",
    "reduced": "bold yellow",
    "resistant": "bold red",
    "conflicting": "bold magenta",
    "neutral": "bold cyan",
    "unknown": "dim",
}
VERDICTS = {sensitivity: (told, STYLES[sensitivity]) for sensitivity, told in words.VERDICTS.items()}
"""Sensitivity -> words and style."""
EFFECT_NOT_KNOWN = (words.EFFECT_NOT_KNOWN, "dim")
NOT_READ = (words.NOT_READ, "dim")
DISCLAIMER = "Decision support, to be checked by a specialist; not a medical device."

TABLE_WIDTH = 100  # narrower terminals get the stacked layout
MOST_WIDTH = 120  # longer lines of prose are hard to read
VERDICT_WIDTH = max(map(len, words.VERDICTS.values()))
ACTION_WIDTH = max(map(len, ACTIONS.values()))
DOSE_WIDTH = len("1000 mg/day")
GAP = 2
MARGIN = 3
LABEL_WIDTH = len("neoadjuvant") + GAP
SHOWN = 200  # characters of an input

Row = TypeVar("Row", bound=Annotation | Verdict)

SYNTAX_PROBLEM = re.compile(r"cannot read the variant at character (\d+) \((.+?)\): expected (.+)")


class Terminal(Console):
    """A console that leaves a closed pipe to its caller; rich would end the program with status 1."""

    def on_broken_pipe(self) -> None:
        """Let the error out."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def write_table(annotations: Iterable[Annotation], stream: TextIO) -> None:
    """Write the blocks, and a last line with the version of the knowledge base.

    Args:
        annotations: What to write.
        stream: A terminal, whose width and colours are used, or any other text stream, without colour.
    """
    write_blocks(annotations, stream, ("Variant", "Where", "Imatinib", "Dose", "Action"), block)


def write_blocks(
    rows: Iterable[Row], stream: TextIO, heads: Sequence[str], block: Callable[[Console, Row, int], Iterable[Text]]
) -> None:
    """Write a block for each row, under the heads of the columns, and a last line."""
    console = Terminal(file=stream, highlight=False, markup=False, emoji=False)
    width = min(console.width, MOST_WIDTH)
    rule = Text(("─" if console.encoding.startswith("utf") else "-") * width, "dim")
    version = None
    if width >= TABLE_WIDTH:
        titles = [Text(title, "bold") for title in heads]
        show(console, [*beside(console, titles, columns(width)), rule])
    for row in rows:
        show(console, [*block(console, row, width), rule])
        version = row.kb_version or version
    base = f"Knowledge base {printable(version)}. " if version else ""
    show(console, wrapped(console, Text(base + DISCLAIMER, "dim"), width))


def show(console: Console, lines: Iterable[Text]) -> None:
    """Print lines that fit the terminal as they are, without blanks at their end."""
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True)


def block(console: Console, annotation: Annotation, width: int) -> Iterator[Text]:
    """Yield the lines of one variant."""
    name = Text(heading(annotation), "bold")
    where = Text(", ".join(place(annotation)))
    answer = [Text(*verdict(annotation))]
    if not annotation.problem:
        answer += treatment(annotation)
    yield from first_lines(console, [name, where, *answer], width)
    room = width - MARGIN - LABEL_WIDTH
    yield from under_it(console, remarks(annotation, room), room)


def treatment(row: Annotation | Verdict) -> list[Text]:
    """Return dose and action."""
    dose = row.dose_mg_per_day
    return [
        Text("no dose", "dim") if dose is None else Text(f"{dose} mg/day", "bold"),
        Text(ACTIONS[row.action], "dim" if row.action == "none" else "bold"),
    ]


def first_lines(console: Console, texts: Sequence[Text], width: int) -> Iterator[Text]:
    """Yield name, place and answer: side by side where there is room, else stacked."""
    name, where, *answer = texts
    if width >= TABLE_WIDTH:
        yield from beside(console, [name, where, *answer], columns(width))
    else:
        for text in (name, *joined(answer, width), where):
            yield from wrapped(console, text, width)


def under_it(console: Console, lines: Iterable[tuple[str, Text]], room: int) -> Iterator[Text]:
    """Yield the other lines of a block, each beside its label."""
    for label, text in lines:
        yield from beside(console, [Text(""), Text(label, "dim"), text], [MARGIN - GAP, LABEL_WIDTH - GAP, room])


def joined(parts: Sequence[Text], width: int) -> Iterator[Text]:
    """Yield texts joined by commas, with a new line before one that does not fit: a verdict is not broken."""
    line = parts[0]
    for part in parts[1:]:
        longer = Text(", ").join([line, part])
        if longer.cell_len > width:
            yield line
            line = part
        else:
            line = longer
    yield line


def columns(width: int) -> list[int]:
    """Return the widths of the wide layout; what the last three leave is shared by name and place."""
    free = width - VERDICT_WIDTH - DOSE_WIDTH - ACTION_WIDTH - 4 * GAP
    return [free // 2, free - free // 2, VERDICT_WIDTH, DOSE_WIDTH, ACTION_WIDTH]


def beside(console: Console, cells: Sequence[Text], widths: Sequence[int]) -> Iterator[Text]:
    """Yield the lines of texts that stand side by side, each wrapped to its width."""
    folded = [wrapped(console, cell, width) for cell, width in zip(cells, widths, strict=False)]
    for parts in zip_longest(*folded, fillvalue=Text("")):
        line = Text("")
        for part, width in zip(parts, widths, strict=False):
            line.append_text(part)
            line.pad_right(width + GAP - part.cell_len)
        yield line


def wrapped(console: Console, text: Text, width: int) -> list[Text]:
    """Return the lines of a text, broken between words, and inside a word that is longer than a line."""
    return list(text.wrap(console, width, overflow="fold")) if text else []


def heading(annotation: Annotation) -> str:
    """Return gene and short name; for what has none, the text as it was given."""
    protein = annotation.short or annotation.hgvs_p
    name = annotation.hgvs_c or protein if protein in ("?", "p.?") else protein or annotation.hgvs_c
    if annotation.problem or not name:
        return given(annotation) or "(empty)"
    if annotation.gene and not name.startswith(annotation.gene):
        name = f"{annotation.gene} {name}"
    return printable(name)


def verdict(annotation: Annotation) -> tuple[str, str]:
    """Return words and style for the sensitivity."""
    if annotation.problem:
        return NOT_READ
    if annotation.sensitivity == "unknown" and annotation.entry:
        return EFFECT_NOT_KNOWN
    return VERDICTS[annotation.sensitivity]


def place(annotation: Annotation) -> Iterator[str]:
    """Yield exon and domain."""
    if annotation.exon:
        yield f"exon {annotation.exon}" if "-" not in annotation.exon else f"exons {annotation.exon}"
    if annotation.domain:
        yield printable(annotation.domain)


def remarks(annotation: Annotation, width: int) -> Iterator[tuple[str, Text]]:
    """Yield the lines under a variant, each with its label."""
    if source := origin(annotation):
        yield "given as", Text(source)
    names = [annotation.hgvs_p, annotation.hgvs_c, (annotation.consequence or "").replace("_", " ")]
    if any(names):
        yield "variant", Text(", ".join(printable(name) for name in names if name))
    if annotation.problem:
        yield from problem(annotation, width)
    elif annotation.advice:
        yield annotation.setting, prose(annotation.advice)
    if annotation.duration:
        yield "duration", prose(annotation.duration)
    evidence = [f"level {annotation.evidence_level}"] if annotation.evidence_level else []
    if annotation.entry:
        evidence.append(f"entry {printable(annotation.entry)}")
    if annotation.scope:
        evidence.append(SCOPES[annotation.scope])
    if evidence:
        yield "evidence", Text(", ".join(evidence))
    if annotation.other_inhibitors:
        yield "others", prose("; ".join(map(inhibitor, annotation.other_inhibitors)))
    if annotation.citations:
        yield "sources", prose(", ".join(annotation.citations))
    for note in annotation.notes:
        yield "note", Text(prose(note).plain, "dim")


def origin(annotation: Annotation) -> str:
    """Return the text as given, its line and its sample, where the heading does not tell them already."""
    parts = [f"line {annotation.line}"] if annotation.line is not None else []
    if annotation.sample is not None:
        parts.append(f"sample {printable(annotation.sample)}")
    text = given(annotation)
    if text in (heading(annotation), annotation.short or "") or annotation.problem:
        return ", ".join(parts)
    return text + (f" ({', '.join(parts)})" if parts else "")


def problem(annotation: Annotation, width: int) -> Iterator[tuple[str, Text]]:
    """Yield why a row could not be read: with a caret under the text where the problem names a character of it."""
    text = annotation.problem or ""
    match = SYNTAX_PROBLEM.fullmatch(text)
    if match and pointable(annotation.input, int(match[1]) - 1, match[2]):
        window, offset = around(annotation.input, int(match[1]) - 1, width)
        yield "problem", Text(f"cannot read the variant at character {match[1]}:", "red")
        yield "", Text(window)
        yield "", Text(" " * offset + "^", "bold red")
        yield "", Text(printable(f"expected {match[3]}"), "red")
    else:
        yield "problem", Text(prose(text).plain, "red")
    if annotation.problem_code:
        yield "help", Text(f"gistcli problem {printable(annotation.problem_code)}", "dim")


def pointable(text: str, position: int, found: str) -> bool:
    """Tell whether a problem speaks of the text as it was given, and not of a part of it."""
    if found == "the end of the text":
        return position == len(text)
    return text[position : position + 1] != "" and found == repr(text[position])


def around(text: str, position: int, width: int) -> tuple[str, int]:
    """Return what of a text fits the width, and the column in it of a position.

    >>> around("p.Vax559Asp", 4, 40)
    ('p.Vax559Asp', 4)
    """
    first, before = position, ""
    while first > 0 and cell_len(before) + cell_len(printable(text[first - 1])) <= width // 2:
        first -= 1
        before = printable(text[first]) + before
    window = before
    for character in text[position : position + width]:
        if cell_len(window) + cell_len(printable(character)) > width:
            break
        window += printable(character)
    return window, cell_len(before)


def given(annotation: Annotation) -> str:
    """Return the input as it may be shown, cut where it is long."""
    text = annotation.input
    return printable(text if len(text) <= SHOWN + 1 else text[:SHOWN] + "…")


def prose(text: str) -> Text:
    """Return a sentence that may have been folded in its source."""
    return Text(plain(text))
