"""Whether what a knowledge base says can be true: its variants against the reference, its records against each other.

`schema` has judged the form. Values that are faulty there are missing here, so nothing is taken for granted, and one
run finds every fault of both kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from gistcli import rules, schema
from gistcli.errors import GistcliError
from gistcli.model import SETTINGS, Variant
from gistcli.normalize import normalize
from gistcli.reference import domain_of, exon_of_codon, transcript
from gistcli.schema import Document, Fault, Path, Place

COVER_KEYS = tuple(schema.RECORDS["covers"])
DIRECTION_OF_EFFECT = {"sensitizing": "sensitive", "dose-dependent": "reduced", "desensitizing": "resistant"}
"""Effect -> direction of the evidence that it needs."""
CONTRADICTIONS = {"sensitizing": ("avoid",), "desensitizing": ("standard-dose", "high-dose")}
"""Effect -> actions that contradict it."""
BEST_LEVEL = {
    "guideline": "A",
    "regulatory": "A",
    "phase III genotype analysis": "B",
    "prospective": "B",
    "retrospective": "C",
    **dict.fromkeys(("case report", "in vitro", "in silico", "expert review", "catalogue", "class inference"), "D"),
}
"""Kind of evidence -> the best level that it can have."""


def check(document: Document, today: date | None = None) -> list[Fault]:
    """Return every fault of meaning, in the order of the file.

    Args:
        document: A base, or a base with its overlay; it may have faults of form.
        today: Day that no date may be later than; None where dates are not judged, as when a base is loaded:
            an answer does not depend on the clock.
    """
    return schema.in_order(_Checker(document, today).run())


class _Checker:
    def __init__(self, document: Document, today: date | None) -> None:
        self.document, self.values, self.today = document, document.values, today
        self.faults: list[Fault] = []

    def fault(self, path: Path, message: str) -> None:
        place = self.place_of(path)
        self.faults.append(Fault(place.line, place.column, message, place.file))

    def place_of(self, path: Path) -> Place:
        return schema.place_of(self.document, path)

    def later(self, path: Path, other: Path, message: str) -> None:
        """Report two records that do not go together, where the overlay speaks if only one of them is from there."""
        if self.place_of(other).file and not self.place_of(path).file:
            path, other = other, path
        place = self.place_of(other)
        where = f"{place.file}, line {place.line}" if place.file != self.place_of(path).file and place.file else ""
        if not where:
            where = f"line {place.line}" + (" of the base" if self.place_of(path).file != place.file else "")
        self.fault(path, f"{message} ({where})")

    def records(self, section: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Yield the records of a section that could be read, each with its path."""
        section_values = self.values.get(section) or ()
        pairs = section_values.items() if isinstance(section_values, Mapping) else enumerate(section_values)
        for key, record in pairs:
            if record is not None:
                yield (section, key), record

    def run(self) -> list[Fault]:
        for section in ("entries", "recommendations", "statements", "verdicts"):
            self.ids(section)
            for path, record in self.records(section):
                self.references(record, schema.RECORDS["base"][section].record, path)
        self.dates()
        self.recommendations()
        for path, entry in self.records("entries"):
            self.entry(entry, path)
        self.shadows()
        for path, message in rules.faults(
            list(self.records("verdicts")), [entry for _, entry in self.records("entries")]
        ):
            self.fault(path, message)
        return self.faults

    def ids(self, section: str) -> None:
        first: dict[str, Path] = {}
        for path, record in self.records(section):
            name = record.get("id")
            if name is None:
                continue
            if name in first:
                self.later((*path, "id"), (*first[name], "id"), f"id {name!r} stands twice in {section}")
            first.setdefault(name, path)

    def dates(self) -> None:
        if self.today is None:
            return
        now = self.today.isoformat()
        dated = [((), self.values), (("overlay",), self.values.get("overlay") or {}), *self.records("entries")]
        for path, record in dated:
            reviewed = record.get("reviewed")
            if reviewed is not None and reviewed > now:
                self.fault((*path, "reviewed"), f"reviewed on {reviewed}, which is in the future; today is {now}")
        for path, citation in self.records("citations"):
            year = citation.get("year")
            if year is not None and year > self.today.year:
                self.fault((*path, "year"), f"published in {year}, which is in the future; today is {now}")

    # --- what refers to what ---

    def references(self, record: Mapping[str, Any], name: str, path: Path) -> None:
        """Check that every source and genotype that a record names exists."""
        for key, field in schema.RECORDS[name].items():
            value = record.get(key)
            if value is None:
                continue
            here = (*path, key)
            if field.refers:
                keys = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
                for at, item in keys:
                    if item is not None:
                        self.known(field.refers, item, here if at is None else (*here, at), name)
            elif field.kind == "record":
                self.references(value, field.record, here)
            elif field.kind == "records":
                for at, item in enumerate(value):
                    if item is not None:
                        self.references(item, field.record, (*here, at))

    def known(self, section: str, key: str, path: Path, name: str) -> None:
        table = self.values.get(section) or {}
        if key in table or (section == "genotypes" and key == "all" and name == "statement"):
            return
        thing = "source" if section == "citations" else "genotype"
        withdrawal = self.document.withdrawn.get((section, key))
        if withdrawal:
            place = self.place_of(path)
            user = self.values[str(path[0])][path[1]].get("id", path[1])
            where = f"{place.file or 'the base'}, line {place.line}"
            self.fault((*withdrawal[0], "id"), f"{key!r} cannot be withdrawn: {user!r} cites it ({where})")
            return
        near = schema.nearest(key, table) if len(self.faults) < schema.MAX_SUGGESTIONS else None
        meant = f"did you mean {near!r}?" if near else f"allowed is what stands under '{section}'"
        self.fault(path, f"unknown {thing} {key!r}; {meant}")

    def recommendations(self) -> None:
        """Check that each genotype has one recommendation in each setting, and that doses fit actions."""
        self.advice: dict[tuple[str, str], tuple[Path, Mapping[str, Any]]] = {}
        for path, record in self.records("recommendations"):
            setting, action, dose = record.get("setting"), record.get("action"), record.get("dose_mg_per_day")
            for genotype in record.get("genotypes") or ():
                if genotype is None or setting is None:
                    continue
                first = self.advice.setdefault((genotype, setting), (path, record))
                if first[1] is not record:
                    self.later(
                        (*path, "genotypes"),
                        (*first[0], "genotypes"),
                        f"{genotype!r} has a recommendation for the {setting} setting already: {first[1].get('id')!r}",
                    )
            dosed = (*path, "dose_mg_per_day") in self.document.marks
            if action in ("avoid", "none") and dosed:
                self.fault(
                    (*path, "dose_mg_per_day"), f"action {action!r} with a dose of imatinib; leave out one of them"
                )
            if action in ("standard-dose", "high-dose") and not dosed:
                self.fault((*path, "action"), f"action {action!r} without 'dose_mg_per_day'")
            advice = record.get("advice")
            if dose is not None and advice is not None and f"{dose} mg" not in advice:
                self.fault((*path, "advice"), f"the sentence does not tell the dose; it must hold '{dose} mg'")
        self.unanswered()

    def unanswered(self) -> None:
        lost = {
            (genotype, record.get("setting")): path
            for (section, _), (path, record) in self.document.withdrawn.items()
            if section == "recommendations"
            for genotype in record.get("genotypes") or ()
        }
        for genotype in self.values.get("genotypes") or ():
            for setting in SETTINGS:
                if (genotype, setting) not in self.advice:
                    path = lost.get((genotype, setting), ("genotypes", genotype))
                    self.fault(path, f"genotype {genotype!r} has no recommendation for the {setting} setting")

    # --- entries against the reference ---

    def entry(self, entry: Mapping[str, Any], path: Path) -> None:
        self.effect(entry, path)
        covers = entry.get("covers") or {}
        if len(covers) != 1:
            return
        ((key, value),) = covers.items()
        gene = entry.get("gene")
        if gene is None and (*path, "gene") in self.document.marks:
            return
        if (gene is None) != (key == "state"):
            self.fault(path, "an entry names its gene, except one of a genotype state, which has none")
            return
        here = (*path, "covers", key)
        if key in ("variants", "combination"):
            self.variants(entry, key, value, path, here)
        elif key == "codons":
            self.codons(entry, value.get("at") or (), path, (*here, "at"))
        elif key == "range":
            first, last = value.get("from"), value.get("to")
            if first is not None and last is not None and first > last:
                self.fault((*here, "to"), f"the range {first} to {last} runs backwards, so nothing can match")
            self.codons(entry, (first,), path, (*here, "from"))
            self.codons(entry, (last,), path, (*here, "to"))
        elif key in ("class", "splice"):
            self.exon(entry, value, path, here)
        domain = entry.get("domain")
        if gene is not None and domain is not None:
            names = [known.name for known in transcript(gene).domains]
            if domain not in names:
                near = schema.nearest(domain, names)
                meant = f"did you mean {near!r}?" if near else f"allowed are {', '.join(names)}"
                self.fault((*path, "domain"), f"{gene} has no domain {domain!r}; {meant}")

    def effect(self, entry: Mapping[str, Any], path: Path) -> None:
        """Compare the effect of an entry with its evidence and with the recommendations for its genotype."""
        effect, genotype = entry.get("effect"), entry.get("genotype")
        if effect in ("unknown", "neutral") and genotype is not None:
            self.fault(
                (*path, "genotype"),
                f"an entry whose effect is {effect!r} has no genotype, as it gets no recommendation",
            )
        for setting in SETTINGS:
            action = self.advice.get((genotype or "", setting), ((), {}))[1].get("action")
            if effect is not None and action in CONTRADICTIONS.get(effect, ()):
                self.fault(
                    (*path, "effect"),
                    f"effect {effect!r}, but the {setting} recommendation for genotype {genotype!r} is {action!r}",
                )
        evidence = entry.get("evidence")
        if evidence is None or effect in (None, "unknown"):
            return
        if not evidence:
            self.fault(
                (*path, "evidence"), f"no evidence: the effect {effect!r} needs a source; without any it is 'unknown'"
            )
            return
        for at, item in enumerate(evidence):
            best = BEST_LEVEL.get((item or {}).get("kind", ""), "A")
            if item and item.get("level", "D") < best:
                self.fault(
                    (*path, "evidence", at, "level"),
                    f"level {item['level']} for evidence of kind {item['kind']!r}, which is {best} at best",
                )
        if any(item is None or "drug" not in item or "direction" not in item for item in evidence):
            return
        found = {item["direction"] for item in evidence if item["drug"] == "imatinib"}
        told = ", ".join(sorted(found)) or "none"
        wanted = DIRECTION_OF_EFFECT.get(effect)
        if wanted and wanted not in found:
            self.fault(
                (*path, "effect"), f"effect {effect!r}, but no evidence on imatinib is {wanted!r}; found: {told}"
            )
        if effect == "conflicting" and len(found) < 2 and "conflicting" not in found:
            self.fault(
                (*path, "effect"),
                f"effect 'conflicting', but the evidence on imatinib has one direction; found: {told}",
            )

    def variants(self, entry: Mapping[str, Any], key: str, names: list[str | None], path: Path, here: Path) -> None:
        seen: set[str] = set()
        for at, text in enumerate(names):
            if text is None:
                continue
            if text in seen:
                self.fault((*here, at), f"{text!r} stands twice in this entry")
            seen.add(text)
            if key == "combination" and not text.startswith("p."):
                self.fault((*here, at), f"{text!r}: a combination is one of protein changes, such as 'p.Val559Asp'")
            else:
                self.variant(entry, text, path, (*here, at))

    def variant(self, entry: Mapping[str, Any], text: str, path: Path, here: Path) -> None:
        gene = entry["gene"]
        try:
            variant = normalize(text, gene)
        except GistcliError as error:
            self.fault(here, f"{text!r}: {error.problem}")
            return
        if variant.class_name is not None or variant.state is not None:
            self.fault(here, f"{text!r} is no variant: a class, range or state has its own key under 'covers'")
            return
        if text != canonical_name(variant):
            self.fault(here, f"{text!r} is not in canonical form; write {canonical_name(variant)!r}")
        if variant.codons is not None:
            self.place(entry, *variant.codons, path)
        elif variant.exons is not None and entry.get("exon", variant.exons[0]) not in range(
            variant.exons[0], variant.exons[1] + 1
        ):
            self.fault((*path, "exon"), f"exon {entry['exon']}, but the reference has {text!r} in exon {variant.exon}")

    def codons(self, entry: Mapping[str, Any], codons: Iterable[int | None], path: Path, here: Path) -> None:
        length = len(transcript(entry["gene"]).protein) - 1
        for at, codon in enumerate(codons):
            if codon is None:
                continue
            if codon > length:
                self.fault((*here, at), f"{entry['gene']} has codons 1 to {length}, not {codon}")
            else:
                self.place(entry, codon, codon, path)

    def exon(self, entry: Mapping[str, Any], covered: Mapping[str, Any], path: Path, here: Path) -> None:
        """Check the exon that a class or a splice site names, and what lies in it."""
        gene, number = entry["gene"], covered.get("exon")
        if number is None:
            return
        exon = next((one for one in transcript(gene).exons if one.number == number and one.coding), None)
        if exon is None:
            numbers = [one.number for one in transcript(gene).exons if one.coding]
            self.fault(
                (*here, "exon"),
                f"{gene} has no coding exon {number}, so nothing can match; allowed are {numbers[0]} to {numbers[-1]}",
            )
            return
        if entry.get("exon", number) != number:
            self.fault((*path, "exon"), f"exon {entry['exon']}, but the entry covers exon {number}")
        for at, codon in enumerate(covered.get("codons") or ()):
            if codon is None:
                continue
            if codon >= len(transcript(gene).protein):
                self.codons(entry, covered["codons"], path, (*here, "codons"))
                return
            lies_in = exon_of_codon(gene, codon)
            if lies_in != number:
                self.fault(
                    (*here, "codons", at),
                    f"codon {codon} lies in exon {lies_in}, so it can never match as one of exon {number}",
                )
        last = covered.get("last_base")
        if last is not None and not exon.first <= last <= exon.last:
            self.fault(
                (*here, "last_base"),
                f"c.{last} lies outside exon {number}; allowed are {max(1, exon.first)} to {exon.last}",
            )

    def place(self, entry: Mapping[str, Any], first: int, last: int, path: Path) -> None:
        """Compare the exon and the domain that an entry names with the reference."""
        gene, exon, domain = entry["gene"], entry.get("exon"), entry.get("domain")
        exons = sorted({exon_of_codon(gene, first), exon_of_codon(gene, last)})
        where = f"codon {first}" if first == last else f"codons {first} to {last}"
        if exon is not None and exon not in exons:
            told = " and ".join(map(str, exons))
            self.fault((*path, "exon"), f"exon {exon}, but the reference has {where} in exon {told}")
        found = domain_of(gene, first, last)
        known = any(domain == one.name for one in transcript(gene).domains)
        if known and found and domain not in found.split(" / "):
            self.fault((*path, "domain"), f"domain {domain!r}, but the reference has {where} in {found!r}")

    # --- entries against each other ---

    def shadows(self) -> None:
        """Find entries that answer for the same thing on the same rung: the first in the file would win."""
        seen: dict[object, tuple[str, Path]] = {}
        ranges: list[tuple[Mapping[str, Any], Mapping[str, Any], Path]] = []
        combinations: list[tuple[frozenset[str], str, Path]] = []
        for path, entry in self.records("entries"):
            covers = entry.get("covers") or {}
            gene, name = entry.get("gene"), str(entry.get("id"))
            for key, value in covers.items():
                here = (*path, "covers", key)
                for thing, told, at in _things(key, value):
                    first = seen.setdefault((gene, key, thing), (name, (*here, *at)))
                    if first[1][:2] != path:
                        self.later(
                            (*here, *at),
                            first[1],
                            f"{told} is covered by entry {first[0]!r} already, which would answer",
                        )
                if key == "range" and None not in (value.get("from"), value.get("to"), value.get("changes")):
                    self.overlaps(entry, value, here, ranges)
                    ranges.append((entry, value, here))
                if key == "combination":
                    members = frozenset([f"{gene}:{member}" for member in value])
                    for smaller, other, there in combinations:
                        if smaller <= members:
                            which = "the same variants" if smaller == members else "a part of these variants"
                            self.later(
                                here,
                                there,
                                f"entry {other!r} covers {which} and comes first, so this one never answers",
                            )
                    combinations.append((members, name, here))

    def overlaps(
        self,
        entry: Mapping[str, Any],
        value: Mapping[str, Any],
        here: Path,
        ranges: list[tuple[Mapping[str, Any], Mapping[str, Any], Path]],
    ) -> None:
        for other, covered, there in ranges:
            first, last = max(value["from"], covered["from"]), min(value["to"], covered["to"])
            # What is no change stands as None, and is a fault already.
            shared = [change for change in value["changes"] if change is not None and change in covered["changes"]]
            where = f"codon {first}" if first == last else f"codons {first}-{last}"
            if other.get("gene") == entry.get("gene") and first <= last and shared:
                self.later(
                    here,
                    there,
                    f"{' and '.join(shared)} at {where}: entry {other.get('id')!r} covers them already, "
                    "which would answer",
                )


def _things(key: str, value: Any) -> Iterator[tuple[object, str, Path]]:
    """Yield what an entry covers, one by one: a key to compare, words, and its path below the value."""
    if key == "variants":
        for at, name in enumerate(value):
            if name is not None:
                yield name, repr(name), (at,)
    elif key == "codons":
        for at, codon in enumerate(value.get("at") or ()):
            for change in value.get("changes") or ():
                if codon is not None and change is not None:
                    yield (codon, change), f"{change} at codon {codon}", ("at", at)
    elif key == "class" and value.get("exon") is not None:
        yield value["exon"], f"exon {value['exon']} as a class", ("exon",)
    elif key == "splice" and value.get("exon") is not None and value.get("site") is not None:
        yield (value["exon"], value["site"]), f"the {value['site']} of exon {value['exon']}", ("exon",)
    elif key == "state":
        yield value, f"state {value!r}", ()


def canonical_name(variant: Variant) -> str:
    """Return the name by which an entry covers a variant: p., or c. where there is no protein name."""
    name = variant.hgvs_p if variant.hgvs_p and variant.hgvs_p != "p.?" else variant.hgvs_c
    return name or str(variant)
