"""Draw the pictures of the README: ``python docs/pictures.py``.

The lines are those that the terminal shows. The picture needs no font from elsewhere: any monospaced one will do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from gistcli.explain import explain
from gistcli.writers.card import Page, card

IMAGES = Path(__file__).parent / "images"
WIDTH = 88
VARIANT = "KIT A502_Y503dup"
LAST = "Adjuvant: "
"""The card is long: the picture ends before this line."""
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def svg_format() -> str:
    """Return rich's template without the fonts that it would load."""
    template = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return template.replace("Fira Code, monospace", FONTS)


def beginning(lines: Iterator[Text]) -> Iterator[Text]:
    """Yield the lines of a card up to `LAST`."""
    return takewhile(lambda line: not line.plain.strip().startswith(LAST), lines)


def explain_svg() -> str:
    """Return the picture of the first part of a card."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in beginning(card(Page(console, WIDTH), explain([VARIANT]))):
        line.rstrip()
        console.print(line, soft_wrap=True, markup=False, highlight=False, emoji=False)
    return console.export_svg(title=f'gistcli explain "{VARIANT}"', code_format=svg_format(), unique_id="explain")


def main() -> None:
    """Write the pictures."""
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "explain.svg").write_text(explain_svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
