"""The spellings that nearly all lists are written in, read at once.

A change of residues or of bases, which may follow a gene or an accession, or an allele. What does not fit wholly gets
None here, and the grammar of `spellings` decides: whatever is doubtful, misspelt, legacy or says more than a change and
its gene. Where both read a text, they read the same, which `tests/test_spellings.py` holds.
"""

from __future__ import annotations

from gistcli.frozen import tuple_of
from gistcli.hgvs import ONE_LETTER, THREE_LETTER, allele
from gistcli.model import Build, Description, Gene, NucleotideChange, Position, ProteinChange
from gistcli.patterns import pattern
from gistcli.reference import GENOME_ACCESSIONS, names

_NAME = pattern(r"N[MP]_[0-9]{6,9}\.[0-9]{1,2}|ENS[PT][0-9]{11}(?:\.[0-9]{1,2})?")
_RESIDUES = pattern(
    r"(?:p\.)?(\()?([A-Z][a-z]{0,2}[1-9][0-9]{0,3})"
    r"(?:([A-Z*=][a-z]{0,2})|(?:_([A-Z][a-z]{0,2}[1-9][0-9]{0,3}))?(delins|del|dup|ins)([A-Za-z]{0,90}))"
    r"(?(1)\))"
)
_BASES = pattern(
    r"[cg]\.([1-9][0-9]{0,8})"
    r"(?:([ACGT])>([ACGT])|(?:_([1-9][0-9]{0,8}))?(delins|del|dup|ins)([ACGT]{0,90}))"
)
_ALLELE = pattern(r"(?:chr)?4([:-])([1-9][0-9]{0,8})\1([ACGT]{1,90})\1([ACGT]{1,90})")

CODONS = 8_192
"""How many spellings of codons are remembered: the two genes have 2,065 codons, each in one letter and in three."""

_LETTERS = frozenset(THREE_LETTER) - {"*"}
_RESIDUE = {name: letter for letter in _LETTERS for name in (letter, THREE_LETTER[letter])}
"""Residue, in one letter or three -> one letter. Stops and what is no residue are left to the grammar."""
_NEW_RESIDUE = {**_RESIDUE, "*": "*", "Ter": "*"}

_EDITS = {"del": "deletion", "dup": "duplication", "ins": "insertion", "delins": "delins"}


def read(text: str) -> Description | None:
    """Read a text in a common spelling, None for any other; the grammar reads it the same.

    >>> read("KIT V559D").protein.start, read("NM_000222.3:c.1676T>A").gene, read("KIT V559D mutation")
    (559, 'KIT', None)
    """
    head, separator, change = text.rpartition(":")
    if not separator:
        head, separator, change = text.partition(" ")
        if not separator:
            head, change = "", text
    elif not head:
        return None
    context = _CONTEXTS.get(head) or _context(head)
    if context is None:
        return _allele(text)
    gene, accession, build, systems = context
    system = change[:2]
    if system == "c." or system == "g.":
        bases = _bases(change) if system in systems else None
        if bases is None:
            return None
        values: tuple[object, ...] = (text, gene, accession, build, None, None, bases, None, None, (), False, None)
    else:
        residues = _residues(change) if system == "p." or not accession else None
        if residues is None or "p." not in systems:
            return None if head else _allele(text)
        values = (text, gene, accession, build, None, residues, None, None, None, (), False, None)
    return tuple_of(Description, values)


_Context = tuple[Gene | None, str, Build | None, tuple[str, ...]]
"""Gene, accession and build that stand before a change, and the systems in which the change may be."""

_CONTEXTS: dict[str, _Context] = {
    "": (None, "", None, ("p.", "c.")),
    "KIT": ("KIT", "", None, ("p.", "c.")),
    "PDGFRA": ("PDGFRA", "", None, ("p.", "c.")),
    "chr4": (None, "", None, ("g.",)),
    **{accession: (None, "", build, ("g.",)) for accession, build in GENOME_ACCESSIONS.items()},
}
"""What stands before a change -> what it says; accessions are added when they are first read."""


def _context(head: str) -> _Context | None:
    """Return what an accession before a change says, None for what is no accession of the two genes."""
    if not _NAME.fullmatch(head):
        return None
    name = names().get(head.partition(".")[0])
    if name is None or name.kind not in ("transcript", "protein"):
        return None
    context = _CONTEXTS[head] = (name.gene, head, None, ("p.", "c."))
    return context


class _Codons(dict[str, tuple[str, int, int]]):
    """Residue and codon as they are written -> residue, codon, and how many letters the residue has."""

    def __missing__(self, written: str) -> tuple[str, int, int]:
        name = written.rstrip("0123456789")
        letter = _RESIDUE.get(name, "")
        if not letter:
            return "", 0, 0
        if len(self) >= CODONS:
            self.clear()
        self[written] = codon = letter, int(written[len(name) :]), len(name)
        return codon


_CODONS = _Codons()


def _residues(text: str) -> ProteinChange | None:
    found = _RESIDUES.fullmatch(text)
    if found is None:
        return None
    _, first, new, last, edit, tail = found.groups()
    residue, start, letters = _CODONS[first]
    if not residue:
        return None
    if edit is None:
        if new == "=":
            new = residue
        elif (len(new) != letters and new != "*") or (new := _NEW_RESIDUE.get(new)) is None:  # Val559D
            return None
        if new == residue:
            return tuple_of(ProteinChange, ("synonymous", start, start, residue, residue, "", "", None, None))
        return tuple_of(ProteinChange, ("substitution", start, start, residue, residue, new, "", None, None))
    stop, other = start, residue
    if last is not None:
        other, stop, size = _CODONS[last]
        if size != letters or stop < start:
            return None
    inserted: str | None = ""
    if edit == "ins" or edit == "delins":
        inserted = _inserted(tail, letters)
        if not inserted or (edit == "ins" and stop != start + 1):
            return None
    elif tail:
        return None
    return tuple_of(ProteinChange, (_EDITS[edit], start, stop, residue, other, inserted, "", None, None))


def _inserted(written: str, letters: int) -> str | None:
    """Return the letters of new residues that are spelt like the ones before the codon, None where that is not sure."""
    if letters == 1:
        # MET may be Met
        return written if _LETTERS.issuperset(written) and written not in ONE_LETTER else None
    new = [_RESIDUE.get(written[at : at + 3]) for at in range(0, len(written), 3)]
    return None if None in new or len(written) % 3 else "".join(new)  # type: ignore[arg-type]


def _bases(text: str) -> NucleotideChange | None:
    found = _BASES.fullmatch(text)
    if found is None:
        return None
    first, old, new, last, edit, bases = found.groups()
    system = text[0]
    start = tuple_of(Position, (int(first), 0, False))
    if edit is None:
        return tuple_of(NucleotideChange, (system, "substitution", start, start, old, new, None))
    end = start if last is None else tuple_of(Position, (int(last), 0, False))
    if edit == "ins" or edit == "delins":
        if not bases or (edit == "ins" and last is None):
            return None
        return tuple_of(NucleotideChange, (system, _EDITS[edit], start, end, "", bases, None))
    if last is None and len(bases) > 1:  # the bases tell where it ends
        return None
    return tuple_of(NucleotideChange, (system, _EDITS[edit], start, end, bases, "", None))


def _allele(text: str) -> Description | None:
    found = _ALLELE.fullmatch(text)
    if found is None:
        return None
    _, position, old, new = found.groups()
    change = allele(int(position), old, new)
    return tuple_of(Description, (text, None, "", None, None, None, change, None, None, (), False, None))
