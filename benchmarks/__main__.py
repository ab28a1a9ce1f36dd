"""Measure gistcli against what else does the same work, and print one table of ratios.

Every ratio is between medians of CPU time (user and system) of one run, in which the commands took turns. What is not
installed of the peers is told; `pip install '.[bench]'` brings them. `docs/performance.md` says what each figure means.
A run of full size is kept in `benchmarks/last.json`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figures, here, measured, warnings
from benchmarks.rows import ROWS
from benchmarks.table import as_markdown, as_text, row_as_text, with_figures

LAST = Path(__file__).with_name("last.json")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> None:
    """Run the rows that are asked for, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", default=",".join(ROWS), help="which, by comma (default: %(default)s)")
    parser.add_argument("--size", type=float, default=1.0, help="factor on the large inputs (default: 1)")
    parser.add_argument("--rounds", type=int, help="how often each command runs (default: what each row says)")
    parser.add_argument("--json", type=Path, help="file for the figures; rows of it that are not run now are kept")
    parser.add_argument("--markdown", action="store_true", help="run nothing, print the figures of --json as Markdown")
    parser.add_argument("--page", action="store_true", help=f"run nothing, put them into docs/{PAGE.name}")
    options = parser.parse_args()
    path = options.json or LAST
    if options.markdown or options.page:
        figures = Figures.read(path)
        if options.page:
            PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
        else:
            print(as_markdown(figures), end="")
        return
    names = options.rows.split(",")
    for name in names:
        if name not in ROWS:
            parser.error(f"there is no row {name!r}; there are {', '.join(ROWS)}")
    for text in warnings():
        print(f"warning: {text}", file=sys.stderr)
    figures = here(options.size)
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            began = time.monotonic()
            figures.rows[name] = measured(ROWS[name], Path(folder), options.size, options.rounds)
            print(row_as_text(figures.rows[name]), flush=True)
            print(f"  {time.monotonic() - began:.0f} s\n", file=sys.stderr, flush=True)
    if options.json or (options.size == 1 and not options.rounds):
        if path.exists():
            figures = figures.over(Figures.read(path))
        figures.write(path)
    print(as_text(figures), end="")


if __name__ == "__main__":
    main()
