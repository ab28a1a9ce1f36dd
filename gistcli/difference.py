"""What changed in meaning between two knowledge bases: their records, and the answers that follow from them.

Order, layout and dates of review do not count. Both bases are asked for every variant that either of them names, for
the classes and states, and for one variant of each kind that only a class or a codon answers for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gistcli.annotate import answer_for
from gistcli.errors import GistcliError
from gistcli.model import (
    SETTINGS,
    AnswerChange,
    Change,
    Difference,
    Entry,
    FieldChange,
    KnowledgeBase,
    Normalized,
    Variant,
)
from gistcli.normalize import normalize
from gistcli.reference import exon_of_codon, transcript

NO_MEANING = ("id", "key", "overlay", "reviewed", "name")
"""Fields in which a change is none."""
TOLD = {
    "entries": ("effect", "genotype", "covers"),
    "recommendations": ("genotypes", "setting", "action", "dose_mg_per_day"),
    "statements": ("statement",),
    "verdicts": ("statement",),
    "citations": ("text",),
}
"""Section -> what is told of a record that was added or withdrawn."""
ANSWER = (
    "sensitivity",
    "dose_mg_per_day",
    "action",
    "duration",
    "evidence_level",
    "entry",
    "advice",
    "other_inhibitors",
)
"""Fields of an annotation that make the answer."""
CHANGES = ("deletion", "insertion", "duplication", "delins")


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    """Return what differs in meaning between two bases."""
    changes = [*_of_the_whole(old, new)]
    for section in TOLD:
        changes += _of_section(section, _records(old, section), _records(new, section))
    asked = probes(old, new)
    answers = [
        AnswerChange(name, setting, fields)
        for name, tumour in asked.items()
        for setting in SETTINGS
        if (fields := _answer_fields(_answer(tumour, old, setting), _answer(tumour, new, setting)))
    ]
    return Difference(old.identity, new.identity, tuple(changes), len(asked), tuple(answers))


# --- records --------------------------------------------------------------------------------------------------------


def _records(base: KnowledgeBase, section: str) -> Mapping[str, Any]:
    records = getattr(base, section)
    return records if isinstance(records, Mapping) else {record.id: record for record in records}


def _of_the_whole(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Change]:
    said: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
        ("base", {"scope": old.scope, "notice": old.notice}, {"scope": new.scope, "notice": new.notice}),
        ("evidence_levels", old.levels, new.levels),
        ("genotypes", old.genotypes, new.genotypes),
    ]
    for section, before, after in said:
        for key in dict.fromkeys([*before, *after]):
            if before.get(key) != after.get(key):
                kind = "changed" if key in before and key in after else "added" if key in after else "withdrawn"
                fields = (FieldChange("text", before.get(key), after.get(key)),)
                yield Change(section, key, "", kind, fields)  # type: ignore[arg-type]
    rules = [[rule.id for rule in base.verdicts] for base in (old, new)]
    orders = [[rule for rule in order if rule in rules[0] and rule in rules[1]] for order in rules]
    if orders[0] != orders[1]:
        yield Change("verdicts", "", "order of the rules", "changed", (FieldChange("order", *orders),))


def _of_section(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key, record in old.items():
        if key not in new:
            fields = [FieldChange(name, _plain(getattr(record, name)), None) for name in TOLD[section]]
            yield Change(section, key, _heading(record), "withdrawn", _told(fields))
        elif changed := tuple(_fields(record, new[key])):
            yield Change(section, key, _heading(new[key]), "changed", changed)
    for key, record in new.items():
        if key not in old:
            fields = [FieldChange(name, None, _plain(getattr(record, name))) for name in TOLD[section]]
            yield Change(section, key, _heading(record), "added", _told(fields))


def _told(fields: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    return tuple([field for field in fields if field.old is not None or field.new is not None])


def _heading(record: Any) -> str:
    return str(getattr(record, "name", ""))


def _fields(old: Any, new: Any) -> Iterator[FieldChange]:
    for name in old._fields:
        before, after = _plain(getattr(old, name)), _plain(getattr(new, name))
        if name in NO_MEANING or before == after:
            continue
        if isinstance(before, list) and isinstance(after, list):
            gone = [item for item in before if item not in after]
            come = [item for item in after if item not in before]
            if gone or come:
                yield FieldChange(name, gone, come)
        else:
            yield FieldChange(name, before, after)


def _plain(value: Any) -> Any:
    """Return a value of the model in types of JSON, without what is empty."""
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items() if item not in (None, ())}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


# --- answers --------------------------------------------------------------------------------------------------------


def _answer(tumour: tuple[Variant, ...], base: KnowledgeBase, setting: Any) -> list[dict[str, Any]]:
    answers = [
        answer_for("", Normalized(variant), base, setting, None, tumour if len(tumour) > 1 else ())
        for variant in tumour
    ]
    return [{name: _plain(getattr(answer, name)) for name in ANSWER} for answer in answers]


def _answer_fields(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> tuple[FieldChange, ...]:
    return tuple(
        [
            FieldChange(name, before[name], after[name])
            for before, after in zip(old, new, strict=True)
            for name in ANSWER
            if before[name] != after[name]
        ]
    )


def probes(*bases: KnowledgeBase) -> dict[str, tuple[Variant, ...]]:
    """Return what bases are asked for: a name, and the variants of a tumour."""
    named = {name for base in bases for name in base.by_variant}
    asked: dict[str, tuple[Variant, ...]] = {}
    for base in bases:
        for entry in base.entries.values():
            for name, tumour in _probes_of(entry, named):
                asked.setdefault(name, tumour)
    return asked


def _probes_of(entry: Entry, named: set[tuple[str, str]]) -> Iterator[tuple[str, tuple[Variant, ...]]]:
    covers = entry.covers
    if covers.state is not None:
        yield covers.state, (Variant(gene=None, state=covers.state),)
    if entry.gene is None:
        return
    if covers.combination:
        members = tuple(_read(entry, covers.combination))
        yield " + ".join(map(str, members)), members
    for variant in _read(entry, [*covers.variants, *_texts(entry, named)]):
        yield str(variant), (variant,)


def _read(entry: Entry, texts: Iterable[str]) -> Iterator[Variant]:
    for text in texts:
        try:
            yield normalize(text, entry.gene)
        except GistcliError:  # a probe at the end of an exon may be none
            continue


def _texts(entry: Entry, named: set[tuple[str, str]]) -> Iterator[str]:
    """Yield descriptions that an entry of a class, a range, a splice site or codons answers for."""
    covers, gene = entry.covers, entry.gene
    if gene is None:
        return
    here = transcript(gene)
    for codon in covers.codons:
        yield _substitution(entry, codon, named)
    if covers.exon is not None:
        yield from (f"exon {covers.exon} {change}".strip() for change in ("", *CHANGES, "substitution"))
        codons = [codon for codon in range(1, len(here.protein)) if exon_of_codon(gene, codon) == covers.exon]
        middle = codons[len(codons) // 2]
        yield from _in_frame(here.protein, middle, middle + 1)
        yield _substitution(entry, middle, named)
    if covers.touches is not None:
        yield from _in_frame(here.protein, *covers.touches)
    if covers.splice is not None:
        site, number = covers.splice
        exon = next(one for one in here.exons if one.number == number)
        last = covers.last_base or exon.first + 5
        yield f"c.{exon.first}-6_{last}del" if site == "acceptor" else f"c.{exon.last - 5}_{exon.last}+6del"


def _substitution(entry: Entry, codon: int, named: set[tuple[str, str]]) -> str:
    """Name a substitution at a codon that no entry names."""
    residue = transcript(entry.gene or "KIT").protein[codon - 1]
    for other in "ACDEFGHIKLMNPQRSTVWY":
        text = f"{residue}{codon}{other}"
        if other != residue and (entry.gene, normalize(text, entry.gene).hgvs_p) not in named:
            return text
    return f"{residue}{codon}{'A' if residue != 'A' else 'C'}"


def _in_frame(protein: str, first: int, last: int) -> Iterator[str]:
    """Yield one change of each kind at a stretch of codons."""
    left, right = f"{protein[first - 1]}{first}", f"{protein[last - 1]}{last}"
    span = left if first == last else f"{left}_{right}"
    new = next(residue for residue in "WC" if residue not in protein[first - 2 : last + 1])
    yield f"{span}del"
    yield f"{span}dup"
    yield f"{span}delins{new}"
    yield f"{left}_{protein[first]}{first + 1}ins{new}"
