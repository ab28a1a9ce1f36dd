"""What an input says of a variant in one tumour: who carries it, in which fraction of the reads, and its origin.

It is read for verdicts alone (``--by-sample``). A fraction is shown and never decides, so that one which cannot be read
is left out; an origin decides, so that one which cannot be read is a problem.
"""

from __future__ import annotations

from collections.abc import Sequence

from gistcli.errors import InputError, VariantError
from gistcli.model import Origin
from gistcli.patterns import pattern
from gistcli.readers.columns import folded, printable

FRACTION = (
    "t_vaf",
    "tumor_vaf",
    "VAF",
    "tumor_f",
    "Variant_Allele_Fraction",
    "Variant_Allele_Frequency",
    "Allele_Fraction",
)
"""Columns of the fraction. ``AF`` is none of them: in tables of annotators it is a frequency among people."""
COUNTS = ("t_alt_count", "t_ref_count", "t_depth")
"""Columns of MAF from which the fraction is made: reads with the variant, without it, and all."""
ORIGINS: dict[str, Origin | None] = {"primary": "primary", "secondary": "secondary", "": None, ".": None, "na": None}

_NUMBER = pattern(r"\d{1,15}(?:\.\d{0,15})?(?:[eE]-?\d{1,2})?|\.\d{1,15}")
_SEPARATORS = pattern(r"[/|]")


def fraction_of(text: str) -> float | None:
    """Return the fraction that a cell tells, None where it tells none.

    >>> fraction_of("0.125"), fraction_of("12.5 %"), fraction_of("0,125"), fraction_of("high"), fraction_of("12")
    (0.125, 0.125, 0.125, None, None)
    """
    text = text.strip().replace(",", ".")
    number = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(number):
        return None
    value = float(number) / (100 if text.endswith("%") else 1)
    return value if value <= 1 else None


class TumourColumns:
    """The columns of a table that tell origin and fraction.

    Args:
        names: The names of the columns.
        line: Line of the header, for messages.
        origin: Column of the origin that the user names.

    Raises:
        InputError: There is no such column.
    """

    def __init__(self, names: Sequence[str], line: int, origin: str | None) -> None:
        places = {folded(name): index for index, name in reversed(list(enumerate(names)))}
        self._origin = places.get(folded(origin)) if origin else None
        if origin and self._origin is None:
            raise InputError(f"line {line}: no column {origin!r}, which --origin-column names")
        self._name = origin or ""
        self._fraction = next((places[name.lower()] for name in FRACTION if name.lower() in places), None)
        self._counts = [places.get(name) for name in COUNTS]

    def origin(self, cells: Sequence[bytes]) -> Origin | None:
        """Return the origin that a row gives.

        Raises:
            VariantError: It is neither primary nor secondary.
        """
        if self._origin is None:
            return None
        text = _text(cells[self._origin])
        if text.lower() not in ORIGINS:
            message = (
                f"the column {printable(self._name)} says {printable(text)!r}: primary, secondary or nothing is read"
            )
            raise VariantError("syntax", message)
        return ORIGINS[text.lower()]

    def fraction(self, cells: Sequence[bytes]) -> float | None:
        """Return the fraction that a row gives, else that of its counts of reads."""
        if self._fraction is not None:
            return fraction_of(_text(cells[self._fraction]))
        alternative, reference, depth = [
            None if index is None or not _text(cells[index]).isdecimal() else int(_text(cells[index])[:15])
            for index in self._counts
        ]
        whole = depth if depth else (alternative or 0) + (reference or 0)
        if alternative is None or not whole or (depth is None and reference is None) or alternative > whole:
            return None
        return alternative / whole


def _text(cell: bytes) -> str:
    return cell.decode("utf-8", "replace").strip().strip('"').strip()


def carriers(keys: str, cells: Sequence[str], number: int) -> list[tuple[int, float | None]]:
    """Return which samples of a VCF record carry an allele: index, and fraction of the reads.

    A genotype tells; where there is none, or it was not called, reads with the allele do.

    Args:
        keys: The column FORMAT.
        cells: The columns of the samples.
        number: Number of the allele: 1 for the first alternative.

    >>> carriers("GT:AD", ["0/1:30,10", "0/0:40,0", "./.:5,5"], 1)
    [(0, 0.25), (2, 0.5)]
    """
    found = []
    for index, cell in enumerate(cells):
        values = dict(zip(keys.split(":"), cell.split(":"), strict=False))
        fraction = _fraction_of_sample(values, number)
        called = [allele for allele in _SEPARATORS.split(values.get("GT", "").strip("/|")) if allele not in ("", ".")]
        carries = str(number) in called if called else fraction is None or fraction > 0
        if carries and (called or "GT" not in values or fraction is not None):
            found.append((index, fraction))
    return found


def _fraction_of_sample(values: dict[str, str], number: int) -> float | None:
    for key in ("AF", "FREQ", "VAF"):
        parts = values.get(key, "").split(",")
        if len(parts) >= number and (fraction := fraction_of(parts[number - 1])) is not None:
            return fraction
    depths = values.get("AD", "").split(",")
    if len(depths) > number and all(depth.isdecimal() and len(depth) < 12 for depth in depths):
        reads = list(map(int, depths))
        return reads[number] / sum(reads) if sum(reads) else None
    return None
