"""VCF out: the input, byte for byte, with the answers in the INFO field ``GIST``.

Two lines are added before the line of column names: ``##gistcli=`` with the versions, and the header of ``GIST``. Those
of an earlier run are replaced, and so are its fields in the records of the two genes; a second run changes nothing. In
a field, ``,`` separates alleles, ``|`` their parts, ``&`` joins inside a part, and what has a meaning in VCF is
percent-encoded. `Consequence` is the last part because bcftools +split-vep, in all its versions, refuses a field
without a part of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gistcli.model import Annotation

KEY = b"GIST"
PARTS = ("Allele", "Gene", "HGVSc", "HGVSp", "Exon", "Sensitivity", "Dose", "Action", "Entry", "Scope", "Consequence")
DESCRIPTION = "GIST imatinib annotations from gistcli. Format: " + "|".join(PARTS)
FIELD_HEADER = f'##INFO=<ID=GIST,Number=.,Type=String,Description="{DESCRIPTION}">'
VERSION_HEADER = "##gistcli="
INFO_COLUMN = 7

_OWN_HEADERS = re.compile(rb"##(?:gistcli=|INFO=<ID=GIST,)")
_RESERVED = re.compile(r"[^!-~]|[%,;=|&\"]")


def with_headers(header: bytes, version: str) -> tuple[bytes, bool]:
    r"""Return a header with the lines of gistcli, and whether it had such lines before.

    Args:
        header: The header, to the end of the line of column names.
        version: What `VERSION_HEADER` is to say; nothing leaves that line out.

    >>> with_headers(b"##fileformat=VCFv4.2\n#CHROM\tPOS\n", "0.1.0")[0].splitlines()[1]
    b'##gistcli=0.1.0'
    """
    lines = header.splitlines(keepends=True)
    kept = [line for line in lines if not _OWN_HEADERS.match(line)]
    end = b"\r\n" if kept[-1].endswith(b"\r\n") else b"\n"
    own = [VERSION_HEADER + version, FIELD_HEADER] if version else [FIELD_HEADER]
    kept[-1:-1] = [line.encode() + end for line in own]
    return b"".join(kept), len(kept) - len(own) < len(lines)


def with_answers(line: bytes, answers: Sequence[tuple[str, Annotation]]) -> bytes:
    r"""Return a record with the answers in INFO, in place of those of an earlier run.

    Args:
        line: The record, with its end.
        answers: Each allele as it stands in ALT, and its annotation. Annotations with a problem are left out.

    >>> with_answers(b"4\t7\t.\tT\tA\t.\t.\tDP=3;GIST=old\n", ())
    b'4\t7\t.\tT\tA\t.\t.\tDP=3\n'
    """
    body = line.rstrip(b"\r\n")
    columns = body.split(b"\t", INFO_COLUMN + 1)
    if len(columns) <= INFO_COLUMN:
        return line
    info = columns[INFO_COLUMN]
    fields = info.split(b";")
    kept = [field for field in fields if field.partition(b"=")[0] != KEY]
    new = ",".join(_answer(allele, answer) for allele, answer in answers if answer.problem is None)
    if not new and len(kept) == len(fields):
        return line
    info = b";".join(kept)
    if new:
        info = info.rstrip(b";")
        before = b"" if info in (b".", b"") else info + b";"
        info = before + KEY + b"=" + new.encode()
    columns[INFO_COLUMN] = info or b"."
    return b"\t".join(columns) + line[len(body) :]


def _answer(allele: str, answer: Annotation) -> str:
    values: Iterable[object] = (
        allele,
        answer.gene,
        answer.hgvs_c,
        answer.hgvs_p,
        answer.exon,
        answer.sensitivity,
        answer.dose_mg_per_day,
        answer.action,
        answer.entry,
        answer.scope,
        answer.consequence,
    )
    return "|".join("" if value is None else encoded(str(value)) for value in values)


def encoded(text: str) -> str:
    """Percent-encode what separates fields, alleles and parts, and all that is not printable ASCII.

    >>> encoded("p.Val559=")
    'p.Val559%3D'
    """
    return _RESERVED.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)
