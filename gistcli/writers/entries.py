"""The entries of a knowledge base: as a table, TSV and JSON Lines, and one entry in full."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.text import Text

from gistcli.model import SENSITIVITY_OF_EFFECT, SETTINGS, Entry, KnowledgeBase, Recommendation
from gistcli.writers.delimited import BREAKS
from gistcli.writers.terminal import MOST_WIDTH, STYLES, TABLE_WIDTH, Terminal, beside, show, wrapped
from gistcli.writers.words import ACTIONS, VERDICTS, plain

COLUMNS = (
    "id",
    "name",
    "gene",
    "exon",
    "domain",
    "covers",
    "effect",
    "sensitivity",
    "origin",
    "genotype",
    "level",
    "reviewed",
    "overlay",
    "summary",
)
GAP = 2
LABEL_WIDTH = 12


def covered(entry: Entry) -> str:
    """Return in words what an entry answers for."""
    covers, changes = entry.covers, ", ".join(entry.covers.changes)
    if covers.variants:
        return ", ".join(covers.variants)
    if covers.touches is not None:
        return f"{changes} touching codons {covers.touches[0]}-{covers.touches[1]}"
    if covers.exon is not None:
        codons = ", ".join(map(str, covers.codons))
        parts = [changes, f"substitution at codon {codons}" if codons else ""]
        return f"exon {covers.exon}: " + ("; ".join(part for part in parts if part) or "the exon as such")
    if covers.splice is not None:
        last = f", up to c.{covers.last_base}" if covers.last_base else ""
        return f"{changes} of the {covers.splice[0]} of exon {covers.splice[1]}{last}"
    if covers.combination:
        return " with ".join(covers.combination)
    if covers.codons:
        return f"{changes} at codon {', '.join(map(str, covers.codons))}"
    return covers.state or ""


def row(entry: Entry) -> dict[str, Any]:
    """Return the columns of an entry."""
    values = {
        **entry._asdict(),
        "covers": covered(entry),
        "sensitivity": SENSITIVITY_OF_EFFECT[entry.effect],
        "level": min((item.level for item in entry.evidence), default=None),
    }
    return {name: values[name] for name in COLUMNS}


def record(entry: Entry, base: KnowledgeBase) -> dict[str, Any]:
    """Return all of an entry in types of JSON, with the recommendations for its genotype and its sources."""
    advice = recommendations(entry, base)
    keys = dict.fromkeys(_citations(entry, advice))
    return {
        **row(entry),
        "covers": _plain(entry.covers),
        "evidence": _plain(entry.evidence),
        "other_inhibitors": _plain(entry.other_inhibitors),
        "comment": entry.comment,
        "not_known": entry.not_known,
        "recommendations": _plain(advice),
        "sources": {key: _plain(base.citations[key]) for key in keys},
        "kb_version": base.identity,
    }


def recommendations(entry: Entry, base: KnowledgeBase) -> tuple[Recommendation, ...]:
    """Return what is advised for the genotype of an entry, by setting."""
    found = [base.advice.get((entry.genotype or "", setting)) for setting in SETTINGS]
    return tuple([advice for advice in found if advice is not None])


def _citations(entry: Entry, advice: Sequence[Recommendation]) -> Iterator[str]:
    cited: list[Any] = [*entry.evidence, *entry.other_inhibitors, *advice]
    for recommendation in advice:
        cited += [*recommendation.alternatives, *recommendation.positions]
    for item in cited:
        yield from item.citations


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items() if item not in (None, ())}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def write_tsv(entries: Iterable[Entry], base: KnowledgeBase, stream: TextIO) -> None:
    """Write tab-separated values; an empty cell is what an entry does not say."""
    stream.write("\t".join(COLUMNS) + "\n")
    for entry in entries:
        cells = ["" if value is None else str(value).translate(BREAKS) for value in row(entry).values()]
        stream.write("\t".join(cells) + "\n")


def write_jsonl(entries: Iterable[Entry], base: KnowledgeBase, stream: TextIO) -> None:
    """Write one JSON object a line, each with all of its entry."""
    for entry in entries:
        stream.write(json.dumps(record(entry, base), ensure_ascii=False) + "\n")


def write_json(entry: Entry, base: KnowledgeBase, stream: TextIO) -> None:
    """Write one entry as a JSON object."""
    stream.write(json.dumps(record(entry, base), ensure_ascii=False, indent=2) + "\n")


def write_table(entries: Iterable[Entry], base: KnowledgeBase, stream: TextIO) -> None:
    """Write a line or two for each entry: a row in a wide terminal, stacked in a narrow one."""
    console = Terminal(file=stream, highlight=False, markup=False, emoji=False)
    width = min(console.width, MOST_WIDTH)
    verdict = max(map(len, VERDICTS.values()))
    name = (width - verdict - 2 * GAP) // 2
    widths = [name, verdict, width - name - verdict - 2 * GAP]
    if width >= TABLE_WIDTH:
        show(console, beside(console, [Text(title, "bold") for title in ("Entry", "Imatinib", "Covers")], widths))
    number = 0
    for number, entry in enumerate(entries, 1):  # noqa: B007 - its last value is the number of entries
        heading, answer = Text(plain(entry.id), "bold"), _verdict(entry)
        what = Text(plain(covered(entry)))
        if width >= TABLE_WIDTH:
            show(console, beside(console, [heading, answer, what], widths))
        else:
            show(console, wrapped(console, Text(", ").join([heading, answer]), width))
            show(console, beside(console, [Text(""), what], [GAP, width - 2 * GAP]))
    total = f"{number} of {len(base.entries)} entries. Knowledge base {plain(base.identity)}."
    show(console, wrapped(console, Text(total, "dim"), width))


def _verdict(entry: Entry) -> Text:
    sensitivity = SENSITIVITY_OF_EFFECT[entry.effect]
    if sensitivity == "unknown":
        return Text("effect not known", "dim")
    return Text(VERDICTS[sensitivity], STYLES[sensitivity])


def write_entry(entry: Entry, base: KnowledgeBase, stream: TextIO) -> None:
    """Write one entry in full, for a person."""
    console = Terminal(file=stream, highlight=False, markup=False, emoji=False)
    width = min(console.width, MOST_WIDTH)
    widths = [LABEL_WIDTH, width - LABEL_WIDTH - GAP]
    for label, text in _card(entry, base):
        show(console, beside(console, [Text(label, "dim"), text], widths) if label or text else [Text("")])


def _card(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, Text]]:
    yield "entry", Text(plain(f"{entry.id}: {entry.name}"), "bold")
    place = [entry.gene or "", f"exon {entry.exon}" if entry.exon else "", entry.domain or ""]
    for label, value in (
        ("where", ", ".join(part for part in place if part)),
        ("covers", covered(entry)),
    ):
        if value:
            yield label, Text(plain(value))
    yield "imatinib", _verdict(entry).append(f" ({entry.effect}; origin: {entry.origin})", "none")
    for label, text in (
        ("summary", entry.summary),
        ("comment", entry.comment),
        ("not known", entry.not_known),
        ("genotype", f"{entry.genotype}: {base.genotypes.get(entry.genotype, '')}" if entry.genotype else None),
        ("reviewed", entry.reviewed),
        ("overlay", f"from {entry.overlay}" if entry.overlay else None),
    ):
        if text:
            yield label, Text(plain(text))
    advice = recommendations(entry, base)
    for recommendation in advice:
        yield from _advice(recommendation)
    for number, item in enumerate(entry.evidence, 1):
        yield "", Text("")
        head = f"{item.drug}: {item.direction}; level {item.level}; {item.kind}, {item.disease}, {item.setting} setting"
        yield f"evidence {number}", Text(plain(head), "bold")
        yield "", Text(plain(item.statement))
        if item.caution:
            yield "caution", Text(plain(item.caution))
        yield "", Text(plain(", ".join(item.citations)), "dim")
    for inhibitor in entry.other_inhibitors:
        yield "", Text("")
        yield "other drug", Text(plain(f"{inhibitor.drug}: {inhibitor.activity}"), "bold")
        yield "", Text(plain(f"label: {inhibitor.label}; basis: {inhibitor.basis}"))
        yield "", Text(plain(", ".join(inhibitor.citations)), "dim")
    yield "", Text("")
    for number, key in enumerate(dict.fromkeys(_citations(entry, advice))):
        citation = base.citations[key]
        yield "" if number else "sources", Text(plain(f"{key}: {citation.text}. {citation.label}"))
    yield "", Text("")
    yield "base", Text(plain(f"{base.identity}. {base.notice}"), "dim")


def _advice(recommendation: Recommendation) -> Iterator[tuple[str, Text]]:
    yield "", Text("")
    dose = recommendation.dose_mg_per_day
    head = [ACTIONS[recommendation.action], f"{dose} mg/day" if dose else "no dose", f"level {recommendation.level}"]
    yield recommendation.setting, Text(plain("; ".join(head)), "bold")
    yield "", Text(plain(recommendation.advice))
    if recommendation.duration:
        yield "duration", Text(plain(recommendation.duration))
    yield "", Text(plain(", ".join(recommendation.citations)), "dim")


LISTS: Mapping[str, Any] = {"table": write_table, "tsv": write_tsv, "jsonl": write_jsonl}
"""Format of a list -> writer."""
