"""A table in, the same table with the answers in added columns out: `gistcli annotate` without another format."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, NamedTuple

from gistcli.annotate import Annotator
from gistcli.model import Record
from gistcli.readers.request import Request
from gistcli.readers.source import Source
from gistcli.readers.tables import MEMO_SIZE, Row, Table, spans
from gistcli.writers.tables import TableWriter


class Answered(NamedTuple):
    """What is written for a row, and whether one of its answers is a problem."""

    cells: list[tuple[bytes, bytes]]
    is_problem: bool


def annotate_table(
    source: Source,
    request: Request,
    annotator: Annotator,
    stream: IO[bytes],
    hits_only: bool = False,
    kind: str = "table",
    on_rows: Callable[[int, int], None] | None = None,
) -> tuple[int, int]:
    """Write a table with the answers for its rows of the two genes.

    Args:
        source: The table.
        request: How to read it, and where the counts and remarks go.
        annotator: Answers its rows.
        stream: Where to.
        hits_only: Leave out the rows that are not of the genes.
        kind: ``maf`` or ``table``.
        on_rows: Called with the number of rows and of hits so far.

    Returns:
        How many rows are of the genes, and how many of these have a problem.

    Raises:
        InputError: It is no table, or none that tells a variant.
    """
    table = Table(source, request, kind)
    writer = TableWriter(stream, table.delimiter, table.head.line_end, table.names, spans)
    request.remarks.append(table.remark)
    if writer.replaced:
        request.remarks.append(f"{writer.replaced} gist_ columns of an earlier run are replaced")
    writer.begin(table.head.before, table.head.header)
    memo: dict[Any, Answered | None] = {}
    hits = problems = 0

    def answer(row: Row) -> Answered | None:
        reading = table.read(row)
        if reading is None:
            return None
        annotations = annotator.answers(Record(reading.text, None, None, reading.error, reading.descriptions))
        cells = [writer.rendered(annotation) for annotation in annotations]
        return Answered(cells, any(annotation.problem is not None for annotation in annotations))

    for piece in table.pieces():
        request.rows += piece.rows
        if on_rows is not None:
            on_rows(request.rows, hits)
        if not piece.row:
            if not hits_only:
                writer.others(piece.data, piece.rows)
            continue
        row = table.split(piece)
        if row.error is not None or row.remark:
            answered = answer(row)
        elif row.key in memo:
            answered = memo[row.key]
        else:
            if len(memo) >= MEMO_SIZE:
                memo.clear()
            answered = memo[row.key] = answer(row)
        if answered is not None:
            hits += 1
            problems += answered.is_problem
            writer.row(piece.data, row.missing, piece.line, row.sample, answered.cells)
        elif not hits_only:
            writer.others(piece.data + table.separator, 1)
    return hits, problems
