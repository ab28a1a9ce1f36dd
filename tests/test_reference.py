"""The reference against published facts: each anchor names who published the position."""

import hashlib

import plain
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import bounded

from gistcli import reference
from gistcli.model import Position
from gistcli.reference import place_of, position_of, to_grch37, to_grch38, transcript

HOTSPOTS = "cancerhotspots v2, both builds"
PYVARIANT = "pyvariant tests, Ensembl 69 (GRCh37) and 100 (GRCh38)"

# gene, c. number, base, GRCh37, GRCh38, exon, source; None where that build was not published
ANCHORS = [
    ("KIT", 1, "A", 55524182, 54658015, 1, PYVARIANT),
    ("KIT", 67, "G", None, 54658081, 1, PYVARIANT),
    ("KIT", 68, "G", None, 54695512, 2, PYVARIANT),
    ("KIT", 1621, "A", 55593464, None, 10, "rs3822214 = M541L, in two rs tables"),
    ("KIT", 1669, "T", 55593603, 54727437, 11, HOTSPOTS),
    ("KIT", 1676, "T", 55593610, 54727444, 11, HOTSPOTS),
    ("KIT", 1679, "T", 55593613, 54727447, 11, HOTSPOTS),
    ("KIT", 1727, "T", 55593661, 54727495, 11, HOTSPOTS),
    ("KIT", 1924, "A", 55594221, 54728055, 13, HOTSPOTS),
    ("KIT", 1961, "T", 55594258, 54728092, 13, HOTSPOTS),
    ("KIT", 2009, "C", 55595519, None, 14, "CIViC, T670I"),
    ("KIT", 2446, "G", 55599320, 54733154, 17, HOTSPOTS),
    ("KIT", 2447, "A", 55599321, 54733155, 17, HOTSPOTS + "; CIViC; MutScan"),
    ("KIT", 2459, "A", 55599333, 54733167, 17, HOTSPOTS),
    ("KIT", 2466, "T", 55599340, 54733174, 17, HOTSPOTS),
    ("KIT", 2467, "T", 55599341, 54733175, 17, HOTSPOTS),
    ("KIT", 2662, "C", 55602952, 54736786, 19, HOTSPOTS),
    ("PDGFRA", 685, "G", 55131142, 54264975, 5, HOTSPOTS),
    ("PDGFRA", 703, "T", 55131160, 54264993, 5, HOTSPOTS),
    ("PDGFRA", 1701, "A", None, 54274888, 12, "rs1873778 = P567=, clinical VCF record"),
    ("PDGFRA", 1975, "A", 55144146, 54277979, 14, HOTSPOTS),
    ("PDGFRA", 1977, "C", 55144148, 54277981, 14, HOTSPOTS),
    ("PDGFRA", 2021, "C", 55144547, None, 15, "CIViC, T674I"),
    ("PDGFRA", 2263, "T", None, 54280422, 16, "VEP record, S755P"),
    ("PDGFRA", 2524, "G", 55152092, 54285925, 18, HOTSPOTS + "; CIViC"),
    ("PDGFRA", 2525, "A", 55152093, 54285926, 18, HOTSPOTS + "; CIViC; MutScan"),
]


@pytest.mark.parametrize(
    ("gene", "number", "base", "grch37", "grch38", "exon", "source"),
    [pytest.param(*anchor, id=f"{anchor[0]} c.{anchor[1]}") for anchor in ANCHORS],
)
def test_published_position(gene, number, base, grch37, grch38, exon, source):
    place = place_of(gene, Position(number))
    assert transcript(gene).coding[number - 1] == base, source
    assert reference.exon_of_number(gene, number).number == exon, source
    if grch38 is not None:
        assert place == grch38, source
    if grch37 is not None:
        assert to_grch37(place) == grch37, source
        assert to_grch38(grch37, "GRCh37") == place, source


@pytest.mark.parametrize(
    ("gene", "coding", "protein"),
    [
        pytest.param(
            "KIT",
            "b98a501ce095d276a66c7c33328639bbc2e72afba0dfd45abb8c029b6f0a2239",
            "7b430dd4888d7410e8d65d331b8bd4f5bd9abd4f3a9290f2a93f37b0ed495c5c",
            id="KIT, NM_000222.3",
        ),
        pytest.param(
            "PDGFRA",
            "e319be6ce2278aff607dd08933faad68768191fa7cc4accc04f7ff9257a31c79",
            "96a4d83a02900a0cba9954d64106f1a532b0209e0d2b86d205a98bd847335682",
            id="PDGFRA, NM_006206.6",
        ),
    ],
)
def test_sequences_are_the_ones_that_were_verified(gene, coding, protein):
    here = transcript(gene)
    assert hashlib.sha256(here.coding.encode()).hexdigest() == coding
    assert hashlib.sha256(here.protein.removesuffix("*").encode()).hexdigest() == protein


@pytest.mark.parametrize("gene", plain.GENES)
def test_coding_sequence_translates_to_the_protein(gene):
    here = transcript(gene)
    assert plain.translate(here.coding) == here.protein
    assert len(here.coding) == 3 * len(here.protein)


@pytest.mark.parametrize(("gene", "codons"), [("KIT", 976), ("PDGFRA", 1089)])
def test_length_of_the_protein(gene, codons):
    assert len(transcript(gene).protein) == codons + 1


@pytest.mark.parametrize("gene", plain.GENES)
def test_exons_tile_the_coding_sequence(gene):
    here = transcript(gene)
    assert [exon.number for exon in here.exons] == list(range(1, len(here.exons) + 1))
    for one, following in zip(here.exons, here.exons[1:], strict=False):
        assert following.first == one.last + 1
        assert following.start > one.end + 1
    for exon in here.exons:
        assert exon.last - exon.first == exon.end - exon.start
    coding = [exon for exon in here.exons if exon.coding]
    assert coding[0].first <= 1 <= coding[0].last
    assert coding[-1].first <= len(here.coding) <= coding[-1].last


@pytest.mark.parametrize("build", plain.BUILDS)
@pytest.mark.parametrize("gene", plain.GENES)
def test_edges_of_every_exon(gene, build):
    for exon, first, last, _, _ in plain.CODING_EXONS[gene]:
        for number in (first, last):
            place = place_of(gene, Position(number))
            assert reference.exon_of_number(gene, number).number == exon
            assert (place if build == "GRCh38" else to_grch37(place)) == plain.position(gene, number, build)


@pytest.mark.parametrize(
    ("codon", "gene", "exon"),
    [
        pytest.param(654, "KIT", 13, id="V654 is in exon 13, not 14"),
        pytest.param(670, "KIT", 14, id="T670"),
        pytest.param(828, "KIT", 17, id="last codon of exon 17"),
        pytest.param(829, "KIT", 18, id="A829 begins exon 18"),
        pytest.param(550, "KIT", 11, id="K550 begins exon 11"),
        pytest.param(549, "KIT", 10, id="last codon of exon 10"),
        pytest.param(514, "KIT", 10, id="codon 514 has one base in exon 9 and two in exon 10"),
        pytest.param(592, "KIT", 12, id="codon 592 has one base in exon 11 and two in exon 12"),
        pytest.param(561, "PDGFRA", 12, id="V561"),
        pytest.param(659, "PDGFRA", 14, id="N659"),
        pytest.param(674, "PDGFRA", 15, id="T674 is in exon 15, not with N659"),
        pytest.param(842, "PDGFRA", 18, id="D842"),
    ],
)
def test_exon_of_a_codon(codon, gene, exon):
    assert reference.exon_of_codon(gene, codon) == exon


@pytest.mark.parametrize(
    ("position", "shift"),
    [
        pytest.param(55095264, 866167, id="first base of PDGFRA"),
        pytest.param(55164414, 866167, id="last base of PDGFRA"),
        pytest.param(55524182, 866167, id="start codon of KIT, exon 1"),
        pytest.param(55526180, 866167, id="last base before the one that GRCh38 has more"),
        pytest.param(55526181, 866166, id="first base after it"),
        pytest.param(55561678, 866166, id="KIT exon 2"),
        pytest.param(55606881, 866166, id="last base of KIT"),
    ],
)
def test_shift_between_builds_is_not_constant(position, shift):
    assert to_grch38(position, "GRCh37") == position - shift
    assert to_grch37(position - shift) == position
    assert to_grch38(position, "GRCh38") == position


def test_the_base_that_grch37_lacks_gets_its_neighbour():
    assert to_grch37(54660014) == 55526180


@bounded
@given(st.data())
def test_round_trip_of_places(data):
    gene = data.draw(st.sampled_from(plain.GENES))
    here = transcript(gene)
    place = data.draw(st.integers(here.start, here.end))
    position = position_of(gene, place)
    assert position is not None
    assert place_of(gene, position) == place


@bounded
@given(st.data())
def test_round_trip_of_coding_positions(data):
    gene = data.draw(st.sampled_from(plain.GENES))
    number = data.draw(st.integers(1, len(plain.CODING[gene])))
    place = place_of(gene, Position(number))
    assert place == plain.position(gene, number, "GRCh38")
    assert to_grch37(place) == plain.position(gene, number, "GRCh37")
    assert position_of(gene, place) == Position(number)
    assert reference.base_at(gene, place) == plain.CODING[gene][number - 1]


@bounded
@given(st.integers(55_000_000, 55_700_000))
def test_round_trip_of_builds(position):
    assert to_grch37(to_grch38(position, "GRCh37")) == position


@pytest.mark.parametrize(
    ("gene", "position", "place"),
    [
        pytest.param("KIT", Position(1648, -6), 54727410, id="c.1648-6, six bases before exon 11"),
        pytest.param("KIT", Position(1647, 1), 54727325, id="c.1647+1, the donor of exon 10"),
        pytest.param("KIT", Position(-1), 54658014, id="c.-1, before the start codon"),
        pytest.param("KIT", Position(1, after_stop=True), 54738558, id="c.*1, after the stop codon"),
        pytest.param("PDGFRA", Position(2440, -1), 54285840, id="c.2440-1, the acceptor of exon 18"),
        pytest.param("PDGFRA", Position(-12), 54258757, id="c.-12, first base of exon 2"),
        pytest.param("PDGFRA", Position(-13), 54229415, id="c.-13, last base of exon 1"),
    ],
)
def test_positions_beside_the_coding_bases(gene, position, place):
    assert place_of(gene, position) == place
    assert position_of(gene, place) == position


@pytest.mark.parametrize(
    ("gene", "position"),
    [
        pytest.param("KIT", Position(1650, -6), id="an offset from the middle of an exon"),
        pytest.param("KIT", Position(1648, 6), id="an offset into the exon"),
        pytest.param("KIT", Position(-5000), id="before the first exon"),
        pytest.param("KIT", Position(9000, after_stop=True), id="after the last exon"),
    ],
)
def test_positions_that_do_not_exist(gene, position):
    assert place_of(gene, position) is None


@pytest.mark.parametrize(
    ("gene", "place", "base"),
    [
        pytest.param("KIT", 54727415, "G", id="acceptor AG of exon 11"),
        pytest.param("KIT", 54727414, "A", id="acceptor AG of exon 11, its A"),
        pytest.param("KIT", 54726051, "G", id="donor GT of exon 9"),
        pytest.param("KIT", 54726052, "T", id="donor GT of exon 9, its T"),
        pytest.param("KIT", 54727385, "N", id="31 bases before exon 11: not known"),
        pytest.param("KIT", 54658014, "N", id="5' UTR: not known"),
        pytest.param("PDGFRA", 54285840, "G", id="acceptor of exon 18"),
    ],
)
def test_bases_beside_exons(gene, place, base):
    assert reference.base_at(gene, place) == base


@pytest.mark.parametrize(
    ("gene", "first", "last", "domain"),
    [
        pytest.param("KIT", 10, 10, "signal peptide", id="signal peptide"),
        pytest.param("KIT", 419, 419, "extracellular", id="exon 8"),
        pytest.param("KIT", 502, 503, "extracellular", id="exon 9"),
        pytest.param("KIT", 541, 541, "transmembrane", id="M541"),
        pytest.param("KIT", 559, 559, "juxtamembrane", id="V559"),
        pytest.param("KIT", 654, 654, "ATP-binding pocket", id="V654"),
        pytest.param("KIT", 670, 670, "ATP-binding pocket", id="T670, the gatekeeper"),
        pytest.param("KIT", 709, 709, "kinase insert", id="S709"),
        pytest.param("KIT", 792, 792, "catalytic loop", id="a loop inside the C lobe"),
        pytest.param("KIT", 816, 816, "activation loop", id="D816"),
        pytest.param("KIT", 850, 850, "kinase C-lobe", id="behind the loop"),
        pytest.param("KIT", 970, 970, "C-terminal tail", id="tail"),
        pytest.param("KIT", 545, 546, "transmembrane / juxtamembrane", id="over a limit"),
        pytest.param("PDGFRA", 561, 561, "juxtamembrane", id="V561"),
        pytest.param("PDGFRA", 659, 659, "ATP-binding pocket", id="N659"),
        pytest.param("PDGFRA", 842, 846, "activation loop", id="D842"),
        pytest.param("PDGFRA", 1090, 1090, None, id="the stop codon"),
    ],
)
def test_domain(gene, first, last, domain):
    assert reference.domain_of(gene, first, last) == domain


@pytest.mark.parametrize("gene", plain.GENES)
def test_domains_lie_in_the_protein_and_later_ones_inside_earlier_ones(gene):
    outer = []
    for domain in transcript(gene).domains:
        assert 1 <= domain.first_codon <= domain.last_codon < len(transcript(gene).protein)
        around = [one for one in outer if one.first_codon <= domain.last_codon and domain.first_codon <= one.last_codon]
        assert all(one.first_codon <= domain.first_codon and domain.last_codon <= one.last_codon for one in around)
        outer.append(domain)


def test_every_base_of_kit_is_verified():
    assert transcript("KIT").unverified == frozenset()


def test_unverified_bases_of_pdgfra_are_those_that_a_synonymous_change_could_hide():
    coding = plain.CODING["PDGFRA"]
    expected = set()
    for number, base in enumerate(coding, 1):
        if plain.exon_of("PDGFRA", number) in (12, 14, 18):  # these agree base for base with GRCh37
            continue
        codon = 3 * ((number - 1) // 3)
        old = coding[codon : codon + 3]
        at = number - 1 - codon
        others = [old[:at] + other + old[at + 1 :] for other in "ACGT" if other != base]
        if any(plain.CODE[other] == plain.CODE[old] for other in others):
            expected.add(number)
    assert transcript("PDGFRA").unverified == expected


@pytest.mark.parametrize(
    ("gene", "position", "verified"),
    [
        pytest.param("KIT", Position(1676), True, id="coding base of KIT"),
        pytest.param("PDGFRA", Position(2525), True, id="exon 18"),
        pytest.param("PDGFRA", Position(9), False, id="third base of a codon in exon 2"),
        pytest.param("KIT", Position(1648, -1), False, id="an intron base, from one source"),
        pytest.param("KIT", Position(-1), False, id="5' UTR"),
    ],
)
def test_is_verified(gene, position, verified):
    assert reference.is_verified(gene, place_of(gene, position)) is verified


@pytest.mark.parametrize(
    ("position", "builds"),
    [
        pytest.param(55593610, ["GRCh37"], id="KIT in GRCh37 only"),
        pytest.param(54727444, ["GRCh38"], id="KIT in GRCh38 only"),
        pytest.param(55152093, ["GRCh37"], id="PDGFRA in GRCh37 only"),
        pytest.param(1_000_000, [], id="in neither gene"),
        pytest.param(55400000, [], id="between the genes"),
    ],
)
def test_builds_of_a_position(position, builds):
    assert reference.builds_of(position) == builds


@pytest.mark.parametrize(
    ("name", "gene", "numbering"),
    [
        pytest.param("NM_000222", "KIT", "canonical", id="KIT transcript"),
        pytest.param("NM_001093772", "KIT", "without-GNNK", id="KIT isoform"),
        pytest.param("NP_001087241", "KIT", "without-GNNK", id="KIT isoform, protein"),
        pytest.param("ENST00000412167", "KIT", "without-GNNK", id="KIT isoform, Ensembl"),
        pytest.param("ENST00000257290", "PDGFRA", "canonical", id="PDGFRA, Ensembl"),
        pytest.param("CD117", "KIT", "", id="alias"),
    ],
)
def test_names(name, gene, numbering):
    assert (reference.names()[name].gene, reference.names()[name].numbering) == (gene, numbering)
