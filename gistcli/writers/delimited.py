"""TSV and CSV: a header and a row for each annotation; columns are the fields of `Annotation`, in their order.

Verdicts are written in the same way, with their own fields as columns.

A list is joined by ``; ``, None is an empty cell. Lines end with LF on every system.

In TSV a tab, CR or LF inside a cell becomes one space, so that any program may split at tabs; nothing else is escaped
or quoted. CSV follows RFC 4180: a cell with a comma, quote, CR or LF is quoted, and a quote is doubled. The quoting is
done here because that of the ``csv`` module differs between versions of Python: the same input must give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

from gistcli.model import Annotation, Verdict

COLUMNS = Annotation._fields
SHARED, NOTES = COLUMNS.index("consequence"), COLUMNS.index("notes")
"""The columns between which many rows say the same: those before name the variant, and notes often do."""
INHIBITORS = COLUMNS.index("other_inhibitors")
MEMO_SIZE = 1_024
"""How many different answers are remembered as text."""
BREAKS = str.maketrans("\t\r\n", "   ")


def write_tsv(annotations: Iterable[Annotation | Verdict], stream: TextIO, columns: tuple[str, ...] = COLUMNS) -> None:
    """Write tab-separated values."""
    write_rows(annotations, stream, columns, "\t", _tsv)


def write_csv(annotations: Iterable[Annotation | Verdict], stream: TextIO, columns: tuple[str, ...] = COLUMNS) -> None:
    """Write comma-separated values."""
    write_rows(annotations, stream, columns, ",", csv_row)


def _tsv(row: list[str]) -> str:
    line = "\t".join(row)
    if line.count("\t") >= len(row) or "\n" in line or "\r" in line:
        line = "\t".join([cell.replace("\r\n", " ").translate(BREAKS) for cell in row])
    return line


def csv_row(row: Iterable[str]) -> str:
    """Return a row of CSV without its end."""
    return ",".join([quoted(cell) for cell in row])


def write_rows(
    rows: Iterable[Annotation | Verdict],
    stream: TextIO,
    columns: tuple[str, ...],
    delimiter: str,
    join: Callable[[list[str]], str],
) -> None:
    """Write a header and rows.

    What the base says of a variant, the longer part of a row, is the same in many rows, and is put together once.

    Args:
        rows: What to write.
        stream: Where to.
        columns: The names of their fields.
        delimiter: What stands between two cells.
        join: Makes a row, or a part of one, of the texts of its cells.
    """
    write = stream.write
    write(delimiter.join(columns) + "\n")
    if columns is not COLUMNS:
        for row in rows:
            write(join(cells(row, columns)) + "\n")
        return
    answers: dict[object, tuple[object, str]] = {}
    for row in rows:
        # What `cell` does, whose calls would cost more than the rest of a row.
        names: tuple[Any, ...] = row[:SHARED]
        text, line, sample, gene, hgvs_p, hgvs_c, short = names
        number = "" if line is None else str(line)
        first = [text, number, sample or "", gene or "", hgvs_p or "", hgvs_c or "", short or ""]
        remarks: tuple[Any, ...] = row[NOTES:]
        notes, problem, code, version = remarks
        last = ["; ".join(notes), problem or "", code or "", version or ""]
        # Inhibitors cannot be hashed; those that are the same object are the same as long as it is held.
        inhibitors = row[INHIBITORS]
        key = (row[SHARED:INHIBITORS], row[INHIBITORS + 1 : NOTES], id(inhibitors))
        known = answers.get(key)
        if known is None:
            if len(answers) >= MEMO_SIZE:
                answers.clear()
            known = answers[key] = (inhibitors, join(cells(row[SHARED:NOTES], COLUMNS[SHARED:NOTES])))
        write(f"{join(first)}{delimiter}{known[1]}{delimiter}{join(last)}\n")


def write_verdicts_tsv(verdicts: Iterable[Verdict], stream: TextIO) -> None:
    """Write verdicts as tab-separated values."""
    write_tsv(verdicts, stream, Verdict._fields)


def write_verdicts_csv(verdicts: Iterable[Verdict], stream: TextIO) -> None:
    """Write verdicts as comma-separated values."""
    write_csv(verdicts, stream, Verdict._fields)


def cells(annotation: tuple[Any, ...], columns: tuple[str, ...] = COLUMNS) -> list[str]:
    """Return the fields of an annotation or a verdict, or some of them, as text, not yet escaped for a format."""
    fields: Iterable[tuple[str, Any]] = zip(columns, annotation, strict=True)
    return ["; ".join(map(inhibitor, value)) if name == "other_inhibitors" else cell(value) for name, value in fields]


def cell(value: Any) -> str:
    """Return the text of a field that holds a text, a number, a list of texts, or nothing."""
    if value is None:
        return ""
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
