"""Other programs on the same strings: mavehgvs reads them, ferro-hgvs reads and normalizes them.

Whatever both sides accept comes out the same, or the difference has its reason in `DIFFERENCES`. ferro-hgvs is given
our two sequences and exon tables; mavehgvs checks residues and bases against the sequences.
"""

import json
import warnings
from collections import Counter

import plain
import pytest
from test_equivalence import HOTSPOTS, coding_edits, protein_edits, same_residue, whole_codon

from gistcli.errors import GistcliError
from gistcli.normalize import normalize

TRANSCRIPT = {"KIT": "NM_000222.3", "PDGFRA": "NM_006206.6"}
PROTEIN = {"KIT": "NP_000213.1", "PDGFRA": "NP_006197.1"}

OTHERS = [
    "p.Trp557Ter",
    "p.Val559fs",
    "p.Val559GlyfsTer12",
    "p.Val559GlyfsTer?",
    "p.Val559=",
    "p.Met1?",
    "p.Met1ext-5",
    "p.Ter977GlyextTer5",
    "p.Ter977ArgextTer?",
    "p.(Val559Asp)",
    "p.=",
    "p.?",
    "p.0",
    "p.Ala502_Tyr503insAlaTyr",
    "c.1648-6_1672del",
    "c.1647+1G>A",
    "c.1648-2A>G",
    "c.1676=",
    "c.1676del",
    "c.1669_1674inv",
    "c.1669_1674delinsCTTCCA",
    "c.1676_1677delinsAT",
    "c.1668_1669insTAA",
    "c.1A>G",
    "c.2929T>C",
    "c.-5G>A",
    "c.*5G>A",
    "c.1509_1510insN[6]",
]


def strings():
    """Return gene and description of every string that is shown to both sides."""
    found = []
    for hotspot in HOTSPOTS:
        for literal in (False, True):
            for edit in protein_edits(hotspot):
                found.append((hotspot.gene, "p." + plain.protein_name(hotspot.gene, edit, literal)[1]))
            for edit in [*coding_edits(hotspot), *same_residue(hotspot), *whole_codon(hotspot)]:
                found.append((hotspot.gene, "c." + plain.coding_name(hotspot.gene, edit, literal)))
    return list(dict.fromkeys([*found, *(("KIT", text) for text in OTHERS)]))


STRINGS = strings()


def ours(gene, text):
    """Return what gistcli makes of a description, None where it refuses."""
    accession = (PROTEIN if text.startswith("p.") else TRANSCRIPT)[gene]
    try:
        variant = normalize(f"{accession}:{text}")
    except GistcliError:
        return None
    return variant.hgvs_p if text.startswith("p.") else variant.hgvs_c


DIFFERENCES = {
    "several changes": (
        "ferro-hgvs takes a replacement apart where single bases in it stay as they were; gistcli has one change of "
        "one protein, which one entry of the knowledge base names",
        lambda text, mine, theirs: theirs.startswith("c.[") and "delins" in mine,
    ),
    "rotated insertion": (
        "ferro-hgvs shifts inserted residues only where they need not be rotated; by the 3' rule A502_Y503insYA is the "
        "same protein as Y503_F504insAY, so A502_Y503dup",
        lambda text, mine, theirs: "ins" in theirs and theirs.startswith("p.") and same_protein(mine, theirs),
    ),
    "over the exon junction": (
        "ferro-hgvs moves the deletion of codons 550 to 558 two bases to the left, into exon 10; all its bases lie in "
        "exon 11, and no base can be shifted to the right",
        lambda text, mine, theirs: (mine, theirs) == ("c.1648_1674del", "c.1646_1672del"),
    ),
    "parentheses": (
        "ferro-hgvs keeps the parentheses of a predicted protein; the contract leaves them out",
        lambda text, mine, theirs: theirs == f"p.({mine[2:]})",
    ),
    "no protein": (
        "gistcli reads p.0, no protein, as the loss of the start codon, whatever comes of it",
        lambda text, mine, theirs: (mine, theirs) == ("p.Met1?", "p.0"),
    ),
    "unknown bases": (
        "two ways to write six unknown bases",
        lambda text, mine, theirs: (mine, theirs) == ("c.1509_1510insN[6]", "c.1509_1510insNNNNNN"),
    ),
}


def same_protein(one, other):
    """Say whether two protein changes make the same protein of one of the genes."""
    for gene in plain.GENES:
        try:
            changes = [normalize(f"{gene} {text}").protein for text in (one, other)]
        except GistcliError:
            continue
        return plain.protein_with(gene, changes[0]) == plain.protein_with(gene, changes[1])
    return False


@pytest.fixture(scope="module")
def ferro(tmp_path_factory):
    """Return a normalizer of ferro-hgvs that knows our two transcripts and proteins."""
    ferro_hgvs = pytest.importorskip("ferro_hgvs")
    reference = {"version": "1.0", "genome_build": "GRCh38", "transcripts": [], "proteins": {}}
    for gene, accession in TRANSCRIPT.items():
        exons = [
            {"number": exon, "start": first, "end": last, "genomic_start": start, "genomic_end": start + last - first}
            for exon, first, last, _, start in plain.CODING_EXONS[gene]
        ]
        transcript = {
            "id": accession,
            "gene_symbol": gene,
            "strand": "+",
            "chromosome": "NC_000004.12",
            "genome_build": "GRCh38",
            "cds_start": 1,
            "cds_end": len(plain.CODING[gene]),
            "exons": exons,
            "genomic_start": exons[0]["genomic_start"],
            "genomic_end": exons[-1]["genomic_end"],
            "sequence": plain.CODING[gene],
        }
        reference["transcripts"].append(transcript)
        reference["proteins"][PROTEIN[gene]] = plain.PROTEIN[gene].rstrip("*")
    path = tmp_path_factory.mktemp("ferro") / "reference.json"
    path.write_text(json.dumps(reference))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it has no genome
        return ferro_hgvs.Normalizer(reference_json=str(path))


@pytest.fixture(scope="module")
def mave():
    return pytest.importorskip("mavehgvs")


def theirs_of_ferro(ferro, gene, text):
    accession = (PROTEIN if text.startswith("p.") else TRANSCRIPT)[gene]
    try:
        return str(ferro.normalize(f"{accession}:{text}")).partition(":")[2]
    except (ValueError, RuntimeError):
        return None


def test_ferro_hgvs_normalizes_to_the_same_name_or_the_difference_is_explained(ferro):
    unexplained, seen, agreed = [], Counter(), 0
    for gene, text in STRINGS:
        mine, theirs = ours(gene, text), theirs_of_ferro(ferro, gene, text)
        if mine is None or theirs is None:
            continue
        if mine == theirs:
            agreed += 1
            continue
        reasons = [name for name, (_, explains) in DIFFERENCES.items() if explains(text, mine, theirs)]
        seen.update(reasons)
        if len(reasons) != 1:
            unexplained.append((gene, text, mine, theirs, reasons))
    assert unexplained == []
    assert set(seen) == set(DIFFERENCES)  # no reason is kept that explains nothing
    assert agreed > 10 * sum(seen.values())


def test_ferro_hgvs_reads_our_names_and_leaves_them_as_they_are(ferro):
    changed = []
    for hotspot in HOTSPOTS:
        canonical = ours(hotspot.gene, f"p.{hotspot.short}")
        theirs = theirs_of_ferro(ferro, hotspot.gene, canonical)
        if theirs != canonical:
            changed.append((canonical, theirs))
    assert changed == []


def test_mavehgvs_reads_what_we_read_and_writes_it_alike(mave):
    read = 0
    for gene, text in STRINGS:
        sequence = plain.CODING[gene] if text.startswith("c.") else plain.PROTEIN[gene].rstrip("*")
        try:
            variant = mave.Variant(text, targetseq=sequence)
        except mave.exceptions.MaveHgvsParseError:
            continue
        read += 1
        assert str(variant) == text
        assert ours(gene, text) is not None
    assert read > 0.9 * len(STRINGS)


NOT_IN_MAVEHGVS = {
    "p.Val559GlyfsTer12": "frameshifts are read without residue and distance only",
    "p.Val559GlyfsTer?": "frameshifts are read without residue and distance only",
    "p.Met1?": "no start loss",
    "p.Met1ext-5": "no extensions",
    "p.Ter977GlyextTer5": "no extensions",
    "p.Ter977ArgextTer?": "no extensions",
    "p.?": "no unknown protein",
    "p.0": "no missing protein",
    "c.1669_1674inv": "no inversions",
    "c.1509_1510insN[6]": "no unknown bases",
}


def test_mavehgvs_reads_every_name_that_we_write_except_what_it_does_not_know(mave):
    refused = set()
    for gene, text in STRINGS:
        if ours(gene, text) != text and text not in NOT_IN_MAVEHGVS:
            continue
        try:
            mave.Variant(text)
        except mave.exceptions.MaveHgvsParseError:
            refused.add(text)
    assert refused == set(NOT_IN_MAVEHGVS)


@pytest.mark.parametrize(
    ("gene", "text"),
    [
        pytest.param("KIT", "p.Leu559Asp", id="wrong residue"),
        pytest.param("KIT", "p.Trp557_Val558del", id="wrong last residue"),
        pytest.param("PDGFRA", "p.Val842Asp", id="residues exchanged"),
        pytest.param("KIT", "c.1676G>A", id="wrong base"),
        pytest.param("KIT", "p.Val9999Asp", id="beyond the protein"),
        pytest.param("KIT", "c.1670_1669del", id="backwards"),
        pytest.param("KIT", "p.Vax559Asp", id="misspelt residue"),
        pytest.param("KIT", "c.1509_1511insGCC", id="insertion not between neighbours"),
    ],
)
def test_mavehgvs_refuses_with_us(mave, gene, text):
    sequence = plain.CODING[gene] if text.startswith("c.") else plain.PROTEIN[gene].rstrip("*")
    with pytest.raises((mave.exceptions.MaveHgvsParseError, ValueError)):
        mave.Variant(text, targetseq=sequence)
    assert ours(gene, text) is None
