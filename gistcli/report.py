"""Gather what a page on the tumours of a cohort tells: inputs -> `Report`, for any writer.

A pure step after annotation, which it shares with `annotate --by-sample`. Rows of one sample are one tumour, wherever
they stand. A row of a table that names no samples is a tumour of its own, named by its line, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gistcli import __version__
from gistcli.annotate import NO_SAMPLE, Annotator
from gistcli.cohort import Dossier, Found, Group, Lollipop, Report, ReportedTumour, Unread
from gistcli.errors import GistcliError
from gistcli.explain import (
    course_of,
    course_of_verdict,
    evidence_by_drug,
    gene_map,
    labels_of,
    place_of,
    with_labels,
)
from gistcli.explanation import Course, GeneMap
from gistcli.frozen import Frozen
from gistcli.knowledge import load_knowledge_base
from gistcli.model import (
    GENES,
    SENSITIVITY_OF_EFFECT,
    SETTINGS,
    Build,
    Citation,
    Entry,
    Gene,
    Hit,
    KnowledgeBase,
    Match,
    Member,
    Record,
    Setting,
    Tumour,
    Variant,
    Verdict,
)
from gistcli.normalize import normalize
from gistcli.reference import transcript
from gistcli.verdict import judge, told

TITLE = "KIT and PDGFRA in GIST: imatinib by tumour"
NO_KNOWN_EFFECT = "no variant with a known effect"
NO_VARIANT = "no variant listed"
NOTHING_READ = "nothing could be read"
SHOWN = 60


def report(
    inputs: Iterable[tuple[str, Iterable[Record]]],
    *,
    setting: Setting = "advanced",
    knowledge_base: KnowledgeBase | None = None,
    gene: Gene | None = None,
    build: Build | None = None,
    treated: bool = False,
    show_version: bool = True,
    title: str = TITLE,
    date: str | None = None,
    command: str = "",
) -> Report:
    """Return the report of a cohort.

    Args:
        inputs: The name of each input, and its records.
        setting: Setting that stands first.
        knowledge_base: Base to use; the bundled one where None.
        gene: Gene for descriptions that name none.
        build: Build for genomic positions that name none.
        treated: The tumours were sampled after imatinib: what is seen as primary and as secondary is then secondary.
        show_version: Name the versions of gistcli and of the knowledge base.
        title: Heading.
        date: What to print as the date, None for no date.
        command: How the report is made again.

    Raises:
        InputError: An input cannot be read, or the base has no rules for tumours.
        KnowledgeBaseError: The bundled base does not load.
    """
    base = load_knowledge_base() if knowledge_base is None else knowledge_base
    settings = (setting, *[other for other in SETTINGS if other != setting])
    annotator = Annotator(base, setting, gene, build, show_version)
    places, answers = _Places(base), _Answers(base, settings, treated)
    tumours = tuple([_tumour(gathered, annotator, answers, places) for gathered in _gather(inputs, annotator)])
    used = dict.fromkeys([entry for tumour in tumours for entry in tumour.entries])
    dossiers = {entry: _dossier(base.entries[entry], base, settings) for entry in used}
    lollipops = _lollipops(tumours)
    return Report(
        title=title,
        date=date,
        setting=setting,
        tumours=tumours,
        groups=_groups(tumours),
        lollipops=lollipops,
        genes={gene: places.genes[gene] for gene in GENES if gene in places.genes},
        dossiers=dossiers,
        sources=_sources(tumours, dossiers.values(), base),
        levels=dict(base.levels),
        tool_version=__version__ if show_version else None,
        kb_version=annotator.version,
        reviewed=str(base.reviewed),
        command=command,
        notice=base.notice,
    )


# --- from rows to tumours ---------------------------------------------------------------------------------------------


class _Gathered(Frozen):
    """The rows of one tumour: each hit with its input, where there are several inputs."""

    name: str
    sample: str | None
    notes: list[str]
    hits: list[tuple[Hit, str | None]]


def _gather(inputs: Iterable[tuple[str, Iterable[Record]]], annotator: Annotator) -> list[_Gathered]:
    """Return the tumours in the order in which they first appear."""
    inputs = list(inputs)
    gathered: list[_Gathered] = []
    by_sample: dict[str, _Gathered] = {}
    for name, records in inputs:
        source = name if len(inputs) > 1 else None
        by_line: dict[int, _Gathered] = {}
        for record in records:
            if record.sample is not None:
                known = by_sample.get(record.sample)
            else:  # the alleles of one line belong together
                known = None if record.line is None else by_line.get(record.line)
            if known is None:
                known = _Gathered(_name(record, source), record.sample, [], [])
                gathered.append(known)
                if record.sample is not None:
                    by_sample[record.sample] = known
                elif record.line is not None:
                    by_line[record.line] = known
                if record.sample is None and record.descriptions is not None:
                    known.notes.append(NO_SAMPLE)
            known.hits.extend([(hit, source) for hit in annotator.hits(record)])
    return gathered


def _name(record: Record, source: str | None) -> str:
    if record.sample is not None:
        return record.sample
    text = record.text if len(record.text) <= SHOWN else record.text[:SHOWN] + "…"
    place = text if record.line is None else f"line {record.line}"
    return f"{source}, {place}" if source else place


class _Answers:
    """The verdicts in the settings that do not stand first; a cohort repeats few sets of variants many times."""

    def __init__(self, base: KnowledgeBase, settings: Sequence[Setting], treated: bool) -> None:
        self.base, self.others, self.treated = base, settings[1:], treated
        self._memo: dict[object, list[Verdict]] = {}

    def of(self, tumour: Tumour, hits: Sequence[Hit]) -> list[Verdict]:
        """Return the verdict on a tumour in each setting, the one that it already has first."""
        members = [(one.name, one.entry.id if one.entry else None, one.scope, one.origin) for one in tumour.members]
        key = (tuple(members), len(tumour.unread))
        if key not in self._memo:
            self._memo[key] = [judge(hits, self.base, setting, treated=self.treated).verdict for setting in self.others]
        return [tumour.verdict, *self._memo[key]]


def _tumour(gathered: _Gathered, annotator: Annotator, answers: _Answers, places: _Places) -> ReportedTumour:
    base, hits = annotator.base, [hit for hit, _ in gathered.hits]
    first = annotator.judge(gathered.sample, hits, answers.treated)
    verdicts = answers.of(first, hits)
    sources = [source for hit, source in gathered.hits if hit.annotation.problem is not None]
    unread = [Unread(annotation, source) for annotation, source in zip(first.unread, sources, strict=True)]
    repeated = {f"not read: {told(annotation)}" for annotation in first.unread}  # the rows themselves are listed
    return ReportedTumour(
        name=gathered.name,
        genotype=_genotype(first, base),
        verdict=first.verdict,
        courses=tuple([course_of_verdict(verdict) for verdict in verdicts]),
        found=tuple(
            [
                Found(member, SENSITIVITY_OF_EFFECT[member.effect], places.of(member), member.name in first.deciding)
                for member in first.members
            ]
        ),
        unread=tuple(unread),
        notes=(*gathered.notes, *[note for note in first.verdict.notes if note not in repeated]),
        citations=tuple(dict.fromkeys([label for verdict in verdicts for label in verdict.citations])),
    )


def _genotype(tumour: Tumour, base: KnowledgeBase) -> str:
    """Return the group that a tumour is counted in: its primary genotype, and whether something came upon it."""
    named = [(member, member.entry.genotype) for member in tumour.members if member.entry and member.entry.genotype]
    secondary = [base.genotypes[genotype] for member, genotype in named if member.origin == "secondary"]
    primary = sorted({base.genotypes[genotype] for member, genotype in named if member.origin != "secondary"})
    if primary:
        return " and ".join(primary) + (", with a secondary mutation" if secondary else "")
    if secondary:
        return " and ".join(sorted(set(secondary))) + ", no primary mutation listed"
    if tumour.members:
        return NO_KNOWN_EFFECT
    if tumour.unread or tumour.rule.genotype is None:
        return NOTHING_READ if tumour.unread else NO_VARIANT
    return base.genotypes[tumour.rule.genotype]


class _Places:
    """Where variants lie, and the genes that they lie in; each is looked up once."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self.genes: dict[Gene, GeneMap] = {}
        self._places: dict[str, tuple[int, int] | None] = {}

    def of(self, member: Member) -> tuple[int, int] | None:
        """Return the first and last codon of a variant, or of its exons."""
        if member.name not in self._places:
            gene = next((gene for gene in GENES if gene == member.gene), None)
            self._places[member.name] = self._find(member, gene) if gene is not None else None
        return self._places[member.name]

    def _find(self, member: Member, gene: Gene) -> tuple[int, int] | None:
        shape = self._shape(gene)
        here = transcript(gene)
        annotation = member.annotations[0]
        texts = [f"{gene}:{annotation.hgvs_p}"] if annotation.hgvs_p not in (None, "p.?") else []
        texts += [f"{here.transcript}:{annotation.hgvs_c}"] if annotation.hgvs_c else []
        for text in texts:
            try:
                return place_of(normalize(text), here, shape.exons, shape.length)
            except GistcliError:  # such as a frameshift whose canonical name leaves out a base
                continue
        spans = [exon for exon in shape.exons if exon.number in member.exons]
        return (spans[0].first_codon, spans[-1].last_codon) if spans else None

    def _shape(self, gene: Gene) -> GeneMap:
        if gene not in self.genes:
            shape = gene_map(Variant(gene), self._base)
            assert shape is not None  # there is one of each gene
            self.genes[gene] = shape
        return self.genes[gene]


# --- the cohort -------------------------------------------------------------------------------------------------------


def _groups(tumours: Iterable[ReportedTumour]) -> tuple[Group, ...]:
    counts: dict[str, Counter[str]] = {}
    for tumour in tumours:
        counts.setdefault(tumour.genotype, Counter())[tumour.verdict.sensitivity] += 1
    groups = [Group(genotype, sum(count.values()), dict(count)) for genotype, count in counts.items()]  # type: ignore[arg-type]
    last = (NO_KNOWN_EFFECT, NO_VARIANT, NOTHING_READ)
    return tuple(sorted(groups, key=lambda group: (group.genotype in last, -group.tumours, group.genotype)))


def _lollipops(tumours: Sequence[ReportedTumour]) -> tuple[Lollipop, ...]:
    seen: dict[str, Lollipop] = {}
    having: dict[str, list[int]] = {}
    for at, tumour in enumerate(tumours):
        for one in tumour.found:
            member = one.member
            gene = next((gene for gene in GENES if gene == member.gene), None)
            seen.setdefault(member.name, Lollipop(gene, member.name, one.sensitivity, one.place, ()))
            having.setdefault(member.name, []).append(at)
    lollipops = [one._replace(tumours=tuple(having[name])) for name, one in seen.items()]
    return tuple(sorted(lollipops, key=lambda one: (one.gene or "~", one.place or (0, 0), one.name)))


# --- evidence and sources ---------------------------------------------------------------------------------------------


def _dossier(entry: Entry, base: KnowledgeBase, settings: Sequence[Setting]) -> Dossier:
    courses = tuple([course_of(Match(entry, "exact"), base, setting) for setting in settings])
    return Dossier(
        entry=entry.id,
        name=entry.name,
        sensitivity=SENSITIVITY_OF_EFFECT[entry.effect],
        genotype=base.genotypes[entry.genotype] if entry.genotype else None,
        summary=entry.summary,
        courses=courses if any(course.recommendation for course in courses) else (),
        evidence=evidence_by_drug(entry, base),
        other_inhibitors=with_labels(entry.other_inhibitors, base),
        comment=entry.comment,
        not_known=entry.not_known,
        reviewed=str(entry.reviewed) if entry.reviewed else None,
        overlay=entry.overlay,
    )


def _sources(
    tumours: Iterable[ReportedTumour], dossiers: Iterable[Dossier], base: KnowledgeBase
) -> Mapping[str, Citation]:
    by_label = {citation.label: citation for citation in base.citations.values()}
    used = [label for tumour in tumours for label in tumour.citations]
    used += [label for dossier in dossiers for label in _labels_in(dossier)]
    return {label: by_label[label] for label in dict.fromkeys(used)}


def _labels_in(dossier: Dossier) -> Iterator[str]:
    for course in dossier.courses:
        yield from _labels_of_course(course)
    for drug in dossier.evidence:
        for side in drug.sides:
            yield from labels_of(side.evidence)
    yield from labels_of(dossier.other_inhibitors)


def _labels_of_course(course: Course) -> list[str]:
    return [*course.citations, *labels_of(course.alternatives), *labels_of(course.positions)]
