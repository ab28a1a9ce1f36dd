"""Fuzz one target with atheris: `python fuzz/run.py TARGET [options of libFuzzer] [folders of inputs]`.

See `README.md` in this folder. With `GISTCLI_FINDINGS=FOLDER` a finding is written there, once for each place that it
comes from, and the run goes on; otherwise the first one ends it.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent))

with atheris.instrument_imports(include=["gistcli"]):
    import holds

    import gistcli.report
    import gistcli.verdict  # noqa: F401  before the first input, as what is loaded later is not instrumented

from seeds import seeds
from tokens import TOKENS

from gistcli.errors import InputError


def as_text(data: bytes) -> str:
    """Return an argument as the command line gives it: bytes that are no text stand in it as lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


TARGETS: dict[str, Callable[[bytes], object]] = {
    "description": lambda data: holds.check_description(as_text(data)),
    "list": holds.check_list,
    "table": holds.check_table,
    "vcf": holds.check_vcf,
    "base": holds.check_base,
    "overlay": holds.check_overlay,
}
"""Target -> what is asserted of an input."""


class Mutator:
    """Changes inputs by lines, cells and tokens in one case of two, and as libFuzzer does in the other."""

    def __init__(self, tokens: tuple[bytes, ...], stock: list[bytes]) -> None:
        self.tokens, self.stock = tokens, stock

    def __call__(self, data: bytes, max_size: int, seed: int) -> bytes:
        """Return a changed input."""
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, max_size))
        for _ in range(chance.randint(1, 4)):
            data = self.change(data, chance)
        return data[:max_size]

    def change(self, data: bytes, chance: random.Random) -> bytes:
        """Return an input with one change."""
        kind = chance.randrange(6)
        at = chance.randrange(len(data) + 1)
        if kind == 0:
            return data[:at] + chance.choice(self.tokens) + data[at:]
        if kind == 1:
            return data[:at] + data[at + chance.choice((1, 1, 2, 5, 20)) :]
        if kind == 2:
            token = chance.choice(self.tokens)
            return data[:at] + token + data[at + len(token) :]
        if kind == 3:  # a line is doubled, moved, or taken from a seed
            lines = data.split(b"\n")
            to = chance.randrange(len(lines))
            from_ = lines if chance.random() < 0.5 else chance.choice(self.stock).split(b"\n")
            line = chance.choice(from_)
            return b"\n".join([*lines[:to], line, *lines[to + chance.randrange(2) :]])
        if kind == 4:  # a cell is replaced
            delimiter = chance.choice((b"\t", b",", b";", b" ", b":", b"_"))
            cells = data.split(delimiter)
            cells[chance.randrange(len(cells))] = chance.choice(self.tokens)
            return delimiter.join(cells)
        other = chance.choice(self.stock)
        return data[:at] + other[chance.randrange(len(other) + 1) :]


@contextmanager
def findings_kept(folder: str | None, data: bytes) -> Iterator[None]:
    """Write what is found into a folder, where one is given."""
    try:
        yield
    except Exception as error:
        if folder is None:
            raise
        trace = traceback.extract_tb(error.__traceback__)
        place = "|".join(f"{frame.filename}:{frame.lineno}" for frame in trace[-3:])
        name = hashlib.sha256(f"{type(error).__name__} {place}".encode()).hexdigest()[:10]
        path = Path(folder, name)
        if not path.with_suffix(".input").exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".input").write_bytes(data)
            path.with_suffix(".txt").write_text(traceback.format_exc(), "utf-8", "backslashreplace")
        elif len(data) < path.with_suffix(".input").stat().st_size:
            path.with_suffix(".input").write_bytes(data)
            path.with_suffix(".txt").write_text(traceback.format_exc(), "utf-8", "backslashreplace")


def main() -> None:
    """Run the target that the first argument names."""
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        raise SystemExit(f"the first argument is a target: {', '.join(TARGETS)}")
    check = TARGETS[name]
    folder = os.environ.get("GISTCLI_FINDINGS")

    def one(data: bytes) -> None:
        with findings_kept(folder, data):
            try:
                check(data)
            except InputError as error:
                assert error.problem and error.code

    atheris.Setup(sys.argv, one, custom_mutator=Mutator(TOKENS[name], seeds()[name]))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
