"""Which columns of a table tell gene, variant, build and sample, found by the names that annotators give them.

Names are compared without case. Those of `GENE`, `PROTEIN`, `CODING`, `GENOMIC` and the first two sets of `ALLELES` are
the contract; what else real files have comes after them. What the user names goes before all.
"""

from __future__ import annotations

from collections.abc import Sequence

from gistcli.errors import InputError
from gistcli.frozen import Frozen
from gistcli.patterns import pattern

GENE = ("Hugo_Symbol", "Hugo_Gene_Symbol", "SYMBOL", "Gene_Name", "Gene.refGene", "Gene")
GENE_ALSO = ("Gene.refGeneWithVer", "Gene.ensGene", "Gene.knownGene", "Gene_Symbol", "GeneSymbol")
PROTEIN = (
    "HGVSp_Short",
    "HGVSp",
    "Protein_Change",
    "Amino_Acid_Change",
    "AAChange.refGene",
    "HGVS.p",
    "Alteration",
)
PROTEIN_ALSO = ("AAChange.refGeneWithVer", "AAChange.ensGene", "AAChange.knownGene")
ANY_VARIANT = ("Variant", "Mutation")
"""Taken only where no other column tells the variant, as other tables have types of variant in them."""
CODING = ("HGVSc", "HGVS.c")
GENOMIC = ("HGVSg",)
ALLELES = (
    ("Chromosome", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2"),
    ("CHROM", "POS", "REF", "ALT"),
    ("Chr", "Start", "Ref", "Alt"),
)
"""Chromosome, position, reference and alternative: MAF, VCF, ANNOVAR."""
ALLELE_ROLES = ("chromosome", "start", "reference", "alternative")
BESIDE_ALLELES: tuple[dict[str, str], ...] = ({"end": "End_Position", "other": "Tumor_Seq_Allele1"}, {}, {"end": "End"})
BUILD = ("NCBI_Build", "Reference_Genome")
TRANSCRIPT = ("Transcript_ID", "Feature", "Feature_ID", "RefSeq")
SAMPLE = ("Tumor_Sample_Barcode", "SAMPLE_ID", "sample")
PACKED = {"ann": "ANN", "extra": "Extra"}
"""Columns that hold several fields: SnpEff's ANN, and the last one of VEP's own format."""

_EXTRACTED = pattern(r"(?:ann|eff)\[[^\]]*\]\.(.+)")
_NAME_OF_EXTRACTED = {"gene": "gene", "hgvs_p": "hgvs.p", "hgvs_c": "hgvs.c", "featureid": "feature_id", "aa": "hgvs.p"}

KNOWN = frozenset(
    name.lower()
    for names in (
        GENE,
        GENE_ALSO,
        PROTEIN,
        PROTEIN_ALSO,
        ANY_VARIANT,
        CODING,
        GENOMIC,
        *ALLELES,
        BUILD,
        TRANSCRIPT,
        SAMPLE,
        PACKED.values(),
    )
    for name in names
)
TELLING = frozenset(name.lower() for name in (*PROTEIN, *PROTEIN_ALSO, *ANY_VARIANT, *CODING, *GENOMIC, "ANN"))
"""The columns of which one alone makes a table."""
ROLE_NAMES = {"coding": "DNA", "ann": "annotations", "extra": "annotations"}
DELIMITERS = (b"\t", b",", b";")
LINE_END = pattern(rb"\r\n|\r|\n")
SEPARATOR_LINE = pattern(rb'"?sep=(.)"?')
"""What a spreadsheet may write before the header, to name its delimiter."""
SHOWN = 12


class Chosen(Frozen):
    """What the user says of the columns."""

    gene: str | None = None
    variant: str | None = None
    sample: str | None = None


NOTHING_CHOSEN = Chosen()


class Columns(Frozen):
    """The columns that are used.

    Attributes:
        roles: What each used column tells, the sample's aside; several may tell the protein.
        indices: Where they are, from 0.
        gene: Where the gene is, None where no column tells it.
        sample: Where the sample is.
        named: What to say of them, such as ``gene Hugo_Symbol, protein HGVSp_Short``.
    """

    roles: tuple[str, ...]
    indices: tuple[int, ...]
    gene: int | None
    sample: int | None
    named: str


def folded(name: str) -> str:
    """Return the name of a column as it is compared.

    >>> folded("#CHROM"), folded("ANN[0].HGVS_P"), folded(" HGVSp ")
    ('chrom', 'hgvs.p', 'hgvsp')
    """
    name = name.strip().lower().removeprefix("#")
    extracted = _EXTRACTED.fullmatch(name)
    return _NAME_OF_EXTRACTED.get(extracted[1], name) if extracted else name


def find_columns(names: Sequence[str], line: int, chosen: Chosen = NOTHING_CHOSEN) -> Columns:
    """Find the columns of a table.

    Args:
        names: The cells of the header.
        line: Line of the header, for messages.
        chosen: The columns that the user names.

    Returns:
        The columns.

    Raises:
        InputError: No column tells the variant, one that the user names is missing, or one in use is there twice.

    >>> find_columns(["Sample_ID", "Gene", "HGVSp"], 1).named
    'gene Gene; protein HGVSp; sample Sample_ID'
    """
    finder = _Finder(names, line)
    if chosen.gene:
        finder.use_named("gene", "--gene-column", chosen.gene)
    else:
        finder.use_first("gene", (*GENE, *GENE_ALSO))
    if chosen.variant:
        finder.use_named("variant", "--variant-column", chosen.variant)
    else:
        _find_variant(finder)
    if not finder.used.keys() - {"gene"}:
        raise InputError(_nothing_found(names, line))
    finder.use_first("build", BUILD)
    finder.use_first("transcript", TRANSCRIPT)
    if chosen.sample:
        finder.use_named("sample", "--sample-column", chosen.sample)
    else:
        finder.use_first("sample", SAMPLE)
    named = finder.named()
    gene, sample = finder.used.get("gene", [None])[0], finder.used.pop("sample", [None])[0]
    pairs = [(role, index) for role, indices in finder.used.items() for index in indices]
    return Columns(tuple([role for role, _ in pairs]), tuple([index for _, index in pairs]), gene, sample, named)


def _find_variant(finder: _Finder) -> None:
    for quartet, beside in zip(ALLELES, BESIDE_ALLELES, strict=True):
        if all(finder.has(name) for name in quartet):
            for role, name in (*zip(ALLELE_ROLES, quartet, strict=True), *beside.items()):
                finder.use_first(role, (name,))
            break
    finder.use_first("genomic", GENOMIC)
    finder.use_all("coding", CODING)
    finder.use_all("protein", (*PROTEIN, *PROTEIN_ALSO))
    if "coding" not in finder.used and "protein" not in finder.used:
        for role, name in PACKED.items():
            finder.use_first(role, (name,))
    if not finder.used.keys() - {"gene"}:
        finder.use_first("variant", ANY_VARIANT)


class _Finder:
    """The header, and what is used of it: role -> indices."""

    def __init__(self, names: Sequence[str], line: int) -> None:
        self.names, self.line = names, line
        self.used: dict[str, list[int]] = {}
        self._places: dict[str, list[int]] = {}
        for index, name in enumerate(names):
            self._places.setdefault(folded(name), []).append(index)

    def has(self, name: str) -> bool:
        return name.lower() in self._places

    def use_first(self, role: str, candidates: Sequence[str]) -> None:
        """Use the first of `candidates` that is there."""
        self.use_all(role, [name for name in candidates if self.has(name)][:1])

    def use_all(self, role: str, candidates: Sequence[str]) -> None:
        """Use all of `candidates` that are there, in their order."""
        for name in candidates:
            if self.has(name):
                self.used.setdefault(role, []).append(self._only(name, self._places[name.lower()]))

    def use_named(self, role: str, option: str, name: str) -> None:
        """Use the column that the user names; the very name goes before one that differs in case."""
        places = [index for index, other in enumerate(self.names) if other == name]
        places = places or self._places.get(folded(name), [])
        if not places:
            from difflib import get_close_matches

            near = get_close_matches(folded(name), [folded(other) for other in self.names[:10_000]], 1)
            meant = f"; did you mean {printable(self.names[self._places[near[0]][0]])!r}?" if near else ""
            raise InputError(
                f"line {self.line}: no column {name!r}, which {option} names{meant or _there_are(self.names)}"
            )
        self.used[role] = [self._only(name, places)]

    def _only(self, name: str, places: Sequence[int]) -> int:
        if len(places) > 1:
            exact = [index for index in places if self.names[index] == name]
            if len(exact) == 1:
                return exact[0]
            numbers = ", ".join(str(index + 1) for index in places[:SHOWN])
            message = f"line {self.line}: the column {printable(self.names[places[0]])} is there {len(places)} times"
            raise InputError(f"{message} (columns {numbers}), and they may differ: rename or remove all but one")
        return places[0]

    def named(self) -> str:
        """Say which columns are used."""
        said: dict[str, list[int]] = {}
        for role, indices in self.used.items():
            said.setdefault(
                "alleles" if role in (*ALLELE_ROLES, "end", "other") else ROLE_NAMES.get(role, role), []
            ).extend(indices)
        return "; ".join(
            f"{what} " + ", ".join(printable(self.names[i]) for i in indices) for what, indices in said.items()
        )


def looks_like_table(head: bytes, ended: bool = False) -> bool | None:
    r"""Say whether an input that begins with `head` is a table: None where more of it has to be seen.

    Args:
        head: The first bytes.
        ended: There are no more.

    >>> looks_like_table(b"#version 2.4\nHugo_Symbol\tHGVSp_Short\n"), looks_like_table(b"KIT V559D\nD842V\n")
    (True, False)
    >>> looks_like_table(b"## made by VEP\n") is None
    True
    """
    lines = LINE_END.split(head.removeprefix(b"\xef\xbb\xbf"))
    if not ended:
        lines.pop()
    for number, line in enumerate(lines):
        if not line.strip() or line.startswith(b"##"):
            continue
        if SEPARATOR_LINE.fullmatch(line):
            return True
        splits = {delimiter: line.split(delimiter) for delimiter in DELIMITERS}
        known = max(known_in(cells) for cells in splits.values())
        if line.startswith(b"#"):
            if is_commented_header(line):
                return True
            continue
        if known > 1 or (known and max(map(len, splits.values())) > 1) or folded(line.decode("latin-1")) in TELLING:
            return True
        return _has_unknown_columns(splits, lines[number + 1 :], ended)
    return False if ended else None


def _has_unknown_columns(splits: dict[bytes, list[bytes]], following: Sequence[bytes], ended: bool) -> bool | None:
    """Say whether a line that names no known column is a header all the same: of three words or more, like the next."""
    for delimiter, cells in splits.items():
        if len(cells) > 2 and not any(character.isdigit() for character in delimiter.join(cells).decode("latin-1")):
            if not following and not ended:
                return None
            return bool(following) and following[0].count(delimiter) == len(cells) - 1
    return False


def known_in(cells: Sequence[bytes]) -> int:
    """Return how many cells of a header are names of columns that may be used."""
    return sum(folded(cell.decode("latin-1").strip('"')) in KNOWN for cell in cells)


def is_commented_header(line: bytes) -> bool:
    r"""Say whether a line that begins with ``#`` is the header, as in VEP's ``#Uploaded_variation`` and ``#CHROM``."""
    cells = line.split(b"\t")
    return line[1:2].isalpha() and len(cells) > 2 and known_in(cells) > 1


def printable(text: str) -> str:
    """Return text of an input for a message, cut, and without what a terminal would obey."""
    shown = "".join([character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:40]])
    return shown + "…" if len(text) > 40 else shown


def _nothing_found(names: Sequence[str], line: int) -> str:
    looked = (
        ("protein", PROTEIN),
        ("DNA", (*CODING, *GENOMIC)),
        ("alleles", (", ".join(ALLELES[0]) + "; or " + ", ".join(ALLELES[1]),)),
    )
    sought = "; ".join(f"{what}: " + ", ".join(columns) for what, columns in looked)
    return (
        f"line {line}: no column tells the variant. Looked for {sought} (gene: {', '.join(GENE)}). "
        f"Name one with --variant-column{_there_are(names)}"
    )


def _there_are(names: Sequence[str]) -> str:
    shown = ", ".join(printable(name) for name in names[:SHOWN])
    return f"; the columns are {shown}" + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
