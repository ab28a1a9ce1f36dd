"""The pipeline: descriptions in, annotations out, in the order of the input.

A row that cannot be read becomes an annotation with a `problem`; it never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gistcli.advise import advise
from gistcli.errors import GistcliError
from gistcli.frozen import tuple_of
from gistcli.knowledge import load_knowledge_base
from gistcli.match import Alike, match
from gistcli.model import (
    Annotation,
    Build,
    Description,
    Entry,
    Gene,
    Hit,
    KnowledgeBase,
    Normalized,
    Origin,
    Record,
    Setting,
    Tumour,
    Variant,
    Verdict,
)
from gistcli.normalize import normalize_description
from gistcli.spellings import parse

PROBLEM_ADVICE = "Not read: no answer."
NO_SAMPLE = (
    "no sample is named: the row is read as a tumour of its own; if it is of another, both verdicts may be wrong"
)
MEMO_SIZE = 4_096
"""How many different texts an `Annotator` remembers, and how many answers that others are like."""
_MET: list[Annotation] = []
"""What is remembered of a text that has come once."""
_NAMES = Annotation._fields.index("consequence")
_NAMES_OF_VARIANT = Variant._fields.index("consequence")
_NOTES = Annotation._fields.index("notes") - _NAMES


def annotate(
    text: str,
    *,
    setting: Setting = "advanced",
    knowledge_base: KnowledgeBase | None = None,
    gene: Gene | None = None,
    build: Build | None = None,
) -> Annotation:
    """Return the annotation of one description.

    Args:
        text: One variant, class or state, in any spelling that gistcli reads.
        setting: Setting of the treatment.
        knowledge_base: Base to use; the bundled one where None.
        gene: Gene for a description that names none.
        build: Build for genomic positions that name none.

    Returns:
        The annotation; what cannot be read is its `problem`. Of several variants in one text, the first.
    """
    return next(annotate_all([text], setting=setting, knowledge_base=knowledge_base, gene=gene, build=build))


def annotate_all(
    descriptions: Iterable[str | Record],
    *,
    setting: Setting = "advanced",
    knowledge_base: KnowledgeBase | None = None,
    gene: Gene | None = None,
    build: Build | None = None,
    show_version: bool = True,
) -> Iterator[Annotation]:
    """Yield the annotations of descriptions, in their order.

    Args:
        descriptions: Texts, or records with the place they came from.
        setting: Setting of the treatment.
        knowledge_base: Base to use; the bundled one where None.
        gene: Gene for descriptions that name none.
        build: Build for genomic positions that name none.
        show_version: Fill in `Annotation.kb_version`.

    Yields:
        One annotation a variant: a text that names several gives several.

    Raises:
        KnowledgeBaseError: The bundled base does not load.
    """
    annotator = Annotator(knowledge_base, setting, gene, build, show_version)
    for item in descriptions:
        yield from annotator.answers(Record(item) if isinstance(item, str) else item)


def verdicts_by_sample(
    descriptions: Iterable[str | Record],
    *,
    setting: Setting = "advanced",
    knowledge_base: KnowledgeBase | None = None,
    gene: Gene | None = None,
    build: Build | None = None,
    show_version: bool = True,
    treated: bool = False,
) -> Iterator[Verdict]:
    """Yield one verdict a tumour, in the order in which the tumours first appear.

    Args:
        descriptions: Texts, which all are of one tumour; or records: those of one sample are of one tumour, and one
            that names no sample, such as a line of a list, is a tumour of its own.
        setting: Setting of the treatment.
        knowledge_base: Base to use; the bundled one where None.
        gene: Gene for descriptions that name none.
        build: Build for genomic positions that name none.
        show_version: Fill in `Verdict.kb_version`.
        treated: The tumours were sampled after imatinib: what is seen as primary and as secondary is then secondary.

    Raises:
        InputError: The base has no rules for tumours.
        KnowledgeBaseError: The bundled base does not load.
    """
    annotator = Annotator(knowledge_base, setting, gene, build, show_version)
    for tumour in tumours(annotator, descriptions, treated):
        yield tumour.verdict


def tumours(annotator: Annotator, descriptions: Iterable[str | Record], treated: bool = False) -> Iterator[Tumour]:
    """Yield the tumours of descriptions, each with its members and its verdict; see `verdicts_by_sample`.

    The rows of a sample may stand anywhere in the input, and in several inputs, so its tumour is known at the end only.
    Until then the hits are held, never the rows that they came from. A tumour whose record is all of it, as in a list,
    is not held, unless it comes after one that is. So is a row of a table that names no samples; its verdict says so.
    """
    held: dict[object, tuple[Record, list[Hit]]] = {}
    for item in descriptions:
        record = Record(item) if isinstance(item, str) else item
        hits = annotator.hits(record)
        whole = record.sample is None and record.line is not None
        if whole and not held:
            yield _tumour(annotator, record, hits, treated)
            continue
        key = object() if whole else (record.sample, record.sample is None and record.line is None)
        held.setdefault(key, (record, []))[1].extend(hits)
    for record, hits in held.values():
        yield _tumour(annotator, record, hits, treated)


def _tumour(annotator: Annotator, record: Record, hits: Iterable[Hit], treated: bool) -> Tumour:
    """Return the tumour that begins with a record."""
    tumour = annotator.judge(record.sample, hits, treated)
    if record.sample is not None or record.line is None or record.descriptions is None:
        return tumour
    verdict = tumour.verdict
    return tumour._replace(verdict=verdict._replace(notes=(NO_SAMPLE, *verdict.notes)))


class Annotator:
    """Answers records one by one, and remembers what it has answered: a cohort repeats few spellings many times.

    Args:
        knowledge_base: Base to use; the bundled one where None.
        setting: Setting of the treatment.
        gene: Gene for descriptions that name none.
        build: Build for genomic positions that name none.
        show_version: Fill in `Annotation.kb_version`.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase | None = None,
        setting: Setting = "advanced",
        gene: Gene | None = None,
        build: Build | None = None,
        show_version: bool = True,
    ) -> None:
        self.base = load_knowledge_base() if knowledge_base is None else knowledge_base
        self.setting, self.gene, self.build = setting, gene, build
        self.version = self.base.identity if show_version else None
        self._memo: dict[object, list[Annotation]] = {}
        self._alike = Alike(self.base) if self.base.overlay is None else None
        self._known: dict[object, tuple[Any, ...]] = {}
        self._lists: dict[object, tuple[Any, ...]] = {}

    def answers(self, record: Record) -> list[Annotation]:
        """Return the annotations of a record: one a variant, or one that says why it cannot be read."""
        text, _, _, error, descriptions, _, _ = record
        if error is not None:
            return _placed([_problem(text, error, self.setting, self.version)], record)
        # What a table or a VCF says in its cells is no text; the descriptions that were made of them are the key then.
        key: object = text if descriptions is None else descriptions
        remembered = self._memo.get(key)
        if remembered:
            return _placed(remembered, record)
        if len(self._memo) >= MEMO_SIZE:
            self._memo.clear()
        answers = self._answer(record)
        # To hold an answer costs more than it may save, and most texts of a list without repeats never come again.
        self._memo[key] = _MET if remembered is None else answers
        return answers

    def hits(self, record: Record) -> list[Hit]:
        """Return the answers of a record with what it says of the tumour: origin and allele fraction."""
        answers = self.answers(record)
        return [
            Hit(answer, origin, record.allele_fraction)
            for answer, origin in zip(answers, _origins(record, len(answers)), strict=True)
        ]

    def judge(self, sample: str | None, hits: Iterable[Hit], treated: bool = False) -> Tumour:
        """Return the tumour that has these hits, with its verdict."""
        from gistcli.verdict import judge

        return judge(hits, self.base, self.setting, sample=sample, treated=treated, version=self.version)

    def _answer(self, record: Record) -> list[Annotation]:
        text = record.text
        descriptions = record.descriptions
        if descriptions is None:
            try:
                descriptions = parse(text)
            except GistcliError as error:
                return _placed([_problem(text, error, self.setting, self.version)], record)
        if len(descriptions) == 1:
            return [self._answer_one(record, descriptions[0])]
        results: list[Normalized | GistcliError] = []
        for description in descriptions:
            try:
                results.append(normalize_description(description, self.gene, self.build))
            except GistcliError as error:
                results.append(error)
        tumour = [result.variant for result in results if isinstance(result, Normalized)]
        answers = []
        for number, (result, description) in enumerate(zip(results, descriptions, strict=True), 1):
            member = " ".join(description.text.rpartition("[")[2].strip(" ]").split())
            remarks = (f"variant {number} of {len(results)} in the text: {member}",)
            if isinstance(result, Normalized):
                answers.append(answer_for(text, result, self.base, self.setting, self.version, tumour, remarks))
            else:
                answers.append(_problem(text, result, self.setting, self.version)._replace(notes=remarks))
        return _placed(self._beside_the_others(record, answers), record)

    def _beside_the_others(self, record: Record, answers: list[Annotation]) -> list[Annotation]:
        """Say so where a variant alone has a dose, and the tumour, of which its text names more variants, has none."""
        if not self.base.verdicts or all(answer.dose_mg_per_day is None for answer in answers):
            return answers
        origins = _origins(record, len(answers))
        hits = [Hit(answer, origin) for answer, origin in zip(answers, origins, strict=True)]
        verdict = self.judge(None, hits).verdict
        if verdict.dose_mg_per_day is not None:
            return answers
        note = f"this is for the variant alone: beside the others of the text no dose follows ({verdict.notes[0]})"
        return [
            answer
            if answer.dose_mg_per_day is None
            else answer._replace(notes=(answer.notes[0], note, *answer.notes[1:]))  # the first one says which it is
            for answer in answers
        ]

    def _answer_one(self, record: Record, description: Description) -> Annotation:
        """Answer a text of one variant; what differs between variants that the base answers alike is filled in."""
        text = record.text
        try:
            normalized = normalize_description(description, self.gene, self.build)
        except GistcliError as error:
            return _placed([_problem(text, error, self.setting, self.version)], record)[0]
        variant, notes, respelled = normalized
        key = self._alike.key(variant, respelled) if self._alike is not None else None
        if key is None:
            return _placed([answer_for(text, normalized, self.base, self.setting, self.version)], record)[0]
        like = self._known.get(key)
        if like is None:
            if len(self._known) >= MEMO_SIZE:
                self._known.clear()
            answer = answer_for(text, Normalized(variant, (), respelled), self.base, self.setting, self.version)
            like = self._known[key] = self._rest(answer)
        names = (text, record.line, record.sample, *variant[:_NAMES_OF_VARIANT])
        if notes:
            notes = tuple(dict.fromkeys((*notes, *like[_NOTES])))
            return tuple_of(Annotation, names + like[:_NOTES] + (notes,) + like[_NOTES + 1 :])
        return tuple_of(Annotation, names + like)

    def _rest(self, answer: Annotation) -> tuple[Any, ...]:
        """Return what follows the names of a variant, with the lists that other answers have as well held once."""
        same = self._lists.setdefault
        return answer._replace(
            other_inhibitors=same(answer.entry, answer.other_inhibitors),  # which cannot be hashed
            citations=same(answer.citations, answer.citations),
            notes=same(answer.notes, answer.notes),
        )[_NAMES:]


def answer_for(
    text: str,
    normalized: Normalized,
    base: KnowledgeBase,
    setting: Setting,
    version: str | None,
    tumour: Iterable[Any] = (),
    remarks: tuple[str, ...] = (),
) -> Annotation:
    """Return the annotation of a variant that has been read.

    Args:
        text: The text it came from.
        normalized: The variant.
        base: Knowledge base.
        setting: Setting of the treatment.
        version: Version to print, or None.
        tumour: All variants of the tumour, where several are known.
        remarks: Notes that come first.
    """
    variant = normalized.variant
    found = match(variant, base, normalized.respelled, tuple(tumour))
    advice = advise(found, base, setting)
    return Annotation(
        input=text,
        line=None,
        sample=None,
        gene=variant.gene,
        hgvs_p=variant.hgvs_p,
        hgvs_c=variant.hgvs_c,
        short=variant.short,
        consequence=variant.consequence,
        exon=variant.exon,
        domain=variant.domain,
        sensitivity=advice.sensitivity,
        dose_mg_per_day=advice.dose_mg_per_day,
        action=advice.action,
        setting=setting,
        advice=advice.advice,
        duration=advice.duration,
        evidence_level=advice.evidence_level,
        scope=found.scope,
        entry=found.entry.id if found.entry else None,
        other_inhibitors=_inhibitors(found.entry),
        citations=advice.citations,
        notes=tuple(dict.fromkeys((*remarks, *normalized.notes, *found.notes, *advice.notes))),
        problem=None,
        problem_code=None,
        kb_version=version,
    )


def _placed(answers: list[Annotation], record: Record) -> list[Annotation]:
    """Return the answers of a text with the place that this record came from."""
    place = (record.text, record.line, record.sample)
    return [tuple_of(Annotation, place + answer[3:]) for answer in answers]


def _origins(record: Record, count: int) -> list[Origin | None]:
    """Return the origin that the input gives for each answer of a record."""
    descriptions = record.descriptions
    if descriptions is None and "ary" in record.text.lower():  # primary, secondary
        try:
            descriptions = parse(record.text)
        except GistcliError:
            descriptions = None
    named = [description.origin for description in descriptions or ()]
    if len(named) != count:
        named = [None] * count
    return [origin or record.origin for origin in named]


def _inhibitors(entry: Entry | None) -> tuple[dict[str, Any], ...]:
    if entry is None:
        return ()
    return tuple(
        {"drug": item.drug, "activity": item.activity, "approved": item.approved, "label": item.label}
        for item in entry.other_inhibitors
    )


def _problem(text: str, error: GistcliError, setting: Setting, version: str | None) -> Annotation:
    return Annotation(
        input=text,
        line=None,
        sample=None,
        gene=None,
        hgvs_p=None,
        hgvs_c=None,
        short=None,
        consequence=None,
        exon=None,
        domain=None,
        sensitivity="unknown",
        dose_mg_per_day=None,
        action="none",
        setting=setting,
        advice=PROBLEM_ADVICE,
        duration=None,
        evidence_level=None,
        scope=None,
        entry=None,
        other_inhibitors=(),
        citations=(),
        notes=(),
        problem=error.problem,
        problem_code=error.code,
        kb_version=version,
    )
