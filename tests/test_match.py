"""The ladder: which entry of the bundled base answers, how it was found, and what never inherits an answer."""

import pytest

from gistcli.knowledge import load_knowledge_base
from gistcli.match import match
from gistcli.normalize import normalize_description
from gistcli.spellings import parse

BASE = load_knowledge_base()


def matched(text):
    """Match the first variant of a text, knowing the others of the tumour."""
    results = [normalize_description(description) for description in parse(text)]
    tumour = [result.variant for result in results] if len(results) > 1 else []
    return match(results[0].variant, BASE, results[0].respelled, tumour)


@pytest.mark.parametrize(
    ("text", "entry", "scope"),
    [
        pytest.param("KIT V559D", "kit-v559d", "exact", id="exact"),
        pytest.param("KIT c.1676T>A", "kit-v559d", "exact", id="exact, from DNA"),
        pytest.param("PDGFRA I843_D846del", "pdgfra-i843-d846del", "exact", id="exact deletion"),
        pytest.param("PDGFRA D842_H845del", "pdgfra-i843-d846del", "equivalent", id="equivalent deletion"),
        pytest.param("KIT Y503_F504insAY", "kit-a502-y503dup", "equivalent", id="equivalent duplication"),
        pytest.param("KIT V559del", "kit-v560del", "equivalent", id="equivalent, shifted"),
        pytest.param("KIT D816A", "kit-d816-any", "codon", id="codon 816"),
        pytest.param("KIT D820F", "kit-d820-any", "codon", id="codon 820"),
        pytest.param("KIT N822S", "kit-n822-any", "codon", id="codon 822"),
        pytest.param("KIT Y823C", "kit-y823-any", "codon", id="codon 823"),
        pytest.param("KIT A829T", "kit-a829-any", "codon", id="codon 829"),
        pytest.param("KIT E554_K558del", "kit-exon-11-557-558", "overlap", id="deletion over 557-558"),
        pytest.param("KIT W557_V559delinsC", "kit-exon-11-557-558", "overlap", id="delins over 557-558"),
        pytest.param("KIT K558_G565del", "kit-exon-11-557-558", "overlap", id="deletion that touches 558"),
        pytest.param("KIT V559_G565del", "kit-exon-11", "exon", id="deletion that does not"),
        pytest.param("KIT W557_K558insA", "kit-exon-11", "exon", id="an insertion is no deletion of 557-558"),
        pytest.param("KIT D572_D579dup", "kit-exon-11-itd", "overlap", id="internal tandem duplication"),
        pytest.param("KIT c.1648-6_1672del", "kit-exon-11-acceptor-del", "overlap", id="deletion over the acceptor"),
        pytest.param("KIT c.1648-3_1660del", "kit-exon-11-acceptor-del", "overlap", id="a shorter one"),
        pytest.param("KIT Q556_V560delinsH", "kit-exon-11-557-558", "overlap", id="delins of five"),
        pytest.param("KIT N564del", "kit-exon-11", "exon", id="in-frame deletion of exon 11"),
        pytest.param("KIT V560A", "kit-exon-11", "exon", id="substitution at a recurrent codon"),
        pytest.param("KIT Y503_N505del", "kit-exon-9", "exon", id="in-frame deletion of exon 9"),
        pytest.param("KIT A502_Y503ins(2)", "kit-exon-9", "exon", id="insertion of unknown residues"),
        pytest.param("KIT c.1509_1510ins6", "kit-exon-9", "exon", id="insertion of unknown bases"),
        pytest.param("KIT 1530ins6", "kit-exon-9", "exon", id="1530ins6"),
        pytest.param("KIT Y418del", "kit-exon-8", "exon", id="in-frame deletion of exon 8"),
        pytest.param("PDGFRA S566_E571del", "pdgfra-exon-12", "exon", id="in-frame deletion of PDGFRA exon 12"),
        pytest.param("PDGFRA V561G", "pdgfra-exon-12", "exon", id="substitution at codon 561"),
        pytest.param("KIT exon 9 insertion", "kit-exon-9", "exon", id="class by name"),
        pytest.param("KIT exon 11 deletion", "kit-exon-11", "exon", id="class by name, deletion"),
        pytest.param("KIT exon 11", "kit-exon-11", "exon", id="exon by name"),
        pytest.param("PDGFRA exon 18", "pdgfra-exon-18", "exon", id="exon without a class answer"),
        pytest.param("SDH-deficient", "sdh-deficient", "state", id="state"),
        pytest.param("NF1", "nf1", "state", id="state NF1"),
        pytest.param("p.[W557G;Y578C]", "kit-w557g-y578c", "exact", id="combination"),
        pytest.param("V561D + D842V", "pdgfra-v561d-d842v", "exact", id="combination of PDGFRA"),
        pytest.param("W557G + V654A", "kit-w557g", "exact", id="half of a combination"),
    ],
)
def test_entry_and_scope(text, entry, scope):
    found = matched(text)
    assert found.entry is not None
    assert (found.entry.id, found.scope) == (entry, scope)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("KIT W557*", id="stop"),
        pytest.param("KIT V559fs", id="frameshift"),
        pytest.param("KIT V559Gfs*12", id="frameshift with its stop"),
        pytest.param("KIT c.1676del", id="frameshift from DNA"),
        pytest.param("KIT W557_K558delinsR*", id="delins that ends in a stop"),
        pytest.param("KIT M1?", id="start loss"),
        pytest.param("KIT V559=", id="synonymous"),
        pytest.param("KIT c.1677T>C", id="synonymous from DNA"),
        pytest.param("KIT *977W", id="stop loss"),
        pytest.param("KIT c.1648-5C>T", id="splice region"),
        pytest.param("KIT c.1648-20T>C", id="intron"),
        pytest.param("KIT c.1774+1G>A", id="splice donor"),
        pytest.param("KIT c.1648-1G>A", id="a substitution of the acceptor is no deletion over it"),
        pytest.param("KIT c.1648-6_1680del", id="a deletion over the acceptor that goes too far"),
        pytest.param("KIT c.1648-10_1774+10del", id="loss of the exon"),
        pytest.param("KIT c.1509_1510ins5", id="out-of-frame insertion of unknown bases"),
        pytest.param("KIT S123C", id="no entry near it"),
        pytest.param("KIT K558R", id="substitution at a codon that is not recurrent"),
        pytest.param("KIT S501C", id="substitution in exon 9"),
        pytest.param("KIT Y646D", id="substitution in exon 13"),
        pytest.param("KIT K642N", id="another substitution at codon 642"),
        pytest.param("KIT D816del", id="a deletion is no substitution of codon 816"),
        pytest.param("PDGFRA D842G", id="another substitution at codon 842"),
        pytest.param("PDGFRA I843_H845del", id="in-frame deletion of PDGFRA exon 18"),
        pytest.param("PDGFRA N659R", id="another substitution at codon 659"),
        pytest.param("KIT Q549_K550del", id="over two exons"),
        pytest.param("KIT exon 10", id="an exon without an entry"),
        pytest.param("KIT exon 11 substitution", id="substitutions of an exon as a class"),
        pytest.param("KIT", id="gene alone"),
    ],
)
def test_what_never_inherits_an_answer(text):
    found = matched(text)
    assert (found.entry, found.scope) == (None, None)
    assert found.notes


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        pytest.param("KIT W557*", "kit-exon-11", id="stop in exon 11"),
        pytest.param("KIT K558R", "kit-exon-11", id="substitution in exon 11"),
        pytest.param("PDGFRA D842G", "pdgfra-exon-18", id="substitution in PDGFRA exon 18"),
    ],
)
def test_what_is_known_of_the_exon_is_context_without_a_dose(text, entry):
    found = matched(text)
    assert entry in [other.id for other, _ in found.others]
    assert any("context only, no dose" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "runners_up"),
    [
        pytest.param("KIT D816V", [("kit-d816-any", "codon"), ("kit-exon-17", "exon")], id="codon and exon"),
        pytest.param(
            "KIT W557_K558del", [("kit-exon-11-557-558", "overlap"), ("kit-exon-11", "exon")], id="overlap and exon"
        ),
        pytest.param("KIT V559D", [("kit-exon-11", "exon")], id="exon"),
        pytest.param("p.[W557G;Y578C]", [("kit-w557g", "exact"), ("kit-exon-11", "exon")], id="combination first"),
    ],
)
def test_runners_up_are_kept_in_the_order_of_the_ladder(text, runners_up):
    assert [(entry.id, scope) for entry, scope in matched(text).others] == runners_up


def test_the_most_specific_rung_wins_whatever_the_level_of_the_others():
    found = matched("KIT D816F")  # no source: unknown, although its codon is resistant and its exon conflicting
    assert (found.entry.id, found.entry.effect) == ("kit-d816f", "unknown")
    assert ("kit-d816-any", "codon") in [(entry.id, scope) for entry, scope in found.others]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("KIT N564del", "no entry of its own: answered by the class", id="class"),
        pytest.param("KIT D816A", "no entry of its own: answered by its codon", id="codon"),
        pytest.param("KIT E554_K558del", "no entry of its own: answered by", id="overlap"),
        pytest.param("KIT W557*", "a stop gained never takes the answer of its exon", id="stop"),
        pytest.param("KIT V559fs", "a frameshift variant never takes the answer of its exon", id="frameshift"),
        pytest.param("KIT K558R", "its codon is not among the recurrently mutated", id="substitution"),
        pytest.param("KIT exon 11 deletion", "answered for the class", id="class by name"),
        pytest.param("p.[W557G;Y578C]", None, id="combination without an effect"),
        pytest.param("V561D + D842V", "read together with the other mutation", id="combination"),
        pytest.param("KIT V559D", None, id="exact"),
    ],
)
def test_notes_say_how_it_was_found(text, words):
    notes = matched(text).notes
    if words is None:
        assert not [note for note in notes if "no entry of its own" in note]
    else:
        assert any(words in note for note in notes), notes


@pytest.mark.parametrize("text", ["KIT Y553del", "KIT P577del"])
def test_in_frame_changes_at_codons_553_and_577_are_a_gap(text):
    found = matched(text)  # the dossier found no source: unknown, the class of exon 11 as context only
    assert found.entry is None or found.entry.effect == "unknown"
    assert "kit-exon-11" in [entry.id for entry, _ in found.others]


def test_every_exact_variant_of_the_base_finds_its_entry():
    for entry in BASE.entries.values():
        for name in entry.covers.variants:
            found = matched(f"{entry.gene} {name}")
            assert (found.entry.id, found.scope) == (entry.id, "exact")


def test_every_state_of_the_base_finds_its_entry():
    for state, (entry, *_) in BASE.by_state.items():
        assert matched(state).entry.id == entry.id
