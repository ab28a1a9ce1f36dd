"""Scan a VCF with cyvcf2 and write the records in the two genes."""

import sys

from cyvcf2 import VCF
from hit_genes import holds

for record in VCF(sys.argv[1]):
    if record.CHROM == "chr4" and holds(record.POS):
        sys.stdout.write(str(record))
