"""Inputs that are made to do harm: to the terminal, the page, the memory, the clock, or the files of who reads them.

SECURITY.md tells who is trusted and names these tests.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import small_base
import terminals

from benchmarks.measure import Launched
from gistcli.annotate import annotate
from gistcli.errors import KnowledgeBaseError
from gistcli.explain import explain
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Record
from gistcli.readers import read_records
from gistcli.readers.lists import LINE_LIMIT
from gistcli.report import report
from gistcli.spellings import MAX_LENGTH
from gistcli.writers import load_card_writer, load_report_writer
from gistcli.writers.words import plain, printable

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="terminals, signals and limits are those of POSIX")

EVIL = "\x1b]0;own\x07\x1b[2J\x1bc\x9b2J\x7f\u202e\u2066\u200b\u200f\ufeff\u2028\U000e0041\ufe0f\u3164\u034f"
"""Escape sequences of seven and eight bits, marks that turn the text round, and characters that nobody sees."""
LINES = EVIL + "\rFORGED\r\nFORGED\nFORGED"
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
"""Default_Ignorable_Code_Point of Unicode 15, as far as Python calls it printable, and the whole plane of tags."""


def harm(text: str) -> list[str]:
    """The characters of a text that a terminal would obey or hide; forged lines."""
    found = {
        f"U+{ord(character):04X}"
        for character in text
        if character not in "\n\t"
        and (unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or INVISIBLE.match(character))
    }
    return sorted(found) + [line for line in text.split("\n") if line.startswith("FORGED")]


def test_the_check_sees_what_is_harmful():
    assert harm("Größe\t漢字\n") == []
    assert len(harm(LINES)) == len(set(EVIL + "\r") - set("]0;own[2Jc")) + 2


def one_line(text: str) -> str:
    return re.sub("[\r\n\u2028]", "", text)


FORMATS = ["table", "tsv", "csv", "jsonl"]
VCF_HEADER = "##fileformat=VCFv4.2\n##contig=<ID=chr4,length=190214555>\n"
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"


def write_inputs(folder: Path) -> None:
    """Write files that hold hostile text wherever a text may stand."""
    evil = one_line(EVIL)
    texts = {
        "list.txt": f"V559D\nKIT V559D{evil}\n{EVIL}\n# {EVIL}\nKIT V559D + {evil}\np.Val559{evil}Asp\nEGFR {evil}\n",
        "t.tsv": f"Gene\tHGVSp\tsample\tOther{evil}\nKIT\tV559D\tS{evil}\tx{evil}\n"
        f"KIT\tp.V559{evil}D\tS\ty\nKIT\tA559D\t\t\n",
        "t.csv": f'Gene,HGVSp,sample,"O{LINES}"\nKIT,V559D,"S{LINES}",x\nKIT,"V{LINES}",S,y\n"TP{LINES}",V559D,S,y\n',
        "names.tsv": f"G{evil}\tV{evil}\tO\nKIT\tV559D\tS\n",
        "twice.tsv": f"Gene\tHGVSp{evil}\tHGVSp\tHGVSp\nKIT\tV559D\tV559D\tV559D\n",
        "v.vcf": f"{VCF_HEADER}##reference=file:{evil}\n##contig=<ID=c{evil},length=5>\n{COLUMNS}\tFORMAT\tS{evil}\n"
        f"chr4\t54285926\t{evil}\tA\tT\t{evil}\t{evil}\tX={evil}\t{evil}\t{evil}\n"
        f"chr4\t54285926\t.\tA{evil}\tT\t.\t.\t.\tGT\t0/1\n"
        f"chr4\t54285926\t.\tA\tT{evil}\t.\t.\t.\tGT\t0/1\n"
        f"chr4\t54285926\t.\tG\tT\t.\t.\t.\tGT\t0/1\n"
        f"chr4\t54285926{evil}\t.\tA\tT\t.\t.\t.\tGT\t0/1\n"
        f"c{evil}\t1\t.\tA\tT\t.\t.\t.\tGT\t0/1\n",
        "broken.yaml": 'schema: 1\n"k\\e]0;x\\a\\u202E\\u3164\\nFORGED": 1\nversion: "\\e[2J\\u202E"\nscope: [\n',
        "faults.yaml": 'schema: 1\n"k\\e]0;x\\a\\u202E\\u3164\\nFORGED": 1\nversion: "\\e[2J\\u202E\\nFORGED"\n'
        'entries:\n- {id: "a\\e]0;x\\a", name: "\\e[2J", effect: "\\u202E\\u3164\\nFORGED", gene: "\\e[2J"}\n',
        f"evil{LINES.replace('/', '')}.txt": "V559D\n",
        f"evil{LINES.replace('/', '')}.yaml": "schema: 2\n",
        "base.yaml": base_text(LINES),
        "lab.yaml": overlay(LINES),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def base_text(text: str) -> str:
    """The small base with rules for tumours, which no overlay has."""
    return small_base.BASE + RULES.replace("TEXT", yaml_of(text))


def overlay(text: str) -> str:
    """An overlay without a fault, with a text wherever it may have one."""
    return OVERLAY.replace("TEXT", yaml_of(text))


def yaml_of(text: str) -> str:
    """A text in quotes, in the escapes of YAML."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in text) + '"'


RULES = """\
verdicts:
- id: primary-alone
  name: TEXT
  decides: matched
  note: TEXT
  when: [{effects: [sensitizing, dose-dependent], origin: primary}]
- {id: nothing, name: TEXT, decides: none, sensitivity: unknown, action: none, statement: TEXT}
"""
OVERLAY = """\
schema: 1
version: "3"
reviewed: 2026-11-01
withdraw:
- {id: kit-d816, section: entries, reason: TEXT}
citations:
  lab: {text: TEXT, year: 2026, checked: secondary, caution: TEXT}
genotypes: {kit-exon-11: TEXT}
recommendations:
- id: kit-exon-11-advanced
  genotypes: [kit-exon-11]
  setting: advanced
  action: discuss
  drug: TEXT
  schedule: TEXT
  duration: TEXT
  advice: TEXT
  level: A
  basis: TEXT
  statement: TEXT
  alternatives: [{drug: TEXT, schedule: TEXT, statement: TEXT, citations: [lab]}]
  positions: [{source: TEXT, region: TEXT, position: TEXT, citations: [lab]}]
  citations: [lab]
statements:
- id: genotype-first
  topic: TEXT
  applies_to: [all]
  settings: [advanced]
  statement: TEXT
  level: A
  citations: [lab]
entries:
- id: kit-v559d
  name: TEXT
  gene: KIT
  exon: 11
  domain: juxtamembrane
  covers: {variants: [p.Val559Asp]}
  effect: sensitizing
  origin: primary
  genotype: kit-exon-11
  summary: TEXT
  comment: TEXT
  not_known: TEXT
  evidence:
  - {drug: TEXT, direction: unclear, kind: in vitro, disease: TEXT, setting: any, origin: primary, level: D,
     statement: TEXT, citations: [lab], caution: TEXT}
  - {drug: imatinib, direction: sensitive, kind: retrospective, disease: TEXT, setting: any, origin: primary, level: C,
     statement: TEXT, citations: [lab], caution: TEXT}
  other_inhibitors:
  - {drug: TEXT, activity: active, approved: true, label: TEXT, basis: TEXT, citations: [lab]}
  reviewed: 2026-10-31
"""
LAB = ["--kb", "base.yaml", "--overlay", "lab.yaml"]
FILE = f"evil{LINES.replace('/', '')}.txt"
YAML = f"evil{LINES.replace('/', '')}.yaml"

CALLS: dict[str, list[str]] = {
    "an argument": [f"D842V{LINES}"],
    "an argument of nothing else": [LINES],
    "a gene and what follows": ["KIT", f"V559D{LINES}"],
    "a gene that is mistyped": [f"KTI V559D{LINES}"],
    "an option": [f"--x{LINES}", "D842V"],
    "a short option": [f"-{LINES}", "D842V"],
    "the value of a choice": ["--setting", LINES, "D842V"],
    "the value of another choice": ["-f", LINES, "D842V"],
    "the value of a number": ["entries", "--exon", LINES],
    "a command of a group": ["kb", LINES],
    "an argument too many": ["problem", "syntax", LINES],
    "a name of a column": ["--variant-column", LINES, "-i", "t.tsv"],
    "another name of a column": ["--gene-column", LINES, "-i", "t.csv"],
    "columns that tell nothing": ["--from", "table", "-i", "names.tsv"],
    "columns that are there twice": ["-i", "twice.tsv"],
    "no file": ["-i", f"missing{LINES}"],
    "no folder to write to": ["-o", f"missing{LINES}/x.tsv", "D842V"],
    "a folder": ["-i", "."],
    "the name of a file": ["-v", "-i", FILE],
    "the name of a file as an argument": [FILE],
    "the name of a file as a VCF": ["-f", "vcf", "-i", FILE],
    "the name of a base": ["--kb", YAML, "D842V"],
    "the name of an overlay": ["--overlay", YAML, "D842V"],
    "no base": ["--kb", f"missing{LINES}", "D842V"],
    "a base that is broken": ["--kb", "broken.yaml", "D842V"],
    "a base with faults": ["--kb", "faults.yaml", "D842V"],
    "VCF out": ["-f", "vcf", "-i", "v.vcf"],
    "explain": ["explain", f"V559D{LINES}"],
    "explain, a tumour": ["explain", "KIT V559D", f"KIT V654A + {LINES}"],
    "explain, Markdown": ["explain", "-f", "markdown", f"V559D{LINES}"],
    "explain, JSON": ["explain", "-f", "json", f"V559D{LINES}"],
    "report of a table": ["report", "-i", "t.tsv"],
    "report of a CSV": ["report", "-i", "t.csv"],
    "report of a VCF, Markdown": ["report", "-f", "markdown", "-i", "v.vcf"],
    "report of a list": ["report", "-i", "list.txt"],
    "report, its title": ["report", "--title", LINES, "-i", FILE],
    "report, a date": ["report", "--date", LINES, "-i", FILE],
    "report, no file": ["report", "-i", f"missing{LINES}"],
    "kb check of a broken base": ["kb", "check", "broken.yaml"],
    "kb check of faults": ["kb", "check", "faults.yaml"],
    "kb check, the name": ["kb", "check", YAML],
    "kb check of an overlay, the name": ["kb", "check", "--overlay", YAML],
    "kb check, no file": ["kb", "check", f"missing{LINES}"],
    "kb check of the overlay": ["kb", "check", "base.yaml", "--overlay", "lab.yaml"],
    "kb diff, the name": ["kb", "diff", YAML, "base.yaml"],
    "kb diff of the overlay": ["kb", "diff", "base.yaml", "base.yaml", "--overlay", "lab.yaml"],
    "kb diff of the overlay, JSON": ["kb", "diff", "-f", "json", "base.yaml", "base.yaml", "--overlay", "lab.yaml"],
    "problem": ["problem", LINES],
    "entries": ["entries", LINES],
    "entries show": ["entries", "show", LINES],
    "an overlay, entries": ["entries", *LAB],
    "an overlay, entries as TSV": ["entries", "-f", "tsv", *LAB],
    "an overlay, entries as JSON": ["entries", "-f", "jsonl", *LAB],
    "an overlay, one entry": ["entries", "show", "kit-v559d", *LAB],
    "an overlay, one entry as JSON": ["entries", "show", "kit-v559d", "-f", "json", *LAB],
    "an overlay, an entry that is withdrawn": ["entries", "show", "kit-d816", *LAB],
    "an overlay, explain": ["explain", "KIT V559D", *LAB],
    "an overlay, explain, Markdown": ["explain", "-f", "markdown", "KIT V559D", *LAB],
    "an overlay, report": ["report", "-i", FILE, *LAB],
    "an overlay, report, Markdown": ["report", "-f", "markdown", "-i", FILE, *LAB],
}
for name in FORMATS:
    CALLS |= {
        f"an argument, {name}": ["-f", name, f"V559D{EVIL}", "KIT V559D\u202e", "KIT V559D\u3164"],
        f"a list, {name}": ["-f", name, "-i", "list.txt"],
        f"a table, {name}": ["-f", name, "-i", "t.tsv"],
        f"a CSV, {name}": ["-f", name, "-i", "t.csv"],
        f"a VCF, {name}": ["-f", name, "-i", "v.vcf"],
        f"tumours, {name}": ["-f", name, "--by-sample", "-i", "t.csv"],
        f"tumours of a VCF, {name}": ["-f", name, "--by-sample", "-i", "v.vcf"],
        f"an overlay, {name}": ["-f", name, *LAB, "KIT V559D", "KIT D816V"],
        f"an overlay, a tumour, {name}": ["-f", name, *LAB, "--by-sample", "KIT V559D", "KIT D816V"],
    }


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> dict[str, terminals.Shown]:
    pytest.importorskip("pty")
    folder = tmp_path_factory.mktemp("hostile")
    write_inputs(folder)
    return dict(zip(CALLS, terminals.shown(list(CALLS.values()), folder), strict=True))


@posix
@pytest.mark.parametrize("name", CALLS)
def test_no_text_of_an_input_steers_a_terminal(shown, name):
    told = shown[name]
    assert told.terminal.strip()
    assert harm(told.terminal) == []
    assert harm(told.errors) == []
    assert told.status in (0, 1, 2)
    assert "Traceback" not in told.terminal


@posix
def test_a_pipe_gets_every_character_of_a_field(shown):
    """Nothing is taken from data: what is escaped for a terminal is as it was for a program."""
    row = json.loads(shown["a list, jsonl"].output.splitlines()[-1])
    assert "\u202e" in json.dumps(row, ensure_ascii=False)
    assert one_line(EVIL) in shown["VCF out"].output
    assert one_line(EVIL) in json.loads(shown["a table, jsonl"].output.splitlines()[0])["sample"]


@posix
def test_the_overlay_has_no_fault_and_its_texts_are_shown(shown):
    assert [told.terminal for name, told in shown.items() if name.startswith("an overlay") and told.status == 2] == [
        shown["an overlay, an entry that is withdrawn"].terminal
    ]
    for name in ("explain", "report", "explain, Markdown", "one entry", "table", "jsonl"):
        assert "FORGED" in shown[f"an overlay, {name}"].terminal


@pytest.mark.parametrize(
    "character", ["\u115f", "\u1160", "\uffa0", "\ufe00", "\U000e0100", "\u180e", "\u00ad", "\udcff"]
)
def test_what_nobody_sees_is_shown(character):
    assert printable(f"a{character}b") == plain(f"a{character}b") != f"a{character}b"
    assert printable(f"a{character}b").isascii()


# Pages


class Page(HTMLParser):
    """The elements and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.counts: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(html)
        self.close()

    @property
    def elsewhere(self) -> list[str]:
        """Links to other places than this page and the sources."""
        known = re.compile(r"#|https://(pubmed\.ncbi\.nlm\.nih\.gov|doi\.org)/")
        return [link for link in self.links if not known.match(link)]

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1
        self.attributes |= {key for key, _ in attributes}
        self.links += [value or "" for key, value in attributes if key in ("href", "src", "xlink:href")]


MARKUP = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('"><img src=x onerror=alert(1)>', id="out of an attribute"),
    pytest.param("' onmouseover='alert(1)", id="one more attribute"),
    pytest.param("</title></style></script></svg><iframe src=//x>", id="ends of elements"),
    pytest.param("<!--", id="comment"),
    pytest.param("&lt;script&gt;alert(1)&lt;/script&gt;", id="escaped already"),
    pytest.param("javascript:alert(1)", id="a link"),
    pytest.param("[x](javascript:alert(1)) ![x](//x) <x@y.z> | a | `b", id="Markdown"),
    pytest.param("\n\n# Heading\n\n---\n\n    code\n> quote\n* item\n1. item\n", id="blocks of Markdown"),
]


@pytest.mark.parametrize("text", MARKUP)
def test_no_text_of_an_overlay_or_a_table_is_markup(text, tmp_path):
    pages = {}
    for name, words in (("harmless", "words"), ("hostile", text)):
        (tmp_path / "base.yaml").write_text(base_text(words))
        (tmp_path / "lab.yaml").write_text(overlay(words))
        cell = words.replace('"', '""')
        (tmp_path / "t.csv").write_text(f'Gene,HGVSp,sample\nKIT,V559D,"{cell}"\nKIT,"{cell}",{name}\n', newline="")
        base = load_knowledge_base(tmp_path / "base.yaml", tmp_path / "lab.yaml")
        made = report([("t.csv", read_records(str(tmp_path / "t.csv")))], knowledge_base=base, title=words)
        for writer in ("html", "markdown"):
            stream = io.StringIO()
            load_report_writer(writer)(made, stream)
            pages[name, writer] = stream.getvalue()
        stream = io.StringIO()
        load_card_writer("markdown")(explain(["KIT V559D", words], knowledge_base=base), stream)
        pages[name, "card"] = stream.getvalue()
    hostile, harmless = Page(pages["hostile", "html"]), Page(pages["harmless", "html"])
    assert set(hostile.counts) == set(harmless.counts)
    assert [hostile.counts[name] for name in ("script", "style", "title", "h1", "svg")] == [
        harmless.counts[name] for name in ("script", "style", "title", "h1", "svg")
    ]
    assert hostile.attributes == harmless.attributes
    assert set(hostile.elsewhere) == set(harmless.elsewhere) == {"data:,"}
    for writer in ("markdown", "card"):
        page = re.sub(r"(?<=\n\n)(    .*\n)+", "", pages["hostile", writer])  # blocks of code
        page = re.sub(r"(`+).*?\1", "", re.sub(r"\\\W", "", page))  # escaped, or code
        assert not re.search(r"<\w|!\[|\]\((?!https://|#)", page)
        shapes = [
            {line for line in pages[name, writer].split("\n") if re.match(r"#|-{3}|>|\* |1\. Item", line)}
            for name in ("hostile", "harmless")
        ]
        assert {re.sub(r"\W.*", "", shape) for shape in shapes[0]} == {re.sub(r"\W.*", "", each) for each in shapes[1]}
        assert not {"# Heading", "> quote", "* item"} & shapes[0]


def test_a_doi_cannot_leave_its_link(tmp_path):
    """The form of a DOI is loose: what follows the prefix is any text without blanks."""
    (tmp_path / "base.yaml").write_text(
        base_text("words").replace("10.1000/two.2021", "10.1000/x'><script>)](javascript:y)")
    )
    base = load_knowledge_base(tmp_path / "base.yaml")
    made = report([("list", [Record("KIT V559D", 1)])], knowledge_base=base)
    stream = io.StringIO()
    load_report_writer("html")(made, stream)
    page = Page(stream.getvalue())
    assert page.counts["script"] == stream.getvalue().count("</script>") == 1
    assert any("javascript" in link for link in page.links)
    assert page.elsewhere == ["data:,"]  # the icon, which is none
    told = [io.StringIO(), io.StringIO()]
    load_report_writer("markdown")(made, told[0])
    load_card_writer("markdown")(explain(["KIT V559D"], knowledge_base=base), told[1])
    for stream in told:
        assert "](javascript" not in re.sub(r"\\\W", "", stream.getvalue())


# YAML


TAGS = [
    pytest.param('!!python/object/apply:os.system ["touch pwned"]', id="a call"),
    pytest.param('!!python/object/new:os.system ["touch pwned"]', id="a new object"),
    pytest.param("!!python/name:os.system", id="a name"),
    pytest.param('!!python/module:os ""', id="a module"),
    pytest.param("!!python/object/apply:builtins.eval [\"open('pwned', 'w')\"]", id="eval"),
]


@pytest.mark.parametrize("text", TAGS)
def test_yaml_makes_nothing_but_plain_values(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(small_base.BASE.replace("scope: A base for tests.", f"scope: {text}"))
    (tmp_path / "lab.yaml").write_text(f"schema: 1\nversion: {text}\nreviewed: 2026-11-01\n")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(KnowledgeBaseError, match=r"base\.yaml:4:"):
        load_knowledge_base("base.yaml")
    with pytest.raises(KnowledgeBaseError, match=r"lab\.yaml:2:"):
        load_knowledge_base(None, "lab.yaml")
    assert sorted(os.listdir(tmp_path)) == before


LEVELS = "abcdefghijklmnopqrst"
BOMBS = [
    pytest.param(
        "\n".join(
            ["a: &a [x, x, x, x, x, x, x, x, x]"]
            + [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(LEVELS)]
        ),
        id="aliases of aliases",
    ),
    pytest.param("a: &a {<<: *a}\nb: &b [*b]\n", id="loops"),
    pytest.param("{a: " * 100_000, id="deep nesting"),
    pytest.param("a: &x" + "y" * 1_000_000 + " 1\n", id="a long anchor"),
]
BOUNDED = """
import resource, sys
from gistcli.__main__ import main
import gistcli.cli.annotate, gistcli.cli.explain, gistcli.cli.kb_diff, gistcli.schema, gistcli.checks
resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
sys.argv[0] = "gistcli"
main()
"""


def bounded(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the program with 600 MB of addresses and 30 seconds of a processor, after which the system ends it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GISTCLI_")}
    return subprocess.run(
        [sys.executable, "-c", BOUNDED, *arguments],
        input=stdin,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=600,
    )


@posix
@pytest.mark.parametrize("text", BOMBS)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--kb", "FILE", "D842V"], id="base"),
        pytest.param(["--overlay", "FILE", "D842V"], id="overlay"),
    ],
)
def test_a_bomb_of_yaml_ends_in_bounded_time_and_memory(text, arguments, tmp_path):
    path = tmp_path / "bomb.yaml"
    path.write_text(f"schema: 1\n{text}")
    done = bounded(*[str(path) if argument == "FILE" else argument for argument in arguments])
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(f"Error: {path}:".encode())
    assert len(done.stderr) < 600


# Long texts


PIECES = [
    *("p.", "p.[", "[", "(", "c.", "c.1+", "+", "-", "*", "_", ">", "=", ";", " + ", " ", "\t", ",", ":", "|", "&"),
    *("1", "9" * 10 + "_", "A", "X", "Ter", "fs", "del", "ins", "dup", "inv", "delins", "KIT ", "KIT", "exon ", "NM_"),
    *(
        "V559D",
        "V559D;",
        "V559D + ",
        "W557_K558del",
        "c.1676T>A",
        "1_2",
        "A1_",
        "(A",
        "((",
        "p.(",
        "é",
        "\u00a0",
        "%3D",
    ),
]
AROUND = [("", ""), ("KIT p.", "x"), ("KIT c.1676_", "del"), ("KIT ins ", " 502-503"), ("p.A502_Y503ins", "!")]


def filled(piece: str, before: str, after: str, length: int) -> str:
    """A text of many pieces, of at most this length in bytes."""
    return before + piece * ((length - len((before + after).encode())) // len(piece.encode())) + after


@posix
def test_a_text_as_long_as_a_line_or_a_description_may_be_ends_in_bounded_time():
    """A cube of the length would break the bound many times over."""
    lines = [
        filled(piece, before, after, length)
        for length in (MAX_LENGTH, LINE_LIMIT)
        for piece in PIECES
        for before, after in AROUND
    ]
    assert max(len(line.encode()) for line in lines) == LINE_LIMIT
    done = bounded("-q", "-f", "jsonl", "--from", "list", "-i", "-", stdin="\n".join(lines).encode())
    assert done.returncode == 1, done.stderr[-500:]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert {answer["problem_code"] for answer in answers} >= {"syntax", "too-long"}
    assert [answer["dose_mg_per_day"] for answer in answers if answer["problem"]] == [None] * len(
        [answer for answer in answers if answer["problem"]]
    )


def steps(text: str) -> int:
    """Count the lines of gistcli that are run for a text."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        if "gistcli" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        annotate(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_length_costs_at_most_twice_the_steps(piece):
    for before, after in AROUND[:3]:
        annotate(filled(piece, before, after, 300))  # what is loaded and remembered once
        short, long = (steps(filled(piece, before, after, length)) for length in (MAX_LENGTH // 4, MAX_LENGTH // 2))
        assert long <= 2.2 * short + 200


# Archives


def compressed(pieces: Iterable[bytes]) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join([*map(packer.compress, pieces), packer.flush()])


MEGABYTE = bytes(1 << 20)
UNPACKED = 160
"""Megabytes."""
HELD = 120_000 / 1_024
"""Most MiB of memory: what the program takes alone, and the longest line or header that a reader may hold."""
VCF = f"{VCF_HEADER}{COLUMNS}\n".encode()


@posix
@pytest.mark.parametrize(
    ("arguments", "head", "piece"),
    [
        pytest.param(["--from", "list"], b"", MEGABYTE, id="list without a line end"),
        pytest.param(["--from", "list"], b"V559D\n", MEGABYTE + b"\n", id="list of long lines"),
        pytest.param([], b"Gene\tHGVSp\nKIT\tV559D\nKIT\t", MEGABYTE, id="table without a line end"),
        pytest.param([], b"Gene\tHGVSp\nKIT\tV559D\n", b"TP53\t" + MEGABYTE + b"\n", id="table of long rows"),
        pytest.param([], b'Gene,HGVSp\nKIT,V559D\nKIT,"', MEGABYTE, id="a quote that nothing closes"),
        pytest.param(["-f", "vcf"], VCF + b"chr4\t54285926\t.\tA\t", MEGABYTE, id="VCF without a line end"),
        pytest.param(["-f", "vcf"], VCF, b"chr1\t" + MEGABYTE + b"\n", id="VCF of long records"),
        pytest.param(["-f", "tsv"], b"##fileformat=VCFv4.2\n##x=", MEGABYTE, id="a header of VCF without an end"),
    ],
)
def test_an_archive_is_never_held_in_memory(arguments, head, piece, tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(compressed([head, *[piece] * UNPACKED]))
    assert path.stat().st_size < 1 << 20
    command = [sys.executable, "-m", "gistcli", "-q", *arguments, "-i", str(path)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    status, cost = Launched(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **quiet).wait()
    assert status in (0, 1, 2)
    assert 5 < cost.memory_mib < HELD


# What a run touches


WATCHED = """
import json, os, sys
touched, refused = [], []
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
             "pickle.", "marshal.", "ctypes.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "pty.")
OURS = ("marshal.loads", "marshal.load")  # how Python loads its own modules
def watch(event, arguments):
    if event.startswith(FORBIDDEN) and event not in OURS:
        refused.append(event)
        raise PermissionError(event)
    if event in ("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.link", "os.symlink"):
        touched.append([event, *[repr(argument)[:300] for argument in arguments[:2]]])
sys.addaudithook(watch)
known = set(sys.modules)
from gistcli.__main__ import main
statuses = []
for call in json.load(sys.stdin):
    sys.argv = ["gistcli", *call]
    try:
        main()
    except SystemExit as leaving:
        statuses.append(leaving.code or 0)
    sys.stdout.flush()
modules = sorted({name.partition(".")[0] for name in set(sys.modules) - known})
json.dump({"touched": touched, "refused": refused, "statuses": statuses, "modules": modules}, open(WHERE, "w"))
"""


def watched(calls: Sequence[Sequence[str]], folder: Path, **environment: str) -> dict[str, Any]:
    """Run calls in one process, in which no socket may be made and no program started, and tell what it opened."""
    told = folder / "told.json"
    done = subprocess.run(
        [sys.executable, "-c", f"WHERE = {str(told)!r}\n{WATCHED}"],
        input=json.dumps([list(call) for call in calls]),
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert told.exists(), done.stderr[-2000:]
    result: dict[str, Any] = json.loads(told.read_text())
    told.unlink()
    return result


EVERY_COMMAND = [
    *(["-f", name, "-i", "list.txt", "-i", "t.tsv", "-i", "v.vcf"] for name in FORMATS),
    *(["-f", name, "--by-sample", "-i", "t.tsv"] for name in FORMATS),
    ["-i", "t.tsv", "-o", "out.tsv.gz"],
    ["-f", "vcf", "-i", "v.vcf", "-o", "out.vcf"],
    ["--excel-safe", "-f", "csv", "D842V"],
    ["D842V"],
    ["explain", "D842V", "KIT V559D"],
    ["explain", "-f", "json", "D842V"],
    ["report", "-i", "t.tsv", "-o", "out.html"],
    ["report", "-i", "v.vcf", "-f", "markdown"],
    ["entries"],
    ["entries", "show", "kit-v559d"],
    ["kb", "check"],
    ["kb", "schema"],
    ["kb", "diff", "bundled", "bundled", "--overlay", "lab.yaml"],
    ["problem"],
    ["problem", "syntax"],
    ["problme"],
    ["--version"],
    ["--help"],
    ["--no-such-option"],
    ["-i", "https://example.org/list.txt"],
    ["-i", "//example.org/list.txt"],
    ["--kb", "https://example.org/base.yaml", "D842V"],
]


@pytest.fixture(scope="module")
def run_of_all(tmp_path_factory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("paths")
    canary = folder / "canary.txt"
    canary.write_text("KIT V559D\n")
    forms = [
        *(str(canary), "canary.txt", "./canary.txt", f"@{canary}", "@canary.txt", f"file://{canary}", f"<{canary}"),
        *(f"|cat {canary}", f"$(cat {canary})", f"`cat {canary}`", f"{{{{{canary}}}}}", f"!include {canary}"),
        *(f"KIT V559D + {canary}", f"NC_000004.12:{canary}", "https://example.org/canary.txt", f"=cmd|' {canary}'!A0"),
    ]
    (folder / "list.txt").write_text("".join(f"{form}\n" for form in forms))
    rows = "".join(f"KIT\tV559D\t{form}\t{form}\nKIT\t{form}\tS\t\n{form}\tV559D\tS\t\n" for form in forms)
    (folder / "t.tsv").write_text(f"Gene\tHGVSp\tsample\t{forms[0]}\n{rows}")
    header = "".join(f"##{key}={forms[0]}\n" for key in ("reference", "assembly", "pedigreeDB", "include", "contig"))
    records = "".join(f"chr4\t54285926\t{form}\tA\tT\t.\t{form.replace(' ', '')}\tX={form}\n" for form in forms)
    (folder / "v.vcf").write_text(VCF_HEADER + header + f"##contig=<ID=chr4,URL={canary}>\n{COLUMNS}\n{records}")
    (folder / "lab.yaml").write_text(
        f"schema: 1\nversion: '1'\nreviewed: 2026-11-01\ncitations:\n  lab: {{text: '{canary}', checked: one source}}\n"
    )
    return watched(EVERY_COMMAND, folder, GISTCLI_CACHE=str(folder / "cache"), PYTHONDONTWRITEBYTECODE="1")


def test_no_command_makes_a_connection_starts_a_program_or_reads_a_pickle(run_of_all):
    assert run_of_all["refused"] == []
    loaded = set(run_of_all["modules"])
    assert "click" in loaded
    assert not {"socket", "ssl", "subprocess", "http", "asyncio", "multiprocessing", "ctypes"} & loaded
    assert len(run_of_all["statuses"]) == len(EVERY_COMMAND)
    assert set(run_of_all["statuses"]) == {0, 1, 2}


def test_no_path_in_an_input_is_opened(run_of_all):
    assert not [event for event in run_of_all["touched"] if "canary" in str(event) or "example.org/list" in str(event)]
    opened = [event[1] for event in run_of_all["touched"] if event[0] == "open"]
    assert any("list.txt" in name for name in opened)  # the watch works


def test_the_watch_sees_a_connection_and_a_pickle(tmp_path):
    program = WATCHED.replace("from gistcli.__main__ import main", "main = lambda: __import__(sys.argv[1])")
    program = f"WHERE = {str(tmp_path / 'told.json')!r}\n{program}".replace(
        "        main()\n",
        "        main(); __import__('socket').socket(); __import__('pickle').loads(b'cos\\nsystem\\n.')\n",
    ).replace(
        "except SystemExit as leaving:\n        statuses.append(leaving.code or 0)", "except PermissionError: pass"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input='[["json"]]', capture_output=True, text=True, timeout=60
    )
    assert json.loads((tmp_path / "told.json").read_text())["refused"] == ["socket.__new__"], done.stderr


def test_the_package_holds_no_word_that_loads_code_from_data():
    for path in (ROOT / "gistcli").rglob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
        assert not names & {"eval", "exec", "pickle", "marshal", "shelve", "subprocess", "socket"}, path
