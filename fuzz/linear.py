"""Inputs of any length, and a count of the steps that they cost: bytecodes, and calls of what is written in C."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from holds import annotated, annotated_table, annotator
from seeds import BASE, ENTRY, OVERLAY

from gistcli.annotate import Annotator
from gistcli.checks import check
from gistcli.readers.lists import as_record, read_list
from gistcli.readers.request import Request
from gistcli.readers.tables import read_table
from gistcli.schema import read

FEW = 2_000
"""Steps that do not depend on the length, such as those of a cache that is filled once."""


def steps(run: Callable[[Any], object], argument: Any) -> int:
    """Return how many bytecodes and calls of C functions it takes to run a function."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += 1
        return trace

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        run(argument)
    finally:
        sys.setprofile(before[1])
        sys.settrace(before[0])
    return count


def _described(text: str) -> object:
    return Annotator(annotator().base).answers(as_record(text))


def _list(data: bytes) -> object:
    own = Annotator(annotator().base)
    return [own.answers(record) for record in read_list(io.BytesIO(data), Request())]


def _tables(data: bytes) -> object:
    return annotated_table(data, own=Annotator(annotator().base)), list(read_table(io.BytesIO(data), Request()))


def _vcf(data: bytes) -> object:
    return annotated(data, own=Annotator(annotator().base))


HEADER = (
    b"##fileformat=VCFv4.2\n##contig=<ID=4,length=191154276>\n"
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n"
)

INPUTS: dict[str, tuple[Callable[[int], Any], Callable[[Any], object]]] = {
    "description: spaces": (lambda n: "KIT" + " " * n + "V559D", _described),
    "description: spaces before a word that does not fit": (lambda n: "secondary" + " " * n + "x" * n, _described),
    "description: letters": (lambda n: "KIT V559" + "D" * n, _described),
    "description: digits": (lambda n: "KIT V" + "5" * n + "D", _described),
    "description: parentheses": (lambda n: "KIT p." + "(" * n + "Val559Asp" + ")" * n, _described),
    "description: brackets": (lambda n: "KIT p.[" + "V559D;" * n + "V654A]", _described),
    "description: variants": (lambda n: "KIT " + " + ".join(["V559D"] * n), _described),
    "description: separators": (lambda n: "KIT V559D" + " ;" * n, _described),
    "description: inserted residues": (lambda n: "KIT Y503_F504ins" + "AY" * n, _described),
    "description: inserted three-letter residues": (lambda n: "KIT Y503_F504ins" + "AlaTyr" * n, _described),
    "description: inserted bases": (lambda n: "KIT c.1509_1510ins" + "GCCTAT" * n, _described),
    "description: repeated bases": (lambda n: f"KIT c.1509_1510insGCC[{n}]", _described),
    "description: deleted bases": (lambda n: "KIT c.1669del" + "T" * n, _described),
    "description: genomic alleles": (lambda n: f"chr4:55593610:T:{'ACG' * n}", _described),
    "description: words": (lambda n: "KIT V559D" + " heterozygous" * n, _described),
    "description: other genes": (lambda n: "TP53 " * n, _described),
    "list: lines": (
        lambda n: b"KIT V559D\n# x\n\n\xff\n" * n,
        _list,
    ),
    "table: rows": (lambda n: b"Gene,HGVSp\n" + b"KIT,V559D\nTP53,R175H\n" * n, _tables),
    "table: quoted rows": (lambda n: b"Gene,HGVSp\n" + b'"KIT","V559D"\n"TP53",R175H\n' * n, _tables),
    "table: a quote that nothing closes": (lambda n: b'Gene,HGVSp\n"' + b"KIT,V559D\n" * n, _tables),
    "table: quotes that nothing closes": (lambda n: b"Gene,HGVSp\n" + b'"KIT,V559D\nTP53,"x\n' * n, _tables),
    "table: a row of many cells": (lambda n: b"Gene,HGVSp\nKIT,V559D" + b",x" * n + b"\n", _tables),
    "table: columns": (lambda n: b"Gene,HGVSp" + b",x" * n + b"\nKIT,V559D" + b",x" * n + b"\n", _tables),
    "table: blank lines": (lambda n: b"Gene,HGVSp\n" + b"\n\r\n" * n + b"KIT,V559D\n", _tables),
    "table: lines before the header": (lambda n: b"#x\n" * min(n, 90) + b"Gene,HGVSp\nKIT,V559D\n", _tables),
    "table: transcripts in a cell": (
        lambda n: b"Gene.refGene\tAAChange.refGene\nKIT\t" + b",".join([b"KIT:NM_000222:exon11:c.T1676A:p.V559D"] * n),
        _tables,
    ),
    "maf: rows": (
        lambda n: b"Hugo_Symbol\tHGVSp_Short\tHGVSc\n" + b"KIT\tp.V559D\tc.1676T>A\nTP53\tp.R175H\t\n" * n,
        _tables,
    ),
    "vcf: records": (
        lambda n: HEADER + b"4\t55593610\t.\tT\tA\t.\t.\tDP=1\tGT\t0/1\n1\t7\t.\tA\tC\t.\t.\t.\tGT\t0/1\n" * n,
        _vcf,
    ),
    "vcf: phased records": (  # in pairs; how many are held back together has a limit
        lambda n: (
            HEADER
            + b"".join(
                b"4\t%d\t.\tN\tA\t.\t.\t.\tGT:PS\t0|1:7\n" % (55530000 + 300 * at + 3 * end)
                for at in range(min(n, 200))
                for end in (0, 1)
            )
        ),
        _vcf,
    ),
    "vcf: alleles of a record": (
        lambda n: HEADER + b"4\t55593610\t.\tT\t" + b",".join([b"A", b"C"] * n) + b"\t.\t.\t.\tGT\t0/1\n",
        _vcf,
    ),
    "vcf: bases of an allele": (
        lambda n: HEADER + b"4\t55593610\t.\tT\tT" + b"ACG" * n + b"\t.\t.\t.\tGT\t0/1\n",
        _vcf,
    ),
    "vcf: fields of a record": (
        lambda n: HEADER + b"4\t55593610\t.\tT\tA\t.\t.\tDP=1" + b";GIST=x;A=1" * n + b"\tGT\t0/1\n",
        _vcf,
    ),
    "vcf: header lines": (
        lambda n: b"##fileformat=VCFv4.2\n" + b'##contig=<ID=4,x="a\\",length=191154276>\n' * n + HEADER,
        _vcf,
    ),
    "base: entries": (
        lambda n: (
            BASE.encode()
            + b"".join(
                ENTRY.replace("kit-v559d", f"kit-{at}").replace("p.Val559Asp", f"p.Val{at + 1}Asp").encode()
                for at in range(n)
            )
        ),
        lambda data: check(read(data)),
    ),
    "base: unknown keys": (
        lambda n: BASE.encode() + b"".join(b"key%d: 1\n" % at for at in range(n)),
        lambda data: read(data),
    ),
    "base: nesting": (lambda n: BASE.encode() + b"x: " + b"[" * n, lambda data: read(data)),
    "base: aliases": (lambda n: BASE.encode() + b"x: &a [1]\ny: [" + b"*a," * n + b"]\n", lambda data: read(data)),
    "base: a long text": (
        lambda n: BASE.replace("It responds.", "It " * n).encode(),
        lambda data: check(read(data)),
    ),
    "overlay: withdrawn": (
        lambda n: OVERLAY.encode() + b"withdraw:\n" + b"- {id: kit-v559d, reason: No.}\n" * n,
        lambda data: read(data, "overlay"),
    ),
}
"""Name -> what makes an input of a length, and what is done with it."""
SIZES = {
    "description: inserted residues": 50,
    "vcf: alleles of a record": 30,
    "base: entries": 10,
    "base: unknown keys": 20,
}
"""Name -> length of the first of three inputs, where it is not 30; more than 45 residues are read by the grammar."""
