"""The frozen types of `explain`: what a card of one tumour holds, for any writer.

They stand apart from `model`, since a run of `annotate` needs none of them. Codons are 1-based, and ranges include both
of their ends. `citations` are labels as they are printed (``PMID:…``), and not the keys of the knowledge base; each is
found in `Explanation.sources`.
"""

from __future__ import annotations

from collections.abc import Mapping

from gistcli.frozen import Frozen
from gistcli.model import (
    Action,
    Alternative,
    Citation,
    Evidence,
    Gene,
    Inhibitor,
    Level,
    Scope,
    Sensitivity,
    Setting,
    Stance,
    Statement,
)

IMATINIB = "imatinib"
DISEASE = "GIST"
SIDES = ("sensitive", "reduced", "resistant")
"""Directions of evidence that take a side."""


class Problem(Frozen):
    """Why a variant could not be read.

    Attributes:
        code: Stable code.
        message: The problem on one line.
        meaning: What the code means.
        remedy: What to do.
        text: The text in which `position` counts.
        position: 0-based index of the first character that does not fit; None where there is none.
        expected: What would fit there.
    """

    code: str
    message: str
    meaning: str
    remedy: str
    text: str | None = None
    position: int | None = None
    expected: str | None = None


class ExonSpan(Frozen):
    """An exon of the map; a codon that two exons share counts for the one that holds more of it."""

    number: int
    first_codon: int
    last_codon: int


class DomainSpan(Frozen):
    """A domain of the map; `verified` says whether independent sources agree on its limits."""

    name: str
    first_codon: int
    last_codon: int
    verified: bool


class Neighbour(Frozen):
    """Another variant of the base, or a class of them, near the variant."""

    name: str
    sensitivity: Sensitivity
    entry: str
    first_codon: int
    last_codon: int


class GeneMap(Frozen):
    """What a picture of the gene needs. Codons are 1-based, and ranges include both ends.

    Attributes:
        gene: Gene.
        transcript: Accession that the exons and c. numbers follow.
        protein: Accession that the codons follow.
        length: Number of codons, without the stop.
        exons: Coding exons in their order.
        domains: Domains in their order; a later one may lie inside an earlier one.
        place: First and last codon of the variant; None for a whole gene.
        near: First and last codon of the neighbourhood.
        residues: Reference residues of the neighbourhood.
        neighbours: Other variants of the base there.
    """

    gene: Gene
    transcript: str
    protein: str
    length: int
    exons: tuple[ExonSpan, ...]
    domains: tuple[DomainSpan, ...]
    place: tuple[int, int] | None
    near: tuple[int, int] | None
    residues: str
    neighbours: tuple[Neighbour, ...]


class Course(Frozen):
    """The advice for one setting, in full; what has no recommendation in the base has no more than `level` and sources.

    Attributes:
        setting: Setting.
        action: What to do with imatinib.
        dose_mg_per_day: Of imatinib; None where none is advised.
        schedule: How the dose is taken.
        duration: How long.
        advice: One sentence for a person.
        level: Level of the recommendation; without one, of the best evidence.
        basis: What the recommendation rests on.
        statement: The reasons.
        alternatives: Other drugs or courses.
        positions: What guidelines and regions say where they differ.
        citations: Labels of the sources.
        recommendation: Id.
        overlay: The overlay that the recommendation is from.
        notes: What else an overlay has to do with it.
    """

    setting: Setting
    action: Action
    dose_mg_per_day: int | None
    schedule: str | None
    duration: str | None
    advice: str
    level: Level | None
    basis: str | None
    statement: str | None
    alternatives: tuple[Alternative, ...]
    positions: tuple[Stance, ...]
    citations: tuple[str, ...]
    recommendation: str | None = None
    overlay: str | None = None
    notes: tuple[str, ...] = ()


class Side(Frozen):
    """The evidence that speaks in one direction, what was seen in GIST first."""

    direction: str
    evidence: tuple[Evidence, ...]


class DrugEvidence(Frozen):
    """The evidence for one drug; `drug` is ``none`` for what is told without one, such as prognosis."""

    drug: str
    sides: tuple[Side, ...]


class Rung(Frozen):
    """One rung of the ladder: an entry that answers or was passed over, or the absence of one.

    Attributes:
        scope: The rung.
        entry: Id; None where the rung holds nothing for the variant.
        name: Name of the entry.
        sensitivity: What the entry says.
        answers: It is the entry that answers.
        reason: Why it answers or does not.
    """

    scope: Scope
    entry: str | None
    name: str | None
    sensitivity: Sensitivity | None
    answers: bool
    reason: str


def in_gist(evidence: Evidence) -> bool:
    """Say whether something was seen in GIST, and not in another disease or a model."""
    return DISEASE in evidence.disease


class Explained(Frozen):
    """One variant at length, or the reason why it could not be read.

    Attributes:
        input: The text as given.
        member: Its part of a text that names several.
        name: Canonical, such as ``KIT:p.Val559Asp``; None with a problem.
        gene: Gene; None for a genotype state.
        hgvs_p: Canonical protein description.
        hgvs_c: Canonical coding description, where the text gave DNA.
        short: One-letter form.
        consequence: Sequence Ontology term.
        exon: Exon, or first and last.
        codons: First and last codon; for an insertion its two neighbours.
        domain: Domain.
        how_read: Remarks on the way from the text to the canonical name.
        problem: Why it could not be read.
        map: The gene; None for a genotype state.
        sensitivity: To imatinib.
        alone: What it would be alone, where the entry that answers is for several variants together.
        entry: Id of the entry that answers; None where none does.
        entry_name: Its name.
        scope: How it was found.
        origin: ``primary``, ``secondary`` or ``both``, as the entry of this variant alone has it.
        role: ``primary`` or ``secondary`` in this tumour, where several variants are read together.
        role_reason: Why.
        genotype: The genotype that the advice is for, in words.
        summary: What the entry says in short.
        why: Remarks of the match, such as why nothing answers.
        courses: The advice in each setting; the setting that was asked for stands first.
        evidence: The evidence by drug, imatinib first.
        other_inhibitors: Other drugs, with the scope of their label.
        comment: Remark of the entry.
        not_known: What nobody has found out.
        statements: General statements that apply to the genotype in the setting that was asked for.
        ladder: The rungs.
        reviewed: When the entry was last reviewed.
        overlay: The overlay that the entry is from.
        same_as: Index of an earlier variant that the same entry answers.
    """

    input: str
    member: str | None = None
    name: str | None = None
    gene: Gene | None = None
    hgvs_p: str | None = None
    hgvs_c: str | None = None
    short: str | None = None
    consequence: str | None = None
    exon: str | None = None
    codons: tuple[int, int] | None = None
    domain: str | None = None
    how_read: tuple[str, ...] = ()
    problem: Problem | None = None
    map: GeneMap | None = None
    sensitivity: Sensitivity = "unknown"
    alone: Sensitivity | None = None
    entry: str | None = None
    entry_name: str | None = None
    scope: Scope | None = None
    origin: str | None = None
    role: str | None = None
    role_reason: str | None = None
    genotype: str | None = None
    summary: str | None = None
    why: tuple[str, ...] = ()
    courses: tuple[Course, ...] = ()
    evidence: tuple[DrugEvidence, ...] = ()
    other_inhibitors: tuple[Inhibitor, ...] = ()
    comment: str | None = None
    not_known: str | None = None
    statements: tuple[Statement, ...] = ()
    ladder: tuple[Rung, ...] = ()
    reviewed: str | None = None
    overlay: str | None = None
    same_as: int | None = None

    @property
    def conflict(self) -> tuple[Side, ...]:
        """The sides of the evidence on imatinib, where there are two or more; else nothing."""
        sides = [
            side for drug in self.evidence if drug.drug == IMATINIB for side in drug.sides if side.direction in SIDES
        ]
        return tuple(sides) if len(sides) > 1 else ()


class Remark(Frozen):
    """A statement with its sources."""

    statement: str
    citations: tuple[str, ...]


class Together(Frozen):
    """How variants of one tumour are read together.

    Attributes:
        kind: ``verdict``: a rule for tumours. ``combination``: an entry for exactly these variants, in a base that has
            no such rules.
        rule: Id of the rule or the entry.
        name: Its name.
        members: Indexes of the variants.
        deciding: Indexes of those that decide.
        sensitivity: To imatinib.
        courses: The advice in each setting.
        other_inhibitors: Other drugs; their sources stand at the variants.
        remarks: What else holds for this tumour.
    """

    kind: str
    rule: str
    name: str
    members: tuple[int, ...]
    deciding: tuple[int, ...]
    sensitivity: Sensitivity
    courses: tuple[Course, ...]
    other_inhibitors: tuple[Inhibitor, ...]
    remarks: tuple[Remark, ...]


class Explanation(Frozen):
    """Variants at length, with all sources.

    Attributes:
        setting: The setting that stands first.
        variants: In the order of the texts. More than one are read as one tumour.
        together: The rules that read several of them together.
        sources: Label -> source, in the order in which they are first used.
        levels: Level -> what it means.
        kb_version: Version and digest of the knowledge base.
        reviewed: When the base was last reviewed.
        notice: The sentence that this is decision support.
    """

    setting: Setting
    variants: tuple[Explained, ...]
    together: tuple[Together, ...]
    sources: Mapping[str, Citation]
    levels: Mapping[str, str]
    kb_version: str
    reviewed: str
    notice: str

    @property
    def has_problem(self) -> bool:
        """Whether one of the variants could not be read."""
        return any(variant.problem for variant in self.variants)
