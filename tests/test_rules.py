"""Rules for tumours: every fault of a rule is told, each with its place, and the bundled rules have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gistcli import schema
from gistcli.checks import check
from gistcli.cli.main import cli
from gistcli.reference import data_file
from gistcli.rules import faults

ENTRIES = [
    {"id": "kit-v559d", "gene": "KIT", "exon": 11, "effect": "sensitizing", "genotype": "kit-exon-11", "covers": {}},
    {"id": "kit-v654a", "gene": "KIT", "exon": 13, "effect": "desensitizing", "genotype": "kit-2nd", "covers": {}},
    {"id": "nf1", "effect": "desensitizing", "genotype": "nf1", "covers": {"state": "nf1"}},
    {"id": "pair", "gene": "KIT", "effect": "unknown", "covers": {"combination": ["p.Trp557Gly", "p.Tyr578Cys"]}},
]
MATCHED = {"id": "one", "decides": "matched", "when": [{"genes": ["KIT"]}]}
LAST = {"id": "last", "decides": "none", "sensitivity": "unknown", "genotype": "wild-type"}
REMARK = {"id": "remark", "decides": "remark", "when": [{"genes": ["KIT"]}], "statement": "So.", "citations": ["one"]}


def told(*rules: dict) -> list[str]:
    return [
        f"{'.'.join(map(str, path[1:]))}: {message}"
        for path, message in faults([(("verdicts", at), rule) for at, rule in enumerate(rules)], ENTRIES)
    ]


def clause(**fields) -> list[str]:
    return told({**MATCHED, "when": [{"min": fields.pop("min"), **fields} if "min" in fields else fields]}, LAST)


def test_rules_without_a_fault():
    assert told(MATCHED, LAST, REMARK) == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({**MATCHED, "when": []}, "0: 'matched' takes the variants that fit the first clause"),
        ({**MATCHED, "when": [{"max": 0}, {"genes": ["KIT"]}]}, "0: 'matched' takes the variants that fit"),
        ({**MATCHED, "when": [{"unread": True}]}, "0: 'matched' takes the variants that fit"),
        ({**MATCHED, "genotype": "nf1"}, "0.genotype: 'matched' takes the genotypes of its variants"),
        ({**MATCHED, "action": "standard-dose"}, "0.action: a rule gives no dose of its own"),
        ({**MATCHED, "level": "C"}, "0: a statement with a level, and a remark, cites its sources"),
        ({"id": "x", "decides": "none", "when": [{}], "genotype": "nf1"}, "0: a rule that no variant decides tells"),
        (
            {"id": "x", "decides": "none", "when": [{}], "sensitivity": "unknown", "statement": "So."},
            "0: a rule that no variant decides has a 'genotype', or a 'statement' and an 'action'",
        ),
        ({**REMARK, "statement": "So.", "action": "avoid"}, "0.action: a remark decides nothing; leave 'action' out"),
        ({**REMARK, "citations": []}, "0: a statement with a level, and a remark, cites its sources"),
        ({"id": "x", "decides": "remark", "citations": ["one"]}, "0: a remark is its 'statement'"),
    ],
)
def test_an_answer_that_cannot_be(rule, message):
    assert [fault for fault in told(rule, LAST) if fault.startswith(message)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"min": 3, "max": 2}, "at least 3 and at most 2 cannot both hold"),
        ({"min": 0}, "at least 0 always holds"),
        ({"unread": True, "genes": ["KIT"]}, "what could not be read has no 'genes'"),
        ({"genes": ["KIT"], "exons": [11, 22]}, "KIT have no coding exon 22"),
        ({"entries": ["kit-v559"]}, "unknown entry 'kit-v559'; did you mean 'kit-v559d'?"),
        ({"entries": ["kit-v559d"], "effects": ["desensitizing"]}, "no entry fits this clause"),
        ({"states": ["sdh-deficient"]}, "no entry fits this clause"),
        ({"combined": True, "effects": ["desensitizing"]}, "no entry fits this clause"),
        ({"genotypes": ["nf1"], "genes": ["KIT"]}, ""),
    ],
)
def test_a_clause_that_cannot_hold(fields, message):
    found = clause(**fields)
    assert [fault for fault in found if message in fault] if message else not found


@pytest.mark.parametrize(
    ("first", "second", "is_reached"),
    [
        ([{"effects": ["desensitizing"]}], [{"effects": ["desensitizing"], "genes": ["KIT"]}], False),
        ([{"effects": ["desensitizing"], "genes": ["KIT"]}], [{"effects": ["desensitizing"]}], True),
        ([{"genes": ["KIT"]}], [{"genes": ["KIT"]}, {"origin": "secondary"}], False),
        ([{"genes": ["KIT"]}, {"origin": "secondary"}], [{"genes": ["KIT"]}], True),
        ([{"genes": ["KIT"], "min": 2}], [{"genes": ["KIT"], "min": 3}], False),
        ([{"genes": ["KIT"], "min": 2}], [{"genes": ["KIT"]}], True),
        (
            [{"genes": ["KIT"]}, {"origin": "primary", "max": 1}],
            [{"genes": ["KIT"]}, {"origin": "primary", "max": 0}],
            False,
        ),
        (
            [{"genes": ["KIT"]}, {"origin": "primary", "max": 0}],
            [{"genes": ["KIT"]}, {"origin": "primary", "max": 1}],
            True,
        ),
        ([{"genes": ["KIT"]}, {"unread": True}], [{"genes": ["KIT"]}, {"origin": "primary"}], True),
    ],
)
def test_a_rule_that_is_never_reached(first, second, is_reached):
    found = told({**MATCHED, "when": first}, {**MATCHED, "id": "two", "when": second}, LAST)
    assert found == ([] if is_reached else ["1: never reached: wherever it fits, 'one' decides before it"])


def test_what_comes_after_the_last_rule_is_never_reached():
    assert told(LAST, MATCHED) == ["1: never reached: wherever it fits, 'last' decides before it"]


def test_a_rule_for_every_tumour_is_needed():
    assert told(MATCHED) == ["0: no rule fits every tumour; the last one that decides has no 'when'"]


# --- in a file ---

BUNDLED = Path(data_file("mutations.yaml")).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- id: primary-alone", "- id: two-primaries", "id 'two-primaries' stands twice in verdicts"),
        (
            "genotypes: [pdgfra-d842v, pdgfra-after",
            "genotypes: [pdgfra-d842, pdgfra-after",
            "did you mean 'pdgfra-d842v'?",
        ),
        (
            "citations: [antonescu-2005, cancer-sci-2008]\n- id: sec",
            "citations: [antonescu]\n- id: sec",
            "unknown source",
        ),
        (
            "decides: remark\n  when:\n    - effects: [desensitizing]\n      origin: secondary",
            "decides: remarks",
            "did you",
        ),
        ("      origin: secondary\n      min: 2", "      origin: secundary\n      min: 2", "did you mean 'secondary'?"),
        ("    - unread: true\n  sensitivity", "    - unread: 1\n  sensitivity", "is true or false"),
    ],
)
def test_kb_check_tells_the_place(tmp_path, old, new, message):
    assert BUNDLED.count(old) == 1
    path = tmp_path / "base.yaml"
    path.write_text(BUNDLED.replace(old, new), encoding="utf-8")
    document = schema.read(path.read_bytes())
    found = [*document.faults, *check(document)]
    first = BUNDLED[: BUNDLED.index("\nverdicts:")].count("\n")
    assert any(message in fault.message and fault.line > first for fault in found)


def test_a_rule_of_the_laboratory_decides(tmp_path):
    path = tmp_path / "base.yaml"
    rule = "- id: ours\n  name: ours\n  decides: none\n  when:\n    - states: [nf1]\n  sensitivity: conflicting\n"
    rule += "  action: discuss\n  statement: Ask us.\n"
    path.write_text(BUNDLED.replace("\nverdicts:\n", f"\nverdicts:\n{rule}"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["--by-sample", "--no-version", "-f", "tsv", "--kb", str(path), "NF1"])
    assert result.exit_code == 0
    cells = result.stdout.splitlines()[1].split("\t")
    assert (cells[4], cells[6], cells[8]) == ("conflicting", "discuss", "Ask us.")


def test_a_base_without_rules_is_refused_by_sample_only(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(BUNDLED[: BUNDLED.index("\nverdicts:") + 1], encoding="utf-8")
    assert CliRunner().invoke(cli, ["--kb", str(path), "NF1"]).exit_code == 0
    result = CliRunner().invoke(cli, ["--by-sample", "--kb", str(path), "NF1"])
    assert result.exit_code == 2
    assert "has no section `verdicts`" in result.stderr
