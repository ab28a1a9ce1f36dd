"""Tables: delimited text with a header, from MAF to a spreadsheet saved as CSV.

Bytes come first. A table is cut into blocks of whole rows; a row whose gene column names neither gene is never decoded
or split further than to that column, and what lies between two rows of the genes stays one piece of bytes.

Rows end as the header does: with LF, CR LF or CR. Cells are quoted as in RFC 4180, and a quoted cell may hold line
ends; a quote inside a cell, or one that is never closed, is a character like any other, so that it costs no row but
its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from io import BytesIO
from operator import itemgetter
from typing import Any, TypeAlias

from gistcli.errors import GistcliError, InputError, VariantError
from gistcli.frozen import Frozen
from gistcli.model import Origin, Record
from gistcli.patterns import pattern
from gistcli.readers.cells import Reading, genes_of, read_row
from gistcli.readers.columns import (
    DELIMITERS,
    LINE_END,
    SEPARATOR_LINE,
    Chosen,
    find_columns,
    folded,
    is_commented_header,
    known_in,
    printable,
)
from gistcli.readers.request import Request
from gistcli.readers.source import DamagedInputError, Source, is_damage, reason_of
from gistcli.readers.tumours import TumourColumns

BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CHUNK = 1 << 16
MAX_ROW = 1 << 22
"""Most bytes of a row; one of 100,000 columns has about one million."""
MAX_HEAD = 1 << 24
"""Most bytes up to the end of the header."""
MEMO_SIZE = 4_000
"""How many different rows are remembered, by the cells that are used of them."""
GENE_MEMO_SIZE = 40_000
MAX_HEADER_LINES = 100
MAX_SHOWN = 100
CONTROL = pattern("[\x00-\x1f\x7f-\x9f]")
MAF_GENE = "hugo_symbol"
INITIALS = pattern(b"[ KkPpCcSsEeHh]")
"""First byte of a row whose first cell may name one of the genes; `genes_of` tells whether it does."""
FIRST_BYTE = itemgetter(0)


Piece: TypeAlias = "tuple[bool, bytes, int, int, GistcliError | None, list[bytes] | None]"
"""A part of a table, in order; a plain tuple, as there is one for each row of a cohort.

Whether it is one row of the genes, without its line end, or else whole rows that are not, or a part of a row that is
too long to be looked at; its bytes; the number of its first line; how many rows it holds; why the row cannot be read;
and its cells up to the last that is used, where it has been split and has as many as the header.
"""


def read_table(source: Source, request: Request | None = None, kind: str = "table") -> Iterator[Record]:
    r"""Read the rows of a table that are of the two genes, lazily.

    Args:
        source: The stream of bytes.
        request: The columns that the user names, and where the counts and remarks go.
        kind: ``maf`` for a table that is delimited by tabs, whatever it looks like.

    Yields:
        A record for each row of the genes; one that cannot be read has an `error`.

    Raises:
        InputError: The stream holds no table, or none that tells a variant.

    >>> import io
    >>> [(record.line, record.text) for record in read_table(io.BytesIO(b"Gene,HGVSp\nTP53,R175H\nKIT,V559D\n"))]
    [(3, 'V559D')]
    """
    request = request or Request()
    table = Table(source, request, kind)
    request.remarks.append(table.remark)
    memo: dict[Any, Reading | None] = {}
    seen: set[bytes] = set()
    for is_row, data, line, rows, error, _ in table.pieces(keep=request.by_sample):
        request.rows += rows
        if not is_row:
            if request.by_sample and rows:
                yield from _without_hits(table, data, line, seen)
            continue
        row = table.split(data, line, error)
        if row.error is not None or row.remark:
            reading = table.read(row)
        elif row.key in memo:
            reading = memo[row.key]
        else:
            if len(memo) >= MEMO_SIZE:
                memo.clear()
            reading = memo[row.key] = table.read(row)
        if reading is None and request.by_sample:
            yield from _without_hits(table, data, line, seen)
        if reading is not None:
            request.hits += 1
            if row.origin_error is not None:
                reading = reading._replace(descriptions=None, error=reading.error or row.origin_error)
            sample = row.sample.decode("utf-8", "backslashreplace") or None
            if request.by_sample and sample is None and reading.error is None and table.columns.sample is not None:
                reading = reading._replace(descriptions=None, error=_without_sample(reading))
            seen.add(row.sample)
            yield Record(
                reading.text, line, sample, reading.error, reading.descriptions, row.origin, row.allele_fraction
            )


def _without_sample(reading: Reading) -> VariantError:
    """Return what is wrong with a row that may belong to any of the tumours that other rows name."""
    gene = next((each.gene for each in reading.descriptions or () if each.gene and each.gene not in reading.text), None)
    name = " ".join(filter(None, (gene, reading.text))) or "its variant"
    reason = f"the row names no sample, so {name} is in no verdict; fill the column of the sample"
    return VariantError("sample-missing", reason)


def _without_hits(table: Table, block: bytes, line: int, seen: set[bytes]) -> Iterator[Record]:
    """Yield a record without descriptions for each sample that is not seen yet."""
    sample, delimiter = table.columns.sample, table.delimiter
    if sample is None:
        return
    for row in table.rows_of(block):
        cells = row.split(delimiter, sample + 1) if b'"' not in row else cells_of(row, delimiter)
        name = cells[sample].strip() if cells is not None and len(cells) > sample else b""
        if name and name not in seen:
            seen.add(name)
            yield Record("", line, name.decode("utf-8", "backslashreplace"), descriptions=())
        line += row.count(table.separator) + 1


def read_maf(source: Source, request: Request | None = None) -> Iterator[Record]:
    """Read a table that is delimited by tabs, whatever it looks like; see `read_table`."""
    return read_table(source, request, "maf")


class Row(Frozen):
    """A row of the genes, split.

    Attributes:
        key: The cells that are used, in the order of `Columns.roles`.
        sample: The cell of the sample, without its quotes.
        missing: How many cells the row has less than the header.
        remark: What is to be said of it.
        error: Why it cannot be read.
        origin: Origin in the tumour, where tumours are wanted.
        allele_fraction: Fraction of the reads, where tumours are wanted.
        origin_error: Why the origin cannot be read.
    """

    key: Any
    sample: bytes = b""
    missing: int = 0
    remark: str = ""
    error: GistcliError | None = None
    origin: Origin | None = None
    allele_fraction: float | None = None
    origin_error: GistcliError | None = None


class Table:
    """A table whose header has been read.

    Args:
        source: The stream of bytes.
        request: The columns that the user names, and whom to tell before a read that may have to wait.
        kind: ``maf`` for a table that is delimited by tabs, whatever it looks like.

    Attributes:
        head: The header, and what stands before it.
        delimiter: What stands between two cells.
        names: The names of the columns.
        columns: The columns that are used.
        key_of: Takes the cells of `Columns.indices` out of those of a row.
        remark: Which columns are used, for standard error.

    Raises:
        InputError: The stream holds no table, or none that tells a variant.
    """

    def __init__(self, source: Source, request: Request, kind: str = "table") -> None:
        self._source, self._request = source, request
        chosen = Chosen(request.gene_column, request.variant_column, request.sample_column)
        self.head = head = read_head(source, request, chosen != Chosen(), kind == "maf")
        self.delimiter = head.delimiter
        cells = cells_of(head.header, head.delimiter) or head.header.split(head.delimiter)
        self.names = [name.decode("utf-8", "replace") for name in cells]
        self.columns = find_columns(self.names, head.line, chosen)
        self.remark = f"columns used: {self.columns.named}"
        self.tumours = TumourColumns(self.names, head.line, request.origin_column) if request.by_sample else None
        self.key_of = _picker(self.columns.indices)
        self.separator = b"\r" if head.line_end == b"\r" else b"\n"
        self._line = head.line + head.header.count(self.separator) + 1
        self._unfinished_line = self._hits = 0
        self._is_dense = False
        self._keep = True
        self._memo: dict[bytes, bool] = {}
        gene = self.columns.gene
        # MAF puts one symbol into the first column, so the line end before it finds the rows.
        self._is_anchored = gene == 0 and folded(self.names[0]) == MAF_GENE and self.separator == b"\n"

    # --- from bytes to pieces -----------------------------------------------------------------------------------------

    def pieces(self, keep: bool = True) -> Iterator[Piece]:
        """Yield all of the table after its header, in order; damage ends it with a row that has an error.

        Args:
            keep: The bytes of rows that are not of the genes are wanted.
        """
        self._keep = keep
        data, separator = self.head.rest, self.separator
        is_too_long = False
        while True:
            if is_too_long:
                end = data.find(separator)
                yield False, data if end < 0 else data[:end], self._line, 0, None, None
                if end >= 0:
                    yield self._lost(VariantError("too-long", f"the row is longer than {MAX_ROW} bytes"))
                data, is_too_long = (b"", True) if end < 0 else (data[end + 1 :], False)
            data = yield from self._whole_rows(data, is_last=False)
            if len(data) > MAX_ROW:  # a quote that nothing closes, or a row without an end
                data = yield from self._whole_rows(data, is_last=True)
            if len(data) > MAX_ROW:
                yield False, data, self._line, 0, None, None
                data, is_too_long = b"", True
            self._request.wait()
            try:
                chunk = self._source.read1(CHUNK)
            except Exception as error:
                if not is_damage(error):
                    raise
                data = yield from self._whole_rows(data, is_last=True)
                damage = DamagedInputError(reason_of(error), self._line, b"")
                yield self._lost(VariantError(damage.code, str(damage)), data)
                return
            if not chunk:
                break
            data += chunk
        if is_too_long:
            yield self._lost(VariantError("too-long", f"the row is longer than {MAX_ROW} bytes"))
        elif data:
            if not data.endswith(separator):
                self._unfinished_line = self._line + data.count(separator)
                data += self.head.line_end
            yield from self._whole_rows(data, is_last=True)

    def _lost(self, error: GistcliError, data: bytes = b"") -> Piece:
        self._line += 1
        return True, data, self._line - 1, 1, error, None

    def _whole_rows(self, data: bytes, is_last: bool) -> Generator[Piece, None, bytes]:
        """Yield the rows that end in `data`; return the rest of it."""
        cut = data.rfind(self.separator) + 1
        if not cut:
            return data
        block = data[:cut]
        if b'"' in block and self._has_quoted_cells(block):
            used = yield from self._quoted(block, is_last)
        else:
            used = cut
            first, hits = self._line, self._hits
            if self._is_dense and b"\r" not in block:
                yield from self._dense(block)
            elif self._is_anchored and self._is_regular(block):
                yield from self._anchored(block)
            else:
                yield from self._row_by_row(block)
            self._is_dense = 4 * (self._hits - hits) > self._line - first
        return data[used:]

    def _has_quoted_cells(self, block: bytes) -> bool:
        return block.startswith(b'"') or self.delimiter + b'"' in block or self.separator + b'"' in block

    def _is_regular(self, block: bytes) -> bool:
        """Say whether the first row of a block has as many cells as the header; others are looked at closely."""
        return block.count(self.delimiter, 0, block.index(b"\n")) == len(self.names) - 1

    def _anchored(self, block: bytes) -> Iterator[Piece]:
        """Find the rows by their first byte, where the gene begins; other rows are never looked at one by one."""
        lines = BytesIO(block).readlines()  # which finds line ends faster than anything else that counts them
        delimiter, known = self.delimiter, self._memo
        begun = 0
        for at in [match.start() for match in INITIALS.finditer(bytes(map(FIRST_BYTE, lines)))]:
            row = lines[at]
            cell = row[: row.find(delimiter)]
            if not (known[cell] if cell in known else self._names_gene(cell)):
                continue
            if at > begun:
                yield self._rows(lines, begun, at)
            yield True, row[:-1], self._line, 1, None, None
            self._line += 1
            self._hits += 1
            begun = at + 1
        if not begun:
            self._line += len(lines)
            yield False, block if self._keep else b"", self._line - len(lines), len(lines), None, None
        elif begun < len(lines):
            yield self._rows(lines, begun, len(lines))

    def _rows(self, lines: Sequence[bytes], start: int, stop: int) -> Piece:
        data = b"".join(lines[start:stop]) if self._keep else b""
        self._line += stop - start
        return False, data, self._line - (stop - start), stop - start, None, None

    def _dense(self, block: bytes) -> Iterator[Piece]:
        """Split all rows, as most are of the genes; no further than the last cell that is used."""
        delimiter, gene, known, delimiters = self.delimiter, self.columns.gene, self._memo, len(self.names) - 1
        used = 1 + max(gene or 0, self.columns.sample or 0, *self.columns.indices)
        begun = at = 0
        rows = block.split(self.separator)
        rows.pop()
        for row in rows:
            is_whole = row.count(delimiter) == delimiters
            cells = row.split(delimiter, used if is_whole else -1)
            if gene is None:
                is_ours = bool(row.strip())
            elif not is_whole:
                is_ours = self._names_gene_somewhere(cells)
            else:
                cell = cells[gene]
                is_ours = known[cell] if cell in known else self._names_gene(cell)
            after = at + len(row) + 1
            if is_ours:
                if at > begun:
                    yield self._others(block, begun, at)
                yield True, row, self._line, 1, None, cells if is_whole else None
                self._line += 1
                self._hits += 1
                begun = after
            at = after
        if at > begun:
            yield self._others(block, begun, at)

    def _row_by_row(self, block: bytes) -> Iterator[Piece]:
        """Look at the gene cell of each row; without a gene column each row may be of the genes."""
        delimiter, gene, memo = self.delimiter, self.columns.gene, self._memo
        delimiters = len(self.names) - 1
        begun = at = 0
        rows = block.split(self.separator)
        rows.pop()
        for row in rows:
            after = at + len(row) + 1
            if gene is None:
                is_ours = bool(row.strip())
            elif row.count(delimiter) == delimiters:
                cell = row.split(delimiter, gene + 1)[gene]
                found = memo.get(cell)
                is_ours = self._names_gene(cell) if found is None else found
            else:
                is_ours = self._names_gene_somewhere(row.split(delimiter))
            if is_ours:
                if at > begun:
                    yield self._others(block, begun, at)
                yield True, row, self._line, 1, None, None
                self._line += 1
                self._hits += 1
                begun = after
            at = after
        if at > begun:
            yield self._others(block, begun, at)

    def _quoted(self, block: bytes, is_last: bool) -> Generator[Piece, None, int]:
        """Go through rows that have quoted cells, some of which may hold line ends; return how many bytes were used."""
        separator, gene = self.separator, self.columns.gene
        begun = at = 0
        while at < len(block):
            stop = block.index(separator, at)
            error = None
            if block.count(b'"', at, stop) % 2:
                end = self._end_of_row(block, at)
                if end is None and not is_last:
                    break
                if end:
                    stop = end
                    error = self._swallowed(block[at:stop])
            row = block[at:stop]
            is_long = separator in row
            if error is not None:
                is_ours = True
            elif b'"' not in row and gene is not None and row.count(self.delimiter) == len(self.names) - 1:
                is_ours = self._names_gene(row.split(self.delimiter, gene + 1)[gene])
            else:
                is_ours = self._is_quoted_row_ours(row)
            if is_ours or is_long:
                if at > begun:
                    yield self._others(block, begun, at)
                if is_ours:
                    yield True, row, self._line, 1, error, None
                    self._line += row.count(separator) + 1
                else:
                    yield self._others(block, at, stop + 1, 1)
                begun = stop + 1
            at = stop + 1
        if at > begun:
            yield self._others(block, begun, at)
        return at

    def rows_of(self, block: bytes) -> Iterator[bytes]:
        """Yield whole rows without their ends; a quoted cell may hold line ends."""
        at = 0
        while at < len(block):
            stop = block.find(self.separator, at)
            stop = len(block) if stop < 0 else stop
            if block.count(b'"', at, stop) % 2:
                stop = self._end_of_row(block, at) or stop
            yield block[at:stop].removesuffix(b"\r")
            at = stop + 1

    def _end_of_row(self, block: bytes, at: int) -> int | None:
        """Return where the row that begins at `at` ends, its quoted cells minded.

        Returns:
            The index of its line end; 0 where it is not well-formed, None where no quote closes a cell that is open.
        """
        delimiter, separator = self.delimiter, self.separator
        line_end = block.index(separator, at)
        while True:
            if block[at : at + 1] == b'"':
                close = _closing_quote(block, at)
                if close < 0:
                    return None
                at = close + 2
                if block[close + 1 : at] == separator:
                    return close + 1
                if block[close + 1 : at] == b"\r" and block[at : at + 1] == separator:
                    return at
                if block[close + 1 : at] != delimiter:
                    return 0
                if line_end < at:
                    line_end = block.index(separator, at)
            else:
                next_cell = block.find(delimiter, at, line_end)
                if next_cell < 0:
                    return line_end
                at = next_cell + 1

    def _swallowed(self, row: bytes) -> GistcliError | None:
        """Say so where a quote that was never closed seems to have swallowed rows of the genes."""
        lines = row.split(self.separator)
        for line in lines[1:-1]:
            if line.count(self.delimiter) == len(self.names) - 1 and _may_name_gene(line):
                cells = line.split(self.delimiter)
                gene = self.columns.gene
                if gene is None or self._names_gene(cells[gene]):
                    last = self._line + len(lines) - 1
                    message = (
                        f"a quote that is opened in line {self._line} is closed in line {last}, and rows of the genes"
                        " lie between: nothing in these lines was read"
                    )
                    return VariantError("broken-row", message)
        return None

    def _is_quoted_row_ours(self, row: bytes) -> bool:
        gene = self.columns.gene
        if gene is None:
            return bool(row.strip())
        if not _may_name_gene(row):
            return False
        cells = cells_of(row.removesuffix(b"\r"), self.delimiter)
        if cells is not None and len(cells) == len(self.names):
            return self._names_gene(cells[gene])
        return self._names_gene_somewhere([cell.strip(b'"') for cell in cells or row.split(self.delimiter)])

    def _names_gene(self, cell: bytes) -> bool:
        found = self._memo.get(cell)
        if found is None:
            found = bool(genes_of(cell.strip(b'" \r').decode("utf-8", "replace")))
            if len(self._memo) >= GENE_MEMO_SIZE:
                self._memo.clear()
            self._memo[cell] = found
        return found

    def _names_gene_somewhere(self, cells: Sequence[bytes]) -> bool:
        """Look through a row that has more or fewer cells than the header, so that none of the genes is lost."""
        gene = self.columns.gene or 0
        if len(cells) > gene and self._names_gene(cells[gene]):
            return True
        return any(_may_name_gene(cell) and self._names_gene(cell) for cell in cells)

    def _others(self, block: bytes, start: int, stop: int, rows: int | None = None) -> Piece:
        lines = block.count(self.separator, start, stop)
        data = block[start:stop] if self._keep else b""
        self._line += lines
        return False, data, self._line - lines, lines if rows is None else rows, None, None

    # --- from a row to what it says -----------------------------------------------------------------------------------

    def split(self, data: bytes, line: int, error: GistcliError | None = None) -> Row:
        """Split a row of the genes into the cells that are used; line and error are those of its piece."""
        if error is not None:
            return Row((), error=error)
        data, width = data.removesuffix(b"\r"), len(self.names)
        cells = data.split(self.delimiter) if b'"' not in data else cells_of(data, self.delimiter)
        if cells is None:
            if self.delimiter != b"\t":
                message = "a quote is opened at the start of a cell and not closed at the end of one"
                return Row((), error=VariantError("broken-row", message))
            cells = data.split(self.delimiter)  # tables with tabs use quotes as characters
        missing = width - len(cells)
        remark, gene, sample = "", self.columns.gene, self.columns.sample
        if missing:
            counted = f"the row has {len(cells)} cell{'s' * (len(cells) > 1)} where the header has {width}"
            if missing < 0:
                return Row((), error=VariantError("broken-row", f"{counted}: nothing tells which cell belongs where"))
            if line == self._unfinished_line:
                return Row(
                    (), missing=missing, error=VariantError("broken-row", f"{counted}: the table breaks off here")
                )
            if gene is not None and not (gene < len(cells) and self._names_gene(cells[gene])):
                message = f"{counted}, and the gene is not in its column"
                return Row((), missing=missing, error=VariantError("broken-row", message))
            remark = f"{counted}; the missing ones are read as empty"
            cells = cells + [b""] * missing
        row = Row(self.key_of(cells), b"" if sample is None else cells[sample].strip(), max(missing, 0), remark)
        return row if self.tumours is None else _in_tumour(row, self.tumours, cells)

    def read(self, row: Row) -> Reading | None:
        """Read the cells of a row; None where it says nothing of the genes."""
        if row.error is not None:
            return Reading("", error=row.error)
        texts: list[tuple[str, str]] = []
        for role, index, cell in zip(self.columns.roles, self.columns.indices, row.key, strict=True):
            try:
                text = cell.decode()
            except UnicodeDecodeError as error:
                name = printable(self.names[index])
                message = (
                    f"the byte 0x{cell[error.start]:02x} in the column {name} is not UTF-8; save the table as UTF-8"
                )
                return Reading(
                    cell[:MAX_SHOWN].decode("utf-8", "backslashreplace"), error=VariantError("not-text", message)
                )
            if not text.isprintable() and (control := CONTROL.search(text)):
                message = f"the control character U+{ord(control[0]):04X} in the column {printable(self.names[index])}"
                return Reading(printable(text), error=VariantError("not-text", f"{message} is no text"))
            texts.append((role, text))
        reading = read_row(texts, self._request.gene, self._request.build)
        if row.remark and reading is not None and reading.descriptions is not None:
            remarked = [each._replace(remarks=(*each.remarks, row.remark)) for each in reading.descriptions]
            return reading._replace(descriptions=tuple(remarked))
        return reading


def _in_tumour(row: Row, columns: TumourColumns, cells: Sequence[bytes]) -> Row:
    try:
        return row._replace(origin=columns.origin(cells), allele_fraction=columns.fraction(cells))
    except GistcliError as error:
        return row._replace(origin_error=error)


def _picker(indices: Sequence[int]) -> Callable[[Sequence[bytes]], tuple[bytes, ...]]:
    if len(indices) > 1:
        return itemgetter(*indices)
    return lambda cells: (cells[indices[0]],)


def _may_name_gene(text: bytes) -> bool:
    """Say quickly whether bytes may hold a name of one of the genes."""
    upper = text.upper()
    return any(name in upper for name in (b"KIT", b"PDGFR", b"CD1", b"SCFR", b"ENSG", b"HGNC"))


def _closing_quote(data: bytes, opening: int) -> int:
    """Return where the cell that a quote opens is closed, -1 where it is not."""
    at = opening + 1
    while True:
        close = data.find(b'"', at)
        if close < 0 or data[close + 1 : close + 2] != b'"':
            return close
        at = close + 2


def spans(row: bytes, delimiter: bytes) -> list[tuple[int, int]] | None:
    r"""Return where the cells of a row begin and end, their quotes included; None where a quote is not closed.

    >>> spans(b'a,"b, c",d', b",")
    [(0, 1), (2, 8), (9, 10)]
    """
    found = []
    at = 0
    while True:
        if row[at : at + 1] == b'"':
            stop = _closing_quote(row, at) + 1
            if not stop or row[stop : stop + 1] not in (b"", delimiter):
                return None
        else:
            stop = row.find(delimiter, at)
            stop = len(row) if stop < 0 else stop
        found.append((at, stop))
        if stop == len(row):
            return found
        at = stop + 1


def cells_of(row: bytes, delimiter: bytes) -> list[bytes] | None:
    r"""Return the cells of a row without their quotes; None where a quote is not closed.

    >>> cells_of(b'KIT,"the ""dup"", probably",', b",")
    [b'KIT', b'the "dup", probably', b'']
    """
    if b'"' not in row:
        return row.split(delimiter)
    found = spans(row, delimiter)
    if found is None:
        return None
    cells = [row[start:stop] for start, stop in found]
    return [cell[1:-1].replace(b'""', b'"') if cell.startswith(b'"') else cell for cell in cells]


# --- the header -------------------------------------------------------------------------------------------------------


class Head(Frozen):
    """The beginning of a table.

    Attributes:
        before: What stands before the header, byte for byte.
        header: The header, without its line end.
        line_end: Its line end.
        delimiter: What stands between two cells.
        line: Number of its line.
        rest: What was read after it.
    """

    before: bytes
    header: bytes
    line_end: bytes
    delimiter: bytes
    line: int
    rest: bytes


class _Lines:
    """The first lines of a stream, with their ends."""

    def __init__(self, source: Source, request: Request) -> None:
        self._source, self._request = source, request
        self._data, self._at, self._ended = b"", 0, False

    def next(self) -> bytes:
        """Return the next line with its end, nothing after the last one."""
        searched = self._at
        while True:
            found = LINE_END.search(self._data, searched)
            if found and (self._ended or found.end() < len(self._data) or found[0] != b"\r"):
                line, self._at = self._data[self._at : found.end()], found.end()
                return line
            if self._ended:
                line, self._at = self._data[self._at :], len(self._data)
                return line
            searched = max(self._at, len(self._data) - 1)
            self._read()

    def _read(self) -> None:
        self._request.wait()
        try:
            chunk = self._source.read1(CHUNK)
        except Exception as error:
            if not is_damage(error):
                raise
            raise InputError(reason_of(error)) from error
        self._ended = not chunk
        self._data += chunk
        if len(self._data) > MAX_HEAD:
            raise InputError(f"no header in the first {MAX_HEAD} bytes: it is no table, or one without line ends")

    @property
    def rest(self) -> bytes:
        """What was read and is no line yet."""
        return self._data[self._at :]


def read_head(source: Source, request: Request, is_named: bool = False, has_tabs: bool = False) -> Head:
    """Read a table up to its header: the first line that is no comment.

    Args:
        source: The stream of bytes.
        request: Whom to tell before a read that may have to wait.
        is_named: The user names columns, so that a line that begins with ``#`` may be the header.
        has_tabs: The table is delimited by tabs.

    Raises:
        InputError: There is no header.
    """
    lines = _Lines(source, request)
    before, number, given = [], 0, b"\t" if has_tabs else b""
    while line := lines.next():
        number += 1
        text = line.rstrip(b"\r\n")
        if number == 1:
            if text.startswith(UTF_16):
                raise InputError("it is UTF-16; save it as UTF-8 text")
            text = text.removeprefix(BOM)
            before.append(line[: len(line.rstrip(b"\r\n")) - len(text)])
            line = line[len(before[0]) :]
        if b"\0" in text:
            raise InputError(f"line {number} holds a NUL byte: it is no text")
        separator = SEPARATOR_LINE.fullmatch(text)
        if separator and separator[1] in DELIMITERS:
            given = separator[1]
        elif text.strip() and not (text.startswith(b"#") and not _is_header(text, is_named)):
            break
        before.append(line)
    else:
        raise InputError("it is empty" if not number else "it holds no header, only comments")
    first = number
    while (
        text.count(b'"') % 2 and number - first < MAX_HEADER_LINES and (more := lines.next())
    ):  # a cell of several lines
        line += more
        text = line.rstrip(b"\r\n")
        number += 1
    line_end = line[len(text) :] or b"\n"
    delimiter = given or max(DELIMITERS, key=lambda each: (known_in(text.split(each)), text.count(each)))
    return Head(b"".join(before), text, line_end, delimiter, first, lines.rest)


def _is_header(text: bytes, is_named: bool) -> bool:
    return is_commented_header(text) or (is_named and text[1:2] != b"#" and b"\t" in text)
