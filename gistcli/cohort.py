"""The frozen types of `report`: what a page on the tumours of a cohort holds, for any writer.

Codons are 1-based, and ranges include both of their ends. `citations` are labels as they are printed (``PMID:…``), each
of which is found in `Report.sources`.
"""

from __future__ import annotations

from collections.abc import Mapping

from gistcli.explanation import Course, DrugEvidence, GeneMap
from gistcli.frozen import Frozen
from gistcli.model import Annotation, Citation, Gene, Inhibitor, Member, Sensitivity, Setting, Verdict


class Found(Frozen):
    """A variant of a tumour.

    Attributes:
        member: The variant as the verdict sees it.
        sensitivity: Of the variant; what it means in this tumour is told by the verdict.
        place: First and last codon; None where it has no place in the gene.
        decides: The verdict rests on it.
    """

    member: Member
    sensitivity: Sensitivity
    place: tuple[int, int] | None
    decides: bool


class Unread(Frozen):
    """A row that could not be read; `source` is the input that it is from, None where there is only one."""

    annotation: Annotation
    source: str | None


class ReportedTumour(Frozen):
    """One tumour.

    Attributes:
        name: Its sample, or the line that it is from.
        genotype: The group that it is counted in, in words.
        verdict: The answer, for the setting that stands first.
        courses: The advice in each setting.
        found: Its variants, in the order of `Verdict.variants`.
        unread: Its rows that could not be read.
        notes: Remarks on the verdict.
        citations: The sources of the verdict in all settings.
    """

    name: str
    genotype: str
    verdict: Verdict
    courses: tuple[Course, ...]
    found: tuple[Found, ...]
    unread: tuple[Unread, ...]
    notes: tuple[str, ...]
    citations: tuple[str, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries that answer for its variants, those that decide first."""
        found = sorted(self.found, key=lambda one: not one.decides)
        return tuple(dict.fromkeys([one.member.entry.id for one in found if one.member.entry is not None]))


class Dossier(Frozen):
    """All that the knowledge base says of an entry.

    Attributes:
        entry: Id.
        name: A heading for a person.
        sensitivity: To imatinib.
        genotype: The genotype that the advice is for, in words; None without one.
        summary: What the entry says in short.
        courses: The advice for it alone in each setting; empty where there is no recommendation.
        evidence: The evidence by drug, imatinib first.
        other_inhibitors: Other drugs.
        comment: Remark of the entry.
        not_known: What nobody has found out.
        reviewed: When the entry was last reviewed.
        overlay: The overlay that the entry is from.
    """

    entry: str
    name: str
    sensitivity: Sensitivity
    genotype: str | None
    summary: str
    courses: tuple[Course, ...]
    evidence: tuple[DrugEvidence, ...]
    other_inhibitors: tuple[Inhibitor, ...]
    comment: str | None
    not_known: str | None
    reviewed: str | None
    overlay: str | None


class Group(Frozen):
    """The tumours of one genotype: how many, and how many of each sensitivity."""

    genotype: str
    tumours: int
    by_sensitivity: Mapping[Sensitivity, int]


class Lollipop(Frozen):
    """A variant with the tumours that have it, by their indexes."""

    gene: Gene | None
    name: str
    sensitivity: Sensitivity
    place: tuple[int, int] | None
    tumours: tuple[int, ...]


class Report(Frozen):
    """A cohort, with all that a page on it needs.

    Attributes:
        title: Heading.
        date: As the user gave it; None where no date was asked for.
        setting: The setting that stands first.
        tumours: In the order of the input.
        groups: The tumours by genotype, the largest group first.
        lollipops: The variants of all tumours, by gene and codon.
        genes: The genes in which variants lie.
        dossiers: Entry -> all that is known of it, in the order in which they are first used.
        sources: Label -> source, in the order in which they are first used.
        levels: Level -> what it means.
        tool_version: Version of gistcli; None where no versions are wanted.
        kb_version: Version and digest of the knowledge base; None where no versions are wanted.
        reviewed: When the base was last reviewed.
        command: How to make the report again, as a line for a shell.
        notice: The sentence that this is decision support.
    """

    title: str
    date: str | None
    setting: Setting
    tumours: tuple[ReportedTumour, ...]
    groups: tuple[Group, ...]
    lollipops: tuple[Lollipop, ...]
    genes: Mapping[Gene, GeneMap]
    dossiers: Mapping[str, Dossier]
    sources: Mapping[str, Citation]
    levels: Mapping[str, str]
    tool_version: str | None
    kb_version: str | None
    reviewed: str
    command: str
    notice: str

    @property
    def unread(self) -> tuple[tuple[int, Unread], ...]:
        """The rows that could not be read, each with the index of its tumour."""
        return tuple([(at, row) for at, tumour in enumerate(self.tumours) for row in tumour.unread])

    @property
    def unknown(self) -> tuple[Lollipop, ...]:
        """The variants that the knowledge base has no entry for."""
        names = {one.member.name for tumour in self.tumours for one in tumour.found if one.member.entry is None}
        return tuple([one for one in self.lollipops if one.name in names])
