"""The card as one JSON object: the fields of `Explanation`, nested as its types are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TextIO

from gistcli.explanation import Explanation


def write_json(explanation: Explanation, stream: TextIO) -> None:
    """Write the object, indented, in UTF-8."""
    json.dump(as_values(explanation), stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def as_values(value: object) -> object:
    """Return a value with named tuples as mappings, all the way down.

    >>> from gistcli.explanation import ExonSpan
    >>> as_values((ExonSpan(11, 550, 591),))
    [{'number': 11, 'first_codon': 550, 'last_codon': 591}]
    """
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: as_values(getattr(value, name)) for name in value._fields}
    if isinstance(value, Mapping):
        return {key: as_values(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [as_values(item) for item in value]
    return value
