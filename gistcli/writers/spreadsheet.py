r"""CSV for people who open it in a spreadsheet: no text of an input is taken for a formula.

A spreadsheet runs what begins with ``=``, ``+``, ``-`` or ``@``, and may split a line at other places than the commas.
So an apostrophe is put before such a beginning: at the start of a cell, and behind what may be taken for the end of
one. `original` takes it away again. Programs read the formats that leave every field as it is.

>>> safe("=HYPERLINK(1)"), safe("KIT V559D"), safe("'=1"), safe("D842V;=1")
("'=HYPERLINK(1)", 'KIT V559D', "''=1", "D842V;'=1")
>>> original(safe("'=1"))
"'=1"
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from gistcli.model import Annotation, Verdict
from gistcli.writers.delimited import COLUMNS, csv_row, write_rows

_START = r"(?:^|(?<=[;,\t\r\n\"]))"
"""Where a cell begins, or could for a program that splits at semicolons or tabs; ``^`` is the start of the text."""
_FORMULA = r"(?=(?:[^\S\t\r\n]|')*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])"
"""Spaces, apostrophes and a character that begins a formula; the wide forms are those of East Asian keyboards."""
_BARE = re.compile(_START + _FORMULA)
_SAFE = re.compile(_START + "'" + _FORMULA)


def safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return _BARE.sub("'", text)


def original(text: str) -> str:
    """Return what `safe` was given."""
    return _SAFE.sub("", text)


def write_csv(rows: Iterable[Annotation | Verdict], stream: TextIO, columns: tuple[str, ...] = COLUMNS) -> None:
    """Write comma-separated values that are safe in a spreadsheet."""
    write_rows(rows, stream, columns, ",", lambda row: csv_row(map(safe, row)))


def write_verdicts_csv(verdicts: Iterable[Verdict], stream: TextIO) -> None:
    """Write verdicts as comma-separated values that are safe in a spreadsheet."""
    write_csv(verdicts, stream, Verdict._fields)
