"""Read a MAF with pandas and write the rows of the two genes."""

import sys

import pandas

frame = pandas.read_csv(sys.argv[1], sep="\t", comment="#", dtype=str)
frame[frame["Hugo_Symbol"].isin(["KIT", "PDGFRA"])].to_csv(sys.stdout, sep="\t", index=False)
