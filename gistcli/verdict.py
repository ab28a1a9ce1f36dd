"""Read the variants of one tumour together: one verdict, by the rules of the knowledge base.

A GIST that progressed on imatinib carries its primary mutation and one or more secondary ones; what they mean together
is said by the rules of the section `verdicts`, the first of which that fits decides. Nothing clinical stands here:
sensitivity, action and dose come from the recommendation for the deciding variants, or from the rule.

The order of the variants never matters, and no phase is assumed: variants that a combination of the base names are
read as a whole wherever they are listed. What does not decide is told in the notes, and so is what could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gistcli.advise import SEEN_AS_BOTH, USUALLY_SECONDARY, advise, best_level, labels
from gistcli.errors import InputError
from gistcli.frozen import Frozen
from gistcli.model import (
    Action,
    Advice,
    Annotation,
    Clause,
    Effect,
    Entry,
    Hit,
    KnowledgeBase,
    Level,
    Match,
    Member,
    Origin,
    Rule,
    Scope,
    Sensitivity,
    Setting,
    Tumour,
    Verdict,
)

SILENT: tuple[Effect, ...] = ("neutral", "unknown")
"""Effects of what never decides, unless a combination of the base names it."""
BY_SENSITIVITY: tuple[Sensitivity, ...] = ("resistant", "conflicting", "reduced", "sensitive", "unknown", "neutral")
"""Of several deciding variants, the one that comes first here speaks for all."""
BY_ACTION: tuple[Action, ...] = ("avoid", "discuss", "none", "high-dose", "standard-dose")
NO_RULES = (
    "the knowledge base has no section `verdicts`, so it cannot read the variants of a tumour together; "
    "annotate them one by one, or use a base that has one"
)
OF_ONE = (SEEN_AS_BOTH, USUALLY_SECONDARY)
"""Notes that are for a variant alone; a verdict says itself what is primary and what is secondary."""
SHOWN_PROBLEMS = 3
DOUBT = "FILTER is "
"""How the remark on a record of a VCF begins whose caller does not stand by it; it counts, and the verdict says so."""


def judge(
    hits: Iterable[Hit],
    base: KnowledgeBase,
    setting: Setting,
    *,
    sample: str | None = None,
    treated: bool = False,
    version: str | None = None,
) -> Tumour:
    """Return the verdict of one tumour, with all that it rests on.

    Args:
        hits: Its variants, and the descriptions that could not be read.
        base: Knowledge base.
        setting: Setting of the treatment.
        sample: Name of the tumour.
        treated: It was sampled after imatinib: what is seen as primary and as secondary is then secondary.
        version: Version of the base to print, or None.

    Raises:
        InputError: The base has no rules.
    """
    hits = list(hits)
    members = _members([hit for hit in hits if hit.annotation.problem is None], base, treated)
    unread = tuple([hit.annotation for hit in hits if hit.annotation.problem is not None])
    rule, remarks = _rules(members, unread, base)
    ruling = _ruling(rule, members, base, setting)
    notes = [
        f"rule: {rule.id} ({rule.name})",
        *ruling.notes,
        *([rule.note] if rule.note else []),
        *[f"{remark.statement} ({', '.join(labels(base, remark.citations))})" for remark in remarks],
        *_about(members, ruling.deciding),
        *_of_overlay(members, base, ruling.notes),
        *[f"not read: {told(annotation)}" for annotation in unread],
    ]
    problem, code = _problem(unread, len(hits))
    verdict = Verdict(
        sample=sample,
        variants=tuple([member.name for member in members]),
        primary=_names(members, "primary"),
        secondary=_names(members, "secondary"),
        sensitivity=ruling.sensitivity,
        dose_mg_per_day=ruling.dose_mg_per_day,
        action=ruling.action,
        setting=setting,
        advice=ruling.advice,
        duration=ruling.duration,
        evidence_level=ruling.level,
        other_inhibitors=ruling.other_inhibitors,
        citations=tuple(dict.fromkeys([*ruling.citations, *_citations(base, remarks)])),
        notes=tuple(dict.fromkeys(notes)),
        problem=problem,
        problem_code=code,
        kb_version=version,
    )
    deciding = tuple([member.name for member in ruling.deciding])
    return Tumour(sample, members, unread, deciding, rule, remarks, verdict)


# --- the variants of a tumour -----------------------------------------------------------------------------------------


class _Found(Frozen):
    """A variant before its origin is known; `named` is its place in the combination that answers for it."""

    name: str
    first: Annotation
    hits: list[Hit]
    entry: Entry | None
    own: Entry | None
    scope: Scope | None
    named: int | None

    @property
    def decides(self) -> bool:
        return self.entry is not None and (self.entry.effect not in SILENT or bool(self.entry.covers.combination))


def _members(hits: Sequence[Hit], base: KnowledgeBase, treated: bool) -> tuple[Member, ...]:
    listed: dict[str, list[Hit]] = {}
    for hit in hits:
        listed.setdefault(name_of(hit.annotation, base), []).append(hit)
    _join_classes(listed)
    present = {(hits[0].annotation.gene, hits[0].annotation.hgvs_p) for hits in listed.values()}
    found = [_find(name, hits, present, base) for name, hits in listed.items()]
    has_primary = any(_is_primary(one) for one in found)
    members = [_member(one, has_primary, treated) for one in found]
    order = {member.name: at for at, member in enumerate(members)}
    return tuple(
        sorted(
            members,
            key=lambda member: (
                member.allele_fraction is None,
                -(member.allele_fraction or 0),
                order[member.name],
            ),
        )
    )


def _join_classes(listed: dict[str, list[Hit]]) -> None:
    """Take a class, such as an exon, for the variant of it that is listed too: a report often tells both."""
    exact = {name: hits[0].annotation for name, hits in listed.items() if hits[0].annotation.short}
    for name in [name for name in listed if name not in exact]:
        one = listed[name][0].annotation
        if one.gene is None or one.exon is None or one.hgvs_p or one.hgvs_c:
            continue
        for other, variant in exact.items():
            is_of_class = variant.gene == one.gene and set(_exons(one.exon)) <= set(_exons(variant.exon))
            if is_of_class and one.consequence in (None, variant.consequence):
                listed[other] += listed.pop(name)
                break


def name_of(annotation: Annotation, base: KnowledgeBase) -> str:
    """Return the short name with the gene, by which a variant is listed and known again."""
    if annotation.gene is None:
        entry = base.entries.get(annotation.entry or "")
        return (entry.covers.state if entry else None) or annotation.input.strip()
    protein = annotation.short or annotation.hgvs_p
    name = annotation.hgvs_c if protein in (None, "?", "p.?") else protein
    if name is None:  # a class
        exon = f"exon {annotation.exon}" if annotation.exon else ""
        name = " ".join([exon, (annotation.consequence or "").replace("_", " ")]).strip()
    return f"{annotation.gene} {name}".strip()


def _find(name: str, hits: list[Hit], present: set[tuple[str | None, str | None]], base: KnowledgeBase) -> _Found:
    first = hits[0].annotation
    alone = base.entries.get(first.entry or "")
    if alone is not None and alone.covers.combination:  # it was read from a text that names the others, too
        alone = next(iter(base.by_variant.get((first.gene or "", first.hgvs_p or ""), ())), None)
    for entry in base.combinations:
        names = entry.covers.combination
        if first.hgvs_p in names and first.gene == entry.gene and present >= {(entry.gene, other) for other in names}:
            return _Found(name, first, hits, entry, alone, "exact", names.index(first.hgvs_p))
    scope = first.scope if alone is None or alone.id == first.entry else "exact"
    return _Found(name, first, hits, alone, alone, scope, None)


def _given(found: _Found) -> set[Origin]:
    return {hit.origin for hit in found.hits if hit.origin is not None}


def _usual(found: _Found) -> str:
    """Return where the base sees a variant: primary, secondary or both."""
    entry = found.entry
    if entry is None:
        return ""
    if found.named is not None and entry.origin == "secondary":  # the first one named is what the others came upon
        return "primary" if found.named == 0 else "secondary"
    if found.named is not None and entry.origin == "both" and found.own is not None:
        return found.own.origin
    return entry.origin


def _is_primary(found: _Found) -> bool:
    given = _given(found)
    return given == {"primary"} or (not given and found.decides and _usual(found) == "primary")


def _member(found: _Found, has_primary: bool, treated: bool) -> Member:
    origin, reason = _origin(found, has_primary, treated)
    fractions = [hit.allele_fraction for hit in found.hits if hit.allele_fraction is not None]
    return Member(
        name=found.name,
        gene=found.first.gene,
        exons=_exons(found.first.exon),
        entry=found.entry,
        scope=found.scope,
        effect=found.entry.effect if found.entry else "unknown",
        origin=origin,
        reason=reason,
        allele_fraction=max(fractions, default=None),
        annotations=tuple([hit.annotation for hit in found.hits]),
    )


def _origin(found: _Found, has_primary: bool, treated: bool) -> tuple[Origin | None, str]:
    given = _given(found)
    if given:
        if len(given) > 1:
            return "secondary", "given as both in the input"
        return given.pop(), "as given"
    if not found.decides:
        return None, ""
    usual = _usual(found)
    if usual == "primary":
        return "primary", "by default"
    if usual == "secondary":
        return "secondary", "by default"
    if treated:
        return "secondary", "seen as both; the tumour was treated with imatinib"
    if has_primary:
        return "secondary", "seen as both; beside another, primary mutation"
    return "primary", "seen as both; no other primary mutation is listed"


def _exons(text: str | None) -> tuple[int, ...]:
    if not text:
        return ()
    first, _, last = text.partition("-")
    return tuple(range(int(first), int(last or first) + 1))


# --- the rules --------------------------------------------------------------------------------------------------------


def _rules(
    members: Sequence[Member], unread: Sequence[Annotation], base: KnowledgeBase
) -> tuple[Rule, tuple[Rule, ...]]:
    """Return the first rule that decides, and every remark that fits."""
    fitting = [rule for rule in base.verdicts if all(_holds(clause, members, unread) for clause in rule.when)]
    deciding = next((rule for rule in fitting if rule.decides != "remark"), None)
    if deciding is None:
        raise InputError(NO_RULES)
    return deciding, tuple([rule for rule in fitting if rule.decides == "remark"])


def _holds(clause: Clause, members: Iterable[Member], unread: Sequence[Annotation]) -> bool:
    count = len(unread) if clause.unread else sum(fits(member, clause) for member in members)
    return clause.minimum <= count and (clause.maximum is None or count <= clause.maximum)


def fits(member: Member, clause: Clause) -> bool:
    """Tell whether a variant fits all that a clause sets."""
    entry = member.entry
    return (
        (not clause.genes or member.gene in clause.genes)
        and (not clause.exons or any(exon in clause.exons for exon in member.exons))
        and (not clause.effects or member.effect in clause.effects)
        and (clause.origin is None or member.origin == clause.origin)
        and (not clause.genotypes or (entry is not None and entry.genotype in clause.genotypes))
        and (not clause.entries or (entry is not None and entry.id in clause.entries))
        and (not clause.states or (entry is not None and entry.covers.state in clause.states))
        and (clause.combined is None or (entry is not None and bool(entry.covers.combination)) == clause.combined)
    )


# --- the answer -------------------------------------------------------------------------------------------------------


class _Ruling(Frozen):
    sensitivity: Sensitivity
    action: Action
    dose_mg_per_day: int | None
    duration: str | None
    advice: str
    level: Level | None
    other_inhibitors: tuple[dict[str, Any], ...]
    citations: tuple[str, ...]
    notes: tuple[str, ...]
    deciding: tuple[Member, ...]


def _ruling(rule: Rule, members: Sequence[Member], base: KnowledgeBase, setting: Setting) -> _Ruling:
    deciding = tuple([member for member in members if fits(member, rule.when[0])]) if rule.decides == "matched" else ()
    answers: list[tuple[Advice, Member]] = []
    if deciding:
        answers = sorted(
            [(advise(Match(member.entry, member.scope), base, setting), member) for member in deciding],
            key=lambda pair: (BY_SENSITIVITY.index(pair[0].sensitivity), BY_ACTION.index(pair[0].action), pair[1].name),
        )
        advices = [advice for advice, _ in answers]
    else:
        advices = [_from_genotype(rule, base, setting)]
    lead = advices[0]
    sensitivity = rule.sensitivity or lead.sensitivity
    action, dose = _action(rule, advices, sensitivity)
    return _Ruling(
        sensitivity,
        action,
        dose,
        lead.duration if rule.action is None and action == lead.action else None,
        rule.statement or lead.advice,
        best_level([level for level in (rule.level, *[advice.evidence_level for advice in advices]) if level]),
        _other_inhibitors(rule, deciding),
        tuple(dict.fromkeys([*_citations(base, [rule]), *[label for advice in advices for label in advice.citations]])),
        (*_of_each(rule, answers), *[note for advice in advices for note in advice.notes if note not in OF_ONE]),
        deciding,
    )


def _of_each(rule: Rule, answers: Sequence[tuple[Advice, Member]]) -> list[str]:
    """Return the advice for each deciding variant that is not the advice of the verdict."""
    told_already = rule.statement or (answers[0][0].advice if answers else "")
    return [
        f"{member.name} alone: {advice.advice}" if rule.action else advice.advice
        for advice, member in answers
        if advice.advice != told_already
    ]


def _from_genotype(rule: Rule, base: KnowledgeBase, setting: Setting) -> Advice:
    """Return the answer of a rule that no variant decides: that of its genotype, else what it says itself."""
    sensitivity, action = rule.sensitivity or "unknown", rule.action or "none"
    recommendation = base.advice.get((rule.genotype, setting)) if rule.genotype else None
    if recommendation is None:
        return Advice(setting, sensitivity, action, rule.statement)
    return Advice(
        setting,
        sensitivity,
        rule.action or recommendation.action,
        recommendation.advice,
        recommendation.dose_mg_per_day,
        recommendation.duration,
        recommendation.level,
        labels(base, recommendation.citations),
        recommendation=recommendation,
    )


def _action(rule: Rule, advices: Sequence[Advice], sensitivity: Sensitivity) -> tuple[Action, int | None]:
    """Return action and dose: no dose beside resistance, beside what is unknown, or where the answers differ."""
    if rule.action is not None:
        return rule.action, None
    action = min([advice.action for advice in advices], key=BY_ACTION.index)
    doses = {advice.dose_mg_per_day for advice in advices}
    if len(doses) == 1 and sensitivity in ("sensitive", "reduced"):
        return action, doses.pop()
    return ("discuss" if action in ("standard-dose", "high-dose") else action), None


def _other_inhibitors(rule: Rule, deciding: Sequence[Member]) -> tuple[dict[str, Any], ...]:
    """Return the other drugs: what holds for some of the deciding variants and not for all is mixed."""
    lists = [rule.other_inhibitors] if rule.other_inhibitors else []
    if not lists:
        lists = list(dict.fromkeys([member.entry.other_inhibitors for member in deciding if member.entry is not None]))
    merged: dict[str, list[Any]] = {}
    for drugs in lists:
        for drug in drugs:
            merged.setdefault(drug.drug, []).append(drug)
    found = []
    for name, drugs_ in sorted(merged.items()) if len(lists) > 1 else merged.items():
        activities = {drug.activity for drug in drugs_}
        if len(drugs_) < len(lists) and activities != {"inactive"}:
            activities.add("")
        found.append(
            {
                "drug": name,
                "activity": activities.pop() if len(activities) == 1 else "mixed",
                "approved": all(drug.approved for drug in drugs_),
                "label": "; ".join(sorted({drug.label for drug in drugs_})),
            }
        )
    return tuple(found)


def _citations(base: KnowledgeBase, rules: Iterable[Rule]) -> tuple[str, ...]:
    keys = [
        key
        for rule in rules
        for key in (*rule.citations, *[key for drug in rule.other_inhibitors for key in drug.citations])
    ]
    return labels(base, keys)


# --- notes ------------------------------------------------------------------------------------------------------------


def _names(members: Iterable[Member], origin: Origin) -> tuple[str, ...]:
    return tuple([member.name for member in members if member.origin == origin and member.gene is not None])


def _about(members: Sequence[Member], deciding: Sequence[Member]) -> list[str]:
    """Tell of each variant where its origin is from, what it does, how often it was seen and what speaks against it."""
    notes = []
    for member in members:
        told_of = [f"{member.origin} ({member.reason})"] if member.origin and member.gene else []
        if member not in deciding:
            told_of.append(_why_silent(member))
        if member.allele_fraction is not None:
            told_of.append(f"allele fraction {member.allele_fraction:.4g}")
        if len(member.annotations) > 1:
            told_of.append(f"listed {len(member.annotations)} times")
        told_of += dict.fromkeys(
            note for annotation in member.annotations for note in annotation.notes if note.startswith(DOUBT)
        )
        if told_of:
            notes.append(f"{member.name}: " + ", ".join(told_of))
    return notes


def _of_overlay(members: Iterable[Member], base: KnowledgeBase, told_already: Sequence[str]) -> list[str]:
    """Tell what an overlay has to do with the rows of a tumour, where the advice does not tell it already."""
    if base.overlay is None:
        return []
    return [
        f"{member.name}: {note}"
        for member in members
        for annotation in member.annotations
        for note in annotation.notes
        if f" the overlay {base.overlay.label}" in note and note not in told_already
    ]


def _why_silent(member: Member) -> str:
    if member.entry is None:
        return "not in the knowledge base, does not decide"
    words: Mapping[Effect, str] = {
        "sensitizing": "imatinib-sensitive alone",
        "dose-dependent": "reduced sensitivity alone",
        "desensitizing": "imatinib-resistant",
        "conflicting": "conflicting evidence",
        "neutral": "neutral",
        "unknown": "effect not known",
    }
    return f"{words[member.effect]}, does not decide"


def told(annotation: Annotation) -> str:
    """Return a description that could not be read, on one line, with its line and why."""
    text = annotation.input if len(annotation.input) <= 80 else annotation.input[:80] + "…"
    line = f" (line {annotation.line})" if annotation.line is not None else ""
    return f"{' '.join(text.split()) or 'an empty text'}{line}: {annotation.problem}"


def _problem(unread: Sequence[Annotation], rows: int) -> tuple[str | None, str | None]:
    if not unread:
        return None, None
    shown = "; ".join(map(told, unread[:SHOWN_PROBLEMS]))
    more = f"; and {len(unread) - SHOWN_PROBLEMS} more" if len(unread) > SHOWN_PROBLEMS else ""
    return f"{len(unread)} of {rows} could not be read: {shown}{more}", unread[0].problem_code
