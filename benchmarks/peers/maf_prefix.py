"""The floor of a scan of a MAF in Python: the beginning of each line."""

import sys

with open(sys.argv[1], "rb") as lines:
    for line in lines:
        if line.startswith((b"KIT\t", b"PDGFRA\t")):
            sys.stdout.buffer.write(line)
