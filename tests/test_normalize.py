"""From a description to the canonical variant: the points that others get wrong, notes, and refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import CODING, bounded

from gistcli.errors import PROBLEMS, GistcliError, VariantError
from gistcli.normalize import normalize, normalize_description
from gistcli.spellings import parse


def normalized(text, gene=None, build=None):
    (description,) = parse(text)
    return normalize_description(description, gene, build)


def problem_of(text, gene=None, build=None):
    with pytest.raises(GistcliError) as caught:
        normalized(text, gene, build)
    assert caught.value.code in PROBLEMS
    return caught.value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("D842_H845del", "PDGFRA:p.Ile843_Asp846del", id="D842_H845del"),
        pytest.param("V559del", "KIT:p.Val560del", id="V559del"),
        pytest.param("V555_V559del", "KIT:p.Gln556_Val560del", id="V555_V559del"),
        pytest.param("K550_W557del", "KIT:p.Pro551_Lys558del", id="K550_W557del"),
        pytest.param("P577_W582delinsPYD", "KIT:p.His580_Trp582del", id="P577_W582delinsPYD"),
        pytest.param("S501_A502insAY", "KIT:p.Ala502_Tyr503dup", id="S501_A502insAY"),
        pytest.param("A502_Y503insYA", "KIT:p.Ala502_Tyr503dup", id="A502_Y503insYA"),
        pytest.param("Y503_F504insAY", "KIT:p.Ala502_Tyr503dup", id="Y503_F504insAY"),
        pytest.param("A502_Y503insAY", "KIT:p.Ala502_Tyr503insAlaTyr", id="A502_Y503insAY, taken literally"),
        pytest.param("KIT 1530ins6", "KIT exon 9 insertion", id="1530ins6, an exon 9 insertion"),
        pytest.param("1530ins6", "KIT exon 9 insertion", id="1530ins6 alone"),
        pytest.param("KIT c.1648-6_1672del", "KIT:c.1648-6_1672del", id="deletion over the exon 11 acceptor"),
        pytest.param("KIT exon 11 deletion", "KIT exon 11 deletion", id="class"),
        pytest.param("SDH-deficient", "sdh-deficient", id="state"),
    ],
)
def test_points_that_others_get_wrong(text, name):
    assert str(normalize(text)) == name


def test_insertion_taken_literally_gets_a_note_that_the_duplication_is_probably_meant():
    result = normalized("A502_Y503insAY")
    (note,) = [note for note in result.notes if "probably meant" in note]
    assert "A502_Y503dup" in note
    assert not result.respelled


@pytest.mark.parametrize(
    "text", ["A502_Y503dup", "Y503_F504insAY", "S501_A502insAY", "A502_Y503insYA", "KIT M541_I542insVV"]
)
def test_no_such_note_for_what_is_unambiguous(text):
    assert not [note for note in normalized(text).notes if "probably meant" in note]


@pytest.mark.parametrize(
    ("text", "respelled"),
    [
        pytest.param("KIT V560del", False, id="canonical"),
        pytest.param("KIT V559del", True, id="shifted"),
        pytest.param("KIT Y503_F504insAY", True, id="insertion that is a duplication"),
        pytest.param("KIT p.(Val560del)", False, id="only written otherwise"),
        pytest.param("KIT K558NP", False, id="delins without the word"),
        pytest.param("KIT c.1676_1678del", False, id="DNA"),
    ],
)
def test_respelled_says_so_in_a_note(text, respelled):
    result = normalized(text)
    assert result.respelled is respelled
    assert any("its HGVS name" in note for note in result.notes) is respelled


@pytest.mark.parametrize(
    "text",
    ["KIT c.1648-6_1672del", "KIT c.1648-3_1660del", "KIT c.1648-2_1650del", "KIT c.1648-1G>A", "KIT c.1647+1G>A"],
)
def test_a_lost_splice_site_has_no_certain_protein(text):
    variant = normalize(text)
    assert (variant.hgvs_p, variant.short) == ("p.?", "?")
    assert variant.consequence in ("splice_acceptor_variant", "splice_donor_variant")


@pytest.mark.parametrize(
    ("text", "consequence"),
    [
        pytest.param("KIT c.1648-5C>T", "splice_region_variant", id="splice region"),
        pytest.param("KIT c.1774+100A>G", "intron_variant", id="intron"),
        pytest.param("KIT c.-5G>A", "5_prime_UTR_variant", id="5' UTR"),
        pytest.param("KIT c.*5G>A", "3_prime_UTR_variant", id="3' UTR"),
    ],
)
def test_outside_the_coding_bases_there_is_no_protein_name(text, consequence):
    variant = normalize(text)
    assert (variant.hgvs_p, variant.short, variant.consequence) == (None, None, consequence)


@pytest.mark.parametrize(
    ("text", "hgvs_c"),
    [
        pytest.param("KIT c.1676_1678del", "c.1679_1681del", id="deletion in a repeat"),
        pytest.param("KIT c.1509_1510insGCCTAT", "c.1504_1509dup", id="insertion that is a duplication"),
        pytest.param("KIT c.1669_1674delTGGAAG", "c.1669_1674del", id="the bases are left out"),
        pytest.param("KIT c.1676TT>AT", "c.1676T>A", id="trimmed to one base"),
        pytest.param("KIT c.1669_1674delinsTGGAAC", "c.1674G>C", id="trimmed from the left"),
        pytest.param("KIT c.1669_1674inv", "c.1669_1674inv", id="inversion"),
        pytest.param("KIT c.1669_1674delinsCTTCCA", "c.1669_1674inv", id="delins that is an inversion"),
        pytest.param("KIT c.1676=", "c.1676=", id="no change"),
        pytest.param("KIT c.1676T>T", "c.1676=", id="a base for itself"),
        pytest.param("KIT V559D", None, id="protein alone"),
    ],
)
def test_canonical_coding_description(text, hgvs_c):
    assert normalize(text).hgvs_c == hgvs_c


@pytest.mark.parametrize(
    ("text", "exon", "domain"),
    [
        pytest.param("KIT V654A", "13", "ATP-binding pocket", id="V654A is in exon 13"),
        pytest.param("KIT T670I", "14", "ATP-binding pocket", id="T670I is in exon 14"),
        pytest.param("KIT V559D", "11", "juxtamembrane", id="V559D"),
        pytest.param("KIT A829P", "18", "activation loop", id="A829P"),
        pytest.param("KIT Q549_P551del", "10-11", "juxtamembrane", id="over two exons"),
        pytest.param("PDGFRA T674I", "15", "ATP-binding pocket", id="T674I is in exon 15"),
        pytest.param("KIT exon 11", "11", None, id="class"),
    ],
)
def test_exon_and_domain(text, exon, domain):
    variant = normalize(text)
    assert (variant.exon, variant.domain) == (exon, domain)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("D842V", ["gene inferred", "only PDGFRA has Asp at 842"], id="gene inferred"),
        pytest.param("KIT exon 13 V559D", ["exon 13", "exon 11"], id="another exon in the text"),
        pytest.param(
            "NM_000222.3(KIT):c.1676T>A (p.Val559Gly)", ["V559G", "V559D", "DNA decides"], id="DNA and protein disagree"
        ),
        pytest.param(
            "NM_000222.3(KIT):c.1676T>A (p.Val560Asp)", ["V560D", "V559D", "DNA decides"], id="DNA and codon disagree"
        ),
        pytest.param(
            "KIT c.1676T>A (p.Leu559Asp)", ["L559D", "DNA decides"], id="protein that does not fit the reference"
        ),
        pytest.param("NM_000222.2:c.1676T>A", ["version 2", "numbering is the same"], id="older version"),
        pytest.param("ENST00000288135.5:c.1676T>A", ["version 5", "numbering is the same"], id="older Ensembl version"),
        pytest.param("NM_001093772.1:c.1664T>A", ["without GNNK", "NM_000222.3"], id="isoform without GNNK"),
        pytest.param("NP_001087241.1:p.Val555Asp", ["without GNNK"], id="isoform without GNNK, protein"),
        pytest.param("chr4:55593610:T:A", ["build inferred", "GRCh37"], id="build inferred"),
        pytest.param("delWK557-558", ["legacy form"], id="legacy form"),
        pytest.param("KIT 1676T>A", ["read as a coding (c.) description"], id="bare DNA"),
        pytest.param("1530ins6", ["old numbering", "exon 9"], id="old numbering"),
        pytest.param("PDGFRA c.9C>T", ["not verified", "has T at c.9"], id="unverified base"),
        pytest.param("KIT c.1648-20C>T", ["not verified"], id="unverified intron base"),
        pytest.param("KIT V559D homozygous", ["homozygous"], id="zygosity"),
    ],
)
def test_notes(text, words):
    notes = normalized(text).notes
    assert any(all(word in note for word in words) for note in notes), notes


@pytest.mark.parametrize(
    "text",
    [
        "KIT V559D",
        "KIT exon 11 p.V559D",
        "NM_000222.3:c.1676T>A",
        "NM_000222:c.1676T>A",
        "NM_000222.3(KIT):c.1676T>A (p.Val559Asp)",
        "NM_000222.3(KIT):c.1676T>A (p.(Val559Asp))",
        "NM_000222.3(KIT):c.1676del (p.Val560fs)",
        "NC_000004.12:g.54727444T>A",
    ],
)
def test_no_note_where_there_is_nothing_to_say(text):
    assert normalized(text).notes == ()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        pytest.param("KIT T823D", "reference-mismatch", ["KIT has Tyr at 823", "Y823D"], id="T823D offers Y823D"),
        pytest.param("T823D", "reference-mismatch", ["KIT has Tyr at 823", "Y823D"], id="T823D without a gene"),
        pytest.param(
            "KIT W553R",
            "reference-mismatch",
            ["KIT has Tyr at 553", "GNNK", "W557R"],
            id="W553R, numbered without GNNK",
        ),
        pytest.param(
            "KIT c.1982T>C",
            "reference-mismatch",
            ["has C at c.1982", "21 bases", "c.1961T>C"],
            id="1982T>C, 21 bases off",
        ),
        pytest.param("KIT 1982T>C", "reference-mismatch", ["21 bases", "c.1961T>C"], id="1982T>C without c."),
        pytest.param("KIT D842V", "reference-mismatch", ["KIT has Phe at 842", "PDGFRA"], id="D842V under KIT"),
        pytest.param("PDGFRA V559D", "reference-mismatch", ["at 559", "KIT"], id="V559D under PDGFRA"),
        pytest.param("KIT c.1676G>A", "reference-mismatch", ["has T at c.1676", "not G"], id="wrong base"),
        pytest.param("KIT c.2435A>T", "reference-mismatch", ["GNNK", "c.2447A>T"], id="c. of the isoform without GNNK"),
        pytest.param("chr4:55593610:G:A", "reference-mismatch", ["55593610", "T"], id="wrong base in an allele"),
        pytest.param("PDGFRA c.2525G>T", "reference-mismatch", ["has A at c.2525"], id="wrong base, verified"),
        pytest.param("KIT W557_V558del", "reference-mismatch", ["Lys at 558"], id="wrong last residue"),
        pytest.param("KIT delWV557-558", "reference-mismatch", ["Lys at 558"], id="wrong residue in a list"),
        pytest.param("M1?", "ambiguous-gene", ["KIT", "PDGFRA"], id="fits both genes"),
        pytest.param("del557-558", "ambiguous-gene", ["KIT", "PDGFRA"], id="names no residue"),
        pytest.param("exon 12", "ambiguous-gene", ["KIT", "PDGFRA"], id="exon without a gene"),
        pytest.param("c.1676T>A", "ambiguous-gene", ["KIT", "PDGFRA"], id="c. without a gene"),
        pytest.param("KIT V9999D", "out-of-range", ["976"], id="codon beyond KIT"),
        pytest.param("PDGFRA V1091D", "out-of-range", ["1089"], id="codon beyond PDGFRA"),
        pytest.param("KIT c.3000A>G", "out-of-range", ["c.2931"], id="base beyond KIT"),
        pytest.param("KIT exon 40", "out-of-range", ["21"], id="exon beyond KIT"),
        pytest.param("KIT c.1646+1G>A", "out-of-range", ["c.1647"], id="an offset from the middle of an exon"),
        pytest.param(
            "NC_000004.12:g.55593610T>A", "build-mismatch", ["GRCh37", "GRCh38"], id="position of the other build"
        ),
        pytest.param("chr4:1000000:T:A", "gene-not-covered", ["KIT", "PDGFRA"], id="position in neither gene"),
        pytest.param("KIT:chr4:55152093:A:T", "gene-mismatch", ["PDGFRA", "KIT"], id="position in the other gene"),
        pytest.param("KIT c.1670_1669del", "invalid-range", ["1670_1669"], id="backwards"),
        pytest.param("KIT c.1509_1511insGCC", "invalid-range", ["neighbouring"], id="not neighbours"),
        pytest.param("KIT c.1669_1674delTGG", "length-mismatch", ["3 bases", "6"], id="too few bases"),
        pytest.param("KIT c.1669_1674del5", "length-mismatch", ["5", "6"], id="wrong number of bases"),
        pytest.param("KIT W557_K558del3", "length-mismatch", ["3", "557"], id="wrong number of residues"),
        pytest.param("KIT W557_K558delWKV", "length-mismatch", ["WKV", "557"], id="too many residues"),
    ],
)
def test_refusals_say_what_stands_there_and_why(text, code, words):
    error = problem_of(text)
    assert error.code == code
    for word in words:
        assert word in error.problem


def test_nothing_is_corrected_silently():
    assert "Y823D" in problem_of("KIT T823D").problem
    with pytest.raises(VariantError):
        normalize("KIT T823D")


@pytest.mark.parametrize(
    ("text", "gene", "name"),
    [
        pytest.param("exon 12", "PDGFRA", "PDGFRA exon 12", id="class"),
        pytest.param("c.1676T>A", "KIT", "KIT:p.Val559Asp", id="c."),
        pytest.param("del557-558", "KIT", "KIT:p.Trp557_Lys558del", id="legacy deletion"),
        pytest.param("M1?", "PDGFRA", "PDGFRA:p.Met1?", id="start loss"),
    ],
)
def test_gene_option_serves_descriptions_that_name_none(text, gene, name):
    assert str(normalize(text, gene=gene)) == name


def test_gene_option_does_not_override_the_text():
    assert str(normalize("KIT V559D", gene="PDGFRA")) == "KIT:p.Val559Asp"


def test_gene_option_that_does_not_fit_is_a_mismatch():
    assert problem_of("V559D", gene="PDGFRA").code == "reference-mismatch"


@pytest.mark.parametrize(
    ("text", "build", "code"),
    [
        pytest.param("chr4:55593610:T:A", "GRCh37", None, id="fits"),
        pytest.param("chr4:55593610:T:A", "GRCh38", "build-mismatch", id="lies in the gene in the other build"),
        pytest.param("NC_000004.11:g.55593610T>A", "GRCh38", "build-mismatch", id="accession against option"),
    ],
)
def test_build_option(text, build, code):
    if code is None:
        assert str(normalize(text, build=build)) == "KIT:p.Val559Asp"
    else:
        assert problem_of(text, build=build).code == code


def test_normalize_takes_one_variant():
    with pytest.raises(GistcliError) as caught:
        normalize("V559D + V654A")
    assert caught.value.code == "syntax"


@pytest.mark.parametrize(
    "text", ["KIT 1530ins5", "KIT 1530ins6", "KIT c.1509_1510ins6", "KIT c.1509_1510ins5", "KIT A502_Y503ins(2)"]
)
def test_variants_of_unknown_bases_have_a_name(text):
    assert "None" not in str(normalize(text))


@pytest.mark.parametrize(
    ("text", "consequence"),
    [
        pytest.param("KIT 1530ins6", "inframe_insertion", id="six bases"),
        pytest.param("KIT 1530ins5", "frameshift_variant", id="five bases"),
        pytest.param("KIT c.1509_1510ins6", "inframe_insertion", id="six bases, c."),
        pytest.param("KIT c.1509_1510ins5", "frameshift_variant", id="five bases, c."),
        pytest.param("KIT A502_Y503ins(2)", "inframe_insertion", id="two residues"),
    ],
)
def test_consequence_of_unknown_bases(text, consequence):
    assert normalize(text).consequence == consequence


@pytest.mark.parametrize("number", range(1517, 1541))
def test_isoform_without_gnnk_counts_twelve_bases_less_from_1529_on(number):
    base = CODING["KIT"][number - 1]
    other = "A" if base != "A" else "C"
    if number <= 1528:
        assert normalize(f"NM_001093772.1:c.{number}{base}>{other}").hgvs_c == f"c.{number}{base}>{other}"
    higher = number + 12
    if higher > 1540:
        base = CODING["KIT"][higher - 1]
        other = "A" if base != "A" else "C"
        assert normalize(f"NM_001093772.1:c.{number}{base}>{other}").hgvs_c == f"c.{higher}{base}>{other}"


@bounded
@given(st.data())
def test_canonical_names_are_read_as_themselves(data):
    gene = data.draw(st.sampled_from(["KIT", "PDGFRA"]))
    start = data.draw(st.integers(1, len(CODING[gene])))
    old = CODING[gene][start - 1]
    text = f"{gene} c.{start}{old}>{data.draw(st.sampled_from('ACGT'.replace(old, '')))}"
    variant = normalize(text)
    again = normalize(f"{gene} {variant.hgvs_p}")
    assert (again.hgvs_p, again.short, again.consequence) == (variant.hgvs_p, variant.short, variant.consequence)
    assert str(normalize(str(variant))) == str(variant)
    assert str(normalize(f"{gene} {variant.short}")) == str(variant)
