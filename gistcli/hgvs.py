"""Read and write single changes of protein and DNA in the style of HGVS.

Only the form is judged here: `normalize` compares a change with the reference. The grammar is a hand-written recursive
descent, one function a rule, over a `Scanner`; what does not fit raises `VariantSyntaxError` at its first character.
Codons and positions are 1-based, and an interval includes both of its ends, as in HGVS.

    protein     := "(" protein ")" | "?" | "=" | "0" ["?"] | location edit
    location    := residues codon [("_" | "-") residues codon]
    edit        := "del" [residues | number] | "dup" [residues | number] | ("ins" | "delins" | ">") residues
                 | [residue] "fs" [stop [number | "?"]] | [residue] "ext" … | "=" | "?" | stop | residues
    nucleotide  := position ["_" position] (bases ">" bases | "del" … | "dup" … | "ins" … | "delins" … | "inv" | "=")
    position    := ["-" | "*"] number [("+" | "-") number]

Source: HGVS Nomenclature (hgvs-nomenclature.org), recommendations for DNA and protein. What is read beyond it
(one-letter residues, any case, ``-`` in a range, ``>`` for delins, residues before a range) is what reports print.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NoReturn

from Bio.Data.IUPACData import protein_letters_1to3, protein_letters_3to1

from gistcli.errors import VariantError, VariantSyntaxError
from gistcli.frozen import tuple_of
from gistcli.model import NucleotideChange, Position, ProteinChange

THREE_LETTER: Final[dict[str, str]] = {**protein_letters_1to3, "*": "Ter"}
"""One-letter residue -> three-letter, with ``*`` -> ``Ter``."""
ONE_LETTER: Final[dict[str, str]] = {**{three.upper(): one for three, one in protein_letters_3to1.items()}, "TER": "*"}
"""Three-letter residue in upper case -> one-letter."""

MAX_NUMBER_DIGITS = 10
MAX_INSERTED = 3_900
"""Most bases of an insertion, repeats such as ``insACGT[20]`` written out: its name can then be read like any text."""
MAX_REPLACED = 10_000
"""Most replaced bases that are given by their number: a short text must not cost minutes."""
RESIDUE = "a residue, such as V or Val"
BASES = "bases (A, C, G, T)"


class Scanner:
    """A place in a text; errors are raised there.

    Attributes:
        text: The whole text, so that an error can point into it.
        position: 0-based index of the next character.
        end: Index behind the last character of the part that is read.
    """

    def __init__(self, text: str, position: int = 0, end: int | None = None) -> None:
        self.text, self.position, self.end = text, position, len(text) if end is None else end

    @property
    def rest(self) -> str:
        """What has not been read."""
        return self.text[self.position : self.end]

    def peek(self, length: int = 1) -> str:
        """Return the next characters without reading them."""
        return self.text[self.position : min(self.position + length, self.end)]

    def accept(self, *words: str) -> str:
        """Read the first of `words` that comes next, in any case; return it, or an empty string."""
        for word in words:
            if self.peek(len(word)).lower() == word.lower():
                self.position += len(word)
                return word
        return ""

    def expect(self, word: str, expected: str) -> None:
        """Read `word`, or fail."""
        if not self.accept(word):
            self.fail(expected)

    def spaces(self) -> None:
        """Skip white space."""
        while self.peek().isspace():
            self.position += 1

    def letters(self, also: str = "") -> str:
        """Read a run of ASCII letters and of the characters in `also`."""
        start = self.position
        while (here := self.peek()) and ((here.isascii() and here.isalpha()) or here in also):
            self.position += 1
        return self.text[start : self.position]

    def number(self, expected: str = "") -> int | None:
        """Read a whole number; where there is none return None, or fail if `expected` says so."""
        start = self.position
        while (here := self.peek()).isascii() and here.isdigit():
            self.position += 1
        digits = self.text[start : self.position]
        if len(digits) > MAX_NUMBER_DIGITS:
            self.position = start
            self.fail(f"a number of at most {MAX_NUMBER_DIGITS} digits")
        if not digits and expected:
            self.fail(expected)
        return int(digits) if digits else None

    def fail(self, expected: str, position: int | None = None) -> NoReturn:
        """Raise a `VariantSyntaxError` here, or at `position`."""
        raise VariantSyntaxError(self.text, self.position if position is None else position, expected)


# --- protein --------------------------------------------------------------------------------------------------------


def parse_protein(text: str) -> ProteinChange:
    """Parse one protein change, with or without ``p.``.

    Args:
        text: One change, without gene or accession.

    Returns:
        The change as given, not compared with the reference.

    Raises:
        VariantSyntaxError: `text` is no protein change.
        VariantError: A stop is written as ``X``, or a range runs backwards.

    Source:
        HGVS Nomenclature, protein variants.

    >>> format_protein(parse_protein("V559D"))
    'p.Val559Asp'
    >>> format_protein(parse_protein("p.(Trp557_Lys558del)"))
    'p.Trp557_Lys558del'
    """
    scanner = Scanner(text)
    scanner.accept("p.")
    change = protein(scanner)
    if scanner.rest:
        scanner.fail("the end of the description")
    return change


def protein(scanner: Scanner) -> ProteinChange:
    """Rule `protein`: what follows ``p.``."""
    opened = _opened(scanner)
    change = _protein(scanner)
    _close(scanner, opened)
    return change


def _opened(scanner: Scanner) -> int:
    """Read parentheses; they are counted and not recursed into, as a text may hold thousands."""
    opened = 0
    while scanner.accept("("):
        opened += 1
    return opened


def _close(scanner: Scanner, opened: int) -> None:
    for _ in range(opened):
        scanner.expect(")", "a closing parenthesis")


def _protein(scanner: Scanner) -> ProteinChange:
    if scanner.accept("?"):
        return ProteinChange("unknown", 0, 0)
    if scanner.accept("="):
        return ProteinChange("synonymous", 0, 0)
    if scanner.peek() == "0" and not scanner.peek(2)[1:].isdigit():
        scanner.accept("0?", "0")
        return ProteinChange("start_lost", 1, 1, "M", "M", length=0)
    return _located_change(scanner)


class _Location:
    """What stands before an edit: codons, residues, and whether residues are spelt with one or three letters."""

    def __init__(self) -> None:
        self.start = self.end = 0
        self.first = self.last = self.listed = ""
        self.style: Literal[0, 1, 3] = 0
        self.is_range = False


def _location(scanner: Scanner) -> _Location:
    place, start = _Location(), scanner.position
    run = scanner.letters(also="*")
    place.start = scanner.number("a codon number" if run else "a residue and a codon number, such as V559") or 0
    if place.start == 0:
        scanner.fail("a codon number from 1 on", scanner.position - 1)
    place.end = place.start
    separator = scanner.position
    after: str | None = None
    if scanner.peek() in ("_", "-") and scanner.peek():
        scanner.position += 1
        second = scanner.letters(also="*")
        number = scanner.number("the second codon of the range")
        place.is_range, place.end, after = True, number or 0, second
    length = place.end - place.start + 1
    upper = run.upper()
    is_three = upper in ONE_LETTER and not (place.is_range and not after and length == len(run) and run.isupper())
    if is_three:
        place.style, place.first = 3, ONE_LETTER[upper]
    elif len(run) == 1:
        place.style, place.first = 1, _one_letter(scanner, run, start)
    elif len(run) == 3 and run[0].isupper() and run[1:].islower():
        scanner.fail("a three-letter residue, such as Val", start)
    elif run:
        # Legacy: all residues of the range before it, such as WK557-558del; one codon may name the first
        # (DIMH842_845del).
        place.style = 1
        place.listed = "".join(_one_letter(scanner, letter, start + at) for at, letter in enumerate(run))
        place.first, place.last = place.listed[0], place.listed[-1]
        if not place.is_range:
            scanner.fail("one residue before a codon, or a range of codons", start + 1)
        if len(run) != length and length > 0:
            raise VariantError(
                "length-mismatch", f"{run} are {len(run)} residues, but {place.start}-{place.end} are {length} codons"
            )
    if after:
        second_start = separator + 1
        if after.upper() in ONE_LETTER:
            place.last = ONE_LETTER[after.upper()]
            place.style = place.style or 3
        elif len(after) == 1:
            place.last = _one_letter(scanner, after, second_start)
            place.style = place.style or 1
        else:
            scanner.fail(RESIDUE, second_start)
    elif not place.is_range:
        place.last = place.first
    if place.end < place.start:
        raise VariantError(
            "invalid-range", f"the range {place.start}_{place.end} runs backwards; the lower codon comes first"
        )
    return place


def _located_change(scanner: Scanner) -> ProteinChange:
    """Rule `location edit`."""
    place = _location(scanner)
    scanner.spaces()
    base = ProteinChange("deletion", place.start, place.end, place.first, place.last, removed=place.listed)
    if scanner.accept("delins", "del/ins", "indel", ">"):
        return _with_inserted(scanner, base._replace(kind="delins"), place.style)
    if scanner.accept("deletion", "del"):
        return _deletion(scanner, base, place)
    if scanner.accept("duplication", "dup"):
        return _counted(scanner, base._replace(kind="duplication"), place.style)
    if scanner.accept("insertion", "ins"):
        return _insertion(scanner, base, place)
    if scanner.accept("="):
        return base._replace(kind="synonymous")
    if place.is_range:
        return _replacement_of_range(scanner, base, place)
    if scanner.accept("fs"):
        return _frameshift(scanner, base)
    if scanner.accept("ext"):
        return _extension(scanner, base, "")
    if scanner.accept("?"):
        if place.start != 1:
            scanner.fail("a residue, del, dup, ins, delins, fs, ext or =", scanner.position - 1)
        return base._replace(kind="start_lost")
    return _substitution(scanner, base, place)


def _deletion(scanner: Scanner, base: ProteinChange, place: _Location) -> ProteinChange:
    change = _counted(scanner, base, place.style)
    if scanner.accept("ins"):  # W557_K558delWKinsR
        change = _with_inserted(scanner, change._replace(kind="delins"), place.style)
    return change


def _insertion(scanner: Scanner, base: ProteinChange, place: _Location) -> ProteinChange:
    if place.listed and not _next_is_residue(scanner):  # ER561-562 insertion: the residues stand before the codons
        change = base._replace(kind="insertion", inserted=place.listed, removed="", first="", last="")
    elif not place.is_range:
        word = scanner.text.lower().rfind("ins", 0, scanner.position)
        scanner.fail("an insertion between two neighbouring codons, such as A502_Y503insAY", word)
    else:
        change = _with_inserted(scanner, base._replace(kind="insertion"), place.style)
    if change.end != change.start + 1:
        raise VariantError(
            "invalid-range",
            f"an insertion lies between two neighbouring codons, and {change.start} and {change.end} are not",
        )
    return change


def _replacement_of_range(scanner: Scanner, base: ProteinChange, place: _Location) -> ProteinChange:
    # Legacy: RD841-842KI and HDSN845-848P say what becomes of the residues in front.
    if not place.listed or not _next_is_residue(scanner):
        scanner.fail("del, dup, ins, delins or >")
    return _with_inserted(scanner, base._replace(kind="delins"), place.style)


def _substitution(scanner: Scanner, base: ProteinChange, place: _Location) -> ProteinChange:
    start = scanner.position
    if scanner.accept("stop"):
        return base._replace(kind="substitution", inserted="*")
    new = _residues(scanner, place.style, stop_at=("fs", "ext"))
    if not new:
        scanner.fail("a residue, del, dup, ins, delins, fs, ext or =")
    if scanner.accept("fs"):
        if len(new) != 1:
            scanner.fail("one residue before fs", start)
        return _frameshift(scanner, base._replace(inserted=new))
    if scanner.accept("ext"):
        return _extension(scanner, base, new)
    if len(new) > 1:  # legacy: K558NP is a delins
        return base._replace(kind="delins", inserted=new)
    if new == place.first:
        return base._replace(kind="synonymous")
    return base._replace(kind="substitution", inserted=new)


def _frameshift(scanner: Scanner, base: ProteinChange) -> ProteinChange:
    distance = None
    opened = bool(scanner.accept("("))  # fs(*12) is seen
    if scanner.accept("*", "ter", "x", "stop"):
        distance = scanner.number()
        if distance is None:
            scanner.accept("?")
    if opened:
        scanner.expect(")", "a closing parenthesis")
    return base._replace(kind="frameshift", distance=distance)


def _extension(scanner: Scanner, base: ProteinChange, new: str) -> ProteinChange:
    if scanner.accept("-"):
        return base._replace(
            kind="extension", inserted="", distance=-(scanner.number("the number of new residues") or 0)
        )
    scanner.accept("*", "ter", "x")
    distance = scanner.number()
    if distance is None:
        scanner.accept("?")
    return base._replace(kind="extension", inserted=new, distance=distance)


def _with_inserted(scanner: Scanner, base: ProteinChange, style: Literal[0, 1, 3]) -> ProteinChange:
    scanner.spaces()
    opened = bool(scanner.accept("("))
    length = _inserted_count(scanner)
    if length is not None:
        if opened:
            scanner.expect(")", "a closing parenthesis")
        return base._replace(length=length)
    new = _residues(scanner, style)
    if not new:
        scanner.fail("the new residues, such as AY or AlaTyr, or their number")
    if opened:
        scanner.expect(")", "a closing parenthesis")
    return base._replace(inserted=new)


def _counted(scanner: Scanner, base: ProteinChange, style: Literal[0, 1, 3]) -> ProteinChange:
    """Read the residues or the number that may follow ``del`` and ``dup``."""
    length = scanner.number()
    if length is not None:
        return base._replace(length=length)
    removed = _residues(scanner, style, stop_at=("ins",))
    return base._replace(removed=removed or base.removed)


def _next_is_residue(scanner: Scanner) -> bool:
    here = scanner.peek()
    return bool(here) and (here.upper() in THREE_LETTER)


def _residues(scanner: Scanner, style: Literal[0, 1, 3], stop_at: tuple[str, ...] = ()) -> str:
    """Read residues as one-letter codes; `style` is how the location is spelt, 0 where it names no residue."""
    start = scanner.position
    run = scanner.letters(also="*")
    for word in stop_at:
        at = run.lower().find(word, 1) if run.lower() != word else 0
        # A word counts only where residues before it are whole: `Gfs`, `Glyfs`, and not the `ins` in a longer name.
        if at >= 0 and word in run.lower():
            scanner.position, run = start + at, run[:at]
    if not run:
        return ""
    triplets = [run[at : at + 3] for at in range(0, len(run), 3)]
    are_triplets = all(triplet.upper() in ONE_LETTER or triplet == "*" for triplet in triplets)
    mixed_case = all(triplet == "*" or (triplet[:1].isupper() and triplet[1:].islower()) for triplet in triplets)
    if are_triplets and (style == 3 or mixed_case):
        return "".join(ONE_LETTER.get(triplet.upper(), "*") for triplet in triplets)
    if are_triplets and len(run) == 3:
        scanner.fail(
            f"one-letter residues as before the codon: {run} may mean {run.capitalize()} or three residues", start
        )
    # A misspelt three-letter residue is never taken for three residues: insAlaTyq, Val559Agp.
    if len(run) > 1 and (not (run.isupper() or run.islower()) or (style == 3 and len(run) % 3 == 0)):
        wrong = next((at for at, triplet in enumerate(triplets) if triplet.upper() not in ONE_LETTER), 0)
        scanner.fail("a three-letter residue, such as Asp", start + 3 * wrong)
    return "".join(_one_letter(scanner, letter, start + at) for at, letter in enumerate(run))


def _one_letter(scanner: Scanner, letter: str, position: int) -> str:
    if letter in "Xx":
        raise VariantError(
            "ambiguous-stop",
            f"X at character {position + 1} of {_quote(scanner.text)} may be a stop or an unknown residue:"
            " write * for a stop",
        )
    if letter.upper() not in THREE_LETTER:
        scanner.fail(RESIDUE, position)
    return letter.upper()


def _quote(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def format_protein(change: ProteinChange, letters: Literal[1, 3] = 3) -> str:
    """Write a protein change: ``p.Val559Asp``, or with `letters` 1 ``V559D`` (no ``p.``).

    >>> format_protein(parse_protein("Y503_F504insAY"), letters=1)
    'Y503_F504insAY'
    """
    if letters == 1:
        return _protein_text(change, lambda residues: residues, "*")
    return "p." + _protein_text(change, spell, "Ter")


def spell(residues: str) -> str:
    """Write one-letter residues with three letters."""
    return "".join([THREE_LETTER[residue] for residue in residues])


def _protein_text(change: ProteinChange, write: Callable[[str], str], stop: str) -> str:
    kind, distance = change.kind, change.distance
    if kind == "unknown":
        return "?"
    if kind == "synonymous" and not change.start:
        return "="
    place = f"{write(change.first)}{change.start}"
    if kind == "substitution":
        return place + write(change.inserted)
    if kind == "synonymous":
        return place + (f"_{write(change.last)}{change.end}=" if change.end != change.start else "=")
    if kind == "start_lost":
        return place + "?"
    if kind == "frameshift":
        known = change.inserted or distance is not None
        return f"{place}{write(change.inserted)}fs" + (
            f"{stop}{'?' if distance is None else distance}" if known else ""
        )
    if kind == "extension":
        if distance is not None and distance < 0:
            return f"{place}ext{distance}"
        return f"{place}{write(change.inserted)}ext{stop}{'?' if distance is None else distance}"
    if change.end != change.start:
        place += f"_{write(change.last)}{change.end}"
    word = {"deletion": "del", "duplication": "dup", "insertion": "ins", "delins": "delins"}[kind]
    new = (
        write(change.inserted)
        if change.inserted
        else f"({change.length})"
        if change.length is not None and kind in ("insertion", "delins")
        else ""
    )
    return place + word + new


# --- DNA ------------------------------------------------------------------------------------------------------------


def parse_nucleotide(text: str) -> NucleotideChange:
    """Parse one DNA change with its ``c.`` or ``g.``.

    Args:
        text: One change, without gene or accession.

    Returns:
        The change as given, not compared with the reference.

    Raises:
        VariantSyntaxError: `text` is no DNA change.
        VariantError: A range runs backwards, or the like.

    Source:
        HGVS Nomenclature, DNA variants.

    >>> format_nucleotide(parse_nucleotide("c.1648-6_1672del"))
    'c.1648-6_1672del'
    """
    scanner = Scanner(text)
    system = scanner.accept("c.", "g.")
    if not system:
        scanner.fail("c. or g.")
    change = nucleotide(scanner, "c" if system == "c." else "g")
    if scanner.rest:
        scanner.fail("the end of the description")
    return change


def nucleotide(scanner: Scanner, system: Literal["c", "g"]) -> NucleotideChange:
    """Rule `nucleotide`: what follows ``c.`` or ``g.``."""
    opened = _opened(scanner)
    change = _nucleotide(scanner, system)
    _close(scanner, opened)
    return change


def _nucleotide(scanner: Scanner, system: Literal["c", "g"]) -> NucleotideChange:
    if scanner.peek().isalpha():
        return _base_first(scanner, system)
    start = _position(scanner, system)
    end = start
    is_range = bool(scanner.accept("_"))
    if is_range:
        end = _position(scanner, system)
    base = NucleotideChange(system, "deletion", start, end)
    scanner.spaces()
    if scanner.accept("delins", "indel"):
        return _with_inserted_bases(scanner, base._replace(kind="delins"))
    if scanner.accept("del"):
        return _deleted_bases(scanner, base, is_range)
    if scanner.accept("dup"):
        return _counted_bases(scanner, base._replace(kind="duplication"), is_range)
    if scanner.accept("inv"):
        return _counted_bases(scanner, base._replace(kind="inversion"), is_range)
    if scanner.accept("ins"):
        return _inserted_bases(scanner, base, is_range)
    if scanner.accept("="):
        return base._replace(kind="identity")
    removed = _bases(scanner)
    if removed and scanner.accept("="):
        return base._replace(kind="identity", removed=removed)
    if not scanner.accept(">", "/"):
        scanner.fail(">" if removed else "a change: T>A, del, dup, ins, delins, inv or =")
    new = _bases(scanner)
    if not new:
        scanner.fail(BASES)
    return _replacement(base._replace(removed=removed, inserted=new), is_range)


def _base_first(scanner: Scanner, system: Literal["c", "g"]) -> NucleotideChange:
    """Read the form of old reports and of ANNOVAR: ``c.T1676A``."""
    removed = _bases(scanner)
    if not removed:
        scanner.fail("a position, such as 1676, or a base and a position")
    start = _position(scanner, system)
    scanner.accept(">")
    new = _bases(scanner)
    if not new:
        scanner.fail(BASES)
    return _replacement(NucleotideChange(system, "substitution", start, start, removed, new), False)


def _replacement(change: NucleotideChange, is_range: bool) -> NucleotideChange:
    """Finish ``T>A`` and ``TT>AA``: a kind, and the end where only the bases tell it."""
    if len(change.removed) > 1 and not is_range:
        change = change._replace(end=_behind(change.start, len(change.removed) - 1))
    single = change.start == change.end and len(change.inserted) == 1
    return change._replace(kind="substitution" if single else "delins")


def _position(scanner: Scanner, system: Literal["c", "g"]) -> Position:
    start = scanner.position
    after_stop = negative = False
    if system == "c":
        after_stop = bool(scanner.accept("*"))
        negative = not after_stop and bool(scanner.accept("-"))
    base = scanner.number("a position, such as 1676") or 0
    if base == 0:
        scanner.fail("a position from 1 on", start)
    offset = 0
    if system == "c" and scanner.peek() in ("+", "-") and scanner.peek():
        sign = -1 if scanner.accept("-") else 1
        if sign == 1:
            scanner.accept("+")
        offset = sign * (scanner.number("a distance into the intron") or 0)
    return Position(-base if negative else base, offset, after_stop)


def _deleted_bases(scanner: Scanner, base: NucleotideChange, is_range: bool) -> NucleotideChange:
    change = _counted_bases(scanner, base, is_range)
    if scanner.accept("ins"):  # c.1669_1674delTGGAAGinsAGA
        count, change = change.length or 0, change._replace(kind="delins", length=None)
        if count > MAX_REPLACED:
            raise VariantError("too-long", f"{count} replaced bases; at most {MAX_REPLACED} are read as a number")
        # How many bases are replaced has to fit the range; the length is that of what is inserted.
        change = _with_inserted_bases(scanner, change._replace(removed=change.removed or "N" * count))
    return change


def _counted_bases(scanner: Scanner, base: NucleotideChange, is_range: bool) -> NucleotideChange:
    """Read the bases or their number that may follow ``del``, ``dup`` and ``inv``."""
    start = scanner.position
    count = scanner.number()
    if count is None:
        removed = _bases(scanner)
        if removed and not is_range and len(removed) > 1:
            return base._replace(removed=removed, end=_behind(base.start, len(removed) - 1))
        return base._replace(removed=removed)
    if count == 0:
        scanner.fail("a number from 1 on", start)
    return base._replace(length=count, end=base.end if is_range else _behind(base.start, count - 1))


def _inserted_bases(scanner: Scanner, base: NucleotideChange, is_range: bool) -> NucleotideChange:
    start = scanner.position
    change = _with_inserted_bases(scanner, base._replace(kind="insertion"))
    if not is_range and change.length is None:
        scanner.fail("an insertion between two neighbouring positions, such as c.1509_1510insGCCTAT", start)
    if not is_range:  # legacy: 1530ins6 names the base after which something is inserted
        change = change._replace(end=_behind(change.start, 1))
    return change


def _behind(position: Position, distance: int) -> Position:
    """Return the position that lies some bases behind another; c. numbers have no 0, and an intron may end on the way.

    >>> [format_position(_behind(parse_nucleotide(f"c.{text}del").start, 3)) for text in ("-2", "1774+1", "1775-2")]
    ['2', '1774+4', '1776']
    """
    base, offset = position.base, position.offset
    if offset < 0:
        offset, distance = min(offset + distance, 0), max(offset + distance, 0)
    elif offset > 0:
        offset, distance = offset + distance, 0
    after = base + distance
    return position._replace(base=after + (base < 0 <= after), offset=offset)


def _with_inserted_bases(scanner: Scanner, base: NucleotideChange) -> NucleotideChange:
    scanner.spaces()
    opened = bool(scanner.accept("("))
    length = _inserted_count(scanner)
    if length is None:
        new = _bases(scanner, also="N")
        if not new:
            scanner.fail(f"{BASES}, or the number of inserted bases")
        count = 1
        if scanner.accept("["):  # insN[6]
            count = _inserted_count(scanner, "a number of bases") or 0
            scanner.expect("]", "a closing bracket")
        if "N" in new:
            change = base._replace(length=len(new) * count)
        elif len(new) * count > MAX_INSERTED:
            raise VariantError("too-long", f"an insertion of {len(new) * count} bases; at most {MAX_INSERTED} are read")
        else:
            change = base._replace(inserted=new * count)
    else:
        change = base._replace(length=length)
    if opened:
        scanner.expect(")", "a closing parenthesis")
    return change


def _inserted_count(scanner: Scanner, expected: str = "") -> int | None:
    """Read the number of inserted residues or bases: an insertion of nothing is none."""
    start = scanner.position
    count = scanner.number(expected)
    if count == 0:
        scanner.fail("a number from 1 on", start)
    return count


def _bases(scanner: Scanner, also: str = "") -> str:
    start = scanner.position
    while (here := scanner.peek().upper()) and here in "ACGTU" + also:
        scanner.position += 1
    return scanner.text[start : scanner.position].upper().replace("U", "T")


def allele(position: int, reference: str, alternative: str) -> NucleotideChange:
    """Return the genomic change of a VCF allele: `reference` at `position` (1-based) becomes `alternative`."""
    reference, alternative = reference.upper(), alternative.upper()
    start = tuple_of(Position, (position, 0, False))
    if len(reference) == len(alternative) == 1:
        return tuple_of(NucleotideChange, ("g", "substitution", start, start, reference, alternative, None))
    end = Position(position + max(len(reference), 1) - 1)
    return NucleotideChange("g", "delins", start, end, reference, alternative)


def format_position(position: Position) -> str:
    """Write a position: ``1676``, ``1648-6``, ``-12``, ``*10``."""
    star = "*" if position.after_stop else ""
    return f"{star}{position.base}" + (f"{position.offset:+d}" if position.offset else "")


def format_nucleotide(change: NucleotideChange) -> str:
    """Write a DNA change in HGVS, without the deleted or duplicated bases."""
    place = format_position(change.start)
    if change.kind == "substitution":
        return f"{change.system}.{place}{change.removed}>{change.inserted}"
    if change.end != change.start:
        place += "_" + format_position(change.end)
    if change.kind == "identity":
        return f"{change.system}.{place}="
    word = {"deletion": "del", "duplication": "dup", "insertion": "ins", "delins": "delins", "inversion": "inv"}[
        change.kind
    ]
    new = change.inserted or (f"N[{change.length}]" if change.length is not None and word in ("ins", "delins") else "")
    return f"{change.system}.{place}{word}{new}"
