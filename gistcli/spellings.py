"""Read a description as laboratories write it: with gene, transcript and exon; legacy forms, classes, genotype states.

`hgvs` reads the change itself; this module finds out what surrounds it, and turns forms that HGVS does not know into
ones that it does. Nothing is compared with the reference here, and nothing is looked up in the knowledge base.

    descriptions := state | description (("+" | ";" | "&" | "and" | ", ") description)* | context? "p.[" … "]"
    description  := context (class | "p." protein | ("c." | "g.") nucleotide | allele | legacy | protein) tail
    context      := (gene | accession | "(" gene ")" | "exon" number)*
    allele       := ["chr"] "4" (":" | "-") position (":" | "-") bases (":" | "-") bases
"""

from __future__ import annotations

import re
from functools import cache

from gistcli import common_spellings, hgvs
from gistcli.errors import GistcliError, VariantError, VariantSyntaxError
from gistcli.hgvs import Scanner
from gistcli.model import (
    Build,
    ClassName,
    Description,
    Gene,
    NucleotideChange,
    Origin,
    ProteinChange,
    ProteinKind,
)
from gistcli.reference import CHROMOSOME, GENOME_ACCESSIONS, Name, names

MAX_LENGTH = 4000
"""Longest description that is read, in characters; the longest coding change of the two genes has 3,270 bases."""

START = "a residue and codon (V559D), p., c., g., chr4:POS:REF:ALT, a class (KIT exon 11) or a gene"

_CHANGE_WORDS = {
    "deletion": "deletion",
    "del": "deletion",
    "insertion": "insertion",
    "ins": "insertion",
    "duplication": "duplication",
    "dup": "duplication",
    "tandem duplication": "duplication",
    "internal tandem duplication": "duplication",
    "itd": "duplication",
    "indel": "delins",
    "delins": "delins",
    "deletion-insertion": "delins",
    "substitution": "substitution",
    "point mutation": "substitution",
    "missense mutation": "substitution",
    "missense": "substitution",
}
_EMPTY_WORDS = ("mutation", "mutant", "mutated", "variant", "positive", "any", "alteration")
_TAIL_WORDS = (*_EMPTY_WORDS, "heterozygous", "homozygous", "hemizygous", "het", "hom", "somatic", "germline")
_TAIL_WORDS_LONGEST_FIRST = tuple(sorted(_TAIL_WORDS, key=len, reverse=True))

_LIKE_ASCII = str.maketrans("‐‑‒–—−→＞　\u00a0\u202f\u2009", "------>>    ")
"""Typographic characters of reports -> ASCII, one for one, so that positions in the text stay true."""

_STATES: tuple[tuple[str, str, str], ...] = (
    (
        "wild-type",
        "w",
        r"(kit(and|or)?pdgfra|pdgfra(and|or)?kit|double|gist)?(wildtype|wt)(kit(and|or)?pdgfra)?",
    ),
    ("wild-type", "no", r"nokit(and|or)?pdgframutation"),
    ("sdh-deficient", "sdh", r"sdh[abcdx]?(deficient|deficiency|negative|loss|mutation|mutated|mutant)"),
    ("nf1", "n", r"(nf1|neurofibromatosis(type)?1)(related|associated|mutation|mutated|mutant)?"),
    ("braf-v600e", "braf", r"braf(exon15)?p?(v600e|val600glu)(mutation|mutated|mutant)?"),
    (
        "ntrk-fusion",
        "ntrk",
        r"ntrk[123]?(gene)?(fusion|rearrangement|rearranged)(positive)?|[a-z0-9]{2,10}ntrk[123](fusion)?|ntrk[123]?",
    ),
)
"""Genotype state, letters that are in each of its spellings, and these, in lower case without spaces and punctuation.

The patterns are compiled when the letters occur: most calls never need them.
"""

_ACCESSION = (
    r"(?P<name>(?:N[CGMPR]|X[MPR])_\d{6,9}|ENS[GTP]\d{11}|LRG_\d{1,4}[tp]\d{1,2}|CCDS\d{3,6}|HGNC:\d{1,6}|[OPQ]\d[A-Z0-9]{3}\d(?:-\d)?)"
    r"(?:\.(?P<version>\d{1,3}))?(?![A-Za-z0-9])"
)
_EXON = r"(?:exons?|ex\.?)[ .:]*(?P<exon>\d{1,3})(?![0-9])"
_ALLELE = (
    r"(?:chr(?:omosome)?)?(?P<chromosome>\d{1,2}|[XYM]|MT)(?P<separator>[:\- ])(?:g\.)?(?P<position>\d{1,10})"
    r"(?:(?P=separator)(?P<reference>[A-Za-z]+)[:\->](?P<alternative>[A-Za-z]+)"
    r"|[: ]?(?P<from>[A-Za-z]+)>(?P<to>[A-Za-z]+))$"
)
_CONTIG = r"chr(?:omosome)?(?P<chromosome>[0-9XYM]{1,2})(?=:g\.)"
_WORD_FIRST = (
    r"(?P<word>del|dup|ins|Δ|delta)[ _]?(?P<residues>(?:[A-Z*]+[ _]?)?)(?P<range>\d{1,4}(?:[-_][A-Z]?\d{1,4})?)$"
)
_BARE_NUCLEOTIDE = (
    r"-?\d+(?:[+-]\d+)?(?:_\d+(?:[+-]\d+)?)?"
    r"(?:[ACGTU]+>[ACGTU]+|ins\(?\d+\)?|ins[ACGTU]+|del(?:ins)?\d*[ACGTU]*|dup\d*[ACGTU]*)$"
)
_FOREIGN_GENE = r"(?P<symbol>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)?)(?=[ :])"
_GENES_OF_THEIR_OWN = ("PDGFRB", "PDGFRL", "KITLG", "EGFR")
"""Genes whose symbols are near those of the two genes; nobody who writes them means these."""
_BETWEEN = (
    r"\s*\+\s*(?=[^\d\s])|\s*[;&]\s*|\s+and\s+(?=\S)"
    r"|,\s+(?=(?:p\.|c\.|[A-Za-z]{1,3}\d|(?i:c-?kit|kit|pdgfra)\b|(?i:primary|secondary)\s+\w+\s*[\w.:]))"
)
"""What stands between two descriptions of one text."""
_ORIGIN_BEFORE = r"\s*(primary|secondary)(?:\s*:\s*|\s+)(?=\S)"
_ORIGIN_AFTER = r"(?<=\S)(?:\s*,\s*|\s+)(?:\((primary|secondary)\)|(primary|secondary))\s*$"
_LARGEST_CODON = 1089
"""Codons of the longer protein; a bare number beyond it can only be a base."""


def parse(text: str) -> tuple[Description, ...]:
    """Read a text: one description, or the several of one tumour.

    Args:
        text: One variant, class or state, or several, such as ``p.[W557G;Y578C]`` and ``V559D + V654A``.

    Returns:
        One description a variant, in the order of the text; `Description.text` is the part of the text it came from.

    Raises:
        VariantSyntaxError: The text does not fit the grammar; it says where and what would.
        VariantError: The text can be read, but names something that gistcli does not cover.

    >>> [str(d.protein.start) for d in parse("KIT V559D + V654A")]
    ['559', '654']
    >>> parse("SECONDARY KIT V654A")[0].origin
    'secondary'
    """
    common = common_spellings.read(text)
    return (common,) if common is not None else by_grammar(text)


def by_grammar(text: str) -> tuple[Description, ...]:
    """Read a text as `parse` does, with the rules for all spellings, also where it has a common one."""
    _check_text(text)
    plain = text.translate(_LIKE_ASCII)
    state = _state(plain)
    if state:
        return (Description(text, state=state),)
    descriptions: list[Description] = []
    named = "primary" in plain.lower() or "secondary" in plain.lower()
    members = _members(plain)
    for start, end in members:
        before = descriptions[-1] if descriptions else None
        own = text[start:end].strip() if before or end < len(text) else text
        origin: Origin | None = None
        if named:
            origin, start, end = _origin(plain, start, end)
        is_part = len(members) > 1 or origin is not None  # the whole text has been asked already
        state = _state(plain[start:end]) if is_part else None
        if state:  # a genotype beside a variant: V559D + NF1
            descriptions.append(Description(own, state=state, origin=origin))
            continue
        description = _describe(Scanner(plain, start, end), own, before)
        descriptions.append(description._replace(origin=origin) if origin else description)
    return tuple(descriptions)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, in any case, when it is first needed: most calls need none or few of them."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def _exactly(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, in the case that it is written in, when it is first needed."""
    return re.compile(pattern)


def _origin(text: str, start: int, end: int) -> tuple[Origin | None, int, int]:
    """Return the origin that a part of a text names before or after its variant, and the part without the word."""
    word = _pattern(_ORIGIN_BEFORE).match(text, start, end)
    if word:
        start = word.end()
    else:
        word = _pattern(_ORIGIN_AFTER).search(text, start, end)
        if not word:
            return None, start, end
        end = word.start()
    return ("primary" if "primary" in word[0].lower() else "secondary"), start, end


def _check_text(text: str) -> None:
    if not text or text.isspace():
        raise VariantError("empty", "empty: give a description, such as KIT V559D")
    if len(text) > MAX_LENGTH:
        raise VariantError("too-long", f"{len(text)} characters: a description has at most {MAX_LENGTH}")
    if text.isprintable():
        return
    for position, character in enumerate(text):
        if not character.isprintable() and character != "\t" and character not in "\u00a0\u202f\u2009\u3000":
            raise VariantError(
                "not-text", f"character {position + 1} is a control character (U+{ord(character):04X}): give plain text"
            )


def _state(text: str) -> str | None:
    folded = "".join(character for character in text.lower() if character.isalnum())
    for state, letters, pattern in _STATES:
        if letters in folded and re.fullmatch(f"(?:{pattern})(gist|tumou?r)?", folded):
            return state
    return None


def _members(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text that are descriptions of their own, as (start, end)."""
    bracket = text.find("[")
    if bracket >= 0 and text[max(0, bracket - 2) : bracket].lower() in ("p.", "c.", "g."):
        close = text.find("]", bracket)
        if close < 0:
            raise VariantSyntaxError(text, len(text), "a closing bracket")
        inner = [(start + bracket + 1, end + bracket + 1) for start, end in _split(text[bracket + 1 : close], ";")]
        # The first member takes the context with it: KIT p.[W557G
        return [(0, inner[0][1]), *inner[1:]]
    return _split(text, "")


def _split(text: str, only: str) -> list[tuple[int, int]]:
    pattern = re.escape(only) if only else _BETWEEN
    parts, start = [], 0
    for match in re.finditer(pattern, text):
        if text[start : match.start()].strip():
            if not only and not re.search(r"\d", text[start : match.start()]):
                continue  # "KIT, V559D" is one description
            parts.append((start, match.start()))
            start = match.end()
    if text[start:].strip() or not parts:
        parts.append((start, len(text)))
    return parts


class _Context:
    """What surrounds a change: gene, accession with its numbering, build, exon."""

    def __init__(self) -> None:
        self.gene: Gene | None = None
        self.accession = ""
        self.accession_gene: Gene | None = None
        self.build: Build | None = None
        self.exon: int | None = None
        self.kind = ""
        self.system = ""


def _describe(scanner: Scanner, text: str, before: Description | None) -> Description:
    scanner.spaces()
    context = _Context()
    _read_context(scanner, context)
    if context.gene is None and before is not None and context.accession == "":
        context.gene, context.accession, context.build = before.gene, before.accession, before.build
    base = Description(text, gene=context.gene, accession=context.accession, build=context.build, exon=context.exon)
    bracketed = scanner.peek(3)[2:] == "["
    system = scanner.accept("p.[", "c.[", "g.[")[:2] if bracketed else scanner.accept("p.", "c.", "g.")
    if not system and before is not None and "[" in scanner.text[: scanner.position]:
        system = (
            "p."
            if before.protein and not before.nucleotide
            else f"{before.nucleotide.system}."
            if before.nucleotide
            else ""
        )
    try:
        return _change(scanner, context, base, system)
    except VariantSyntaxError as error:
        _complain_of_foreign_names(scanner.text[: scanner.end], error)
        raise


def _change(scanner: Scanner, context: _Context, base: Description, system: str) -> Description:
    if system == "p." or (not system and context.kind == "protein"):
        return _tail(scanner, base._replace(protein=hgvs.protein(scanner)))
    if system in ("c.", "g."):
        return _tail(scanner, base._replace(nucleotide=hgvs.nucleotide(scanner, "c" if system == "c." else "g")))
    rest = scanner.rest.strip()
    if scanner.peek(2).lower() in ("r.", "n.", "m."):
        raise VariantError(
            "not-supported", f"{scanner.peek(2)} descriptions are not read: give the c., g. or p. description"
        )
    if context.gene is not None and re.fullmatch("wild[ -]?type|wt", rest, re.IGNORECASE):
        raise VariantError(
            "not-supported",
            f"{context.gene} wild type says nothing of the other gene: KIT/PDGFRA wild type is a genotype",
        )
    class_name = _class_name(rest, context)
    if class_name is not None:
        scanner.position = scanner.end
        return base._replace(class_name=class_name, exon=None)
    allele = _pattern(_ALLELE).match(rest)
    if allele:
        scanner.position = scanner.end
        return base._replace(nucleotide=_allele(allele))
    word_first = _pattern(_WORD_FIRST).match(rest)
    if word_first:
        return _word_first(scanner, base, word_first)
    bare = _pattern(_BARE_NUCLEOTIDE).match(rest)
    if bare and _is_nucleotide(rest):
        change = hgvs.nucleotide(scanner, "c")
        return _tail(
            scanner, base._replace(nucleotide=change, bare=True, remarks=("read as a coding (c.) description",))
        )
    if not rest:
        scanner.fail(START)
    first = scanner.peek()
    if not (first.isascii() and (first.isalnum() or first in "*(?=")):
        scanner.fail(START)
    return _tail(scanner, base._replace(protein=hgvs.protein(scanner)))


def _read_context(scanner: Scanner, context: _Context) -> None:
    """Read genes, accessions and exons as long as they come."""
    while True:
        start = scanner.position
        opened = bool(scanner.accept("("))
        exon = _pattern(_EXON).match(scanner.text, scanner.position, scanner.end)
        accession = _pattern(_ACCESSION).match(scanner.text, scanner.position, scanner.end)
        contig = _pattern(_CONTIG).match(scanner.text, scanner.position, scanner.end)
        symbol = _symbol(scanner)
        if symbol is not None:
            if context.gene is not None and context.gene != symbol.gene:
                raise VariantError("gene-mismatch", f"the text names both {context.gene} and {symbol.gene}")
            context.gene = symbol.gene
            scanner.position += len(symbol.name)
        elif accession:
            _take_accession(accession, context)
            scanner.position = accession.end()
        elif exon:
            context.exon = int(exon["exon"])
            scanner.position = exon.end()
        elif contig:
            _check_chromosome(contig["chromosome"])
            scanner.position = contig.end()
        else:
            scanner.position = start
            return
        if opened and not scanner.accept(")"):
            scanner.position = start
            return
        while scanner.peek() and scanner.peek() in " \t:,/_-" and not _is_negative_number(scanner):
            scanner.position += 1


def _is_negative_number(scanner: Scanner) -> bool:
    return scanner.peek() == "-" and scanner.peek(2)[1:].isdigit() and scanner.text[scanner.position - 1] == " "


@cache
def _symbols() -> tuple[Name, ...]:
    """Return the symbols of the genes, the longest first."""
    symbols = [name for name in names().values() if name.kind == "symbol"]
    return tuple(sorted(symbols, key=lambda name: -len(name.name)))


def _symbol(scanner: Scanner) -> Name | None:
    """Return the symbol of a gene that comes next, None where none does."""
    return next((name for name in _symbols() if _symbol_is_next(scanner, name.name)), None)


def _symbol_is_next(scanner: Scanner, name: str) -> bool:
    if scanner.peek(len(name)).upper() != name.upper():
        return False
    after = scanner.peek(len(name) + 1)[len(name) :]
    return not after.isalnum()


def _take_accession(match: re.Match[str], context: _Context) -> None:
    written = match["name"].upper()
    name = names().get(written)
    full = match[0].upper().replace("LRG_307T", "LRG_307t").replace("LRG_307P", "LRG_307p")
    if written == "NC_000004":
        build = GENOME_ACCESSIONS.get(full)
        if build is None:
            raise VariantError(
                "build-unknown", f"{match[0]} tells no build: NC_000004.11 is GRCh37, NC_000004.12 is GRCh38"
            )
        context.build, context.kind = build, "genome"
        return
    if name is None:
        accepted = ", ".join(
            f"{gene}: "
            + ", ".join(
                other.name
                for other in names().values()
                if other.gene == gene and other.kind in ("transcript", "protein")
            )
            for gene in ("KIT", "PDGFRA")
        )
        raise VariantError(
            "transcript-not-supported",
            f"{match[0]} is no reference sequence that gistcli knows; accepted are {accepted}, NC_000004",
        )
    if context.gene is not None and context.gene != name.gene:
        raise VariantError("gene-mismatch", f"{match[0]} is {name.gene}, but the text names {context.gene}")
    context.gene = name.gene
    if name.kind != "gene":
        context.accession, context.kind = full, name.kind


def _check_chromosome(chromosome: str) -> None:
    if chromosome != CHROMOSOME:
        raise VariantError(
            "gene-not-covered",
            f"chromosome {chromosome} holds neither KIT nor PDGFRA; both lie on chromosome {CHROMOSOME}",
        )


def _class_name(rest: str, context: _Context) -> ClassName | None:
    """Return the class that the words after gene and exon name, None where they name none."""
    if context.exon is None and context.gene is None:
        return None
    words = " ".join(rest.lower().replace("in-frame", "").replace("inframe", "").replace("in frame", "").split()).strip(
        "()"
    )
    for ending in _EMPTY_WORDS:
        if words.endswith(ending) and words not in _CHANGE_WORDS:
            words = words[: -len(ending)].strip()
    if words in ("", "s") and (context.accession == "" or context.exon is not None):
        return ClassName(context.exon, None)
    singular = words.removesuffix("s") if words.removesuffix("s") in _CHANGE_WORDS else words
    if singular in _CHANGE_WORDS:
        return ClassName(context.exon, _CHANGE_WORDS[singular])  # type: ignore[arg-type]
    return None


def _allele(match: re.Match[str]) -> NucleotideChange:
    _check_chromosome(match["chromosome"])
    reference, alternative = match["reference"] or match["from"], match["alternative"] or match["to"]
    for bases in (reference, alternative):
        if set(bases.upper()) - set("ACGT"):
            raise VariantSyntaxError(match.string, match.string.find(bases), hgvs.BASES)
    return hgvs.allele(int(match["position"]), reference, alternative)


def _word_first(scanner: Scanner, base: Description, match: re.Match[str]) -> Description:
    """Read ``delWK557-558``, ``del557-558``, ``DEL_554-558``, ``ins AY 502-503``."""
    word = {"dup": "duplication", "ins": "insertion"}.get(match["word"].lower(), "deletion")
    residues = match["residues"].strip(" _").upper()
    numbers = [int(number) for number in re.findall(r"\d+", match["range"])]
    letters = re.findall(r"[-_]([A-Za-z])", match["range"])
    start, end = numbers[0], numbers[-1]
    offset = scanner.position + scanner.rest.find(match["word"])
    if not start:
        scanner.fail("a codon number from 1 on", offset + match.start("range"))
    for at, residue in enumerate(residues):
        if residue not in hgvs.THREE_LETTER:
            scanner.fail(hgvs.RESIDUE, offset + match.start("residues") + at)
    if letters and letters[0].upper() not in hgvs.THREE_LETTER:
        scanner.fail(hgvs.RESIDUE, offset + match.start("range") + match["range"].find(letters[0]))
    if end < start:
        raise VariantError("invalid-range", f"the range {start}-{end} runs backwards; the lower codon comes first")
    scanner.position = scanner.end
    if word == "insertion":
        if not residues:
            scanner.fail("the inserted residues, such as ins AY 502-503", offset + len(match["word"]))
        if end != start + 1:
            raise VariantError(
                "invalid-range", f"an insertion lies between two neighbouring codons, and {start} and {end} are not"
            )
        change = ProteinChange("insertion", start, end, inserted=residues)
    else:
        first = last = ""
        listed = residues if len(residues) == end - start + 1 else ""
        if residues and not listed and len(residues) == 1:
            first, last = residues, letters[0].upper() if letters else ""
        elif residues and not listed:
            raise VariantError(
                "length-mismatch",
                f"{residues} are {len(residues)} residues, but {start}-{end} are {end - start + 1} codons",
            )
        kind: ProteinKind = "deletion" if word == "deletion" else "duplication"
        change = ProteinChange(kind, start, end, listed[:1] or first, listed[-1:] or last, removed=listed)
    written = hgvs.format_protein(change, letters=1)
    return base._replace(protein=change, remarks=(f"legacy form, read as {written}",))


def _is_nucleotide(rest: str) -> bool:
    """Say whether a change with bare numbers counts bases and not codons."""
    if re.search(r"[ACGTU]>[ACGTU]|[+]|^-|\d-\d", rest, re.IGNORECASE):
        return True
    return max(int(number) for number in re.findall(r"\d+", rest)) > _LARGEST_CODON


def _tail(scanner: Scanner, description: Description) -> Description:
    """Read what may follow a change: its protein in parentheses, an exon, a word such as ``mutation``."""
    scanner.accept("]")
    while True:
        scanner.spaces()
        scanner.accept(",")
        scanner.spaces()
        if not scanner.rest:
            return description
        start = scanner.position
        opened = bool(scanner.accept("("))
        exon = _pattern(_EXON).match(scanner.text, scanner.position, scanner.end)
        word = scanner.accept(*_TAIL_WORDS_LONGEST_FIRST)
        symbol = _symbol(scanner)
        if exon and description.exon is None:
            description = description._replace(exon=int(exon["exon"]))
            scanner.position = exon.end()
        elif word:
            if word in ("homozygous", "hom", "germline"):
                description = description._replace(remarks=(*description.remarks, f"the text says {word}"))
        elif symbol is not None and description.gene in (None, symbol.gene):
            description = description._replace(gene=symbol.gene)
            scanner.position += len(symbol.name)
        elif (
            description.nucleotide is not None
            and description.protein is None
            and (opened or scanner.peek(2).lower() == "p.")
        ):
            scanner.accept("p.")
            description = description._replace(protein=hgvs.protein(scanner))
        else:
            scanner.fail("the end of the description (several variants of one tumour are joined by +)", start)
        if opened:
            scanner.expect(")", "a closing parenthesis")


def _complain_of_foreign_names(text: str, error: GistcliError) -> None:
    """Where a text that cannot be read begins with another gene's name, say that instead."""
    start = len(text) - len(text.lstrip())
    match = _exactly(_FOREIGN_GENE).match(text, start)
    if match is None or (isinstance(error, VariantSyntaxError) and error.position > match.end()):
        return
    symbol = match["symbol"]
    if symbol.upper() in names() or symbol.lower() in (
        *_CHANGE_WORDS,
        *_TAIL_WORDS,
        "exon",
        "ex",
        "chr4",
        "codon",
        "p",
        "c",
        "g",
    ):
        return
    from difflib import get_close_matches

    near = (
        []
        if symbol.upper() in _GENES_OF_THEIR_OWN
        else get_close_matches(symbol.upper(), ["KIT", "C-KIT", "PDGFRA", "PDGFRALPHA", "CD117"], 1, 0.65)
    )
    hint = f"; did you mean {names()[near[0]].gene}?" if near else ""
    raise VariantError("gene-not-covered", f"{symbol} is not a gene that gistcli covers (KIT, PDGFRA){hint}") from error
