"""Parse each line with biocommons hgvs and write it in standard form: no reference is compared."""

import sys

from hgvs.parser import Parser

parse = Parser().parse_hgvs_variant
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(f"{parse(line.rstrip())}\n")
