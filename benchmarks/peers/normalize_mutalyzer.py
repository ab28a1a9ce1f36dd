"""Parse each line with the parser of Mutalyzer and write the type of what it found: no reference is compared."""

import sys

from mutalyzer_hgvs_parser import to_model

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(f"{to_model(line.rstrip())['type']}\n")
