"""Gene maps as SVG: exons and domains to scale, and above them the variants, by shape and colour.

What all maps share, the genes and the signs, is drawn once (`shared`) and used by reference. A colour only repeats what
the shape says. Lengths are in the units of the drawing, `WIDTH` of which are the width of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gistcli.cohort import Lollipop
from gistcli.explanation import DomainSpan, GeneMap
from gistcli.frozen import Frozen
from gistcli.model import Sensitivity
from gistcli.writers import report_words as told
from gistcli.writers.card_words import given
from gistcli.writers.markup import Markup, joined, tag

WIDTH = 760
MARGIN = 14
CHARACTER = 6.6
"""Width of a character of a label, on the safe side."""
EXON_HEIGHT = 17
DOMAIN_TOP, DOMAIN_HEIGHT = 21, 15
LOOP_TOP, LOOP_HEIGHT = 38, 6
KEY_TOP = 58
GENE_HEIGHT = 92
SIGN = 8
"""Half of the width of a sign."""
LEVEL_HEIGHT = 21
PLOT_HEIGHT = 150
LOW_PLOT_HEIGHT = 60
"""Height of a plot in which each sign stands for one tumour."""
CLEAR = 26
"""Least height of a sign over the gene."""
LABELS = 12
LISTED = 40
SIGNS: dict[Sensitivity, Markup] = {
    "sensitive": tag("circle", r=6, fill="currentColor"),
    "reduced": tag("path", d="M0-7.5 7 5.5H-7Z", fill="currentColor"),
    "resistant": tag("path", d="M-5.5-5.5H5.5V5.5H-5.5Z", fill="currentColor"),
    "conflicting": tag("path", d="M0-8 8 0 0 8-8 0Z", fill="currentColor"),
    "neutral": tag("circle", r=5, class_="hollow"),
    "unknown": tag("path", d="M-5-5 5 5M5-5-5 5", class_="cross"),
}


class _Sign(Frozen):
    """A sign of a cohort map: what lies at one codon and has one sensitivity."""

    x: float
    y: float
    sensitivity: Sensitivity
    label: str
    tumours: int


class _Label(Frozen):
    """A variant of a tumour map: its sign, and the words beside it from `start` to `end`."""

    x: float
    level: int
    one: Lollipop
    words: str
    start: float
    end: float

    def y(self, top: float) -> float:
        """Return the height of the sign over a gene that begins at `top`."""
        return top - 14 - self.level * LEVEL_HEIGHT


def shared(genes: Iterable[GeneMap]) -> Markup:
    """Return what all maps of a page refer to."""
    signs = [tag("g", sign, id=f"sign-{sensitivity}") for sensitivity, sign in SIGNS.items()]
    drawn = [tag("g", joined(_gene(gene)), id=f"gene-{gene.gene}") for gene in genes]
    return tag("svg", tag("defs", *signs, *drawn), class_="shared", width=0, height=0, aria_hidden="true")


def tumour_map(gene: GeneMap, found: Sequence[Lollipop], ident: str) -> Markup:
    """Return the map of a gene with the variants of a tumour.

    Args:
        gene: The gene.
        found: Its variants that have a place.
        ident: Beginning of the ids in the drawing.
    """
    placed: list[_Label] = []
    for one in sorted(found, key=lambda one: (-_middle(gene, one), one.name)):
        placed.append(_placed(_middle(gene, one), one, placed))
    top = (max((label.level for label in placed), default=0) + 1) * LEVEL_HEIGHT + 8
    parts = [_use(f"gene-{gene.gene}", 0, top)]
    parts += [_stem(gene, label, top) for label in placed]
    for label in reversed(placed):
        y = label.y(top)
        parts.append(_use(f"sign-{label.one.sensitivity}", label.x, y, f"is-{label.one.sensitivity}"))
        is_left = label.start < label.x - SIGN
        x, anchor = (label.x - 11, "end") if is_left else (label.x + 11, None)
        parts.append(tag("text", label.words, x=_number(x), y=_number(y + 4), text_anchor=anchor))
    title = f"Map of {gene.gene}: " + ("; ".join(told.lollipop(one, cohort=False) for one in found) or "no variant")
    return _drawing(parts, top + GENE_HEIGHT, title, _about(gene), ident)


def cohort_map(gene: GeneMap, lollipops: Sequence[Lollipop], ident: str) -> Markup:
    """Return the map of a gene with the variants of a cohort, the higher the more tumours have them."""
    stacks: dict[tuple[tuple[int, int], Sensitivity], list[Lollipop]] = {}
    for one in lollipops:
        if one.place is not None:
            stacks.setdefault((one.place, one.sensitivity), []).append(one)
    counts = {key: len({at for one in stack for at in one.tumours}) for key, stack in stacks.items()}
    most = max(counts.values(), default=1)
    height = PLOT_HEIGHT if most > 1 else LOW_PLOT_HEIGHT
    signs = []
    taken: set[tuple[int, int]] = set()
    for key, stack in sorted(stacks.items(), key=lambda item: (-counts[item[0]], item[0])):
        x = _middle(gene, stack[0])
        y = _height(counts[key], most, height)
        while (round(x / 9), round(y / 9)) in taken and y > 10:
            y -= 9
        taken.add((round(x / 9), round(y / 9)))
        name = _short(stack[0]) + (f" and {len(stack) - 1} more" if len(stack) > 1 else "")
        signs.append(_Sign(x, y, key[1], f"{name}: {counts[key]}", counts[key]))
    parts = list(_scale(most, height))
    parts.append(_use(f"gene-{gene.gene}", 0, height))
    for mark in signs:
        parts.append(tag("path", d=f"M{_number(mark.x)} {_number(mark.y)}V{height}", class_="stem"))
    for mark in reversed(signs):  # the highest are drawn last, over the others
        parts.append(_use(f"sign-{mark.sensitivity}", mark.x, mark.y, f"is-{mark.sensitivity}"))
    parts += _labels(signs)
    listed = [told.lollipop(one) for one in sorted(lollipops, key=lambda one: -len(one.tumours))]
    more = f"; and {len(listed) - LISTED} more" if len(listed) > LISTED else ""
    title = f"Variants of {gene.gene} in the cohort: {told.counted(len(lollipops), 'variant')}"
    return _drawing(parts, height + GENE_HEIGHT, title, "; ".join(listed[:LISTED]) + more, ident)


def _drawing(parts: Iterable[Markup], height: float, title: str, description: str, ident: str) -> Markup:
    return tag(
        "svg",
        tag("title", title, id=f"{ident}-title"),
        tag("desc", description, id=f"{ident}-about"),
        *parts,
        class_="map",
        viewBox=f"0 0 {WIDTH} {_number(height)}",
        role="img",
        aria_labelledby=f"{ident}-title",
        aria_describedby=f"{ident}-about",
    )


# --- the gene ---------------------------------------------------------------------------------------------------------


def _gene(gene: GeneMap) -> Iterator[Markup]:
    """Yield exons and domains, and the key to the domains whose names do not fit."""
    for exon in gene.exons:
        start, end = _edges(gene, exon.first_codon, exon.last_codon)
        yield _box(start, end, 0, EXON_HEIGHT, "exon" if exon.number % 2 else "exon even")
        yield tag("text", str(exon.number), x=_number((start + end) / 2), y=EXON_HEIGHT - 4.5, class_="in")
    inner = {domain for at, domain in enumerate(gene.domains) if any(_inside(domain, o) for o in gene.domains[:at])}
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    key = []
    for domain in sorted(gene.domains, key=lambda one: (one.first_codon, one.last_codon)):
        start, end = _edges(gene, domain.first_codon, domain.last_codon)
        top, height = (LOOP_TOP, LOOP_HEIGHT) if domain in inner else (DOMAIN_TOP, DOMAIN_HEIGHT)
        yield _box(start, end, top, height, "loop" if domain in inner else "domain")
        label = domain.name
        if domain in inner or len(label) * CHARACTER > end - start:
            label = next(letters)
            key.append(f"{label} {domain.name}")
        if domain in inner:
            yield tag("text", label, x=_number(end + 3), y=LOOP_TOP + 7, class_="small")
        else:
            yield tag("text", label, x=_number((start + end) / 2), y=DOMAIN_TOP + 11.5, class_="in")
    half = (len(key) + 1) // 2
    lines = [", ".join(key[:half]), ", ".join(key[half:]), f"{gene.gene}, {gene.length} codons, {gene.transcript}"]
    for number, line in enumerate(lines):
        yield tag("text", line, x=MARGIN, y=KEY_TOP + 14 * number, class_="small")


def _about(gene: GeneMap) -> str:
    first, last = gene.exons[0].number, gene.exons[-1].number
    domains = ", ".join(f"{domain.name} {domain.first_codon} to {domain.last_codon}" for domain in gene.domains)
    return f"{gene.length} codons in the coding exons {first} to {last}; domains by codon: {domains}."


def _scale(most: int, height: float) -> Iterator[Markup]:
    for count in sorted({1, (most + 1) // 2, most}):
        y = _height(count, most, height)
        yield tag("path", d=f"M{MARGIN} {_number(y)}H{WIDTH - MARGIN}", class_="grid")
        yield tag("text", told.counted(count, "tumour"), x=MARGIN, y=_number(y - 3), class_="small")


def _height(tumours: int, most: int, height: float) -> float:
    """Return where the sign for a number of tumours stands, of `most` at the top."""
    return height - CLEAR - (height - CLEAR - 14) * (tumours - 1) / max(1, most - 1)


def _labels(signs: Iterable[_Sign]) -> Iterator[Markup]:
    """Yield the labels of the signs that most tumours have, where there is room."""
    boxes = [(one.x - 8, one.y - 8, one.x + 8, one.y + 8) for one in signs]
    shown = 0
    for one in signs:
        width = len(one.label) * CHARACTER
        for left in (one.x + 10, one.x - 12 - width):
            box = (left, one.y - 7, left + width, one.y + 7)
            if left > MARGIN + 60 and left + width < WIDTH and not any(_meet(box, other) for other in boxes):
                boxes.append(box)
                shown += 1
                yield tag("text", one.label, x=_number(left), y=_number(one.y + 4))
                break
        if shown == LABELS:
            return


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(one: DomainSpan, other: DomainSpan) -> bool:
    return other.first_codon <= one.first_codon and one.last_codon <= other.last_codon


# --- pieces -----------------------------------------------------------------------------------------------------------


def _short(one: Lollipop) -> str:
    return given(one.name.removeprefix(f"{one.gene} "))


def _x(gene: GeneMap, codon: float) -> float:
    """Return where a codon begins."""
    return MARGIN + (codon - 1) / gene.length * (WIDTH - 2 * MARGIN)


def _edges(gene: GeneMap, first: int, last: int) -> tuple[float, float]:
    return _x(gene, first), _x(gene, last + 1)


def _middle(gene: GeneMap, one: Lollipop) -> float:
    assert one.place is not None
    start, end = _edges(gene, *one.place)
    return (start + end) / 2


def _placed(x: float, one: Lollipop, placed: Sequence[_Label]) -> _Label:
    """Put the words of a variant over all that they meet, words and stems, of those to the right."""
    words = f"{_short(one)}, {told.SHORT[one.sensitivity]}"
    width = len(words) * CHARACTER + 12
    start, end = (x - SIGN, x + width) if x + width < WIDTH else (x - width, x + SIGN)
    level = 0
    for other in sorted(placed, key=lambda other: other.level):
        if other.level >= level and start < other.end and other.start < end:
            level = other.level + 1
    return _Label(x, level, one, words, start, end)


def _stem(gene: GeneMap, label: _Label, top: float) -> Markup:
    """Return the stem of a sign, and over the gene how far the variant reaches."""
    assert label.one.place is not None
    start, end = _edges(gene, *label.one.place)
    reach = f"M{_number(start)} {_number(top - 1.5)}H{_number(end)}" if end - start > 2 else ""
    return tag("path", d=f"M{_number(label.x)} {_number(label.y(top))}V{_number(top)}{reach}", class_="stem")


def _box(start: float, end: float, top: float, height: float, class_: str) -> Markup:
    return tag("rect", x=_number(start), y=top, width=_number(end - start), height=height, class_=class_)


def _use(ident: str, x: float, y: float, class_: str | None = None) -> Markup:
    return tag("use", href=f"#{ident}", x=_number(x), y=_number(y), class_=class_)


def _number(value: float) -> str:
    """Return a length as short as it is exact enough: the same digits on every machine."""
    return f"{value:.1f}".removesuffix(".0")
