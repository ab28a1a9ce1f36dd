"""The header of a VCF: which build of the genome, which sample is the tumour, and which annotations are there already.

The build follows from, in this order: the length of chromosome 4 in ``##contig``, an accession of chromosome 4 with its
version, ``assembly=`` in ``##contig``, ``##assembly`` and ``##reference``. A header that contradicts itself, or
--build, is refused: wrong coordinates would give wrong answers, or none.

The sample of the records is the only sample column; of several the one that ``##tumor_sample=`` names (Mutect2) or that
``##SAMPLE=<ID=TUMOR,...>`` does, if there is such a column; else records have no sample.
"""

from __future__ import annotations

import re

from gistcli.errors import InputError
from gistcli.frozen import Frozen
from gistcli.model import Build
from gistcli.patterns import pattern

COLUMNS = (b"#CHROM", b"POS", b"ID", b"REF", b"ALT", b"QUAL", b"FILTER", b"INFO")
NAMES = (rb"[cC][hH][rR]4", rb"4", rb"NC_000004(?:\.\d+)?", rb"CM000666(?:\.\d+)?")
CHROMOSOME = pattern(b"|".join(NAMES))
"""Names of chromosome 4: plain, UCSC, RefSeq, GenBank."""
_OF_NAMES = (b"4,", b"4>", b"000004.", b"000666")
"""One of these is in each contig line of chromosome 4 that does not end with its name."""
LENGTHS: dict[int, Build] = {191154276: "GRCh37", 190214555: "GRCh38"}
LONGEST = max(LENGTHS)
ACCESSIONS: dict[bytes, Build] = {
    b"NC_000004.11": "GRCh37",
    b"NC_000004.12": "GRCh38",
    b"CM000666.1": "GRCh37",
    b"CM000666.2": "GRCh38",
}
_BUILD_WORDS: tuple[tuple[Build | None, tuple[bytes, ...], re.Pattern[bytes]], ...] = (
    (
        "GRCh38",
        (b"38", b"gca_"),
        pattern(rb"grch38|hg38|hs38|(?<![a-z0-9])b38|gca_000001405\.(?:1[5-9]|2\d)"),
    ),
    (
        "GRCh37",
        (b"37", b"19", b"gca_"),
        pattern(rb"grch37|hg19|hs37|(?<![a-z0-9])b37|g1k_v37|gca_000001405\.(?:[1-9](?!\d)|1[0-4])"),
    ),
    (
        None,
        (b"36", b"18", b"chm13", b"t2t", b"hs1"),
        pattern(rb"ncbi36|hg18|(?<![a-z0-9])b36|chm13|t2t|hs1(?![0-9a-z])"),
    ),
)
"""How ``##reference`` and ``assembly=`` spell a build, in lower case; None: one that gistcli has no coordinates of.

One of the parts in the middle is in each spelling, which costs less to see than the pattern costs to make.
"""
_FIELD = pattern(rb'(\w+)=("(?:[^"\\]|\\.)*"|[^,>]*)')
ANNOTATIONS = (b"CSQ", b"ANN")


class Header(Frozen):
    """What a header tells.

    Attributes:
        text: The header, byte for byte, to the end of the line that begins with ``#CHROM``.
        build: Build of the genome; None where nothing tells it.
        foreign: What says that the build is neither GRCh37 nor GRCh38, empty where nothing does.
        columns: Number of columns.
        tumour: Index of the sample that is the tumour, from 0; None where that is not known.
        sample: Name of that sample.
        annotation: Key of an annotation in INFO by VEP or SnpEff, empty without one.
        fields: Names of the parts of that annotation, in lower case.
        samples: Names of all samples.
    """

    text: bytes
    build: Build | None
    foreign: str
    columns: int
    tumour: int | None
    sample: str | None
    annotation: bytes
    fields: tuple[str, ...]
    samples: tuple[str, ...] = ()


def parse_header(text: bytes, named: Build | None = None) -> Header:
    r"""Read a header.

    Args:
        text: The header, to the end of the line that begins with ``#CHROM``.
        named: Build that the user names.

    Raises:
        InputError: The line of column names is broken, or builds contradict each other.

    >>> parse_header(b"##contig=<ID=chr4,length=190214555>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n").build
    'GRCh38'
    """
    lines = text.splitlines()
    names = _column_names(lines[-1], len(lines))
    samples = [name.decode("utf-8", "backslashreplace") for name in names[len(COLUMNS) + 1 :]]
    build, foreign = _build(lines, named)
    tumour = _tumour(lines, samples)
    key, fields = _annotation(lines)
    sample = None if tumour is None else samples[tumour]
    return Header(text, build, foreign, len(names), tumour, sample, key, fields, tuple(samples))


def _column_names(line: bytes, number: int) -> list[bytes]:
    names = line.split(b"\t")
    if tuple(names[: len(COLUMNS)]) == COLUMNS:
        return names
    wanted = b" ".join(COLUMNS).decode()
    if tuple(line.split()[: len(COLUMNS)]) == COLUMNS:
        raise InputError(f"line {number}: the columns are separated by blanks; a VCF separates them by tabs")
    raise InputError(f"line {number}: the header line must name the columns {wanted}, separated by tabs")


class _Hint(Frozen):
    """One place of the header that tells a build; `build` is None for one that gistcli does not have."""

    build: Build | None
    place: str


def _build(lines: list[bytes], named: Build | None) -> tuple[Build | None, str]:
    """Return the build, and what says that it is none of ours."""
    hints = _hints(lines)
    if not hints:
        return named, ""
    first = hints[0]
    if named is not None and first.build != named:
        raise InputError(
            f"the header says {first.build or 'another build'} ({first.place}), but --build {named} is given"
        )
    if named is None:
        for other in hints[1:]:
            if other.build != first.build:
                one, another = (hint.build or "another build" for hint in (first, other))
                raise InputError(
                    f"the header contradicts itself: {first.place} is {one}, but {other.place} is {another}; correct "
                    "it, or give --build"
                )
    return first.build, "" if first.build else first.place


def _hints(lines: list[bytes]) -> list[_Hint]:
    """Return what tells the build, the surest first."""
    lengths, accessions, assemblies, references = [], [], [], []
    for line in lines:
        if line.startswith(b"##contig=<"):
            if not any(map(line.count, _OF_NAMES)) and not line.endswith(b"4"):
                continue
            fields = dict(_FIELD.findall(line[len(b"##contig=") :]))
            name = fields.get(b"ID", b"")
            if not CHROMOSOME.fullmatch(name):
                continue
            shown = name.decode()
            if (length := fields.get(b"length", b"")).isdigit():
                place = f"the length {int(length[:12])} of {shown}"
                lengths.append(_Hint(LENGTHS.get(int(length[:12])), place))
            if name.upper() in ACCESSIONS:
                accessions.append(_Hint(ACCESSIONS[name.upper()], f"the contig {shown}"))
            assemblies += _words(fields.get(b"assembly", b""), f"the assembly of {shown}")
        elif line.startswith(b"##assembly="):
            assemblies += _words(line.partition(b"=")[2], "##assembly")
        elif line.startswith(b"##reference="):
            references += _words(line.partition(b"=")[2], "##reference")
    return lengths + accessions + assemblies + references


def _words(text: bytes, place: str) -> list[_Hint]:
    """Return the build that a text such as a path names; nothing where it names none or, as a folder might, two."""
    text = text.lower()
    found = {build for build, parts, spelling in _BUILD_WORDS if any(map(text.count, parts)) and spelling.search(text)}
    return [_Hint(found.pop(), place)] if len(found) == 1 else []


def _tumour(lines: list[bytes], samples: list[str]) -> int | None:
    if len(samples) == 1:
        return 0
    for line in lines:
        name = b""
        if line.startswith(b"##tumor_sample="):
            name = line.partition(b"=")[2].strip()
        elif line.startswith(b"##SAMPLE=<"):
            identity = dict(_FIELD.findall(line[len(b"##SAMPLE=") :])).get(b"ID", b"")
            name = identity if identity.upper() in (b"TUMOR", b"TUMOUR") else b""
        text = name.decode("utf-8", "backslashreplace")
        if text and samples.count(text) == 1:
            return samples.index(text)
    return None


def _annotation(lines: list[bytes]) -> tuple[bytes, tuple[str, ...]]:
    """Return key and parts of an annotation that VEP or SnpEff has put into INFO."""
    for line in lines:
        for key in ANNOTATIONS:
            if line.startswith(b"##INFO=<ID=" + key + b","):
                # VEP: "… Format: Allele|Consequence|…", SnpEff: "Functional annotations: 'Allele | Annotation …' "
                listed = re.search(rb"(?:Format: |')([^'\"]*)", line.partition(b"Description=")[2])
                names = listed[1].decode("utf-8", "replace").lower().split("|") if listed else []
                return key, tuple(name.strip() for name in names)
    return b"", ()
