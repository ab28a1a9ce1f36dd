"""The floor of a cohort in Python: split each row, look up its answer in a dictionary, write both.

The second file tells the answers: rows of the same table, with the cells that gistcli adds. Line and sample differ from
row to row, and all else does not, so the bytes that come out are those of gistcli.
"""

import sys

COLUMNS = int(sys.argv[3])
answers = {}
with open(sys.argv[2], "rb") as lines:
    for line in lines:
        cells = line.split(b"\t")
        if cells[0] == b"Hugo_Symbol":
            header, place = b"\t".join(cells[COLUMNS:]), cells.index(b"gist_line")
        elif len(cells) > COLUMNS:
            answers[cells[0], cells[15]] = b"\t".join(cells[COLUMNS:place]), b"\t".join(cells[place + 2 :])
write = sys.stdout.buffer.write
with open(sys.argv[1], "rb") as lines:
    for number, line in enumerate(lines, 1):
        cells = line.split(b"\t")
        if len(cells) < 2:
            write(line)
        elif cells[0] == b"Hugo_Symbol":
            write(line[:-1] + b"\t" + header)
        else:
            before, after = answers[cells[0], cells[15]]
            write(b"%b\t%b\t%d\t%b\t%b" % (line[:-1], before, number, cells[13], after))
