"""The figures as one table: for a terminal, and in Markdown for `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.figures import ABSENT, Figures, Held, Measured, Result

HEADINGS = ("", "ratio", "CPU", "a second", "peak")
BEGIN, END = "<!-- figures: python -m benchmarks --page -->\n", "<!-- end of the figures -->\n"
TARGETS = ("what", "command", "target", "measured", "met")


def as_text(figures: Figures) -> str:
    """Return the targets of all rows, the machine and the versions."""
    rows = [TARGETS, *(cells for name, row in figures.rows.items() for cells in _target_cells(name, row))]
    told = [f"{name} {number}" for name, number in figures.versions.items()]
    size = "" if figures.size == 1 else f"; inputs of {figures.size:g} times the full size"
    return f"{_aligned(rows, 3)}\n\n{figures.machine}{size}\n{', '.join(told)}\n"


def row_as_text(row: Result) -> str:
    """Return one row with all its commands.

    >>> print(row_as_text(Result("one", "a", 5, [Measured("a", 0.5, 1.0, None, 9.0), Measured("b")], [])))
    one (median of 5; a = 1)
                 ratio      CPU  a second     peak
      a          1.00x  0.500 s            9.0 MiB
      b  not installed
    """
    if row.missing:
        return f"{row.title}: not run, {row.missing}"
    counted = f"; {row.base} = 1" if row.base else ""
    lines = _aligned([HEADINGS, *map(_cells, row.measured)], 1, "  ")
    return f"{row.title} (median of {row.rounds}{counted})\n{lines}"


def as_markdown(figures: Figures) -> str:
    """Return all figures as Markdown: the targets first, then each row."""
    parts = [f"Measured on {figures.machine}."]
    if figures.size != 1:
        parts.append(f"**Inputs of {figures.size:g} times the full size: not the figures to quote.**")
    parts.append(_grid([TARGETS, *(cells for row in figures.rows.values() for cells in _target_cells(row.title, row))]))
    for row in figures.rows.values():
        parts.append(f"### {row.title[0].upper()}{row.title[1:]}")
        if row.missing:
            parts.append(f"Not run: {row.missing}.")
            continue
        ratio = f"ratio to `{row.base}`" if row.base else "ratio"
        parts.append(_grid([("command", ratio, *HEADINGS[2:]), *map(_cells, row.measured)]))
        parts.append(f"Median of {row.rounds} rounds." if row.rounds > 1 else "One round.")
    told = ", ".join(f"{name} {number}" for name, number in figures.versions.items())
    parts.append(f"### Versions\n\n{told}.")
    return "\n\n".join(parts) + "\n"


def with_figures(page: str, figures: Figures) -> str:
    r"""Return a page with the figures in the place that it keeps for them.

    >>> with_figures(f"A\n{BEGIN}old\n{END}B\n", Figures("1 core", {}, 1, {})).splitlines()[:4]
    ['A', '<!-- figures: python -m benchmarks --page -->', '', 'Measured on 1 core.']
    """
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{as_markdown(figures)}\n{END}{after}"


def _target_cells(name: str, row: Result) -> list[Sequence[str]]:
    if row.missing:
        return [(name, "", "", row.missing, "")]
    return [(name, held.command, held.wanted, held.found, _met(held)) for held in row.targets]


def _met(held: Held) -> str:
    return {True: "yes", False: "NO", None: "?"}[held.met]


def _cells(line: Measured) -> Sequence[str]:
    if line.seconds is None:
        return (line.name, ABSENT, "", "", "")
    return (
        line.name,
        "" if line.ratio is None else f"{line.ratio:.2f}x",
        f"{line.seconds:.3f} s",
        "" if line.per_second is None else f"{line.per_second:,.0f}",
        f"{line.memory_mib:.1f} MiB",
    )


def _aligned(rows: Sequence[Sequence[str]], left: int, indent: str = "") -> str:
    """Return rows as columns; those from `left` on are aligned to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def _grid(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table of Markdown."""
    head, *body = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])
