"""A second reckoning, written apart from gistcli: plain, slow, and by whole sequences.

Coding sequences are edited as text, translated whole and compared whole; genomic positions are read from the table
below by adding. Nothing here calls gistcli except for the two sequences, which `test_reference` compares with their
digests. c. numbers and codons are 1-based, intervals include both ends; an insertion before base n is the empty
interval n, n - 1.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import settings

from gistcli.reference import transcript

GENES = ("KIT", "PDGFRA")
BUILDS = ("GRCh37", "GRCh38")
bounded = settings(max_examples=120, deadline=None)

# Coding part of each exon: exon, first and last c. number, first genomic position in GRCh37 and in GRCh38.
# The exon tables of SpliceAI (GENCODE 24 canonical, both builds) and of GeneFuse (GRCh37) agree on all of these.
CODING_EXONS = {
    "KIT": (
        (1, 1, 67, 55_524_182, 54_658_015),
        (2, 68, 337, 55_561_678, 54_695_512),
        (3, 338, 619, 55_564_450, 54_698_284),
        (4, 620, 756, 55_565_796, 54_699_630),
        (5, 757, 925, 55_569_890, 54_703_724),
        (6, 926, 1115, 55_573_264, 54_707_098),
        (7, 1116, 1231, 55_575_590, 54_709_424),
        (8, 1232, 1346, 55_589_750, 54_723_584),
        (9, 1347, 1540, 55_592_023, 54_725_857),
        (10, 1541, 1647, 55_593_384, 54_727_218),
        (11, 1648, 1774, 55_593_582, 54_727_416),
        (12, 1775, 1879, 55_593_989, 54_727_823),
        (13, 1880, 1990, 55_594_177, 54_728_011),
        (14, 1991, 2141, 55_595_501, 54_729_335),
        (15, 2142, 2233, 55_597_494, 54_731_328),
        (16, 2234, 2361, 55_598_037, 54_731_871),
        (17, 2362, 2484, 55_599_236, 54_733_070),
        (18, 2485, 2596, 55_602_664, 54_736_498),
        (19, 2597, 2696, 55_602_887, 54_736_721),
        (20, 2697, 2802, 55_603_341, 54_737_175),
        (21, 2803, 2931, 55_604_595, 54_738_429),
    ),
    "PDGFRA": (
        (2, 1, 49, 55_124_936, 54_258_769),
        (3, 50, 367, 55_127_262, 54_261_095),
        (4, 368, 628, 55_129_834, 54_263_667),
        (5, 629, 759, 55_131_086, 54_264_919),
        (6, 760, 931, 55_133_456, 54_267_289),
        (7, 932, 1121, 55_133_719, 54_267_552),
        (8, 1122, 1237, 55_136_800, 54_270_633),
        (9, 1238, 1364, 55_138_561, 54_272_394),
        (10, 1365, 1558, 55_139_704, 54_273_537),
        (11, 1559, 1653, 55_140_698, 54_274_531),
        (12, 1654, 1786, 55_141_008, 54_274_841),
        (13, 1787, 1891, 55_143_555, 54_277_388),
        (14, 1892, 2002, 55_144_063, 54_277_896),
        (15, 2003, 2156, 55_144_529, 54_278_362),
        (16, 2157, 2323, 55_146_483, 54_280_316),
        (17, 2324, 2439, 55_151_538, 54_285_371),
        (18, 2440, 2562, 55_152_008, 54_285_841),
        (19, 2563, 2674, 55_153_597, 54_287_430),
        (20, 2675, 2774, 55_154_966, 54_288_799),
        (21, 2775, 2880, 55_155_176, 54_289_009),
        (22, 2881, 3122, 55_156_480, 54_290_313),
        (23, 3123, 3270, 55_161_292, 54_295_125),
    ),
}
# The intron base before some exons, on the + strand (GRCh37 amplicon sequences): the G of the acceptor AG.
BASE_BEFORE_EXON = {("KIT", 9): "G", ("KIT", 11): "G", ("KIT", 18): "G", ("PDGFRA", 12): "G", ("PDGFRA", 18): "G"}

_ORDER = "TCAG"
_RESIDUES = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"  # NCBI table 1, in the order of its page
CODE = {
    a + b + c: _RESIDUES[16 * i + 4 * j + k]
    for i, a in enumerate(_ORDER)
    for j, b in enumerate(_ORDER)
    for k, c in enumerate(_ORDER)
}
THREE = {
    "A": "Ala",
    "C": "Cys",
    "D": "Asp",
    "E": "Glu",
    "F": "Phe",
    "G": "Gly",
    "H": "His",
    "I": "Ile",
    "K": "Lys",
    "L": "Leu",
    "M": "Met",
    "N": "Asn",
    "P": "Pro",
    "Q": "Gln",
    "R": "Arg",
    "S": "Ser",
    "T": "Thr",
    "V": "Val",
    "W": "Trp",
    "Y": "Tyr",
    "*": "Ter",
}
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def translate(bases: str) -> str:
    """Translate up to the first stop, which stands as ``*`` at the end; without a stop, to the last whole codon."""
    residues = "".join([CODE[bases[at : at + 3]] for at in range(0, len(bases) - 2, 3)])
    before, stop, _ = residues.partition("*")
    return before + stop


CODING = {gene: transcript(gene).coding for gene in GENES}
PROTEIN = {gene: translate(CODING[gene]) for gene in GENES}


def three(residues: str) -> str:
    """Spell one-letter residues with three letters."""
    return "".join(THREE[residue] for residue in residues)


def exon_of(gene: str, number: int) -> int:
    """Return the exon of a c. number."""
    return next(exon for exon, first, last, _, _ in CODING_EXONS[gene] if first <= number <= last)


def limits(gene: str, exon: int) -> tuple[int, int]:
    """Return the first and the last c. number of an exon."""
    return next((first, last) for other, first, last, _, _ in CODING_EXONS[gene] if other == exon)


def position(gene: str, number: int, build: str) -> int:
    """Return the genomic position of a c. number."""
    for _, first, last, grch37, grch38 in CODING_EXONS[gene]:
        if first <= number <= last:
            return (grch37 if build == "GRCh37" else grch38) + number - first
    raise ValueError(number)


class Edit(NamedTuple):
    """A replacement of bases or residues: those from `start` to `end` become `new`."""

    start: int
    end: int
    new: str

    def of(self, text: str) -> str:
        """Carry the edit out."""
        return text[: self.start - 1] + self.new + text[self.end :]


def smallest(old: str, new: str) -> Edit:
    """Return the smallest edit between two texts, and of several the one furthest to the right."""
    before = len(smallest_common(old, new))
    most = min(len(old), len(new)) - before
    after = len(smallest_common(old[::-1][:most], new[::-1][:most]))
    return Edit(before + 1, len(old) - after, new[before : len(new) - after])


def is_duplication(text: str, edit: Edit) -> bool:
    """Say whether an insertion repeats what stands before it."""
    length = len(edit.new)
    return edit.end < edit.start and text[edit.start - 1 - length : edit.start - 1] == edit.new


def protein_name(gene: str, edit: Edit, literal: bool = False) -> tuple[str, str]:
    """Write an edit of the protein, with one and with three letters; a repeat is a duplication unless `literal`."""
    protein, (start, end, new) = PROTEIN[gene], edit

    def place(write, first: int, last: int) -> str:
        text = f"{write(protein[first - 1])}{first}"
        return text if first == last else f"{text}_{write(protein[last - 1])}{last}"

    def name(write) -> str:
        if end < start:
            if not literal and is_duplication(protein, edit):
                return place(write, start - len(new), end) + "dup"
            return place(write, end, start) + "ins" + write(new)
        if not new:
            return place(write, start, end) + "del"
        if start == end and len(new) == 1:
            return place(write, start, end) + write(new)
        return place(write, start, end) + "delins" + write(new)

    return name(str), name(three)


def coding_name(gene: str, edit: Edit, literal: bool = False) -> str:
    """Write an edit of the coding sequence, without ``c.``."""
    return bases_name(CODING[gene], edit, lambda number: number, literal)


def bases_name(coding: str, edit: Edit, number, literal: bool = False) -> str:
    """Write an edit of bases; `number` turns c. numbers into the positions to write."""
    start, end, new = edit
    span = str(number(start)) if start == end else f"{number(start)}_{number(end)}"
    if end < start:
        if not literal and is_duplication(coding, edit):
            first = start - len(new)
            return (str(number(end)) if first == end else f"{number(first)}_{number(end)}") + "dup"
        return f"{number(end)}_{number(start)}ins{new}"
    if not new:
        return span + "del"
    if start == end and len(new) == 1:
        return f"{span}{coding[start - 1]}>{new}"
    return f"{span}delins{new}"


def consequence_of(gene: str, edit: Edit) -> tuple[str, str | None]:
    """Return the Sequence Ontology term and the one-letter name of an edit of the coding sequence inside one exon.

    The name is None where a new stop follows other new residues, or where the stop codon itself is lost: those have
    more than one name, and are tested by what they make of the protein.
    """
    old, bases = PROTEIN[gene], edit.of(CODING[gene])
    new = translate(bases)
    shift = (len(bases) - len(CODING[gene])) % 3
    if bases[:3] != "ATG":
        return "start_lost", "M1?"
    if new == old:
        return "synonymous_variant", None
    codon = len(smallest_common(old, new)) + 1
    if codon > len(new):  # all of it is read, and no stop comes
        return ("frameshift_variant" if shift else "stop_lost"), None
    was, becomes = old[codon - 1], new[codon - 1]
    grown = len(bases) - len(CODING[gene]) == 3 * (len(new) - len(old))
    if was == "*" and not (grown and new.endswith("*")):  # else residues stand before the old stop that were not there
        return "stop_lost", None
    if becomes == "*" and (shift or 3 * len(new) < len(bases)):
        return "stop_gained", f"{was}{codon}*"
    if shift:
        distance = str(len(new) - codon + 1) if new.endswith("*") else "?"
        return "frameshift_variant", f"{was}{codon}{becomes}fs*{distance}"
    if 3 * len(new) < len(bases):
        return "stop_gained", None
    if not (grown and new.endswith("*")):
        return "stop_lost", None
    change = smallest(old, new)
    net = len(new) - len(old)
    term = "inframe_insertion" if net > 0 else "inframe_deletion" if net < 0 else "missense_variant"
    return term, protein_name(gene, change)[0]


def smallest_common(one: str, other: str) -> str:
    """Return the common beginning of two texts, which is found by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return one[:low]


def protein_with(gene: str, change) -> str:
    """Carry a `ProteinChange` out, up to the first stop; frameshifts and uncertain proteins are not for here."""
    old = PROTEIN[gene]
    if change.kind == "synonymous":
        return old
    if change.kind == "insertion":
        new = Edit(change.end, change.start, change.inserted).of(old)
    elif change.kind == "duplication":
        new = Edit(change.end + 1, change.end, old[change.start - 1 : change.end]).of(old)
    elif change.kind in ("substitution", "deletion", "delins"):
        new = Edit(change.start, change.end, change.inserted).of(old)
    else:
        raise ValueError(change.kind)
    return new[: new.index("*") + 1] if "*" in new else new
