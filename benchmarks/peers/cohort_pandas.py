"""A cohort with pandas: join the answers to the rows, write both."""

import sys

import pandas

COLUMNS = int(sys.argv[3])
KEYS = ["Hugo_Symbol", "HGVSp_Short"]
rows = pandas.read_csv(sys.argv[1], sep="\t", comment="#", dtype=str, keep_default_na=False)
answers = pandas.read_csv(sys.argv[2], sep="\t", comment="#", dtype=str, keep_default_na=False)
answers = answers[KEYS + list(answers.columns[COLUMNS:])].drop_duplicates(KEYS)
joined = rows.merge(answers, on=KEYS, how="left")
joined["gist_line"], joined["gist_sample"] = joined.index + 3, joined["Tumor_Sample_Barcode"]
joined.to_csv(sys.stdout, sep="\t", index=False)
