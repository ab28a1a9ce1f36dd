"""Seeded input for the benchmarks: the same bytes on every machine."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

from gistcli import normalize
from gistcli.model import GENES, Position
from gistcli.reference import place_of, to_grch37, transcript

SEED = 20261124
RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
THREE = dict(
    zip(
        RESIDUES,
        "Ala Cys Asp Glu Phe Gly His Ile Lys Leu Met Asn Pro Gln Arg Ser Thr Val Trp Tyr".split(),
        strict=True,
    )
)
MAF_COLUMNS = 45


def descriptions(path: Path, number: int, standard: Path | None = None) -> None:
    """Write distinct descriptions of KIT and PDGFRA, one a line, in the spellings that laboratories use.

    Protein and coding substitutions, deletions, insertions and deletion-insertions, and genomic substitutions in both
    builds; all have the residues and bases of the reference. Beyond some 100,000 a description may come again.

    Args:
        path: The file.
        number: How many.
        standard: A file for the same descriptions, line by line, in the standard form of HGVS with accessions,
            which programs for HGVS read as well.
    """
    draw = random.Random(SEED)
    seen: set[str] = set()
    with open(path, "w", encoding="ascii") as stream, open(standard or os.devnull, "w", encoding="ascii") as hgvs:
        for _ in range(number):
            for _attempt in range(20):
                spelling, name = _description(draw)
                if name not in seen:
                    break
            seen.add(name)
            stream.write(f"{spelling}\n")
            hgvs.write(f"{name}\n")


def _description(draw: random.Random) -> tuple[str, str]:
    """Return a description as a laboratory spells it, and in the standard form."""
    gene = draw.choice(GENES)
    here = transcript(gene)
    kind = draw.random()
    if kind < 0.68:
        first = draw.randrange(2, len(here.protein) - 32)
        if kind < 0.38:
            old, new = here.protein[first - 1], draw.choice(RESIDUES)
            while new == old:
                new = draw.choice(RESIDUES)
            change, standard = f"{old}{first}{new}", f"{THREE[old]}{first}{THREE[new]}"
        else:
            last = first + draw.randrange(1, 30)
            edit, letters = "del", ""
            if kind >= 0.6:
                edit = draw.choice(("ins", "delins"))
                # Not three: MET might be Met.
                letters = "".join(draw.choice(RESIDUES) for _ in range(draw.choice((1, 2, 4, 5))))
            if edit == "ins":
                last = first + 1
            ends = [(here.protein[codon - 1], codon) for codon in (first, last)]
            change = "_".join(f"{residue}{codon}" for residue, codon in ends) + edit + letters
            standard = "_".join(f"{THREE[residue]}{codon}" for residue, codon in ends) + edit
            standard += "".join(THREE[letter] for letter in letters)
        name = f"{here.protein_accession}:p.{standard}"
        spellings = (f"{gene} p.{change}", f"{gene} {change}", f"{gene}:p.{standard}", f"{gene} p.({standard})", name)
        return draw.choices(spellings, (50, 20, 10, 10, 10))[0], name
    first = draw.randrange(4, len(here.coding) - 33)
    base = here.coding[first - 1]
    new = draw.choice([other for other in "ACGT" if other != base])
    if kind < 0.83:
        change = f"c.{first}{base}>{new}"
    elif kind < 0.88:
        change = f"c.{first}_{first + draw.randrange(2, 30)}del"
    else:
        build = draw.choice(("37", "38"))
        place = place_of(gene, Position(first))
        assert place is not None
        position = to_grch37(place) if build == "37" else place
        name = f"NC_000004.{'11' if build == '37' else '12'}:g.{position}{base}>{new}"
        return draw.choice((f"chr4:{position}:{base}:{new}", f"4-{position}-{base}-{new}", name)), name
    name = f"{here.transcript}:{change}"
    return draw.choice((f"{gene} {change}", f"{gene}:{change}", name)), name


def vcf(path: Path, records: int, hits: int = 200) -> None:
    """Write a VCF (GRCh38) of a tumour and its normal tissue, as callers of somatic variants write them.

    The records lie all over the genome, some of them in the two genes, and have the fields of INFO and FORMAT that such
    a caller gives: some 300 bytes each.
    """
    fields = [
        ("INFO", "AS_FilterStatus", "A", "String"),
        ("INFO", "AS_SB_TABLE", "1", "String"),
        *(("INFO", name, "1", "Integer") for name in ("DP", "ECNT", "GERMQ")),
        *(("INFO", name, "R", "Integer") for name in ("MBQ", "MFRL", "MMQ")),
        ("INFO", "MPOS", "A", "Integer"),
        *(("INFO", name, "A", "Float") for name in ("NALOD", "NLOD", "POPAF", "TLOD")),
        ("FORMAT", "GT", "1", "String"),
        ("FORMAT", "AD", "R", "Integer"),
        ("FORMAT", "AF", "A", "Float"),
        ("FORMAT", "DP", "1", "Integer"),
        *(("FORMAT", name, "R", "Integer") for name in ("F1R2", "F2R1")),
        ("FORMAT", "SB", "4", "Integer"),
    ]
    _vcf(path, records, hits, fields, "NORMAL\tTUMOUR", _called)


def short_vcf(path: Path, records: int, hits: int = 200) -> None:
    """Write a VCF as `vcf` does, of records that have next to nothing beside the variant: some 45 bytes each."""
    fields = [("INFO", "DP", "1", "Integer"), ("INFO", "AF", "A", "Float"), ("FORMAT", "GT", "1", "String")]
    _vcf(path, records, hits, fields, "TUMOUR", _short)


def _called(draw: random.Random) -> str:
    """Return what stands behind ALT in a record of a caller."""
    whole, part = draw.randrange, draw.random
    depth, alternative = whole(20, 900), whole(3, 90)
    first, second = depth // 2 + whole(9), alternative // 2
    info = (
        f"AS_FilterStatus=SITE;AS_SB_TABLE={first},{depth - depth // 2}|{second},{alternative - second};DP={depth}"
        f";ECNT={whole(1, 4)};GERMQ={whole(30, 94)};MBQ={whole(28, 37)},{whole(20, 37)}"
        f";MFRL={whole(150, 240)},{whole(150, 240)}"
        f";MMQ=60,{whole(40, 61)};MPOS={whole(1, 60)};NALOD={part() * 2:.2f};NLOD={part() * 30:.2f};POPAF=6.00"
        f";TLOD={part() * 200:.2f}"
    )
    normal = f"0/0:{depth},0:{part() / 100:.3f}:{depth}:{first},0:{depth - first},0:{first},{depth - first},0,0"
    tumour = (
        f"0/1:{depth},{alternative}:{alternative / (depth + alternative):.3f}:{depth + alternative}:{first},{second}"
        f":{depth - first},{alternative - second}:{first},{depth - first},{second},{alternative - second}"
    )
    return f".\tPASS\t{info}\tGT:AD:AF:DP:F1R2:F2R1:SB\t{normal}\t{tumour}"


def _short(draw: random.Random) -> str:
    depth = draw.randrange(20, 900)
    return f"50\tPASS\tDP={depth};AF=0.{depth:03d}\tGT\t0/1"


def _vcf(
    path: Path,
    records: int,
    hits: int,
    fields: list[tuple[str, str, str, str]],
    samples: str,
    rest: Callable[[random.Random], str],
) -> None:
    draw = random.Random(SEED)
    spans = [(54229097, 54298247), (54657918, 54740715)]
    lengths = {f"chr{number}": 100_000_000 for number in range(1, 23)}
    lengths["chr4"] = 190_214_555
    per_chromosome = records // len(lengths)
    with open(path, "w", encoding="ascii") as stream:
        stream.write('##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description="All filters passed">\n')
        for name, length in lengths.items():
            stream.write(f"##contig=<ID={name},length={length}>\n")
        for column, name, number, kind in fields:
            stream.write(f'##{column}=<ID={name},Number={number},Type={kind},Description="As the caller gives it">\n')
        stream.write(f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n")
        for name, length in lengths.items():
            positions = [draw.randrange(1, length) for _ in range(per_chromosome)]
            if name == "chr4":
                positions = [
                    position for position in positions if not any(first <= position <= last for first, last in spans)
                ]
                lines = [(position, *_alleles(draw)) for position in positions]
                lines += _hits(draw, hits)
            else:
                lines = [(position, *_alleles(draw)) for position in positions]
            for position, reference, alternative in sorted(lines):
                stream.write(f"{name}\t{position}\t.\t{reference}\t{alternative}\t{rest(draw)}\n")


def _alleles(draw: random.Random) -> tuple[str, str]:
    reference = draw.choice("ACGT")
    return reference, draw.choice([base for base in "ACGT" if base != reference])


def _hits(draw: random.Random, number: int) -> list[tuple[int, str, str]]:
    found = []
    for _ in range(number):
        gene = draw.choice(GENES)
        coding = transcript(gene).coding
        base = draw.randrange(1, len(coding))
        place = place_of(gene, Position(base))
        assert place is not None
        found.append((place, coding[base - 1], draw.choice([other for other in "ACGT" if other != coding[base - 1]])))
    return found


def maf(path: Path, rows: int, hits: float = 0.0005) -> None:
    """Write a MAF whose rows are of other genes but for a small share."""
    draw = random.Random(SEED)
    genes = [f"GENE{number}" for number in range(20_000)]
    known = [("55593610", "T", "A", "c.1676T>A", "p.V559D"), ("55594258", "T", "C", "c.1961T>C", "p.V654A")]
    with open(path, "w", encoding="ascii") as stream:
        stream.write(_maf_header())
        for number in range(rows):
            if draw.random() < hits:
                position, reference, new, coding, protein = draw.choice(known)
                gene, chromosome = "KIT", "4"
            else:
                chromosome, position = str(draw.randrange(1, 23)), str(draw.randrange(1, 90_000_000))
                gene, reference, new, coding, protein = draw.choice(genes), "A", "G", "c.100A>G", "p.K34E"
            stream.write(_maf_row(number, gene, chromosome, position, reference, new, coding, protein))


def cohort(path: Path, rows: int, spellings: int = 2000) -> None:
    """Write a MAF whose rows are all of the two genes, of some number of variants, each as often as the next."""
    draw = random.Random(SEED)
    variants: dict[tuple[str, str], tuple[str, ...]] = {}
    while len(variants) < spellings:
        gene = draw.choice(GENES)
        here = transcript(gene)
        first = draw.randrange(4, len(here.coding) - 3)
        base = here.coding[first - 1]
        new = draw.choice([other for other in "ACGT" if other != base])
        place = place_of(gene, Position(first))
        assert place is not None
        change = f"c.{first}{base}>{new}"
        protein = f"p.{normalize(f'{here.transcript}:{change}').short}"
        variants.setdefault((gene, protein), (str(to_grch37(place)), base, new, change))
    chosen = list(variants.items())
    with open(path, "w", encoding="ascii") as stream:
        stream.write(_maf_header())
        for number in range(rows):
            key, (position, base, new, change) = chosen[number] if number < spellings else draw.choice(chosen)
            stream.write(_maf_row(number, key[0], "4", position, base, new, change, key[1]))


def _maf_header() -> str:
    names = [
        *(
            "Hugo_Symbol",
            "Entrez_Gene_Id",
            "Center",
            "NCBI_Build",
            "Chromosome",
            "Start_Position",
            "End_Position",
            "Strand",
        ),
        *("Variant_Classification", "Variant_Type", "Reference_Allele", "Tumor_Seq_Allele1", "Tumor_Seq_Allele2"),
        *("Tumor_Sample_Barcode", "HGVSc", "HGVSp_Short"),
    ]
    names += [f"column_{number}" for number in range(len(names), MAF_COLUMNS)]
    return "#version 2.4\n" + "\t".join(names) + "\n"


def _maf_row(
    number: int, gene: str, chromosome: str, position: str, reference: str, new: str, coding: str, protein: str
) -> str:
    place = f"{gene}\t1\t.\tGRCh37\t{chromosome}\t{position}\t{position}\t+"
    kind = f"Missense_Mutation\tSNP\t{reference}\t{reference}\t{new}"
    return f"{place}\t{kind}\tTUMOUR-{number % 5000:04d}\t{coding}\t{protein}{_FILLER}"


_FILLER = "\tvalue" * (MAF_COLUMNS - 16) + "\n"
