"""The rules of the VCF specification (4.1 to 4.5), kept and broken, each a small file that is named by its rule.

A case is one file: a header, the records of the case, and behind them `GOOD`, which is answered whatever stands before
it. Expected is what the records answer, in their order: a one-letter form, a Sequence Ontology term where there is
none, or a problem code; what passes without an answer gives nothing. Positions are those of GRCh37.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gistcli.cli.main import cli

COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
META = """\
##fileformat=VCFv4.3
##FILTER=<ID=q10,Description="Quality below 10">
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=DB,Number=0,Type=Flag,Description="In dbSNP">
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type">
##INFO=<ID=MATEID,Number=.,Type=String,Description="Mate">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads by allele">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">
##ALT=<ID=DEL,Description="Deletion">
"""
CONTIG = "##contig=<ID=chr4,length=191154276>\n"
HEADER = META + CONTIG + COLUMNS + "\tFORMAT\tT1\n"
PLAIN = META + CONTIG + COLUMNS + "\n"
GOOD = "chr4 55599321 . A T 50 PASS DP=90 GT 0/1"  # KIT D816V
V559D = "chr4 55593610 . T A 50 PASS DP=90 GT 0/1"
TWO = "V559D", "V559G"


def of(**fields: str) -> str:
    """The record V559D with other fields."""
    names = ("chrom", "pos", "id", "ref", "alt", "qual", "filter", "info", "format", "sample")
    values = dict(zip(names, V559D.split(" "), strict=True)) | fields
    assert list(values) == list(names)
    return "\t".join(values.values())


def header(*lines: str, without: str = "", samples: str = "\tFORMAT\tT1") -> str:
    """The header with more lines behind its first, and without those that begin with a text."""
    first, *others = [line for line in (META + CONTIG).splitlines(True) if not (without and line.startswith(without))]
    return first + "".join(line + "\n" for line in lines) + "".join(others) + COLUMNS + samples + "\n"


def case(
    name: str, records: str | list[str], *expected: str, header: str = HEADER, good: str = GOOD, end: str = "\n"
) -> Any:
    """A file; blanks between the columns of a record stand for tabs if it has no tab."""
    records = [records] if isinstance(records, str) else records
    lines = [record if "\t" in record else record.replace(" ", "\t") for record in [*records, good]]
    text = header.replace("\n", end) + "".join(line + end for line in lines)
    return pytest.param(text, expected, id=name)


def accepted(name: str, header: str, good: str = GOOD, record: str = V559D) -> Any:
    """A header with which records are read."""
    return case(name, record, "V559D", header=header, good=good)


EIGHT = " ".join(GOOD.split(" ")[:8])
V559D_EIGHT = " ".join(V559D.split(" ")[:8])
HEADERS = [
    *[
        accepted(f"fileformat {version}", HEADER.replace("VCFv4.3", version))
        for version in ("VCFv4.1", "VCFv4.2", "VCFv4.3", "VCFv4.4", "VCFv4.5", "VCFv9.9")
    ],
    accepted("meta line: key and value", header("##source=a caller", "##fileDate=20261124", "##phasing=partial")),
    accepted("meta line: commands with quotes and brackets", header('##cmd=call -i "a,b" > x <ID=4,length=5>')),
    accepted("meta line: value is empty", header("##source=")),
    accepted("meta line: no value", header("##nothing")),
    accepted("meta line: two hash signs alone", header("##")),
    accepted(
        "meta line: META, SAMPLE and PEDIGREE",
        header(
            "##META=<ID=Tissue,Type=String,Number=.,Values=[Blood, GIST]>",
            '##SAMPLE=<ID=T1,Tissue=GIST,Description="a tumour, and \\"more\\"">',
            "##PEDIGREE=<ID=T1,Original=N1>",
        ),
    ),
    accepted(
        "meta line: escaped quotes, commas and brackets in a description",
        header('##INFO=<ID=X,Number=1,Type=String,Description="a \\"quoted\\", <ID=chr4,length=1> text \\\\">'),
    ),
    accepted("meta line: UTF-8", header("##source=Prüfung 基因")),
    accepted("meta line: bytes that are no UTF-8", header("##source=\udcff")),
    accepted("meta line: very long", header("##cmd=" + "x" * 300_000)),
    accepted("meta line: blanks at its end", header("##source=x  ")),
    accepted("meta line: an empty line between (broken)", header("")),
    accepted(
        "INFO defined: every Number",
        header(
            *[
                f'##INFO=<ID=N{n},Number={n},Type=String,Description="d">'
                for n in ("0", "1", "2", "A", "R", "G", ".", "P")
            ]
        ),
    ),
    accepted(
        "INFO defined: every Type",
        header(
            *[
                f'##INFO=<ID=T{t},Number=1,Type={t},Description="d">'
                for t in ("Integer", "Float", "Character", "String")
            ]
        ),
    ),
    accepted(
        "INFO defined: Source and Version",
        header('##INFO=<ID=X,Number=1,Type=String,Description="d",Source="dbsnp",Version="142">'),
    ),
    accepted("INFO defined: twice (broken)", header('##INFO=<ID=DP,Number=1,Type=Float,Description="again">')),
    accepted("INFO defined: no Description (broken)", header("##INFO=<ID=X,Number=1,Type=String>")),
    accepted("INFO defined: unknown Type (broken)", header('##INFO=<ID=X,Number=1,Type=Text,Description="d">')),
    accepted("INFO defined: bracket not closed (broken)", header('##INFO=<ID=X,Number=1,Type=String,Description="d"')),
    accepted("INFO not defined", header(without="##INFO")),
    accepted("FORMAT not defined", header(without="##FORMAT")),
    accepted("FILTER defined: PASS", header('##FILTER=<ID=PASS,Description="All filters passed">')),
    accepted("FILTER not defined", header(without="##FILTER")),
    accepted(
        "ALT defined: IUPAC codes and subtypes",
        header('##ALT=<ID=R,Description="A or G">', '##ALT=<ID=DUP:TANDEM,Description="d">'),
    ),
    accepted(
        "contig: other fields",
        HEADER.replace(
            CONTIG,
            (
                '##contig=<ID=chr4,length=191154276,assembly=B37,md5=0,species="Homo sapiens",taxonomy=x,URL=ftp://x/y>\n'
            ),
        ),
    ),
    accepted("contig: length before ID", HEADER.replace(CONTIG, "##contig=<length=191154276,ID=chr4>\n")),
    accepted(
        "contig: others, of names with signs",
        header("##contig=<ID=HLA-A*01:01:01:01,length=3503>", "##contig=<ID=chrUn_KI270302v1,length=2274>"),
    ),
    accepted(
        "contig: no chromosome 4, build by reference",
        header("##reference=file:///ref/hg19.fa", "##contig=<ID=chr1,length=249250621>", without="##contig"),
    ),
    accepted("assembly: a URL of breakpoints", header("##assembly=ftp://host/assembly.fasta")),
    accepted("columns: eight, without genotypes", PLAIN, EIGHT, V559D_EIGHT),
    accepted("columns: FORMAT without a sample", header(samples="\tFORMAT"), EIGHT + " GT", V559D_EIGHT + " GT"),
    accepted("columns: two samples", header(samples="\tFORMAT\tN1\tT1"), GOOD + " 0/0", V559D + " 0/0"),
    accepted("columns: a sample twice (broken)", header(samples="\tFORMAT\tT1\tT1"), GOOD + " 0/0", V559D + " 0/0"),
    accepted("columns: a sample with blanks and UTF-8", header(samples="\tFORMAT\tTumour 7 ü")),
    accepted("columns: a sample without a name (broken)", header(samples="\tFORMAT\t")),
    accepted("fileformat: missing (broken)", HEADER.partition("\n")[2]),
    accepted("fileformat: not the first line (broken)", "##source=x\n" + HEADER),
    accepted("fileformat: lower case (broken)", HEADER.replace("##fileformat=VCF", "##fileformat=vcf")),
    accepted("encoding: a byte order mark (broken)", "\ufeff" + HEADER),
]

PASSES = "chr4 55593610 . T {} 50 PASS . GT 0/1"
POSITIONS = [
    case("POS: 0, a telomere", of(pos="0", alt="<DEL>")),
    case("POS: one beyond the chromosome, a telomere", of(pos="191154277", ref="N", alt="<DEL>")),
    case("POS: two beyond the chromosome (broken)", of(pos="191154278"), "out-of-range"),
    case("POS: a record of another chromosome", of(chrom="chr17")),
    case("POS: 0 on another chromosome", of(chrom="chr17", pos="0")),
    case("POS: several records at one", [of(alt="A"), of(alt="G")], *TWO),
    case("POS: not sorted (broken)", [of(pos="190000000"), V559D, of(pos="100")], "V559D"),
    case("POS: chromosomes not in one block (broken)", [V559D, of(chrom="chr9"), of(alt="G"), of(chrom="chr9")], *TWO),
    case("POS: missing (broken)", of(pos="."), "broken-record"),
    case("POS: empty (broken)", of(pos=""), "broken-record"),
    case("POS: negative (broken)", of(pos="-1"), "broken-record"),
    case("POS: with a sign (broken)", of(pos="+55593610"), "broken-record"),
    case("POS: a fraction (broken)", of(pos="55593610.0"), "broken-record"),
    case("POS: an exponent (broken)", of(pos="5.559361e7"), "broken-record"),
    case("POS: underscores (broken)", of(pos="55_593_610"), "broken-record"),
    case("POS: digits of another script (broken)", of(pos="٥٥٥٩٣٦١٠"), "broken-record"),
    case("POS: blanks around (broken)", of(pos=" 55593610"), "broken-record"),
    case("POS: more than 32 bits (broken)", of(pos="4350560906"), "out-of-range"),
    case("POS: leading zeros", of(pos="00055593610"), "V559D"),
    case("CHROM: not among the contigs", [of(chrom="chr99"), V559D], "V559D"),
    case("CHROM: a contig of an assembly in brackets", [of(chrom="<ctg1>"), V559D], "V559D"),
    case("CHROM: with a blank (broken)", [of(chrom="chr 1"), V559D], "V559D"),
    case("CHROM: empty (broken)", [of(chrom=""), V559D], "V559D"),
    case("CHROM: missing (broken)", [of(chrom="."), V559D], "V559D"),
    case("CHROM: with a colon (broken)", [of(chrom="chr4:1"), V559D], "V559D"),
    case("CHROM: by accession", of(chrom="NC_000004.11"), "V559D"),
    case("CHROM: chromosome 4 with a blank behind it (broken)", of(chrom="chr4 "), "V559D"),
]
IDS = [
    case(f"ID: {name}", of(id=text), "V559D")
    for name, text in {
        "one": "rs121913517",
        "several": "rs121913517;COSM1290",
        "twice the same (broken)": "rs1;rs1",
        "with a blank (broken)": "rs1 rs2",
        "empty (broken)": "",
        "with commas (broken)": "rs1,rs2",
    }.items()
]
ALLELES = [
    case("REF: lower case", of(ref="t", alt="a"), "V559D"),
    case("REF: several bases", of(pos="55593609", ref="GTT", alt="GAT"), "V559D"),
    case("REF: N where the base is not told", of(ref="N"), "V559D"),
    case("REF: an IUPAC code (broken)", of(ref="Y"), "broken-record"),
    case("REF: missing (broken)", of(ref="."), "broken-record"),
    case("REF: empty (broken)", of(ref=""), "broken-record"),
    case("REF: two (broken)", of(ref="T,A"), "broken-record"),
    case("REF: symbolic (broken)", of(ref="<REF>"), "broken-record"),
    case("REF: not the base of the reference (broken)", of(ref="C"), "reference-mismatch"),
    case("ALT: missing, no variant", of(alt=".")),
    case("ALT: an allele that a deletion took", of(alt="*")),
    case("ALT: bases and one that a deletion took", of(alt="A,*", sample="1/2"), "V559D"),
    case("ALT: two", of(alt="A,G", sample="1/2"), *TWO),
    case("ALT: lower case", of(alt="a"), "V559D"),
    case("ALT: a deletion", of(alt="<DEL>", info="SVTYPE=DEL;END=55600000")),
    case("ALT: a subtype", of(alt="<DUP:TANDEM>")),
    case("ALT: a mobile element", of(alt="<INS:ME:ALU>")),
    case("ALT: a copy number", of(alt="<CN0>,<CN2>")),
    case("ALT: any other, as in a gVCF", of(alt="<NON_REF>", info="END=55593700")),
    case("ALT: any other, as bcftools and DeepVariant write it", of(alt="<*>")),
    case("ALT: bases and any other", of(alt="A,<NON_REF>"), "V559D"),
    case("ALT: bases and a symbol", of(alt="A,<DEL>"), "V559D"),
    *[
        case(f"ALT: a breakend, {text}", of(alt=text, info="SVTYPE=BND"))
        for text in ("T[chr17:198982[", "T]chr17:198982]", "]chr17:198982]T", "[chr17:198982[T", "T[<ctg1>:1[")
    ],
    case("ALT: a breakend of inserted bases", of(alt="TACGT[chr17:198982[", info="SVTYPE=BND")),
    case("ALT: a single breakend", [of(alt="T."), of(alt=".T")]),
    case("ALT: bases and a breakend", of(alt="A,T[chr17:198982["), "V559D"),
    case("ALT: an insertion", of(pos="55592178", ref="C", alt="CTGCCTA"), "A502_Y503dup"),
    case("ALT: a deletion of bases", of(pos="55593602", ref="GTGGAAG", alt="G"), "W557_K558del"),
    case("ALT: empty (broken)", of(alt=""), "broken-record"),
    case("ALT: empty between commas (broken)", of(alt="A,,G"), "V559D", "broken-record", "V559G"),
    case("ALT: a comma at the end (broken)", of(alt="A,"), "V559D", "broken-record"),
    case("ALT: twice the same (broken)", of(alt="A,A"), "V559D", "V559D"),
    case("ALT: the same as REF (broken)", of(alt="T"), "V559="),
    case("ALT: N", of(alt="N"), "broken-record"),
    case("ALT: an IUPAC code", of(alt="R"), "broken-record"),
    case("ALT: a dash (broken)", of(alt="-"), "broken-record"),
    case("ALT: a number (broken)", of(alt="1"), "broken-record"),
    case("ALT: a bracket not closed (broken)", of(alt="<DEL"), "broken-record"),
    case("ALT: with a blank (broken)", of(alt="A G"), "broken-record"),
]
QUALITIES = [
    case(f"QUAL: {name}", of(qual=text), "V559D")
    for name, text in {
        "missing": ".",
        "zero": "0",
        "a fraction": "29.5",
        "an exponent": "1e-3",
        "infinite": "inf",
        "no number": "NaN",
        "negative (broken)": "-1",
        "a text (broken)": "high",
        "empty (broken)": "",
    }.items()
]
FILTERS = [
    case(f"FILTER: {name}", of(filter=text), "V559D")
    for name, text in {
        "passed": "PASS",
        "not applied": ".",
        "one": "q10",
        "several": "q10;s50",
        "not defined": "unheard",
        "PASS and another (broken)": "PASS;q10",
        "zero, which is reserved (broken)": "0",
        "with a blank (broken)": "q10 s50",
        "twice the same (broken)": "q10;q10",
        "empty (broken)": "",
        "with a comma": "a,b",
    }.items()
]
INFOS = [
    case(f"INFO: {name}", of(info=text), "V559D")
    for name, text in {
        "missing": ".",
        "empty (broken)": "",
        "a flag": "DB",
        "a flag with a value (broken)": "DB=1",
        "several": "DP=14;AF=0.5;DB",
        "a value of each allele": "AF=0.5",
        "more values than alleles (broken)": "AF=0.5,0.3,0.1",
        "missing values": "AF=.;DP=.",
        "percent-encoded": "X=a%3Bb%3Dc%2Cd%25",
        "percent-encoded, not whole (broken)": "X=100%",
        "an equals sign in a value": "X=a=b",
        "quotes": 'X="a"',
        "a blank in a value (broken before 4.3)": "X=a b",
        "not defined": "UNHEARD=1",
        "a key twice (broken)": "DP=1;DP=2",
        "a key without a value (broken)": "DP=",
        "a value without a key (broken)": "=5",
        "a semicolon at the end (broken)": "DP=1;",
        "a semicolon at the start (broken)": ";DP=1",
        "two semicolons (broken)": "DP=1;;DB",
        "a text where a number is due (broken)": "DP=many",
        "a key that begins with a digit": "1000G",
        "a key with a dot": "a.b=1",
        "UTF-8": "X=Größe",
        "END before POS (broken)": "END=5",
        "of 100,000 bytes": "X=" + "a" * 100_000,
        "a field of an earlier run": "GIST=T|KIT|old;DP=1",
    }.items()
]
GENOTYPES = [
    case(f"GT: {name}", of(sample=text, alt="A,G" if "2" in text else "A"), *(TWO if "2" in text else ("V559D",)))
    for name, text in {
        "not phased": "0/1",
        "phased": "0|1",
        "homozygous": "1/1",
        "two alternatives": "1/2",
        "haploid": "1",
        "haploid reference": "0",
        "triploid": "0/1/1",
        "both kinds of signs": "0/1|1",
        "not called": "./.",
        "not called, haploid": ".",
        "half called": "./1",
        "half called, phased": ".|1",
        "reference": "0/0",
        "phase before the first allele (4.4)": "|0|1",
        "not phased before the first allele (4.4)": "/1",
        "an allele that is not there (broken)": "0/7",
        "letters (broken)": "a/b",
        "empty (broken)": "",
        "negative (broken)": "-1/1",
    }.items()
]
FORMATS = [
    case("FORMAT: all fields", of(format="GT:AD:DP", sample="0/1:60,30:90"), "V559D"),
    case("FORMAT: fields dropped at the end", of(format="GT:AD:DP", sample="0/1"), "V559D"),
    case("FORMAT: all fields missing", of(format="GT:AD:DP", sample="./.:.:."), "V559D"),
    case("FORMAT: without GT", of(format="AD:DP", sample="60,30:90"), "V559D"),
    case("FORMAT: GT not first (broken)", of(format="AD:GT", sample="60,30:0/1"), "V559D"),
    case("FORMAT: a key twice (broken)", of(format="GT:GT", sample="0/1:0/0"), "V559D"),
    case("FORMAT: missing", of(format=".", sample="."), "V559D"),
    case("FORMAT: empty (broken)", of(format="", sample=""), "V559D"),
    case("FORMAT: more values than keys (broken)", of(format="GT", sample="0/1:9:9"), "V559D"),
    case("FORMAT: fewer counts than alleles (broken)", of(format="GT:AD", sample="0/1:60"), "V559D"),
    case("FORMAT: a text where numbers are due (broken)", of(format="GT:AD", sample="0/1:a,b"), "V559D"),
    case("FORMAT: a phase set", of(format="GT:PS", sample="0|1:55593610"), "V559D"),
    case("columns: a sample missing (broken)", of(sample="").removesuffix("\t"), "broken-record"),
    case("columns: one too many (broken)", of(sample="0/1\t0/1"), "V559D"),
    case("columns: a tab at the end (broken)", of(sample="0/1\t"), "V559D"),
    case("columns: three (broken)", "chr4 55593610 .", "broken-record"),
    case("columns: one (broken)", "chr4\t", "broken-record"),
    case("columns: blanks between (broken)", V559D + "\t", "broken-record"),
    case("columns: blanks between, of another chromosome (broken)", "chr1 5 . A C . . .\t"),
]
LINES = [
    case("lines: end with CR LF", V559D, "V559D", end="\r\n"),
    case("lines: one ends with CR LF", of(sample="0/1\r"), "V559D"),
    case("lines: an empty one between (broken)", [V559D, "\t", V559D], "V559D", "V559D"),
    case("lines: a comment between (broken)", ["#\tcomment", V559D], "V559D"),
    case("lines: a meta line between (broken)", ["##source=x\t", V559D], "V559D"),
    case("lines: a record twice", [V559D, V559D], "V559D", "V559D"),
    case("lines: a NUL (broken)", of(info="X=\0"), "V559D"),
    case("lines: bytes that are no UTF-8 (broken)", of(info="X=\udcff"), "V559D"),
    case("lines: of 2,000,000 bytes", of(info="X=" + "a" * 2_000_000), "V559D"),
    case("lines: a control character in a sample (broken)", of(sample="0/1:\x1b[31m"), "V559D"),
]
CALLERS = [
    case("a caller: GATK, a block of a gVCF", of(alt="<NON_REF>", info="END=55593900", format="GT:DP", sample="0/0:9")),
    case(
        "a caller: GATK, HaplotypeCaller",
        of(
            alt="A,<NON_REF>",
            qual="812.6",
            info="DP=90;MLEAC=1,0",
            format="GT:AD:DP:GQ:PGT:PID:PL:PS:SB",
            sample="0|1:50,40,0:90:99:0|1:55593610_T_A:840,0,1200,990,1300,2300:55593610:20,30,20,20",
        ),
        "V559D",
    ),
    case(
        "a caller: Mutect2, a filter",
        of(filter="germline;strand_bias", info="DP=90;TLOD=5.1", format="GT:AD:AF:F1R2", sample="0/1:80,6:0.07:40,3"),
        "V559D",
    ),
    case(
        "a caller: Strelka, without GT",
        of(info="SOMATIC;QSS=80;NT=ref", format="DP:FDP:AU:CU:GU:TU", sample="90:0:40,41:0,0:0,0:50,50"),
        "V559D",
    ),
    case(
        "a caller: freebayes, several bases",
        of(pos="55593609", ref="GTTG", alt="GATC,GGTG", info="TYPE=complex,mnp;AO=9,3", sample="1/2"),
        "V559_V560delinsDL",
        "V559G",
    ),
    case("a caller: DeepVariant", of(alt="<*>", qual="0", info="END=55593700", format="GT:GQ:MIN_DP:PL")),
    case(
        "a caller: VarDict",
        of(
            info="TYPE=SNV;VD=30;AF=0.33;BIAS=2:2;HIAF=0.33;MSI=1.000",
            format="GT:DP:VD:AD:AF:RD:ALD",
            sample="0/1:90:30:60,30:0.33:30,30:15,15",
        ),
        "V559D",
    ),
    case(
        "a caller: VarScan, a fraction with a sign",
        of(info="ADP=90;WT=0;HET=1;HOM=0;NC=0", format="GT:GQ:SDP:DP:RD:AD:FREQ", sample="0/1:98:90:90:60:30:33.33%"),
        "V559D",
    ),
    case(
        "a caller: Manta, a breakend and its mate",
        [
            of(id="M:0", alt="T]chr7:55249071]", info="SVTYPE=BND;MATEID=M:1", format="GT:PR:SR", sample="0/1:9,3:9,3"),
            of(id="M:1", chrom="chr7", pos="55249071", alt="A]chr4:55593610]", info="SVTYPE=BND;MATEID=M:0"),
        ],
    ),
    case(
        "a caller: pindel, bases of a deletion",
        of(pos="55593600", ref="CAGTGGA", alt="C", info="END=55593609;HOMLEN=1;SVTYPE=DEL;SVLEN=-6", format="GT:AD"),
        "W557_K558del",
    ),
    case("a caller: CNVkit, a copy number", of(alt="<DUP>", info="SVTYPE=DUP;END=56000000;FOLD_CHANGE=2.1")),
    case("a caller: bcftools, no alternative", of(alt=".", info="DP=30;MQ=60", sample="0/0")),
]
RECORDS = [*POSITIONS, *IDS, *ALLELES, *QUALITIES, *FILTERS, *INFOS, *GENOTYPES, *FORMATS, *LINES, *CALLERS]


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def run(*arguments: str, stdin: bytes) -> Any:
    return CliRunner().invoke(cli, ["--from", "vcf", *arguments, "-"], input=stdin, prog_name="gistcli")


@cache
def annotated(text: str) -> bytes:
    """The VCF that comes out."""
    written: bytes = run("-f", "vcf", stdin=as_bytes(text)).stdout_bytes
    return written


def answer(row: dict[str, Any]) -> str:
    return row["problem_code"] or row["short"] or row["consequence"]


@pytest.mark.parametrize(("text", "expected"), [*HEADERS, *RECORDS])
def test_what_a_file_answers(text: str, expected: tuple[str, ...]) -> None:
    result = run("-f", "jsonl", stdin=as_bytes(text))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer(row) for row in rows] == [*expected, "D816V"]
    assert rows[-1]["line"] == text.count("\n")
    assert result.exit_code == any(row["problem"] for row in rows)
    assert "\x1b" not in result.stdout


def without_answers(data: bytes) -> list[object]:
    """The lines without what gistcli adds, the fields of INFO apart."""
    found: list[object] = []
    for line in re.sub(rb"##(?:gistcli=|INFO=<ID=GIST,).*\r?\n", b"", data).splitlines(True):
        columns = line.rstrip(b"\r\n").split(b"\t")
        if len(columns) > 7 and not line.startswith(b"#"):
            fields = [field for field in columns[7].split(b";") if not field.startswith(b"GIST=")]
            columns[7:8] = [field for field in fields if field not in (b"", b".")]
        found.append((columns, line.endswith(b"\r\n"), line.endswith(b"\n")))
    return found


@pytest.mark.parametrize(("text", "expected"), [*HEADERS, *RECORDS])
def test_every_line_comes_out_as_it_came(text: str, expected: tuple[str, ...]) -> None:
    written = annotated(text)
    assert without_answers(written) == without_answers(as_bytes(text))
    assert b"GIST=T|KIT|c.2447A>T" in written.splitlines()[-1]
    assert run("-f", "vcf", stdin=written).stdout_bytes == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "it is empty", id="nothing"),
        pytest.param(META + CONTIG, "no header line", id="columns: no line of names"),
        pytest.param(HEADER.replace("#CHROM", "#chrom"), "no header line", id="columns: lower case"),
        pytest.param(HEADER.replace("#CHROM", "CHROM"), "does not begin with #", id="columns: no hash sign"),
        pytest.param(HEADER.replace("\tID\tREF", "\tREF\tID"), "must name the columns", id="columns: in another order"),
        pytest.param(HEADER.replace("\tINFO", ""), "must name the columns", id="columns: one missing"),
        pytest.param(HEADER.replace("\t", " "), "separates them by tabs", id="columns: blanks between"),
        pytest.param(
            META + CONTIG + V559D.replace(" ", "\t") + "\n" + HEADER, "does not begin", id="a record before it"
        ),
        pytest.param(HEADER + HEADER, "a second header", id="two headers"),
        pytest.param(HEADER.replace("\n", "\r"), "CR alone", id="lines: end with CR alone"),
        pytest.param(
            header("##reference=GRCh38.fa"), "contradicts itself", id="contig: of another build than reference"
        ),
        pytest.param(HEADER.replace("191154276", "191273063"), "another build", id="contig: of hg18"),
        pytest.param(HEADER.replace("191154276", "193574945"), "another build", id="contig: of T2T"),
    ],
)
def test_a_file_that_is_refused(text: str, words: str) -> None:
    for form in ("tsv", "vcf"):
        result = run("-f", form, stdin=as_bytes(text + (GOOD.replace(" ", "\t") + "\n") * text.endswith("\n")))
        assert result.exit_code == 2
        assert form == "vcf" or len(result.stdout.splitlines()) < 2
        assert words in result.stderr


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        pytest.param("", ["V559D", "D816V"], id="no line end at the end"),
        pytest.param("\r\n", ["V559D", "D816V"], id="CR LF at the end"),
        pytest.param("\n\n\n", ["V559D", "D816V"], id="empty lines at the end (broken)"),
        pytest.param("\nchr4", ["V559D", "D816V", "damaged-input"], id="a name alone at the end (broken)"),
        pytest.param("\nchr9\t5\t.\tA", ["V559D", "D816V", "damaged-input"], id="cut in mid-line (broken)"),
        pytest.param("\n#", ["V559D", "D816V"], id="a comment at the end"),
        pytest.param("\n\0\0\0", ["V559D", "D816V", "damaged-input"], id="zeros at the end (broken)"),
    ],
)
def test_the_end_of_a_file(end: str, expected: list[str]) -> None:
    text = HEADER + V559D.replace(" ", "\t") + "\n" + GOOD.replace(" ", "\t") + end
    result = run("-f", "jsonl", stdin=as_bytes(text))
    assert [answer(json.loads(line)) for line in result.stdout.splitlines()] == expected
    assert without_answers(run("-f", "vcf", stdin=as_bytes(text)).stdout_bytes) == without_answers(as_bytes(text))


def test_what_htslib_reads_it_reads_when_it_is_annotated(tmp_path: Path) -> None:
    pysam = pytest.importorskip("pysam")
    pysam.set_verbosity(0)  # it would tell of each broken file

    def read(data: bytes) -> list[object] | None:
        path = tmp_path / "x.vcf"
        path.write_bytes(data)
        try:
            with pysam.VariantFile(str(path)) as file:
                return [(record.chrom, record.pos, record.alleles, list(record.filter)) for record in file]
        except (OSError, ValueError, UnicodeDecodeError):
            return None

    readable = 0
    for parameters in [*HEADERS, *RECORDS]:
        data = as_bytes(parameters.values[0])
        before = read(data)
        if before is not None:
            readable += 1
            assert read(annotated(parameters.values[0])) == before, parameters.id
    assert readable > 150
