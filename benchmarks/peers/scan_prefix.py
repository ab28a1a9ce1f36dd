"""The floor of a scan of a VCF in Python: the beginning of each line, and the position of those of chromosome 4."""

import sys

from hit_genes import holds

with open(sys.argv[1], "rb") as lines:
    for line in lines:
        if line.startswith(b"chr4\t") and holds(int(line[5 : line.index(b"\t", 5)])):
            sys.stdout.buffer.write(line)
