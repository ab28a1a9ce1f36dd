"""What has to hold of any input, for the fuzzers and the tests: each function takes one input and asserts.

An input that gistcli refuses as a whole raises `GistcliError`, which is let through; whatever else is raised is a
finding.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import get_args

from gistcli.annotate import Annotator
from gistcli.checks import check
from gistcli.cli.tables import TableAnnotator
from gistcli.cli.vcf import annotate_vcf
from gistcli.errors import PROBLEMS, GistcliError, InputError, KnowledgeBaseError
from gistcli.hgvs import format_nucleotide, format_protein, parse_nucleotide, parse_protein
from gistcli.knowledge import build, refuse
from gistcli.model import Action, Annotation, KnowledgeBase, Record, Verdict
from gistcli.normalize import normalize_description
from gistcli.overlay import fault_list, merge, without_gaps
from gistcli.readers.lists import as_record, read_list
from gistcli.readers.request import Request
from gistcli.readers.tables import Table, cells_of, read_table
from gistcli.readers.vcf import Hit, Reader, read_vcf
from gistcli.schema import Document, Fault, read
from gistcli.spellings import by_grammar, parse
from gistcli.writers.delimited import COLUMNS, write_csv, write_tsv
from gistcli.writers.jsonl import write_jsonl
from gistcli.writers.vcf import FIELD_HEADER, KEY, VERSION_HEADER

ACTIONS = get_args(Action)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
BASES = re.compile(b"[ACGTacgt]+")
SAMPLES = (b"KIT V559D", b"PDGFRA D842V", b"KIT exon 11 deletion", b"SDH-deficient", b"KIT W557G + Y578C")


@cache
def annotator() -> Annotator:
    """Return an annotator of the bundled base."""
    return Annotator()


# --- answers ----------------------------------------------------------------------------------------------------------


def check_answer(answer: Annotation) -> None:
    """Assert what holds of every answer: a problem without an answer, or an answer that its fields bear out."""
    assert answer.problem is None or answer.problem_code in PROBLEMS, answer
    assert (answer.problem is None) == (answer.problem_code is None), answer
    shown = (answer.problem or "", answer.advice, answer.hgvs_p or "", answer.hgvs_c or "", *answer.notes)
    for text in shown:
        assert not CONTROL.search(text), text
    if answer.problem is not None:
        assert answer.problem.strip(), answer
        assert (answer.sensitivity, answer.action, answer.entry) == ("unknown", "none", None), answer
        assert answer.dose_mg_per_day is None and not answer.citations, answer
        return
    assert answer.action in ACTIONS, answer
    if answer.sensitivity == "unknown":
        assert answer.dose_mg_per_day is None, answer
    if answer.dose_mg_per_day is not None:
        assert answer.citations and answer.entry, answer


def check_written(answers: Iterable[Annotation | Verdict]) -> None:
    """Assert that the formats for programs can be read back: one row for each answer, all columns in each row."""
    rows = list(answers)
    for write in (write_tsv, write_csv, write_jsonl):
        stream = io.StringIO(newline="")
        write(rows, stream)
        text = stream.getvalue()
        if write is write_jsonl:
            lines = text.split("\n")
            assert lines.pop() == "" and len(lines) == len(rows)
            for line, row in zip(lines, rows, strict=True):
                assert list(json.loads(line)) == list(row._fields)
        elif write is write_tsv:
            lines = text.split("\n")
            assert lines.pop() == "" and len(lines) == len(rows) + 1
            assert {line.count("\t") for line in lines} == {len(COLUMNS) - 1}
            assert "\r" not in text
        else:
            table = list(csv.reader(io.StringIO(text, newline="")))
            assert len(table) == len(rows) + 1
            assert {len(row) for row in table} == {len(COLUMNS)}
            at = COLUMNS.index("input")
            assert [row[at] for row in table[1:]] == [row.input for row in rows]


def answers_of(text: str) -> list[Annotation]:
    """Return the answers to a description that was made of an answer."""
    return annotator().answers(Record(text))


# --- descriptions -----------------------------------------------------------------------------------------------------


def check_description(text: str) -> None:
    """Assert what holds of any text: an answer or a problem, and names that are read back as they are written."""
    answers = annotator().answers(as_record(text))
    assert answers
    for answer in answers:
        check_answer(answer)
        if answer.problem is None and answer.gene is not None:
            check_canonical(answer)
    check_written(answers)
    check_grammar(text)


def check_grammar(text: str) -> None:
    """Assert that short cuts read what the grammar reads, and that a change is read back as it is written."""
    try:
        descriptions = parse(text)
    except GistcliError as error:
        assert 0 <= getattr(error, "position", 0) <= len(text)
        assert str(error) and error.problem and error.pointed and error.code in PROBLEMS
        return
    assert descriptions == by_grammar(text)
    for description in descriptions:
        try:
            normalize_description(description, None, None)
        except GistcliError:  # of what is no variant, such as codon 2000, the name need not be one
            continue
        if description.protein is not None:
            written = format_protein(description.protein)
            again = parse_protein(written)
            assert format_protein(again) == written
        if description.nucleotide is not None:
            written = format_nucleotide(description.nucleotide)
            assert format_nucleotide(parse_nucleotide(written)) == written


def check_canonical(answer: Annotation) -> None:
    """Assert that the canonical names of a variant come to the same variant and the same answer."""
    # A base of an intron that is not verified is taken as it is given; the name of a deletion or delins leaves it out.
    is_as_given = any("that base is not verified" in note for note in answer.notes)
    if answer.hgvs_c is not None and not is_as_given:
        again = answers_of(f"{answer.gene}:{answer.hgvs_c}")
        assert len(again) == 1 and again[0].problem is None, (answer, again)
        for name in ("gene", "hgvs_c", "hgvs_p", "short", "consequence", "exon", "domain"):
            assert getattr(again[0], name) == getattr(answer, name), (name, answer, again[0])
    if answer.hgvs_p is not None and answer.hgvs_p not in ("p.?", "p.=", "p.0", "p.0?"):
        again = answers_of(f"{answer.gene}:{answer.hgvs_p}")
        assert len(again) == 1 and again[0].problem is None, (answer, again)
        assert (again[0].gene, again[0].hgvs_p) == (answer.gene, answer.hgvs_p), (answer, again[0])


def check_list(data: bytes) -> None:
    """Assert that each line of a list that is neither blank nor a comment gives a record, and check each of them."""
    records = list(read_list(io.BytesIO(data), Request()))
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    expected = [n for n, line in enumerate(lines, 1) if line.strip(b" \t") and not line.strip(b" \t").startswith(b"#")]
    assert [record.line for record in records] == expected
    for record in records:
        if record.error is None:
            check_description(record.text)
        else:
            check_answer(annotator().answers(record)[0])


# --- tables -----------------------------------------------------------------------------------------------------------


def annotated_table(data: bytes, kind: str = "table", own: Annotator | None = None) -> tuple[bytes, Request]:
    """Return a table with the answers in added columns, and what was counted."""
    stream, request = io.BytesIO(), Request()
    TableAnnotator(own or annotator(), stream).write(io.BytesIO(data), request, kind)
    return stream.getvalue(), request


def check_table(data: bytes, kind: str = "table") -> None:
    """Assert that a table loses no row, that its own cells come back, and that a second run changes nothing."""
    table = Table(io.BytesIO(data), Request(), kind)
    head = table.head
    pieces = list(table.pieces())
    separator = table.separator
    for is_row, _, line, rows, _, _ in pieces:
        assert rows >= 0 and line > head.line
        assert not is_row or rows == 1
    whole = b"".join(piece[1] + (separator if piece[0] and piece[4] is None else b"") for piece in pieces)
    if all(piece[4] is None for piece in pieces):
        assert data.endswith(whole) or (data + head.line_end).endswith(whole), (whole, data)
    request = Request()
    records = list(read_table(io.BytesIO(data), request, kind))
    assert request.rows == sum(piece[3] for piece in pieces)
    assert request.hits == len(records) <= request.rows
    found = []
    for record in records:
        answers = annotator().answers(record)
        assert answers
        for answer in answers:
            check_answer(answer)
        found += answers
    check_written(found)
    gene = table.columns.gene
    if b'"' not in data and gene is not None:
        rows = [row.removesuffix(b"\r").split(head.delimiter) for row in whole.split(separator)]
        of_genes = [row for row in rows if len(row) > gene and row[gene].strip() in (b"KIT", b"PDGFRA")]
        assert len(records) >= len(of_genes), (len(records), of_genes)
    out, counted = annotated_table(data, kind)
    assert (counted.rows, counted.hits) == (request.rows, request.hits)
    check_added(data, out, table, kind)
    # A row of several answers is repeated, and each of these again in a second run.
    if is_regular(whole, table) and len(found) == len(records):
        again, _ = annotated_table(out, kind)
        assert again == out, (out, again)


def is_regular(body: bytes, table: Table) -> bool:
    """Say whether each line of a table that is not blank has as many cells as the header."""
    rows = [row.removesuffix(b"\r") for row in body.split(table.separator)]
    return all(len(cells_of(row, table.delimiter) or ()) == len(table.names) for row in rows if row)


def check_added(data: bytes, out: bytes, table: Table, kind: str) -> None:
    """Assert that each row of a written table has as many added cells as the header."""
    written = Table(io.BytesIO(out), Request(), kind)
    assert written.delimiter == table.delimiter
    assert len(written.names) >= len(COLUMNS) - 1
    if b'"' in out:
        return
    assert out.startswith(table.head.before)


# --- VCF --------------------------------------------------------------------------------------------------------------


def check_vcf(data: bytes, build: str | None = None) -> None:
    """Assert that a VCF comes out with every line that went in, and that a second run changes nothing."""
    reader = Reader(io.BytesIO(data), Request(build=build))
    passed = [reader.header.text]
    alleles = 0
    found = []
    for piece in reader.pieces():
        if not isinstance(piece, Hit):
            passed.append(bytes(piece))
            continue
        passed.append(piece.line)
        columns = piece.line.split(b"\t")
        of_bases = [text for text in (columns[4].split(b",") if len(columns) > 4 else ()) if BASES.fullmatch(text)]
        errors = [record for record in piece.records if record.error is not None]
        assert errors or len(piece.records) >= len(of_bases), piece
        alleles += len(piece.records)
        for record in piece.records:
            answers = annotator().answers(record)
            assert answers
            for answer in answers:
                check_answer(answer)
            found += answers
    assert b"".join(passed) == data
    check_written(found)
    request = Request(build=build)
    assert len(list(read_vcf(io.BytesIO(data), request))) == request.hits == alleles
    out = annotated(data, build)
    assert lines_without_answers(out) == lines_without_answers(data)
    assert annotated(out, build) == out


def annotated(data: bytes, build: str | None = None, own: Annotator | None = None) -> bytes:
    """Return a VCF with the answers in it."""
    stream = io.BytesIO()
    annotate_vcf(io.BytesIO(data), Request(build=build), own or annotator(), stream)
    return stream.getvalue()


def lines_without_answers(data: bytes) -> list[bytes]:
    """Return the lines of a VCF without what gistcli adds; an INFO without a field is a dot."""
    lines = []
    for line in data.split(b"\n"):
        if line.startswith((VERSION_HEADER.encode(), FIELD_HEADER[:18].encode())):
            continue
        columns = line.rstrip(b"\r").split(b"\t")
        if len(columns) > 7:
            fields = [field for field in columns[7].split(b";") if field.partition(b"=")[0] != KEY]
            columns[7] = b";".join(fields).strip(b";") or b"."
        lines.append(b"\t".join(columns))
    return lines


# --- knowledge bases --------------------------------------------------------------------------------------------------


def check_faults(faults: Iterable[Fault], content: bytes, file: str = "") -> None:
    """Assert that each fault of a file says something, of a place in it."""
    lines = content.count(b"\n") + content.count(b"\r") + content.count(b"\xc2\x85") + content.count(b"\xe2\x80") + 1
    for fault in faults:
        assert fault.message.strip() and "\n" not in fault.message, fault
        assert not CONTROL.search(fault.message), fault
        assert len(fault.message) < 2_000, fault
        if fault.file == file:
            assert 1 <= fault.line <= lines and fault.column >= 1, (fault, lines)


def check_base(content: bytes) -> None:
    """Assert that a knowledge base has faults, each with a place, or loads and answers."""
    document = read(content)
    check_faults(document.faults, content)
    faults = check(document)
    check_faults(faults, content)
    assert read(content).faults == document.faults
    told = [*document.faults, *faults]
    try:
        refuse(told, "base.yaml")
    except KnowledgeBaseError as error:
        assert told and error.problem
    else:
        assert not told
        check_loaded(build(document.values, "0" * 16))


@cache
def small_base() -> tuple[bytes, Document]:
    """Return the base that overlays are laid over."""
    from seeds import SMALL_BASE

    return SMALL_BASE, read(SMALL_BASE)


def check_overlay(content: bytes) -> None:
    """Assert that an overlay has faults, each with a place, or the base with it loads and answers."""
    _, base = small_base()
    before = repr(base)
    over = read(content, "overlay")
    check_faults(over.faults, content)
    document = merge(base, over, "lab.yaml")
    faults = fault_list(document)
    check_faults(faults, content, "lab.yaml")
    assert repr(base) == before
    if not faults:
        check_loaded(build(without_gaps(document.values), "0" * 16))


def check_loaded(base: KnowledgeBase) -> None:
    """Assert that a base which loads gives answers that can be written."""
    own = Annotator(base)
    answers = [answer for text in SAMPLES for answer in own.answers(as_record(text.decode()))]
    for answer in answers:
        check_answer(answer)
    check_written(answers)


def refused(check_input: Callable[[bytes], None], data: bytes) -> bool:
    """Run a check; say whether the input was refused as a whole, with a sentence."""
    try:
        check_input(data)
    except InputError as error:
        assert error.problem and "Traceback" not in error.problem
        return True
    return False
