"""The knowledge base: load it, check it against itself and the reference, and index it for matching.

The YAML file is the only truth. `schema` judges its form; here its meaning is judged: residues, exons and domains
against the reference, names in canonical form, every source known, every genotype answered in every setting. A base
with one fault is not loaded, since half a base would answer wrongly in silence.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from gistcli import cache, schema
from gistcli.errors import GistcliError, InputError, KnowledgeBaseError
from gistcli.model import (
    SETTINGS,
    Alternative,
    Citation,
    Covers,
    Entry,
    Evidence,
    Inhibitor,
    KnowledgeBase,
    Recommendation,
    Stance,
    Statement,
    Variant,
)
from gistcli.normalize import normalize
from gistcli.reference import data_file, domain_of, transcript
from gistcli.schema import Document, Fault, Path

BUNDLED = "mutations.yaml"
SUPPORTED_SCHEMA = 1
COVER_KEYS = ("variants", "codons", "range", "class", "splice", "combination", "state")
DIGEST_DIGITS = 16
Key = TypeVar("Key")


def load_knowledge_base(path: str | os.PathLike[str] | None = None) -> KnowledgeBase:
    """Return a knowledge base, loaded and checked.

    Args:
        path: File to load; the bundled base where None.

    Raises:
        InputError: The file cannot be read.
        KnowledgeBaseError: It has faults; each begins with ``FILE:LINE:COLUMN:``.
    """
    return _bundled() if path is None else _load(os.fspath(path))


@lru_cache(maxsize=1)
def _bundled() -> KnowledgeBase:
    return _load(data_file(BUNDLED))


def _load(path: str) -> KnowledgeBase:
    content = read_file(path)
    digest = digest_of(content)
    values = cache.fetch(digest)
    if values is None:
        document = schema.read(content)
        faults = document.faults or check(document)
        if faults:
            raise KnowledgeBaseError([f"{path}:{fault.line}:{fault.column}: {fault.message}" for fault in faults])
        values = document.values
        cache.store(digest, values)
    return build(values, digest[:DIGEST_DIGITS])


def read_file(path: str) -> bytes:
    """Return the bytes of a knowledge-base file; more than `schema.MAX_BYTES` are not read.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            return stream.read(schema.MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read the knowledge base {path}: {error.strerror}") from error


def digest_of(content: bytes) -> str:
    """Return the digest by which a base is known, its SHA-256; the first `DIGEST_DIGITS` of it are printed."""
    from hashlib import sha256

    return sha256(content).hexdigest()


# --- checks ---------------------------------------------------------------------------------------------------------


def check(document: Document) -> list[Fault]:
    """Return every fault of meaning in a file whose form is sound, in the order of the file."""
    return sorted(_Checker(document).run())


class _Checker:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.values = document.values
        self.faults: list[Fault] = []

    def fault(self, path: Path, message: str) -> None:
        self.faults.append(Fault(*schema.place_of(self.document, path), message))

    def run(self) -> list[Fault]:
        values = self.values
        if values.get("schema") != SUPPORTED_SCHEMA:
            self.fault(
                ("schema",), f"schema {values.get('schema')} is not known; this version reads schema {SUPPORTED_SCHEMA}"
            )
            return self.faults
        for section in ("entries", "recommendations", "statements"):
            self.ids(section)
        for level in values.get("evidence_levels", {}):
            if level not in schema.LEVELS:
                self.fault(("evidence_levels", level), f"{level!r} is no level; allowed are {', '.join(schema.LEVELS)}")
        for level in schema.LEVELS:
            if level not in values.get("evidence_levels", {}):
                self.fault(("evidence_levels",), f"level {level} is not explained")
        self.references(values, "base", ())
        for at, entry in enumerate(values.get("entries", [])):
            self.entry(entry, ("entries", at))
        self.shadows()
        self.recommendations()
        return self.faults

    def ids(self, section: str) -> None:
        first: dict[str, int] = {}
        for at, record in enumerate(self.values.get(section, [])):
            name = record.get("id", "")
            if name in first:
                line = schema.place_of(self.document, (section, first[name], "id"))[0]
                self.fault((section, at, "id"), f"id {name!r} stands twice; the first is in line {line}")
            first.setdefault(name, at)

    def references(self, record: Mapping[str, Any], name: str, path: Path) -> None:
        """Check that every key of a source or genotype exists, and that what needs a source has one."""
        for key, field in schema.RECORDS[name].items():
            value = record.get(key)
            if value is None:
                continue
            here = (*path, key)
            if field.refers:
                self.known(field.refers, value if isinstance(value, list) else [value], here, name)
            elif field.kind == "record":
                self.references(value, field.record, here)
            elif field.kind == "records":
                for at, item in enumerate(value):
                    self.references(item, field.record, (*here, at))
            elif field.kind == "mapping":
                for inner, item in value.items():
                    self.references(item, field.record, (*here, inner))

    def known(self, section: str, keys: list[str], path: Path, name: str) -> None:
        from difflib import get_close_matches

        table = self.values.get(section, {})
        if not keys and section == "citations":
            self.fault(path, f"this {name} cites no source: every statement and every dose needs one")
        for at, key in enumerate(keys):
            if key in table or (section == "genotypes" and key == "all" and name == "statement"):
                continue
            near = get_close_matches(key, table, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            self.fault((*path, at), f"{key!r} is not among the {section}{meant}")

    def entry(self, entry: Mapping[str, Any], path: Path) -> None:
        covers = entry.get("covers", {})
        keys = [key for key in COVER_KEYS if key in covers]
        if len(keys) != 1:
            given = ", ".join(keys) or "none"
            self.fault((*path, "covers"), f"an entry covers by exactly one of {', '.join(COVER_KEYS)}; here: {given}")
            return
        gene = entry.get("gene")
        if (gene is None) != (keys[0] == "state"):
            self.fault(path, "an entry names its gene, except one of a genotype state")
            return
        if entry.get("effect") in ("unknown", "neutral") and "genotype" in entry:
            self.fault(
                (*path, "genotype"),
                f"an entry whose effect is {entry['effect']} has no genotype, as it gets no recommendation",
            )
        here = (*path, "covers", keys[0])
        if keys[0] in ("variants", "combination"):
            for at, text in enumerate(covers[keys[0]]):
                self.variant(entry, text, path, (*here, at))
            if not covers[keys[0]]:
                self.fault(here, f"{keys[0]} is empty, so nothing can match")
        elif keys[0] == "codons":
            self.codons(entry, covers["codons"]["at"], path, (*here, "at"))
            self.changes(covers["codons"]["changes"], (*here, "changes"))
        elif keys[0] == "range":
            first, last = covers["range"]["from"], covers["range"]["to"]
            if first > last:
                self.fault((*here, "to"), f"the range {first} to {last} runs backwards")
            self.codons(entry, [first, last], path, (*here, "from"))
            self.changes(covers["range"]["changes"], (*here, "changes"))
        elif keys[0] == "class":
            self.exon(entry, covers["class"]["exon"], path, (*here, "exon"))
            self.codons(entry, covers["class"].get("codons", []), path, (*here, "codons"))
        elif keys[0] == "splice":
            self.exon(entry, covers["splice"]["exon"], path, (*here, "exon"))

    def changes(self, changes: list[str], path: Path) -> None:
        if not changes:
            self.fault(
                path, f"no kind of change is named, so nothing can match; allowed are {', '.join(schema.CHANGES)}"
            )

    def exon(self, entry: Mapping[str, Any], exon: int, path: Path, here: Path) -> None:
        exons = transcript(entry["gene"]).exons
        if not any(one.number == exon and one.coding for one in exons):
            self.fault(here, f"{entry['gene']} has no coding exon {exon}")
        elif entry.get("exon", exon) != exon:
            self.fault((*path, "exon"), f"exon {entry['exon']}, but the entry covers exon {exon}")

    def codons(self, entry: Mapping[str, Any], codons: list[int], path: Path, here: Path) -> None:
        length = len(transcript(entry["gene"]).protein) - 1
        for at, codon in enumerate(codons):
            if not 1 <= codon <= length:
                self.fault((*here, at), f"{entry['gene']} has codons 1 to {length}, not {codon}")
            else:
                self.place(entry, codon, codon, path)

    def place(self, entry: Mapping[str, Any], first: int, last: int, path: Path) -> None:
        """Compare the exon and the domain that an entry names with the reference."""
        from gistcli.reference import exon_of_codon

        gene = entry["gene"]
        exons = {exon_of_codon(gene, first), exon_of_codon(gene, last)}
        if "exon" in entry and entry["exon"] not in exons:
            self.fault(
                (*path, "exon"), f"exon {entry['exon']}, but the reference has codon {first} in exon {min(exons)}"
            )
        domain = domain_of(gene, first, last)
        if "domain" in entry and domain and entry["domain"] not in domain.split(" / "):
            self.fault(
                (*path, "domain"), f"domain {entry['domain']!r}, but the reference has codon {first} in {domain!r}"
            )

    def variant(self, entry: Mapping[str, Any], text: str, path: Path, here: Path) -> None:
        gene = entry["gene"]
        try:
            variant = normalize(f"{gene} {text}")
        except GistcliError as error:
            self.fault(here, f"{text!r}: {error.problem}")
            return
        if text != _name(variant):
            self.fault(here, f"{text!r} is not in canonical form; write {_name(variant)!r}")
        if variant.codons is not None:
            self.place(entry, *variant.codons, path)

    def shadows(self) -> None:
        """Find entries that cover the very same thing, so that one would never answer."""
        seen: dict[object, tuple[str, Path]] = {}
        for at, entry in enumerate(self.values.get("entries", [])):
            covers = entry.get("covers", {})
            for key in COVER_KEYS:
                things: Iterable[object] = ()
                if key == "variants":
                    things = covers.get(key, ())
                elif key == "codons" and key in covers:
                    things = covers[key].get("at", ())
                elif key in covers:
                    things = [repr(sorted(covers[key]) if isinstance(covers[key], list) else covers[key])]
                    if key == "class":
                        things = [covers[key].get("exon")]
                for thing in things:
                    mark = (entry.get("gene"), key, thing)
                    if mark in seen:
                        message = (
                            f"{thing} is covered by {seen[mark][0]!r} already; this entry would never answer for it"
                        )
                        self.fault(("entries", at, "covers", key), message)
                    else:
                        seen[mark] = (str(entry.get("id")), ("entries", at))

    def recommendations(self) -> None:
        """Check that each genotype has one recommendation in each setting, and that doses fit actions."""
        found: dict[tuple[str, str], str] = {}
        for at, record in enumerate(self.values.get("recommendations", [])):
            path: Path = ("recommendations", at)
            for genotype in record.get("genotypes", []):
                pair = (genotype, record.get("setting", ""))
                if pair in found:
                    self.fault(
                        (*path, "genotypes"),
                        f"{genotype} has a recommendation for the {pair[1]} setting already: {found[pair]!r}",
                    )
                found.setdefault(pair, record.get("id", ""))
            dosed = "dose_mg_per_day" in record
            if record.get("action") in ("avoid", "none") and dosed:
                self.fault(
                    (*path, "dose_mg_per_day"),
                    f"action {record['action']!r} with a dose of imatinib; leave one of them out",
                )
            if record.get("action") in ("standard-dose", "high-dose") and not dosed:
                self.fault(path, f"action {record['action']!r} without dose_mg_per_day")
        for genotype in self.values.get("genotypes", {}):
            for setting in SETTINGS:
                if (genotype, setting) not in found:
                    self.fault(
                        ("genotypes", genotype),
                        f"genotype {genotype!r} has no recommendation for the {setting} setting",
                    )


def _name(variant: Variant) -> str:
    name = variant.hgvs_p if variant.hgvs_p and variant.hgvs_p != "p.?" else variant.hgvs_c
    return name or str(variant)


# --- building -------------------------------------------------------------------------------------------------------


def build(values: Mapping[str, Any], digest: str) -> KnowledgeBase:
    """Return the knowledge base of a checked document."""
    entries = {record["id"]: _entry(record) for record in values["entries"]}
    recommendations = {record["id"]: _recommendation(record) for record in values["recommendations"]}
    index = _Index(entries.values())
    return KnowledgeBase(
        version=values["version"],
        digest=digest,
        reviewed=values["reviewed"],
        scope=values["scope"],
        notice=values["notice"],
        levels=values["evidence_levels"],
        genotypes=values["genotypes"],
        citations={key: Citation(key, **record) for key, record in values["citations"].items()},
        entries=entries,
        recommendations=recommendations,
        statements={record["id"]: _statement(record) for record in values.get("statements", [])},
        by_variant=index.by_variant,
        by_codon=index.by_codon,
        by_exon=index.by_exon,
        ranges=index.ranges,
        splices=index.splices,
        combinations=tuple(index.combinations),
        by_state=index.by_state,
        advice={
            (genotype, recommendation.setting): recommendation
            for recommendation in recommendations.values()
            for genotype in recommendation.genotypes
        },
    )


class _Index:
    """The entries by what they cover."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.by_variant: dict[tuple[str, str], tuple[Entry, ...]] = {}
        self.by_codon: dict[tuple[str, int], tuple[Entry, ...]] = {}
        self.by_exon: dict[tuple[str, int], tuple[Entry, ...]] = {}
        self.ranges: dict[str, tuple[Entry, ...]] = {}
        self.splices: dict[str, tuple[Entry, ...]] = {}
        self.by_state: dict[str, tuple[Entry, ...]] = {}
        self.combinations: list[Entry] = []
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        covers, gene = entry.covers, entry.gene
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


def _append(table: dict[Key, tuple[Entry, ...]], key: Key, entry: Entry) -> None:
    table[key] = (*table.get(key, ()), entry)


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


def _entry(record: Mapping[str, Any]) -> Entry:
    optional = dict.fromkeys(("gene", "exon", "domain", "genotype"))
    return Entry(
        **_with(
            {**optional, **record},
            covers=_covers(record["covers"]),
            evidence=tuple(
                [Evidence(**_with(item, citations=tuple(item["citations"]))) for item in record["evidence"]]
            ),
            other_inhibitors=tuple(
                [
                    Inhibitor(**_with(item, citations=tuple(item["citations"])))
                    for item in record.get("other_inhibitors", ())
                ]
            ),
        )
    )


def _positions(record: Mapping[str, Any]) -> tuple[Stance, ...]:
    return tuple(
        [
            Stance(item["source"], item.get("region", ""), item["position"], tuple(item["citations"]))
            for item in record.get("positions", ())
        ]
    )


def _recommendation(record: Mapping[str, Any]) -> Recommendation:
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


def _statement(record: Mapping[str, Any]) -> Statement:
    return Statement(
        **_with(
            record,
            applies_to=tuple(record["applies_to"]),
            settings=tuple(record["settings"]),
            citations=tuple(record["citations"]),
            positions=_positions(record),
        )
    )


class Counts(NamedTuple):
    """How much a base holds."""

    entries: int
    evidence: int
    recommendations: int
    citations: int


def counts(base: KnowledgeBase) -> Counts:
    """Return how many entries, pieces of evidence, recommendations and sources a base holds."""
    evidence = sum(len(entry.evidence) for entry in base.entries.values())
    return Counts(len(base.entries), evidence, len(base.recommendations), len(base.citations))
