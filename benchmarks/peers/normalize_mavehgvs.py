"""Parse each line with mavehgvs and write it in standard form: no reference is compared."""

import sys

from mavehgvs import Variant

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(f"{Variant(line.rstrip())}\n")
