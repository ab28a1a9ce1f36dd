"""JSON Lines: one object a line with every field of `Annotation`, in their order; text stands as it is, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from gistcli.model import Annotation, Verdict


def write_jsonl(annotations: Iterable[Annotation | Verdict], stream: TextIO) -> None:
    """Write one JSON object a line."""
    encode = json.JSONEncoder(ensure_ascii=False, default=dict).encode  # dict: mappings that cannot be changed
    for annotation in annotations:
        stream.write(encode(annotation._asdict()) + "\n")
