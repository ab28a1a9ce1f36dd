"""The floor of VCF in and VCF out: each line is looked at and written."""

import sys

write = sys.stdout.buffer.write
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        if line.startswith(b"chr4\t"):
            line = line[:-1] + b"\n"
        write(line)
