"""How laboratories write: what surrounds a change, legacy forms, several variants, classes, states, and bad input."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import bounded

from gistcli import common_spellings
from gistcli.errors import PROBLEMS, GistcliError, VariantError, VariantSyntaxError
from gistcli.model import ClassName, Position, ProteinChange
from gistcli.spellings import MAX_LENGTH, by_grammar, parse

V559D = ProteinChange("substitution", 559, 559, "V", "V", "D")


def one(text):
    (description,) = parse(text)
    return description


@pytest.mark.parametrize(
    ("text", "gene", "accession"),
    [
        pytest.param("V559D", None, "", id="alone"),
        pytest.param("p.V559D", None, "", id="with p."),
        pytest.param("p.(Val559Asp)", None, "", id="predicted"),
        pytest.param("KIT V559D", "KIT", "", id="gene and blank"),
        pytest.param("kit v559d", "KIT", "", id="lower case"),
        pytest.param("KIT:p.Val559Asp", "KIT", "", id="gene and colon"),
        pytest.param("KIT: p.V559D", "KIT", "", id="gene, colon and blank"),
        pytest.param("KIT_V559D", "KIT", "", id="gene and underscore"),
        pytest.param("KIT-V559D", "KIT", "", id="gene and hyphen"),
        pytest.param("KIT, V559D", "KIT", "", id="gene and comma"),
        pytest.param("KIT\tV559D", "KIT", "", id="gene and tab"),
        pytest.param("KIT\u00a0V559D", "KIT", "", id="no-break space"),
        pytest.param("c-KIT p.V559D", "KIT", "", id="c-KIT"),
        pytest.param("cKit V559D", "KIT", "", id="cKit"),
        pytest.param("CD117 V559D", "KIT", "", id="CD117"),
        pytest.param("(KIT) V559D", "KIT", "", id="gene in parentheses"),
        pytest.param("V559D (KIT)", "KIT", "", id="gene behind"),
        pytest.param("KIT p.V559D mutation", "KIT", "", id="a word behind"),
        pytest.param("KIT p.V559D, heterozygous", "KIT", "", id="zygosity behind"),
        pytest.param("  KIT V559D  ", "KIT", "", id="blanks around"),
        pytest.param("NP_000213.1:p.Val559Asp", "KIT", "NP_000213.1", id="protein accession"),
        pytest.param("NP_000213:p.Val559Asp", "KIT", "NP_000213", id="protein accession without version"),
        pytest.param("ENSP00000288135.6:p.Val559Asp", "KIT", "ENSP00000288135.6", id="Ensembl protein"),
        pytest.param("LRG_307p1:p.Val559Asp", "KIT", "LRG_307p1", id="LRG protein"),
        pytest.param("P10721:p.Val559Asp", "KIT", "P10721", id="UniProt"),
        pytest.param("NP_000213.1(KIT):p.(Val559Asp)", "KIT", "NP_000213.1", id="accession and gene"),
    ],
)
def test_context_of_a_protein_change(text, gene, accession):
    description = one(text)
    assert (description.gene, description.accession, description.protein) == (gene, accession, V559D)


@pytest.mark.parametrize(
    ("text", "exon"),
    [
        pytest.param("KIT exon 11 p.V559D", 11, id="exon between"),
        pytest.param("KIT Exon11 V559D", 11, id="exon without a blank"),
        pytest.param("KIT ex. 11 V559D", 11, id="ex."),
        pytest.param("KIT V559D exon 11", 11, id="exon behind"),
        pytest.param("KIT V559D (exon 11)", 11, id="exon behind, in parentheses"),
        pytest.param("KIT (exon 11) V559D", 11, id="exon in parentheses"),
    ],
)
def test_exon_beside_a_change(text, exon):
    description = one(text)
    assert (description.exon, description.protein) == (exon, V559D)


@pytest.mark.parametrize(
    ("text", "gene", "accession", "build", "start"),
    [
        pytest.param("KIT c.1676T>A", "KIT", "", None, 1676, id="gene and c."),
        pytest.param("NM_000222.3:c.1676T>A", "KIT", "NM_000222.3", None, 1676, id="transcript"),
        pytest.param("nm_000222.3:c.1676T>A", "KIT", "NM_000222.3", None, 1676, id="transcript in lower case"),
        pytest.param("NM_000222.3(KIT):c.1676T>A", "KIT", "NM_000222.3", None, 1676, id="transcript and gene"),
        pytest.param("KIT:NM_000222.3:c.1676T>A", "KIT", "NM_000222.3", None, 1676, id="gene and transcript"),
        pytest.param("KIT:NM_000222.3:exon11:c.T1676A", "KIT", "NM_000222.3", None, 1676, id="ANNOVAR"),
        pytest.param("ENST00000288135.10:c.1676T>A", "KIT", "ENST00000288135.10", None, 1676, id="Ensembl"),
        pytest.param("NC_000004.12:g.54727444T>A", None, "", "GRCh38", 54727444, id="genome, GRCh38"),
        pytest.param("NC_000004.11:g.55593610T>A", None, "", "GRCh37", 55593610, id="genome, GRCh37"),
        pytest.param("chr4:54727444:T:A", None, "", None, 54727444, id="allele with colons"),
        pytest.param("4-54727444-T-A", None, "", None, 54727444, id="allele with hyphens"),
        pytest.param("4:54727444:T:A", None, "", None, 54727444, id="allele without chr"),
        pytest.param("chr4:54727444 T>A", None, "", None, 54727444, id="allele with >"),
        pytest.param("chr4:54727444T>A", None, "", None, 54727444, id="allele with > and no blank"),
        pytest.param("CHR4:54727444:t:a", None, "", None, 54727444, id="allele, case the other way round"),
        pytest.param("chr4:g.54727444T>A", None, "", None, 54727444, id="chr4:g."),
        pytest.param("KIT 1676T>A", "KIT", "", None, 1676, id="bare number with bases"),
    ],
)
def test_context_of_a_change_of_dna(text, gene, accession, build, start):
    description = one(text)
    assert (description.gene, description.accession, description.build) == (gene, accession, build)
    change = description.nucleotide
    assert (change.kind, change.start, change.removed, change.inserted) == ("substitution", Position(start), "T", "A")


def test_protein_beside_dna():
    description = one("NM_000222.3(KIT):c.1676T>A (p.Val559Asp)")
    assert description.nucleotide.start == Position(1676)
    assert description.protein == V559D


@pytest.mark.parametrize(
    ("text", "change"),
    [
        pytest.param("delWK557-558", ProteinChange("deletion", 557, 558, "W", "K", removed="WK"), id="delWK557-558"),
        pytest.param("del557-558", ProteinChange("deletion", 557, 558), id="del557-558"),
        pytest.param("DEL_554-558", ProteinChange("deletion", 554, 558), id="DEL_554-558"),
        pytest.param("del 557-558", ProteinChange("deletion", 557, 558), id="del 557-558"),
        pytest.param("delV560", ProteinChange("deletion", 560, 560, "V", "V", removed="V"), id="delV560"),
        pytest.param("delW557_K558", ProteinChange("deletion", 557, 558, "W", "K"), id="delW557_K558"),
        pytest.param("ins AY 502-503", ProteinChange("insertion", 502, 503, inserted="AY"), id="ins AY 502-503"),
        pytest.param("insAY502_503", ProteinChange("insertion", 502, 503, inserted="AY"), id="insAY502_503"),
        pytest.param("dupAY502-503", ProteinChange("duplication", 502, 503, "A", "Y", removed="AY"), id="dupAY502-503"),
    ],
)
def test_legacy_forms_with_the_word_first(text, change):
    description = one(text)
    assert description.protein == change
    assert description.remarks[0].startswith("legacy form")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param("W557_K558delWK", "deletion", id="W557_K558delWK"),
        pytest.param("WK557-558del", "deletion", id="WK557-558del"),
        pytest.param("AY502-503dup", "duplication", id="AY502-503dup"),
        pytest.param("V559del", "deletion", id="V559del"),
        pytest.param("D842-H845del", "deletion", id="D842-H845del"),
        pytest.param("p.DIMH842_845del", "deletion", id="p.DIMH842_845del"),
        pytest.param("K558NP", "delins", id="K558NP"),
        pytest.param("Y418_D419>YFFD", "delins", id="Y418_D419>YFFD"),
        pytest.param("560_561insER", "insertion", id="560_561insER"),
        pytest.param("ASP816VAL", "substitution", id="ASP816VAL"),
        pytest.param("W557–K558del", "deletion", id="en dash"),
        pytest.param("KIT c.1676T→A", "substitution", id="arrow"),
    ],
)
def test_other_legacy_forms(text, kinds):
    description = one(text)
    assert (description.protein or description.nucleotide).kind == kinds


def test_legacy_insertion_of_unknown_bases():
    description = one("1530ins6")
    assert description.bare
    assert (description.nucleotide.kind, description.nucleotide.length) == ("insertion", 6)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("p.[W557G;Y578C]", ["W557G", "Y578C"], id="brackets"),
        pytest.param("KIT p.[W557G;Y578C]", ["W557G", "Y578C"], id="gene and brackets"),
        pytest.param("KIT:p.[(W557G);(Y578C)]", ["W557G", "Y578C"], id="brackets and parentheses"),
        pytest.param("V559D + V654A", ["V559D", "V654A"], id="plus"),
        pytest.param("V559D+V654A", ["V559D", "V654A"], id="plus without blanks"),
        pytest.param("V559D; V654A", ["V559D", "V654A"], id="semicolon"),
        pytest.param("V559D & V654A", ["V559D", "V654A"], id="ampersand"),
        pytest.param("V559D and V654A", ["V559D", "V654A"], id="and"),
        pytest.param("KIT V559D, V654A", ["V559D", "V654A"], id="comma"),
        pytest.param("V559D + V654A + N822K", ["V559D", "V654A", "N822K"], id="three"),
    ],
)
def test_several_in_one_tumour(text, parts):
    from gistcli.hgvs import format_protein

    descriptions = parse(text)
    assert [format_protein(description.protein, 1) for description in descriptions] == parts
    assert len({description.gene for description in descriptions}) == 1


def test_each_member_may_have_its_own_gene():
    assert [description.gene for description in parse("KIT V559D + PDGFRA D842V")] == ["KIT", "PDGFRA"]


def test_the_gene_of_the_first_member_holds_for_the_next():
    assert [description.gene for description in parse("KIT V559D + V654A")] == ["KIT", "KIT"]


def test_brackets_of_dna():
    first, second = parse("NM_000222.3:c.[1676T>A;1961T>C]")
    assert (first.accession, second.accession) == ("NM_000222.3", "NM_000222.3")
    assert (first.nucleotide.start, second.nucleotide.start) == (Position(1676), Position(1961))


def test_plus_of_an_intron_position_separates_nothing():
    assert one("KIT c.1647+1G>A").nucleotide.start == Position(1647, 1)


@pytest.mark.parametrize(
    ("text", "gene", "class_name"),
    [
        pytest.param("KIT exon 9 insertion", "KIT", ClassName(9, "insertion"), id="exon 9 insertion"),
        pytest.param("KIT exon 11 deletion", "KIT", ClassName(11, "deletion"), id="exon 11 deletion"),
        pytest.param("KIT exon 11 deletions", "KIT", ClassName(11, "deletion"), id="plural"),
        pytest.param("KIT ex11 del", "KIT", ClassName(11, "deletion"), id="short"),
        pytest.param("KIT exon 11 in-frame deletion", "KIT", ClassName(11, "deletion"), id="in-frame"),
        pytest.param("KIT exon 11", "KIT", ClassName(11, None), id="exon alone"),
        pytest.param("KIT exon 11 mutation", "KIT", ClassName(11, None), id="exon and a word"),
        pytest.param("KIT exon 9 duplication", "KIT", ClassName(9, "duplication"), id="duplication"),
        pytest.param("KIT exon 11 ITD", "KIT", ClassName(11, "duplication"), id="ITD"),
        pytest.param("KIT exon 11 delins", "KIT", ClassName(11, "delins"), id="delins"),
        pytest.param("KIT exon 11 missense mutation", "KIT", ClassName(11, "substitution"), id="missense"),
        pytest.param("PDGFRA exon 12", "PDGFRA", ClassName(12, None), id="PDGFRA"),
        pytest.param("exon 9 insertion", None, ClassName(9, "insertion"), id="without a gene"),
        pytest.param("KIT", "KIT", ClassName(None, None), id="gene alone"),
    ],
)
def test_classes(text, gene, class_name):
    description = one(text)
    assert (description.gene, description.class_name) == (gene, class_name)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        pytest.param("KIT/PDGFRA wild type", "wild-type", id="KIT/PDGFRA wild type"),
        pytest.param("KIT/PDGFRA wild-type", "wild-type", id="with a hyphen"),
        pytest.param("wild-type GIST", "wild-type", id="wild-type GIST"),
        pytest.param("wt", "wild-type", id="wt"),
        pytest.param("SDH-deficient", "sdh-deficient", id="SDH-deficient"),
        pytest.param("SDHB deficient", "sdh-deficient", id="SDHB deficient"),
        pytest.param("sdh deficiency", "sdh-deficient", id="deficiency"),
        pytest.param("NF1", "nf1", id="NF1"),
        pytest.param("neurofibromatosis type 1", "nf1", id="in words"),
        pytest.param("BRAF V600E", "braf-v600e", id="BRAF V600E"),
        pytest.param("BRAF p.Val600Glu", "braf-v600e", id="BRAF, three letters"),
        pytest.param("NTRK fusion", "ntrk-fusion", id="NTRK fusion"),
        pytest.param("ETV6-NTRK3", "ntrk-fusion", id="ETV6-NTRK3"),
    ],
)
def test_states(text, state):
    assert one(text).state == state


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("   ", "empty", id="blank"),
        pytest.param("A" * (MAX_LENGTH + 1), "too-long", id="too long"),
        pytest.param("A" * 10_000_000, "too-long", id="ten million characters"),
        pytest.param("KIT\x00V559D", "not-text", id="control character"),
        pytest.param("W557X", "ambiguous-stop", id="X for a stop"),
        pytest.param("EGFR L858R", "gene-not-covered", id="another gene"),
        pytest.param("BRAF V600K", "gene-not-covered", id="another change of a state's gene"),
        pytest.param("chr5:55593610:T:A", "gene-not-covered", id="another chromosome"),
        pytest.param("KIT PDGFRA V559D", "gene-mismatch", id="two genes"),
        pytest.param("KIT NM_006206.6:c.2525A>T", "gene-mismatch", id="gene and a transcript of the other"),
        pytest.param("NM_001385284.1:c.1676T>A", "transcript-not-supported", id="another transcript of KIT"),
        pytest.param("NC_000004.10:g.55593610T>A", "build-unknown", id="a genome accession without build"),
        pytest.param("NM_000222.3:r.1676u>a", "not-supported", id="RNA"),
        pytest.param("560_559del", "invalid-range", id="backwards"),
        pytest.param("A502_Y504insAY", "invalid-range", id="not neighbours"),
        pytest.param("del558-557", "invalid-range", id="legacy, backwards"),
        pytest.param("delWKV557-558", "length-mismatch", id="legacy, three residues for two codons"),
        pytest.param("hello", "syntax", id="a word"),
        pytest.param("V559", "syntax", id="half a variant"),
        pytest.param("?!", "syntax", id="signs"),
        pytest.param("<script>", "syntax", id="markup"),
        pytest.param("V559D extra", "syntax", id="something behind a variant"),
        pytest.param("KIT V559D V654A", "syntax", id="two without a joint"),
        pytest.param("p.[W557G;Y578C", "syntax", id="bracket not closed"),
    ],
)
def test_problem_code(text, code):
    with pytest.raises(GistcliError) as caught:
        for description in parse(text):
            assert description is not None
    assert caught.value.code == code
    assert code in PROBLEMS
    assert "\n" not in caught.value.problem
    assert len(caught.value.problem) < 600


@pytest.mark.parametrize(
    ("text", "position"),
    [
        pytest.param("KIT V559B", 8, id="no residue, behind a gene"),
        pytest.param("KIT p.Vax559Asp", 6, id="misspelt residue, behind a gene"),
        pytest.param("KIT c.1676T>X", 12, id="no base, behind a gene"),
        pytest.param("V559D extra", 6, id="something behind a variant"),
        pytest.param("KIT V559D V654A", 10, id="a second variant"),
        pytest.param("V559D + V654B", 12, id="in the second variant"),
        pytest.param("p.[W557G;Y578B]", 13, id="in the second variant of brackets"),
        pytest.param("chr4:54727444:T:Z", 16, id="no base in an allele"),
        pytest.param("delBK557-558", 3, id="no residue in a legacy form"),
        pytest.param("p.[W557G;Y578C", 14, id="bracket not closed"),
    ],
)
def test_caret_counts_in_the_whole_text(text, position):
    with pytest.raises(VariantSyntaxError) as caught:
        parse(text)
    assert caught.value.text == text
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("KITT V559D", "did you mean KIT?", id="near KIT"),
        pytest.param("PDGFR V561D", "did you mean PDGFRA?", id="near PDGFRA"),
        pytest.param("NM_001385284.1:c.1676T>A", "NM_000222", id="transcripts that are accepted"),
    ],
)
def test_problem_names_what_would_be_accepted(text, words):
    with pytest.raises(VariantError) as caught:
        parse(text)
    assert words in caught.value.problem


@bounded
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_known_code(text):
    try:
        descriptions = parse(text)
    except GistcliError as error:
        assert error.code in PROBLEMS
        assert "\n" not in error.problem
    else:
        assert descriptions


@bounded
@given(st.lists(st.sampled_from(list("KITPDGFRA pc.gdelinsup_-+>;:[]()*?=XVWAY0123456789")), max_size=30).map("".join))
def test_any_text_of_the_letters_of_variants_is_read_or_refused_with_a_known_code(text):
    try:
        parse(text)
    except GistcliError as error:
        assert error.code in PROBLEMS


# Common spellings, which are read without the grammar


def outcome(read, text):
    """What a reader gives, or the error that it raises, in full."""
    try:
        return read(text)
    except GistcliError as error:
        return type(error), error.args


RESIDUES = [*"ACDEFGHIKLMNPQRSTVWY*", "Val", "Asp", "Ter", "Del", "Xaa", "Dup", "Ins", "X", "v", "B", "U", "VAL", ""]


@pytest.mark.parametrize(
    "context",
    ["", "p.", "KIT ", "KIT:", "KIT p.", "PDGFRA:p.", "KIT", "kit ", "PDGFRA  ", "KIT_", ":", " ", " p.", "KIT: "],
)
def test_common_protein_changes_are_read_as_the_grammar_reads_them(context):
    edits = [*RESIDUES, "del", "_Y6del", "_Tyr6del", "_Y4del", "_Y5del", "_Ter6del", "_6del", "_Y6dup", "D\n", "D E5F"]
    edits += ["=", "dup", "(=)", "delinsNP", "insY", "_Y6insY", "_Y6insAY", "_Y7insA", "_Y6delinsMET", "_Tyr6insMet"]
    codons = (
        (0, 5, "05", 12345) if context in ("", "KIT p.") else (5,)
    )  # the context does not change how these are read
    texts = [f"{context}{first}{codon}{edit}" for first in RESIDUES for codon in codons for edit in edits]
    for text in texts:
        assert outcome(parse, text) == outcome(by_grammar, text), text


NEW_RESIDUES = [
    *("", "A", "AY", "AYAYAY", "Ala", "AlaTyr", "AlaTy", "Alatyr", "ala", "ALA", "ALATYR", "MET", "METALA", "X", "*"),
    *(
        "A*",
        "AlaTer",
        "Ter",
        "Xaa",
        "B",
        "A Y",
        "(A)",
        "(2)",
        "2",
        "Ay",
        "N" * 40,
        "N" * 120,
        "AlaTyr" * 16,
        "fs",
        "ext",
    ),
]


@pytest.mark.parametrize("edit", ["del", "dup", "ins", "delins", "DEL", "indel", "inv"])
@pytest.mark.parametrize(
    "context",
    [
        *(
            "",
            "KIT ",
            "KIT:p.",
            "KIT p.(",
            "(",
            "p.(",
            "NP_000213.1:p.",
            "NP_000213.1:p.(",
            "NP_000213.1:",
            "NP_000213:p.",
        ),
        *(
            "NM_000222.3:p.",
            "ENSP00000288135.6:p.",
            "ENSP00000288135:p.",
            "ENST00000412167:p.",
            "NP_999999.1:p.",
            "P10721:p.",
        ),
    ],
)
def test_common_changes_of_ranges_are_read_as_the_grammar_reads_them(context, edit):
    ends = [("V5", ""), ("Val5", ""), ("V5", "_Y6"), ("Val5", "_Tyr6"), ("V5", "_Tyr6"), ("V5", "_Y8"), ("V5", "_Y4")]
    read = 0
    for (first, last), new in itertools.product(ends, NEW_RESIDUES):
        text = f"{context}{first}{last}{edit}{new}" + (")" if "(" in context else "")
        assert outcome(parse, text) == outcome(by_grammar, text), text
        read += common_spellings.read(text) is not None
    known = context not in ("NP_000213.1:", "NP_000213:p.", "NP_999999.1:p.", "P10721:p.")
    assert (read > 0) is (known and edit in ("del", "dup", "ins", "delins"))


@pytest.mark.parametrize(
    "context",
    [
        *(
            "KIT ",
            "KIT:",
            "PDGFRA:",
            "NM_000222.3:",
            "NM_000222.2:",
            "NM_001093772.1:",
            "ENST00000412167:",
            "NR_000222.3:",
        ),
        *("ENST00000288135.10:", "NP_000213.1:", "LRG_307t1:", "kit:", ""),
    ],
)
def test_common_coding_changes_are_read_as_the_grammar_reads_them(context):
    changes = ["A>G", "A>A", "AA>G", "N>G", "a>g", "A>G\n", "del", "=", "+1G>A"]
    changes += [f"{last}{edit}{bases}" for last in ("", "_90", "_1", "_099") for edit in EDITS for bases in BASES]
    numbers = ("0", "1", "76", "076", "99999", "100000") if context == "KIT " else ("1", "76")
    for number, change in itertools.product(numbers, changes):
        text = f"{context}c.{number}{change}"
        assert outcome(parse, text) == outcome(by_grammar, text), text


EDITS = ("del", "dup", "ins", "delins", "inv", "Del")
BASES = ("", "A", "AC", "ACG" * 30, "ACG" * 31, "N", "a", "3", "AinsC", "U")


@pytest.mark.parametrize(
    "context", ["NC_000004.11:g.", "NC_000004.12:g.", "NC_000004.10:g.", "NC_000003.12:g.", "chr4:g.", "chr5:g.", "g."]
)
def test_common_genomic_changes_are_read_as_the_grammar_reads_them(context):
    changes = ["A>G", "AA>G", "a>g", "A>G\n", "=", "+1G>A", "delAinsC"]
    changes += [f"{last}{edit}{bases}" for last in ("", "_55593620", "_1") for edit in EDITS for bases in BASES]
    for number, change in itertools.product(("0", "1", "55593610", "055593610", "1234567890"), changes):
        text = f"{context}{number}{change}"
        assert outcome(parse, text) == outcome(by_grammar, text), text


@pytest.mark.parametrize("context", ["NM_006206.6:", "NM_004448.4:", "NP_000213.1:", "NM_000222:", "NM_000222.3 "])
def test_accessions_are_read_as_the_grammar_reads_them(context):
    for change in ("c.76A>G", "p.V559D", "V559D"):
        assert outcome(parse, context + change) == outcome(by_grammar, context + change)


def test_common_alleles_are_read_as_the_grammar_reads_them():
    bases = ("A", "G", "AT", "ATT", "GATT", "N", "a", "A" * 60, "A" * 100, "")
    for position in ("0", "1", "55593610", "055593610", "9999999999"):
        for old, new in itertools.product(bases, bases):
            for contig, first, second in (
                ("chr4", ":", ":"),
                ("4", ":", ":"),
                ("chr5", ":", ":"),
                ("4", "-", "-"),
                ("chr4", "-", ":"),
            ):
                text = f"{contig}{first}{position}{second}{old}{second}{new}"
                assert outcome(parse, text) == outcome(by_grammar, text), text


@given(
    st.from_regex(
        r"(KIT|PDGFRA|NM_000222\.3|NP_000213\.1|NC_000004\.12)?[ :]{0,2}([pcg]\.)?\(?"
        r"[A-Z*]?[a-z]{0,2}[0-9]{1,5}(_[A-Z*]?[a-z]{0,2}[0-9]{1,4})?"
        r"(del|dup|ins|delins|>|fs|=)?([A-Z*][a-z]{0,2}){0,3}\)?",
        fullmatch=True,
    )
)
def test_what_looks_common_is_read_as_the_grammar_reads_it(text):
    assert outcome(parse, text) == outcome(by_grammar, text)
