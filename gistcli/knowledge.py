"""The knowledge base: load it, with an overlay where there is one, and index it for matching.

The YAML files are the only truth. `schema` judges their form and `checks` their meaning. A base with one fault is not
loaded, since half a base would answer wrongly in silence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from gistcli import cache
from gistcli.errors import InputError, KnowledgeBaseError
from gistcli.frozen import Frozen
from gistcli.model import (
    MAX_BYTES,
    Alternative,
    Citation,
    Clause,
    Covers,
    Entry,
    Evidence,
    Inhibitor,
    KnowledgeBase,
    Overlay,
    Recommendation,
    Rule,
    Stance,
    Statement,
)
from gistcli.reference import data_file

BUNDLED = "mutations.yaml"
PACKAGED = "mutations.base"
"""The bundled base as `cache` keeps it, made when the package is built; not there in a checkout."""
DIGEST_DIGITS = 16
Key = TypeVar("Key")
Made = TypeVar("Made")


def load_knowledge_base(
    path: str | os.PathLike[str] | None = None, overlay: str | os.PathLike[str] | None = None
) -> KnowledgeBase:
    """Return a knowledge base, loaded and checked.

    Args:
        path: File to load; the bundled base where None.
        overlay: File that adds to it, replaces by id, or withdraws.

    Raises:
        InputError: A file cannot be read.
        KnowledgeBaseError: One has faults; each begins with ``FILE:LINE:COLUMN:``.
    """
    base = _bundled() if path is None else _load(os.fspath(path))
    if overlay is None:
        return base
    return _load_overlay(base, bundled() if path is None else os.fspath(path), os.fspath(overlay))


def bundled() -> str:
    """Return the path of the base that comes with gistcli."""
    return data_file(BUNDLED)


@lru_cache(maxsize=1)
def _bundled() -> KnowledgeBase:
    return _load(bundled())


def _load(path: str) -> KnowledgeBase:
    content = read_file(path)
    digest = digest_of(content)
    plain = cache.fetch(digest, data_file(PACKAGED) if path == bundled() else None)
    if plain is None:
        plain = _checked(content, path)
        cache.store(digest, plain)
    return _build(plain, digest[:DIGEST_DIGITS])


def _checked(content: bytes, path: str) -> dict[str, Any]:
    from gistcli import schema
    from gistcli.checks import check

    document = schema.read(content)
    refuse(document.faults or check(document), path)
    return indexed(document.values)


def packaged() -> bytes:
    """Return the bundled base, checked, as the package holds it under the name `PACKAGED`.

    Raises:
        KnowledgeBaseError: It has faults.
    """
    content = read_file(bundled())
    return cache.packed(digest_of(content), _checked(content, bundled()))


def _load_overlay(base: KnowledgeBase, path: str, overlay: str) -> KnowledgeBase:
    content, over = read_file(path), read_file(overlay)
    digest = digest_of(f"{digest_of(content)} {digest_of(over)}".encode())
    key = digest_of(f"{digest} {os.path.basename(overlay)}".encode("utf-8", "surrogateescape"))
    plain = cache.fetch(key)
    if plain is None:
        from gistcli import schema
        from gistcli.overlay import fault_list, merge, without_gaps

        document = merge(schema.read(content), schema.read(over, "overlay"), overlay)
        refuse(fault_list(document), path)
        plain = indexed(without_gaps(document.values))
        cache.store(key, plain)
    return _build(plain, digest[:DIGEST_DIGITS])._replace(before=base)


def refuse(faults: Iterable[Any], path: str) -> None:
    """Raise a `KnowledgeBaseError` if there are faults of a file."""
    told = told_faults(faults, path)
    if told:
        raise KnowledgeBaseError(told)


def told_faults(faults: Iterable[Any], path: str) -> list[str]:
    """Return faults as they are printed: ``FILE:LINE:COLUMN: what is wrong, what is allowed``."""
    return [f"{fault.file or path}:{fault.line}:{fault.column}: {fault.message}" for fault in faults]


def read_file(path: str) -> bytes:
    """Return the bytes of a knowledge-base file; of one that is too large, one more than `MAX_BYTES`.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read the knowledge base {path}: {reason}") from error


def digest_of(content: bytes) -> str:
    """Return the digest by which a base is known, its SHA-256; the first `DIGEST_DIGITS` of it are printed."""
    return cache.digest_of(content)


# --- building -------------------------------------------------------------------------------------------------------


class Records(Mapping[Key, Made]):
    """Records of a base by key, each built when it is first asked for: an answer needs few of them.

    Args:
        plain: Key -> plain value.
        make: What builds a record of a key and its plain value.
    """

    def __init__(self, plain: Mapping[Key, Any], make: Callable[[Key, Any], Made]) -> None:
        self._plain, self._make = plain, make
        self._made: dict[Key, Made] = {}

    def __getitem__(self, key: Key) -> Made:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(key, self._plain[key])
        return made

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the record of a key; most variants of a list have none, so that this must be cheap."""
        return self[key] if key in self._plain else default

    def __contains__(self, key: object) -> bool:
        return key in self._plain

    def __iter__(self) -> Iterator[Key]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)


def build(values: Mapping[str, Any], digest: str) -> KnowledgeBase:
    """Return the knowledge base of a checked document."""
    return _build(indexed(values), digest)


def indexed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain values of a checked document with records by key, and with what finds them."""
    index = _Index(values["entries"])
    return {
        **values,
        "entries": {record["id"]: record for record in values["entries"]},
        "recommendations": {record["id"]: record for record in values["recommendations"]},
        "statements": {record["id"]: record for record in values.get("statements", ())},
        "advice": [
            [genotype, record["setting"], record["id"]]
            for record in values["recommendations"]
            for genotype in record["genotypes"]
        ],
        "by_variant": [[*key, ids] for key, ids in index.by_variant.items()],
        "by_codon": [[*key, ids] for key, ids in index.by_codon.items()],
        "by_exon": [[*key, ids] for key, ids in index.by_exon.items()],
        "ranges": [*index.ranges.items()],
        "splices": [*index.splices.items()],
        "by_state": [*index.by_state.items()],
        "combinations": index.combinations,
    }


def _build(plain: Mapping[str, Any], digest: str) -> KnowledgeBase:
    entries = Records(plain["entries"], _entry)
    recommendations = Records(plain["recommendations"], _recommendation)
    several = _Several(entries)

    def by_pair(name: str) -> Records[tuple[str, Any], tuple[Entry, ...]]:
        return Records({(gene, at): ids for gene, at, ids in plain[name]}, several)

    return KnowledgeBase(
        version=plain["version"],
        digest=digest,
        reviewed=plain["reviewed"],
        scope=plain["scope"],
        notice=plain["notice"],
        levels=plain["evidence_levels"],
        genotypes=plain["genotypes"],
        citations=Records(plain["citations"], _citation),
        entries=entries,
        recommendations=recommendations,
        statements=Records(plain["statements"], _statement),
        by_variant=by_pair("by_variant"),
        by_codon=by_pair("by_codon"),
        by_exon=by_pair("by_exon"),
        ranges=Records(dict(plain["ranges"]), several),
        splices=Records(dict(plain["splices"]), several),
        combinations=tuple([entries[key] for key in plain["combinations"]]),
        by_state=Records(dict(plain["by_state"]), several),
        advice=Records({(genotype, setting): key for genotype, setting, key in plain["advice"]}, _One(recommendations)),
        overlay=_overlay(plain["overlay"]) if "overlay" in plain else None,
        verdicts=tuple([_rule(record) for record in plain.get("verdicts", ())]),
    )


class _Several:
    """Looks entries up by their ids; a class and no function inside another, so that a base pickles."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def __call__(self, _: object, ids: Iterable[str]) -> tuple[Entry, ...]:
        return tuple([self._entries[key] for key in ids])


class _One:
    """Looks a recommendation up by its id."""

    def __init__(self, recommendations: Mapping[str, Recommendation]) -> None:
        self._recommendations = recommendations

    def __call__(self, _: object, key: str) -> Recommendation:
        return self._recommendations[key]


def _overlay(record: Mapping[str, Any]) -> Overlay:
    withdrawn = {(item["section"], item["id"]): item["reason"] for item in record["withdrawn"]}
    return Overlay(record["name"], record["version"], record["reviewed"], withdrawn)


class _Index:
    """The ids of entries by what they cover, from their plain values."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self.by_variant: dict[tuple[str, str], tuple[str, ...]] = {}
        self.by_codon: dict[tuple[str, int], tuple[str, ...]] = {}
        self.by_exon: dict[tuple[str, int], tuple[str, ...]] = {}
        self.ranges: dict[str, tuple[str, ...]] = {}
        self.splices: dict[str, tuple[str, ...]] = {}
        self.by_state: dict[str, tuple[str, ...]] = {}
        self.combinations: list[str] = []
        for record in records:
            self.add(record["id"], record.get("gene"), _covers(record["covers"]))

    def add(self, entry: str, gene: str | None, covers: Covers) -> None:
        if covers.state is not None:
            _append(self.by_state, covers.state, entry)
        if gene is None:
            return
        for variant in covers.variants:
            _append(self.by_variant, (gene, variant), entry)
        if covers.touches is not None:
            _append(self.ranges, gene, entry)
        elif covers.splice is not None:
            _append(self.splices, gene, entry)
        elif covers.exon is not None:
            _append(self.by_exon, (gene, covers.exon), entry)
        elif covers.combination:
            self.combinations.append(entry)
        else:
            for codon in covers.codons:
                _append(self.by_codon, (gene, codon), entry)


def _append(table: dict[Key, tuple[str, ...]], key: Key, entry: str) -> None:
    table[key] = (*table.get(key, ()), entry)


def _citation(key: str, record: Mapping[str, Any]) -> Citation:
    return Citation(key, **record)


def _covers(record: Mapping[str, Any]) -> Covers:
    key, value = next(iter(record.items()))
    if key == "variants":
        return Covers(variants=tuple(value))
    if key == "codons":
        return Covers(codons=tuple(value["at"]), changes=tuple(value["changes"]))
    if key == "range":
        return Covers(touches=(value["from"], value["to"]), changes=tuple(value["changes"]))
    if key == "class":
        return Covers(exon=value["exon"], changes=tuple(value["changes"]), codons=tuple(value.get("codons", ())))
    if key == "splice":
        return Covers(
            splice=(value["site"], value["exon"]), changes=(value["change"],), last_base=value.get("last_base")
        )
    if key == "combination":
        return Covers(combination=tuple(value))
    return Covers(state=value)


def _with(record: Mapping[str, Any], **replaced: Any) -> dict[str, Any]:
    return {**record, **replaced}


def _entry(_: str, record: Mapping[str, Any]) -> Entry:
    optional = dict.fromkeys(("gene", "exon", "domain", "genotype"))
    return Entry(
        **_with(
            {**optional, **record},
            covers=_covers(record["covers"]),
            evidence=tuple(
                [Evidence(**_with(item, citations=tuple(item["citations"]))) for item in record["evidence"]]
            ),
            other_inhibitors=_inhibitors(record),
        )
    )


def _inhibitors(record: Mapping[str, Any]) -> tuple[Inhibitor, ...]:
    return tuple(
        [Inhibitor(**_with(item, citations=tuple(item["citations"]))) for item in record.get("other_inhibitors", ())]
    )


def _positions(record: Mapping[str, Any]) -> tuple[Stance, ...]:
    return tuple(
        [
            Stance(item["source"], item.get("region", ""), item["position"], tuple(item["citations"]))
            for item in record.get("positions", ())
        ]
    )


def _recommendation(_: str, record: Mapping[str, Any]) -> Recommendation:
    fields = {key: value for key, value in record.items() if key != "drug"}
    return Recommendation(
        **_with(
            fields,
            genotypes=tuple(record["genotypes"]),
            citations=tuple(record["citations"]),
            alternatives=tuple(
                [
                    Alternative(**_with(item, citations=tuple(item["citations"])))
                    for item in record.get("alternatives", ())
                ]
            ),
            positions=_positions(record),
        )
    )


def _statement(_: str, record: Mapping[str, Any]) -> Statement:
    return Statement(
        **_with(
            record,
            applies_to=tuple(record["applies_to"]),
            settings=tuple(record["settings"]),
            citations=tuple(record["citations"]),
            positions=_positions(record),
        )
    )


def _rule(record: Mapping[str, Any]) -> Rule:
    return Rule(
        **_with(
            record,
            when=tuple([_clause(clause) for clause in record.get("when", ())]),
            citations=tuple(record.get("citations", ())),
            other_inhibitors=_inhibitors(record),
        )
    )


def _clause(record: Mapping[str, Any]) -> Clause:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}
    least, most = fields.pop("min", None), fields.pop("max", None)
    return Clause((1 if most is None else 0) if least is None else least, most, **fields)


class Counts(Frozen):
    """How much a base holds."""

    entries: int
    evidence: int
    recommendations: int
    citations: int


def counts(base: KnowledgeBase) -> Counts:
    """Return how many entries, pieces of evidence, recommendations and sources a base holds."""
    evidence = sum(len(entry.evidence) for entry in base.entries.values())
    return Counts(len(base.entries), evidence, len(base.recommendations), len(base.citations))
