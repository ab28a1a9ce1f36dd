"""Hypothesis strategies: inputs of every kind that gistcli reads, whole, odd and damaged.

What is drawn as whole comes with what has to come out of it, reckoned by `tests/plain.py`; what is damaged is a seed
with changes, of which only `holds.py` can say something.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import plain
from hypothesis import strategies as st
from plain import CODING, Edit
from seeds import seeds
from tokens import TOKENS

Drawn = TypeVar("Drawn")
Draw = Callable[[st.SearchStrategy[Drawn]], Drawn]

SEEDS = seeds()
ACCESSION = {"KIT": "NM_000222.3", "PDGFRA": "NM_006206.6"}
CONTIG = {"GRCh37": "NC_000004.11", "GRCh38": "NC_000004.12"}
OTHER_GENES = ("TP53", "KITLG", "BRAF", "PDGFRB", "", "SKIT")
CELL = st.text(
    st.characters(codec="utf-8", exclude_characters='\t\n\r",;\x00\x85', exclude_categories=["C"]), max_size=8
)


class Case(NamedTuple):
    """A change of a coding sequence within one exon, and ways to write it.

    Attributes:
        gene: The gene.
        edit: What replaces which bases.
        coding: Its ``c.`` description, as it was drawn.
        alleles: Build -> position, reference and alternative, as in a VCF.
    """

    gene: str
    edit: Edit
    coding: str
    alleles: dict[str, tuple[int, str, str]]


@st.composite
def cases(draw: Draw[Any], longest: int = 12) -> Case:
    """Draw a change that is one: it leaves another sequence."""
    gene = draw(st.sampled_from(plain.GENES))
    exon = draw(st.sampled_from([exon for exon, *_ in plain.CODING_EXONS[gene]]))
    first, last = plain.limits(gene, exon)
    start = draw(st.integers(first + 1, last - 1))
    end = draw(st.integers(start - 1, min(last - 1, start + longest)))
    old = CODING[gene][start - 1 : end]
    new = draw(st.text("ACGT", min_size=0 if old else 1, max_size=longest).filter(lambda new: new != old))
    edit = Edit(start, end, new)
    before = CODING[gene][start - 2]
    alleles = {build: (plain.position(gene, start - 1, build), before + old, before + new) for build in plain.BUILDS}
    return Case(gene, edit, plain.coding_name(gene, edit, literal=True), alleles)


def mutated(name: str) -> st.SearchStrategy[bytes]:
    """Return seeds of a target with some changes: of bytes, tokens, cells and lines."""
    return st.builds(changed, st.sampled_from(SEEDS[name]), st.lists(changes(name), max_size=5))


def changes(name: str) -> st.SearchStrategy[tuple[str, float, float, bytes]]:
    """Return changes: a kind, two places as parts of the whole, and what is put there."""
    kinds = st.sampled_from(("insert", "replace", "remove", "cell", "line", "splice"))
    places = st.floats(0, 1, exclude_max=True)
    tokens = st.sampled_from(TOKENS[name]) | st.binary(min_size=1, max_size=2)
    return st.tuples(kinds, places, places, tokens | st.sampled_from(SEEDS[name]))


def changed(data: bytes, list_of_changes: list[tuple[str, float, float, bytes]]) -> bytes:
    """Return an input with changes made to it."""
    for kind, one, two, token in list_of_changes:
        at = int(one * (len(data) + 1))
        if kind == "insert":
            data = data[:at] + token + data[at:]
        elif kind == "replace":
            data = data[:at] + token + data[at + len(token) :]
        elif kind == "remove":
            data = data[:at] + data[at + 1 + int(two * 20) :]
        elif kind == "cell":
            delimiter = (b"\t", b",", b";", b":")[int(two * 4)]
            cells = data.split(delimiter)
            cells[int(one * len(cells))] = token
            data = delimiter.join(cells)
        elif kind == "line":
            lines = data.split(b"\n")
            lines.insert(int(one * len(lines)), lines[int(two * len(lines))])
            data = b"\n".join(lines)
        else:
            data = data[:at] + token[int(two * len(token)) :]
    return data


# --- tables -----------------------------------------------------------------------------------------------------------


class Dialect(NamedTuple):
    """A kind of table.

    Attributes:
        delimiter: What stands between cells.
        columns: The header.
        gene: Index of the column of the gene.
        write: Gene, case, build -> the cells of a row.
    """

    delimiter: str
    columns: tuple[str, ...]
    gene: int
    write: Callable[[Case, str], tuple[str, ...]]


def _coding(case: Case) -> str:
    return f"c.{case.coding}"


def _dashed(case: Case, build: str, flanks: int) -> tuple[str, str, str, str]:
    """Return start, end, reference and alternative without the base before, a dash for nothing, as in MAF and ANNOVAR.

    Args:
        case: The change.
        build: Build of the genome.
        flanks: How far the end of an insertion lies behind its start.
    """
    position, reference, alternative = case.alleles[build]
    old, new = reference[1:], alternative[1:]
    start, end = (position + 1, position + len(old)) if old else (position, position + flanks)
    return str(start), str(end), old or "-", new or "-"


def _maf(case: Case, build: str) -> tuple[str, ...]:
    start, end, old, new = _dashed(case, build, 1)
    return (case.gene, build, "4", start, end, old, old, new, "T1")


def _annovar(case: Case, build: str) -> tuple[str, ...]:
    aa = f"{case.gene}:{ACCESSION[case.gene]}:exon1:{_coding(case)}:p.?"
    return ("chr4", *_dashed(case, build, 0), case.gene, aa)


def _snpeff(case: Case, build: str) -> tuple[str, ...]:
    position, reference, alternative = case.alleles[build]
    return ("chr4", str(position), reference, alternative, case.gene, ACCESSION[case.gene], _coding(case))


MAF_COLUMNS = (
    "Hugo_Symbol NCBI_Build Chromosome Start_Position End_Position Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2"
    " Tumor_Sample_Barcode"
).split()

DIALECTS = {
    "csv": Dialect(",", ("sample", "Gene", "HGVSc"), 1, lambda case, build: ("S1", case.gene, _coding(case))),
    "semicolons": Dialect(";", ("Gene", "HGVSc", "note"), 0, lambda case, build: (case.gene, _coding(case), "x")),
    "tsv": Dialect("\t", ("SAMPLE_ID", "Gene", "Mutation"), 1, lambda case, build: ("S1", case.gene, _coding(case))),
    "maf": Dialect("\t", tuple(MAF_COLUMNS), 0, _maf),
    "cbioportal": Dialect(
        "\t",
        (*MAF_COLUMNS, "HGVSc"),
        0,
        lambda case, build: (*_maf(case, build), f"{ACCESSION[case.gene]}:{_coding(case)}"),
    ),
    "oncokb": Dialect(
        "\t",
        ("SAMPLE_ID", "HUGO_SYMBOL", "REFERENCE_GENOME", "HGVSc", "HGVSg"),
        1,
        lambda case, build: ("S1", case.gene, build, _coding(case), ""),
    ),
    "annovar": Dialect("\t", ("Chr", "Start", "End", "Ref", "Alt", "Gene.refGene", "AAChange.refGene"), 5, _annovar),
    "annovar csv": Dialect(",", ("Chr", "Start", "End", "Ref", "Alt", "Gene.refGene", "AAChange.refGene"), 5, _annovar),
    "snpeff": Dialect(
        "\t",
        ("CHROM", "POS", "REF", "ALT", "ANN[0].GENE", "ANN[0].FEATUREID", "ANN[0].HGVS_C"),
        4,
        _snpeff,
    ),
    "vep tab": Dialect(
        "\t",
        ("#Uploaded_variation", "SYMBOL", "Feature", "HGVSc"),
        1,
        lambda case, build: ("v", case.gene, "x", f"{ACCESSION[case.gene]}:{_coding(case)}"),
    ),
    "vep default": Dialect(
        "\t",
        ("#Uploaded_variation", "Gene", "Feature", "Extra"),
        1,
        lambda case, build: (
            "v",
            {"KIT": "ENSG00000157404", "PDGFRA": "ENSG00000134853"}[case.gene],
            ACCESSION[case.gene],
            f"IMPACT=x;SYMBOL={case.gene};HGVSc={ACCESSION[case.gene]}:{_coding(case)}",
        ),
    ),
}
"""Name -> dialect; the cells are those that tools write, for changes of the coding sequence drawn at random."""


class DrawnTable(NamedTuple):
    """A table, and the changes of its rows of the genes, in their order, each with its line."""

    data: bytes
    cases: list[tuple[int, Case]]
    rows: int


@st.composite
def tables(draw: Draw[Any], dialect: Dialect, build: str) -> DrawnTable:
    """Draw a whole table of a dialect: rows of the genes and of others, quoted cells, and any kind of line end."""
    end = draw(st.sampled_from(("\n", "\r\n")))
    quotes = dialect.delimiter != "\t" and draw(st.booleans())
    lines = [dialect.delimiter.join(dialect.columns)]
    found = []
    for _ in range(draw(st.integers(0, 6))):
        if draw(st.integers(0, 3)):
            case = draw(cases())
            cells = list(dialect.write(case, build))
            found.append((len(lines) + 1, case))
        else:
            cells = [draw(CELL) for _ in dialect.columns]
            cells[dialect.gene] = draw(st.sampled_from(OTHER_GENES))
            if not "".join(cells).strip():
                cells[-1] = "x"
        lines.append(dialect.delimiter.join(f'"{cell}"' if quotes else cell for cell in cells))
    text = end.join(lines) + (end if draw(st.booleans()) else "")
    return DrawnTable(text.encode(), found, len(lines) - 1)


# --- VCF --------------------------------------------------------------------------------------------------------------

CONTIG_LINES = {"GRCh37": "##contig=<ID=4,length=191154276>", "GRCh38": "##contig=<ID=4,length=190214555>"}


class DrawnVcf(NamedTuple):
    """A VCF, and the changes of its records in the genes, in their order."""

    data: bytes
    cases: list[Case]


@st.composite
def vcfs(draw: Draw[Any], build: str) -> DrawnVcf:
    """Draw a whole VCF: records of the genes, and others between them."""
    end = draw(st.sampled_from(("\n", "\r\n")))
    name = draw(st.sampled_from(("4", "chr4")))
    head = ["##fileformat=VCFv4.2", CONTIG_LINES[build].replace("=4", f"={name}")]
    lines = [*head, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]
    found = []
    for _ in range(draw(st.integers(0, 5))):
        info = draw(st.sampled_from((".", "DP=12", "DP=12;SOMATIC", "GIST=old", "DP=1;", "")))
        if draw(st.integers(0, 3)):
            case = draw(cases())
            position, reference, alternative = case.alleles[build]
            found.append(case)
            lines.append(f"{name}\t{position}\t.\t{reference}\t{alternative}\t.\tPASS\t{info}")
        else:
            chromosome = draw(st.sampled_from(("1", "chr17", "X", "40", "GL4")))
            lines.append(f"{chromosome}\t{draw(st.integers(1, 99_999_999))}\t.\tA\tC\t.\t.\t{info}")
    return DrawnVcf((end.join(lines) + end).encode(), found)
