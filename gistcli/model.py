"""The frozen types in which the stages meet.

text -> `Description` -> `Variant` -> `Match` -> `Advice` -> `Annotation`.

Codons, coding positions and genomic positions are 1-based, and intervals include both of their ends, as in HGVS.
Residues are one-letter codes, with ``*`` for a stop; bases are upper-case letters of the + strand, on which both genes
lie.

The types are named tuples and not dataclasses: twenty frozen dataclasses take 34 ms to define, which a call of
`gistcli D842V` would pay each time; see `frozen`.
"""

from collections.abc import Mapping
from typing import Any, Literal

from gistcli.errors import GistcliError
from gistcli.frozen import Frozen

Gene = Literal["KIT", "PDGFRA"]
Build = Literal["GRCh37", "GRCh38"]
Setting = Literal["advanced", "adjuvant", "neoadjuvant"]
Effect = Literal["sensitizing", "dose-dependent", "desensitizing", "conflicting", "neutral", "unknown"]
Sensitivity = Literal["sensitive", "reduced", "resistant", "conflicting", "neutral", "unknown"]
Action = Literal["standard-dose", "high-dose", "avoid", "discuss", "none"]
Scope = Literal["exact", "equivalent", "codon", "overlap", "exon", "gene", "state"]
Level = Literal["A", "B", "C", "D"]
Origin = Literal["primary", "secondary"]

GENES: tuple[Gene, ...] = ("KIT", "PDGFRA")
SETTINGS: tuple[Setting, ...] = ("advanced", "adjuvant", "neoadjuvant")
SENSITIVITY_OF_EFFECT: dict[Effect, Sensitivity] = {
    "sensitizing": "sensitive",
    "dose-dependent": "reduced",
    "desensitizing": "resistant",
    "conflicting": "conflicting",
    "neutral": "neutral",
    "unknown": "unknown",
}
MAX_BYTES = 20_000_000
"""A larger file is no knowledge base, and is not read further; the bundled one has 400 kB."""

ProteinKind = Literal[
    "substitution",
    "deletion",
    "insertion",
    "duplication",
    "delins",
    "frameshift",
    "extension",
    "synonymous",
    "start_lost",
    "unknown",
]
NucleotideKind = Literal["substitution", "deletion", "insertion", "duplication", "delins", "inversion", "identity"]


class ProteinChange(Frozen):
    """A change of the protein, as given or canonical.

    Attributes:
        kind: What HGVS calls it; a stop gained is a substitution by ``*``.
        start: First codon that is changed; for an insertion, the codon before it.
        end: Last codon that is changed; for an insertion, the codon after it.
        first: Residue at `start`, empty where the text gives none.
        last: Residue at `end`, empty where the text gives none.
        inserted: New residues; for a frameshift the first new residue, if known.
        removed: Residues that the text says are deleted or duplicated, empty where it does not say.
        distance: Frameshift: codons to the new stop, counted from `start` as 1. Extension: codons added. None: unknown.
        length: Number of residues inserted or removed, where only the number is known; 0 for ``p.0``, no protein.
    """

    kind: ProteinKind
    start: int
    end: int
    first: str = ""
    last: str = ""
    inserted: str = ""
    removed: str = ""
    distance: int | None = None
    length: int | None = None


class Position(Frozen):
    """A place on a coding (c.) or genomic (g.) reference.

    Attributes:
        base: c. number (negative: 5' of the start codon), or number after ``*``, or genomic position.
        offset: Bases into the intron: ``+`` after, ``-`` before the exon base.
        after_stop: `base` counts from the stop codon (``*10``).
    """

    base: int
    offset: int = 0
    after_stop: bool = False


class NucleotideChange(Frozen):
    """A change of DNA on a coding or genomic reference, as given or canonical.

    Attributes:
        system: ``c`` or ``g``.
        kind: What HGVS calls it.
        start: First base that is changed; for an insertion, the base before it.
        end: Last base that is changed; for an insertion, the base after it.
        removed: Bases that the text gives for the range, empty where it gives none.
        inserted: New bases.
        length: Number of bases inserted, where only the number is known.
    """

    system: Literal["c", "g"]
    kind: NucleotideKind
    start: Position
    end: Position
    removed: str = ""
    inserted: str = ""
    length: int | None = None


class ClassName(Frozen):
    """A class of variants: an exon, or one kind of change in an exon, such as ``KIT exon 9 insertion``.

    Attributes:
        exon: Exon number, None for the whole gene.
        change: Kind of change, None for any.
    """

    exon: int | None
    change: Literal["deletion", "insertion", "duplication", "delins", "substitution"] | None


class Description(Frozen):
    """What the text says, not yet compared with the reference.

    Attributes:
        text: The text as given.
        gene: Gene that the text names, None where it names none.
        accession: Reference sequence that the text names, with its version, empty where it names none.
        build: Build of the genome that the text names.
        exon: Exon that the text names beside a variant.
        protein: Protein change, alone or beside a DNA change.
        nucleotide: DNA change.
        class_name: Class.
        state: Genotype state, such as ``sdh-deficient``.
        remarks: How a legacy form was read.
        bare: The DNA change came without ``c.`` or ``g.``, as in old reports.
        origin: Origin that the text names: ``SECONDARY KIT V654A``.
    """

    text: str
    gene: Gene | None = None
    accession: str = ""
    build: Build | None = None
    exon: int | None = None
    protein: ProteinChange | None = None
    nucleotide: NucleotideChange | None = None
    class_name: ClassName | None = None
    state: str | None = None
    remarks: tuple[str, ...] = ()
    bare: bool = False
    origin: Origin | None = None


class Variant(Frozen):
    """A canonical variant, checked against the reference. Its ``str()`` is ``KIT:p.Val559Asp``.

    Attributes:
        gene: Gene; None for a genotype state.
        hgvs_p: Canonical protein description, three-letter, without parentheses; None where there is none.
        hgvs_c: Canonical coding description; None where the text gave no DNA.
        short: One-letter form of `hgvs_p`.
        consequence: Sequence Ontology term.
        exons: First and last exon.
        domain: Domain of the protein.
        codons: First and last codon; for an insertion its two neighbours.
        protein: The canonical protein change.
        class_name: Set for a class.
        state: Set for a genotype state.
        lost_site: Splice site that a deletion takes away: ``acceptor`` or ``donor``, and the exon.
        coding_end: c. number of the last base that is taken away; None where no coding base is.
    """

    gene: Gene | None
    hgvs_p: str | None = None
    hgvs_c: str | None = None
    short: str | None = None
    consequence: str | None = None
    exons: tuple[int, int] | None = None
    domain: str | None = None
    codons: tuple[int, int] | None = None
    protein: ProteinChange | None = None
    class_name: ClassName | None = None
    state: str | None = None
    lost_site: tuple[str, int] | None = None
    coding_end: int | None = None

    def __str__(self) -> str:
        gene, hgvs_p, hgvs_c, _, consequence, _, _, _, _, class_name, state, _, _ = self
        if state:
            return state
        if class_name:
            exon = f" exon {class_name.exon}" if class_name.exon else ""
            return f"{gene}{exon}" + (f" {class_name.change}" if class_name.change else "")
        if hgvs_p and hgvs_p != "p.?":
            return f"{gene}:{hgvs_p}"
        return f"{gene}:{hgvs_c or hgvs_p or consequence}"

    @property
    def exon(self) -> str | None:
        """Exon as it is printed: ``11``, or ``11-12``."""
        if self.exons is None:
            return None
        first, last = self.exons
        return str(first) if first == last else f"{first}-{last}"


class Normalized(Frozen):
    """A variant with what there is to say about the way to it.

    Attributes:
        variant: The canonical variant.
        notes: Remarks for the reader.
        respelled: The text names the same protein in another than the canonical place or kind.
    """

    variant: Variant
    notes: tuple[str, ...] = ()
    respelled: bool = False


class Citation(Frozen):
    """A source. `checked` says how its identity was verified: two sources, one source, or secondary."""

    key: str
    text: str
    year: int | None = None
    pmid: int | None = None
    doi: str | None = None
    checked: str = ""
    caution: str | None = None
    overlay: str | None = None

    @property
    def label(self) -> str:
        """``PMID:…``, else ``doi:…``, else the key of a source that has neither."""
        if self.pmid is not None:
            return f"PMID:{self.pmid}"
        return f"doi:{self.doi}" if self.doi else f"source:{self.key}"


class Evidence(Frozen):
    """One piece of evidence. `level` is the AMP/ASCO/CAP level; `citations` are keys."""

    drug: str
    direction: str
    kind: str
    disease: str
    setting: str
    origin: str
    level: Level
    statement: str
    citations: tuple[str, ...]
    dose_mg_per_day: int | None = None
    caution: str | None = None


class Inhibitor(Frozen):
    """Another drug than imatinib; `activity` is active, inactive or mixed; `approved`: a label covers it."""

    drug: str
    activity: str
    approved: bool
    label: str
    basis: str
    citations: tuple[str, ...]


class Covers(Frozen):
    """What an entry covers; exactly one attribute is set, except that `changes` and `codons` refine the others."""

    variants: tuple[str, ...] = ()
    codons: tuple[int, ...] = ()
    touches: tuple[int, int] | None = None
    exon: int | None = None
    changes: tuple[str, ...] = ()
    splice: tuple[str, int] | None = None
    last_base: int | None = None
    combination: tuple[str, ...] = ()
    state: str | None = None


class Entry(Frozen):
    """One record of the knowledge base; `overlay` is the label of the overlay that added or replaced it, else None."""

    id: str
    name: str
    gene: Gene | None
    exon: int | None
    domain: str | None
    covers: Covers
    effect: Effect
    origin: str
    genotype: str | None
    summary: str
    evidence: tuple[Evidence, ...]
    other_inhibitors: tuple[Inhibitor, ...]
    comment: str | None = None
    not_known: str | None = None
    reviewed: str | None = None
    overlay: str | None = None


class Alternative(Frozen):
    """Another drug or course that a recommendation names."""

    drug: str
    statement: str
    citations: tuple[str, ...]
    dose_mg_per_day: float | None = None
    schedule: str | None = None


class Stance(Frozen):
    """What one guideline or region says, where they differ."""

    source: str
    region: str
    position: str
    citations: tuple[str, ...]


class Recommendation(Frozen):
    """What to do for a genotype in a setting; `dose_mg_per_day` is of imatinib."""

    id: str
    genotypes: tuple[str, ...]
    setting: Setting
    action: Action
    advice: str
    level: Level
    basis: str
    statement: str
    citations: tuple[str, ...]
    dose_mg_per_day: int | None = None
    schedule: str | None = None
    duration: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    positions: tuple[Stance, ...] = ()
    overlay: str | None = None


class Statement(Frozen):
    """A general statement, shown by `explain`; never a dosing rule."""

    id: str
    topic: str
    applies_to: tuple[str, ...]
    settings: tuple[str, ...]
    statement: str
    level: Level
    citations: tuple[str, ...]
    drug: str | None = None
    dose_mg_per_day: float | None = None
    schedule: str | None = None
    positions: tuple[Stance, ...] = ()
    overlay: str | None = None


class Overlay(Frozen):
    """A laboratory's own file over a base.

    Attributes:
        name: Name of the file, without its folder.
        version: Its version.
        reviewed: Date of its last review, ISO 8601.
        withdrawn: (section, id) of what it withdraws from the base -> the reason.
    """

    name: str
    version: str
    reviewed: str
    withdrawn: Mapping[tuple[str, str], str]

    @property
    def label(self) -> str:
        """Name and version, as the records that came from it are marked: ``laboratory.yaml (version 3)``."""
        return f"{self.name} (version {self.version})"


class Clause(Frozen):
    """A condition on a tumour: how many of its variants fit all that is set here; what is not set does not matter.

    Attributes:
        minimum: At least so many.
        maximum: At most so many, None for any number.
        genes: Genes.
        exons: Exons, one of which the variant lies in.
        effects: Effects of the entry; a variant without one is ``unknown``.
        origin: Origin in this tumour.
        genotypes: Genotypes of the entry.
        entries: Ids of entries.
        states: Genotype states.
        combined: The entry is one of a combination, or is none.
        unread: Counts the descriptions that could not be read, and no variants.
    """

    minimum: int = 1
    maximum: int | None = None
    genes: tuple[str, ...] = ()
    exons: tuple[int, ...] = ()
    effects: tuple[str, ...] = ()
    origin: Origin | None = None
    genotypes: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    combined: bool | None = None
    unread: bool = False


class Rule(Frozen):
    """How the variants of one tumour are read together.

    Attributes:
        id: Stable id.
        name: A heading for a person.
        decides: ``matched``: the variants that fit the first clause give the answer. ``none``: no variant does, the
            rule itself tells sensitivity and action. ``remark``: the rule decides nothing, and adds its statement.
        when: Clauses, all of which must hold; without any, the rule fits every tumour.
        statement: The verdict in one sentence; empty where the advice of the deciding variant says it.
        sensitivity: Instead of that of the deciding variants.
        action: Instead of that of the deciding variants, whose dose then falls away.
        genotype: Genotype whose recommendation gives action and advice where no variant decides.
        level: Level of the statement.
        other_inhibitors: Instead of those of the deciding variants.
        citations: Keys of the sources of the statement.
        note: What the reader should know beside it.
    """

    id: str
    name: str
    decides: Literal["matched", "none", "remark"]
    when: tuple[Clause, ...] = ()
    statement: str = ""
    sensitivity: Sensitivity | None = None
    action: Action | None = None
    genotype: str | None = None
    level: Level | None = None
    other_inhibitors: tuple[Inhibitor, ...] = ()
    citations: tuple[str, ...] = ()
    note: str | None = None


class KnowledgeBase(Frozen):
    """The knowledge base, loaded and checked, with the indexes that matching needs.

    Attributes:
        version: Version of the base, such as ``2026.11.0``.
        digest: First sixteen hexadecimal digits of the SHA-256 of the file it came from; with an overlay, of both
            files together.
        reviewed: Date of the last review, ISO 8601.
        scope: What the base covers, in words.
        notice: The sentence that this is decision support.
        by_variant: (gene, canonical description) -> entries.
        by_codon: (gene, codon) -> entries.
        by_exon: (gene, exon) -> entries of classes.
        ranges: gene -> entries of codon ranges.
        splices: gene -> entries of splice events.
        combinations: Entries of combinations.
        by_state: state -> entries.
        advice: (genotype, setting) -> recommendation.
        overlay: The overlay that has been applied, None without one.
        before: The base as it was before the overlay.
        verdicts: Rules for the variants of one tumour, in order; the first that fits decides.
    """

    version: str
    digest: str
    reviewed: str
    scope: str
    notice: str
    levels: Mapping[str, str]
    genotypes: Mapping[str, str]
    citations: Mapping[str, Citation]
    entries: Mapping[str, Entry]
    recommendations: Mapping[str, Recommendation]
    statements: Mapping[str, Statement]
    by_variant: Mapping[tuple[str, str], tuple[Entry, ...]]
    by_codon: Mapping[tuple[str, int], tuple[Entry, ...]]
    by_exon: Mapping[tuple[str, int], tuple[Entry, ...]]
    ranges: Mapping[str, tuple[Entry, ...]]
    splices: Mapping[str, tuple[Entry, ...]]
    combinations: tuple[Entry, ...]
    by_state: Mapping[str, tuple[Entry, ...]]
    advice: Mapping[tuple[str, str], Recommendation]
    overlay: Overlay | None = None
    before: "KnowledgeBase | None" = None
    verdicts: tuple[Rule, ...] = ()

    @property
    def identity(self) -> str:
        """Version and digest, as printed: ``2026.11.0+sha256:1f3a…``, with an overlay ``…+overlay.3``."""
        overlay = f"+overlay.{self.overlay.version}" if self.overlay else ""
        return f"{self.version}+sha256:{self.digest}{overlay}"


class FieldChange(Frozen):
    """One field that says something else: plain values. Of lists, what is in only one of the two."""

    field: str
    old: Any
    new: Any


class Change(Frozen):
    """What happened to one record of a knowledge base.

    Attributes:
        section: Section of the file.
        id: Id of the record; empty for what is said of the whole base.
        name: A heading for a person.
        kind: What happened.
        fields: What says something else; of an added or withdrawn record, what matters most of it.
    """

    section: str
    id: str
    name: str
    kind: Literal["added", "withdrawn", "changed"]
    fields: tuple[FieldChange, ...]


class AnswerChange(Frozen):
    """A variant that is answered differently in a setting."""

    variant: str
    setting: Setting
    fields: tuple[FieldChange, ...]


class Difference(Frozen):
    """What differs in meaning between two knowledge bases.

    Attributes:
        old: Version and digest of the old one.
        new: Version and digest of the new one.
        changes: Records that were added, withdrawn or changed, by section.
        asked: Number of variants, classes and states that both bases were asked for, in every setting.
        answers: Which of them are answered differently.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    asked: int
    answers: tuple[AnswerChange, ...]

    @property
    def empty(self) -> bool:
        """Whether both mean the same."""
        return not self.changes and not self.answers


class Match(Frozen):
    """The entry that answers for a variant, how it was found, and what else was found.

    Attributes:
        entry: None where nothing in the base answers.
        scope: How `entry` was found; None without one.
        others: Entries on less specific rungs, with the rung.
        notes: Why a class does not answer, and the like.
    """

    entry: Entry | None
    scope: Scope | None
    others: tuple[tuple[Entry, Scope], ...] = ()
    notes: tuple[str, ...] = ()


class Advice(Frozen):
    """What to do, for one setting. `recommendation` is None where the base has none for the genotype."""

    setting: Setting
    sensitivity: Sensitivity
    action: Action
    advice: str
    dose_mg_per_day: int | None = None
    duration: str | None = None
    evidence_level: Level | None = None
    citations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    recommendation: Recommendation | None = None


class Record(Frozen):
    r"""One description of an input, with the place it came from.

    Attributes:
        text: The description as given; undecodable bytes stand as ``\xNN``.
        line: 1-based line of the input file, None for an argument.
        sample: Tumour or sample.
        error: Why the reader could not read the line, None where it could.
        descriptions: What the reader made of the cells of a table or the alleles of a VCF record; None where `text`
            is to be parsed.
        origin: Origin of its variants in the tumour, where the input gives it.
        allele_fraction: Variant allele fraction, from 0 to 1, where the input gives it.
    """

    text: str
    line: int | None = None
    sample: str | None = None
    error: GistcliError | None = None
    descriptions: tuple[Description, ...] | None = None
    origin: Origin | None = None
    allele_fraction: float | None = None


class Annotation(Frozen):
    """The answer for one variant: the fields of every output format, in their order.

    Attributes:
        input: The text as given; for an allele of a VCF record ``chr4:POS:REF:ALT``.
        line: 1-based line of the input file, None for an argument.
        sample: Tumour or sample.
        gene: ``KIT``, ``PDGFRA`` or None.
        hgvs_p: Canonical protein description, three-letter, without parentheses.
        hgvs_c: Canonical coding description where the input gave DNA.
        short: One-letter form.
        consequence: Sequence Ontology term.
        exon: Number, or first and last as ``11-12``.
        domain: Domain of the protein.
        sensitivity: To imatinib; ``unknown`` is "not in the knowledge base".
        dose_mg_per_day: Imatinib in milligrams a day; None where none is advised.
        action: What to do with imatinib.
        setting: ``advanced``, ``adjuvant`` or ``neoadjuvant``.
        advice: One sentence for a person, with the dose in it.
        duration: How long.
        evidence_level: AMP/ASCO/CAP level of the best evidence used.
        scope: How the entry was found.
        entry: Id of the entry.
        other_inhibitors: Other drugs, each with `drug`, `activity`, `approved`, `label`.
        citations: ``PMID:…``, ``doi:…``, or ``source:…`` for a source that has neither.
        notes: Short remarks.
        problem: Why the row could not be read, and what would be accepted.
        problem_code: Stable code of the problem.
        kb_version: Version and digest of the knowledge base.
    """

    input: str
    line: int | None
    sample: str | None
    gene: str | None
    hgvs_p: str | None
    hgvs_c: str | None
    short: str | None
    consequence: str | None
    exon: str | None
    domain: str | None
    sensitivity: Sensitivity
    dose_mg_per_day: int | None
    action: Action
    setting: Setting
    advice: str
    duration: str | None
    evidence_level: Level | None
    scope: Scope | None
    entry: str | None
    other_inhibitors: tuple[Mapping[str, Any], ...]
    citations: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None
    problem_code: str | None
    kb_version: str | None


class Hit(Frozen):
    """A variant found in a tumour, or a description of it that could not be read.

    Attributes:
        annotation: The answer for it alone.
        origin: Origin that the input gives.
        allele_fraction: Variant allele fraction, from 0 to 1, where the input gives it.
    """

    annotation: Annotation
    origin: Origin | None = None
    allele_fraction: float | None = None


class Member(Frozen):
    """One variant of a tumour, as the verdict sees it; what is listed twice is one member.

    Attributes:
        name: Short name with its gene: ``KIT V559D``.
        gene: Gene; None for a genotype state.
        exons: Its exons.
        entry: Entry that answers for it in this tumour, None without one.
        scope: How the entry was found.
        effect: Effect of the entry; ``unknown`` without one.
        origin: Origin in this tumour; None where it does not matter, as the effect is neutral or unknown.
        reason: Where the origin is from, in words.
        allele_fraction: Highest variant allele fraction that is given for it.
        annotations: Its rows.
    """

    name: str
    gene: str | None
    exons: tuple[int, ...]
    entry: Entry | None
    scope: Scope | None
    effect: Effect
    origin: Origin | None
    reason: str
    allele_fraction: float | None
    annotations: tuple[Annotation, ...]


class Verdict(Frozen):
    """The answer for one tumour: the fields of every output format, in their order.

    Attributes:
        sample: Name of the tumour or sample, None where none is given.
        variants: All variants, by short name with gene; the highest allele fraction comes first.
        primary: Those that are primary in this tumour.
        secondary: Those that are secondary in this tumour.
        sensitivity: To imatinib.
        dose_mg_per_day: Imatinib in milligrams a day; None where none is advised.
        action: What to do with imatinib.
        setting: ``advanced``, ``adjuvant`` or ``neoadjuvant``.
        advice: One sentence for a person.
        duration: How long.
        evidence_level: AMP/ASCO/CAP level of the best evidence used.
        other_inhibitors: Other drugs, each with `drug`, `activity`, `approved`, `label`.
        citations: ``PMID:…``, ``doi:…``, or ``source:…`` for a source that has neither.
        notes: The rule that decided, where each origin is from, what does not decide, and the like.
        problem: Which descriptions of the tumour could not be read, and why.
        problem_code: Stable code of the first of these problems.
        kb_version: Version and digest of the knowledge base.
    """

    sample: str | None
    variants: tuple[str, ...]
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    sensitivity: Sensitivity
    dose_mg_per_day: int | None
    action: Action
    setting: Setting
    advice: str
    duration: str | None
    evidence_level: Level | None
    other_inhibitors: tuple[Mapping[str, Any], ...]
    citations: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None
    problem_code: str | None
    kb_version: str | None


class Tumour(Frozen):
    """One tumour with all that its verdict rests on.

    Attributes:
        sample: Name of the tumour or sample.
        members: Its variants, in the order of `Verdict.variants`.
        unread: Descriptions that could not be read.
        deciding: Names of the members that decided.
        rule: The rule that decided.
        remarks: Rules that add a remark.
        verdict: The answer.
    """

    sample: str | None
    members: tuple[Member, ...]
    unread: tuple[Annotation, ...]
    deciding: tuple[str, ...]
    rule: Rule
    remarks: tuple[Rule, ...]
    verdict: Verdict
