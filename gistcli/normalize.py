"""Turn a description into the canonical variant, checked against the reference.

Protein and DNA come to the same place: every description becomes "these residues (or bases) are replaced by those", is
compared with the reference, and is then named anew by `consequence`. So all spellings of one protein get one name.
Nothing is corrected silently: what does not fit the reference is refused, with what stands there and, where one
explains it, why.

DNA is handled on one axis, the GRCh38 position (`reference.place_of`). A deletion or insertion in a repeat is named
where HGVS wants it, at the 3' end, but inside the exon where it can be placed there; intron bases are known only near
some exons.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Any

from gistcli import common, consequence, hgvs
from gistcli.errors import GistcliError, VariantError
from gistcli.frozen import Frozen, tuple_of
from gistcli.model import (
    GENES,
    Build,
    ClassName,
    Description,
    Gene,
    Normalized,
    NucleotideChange,
    Position,
    ProteinChange,
    Variant,
)
from gistcli.reference import (
    COMPLEMENT,
    base_at,
    builds_of,
    domain_of,
    exon_of_codon,
    exon_of_number,
    exon_starts,
    gene_at,
    is_verified,
    names,
    number_of,
    place_of,
    position_of,
    to_grch38,
    transcript,
)
from gistcli.spellings import parse

FIRST_CODON_AFTER_GNNK = 510
FIRST_BASE_AFTER_GNNK = 1529
CODONS_WITHOUT_GNNK = 4
"""How many codons lower the KIT isoform without GNNK (510-513) counts, from codon 510 on."""
OLD_KIT_OFFSET = 21
"""How many bases higher old reports count KIT: from the start of the mRNA as first published."""
MAX_SHIFT = 4000
BASES_BESIDE_GENE = 5000
"""How far from a transcript annotators still name its gene."""

_TERM_OF_CHANGE = {
    "deletion": "inframe_deletion",
    "insertion": "inframe_insertion",
    "duplication": "inframe_insertion",
    "delins": "inframe_indel",
    "substitution": "missense_variant",
}


def normalize(text: str, gene: Gene | None = None, build: Build | None = None) -> Variant:
    """Return the canonical variant that a text names.

    Args:
        text: One description, in any spelling that gistcli reads.
        gene: Gene for a description that names none.
        build: Build for genomic positions that name none.

    Returns:
        The variant; its ``str()`` is ``KIT:p.Val559Asp``.

    Raises:
        GistcliError: The text cannot be read or does not fit the reference; `code` says what is wrong.

    >>> str(normalize("KIT V559D"))
    'KIT:p.Val559Asp'
    """
    descriptions = parse(text)
    if len(descriptions) > 1:
        raise VariantError("syntax", f"{len(descriptions)} variants in one text: give one")
    return normalize_description(descriptions[0], gene, build).variant


def normalize_description(description: Description, gene: Gene | None = None, build: Build | None = None) -> Normalized:
    """Return the canonical variant of a description, with notes on the way to it.

    Args:
        description: What was read.
        gene: Gene for a description that names none.
        build: Build for genomic positions that name none.

    Raises:
        VariantError: The description does not fit the reference, or does not tell the gene or the build.
    """
    return _at_once(description, gene, build) or by_rules(description, gene, build)


def _at_once(description: Description, option: Gene | None, wanted: Build | None) -> Normalized | None:
    """Return the variant of a description that is one of the most common ones, with all that it needs; else None."""
    _, gene, accession, named, exon, protein, nucleotide, _, _, remarks, _, _ = description
    if exon is not None or remarks or (accession and _version_notes(accession)):
        return None
    if nucleotide is None:
        gene = gene or option
        if protein is None or gene is None:
            return None
        variant = common.of_residues(gene, protein)
        if variant is None:
            return None
        own = variant.protein
        if own is protein or own is None:
            return tuple_of(Normalized, (variant, (), False))
        return Normalized(variant, (_respelled(protein, own),), True)
    if protein is not None:
        return None
    system, kind, start, end, old, new, _ = nucleotide
    number, offset, after_stop = start
    notes: tuple[str, ...] = ()
    if system == "c":
        gene = gene or option
        if gene is None or offset or after_stop or end.offset or end.after_stop:
            return None
    else:
        place = common.coding_base_at(number)
        if place is None:
            return None
        found, build, number = place
        if gene not in (None, found) or named not in (None, build) or wanted not in (None, build):
            return None
        gene, notes = found, () if named or wanted else _inferred(build, found)
    if kind != "substitution":
        variant = common.of_bases(gene, nucleotide, number)
    elif len(old) == 1:
        variant = common.of_base(gene, number, old, new)
    else:
        return None
    return None if variant is None else tuple_of(Normalized, (variant, notes, False))


def by_rules(description: Description, gene: Gene | None = None, build: Build | None = None) -> Normalized:
    """Return what `normalize_description` does, by the rules for all descriptions, also where it is a common one."""
    if description.state is not None:
        return Normalized(Variant(None, state=description.state))
    notes: list[str] = list(description.remarks)
    if description.accession:
        notes += _version_notes(description.accession)
    if description.class_name is not None:
        return Normalized(_class(description.class_name, description.gene or gene), tuple(notes))
    if description.nucleotide is not None:
        result = _from_dna(description, gene, build)
    elif description.protein is not None:
        result = _from_protein(description, gene)
    else:
        raise VariantError("empty", "empty: give a description, such as KIT V559D")
    notes += result.notes
    variant = result.variant
    if description.exon is not None and variant.exons and not variant.exons[0] <= description.exon <= variant.exons[1]:
        notes.append(f"the text says exon {description.exon}, but this lies in exon {variant.exon}")
    return Normalized(variant, tuple(dict.fromkeys(notes)), result.respelled)


@lru_cache(maxsize=64)
def _version_notes(accession: str) -> tuple[str, ...]:
    name, _, version = accession.partition(".")
    known = names()[name.upper()]
    if known.numbering == "without-GNNK":
        full = transcript(known.gene)
        return (
            f"{accession} is the KIT isoform without GNNK: converted to the numbering of {full.transcript}"
            f" ({CODONS_WITHOUT_GNNK} codons higher from codon {FIRST_CODON_AFTER_GNNK} on)",
        )
    if version and known.version and version != known.version:
        return (f"{accession}: version {version} where the reference has {known.version}; the numbering is the same",)
    return ()


def _without_gnnk(description: Description) -> bool:
    name = description.accession.partition(".")[0].upper()
    return bool(name) and names()[name].numbering == "without-GNNK"


# --- classes --------------------------------------------------------------------------------------------------------


def _class(class_name: ClassName, gene: Gene | None) -> Variant:
    if gene is None:
        raise VariantError("ambiguous-gene", f"exon {class_name.exon} fits both KIT and PDGFRA: name the gene")
    consequence_term = _TERM_OF_CHANGE[class_name.change] if class_name.change else None
    if class_name.exon is None:
        return Variant(gene, consequence=consequence_term, class_name=class_name)
    exons = transcript(gene).exons
    exon = next((exon for exon in exons if exon.number == class_name.exon), None)
    if exon is None:
        raise VariantError("out-of-range", f"{gene} has exons 1 to {exons[-1].number}, not {class_name.exon}")
    return Variant(gene, consequence=consequence_term, exons=(exon.number, exon.number), class_name=class_name)


# --- protein --------------------------------------------------------------------------------------------------------


def _from_protein(description: Description, option: Gene | None) -> Normalized:
    change = description.protein
    assert change is not None
    if _without_gnnk(description):
        change = _with_gnnk(change)
    gene = description.gene or option
    notes: list[str] = []
    if gene is None:
        gene = _infer_gene(change)
        notes.append(f"gene inferred: only {gene} has {_given_residues(change)}")
    variant, respelled, more = protein_variant(gene, change)
    return Normalized(variant, (*notes, *more), respelled)


def _with_gnnk(change: ProteinChange) -> ProteinChange:
    def full(codon: int) -> int:
        return codon + CODONS_WITHOUT_GNNK if codon >= FIRST_CODON_AFTER_GNNK else codon

    return change._replace(start=full(change.start), end=full(change.end))


def protein_variant(gene: Gene, change: ProteinChange) -> tuple[Variant, bool, tuple[str, ...]]:
    """Return the canonical variant of a protein change, whether it is spelt differently there, and notes.

    Raises:
        VariantError: The change does not fit the reference.
    """
    protein = transcript(gene).protein
    if change.kind == "unknown" or not change.start:
        text = hgvs.format_protein(change)
        term = "synonymous_variant" if change.kind == "synonymous" else None
        return Variant(gene, text, short=hgvs.format_protein(change, 1), consequence=term, protein=change), False, ()
    _check_residues(gene, change)
    given = change._replace(
        first=protein[change.start - 1],
        last=protein[change.end - 1],
        removed="",
        length=None if change.inserted else change.length,
    )
    kind, new = change.kind, change.inserted
    if kind in ("insertion", "delins") and not new:
        return _of_known_length(gene, given), False, ()
    if kind == "frameshift":
        return _variant(gene, given, "frameshift_variant"), False, ()
    if kind == "extension":
        return _variant(gene, given, "stop_lost" if given.first == "*" else "start_lost"), False, ()
    if kind == "start_lost":
        remarks = ("p.0 (no protein) is read as a lost start codon",) if given.length == 0 else ()
        return _variant(gene, given._replace(length=None), "start_lost"), False, remarks
    given = given._replace(length=None)
    length = change.end - change.start + 1
    start = change.start
    if kind == "deletion":
        new = ""
    elif kind == "insertion":
        start, length = change.end, 0
    elif kind == "duplication":
        start, length, new = change.end + 1, 0, protein[change.start - 1 : change.end]
    elif kind == "synonymous":
        new = protein[start - 1 : change.end]
    outcome = consequence.canonical(gene, start, length, new)
    respelled = outcome.protein != given
    notes: list[str] = []
    if respelled:
        notes.append(_respelled(given, outcome.protein, outcome.consequence in ("start_lost", "stop_lost")))
    notes += _likely_duplication(gene, given, outcome.protein)
    return _variant(gene, outcome.protein, outcome.consequence), respelled, tuple(notes)


def _respelled(given: ProteinChange, canonical: ProteinChange, lost: bool = False) -> str:
    written, named = hgvs.format_protein(given, 1), hgvs.format_protein(canonical, 1)
    return f"{written} is named {named}" if lost else f"{written} is the same protein as {named}, its HGVS name"


def _likely_duplication(gene: Gene, given: ProteinChange, canonical: ProteinChange) -> list[str]:
    """Warn of an insertion that repeats the residues around it in a way that no duplication gives (A502_Y503insAY)."""
    if given.kind != "insertion" or canonical.kind == "duplication" or len(given.inserted) < 2:
        return []
    protein, new = transcript(gene).protein, given.inserted
    for start in (given.start, given.end - len(new) + 1):
        if protein[start - 1 : start - 1 + len(new)] == new:
            meant = ProteinChange("duplication", start, start + len(new) - 1, new[0], new[-1])
            named = consequence.canonical(gene, start + len(new), 0, new).protein
            name = hgvs.format_protein(named, 1) if named.kind == "duplication" else hgvs.format_protein(meant, 1)
            end = start + len(new) - 1
            return [f"taken literally; the inserted {new} repeats residues {start}-{end}, so {name} is probably meant"]
    return []


def _of_known_length(gene: Gene, given: ProteinChange) -> Variant:
    """Name an insertion of which only the length is known; it has a class, but no protein sequence."""
    removed = 0 if given.kind == "insertion" else given.end - given.start + 1
    net = (given.length or 0) - removed
    term = "inframe_insertion" if net > 0 else "inframe_deletion" if net < 0 else "missense_variant"
    return _variant(gene, given, term)


def _variant(gene: Gene, change: ProteinChange, term: str, **more: Any) -> Variant:
    """Make a variant of a canonical protein change."""
    length = len(transcript(gene).protein)
    first, last = min(change.start, length), min(change.end, length)
    variant = Variant(
        gene,
        hgvs.format_protein(change),
        None,
        hgvs.format_protein(change, 1),
        term,
        (exon_of_codon(gene, first), exon_of_codon(gene, last)) if first else None,
        domain_of(gene, first, last) if first else None,
        (first, last) if first else None,
        change,
    )
    return variant._replace(**more) if more else variant


def _given(change: ProteinChange) -> list[tuple[int, str]]:
    """Return the codons and residues that a change says stand in the reference."""
    pairs = [(change.start, change.first), (change.end, change.last)]
    pairs += [(change.start + at, residue) for at, residue in enumerate(change.removed)]
    return sorted({(codon, residue) for codon, residue in pairs if residue})


def _given_residues(change: ProteinChange) -> str:
    return " and ".join(f"{hgvs.THREE_LETTER[residue]} at {codon}" for codon, residue in _given(change)[:3])


def _fits(gene: Gene, change: ProteinChange, shift: int = 0) -> bool:
    protein = transcript(gene).protein
    if change.end + shift > len(protein):
        return False
    if not change.removed and change.start + shift > 0 and change.first:  # what nearly all descriptions give
        last = change.last or protein[change.end + shift - 1]
        return protein[change.start + shift - 1] == change.first and protein[change.end + shift - 1] == last
    return all(
        codon + shift <= len(protein) and protein[codon + shift - 1] == residue for codon, residue in _given(change)
    )


def _infer_gene(change: ProteinChange) -> Gene:
    given = _given(change)
    if not given:
        raise VariantError(
            "ambiguous-gene", "names neither a gene nor a residue that tells it: name the gene, KIT or PDGFRA"
        )
    fitting = [gene for gene in GENES if _fits(gene, change)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise VariantError("ambiguous-gene", f"{_given_residues(change)} fits both KIT and PDGFRA: name the gene")
    raise VariantError("reference-mismatch", f"{_misfit('KIT', change)}; {_misfit('PDGFRA', change)}")


def _check_residues(gene: Gene, change: ProteinChange) -> None:
    protein = transcript(gene).protein
    size = change.end - change.start + 1
    if change.removed and len(change.removed) != size:
        raise VariantError(
            "length-mismatch",
            f"{change.removed} are {len(change.removed)} residues, but {change.start}-{change.end} are {size} codons",
        )
    if (
        change.length is not None
        and change.kind in ("deletion", "duplication")
        and change.length != change.end - change.start + 1
    ):
        raise VariantError(
            "length-mismatch", f"{change.length} residues do not fit the range {change.start}-{change.end}"
        )
    if change.end > len(protein):
        raise VariantError("out-of-range", f"{gene} has {len(protein) - 1} codons, so there is no codon {change.end}")
    if not _fits(gene, change):
        raise VariantError("reference-mismatch", _misfit(gene, change))


def _misfit(gene: Gene, change: ProteinChange) -> str:
    """Say what stands in the reference instead, and why the description may be off."""
    protein = transcript(gene).protein
    wrong = next(
        (
            (codon, residue)
            for codon, residue in _given(change)
            if codon > len(protein) or protein[codon - 1] != residue
        ),
        (change.end, ""),
    )
    codon, residue = wrong
    if codon > len(protein):
        return f"{gene} has {len(protein) - 1} codons, so there is no codon {codon}"
    text = f"{gene} has {hgvs.THREE_LETTER[protein[codon - 1]]} at {codon}, not {hgvs.THREE_LETTER[residue]}"
    reasons = []
    if gene == "KIT" and change.start >= FIRST_CODON_AFTER_GNNK and _fits(gene, change, CODONS_WITHOUT_GNNK):
        moved = change._replace(start=change.start + CODONS_WITHOUT_GNNK, end=change.end + CODONS_WITHOUT_GNNK)
        reasons.append(
            f"the KIT isoform without GNNK counts {CODONS_WITHOUT_GNNK} less from codon {FIRST_CODON_AFTER_GNNK} on,"
            f" so that {hgvs.format_protein(moved, 1)} may be meant"
        )
    for other in GENES:
        if other != gene and _fits(other, change):
            reasons.append(f"{other} has {hgvs.THREE_LETTER[residue]} there")
    if not reasons and change.kind == "substitution":
        reasons.append(f"did you mean {hgvs.format_protein(change._replace(first=protein[codon - 1]), 1)}?")
    return "; ".join([text, *reasons])


# --- DNA ------------------------------------------------------------------------------------------------------------


class _Edit(Frozen):
    """A replacement of bases on the genomic axis; for an insertion, `end` is `start` - 1."""

    start: int
    end: int
    inserted: str


class _Bases:
    """The reference bases around an edit, with the ones that the text gives where the reference has none."""

    def __init__(self, gene: Gene) -> None:
        self.gene = gene
        self.given: dict[int, str] = {}

    def __getitem__(self, place: int) -> str:
        return self.given.get(place) or base_at(self.gene, place)

    def between(self, start: int, end: int) -> str:
        return "".join([self[place] for place in range(start, end + 1)])


def _from_dna(description: Description, option: Gene | None, build: Build | None) -> Normalized:
    change = description.nucleotide
    assert change is not None
    if change.system == "g":
        beside = _beside_gene(description.gene, change, description.build, build)
        if beside is not None:
            return beside
        gene, start, end, notes = _genomic_range(change, description.gene, description.build, build)
        if description.gene is not None and gene != description.gene:
            raise VariantError(
                "gene-mismatch", f"position {change.start.base} lies in {gene}, but the text names {description.gene}"
            )
    else:
        gene, notes = _gene_of_coding(description, option)
        if change.length is not None and change.kind == "insertion" and description.bare:
            return _legacy_insertion(gene, change, notes)
        if _without_gnnk(description):
            change = change._replace(start=_with_gnnk_base(change.start), end=_with_gnnk_base(change.end))
        start, end = _place(gene, change.start), _place(gene, change.end)
    variant, more = _dna_variant(gene, change, start, end, description.bare)
    notes += more
    if description.protein is not None:
        notes += _compare_protein(gene, description, variant)
    return Normalized(variant, tuple(notes))


def _beside_gene(
    gene: Gene | None, change: NucleotideChange, named: Build | None, option: Build | None
) -> Normalized | None:
    """Return the variant of a position close to the gene that is named, as annotators label it; None elsewhere."""
    if gene is None or (named and option and named != option):
        return None
    here, wanted = transcript(gene), named or option
    builds: tuple[Build, ...] = (wanted,) if wanted else ("GRCh37", "GRCh38")
    for build in builds:
        start, end = to_grch38(change.start.base, build), to_grch38(change.end.base, build)
        if here.start - BASES_BESIDE_GENE <= start <= end < here.start:
            return Normalized(Variant(gene, consequence="upstream_gene_variant"), (f"lies before {gene}",))
        if here.end < start <= end <= here.end + BASES_BESIDE_GENE:
            return Normalized(Variant(gene, consequence="downstream_gene_variant"), (f"lies after {gene}",))
    return None


def _genomic_range(
    change: NucleotideChange, named_gene: Gene | None, named: Build | None, option: Build | None
) -> tuple[Gene, int, int, list[str]]:
    position = change.start.base
    builds = builds_of(position)
    if named is not None and option is not None and named != option:
        raise VariantError("build-mismatch", f"the text names {named}, but --build says {option}")
    wanted = named or option
    if wanted is not None and wanted not in builds:
        if builds:
            gene = gene_at(to_grch38(position, builds[0]))
            message = f"position {position} lies in {gene} in {builds[0]}, but {wanted} is named"
            raise VariantError("build-mismatch", message)
        builds = []
    if not builds:
        message = f"chr4:{position} lies in neither KIT nor PDGFRA"
        if named_gene is not None:
            raise VariantError("gene-mismatch", f"{message}, but the text names {named_gene}")
        raise VariantError("gene-not-covered", message)
    used = wanted or builds[0]
    start, end = to_grch38(position, used), to_grch38(change.end.base, used)
    gene = gene_at(start)
    assert gene is not None
    if gene_at(end) != gene:
        raise VariantError("out-of-range", f"chr4:{position}-{change.end.base} reaches beyond {gene}")
    if end < start:
        raise VariantError(
            "invalid-range", f"the range {position}_{change.end.base} runs backwards; the lower position comes first"
        )
    return gene, start, end, [] if wanted else list(_inferred(used, gene))


@lru_cache(maxsize=len(GENES) * 2)
def _inferred(build: Build, gene: Gene) -> tuple[str, ...]:
    return (f"build inferred: {build} (the position lies in {gene} only there)",)


def _gene_of_coding(description: Description, option: Gene | None) -> tuple[Gene, list[str]]:
    gene = description.gene or option
    if gene is not None:
        return gene, []
    change = description.nucleotide
    assert change is not None
    if description.protein is not None and _given(description.protein):
        gene = _infer_gene(description.protein)
        return gene, [f"gene inferred: only {gene} has {_given_residues(description.protein)}"]
    if description.bare and change.length is not None and change.kind == "insertion":
        # 1530ins6 is the old name of the exon 9 insertions of KIT; no other gene was numbered like that.
        return "KIT", ["gene inferred: a legacy name of KIT insertions"]
    raise VariantError(
        "ambiguous-gene",
        f"{hgvs.format_nucleotide(change)} names no gene, and a base does not tell KIT from PDGFRA: name the gene",
    )


def _with_gnnk_base(position: Position) -> Position:
    shift = 3 * CODONS_WITHOUT_GNNK
    if position.after_stop or position.base < FIRST_BASE_AFTER_GNNK - 1:
        return position
    if position.base == FIRST_BASE_AFTER_GNNK - 1:
        if position.offset <= 0:
            return position
        # The isoform's exon 9 ends here: its first intron bases are the last exon bases of the full transcript.
        return (
            Position(position.base + position.offset)
            if position.offset <= shift
            else Position(position.base + shift, position.offset - shift)
        )
    return position._replace(base=position.base + shift)


def _place(gene: Gene, position: Position) -> int:
    here = transcript(gene)
    number = number_of(gene, position)
    # Bases behind the stop codon have names of their own (c.*1), so a plain number beyond it is an error.
    beyond = not position.after_stop and position.base > len(here.coding)
    place = None if beyond else place_of(gene, position)
    if place is not None:
        return place
    exon = None if beyond else exon_of_number(gene, number)
    written = "c." + hgvs.format_position(position)
    if exon is None:
        raise VariantError(
            "out-of-range",
            f"{written} lies outside {here.transcript}, whose coding bases are c.1 to c.{len(here.coding)}",
        )
    raise VariantError(
        "out-of-range",
        f"{written} is no intron position of {here.transcript}: exon {exon.number} is c.{exon.first} to c.{exon.last},"
        " and introns are counted from these",
    )


def _legacy_insertion(gene: Gene, change: NucleotideChange, notes: list[str]) -> Normalized:
    """Read ``1530ins6``: an insertion of unknown bases, whose number is a c. number or an old one 21 bases higher."""
    number = change.start.base
    exons = [exon_of_number(gene, number - shift) for shift in (0, OLD_KIT_OFFSET if gene == "KIT" else 0)]
    if exons[0] is None or exons[1] is None or exons[0] != exons[1]:
        raise VariantError(
            "syntax",
            f"{number} may be a c. number or an old one, {OLD_KIT_OFFSET} bases higher, and these lie in two exons:"
            f" write c.{number}…",
        )
    length = change.length or 0
    exon = exons[0].number
    term = "inframe_insertion" if length % 3 == 0 else "frameshift_variant"
    note = f"old numbering ({OLD_KIT_OFFSET} bases off), read as an insertion of {length} unknown bases in exon {exon}"
    variant = Variant(gene, consequence=term, exons=(exon, exon), class_name=ClassName(exon, "insertion"))
    if length % 3:
        variant = variant._replace(class_name=None)
    return Normalized(variant, (*notes, note))


def _dna_variant(gene: Gene, change: NucleotideChange, start: int, end: int, bare: bool) -> tuple[Variant, list[str]]:
    bases = _Bases(gene)
    if end < start:
        raise VariantError(
            "invalid-range",
            f"the range in {hgvs.format_nucleotide(change)} runs backwards; the lower position comes first",
        )
    notes = _check_bases(gene, change, start, end, bases, bare)
    if change.kind == "insertion" and end != start + 1:
        raise VariantError(
            "invalid-range",
            f"an insertion lies between two neighbouring positions; in {hgvs.format_nucleotide(change)} they are not",
        )
    if change.length is not None and change.kind in ("insertion", "delins"):
        return _unknown_bases(gene, change, start, end), notes
    edit = _edit(change, start, end, bases)
    if edit.start > edit.end and not edit.inserted:
        return _identity(gene, change, start, end), notes
    edit = _canonical_placement(gene, edit, bases)
    return _describe_edit(gene, edit, bases), notes


def _check_bases(gene: Gene, change: NucleotideChange, start: int, end: int, bases: _Bases, bare: bool) -> list[str]:
    """Compare the bases that the text gives with the reference; a mismatch at an unverified base is a note."""
    given = change.removed
    size = end - start + 1
    if change.length is not None and change.kind not in ("insertion", "delins") and change.length != size:
        raise VariantError(
            "length-mismatch",
            f"{change.length} bases do not fit the range of {hgvs.format_nucleotide(change)} ({size} bases)",
        )
    if change.kind == "insertion" or not given:
        return []
    if len(given) != size:
        count = f"{len(given)}" if "N" in given else f"{_cut(given)} are {len(given)}"
        raise VariantError(
            "length-mismatch",
            f"{count} bases, but the range of {hgvs.format_nucleotide(change)} has {size}",
        )
    notes = []
    for place, base in enumerate(given, start):
        if base == "N":  # only their number is given
            continue
        expected = base_at(gene, place)
        if expected == "N":
            bases.given[place] = base
        elif expected != base and is_verified(gene, place):
            raise VariantError("reference-mismatch", _base_misfit(gene, change, place, expected, base, bare))
        elif expected != base:
            bases.given[place] = base
            position = position_of(gene, place)
            where = hgvs.format_position(position) if position else str(place)
            notes.append(
                f"the reference has {expected} at c.{where}, not {base};"
                " that base is not verified, so the given one is used"
            )
    return notes


def _base_misfit(gene: Gene, change: NucleotideChange, place: int, expected: str, base: str, bare: bool) -> str:
    position = position_of(gene, place)
    where = f"c.{hgvs.format_position(position)}" if position else str(place)
    if change.system == "g":
        where = f"chr4:{change.start.base + place - _first_place(change, place)} ({where})"
    text = f"{gene} has {expected} at {where}, not {base}"
    reasons = []
    if change.system == "c" and gene == "KIT" and not change.start.offset:
        for shift, why in (
            (-OLD_KIT_OFFSET, f"old reports count KIT {OLD_KIT_OFFSET} bases higher"),
            (3 * CODONS_WITHOUT_GNNK, "the isoform without GNNK counts 12 bases less"),
        ):
            moved = change._replace(start=_moved(change.start, shift), end=_moved(change.end, shift))
            if (shift > 0 and change.start.base < FIRST_BASE_AFTER_GNNK) or moved.start.base < 1:
                continue
            if _bases_fit(gene, moved):
                reasons.append(f"{why}, where this is {hgvs.format_nucleotide(moved)}")
    if len(reasons) > 1 and not bare:
        reasons = reasons[:1]
    return "; ".join([text, *reasons])


def _first_place(change: NucleotideChange, place: int) -> int:
    """Return the place of the change's first base, given that of any of its bases, for a message."""
    for build in builds_of(change.start.base):
        return to_grch38(change.start.base, build)
    return place


def _moved(position: Position, shift: int) -> Position:
    return position._replace(base=position.base + shift)


def _bases_fit(gene: Gene, change: NucleotideChange) -> bool:
    start = place_of(gene, change.start)
    return start is not None and all(base_at(gene, start + at) == base for at, base in enumerate(change.removed))


def _cut(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


def _edit(change: NucleotideChange, start: int, end: int, bases: _Bases) -> _Edit:
    """Return the smallest replacement that a change means."""
    kind, new = change.kind, change.inserted
    if kind == "identity":
        return _Edit(start, start - 1, "")
    if kind == "deletion":
        return _Edit(start, end, "")
    if kind == "insertion":
        return _Edit(end, start, new)
    if kind == "duplication":
        return _Edit(end + 1, end, bases.between(start, end))
    if kind == "inversion":
        new = bases.between(start, end).translate(COMPLEMENT)[::-1]
    return _trim(_Edit(start, end, new), bases)


def _trim(edit: _Edit, bases: _Bases) -> _Edit:
    start, end, new = edit
    while new and start <= end and bases[start] == new[0] != "N":
        start, new = start + 1, new[1:]
    while new and start <= end and bases[end] == new[-1] != "N":
        end, new = end - 1, new[:-1]
    return _Edit(start, end, new)


def _canonical_placement(gene: Gene, edit: _Edit, bases: _Bases) -> _Edit:
    """Shift a deletion or an insertion to the 3' end of its repeat, but into an exon where it can lie in one."""
    if edit.inserted and edit.start <= edit.end:
        return edit
    if "N" in edit.inserted:
        return edit
    placements = [edit]
    for step in (_left, _right):
        here = edit
        for _ in range(MAX_SHIFT):
            moved = step(here, bases)
            if moved is None:
                break
            here = moved
            placements.append(here)
    placements.sort(key=lambda placement: -placement.start)
    starts = exon_starts(gene)
    for placement in placements:
        if placement.start <= placement.end and bisect_right(starts, placement.start) < bisect_right(
            starts, placement.end
        ):
            continue  # it reaches from exon to exon
        if consequence.region_of(gene, placement.start, placement.end, _repeats(placement, bases)).coding:
            return placement
    return placements[0]


def _left(edit: _Edit, bases: _Bases) -> _Edit | None:
    start, end, new = edit
    before = bases[start - 1]
    if before == "N" or before != (new[-1] if new else bases[end]):
        return None
    return _Edit(start - 1, end - 1, new and new[-1] + new[:-1])


def _right(edit: _Edit, bases: _Bases) -> _Edit | None:
    start, end, new = edit
    after = bases[end + 1]
    if after == "N" or after != (new[0] if new else bases[start]):
        return None
    return _Edit(start + 1, end + 1, new and new[1:] + new[0])


def _repeats(edit: _Edit, bases: _Bases) -> bool:
    """Say whether an insertion repeats the bases before it."""
    start, end, new = edit
    return bool(new) and start > end and bases.between(start - len(new), end) == new


def _describe_edit(gene: Gene, edit: _Edit, bases: _Bases) -> Variant:
    start, end, new = edit
    repeats = _repeats(edit, bases)
    region = consequence.region_of(gene, start, end, repeats)
    name = _coding_name(gene, edit, bases, repeats)
    if region.coding is not None and "N" in new:
        # A duplication over an intron, whose bases are not known: what becomes of the protein is not known either.
        return Variant(gene, "p.?", name, "?", "coding_sequence_variant", exons=region.exons)
    if region.coding is not None:
        first, last = region.coding
        outcome = consequence.of_coding_change(gene, first, last, new)
        exons = region.exons
        return _variant(gene, outcome.protein, outcome.consequence, hgvs_c=name, exons=exons, coding_end=last)
    uncertain = region.lost_site is not None or region.consequence in ("start_lost", "stop_lost")
    end_position = position_of(gene, end)
    return Variant(
        gene,
        hgvs_p="p.?" if uncertain else None,
        hgvs_c=name,
        short="?" if uncertain else None,
        consequence=region.consequence,
        exons=region.exons,
        lost_site=region.lost_site,
        coding_end=end_position.base
        if end_position and not end_position.offset and not end_position.after_stop
        else None,
    )


def _coding_name(gene: Gene, edit: _Edit, bases: _Bases, repeats: bool) -> str:
    """Return the canonical ``c.`` description of an edit."""
    start, end, new = edit
    size = end - start + 1
    removed = bases.between(start, end) if size == len(new) else ""  # only then has it a part in the name

    def at(place: int) -> Position:
        position = position_of(gene, place)
        if position is None:
            raise VariantError("out-of-range", f"reaches beyond the known exons of {transcript(gene).transcript}")
        return position

    if start > end:
        if repeats:
            change = NucleotideChange("c", "duplication", at(start - len(new)), at(end))
        else:
            change = NucleotideChange("c", "insertion", at(end), at(start), inserted=new)
    elif not new:
        change = NucleotideChange("c", "deletion", at(start), at(end))
    elif start == end and len(new) == 1 and removed != "N":  # an unknown base cannot be named before the `>`
        change = NucleotideChange("c", "substitution", at(start), at(end), removed, new)
    elif len(new) == len(removed) and new == removed.translate(COMPLEMENT)[::-1]:
        change = NucleotideChange("c", "inversion", at(start), at(end))
    else:
        change = NucleotideChange("c", "delins", at(start), at(end), inserted=new)
    return hgvs.format_nucleotide(change)


def _identity(gene: Gene, change: NucleotideChange, start: int, end: int) -> Variant:
    """Return the variant of a description that changes nothing."""
    first, last = position_of(gene, start), position_of(gene, end)
    assert first is not None and last is not None
    name = hgvs.format_nucleotide(NucleotideChange("c", "identity", first, last))
    region = consequence.region_of(gene, start, end)
    if region.coding is None:
        return Variant(gene, hgvs_c=name, consequence=region.consequence, exons=region.exons)
    codons = [(number - 1) // 3 + 1 for number in region.coding]
    outcome = consequence.canonical(
        gene, codons[0], codons[1] - codons[0] + 1, transcript(gene).protein[codons[0] - 1 : codons[1]]
    )
    return _variant(gene, outcome.protein, outcome.consequence, hgvs_c=name, exons=region.exons)


def _unknown_bases(gene: Gene, change: NucleotideChange, start: int, end: int) -> Variant:
    """Return the variant of an insertion of which only the length is known: it has a class, but no protein name."""
    length = change.length or 0
    removed = 0 if change.kind == "insertion" else end - start + 1
    net = length - removed
    region = consequence.region_of(gene, *((end, start) if change.kind == "insertion" else (start, end)))
    positions = position_of(gene, start), position_of(gene, end)
    assert positions[0] is not None and positions[1] is not None
    name = hgvs.format_nucleotide(change._replace(system="c", start=positions[0], end=positions[1], removed=""))
    if region.coding is None:
        return Variant(
            gene, hgvs_c=name, consequence=region.consequence, exons=region.exons, lost_site=region.lost_site
        )
    codons = [(number - 1) // 3 + 1 for number in sorted(region.coding)]
    term = (
        "frameshift_variant"
        if net % 3
        else "inframe_insertion"
        if net > 0
        else "inframe_deletion"
        if net < 0
        else "missense_variant"
    )
    kind = "insertion" if change.kind == "insertion" else "delins"
    in_frame = ClassName(region.exons[0], kind) if region.exons and net % 3 == 0 else None  # type: ignore[arg-type]
    return Variant(
        gene,
        hgvs_c=name,
        consequence=term,
        exons=region.exons,
        domain=domain_of(gene, codons[0], codons[1]),
        codons=(codons[0], codons[1]),
        class_name=in_frame,
    )


def _compare_protein(gene: Gene, description: Description, variant: Variant) -> list[str]:
    """Say so where the protein that the text gives beside the DNA is another one; DNA decides."""
    change = description.protein
    assert change is not None
    if change.kind == "unknown":
        return []
    if _without_gnnk(description):
        change = _with_gnnk(change)
    given = hgvs.format_protein(change, 1)
    try:
        other, _, _ = protein_variant(gene, change)
    except GistcliError as error:
        return [f"the protein given beside it, {given}, does not fit the reference ({error.problem}); DNA decides"]
    if other.hgvs_p == variant.hgvs_p or _less_exact(change, variant):
        return []
    return [f"the protein given beside it is {given}, but the DNA gives {variant.short or 'none'}; DNA decides"]


def _less_exact(change: ProteinChange, variant: Variant) -> bool:
    """Say whether a protein description is the variant's, only with less in it: V559fs for V559Gfs*12."""
    own = variant.protein
    return (
        own is not None
        and change.kind == own.kind == "frameshift"
        and change.start == own.start
        and change.inserted in ("", own.inserted)
        and change.distance in (None, own.distance)
    )
