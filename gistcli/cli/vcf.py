"""A VCF in, the same VCF with the answers in INFO out: `gistcli annotate -f vcf`."""

from __future__ import annotations

from typing import IO

from gistcli import __version__
from gistcli.annotate import Annotator
from gistcli.model import Annotation
from gistcli.readers.request import Request
from gistcli.readers.source import Source
from gistcli.readers.vcf import Hit, Reader
from gistcli.writers.vcf import with_answers, with_headers

SHOWN_PROBLEMS = 10


def annotate_vcf(
    source: Source,
    request: Request,
    annotator: Annotator,
    stream: IO[bytes],
    hits_only: bool = False,
) -> tuple[int, int]:
    """Write a VCF with the answers for its records in the two genes.

    Args:
        source: The VCF.
        request: How to read it, and where the counts and remarks go: problems have no place in a VCF.
        annotator: Answers its alleles.
        stream: Where to.
        hits_only: Leave out the records outside the genes.

    Returns:
        How many alleles were answered or have a problem, and how many of these have a problem.

    Raises:
        InputError: It is no VCF, or its build is contradicted.
    """
    reader = Reader(source, request)
    header, replaced = with_headers(reader.header.text, _version(reader, annotator))
    if replaced:
        request.remarks.append("the GIST annotations of an earlier run are replaced")
    stream.write(header)
    problems: list[str] = []
    unread = 0
    for piece in reader.pieces(keep=not hits_only):
        if not isinstance(piece, Hit):
            stream.write(piece)
            continue
        answers: list[tuple[str, Annotation]] = []
        for record in piece.records:
            request.hits += 1
            for answer in annotator.answers(record):
                answers.append((record.text.rpartition(":")[2], answer))
                if answer.problem is not None:
                    unread += 1
                    if len(problems) < SHOWN_PROBLEMS:
                        problems.append(f"{_place(answer)}: {answer.problem}")
        stream.write(with_answers(piece.line, answers))
    request.remarks += problems
    if unread > len(problems):
        request.remarks.append(f"and {unread - len(problems)} more alleles that could not be read; -f tsv lists all")
    return request.hits, unread


def _version(reader: Reader, annotator: Annotator) -> str:
    """Return what the header says of the run: versions, unless they are left out, and what the answers depend on."""
    versions = f"gistcli {__version__}, knowledge base {annotator.version}, " if annotator.version else ""
    return f"{versions}setting {annotator.setting}" + (f", {reader.build}" if reader.build else "")


def _place(answer: Annotation) -> str:
    return answer.input if answer.line is None else f"line {answer.line}, {answer.input}"
