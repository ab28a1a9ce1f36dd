"""What was measured, on what machine, with what versions; kept as JSON."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution, version
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import Command, Cost, medians
from benchmarks.rows import MissingError, Row, Target, missing

ABSENT = "not installed"
PACKAGES = (
    *("gistcli", "click", "rich", "biopython", "isal", "hgvs-weaver", "mavehgvs", "hgvs", "mutalyzer-hgvs-parser"),
    *("pysam", "cyvcf2", "vcfpy", "pandas", "polars"),
)
PROGRAMS = ("bcftools", "wc", "gzip")


class Measured(NamedTuple):
    """A command of a row; without figures where it is not installed.

    Attributes:
        name: As in the row.
        seconds: Median of its CPU time.
        ratio: That, a line of the input, to the same of the base of the row.
        per_second: Lines of the input in a second of CPU time.
        memory_mib: Its highest peak of memory.
    """

    name: str
    seconds: float | None = None
    ratio: float | None = None
    per_second: float | None = None
    memory_mib: float | None = None


class Held(NamedTuple):
    """A target, the figure beside it, and whether it is met; None where it cannot be told."""

    command: str
    wanted: str
    found: str
    met: bool | None


class Result(NamedTuple):
    """A row with its figures; `missing` says why it has none."""

    title: str
    base: str
    rounds: int
    measured: list[Measured]
    targets: list[Held]
    missing: str = ""


class Figures(NamedTuple):
    """All rows of a run, by name, with the machine and the versions."""

    machine: str
    versions: dict[str, str]
    size: float
    rows: dict[str, Result]

    @staticmethod
    def read(path: Path) -> Figures:
        """Read what `write` wrote."""
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        rows = {
            name: Result(**{**row, "measured": _all(Measured, row["measured"]), "targets": _all(Held, row["targets"])})
            for name, row in found.pop("rows").items()
        }
        return Figures(**found, rows=rows)

    def write(self, path: Path) -> None:
        """Write JSON."""
        rows = {
            name: {
                **row._asdict(),
                "measured": [line._asdict() for line in row.measured],
                "targets": [target._asdict() for target in row.targets],
            }
            for name, row in self.rows.items()
        }
        path.write_text(json.dumps({**self._asdict(), "rows": rows}, indent=1) + "\n", encoding="utf-8")

    def over(self, earlier: Figures) -> Figures:
        """Return these, and the rows that only an earlier run has, in the order of that."""
        return self._replace(rows={**earlier.rows, **self.rows})


def measured(make: Callable[[Path, float], Row], folder: Path, size: float, rounds: int | None = None) -> Result:
    """Make the input of a row in a folder, run its commands, and return the figures."""
    try:
        row = make(folder, size)
    except MissingError as error:
        return Result((make.__doc__ or "").strip().rstrip("."), "", 0, [], [], str(error))
    present = {name: command for name, command in row.commands.items() if not missing(command.needs)}
    costs = medians(present, rounds or row.rounds, folder)
    lines = [_line(name, command, costs, row) for name, command in row.commands.items()]
    return Result(row.title, row.base, rounds or row.rounds, lines, [_held(target, lines) for target in row.targets])


def here(size: float) -> Figures:
    """Return figures without rows, of this machine and what is installed."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {python}"
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ABSENT
    for name in PROGRAMS:
        try:
            told = subprocess.run([name, "--version"], capture_output=True, text=True).stdout.splitlines()
        except OSError:
            found[name] = ABSENT
        else:
            found[name] = told[0].split()[-1] if told else "of unknown version"
    return Figures(machine, found, size, {})


def warnings() -> list[str]:
    """Return what makes the figures of this run other than those of an ordinary installation."""
    try:
        installed = distribution("gistcli")
    except PackageNotFoundError:
        return ["gistcli is not installed here: `pip install .`"]
    told = []
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        told.append("gistcli is installed in editable mode, which makes its start-up slower: `pip install .`")
    for path in sorted((Path(__file__).parents[1] / "gistcli").rglob("*.py")):
        name = path.relative_to(Path(__file__).parents[1])
        copy = Path(str(installed.locate_file(str(name))))
        if not told and (not copy.exists() or copy.read_bytes() != path.read_bytes()):
            told.append(f"what is installed is not this checkout ({name} differs): `pip install .`")
    return told


def _line(name: str, command: Command, costs: dict[str, Cost], row: Row) -> Measured:
    cost = costs.get(name)
    if cost is None:
        return Measured(name)
    items = command.items or row.items
    base = costs.get(row.base)
    ratio = None
    if base is not None:
        base_items = row.commands[row.base].items or row.items
        ratio = cost.seconds * (base_items or 1) / (base.seconds * (items or 1))
    return Measured(name, cost.seconds, ratio, items / cost.seconds if items else None, cost.memory_mib)


def _held(target: Target, lines: list[Measured]) -> Held:
    """Compare a figure with what is wanted."""
    by_name = {line.name: line for line in lines}
    line, base = by_name[target.command], by_name.get(target.base)
    if target.memory_mib:
        return _judged(target, f"under {target.memory_mib:g} MiB", line.memory_mib, "{:.1f} MiB", target.memory_mib)
    if target.memory_at_most:
        wanted = f"at most {target.memory_at_most:g}x the peak of {target.base}"
        found = _divided(line.memory_mib, base and base.memory_mib)
        return _judged(target, wanted, found, "{:.2f}x", target.memory_at_most)
    if target.per_second:
        wanted = f"at least {target.per_second:,.0f} a second"
        return _judged(target, wanted, line.per_second, "{:,.0f} a second", least=target.per_second)
    # By line of the input where there is one: not all commands are given all lines.
    found = _divided(line.seconds, base and base.seconds)
    if base is not None and line.per_second and base.per_second:
        found = base.per_second / line.per_second
    wanted = f"at most {target.at_most:.3g}x {target.base}"
    return _judged(target, wanted, found, "{:.2f}x", target.at_most)


def _judged(target: Target, wanted: str, found: float | None, form: str, most: float = inf, least: float = 0) -> Held:
    if found is None:
        return Held(target.command, wanted, ABSENT, None)
    return Held(target.command, wanted, form.format(found), least <= found <= most)


def _divided(number: float | None, by: float | None) -> float | None:
    return number / by if number is not None and by else None


def _all(kind: Any, rows: list[dict[str, Any]]) -> list[Any]:
    return [kind(**row) for row in rows]
