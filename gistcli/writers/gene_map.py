"""Draw a gene in characters: its exons to scale with domains beneath, and the neighbourhood of a variant by codon.

A line is a list of pieces, each with its role: a sensitivity, ``mark`` for the variant itself, ``dim``, or nothing. A
writer may colour roles; the characters alone tell everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

from gistcli.explanation import DomainSpan, ExonSpan, GeneMap, Neighbour
from gistcli.frozen import Frozen
from gistcli.model import Sensitivity

Line: TypeAlias = list[tuple[str, str]]

SYMBOLS: dict[Sensitivity, str] = {
    "sensitive": "S",
    "reduced": "D",
    "resistant": "R",
    "conflicting": "C",
    "neutral": "N",
    "unknown": "?",
}
SYMBOL_WORDS: dict[Sensitivity, str] = {
    "sensitive": "sensitive",
    "reduced": "dose-dependent",
    "resistant": "resistant",
    "conflicting": "conflicting",
    "neutral": "neutral",
    "unknown": "unknown effect",
}
LABEL_WIDTH = len("residues") + 1
ROWS = 8  # most rows of neighbours that are drawn; all are listed


class Glyphs(Frozen):
    """The characters that not every terminal has."""

    caret: str
    bar: str
    dash: str
    rule: str
    bullet: str
    arrow: str


UNICODE = Glyphs("▼", "│", "─", "━", "•", "▶")
ASCII = Glyphs("v", "|", "-", "=", "*", ">")


class Mark(Frozen):
    """A place to point at."""

    first_codon: int
    last_codon: int
    label: str


class _Row:
    """A line of characters that are put where they belong."""

    def __init__(self, width: int) -> None:
        self.cells = [(" ", "")] * width

    def put(self, column: int, text: str, role: str = "") -> None:
        for offset, character in enumerate(text):
            if 0 <= column + offset < len(self.cells):
                self.cells[column + offset] = (character, role)

    def free(self, first: int, last: int) -> bool:
        return first >= 0 and last < len(self.cells) and all(cell[0] == " " for cell in self.cells[first : last + 1])

    def line(self, label: str) -> Line:
        pieces = [("".join(cell[0] for cell in group), role) for role, group in groupby(self.cells, lambda c: c[1])]
        return [(label.ljust(LABEL_WIDTH), "dim"), *pieces]


def overview(gene: GeneMap, marks: Sequence[Mark], width: int, glyphs: Glyphs) -> tuple[list[Line], list[str]]:
    """Return the whole gene, and the key to the domains whose names do not fit.

    Args:
        gene: The gene.
        marks: Places to point at.
        width: Columns, at least `LABEL_WIDTH` and ten.
        glyphs: Characters to use.
    """
    room = width - LABEL_WIDTH
    row = _Row(room)
    here: set[int] = set()
    for mark in marks:
        first, last = _column(gene, mark.first_codon, room), _column(gene, mark.last_codon, room)
        row.put(first, glyphs.caret * (last - first + 1), "mark")
        here |= {span.number for span in gene.exons if _overlap(span, mark)}
        for start in (last + 2, first - len(mark.label) - 1, last + 1):
            if row.free(start, start + len(mark.label) - 1):
                row.put(start, mark.label, "mark")
                break
    lines = [row.line("")] if marks else []
    exons = _Row(room)
    for exon in gene.exons:
        role = "mark" if exon.number in here else ""
        _cell(exons, gene, exon.first_codon, exon.last_codon, str(exon.number), role, glyphs)
    lines.append(exons.line("exons"))
    domains, keys = _Row(room), iter("abcdefghijklmnopqrstuvwxyz")
    key: list[str] = []
    inner = [domain for at, domain in enumerate(gene.domains) if any(_inside(domain, o) for o in gene.domains[:at])]
    for domain in gene.domains:
        if domain in inner:
            continue
        start, end = _columns(gene, domain.first_codon, domain.last_codon, room)
        label = domain.name
        if len(label) > end - start - 1:
            label = next(keys)
            key.append(_told(label, domain))
        _cell(domains, gene, domain.first_codon, domain.last_codon, label, "", glyphs)
    lines.append(domains.line("domains"))
    if inner:
        loops = _Row(room)
        for domain in inner:
            start, end = _columns(gene, domain.first_codon, domain.last_codon, room)
            label = next(keys)
            loops.put(start, label * max(1, end - start))
            key.append(_told(label, domain))
        lines.append(loops.line(""))
    return lines, key


def neighbourhood(gene: GeneMap, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the codons round the variant, one a column, with the variants of the base there; nothing without a place.

    Where the variant is wider than the room there is no picture.
    """
    room = width - LABEL_WIDTH
    if gene.place is None or gene.near is None or gene.place[1] - gene.place[0] >= room:
        return []
    first, last = gene.near
    surplus = last - first + 1 - room
    if surplus > 0:  # leave out alike on both sides
        left = min(gene.place[0] - first, max(surplus - (last - gene.place[1]), (surplus + 1) // 2))
        first, last = first + left, last - (surplus - left)
    length = last - first + 1
    caret = _Row(length)
    caret.put(gene.place[0] - first, glyphs.caret * (gene.place[1] - gene.place[0] + 1), "mark")
    residues = _Row(length)
    residues.put(0, gene.residues[first - gene.near[0] :][:length])
    inside = gene.residues[gene.place[0] - gene.near[0] : gene.place[1] - gene.near[0] + 1]
    residues.put(gene.place[0] - first, inside, "mark")
    codons = _Row(length)
    for codon in range(first, last + 1):
        if codon % 10 == 0 and codon - first + len(str(codon)) < length:
            codons.put(codon - first, f"{glyphs.bar}{codon}", "dim")
    exons = _Row(length)
    for exon in gene.exons:
        begin, end = max(first, exon.first_codon), min(last, exon.last_codon)
        if begin <= end:
            label = f"exon {exon.number}"
            edge = glyphs.bar if begin == exon.first_codon else ""
            fits = len(edge + label) <= end - begin + 1
            exons.put(begin - first, edge + (label if fits else ""), "dim")
    lines = [caret.line(""), residues.line("residues"), codons.line("codons"), exons.line("exons")]
    shown = {
        (one.first_codon, one.last_codon, one.sensitivity): one
        for one in gene.neighbours
        if one.first_codon <= last and first <= one.last_codon
    }
    rows = _packed(shown.values())
    for number, row in enumerate(rows[:ROWS]):
        drawn = _Row(length)
        for one in row:
            begin, end = max(first, one.first_codon), min(last, one.last_codon)
            symbol = SYMBOLS[one.sensitivity]
            text = symbol if begin == end else symbol + glyphs.dash * (end - begin - 1) + symbol
            drawn.put(begin - first, text, one.sensitivity)
        lines.append(drawn.line("known" if number == 0 else ""))
    return lines


def listed(neighbours: Iterable[Neighbour]) -> list[tuple[Sensitivity, str]]:
    """Return what the symbols mean, each with the names of the variants it stands for."""
    found: dict[Sensitivity, list[str]] = {}
    for one in neighbours:
        found.setdefault(one.sensitivity, []).append(one.name)
    return [(sensitivity, ", ".join(found[sensitivity])) for sensitivity in SYMBOLS if sensitivity in found]


def _told(label: str, domain: DomainSpan) -> str:
    return f"{label} {domain.name} {domain.first_codon}-{domain.last_codon}"


def _column(gene: GeneMap, codon: int, room: int) -> int:
    return (codon - 1) * room // gene.length


def _columns(gene: GeneMap, first: int, last: int, room: int) -> tuple[int, int]:
    """Return the first column of a stretch of codons, and the first after it."""
    return _column(gene, first, room), _column(gene, last + 1, room)


def _cell(row: _Row, gene: GeneMap, first: int, last: int, label: str, role: str, glyphs: Glyphs) -> None:
    start, end = _columns(gene, first, last, len(row.cells))
    row.put(start, glyphs.bar[: end - start], "dim")
    if len(label) < end - start:
        row.put(start + 1, label.center(end - start - 1), role)


def _overlap(one: ExonSpan, other: Mark) -> bool:
    return one.first_codon <= other.last_codon and other.first_codon <= one.last_codon


def _inside(one: DomainSpan, other: DomainSpan) -> bool:
    return other.first_codon <= one.first_codon and one.last_codon <= other.last_codon


def _packed(neighbours: Iterable[Neighbour]) -> list[list[Neighbour]]:
    """Put each neighbour in the first row where a column stays free beside it."""
    rows: list[list[Neighbour]] = []
    for one in neighbours:
        for row in rows:
            if row[-1].last_codon + 1 < one.first_codon:
                row.append(one)
                break
        else:
            rows.append([one])
    return rows
