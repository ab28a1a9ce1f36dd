"""Scan a MAF with csv.reader and write the rows of the two genes with csv.writer."""

import csv
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    writer = csv.writer(sys.stdout, delimiter="\t")
    for row in csv.reader(lines, delimiter="\t"):
        if row[0] in ("KIT", "PDGFRA"):
            writer.writerow(row)
