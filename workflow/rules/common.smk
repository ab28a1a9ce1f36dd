import csv
import os
import re
import sys
from pathlib import PurePath

from snakemake.utils import validate

validate(config, "../schemas/config.schema.yaml")


def sheet(path):
    """Return the files of the sample sheet by the names of their samples, in its order."""
    with open(path, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader((line for line in stream if line.strip() and line[0] != "#"), delimiter="\t"))
    if not rows:
        raise WorkflowError(f"{path}: the sample sheet has no rows")
    paths = {}
    for row in rows:
        row = {name: value for name, value in row.items() if name and value is not None}
        validate(row, "../schemas/samples.schema.yaml")
        if row["sample"] in paths:
            raise WorkflowError(f"{path}: the sample {row['sample']} is named twice")
        paths[row["sample"]] = row["path"]
    return paths


PATHS = sheet(config["samples"])
SAMPLES = list(PATHS)

KEPT = (".csv", ".tsv", ".maf", ".txt")


def suffix():
    """Return how the names of the outputs end: for a table that comes back as it was, as those of the inputs do."""
    if config["format"] != "auto":
        return "." + config["format"]
    found = {PurePath(path.removesuffix(".gz")).suffix.lower() for path in PATHS.values()}
    return found.pop() if len(found) == 1 and found <= set(KEPT) else ".tsv"


SUFFIX = suffix()


wildcard_constraints:
    sample="|".join(map(re.escape, SAMPLES)),


def source(wildcards):
    """Return the file of a sample. One that is missing must fail its own job, not the whole workflow."""
    path = PATHS[wildcards.sample]
    return [path] if os.path.exists(path) else []


def sources(wildcards):
    return [path for path in PATHS.values() if os.path.exists(path)]


def bases():
    """Return the files of the knowledge base, so that a changed one runs all jobs again."""
    return [config[name] for name in ("kb", "overlay") if config[name]]


def reading():
    """Return the options that annotations and reports have in common."""
    named = ("setting", "build", "gene", "gene_column", "variant_column", "sample_column", "kb", "overlay")
    given = [f"--{name.replace('_', '-')}={config[name]}" for name in named if config[name]]
    return given + ([] if config["version"] else ["--no-version"])


def targets():
    wanted = expand("results/annotated/{sample}{suffix}", sample=SAMPLES, suffix=SUFFIX)
    if config["gather"]:
        wanted.append(f"results/all{SUFFIX}")
    if config["report"]:
        wanted.append("results/report.html")
    return wanted
