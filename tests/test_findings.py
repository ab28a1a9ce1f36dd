"""Inputs that once went wrong: each found by changing inputs at random, most of them by the fuzzers of `fuzz/`."""

import io

import pytest
from small_base import BASE

from gistcli import verdicts_by_sample
from gistcli.advise import advise
from gistcli.annotate import Annotator, annotate, annotate_all
from gistcli.checks import check
from gistcli.cli.tables import TableAnnotator
from gistcli.cli.vcf import annotate_vcf
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Covers, Match
from gistcli.readers.request import Request
from gistcli.readers.vcf import read_vcf
from gistcli.schema import read

HEADER = b"##fileformat=VCFv4.2\n##contig=<ID=4,length=191154276>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"

FINDINGS = [
    pytest.param("del W557-X558", "syntax", id="a residue that is none, in a legacy range"),
    pytest.param("KIT c.1346_1503dup", None, id="a duplication over an intron, whose bases are unknown"),
    pytest.param("KIT c.2929del", None, id="a frameshift in the stop codon"),
    pytest.param("PDGFRA D1082_*1090dup", None, id="a duplication of the stop codon"),
    pytest.param("KIT c.2932A>G", "out-of-range", id="a number beyond the stop codon"),
    pytest.param("(" * 2000, "syntax", id="more parentheses than Python recurses"),
    pytest.param("p." + "(" * 3000 + "V559D", "syntax", id="more parentheses than Python recurses, in a protein"),
    pytest.param("KIT c." + "(" * 3000 + "1676T>A", "syntax", id="more parentheses than Python recurses, in DNA"),
    pytest.param("KIT del0", "syntax", id="codon 0 of a legacy deletion, answered as p.0del"),
    pytest.param("KIT ins AY 0-1", "syntax", id="codon 0 of a legacy insertion"),
    pytest.param("KIT Y503_F504ins0", "syntax", id="an insertion of 0 residues, answered by its exon with a dose"),
    pytest.param("KIT W557_K558delins0", "syntax", id="a replacement by 0 residues"),
    pytest.param("KIT c.1509_1510ins0", "syntax", id="an insertion of 0 bases"),
    pytest.param("KIT c.1509_1510insN[0]", "syntax", id="an insertion of no unknown base"),
    pytest.param("KIT c.1509_1510insA[0]", "syntax", id="a base repeated no time, answered as synonymous"),
    pytest.param("KIT c.1509_1510insA[10001]", "too-long", id="a repeat beyond what is read, cut short without a word"),
    pytest.param("KIT c.1509_1510insA[3901]", "too-long", id="a repeat whose name was too long to be read"),
    pytest.param(f"KIT c.1509_1510ins{'A' * 3901}", "too-long", id="an insertion whose name was too long to be read"),
    pytest.param(":V559D", "syntax", id="a colon after nothing, which the short cut read and the grammar did not"),
    pytest.param(
        f"KIT c.1509_1510ins{'ACGT' * 900}[10000]", "too-long", id="a repeat of 36 million bases, which took minutes"
    ),
]


@pytest.mark.parametrize("bases", ["A[3900]", "A" * 3900, "ACG[1300]", "GCTG[975]"])
def test_the_name_of_the_longest_insertion_is_read(bases: str) -> None:
    answer = annotate(f"KIT c.1509_1510ins{bases}")
    assert answer.problem is None
    for name in (answer.hgvs_c, answer.hgvs_p):
        assert annotate(f"KIT:{name}")[3:7] in (answer[3:7], (*answer[3:5], None, answer.short))


@pytest.mark.parametrize(("text", "code"), FINDINGS)
def test_a_finding_stays_a_row(text: str, code: str | None) -> None:
    answer = annotate(text)
    assert answer.problem_code == code
    assert answer.sensitivity == "unknown"
    assert answer.dose_mg_per_day is None


def test_a_codon_never_brings_the_dose_of_a_recommendation() -> None:
    """An overlay may give a codon a genotype that has a dose: neither number nor sentence nor duration follows."""
    base = load_knowledge_base()
    entry = base.entries["kit-v559d"]._replace(covers=Covers(codons=(559,), changes=("substitution",)))
    advice = advise(Match(entry, "codon"), base, "advanced")
    assert (advice.action, advice.dose_mg_per_day, advice.duration) == ("discuss", None, None)
    assert "400 mg a day" not in advice.advice


def test_a_genotype_state_may_stand_beside_a_variant() -> None:
    answers = list(annotate_all(["KIT V559D + SDH-deficient"]))
    assert [answer.entry for answer in answers] == ["kit-v559d", "sdh-deficient"]


def test_a_genotype_beside_a_sensitive_mutation_is_no_plain_refusal_and_no_dose() -> None:
    (verdict,) = verdicts_by_sample(["KIT V559D + SDH-deficient"])
    assert (verdict.sensitivity, verdict.action, verdict.dose_mg_per_day) == ("resistant", "discuss", None)
    assert any("genotype-beside-mutation" in note for note in verdict.notes)


@pytest.mark.parametrize(
    ("text", "name", "consequence"),
    [
        pytest.param("KIT c.*2158>G", "c.*2158delinsG", "3_prime_UTR_variant", id="an unknown base, named N>G"),
        pytest.param("KIT c.-97inv", "c.-97inv", "5_prime_UTR_variant", id="an inverted unknown base, named N>N"),
        pytest.param(
            "KIT c.-97_-95inv", "c.-97_-95inv", "5_prime_UTR_variant", id="inverted unknown bases, named delinsNNN"
        ),
        pytest.param(
            "KIT c.509_1510inv", "c.509_1510inv", "splice_donor_variant", id="an inversion of introns, spelt out with N"
        ),
        pytest.param("KIT c.-7del8", "c.-7_1del", "start_lost", id="a number of bases over c.0, which is none"),
        pytest.param("KIT c.-1ins3", "c.-1_1insN[3]", "5_prime_UTR_variant", id="an insertion after c.-1"),
        pytest.param(
            "KIT c.1774+1delGT", "c.1774+1_1774+2del", "splice_donor_variant", id="bases of an intron, without a range"
        ),
        pytest.param(
            "KIT c.1775-2del4", "c.1775-2_1776del", "splice_acceptor_variant", id="a number of bases out of an intron"
        ),
        pytest.param(
            "KIT c.1509_1510insN[99999]", "c.1509_1510insN[99999]", "inframe_insertion", id="a length cut to 10,000"
        ),
    ],
)
def test_a_canonical_name_is_read_as_itself(text: str, name: str, consequence: str) -> None:
    for given in (text, f"KIT {name}"):
        answer = annotate(given)
        assert (answer.hgvs_c, answer.consequence, answer.problem) == (name, consequence, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("KIT c.1669_1674del6insAGA", id="with a range"),
        pytest.param("KIT c.1669del6insAGA", id="without a range"),
        pytest.param("chr4:g.55593603_55593608del6insAGA", id="on the genome"),
    ],
)
def test_the_number_of_replaced_bases_is_not_that_of_the_new_ones(text: str) -> None:
    """It was: the three bases were taken for six unknown ones, and the answer was that of the exon."""
    answer = annotate(text)
    assert (answer.hgvs_c, answer.short) == ("c.1669_1674delinsAGA", "W557_K558delinsR")
    assert answer.entry == annotate("KIT c.1669_1674delinsAGA").entry == "kit-exon-11-557-558"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("KIT c.1669_1674del5insAGA", id="replaced bases"),
        pytest.param("KIT c.1773del4", id="deleted bases, into the next exon"),
        pytest.param("KIT c.1773dup4", id="duplicated bases, into the next exon"),
    ],
)
def test_a_number_of_bases_has_to_fit(text: str) -> None:
    """It was not compared, and the whole intron was taken as deleted."""
    assert annotate(text).problem_code == "length-mismatch"


def test_a_record_of_very_many_alleles_is_a_problem() -> None:
    """Each was looked for in each sample and each annotation: one line of some MB took hours."""
    lines = [
        f"4\t55593610\t.\tT\t{','.join(['A', 'C'] * number)}\t.\t.\t.\tGT\t0/1\n".encode() for number in (125, 126)
    ]
    read_all, refused = (list(read_vcf(io.BytesIO(HEADER[:-1] + b"\tFORMAT\tT\n" + line), Request())) for line in lines)
    assert len(read_all) == 250
    assert [record.error is not None and record.error.code for record in refused] == ["too-long"]


def test_a_note_holds_no_tab_of_the_text() -> None:
    *_, answer = annotate_all(["KIT V559D; p.Val654\t\tAla"])
    assert answer.short == "V654A"
    assert answer.notes[0] == "variant 2 of 2 in the text: p.Val654 Ala"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(b"{", (1, 2), id="a mapping that nothing closes"),
        pytest.param(b"---\n ", (2, 2), id="a document of nothing"),
    ],
)
def test_a_fault_of_a_base_stands_in_the_file(content: bytes, place: tuple[int, int]) -> None:
    """The reader of YAML counts one line more than the file has."""
    (fault,) = read(content).faults
    assert (fault.line, fault.column) == place


@pytest.mark.parametrize(
    "info", [pytest.param(b"DP=1;", id="one"), pytest.param(b"DP=1;;", id="two"), pytest.param(b";", id="alone")]
)
def test_a_field_of_info_that_ends_with_semicolons_is_annotated_alike_twice(info: bytes) -> None:
    content = HEADER + b"4\t55593610\t.\tT\tA\t.\t.\t" + info + b"\n"
    runs = []
    for _ in range(2):
        stream = io.BytesIO()
        annotate_vcf(io.BytesIO(content), Request(), Annotator(), stream)
        content = stream.getvalue()
        runs.append(content)
    assert b"GIST=A|KIT|c.1676T>A" in runs[0]
    assert runs[1] == runs[0]


@pytest.mark.parametrize(
    ("text", "hgvs_c", "hgvs_p", "consequence"),
    [
        pytest.param(
            "KIT c.2927_2929dup",
            "c.2927_2929dup",
            "p.Val976_Ter977insPhe",
            "inframe_insertion",
            id="a residue more, KIT",
        ),
        pytest.param(
            "PDGFRA c.3266_3268dup", "c.3266_3268dup", "p.Leu1089dup", "inframe_insertion", id="a residue more, PDGFRA"
        ),
        pytest.param("KIT V976_*977delinsF*", None, "p.Val976Phe", "missense_variant", id="as many residues"),
        pytest.param(
            "KIT c.2899_2928del",
            "c.2900_2929del",
            "p.Ser967_Val976del",
            "inframe_deletion",
            id="fewer, named p.Ser967Ter",
        ),
        pytest.param("KIT c.2926_2928delinsTAA", "c.2926_2928delinsTAA", "p.Val976Ter", "stop_gained", id="a new stop"),
        pytest.param(
            "KIT c.2923_2931delinsTAAGTCTAG",
            "c.2923_2931delinsTAAGTCTAG",
            "p.Asp975Ter",
            "stop_gained",
            id="before the old one",
        ),
    ],
)
def test_residues_before_the_old_stop_are_no_stop_gained(
    text: str, hgvs_c: str | None, hgvs_p: str, consequence: str
) -> None:
    """Found by the exhaustive check: named p.Ter977delinsPheTer and stop_gained, though the protein is longer."""
    answer = annotate(text)
    assert (answer.hgvs_c, answer.hgvs_p, answer.consequence) == (hgvs_c, hgvs_p, consequence)


@pytest.mark.parametrize(
    ("text", "hgvs_c"),
    [
        pytest.param("KIT c.2929_2931dup", "c.2929_2931dup", id="KIT, named c.2930_2931insATG"),
        pytest.param("PDGFRA c.3268_3270dup", "c.3268_3270dup", id="PDGFRA, named c.3269_3270insATA"),
        pytest.param("chr4:55604723:A:ATGA", "c.2929_2931dup", id="KIT, as an allele of GRCh37"),
    ],
)
def test_a_repeat_of_the_last_coding_bases_is_a_duplication(text: str, hgvs_c: str) -> None:
    """Found by the exhaustive check."""
    answer = annotate(text)
    assert (answer.hgvs_c, answer.consequence) == (hgvs_c, "synonymous_variant")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("KIT V559D + PDGFRA D842V", "d842v-with-anything", id="D842V beside a sensitive mutation"),
        pytest.param("PDGFRA I843_D846del + D842V", "d842v-with-anything", id="D842V beside another of its gene"),
        pytest.param("V559D + V654A", "secondary-atp-pocket", id="a secondary mutation"),
        pytest.param("KIT V559D + KIT T823D", "primary-beside-unread", id="one that cannot be read"),
        pytest.param("KIT V559D + KIT K642E", "two-primaries", id="two primary mutations"),
        pytest.param("KIT K642E + secondary KIT V559D", "secondary-sensitive", id="origins that the text gives"),
        pytest.param("KIT V559D + KIT W557*", None, id="one that does not decide"),
    ],
)
def test_a_dose_beside_what_forbids_it_says_that_it_is_for_the_variant_alone(text: str, rule: str | None) -> None:
    """Each variant of a text has its own row; found by asking D842V beside every entry."""
    answers = list(annotate_all([text]))
    assert any(answer.dose_mg_per_day == 400 for answer in answers)
    for answer in answers:
        told = [note for note in answer.notes if note.startswith("this is for the variant alone: ")]
        assert len(told) == (rule is not None and answer.dose_mg_per_day is not None)
        assert all(f"no dose follows (rule: {rule} (" in note for note in told)


@pytest.mark.parametrize("ends", [pytest.param(b"\n", id="LF"), pytest.param(b"\r\n", id="CR LF")])
def test_a_row_of_too_many_cells_keeps_them_in_a_second_run(ends: bytes) -> None:
    """Its own last cells were taken for columns of the first run, and those of the first run were kept for them."""
    content = ends.join([b"Gene,HGVSp", b"KIT,V559D,one,two", b"TP53,R175H,three", b"KIT,V559D", b""])
    runs = []
    for _ in range(2):
        stream = io.BytesIO()
        TableAnnotator(Annotator(), stream).write(io.BytesIO(content), Request())
        content = stream.getvalue()
        runs.append(content)
    assert b"KIT,V559D,one,two," in runs[1] and b"TP53,R175H,three," in runs[1]
    assert [row.count(b",") for row in runs[1].split(ends)] == [row.count(b",") for row in runs[0].split(ends)]


def test_two_ranges_of_the_same_unknown_change_are_faults() -> None:
    """Of the two, whose words for the change are none, it was to be said that they overlap: a TypeError."""
    entry = BASE[BASE.index("- id: kit-range") : BASE.index("- id: kit-two")].replace("[deletion]", "[deletin]")
    document = read((BASE + entry + entry.replace("kit-range", "kit-other")).encode())
    assert [fault.message.partition(";")[0] for fault in document.faults] == [
        "an item of 'changes' cannot be 'deletin'"
    ] * 2
    assert not [fault for fault in check(document) if "None" in fault.message]
