"""The floor of a cohort in Python: split each row, look up its answer in a dictionary, write both.

The second file tells the answers: rows of the same table, with the cells that gistcli adds. They are those that all
commands of this row write, so that the bytes that come out are the same.
"""

import sys

COLUMNS = int(sys.argv[3])
answers = {}
with open(sys.argv[2], "rb") as lines:
    for line in lines:
        cells = line.split(b"\t")
        if len(cells) > COLUMNS:
            answers[cells[0], cells[15]] = b"\t" + b"\t".join(cells[COLUMNS:])
write = sys.stdout.buffer.write
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        cells = line.split(b"\t")
        if len(cells) > 1:
            write(line[:-1] + answers[cells[0], cells[15]])
        else:
            write(line)
