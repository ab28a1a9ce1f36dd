"""Verdicts for a terminal: a block for each tumour, laid out as those of variants are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from gistcli.model import Verdict
from gistcli.writers.delimited import inhibitor
from gistcli.writers.terminal import (
    LABEL_WIDTH,
    MARGIN,
    NOT_READ,
    VERDICTS,
    first_lines,
    prose,
    treatment,
    under_it,
    write_blocks,
)
from gistcli.writers.words import printable

UNKNOWN = ("not known", "dim")
NO_SAMPLE = "(one tumour)"
NO_VARIANT = "no variant"


def write_table(verdicts: Iterable[Verdict], stream: TextIO) -> None:
    """Write the blocks, and a last line with the version of the knowledge base."""
    write_blocks(verdicts, stream, ("Tumour", "Variants", "Imatinib", "Dose", "Action"), block)


def block(console: Console, verdict: Verdict, width: int) -> Iterator[Text]:
    """Yield the lines of one tumour."""
    name = Text(printable(verdict.sample) if verdict.sample else NO_SAMPLE, "bold")
    variants = Text(printable(", ".join(verdict.variants)) or NO_VARIANT)
    nothing_read = verdict.problem is not None and not verdict.variants
    answer = [Text(*(NOT_READ if nothing_read else told(verdict)))]
    if not nothing_read:
        answer += treatment(verdict)
    yield from first_lines(console, [name, variants, *answer], width)
    yield from under_it(console, remarks(verdict), width - MARGIN - LABEL_WIDTH)


def told(verdict: Verdict) -> tuple[str, str]:
    """Return words and style for the sensitivity; a tumour is not in the knowledge base, its variants are."""
    return UNKNOWN if verdict.sensitivity == "unknown" else VERDICTS[verdict.sensitivity]


def remarks(verdict: Verdict) -> Iterator[tuple[str, Text]]:
    """Yield the lines under a tumour, each with its label."""
    for label, names in (("primary", verdict.primary), ("secondary", verdict.secondary)):
        if names:
            yield label, Text(printable(", ".join(names)))
    if verdict.problem:
        yield "problem", Text(prose(verdict.problem).plain, "red")
        yield "help", Text(f"gistcli problem {printable(verdict.problem_code or '')}", "dim")
    yield verdict.setting, prose(verdict.advice)
    if verdict.duration:
        yield "duration", prose(verdict.duration)
    if verdict.evidence_level:
        yield "evidence", Text(f"level {verdict.evidence_level}")
    if verdict.other_inhibitors:
        yield "others", prose("; ".join(map(inhibitor, verdict.other_inhibitors)))
    if verdict.citations:
        yield "sources", prose(", ".join(verdict.citations))
    for note in verdict.notes:
        yield "note", Text(prose(note).plain, "dim")
