"""The equivalence table: all spellings of a hot spot come to one variant.

Each hot spot is given by its one-letter name and by one change of the coding sequence that makes it. From these two the
spellings are made by the rules below, with positions from the exon table of `plain`: nothing of gistcli writes what
gistcli then reads. Legacy spellings are listed one by one.
"""

import re
from typing import NamedTuple

import plain
import pytest
from plain import CODING, PROTEIN, Edit

from gistcli.errors import GistcliError
from gistcli.normalize import normalize

ACCESSIONS = {
    "KIT": (["NM_000222.3", "NM_000222", "ENST00000288135.10"], ["NP_000213.1", "NP_000213", "ENSP00000288135.6"]),
    "PDGFRA": (["NM_006206.6", "NM_006206", "ENST00000257290.10"], ["NP_006197.1", "NP_006197", "ENSP00000257290.5"]),
}
WITHOUT_GNNK = (["NM_001093772.1", "ENST00000412167"], ["NP_001087241.1"])
ALIAS = {"KIT": "c-KIT", "PDGFRA": "PDGFR-alpha"}
GENOME = {"GRCh37": "NC_000004.11", "GRCh38": "NC_000004.12"}


class Hotspot(NamedTuple):
    """A hot spot: `short` is its canonical name, `edit` makes it, `legacy` are spellings that reports have used."""

    gene: str
    short: str
    edit: Edit
    legacy: tuple[str, ...] = ()


def substitution(gene, short, number, base, *legacy):
    return Hotspot(gene, short, Edit(number, number, base), legacy)


def deletion(gene, short, start, end, *legacy):
    return Hotspot(gene, short, Edit(start, end, ""), legacy)


def replacement(gene, short, start, end, new, *legacy):
    return Hotspot(gene, short, Edit(start, end, new), legacy)


HOTSPOTS = [
    deletion("KIT", "D419del", 1255, 1257, "KIT delD419", "KIT del419", "KIT exon 8 D419del", "KIT p.Asp419delAsp"),
    replacement(
        "KIT", "T417_D419delinsY", 1249, 1255, "T", "KIT TYD417-419Y", "KIT T417_D419>Y", "T417_D419delTYDinsY"
    ),
    replacement(
        "KIT", "Y418_D419insFF", 1255, 1254, "TTTTTT", "Y418_D419>YFFD", "KIT 418_419insFF", "KIT Y418_D419ins FF"
    ),
    replacement(
        "KIT",
        "A502_Y503dup",
        1510,
        1509,
        "GCCTAT",
        "AY502-503dup",
        "AY502_503dup",
        "KIT dup AY 502-503",
        "A502_Y503dupAY",
        "p.Ala502_Tyr503dupAlaTyr",
        "S501_A502insAY",
        "A502_Y503insYA",
        "Y503_F504insAY",
        "KIT exon 9 p.Y503_F504insAY",
        "KIT c.1504_1509dupGCCTAT",
        "KIT c.1504_1509dup6",
        "KIT 502_503dup",
    ),
    replacement("KIT", "F506_F508dup", 1525, 1524, "TTTGCATTT", "FAF506-508dup", "KIT 506_508dup", "F508_K509insFAF"),
    substitution("KIT", "M541L", 1621, "C", "MET541LEU", "KIT exon 10 M541L", "KIT 1621A>C"),
    deletion(
        "KIT",
        "K550_K558del",
        1648,
        1674,
        "KIT del550-558",
        "KIT 550_558del",
        "delKPMYEVQWK550-558",
        "KPMYEVQWK550-558del",
        "K550-K558del",
    ),
    deletion("KIT", "P551_E554del", 1651, 1662, "KIT del551-554", "KIT DEL_551-554", "PMYE551-554del", "P551-E554del"),
    deletion(
        "KIT", "P551_K558del", 1651, 1674, "K550_W557del", "KIT del551-558", "KIT del550-557", "KPMYEVQW550-557del"
    ),
    deletion("KIT", "Q556_V560del", 1666, 1680, "V555_V559del", "KIT del556-560", "KIT DEL_555-559", "delVQWKV555-559"),
    deletion("KIT", "E554_K558del", 1660, 1674, "KIT DEL_554-558", "KIT del554-558", "EVQWK554-558del", "E554-K558del"),
    deletion(
        "KIT",
        "W557_K558del",
        1669,
        1674,
        "delWK557-558",
        "del WK557-558",
        "KIT del557-558",
        "KIT DEL_557-558",
        "W557_K558delWK",
        "WK557-558del",
        "WK557_558del",
        "W557-K558del",
        "p.W557_K558del2",
        "W557_K558 del",
        "KIT exon 11 del557-558",
        "KIT c.1669_1674delTGGAAG",
        "KIT c.1669_1674del6",
        "KIT c.1669del6",
        "KIT 1669_1674del",
    ),
    substitution("KIT", "W557R", 1669, "C", "TRP557ARG", "KIT 1669T>C"),
    substitution("KIT", "W557G", 1669, "G", "TRP557GLY", "KIT W557G (exon 11)"),
    replacement("KIT", "K558delinsNP", 1674, 1674, "TCCT", "K558NP", "K558>NP", "K558delKinsNP", "p.Lys558AsnPro"),
    substitution("KIT", "V559D", 1676, "A", "VAL559ASP", "KIT exon 11 V559D", "KIT 1676T>A", "KIT c.T1676A"),
    substitution("KIT", "V559A", 1676, "C", "VAL559ALA"),
    substitution("KIT", "V559G", 1676, "G", "VAL559GLY"),
    substitution("KIT", "V560D", 1679, "A", "VAL560ASP", "KIT 1679T>A"),
    substitution("KIT", "V560G", 1679, "G", "VAL560GLY"),
    deletion(
        "KIT",
        "V560del",
        1679,
        1681,
        "V559del",
        "KIT del559",
        "KIT del560",
        "delV559",
        "delV560",
        "V560delV",
        "KIT 559del",
        "p.Val559delVal",
        "KIT c.1676_1678del",
        "KIT c.1675_1677delGTT",
    ),
    substitution("KIT", "L576P", 1727, "C", "LEU576PRO", "KIT 1727T>C"),
    deletion("KIT", "D579del", 1735, 1737, "KIT del579", "delD579", "D579delD"),
    deletion(
        "KIT", "H580_W582del", 1738, 1746, "P577_W582delinsPYD", "KIT del580-582", "HKW580-582del", "KIT P577_W582>PYD"
    ),
    substitution("KIT", "Y578C", 1733, "G", "TYR578CYS"),
    substitution("KIT", "K642E", 1924, "G", "LYS642GLU", "KIT exon 13 K642E"),
    substitution("KIT", "V654A", 1961, "C", "VAL654ALA", "KIT exon 13 V654A", "KIT 1961T>C"),
    substitution("KIT", "T670I", 2009, "T", "THR670ILE", "KIT exon 14 T670I"),
    substitution("KIT", "C809G", 2425, "G"),
    substitution("KIT", "D816V", 2447, "T", "ASP816VAL", "Asp816Val", "KIT 2447A>T"),
    substitution("KIT", "D816H", 2446, "C", "ASP816HIS"),
    substitution("KIT", "D820Y", 2458, "T", "ASP820TYR"),
    substitution("KIT", "D820G", 2459, "G"),
    substitution("KIT", "N822K", 2466, "A", "ASN822LYS"),
    substitution("KIT", "N822H", 2464, "C"),
    substitution("KIT", "Y823D", 2467, "G", "TYR823ASP"),
    substitution("KIT", "A829P", 2485, "C", "ALA829PRO", "KIT exon 18 A829P"),
    replacement("PDGFRA", "R560_V561insER", 1681, 1680, "GAACGC", "PDGFRA 560_561insER", "PDGFRA ins ER 560-561"),
    substitution("PDGFRA", "V561D", 1682, "A", "VAL561ASP", "PDGFRA exon 12 V561D"),
    replacement("PDGFRA", "S566_E571delinsR", 1696, 1713, "CGC", "PDGFRA S566_E571>R", "SPDGHE566-571R"),
    substitution("PDGFRA", "N659K", 1977, "G", "PDGFRA exon 14 N659K"),
    replacement("PDGFRA", "R841_D842delinsKI", 2522, 2525, "AAAT", "RD841-842KI", "RD841_842KI", "R841_D842>KI"),
    substitution("PDGFRA", "D842V", 2525, "T", "ASP842VAL", "PDGFRA exon 18 D842V", "PDGFRα D842V", "PDGFRA 2525A>T"),
    substitution("PDGFRA", "D842Y", 2524, "T", "ASP842TYR"),
    replacement("PDGFRA", "D842I", 2524, 2525, "AT", "ASP842ILE", "PDGFRA c.2524_2525GA>AT", "PDGFRA c.2524GA>AT"),
    replacement("PDGFRA", "D842_I843delinsVM", 2525, 2529, "TCATG", "DI842-843VM", "DI842_843VM", "D842_I843>VM"),
    replacement("PDGFRA", "D842_I843delinsIM", 2524, 2529, "ATTATG", "DI842-843IM", "D842_I843delDIinsIM"),
    deletion("PDGFRA", "I843del", 2527, 2529, "PDGFRA del843", "delI843", "PDGFRA 843del"),
    deletion(
        "PDGFRA",
        "I843_D846del",
        2527,
        2538,
        "D842_H845del",
        "D842-H845del",
        "p.DIMH842_845del",
        "DIMH842-845del",
        "delDIMH842-845",
        "IMHD843-846del",
        "PDGFRA del843-846",
        "PDGFRA DEL_842-845",
        "PDGFRA c.2524_2535del",
        "PDGFRA c.2526_2537delCATCATGCATGA",
    ),
    replacement("PDGFRA", "I843_S847delinsM", 2527, 2541, "ATG", "IMHDS843-847M", "PDGFRA I843_S847>M"),
    replacement("PDGFRA", "H845_N848delinsP", 2533, 2544, "CCC", "HDSN845-848P", "PDGFRA H845_N848>P"),
    deletion("PDGFRA", "M844_S847del", 2530, 2541, "MHDS844-847del", "PDGFRA del844-847"),
    substitution("PDGFRA", "D846Y", 2536, "T", "ASP846TYR"),
    substitution("PDGFRA", "Y849C", 2546, "G"),
]


# --- rules


def cases(one, three):
    """Return a protein change in its usual spellings; `one` and `three` are its one-letter and three-letter names."""
    return [
        one,
        f"p.{one}",
        f"p.({one})",
        f"p.{three}",
        f"p.({three})",
        three,
        three.lower(),
        f"p.{three.upper()}",
        one.lower(),
    ]


def protein_edits(hotspot):
    """Return every way to say the hot spot's protein as one change within three residues of the smallest."""
    old = PROTEIN[hotspot.gene]
    new = plain.translate(hotspot.edit.of(CODING[hotspot.gene]))
    smallest = plain.smallest(old, new)
    found = []
    low, high = max(2, smallest.start - 14), smallest.end + 4
    for start in range(low, high + 1):
        for end in range(start - 1, high + 1):
            tail = len(old) - end
            candidate = Edit(start, end, new[start - 1 : len(new) - tail])
            if len(new) - tail < start - 1 or candidate.of(old) != new:
                continue
            size = (end - start + 1) + len(candidate.new)
            least = (smallest.end - smallest.start + 1) + len(smallest.new)
            if size == least or (size == least + 2 and end >= start and candidate.new):  # shifted; one residue kept
                found.append(candidate)
    return found


def coding_edits(hotspot):
    """Return the changes of the coding sequence that make this DNA: shifted ones, and those that keep one base."""
    coding = CODING[hotspot.gene]
    new = hotspot.edit.of(coding)
    first, last = plain.limits(hotspot.gene, plain.exon_of(hotspot.gene, hotspot.edit.start))
    smallest = plain.smallest(coding, new)
    least = (smallest.end - smallest.start + 1) + len(smallest.new)
    found = []
    for start in range(max(first, smallest.start - 16), smallest.start + 2):
        for end in range(start - 1, min(last, smallest.end + 3) + 1):
            tail = len(coding) - end
            candidate = Edit(start, end, new[start - 1 : len(new) - tail])
            if len(new) - tail < start - 1 or candidate.of(coding) != new:
                continue
            size = (end - start + 1) + len(candidate.new)
            if size == least or (size == least + 2 and end >= start):
                found.append(candidate)
    return found


def same_residue(hotspot):
    """Return the other single bases that make the same substitution of a residue."""
    coding, (start, end, new) = CODING[hotspot.gene], hotspot.edit
    if start != end or len(new) != 1:
        return []
    wanted = plain.translate(hotspot.edit.of(coding))
    codon = 3 * ((start - 1) // 3) + 1
    others = [
        Edit(number, number, base)
        for number in range(codon, codon + 3)
        for base in "ACGT"
        if base != coding[number - 1]
    ]
    return [other for other in others if other != hotspot.edit and plain.translate(other.of(coding)) == wanted]


def whole_codon(hotspot):
    """Return a substitution written as the replacement of its whole codon."""
    start, end, new = hotspot.edit
    if start != end or len(new) != 1:
        return []
    codon = 3 * ((start - 1) // 3) + 1
    return [Edit(codon, codon + 2, hotspot.edit.of(CODING[hotspot.gene])[codon - 1 : codon + 2])]


def fits_only_one_gene(gene, start, end):
    """Say whether the residues at the ends of a range tell the gene."""
    other = "PDGFRA" if gene == "KIT" else "KIT"
    return any(PROTEIN[other][codon - 1] != PROTEIN[gene][codon - 1] for codon in {start, end})


def protein_spellings(hotspot):
    gene = hotspot.gene
    canonical = plain.smallest(PROTEIN[gene], plain.translate(hotspot.edit.of(CODING[gene])))
    exon = plain.exon_of(gene, hotspot.edit.start)
    for edit in protein_edits(hotspot):
        place = sorted((edit.start, edit.end))
        for literal in (False, True):
            one, three = plain.protein_name(gene, edit, literal)
            if len(edit.new) == 3 and edit.end < edit.start and literal:
                texts = [three, f"p.({three})", one]
            elif edit == canonical:
                texts = cases(one, three)
            else:
                texts = [one, f"p.{three}", f"p.({one})"]
            yield from (f"{gene} {text}" for text in texts)
            if fits_only_one_gene(gene, *place):
                yield from texts
            if edit != canonical:
                continue
            for text in (f"p.{one}", f"p.{three}", f"p.({three})"):
                yield f"{gene}:{text}"
                yield f"{ALIAS[gene]} {text}"
                yield f"{gene} exon {exon} {text}"
                yield f"{gene} (exon {exon}) {text}"
                yield from (f"{accession}:{text}" for accession in ACCESSIONS[gene][1])
            if gene == "KIT" and place[0] >= 514:
                yield from (
                    f"{accession}:p.{without_gnnk(name)}" for accession in WITHOUT_GNNK[1] for name in (one, three)
                )


def without_gnnk(name):
    """Lower the codons of a name by the four of GNNK."""
    return re.sub(r"\d+", lambda match: str(int(match[0]) - 4), name)


def dna_spellings(hotspot):
    gene, coding = hotspot.gene, CODING[hotspot.gene]
    short = hotspot.short
    for edit in [*coding_edits(hotspot), *same_residue(hotspot), *whole_codon(hotspot)]:
        for literal in (False, True):
            name = plain.coding_name(gene, edit, literal)
            yield f"{gene} c.{name}"
            yield f"{gene}:c.{name}"
            yield from (f"{accession}:c.{name}" for accession in ACCESSIONS[gene][0])
            yield f"{ACCESSIONS[gene][0][0]}({gene}):c.{name} (p.{short})"
            if gene == "KIT" and min(edit.start, edit.end) >= 1541:
                for accession in WITHOUT_GNNK[0]:
                    yield f"{accession}:c.{plain.bases_name(coding, edit, lambda number: number - 12, literal)}"
            for build in plain.BUILDS:
                genomic = plain.bases_name(
                    coding, edit, lambda number, build=build: plain.position(gene, number, build), literal
                )
                yield f"{GENOME[build]}:g.{genomic}"
                yield f"chr4:g.{genomic}"
        for build in plain.BUILDS:
            yield from alleles(hotspot, edit, build)


def alleles(hotspot, edit, build):
    """Write an edit as alleles of a VCF record: as it is where both alleles have bases, else with the base before."""
    gene, coding = hotspot.gene, CODING[hotspot.gene]
    removed = coding[edit.start - 1 : edit.end]
    pairs = []
    if removed and edit.new:
        pairs.append((plain.position(gene, edit.start, build), removed, edit.new))
    exon = plain.exon_of(gene, edit.start)
    at_edge = edit.start == plain.limits(gene, exon)[0]
    before = plain.BASE_BEFORE_EXON[gene, exon] if at_edge else coding[edit.start - 2]
    if not (removed and edit.new):
        pairs.append((plain.position(gene, edit.start, build) - 1, before + removed, before + edit.new))
    for position, reference, alternative in pairs:
        yield f"chr4:{position}:{reference}:{alternative}"
        yield f"4-{position}-{reference}-{alternative}"
        yield f"chr4:{position} {reference}>{alternative}"


def spellings(hotspot):
    """Return all spellings of a hot spot, each once."""
    return list(dict.fromkeys([*hotspot.legacy, *protein_spellings(hotspot), *dna_spellings(hotspot)]))


TABLE = {hotspot: spellings(hotspot) for hotspot in HOTSPOTS}


def canonical_name(hotspot):
    old = PROTEIN[hotspot.gene]
    edit = plain.smallest(old, plain.translate(hotspot.edit.of(CODING[hotspot.gene])))
    return plain.protein_name(hotspot.gene, edit)


each_hotspot = pytest.mark.parametrize(
    "hotspot", [pytest.param(hotspot, id=f"{hotspot.gene} {hotspot.short}") for hotspot in HOTSPOTS]
)


@each_hotspot
def test_the_change_of_dna_makes_the_hot_spot(hotspot):
    assert canonical_name(hotspot)[0] == hotspot.short


def result_of(text):
    try:
        return str(normalize(text))
    except GistcliError as error:
        return f"{error.code}: {error.problem}"


@each_hotspot
def test_every_spelling_comes_to_its_hot_spot(hotspot):
    expected = f"{hotspot.gene}:p.{canonical_name(hotspot)[1]}"
    found = {text: result_of(text) for text in TABLE[hotspot]}
    assert {text: result for text, result in found.items() if result != expected} == {}


def test_size_of_the_table():
    assert len(HOTSPOTS) >= 30
    assert len({hotspot.short for hotspot in HOTSPOTS}) == len(HOTSPOTS)
    assert sum(len(texts) for texts in TABLE.values()) >= 600
    assert min(len(texts) for texts in TABLE.values()) >= 40
    assert sum(len(hotspot.legacy) for hotspot in HOTSPOTS) >= 100
