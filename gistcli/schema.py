"""What a knowledge-base file may hold: one definition, for checking, loading and the JSON Schema.

`RECORDS` names every record and its fields. `read` turns the text of a file into plain values (dictionaries, lists,
strings, numbers) and collects every fault with its line and column, instead of stopping at the first. What the values
mean, and whether they fit the reference, is judged in `knowledge`.

YAML 1.1 reads ``NO`` as false, ``12:30`` as 750 and ``0777`` as 511, and keeps the last of two equal keys without a
word; here each of these is a fault. Aliases and tags are not used in a knowledge base. Depth and number of the values
are counted before anything is built of them, so that no file grows when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from gistcli.frozen import Frozen
from gistcli.model import GENES, MAX_BYTES, SETTINGS

SUPPORTED_SCHEMA = 1
MAX_VALUES = 400_000
"""A file with more values is refused; the bundled base has 18 000."""
MAX_DEPTH = 20
"""A file whose values are nested deeper is refused; a knowledge base needs 7 levels."""
MAX_SUGGESTIONS = 500
"""So many faults name the nearest word that is allowed; to look for more of them would take too long."""

Kind = Literal[
    "text",
    "version",
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

HIGHEST = 999_999_999
PATTERNS: dict[str, tuple[str, str]] = {
    "version": (r"[0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*", "a version such as 2026.11.0"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-11-24"),
    "id": (r"[a-z0-9]+(?:-[a-z0-9]+)*", "an id of lower-case letters, digits and hyphens"),
    "doi": (r"10\.[0-9]{4,9}/\S+", "a DOI such as 10.1200/JCO.2003.04.190"),
}
"""Kind -> how it is written, and what it is called; the expressions mean the same in JSON Schema."""
_COMPILED = {kind: re.compile(pattern) for kind, (pattern, _) in PATTERNS.items()}
_INTEGER = re.compile(r"[1-9][0-9]{0,8}|0")
_NUMBER = re.compile(r"(?:[1-9][0-9]{0,8}|0)(?:\.[0-9]{1,6})?")
_STRING_TAG = "tag:yaml.org,2002:str"
_CONTROL = re.compile("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class Field(Frozen):
    """One field of a record.

    Attributes:
        kind: Type of its value. ``records`` is a list of `record`, ``mapping`` a mapping from ids to `record`,
            ``texts`` a mapping from ids, or from `choices`, to texts, ``list`` a list of `item`.
        help: What it means, for the schema and the manual.
        required: A record without it is a fault.
        choices: Words that are allowed; empty for any.
        record: Name of the record.
        item: Kind of the items of a list.
        refers: Section whose ids are meant: ``citations`` or ``genotypes``.
        least: Fewest items of a list, or keys of a mapping.
        lowest: Smallest number.
        highest: Largest number.
    """

    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    record: str = ""
    item: Literal["text", "word", "integer", "id"] = "text"
    refers: str = ""
    least: int = 0
    lowest: int = 0
    highest: int = HIGHEST


class Place(Frozen):
    """A 1-based line and column; `file` is empty for the file that is being read."""

    line: int
    column: int
    file: str = ""


class Fault(Frozen):
    """A fault in a file: 1-based line and column, and what is wrong and what is allowed; `file` as in `Place`."""

    line: int
    column: int
    message: str
    file: str = ""


class Document(Frozen):
    """A file that has been read.

    Attributes:
        values: Plain values; faulty ones are left out.
        marks: Path of a value -> its place.
        faults: What is wrong, in the order of the file.
        withdrawn: Section and id of a record that an overlay withdraws -> path of the withdrawal, and the record.
    """

    values: dict[str, Any]
    marks: dict[Path, Place]
    faults: list[Fault]
    withdrawn: Mapping[tuple[str, str], tuple[Path, Mapping[str, Any]]] = {}


SENSITIVITIES = ("sensitive", "reduced", "resistant", "conflicting", "neutral", "unknown")
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

SECTIONS = ("entries", "recommendations", "statements", "citations")
"""What an overlay may withdraw from."""

_CITATIONS = Field(
    "list",
    "Keys of the sources; every statement and every dose needs one.",
    required=True,
    item="id",
    refers="citations",
    least=1,
)
_LAYOUT = Field(
    "integer", "Version of this layout: 1.", required=True, lowest=SUPPORTED_SCHEMA, highest=SUPPORTED_SCHEMA
)
_DOSE = Field("number", "Milligrams a day.", lowest=1)

RECORDS: dict[str, dict[str, Field]] = {
    "base": {
        "schema": _LAYOUT,
        "version": Field("version", "Version of the base: year.month.number.", required=True),
        "reviewed": Field("date", "Date of the last review of the whole base.", required=True),
        "scope": Field("text", "What the base covers.", required=True),
        "notice": Field("text", "The sentence that this is decision support.", required=True),
        "evidence_levels": Field("texts", "What each level of evidence means.", required=True, choices=LEVELS),
        "citations": Field("mapping", "Sources, by key.", required=True, record="citation"),
        "genotypes": Field("texts", "What recommendations are made for.", required=True),
        "recommendations": Field(
            "records", "What to do, by genotype and setting.", required=True, record="recommendation"
        ),
        "statements": Field("records", "General statements, shown by explain.", record="statement"),
        "entries": Field("records", "What is known of variants, classes and states.", required=True, record="entry"),
        "verdicts": Field(
            "records",
            "How the variants of one tumour are read together: the first that fits decides.",
            record="verdict",
        ),
    },
    "overlay": {
        "schema": _LAYOUT,
        "version": Field("version", "Version of the overlay.", required=True),
        "reviewed": Field("date", "Date of the last review of the overlay.", required=True),
        "withdraw": Field("records", "What the base says no longer, and why.", record="withdrawal"),
        "citations": Field("mapping", "Sources that are added, or replaced by key.", record="citation"),
        "genotypes": Field("texts", "Genotypes that are added, or replaced by id."),
        "recommendations": Field(
            "records", "Recommendations that are added, or replaced by id.", record="recommendation"
        ),
        "statements": Field("records", "Statements that are added, or replaced by id.", record="statement"),
        "entries": Field("records", "Entries that are added, or replaced by id.", record="entry"),
    },
    "withdrawal": {
        "id": Field("id", "Id of an entry, recommendation, statement or source of the base.", required=True),
        "section": Field("word", "Where it stands; needed if two sections have the id.", choices=SECTIONS),
        "reason": Field("text", "Why; it is shown in every row that the entry would have answered.", required=True),
    },
    "citation": {
        "text": Field("text", "The reference, as it is printed.", required=True),
        "year": Field("integer", "Year of publication.", lowest=1900, highest=9999),
        "pmid": Field("pmid", "PubMed id, if it was seen.", lowest=1, highest=99_999_999),
        "doi": Field("doi", "DOI, if it was seen."),
        "checked": Field("word", "How often the record was seen.", required=True, choices=CHECKED),
        "caution": Field("text", "Why to read it with care."),
    },
    "entry": {
        "id": Field("id", "Stable id; the gene comes first.", required=True),
        "name": Field("text", "A heading for a person.", required=True),
        "gene": Field("word", "Gene; absent for a genotype state.", choices=GENES),
        "exon": Field("integer", "Exon; absent where the entry lies in more than one, or in none.", lowest=1),
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
        "variants": Field("list", "Canonical HGVS names: p., or c. where there is no protein name.", least=1),
        "codons": Field("record", "Any change of these kinds at these codons.", record="codons"),
        "range": Field("record", "In-frame changes that touch this range of codons.", record="range"),
        "class": Field("record", "An exon: its in-frame changes and recurrently mutated codons.", record="class"),
        "splice": Field("record", "A change of the splice site of an exon.", record="splice"),
        "combination": Field("list", "Canonical names of variants that are in one tumour.", least=2),
        "state": Field("word", "A genotype state.", choices=STATES),
    },
    "codons": {
        "at": Field("list", "Codons.", required=True, item="integer", least=1, lowest=1),
        "changes": Field("list", "Kinds of change.", required=True, item="word", choices=CHANGES, least=1),
    },
    "range": {
        "from": Field("integer", "First codon.", required=True, lowest=1),
        "to": Field("integer", "Last codon.", required=True, lowest=1),
        "changes": Field("list", "Kinds of change.", required=True, item="word", choices=CHANGES, least=1),
    },
    "class": {
        "exon": Field("integer", "Exon.", required=True, lowest=1),
        "changes": Field(
            "list",
            "Kinds of in-frame change it answers for; none: only when the exon itself is asked for.",
            required=True,
            item="word",
            choices=CHANGES,
        ),
        "codons": Field(
            "list", "Codons whose substitutions it answers for, as recurrently mutated.", item="integer", lowest=1
        ),
    },
    "splice": {
        "exon": Field("integer", "Exon.", required=True, lowest=1),
        "site": Field("word", "Which splice site is lost.", required=True, choices=("acceptor", "donor")),
        "change": Field("word", "Kind of change.", required=True, choices=("deletion",)),
        "last_base": Field("integer", "c. number up to which the deletion may reach.", lowest=1),
    },
    "evidence": {
        "drug": Field("text", "Drug; none for prognosis or mechanism.", required=True),
        "direction": Field("word", "What was found.", required=True, choices=DIRECTIONS),
        "kind": Field("word", "Kind of study or text.", required=True, choices=KINDS),
        "disease": Field("text", "Disease or model.", required=True),
        "setting": Field("word", "Setting.", required=True, choices=EVIDENCE_SETTINGS),
        "origin": Field("word", "Origin of the mutation in this evidence.", required=True, choices=ORIGINS),
        "level": Field("word", "AMP/ASCO/CAP level.", required=True, choices=LEVELS),
        "dose_mg_per_day": Field("integer", "Dose that was given.", lowest=1),
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
        "genotypes": Field("list", "Genotypes it is for.", required=True, item="id", refers="genotypes", least=1),
        "setting": Field("word", "Setting.", required=True, choices=SETTINGS),
        "action": Field("word", "What to do with imatinib.", required=True, choices=ACTIONS),
        "drug": Field("text", "Drug that the action speaks of.", required=True),
        "dose_mg_per_day": Field("integer", "Imatinib in milligrams a day; absent where none is advised.", lowest=1),
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
        "dose_mg_per_day": _DOSE,
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
        "applies_to": Field("list", "Genotypes, or all.", required=True, item="id", refers="genotypes", least=1),
        "settings": Field("list", "Settings.", required=True, item="word", choices=EVIDENCE_SETTINGS, least=1),
        "drug": Field("text", "Drug."),
        "dose_mg_per_day": _DOSE,
        "schedule": Field("text", "How it is taken."),
        "statement": Field("text", "The statement.", required=True),
        "level": Field("word", "AMP/ASCO/CAP level.", required=True, choices=LEVELS),
        "citations": _CITATIONS,
        "positions": Field("records", "Where guidelines or regions differ.", record="position"),
    },
    "verdict": {
        "id": Field("id", "Stable id; it is named with the verdict.", required=True),
        "name": Field("text", "A heading for a person.", required=True),
        "decides": Field(
            "word",
            "Who answers: the variants that fit the first clause, the rule itself, or nobody: it adds a remark.",
            required=True,
            choices=("matched", "none", "remark"),
        ),
        "when": Field("records", "Clauses that must all hold; absent where the rule fits always.", record="clause"),
        "statement": Field("text", "The verdict in one sentence; absent where the variant's own advice says it."),
        "sensitivity": Field("word", "Instead of that of the deciding variants.", choices=SENSITIVITIES),
        "action": Field(
            "word", "Instead of that of the deciding variants, whose dose then falls away.", choices=ACTIONS
        ),
        "genotype": Field("id", "Whose recommendations answer where no variant decides.", refers="genotypes"),
        "level": Field("word", "AMP/ASCO/CAP level of the statement.", choices=LEVELS),
        "other_inhibitors": Field("records", "Instead of those of the deciding variants.", record="inhibitor"),
        "note": Field("text", "What the reader should know beside it."),
        "citations": _CITATIONS._replace(required=False),
    },
    "clause": {
        "min": Field("integer", "At least so many variants of the tumour; 1 where neither min nor max is given."),
        "max": Field("integer", "At most so many."),
        "genes": Field("list", "Genes.", item="word", choices=GENES, least=1),
        "exons": Field("list", "Exons.", item="integer", least=1, lowest=1),
        "effects": Field("list", "Effects; what has no entry is unknown.", item="word", choices=EFFECTS, least=1),
        "origin": Field("word", "Origin in this tumour.", choices=("primary", "secondary")),
        "genotypes": Field("list", "Genotypes of the entry.", item="id", refers="genotypes", least=1),
        "entries": Field("list", "Ids of entries.", item="id", least=1),
        "states": Field("list", "Genotype states.", item="word", choices=STATES, least=1),
        "combined": Field("boolean", "Whether the entry is that of a combination."),
        "unread": Field("boolean", "Counts the descriptions that could not be read, and no variants."),
    },
}
"""Record -> its fields, in the order in which they are written."""
ONE_KEY = ("covers",)
"""Records that hold exactly one of their fields."""


def read(content: bytes, root: Literal["base", "overlay"] = "base") -> Document:
    """Read the text of a knowledge base, collecting every fault of form.

    Args:
        content: The file; of a file that is too large, its first `MAX_BYTES` + 1 bytes.
        root: What the file is.

    Returns:
        The values that are sound, their places, and the faults.
    """
    if len(content) > MAX_BYTES:
        return _refused(Fault(1, 1, f"larger than {MAX_BYTES // 1_000_000} MB, which no knowledge base needs"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8-sig")) + 1
        return _refused(Fault(line, column, "a byte that is not UTF-8: save the file as UTF-8 text"))
    control = _CONTROL.search(text)
    if control:
        line, column = _place_in(text, control.start())
        return _refused(Fault(line, column, f"the control character {control[0]!r}, which YAML does not allow"))
    faults, sound = _scan(text)
    if not sound:
        return _refused(*faults)
    import yaml

    try:
        node = yaml.compose(text, _loader())
    except yaml.YAMLError as error:  # of anchors and aliases; all else has been seen
        return _refused(*(faults or [Fault(1, 1, f"not YAML: {' '.join(str(error).split())}")]))
    what = "an overlay" if root == "overlay" else "a knowledge base"
    if node is None:
        return _refused(Fault(1, 1, f"the file is empty; {what} has {', '.join(RECORDS[root])}"))
    reader = _Reader(_end_of(text))
    reader.faults += faults
    values = reader.record(node, root, ())
    return Document(values or {}, reader.marks, in_order(reader.faults))


def _refused(*faults: Fault) -> Document:
    return Document({}, {}, list(faults))


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of the file, each once; those of another file come last."""
    return sorted(set(faults), key=lambda fault: (fault.file, *fault))


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _scan(text: str) -> tuple[list[Fault], bool]:
    """Look through a file without building anything of it; tell whether it may be built."""
    import yaml

    faults: list[Fault] = []
    depth = values = documents = 0
    end = _end_of(text)
    try:
        event: Any
        for event in yaml.parse(text, _loader()):
            place = min((event.start_mark.line + 1, event.start_mark.column + 1), end)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    return [
                        *faults,
                        Fault(*place, "a second document (`---`): a base is one document"),
                    ], False
            elif isinstance(event, yaml.AliasEvent):
                values += 1
                faults.append(Fault(*place, f"the alias *{_cut(str(event.anchor))}: write the value out"))
            elif isinstance(event, yaml.NodeEvent):
                values += 1
                tag = getattr(event, "tag", None)
                if tag is not None and tag != "!":
                    faults.append(Fault(*place, f"the tag {_shown(tag)}: write the value plainly, a text in quotes"))
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                return [*faults, Fault(*place, f"nested deeper than {MAX_DEPTH} levels, which no base needs")], False
            if values > MAX_VALUES:
                return [*faults, Fault(*place, f"more than {MAX_VALUES} values, which no base needs")], False
    except yaml.MarkedYAMLError as error:
        unfinished = "end of stream" in str(error.problem)
        mark = (unfinished and error.context_mark) or error.problem_mark or error.context_mark
        place = min((mark.line + 1, mark.column + 1), end) if mark else (1, 1)
        return [*faults, Fault(*place, f"not YAML: {error.problem or error.context}{_hint(text, error, place)}")], False
    except yaml.YAMLError as error:
        return [*faults, Fault(1, 1, f"not YAML: {' '.join(str(error).split())}")], False
    return faults, True


def _hint(text: str, error: Any, place: tuple[int, int]) -> str:
    lines = text.splitlines()
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    if "\t" in line[: max(place[1], len(line) - len(line.lstrip()))]:
        return "; YAML is indented with spaces, not with tabs"
    if "mapping values are not allowed" in str(error.problem):
        return "; put a text with a colon in quotes, or write it under `>-`"
    if "cannot start any token" in str(error.problem):
        return "; put a text that begins with a sign in quotes"
    context = error.context_mark
    if context and context.line + 1 < place[0]:
        return f" ({error.context} that begins in line {context.line + 1})"
    return f" ({error.context} that begins here)" if "end of stream" in str(error.problem) else ""


def _end_of(text: str) -> tuple[int, int]:
    """Return the place behind the last character; libyaml counts a line more at times."""
    lines = (text + ".").splitlines()
    return len(lines), len(lines[-1])


def _place_in(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


class _Reader:
    """Walks the nodes of a file; each node is walked once, so that aliases cannot make it grow."""

    def __init__(self, end: tuple[int, int]) -> None:
        self.end = end
        self.faults: list[Fault] = []
        self.marks: dict[Path, Place] = {}
        self.seen: set[int] = set()

    def fault(self, node: Any, message: str) -> None:
        self.faults.append(Fault(*self.place(node), message))

    def place(self, node: Any) -> tuple[int, int]:
        """Return where a node stands; one of nothing may stand at the end of the file."""
        return min((node.start_mark.line + 1, node.start_mark.column + 1), self.end)

    def mark(self, node: Any, path: Path) -> bool:
        """Note where a node stands; False where an alias leads to it again, which is a fault already."""
        self.marks.setdefault(path, Place(*self.place(node)))
        if id(node) in self.seen:
            return False
        self.seen.add(id(node))
        return True

    def allowed(self, word: str, words: Iterable[str]) -> str:
        """Return the nearest word that is allowed, or all of them."""
        near = nearest(word, words) if len(self.faults) < MAX_SUGGESTIONS else None
        return f"did you mean {near!r}?" if near else f"allowed are {', '.join(words)}"

    def pairs(self, node: Any, what: str) -> list[tuple[str, Any, Any]]:
        """Return key, key node and value node of a mapping, without its doubles."""
        if node.id != "mapping":
            self.fault(node, f"{what} is a mapping of keys and values, not {_article(node)}")
            return []
        found: dict[str, tuple[str, Any, Any]] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                self.fault(key_node, f"a key of {what} is a word, not {_article(key_node)}")
            elif key_node.tag != _STRING_TAG:
                self.fault(key_node, f"a key of {what} is a word, but {_read_as(key_node)}: put it in quotes")
            elif key_node.value in found:
                first = found[key_node.value][1].start_mark.line + 1
                self.fault(key_node, f"{_shown(key_node.value)} stands twice in {what}; the first is in line {first}")
            else:
                found[key_node.value] = (key_node.value, key_node, value_node)
        return list(found.values())

    def record(self, node: Any, name: str, path: Path) -> dict[str, Any] | None:
        fields = RECORDS[name]
        if not self.mark(node, path):
            return None
        values: dict[str, Any] = {}
        given = set()
        what = {"base": "the knowledge base", "overlay": "the overlay"}.get(name, f"this {name}")
        pairs = self.pairs(node, what)
        if node.id != "mapping":
            return None
        for key, key_node, value_node in pairs:
            if key not in fields:
                self.fault(key_node, f"unknown key {_shown(key)} in {what}; {self.allowed(key, fields)}")
                continue
            given.add(key)
            value = self.value(value_node, fields[key], (*path, key), f"{key!r}")
            if value is not None:
                values[key] = value
        if name in ONE_KEY:
            if len(given) != 1:
                found = ", ".join(key for key in fields if key in given) or "none"
                self.fault(node, f"{name!r} holds exactly one of {', '.join(fields)}; here: {found}")
        else:
            for key, field in fields.items():
                if field.required and key not in given:
                    self.fault(node, f"{key!r} is missing in {what}: {field.help}")
        return values

    def value(self, node: Any, field: Field, path: Path, what: str) -> Any:
        if field.kind == "record":
            return self.record(node, field.record, path)
        if field.kind == "records":
            items = self.items(node, path, what)
            return None if items is None else [self.record(item, field.record, (*path, at)) for at, item in items]
        if field.kind in ("mapping", "texts"):
            return self.mapping(node, field, path, what)
        if field.kind == "list":
            items = self.items(node, path, what)
            if items is None:
                return None
            if len(items) < field.least:
                self.fault(node, f"{what} has {len(items) or 'no'} item{'' if len(items) == 1 else 's'}{_why(field)}")
            return [self.scalar(item, field.item, field, (*path, at), f"an item of {what}") for at, item in items]
        return self.scalar(node, field.kind, field, path, what)

    def mapping(self, node: Any, field: Field, path: Path, what: str) -> dict[str, Any] | None:
        if not self.mark(node, path):
            return None
        values = {}
        for key, key_node, value_node in self.pairs(node, what):
            if field.choices and key not in field.choices:
                self.fault(key_node, f"unknown key {_shown(key)} in {what}; {self.allowed(key, field.choices)}")
                continue
            if not field.choices and not _COMPILED["id"].fullmatch(key):
                self.fault(key_node, f"a key of {what} is {PATTERNS['id'][1]}, not {_shown(key)}")
            inner = (*path, key)
            if field.kind == "mapping":
                values[key] = self.record(value_node, field.record, inner)
            else:
                values[key] = self.scalar(value_node, "text", field._replace(choices=()), inner, _shown(key))
        if node.id == "mapping":
            for key in field.choices:
                if key not in values:
                    self.fault(node, f"{key!r} is missing in {what}: {field.help}")
        return values

    def items(self, node: Any, path: Path, what: str) -> list[tuple[int, Any]] | None:
        if not self.mark(node, path):
            return None
        if node.id != "sequence":
            self.fault(node, f"{what} is a list, not {_article(node)}")
            return None
        return list(enumerate(node.value))

    def scalar(self, node: Any, kind: str, field: Field, path: Path, what: str) -> Any:
        if not self.mark(node, path):
            return None
        if node.id != "scalar":
            self.fault(node, f"{what} is one value, not {_article(node)}")
            return None
        text = str(node.value)
        if kind in ("text", "word", "id", "doi", "version"):
            return self.text(node, kind, field.choices, what)
        if kind == "date":
            # YAML reads a plain date as a timestamp; what counts is how it is written.
            if _COMPILED["date"].fullmatch(text) and _is_date(text):
                return text
            self.fault(node, f"{what} is {PATTERNS['date'][1]}, not {_shown(text)}")
            return None
        plain = node.style not in ("'", '"', "|", ">")
        if kind == "boolean":
            if plain and text in ("true", "false"):
                return text == "true"
            self.fault(node, f"{what} is true or false, not {_shown(text)}")
            return None
        if plain and (_NUMBER if kind == "number" else _INTEGER).fullmatch(text):
            number = float(text) if "." in text else int(text)
            if field.lowest <= number <= field.highest:
                return number
            limits = str(field.lowest) if field.lowest == field.highest else f"{field.lowest} to {field.highest}"
            self.fault(node, f"{what} cannot be {text}; allowed is {limits}")
            return None
        wanted = "a number" if kind == "number" else "a whole number"
        read_as = f", which YAML reads as {value}" if plain and (value := _yaml_value(node)) else ""
        self.fault(node, f"{what} is {wanted}, written plainly in decimal digits, not {_shown(text)}{read_as}")
        return None

    def text(self, node: Any, kind: str, choices: tuple[str, ...], what: str) -> str | None:
        text = str(node.value)
        if node.tag != _STRING_TAG and text:
            remedy = f"; allowed are {', '.join(choices)}" if choices else ": put it in quotes"
            self.fault(node, f"{what} is a text, but {_read_as(node)}{remedy}")
            return None
        if kind == "text":
            text = " ".join(text.split())
        if not text:
            self.fault(node, f"{what} is empty; leave the key out or give a text")
            return None
        if choices and text not in choices:
            self.fault(node, f"{what} cannot be {_shown(text)}; {self.allowed(text, choices)}")
            return None
        if kind in PATTERNS and not _COMPILED[kind].fullmatch(text):
            self.fault(node, f"{what} is {PATTERNS[kind][1]}, not {_shown(text)}")
            return None
        return text


def _why(field: Field) -> str:
    """Say why a list may not be so short."""
    if field.refers == "citations":
        return ": every statement and every dose needs a source"
    if field.choices:
        return f", so nothing can match; allowed are {', '.join(field.choices)}"
    return f", so nothing can match; it needs {field.least}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word of some that is most like another, None where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1) if len(word) <= 80 else []
    return near[0] if near else None


def _shown(text: str) -> str:
    return repr(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def _article(node: Any) -> str:
    if node.id == "scalar":
        return "nothing" if node.tag.endswith(":null") else f"the single value {_shown(node.value)}"
    return {"mapping": "a mapping", "sequence": "a list"}[node.id]


def _read_as(node: Any) -> str:
    return f"YAML reads {_shown(node.value)} as {_yaml_value(node) or 'something else than a text'}"


def _yaml_value(node: Any) -> str | None:
    """Return what YAML 1.1 makes of a plain value that looks like a text to a reader."""
    import yaml

    kind = node.tag.rpartition(":")[2]
    if kind == "timestamp":
        return "a date"
    if kind == "null":
        return "nothing"
    if kind not in ("bool", "int", "float") or len(node.value) > 40:
        return None
    try:
        value = yaml.safe_load(node.value)
    except (ValueError, yaml.YAMLError):
        return None
    return str(value).lower()


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def place_of(document: Document, path: Path) -> Place:
    """Return the place of a value, or of the nearest thing around it that has one."""
    for length in range(len(path), -1, -1):
        if path[:length] in document.marks:
            return document.marks[path[:length]]
    return Place(1, 1)
