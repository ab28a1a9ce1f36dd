"""Explain variants at length: where each lies, what is known, the advice in all settings, and why this entry answers.

A pure step between matching, advice and verdict, which it shares with `annotate`, and the writers of cards. Several
texts, or one text that names several variants, are one tumour. Every statement comes from the knowledge base; here it
is only chosen, grouped and ordered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from gistcli.advise import advise, labels
from gistcli.annotate import Annotator
from gistcli.errors import PROBLEMS, GistcliError, VariantSyntaxError
from gistcli.explanation import (
    IMATINIB,
    SIDES,
    Course,
    DomainSpan,
    DrugEvidence,
    ExonSpan,
    Explained,
    Explanation,
    GeneMap,
    Neighbour,
    Problem,
    Remark,
    Rung,
    Side,
    Together,
    in_gist,
)
from gistcli.knowledge import load_knowledge_base
from gistcli.match import IN_FRAME, match
from gistcli.model import (
    SENSITIVITY_OF_EFFECT,
    SETTINGS,
    Alternative,
    Build,
    Citation,
    Entry,
    Evidence,
    Gene,
    Hit,
    Inhibitor,
    KnowledgeBase,
    Match,
    Normalized,
    Position,
    Record,
    Scope,
    Sensitivity,
    Setting,
    Stance,
    Statement,
    Variant,
    Verdict,
)
from gistcli.normalize import normalize, normalize_description
from gistcli.reference import Transcript, exon_of_codon, transcript
from gistcli.spellings import parse
from gistcli.verdict import judge, name_of

NEAR = 30  # codons on each side that count as the neighbourhood
DIRECTIONS = (*SIDES, "conflicting", "unclear", "not-applicable")
"""Directions of evidence, in the order in which they are told."""
UNKNOWN_VARIANTS = "unknown variants"
"""Topic of the statements that are for variants without an answer."""
LADDER: tuple[Scope, ...] = ("exact", "codon", "overlap", "exon")
Cited = TypeVar("Cited", Evidence, Alternative, Stance, Inhibitor, Statement)


def explain(
    texts: Iterable[str | Record],
    *,
    setting: Setting = "advanced",
    knowledge_base: KnowledgeBase | None = None,
    gene: Gene | None = None,
    build: Build | None = None,
) -> Explanation:
    """Return the explanation of the variants of one tumour.

    Args:
        texts: Variants, classes or states, in any spelling that gistcli reads; one text may name several.
        setting: Setting that stands first, and for which general statements are chosen.
        knowledge_base: Base to use; the bundled one where None.
        gene: Gene for descriptions that name none.
        build: Build for genomic positions that name none.

    Raises:
        KnowledgeBaseError: The bundled base does not load.
    """
    base = load_knowledge_base() if knowledge_base is None else knowledge_base
    settings = (setting, *[other for other in SETTINGS if other != setting])
    records = [Record(text) if isinstance(text, str) else text for text in texts]
    read = [reading for record in records for reading in _read(record, gene, build)]
    tumour = tuple(dict.fromkeys([item.variant for _, _, item in read if isinstance(item, Normalized)]))
    tumour = tumour if len(tumour) > 1 else ()
    variants: list[Explained] = []
    combinations: dict[str, Together] = {}
    for text, member, item in read:
        if isinstance(item, GistcliError):
            variants.append(Explained(text, member, problem=_problem(item)))
            continue
        found = match(item.variant, base, item.respelled, tumour)
        explained = _explained(text, member, item, found, base, settings)
        first = next((at for at, one in enumerate(variants) if one.entry and one.entry == explained.entry), None)
        if found.entry is not None and found.entry.covers.combination:
            rule = combinations.setdefault(found.entry.id, _combination(found.entry, explained, base))
            members = (*rule.members, len(variants))
            combinations[found.entry.id] = rule._replace(members=members, deciding=members)
            alone = match(item.variant, base, item.respelled).entry
            explained = explained._replace(
                alone=SENSITIVITY_OF_EFFECT[alone.effect] if alone else "unknown",
                origin=alone.origin if alone else None,
            )
        variants.append(explained._replace(same_as=first))
    together = tuple(combinations.values())
    if len(variants) > 1 and base.verdicts:
        verdict, variants = _verdict(records, variants, base, settings, gene, build)
        together = (verdict,)
    return Explanation(
        setting=setting,
        variants=tuple(variants),
        together=together,
        sources=_sources(variants, together, base),
        levels=dict(base.levels),
        kb_version=base.identity,
        reviewed=str(base.reviewed),
        notice=base.notice,
    )


def _read(
    record: Record, gene: Gene | None, build: Build | None
) -> Iterator[tuple[str, str | None, Normalized | GistcliError]]:
    """Yield the text, the part of it that names one variant where there are several, and what was read."""
    if record.error is not None:
        yield record.text, None, record.error
        return
    try:
        descriptions = parse(record.text)
    except GistcliError as error:
        yield record.text, None, error
        return
    for description in descriptions:
        member = description.text.rpartition("[")[2].strip(" ]") if len(descriptions) > 1 else None
        try:
            yield record.text, member, normalize_description(description, gene, build)
        except GistcliError as error:
            yield record.text, member, error


def _problem(error: GistcliError) -> Problem:
    meaning, remedy = PROBLEMS.get(error.code, ("", ""))
    if isinstance(error, VariantSyntaxError):
        return Problem(error.code, error.problem, meaning, remedy, error.text, error.position, error.expected)
    return Problem(error.code, error.problem, meaning, remedy)


def _explained(
    text: str,
    member: str | None,
    normalized: Normalized,
    found: Match,
    base: KnowledgeBase,
    settings: Sequence[Setting],
) -> Explained:
    variant, entry = normalized.variant, found.entry
    courses = tuple([course_of(found, base, setting) for setting in settings])
    sensitivity: Sensitivity = SENSITIVITY_OF_EFFECT[entry.effect] if entry else "unknown"
    explained = Explained(
        input=text,
        member=member,
        name=str(variant),
        gene=variant.gene,
        hgvs_p=variant.hgvs_p,
        hgvs_c=variant.hgvs_c,
        short=variant.short if variant.hgvs_p != "p.?" else None,
        consequence=variant.consequence,
        exon=variant.exon,
        codons=variant.codons,
        domain=variant.domain,
        how_read=normalized.notes,
        map=gene_map(variant, base),
        sensitivity=sensitivity,
        scope=found.scope,
        why=found.notes,
        courses=courses,
        statements=_statements(entry.genotype if entry else None, sensitivity, courses[0], base),
        ladder=tuple(_ladder(variant, found, base)),
    )
    if entry is None:
        return explained
    return explained._replace(
        entry=entry.id,
        entry_name=entry.name,
        origin=entry.origin,
        genotype=base.genotypes[entry.genotype] if entry.genotype else None,
        summary=entry.summary,
        evidence=evidence_by_drug(entry, base),
        other_inhibitors=with_labels(entry.other_inhibitors, base),
        comment=entry.comment,
        not_known=entry.not_known,
        reviewed=str(entry.reviewed) if entry.reviewed else None,
        overlay=entry.overlay,
    )


# --- one tumour -------------------------------------------------------------------------------------------------------


def _combination(entry: Entry, explained: Explained, base: KnowledgeBase) -> Together:
    summary = Remark(entry.summary, ())
    others = explained.other_inhibitors
    return Together(
        "combination", entry.id, entry.name, (), (), explained.sensitivity, explained.courses, others, (summary,)
    )


def _verdict(
    records: Sequence[Record],
    variants: Sequence[Explained],
    base: KnowledgeBase,
    settings: Sequence[Setting],
    gene: Gene | None,
    build: Build | None,
) -> tuple[Together, list[Explained]]:
    """Return the verdict on a tumour in all settings, and its variants with what each is in it."""
    tumours = []
    for setting in settings:
        annotator = Annotator(base, setting, gene, build)
        annotations = [annotation for record in records for annotation in annotator.answers(record)]
        tumours.append(judge([Hit(annotation) for annotation in annotations], base, setting))
    tumour = tumours[0]
    by_name = {member.name: member for member in tumour.members}
    placed: list[Explained] = []
    deciding: list[int] = []
    for at, (variant, annotation) in enumerate(zip(variants, annotations, strict=True)):
        member = None if annotation.problem else by_name[name_of(annotation, base)]
        if member is not None and member.gene is not None:
            variant = variant._replace(role=member.origin, role_reason=member.reason or None)
        if member is not None and member.name in tumour.deciding:
            deciding.append(at)
        placed.append(variant)
    rule = tumour.rule
    remarks = [Remark(rule.note, labels(base, rule.citations))] if rule.note else []
    remarks += [Remark(one.statement, labels(base, one.citations)) for one in tumour.remarks]
    verdict = Together(
        kind="verdict",
        rule=rule.id,
        name=rule.name,
        members=tuple([at for at, variant in enumerate(variants) if not variant.problem]),
        deciding=tuple(deciding),
        sensitivity=tumour.verdict.sensitivity,
        courses=tuple([course_of_verdict(one.verdict) for one in tumours]),
        other_inhibitors=tuple(
            [
                Inhibitor(drug["drug"], drug["activity"], drug["approved"], drug["label"], "", ())
                for drug in tumour.verdict.other_inhibitors
            ]
        ),
        remarks=tuple(remarks),
    )
    return verdict, placed


def course_of_verdict(verdict: Verdict) -> Course:
    """Return the verdict on a tumour as the advice for its setting."""
    return Course(
        verdict.setting,
        verdict.action,
        verdict.dose_mg_per_day,
        schedule=None,
        duration=verdict.duration,
        advice=verdict.advice,
        level=verdict.evidence_level,
        basis=None,
        statement=None,
        alternatives=(),
        positions=(),
        citations=verdict.citations,
    )


# --- advice and evidence ---------------------------------------------------------------------------------------------


def course_of(found: Match, base: KnowledgeBase, setting: Setting) -> Course:
    """Return the advice that follows from a match, in full."""
    advice = advise(found, base, setting)
    recommendation = advice.recommendation
    notes: tuple[str, ...] = ()
    if base.overlay is not None:  # the other notes of an advice are told by the fields of a course and an entry
        told = advise(found, base._replace(overlay=None), setting).notes
        notes = tuple([note for note in advice.notes if note not in told])
    if recommendation is None:
        return Course(
            setting,
            advice.action,
            advice.dose_mg_per_day,
            schedule=None,
            duration=advice.duration,
            advice=advice.advice,
            level=advice.evidence_level,
            basis=None,
            statement=None,
            alternatives=(),
            positions=(),
            citations=advice.citations,
            notes=notes,
        )
    dosed = advice.dose_mg_per_day is not None
    return Course(
        setting,
        advice.action,
        advice.dose_mg_per_day,
        schedule=recommendation.schedule if dosed else None,
        duration=advice.duration,
        advice=advice.advice,
        level=recommendation.level,
        basis=recommendation.basis,
        statement=recommendation.statement,
        alternatives=with_labels(recommendation.alternatives, base),
        positions=with_labels(recommendation.positions, base),
        citations=labels(base, recommendation.citations),
        recommendation=recommendation.id,
        overlay=recommendation.overlay,
        notes=notes,
    )


def evidence_by_drug(entry: Entry, base: KnowledgeBase) -> tuple[DrugEvidence, ...]:
    """Return the evidence of an entry by drug, imatinib first, what is told without a drug last."""
    drugs = dict.fromkeys([item.drug for item in entry.evidence])
    order = sorted(drugs, key=lambda drug: (drug != IMATINIB, drug == "none"))  # stable: else as the entry has them
    return tuple([DrugEvidence(drug, tuple(_sides(entry, drug, base))) for drug in order])


def _sides(entry: Entry, drug: str, base: KnowledgeBase) -> Iterator[Side]:
    items = [item for item in entry.evidence if item.drug == drug]
    others = [item.direction for item in items if item.direction not in DIRECTIONS]
    for direction in dict.fromkeys([*DIRECTIONS, *others]):
        here = [item for item in items if item.direction == direction]
        if here:
            here.sort(key=lambda item: (not in_gist(item), item.level))
            yield Side(direction, with_labels(here, base))


def with_labels(records: Iterable[Cited], base: KnowledgeBase) -> tuple[Cited, ...]:
    """Return records with the labels of their sources in place of the keys."""
    found: list[Cited] = []
    for record in records:
        if isinstance(record, Statement):
            record = record._replace(positions=with_labels(record.positions, base))
        found.append(record._replace(citations=labels(base, record.citations)))
    return tuple(found)


def _statements(
    genotype: str | None, sensitivity: Sensitivity, course: Course, base: KnowledgeBase
) -> tuple[Statement, ...]:
    """Return the statements that apply; one that names a dose of imatinib only where the advice has one itself."""
    return with_labels(
        [
            statement
            for statement in base.statements.values()
            if course.setting in statement.settings
            and ("all" in statement.applies_to or genotype in statement.applies_to)
            and (statement.drug != IMATINIB or statement.dose_mg_per_day is None or course.dose_mg_per_day is not None)
            and (statement.topic != UNKNOWN_VARIANTS or sensitivity == "unknown")
        ],
        base,
    )


def _sources(variants: Iterable[Explained], together: Iterable[Together], base: KnowledgeBase) -> dict[str, Citation]:
    by_label = {citation.label: citation for citation in base.citations.values()}
    used: list[str] = []
    for rule in together:
        used += [label for course in rule.courses for label in course.citations]
        used += [label for remark in rule.remarks for label in remark.citations]
    for variant in variants:
        for course in variant.courses:
            used += [*course.citations, *labels_of(course.alternatives), *labels_of(course.positions)]
        for drug in variant.evidence:
            for side in drug.sides:
                used += labels_of(side.evidence)
        used += [*labels_of(variant.other_inhibitors), *labels_of(variant.statements)]
        for statement in variant.statements:
            used += labels_of(statement.positions)
    return {label: by_label[label] for label in dict.fromkeys(used)}


def labels_of(records: Iterable[Cited]) -> list[str]:
    """Return the labels of the sources of records that have them."""
    return [label for record in records for label in record.citations]


# --- the ladder ------------------------------------------------------------------------------------------------------


def _ladder(variant: Variant, found: Match, base: KnowledgeBase) -> Iterator[Rung]:
    """Yield the rungs from the most specific one down: the entry that answers, those passed over, and empty rungs."""
    entries = [(found.entry, found.scope), *found.others] if found.entry and found.scope else list(found.others)
    scopes: tuple[Scope, ...] = LADDER
    if variant.state is not None:
        scopes = ("state",)
    elif variant.class_name is not None and variant.hgvs_p is None:
        scopes = ("exon",) if variant.class_name.exon else ("gene",)
    for rung in scopes:
        here = [(entry, scope) for entry, scope in entries if ("exact" if scope == "equivalent" else scope) == rung]
        for entry, scope in here:
            wins = entry is found.entry and scope == found.scope
            reason = _why_it_answers(variant, scope, entry) if wins else _why_it_lost(variant, entry, scope, found)
            sensitivity = SENSITIVITY_OF_EFFECT[entry.effect]
            yield Rung(scope, entry.id, entry.name, sensitivity, wins, reason)
        if rung == "exact":
            yield from _combinations(variant, found, base)
        if not here:
            yield Rung(rung, None, None, None, False, _why_empty(variant, rung))


def _combinations(variant: Variant, found: Match, base: KnowledgeBase) -> Iterator[Rung]:
    for entry in base.combinations:
        if entry.gene != variant.gene or variant.hgvs_p not in entry.covers.combination or entry is found.entry:
            continue
        if any(entry is other for other, _ in found.others):
            continue
        partners = " and ".join(name for name in entry.covers.combination if name != variant.hgvs_p)
        reason = f"answers only together with {partners}, which is not among the variants given"
        yield Rung("exact", entry.id, entry.name, SENSITIVITY_OF_EFFECT[entry.effect], False, reason)


def _why_it_answers(variant: Variant, scope: Scope, entry: Entry) -> str:
    if variant.class_name is not None and variant.hgvs_p is None:
        return "is the class that the text names; a variant in it may have another answer"
    if entry.covers.combination:
        return "names these variants together"
    return {
        "exact": "names this variant",
        "equivalent": "names this protein, which the text spells in another way",
        "codon": "covers the codon; no dose follows from that",
        "overlap": "covers changes of this kind that touch its range or site",
        "exon": "the class of the exon covers it; there is no entry for the very variant",
        "gene": "covers the gene; no dose follows from that",
        "state": "names this genotype",
    }[scope]


def _why_it_lost(variant: Variant, entry: Entry, scope: Scope, found: Match) -> str:
    reason = _why_not_covered(variant, entry) if scope == "exon" else None
    if reason is not None:
        return f"context only: {reason}"
    if found.entry is not None and found.entry.covers.combination and scope in ("exact", "equivalent"):
        return "names this variant alone; read together with the others the tumour has another answer"
    if scope == found.scope or (scope in ("exact", "equivalent") and found.scope in ("exact", "equivalent")):
        return "covers it as well; of two on one rung the first in the base answers"
    return "covers it as well, but less specifically"


def _why_not_covered(variant: Variant, entry: Entry) -> str | None:
    """Return why a class does not cover a variant; None where it does."""
    covers, protein = entry.covers, variant.protein
    told = _any_of(covers.changes)
    if variant.class_name is not None and variant.hgvs_p is None:
        change = variant.class_name.change
        if change is None or change in covers.changes:
            return None
        return f"the class answers for a {told}" if told else "the class answers for no kind of change as such"
    if protein is None or variant.codons is None or variant.consequence not in IN_FRAME:
        return f"{_article(variant.consequence)} never takes the answer of its exon"
    if variant.gene is not None and {exon_of_codon(variant.gene, codon) for codon in variant.codons} != {covers.exon}:
        return f"the change reaches beyond exon {covers.exon}"
    if protein.kind == "substitution":
        if protein.start in covers.codons:
            return None
        listed = ", ".join(map(str, covers.codons))
        return f"of substitutions the class covers {f'those at codons {listed}' if listed else 'none'}"
    if protein.kind in covers.changes:
        return None
    return f"the class answers for a {told}" if told else "the class answers for no kind of change as such"


def _why_empty(variant: Variant, scope: Scope) -> str:
    if scope == "overlap" and variant.lost_site is not None:
        return "no entry covers this loss of a splice site"
    if scope in ("codon", "overlap", "exon") and variant.class_name is None and variant.consequence not in IN_FRAME:
        return f"{_article(variant.consequence)} never takes the answer of a codon, range or class"
    return {
        "exact": "no entry names this variant",
        "codon": "no entry for a substitution at this codon",
        "overlap": "no entry for a range or splice site that it touches",
        "exon": "no entry for the class",
        "gene": "the gene alone says too little",
        "state": "no entry names this genotype",
    }[scope]


def _any_of(words: Sequence[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _article(consequence: str | None) -> str:
    words = (consequence or "change").replace("_", " ")
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"


# --- the map ---------------------------------------------------------------------------------------------------------


def gene_map(variant: Variant, base: KnowledgeBase) -> GeneMap | None:
    """Return the gene of a variant with its place and neighbourhood; None for a genotype state."""
    if variant.gene is None:
        return None
    here = transcript(variant.gene)
    length = len(here.protein) - 1
    exons = tuple(_exon_spans(here, length))
    place = place_of(variant, here, exons, length)
    near = (max(1, place[0] - NEAR), min(length, place[1] + NEAR)) if place else None
    return GeneMap(
        gene=variant.gene,
        transcript=here.transcript,
        protein=here.protein_accession,
        length=length,
        exons=exons,
        domains=tuple([DomainSpan(*domain) for domain in here.domains]),
        place=place,
        near=near,
        residues=here.protein[near[0] - 1 : near[1]] if near else "",
        neighbours=tuple(
            [one for one in _known(variant.gene, base) if one.name != variant.short and _meets(one, near)]
        ),
    )


def _exon_spans(here: Transcript, length: int) -> Iterator[ExonSpan]:
    first = 1
    for exon in here.exons:
        if exon.coding:
            last = min(length, (exon.last + 1) // 3)  # the middle base of a codon decides, as in `exon_of_codon`
            yield ExonSpan(exon.number, first, last)
            first = last + 1


def place_of(variant: Variant, here: Transcript, exons: Sequence[ExonSpan], length: int) -> tuple[int, int] | None:
    """Return the first and last codon of a variant; of one without a protein change, those that its bases stand in."""
    if variant.codons is not None:
        return min(variant.codons[0], length), min(variant.codons[1], length)
    if variant.hgvs_c is not None:
        change = parse(f"{here.transcript}:{variant.hgvs_c}")[0].nucleotide
        if change is not None:
            return _codon(change.start, length), _codon(change.end, length)
    if variant.exons is not None:
        spans = [exon for exon in exons if variant.exons[0] <= exon.number <= variant.exons[1]]
        if spans:
            return spans[0].first_codon, spans[-1].last_codon
    return None


def _codon(position: Position, length: int) -> int:
    return length if position.after_stop else min(length, max(1, (position.base + 2) // 3))


def _meets(neighbour: Neighbour, near: tuple[int, int] | None) -> bool:
    return near is not None and neighbour.first_codon <= near[1] and near[0] <= neighbour.last_codon


def _known(gene: Gene, base: KnowledgeBase) -> Iterator[Neighbour]:
    """Yield the variants, codons and ranges of a gene that the base names, in the order of their codons."""
    found: list[Neighbour] = []
    for entry in base.entries.values():
        if entry.gene != gene:
            continue
        covers, sensitivity = entry.covers, SENSITIVITY_OF_EFFECT[entry.effect]
        for name in covers.variants:
            variant = normalize(f"{gene} {name}")
            if variant.codons is not None:
                found.append(Neighbour(variant.short or name, sensitivity, entry.id, *variant.codons))
        if covers.touches is not None:
            first, last = covers.touches
            name = f"any {_any_of(covers.changes)} touching {first}-{last}"
            found.append(Neighbour(name, sensitivity, entry.id, first, last))
        elif covers.exon is None and covers.changes:
            for codon in covers.codons:
                name = f"any {_any_of(covers.changes)} at {codon}"
                found.append(Neighbour(name, sensitivity, entry.id, codon, codon))
    yield from sorted(found, key=lambda one: (one.first_codon, one.last_codon))
