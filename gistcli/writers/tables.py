"""Tables in, tables out: the columns of the input as they are, then those of `Annotation` with the prefix ``gist_``.

Bytes of the input are never taken apart more than has to be: what is added goes before the end of each row, in the
table's own delimiter, quoting and line end. A row with several variants is repeated, once for each. Columns that an
earlier run has added are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import IO

from gistcli.model import Annotation
from gistcli.writers.delimited import cells

PREFIX = "gist_"
COLUMNS = tuple([PREFIX + name for name in Annotation._fields])
TAB = b"\t"

Spans = Callable[[bytes, bytes], "list[tuple[int, int]] | None"]


class TableWriter:
    """Writes a table piece by piece.

    Args:
        stream: Where to.
        delimiter: What stands between two cells.
        line_end: The line end of the header.
        names: The names of the columns of the input.
        spans: Tells where the cells of a row begin and end, quoting minded.
    """

    def __init__(
        self, stream: IO[bytes], delimiter: bytes, line_end: bytes, names: Sequence[str], spans: Spans
    ) -> None:
        self._write = stream.write
        self._delimiter, self._line_end, self._spans = delimiter, line_end, spans
        self._separator = line_end[-1:]
        self._empty = delimiter * len(COLUMNS)
        self._is_plain = re.compile(b'[^"\\r\\n' + re.escape(delimiter) + b"]*").fullmatch
        self._blank = line_end + self._empty + line_end
        self._dropped = frozenset([index for index, name in enumerate(names) if name in COLUMNS])
        self._width = len(names)
        self._ends_with_own = min(self._dropped, default=0) + len(self._dropped) == len(names)
        self._is_simple = not self._dropped and len(line_end) == 1

    @property
    def replaced(self) -> int:
        """How many columns of an earlier run are replaced."""
        return len(self._dropped)

    def begin(self, before: bytes, header: bytes) -> None:
        """Write what stands before the header, and the header."""
        added = self._delimiter.join([name.encode() for name in COLUMNS])
        self._write(before + self._kept(header) + self._delimiter + added + self._line_end)

    def others(self, data: bytes, rows: int) -> None:
        """Write whole rows that are not of the genes, or a part of a row without its end (`rows` is 0)."""
        separator = self._separator
        if not rows:
            self._write(data)
        elif rows == 1 and data.count(separator) > 1:  # of several lines
            self._write(self._extended(data))
        elif self._dropped or self._has_other_line_ends(data):
            self._write(self._line_by_line(data))
        else:
            longer = data.replace(self._line_end, self._empty + self._line_end)
            # A blank line has become one of nothing but the added cells.
            has_blank_lines = longer.startswith(self._empty + self._line_end) or self._blank in longer
            self._write(self._line_by_line(data) if has_blank_lines else longer)

    def _has_other_line_ends(self, data: bytes) -> bool:
        if self._line_end == b"\r\n":
            return data.count(b"\n") != data.count(b"\r\n")
        return self._line_end == b"\n" and b"\r" in data

    def _line_by_line(self, data: bytes) -> bytes:
        separator = self._separator
        return b"".join([self._extended(line + separator) for line in data.split(separator)[:-1]])

    def _extended(self, row: bytes) -> bytes:
        """Return a row, with its line end, with empty cells added; a blank line stays one."""
        text = row[:-1]
        end = self._separator
        if end == b"\n" and text.endswith(b"\r"):
            text, end = text[:-1], b"\r\n"
        return self._kept(text) + self._empty + end if text else row

    def row(self, data: bytes, missing: int, line: int, sample: bytes, answers: Sequence[tuple[bytes, bytes]]) -> None:
        """Write a row of the genes, once for each of its answers.

        Args:
            data: The row, without its line end but for the CR of CR LF.
            missing: How many cells it has less than the header.
            line: Number of its line.
            sample: The cell of the sample, quoted where it has to be.
            answers: What `rendered` gives.
        """
        delimiter = self._delimiter
        if missing:
            data = data.removesuffix(b"\r") + delimiter * missing + data[len(data.removesuffix(b"\r")) :]
        if self._is_simple and data[-1:] != b"\r":
            for first, rest in answers:
                self._write(b"".join((data, first, b"%d" % line, delimiter, sample, rest)))
            return
        text = data.removesuffix(b"\r")
        end = data[len(text) :] + self._separator
        for first, rest in answers:
            rest = rest.removesuffix(self._line_end) + end
            self._write(b"".join((self._kept(text), first, b"%d" % line, delimiter, sample, rest)))

    def rendered(self, annotation: Annotation) -> tuple[bytes, bytes]:
        """Return what is added to a row before its line, and after its sample, the line end of the header included."""
        texts = [self.cell(text.encode("utf-8", "backslashreplace")) for text in cells(annotation)]
        delimiter = self._delimiter
        return delimiter + texts[0] + delimiter, delimiter + delimiter.join(texts[3:]) + self._line_end

    def cell(self, text: bytes) -> bytes:
        """Return a cell on one line, quoted where it has to be."""
        if self._is_plain(text):
            return text
        text = text.replace(b"\r\n", b" ").replace(b"\n", b" ").replace(b"\r", b" ")
        if self._delimiter == TAB:
            text = text.replace(TAB, b" ")
            needs_quotes = text.startswith(b'"')
        else:
            needs_quotes = self._delimiter in text or b'"' in text
        return b'"' + text.replace(b'"', b'""') + b'"' if needs_quotes else text

    def _kept(self, row: bytes) -> bytes:
        """Return a row without the columns that are replaced."""
        if not self._dropped:
            return row
        found = self._spans(row, self._delimiter)
        cells = row.split(self._delimiter) if found is None else [row[start:end] for start, end in found]
        if len(cells) > self._width and self._ends_with_own:  # what is too much stands before what was added
            return self._delimiter.join(cells[: -len(self._dropped)])
        return self._delimiter.join([cell for index, cell in enumerate(cells) if index not in self._dropped])
