"""Seeded input for the benchmarks: the same bytes on every machine."""

from __future__ import annotations

import random
from pathlib import Path

SEED = 20261124
RESIDUES = "ACDEFGHIKLMNPQRSTVWY"


def descriptions(path: Path, number: int) -> None:
    """Write mostly distinct protein, coding and genomic descriptions of KIT and PDGFRA, one a line."""
    from gistcli.model import GENES, Position
    from gistcli.reference import place_of, to_grch37, transcript

    draw = random.Random(SEED)
    with open(path, "w", encoding="ascii") as stream:
        for _ in range(number):
            gene = draw.choice(GENES)
            here = transcript(gene)
            form = draw.random()
            if form < 0.6:
                codon = draw.randrange(2, len(here.protein))
                new = draw.choice(RESIDUES)
                stream.write(f"{gene} p.{here.protein[codon - 1]}{codon}{new}\n")
            elif form < 0.8:
                first = draw.randrange(2, len(here.protein) - 12)
                last = first + draw.randrange(1, 10)
                old = here.protein
                stream.write(f"{gene}:p.{old[first - 1]}{first}_{old[last - 1]}{last}del\n")
            else:
                number_of_base = draw.randrange(1, len(here.coding))
                base = here.coding[number_of_base - 1]
                new = draw.choice([other for other in "ACGT" if other != base])
                place = place_of(gene, Position(number_of_base)) or 0
                stream.write(
                    f"{here.transcript}:c.{number_of_base}{base}>{new}\n"
                    if form < 0.9
                    else f"chr4:{to_grch37(place)}:{base}:{new}\n"
                )


def vcf(path: Path, records: int, hits: int = 200) -> None:
    """Write a VCF (GRCh38) of records all over the genome, with some in the two genes."""
    draw = random.Random(SEED)
    spans = [(54229097, 54298247), (54657918, 54740715)]
    lengths = {f"chr{number}": 100_000_000 for number in range(1, 23)}
    lengths["chr4"] = 190_214_555
    per_chromosome = records // len(lengths)
    with open(path, "w", encoding="ascii") as stream:
        stream.write('##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description="All filters passed">\n')
        for name, length in lengths.items():
            stream.write(f"##contig=<ID={name},length={length}>\n")
        stream.write('##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">\n')
        stream.write('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
        stream.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n")
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
                depth = draw.randrange(20, 900)
                stream.write(
                    f"{name}\t{position}\t.\t{reference}\t{alternative}\t50\tPASS\tDP={depth};AF=0.{depth:03d}\tGT\t0/1\n"
                )


def _alleles(draw: random.Random) -> tuple[str, str]:
    reference = draw.choice("ACGT")
    return reference, draw.choice([base for base in "ACGT" if base != reference])


def _hits(draw: random.Random, number: int) -> list[tuple[int, str, str]]:
    from gistcli.model import GENES, Position
    from gistcli.reference import place_of, transcript

    found = []
    for _ in range(number):
        gene = draw.choice(GENES)
        coding = transcript(gene).coding
        base = draw.randrange(1, len(coding))
        place = place_of(gene, Position(base))
        assert place is not None
        found.append((place, coding[base - 1], draw.choice([other for other in "ACGT" if other != coding[base - 1]])))
    return found


def maf(path: Path, rows: int, columns: int = 45, hits: float = 0.0005) -> None:
    """Write a MAF whose rows are of other genes but for a small share."""
    draw = random.Random(SEED)
    header = [
        "Hugo_Symbol",
        "Entrez_Gene_Id",
        "Center",
        "NCBI_Build",
        "Chromosome",
        "Start_Position",
        "End_Position",
        "Strand",
        "Variant_Classification",
        "Variant_Type",
        "Reference_Allele",
        "Tumor_Seq_Allele1",
        "Tumor_Seq_Allele2",
        "Tumor_Sample_Barcode",
        "HGVSc",
        "HGVSp_Short",
    ]
    header += [f"column_{number}" for number in range(len(header), columns)]
    genes = [f"GENE{number}" for number in range(20_000)]
    filler = "\t".join(["value"] * (columns - 16))
    known = [("55593610", "T", "A", "c.1676T>A", "p.V559D"), ("55594258", "T", "C", "c.1961T>C", "p.V654A")]
    with open(path, "w", encoding="ascii") as stream:
        stream.write("#version 2.4\n" + "\t".join(header) + "\n")
        for number in range(rows):
            sample = f"TUMOUR-{number % 5000:04d}"
            if draw.random() < hits:
                position, reference, new, coding, protein = draw.choice(known)
                place = f"KIT\t3815\t.\tGRCh37\t4\t{position}\t{position}\t+"
                alleles = f"{reference}\t{reference}\t{new}"
            else:
                position, coding, protein = str(draw.randrange(1, 90_000_000)), "c.100A>G", "p.K34E"
                chromosome = draw.randrange(1, 23)
                place = f"{draw.choice(genes)}\t1\t.\tGRCh37\t{chromosome}\t{position}\t{position}\t+"
                alleles = "A\tA\tG"
            stream.write(f"{place}\tMissense_Mutation\tSNP\t{alleles}\t{sample}\t{coding}\t{protein}\t{filler}\n")
