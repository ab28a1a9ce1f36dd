"""Scan a VCF with pysam and write the records in the two genes."""

import sys

import pysam
from hit_genes import holds

with pysam.VariantFile(sys.argv[1]) as records:
    for record in records:
        if record.chrom == "chr4" and holds(record.pos):
            sys.stdout.write(str(record))
