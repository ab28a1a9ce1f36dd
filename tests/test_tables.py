"""Tables in and out: whole files against ``data/tables/expected``, what the cells say, quoting, and what is broken."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from plain import bounded

from gistcli.annotate import Annotator
from gistcli.cli.main import cli
from gistcli.cli.tables import TableAnnotator
from gistcli.errors import PROBLEMS, InputError
from gistcli.model import Annotation
from gistcli.readers import Request, columns, open_as
from gistcli.readers.cells import build_of, genes_of, read_row
from gistcli.readers.columns import Chosen, find_columns, looks_like_table
from gistcli.readers.tables import MAX_ROW, Table, cells_of, read_table
from gistcli.writers.tables import COLUMNS

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data" / "tables"
EXPECTED = DATA / "expected"
FILES = sorted(path for path in DATA.iterdir() if path.is_file())
OPTIONS = {"german.csv": ("--gene-column", "gen", "--variant-column", "Veränderung", "--sample-column", "Probe")}
DELIMITERS = {".maf": "\t", ".txt": "\t", ".tsv": "\t", ".csv": ","}
COMPARED = (
    "input line sample gene hgvs_p hgvs_c consequence exon sensitivity dose_mg_per_day action scope entry problem_code"
).split()
READING = ("decides", "isoform", "the row has", "build inferred", "the protein given", "the c. description")
"""Words of the notes that come from the reading and not from the knowledge base."""

HEADER = b"Gene\tHGVSp\tSample\n"
ANNOTATOR = Annotator(show_version=False)


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner(env={"GISTCLI_KB": None}).invoke(cli, arguments, input=stdin, prog_name="gistcli")


class Dribble:
    """A stream that gives few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size, self.at = data, size, 0

    def read1(self, size: int = -1, /) -> bytes:
        chunk = self.data[self.at : self.at + self.size]
        self.at += self.size
        return chunk


def written(data: bytes, source=None, hits_only: bool = False, kind: str = "table", **request) -> bytes:
    """The table that comes out."""
    stream = io.BytesIO()
    TableAnnotator(ANNOTATOR, stream, hits_only).write(source or io.BytesIO(data), Request(**request), kind)
    return stream.getvalue()


def parsed(data: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


def answers(data: bytes, **request) -> list[Annotation]:
    """The annotations of the rows of the genes."""
    return [answer for one in read_table(io.BytesIO(data), Request(**request)) for answer in ANNOTATOR.answers(one)]


def answer(*rows: bytes, header: bytes = HEADER, **request) -> Annotation:
    (only,) = answers(header + b"\n".join(rows) + b"\n", **request)
    return only


def row(**cells: str) -> list[Annotation]:
    """The annotations of a row that is given by roles."""
    header = {
        "gene": "Hugo_Symbol",
        "protein": "HGVSp_Short",
        "coding": "HGVSc",
        "genomic": "HGVSg",
        "transcript": "Transcript_ID",
        "build": "NCBI_Build",
        "chromosome": "Chromosome",
        "start": "Start_Position",
        "end": "End_Position",
        "reference": "Reference_Allele",
        "other": "Tumor_Seq_Allele1",
        "alternative": "Tumor_Seq_Allele2",
    }
    lines = ["\t".join(header[name] for name in cells), "\t".join(cells.values())]
    return answers(("\n".join(lines) + "\n").encode())


# Whole files


def told(path: Path, output: str) -> str:
    """What is compared of the table that came out of a file."""
    delimiter = ";" if path.name == "german.csv" else DELIMITERS[path.suffix]
    lines = output.removeprefix("\ufeff").split("\n")
    start = next(at for at, line in enumerate(lines) if "gist_input" in line)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[start:]), newline=""), delimiter=delimiter))
    text = "\t".join([*COMPARED, "notes"]) + "\n"
    for each in rows:
        notes = [note for note in each["gist_notes"].split("; ") if any(words in note for words in READING)]
        text += "\t".join([*(each[f"gist_{name}"] for name in COMPARED), "; ".join(notes)]) + "\n"
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_answers_of_a_file_are_the_expected_ones(path):
    result = run("--no-version", "-i", str(path), *OPTIONS.get(path.name, ()))
    text = told(path, result.stdout_bytes.decode())
    golden = EXPECTED / f"{path.name}.tsv"
    if os.environ.get("GISTCLI_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")
    problems = sum(bool(line.split("\t")[COMPARED.index("problem_code")]) for line in text.splitlines()[1:])
    assert result.exit_code == (1 if problems else 0), result.stderr
    assert f"cannot read {path}" not in result.stderr
    assert "columns used: " in result.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_columns_of_a_file_come_back_as_they_are(path):
    data = path.read_bytes()
    result = run("--no-version", "-i", str(path), *OPTIONS.get(path.name, ()))
    output = result.stdout_bytes
    delimiter = b";" if path.name == "german.csv" else DELIMITERS[path.suffix].encode()
    end = b"\r\n" if path.name == "german.csv" else b"\n"
    if path.name == "plain.csv":  # a cell of two lines, and a row that stands twice
        before = parsed(data, ",")
        after = parsed(output, ",")
        assert [cells[:4] for cells in after] == [*before[:9], before[8], *before[9:]]
        return
    before, after = data.split(end), output.split(end)
    assert len(before) == len(after)
    header = next(at for at, line in enumerate(after) if b"gist_input" in line)
    assert after[:header] == before[:header]
    assert after[header] == before[header] + delimiter + delimiter.join(name.encode() for name in COLUMNS)
    for line, longer in zip(before[header:-1], after[header:-1], strict=True):
        assert longer.startswith(line + delimiter)


@pytest.mark.parametrize("name", ["maf", "maf_genomic", "genie", "oncokb", "snpeff", "vep_tab", "annovar"])
def test_both_builds_give_the_same_answers(name):
    by_build = []
    for number in ("37", "38"):
        path = next(path for path in FILES if path.name.startswith(f"{name}_{number}."))
        by_build.append([each[2:21] for each in answers(path.read_bytes())])
    assert by_build[0] == by_build[1]
    assert len(by_build[0]) > 3


def test_a_maf_without_descriptions_gives_the_answers_of_one_with_them():
    with_descriptions = [each[2:23] for each in answers((DATA / "maf_37.maf").read_bytes())]
    assert [each[2:23] for each in answers((DATA / "maf_genomic_37.maf").read_bytes())] == with_descriptions


def test_indels_with_one_label_are_told_apart_by_their_position():
    found = answers((DATA / "one_label_37.maf").read_bytes())
    names = [each.hgvs_c for each in found]
    assert names[0] == names[2] == "c.1669_1674del"  # the same deletion, placed to the left
    assert len(set(names)) == len(names) - 1
    assert [any("DNA decides" in note for note in each.notes) for each in found] == [
        each.short != "W557_K558del" for each in found
    ]


# What the cells say


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"protein": "p.V559D"}, "p.Val559Asp", id="short"),
        pytest.param({"protein": "ENSP00000288135.5:p.Val559Asp"}, "p.Val559Asp", id="VEP"),
        pytest.param({"protein": "p.Val559%3D"}, "p.Val559=", id="VEP, escaped"),
        pytest.param({"protein": "NP_001087241.1:p.Val555Asp"}, "p.Val559Asp", id="isoform by its protein"),
        pytest.param(
            {"protein": "ENSP00000390987.1:p.Val555Asp", "transcript": "ENST00000412167.6"},
            "p.Val559Asp",
            id="isoform by its transcript",
        ),
        pytest.param(
            {"protein": "KIT:NM_001093772:exon11:c.T1664A:p.V555D,KIT:NM_000222:exon11:c.T1676A:p.V559D"},
            "p.Val559Asp",
            id="ANNOVAR, canonical second",
        ),
        pytest.param({"protein": "KIT:NM_001093772:exon11:c.T1664A:p.V555D"}, "p.Val559Asp", id="ANNOVAR, isoform"),
        pytest.param({"protein": "KIT:NM_000222:exon11:c.1675_1676AA:p.V559N"}, "p.Val559Asn", id="ANNOVAR, block"),
        pytest.param({"protein": "p.Val559Asp,p.Val559Asp"}, "p.Val559Asp", id="two transcripts that agree"),
        pytest.param({"coding": "c.1676T>A", "protein": "p.V559G"}, "p.Val559Asp", id="DNA decides"),
        pytest.param({"protein": "exon 11 deletion"}, None, id="class"),
    ],
)
def test_cells_that_are_read(cells, expected):
    (found,) = row(gene="KIT", **cells)
    assert (found.problem, found.hgvs_p, found.gene) == (None, expected, "KIT")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"protein": ""}, "empty", id="empty"),
        pytest.param({"protein": "."}, "empty", id="dot"),
        pytest.param({"protein": "NA", "coding": "-"}, "empty", id="marks of nothing"),
        pytest.param({"protein": "KIT"}, "empty", id="the gene again"),
        pytest.param({"protein": "KIT mutation"}, "empty", id="no more than the gene"),
        pytest.param({"protein": "Truncating Mutations"}, "syntax", id="words"),
        pytest.param({"protein": "wild type"}, "not-supported", id="state of one gene"),
        pytest.param({"protein": "p.X549_splice"}, "not-supported", id="splice site"),
        pytest.param({"protein": "PDGFRA p.D842V"}, "gene-mismatch", id="another gene"),
        pytest.param({"protein": "p.V560G", "build": "mm10"}, "build-mismatch", id="build of a mouse"),
        pytest.param({"protein": "p.Val559Asp,p.Val555Asp"}, "transcript-not-supported", id="which transcript"),
        pytest.param({"protein": "p.V559D", "transcript": "ENST00000687109"}, "transcript-not-supported", id="unknown"),
        pytest.param({"coding": "ENST00000687109.1:c.1676T>A"}, "transcript-not-supported", id="unknown, in the cell"),
    ],
)
def test_cells_that_are_a_problem(cells, code):
    (found,) = row(gene="KIT", **cells)
    assert (found.problem_code, found.sensitivity, found.dose_mg_per_day) == (code, "unknown", None)


PLACE = {"gene": "KIT", "chromosome": "4", "start": "55593610", "end": "55593610", "reference": "T", "alternative": "A"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({}, "c.1676T>A", id="as it is"),
        pytest.param({"chromosome": "chr4"}, "c.1676T>A", id="chr"),
        pytest.param({"chromosome": "4.0", "start": "55593610.0", "end": "55593610.0"}, "c.1676T>A", id="as decimals"),
        pytest.param({"chromosome": "NC_000004.11"}, "c.1676T>A", id="accession"),
        pytest.param({"build": "hg19"}, "c.1676T>A", id="build"),
        pytest.param({"reference": "t", "alternative": "a"}, "c.1676T>A", id="lower case"),
        pytest.param({"alternative": "T", "other": "A"}, "c.1676T>A", id="the other allele"),
        pytest.param({"reference": "-", "alternative": "AAC", "end": "55593611"}, "c.1676_1677insAAC", id="insertion"),
        pytest.param({"reference": "-", "alternative": "AAC"}, "c.1676_1677insAAC", id="insertion that ends there"),
        pytest.param({"alternative": "-"}, "c.1677del", id="deletion"),
        pytest.param({"start": "55520000", "end": "55520000"}, None, id="before the gene"),
    ],
)
def test_alleles_that_are_read(cells, expected):
    (found,) = row(**{**PLACE, **cells})
    assert (found.problem, found.hgvs_c) == (None, expected)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"reference": "C"}, "reference-mismatch", id="reference"),
        pytest.param({"build": "GRCh38"}, "build-mismatch", id="build"),
        pytest.param({"build": "T2T"}, "build-mismatch", id="unknown build"),
        pytest.param({"chromosome": "5"}, "gene-mismatch", id="chromosome"),
        pytest.param({"gene": "PDGFRA"}, "gene-mismatch", id="gene"),
        pytest.param({"start": "1"}, "length-mismatch", id="range"),
        pytest.param({"start": "1", "end": "1"}, "gene-mismatch", id="place"),
        pytest.param({"start": "x"}, "syntax", id="text"),
        pytest.param({"start": "-5"}, "syntax", id="negative"),
        pytest.param({"start": "9" * 40, "end": ""}, "syntax", id="beyond all chromosomes"),
        pytest.param({"alternative": "T"}, "syntax", id="no change"),
        pytest.param({"alternative": "Q"}, "syntax", id="no base"),
        pytest.param({"alternative": ""}, "empty", id="no allele"),
        pytest.param({"alternative": "<DEL>"}, "empty", id="symbolic"),
    ],
)
def test_alleles_that_are_a_problem(cells, code):
    (found,) = row(**{**PLACE, **cells})
    assert (found.problem_code, found.sensitivity, found.dose_mg_per_day) == (code, "unknown", None)


def test_an_allele_that_is_missing_is_never_a_deletion():
    for nothing in ("", ".", "NA"):
        (found,) = row(**{**PLACE, "alternative": nothing, "protein": "p.V559D"})
        assert (found.input, found.hgvs_c, found.short) == ("p.V559D", None, "V559D")


def test_disagreements_are_notes():
    (found,) = row(**PLACE, coding="c.1676T>G", protein="p.V559G")
    assert found.short == "V559D"
    assert sum("decides" in note for note in found.notes) == 2
    (agreeing,) = row(**PLACE, coding="ENST00000288135.5:c.1676T>A", protein="p.V559D")
    assert not any("decides" in note for note in agreeing.notes)


def test_several_alleles_are_several_answers():
    data = b"CHROM\tPOS\tREF\tALT\nchr4\t54727444\tT\tA,C,*\nchr4\t54727444\tT\t<DEL>\nchr5\t54727444\tT\tA\n"
    assert [(each.line, each.short) for each in answers(data)] == [(2, "V559D"), (2, "V559A")]


@pytest.mark.parametrize(
    "text", ["37", "GRCh37", "hg19", "b37", "GRCh37-lite", "GRCh37.p13", "hs37d5", "grch37", "37.0"]
)
def test_names_of_grch37(text):
    assert build_of(text) == "GRCh37"


@pytest.mark.parametrize("text", ["38", "GRCh38", "hg38", "GRCh38.d1.vd1", "b38"])
def test_names_of_grch38(text):
    assert build_of(text) == "GRCh38"


@pytest.mark.parametrize("text", ["", "36", "hg18", "mm10", "380", "GRCh39", "human"])
def test_names_of_no_build(text):
    with pytest.raises(Exception, match="neither GRCh37"):
        build_of(text)


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("KIT", ["KIT"]),
        ("kit", ["KIT"]),
        (" PDGFRA ", ["PDGFRA"]),
        ("c-KIT", ["KIT"]),
        ("CD117", ["KIT"]),
        ("ENSG00000157404.15", ["KIT"]),
        ("KDR;KIT", ["KIT"]),
        ("PDGFRA,KIT", ["PDGFRA", "KIT"]),
        ("KITLG", []),
        ("KIT-AS1", []),
        ("PDGFRB", []),
        ("", []),
    ],
)
def test_genes_of_a_cell(text, genes):
    assert genes_of(text) == genes


def test_rows_of_other_genes_stay_empty():
    for name in ("TP53", "KITLG", "PDGFRB", "XKIT", ""):
        data = HEADER + name.encode() + b"\tp.V559D\tS\n"
        assert answers(data) == []
        assert written(data).endswith(b"\tS" + b"\t" * len(COLUMNS) + b"\n")


def test_a_table_without_a_gene_column():
    data = b"HGVSp\nD842V\nKIT p.V559D\nTP53:p.R175H\n\nc.1676T>A\n"
    assert [(each.line, each.gene, each.problem_code) for each in answers(data)] == [
        (2, "PDGFRA", None),
        (3, "KIT", None),
        (6, None, "ambiguous-gene"),
    ]
    result = run("--gene", "KIT", "-f", "jsonl", "--from", "table", stdin=data)
    assert [json.loads(line)["gene"] for line in result.stdout.splitlines()] == [None, "KIT", "KIT"]


def test_a_row_that_says_nothing_of_the_genes_is_no_reading():
    assert read_row([("protein", "TP53:p.R175H")]) is None
    assert read_row([("protein", "")]) is None


# Columns


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Gene Hugo_Symbol HGVSp HGVSp_Short", "gene Hugo_Symbol; protein HGVSp_Short, HGVSp"),
        ("SYMBOL GENE hgvsp", "gene SYMBOL; protein hgvsp"),
        ("Gene Variant", "gene Gene; variant Variant"),
        ("Gene Variant HGVSc", "gene Gene; DNA HGVSc"),
        ("ANN[*].GENE ANN[*].HGVS_P", "gene ANN[*].GENE; protein ANN[*].HGVS_P"),
        ("#CHROM POS REF ALT", "alleles #CHROM, POS, REF, ALT"),
        ("Chromosome Start_Position HGVSp", "protein HGVSp"),
    ],
)
def test_columns_by_their_usual_names(names, expected):
    assert find_columns(names.split(), 1).named == expected


def test_columns_that_the_user_names_come_first():
    names = ["Gene", "HGVSp", "Gen", "Befund", "sample", "Probe"]
    assert find_columns(names, 1, Chosen("gen", "Befund", "Probe")).named == "gene Gen; variant Befund; sample Probe"


@pytest.mark.parametrize(
    ("names", "chosen", "message"),
    [
        (["a", "b"], Chosen(), "Looked for protein: HGVSp_Short, HGVSp, Protein_Change"),
        (["Gene", "b"], Chosen(), "no column tells the variant"),
        (["Gene", "HGVSp"], Chosen(gene="Genes"), "did you mean 'Gene'"),
        (["Gene", "HGVSp"], Chosen(variant="zzz"), "no column 'zzz', which --variant-column names"),
        (["Gene", "hgvsP", "hgvsp", "HGVSP"], Chosen(), "is there 3 times (columns 2, 3, 4)"),
        (["Gene", "x", "x"], Chosen(variant="x"), "is there 2 times"),
    ],
)
def test_columns_that_are_not_found(names, chosen, message):
    with pytest.raises(InputError) as caught:
        find_columns(names, 7, chosen)
    assert message in str(caught.value)
    assert str(caught.value).startswith("line 7: ")


def test_a_name_that_fits_exactly_goes_before_one_in_another_case():
    assert find_columns(["Gene", "hgvsp", "HGVSp"], 1).indices == (0, 2)


def test_a_name_twice_that_is_not_used_is_no_matter():
    assert answer(b"KIT\tp.V559D\tx\ty", header=b"Gene\tHGVSp\tnote\tnote\n").short == "V559D"


# What is a table


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"Gene,Variant\n", True),
        (b"HGVSp\nV559D\n", True),
        (b"#version 2.4\nHugo_Symbol\tX\n", True),
        (b"## x\n#Uploaded_variation\tLocation\tAllele\tGene\tFeature\n", True),
        (b"sep=;\na;b\n", True),
        (b"\xef\xbb\xbfGene;HGVSp\r\n", True),
        (b"foo,bar,baz\n1,2,3\n", True),
        (b"KIT V559D\n", False),
        (b"KIT, V559D\n", False),
        (b"KIT\tV559D\n", False),
        (b"# Gene, Variant\nD842V\n", False),
        (b"KIT wild type\n", False),
        (b"KIT p.W557G, Y578C, V559D\n", False),
        (b"# only\n", None),
        (b"Gene,Var", None),
    ],
)
def test_tables_are_known_by_their_content(head, expected):
    assert looks_like_table(head) is expected


def test_an_input_is_told_by_its_content(tmp_path):
    for name, data, expected in (
        ("a", b"D842V\n", "list"),
        ("b", b"Gene\tHGVSp\n", "table"),
        ("c", b"##fileformat=VCFv4.2\n", "vcf"),
        ("d", gzip.compress(b"Gene\tHGVSp\n"), "table"),
        ("e", b"", "list"),
    ):
        (tmp_path / name).write_bytes(data)
        with open_as(str(tmp_path / name)) as (kind, _):
            assert kind == expected


# Bytes stay bytes

NAMES = ["Gene", "HGVSp", "note", "sample", "x;y", 'a"b', "c,d"]
CELL = st.one_of(
    st.sampled_from(["KIT", "PDGFRA", "TP53", "p.V559D", "D842V", "", "NA", "kit", 'say "KIT"', "a,b;c\td"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12),
)


@st.composite
def tables(draw):
    """The rows of a table, its delimiter and line end, and its bytes."""
    width = draw(st.integers(2, len(NAMES)))
    delimiter = draw(st.sampled_from(",;\t"))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream,
        delimiter=delimiter,
        lineterminator=end,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerows([NAMES[:width], *rows])
    return [NAMES[:width], *rows], delimiter, stream.getvalue().encode()


@given(tables())
@bounded
def test_all_cells_come_back(table):
    rows, delimiter, data = table
    found = parsed(written(data), delimiter)
    width = len(rows[0])
    assert [cells[:width] for cells in found] == rows
    assert found[0][width:] == list(COLUMNS)
    for cells in found[1:]:
        assert len(cells) == width + len(COLUMNS)
        assert bool(any(cells[width:])) == bool(genes_of(cells[0]))


@given(tables(), st.integers(1, 40))
@bounded
def test_how_the_bytes_arrive_does_not_matter(table, size):
    data = table[2]
    assert written(data, Dribble(data, size)) == written(data)


@given(tables())
@bounded
def test_a_second_run_changes_nothing_but_replaces_its_columns(table):
    first = written(table[2])
    request = Request()
    stream = io.BytesIO()
    TableAnnotator(ANNOTATOR, stream).write(io.BytesIO(first), request)
    assert stream.getvalue() == first
    assert any("25 gist_ columns of an earlier run are replaced" in remark for remark in request.remarks)


@given(tables())
@bounded
def test_records_are_the_rows_of_the_table(table):
    rows, _, data = table
    hits = [cells for cells in rows[1:] if genes_of(cells[0])]
    records = list(read_table(io.BytesIO(data)))
    assert len(records) == len(hits)
    if "sample" in rows[0]:
        assert [record.sample or "" for record in records] == [cells[3].encode().strip().decode() for cells in hits]
    for record in records:
        assert (record.error is None) != (record.descriptions is None)
        assert record.error is None or record.error.code in PROBLEMS


@given(st.lists(st.binary(max_size=40), max_size=8), st.sampled_from([b"\n", b"\r\n", b"\r"]), st.sampled_from(b",;\t"))
@bounded
def test_no_bytes_are_too_odd(lines, end, delimiter):
    header = bytes([delimiter]).join([b"Gene", b"HGVSp", b"sample"])
    output = written(end.join([header, *lines]))
    assert output.startswith(header)
    for answer in answers(end.join([header, *lines])):
        assert answer.sensitivity == "unknown" or answer.problem is None


@pytest.mark.parametrize("row", [b" ", b"\t", b"\t\t", b"TP53", b"TP53\tp.R175H\tS"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_only_a_line_of_nothing_is_blank(row, end):
    header = b"gene\tHGVSp\tsample" + end
    added = row + b"\t" * len(COLUMNS) + end
    for before, after in ((b"", b""), (b"", end), (end, b""), (end, end + row + end)):
        first, _, rest = written(header + before + row + end + after).partition(end)
        assert first.startswith(header[: -len(end)])
        assert rest == before + added + after.replace(row + end, added)


def test_existing_columns_anywhere_are_replaced_and_others_stay():
    data = b"gist_entry\tGene\tgist_mine\tHGVSp\tgist_problem\nold\tKIT\tm\tV559D\told\nold\tTP53\tm\tR175H\told\n"
    first, second, third = (line.split(b"\t") for line in written(data).splitlines())
    assert first[:3] == [b"Gene", b"gist_mine", b"HGVSp"]
    assert second[:4] == [b"KIT", b"m", b"V559D", b"V559D"]
    assert third == [b"TP53", b"m", b"R175H", *[b""] * len(COLUMNS)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_stay(end):
    lines = [b"#version 2.4", b"Gene,HGVSp", b"KIT,V559D", b"TP53,R175H", b"", b"PDGFRA,D842V", b""]
    output = written(end.join(lines))
    before = [line for line in output.split(end)]
    assert len(before) == len(lines)
    assert before[4] == before[6] == b""
    assert b"\n" not in end.join(before).replace(end, b"") and b"\r" not in end.join(before).replace(end, b"")


def test_a_table_without_a_last_line_end_gets_one():
    assert written(b"Gene,HGVSp\nTP53,R175H").endswith(b"TP53,R175H" + b"," * len(COLUMNS) + b"\n")


def test_rows_with_other_line_ends_keep_theirs():
    output = written(b"Gene,HGVSp\nTP53,a\r\nKIT,V559D\r\nTP53,b\n")
    ends = [line[-2:] for line in output.splitlines(True)]
    assert ends[1] == ends[2] == b"\r\n"
    assert ends[3] == b",\n"


def test_a_byte_order_mark_stays():
    output = written(b"\xef\xbb\xbfGene,HGVSp\nKIT,V559D\n")
    assert output.startswith(b"\xef\xbb\xbfGene,HGVSp,gist_input,")


def test_the_hint_of_a_spreadsheet_is_kept_and_obeyed():
    output = written(b"sep=;\nGene;HGVSp,x\nKIT;V559D\n", variant_column="HGVSp,x")
    assert output.startswith(b"sep=;\nGene;HGVSp,x;gist_input;")


def test_several_variants_of_a_row_are_several_rows():
    output = parsed(written(b"Gene,Alteration,x\nKIT,V559D + V654A,1\n"), ",")
    assert [cells[:3] for cells in output[1:]] == [["KIT", "V559D + V654A", "1"]] * 2
    assert [cells[output[0].index("gist_short")] for cells in output[1:]] == ["V559D", "V654A"]


@pytest.mark.parametrize(
    "header",
    [
        "Gene note HGVSp more Tumor_Sample_Barcode",
        "Gene Tumor_Sample_Barcode note HGVSp more",
        "note Tumor_Sample_Barcode HGVSp Gene more",
        "note Tumor_Sample_Barcode more Gene HGVSp",
    ],
)
def test_each_of_many_rows_of_the_genes_has_its_own_answer_line_and_sample(header):
    names = header.split()
    changes = ["p.V559D", "p.V654A", "p.L576P"]
    # More than are read at once: how rows are split changes when most of those before were of the genes.
    rows = []
    for number in range(9000):
        row = {"Gene": "KIT", "HGVSp": changes[number % 3], "Tumor_Sample_Barcode": f"S{number}", "note": f"n{number}"}
        rows.append([row.get(name, "V654A KIT") for name in names])
    rows[8000].append("one too many")
    rows[8001].pop()
    output = parsed(written("".join("\t".join(row) + "\n" for row in [names, *rows]).encode()), "\t")
    short, line, sample = (output[0].index(f"gist_{name}") for name in ("short", "line", "sample"))
    for number, cells in enumerate(output[1:8001]):
        assert cells[: len(names)] == rows[number]
        expected = [changes[number % 3][2:], str(number + 2), f"S{number}"]
        assert [cells[short], cells[line], cells[sample]] == expected
    assert output[8001][: len(names) + 1] == rows[8000] and len(output[8001]) == len(output[0]) + 1
    assert output[8002][: len(names)] == [*rows[8001], ""] and len(output[8002]) == len(output[0])
    assert [row[line] for row in output[8003:]] == [str(number + 2) for number in range(8002, 9000)]


# What is broken


@pytest.mark.parametrize(
    ("rows", "code", "message"),
    [
        (b"KIT\tp.V559D\n", None, None),
        (b"KIT\tp.V559D", "broken-row", "the table breaks off here"),
        (b"KIT\n", "empty", "no column of this row"),
        (b"KIT\tp.V559D\tS\textra\n", "broken-row", "4 cells where the header has 3"),
        (b"\tKIT\tp.V559D\tS\n", "broken-row", "4 cells where the header has 3"),
        (b"p.V559D\tKIT\n", "broken-row", "the gene is not in its column"),
        (b"KIT\tp.V55\xff9D\tS\n", "not-text", "0xff in the column HGVSp"),
        (b"KIT\tp.V559D\x00\tS\n", "not-text", "U+0000 in the column HGVSp"),
        (b"KIT\tp.V559D\x1b[31m\tS\n", "not-text", "U+001B"),
        (b"KIT\t" + b"V" * 70_000 + b"\tS\n", "too-long", "70000 characters"),
    ],
)
def test_a_broken_row_is_a_problem_of_its_own(rows, code, message):
    data = HEADER + b"PDGFRA\tD842V\tA\n" + rows
    first, found = answers(data)
    assert first.problem is None
    assert found.line == 3
    assert found.problem_code == code
    assert message is None or message in found.problem
    assert written(data).count(b"\n") == data.count(b"\n") + (not data.endswith(b"\n"))


def test_a_short_row_is_read_with_a_note_and_filled_up():
    found = answer(b"KIT\tp.V559D")
    assert "the row has 2 cells where the header has 3; the missing ones are read as empty" in found.notes
    output = written(HEADER + b"KIT\tp.V559D\n").splitlines()[1].split(b"\t")
    assert output[:5] == [b"KIT", b"p.V559D", b"", b"p.V559D", b"2"]


@pytest.mark.parametrize("delimiter", [b",", b";"])
def test_a_quote_that_is_never_closed_costs_its_row_only(delimiter):
    lines = [
        b"Gene,HGVSp,note",
        b"KIT,V559D,a",
        b'KIT,V559D,"never closed',
        b'PDGFRA,D842V,"fine, this"',
        b"KIT,V654A,b",
    ]
    data = b"\n".join(line.replace(b",", delimiter) for line in lines) + b"\n"
    assert [(each.line, each.problem_code) for each in answers(data)] == [
        (2, None),
        (3, "broken-row"),
        (4, None),
        (5, None),
    ]


def test_a_quote_that_swallows_rows_of_the_genes_says_so():
    data = b'Gene,HGVSp,note\nTP53,R175H,"open\nKIT,V559D,x\nPDGFRA,D842V,y\nTP53,R175H,closed"\nKIT,V654A,z\n'
    first, second = answers(data)
    assert (first.line, first.problem_code, second.line, second.problem) == (2, "broken-row", 6, None)
    assert "opened in line 2 is closed in line 5" in first.problem


def test_quotes_in_a_table_with_tabs_are_characters_unless_they_surround_a_cell():
    data = HEADER + b'KIT\tV559D\t5" tube\nKIT\t"V559D"\t"S\t1"\nKIT\tV559D\t"half\n'
    assert [(each.line, each.short, each.sample) for each in answers(data)] == [
        (2, "V559D", '5" tube'),
        (3, "V559D", "S\t1"),
        (4, "V559D", '"half'),
    ]


def test_bytes_that_are_no_text_pass_through_where_they_are_not_used():
    data = HEADER + b"KIT\tp.V559D\tS\xff\x00\nTP53\t\xfe\x00\tS\n"
    assert b"\nTP53\t\xfe\x00\tS\t" in written(data)
    assert answer(b"KIT\tp.V559D\tS\xff").sample == "S\\xff"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        (b"# only\n## comments\n", "no header, only comments"),
        (b"\xff\xfeG\x00e\x00", "UTF-16"),
        (b"Ge\x00ne,HGVSp\n", "NUL byte"),
        (b"foo,bar,baz\n1,2,3\n", "no column tells the variant"),
        (b"Gene,HGVSp,HGVSp\nKIT,V559D,V559D\n", "is there 2 times"),
        (b"x" * (1 << 25), "no header in the first"),
    ],
)
def test_what_is_no_table_is_an_error(tmp_path, data, message):
    path = tmp_path / "table"
    path.write_bytes(data)
    result = run("--from", "table", "-i", str(path), "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert message in result.stderr
    assert str(path) in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_table_without_a_usable_column_is_known_as_a_table(tmp_path):
    (tmp_path / "table").write_text("name,diagnosis,comment\nA,GIST,none\n")
    result = run("-i", str(tmp_path / "table"))
    assert result.exit_code == 2
    assert "Name one with --variant-column; the columns are name, diagnosis, comment" in result.stderr


def test_a_table_of_100_000_columns():
    names = [b"c%d" % number for number in range(100_000)]
    names[70_000], names[80_000] = b"Gene", b"HGVSp"
    cells = [b"1"] * 100_000
    cells[70_000], cells[80_000] = b"KIT", b"V559D"
    data = b"\t".join(names) + b"\n" + (b"\t".join(cells) + b"\n") * 2
    output = written(data)
    assert [line.split(b"\t")[100_000] for line in output.splitlines()] == [b"gist_input", b"V559D", b"V559D"]
    assert looks_like_table(data)


def test_a_row_that_is_too_long_is_written_and_said():
    long = b"KIT\tV559D\t" + b"x" * (MAX_ROW + 300_000)
    data = HEADER + long + b"\nPDGFRA\tD842V\tS\n"
    first, second = answers(data)
    assert (first.line, first.problem_code, second.line, second.short) == (2, "too-long", 3, "D842V")
    lines = written(data).splitlines()
    assert lines[1].startswith(long + b"\t\t2\t")
    assert len(lines) == 3


def test_a_table_cut_short_keeps_the_rows_before(tmp_path):
    rows = [b"KIT\tp.V559D\tS%d" % number for number in random.Random(5).sample(range(10**9), 30_000)]
    whole = gzip.compress(HEADER + b"\n".join(rows) + b"\n")
    path = tmp_path / "cut.tsv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    result = run("-i", str(path))
    assert result.exit_code == 1
    lines = result.stdout_bytes.splitlines()
    assert len(lines) > 1000
    for line, before in zip(lines[1:-1], rows, strict=False):
        assert line.startswith(before + b"\tp.V559D\t")
    assert b"\tdamaged-input\t" in lines[-1]
    assert "1 of " in result.stderr and "see the column `gist_problem`" in result.stderr


def test_cells_of_a_row():
    assert cells_of(b'a,"b,""c""",', b",") == [b"a", b'b,"c"', b""]
    assert cells_of(b'a,"b', b",") is None
    assert cells_of(b'a,"b"c', b",") is None


# The command


def test_formats_of_the_hits(tmp_path):
    path = str(DATA / "maf_37.maf")
    by_format = {name: run("-f", name, "-i", path).stdout for name in ("tsv", "csv", "jsonl")}
    rows = [json.loads(line) for line in by_format["jsonl"].splitlines()]
    assert [(each["line"], each["sample"]) for each in rows][:2] == [(4, "T1"), (6, "T2")]
    header, *lines = by_format["tsv"].splitlines()
    assert header.split("\t") == list(Annotation._fields)
    assert len(lines) == len(rows) == 8
    assert by_format["csv"].splitlines()[0].split(",") == list(Annotation._fields)
    run("-i", path, "-o", str(tmp_path / "hits.jsonl"))
    assert (tmp_path / "hits.jsonl").read_text(encoding="utf-8") == by_format["jsonl"]


def test_hits_only():
    result = run("--hits-only", "-i", str(DATA / "maf_37.maf"))
    lines = result.stdout.splitlines()
    assert len(lines) == 2 + 8
    assert lines[0] == "#version 2.4"


def test_the_columns_used_and_the_hits_are_said_on_standard_error():
    result = run("-i", str(DATA / "maf_37.maf"))
    assert "columns used: gene Hugo_Symbol; alleles Chromosome, Start_Position" in result.stderr
    assert "11 rows" in result.stderr
    assert run("-q", "-i", str(DATA / "maf_37.maf")).stderr == ""


def test_tables_with_the_same_header_become_one(tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_bytes(b"Gene,HGVSp\nKIT,V559D\n")
    two.write_bytes(b"Gene,HGVSp\nPDGFRA,D842V\nTP53,R175H\n")
    result = run("-i", str(one), "-i", str(two))
    assert result.exit_code == 0
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["Gene", "KIT", "PDGFRA", "TP53"]
    two.write_bytes(b"Gene,Sample,HGVSp\nPDGFRA,S,D842V\n")
    result = run("-i", str(one), "-i", str(two), "-o", str(tmp_path / "out.csv"))
    assert result.exit_code == 2
    assert "its header is not that of the first table" in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_ends_in_gz_is_compressed_the_same_way_each_time(tmp_path):
    for name in ("one.maf.gz", "two.maf.gz"):
        run("--no-version", "-i", str(DATA / "maf_37.maf"), "-o", str(tmp_path / name))
    one, two = (tmp_path / "one.maf.gz").read_bytes(), (tmp_path / "two.maf.gz").read_bytes()
    assert one == two
    assert gzip.decompress(one) == run("--no-version", "-i", str(DATA / "maf_37.maf")).stdout_bytes


def test_a_conflict_of_builds_is_a_problem_of_each_row():
    result = run("--build", "GRCh38", "-f", "jsonl", "-i", str(DATA / "maf_genomic_37.maf"))
    assert result.exit_code == 1
    assert {json.loads(line)["problem_code"] for line in result.stdout.splitlines()} == {"build-mismatch"}


def test_rows_are_answered_before_the_input_ends():
    process = subprocess.Popen(
        [sys.executable, "-m", "gistcli", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(HEADER + b"KIT\tp.V559D\tS\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith(b"Gene\tHGVSp\tSample\tgist_input")
    assert b"p.Val559Asp" in process.stdout.readline()
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


class Endless:
    """Rows upon rows, made as they are asked for."""

    def __init__(self, header: bytes, row: bytes, size: int) -> None:
        self.pieces = [row * (60_000 // len(row))] * (size // 60_000)
        self.pieces.append(header)

    def read1(self, size: int = -1, /) -> bytes:
        return self.pieces.pop() if self.pieces else b""


@pytest.mark.parametrize("row", [b"TP53\tp.R175H\tS\n", b'TP53\t"R\t175"\tS\n', b"KIT\tp.V559D\tS\n"])
def test_memory_does_not_grow_with_the_table(row):
    class Nowhere(io.RawIOBase):
        def write(self, data, /):
            return len(data)

    peaks = []
    for size in (300_000, 1_200_000):  # growth of a fifth of what is added would be seen
        source = Endless(HEADER, row, size)
        tracemalloc.start()
        TableAnnotator(ANNOTATOR, Nowhere()).write(source, Request())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000
    assert peaks[1] < 6_000_000


def test_rows_of_other_genes_are_never_decoded(monkeypatch):
    table = Table(io.BytesIO(HEADER + b"TP53\tp.R175H\tS\n" * 1000 + b"KIT\tp.V559D\tS\n"), Request())
    seen = []
    monkeypatch.setattr(table, "read", seen.append)
    for is_row, data, line, _, error, _ in table.pieces():
        if is_row:
            table.read(table.split(data, line, error))
    assert len(seen) == 1


def test_the_page_on_tables_names_every_column_that_is_looked_for():
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    names = {name for group in (columns.GENE, columns.PROTEIN, columns.CODING, columns.GENOMIC) for name in group}
    names |= {name for group in (*columns.ALLELES, columns.BUILD, columns.TRANSCRIPT, columns.SAMPLE) for name in group}
    assert not {name for name in {*names, *columns.ANY_VARIANT} if f"`{name}`" not in page}
