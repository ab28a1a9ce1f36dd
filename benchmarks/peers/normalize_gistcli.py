"""Parse and normalize each line, and write its canonical name: the reference is compared, no advice is looked up."""

import sys

from gistcli import normalize

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(f"{normalize(line.rstrip())}\n")
