"""Measure gistcli against what else does the same work, and print one table of ratios.

Every ratio is between medians of CPU time (user and system) of one run, in which the commands took turns.
`--rows startup,list` chooses; `--size 0.1` makes the large inputs smaller; `--json FILE` keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import data
from benchmarks.measure import medians

SCRIPTS = Path(sysconfig.get_path("scripts"))
GISTCLI = str(SCRIPTS / "gistcli")
LARGE = 1_000_000
LIST = 100_000


class Row(NamedTuple):
    """One line of the table: commands by name, and the name of the one that counts as 1."""

    title: str
    base: str
    commands: dict[str, tuple[Sequence[str], Path | None]]
    rounds: int


def startup(folder: Path, size: float) -> Row:
    """A look-up of one variant, to a pipe, beside what any Python program costs."""
    return Row(
        "one variant, to a pipe",
        "python -c pass",
        {
            "python -c pass": ([sys.executable, "-c", "pass"], None),
            "python -c 'import click'": ([sys.executable, "-c", "import click"], None),
            "gistcli D842V": ([GISTCLI, "D842V"], None),
            "gistcli -f table D842V": ([GISTCLI, "-f", "table", "D842V"], None),
        },
        15,
    )


def list_of_descriptions(folder: Path, size: float) -> Row:
    """Mostly distinct descriptions, read, normalized, annotated and written."""
    path = folder / "list.txt"
    data.descriptions(path, int(LIST * size))
    return Row(
        f"{int(LIST * size):,} descriptions",
        "wc -l",
        {"wc -l": (["wc", "-l", str(path)], None), "gistcli -i list": ([GISTCLI, "-q", "-i", str(path)], None)},
        3,
    )


def vcf(folder: Path, size: float) -> Row:
    """A VCF of the whole genome: hits out, and every record out."""
    path = folder / "genome.vcf"
    data.vcf(path, int(LARGE * size))
    commands: dict[str, tuple[Sequence[str], Path | None]] = {
        "wc -l": (["wc", "-l", str(path)], None),
        "gistcli -f tsv": ([GISTCLI, "-q", "-i", str(path), "-f", "tsv"], None),
        "gistcli -f vcf": ([GISTCLI, "-q", "-i", str(path), "-f", "vcf"], None),
    }
    if shutil.which("bcftools"):
        commands["bcftools view -t"] = (["bcftools", "view", "-H", "-t", "chr4:54229097-54740715", str(path)], None)
    return Row(f"VCF, {int(LARGE * size):,} records", "wc -l", commands, 5)


def maf(folder: Path, size: float) -> Row:
    """A MAF of 45 columns: hits out, and every row out."""
    path = folder / "cohort.maf"
    data.maf(path, int(LARGE * size))
    return Row(
        f"MAF, {int(LARGE * size):,} rows of 45 columns",
        "wc -l",
        {
            "wc -l": (["wc", "-l", str(path)], None),
            "gistcli --hits-only": ([GISTCLI, "-q", "-i", str(path), "--hits-only"], None),
            "gistcli, all rows": ([GISTCLI, "-q", "-i", str(path)], None),
        },
        5,
    )


ROWS = {"startup": startup, "list": list_of_descriptions, "vcf": vcf, "maf": maf}


def main() -> None:
    """Run the rows that are asked for, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", default=",".join(ROWS), help="which, by comma (default: all)")
    parser.add_argument("--size", type=float, default=1.0, help="factor on the large inputs (default: 1)")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    figures = []
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    for name in options.rows.split(","):
        with tempfile.TemporaryDirectory() as folder:
            row = ROWS[name](Path(folder), options.size)
            costs = medians(row.commands, row.rounds)
        base = costs[row.base].seconds
        print(f"\n{row.title} (median of {row.rounds}; {row.base} = 1)")
        for command, cost in costs.items():
            ratio = cost.seconds / base
            print(f"  {command:28} {ratio:8.2f}x  {cost.seconds:9.3f} s  {cost.memory_mib:7.1f} MiB")
            figures.append(
                {"row": row.title, "command": command, "ratio": ratio, "seconds": cost.seconds, "mib": cost.memory_mib}
            )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
