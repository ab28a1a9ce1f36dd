"""Loading a knowledge base: the bundled one has no fault, and one fault is enough to refuse a base."""

import hashlib
import pickle
import re
import sys
from pathlib import Path

import plain
import pytest

from gistcli import cache, schema
from gistcli.errors import InputError, KnowledgeBaseError
from gistcli.knowledge import Records, build, bundled, load_knowledge_base
from gistcli.model import SETTINGS
from gistcli.normalize import normalize

BASE = load_knowledge_base()

MINIMAL = """\
schema: 1
version: 2026.1.0
reviewed: 2026-01-01
scope: A test.
notice: Not for patients.
evidence_levels: {A: a, B: b, C: c, D: d}
citations:
  one-2020:
    text: One 2020
    pmid: 1
    checked: one source
genotypes:
  some: a genotype
recommendations:
- {id: some-advanced, genotypes: [some], setting: advanced, action: standard-dose, drug: imatinib, \
dose_mg_per_day: 400, advice: Imatinib 400 mg a day., level: A, basis: trial, statement: Yes., citations: [one-2020]}
- {id: some-adjuvant, genotypes: [some], setting: adjuvant, action: discuss, drug: imatinib, \
advice: Discuss., level: D, basis: none, statement: So it is., citations: [one-2020]}
- {id: some-neoadjuvant, genotypes: [some], setting: neoadjuvant, action: discuss, drug: imatinib, \
advice: Discuss., level: D, basis: none, statement: So it is., citations: [one-2020]}
entries:
- id: kit-v559d
  name: KIT V559D
  gene: KIT
  exon: 11
  domain: juxtamembrane
  covers:
    variants: [p.Val559Asp]
  effect: sensitizing
  origin: primary
  genotype: some
  summary: It responds.
  evidence:
  - drug: imatinib
    direction: sensitive
    kind: case report
    disease: GIST
    setting: advanced
    origin: primary
    level: D
    statement: It responded.
    citations: [one-2020]
  reviewed: 2026-01-01
"""
ADVANCED = MINIMAL.splitlines().index(next(line for line in MINIMAL.splitlines() if "some-advanced" in line)) + 1
ENTRY = MINIMAL.splitlines().index("- id: kit-v559d") + 1


def load(tmp_path, text):
    path = tmp_path / "base.yaml"
    path.write_text(text, encoding="utf-8")
    return load_knowledge_base(path)


def test_the_minimal_base_loads(tmp_path):
    base = load(tmp_path, MINIMAL)
    assert list(base.entries) == ["kit-v559d"]
    assert base.version == "2026.1.0"
    assert base.advice["some", "advanced"].dose_mg_per_day == 400


SECOND = MINIMAL[MINIMAL.index("- id: kit-v559d") :]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param("schema: 1", "schema: 7", 1, ["schema", "7"], id="another schema"),
        pytest.param("D: d}", "D: d, E: e}", 6, ["E"], id="unknown level"),
        pytest.param(", D: d}", "}", 6, ["D"], id="level not explained"),
        pytest.param("[p.Val559Asp]", "[V559D]", ENTRY + 6, ["canonical", "p.Val559Asp"], id="one-letter name"),
        pytest.param("[p.Val559Asp]", "[p.Val559del]", ENTRY + 6, ["canonical", "p.Val560del"], id="shifted name"),
        pytest.param("[p.Val559Asp]", "[p.Leu559Asp]", ENTRY + 6, ["Val at 559"], id="wrong residue"),
        pytest.param("[p.Val559Asp]", "[p.Vax559Asp]", ENTRY + 6, ["p.Vax559Asp"], id="unreadable name"),
        pytest.param("[p.Val559Asp]", "[]", ENTRY + 6, ["variants", "nothing can match"], id="no variant"),
        pytest.param("exon: 11", "exon: 13", ENTRY + 3, ["exon 13", "11"], id="wrong exon"),
        pytest.param("domain: juxtamembrane", "domain: kinase insert", ENTRY + 4, ["juxtamembrane"], id="wrong domain"),
        pytest.param(
            "    citations: [one-2020]\n  rev",
            "    citations: [two-2020]\n  rev",
            ENTRY + 20,
            ["two-2020", "one-2020"],
            id="unknown source",
        ),
        pytest.param(
            "    citations: [one-2020]\n  rev", "    citations: []\n  rev", ENTRY + 20, ["source"], id="no source"
        ),
        pytest.param("genotype: some", "genotype: sone", ENTRY + 9, ["sone", "some"], id="unknown genotype"),
        pytest.param("action: standard-dose", "action: avoid", ADVANCED, ["avoid", "dose"], id="dose with avoid"),
        pytest.param(
            " dose_mg_per_day: 400,",
            "",
            ADVANCED,
            ["standard-dose", "dose_mg_per_day"],
            id="no dose with standard-dose",
        ),
        pytest.param(
            "setting: neoadjuvant", "setting: adjuvant", ADVANCED + 2, ["adjuvant", "some"], id="two for one setting"
        ),
        pytest.param("effect: sensitizing", "effect: unknown", ENTRY + 9, ["genotype"], id="unknown with a genotype"),
        pytest.param(
            "effect: sensitizing", "effect: fine", ENTRY + 7, ["sensitizing"], id="effect that is not allowed"
        ),
        pytest.param(
            "    variants: [p.Val559Asp]",
            "    variants: [p.Val559Asp]\n    state: nf1",
            ENTRY + 6,
            ["exactly one"],
            id="two covers",
        ),
        pytest.param("  gene: KIT\n", "", ENTRY, ["gene"], id="no gene"),
        pytest.param(
            "    variants: [p.Val559Asp]",
            "    range: {from: 560, to: 550, changes: [deletion]}",
            ENTRY + 6,
            ["560", "550"],
            id="range backwards",
        ),
        pytest.param(
            "    variants: [p.Val559Asp]",
            "    codons: {at: [9999], changes: [substitution]}",
            ENTRY + 6,
            ["9999"],
            id="codon beyond the protein",
        ),
        pytest.param(
            "    variants: [p.Val559Asp]",
            "    class: {exon: 99, changes: [deletion]}",
            ENTRY + 6,
            ["99"],
            id="exon beyond the gene",
        ),
        pytest.param(SECOND, SECOND + SECOND, ENTRY + 22, ["kit-v559d", "twice"], id="an id twice"),
        pytest.param(
            SECOND,
            SECOND + SECOND.replace("id: kit-v559d", "id: kit-other"),
            ENTRY + 28,
            ["p.Val559Asp", "kit-v559d"],
            id="a variant twice",
        ),
        pytest.param("  one-2020:\n", "  one-2020:\n    text: One\n", 10, ["twice"], id="a key twice"),
        pytest.param(
            "  some: a genotype",
            "  some: a genotype\n  more: another",
            14,
            ["more", "advanced"],
            id="genotype without advice",
        ),
    ],
)
def test_one_fault_is_enough_and_says_where(tmp_path, old, new, line, words):
    text = MINIMAL.replace(old, new, 1)
    assert text != MINIMAL
    with pytest.raises(KnowledgeBaseError) as caught:
        load(tmp_path, text)
    for fault in caught.value.faults:
        assert re.match(r".*base\.yaml:\d+:\d+: ", fault)
    here = [fault for fault in caught.value.faults if f"base.yaml:{line}:" in fault]
    assert any(all(word in fault for word in words) for fault in here), caught.value.faults


def test_the_error_is_one_line_and_counts_the_others(tmp_path):
    text = MINIMAL.replace("exon: 11", "exon: 13").replace("domain: juxtamembrane", "domain: kinase insert")
    with pytest.raises(KnowledgeBaseError) as caught:
        load(tmp_path, text)
    assert len(caught.value.faults) == 2
    assert "1 more" in caught.value.problem
    assert "\n" not in caught.value.problem
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.faults == caught.value.faults


def test_a_folder_is_no_base(tmp_path):
    with pytest.raises(InputError):
        load_knowledge_base(tmp_path)


def test_identity_changes_with_the_content(tmp_path):
    one = load(tmp_path, MINIMAL).identity
    other = load(tmp_path, MINIMAL.replace("It responds.", "It responds well.")).identity
    assert one != other
    assert re.fullmatch(r"2026\.1\.0\+sha256:[0-9a-f]{16}", one)


# --- the bundled base


def test_bundled_base_loads_without_faults_and_once():
    assert load_knowledge_base() is BASE


def test_size_of_the_bundled_base():
    assert len(BASE.entries) >= 90
    assert sum(len(entry.evidence) for entry in BASE.entries.values()) >= 190
    assert len(BASE.citations) >= 90


def test_every_genotype_has_one_recommendation_in_every_setting():
    assert set(BASE.advice) == {(genotype, setting) for genotype in BASE.genotypes for setting in SETTINGS}


def test_every_source_is_used():
    used = {key for entry in BASE.entries.values() for item in entry.evidence for key in item.citations}
    used |= {key for entry in BASE.entries.values() for item in entry.other_inhibitors for key in item.citations}
    for recommendation in BASE.recommendations.values():
        used |= set(recommendation.citations)
        used |= {key for item in (*recommendation.alternatives, *recommendation.positions) for key in item.citations}
    for statement in BASE.statements.values():
        used |= {*statement.citations, *(key for item in statement.positions for key in item.citations)}
    assert set(BASE.citations) == used


def test_exons_of_the_bundled_entries_agree_with_the_exon_table():
    for entry in BASE.entries.values():
        for name in entry.covers.variants:
            variant = normalize(f"{entry.gene} {name}")
            if variant.codons and entry.exon:
                middle = 3 * variant.codons[0] - 1
                assert plain.exon_of(entry.gene, middle) == entry.exon, entry.id


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param("T823D", "a variant that does not exist", id="T823D"),
        pytest.param("median progression-free survival of 36 months", "a misprint", id="36 months"),
        pytest.param("N882K", "a misprint", id="N882K"),
        pytest.param("A842V", "a misprint", id="A842V"),
        pytest.param("0.329", "a hazard ratio that contradicts itself", id="0.329"),
    ],
)
def test_errors_of_the_sources_are_not_copied(text, where):
    for entry in BASE.entries.values():
        for item in entry.evidence:
            assert text not in item.statement, (entry.id, where)


def test_v654a_is_in_exon_13_and_no_entry_puts_it_elsewhere():
    assert BASE.entries["kit-v654a"].exon == 13


def test_evidence_of_other_diseases_names_its_disease():
    for entry in BASE.entries.values():
        for item in entry.evidence:
            assert item.disease
            if item.kind == "in silico":
                assert item.level == "D"


def test_dose_rules_hold_for_every_recommendation():
    for recommendation in BASE.recommendations.values():
        dosed = recommendation.dose_mg_per_day is not None
        assert dosed <= (recommendation.action in ("standard-dose", "high-dose", "discuss"))
        assert (recommendation.action in ("standard-dose", "high-dose")) <= dosed
        assert recommendation.dose_mg_per_day in (None, 400, 800)
        if "kit-secondary" in recommendation.genotypes:
            assert not dosed
        if recommendation.dose_mg_per_day == 800 and recommendation.setting != "advanced":
            assert "extrapolated" in recommendation.advice


def test_monitoring_is_a_statement_and_no_dosing_rule():
    told = " ".join(statement.statement for statement in BASE.statements.values())
    assert "rough" in told  # trough level
    for recommendation in BASE.recommendations.values():
        assert "trough" not in recommendation.advice.lower()
        assert "MCV" not in recommendation.advice


# Records, which are built when they are asked for


def test_a_base_that_has_built_all_records_is_equal_to_one_that_has_built_none_and_both_pickle():
    values = schema.read(Path(bundled()).read_bytes()).values
    one, other = build(values, "0"), build(values, "0")
    assert all(len(dict(table)) == len(table) for table in other if isinstance(table, Records))
    assert pickle.loads(pickle.dumps(one)) == other == pickle.loads(pickle.dumps(other))


def test_a_record_is_built_once():
    made = []
    records = Records({"a": 1}, lambda key, value: made.append(key) or [value])
    assert list(records) == ["a"]
    assert "a" in records
    assert "b" not in records
    assert not made
    assert records["a"] is records.get("a") is records["a"]
    assert records.get("b") is None
    assert records.get("b", ()) == ()
    assert made == ["a"]
    with pytest.raises(KeyError):
        records["b"]


def test_a_digest_is_sha_256_wherever_it_is_from(monkeypatch):
    expected = hashlib.sha256(b"text").hexdigest()
    assert cache.digest_of(b"text") == expected
    monkeypatch.setitem(sys.modules, "_sha2", None)
    monkeypatch.setitem(sys.modules, "_sha256", None)
    assert cache.digest_of(b"text") == expected
