"""What the cells of a row say of the variant: cells -> descriptions.

Genomic columns decide before ``c.`` columns, and these before protein; what decides and what stands beside it become
one description, so that `normalize` compares them and says where they disagree. Of several transcripts in a cell the
canonical one is taken, else the KIT isoform without GNNK, whose numbers `normalize` converts. A transcript of which
nothing is known is refused, since its numbers may be others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from gistcli import hgvs
from gistcli.errors import GistcliError, VariantError
from gistcli.frozen import Frozen
from gistcli.model import GENES, Build, Description, Gene, Normalized, NucleotideChange, Position
from gistcli.normalize import normalize_description
from gistcli.patterns import pattern
from gistcli.reference import CHROMOSOME, GENOME_ACCESSIONS, names
from gistcli.spellings import parse

EMPTY = frozenset(("", ".", "-", "--", "na", "n/a", "nan", "none", "null", "unknown", "#n/a", "<na>"))
"""What stands for nothing in a cell, in lower case."""
ALLELES = ("reference", "alternative", "other")
"""Roles in which ``-`` says that there are no bases."""
MAX_CELL = 1 << 16
CHROMOSOME_NAMES = frozenset((CHROMOSOME, f"chr{CHROMOSOME}", *(name.lower() for name in GENOME_ACCESSIONS)))
SYMBOLIC = pattern(r"[*.<\[\]]|<.*>|.*[\[\]].*")
SEPARATORS = pattern(r"[,;|&]")
BETWEEN_GENES = pattern(r"[,;|&/\s]+")
TRANSCRIPT = pattern(r"(?:ENS[TP]\d{11}|[NX][MPR]_\d{6,9}|LRG_\d+[tp]\d+)(?:\.\d+)?", re.IGNORECASE)
STRUCTURED = pattern(
    r"(?P<gene>[^:,;]+):(?P<transcript>[^:,;]+):(?P<exon>exon\d+|[^:,;]*)(?P<changes>(?::[cp]\.[^:]+)+)"
)
"""An item of ANNOVAR's AAChange: ``KIT:NM_000222:exon11:c.T1676A:p.V559D``."""
COMPOUND = pattern(r"[+;\[]|\sand\s")
OLD_BLOCK = pattern(r"(c\.\d+_\d+)([ACGT]+)")
"""How ANNOVAR writes a delins: ``c.1675_1676AA``."""
SPLICE = pattern(r"(?:p\.)?[A-Z*]?\d+_splice", re.IGNORECASE)
ESCAPED = pattern(r"%([0-9A-Fa-f]{2})")
BUILD = pattern(
    r"(?:grch|b|hs|ncbi|ncbi_build|build)?[ _]*(?P<number>37|38)(?![0-9]).*|hg(?P<ucsc>19|38)(?![0-9]).*", re.IGNORECASE
)
UCSC = {"19": "37", "38": "38"}

CANONICAL, OTHER_ISOFORM, UNNAMED, UNKNOWN = range(4)
"""How good the transcript of an item is."""


class Reading(Frozen):
    """What a row says: `text` is the cell that decides; either `descriptions` or `error` is set."""

    text: str
    descriptions: tuple[Description, ...] | None = None
    error: GistcliError | None = None


class Item(Frozen):
    """One description of a cell: what it says, or why it cannot be read, and how good its transcript is."""

    text: str
    rank: int
    description: Description | None = None
    error: GistcliError | None = None


class Row(Frozen):
    """The cells that a row has for each role, empty ones left out, with what is the same for all of them.

    Attributes:
        cells: Role -> cells.
        gene: The gene that the row names, None where it names none or both.
        gene_cell: As it is given.
        build: The build that the row names.
        transcripts: The transcripts that a column of their own names.
        other_gene: The gene of what names none.
        other_build: The build of positions that name none.
    """

    cells: Mapping[str, Sequence[str]]
    gene: Gene | None
    gene_cell: str
    build: Build | None
    transcripts: Sequence[str]
    other_gene: Gene | None
    other_build: Build | None

    def first(self, role: str) -> str:
        """Return the first cell of a role, empty where the row has none."""
        cells = self.cells.get(role)
        return cells[0] if cells else ""


def genes_of(text: str) -> list[Gene]:
    """Return the genes among KIT and PDGFRA that a cell names: by symbol or identifier, alone or among others.

    >>> genes_of("c-KIT"), genes_of("ENSG00000134853.12"), genes_of("KDR;KIT"), genes_of("KIT-AS1")
    (['KIT'], ['PDGFRA'], ['KIT'], [])
    """
    known = names()
    found: list[Gene] = []
    for part in (text, *BETWEEN_GENES.split(text)):
        name = known.get(part.strip().upper()) or known.get(part.strip().upper().partition(".")[0])
        if name is not None and name.kind in ("symbol", "gene") and name.gene not in found:
            found.append(name.gene)
    return found


def read_row(
    pairs: Iterable[tuple[str, str]], option: Gene | None = None, build: Build | None = None
) -> Reading | None:
    """Read the cells of a row.

    Args:
        pairs: Role and cell of each used column, in the order in which they are tried.
        option: The gene of what names none.
        build: The build of positions that name none.

    Returns:
        What the row says; None where it says nothing of the two genes.

    >>> reading = read_row([("gene", "KIT"), ("protein", "ENSP00000288135.5:p.Val559Asp")])
    >>> reading.text, reading.descriptions[0].gene
    ('ENSP00000288135.5:p.Val559Asp', 'KIT')
    """
    cells: dict[str, list[str]] = {}
    for role, cell in pairs:
        cell = cell.strip()
        if cell.lower() not in EMPTY or (cell == "-" and role in ALLELES):
            cells.setdefault(role, []).append(cell)
    for alike in cells.values():
        for cell in alike:
            if len(cell) > MAX_CELL:
                return Reading(
                    cell[:40] + "…",
                    error=VariantError(
                        "too-long", f"a cell of {len(cell)} characters: no variant of these genes needs that many"
                    ),
                )
    gene_cell = cells.get("gene", [""])[0]
    genes = genes_of(gene_cell)
    gene = genes[0] if len(genes) == 1 else None
    try:
        named_build = build_of(cells["build"][0]) if "build" in cells else None
    except GistcliError as error:
        return Reading(cells["build"][0], error=error)
    transcripts = SEPARATORS.split(cells["transcript"][0]) if "transcript" in cells else []
    row = Row(cells, gene, gene_cell, named_build, [name.strip() for name in transcripts], option, build)
    return _read_named(row) if "gene" in cells else _read_unnamed(row)


def build_of(text: str) -> Build:
    """Return the build that a cell names.

    Raises:
        VariantError: It names neither GRCh37 nor GRCh38.

    >>> build_of("37"), build_of("hg38"), build_of("GRCh37-lite"), build_of("38.0")
    ('GRCh37', 'GRCh38', 'GRCh37', 'GRCh38')
    """
    found = BUILD.fullmatch(text.strip())
    if found is None:
        raise VariantError("build-mismatch", f"the build {text[:40]!r} is neither GRCh37 (hg19) nor GRCh38 (hg38)")
    return "GRCh37" if (found["number"] or UCSC[found["ucsc"]]) == "37" else "GRCh38"


def _read_named(row: Row) -> Reading:
    """Read a row whose gene column names one of the genes."""
    if "variant" in row.cells:
        return _read_free(row, row.first("variant"))
    return _combine(row)


def _read_unnamed(row: Row) -> Reading | None:
    """Read a row of a table without a gene column: what names another gene, or lies elsewhere, is none of ours."""
    if "start" in row.cells and row.first("chromosome").lower().removesuffix(".0") not in CHROMOSOME_NAMES:
        return None
    if not row.cells.keys() - {"build", "transcript", "chromosome", "end", "other"}:
        return None
    reading = _read_free(row, row.first("variant")) if "variant" in row.cells else _combine(row)
    error = reading.error
    if reading.descriptions is not None:
        try:
            _normalized(reading.descriptions[0], row)
        except GistcliError as refusal:
            error = refusal
    if error is not None and error.code in ("gene-not-covered", "empty"):
        return None
    return reading


def _read_free(row: Row, text: str) -> Reading:
    """Read a cell in which anything may stand that a list may hold, several variants included."""
    if not text:
        return Reading("", error=_empty(row))
    if STRUCTURED.match(text):
        return _combine(row._replace(cells={"protein": [text]}))
    try:
        descriptions = parse(_unescaped(text))
        return Reading(text, tuple([_placed(description, row, "") for description in descriptions]))
    except GistcliError as error:
        return Reading(text, error=_in_its_row(error, text, row))


def _combine(row: Row) -> Reading:
    """Let the first of genomic, coding and protein cells decide, and put the others beside it."""
    coding, protein = _coding_and_protein(row)
    genomic = _genomic(row)
    if genomic is not None:
        if genomic.descriptions is None or len(genomic.descriptions) > 1:
            return genomic
        return _with_beside(row, genomic, coding, protein)
    if coding is None and _is_compound(row.first("protein")):
        return _read_free(row, row.first("protein"))
    deciding = coding or protein
    if deciding is None:
        return Reading("", error=_empty(row))
    if deciding.description is None:
        return Reading(deciding.text, error=deciding.error)
    description = deciding.description
    if coding is not None and protein is not None and description.protein is None:
        description = _beside(description, protein)
    return Reading(deciding.text, (description,))


def _is_compound(cell: str) -> bool:
    """Say whether a cell holds several variants of one tumour, and not one variant on several transcripts."""
    if not COMPOUND.search(cell) or "," in cell or TRANSCRIPT.search(cell):
        return False
    try:
        return len(parse(_unescaped(cell))) > 1
    except GistcliError:
        return False


def _with_beside(row: Row, genomic: Reading, coding: Item | None, protein: Item | None) -> Reading:
    assert genomic.descriptions is not None
    description = genomic.descriptions[0]
    if coding is not None:
        description = description._replace(remarks=(*description.remarks, *_coding_disagrees(description, coding, row)))
        if protein is None and coding.description is not None and coding.description.protein is not None:
            protein = coding
    if protein is not None:
        description = _beside(description, protein)
    return Reading(genomic.text, (description,))


def _beside(description: Description, protein: Item) -> Description:
    """Put a protein beside the DNA that decides."""
    beside = protein.description
    if beside is None or beside.protein is None:
        if SPLICE.fullmatch(protein.text):
            return description
        remark = f"the protein given beside it, {_shown(protein.text)}, cannot be read; DNA decides"
        return description._replace(remarks=(*description.remarks, remark))
    isoform = protein.rank == OTHER_ISOFORM
    own = description.accession
    if (
        description.nucleotide is not None
        and description.nucleotide.system == "c"
        and _rank(own) != protein.rank
        and (isoform or _rank(own) == OTHER_ISOFORM)
    ):
        return description  # two numberings: one accession cannot tell both
    return description._replace(protein=beside.protein, accession=beside.accession if isoform else own)


def _coding_disagrees(description: Description, coding: Item, row: Row) -> list[str]:
    """Say so where the c. description beside a genomic one is another one."""
    if coding.description is None:
        return [f"the c. description given beside it, {_shown(coding.text)}, cannot be read; the position decides"]
    try:
        other = _normalized(coding.description._replace(protein=None), row).variant
    except GistcliError as error:
        return [
            f"the c. description given beside it, {_shown(coding.text)}, does not fit ({error.problem});"
            " the position decides"
        ]
    try:
        own = _normalized(description, row).variant
    except GistcliError:
        return []
    if other.hgvs_c == own.hgvs_c:
        return []
    return [
        f"the c. description given beside it is {other.hgvs_c}, but the position gives {own.hgvs_c};"
        " the position decides"
    ]


# --- genomic ---------------------------------------------------------------------------------------------------------


def _genomic(row: Row) -> Reading | None:
    if all(role in row.cells for role in ("chromosome", "start")):
        alleles = _alleles(row)
        if alleles is not None:
            return alleles
    if "genomic" not in row.cells:
        return None
    text = row.first("genomic")
    read = f"chr{text}" if text.startswith(f"{CHROMOSOME}:g.") else text
    try:
        return Reading(text, tuple([_placed(description, row, "") for description in parse(_unescaped(read))]))
    except GistcliError as error:
        return Reading(text, error=error)


def _alleles(row: Row) -> Reading | None:
    """Read chromosome, position and alleles; None where they hold no sequence, so that other columns may tell."""
    chromosome = row.first("chromosome").removesuffix(".0")
    reference = row.first("reference").upper()
    alternatives = row.first("alternative").upper()
    position = row.first("start").removesuffix(".0")
    if alternatives == reference and row.first("other"):
        alternatives = row.first("other").upper()
    if not (reference and alternatives) or SYMBOLIC.fullmatch(alternatives):
        return None
    shown = f"chr{CHROMOSOME}" if chromosome.lower() in CHROMOSOME_NAMES else chromosome
    text = _shown(f"{shown}:{position}:{reference}:{alternatives}")
    try:
        if chromosome.lower() not in CHROMOSOME_NAMES:
            raise VariantError(
                "gene-mismatch",
                f"chromosome {chromosome[:20]} holds neither KIT nor PDGFRA; both lie on chromosome {CHROMOSOME}",
            )
        if not (position.isascii() and position.isdigit() and len(position) <= hgvs.MAX_NUMBER_DIGITS):
            raise VariantError("syntax", f"the position {_shown(position)} is no whole number")
        end = row.first("end").removesuffix(".0")
        changes = [
            (alternative, _allele(int(position), end, reference, alternative))
            for alternative in alternatives.replace(" ", "").split(",")
            if not SYMBOLIC.fullmatch(alternative)
        ]
    except GistcliError as error:
        return Reading(text, error=error)
    build = row.build or GENOME_ACCESSIONS.get(chromosome.upper())
    descriptions = [
        Description(_shown(f"{shown}:{position}:{reference}:{alternative}"), row.gene, build=build, nucleotide=change)
        for alternative, change in changes
    ]
    return Reading(text, tuple(descriptions)) if descriptions else None


def _allele(start: int, end: str, reference: str, alternative: str) -> NucleotideChange:
    """Return the change of a MAF allele (``-`` for none), or of a VCF allele."""
    reference, alternative = reference.strip("-"), alternative.strip("-")
    for bases in (reference, alternative):
        if set(bases) - set("ACGT"):
            raise VariantError("syntax", f"the allele {_shown(bases)} is not {hgvs.BASES}")
    if reference == alternative:
        raise VariantError("syntax", "the reference and the alternative allele are the same: no variant")
    size = len(reference) or 2  # an insertion lies between two bases
    # Some write the base before an insertion as its end, too.
    if end.isascii() and end.isdigit() and int(end) != start + size - 1 and (reference or int(end) != start):
        raise VariantError(
            "length-mismatch",
            f"the reference allele {_shown(reference) or '-'} does not fit the range {start}-{_shown(end)}",
        )
    if not reference:
        return NucleotideChange("g", "insertion", Position(start), Position(start + 1), inserted=alternative)
    if not alternative:
        return NucleotideChange("g", "deletion", Position(start), Position(start + size - 1), removed=reference)
    return hgvs.allele(start, reference, alternative)


# --- coding and protein -----------------------------------------------------------------------------------------------


def _coding_and_protein(row: Row) -> tuple[Item | None, Item | None]:
    if "ann" in row.cells:
        return _best_of_packed(row, _ann(row))
    if "extra" in row.cells:
        fields = dict(field.partition("=")[::2] for field in row.first("extra").split(";"))
        cells = {"coding": [fields.get("HGVSc", "")], "protein": [fields.get("HGVSp", "")]}
        row = row._replace(cells={role: found for role, found in cells.items() if found[0]})
    coding = _pick(row, row.first("coding"), "coding") if "coding" in row.cells else None
    if coding is not None and coding.description is not None and coding.description.accession and not row.transcripts:
        row = row._replace(transcripts=(coding.description.accession,))
    protein = _pick(row, row.first("protein"), "protein") if "protein" in row.cells else None
    return coding, protein


def _ann(row: Row) -> list[Item]:
    """Return the items of SnpEff's ANN that name one of the genes."""
    items = []
    for annotation in row.first("ann").split(","):
        fields = annotation.split("|")
        if len(fields) < 11 or not genes_of(fields[3]) or row.gene not in (None, *genes_of(fields[3])):
            continue
        here = row._replace(gene=genes_of(fields[3])[0])
        if fields[9] or fields[10]:
            items.append(_item(here, fields[6], fields[9].strip(), fields[10].strip()))
    return items


def _best_of_packed(row: Row, items: list[Item]) -> tuple[Item | None, Item | None]:
    return (_best(row, items, row.first("ann")), None) if items else (None, None)


def _pick(row: Row, cell: str, role: str) -> Item | None:
    """Return the description of a cell that holds one, or one for each of several transcripts."""
    if STRUCTURED.match(cell):
        found = [match for part in SEPARATORS.split(cell) if (match := STRUCTURED.fullmatch(part.strip()))]
        items = [item for match in found if (item := _structured(row, match)) is not None]
        return _best(row, items, cell) if items else None
    parts = [cell] if "[" in cell else [part.strip() for part in SEPARATORS.split(cell)]
    transcripts = list(row.transcripts)
    if len(transcripts) != len(parts):
        transcripts = (transcripts if len(transcripts) == 1 else [""]) * len(parts)
    genes_of_parts = SEPARATORS.split(row.gene_cell) if len(parts) > 1 else []
    items = []
    for number, (part, transcript) in enumerate(zip(parts, transcripts, strict=True)):
        if part.lower() in EMPTY:
            continue
        here = row
        if len(genes_of_parts) == len(parts):
            genes = genes_of(genes_of_parts[number])
            if not genes:
                continue
            here = row._replace(gene=genes[0])
        items.append(_item(here, transcript, part if role == "coding" else "", part if role == "protein" else ""))
    return _best(row, items, cell) if items else None


def _structured(row: Row, match: re.Match[str]) -> Item | None:
    """Read an item of ANNOVAR; None where it is of another gene."""
    genes = genes_of(match["gene"])
    if not genes or row.gene not in (None, *genes):
        return None
    changes = match["changes"][1:].split(":")
    coding = next((change for change in changes if change.startswith("c.")), "")
    protein = next((change for change in changes if change.startswith("p.")), "")
    if OLD_BLOCK.fullmatch(coding):
        coding = OLD_BLOCK.sub(r"\1delins\2", coding)
    return _item(row._replace(gene=genes[0]), match["transcript"], coding, protein)._replace(text=match[0])


def _item(row: Row, transcript: str, coding: str, protein: str) -> Item:
    """Make an item of what a cell says for one transcript; a protein beside the DNA that does not read is left out."""
    read = text = coding or protein
    if not TRANSCRIPT.fullmatch(transcript):
        transcript = ""
    own, _, change = text.partition(":")
    if TRANSCRIPT.fullmatch(own.strip()):
        if _rank(own.strip()) == UNKNOWN and protein and _rank(transcript) in (CANONICAL, OTHER_ISOFORM):
            read = change  # a protein is known by its transcript
        else:
            transcript = own.strip()
    rank = _rank(transcript)
    try:
        if rank == UNKNOWN:
            raise VariantError(
                "transcript-not-supported",
                f"{transcript} is no transcript whose numbering gistcli knows: {_shown(text)}",
            )
        if SPLICE.fullmatch(text):
            raise VariantError(
                "not-supported", f"{_shown(text)} names a splice site and no change: give the c. or genomic description"
            )
        descriptions = parse(_unescaped(read))
        if len(descriptions) > 1:
            raise VariantError("syntax", f"several variants where one is expected: {_shown(text)}")
        description = _placed(descriptions[0], row, transcript)
        if coding and description.nucleotide is None:
            raise VariantError("syntax", f"{_shown(text)} is no change of DNA")
        if coding and protein and description.protein is None:
            description = _beside(description, _item(row, transcript, "", protein))
    except GistcliError as error:
        return Item(text, rank, error=_in_its_row(error, text, row))
    return Item(text, rank, description)


def _in_its_row(error: GistcliError, text: str, row: Row) -> GistcliError:
    """Return the error of a cell as it has to be said in a row that names the gene."""
    if error.code != "gene-not-covered" or row.gene is None:
        return error
    return VariantError("syntax", f"{_shown(text)} is no variant of {row.gene} that gistcli reads")


def _placed(description: Description, row: Row, transcript: str) -> Description:
    """Add to a description what the row says of gene, build and transcript.

    Raises:
        VariantError: They contradict each other, or the cell says nothing but the gene.
    """
    if description.class_name is not None and description.class_name.exon is None:
        raise VariantError("empty", f"{_shown(description.text)} names no more than the gene: give the variant")
    if description.state is not None and row.gene is not None:
        raise VariantError(
            "not-supported",
            f"{_shown(description.text)} in a row of {row.gene} says nothing of the other genes: no answer follows",
        )
    gene = description.gene or row.gene
    if description.state is None and row.gene is not None and gene != row.gene:
        raise VariantError(
            "gene-mismatch", f"the gene column says {row.gene}, but {_shown(description.text)} is {gene}"
        )
    build = description.build or row.build
    if row.build is not None and build != row.build:
        raise VariantError(
            "build-mismatch", f"the build column says {row.build}, but {_shown(description.text)} is {build}"
        )
    genomic = description.nucleotide is not None and description.nucleotide.system == "g"
    accession = description.accession or ("" if genomic else transcript)
    return description._replace(gene=gene, build=build if genomic else description.build, accession=accession)


def _rank(transcript: str) -> int:
    if not transcript:
        return UNNAMED
    name = names().get(transcript.upper().partition(".")[0])
    if name is None:
        return UNKNOWN
    return OTHER_ISOFORM if name.numbering == "without-GNNK" else CANONICAL


def _best(row: Row, items: Sequence[Item], cell: str) -> Item | None:
    """Return the item of the best transcript."""
    rank = min(item.rank for item in items)
    best = [item for item in items if item.rank == rank]
    if rank != UNNAMED or len(best) == 1:
        return best[0]
    # Nothing tells the transcripts apart but the reference.
    fitting: dict[object, Item] = {}
    for item in best:
        if item.description is not None:
            try:
                variant = _normalized(item.description, row).variant
            except GistcliError:
                continue
            fitting.setdefault((variant.hgvs_p, variant.hgvs_c), item)
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not fitting:
        return best[0]
    error = VariantError(
        "transcript-not-supported",
        f"{_shown(cell)} tells {len(fitting)} variants, and no transcript says which one is meant",
    )
    return Item(cell, UNKNOWN, error=error)


def _normalized(description: Description, row: Row) -> Normalized:
    return normalize_description(description, row.other_gene, row.other_build)


def _empty(row: Row) -> VariantError:
    gene = row.gene or " and ".join(GENES)
    return VariantError(
        "empty",
        f"the gene is {gene}, but no column of this row tells the variant; an empty cell is never read as the gene",
    )


def _unescaped(text: str) -> str:
    """Undo what VEP writes for characters that VCF reserves: ``p.Val559%3D``."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
