"""A cohort with csv.reader and csv.writer: look up the answer of each row in a dictionary, write both."""

import csv
import sys

COLUMNS = int(sys.argv[3])
answers = {}
with open(sys.argv[2], encoding="utf-8", newline="") as lines:
    for row in csv.reader(lines, delimiter="\t"):
        if row[0] == "Hugo_Symbol":
            header, place = row[COLUMNS:], row.index("gist_line")
        elif len(row) > COLUMNS:
            answers[row[0], row[15]] = row[COLUMNS:place], row[place + 2 :]
with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    reader = csv.reader(lines, delimiter="\t")
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for row in reader:
        if len(row) < 2:
            writer.writerow(row)
        elif row[0] == "Hugo_Symbol":
            writer.writerow(row + header)
        else:
            before, after = answers[row[0], row[15]]
            writer.writerow([*row, *before, reader.line_num, row[13], *after])
