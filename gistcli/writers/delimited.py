"""TSV and CSV: a header and a row for each annotation; columns are the fields of `Annotation`, in their order.

Verdicts are written in the same way, with their own fields as columns.

A list is joined by ``; ``, None is an empty cell. Lines end with LF on every system.

In TSV a tab, CR or LF inside a cell becomes one space, so that any program may split at tabs; nothing else is escaped
or quoted. CSV follows RFC 4180: a cell with a comma, quote, CR or LF is quoted, and a quote is doubled. The quoting is
done here because that of the ``csv`` module differs between versions of Python: the same input must give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from gistcli.model import Annotation, Verdict

COLUMNS = Annotation._fields
BREAKS = str.maketrans("\t\r\n", "   ")


def write_tsv(annotations: Iterable[Annotation | Verdict], stream: TextIO, columns: tuple[str, ...] = COLUMNS) -> None:
    """Write tab-separated values."""
    stream.write("\t".join(columns) + "\n")
    for annotation in annotations:
        row = cells(annotation, columns)
        line = "\t".join(row)
        if line.count("\t") >= len(columns) or "\n" in line or "\r" in line:
            line = "\t".join(cell.replace("\r\n", " ").translate(BREAKS) for cell in row)
        stream.write(line + "\n")


def write_csv(annotations: Iterable[Annotation | Verdict], stream: TextIO, columns: tuple[str, ...] = COLUMNS) -> None:
    """Write comma-separated values."""
    stream.write(",".join(columns) + "\n")
    for annotation in annotations:
        stream.write(",".join([quoted(cell) for cell in cells(annotation, columns)]) + "\n")


def write_verdicts_tsv(verdicts: Iterable[Verdict], stream: TextIO) -> None:
    """Write verdicts as tab-separated values."""
    write_tsv(verdicts, stream, Verdict._fields)


def write_verdicts_csv(verdicts: Iterable[Verdict], stream: TextIO) -> None:
    """Write verdicts as comma-separated values."""
    write_csv(verdicts, stream, Verdict._fields)


def cells(annotation: Annotation | Verdict, columns: tuple[str, ...] = COLUMNS) -> list[str]:
    """Return the fields of an annotation as text, not yet escaped for a format."""
    return [
        "" if value is None else value if isinstance(value, str) else cell(name, value)
        for name, value in zip(columns, annotation, strict=True)
    ]


def cell(name: str, value: Any) -> str:
    """Return the text of a field that is a number or a list."""
    if name == "other_inhibitors":
        return "; ".join(map(inhibitor, value))
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def inhibitor(drug: Mapping[str, Any]) -> str:
    """Return another drug and what is known of it on one line.

    >>> inhibitor({"drug": "sunitinib", "activity": "active", "approved": True})
    'sunitinib: active (approved)'
    >>> inhibitor({"drug": "ponatinib", "activity": "mixed", "approved": False})
    'ponatinib: mixed'
    """
    return f"{drug['drug']}: {drug['activity']}" + (" (approved)" if drug["approved"] else "")


def quoted(text: str) -> str:
    """Return a cell of CSV, in quotes where RFC 4180 asks for them.

    >>> print(quoted('the "dup", probably'))
    "the ""dup"", probably"
    """
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
