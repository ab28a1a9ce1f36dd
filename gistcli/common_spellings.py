"""The spellings that nearly all lists are written in, read at once.

One pattern for changes of residues, one for coding bases, one for genomic bases and one for alleles. What does not fit
them wholly gets None here, and the grammar of `spellings` decides: whatever is doubtful, misspelt, legacy or says more
than a change and its gene. Where both read a text, they read the same, which `tests/test_spellings.py` holds.
"""

from __future__ import annotations

from functools import lru_cache

from gistcli.frozen import tuple_of
from gistcli.hgvs import ONE_LETTER, THREE_LETTER, allele
from gistcli.model import Description, Gene, NucleotideChange, NucleotideKind, Position, ProteinChange, ProteinKind
from gistcli.patterns import pattern
from gistcli.reference import GENOME_ACCESSIONS, names

_ACCESSION = r"(N[MP]_[0-9]{6,9}\.[0-9]{1,2}|ENS[PT][0-9]{11}(?:\.[0-9]{1,2})?)"
_RESIDUES = pattern(
    rf"(?:(KIT|PDGFRA)[ :]|{_ACCESSION}:(?=p))?(?:p\.(\()?)?"
    r"([A-Z](?:[a-z][a-z])?)([1-9][0-9]{0,3})"
    r"(?:([A-Z](?:[a-z][a-z])?|[*=])|(?:_([A-Z](?:[a-z][a-z])?)([1-9][0-9]{0,3}))?(delins|del|dup|ins)([A-Za-z]{0,90}))"
    r"(?(3)\))"
)
_CODING = pattern(
    rf"(?:(KIT|PDGFRA)[ :]|{_ACCESSION}:)?c\.([1-9][0-9]{{0,4}})"
    r"(?:([ACGT])>([ACGT])|(?:_([1-9][0-9]{0,4}))?(delins|del|dup|ins)([ACGT]{0,90}))"
)
_GENOMIC = pattern(
    r"(?:(NC_000004\.1[12])|chr4):g\.([1-9][0-9]{0,8})"
    r"(?:([ACGT])>([ACGT])|(?:_([1-9][0-9]{0,8}))?(delins|del|dup|ins)([ACGT]{0,90}))"
)
_ALLELE = pattern(r"(?:chr)?4([:-])([1-9][0-9]{0,8})\1([ACGT]{1,90})\1([ACGT]{1,90})")

_LETTERS = frozenset(THREE_LETTER) - {"*"}
_RESIDUE = {name: letter for letter in _LETTERS for name in (letter, THREE_LETTER[letter])}
"""Residue, in one letter or three -> one letter. Stops and what is no residue are left to the grammar."""
_NEW_RESIDUE = {**_RESIDUE, "*": "*", "Ter": "*"}

_RESIDUE_EDITS: dict[str, ProteinKind] = {
    "del": "deletion",
    "dup": "duplication",
    "ins": "insertion",
    "delins": "delins",
}
_BASE_EDITS: dict[str, NucleotideKind] = {
    "del": "deletion",
    "dup": "duplication",
    "ins": "insertion",
    "delins": "delins",
}


def read(text: str) -> Description | None:
    """Read a text in a common spelling, None for any other; the grammar reads it the same.

    >>> read("KIT V559D").protein.start, read("NM_000222.3:c.1676T>A").gene, read("KIT V559D mutation")
    (559, 'KIT', None)
    """
    if "c." in text:
        return _coding(text)
    if "g." in text:
        return _genomic(text)
    found = _RESIDUES.fullmatch(text)
    if found is None:
        return _allele(text)
    gene, accession, _, first, number, new, last, end, edit, tail = found.groups()
    residue = _RESIDUE.get(first)
    if residue is None:
        return None
    if accession:
        gene = _gene_of(accession)
        if gene is None:
            return None
    start = int(number)
    if edit is None:
        if new == "=":
            new = residue
        elif len(new) != len(first) and new != "*":  # Val559D
            return None
        elif (new := _NEW_RESIDUE.get(new)) is None:
            return None
        if new == residue:
            change = tuple_of(ProteinChange, ("synonymous", start, start, residue, residue, "", "", None, None))
        else:
            change = tuple_of(ProteinChange, ("substitution", start, start, residue, residue, new, "", None, None))
    else:
        stop, other = start, residue
        if end is not None:
            stop, other = int(end), _RESIDUE.get(last, "")
            if not other or len(last) != len(first) or stop < start:
                return None
        inserted: str | None = ""
        if edit == "ins" or edit == "delins":
            inserted = _inserted(tail, len(first))
            if not inserted or (edit == "ins" and stop != start + 1):
                return None
        elif tail:
            return None
        change = tuple_of(ProteinChange, (_RESIDUE_EDITS[edit], start, stop, residue, other, inserted, "", None, None))
    return tuple_of(Description, (text, gene, accession or "", None, None, change, None, None, None, (), False, None))


def _inserted(written: str, letters: int) -> str | None:
    """Return the letters of new residues that are spelt like the ones before the codon, None where that is not sure."""
    if letters == 1:
        # MET may be Met
        return written if _LETTERS.issuperset(written) and written not in ONE_LETTER else None
    new = [_RESIDUE.get(written[at : at + 3]) for at in range(0, len(written), 3)]
    return None if None in new or len(written) % 3 else "".join(new)  # type: ignore[arg-type]


def _coding(text: str) -> Description | None:
    found = _CODING.fullmatch(text)
    if found is None:
        return None
    gene, accession, first, old, new, last, edit, bases = found.groups()
    if accession:
        gene = _gene_of(accession)
        if gene is None:
            return None
    change = _of_bases("c", first, last, old, new, edit, bases)
    if change is None:
        return None
    return tuple_of(Description, (text, gene, accession or "", None, None, None, change, None, None, (), False, None))


def _genomic(text: str) -> Description | None:
    found = _GENOMIC.fullmatch(text)
    if found is None:
        return None
    accession, first, old, new, last, edit, bases = found.groups()
    build = GENOME_ACCESSIONS[accession] if accession else None
    change = _of_bases("g", first, last, old, new, edit, bases)
    if change is None:
        return None
    return tuple_of(Description, (text, None, "", build, None, None, change, None, None, (), False, None))


def _of_bases(
    system: str, first: str, last: str | None, old: str | None, new: str | None, edit: str | None, bases: str
) -> NucleotideChange | None:
    start = tuple_of(Position, (int(first), 0, False))
    if edit is None:
        return tuple_of(NucleotideChange, (system, "substitution", start, start, old, new, None))
    end = start if last is None else tuple_of(Position, (int(last), 0, False))
    if edit == "ins" or edit == "delins":
        if not bases or (edit == "ins" and last is None):
            return None
        return tuple_of(NucleotideChange, (system, _BASE_EDITS[edit], start, end, "", bases, None))
    if last is None and len(bases) > 1:  # the bases tell where it ends
        return None
    return tuple_of(NucleotideChange, (system, _BASE_EDITS[edit], start, end, bases, "", None))


def _allele(text: str) -> Description | None:
    found = _ALLELE.fullmatch(text)
    if found is None:
        return None
    _, position, old, new = found.groups()
    change = allele(int(position), old, new)
    return tuple_of(Description, (text, None, "", None, None, None, change, None, None, (), False, None))


@lru_cache(maxsize=64)
def _gene_of(accession: str) -> Gene | None:
    """Return the gene of a transcript or protein, None for one that is not known."""
    name = names().get(accession.partition(".")[0])
    return name.gene if name is not None and name.kind in ("transcript", "protein") else None
