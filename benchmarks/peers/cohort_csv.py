"""A cohort with csv.reader and csv.writer: look up the answer of each row in a dictionary, write both."""

import csv
import sys

COLUMNS = int(sys.argv[3])
answers = {}
with open(sys.argv[2], encoding="utf-8", newline="") as lines:
    for row in csv.reader(lines, delimiter="\t"):
        if len(row) > COLUMNS:
            answers[row[0], row[15]] = row[COLUMNS:]
with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for row in csv.reader(lines, delimiter="\t"):
        writer.writerow(row + answers[row[0], row[15]] if len(row) > 1 else row)
