"""The words in which answers are told to a person, the same in every writer, and what may be printed."""

from __future__ import annotations

import re

from gistcli.model import Action, Citation, Scope, Sensitivity
from gistcli.patterns import pattern

VERDICTS: dict[Sensitivity, str] = {
    "sensitive": "SENSITIVE",
    "reduced": "REDUCED (dose-dependent)",
    "resistant": "RESISTANT",
    "conflicting": "CONFLICTING evidence",
    "neutral": "NEUTRAL (does not matter)",
    "unknown": "not in the knowledge base",
}
EFFECT_NOT_KNOWN = "effect not known"
NOT_READ = "could not be read"
ACTIONS: dict[Action, str] = {
    "standard-dose": "standard dose",
    "high-dose": "high dose",
    "avoid": "avoid imatinib",
    "discuss": "to be discussed",
    "none": "no advice",
}
SCOPES: dict[Scope, str] = {
    "exact": "matched exactly",
    "equivalent": "matched as the same protein",
    "codon": "matched by codon",
    "overlap": "matched by overlap",
    "exon": "matched as a class of the exon",
    "gene": "matched by gene",
    "state": "matched as a genotype",
}


PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
DOI = "https://doi.org/"

_RESERVED = pattern(r"[^\w/.:;-]", re.ASCII)
_INVISIBLE = pattern("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""What Unicode calls printable, and what no terminal shows (Default_Ignorable_Code_Point)."""
_BYTES = range(0xDC80, 0xDD00)
"""Lone surrogates, by which Python names the bytes of an argument or a path that are not UTF-8."""


def printable(text: str) -> str:
    r"""Return a text with all escaped that does not print: controls, line breaks, marks that turn the text round.

    >>> print(printable("KIT\x1b[31m V559D\n"))
    KIT\x1b[31m V559D\n
    """
    if text.isprintable() and (text.isascii() or not _INVISIBLE.search(text)):
        return text
    return "".join([_escaped(character) for character in text])


def _escaped(character: str) -> str:
    if ord(character) in _BYTES:
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isprintable() and not _INVISIBLE.match(character):
        return character
    return character.encode("unicode_escape").decode()


def link_of(citation: Citation) -> str:
    """Return the address of a source, nothing where it has none.

    A DOI may hold any character: what has a meaning in HTML, Markdown or an address is percent-encoded.
    """
    if citation.pmid is not None:
        return f"{PUBMED}{citation.pmid}/"
    if not citation.doi:
        return ""
    return DOI + _RESERVED.sub(_percent_encoded, citation.doi)


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join([f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")])


def plain(text: str) -> str:
    r"""Return a sentence that may have been folded in its source, on one line and printable.

    >>> plain("No imatinib\n in D842V.")
    'No imatinib in D842V.'
    """
    return printable(" ".join(text.split()))
