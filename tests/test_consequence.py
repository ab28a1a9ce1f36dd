"""Consequences against the plain oracle of `plain`, by names that were published, and by properties."""

import plain
import pytest
from Bio.Data import CodonTable
from hypothesis import assume, given
from hypothesis import strategies as st
from plain import CODING, PROTEIN, Edit, bounded

from gistcli import consequence
from gistcli.consequence import GENETIC_CODE
from gistcli.hgvs import format_protein
from gistcli.normalize import normalize, protein_variant
from gistcli.reference import transcript

LAST_CODON_KEPT = 3  # the stop codon has tests of its own


def outcome_of(gene, edit):
    return consequence.of_coding_change(gene, edit.start, edit.end, edit.new)


def check(gene, edit):
    """Compare an edit's outcome with the oracle's."""
    term, short = plain.consequence_of(gene, edit)
    found = outcome_of(gene, edit)
    what = (gene, edit, found)
    assert found.consequence == term, what
    if short is not None:
        assert format_protein(found.protein, 1) == short, what
    if term in ("missense_variant", "inframe_deletion", "inframe_insertion", "stop_gained", "synonymous_variant"):
        assert plain.protein_with(gene, found.protein) == plain.translate(edit.of(CODING[gene])), what


@pytest.mark.parametrize("gene", plain.GENES)
def test_every_coding_substitution(gene):
    coding, protein = CODING[gene], PROTEIN[gene]
    for number in range(1, len(coding) - LAST_CODON_KEPT + 1):
        codon = (number - 1) // 3
        for base in "ACGT".replace(coding[number - 1], ""):
            found = outcome_of(gene, Edit(number, number, base))
            old, new = protein[codon], plain.CODE[Edit(number, number, base).of(coding)[3 * codon : 3 * codon + 3]]
            if codon == 0:
                expected = ("M1?", "start_lost")
            elif new == old:
                expected = (f"{old}{codon + 1}=", "synonymous_variant")
            else:
                expected = (f"{old}{codon + 1}{new}", "stop_gained" if new == "*" else "missense_variant")
            assert (format_protein(found.protein, 1), found.consequence) == expected


def starts(gene, step):
    return range(4, len(CODING[gene]) - 40, step)  # neither start nor stop codon


@pytest.mark.parametrize("length", range(1, 19))
@pytest.mark.parametrize("gene", plain.GENES)
def test_deletions(gene, length):
    for start in starts(gene, 29):
        check(gene, Edit(start, start + length - 1, ""))


@pytest.mark.parametrize("length", [1, 2, 3, 4, 6, 9, 12, 15, 30])
@pytest.mark.parametrize("gene", plain.GENES)
def test_duplications(gene, length):
    for start in starts(gene, 31):
        check(gene, Edit(start + length, start + length - 1, CODING[gene][start - 1 : start - 1 + length]))


@pytest.mark.parametrize("length", [2, 3, 4, 5, 6, 7, 9, 12])
@pytest.mark.parametrize("gene", plain.GENES)
def test_inversions(gene, length):
    for start in starts(gene, 37):
        old = CODING[gene][start - 1 : start - 1 + length]
        check(gene, Edit(start, start + length - 1, old.translate(plain.COMPLEMENT)[::-1]))


@bounded
@given(st.data())
def test_any_replacement_of_bases(data):
    gene = data.draw(st.sampled_from(plain.GENES))
    start = data.draw(st.integers(4, len(CODING[gene]) - 60))
    end = start - 1 + data.draw(st.integers(0, 24))
    check(gene, Edit(start, end, data.draw(st.text("ACGT", max_size=24))))


@pytest.mark.parametrize(
    ("text", "short", "term"),
    [
        pytest.param("KIT c.1676T>A", "V559D", "missense_variant", id="V559D, cancerhotspots"),
        pytest.param("KIT c.1669T>C", "W557R", "missense_variant", id="W557R, cancerhotspots"),
        pytest.param("KIT c.2467T>G", "Y823D", "missense_variant", id="Y823D, DoCM"),
        pytest.param("PDGFRA c.2524_2525delinsAT", "D842I", "missense_variant", id="D842I, two bases"),
        pytest.param("PDGFRA c.1701A>G", "P567=", "synonymous_variant", id="P567=, rs1873778"),
        pytest.param("KIT c.1669_1674del", "W557_K558del", "inframe_deletion", id="W557_K558del"),
        pytest.param("KIT c.1504_1509dup", "A502_Y503dup", "inframe_insertion", id="A502_Y503dup, MutScan"),
        pytest.param("KIT c.1509_1510insGCCTAT", "A502_Y503dup", "inframe_insertion", id="the same as an insertion"),
        pytest.param("PDGFRA c.2527_2538del", "I843_D846del", "inframe_deletion", id="I843_D846del"),
        pytest.param("KIT c.1671G>A", "W557*", "stop_gained", id="W557*"),
        # GTT GTT GAG GAG ATA A -> GTG TTG AGG AGA TAA: Val stays, Leu is new, and the fourth codon from it is the stop.
        pytest.param("KIT c.1676del", "V560Lfs*4", "frameshift_variant", id="frameshift"),
        pytest.param("KIT c.1A>G", "M1?", "start_lost", id="start loss"),
        pytest.param("KIT c.2T>C", "M1?", "start_lost", id="start loss, second base"),
        pytest.param("KIT c.3G>A", "M1?", "start_lost", id="start loss, third base"),
        pytest.param("KIT c.1_3del", "M1?", "start_lost", id="start codon deleted"),
        pytest.param("KIT c.2929T>C", "*977Rext*?", "stop_lost", id="stop loss"),
        pytest.param("KIT c.2931A>G", "*977Wext*?", "stop_lost", id="stop loss, third base"),
        pytest.param("KIT c.2930G>A", "*977=", "stop_retained_variant", id="another stop codon"),
        pytest.param("PDGFRA c.3268T>C", "*1090Qext*?", "stop_lost", id="stop loss in PDGFRA"),
    ],
)
def test_named_consequences(text, short, term):
    variant = normalize(text)
    assert (variant.short, variant.consequence) == (short, term)


@pytest.mark.parametrize(
    ("gene", "edit"),
    [
        pytest.param("KIT", Edit(1676, 1676, ""), id="one base of V559"),
        pytest.param("KIT", Edit(1669, 1670, ""), id="two bases of W557"),
        pytest.param("KIT", Edit(1510, 1509, "GC"), id="two bases inserted in exon 9"),
        pytest.param("PDGFRA", Edit(2525, 2525, ""), id="one base of D842"),
        pytest.param("KIT", Edit(2900, 2900, ""), id="so near the end that no stop may come"),
    ],
)
def test_distance_of_a_frameshift_counts_from_the_first_new_residue(gene, edit):
    found = outcome_of(gene, edit).protein
    new = plain.translate(edit.of(CODING[gene]))
    codon = len(plain.smallest_common(PROTEIN[gene], new)) + 1
    distance = len(new) - codon + 1 if new.endswith("*") else None
    assert (found.kind, found.start, found.distance) == ("frameshift", codon, distance)
    assert (found.first, found.inserted) == (PROTEIN[gene][codon - 1], new[codon - 1])


def test_frameshift_that_gives_a_stop_at_once_is_a_stop():
    gene = "KIT"
    for start in starts(gene, 1):
        edit = Edit(start, start, "")
        new = plain.translate(edit.of(CODING[gene]))
        codon = len(plain.smallest_common(PROTEIN[gene], new)) + 1
        if codon == len(new):
            assert outcome_of(gene, edit).consequence == "stop_gained"
            return
    raise AssertionError("no example found")


# --- properties of the canonical form


@st.composite
def protein_edits(draw):
    gene = draw(st.sampled_from(plain.GENES))
    start = draw(st.integers(2, len(PROTEIN[gene]) - 12))
    end = start - 1 + draw(st.integers(0, 10))
    # Residues that stand nearby make repeats, where a change has several descriptions.
    near = PROTEIN[gene][max(1, start - 5) : start + 4].replace("*", "")
    new = draw(st.text(near, max_size=8))
    assume(new != PROTEIN[gene][start - 1 : end])
    return gene, Edit(start, end, new)


@bounded
@given(protein_edits())
def test_canonical_change_makes_the_same_protein(case):
    gene, edit = case
    found = consequence.canonical(gene, edit.start, edit.end - edit.start + 1, edit.new)
    assert plain.protein_with(gene, found.protein) == edit.of(PROTEIN[gene])


@bounded
@given(protein_edits())
def test_canonical_change_is_the_smallest_and_the_rightmost(case):
    gene, edit = case
    found = consequence.canonical(gene, edit.start, edit.end - edit.start + 1, edit.new)
    expected = plain.smallest(PROTEIN[gene], edit.of(PROTEIN[gene]))
    assert format_protein(found.protein, 1) == plain.protein_name(gene, expected)[0]
    assert format_protein(found.protein) == "p." + plain.protein_name(gene, expected)[1]


@bounded
@given(protein_edits())
def test_no_change_can_be_shifted_further(case):
    gene, edit = case
    change = consequence.canonical(gene, edit.start, edit.end - edit.start + 1, edit.new).protein
    protein = PROTEIN[gene]
    if change.kind == "deletion":
        assert protein[change.end] != protein[change.start - 1]
    if change.kind == "duplication":
        assert protein[change.end] != protein[change.start - 1]
    if change.kind == "insertion":
        assert protein[change.end - 1] != change.inserted[0]
        assert protein[change.end - 1 - len(change.inserted) : change.end - 1] != change.inserted
    if change.kind == "delins":
        assert change.inserted[0] != change.first
        assert change.inserted[-1] != change.last


@bounded
@given(protein_edits())
def test_canonicalizing_twice_changes_nothing(case):
    gene, edit = case
    change = consequence.canonical(gene, edit.start, edit.end - edit.start + 1, edit.new).protein
    variant, respelled, notes = protein_variant(gene, change)
    assert variant.protein == change
    assert not respelled
    assert not [note for note in notes if "same protein" in note]


@bounded
@given(protein_edits())
def test_every_way_to_write_an_edit_comes_out_the_same(case):
    gene, edit = case
    change = consequence.canonical(gene, edit.start, edit.end - edit.start + 1, edit.new).protein
    one, three = plain.protein_name(gene, edit, literal=True)
    written = [three] if len(edit.new) == 3 else [one, three]  # three residues may look like one: insALA
    for text in written:
        assert normalize(f"{gene} {text}").protein == change


@bounded
@given(protein_edits(), st.text("ACDEFGHIKLMNPQRSTVWY", max_size=3))
def test_what_follows_a_new_stop_is_lost(case, rest):
    gene, (start, end, new) = case
    found = consequence.canonical(gene, start, end - start + 1, new + "*" + rest)
    whole = PROTEIN[gene][: start - 1] + new + "*"
    assert found.consequence == "stop_gained"
    assert plain.protein_with(gene, found.protein) == whole
    assert consequence.canonical(gene, start, end - start + 1, new + "*").protein == found.protein


# --- DNA: the canonical c. description


@st.composite
def exon_edits(draw):
    gene = draw(st.sampled_from(plain.GENES))
    _, first, last, _, _ = draw(
        st.sampled_from([row for row in plain.CODING_EXONS[gene] if row[2] < len(CODING[gene])])
    )
    start = draw(st.integers(max(first + 1, 4), last - 13))
    end = start - 1 + draw(st.integers(0, 12))
    near = CODING[gene][start - 3 : start + 2]
    new = draw(st.text(near, max_size=9))
    assume(new != CODING[gene][start - 1 : end])
    return gene, Edit(start, end, new)


@bounded
@given(exon_edits())
def test_canonical_coding_description_is_the_smallest_and_the_rightmost_in_its_exon(case):
    gene, edit = case
    variant = normalize(f"{gene} c.{plain.coding_name(gene, edit, literal=True)}")
    expected = plain.smallest(CODING[gene], edit.of(CODING[gene]))
    first, last = plain.limits(gene, plain.exon_of(gene, edit.start))
    # Else the repeat goes on in the next exon, or the copy begins in the one before: no repeat on the genome.
    assume(max(expected.start, expected.end) <= last and expected.start - len(expected.new) >= first)
    old = CODING[gene][expected.start - 1 : expected.end]
    if len(old) > 1 and expected.new == old.translate(plain.COMPLEMENT)[::-1]:
        assert variant.hgvs_c == f"c.{expected.start}_{expected.end}inv"
    else:
        assert variant.hgvs_c == "c." + plain.coding_name(gene, expected)
    assert normalize(f"{gene} {variant.hgvs_c}") == variant


@bounded
@given(exon_edits())
def test_alleles_of_both_builds_come_to_the_same_variant(case):
    gene, edit = case
    variant = normalize(f"{gene} c.{plain.coding_name(gene, edit, literal=True)}")
    before = CODING[gene][edit.start - 2]
    for build in plain.BUILDS:
        where = plain.position(gene, edit.start - 1, build)
        reference = before + CODING[gene][edit.start - 1 : edit.end]
        assert normalize(f"chr4:{where}:{reference}:{before + edit.new}", build=build) == variant


@pytest.mark.parametrize(
    ("text", "term", "site"),
    [
        pytest.param("KIT c.1648-1G>A", "splice_acceptor_variant", ("acceptor", 11), id="-1"),
        pytest.param("KIT c.1648-2A>G", "splice_acceptor_variant", ("acceptor", 11), id="-2"),
        pytest.param("KIT c.1648-3C>T", "splice_region_variant", None, id="-3"),
        pytest.param("KIT c.1648-8C>T", "splice_region_variant", None, id="-8"),
        pytest.param("KIT c.1648-9C>T", "intron_variant", None, id="-9"),
        pytest.param("KIT c.1647+1G>A", "splice_donor_variant", ("donor", 10), id="+1"),
        pytest.param("KIT c.1647+2T>A", "splice_donor_variant", ("donor", 10), id="+2"),
        pytest.param("KIT c.1647+3A>G", "splice_region_variant", None, id="+3"),
        pytest.param("KIT c.1774+100A>G", "intron_variant", None, id="deep in the intron"),
        pytest.param("KIT c.-5G>A", "5_prime_UTR_variant", None, id="5' UTR"),
        pytest.param("KIT c.*5G>A", "3_prime_UTR_variant", None, id="3' UTR"),
        pytest.param("KIT c.1648-6_1672del", "splice_acceptor_variant", ("acceptor", 11), id="over the acceptor"),
        pytest.param("KIT c.1770_1774+5del", "splice_donor_variant", ("donor", 11), id="over the donor"),
        pytest.param("KIT c.1648-10_1774+10del", "exon_loss_variant", ("acceptor", 11), id="the whole exon"),
    ],
)
def test_beside_the_coding_bases(text, term, site):
    variant = normalize(text)
    assert (variant.consequence, variant.lost_site) == (term, site)


def test_translate():
    for gene in plain.GENES:
        assert consequence.translate(CODING[gene]) == transcript(gene).protein


def test_the_genetic_code_is_that_of_biopython():
    table = CodonTable.unambiguous_dna_by_id[1]
    assert {**table.forward_table, **dict.fromkeys(table.stop_codons, "*")} == GENETIC_CODE
