"""Parse each line with hgvs-weaver and write it in standard form: no reference is compared."""

import sys

from weaver import parse

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(f"{parse(line.rstrip()).format()}\n")
