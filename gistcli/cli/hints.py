"""What may have been meant by an argument that could not be read as a variant."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gistcli.cli.asked import COMMANDS
from gistcli.model import GENES, Annotation

NEIGHBOURS = ("PDGFRB", "KITLG")  # genes of their own, and no slips of the pen


def torn(arguments: Sequence[str]) -> Iterator[str]:
    """Yield a line for each argument that names a gene alone, before another argument.

    >>> list(torn(["KIT", "V559D"]))
    ['KIT and V559D are two arguments; a gene and its variant are one, in quotes: "KIT V559D"']
    """
    for gene, following in pairwise(arguments):
        if gene.upper() in GENES:
            yield (
                f"{gene} and {following} are two arguments; "
                f'a gene and its variant are one, in quotes: "{gene} {following}"'
            )


def hint(annotation: Annotation) -> str | None:
    """Return one line on what may have been meant by an argument with a problem, None where nothing is near."""
    text = annotation.input
    if annotation.problem_code not in ("syntax", "gene-not-covered"):
        return None
    if os.path.isfile(text):
        return f"{text} is a file; to read variants from it, use -i {text}"
    from difflib import get_close_matches

    if near := get_close_matches(text.lower(), COMMANDS, 1, 0.7):
        return f'did you mean the command "{near[0]}"?'
    symbol = text.split(" ")[0].split(":")[0].upper()
    genes = get_close_matches(symbol, GENES, 1, 0.65) if symbol not in NEIGHBOURS else []
    if genes and genes[0] not in text.upper() and "did you mean" not in (annotation.problem or ""):
        return f'did you mean the gene "{genes[0]}"?'
    return None
