"""A table in, the same table with the answers in added columns out: `gistcli annotate` without another format."""

from __future__ import annotations

from typing import IO, Any

from gistcli.annotate import Annotator
from gistcli.errors import InputError
from gistcli.frozen import Frozen
from gistcli.model import Record
from gistcli.readers.request import Request
from gistcli.readers.source import Source
from gistcli.readers.tables import MEMO_SIZE, Head, Row, Table, spans
from gistcli.writers.tables import TableWriter


class Answered(Frozen):
    """What is written for a row, and whether one of its answers is a problem."""

    cells: list[tuple[bytes, bytes]]
    is_problem: bool


class TableAnnotator:
    """Writes tables with the answers for their rows of the two genes; several with the same header become one.

    Args:
        annotator: Answers the rows.
        stream: Where to.
        hits_only: Leave out the rows that are not of the genes.

    Attributes:
        problems: How many rows have a problem.
    """

    def __init__(self, annotator: Annotator, stream: IO[bytes], hits_only: bool = False) -> None:
        self._annotator, self._stream, self._hits_only = annotator, stream, hits_only
        self._head: Head | None = None
        self._memo: dict[Any, Answered | None] = {}
        self.problems = 0

    def write(self, source: Source, request: Request, kind: str = "table") -> None:
        """Write one table; its header and what stands before it only if it is the first.

        Args:
            source: The table.
            request: How to read it, and where the counts and remarks go.
            kind: ``maf`` or ``table``.

        Raises:
            InputError: It is no table, or none that tells a variant, or its header is not that of the first.
        """
        table = Table(source, request, kind)
        head = table.head
        writer = TableWriter(self._stream, head.delimiter, head.line_end, table.names, spans)
        request.remarks.append(table.remark)
        if writer.replaced:
            request.remarks.append(f"{writer.replaced} gist_ columns of an earlier run are replaced")
        if self._head is None:
            self._head = head
            writer.begin(head.before, head.header)
        elif (head.header, head.line_end) != (self._head.header, self._head.line_end):
            raise InputError("its header is not that of the first table; annotate them one by one, or with -f tsv")
        self._write_rows(table, writer, request)

    def _write_rows(self, table: Table, writer: TableWriter, request: Request) -> None:
        memo, key_of, sample_at = self._memo, table.key_of, table.columns.sample
        for is_row, data, line, rows, error, cells in table.pieces(keep=not self._hits_only):
            request.rows += rows
            if not is_row:
                if not self._hits_only:
                    writer.others(data, rows)
                continue
            if cells is None:
                self._write_row(table, writer, request, table.split(data, line, error), data, line)
                continue
            # What a cohort repeats a million times: a row that is whole, and split already.
            key = key_of(cells)
            answered = memo[key] if key in memo else self._remember(key, self._answer(table, Row(key), writer))
            if answered is None:
                if not self._hits_only:
                    writer.others(data + table.separator, 1)
                continue
            request.hits += 1
            if answered.is_problem:
                self.problems += 1
            sample = b"" if sample_at is None else cells[sample_at].strip()
            writer.row(data, 0, line, writer.cell(sample) if b'"' in sample else sample, answered.cells)

    def _write_row(self, table: Table, writer: TableWriter, request: Request, row: Row, data: bytes, line: int) -> None:
        answered: Answered | None
        if row.error is not None or row.remark:
            answered = self._answer(table, row, writer)
        elif row.key in self._memo:
            answered = self._memo[row.key]
        else:
            answered = self._remember(row.key, self._answer(table, row, writer))
        if answered is not None:
            request.hits += 1
            self.problems += answered.is_problem
            writer.row(data, row.missing, line, writer.cell(row.sample), answered.cells)
        elif not self._hits_only:
            writer.others(data + table.separator, 1)

    def _remember(self, key: Any, answered: Answered | None) -> Answered | None:
        if len(self._memo) >= MEMO_SIZE:
            self._memo.clear()
        self._memo[key] = answered
        return answered

    def _answer(self, table: Table, row: Row, writer: TableWriter) -> Answered | None:
        reading = table.read(row)
        if reading is None:
            return None
        annotations = self._annotator.answers(Record(reading.text, None, None, reading.error, reading.descriptions))
        cells = [writer.rendered(annotation) for annotation in annotations]
        return Answered(cells, any(annotation.problem is not None for annotation in annotations))
