"""What a knowledge-base file may hold: one definition, for checking, loading and the JSON Schema.

`RECORDS` names every record and its fields. `read` turns the text of a file into plain values (dictionaries, lists,
strings, numbers) and collects every fault with its line and column, instead of stopping at the first. What the values
mean, and whether they fit the reference, is judged in `knowledge`.

YAML 1.1 reads ``NO`` as false, ``12:30`` as 750 and ``0777`` as 511, and keeps the last of two equal keys without a
word; here each of these is a fault. Anchors and aliases are not used in a knowledge base, so that no file grows when
it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple

from gistcli.model import GENES, SETTINGS

MAX_BYTES = 20_000_000
"""A larger file is refused; the bundled base has 400 kB."""

Kind = Literal[
    "text",
    "word",
    "integer",
    "number",
    "boolean",
    "date",
    "id",
    "pmid",
    "doi",
    "record",
    "records",
    "mapping",
    "list",
    "texts",
]
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[1-9]\d{0,8}|0")
_NUMBER = re.compile(r"(?:[1-9]\d{0,8}|0)(?:\.\d{1,6})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_STRING_TAG = "tag:yaml.org,2002:str"


class Field(NamedTuple):
    """One field of a record.

    Attributes:
        kind: Type of its value. ``records`` is a list of `record`, ``mapping`` a mapping from ids to `record`,
            ``texts`` a mapping from ids to texts, ``list`` a list of `item`.
        help: What it means, for the schema and the manual.
        required: A record without it is a fault.
        choices: Words that are allowed; empty for any.
        record: Name of the record.
        item: Kind of the items of a list.
        refers: Section whose ids are meant: ``citations`` or ``genotypes``.
    """

    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    record: str = ""
    item: Literal["text", "word", "integer", "id"] = "text"
    refers: str = ""


class Fault(NamedTuple):
    """A fault in a file: 1-based line and column, and what is wrong and what is allowed."""

    line: int
    column: int
    message: str


class Document(NamedTuple):
    """A file that has been read.

    Attributes:
        values: Plain values; faulty ones are left out.
        marks: Path of a value -> line and column.
        faults: What is wrong, in the order of the file.
    """

    values: dict[str, Any]
    marks: dict[Path, tuple[int, int]]
    faults: list[Fault]


EFFECTS = ("sensitizing", "dose-dependent", "desensitizing", "conflicting", "neutral", "unknown")
ORIGINS = ("primary", "secondary", "both")
LEVELS = ("A", "B", "C", "D")
ACTIONS = ("standard-dose", "high-dose", "avoid", "discuss", "none")
DIRECTIONS = ("sensitive", "reduced", "resistant", "conflicting", "unclear", "not-applicable")
KINDS = (
    "guideline",
    "regulatory",
    "phase III genotype analysis",
    "prospective",
    "retrospective",
    "case report",
    "in vitro",
    "in silico",
    "expert review",
    "catalogue",
    "class inference",
)
EVIDENCE_SETTINGS = (*SETTINGS, "localised", "any")
CHANGES = ("substitution", "deletion", "insertion", "duplication", "delins")
STATES = ("wild-type", "sdh-deficient", "nf1", "braf-v600e", "ntrk-fusion")
CHECKED = ("two sources", "one source", "secondary")

_CITATIONS = Field("list", "Keys of the sources.", required=True, item="id", refers="citations")

RECORDS: dict[str, dict[str, Field]] = {
    "base": {
        "schema": Field("integer", "Version of this layout: 1.", required=True),
        "version": Field("text", "Version of the base: year.month.number.", required=True),
        "reviewed": Field("date", "Date of the last review of the whole base.", required=True),
        "scope": Field("text", "What the base covers.", required=True),
        "notice": Field("text", "The sentence that this is decision support.", required=True),
        "evidence_levels": Field("texts", "What each level of evidence means.", required=True),
        "citations": Field("mapping", "Sources, by key.", required=True, record="citation"),
        "genotypes": Field("texts", "What recommendations are made for.", required=True),
        "recommendations": Field(
            "records", "What to do, by genotype and setting.", required=True, record="recommendation"
        ),
        "statements": Field("records", "General statements, shown by explain.", record="statement"),
        "entries": Field("records", "What is known of variants, classes and states.", required=True, record="entry"),
    },
    "citation": {
        "text": Field("text", "The reference, as it is printed.", required=True),
        "year": Field("integer", "Year of publication."),
        "pmid": Field("pmid", "PubMed id, if it was seen."),
        "doi": Field("doi", "DOI, if it was seen."),
        "checked": Field("word", "How often the record was seen.", required=True, choices=CHECKED),
        "caution": Field("text", "Why to read it with care."),
    },
    "entry": {
        "id": Field("id", "Stable id; the gene comes first.", required=True),
        "name": Field("text", "A heading for a person.", required=True),
        "gene": Field("word", "Gene; absent for a genotype state.", choices=GENES),
        "exon": Field("integer", "Exon; absent where the entry lies in more than one, or in none."),
        "domain": Field("text", "Domain; absent where the entry spans several."),
        "covers": Field("record", "What it answers for: exactly one of its keys.", required=True, record="covers"),
        "effect": Field("word", "Effect on the answer to imatinib, in GIST.", required=True, choices=EFFECTS),
        "origin": Field("word", "Where it is usually seen.", required=True, choices=ORIGINS),
        "genotype": Field("id", "Which recommendations apply.", refers="genotypes"),
        "summary": Field("text", "One or two sentences with the decisive caveat.", required=True),
        "evidence": Field("records", "Every piece of evidence.", required=True, record="evidence"),
        "other_inhibitors": Field("records", "Other drugs.", record="inhibitor"),
        "comment": Field("text", "Traps, and what the reader must know."),
        "not_known": Field("text", "What no source answers."),
        "reviewed": Field("date", "Date of the last review.", required=True),
    },
    "covers": {
        "variants": Field("list", "Canonical HGVS names: p., or c. where there is no protein name."),
        "codons": Field("record", "Any change of these kinds at these codons.", record="codons"),
        "range": Field("record", "In-frame changes that touch this range of codons.", record="range"),
        "class": Field("record", "An exon: its in-frame changes and recurrently mutated codons.", record="class"),
        "splice": Field("record", "A change of the splice site of an exon.", record="splice"),
        "combination": Field("list", "Canonical names of variants that are in one tumour."),
        "state": Field("word", "A genotype state.", choices=STATES),
    },
    "codons": {
        "at": Field("list", "Codons.", required=True, item="integer"),
        "changes": Field("list", "Kinds of change.", required=True, item="word", choices=CHANGES),
    },
    "range": {
        "from": Field("integer", "First codon.", required=True),
        "to": Field("integer", "Last codon.", required=True),
        "changes": Field("list", "Kinds of change.", required=True, item="word", choices=CHANGES),
    },
    "class": {
        "exon": Field("integer", "Exon.", required=True),
        "changes": Field(
            "list",
            "Kinds of in-frame change it answers for; none: only when the exon itself is asked for.",
            required=True,
            item="word",
            choices=CHANGES,
        ),
        "codons": Field("list", "Codons whose substitutions it answers for, as recurrently mutated.", item="integer"),
    },
    "splice": {
        "exon": Field("integer", "Exon.", required=True),
        "site": Field("word", "Which splice site is lost.", required=True, choices=("acceptor", "donor")),
        "change": Field("word", "Kind of change.", required=True, choices=("deletion",)),
        "last_base": Field("integer", "c. number up to which the deletion may reach."),
    },
    "evidence": {
        "drug": Field("text", "Drug; none for prognosis or mechanism.", required=True),
        "direction": Field("word", "What was found.", required=True, choices=DIRECTIONS),
        "kind": Field("word", "Kind of study or text.", required=True, choices=KINDS),
        "disease": Field("text", "Disease or model.", required=True),
        "setting": Field("word", "Setting.", required=True, choices=EVIDENCE_SETTINGS),
        "origin": Field("word", "Origin of the mutation in this evidence.", required=True, choices=ORIGINS),
        "level": Field("word", "AMP/ASCO/CAP level.", required=True, choices=LEVELS),
        "dose_mg_per_day": Field("integer", "Dose that was given."),
        "statement": Field("text", "What was found, in our own words.", required=True),
        "citations": _CITATIONS,
        "caution": Field("text", "Why to read it with care."),
    },
    "inhibitor": {
        "drug": Field("text", "Drug.", required=True),
        "activity": Field("word", "Whether it works.", required=True, choices=("active", "inactive", "mixed")),
        "approved": Field("boolean", "A label covers this use in GIST somewhere.", required=True),
        "label": Field("text", "Scope of the label.", required=True),
        "basis": Field("text", "Kind of evidence.", required=True),
        "citations": _CITATIONS,
    },
    "recommendation": {
        "id": Field("id", "Stable id.", required=True),
        "genotypes": Field("list", "Genotypes it is for.", required=True, item="id", refers="genotypes"),
        "setting": Field("word", "Setting.", required=True, choices=SETTINGS),
        "action": Field("word", "What to do with imatinib.", required=True, choices=ACTIONS),
        "drug": Field("text", "Drug that the action speaks of.", required=True),
        "dose_mg_per_day": Field("integer", "Imatinib in milligrams a day; absent where none is advised."),
        "schedule": Field("text", "How the dose is taken."),
        "duration": Field("text", "How long; absent where nothing is known."),
        "advice": Field("text", "One sentence for a person, with the dose in it.", required=True),
        "level": Field("word", "AMP/ASCO/CAP level.", required=True, choices=LEVELS),
        "basis": Field("text", "What it rests on.", required=True),
        "statement": Field("text", "The longer text.", required=True),
        "alternatives": Field("records", "Other drugs or courses.", record="alternative"),
        "positions": Field("records", "Where guidelines or regions differ.", record="position"),
        "citations": _CITATIONS,
    },
    "alternative": {
        "drug": Field("text", "Drug or course.", required=True),
        "dose_mg_per_day": Field("number", "Milligrams a day."),
        "schedule": Field("text", "How it is taken."),
        "statement": Field("text", "What is said of it.", required=True),
        "citations": _CITATIONS,
    },
    "position": {
        "source": Field("text", "Guideline or body.", required=True),
        "region": Field("text", "Region."),
        "position": Field("text", "What it says.", required=True),
        "citations": _CITATIONS,
    },
    "statement": {
        "id": Field("id", "Stable id.", required=True),
        "topic": Field("text", "Heading it is shown under.", required=True),
        "applies_to": Field("list", "Genotypes, or all.", required=True, item="id", refers="genotypes"),
        "settings": Field("list", "Settings.", required=True, item="word", choices=EVIDENCE_SETTINGS),
        "drug": Field("text", "Drug."),
        "dose_mg_per_day": Field("number", "Milligrams a day."),
        "schedule": Field("text", "How it is taken."),
        "statement": Field("text", "The statement.", required=True),
        "level": Field("word", "AMP/ASCO/CAP level.", required=True, choices=LEVELS),
        "citations": _CITATIONS,
        "positions": Field("records", "Where guidelines or regions differ.", record="position"),
    },
}
"""Record -> its fields, in the order in which they are written."""


def read(content: bytes) -> Document:
    """Read the text of a knowledge base, collecting every fault of form.

    Args:
        content: The file.

    Returns:
        The values that are sound, their places, and the faults.
    """
    import yaml

    if len(content) > MAX_BYTES:
        return Document({}, {}, [Fault(1, 1, f"{len(content)} bytes: a knowledge base has at most {MAX_BYTES}")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        return Document({}, {}, [Fault(line, column, "a byte that is not UTF-8: save the file as UTF-8 text")])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Document({}, {}, [Fault(*place, f"not YAML: {error.problem or error.context}{_hint(text, place)}")])
    except yaml.YAMLError as error:
        return Document({}, {}, [Fault(1, 1, f"not YAML: {' '.join(str(error).split())}")])
    except RecursionError:
        return Document({}, {}, [Fault(1, 1, "nested too deeply for a knowledge base")])
    reader = _Reader()
    if root is None:
        return Document({}, {}, [Fault(1, 1, "the file is empty; a knowledge base has " + ", ".join(RECORDS["base"]))])
    values = reader.record(root, "base", ())
    return Document(values or {}, reader.marks, sorted(reader.faults))


def _hint(text: str, place: tuple[int, int]) -> str:
    lines = text.splitlines()
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    return (
        "; YAML is indented with spaces, not with tabs"
        if "\t" in line[: max(place[1], len(line) - len(line.lstrip()))]
        else ""
    )


class _Reader:
    """Walks the nodes of a file; each node is walked once, so that aliases cannot make it grow."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.marks: dict[Path, tuple[int, int]] = {}
        self.seen: set[int] = set()

    def fault(self, node: Any, message: str) -> None:
        self.faults.append(Fault(node.start_mark.line + 1, node.start_mark.column + 1, message))

    def mark(self, node: Any, path: Path) -> bool:
        """Note where a node stands; False where it has been walked before."""
        if id(node) in self.seen:
            self.fault(node, "an alias or an anchor that is used again; write the value out")
            return False
        self.seen.add(id(node))
        self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        return True

    def pairs(self, node: Any, what: str) -> list[tuple[str, Any, Any]]:
        """Return key, key node and value node of a mapping, without its doubles."""
        if node.id != "mapping":
            self.fault(node, f"{what} is a mapping of keys and values, not {_article(node)}")
            return []
        found: dict[str, tuple[str, Any, Any]] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                self.fault(key_node, f"a key of {what} is a word")
            elif key_node.value in found:
                first = found[key_node.value][1].start_mark.line + 1
                self.fault(key_node, f"{key_node.value!r} stands twice in {what}; the first is in line {first}")
            else:
                found[key_node.value] = (key_node.value, key_node, value_node)
        return list(found.values())

    def record(self, node: Any, name: str, path: Path) -> dict[str, Any] | None:
        fields = RECORDS[name]
        if not self.mark(node, path):
            return None
        values: dict[str, Any] = {}
        given = set()
        what = f"this {name}" if name != "base" else "the knowledge base"
        pairs = self.pairs(node, what)
        if node.id != "mapping":
            return None
        for key, key_node, value_node in pairs:
            given.add(key)
            if key not in fields:
                near = get_close_matches(key, fields, 1)
                meant = f"did you mean {near[0]!r}?" if near else f"allowed are {', '.join(fields)}"
                self.fault(key_node, f"unknown key {key!r} in {what}; {meant}")
                continue
            value = self.value(value_node, fields[key], (*path, key), f"{key!r}")
            if value is not None:
                values[key] = value
        for key, field in fields.items():
            if field.required and key not in given:
                self.fault(node, f"{key!r} is missing in {what}: {field.help}")
        return values

    def value(self, node: Any, field: Field, path: Path, what: str) -> Any:
        if field.kind == "record":
            return self.record(node, field.record, path)
        if field.kind == "records":
            items = self.items(node, path, what)
            return [
                value
                for at, item in enumerate(items)
                if (value := self.record(item, field.record, (*path, at))) is not None
            ]
        if field.kind in ("mapping", "texts"):
            if not self.mark(node, path):
                return None
            values = {}
            for key, key_node, value_node in self.pairs(node, what):
                if field.kind == "mapping" and not _ID.fullmatch(key):
                    self.fault(key_node, f"{key!r} is no id: lower-case letters, digits and hyphens")
                inner = (*path, key)
                value = (
                    self.record(value_node, field.record, inner)
                    if field.kind == "mapping"
                    else self.scalar(value_node, "text", (), inner, f"{key!r}")
                )
                if value is not None:
                    values[key] = value
            return values
        if field.kind == "list":
            items = self.items(node, path, what)
            found = [
                self.scalar(item, field.item, field.choices, (*path, at), f"an item of {what}")
                for at, item in enumerate(items)
            ]
            return [value for value in found if value is not None]
        return self.scalar(node, field.kind, field.choices, path, what)

    def items(self, node: Any, path: Path, what: str) -> list[Any]:
        if not self.mark(node, path):
            return []
        if node.id != "sequence":
            self.fault(node, f"{what} is a list, not {_article(node)}")
            return []
        return list(node.value)

    def scalar(self, node: Any, kind: str, choices: tuple[str, ...], path: Path, what: str) -> Any:
        if not self.mark(node, path):
            return None
        if node.id != "scalar":
            self.fault(node, f"{what} is one value, not {_article(node)}")
            return None
        text = node.value
        if kind in ("text", "word", "id", "doi"):
            return self.text(node, kind, choices, what)
        if kind == "date":
            # YAML reads a plain date as a timestamp; what counts is how it is written.
            if _DATE.fullmatch(text) and _is_date(text):
                return text
            self.fault(node, f"{what} is a date such as 2026-11-24, not {_shown(text)}")
            return None
        plain = node.style not in ("'", '"', "|", ">")
        if kind == "boolean":
            if plain and text in ("true", "false"):
                return text == "true"
            self.fault(node, f"{what} is true or false, not {_shown(text)}")
            return None
        pattern, wanted = (_NUMBER, "number") if kind == "number" else (_INTEGER, "whole number")
        if plain and pattern.fullmatch(text):
            return float(text) if "." in text else int(text)
        self.fault(node, f"{what} is a {wanted}, written plainly in decimal digits, not {_shown(text)}")
        return None

    def text(self, node: Any, kind: str, choices: tuple[str, ...], what: str) -> str | None:
        text = str(node.value)
        if node.tag != _STRING_TAG:
            read_as = (
                node.tag.rpartition(":")[2]
                .replace("int", "a number")
                .replace("bool", "true or false")
                .replace("null", "nothing")
            )
            self.fault(node, f"{what} is a text, but YAML reads {_shown(text)} as {read_as}: put it in quotes")
            return None
        text = " ".join(text.split())
        if not text:
            self.fault(node, f"{what} is empty; leave the key out or give a text")
            return None
        if choices and text not in choices:
            near = get_close_matches(text, choices, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"allowed are {', '.join(choices)}"
            self.fault(node, f"{what} cannot be {_shown(text)}; {meant}")
            return None
        if kind == "id" and not _ID.fullmatch(text):
            self.fault(node, f"{what} is an id of lower-case letters, digits and hyphens, not {_shown(text)}")
            return None
        if kind == "doi" and not _DOI.fullmatch(text):
            self.fault(node, f"{what} is a DOI such as 10.1200/JCO.2003.04.190, not {_shown(text)}")
            return None
        return text


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")


def _article(node: Any) -> str:
    return {"mapping": "a mapping", "sequence": "a list", "scalar": "a single value"}[node.id]


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def place_of(document: Document, path: Path) -> tuple[int, int]:
    """Return line and column of a value, or of the nearest thing around it that has a place."""
    marks: Mapping[Path, tuple[int, int]] = document.marks
    for length in range(len(path), -1, -1):
        if path[:length] in marks:
            return marks[path[:length]]
    return (1, 1)
