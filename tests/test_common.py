"""The most common changes are named at once exactly as the rules for all descriptions name them."""

import random

import pytest

from gistcli import common
from gistcli.annotate import Annotator, answer_for
from gistcli.errors import GistcliError
from gistcli.match import Alike, match
from gistcli.model import GENES, Description, NucleotideChange, Position, ProteinChange, Record
from gistcli.normalize import _at_once, by_rules, normalize_description
from gistcli.reference import place_of, to_grch37, transcript
from gistcli.spellings import parse

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"


def outcome(function, description, *given):
    try:
        return function(description, *given)
    except GistcliError as error:
        return (type(error), error.code, error.problem)


def substitutions(gene):
    protein = transcript(gene).protein
    for codon, old in enumerate(protein, 1):
        for new in RESIDUES + "*":
            kind = "synonymous" if new == old else "substitution"
            yield ProteinChange(kind, codon, codon, old, old, "" if new == old else new)


def deletions(gene):
    protein = transcript(gene).protein
    for start in range(1, len(protein) + 1):
        for size in (1, 2, 7):
            end = start + size - 1
            if end <= len(protein):
                yield ProteinChange("deletion", start, end, protein[start - 1], protein[end - 1])


def longer_ones(gene):
    """Insertions, duplications and deletion-insertions all along the protein: new residues, and ones that are near."""
    protein = transcript(gene).protein
    draw = random.Random(11)
    for start in [1, 2, 3, *range(4, len(protein) - 8, 3), *range(len(protein) - 8, len(protein))]:
        first, last = protein[start - 1], protein[start]
        near = {protein[max(start + shift, 0) : start + shift + size] for shift in range(-3, 3) for size in (1, 2, 3)}
        for new in sorted({"A", "WC", *draw.choices(RESIDUES, k=2), *near} - {""}):
            yield ProteinChange("insertion", start, start + 1, first, last, new)
        for size in (1, 2, 5):
            end = min(start + size - 1, len(protein))
            ends = (first, protein[end - 1])
            yield ProteinChange("duplication", start, end, *ends)
            old = protein[start - 1 : end]
            for new in {
                draw.choice(RESIDUES),
                "PW",
                old + "Y",
                "H" + old,
                old[:1] + "T" + old[-1:],
                old[::-1],
                old,
                old + "*",
            }:
                yield ProteinChange("delins", start, end, *ends, new)


def odd_ones(gene):
    """Changes that do not fit the reference, or that say more or less than the common ones."""
    yield from (
        ProteinChange("substitution", 559, 559, "A", "A", "D"),
        ProteinChange("substitution", 5000, 5000, "V", "V", "D"),
        ProteinChange("substitution", 559, 559, "", "", "D"),
        ProteinChange("substitution", 559, 560, "V", "V", "D"),
        ProteinChange("deletion", 560, 559, "V", "V"),
        ProteinChange("deletion", 559, 560, "V", "A"),
        ProteinChange("deletion", 559, 560, "V", "V", removed="VV"),
        ProteinChange("deletion", 559, 560, "V", "V", length=2),
        ProteinChange("deletion", 559, 560, "V", "V", length=3),
        ProteinChange("deletion", 559, 9000, "V", "V"),
        ProteinChange("synonymous", 559, 560, "V", "V"),
        ProteinChange("synonymous", 0, 0),
        ProteinChange("frameshift", 559, 559, "V", "V"),
        ProteinChange("insertion", 559, 561, "V", "E", "A"),
        ProteinChange("insertion", 559, 560, "", "", "A"),
        ProteinChange("insertion", 559, 560, "V", "V", length=3),
        ProteinChange("insertion", 559, 560, "V", "V"),
        ProteinChange("insertion", 559, 560, "V", "A", "A"),
        ProteinChange("delins", 559, 560, "V", "V", "*"),
        ProteinChange("delins", 560, 559, "V", "V", "A"),
        ProteinChange("duplication", 559, 560, "V", "V", "A"),
        ProteinChange("duplication", 559, 560, "V", "V", removed="VV"),
    )


@pytest.mark.parametrize("gene", GENES)
@pytest.mark.parametrize("changes", [substitutions, deletions, longer_ones, odd_ones])
def test_residues(gene, changes):
    named = 0
    for change in changes(gene):
        description = Description("text", gene=gene, protein=change)
        common_answer = outcome(normalize_description, description)
        assert common_answer == outcome(by_rules, description), change
        named += common.of_residues(gene, change) is not None
    assert named > 1000 or changes is odd_ones


def bases(gene):
    """Every single-base change of the coding sequence, and some that do not fit it."""
    coding = transcript(gene).coding
    for number, old in enumerate(coding, 1):
        for new in "ACGT":
            if new != old:
                yield number, old, new
    yield from ((number, "ACGT"["CGTA".index(coding[number - 1])], coding[number - 1]) for number in range(1, 200))
    yield from ((number, "A", "C") for number in (len(coding) + 1, len(coding) + 500))


@pytest.mark.parametrize("gene", GENES)
def test_bases(gene):
    named = 0
    for number, old, new in bases(gene):
        here = Position(number)
        coding = Description("text", gene=gene, nucleotide=NucleotideChange("c", "substitution", here, here, old, new))
        expected = outcome(by_rules, coding)
        assert outcome(normalize_description, coding) == expected, (number, old, new)
        named += _at_once(coding, None, None) is not None
        place = place_of(gene, here)
        if place is None or number % 7:
            continue
        for build, position in (("GRCh37", to_grch37(place)), ("GRCh38", place)):
            there = Position(position)
            genomic = Description("text", nucleotide=NucleotideChange("g", "substitution", there, there, old, new))
            assert outcome(normalize_description, genomic) == outcome(by_rules, genomic), (number, old, new)
            if not isinstance(expected, tuple) or hasattr(expected, "variant"):
                named_build = outcome(normalize_description, genomic, None, build)
                assert named_build.variant == expected.variant
    assert named > 8000


def several_bases(gene):
    """Changes of several bases all along the coding sequence, its edges and those of the exons among them."""
    coding = transcript(gene).coding
    draw = random.Random(13)
    edges = [
        edge + shift for exon in transcript(gene).exons for edge in (exon.first, exon.last) for shift in range(-3, 4)
    ]
    starts = [*range(1, len(coding), 11), *(edge for edge in edges if 0 < edge <= len(coding))]
    for start in starts:
        size = draw.choice((1, 2, 3, 3, 4, 6, 9))
        end = start + size - 1
        old = coding[start - 1 : end]
        new = "".join(draw.choices("ACGT", k=draw.choice((1, 2, 3, 6))))
        near = coding[max(start - 4, 0) : start - 1]
        yield "deletion", start, end, "", ""
        yield "deletion", start, end, old, ""
        yield "deletion", start, end, new, ""
        yield "duplication", start, end, "", ""
        yield "duplication", start, end, old, ""
        yield from (("insertion", start, start + 1, "", bases) for bases in (new, old, near or "A"))
        turned = old.translate(str.maketrans("ACGT", "TGCA"))[::-1]
        yield from (
            ("delins", start, end, "", bases) for bases in (new, old, old + new, new + old, turned, old[:1] + "G")
        )
        yield "delins", start, end, old, old[:1] + new  # as in a VCF
        yield "inversion", start, end, "", ""
    for start in range(len(coding) - 15, len(coding)):  # repeats that go on to the stop codon, and beyond what is known
        for size in (1, 2, 3, 6):
            yield "insertion", start, start + 1, "", coding[start : start + size] or "A"
            yield "deletion", start, min(start + size, len(coding)), "", ""
            yield "delins", start, start, "", coding[start - 1] + (coding[start : start + size] or "T")
    yield "insertion", 100, 102, "", "A"
    yield "insertion", 100, 101, "", ""
    yield "deletion", 110, 100, "", ""
    yield "deletion", len(coding) - 5, len(coding) + 5, "", ""


@pytest.mark.parametrize("gene", GENES)
def test_several_bases(gene):
    named = total = 0
    for number, (kind, start, end, old, new) in enumerate(several_bases(gene)):
        change = NucleotideChange("c", kind, Position(start), Position(end), old, new)
        coding = Description("text", gene=gene, nucleotide=change)
        expected = outcome(by_rules, coding)
        assert outcome(normalize_description, coding) == expected, change
        total += 1
        named += _at_once(coding, None, None) is not None
        places = [place_of(gene, Position(base)) for base in (start, end)]
        if None in places or number % 5:
            continue
        for build in ("GRCh37", "GRCh38"):
            there = [Position(to_grch37(place) if build == "GRCh37" else place) for place in places]
            genomic = Description("text", nucleotide=NucleotideChange("g", kind, *there, old, new))
            assert outcome(normalize_description, genomic) == outcome(by_rules, genomic), change
            with_build = outcome(normalize_description, genomic, None, build)
            assert with_build == outcome(by_rules, genomic, None, build), change
    assert named > total / 2


@pytest.mark.parametrize("gene", GENES)
def test_deletions_from_exon_to_exon(gene):
    here = transcript(gene)
    exons = [exon for exon in here.exons if exon.last > 0]
    named = total = 0
    for number, exon in enumerate(exons[:-1]):
        for other in exons[number + 1 : number + 3]:
            for first in (*range(exon.last - 7, exon.last + 1), exon.first, exon.first + 1):
                for last in (*range(other.first, other.first + 7), other.last - 1, other.last, len(here.coding) - 3):
                    change = NucleotideChange("c", "deletion", Position(first), Position(last))
                    coding = Description("text", gene=gene, nucleotide=change)
                    assert outcome(normalize_description, coding) == outcome(by_rules, coding), change
                    total += 1
                    named += _at_once(coding, None, None) is not None
    assert named > total / 3


@pytest.mark.parametrize("option", [None, *GENES])
@pytest.mark.parametrize("build", [None, "GRCh37", "GRCh38"])
@pytest.mark.parametrize(
    "text",
    [
        "chr4:55593610:T:A",
        "chr4:54727443:T:A",
        "KIT chr4:55593610:T:A",
        "PDGFRA chr4:55593610:T:A",
        "chr4:55593609:G:A",
        "chr4:55593000:G:A",
        "chr4:1:G:A",
        "NC_000004.11:g.55593610T>A",
        "NC_000004.12:g.55593610T>A",
        "GRCh37 chr4:55593610:T:A",
        "NM_000222.2:c.1676T>A",
        "NM_000222.3:c.1676T>A",
        "NM_001093772.2:c.1664T>A",
        "KIT c.1676T>A p.V559D",
        "KIT exon 11 c.1676T>A",
        "KIT exon 9 V559D",
        "c.1676T>A",
        "V559D",
        "KIT c.1676T>C",
        "KIT c.1676A>C",
        "KIT c.1676+1T>A",
        "KIT c.*5T>A",
        "KIT c.-5T>A",
        "KIT c.1T>A",
        "KIT c.2930A>C",
    ],
)
def test_what_stands_around_a_change(text, option, build):
    try:
        (description,) = parse(text)
    except GistcliError:
        return
    assert outcome(normalize_description, description, option, build) == outcome(by_rules, description, option, build)


def texts():
    """A mixture of all kinds of changes."""
    draw = random.Random(7)
    found = []
    for gene in GENES:
        here = transcript(gene)
        for change in draw.sample([*substitutions(gene), *deletions(gene)], 1500):
            found.append(Description("text", gene=gene, protein=change))
        for _ in range(1500):
            start = draw.randrange(1, len(here.coding) - 40)
            kind = draw.choice(["deletion", "insertion", "delins", "duplication", "substitution"])
            end = start + {"insertion": 1, "substitution": 0}.get(kind, draw.randrange(0, 12))
            new = "".join(draw.choices("ACGT", k={"substitution": 1}.get(kind, draw.randrange(1, 10))))
            change = NucleotideChange(
                "c",
                kind,
                Position(start),
                Position(end),
                here.coding[start - 1] if kind == "substitution" else "",
                "" if kind in ("deletion", "duplication") else new,
            )
            found.append(Description("text", gene=gene, nucleotide=change))
    draw.shuffle(found)
    return found


def test_an_answer_that_others_are_like_is_the_answer_of_each():
    annotator = Annotator()
    alike = Alike(annotator.base)
    shared = 0
    for description in texts():
        try:
            normalized = normalize_description(description)
        except GistcliError:
            continue
        (answer,) = annotator.answers(Record("text", descriptions=(description,)))
        direct = answer_for("text", normalized, annotator.base, "advanced", annotator.version)
        assert answer == direct, description
        shared += alike.key(normalized.variant, normalized.respelled) is not None
    assert shared > 4000


@pytest.mark.parametrize("gene", GENES)
def test_an_answer_that_others_are_like_is_the_answer_of_each_codon(gene):
    protein = transcript(gene).protein
    annotator = Annotator()
    for start, first in enumerate(protein[1:-4], 2):
        for end in (start, start + 2):
            ends = (start, end, first, protein[end - 1])
            for change in (
                ProteinChange("deletion", *ends),
                ProteinChange("delins", *ends, "WC"),
                ProteinChange("substitution", start, start, first, first, "W" if first != "W" else "C"),
            ):
                description = Description("text", gene=gene, protein=change)
                (answer,) = annotator.answers(Record("text", descriptions=(description,)))
                normalized = normalize_description(description)
                assert answer == answer_for("text", normalized, annotator.base, "advanced", annotator.version), change
    assert 200 < len(annotator._known) < len(protein)


def test_what_has_an_entry_of_its_own_is_like_no_other():
    annotator = Annotator()
    alike = Alike(annotator.base)
    own = 0
    for gene, name in annotator.base.by_variant:
        try:
            normalized = normalize_description(parse(f"{gene}:{name}")[0])
        except GistcliError:
            continue
        if match(normalized.variant, annotator.base).scope == "exact":
            own += 1
            assert alike.key(normalized.variant, normalized.respelled) is None
    assert own > 50
