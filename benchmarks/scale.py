"""Measure how cost grows from 10,000 to 10,000,000 records, and print the table of `docs/scale.md`.

    python -m benchmarks.scale

CPU time (user and system, start-up included) and peak memory of whole runs; medians of some rounds. The largest inputs
are the records of the one before ten times, so that chromosomes come again: nothing but the index needs their order.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks import data
from benchmarks.measure import Command, medians
from benchmarks.rows import gistcli

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=float, default=1.0, help="factor on the inputs (default: 1)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs (default: 3)")
    options = parser.parse_args()
    sizes = [max(1000, int(size * options.size)) for size in SIZES]
    print("| CPU seconds | " + " | ".join(f"{size:,}" for size in sizes) + " | a further million | peak memory |")
    print("|" + "---|" * (len(sizes) + 3))
    with tempfile.TemporaryDirectory() as folder:
        for kind, rows in (("vcf", VCF), ("maf", MAF)):
            paths = _inputs(Path(folder), kind, sizes)
            for title, extra in rows.items():
                _print(title, paths, sizes, extra, options.rounds)
            if kind == "vcf" and shutil.which("bgzip"):
                _print_packed(paths, sizes, options.rounds)
            for path in paths:
                path.unlink()


VCF = {"VCF, hits out": ["-f", "tsv"], "VCF, every record out": ["-f", "vcf"]}
MAF = {"MAF, hits out": ["--hits-only"], "MAF, every row out": []}
"""What is done -> the options for it."""


def _inputs(folder: Path, kind: str, sizes: list[int]) -> list[Path]:
    paths = [folder / f"{size}.{kind}" for size in sizes]
    for path, size in zip(paths[:-1], sizes[:-1], strict=True):
        (data.vcf if kind == "vcf" else data.maf)(path, size)
    with open(paths[-1], "wb") as target, open(paths[-2], "rb") as source:
        for time in range(sizes[-1] // sizes[-2]):
            source.seek(0)
            if time:
                while True:  # the header once
                    at = source.tell()
                    line = source.readline()
                    if not line.startswith((b"#", b"Hugo_Symbol")):
                        break
                source.seek(at)
            shutil.copyfileobj(source, target, 1 << 20)
    return paths


def _print(title: str, paths: list[Path], sizes: list[int], options: list[str], rounds: int) -> None:
    commands = {str(size): Command(gistcli("-i", path, *options)) for path, size in zip(paths, sizes, strict=True)}
    _print_row(title, commands, sizes, sizes, rounds)


def _print_packed(paths: list[Path], sizes: list[int], rounds: int) -> None:
    packed = {size: path.with_suffix(".gz") for path, size in zip(paths, sizes, strict=True) if size >= sizes[-2]}
    for size, path in packed.items():
        with open(path, "wb") as stream:
            subprocess.run(["bgzip", "-c", "-@", "2", f"{paths[sizes.index(size)]}"], stdout=stream, check=True)
    commands = {str(size): Command(gistcli("-i", path, "-f", "tsv")) for size, path in packed.items()}
    _print_row("VCF, bgzipped, no index, hits out", commands, sizes, list(packed), rounds)
    if shutil.which("tabix"):
        size = sizes[-2]  # the largest one is not sorted
        subprocess.run(["tabix", "-p", "vcf", str(packed[size])], check=True)
        command = {str(size): Command(gistcli("-i", packed[size], "-f", "tsv"))}
        _print_row("VCF, bgzipped, index, hits out", command, sizes, [size], rounds)
    for path in packed.values():
        path.unlink()


def _print_row(title: str, commands: dict[str, Command], sizes: list[int], done: list[int], rounds: int) -> None:
    costs = medians(commands, rounds)
    cells = [f"{costs[str(size)].seconds:.2f}" if size in done else "" for size in sizes]
    growth = ""
    if len(done) > 1:
        more = costs[str(done[-1])].seconds - costs[str(done[-2])].seconds
        growth = f"{more / (done[-1] - done[-2]) * 1e6:.2f} s"
    peak = max(cost.memory_mib for cost in costs.values())
    print(f"| {title} | {' | '.join(cells)} | {growth} | {peak:.0f} MiB |", flush=True)


if __name__ == "__main__":
    main()
