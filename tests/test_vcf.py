"""VCF in and out: whole files against ``data/vcf/expected``, every hot spot in every form, phases, what is broken."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import alleles
import pytest
from alleles import BUILDS, Allele, Edit, allele, coding, codons_of, header, position
from click.testing import CliRunner, Result

from gistcli.annotate import Annotator, annotate
from gistcli.cli.main import cli
from gistcli.errors import InputError
from gistcli.hgvs import ONE_LETTER
from gistcli.knowledge import load_knowledge_base
from gistcli.readers import Request, open_as
from gistcli.readers import vcf as vcf_module
from gistcli.readers.htslib import INSTALL
from gistcli.readers.vcf import Hit, Reader, read_vcf
from gistcli.readers.vcf_header import parse_header
from gistcli.writers.vcf import PARTS, with_answers

DATA = Path(__file__).parent / "data" / "vcf"
EXPECTED = DATA / "expected"
FILES = sorted(path for path in DATA.iterdir() if path.name.endswith(".vcf"))
GOLDEN_COLUMNS = (
    "input line sample gene hgvs_p hgvs_c consequence exon sensitivity dose_mg_per_day action scope entry problem_code"
).split()
HEADER_37 = header("GRCh37")
V559D = Edit("KIT", 1676, 1676, "A")
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
bcftools = pytest.mark.skipif(shutil.which("bcftools") is None, reason="bcftools is not installed")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner(env={"GISTCLI_KB": None}).invoke(cli, arguments, input=stdin, prog_name="gistcli")


def answers(text: str | bytes, **options) -> list:
    """The annotations of a VCF that is given as text."""
    data = text.encode() if isinstance(text, str) else text
    annotator = Annotator()
    return [answer for one in read_vcf(io.BytesIO(data), Request(**options)) for answer in annotator.answers(one)]


def line(one: Allele, chromosome: str = "chr4", info: str = ".", *more: str) -> str:
    return (
        "\t".join([chromosome, str(one.position), ".", one.reference, one.alternative, ".", "PASS", info, *more]) + "\n"
    )


def written(text: str | bytes, *options: str) -> bytes:
    """The VCF that comes out."""
    result = run(
        "-f", "vcf", "--no-version", *options, "-i", "-", stdin=text.encode() if isinstance(text, str) else text
    )
    assert result.exit_code in (0, 1), result.output
    return result.stdout_bytes


# Whole files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_hits_of_a_file_are_the_expected_ones(path):
    result = run("-f", "tsv", "--no-version", "-i", str(path))
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(result.stdout.splitlines(), delimiter="\t"))
    found = (
        "\t".join(GOLDEN_COLUMNS)
        + "\n"
        + "".join("\t".join(row[name] for name in GOLDEN_COLUMNS) + "\n" for row in rows)
    )
    assert found == (EXPECTED / f"{path.name}.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_vcf_of_a_file_is_the_expected_one(path):
    assert written(path.read_bytes()) == (EXPECTED / path.name).read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_but_two_header_lines_and_one_field_is_added(path):
    before, after = path.read_bytes().splitlines(True), written(path.read_bytes()).splitlines(True)
    added = [text for text in after if text.startswith((b"##gistcli=", b"##INFO=<ID=GIST,"))]
    assert len(added) == 2
    assert [re.sub(rb";?GIST=[^\t\n]*", b"", text) for text in after if text not in added] == before


@pytest.mark.parametrize("name", ["mutect2", "strelka_snvs", "strelka_indels"])
def test_both_builds_give_the_same_answers(name):
    by_build = []
    for number in ("37", "38"):
        found = answers((DATA / f"{name}_{number}.vcf").read_bytes())
        by_build.append([one[3:20] for one in found])  # all but input, line, sample; notes name positions
    assert by_build[0] == by_build[1]
    assert len(by_build[0]) > 2


# Every hot spot


def edits_of(gene: str, hgvs_p: str) -> list[Edit]:
    """The changes of whole codons that a protein description means."""
    short = re.sub("[A-Z][a-z]{2}", lambda three: ONE_LETTER[three[0].upper()], hgvs_p.removeprefix("p."))
    found = re.fullmatch(r"[A-Z*](\d+)(?:_[A-Z*](\d+))?(del|dup|ins|delins)?([A-Z*]*)", short)
    assert found is not None, hgvs_p
    start, end, kind, new = int(found[1]), int(found[2] or found[1]), found[3], found[4]
    if kind == "dup":
        return [Edit(gene, 3 * end + 1, 3 * end, coding(gene)[3 * start - 3 : 3 * end])]
    return codons_of(gene, end, start, new) if kind == "ins" else codons_of(gene, start, end, new)


HOTSPOTS = sorted(load_knowledge_base().by_variant)


def test_the_hot_spots_are_all_there():
    assert len(HOTSPOTS) > 70
    assert {gene for gene, _ in HOTSPOTS} == {"KIT", "PDGFRA"}


@pytest.mark.parametrize(("gene", "hgvs_p"), HOTSPOTS, ids=" ".join)
def test_a_hot_spot_gives_its_protein_and_advice_in_every_form(gene, hgvs_p):
    wanted = annotate(f"{gene}:{hgvs_p}")
    for edit in edits_of(gene, hgvs_p):
        for build in BUILDS:
            forms = [allele(edit, build, form) for form in ("left", "right", "mnv")]
            found = answers(header(build) + "".join(map(line, forms)))
            assert len(found) == 3
            for one, form in zip(found, forms, strict=True):
                assert one.problem is None, one.problem
                assert (one.gene, one.hgvs_p, one.short) == (gene, wanted.hgvs_p, wanted.short), form
                assert (one.sensitivity, one.dose_mg_per_day, one.action, one.advice, one.entry) == (
                    wanted.sensitivity,
                    wanted.dose_mg_per_day,
                    wanted.action,
                    wanted.advice,
                    wanted.entry,
                )
                assert one.hgvs_c == found[0].hgvs_c


def test_left_and_right_differ_for_what_lies_in_a_repeat():
    duplication = edits_of("KIT", "p.Ala502_Tyr503dup")[0]
    assert allele(duplication, "GRCh38", "left").position < allele(duplication, "GRCh38", "right").position


# Names, versions, ends of lines


@pytest.mark.parametrize("chromosome", ["4", "chr4", "Chr4", "CHR4", "NC_000004.11", "NC_000004", "CM000666.1"])
def test_every_name_of_chromosome_4(chromosome):
    (found,) = answers(HEADER_37 + line(allele(V559D, "GRCh37", "left"), chromosome))
    assert (found.input, found.line, found.hgvs_p) == ("chr4:55593610:T:A", 4, "p.Val559Asp")


@pytest.mark.parametrize("chromosome", ["14", "chr40", "chr4_GL000008v2_random", "HLA4", "5", "chr44", "4.1", "xchr4"])
def test_other_names_are_not_chromosome_4(chromosome):
    assert answers(HEADER_37 + line(allele(V559D, "GRCh37", "left"), chromosome)) == []


@pytest.mark.parametrize("version", ["VCFv4.1", "VCFv4.2", "VCFv4.3", "VCFv4.4", "VCFv4.5"])
def test_every_version(version):
    text = HEADER_37.replace("VCFv4.2", version) + line(allele(V559D, "GRCh37", "left"))
    assert [one.hgvs_p for one in answers(text)] == ["p.Val559Asp"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["with a last line end", "without"])
def test_ends_of_lines(end, last):
    text = (HEADER_37 + line(allele(V559D, "GRCh37", "left"))).replace("\n", end)
    text = text if last else text.removesuffix(end)
    assert [(one.line, one.hgvs_p) for one in answers(text)] == [(4, "p.Val559Asp")]
    out = written(text)
    assert out.count(b"\r") == out.count(b"\n") * (end == "\r\n")
    assert out.endswith(b"missense_variant" + (end.encode() if last else b""))


def test_lower_case_bases_and_leading_zeros():
    (found,) = answers(HEADER_37 + "chr4\t055593610\t.\tt\ta\t.\t.\t.\n")
    assert (found.input, found.hgvs_p) == ("chr4:55593610:t:a", "p.Val559Asp")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_reads_of_any_size_give_the_same(size):
    class Drops(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._stream = io.BytesIO(data)

        def read1(self, most: int = -1, /) -> bytes:
            return self._stream.read(size)

    data = (DATA / "mutect2_38.vcf").read_bytes()
    whole = list(Reader(io.BytesIO(data), Request()).pieces())
    parts = list(Reader(Drops(data), Request()).pieces())
    assert [piece for piece in parts if isinstance(piece, Hit)] == [piece for piece in whole if isinstance(piece, Hit)]


def test_pieces_joined_are_the_input_whatever_the_blocks(monkeypatch):
    data = b"".join(path.read_bytes() for path in FILES[:1]) + line(allele(V559D, "GRCh37", "left")).encode() * 50
    for block in (16, 100, 1 << 18):
        monkeypatch.setattr(vcf_module, "BLOCK", block)
        request = Request()
        reader = Reader(io.BytesIO(data), request)
        joined = b"".join(piece.line if isinstance(piece, Hit) else bytes(piece) for piece in reader.pieces())
        assert reader.header.text + joined == data
        assert request.rows == joined.count(b"\n")


def test_a_line_longer_than_the_limit_passes(monkeypatch):
    monkeypatch.setattr(vcf_module, "BLOCK", 64)
    monkeypatch.setattr(vcf_module, "LINE_LIMIT", 500)
    long = "chr9\t5\t.\tA\tC\t.\t.\t" + "x" * 5000 + "\n"
    hit = line(allele(V559D, "GRCh37", "left"))
    too_long = hit[:-1] + "y" * 5000 + "\n"
    text = HEADER_37 + long + hit + too_long + hit
    assert [(one.line, one.hgvs_p, one.problem_code) for one in answers(text)] == [
        (5, "p.Val559Asp", None),
        (6, None, "too-long"),
        (7, "p.Val559Asp", None),
    ]
    out = written(text)
    assert re.sub(rb"GIST=[^\t\n]*", b".", out).endswith((long + hit + too_long + hit).encode())


# What is no change of known bases


@pytest.mark.parametrize(
    "alternative",
    [
        ".",
        "*",
        "<DEL>",
        "<NON_REF>",
        "<*>",
        "<INS:ME:ALU>",
        "T[chr5:100[",
        "]chr5:100]T",
        "T.",
        ".T",
        "*,<DEL>",
        "<DEL>,.",
    ],
)
def test_passes_without_annotation_and_without_problem(alternative):
    text = HEADER_37 + line(Allele(55593610, "T", alternative), info="END=55593700")
    assert answers(text) == []
    assert written(text).endswith(line(Allele(55593610, "T", alternative), info="END=55593700").encode())


def test_several_alternatives():
    text = HEADER_37 + line(Allele(55593610, "T", "A,*,G,<NON_REF>"))
    assert [(one.input, one.short) for one in answers(text)] == [
        ("chr4:55593610:T:A", "V559D"),
        ("chr4:55593610:T:G", "V559G"),
    ]
    field = re.search(r"GIST=([^\t\n]*)", written(text).decode())
    assert field is not None
    assert [one.split("|")[0] for one in field[1].split(",")] == ["A", "G"]


def test_intron_and_untranslated_records_are_answered_as_such():
    found = answers((DATA / "mutect2_38.vcf").read_bytes())
    terms = [one.consequence for one in found]
    assert {"intron_variant", "3_prime_UTR_variant", "splice_donor_variant"} <= set(terms)
    assert all(one.sensitivity == "unknown" for one in found if "UTR" in one.consequence or "intron" in one.consequence)


# Notes


def test_a_filter_is_a_note():
    (found,) = answers(HEADER_37 + line(allele(V559D, "GRCh37", "left")).replace("PASS", "germline"))
    assert "FILTER is germline" in found.notes


@pytest.mark.parametrize(
    ("genotype", "told"), [("0/0", True), ("0/1", False), ("./.", False), ("0|.", False), ("2/2", True)]
)
def test_that_no_sample_has_the_allele_is_a_note(genotype, told):
    text = header("GRCh37", samples=("T",)) + line(Allele(55593610, "T", "A,C"), "4", ".", "GT", genotype)
    found = answers(text)[0]
    assert any("no sample has it by genotype" in note for note in found.notes) == told


# Samples


@pytest.mark.parametrize(
    ("samples", "more", "expected"),
    [
        pytest.param(("T1",), (), "T1", id="one"),
        pytest.param(("N", "T"), ("##tumor_sample=T",), "T", id="Mutect2"),
        pytest.param(("N", "TUMOR"), ('##SAMPLE=<ID=TUMOR,Description="x, y">',), "TUMOR", id="SAMPLE"),
        pytest.param(("NORMAL", "TUMOR"), (), None, id="two and no word"),
        pytest.param(("N", "T"), ("##tumor_sample=other",), None, id="a sample that is not there"),
        pytest.param((), (), None, id="none"),
    ],
)
def test_the_sample_of_a_record(samples, more, expected):
    text = header("GRCh37", *more, samples=samples)
    text += line(allele(V559D, "GRCh37", "left"), "4", ".", *(["GT", *["0/1"] * len(samples)] if samples else []))
    assert [one.sample for one in answers(text)] == [expected]


# The build


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["##contig=<ID=4,length=191154276>"], "GRCh37", id="length 37"),
        pytest.param(["##contig=<length=190214555,ID=chr4>"], "GRCh38", id="length 38"),
        pytest.param(["##contig=<ID=NC_000004.11>"], "GRCh37", id="accession 37"),
        pytest.param(["##contig=<ID=NC_000004.12>"], "GRCh38", id="accession 38"),
        pytest.param(["##contig=<ID=4,assembly=b37>"], "GRCh37", id="assembly of the contig"),
        pytest.param(['##contig=<ID=4,assembly="GRCh38, no alt">'], "GRCh38", id="assembly in quotes"),
        pytest.param(["##assembly=GRCh37"], "GRCh37", id="assembly"),
        pytest.param(["##reference=file:///data/hg38/Homo_sapiens_assembly38.fasta"], "GRCh38", id="reference"),
        pytest.param(["##reference=human_g1k_v37.fasta"], "GRCh37", id="1000 Genomes"),
        pytest.param(["##reference=GCA_000001405.15_GRCh38.fa"], "GRCh38", id="GenBank assembly"),
        pytest.param(["##reference=hs37d5.fa"], "GRCh37", id="decoy"),
        pytest.param(["##reference=/lifted/hg19_to_hg38/genome.fa"], None, id="a path that names both"),
        pytest.param(["##contig=<ID=5,length=191154276>"], None, id="another chromosome"),
        pytest.param([], None, id="nothing"),
        pytest.param(["##contig=<ID=4,length=191154276>", "##reference=hg19.fa"], "GRCh37", id="two that agree"),
    ],
)
def test_the_build_of_a_header(lines, expected):
    assert parse_header(("\n".join([*lines, COLUMNS])).encode()).build == expected


@pytest.mark.parametrize(
    ("lines", "build", "words"),
    [
        pytest.param(["##contig=<ID=4,length=191154276>"], "GRCh38", "GRCh37.*--build GRCh38", id="length and option"),
        pytest.param(["##reference=hg38.fa"], "GRCh37", "GRCh38.*--build GRCh37", id="reference and option"),
        pytest.param(
            ["##contig=<ID=4,length=191154276>", "##reference=hg38.fa"], None, "contradicts itself", id="itself"
        ),
        pytest.param(["##contig=<ID=4,length=193574945>"], "GRCh38", "another build", id="another length and option"),
        pytest.param(["##contig=<ID=4,length=193574945>"], None, "193574945", id="another length"),
        pytest.param(["##reference=hg18.fa"], None, "GRCh37 and GRCh38", id="hg18"),
    ],
)
def test_a_build_that_is_contradicted_is_an_error_that_says_so(lines, build, words):
    with pytest.raises(InputError, match=words):
        answers("\n".join([*lines, COLUMNS]), build=build)


def test_an_option_settles_a_header_that_contradicts_itself():
    lines = ["##contig=<ID=4,length=191154276>", "##reference=hg38.fa", COLUMNS]
    assert answers("\n".join(lines) + line(allele(V559D, "GRCh37", "left")), build="GRCh37")[0].short == "V559D"


def test_the_error_names_file_and_exit_status_is_2(tmp_path):
    path = tmp_path / "x.vcf"
    path.write_text(HEADER_37, encoding="utf-8")
    result = run("-f", "vcf", "--build", "hg38", "-i", str(path), "-o", str(tmp_path / "out.vcf"))
    assert result.exit_code == 2
    assert "x.vcf" in result.stderr and "--build GRCh38" in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["x.vcf"]


@pytest.mark.parametrize("build", BUILDS)
def test_without_a_build_the_position_tells_it_where_ref_fits(build):
    (found,) = answers(COLUMNS + line(allele(V559D, build, "left")))
    assert found.short == "V559D"
    assert any(note.startswith(f"build inferred: {build}") for note in found.notes)


def test_without_a_build_a_base_that_tells_nothing_is_a_problem():
    intron = Allele(position("KIT", 1774, "GRCh38") + 100, "A", "C")
    (found,) = answers(COLUMNS + line(intron))
    assert found.problem_code == "build-unknown"
    assert "--build" in found.problem
    (found,) = answers(COLUMNS + line(intron), build="GRCh38")
    assert (found.problem, found.consequence) == (None, "intron_variant")


@pytest.mark.parametrize("text", [COLUMNS, HEADER_37], ids=["no build", "build"])
def test_a_wrong_reference_base_is_the_problem_of_that_record(text):
    found = answers(text + line(Allele(55593610, "G", "A")) + line(allele(V559D, "GRCh37", "left")))
    assert [one.problem_code for one in found] == ["reference-mismatch", None]
    assert "KIT has T at chr4:55593610" in found[0].problem


def test_positions_of_the_other_build_are_other_places():
    assert answers(header("GRCh38") + line(Allele(55593611, "A", "C"))) == []  # that base is T in GRCh37


def test_a_header_with_the_wrong_build_is_found_out():
    text = (
        header("GRCh38")
        + line(allele(V559D, "GRCh37", "left"))
        + line(allele(Edit("KIT", 1961, 1961, "C"), "GRCh37", "left"))
    )
    (found,) = answers(text)
    assert (found.problem_code, found.line) == ("build-mismatch", 4)
    assert "fits GRCh37" in found.problem
    # one that lies in the genes in the build of the header, or does not fit the other: nothing is wrong
    assert [one.problem_code for one in answers(text + line(allele(V559D, "GRCh38", "left")))] == [None]
    assert answers(text + line(Allele(55593612, "C", "A"))) == []


# Annotations of others


@pytest.mark.parametrize("name", ["vep_t2t.vcf", "snpeff_no_build.vcf"])
def test_annotations_are_used_where_coordinates_cannot_be(name):
    found = answers((DATA / name).read_bytes())
    assert [one.short for one in found][:2] == ["D842V", "V559D"]
    assert all(any(note.startswith("from ") for note in one.notes) for one in found)


def test_annotations_are_not_looked_at_where_coordinates_can_be():
    text = (
        (DATA / "vep_38.vcf")
        .read_text(encoding="utf-8")
        .replace("c.1676T>A", "c.1T>A")
        .replace("p.Val559Asp", "p.Met1?")
    )
    assert [one.short for one in answers(text)] == ["D842V", "V559D"]


def test_annotations_of_several_alleles_are_told_apart():
    text = (DATA / "vep_t2t.vcf").read_text(encoding="utf-8")
    text = text.replace("\tT\tA\t", "\tT\tG,A\t")
    first, second = answers(text)[1:]
    assert (first.problem_code, second.short) == ("build-unknown", "V559D")


# Phases

D816 = [Edit("KIT", 2446, 2446, "T"), Edit("KIT", 2447, 2447, "T")]  # D816Y and D816V, together D816F


def phased(build: str, edits: list[Edit], keys: str, *samples: list[str], names: tuple[str, ...] = ("T",)) -> list:
    lines = [
        line(allele(edit, build, "left"), "4", ".", keys, *cells)
        for edit, cells in zip(edits, zip(*samples, strict=True), strict=True)
    ]
    return answers(header(build, samples=names) + "".join(lines))


@pytest.mark.parametrize(
    ("keys", "cells", "together"),
    [
        pytest.param("GT", ["0|1", "0|1"], (1, 1), id="| on one haplotype"),
        pytest.param("GT", ["0|1", "1|0"], (0, 0), id="| on two haplotypes"),
        pytest.param("GT", ["0/1", "0/1"], (0, 0), id="not phased"),
        pytest.param("GT", ["0|1", "0/1"], (0, 0), id="one not phased"),
        pytest.param("GT:PS", ["0|1:7", "0|1:7"], (1, 1), id="PS"),
        pytest.param("GT:PS", ["0|1:7", "0|1:8"], (0, 0), id="two sets"),
        pytest.param("GT:PS", ["0|1:7", "1|0:7"], (0, 0), id="PS, two haplotypes"),
        pytest.param("GT:PS", ["0/1:7", "0/1:7"], (0, 0), id="PS without |"),
        pytest.param("GT:PGT:PID", ["0/1:0|1:9_A_T", "0/1:0|1:9_A_T"], (1, 1), id="PGT and PID"),
        pytest.param("GT:PGT:PID", ["0/1:0|1:9_A_T", "0/1:1|0:9_A_T"], (0, 0), id="PGT, two haplotypes"),
        pytest.param("GT:PGT:PID", ["0/1:0|1:9_A_T", "0/1:0|1:8_A_T"], (0, 0), id="two PID"),
        pytest.param("GT:PGT:PID", ["0/1:.:.", "0/1:.:."], (0, 0), id="PID missing"),
        pytest.param("GT:HP", ["0/1:7-1,7-2", "0/1:7-1,7-2"], (1, 1), id="HP"),
        pytest.param("GT:HP", ["0/1:7-1,7-2", "1/0:7-1,7-2"], (0, 0), id="HP, two haplotypes"),
        pytest.param("GT:HP", ["0/1:7-1,7-2", "0/1:."], (0, 0), id="HP missing"),
        pytest.param("GT", ["1/1", "1/1"], (1, 1), id="both homozygous"),
        pytest.param("GT", ["1/1", "0|1"], (0, 1), id="one homozygous: the other is never alone"),
        pytest.param("GT", ["1", "1"], (1, 1), id="haploid"),
        pytest.param("GT", ["|0|1", "|0|1"], (1, 1), id="the prefix of VCF 4.4"),
        pytest.param("DP", ["3", "3"], (0, 0), id="no genotype"),
        pytest.param("DP:GT", ["3", "3"], (0, 0), id="cells that end before the genotype"),
        pytest.param("GT:PS", ["0|1", "0|1"], (1, 1), id="cells that end early"),
    ],
)
@pytest.mark.parametrize("build", BUILDS)
def test_one_codon_on_one_haplotype(build, keys, cells, together):
    found = phased(build, D816, keys, cells)
    alone = ("D816Y", "D816V")
    assert [one.short for one in found] == [
        "D816F" if joined else single for joined, single in zip(together, alone, strict=True)
    ]
    assert [any("read together with" in note for note in one.notes) for one in found] == [
        bool(joined) for joined in together
    ]


def test_the_note_names_the_other_record_and_the_input_stays():
    first, second = phased("GRCh37", D816, "GT", ["0|1", "0|1"])
    assert (first.input, second.input) == ("chr4:55599320:G:T", "chr4:55599321:A:T")
    assert "read together with chr4:55599321:A:T, which is on the same haplotype" in first.notes
    assert first.hgvs_c == second.hgvs_c == "c.2446_2447delinsTT"


def test_a_second_sample_that_is_not_phased_keeps_records_apart():
    names = ("A", "B")
    assert [one.short for one in phased("GRCh37", D816, "GT", ["0|1", "0|1"], ["0/1", "0/1"], names=names)] == [
        "D816Y",
        "D816V",
    ]
    assert [one.short for one in phased("GRCh37", D816, "GT", ["0|1", "0|1"], ["0/0", "0/0"], names=names)] == [
        "D816F"
    ] * 2


def test_neighbours_of_two_codons_stay_apart():
    edits = [Edit("KIT", 1676, 1676, "A"), Edit("KIT", 1679, 1679, "A")]  # V559D and V560D
    assert [one.short for one in phased("GRCh38", edits, "GT", ["0|1", "0|1"])] == ["V559D", "V560D"]


def test_three_records_of_one_codon():
    edits = [Edit("KIT", 2446 + at, 2446 + at, base) for at, base in enumerate("TGG")]  # GAC -> TGG
    found = phased("GRCh37", edits, "GT", ["0|1"] * 3)
    assert [one.short for one in found] == ["D816W"] * 3
    assert "chr4:55599321:A:G, chr4:55599322:C:G" in " ".join(found[0].notes)


def test_alleles_of_one_record_are_on_their_own_haplotypes():
    text = header("GRCh37", samples=("T",))
    text += line(Allele(55599320, "G", "T,C"), "4", ".", "GT", "1|2")
    text += line(Allele(55599321, "A", "T"), "4", ".", "GT", "0|1")
    assert [one.short for one in answers(text)] == ["D816Y", "D816L", "D816L"]  # CTC


def test_two_frameshifts_that_restore_the_frame_are_one_change():
    # two bases lost in codon 557 and four in codon 559, between them a substitution in codon 558
    edits = [Edit("KIT", 1669, 1670, ""), Edit("KIT", 1673, 1673, "G"), Edit("KIT", 1676, 1679, "")]
    found = phased("GRCh37", edits, "GT", ["0|1"] * 3)
    bases = coding("KIT")
    expected = alleles.translated(bases[:1668] + bases[1670:1672] + "G" + bases[1673:1675] + bases[1679:])
    whole = alleles.translated(bases)
    assert len(expected) == len(whole) - 2
    assert {one.consequence for one in found} == {"inframe_deletion"}
    assert len({one.hgvs_p for one in found}) == 1
    first, last = re.findall(r"(\d+)", found[0].hgvs_p)[:2]
    new = found[0].short.partition("delins")[2]
    assert whole[: int(first) - 1] + new + whole[int(last) :] == expected


def test_frameshifts_that_stay_out_of_frame_stay_apart():
    edits = [Edit("KIT", 1669, 1669, ""), Edit("KIT", 1678, 1678, "")]
    found = phased("GRCh37", edits, "GT", ["0|1"] * 2)
    assert [one.consequence for one in found] == ["frameshift_variant"] * 2
    assert not any("read together" in note for one in found for note in one.notes)


def test_a_record_that_does_not_fit_the_reference_is_joined_with_none():
    text = header("GRCh37", samples=("T",))
    text += line(Allele(55599320, "C", "T"), "4", ".", "GT", "0|1") + line(
        Allele(55599321, "A", "T"), "4", ".", "GT", "0|1"
    )
    wrong, right = answers(text)
    assert (wrong.problem_code, right.short) == ("reference-mismatch", "D816V")


def test_records_between_do_not_part_what_is_phased_and_order_stays():
    between = (
        "".join(line(Allele(55599320, "G", "<DEL>"), "4", ".", "GT", "0/1") for _ in range(3))
        + "chr7\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1\n"
    )
    first, second = (line(allele(edit, "GRCh37", "left"), "4", ".", "GT", "0|1") for edit in D816)
    text = header("GRCh37", samples=("T",)) + first + between + second
    assert [one.short for one in answers(text)] == ["D816F"] * 2
    out = written(text).decode()
    assert out.partition("INFO\tFORMAT\tT\n")[2].replace(".\tGT\t0|1", "I").count("GIST=") == 2
    assert re.sub(r"GIST=[^\t]*", ".", out).endswith(first + between + second)


# What is broken


@pytest.mark.parametrize(
    ("record", "code", "words"),
    [
        pytest.param("4\tabc\t.\tT\tA\t.\t.\t.", "broken-record", "no number: 'abc'", id="text as position"),
        pytest.param("4\t-5\t.\tT\tA\t.\t.\t.", "broken-record", "'-5'", id="negative position"),
        pytest.param(
            "4\t5.5e7\t.\tT\tA\t.\t.\t.", "broken-record", "'5.5e7'", id="position as a spreadsheet writes it"
        ),
        pytest.param("4\t\t.\tT\tA\t.\t.\t.", "broken-record", "''", id="empty position"),
        pytest.param("4\t55,593,610\t.\tT\tA\t.\t.\t.", "broken-record", "55,593,610", id="position with commas"),
        pytest.param(
            "4\t199999999\t.\tT\tA\t.\t.\t.", "out-of-range", "beyond chromosome 4", id="beyond the chromosome"
        ),
        pytest.param("4\t" + "9" * 5000 + "\t.\tT\tA\t.\t.\t.", "out-of-range", "99…", id="five thousand digits"),
        pytest.param("4\t55593610\t.\t\tA\t.\t.\t.", "broken-record", "REF must be bases", id="empty REF"),
        pytest.param("4\t55593610\t.\t.\tA\t.\t.\t.", "broken-record", "REF must be bases", id="no REF"),
        pytest.param("4\t55593610\t.\tT\t\t.\t.\t.", "broken-record", "ALT must be bases", id="empty ALT"),
        pytest.param("4\t55593610\t.\tT\tA,,C\t.\t.\t.", "broken-record", "ALT must be bases", id="empty ALT between"),
        pytest.param("4\t55593610\t.\tT\tR\t.\t.\t.", "broken-record", "'R'", id="ambiguous base"),
        pytest.param("4\t55593610\t.\tT\t-\t.\t.\t.", "broken-record", "'-'", id="dash as ALT"),
        pytest.param("4\t55593610\t.\tT\tA\t.", "broken-record", "6 columns", id="too few columns"),
        pytest.param("4\t55593610", "broken-record", "2 columns", id="two columns"),
        pytest.param("4", "broken-record", "one column", id="one column"),
        pytest.param("4 55593610 . T A . . .", "broken-record", "separated by tabs", id="blanks"),
        pytest.param("4\t55593610\t.\t" + "T" * 40000 + "\tA\t.\t.\t.", "too-long", "bases", id="a very long allele"),
        pytest.param("4\t55593610\t.\tG\tA\t.\t.\t.", "reference-mismatch", "KIT has T", id="wrong base"),
        pytest.param("4\t55593610\t.\tT\xff\tA\t.\t.\t.", "broken-record", "REF must be bases", id="no ASCII"),
        pytest.param("4\t55593610\t.\tT\t\x1b(1mA\t.\t.\t.", "broken-record", r"\x1b", id="terminal escapes"),
    ],
)
def test_a_broken_record_is_a_problem_with_its_line_and_the_rest_is_intact(record, code, words):
    good = line(allele(V559D, "GRCh37", "left"))
    text = HEADER_37 + good + record + "\n" + good
    found = answers(text)
    broken = [one for one in found if one.line == 5]
    assert [one.short for one in found if one.line != 5] == ["V559D", "V559D"]
    assert [one.problem_code for one in broken if one.problem] == [code]
    problem = next(one for one in broken if one.problem)
    assert words in problem.problem
    assert "\x1b" not in problem.problem + problem.input
    assert len(problem.input) < 500
    out = written(text)
    assert re.sub(rb"GIST=[^\t\n]*", b".", out).endswith(text[len(HEADER_37) :].encode())
    result = run("-f", "vcf", stdin=text.encode())
    assert result.exit_code == 1
    assert "line 5" in result.stderr


def test_a_vcf_that_is_cut_in_mid_line():
    text = HEADER_37 + line(allele(V559D, "GRCh37", "left")) + "chr9\t1234\t.\tA"
    found = answers(text)
    assert [(one.line, one.problem_code) for one in found] == [(4, None), (5, "damaged-input")]
    assert "breaks off" in found[1].problem
    assert written(text).endswith(b"chr9\t1234\t.\tA")


def test_gzip_that_was_cut_short_keeps_the_records_before(tmp_path):
    body = "".join(
        f"chr1\t{number * 7919 % 100000}\t.\tA\tC\t.\t.\tX={number * 104729 % 99991}\n" for number in range(20_000)
    )
    whole = gzip.compress((HEADER_37 + line(allele(V559D, "GRCh37", "left")) + body).encode())
    path = tmp_path / "cut.vcf.gz"
    path.write_bytes(whole[: len(whole) // 2])
    result = run("-f", "jsonl", "-i", str(path))
    assert result.exit_code == 1
    first, last = result.stdout.splitlines()
    assert "p.Val559Asp" in first and "damaged-input" in last
    result = run("-f", "vcf", "-i", str(path))
    assert result.exit_code == 1
    assert (
        b"".join(result.stdout_bytes.splitlines(True)[6:100])
        == body.encode()[: len(b"".join(result.stdout_bytes.splitlines(True)[6:100]))]
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param("##fileformat=VCFv4.2\n", "no header line", id="no column names"),
        pytest.param(
            "##fileformat=VCFv4.2\nchr4\t55593610\t.\tT\tA\t.\t.\t.\n", "line 2 is the first", id="records at once"
        ),
        pytest.param("##fileformat=VCFv4.2\n#CHROM POS ID REF ALT QUAL FILTER INFO\n", "by tabs", id="blanks"),
        pytest.param("##fileformat=VCFv4.2\n#CHROM\tPOS\tREF\tALT\n", "must name the columns", id="columns missing"),
        pytest.param(HEADER_37 + HEADER_37, "line 6: a second header", id="two headers"),
        pytest.param(
            HEADER_37 + line(allele(V559D, "GRCh37", "left")) + HEADER_37, "line 7: a second", id="two files in one"
        ),
        pytest.param(HEADER_37.replace("\n", "\r"), "CR alone", id="CR alone"),
    ],
)
def test_a_header_that_is_missing_or_doubled_is_an_error(text, words):
    with pytest.raises(InputError, match=words):
        answers(text)
    assert run("--from", "vcf", "-f", "tsv", stdin=text.encode()).exit_code == 2
    assert run("--from", "vcf", "-f", "vcf", stdin=text.encode()).exit_code == 2


def test_a_byte_order_mark_is_kept():
    data = b"\xef\xbb\xbf" + HEADER_37.encode() + line(allele(V559D, "GRCh37", "left")).encode()
    assert [one.short for one in answers(data)] == ["V559D"]
    assert written(data).startswith(b"\xef\xbb\xbf##fileformat")


# VCF out


def info_of(text: str) -> str:
    body = "4\t55593610\t.\tT\tA\t.\tPASS\t" + text
    return written(HEADER_37 + body + "\n").decode().splitlines()[-1].split("\t")[7]


ANSWER = "GIST=A|KIT|c.1676T>A|p.Val559Asp|11|sensitive|400|standard-dose|kit-v559d|exact|missense_variant"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".", ANSWER),
        ("", ANSWER),
        ("DP=3", f"DP=3;{ANSWER}"),
        ("DP=3;", f"DP=3;{ANSWER}"),
        ("DP=3;;X", f"DP=3;;X;{ANSWER}"),
        ("GIST=old", ANSWER),
        ("GIST", ANSWER),
        ("DP=3;GIST=old;X", f"DP=3;X;{ANSWER}"),
        ("GISTX=1;XGIST=2", f"GISTX=1;XGIST=2;{ANSWER}"),
        ("  odd = text , with blanks  ", f"  odd = text , with blanks  ;{ANSWER}"),
        ("é\u202e=%3B", f"é\u202e=%3B;{ANSWER}"),
        ("AF=0.123456789;DP=ten", f"AF=0.123456789;DP=ten;{ANSWER}"),
    ],
)
def test_the_answer_goes_behind_what_is_in_info(before, after):
    assert info_of(before) == after


def test_columns_behind_info_stay_whatever_they_are():
    tail = "GT:X\t0/1:a\t \t\t0/1"
    text = header("GRCh37", samples=("a", "b", "c", "d")) + f"4\t55593610\trs 1;\tT\tA\t50.10\tq10;s5\t.\t{tail}\r\n"
    assert written(text).decode().endswith(f"\t{ANSWER}\t{tail}\r\n")


def test_everything_outside_the_genes_is_kept_byte_for_byte():
    odd = b"".join(
        [
            b"chr1\t 5\t.\tN\t<X>\t.\t.\t\xff\xfe\x00;=;;\t\r\n",
            b"\n",
            b"no tabs at all\n",
            b"# a comment\n",
            b"chr4\t100\tid\n",
            b"4\t0\t.\tN\t.\t.\t.\t.\n",
            b"   \t \n",
            b"chrUn_KI270442v1\tx\ty\n",
            b"4_random\t55593610\t.\tT\tA\t.\t.\tGIST=keep\n",
            b"chr4\t55000000\t.\tT\tA\t.\t.\tGIST=keep\n",
        ]
    )
    out = written(HEADER_37.encode() + odd)
    assert out.endswith(COLUMNS.encode() + odd)


def test_a_second_run_changes_nothing_and_says_so():
    once = written((DATA / "mutect2_37.vcf").read_bytes())
    result = run("-f", "vcf", "--no-version", stdin=once)
    assert result.stdout_bytes == once
    assert "earlier run are replaced" in result.stderr
    assert run("-q", "-f", "vcf", "--no-version", stdin=once).stderr == ""


def test_an_answer_that_no_longer_holds_is_taken_away():
    text = (
        HEADER_37
        + line(Allele(55593610, "G", "A"), info="DP=1;GIST=A|KIT|||||400||||")
        + line(Allele(55593610, "T", "*"), info="GIST=x")
    )
    assert [row.split("\t")[7] for row in written(text).decode().splitlines()[-2:]] == ["DP=1", "."]


def test_the_version_line_says_what_was_used():
    out = run("-f", "vcf", "--setting", "adjuvant", stdin=HEADER_37.encode()).stdout
    told = next(row for row in out.splitlines() if row.startswith("##gistcli="))
    assert load_knowledge_base().identity in told
    assert "adjuvant" in told and "GRCh37" in told
    assert "sha256" not in written(HEADER_37).decode()


def test_what_has_a_meaning_in_vcf_is_encoded():
    synonymous = allele(Edit("KIT", 1677, 1677, "C"), "GRCh37", "left")
    (found,) = answers(HEADER_37 + line(synonymous))
    assert found.hgvs_p == "p.Val559="
    field = (
        with_answers(line(synonymous).encode(), [("C", found._replace(entry="a;b,c|d&e f%\té"))])
        .decode()
        .split("\t")[7]
    )
    assert "p.Val559%3D" in field
    assert "a%3Bb%2Cc%7Cd%26e%20f%25%09%C3%A9" in field
    assert field.count("|") == len(PARTS) - 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "in.vcf"
    path.write_text(HEADER_37 + line(allele(V559D, "GRCh37", "left")) + HEADER_37, encoding="utf-8")
    out = tmp_path / "out.vcf"
    out.write_text("old", encoding="utf-8")
    assert run("-i", str(path), "-o", str(out)).exit_code == 2
    assert out.read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_hits_come_in_every_format_and_by_the_name_of_the_output(tmp_path):
    path = str(DATA / "mutect2_37.vcf")
    for name, start in (("a.tsv", "input\t"), ("a.csv", "input,"), ("a.jsonl", '{"input"'), ("a.vcf", "##fileformat")):
        assert run("-i", path, "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("arguments", [["D842V"], ["-i", "a.vcf", "-i", "b.vcf"], ["-i", "a.vcf", "-"]])
def test_a_vcf_is_made_of_one_vcf(arguments, tmp_path, monkeypatch):
    for name in ("a.vcf", "b.vcf"):
        (tmp_path / name).write_text(HEADER_37, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = run("-f", "vcf", *arguments)
    assert result.exit_code == 2
    assert "one VCF" in result.stderr


def test_a_list_does_not_become_a_vcf():
    result = run("-f", "vcf", stdin=b"KIT V559D\n")
    assert result.exit_code == 2
    assert "no VCF" in result.stderr


def test_hits_only_leaves_out_what_lies_outside():
    data = (DATA / "mutect2_38.vcf").read_bytes()
    whole, only = (written(data, *options).splitlines() for options in ([], ["--hits-only"]))
    assert [row for row in whole if row.startswith(b"#")] == [row for row in only if row.startswith(b"#")]
    records = [row.split(b"\t")[0] for row in only if not row.startswith(b"#")]
    assert records == [b"chr4"] * 11


def test_one_line_at_the_end_says_what_was_read():
    path = str(DATA / "mutect2_38.vcf")
    for name in ("tsv", "vcf"):
        assert "15 rows read, 11 variants in KIT or PDGFRA, 0 with a problem" in run("-f", name, "-i", path).stderr
        assert run("-q", "-f", name, "-i", path).stderr == ""
    nothing = run("-f", "tsv", stdin=(HEADER_37 + "chr1\t1\t.\tA\tC\t.\t.\t.\n").encode())
    assert (nothing.exit_code, nothing.stdout.count("\n")) == (0, 1)
    assert "1 rows read, 0 variants" in nothing.stderr
    assert "no description" not in nothing.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes are those of POSIX")
@pytest.mark.parametrize("name", ["vcf", "tsv"])
def test_answers_come_before_the_input_ends(name):
    command = [sys.executable, "-m", "gistcli", "-q", "-f", name]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write((HEADER_37 + line(allele(V559D, "GRCh37", "left"))).encode())
        process.stdin.flush()
        while b"kit-v559d" not in process.stdout.readline():
            pass  # it would wait here for ever
        process.stdin.close()
        assert process.wait(30) == 0


# Other programs


@pytest.fixture
def annotated(tmp_path):
    """The VCF of a tumour with answers."""
    path = tmp_path / "annotated.vcf"
    path.write_bytes(written((DATA / "mutect2_38.vcf").read_bytes()))
    return path


@bcftools
@pytest.mark.parametrize("path", [path for path in FILES if "no_build" not in path.name], ids=lambda path: path.name)
def test_bcftools_reads_what_we_write(tmp_path, path):
    out = tmp_path / "out.vcf"
    out.write_bytes(written(path.read_bytes()))
    done = subprocess.run(["bcftools", "view", "--no-version", out], capture_output=True, check=True)
    ours = [row for row in out.read_bytes().splitlines() if not row.startswith(b"#")]
    assert [row for row in done.stdout.splitlines() if not row.startswith(b"#")] == ours


@bcftools
def test_split_vep_splits_our_field(annotated):
    listed = subprocess.run(
        ["bcftools", "+split-vep", "-a", "GIST", "-l", annotated], capture_output=True, text=True, check=True
    )
    assert [row.split("\t")[1] for row in listed.stdout.splitlines()] == list(PARTS)
    query = [
        "bcftools",
        "+split-vep",
        annotated,
        "-a",
        "GIST",
        "-d",
        "-f",
        r"%POS %Allele %Gene %HGVSp %Exon %Dose %Entry\n",
    ]
    done = subprocess.run(query, capture_output=True, text=True, check=True)
    rows = [row.split() for row in done.stdout.splitlines()]
    expected = [one for one in answers((DATA / "mutect2_38.vcf").read_bytes())]
    assert [(int(row[0]), row[1], row[2], row[5]) for row in rows] == [
        (int(one.input.split(":")[1]), one.input.split(":")[3], one.gene, str(one.dose_mg_per_day or "."))
        for one in expected
    ]


@pytest.fixture
def compressed(tmp_path):
    """A function that compresses a VCF, with an index if wanted."""
    pysam = pytest.importorskip("pysam")

    def make(source: Path, index: bool = True) -> str:
        target = str(tmp_path / (source.name + ".gz"))
        pysam.tabix_compress(str(source), target, force=True)
        if index:
            pysam.tabix_index(target, preset="vcf", force=True)
        return target

    return make


@pytest.mark.parametrize("name", ["mutect2_37.vcf", "mutect2_38.vcf", "strelka_indels_38.vcf", "gvcf_37.g.vcf"])
def test_an_index_gives_the_same_answers_without_line_numbers(compressed, name):
    path = compressed(DATA / name)
    plain = run("-f", "jsonl", "-i", str(DATA / name)).stdout
    assert run("-f", "jsonl", "-i", path).stdout == re.sub(r'"line": \d+', '"line": null', plain)
    Path(path + ".tbi").unlink()
    assert run("-f", "jsonl", "-i", path).stdout == plain


def test_an_index_that_is_older_than_the_file_is_not_used(compressed):
    path = compressed(DATA / "mutect2_37.vcf")
    os.utime(path + ".tbi", (1, 1))
    assert '"line": null' not in run("-f", "jsonl", "-i", path).stdout


def test_with_an_index_only_the_genes_are_read(compressed, tmp_path):
    text = HEADER_37 + "chr4\tbroken\t.\n" * 0 + line(allele(V559D, "GRCh37", "left"))
    source = tmp_path / "x.vcf"
    source.write_text(
        HEADER_37 + "".join(f"chr4\t{n}\t.\tA\tC\t.\t.\t.\n" for n in range(1, 5000)) + text[len(HEADER_37) :],
        encoding="utf-8",
    )
    path = compressed(source)
    request = Request(path, by_region=True)
    with open_as(path) as (_, stream):
        assert len(list(read_vcf(stream, request))) == 1
    assert request.rows == 1


def test_bcf_gives_the_same_answers(tmp_path):
    programs = pytest.importorskip("pysam.bcftools")
    for name in ("mutect2_38.vcf", "strelka_snvs_37.vcf"):
        path = tmp_path / f"{name}.bcf"
        programs.view("-Ob", "-o", str(path), str(DATA / name), catch_stdout=False)
        plain = run("-f", "jsonl", "-i", str(DATA / name)).stdout
        whole = re.sub(r'"line": \d+', '"line": null', plain)
        assert run("-f", "jsonl", "-i", str(path)).stdout == whole
        programs.index(str(path), catch_stdout=False)
        assert run("-f", "jsonl", "-i", str(path)).stdout == whole
        assert run("-f", "vcf", "-i", str(path)).stdout.count("GIST=") == len(
            {one.line for one in answers((DATA / name).read_bytes())}
        )


def test_bcf_by_standard_input_says_what_to_do(tmp_path):
    result = run("-f", "tsv", stdin=gzip.compress(b"BCF\x02\x02rest"))
    assert result.exit_code == 2
    assert "bcftools view" in result.stderr


def test_without_pysam_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "pysam", None)
    path = tmp_path / "x.bcf"
    path.write_bytes(gzip.compress(b"BCF\x02\x02rest"))
    result = run("-f", "tsv", "-i", str(path))
    assert result.exit_code == 2
    assert INSTALL in result.stderr
    result = run("-i", str(DATA / "vep_38.vcf"), "-o", str(tmp_path / "out.vcf.gz"))
    assert result.exit_code == 2
    assert "gistcli[htslib]" in result.stderr
    assert not (tmp_path / "out.vcf.gz").exists()


def test_pysam_reads_our_records_as_it_reads_the_input(annotated, compressed):
    pysam = pytest.importorskip("pysam")
    with pysam.VariantFile(str(DATA / "mutect2_38.vcf")) as before, pysam.VariantFile(str(annotated)) as after:
        for one, other in zip(before, after, strict=True):
            assert (one.chrom, one.pos, one.alleles, one.qual, list(one.filter)) == (
                other.chrom,
                other.pos,
                other.alleles,
                other.qual,
                list(other.filter),
            )
            assert {**dict(one.info)} == {key: value for key, value in other.info.items() if key != "GIST"}
            assert [dict(sample) for sample in one.samples.values()] == [
                dict(sample) for sample in other.samples.values()
            ]


def test_output_in_blocks_can_be_indexed(tmp_path):
    pysam = pytest.importorskip("pysam")
    out = tmp_path / "out.vcf.gz"
    assert run("-i", str(DATA / "mutect2_38.vcf"), "-o", str(out)).exit_code == 0
    assert gzip.decompress(out.read_bytes()).count(b"GIST=") == 10
    pysam.tabix_index(str(out), preset="vcf")
    with pysam.TabixFile(str(out)) as file:
        assert len(list(file.fetch("chr4", 54727443, 54727444))) == 1
