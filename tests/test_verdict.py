"""Verdicts: published genotypes with the verdict that their sources support, and what must hold for any tumour."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from gistcli import load_knowledge_base, verdicts_by_sample
from gistcli.annotate import NO_SAMPLE, Annotator
from gistcli.cli.main import cli
from gistcli.errors import InputError
from gistcli.model import SETTINGS, Clause, Hit, Record, Verdict
from gistcli.spellings import parse
from gistcli.verdict import judge

GOLDEN = Path(__file__).parent / "golden"
BASE = load_knowledge_base()
SILENT = ("neutral", "unknown")


def verdict(*texts, setting="advanced", treated=False) -> Verdict:
    (found,) = verdicts_by_sample(texts, setting=setting, treated=treated, show_version=False)
    return found


def rule_of(found: Verdict) -> str:
    return found.notes[0].removeprefix("rule: ").partition(" ")[0]


def remarks_of(found: Verdict) -> set[str]:
    rules = [rule for rule in BASE.verdicts if rule.decides == "remark"]
    return {rule.id for rule in rules if any(note.startswith(rule.statement) for note in found.notes)}


# Genotype, setting, sensitivity, dose, action, rule, source.
PUBLISHED = [
    # primary mutations alone
    ("KIT V559D", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:22114577"),
    ("KIT V559D", "adjuvant", "sensitive", 400, "standard-dose", "primary-alone", "PMID:28334365"),
    ("KIT V560D", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:18955458"),
    ("KIT V560G", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:25239608"),
    ("KIT W557_K558del", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:25239608"),
    ("KIT W557_K558del", "neoadjuvant", "sensitive", 400, "standard-dose", "primary-alone", "PMID:25239608"),
    ("KIT K550_K558del", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:25239608"),
    ("KIT D579del", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:14645423"),
    ("KIT exon 11 deletion", "adjuvant", "sensitive", 400, "standard-dose", "primary-alone", "PMID:28334365"),
    ("KIT K642E", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:14645423"),
    ("KIT D419del", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:16143141"),
    ("KIT T417_D419delinsY", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:18955451"),
    ("KIT A502_Y503dup", "advanced", "reduced", 800, "high-dose", "primary-alone", "PMID:18955451"),
    ("KIT A502_Y503dup", "adjuvant", "reduced", 400, "discuss", "primary-alone", "PMID:28334365"),
    ("KIT exon 9 insertion", "advanced", "reduced", 800, "high-dose", "primary-alone", "PMID:20124181"),
    ("PDGFRA V561D", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:16954519"),
    ("PDGFRA N659K", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:16258521"),
    ("PDGFRA I843_D846del", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:26130666"),
    ("PDGFRA D846Y", "advanced", "sensitive", 400, "standard-dose", "primary-alone", "PMID:15928335"),
    # primary mutations that resist, or conflict
    ("PDGFRA D842V", "advanced", "resistant", None, "avoid", "d842v-with-anything", "PMID:14645423"),
    ("PDGFRA D842V", "adjuvant", "resistant", None, "avoid", "d842v-with-anything", "PMID:30383140"),
    ("PDGFRA D842V", "neoadjuvant", "resistant", None, "avoid", "d842v-with-anything", "source:pdq-2025"),
    ("PDGFRA D842I", "advanced", "resistant", None, "avoid", "primary-resistant", "PMID:22745105"),
    ("PDGFRA D842_I843delinsVM", "advanced", "resistant", None, "avoid", "primary-resistant", "PMID:22745105"),
    ("PDGFRA D842Y", "advanced", "conflicting", None, "discuss", "primary-conflicting", "PMID:15928335"),
    ("KIT L576P", "advanced", "conflicting", None, "discuss", "primary-conflicting", "PMID:17372901"),
    ("KIT D816V", "advanced", "resistant", None, "avoid", "primary-resistant", "PMID:14645423"),
    ("KIT N822K", "advanced", "resistant", None, "discuss", "primary-resistant", "PMID:16954519"),
    # genotypes without a mutation of the two genes
    ("SDH-deficient", "advanced", "resistant", None, "avoid", "genotype-resistant", "PMID:27011036"),
    ("NF1", "adjuvant", "resistant", None, "avoid", "genotype-resistant", "source:pdq-2025"),
    ("BRAF V600E", "advanced", "resistant", None, "avoid", "genotype-resistant", "PMID:18615679"),
    ("NTRK fusion", "advanced", "resistant", None, "avoid", "genotype-resistant", "source:nccn-2026"),
    ("KIT/PDGFRA wild type", "advanced", "conflicting", None, "discuss", "wild-type", "source:pdq-2025"),
    # a primary with a secondary mutation: B2222 and its cell models (V560D), GIST-T1 (exon 11 deletion), INTRIGUE
    ("KIT V559D + V654A", "advanced", "resistant", None, "discuss", "secondary-atp-pocket", "source:chen-2004"),
    ("KIT V560D + V654A", "advanced", "resistant", None, "discuss", "secondary-atp-pocket", "PMID:16954519"),
    ("KIT W557_K558del + V654A", "adjuvant", "resistant", None, "discuss", "secondary-atp-pocket", "PMID:16638875"),
    ("KIT V560D + T670I", "advanced", "resistant", None, "discuss", "secondary-atp-pocket", "PMID:16954519"),
    ("KIT exon 11 deletion + T670I", "advanced", "resistant", None, "discuss", "secondary-atp-pocket", "PMID:38182785"),
    ("KIT A502_Y503dup + V654A", "advanced", "resistant", None, "discuss", "secondary-atp-pocket", "PMID:16638875"),
    ("KIT V560D + D816H", "advanced", "resistant", None, "avoid", "secondary-activation-loop", "PMID:16954519"),
    ("KIT V560D + D820G", "advanced", "resistant", None, "discuss", "secondary-activation-loop", "PMID:16954519"),
    ("KIT V560D + D820A", "advanced", "resistant", None, "discuss", "secondary-activation-loop", "PMID:16954519"),
    ("KIT V560D + N822K", "advanced", "resistant", None, "discuss", "secondary-activation-loop", "PMID:16954519"),
    (
        "KIT W557_K558del + N822K",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-activation-loop",
        "PMID:16954519",
    ),
    ("KIT V560D + Y823D", "advanced", "resistant", None, "discuss", "secondary-activation-loop", "PMID:16954519"),
    (
        "KIT W557_K558del + A829P",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-activation-loop",
        "PMID:38182785",
    ),
    (
        "KIT exon 11 deletion + D820Y",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-activation-loop",
        "PMID:38182785",
    ),
    (
        "KIT K642E + N822H + C809G",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-activation-loop",
        "PMID:16954519",
    ),
    # several secondary mutations of one patient, in both regions
    (
        "KIT V559D + V654A + D820G",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-in-both-regions",
        "PMID:30792533",
    ),
    (
        "KIT V560D + T670I + Y823D",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-in-both-regions",
        "PMID:38182785",
    ),
    (
        "KIT V559D + V654A + N822K",
        "advanced",
        "resistant",
        None,
        "discuss",
        "secondary-in-both-regions",
        "source:heterogeneity-53-metastases",
    ),
    # combinations that are known as a whole
    ("PDGFRA V561D + D842V", "advanced", "resistant", None, "avoid", "combination-resistant", "PMID:16954519"),
    *[
        (
            f"PDGFRA D842V + {other}",
            "advanced",
            "resistant",
            None,
            "avoid",
            "combination-resistant",
            "source:avapritinib-resistance-2021",
        )
        for other in ("N659K", "V658A", "G680R", "Y676C")
    ],
    ("KIT W557G + Y578C", "advanced", "unknown", None, "none", "combination-unknown", "doi:10.2147/OTT.S31260"),
    # a polymorphism, and what no source answers
    ("KIT M541L", "advanced", "unknown", None, "discuss", "nothing-found", "source:pdq-2025"),
    ("KIT N655K", "advanced", "unknown", None, "discuss", "only-unknown", "source:pdq-2025"),
]


def test_the_table_has_single_and_double_genotypes():
    assert len(PUBLISHED) >= 40
    assert sum("+" in row[0] for row in PUBLISHED) >= 20


@pytest.mark.parametrize(("text", "setting", "sensitivity", "dose", "action", "rule", "source"), PUBLISHED)
def test_published_genotype(text, setting, sensitivity, dose, action, rule, source):
    found = verdict(text, setting=setting)
    assert (found.sensitivity, found.dose_mg_per_day, found.action) == (sensitivity, dose, action)
    assert (rule_of(found), found.setting, found.problem) == (rule, setting, None)
    assert source in {*found.citations, *evidence_of(text)}


def evidence_of(text: str) -> set[str]:
    """The sources of all evidence for the variants of a text, that from cells included."""
    annotations = [hit.annotation for hit in Annotator(BASE).hits(Record(text))]
    items = [item for one in annotations if one.entry for item in BASE.entries[one.entry].evidence]
    return {BASE.citations[key].label for item in items for key in item.citations}


# --- the rules, one by one ---


@pytest.mark.parametrize(
    ("texts", "rule", "sensitivity", "action"),
    [
        (["KIT V559D", "KIT A502_Y503dup"], "two-primaries", "reduced", "discuss"),
        (["KIT V559D", "KIT L576P"], "two-primaries", "conflicting", "discuss"),
        (["KIT V559D", "PDGFRA D842I"], "primary-resistant", "resistant", "avoid"),
        (["KIT V559D", "SDH-deficient"], "genotype-beside-mutation", "resistant", "discuss"),
        (["KIT V559D", "wild type"], "wild-type-contradicted", "sensitive", "discuss"),
        (["KIT V559D", "KIT T823D"], "primary-beside-unread", "sensitive", "discuss"),
        (["KIT V559D", "KIT exon 17"], "secondary-conflicting", "conflicting", "discuss"),
        (["KIT V559D", "SECONDARY KIT K642E"], "secondary-sensitive", "sensitive", "discuss"),
        (["KIT V559D", "SECONDARY PDGFRA D842I"], "secondary-resistant", "resistant", "avoid"),
        (["KIT V654A"], "secondary-atp-pocket", "resistant", "discuss"),
        (["KIT M541L", "KIT N655K"], "only-unknown", "unknown", "discuss"),
        (["KIT T823D"], "nothing-readable", "unknown", "none"),
        (["KIT M541L", "KIT T823D"], "nothing-readable", "unknown", "none"),
        ([], "", "", ""),
    ],
)
def test_rule(texts, rule, sensitivity, action):
    if not texts:
        found = judge([], BASE, "advanced").verdict
        assert (rule_of(found), found.sensitivity, found.variants) == ("nothing-found", "unknown", ())
        assert all(test in found.advice for test in ("SDHB", "NF1", "BRAF", "NTRK", "KIT exon 8"))
        return
    for order in itertools.permutations(texts):
        found = verdict(*order)
        assert (rule_of(found), found.sensitivity, found.action) == (rule, sensitivity, action)
        assert found.dose_mg_per_day is None


def test_every_rule_is_named_by_some_test():
    named = {row[5] for row in PUBLISHED} | {mark[1] for mark in test_rule.pytestmark[0].args[1]} | {"nothing-found"}
    assert {rule.id for rule in BASE.verdicts if rule.decides != "remark"} <= named


def test_a_pocket_mutation_points_to_sunitinib_and_a_loop_mutation_away_from_it():
    pocket = {drug["drug"]: drug["activity"] for drug in verdict("KIT V559D + V654A").other_inhibitors}
    loop = {drug["drug"]: drug["activity"] for drug in verdict("KIT V559D + D820G").other_inhibitors}
    both = {drug["drug"]: drug["activity"] for drug in verdict("KIT V559D + V654A + D820G").other_inhibitors}
    assert pocket == {"sunitinib": "active", "regorafenib": "mixed", "ripretinib": "mixed"}
    assert loop == {"sunitinib": "inactive", "regorafenib": "active", "ripretinib": "active"}
    assert both == {"sunitinib": "mixed", "regorafenib": "mixed", "ripretinib": "mixed"}
    assert all("exploratory" in verdict(text).advice for text in ("KIT V559D + V654A", "KIT V559D + D820G"))


def test_other_drugs_of_two_deciding_variants_are_joined():
    found = verdict("KIT V559D + D816V + N822K")
    drugs = {drug["drug"]: drug["activity"] for drug in found.other_inhibitors}
    assert drugs["regorafenib"] == "mixed"  # N822K: cells against, a patient for
    assert drugs["ponatinib"] == "mixed"  # known for D816V only
    assert found.action == "avoid"  # that of D816V, the stricter one


def test_a_missing_primary_mutation_is_said():
    assert remarks_of(verdict("KIT V654A")) == {"primary-missing", "polyclonal"}
    assert remarks_of(verdict("KIT V559D + V654A")) == {"polyclonal"}
    assert remarks_of(verdict("KIT V559D")) == set()


def test_two_primaries_of_which_one_resists_are_remarked_on():
    assert remarks_of(verdict("KIT V559D", "PDGFRA D842I")) == {"two-primaries-one-resistant"}


def test_exon_9_keeps_both_halves():
    advice = verdict("KIT A502_Y503dup").advice
    assert "progression-free" in advice and "no overall survival gain" in advice


def test_the_advice_of_each_of_two_primaries_is_told_as_of_it_alone():
    notes = verdict("KIT V559D", "KIT A502_Y503dup").notes
    assert any(note.startswith("KIT V559D alone: Imatinib 400 mg") for note in notes)
    assert any(note.startswith("KIT A502_Y503dup alone: Imatinib 800 mg") for note in notes)


# --- origin ---


@pytest.mark.parametrize(
    ("texts", "treated", "primary", "secondary"),
    [
        (["KIT D816V"], False, ("KIT D816V",), ()),
        (["KIT D816V"], True, (), ("KIT D816V",)),
        (["KIT V559D", "KIT D816V"], False, ("KIT V559D",), ("KIT D816V",)),
        (["KIT V559D", "KIT D816V"], True, ("KIT V559D",), ("KIT D816V",)),
        (["PRIMARY KIT V654A"], True, ("KIT V654A",), ()),
        (["SECONDARY KIT D816V"], False, (), ("KIT D816V",)),
        (["KIT N655K primary", "KIT D820Y"], False, ("KIT N655K",), ("KIT D820Y",)),
        (["KIT V559I", "KIT D820Y"], False, ("KIT D820Y",), ()),  # what is unknown decides no other's origin
        (["KIT M541L", "KIT D820Y"], False, ("KIT D820Y",), ()),
        (["PDGFRA D842V", "PDGFRA N659K"], False, ("PDGFRA D842V",), ("PDGFRA N659K",)),
        (["PRIMARY KIT V559D", "SECONDARY KIT V559D"], False, (), ("KIT V559D",)),
        (["SDH-deficient"], False, (), ()),
    ],
)
def test_origin(texts, treated, primary, secondary):
    for order in itertools.permutations(texts):
        found = verdict(*order, treated=treated)
        assert (found.primary, found.secondary) == (primary, secondary)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("SECONDARY KIT V654A", ["secondary"]),
        ("secondary: KIT V654A", ["secondary"]),
        ("KIT V654A secondary", ["secondary"]),
        ("KIT V654A (Secondary)", ["secondary"]),
        ("KIT V654A, secondary", ["secondary"]),
        ("KIT V559D primary + V654A secondary", ["primary", "secondary"]),
        ("PRIMARY KIT V559D, SECONDARY V654A", ["primary", "secondary"]),
        ("PRIMARY V559D; SECONDARY KIT V654A", ["primary", "secondary"]),
        ("primary KIT exon 11 deletion", ["primary"]),
        ("SECONDARY BRAF V600E", ["secondary"]),
        ("KIT V559D + V654A", [None, None]),
    ],
)
def test_origin_in_a_text(text, origins):
    assert [description.origin for description in parse(text)] == origins


@pytest.mark.parametrize("text", ["primary", "SECONDARY", "SECONDARY SECONDARY", "tertiary KIT V654A", "primary: "])
def test_an_origin_without_a_variant_is_a_problem(text):
    assert verdict(text).problem is not None


def test_the_source_of_each_origin_is_said():
    notes = verdict("KIT V559D", "SECONDARY KIT V654A", "KIT D816V").notes
    assert any(note.startswith("KIT V559D: primary (by default)") for note in notes)
    assert "KIT V654A: secondary (as given)" in notes
    assert "KIT D816V: secondary (seen as both; beside another, primary mutation)" in notes


# --- what must hold for any tumour ---

NAMES = sorted(
    {
        f"{entry.gene} {name}"
        for entry in BASE.entries.values()
        for name in (*entry.covers.variants, *entry.covers.combination)
    }
)
STATES = sorted(entry.covers.state for entry in BASE.entries.values() if entry.covers.state)


def answers() -> dict[str, list[Hit]]:
    """The hits of every variant and state that the base names."""
    annotator = Annotator(BASE)
    found = {name: annotator.hits(Record(name)) for name in NAMES}
    found |= {state: annotator.hits(Record({"braf-v600e": "BRAF V600E"}.get(state, state))) for state in STATES}
    assert not any(hit.annotation.problem for hits in found.values() for hit in hits)
    return found


HITS = answers()


def test_every_pair_of_entries_in_every_setting():
    decisive = 0
    for one, other in itertools.combinations(HITS, 2):
        for setting in SETTINGS:
            tumour = judge([*HITS[one], *HITS[other]], BASE, setting)
            found = tumour.verdict
            reverse = judge([*HITS[other], *HITS[one]], BASE, setting).verdict
            case = f"{one} with {other}, {setting}"
            assert set(reverse.variants) == set(found.variants), case
            keys = [key for key in Verdict._fields if key not in ("variants", "primary", "secondary", "notes")]
            assert [getattr(found, key) for key in keys] == [getattr(reverse, key) for key in keys], case
            assert len(found.variants) == 2, case
            if found.sensitivity == "resistant" or found.action in ("avoid", "none"):
                assert found.dose_mg_per_day is None, case
            if found.dose_mg_per_day is not None:
                assert f"{found.dose_mg_per_day} mg" in found.advice, case
                assert found.sensitivity in ("sensitive", "reduced"), case
            if "p.Asp842Val" in (one + other):
                assert (found.sensitivity, found.action, found.dose_mg_per_day) == ("resistant", "avoid", None), case
            for member in tumour.members:
                if member.effect in SILENT and not (member.entry and member.entry.covers.combination):
                    assert member.name not in tumour.deciding, case
            if any(member.effect == "desensitizing" for member in tumour.members):
                assert found.sensitivity == "resistant", case
            decisive += bool(tumour.deciding)
    assert decisive > 9_000


@pytest.mark.parametrize("silent", ["KIT M541L", "KIT N655K", "PDGFRA P577S", "KIT S123C"])
@pytest.mark.parametrize("text", [row[0] for row in PUBLISHED if row[1] == "advanced" and "W557G" not in row[0]])
def test_what_is_neutral_or_unknown_does_not_change_the_verdict(text, silent):
    alone, beside = verdict(text), verdict(text, silent)
    if rule_of(alone) in ("nothing-found", "only-unknown"):
        return
    assert (beside.sensitivity, beside.dose_mg_per_day, beside.action, beside.advice) == (
        alone.sensitivity,
        alone.dose_mg_per_day,
        alone.action,
        alone.advice,
    )
    assert any(note.startswith(f"{silent}: ") and "does not decide" in note for note in beside.notes)


def test_whole_tumours_do_not_depend_on_their_order():
    shuffled = random.Random(6)
    texts = ["KIT V559D", "KIT V654A", "KIT D820G", "KIT M541L", "KIT T823D", "PDGFRA N659K", "NF1"]
    first = verdict(*texts)
    for _ in range(20):
        shuffled.shuffle(texts)
        found = verdict(*texts)
        assert sorted(found.variants) == sorted(first.variants)
        assert (found.sensitivity, found.action, found.advice, found.citations, found.problem) == (
            first.sensitivity,
            first.action,
            first.advice,
            first.citations,
            first.problem,
        )


# --- nothing is hidden ---


def test_what_is_listed_twice_is_one_member():
    found = verdict("KIT V559D", "NM_000222.3:c.1676T>A", "p.Val559Asp")
    assert found.variants == ("KIT V559D",)
    assert rule_of(found) == "primary-alone"
    assert any("listed 3 times" in note for note in found.notes)


@pytest.mark.parametrize(
    ("texts", "variants"),
    [
        (["KIT exon 11", "KIT V559D"], ("KIT V559D",)),
        (["KIT V559del", "KIT exon 11 deletion"], ("KIT V560del",)),
        (["KIT exon 9 insertion", "KIT A502_Y503dup"], ("KIT A502_Y503dup",)),
        (["KIT exon 11 deletion", "KIT V559D"], ("KIT exon 11 inframe deletion", "KIT V559D")),
        (["KIT exon 17", "KIT V559D"], ("KIT exon 17", "KIT V559D")),
        (["PDGFRA exon 12", "KIT V559D"], ("PDGFRA exon 12", "KIT V559D")),
    ],
)
def test_a_class_is_the_variant_of_it_that_is_listed_too(texts, variants):
    for order in itertools.permutations(texts):
        assert set(verdict(*order).variants) == set(variants)


def test_the_same_combination_in_one_text_and_in_several_rows():
    for names in (["PDGFRA D842V", "PDGFRA N659K"], ["KIT W557G", "KIT Y578C"], ["KIT V559D", "KIT V654A"]):
        gene, _, first = names[0].partition(" ")
        assert verdict(f"{gene} p.[{first};{names[1].partition(' ')[2]}]") == verdict(*names)


def test_the_highest_allele_fraction_comes_first_and_is_shown():
    def record(text: str, fraction: float | None) -> Record:
        return Record(text, sample="T1", allele_fraction=fraction)

    records = [record("KIT V654A", 0.04), record("KIT M541L", None), record("KIT V559D", 0.412), record("NF1", 0.0)]
    (found,) = verdicts_by_sample(records)
    assert found.variants == ("KIT V559D", "KIT V654A", "nf1", "KIT M541L")
    assert any(note.startswith("KIT V559D: ") and "allele fraction 0.412" in note for note in found.notes)
    assert rule_of(found) == "secondary-atp-pocket"


def test_problem_rows_are_told():
    found = verdict("KIT V559D", "KIT T823D", "KIT V559F")
    assert found.problem is not None and found.problem.startswith("1 of 3 could not be read: KIT T823D")
    assert found.problem_code == "reference-mismatch"
    assert any(note.startswith("not read: KIT T823D") for note in found.notes)
    many = verdict("KIT V559D", *[f"nonsense {number}" for number in range(9)])
    assert many.problem is not None and many.problem.endswith("; and 6 more")
    assert sum(note.startswith("not read: ") for note in many.notes) == 9


def test_a_conflict_is_told_with_both_sides():
    notes = verdict("KIT L576P").notes
    assert any(note.startswith("for sensitive: ") for note in notes)
    assert any(note.startswith("for resistant: ") for note in notes)
    assert any("KIT L576P" in note and "conflicting" in note for note in verdict("KIT L576P", "KIT V654A").notes)


def test_the_fields_are_those_of_the_contract():
    assert " ".join(Verdict._fields) == (
        "sample variants primary secondary sensitivity dose_mg_per_day action setting advice duration evidence_level "
        "other_inhibitors citations notes problem problem_code kb_version"
    )


def test_a_base_without_rules_is_an_error():
    with pytest.raises(InputError, match="verdicts"):
        judge([], BASE._replace(verdicts=()), "advanced")


def test_a_clause_without_conditions_counts_every_variant():
    rule = BASE.verdicts[-1]._replace(id="many", decides="none", sensitivity="unknown", when=(Clause(2),))
    base = BASE._replace(verdicts=(rule, *BASE.verdicts))
    assert judge([*HITS["KIT p.Val559Asp"], *HITS["nf1"]], base, "advanced").rule.id == "many"
    assert judge(HITS["KIT p.Val559Asp"], base, "advanced").rule.id == "primary-alone"


# --- grouping ---


def test_rows_are_grouped_by_sample_in_the_order_of_their_first_row():
    rows = [("T2", "KIT V559D"), ("T1", "PDGFRA D842V"), ("T2", "KIT V654A"), ("T3", "KIT M541L")]
    found = list(verdicts_by_sample(Record(text, line, sample) for line, (sample, text) in enumerate(rows, 2)))
    assert [(one.sample, one.variants) for one in found] == [
        ("T2", ("KIT V559D", "KIT V654A")),
        ("T1", ("PDGFRA D842V",)),
        ("T3", ("KIT M541L",)),
    ]


def test_lines_of_a_list_are_tumours_of_their_own_and_are_answered_at_once():
    def lines():
        yield Record("KIT V559D + V654A", 1)
        yield Record("KIT V559D", 2)
        raise AssertionError("the second line was held")

    found = verdicts_by_sample(lines())
    assert next(found).sensitivity == "resistant"
    assert next(found).sensitivity == "sensitive"


def test_a_line_after_a_sample_waits_for_its_turn():
    records = [Record("KIT V559D", 2, "T1"), Record("NF1", 1), Record("NF1", 1), Record("KIT V654A", 3, "T1")]
    assert [(one.sample, len(one.variants)) for one in verdicts_by_sample(records)] == [("T1", 2), (None, 1), (None, 1)]


def test_a_row_of_a_table_that_names_no_samples_is_a_tumour_of_its_own_that_says_so():
    rows = [
        Record("V559D", 2, "T1", descriptions=parse("KIT V559D")),
        Record("V654A", 3, None, descriptions=parse("KIT V654A")),
        Record("D842V", 4, None, descriptions=parse("D842V")),
        Record("V654A", 5, "T1", descriptions=parse("KIT V654A")),
    ]
    named, *nameless = verdicts_by_sample(rows)
    assert (named.sample, named.variants, NO_SAMPLE in named.notes) == ("T1", ("KIT V559D", "KIT V654A"), False)
    assert [(one.sample, one.variants, one.notes[0]) for one in nameless] == [
        (None, ("KIT V654A",), NO_SAMPLE),
        (None, ("PDGFRA D842V",), NO_SAMPLE),
    ]
    assert list(verdicts_by_sample(rows[1:3])) == nameless


def test_a_sample_whose_every_row_is_a_problem_leaves_the_others_unharmed():
    rows = [("T1", "KIT T823D"), ("T2", "KIT V559D"), ("T1", "what"), ("T1", "")]
    bad, good = verdicts_by_sample(Record(text, line, sample) for line, (sample, text) in enumerate(rows, 2))
    assert (bad.sample, bad.variants, bad.sensitivity, bad.action) == ("T1", (), "unknown", "none")
    assert bad.problem is not None and bad.problem.startswith("3 of 3 could not be read: KIT T823D (line 2): ")
    assert "an empty text (line 5)" in bad.problem
    assert (good.sensitivity, good.dose_mg_per_day, good.problem) == ("sensitive", 400, None)


def test_ten_thousand_samples():
    texts = ["KIT V559D", "KIT V654A", "PDGFRA D842V", "KIT T823D"]
    records = [Record(text, sample=f"T{number}") for text in texts for number in range(10_000)]
    found = list(verdicts_by_sample(records))
    assert [one.sample for one in found] == [f"T{number}" for number in range(10_000)]
    assert len({one[1:] for one in map(str_of, found)}) == 1


def str_of(found: Verdict) -> tuple[str, ...]:
    return tuple(str(value) for value in found)


# --- outputs and the command line ---

TUMOURS = """\
# made-up tumours
KIT V559D + V654A
KIT V559D + T823D
PDGFRA D842V
KIT A502_Y503dup
PRIMARY KIT K642E + SECONDARY KIT D816V + KIT M541L
KIT/PDGFRA wild type
nonsense
"""


def run(*arguments: str, text: str | None = None):
    return CliRunner().invoke(cli, arguments, text, env={"GISTCLI_KB": None, "COLUMNS": "100"})


def differs(golden: Path, text: str) -> str | None:
    import os

    if os.environ.get("GISTCLI_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    return None if golden.read_bytes() == text.encode() else f"{golden.name} has other bytes"


@pytest.mark.parametrize("name", ["verdicts.tsv", "verdicts.csv", "verdicts.jsonl", "verdicts.txt"])
def test_golden_file(name):
    ending = name.partition(".")[2]
    result = run("--by-sample", "--no-version", "-f", {"txt": "table"}.get(ending, ending), "-", text=TUMOURS)
    assert result.exit_code == 1
    assert differs(GOLDEN / name, result.stdout) is None


def test_arguments_are_one_tumour():
    result = run("--by-sample", "-f", "jsonl", "KIT V559D", "SECONDARY KIT V654A")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == list(Verdict._fields)
    assert (found["variants"], found["primary"], found["secondary"]) == (
        ["KIT V559D", "KIT V654A"],
        ["KIT V559D"],
        ["KIT V654A"],
    )
    assert found["kb_version"] == BASE.identity


def test_a_treated_tumour_on_the_command_line():
    found = json.loads(run("--by-sample", "--treated", "imatinib", "-f", "jsonl", "KIT D816V").stdout)
    assert found["secondary"] == ["KIT D816V"]


def test_a_setting_on_the_command_line():
    found = json.loads(run("--by-sample", "--setting", "adjuvant", "-f", "jsonl", "KIT V559D").stdout)
    assert (found["setting"], found["dose_mg_per_day"]) == ("adjuvant", 400)


def test_treated_asks_for_by_sample():
    result = run("--treated", "imatinib", "KIT D816V")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--by-sample" in result.stderr


def test_tumours_are_counted_on_standard_error():
    result = run("--by-sample", "-f", "tsv", "-v", "-", text=TUMOURS)
    assert "2 of 7 tumours could not be read in full" in result.stderr
    assert "7 tumours, 2 with a problem" in result.stderr


def test_control_characters_of_a_sample_do_not_reach_the_terminal():
    import io

    from gistcli.writers import load_verdict_writer

    found = verdict("KIT V559D")._replace(sample="T\x1b[31m1")
    stream = io.StringIO()
    load_verdict_writer("table")([found], stream)
    assert "\x1b" not in stream.getvalue()


# --- tables and VCFs ---

TABLE = """\
Hugo_Symbol,HGVSp_Short,Tumor_Sample_Barcode,t_alt_count,t_ref_count,origin
TP53,p.R175H,T0,10,10,
KIT,p.V559D,T1,30,70,primary
KIT,p.D816V,T1,5,95,secondary
PDGFRA,p.D842V,T2,10,10,
KIT,p.V559D,,10,10,
KIT,p.T823D,T3,10,10,
KIT,p.D816V,T4,10,10,
KIT,p.V559D,"T5, again",,,
KIT,p.V654A,T6,10,10,perhaps
"""


def by_sample(path: Path, *options: str) -> dict[str | None, dict]:
    result = run("--by-sample", "-f", "jsonl", "-i", str(path), *options)
    assert result.exit_code in (0, 1), result.output
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == any(one["problem"] for one in found)
    assert len({one["sample"] for one in found}) == len(found)
    return {one["sample"]: one for one in found}


def test_a_table_by_sample(tmp_path):
    path = tmp_path / "cohort.csv"
    path.write_text(TABLE)
    found = by_sample(path, "--origin-column", "Origin")
    assert list(found) == ["T0", "T1", "T2", None, "T3", "T4", "T5, again", "T6"]
    assert "Not yet classified" in found["T0"]["advice"] and found["T0"]["variants"] == []
    assert (found["T1"]["variants"], found["T1"]["secondary"]) == (["KIT V559D", "KIT D816V"], ["KIT D816V"])
    assert any("allele fraction 0.05" in note for note in found["T1"]["notes"])
    assert found["T2"]["action"] == "avoid"
    assert found[None]["problem_code"] == "sample-missing"
    assert found["T3"]["problem_code"] == "reference-mismatch"
    assert found["T4"]["primary"] == ["KIT D816V"]
    assert found["T5, again"]["dose_mg_per_day"] == 400
    assert "Origin says 'perhaps'" in found["T6"]["problem"] and "p.V654A" in found["T6"]["problem"]


def rows_of(*options: str) -> list[dict]:
    result = run("--by-sample", "-f", "jsonl", *options)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == any(one["problem"] for one in found), result.output
    return found


@pytest.mark.parametrize("column", ["", ",T"], ids=["no column", "a column by another name"])
def test_a_table_without_a_sample_column_gives_a_tumour_a_row(tmp_path, column):
    path = tmp_path / "cohort.csv"
    path.write_text(f"Gene,HGVSp{column and ',Tumour'}\nKIT,V559D{column}\nTP53,R175H{column}\nPDGFRA,D842V{column}\n")
    found = rows_of("-i", str(path))
    assert [(one["sample"], one["variants"], one["action"]) for one in found] == [
        (None, ["KIT V559D"], "standard-dose"),
        (None, ["PDGFRA D842V"], "avoid"),
    ]
    assert [one["notes"][0] for one in found] == [NO_SAMPLE] * 2


def test_an_empty_sample_is_a_problem_and_in_no_verdict(tmp_path):
    path = tmp_path / "cohort.csv"
    path.write_text("Gene,HGVSp,sample\nKIT,V559D,T1\nKIT,V654A,\nPDGFRA,D842V, \nKIT,T823D,\n")
    named, *nameless = rows_of("-i", str(path))
    assert (named["sample"], named["variants"], named["dose_mg_per_day"]) == ("T1", ["KIT V559D"], 400)
    assert [(one["variants"], one["dose_mg_per_day"], one["problem_code"]) for one in nameless] == [
        ([], None, "sample-missing")
    ] * 3
    assert "KIT V654A is in no verdict" in nameless[0]["problem"]


@pytest.mark.parametrize(
    ("rows", "samples"),
    [
        pytest.param(b'TP53,"R175H\nX,Y,T9",T1\nTP53,"a ""b""\n\n",T2\n', ["T1", "T2"], id="quoted line ends"),
        pytest.param(b'TP53,"R175H\r\nX,Y,T9",T1\r\nTP53,R,"T ""2"""\r\n', ["T1", 'T "2"'], id="CR LF"),
        pytest.param(b'TP53,"R175H,T1\nTP53,R,T2\n', ["T2"], id="a quote left open"),
        pytest.param(b'TP53,5" deletion,T1\nTP53,R,T2\n', ["T1", "T2"], id="a quote in a cell"),
        pytest.param(b"TP53,R,T1\n\nTP53\nTP53,R,T1\nTP53,R,T2", ["T1", "T2"], id="short rows"),
    ],
)
def test_the_samples_of_rows_of_other_genes_are_those_that_are_there(tmp_path, rows, samples):
    path = tmp_path / "cohort.csv"
    path.write_bytes(b"Gene,HGVSp,sample\n" + rows)
    assert [(one["sample"], one["variants"]) for one in rows_of("-i", str(path))] == [(name, []) for name in samples]


def test_one_sample_in_two_files(tmp_path):
    for gene, change in (("KIT", "V559D"), ("PDGFRA", "D842V")):
        (tmp_path / f"{gene}.csv").write_text(f"Gene,HGVSp,sample\n{gene},{change},T1\n")
    found = by_sample(tmp_path / "KIT.csv", "-i", str(tmp_path / "PDGFRA.csv"))
    assert found["T1"]["variants"] == ["KIT V559D", "PDGFRA D842V"]
    assert found["T1"]["action"] == "avoid"


def test_an_origin_column_that_is_not_there(tmp_path):
    path = tmp_path / "cohort.csv"
    path.write_text(TABLE)
    result = run("--by-sample", "-i", str(path), "--origin-column", "source")
    assert result.exit_code == 2
    assert "no column 'source', which --origin-column names" in result.stderr


def vcf(*samples: str, rows: list[str], header: str = "") -> str:
    names = "#CHROM POS ID REF ALT QUAL FILTER INFO" + (" FORMAT " + " ".join(samples) if samples else "")
    lines = [names, *rows]
    return (
        "##fileformat=VCFv4.2\n##contig=<ID=chr4,length=191154276>\n"
        + header
        + "".join(line.replace(" ", "\t") + "\n" for line in lines)
    )


V559D = "chr4 55593610 . T A . PASS ."
V654A = "chr4 55594258 . T C . PASS ."


def test_a_vcf_of_one_sample(tmp_path):
    path = tmp_path / "tumour.vcf"
    path.write_text(vcf("T1", rows=[f"{V559D} GT:AD 0/1:60,40", f"{V654A} GT:AD 0/1:90,10"]))
    found = by_sample(path)
    assert list(found) == ["T1"]
    assert found["T1"]["variants"] == ["KIT V559D", "KIT V654A"]
    assert any("KIT V654A: secondary (by default), allele fraction 0.1" in note for note in found["T1"]["notes"])


def test_a_filter_that_a_record_fails_is_told_in_the_verdict_in_which_it_counts(tmp_path):
    path = tmp_path / "tumour.vcf"
    failed = V654A.replace("PASS", "weak_evidence;panel_of_normals")
    path.write_text(vcf("T1", rows=[f"{V559D} GT 0/1", f"{failed} GT 0/1"]))
    found = by_sample(path)["T1"]
    assert found["variants"] == ["KIT V559D", "KIT V654A"]
    assert [note for note in found["notes"] if "FILTER" in note] == [
        "KIT V654A: secondary (by default), FILTER is weak_evidence;panel_of_normals"
    ]


def test_a_vcf_of_several_samples_gives_each_the_alleles_that_it_carries(tmp_path):
    path = tmp_path / "cohort.vcf"
    rows = [f"{V559D} GT:AF 0/1:0.4 0/0:0 0/1:0.5 ./.:.", f"{V654A} GT:AF 0/1:0.1 0/0:0 0/0:0 ./.:."]
    path.write_text(vcf("T1", "N1", "T2", "T3", rows=rows))
    found = by_sample(path)
    assert {name: one["variants"] for name, one in found.items()} == {
        "T1": ["KIT V559D", "KIT V654A"],
        "N1": [],
        "T2": ["KIT V559D"],
        "T3": [],
    }
    assert (found["T2"]["dose_mg_per_day"], found["T1"]["dose_mg_per_day"]) == (400, None)


def test_a_vcf_that_names_its_tumour_gives_that_one(tmp_path):
    path = tmp_path / "pair.vcf"
    rows = [f"{V559D} GT 0/0 0/1", f"{V654A} GT 0/1 0/0"]
    path.write_text(vcf("N1", "T1", rows=rows, header="##tumor_sample=T1\n"))
    assert {name: one["variants"] for name, one in by_sample(path).items()} == {"T1": ["KIT V559D"]}


def test_a_vcf_without_samples_is_one_tumour_by_the_name_of_its_file(tmp_path):
    path = tmp_path / "tumour.vcf"
    path.write_text(vcf(rows=[V559D, V654A]))
    found = by_sample(path)
    assert {name: one["variants"] for name, one in found.items()} == {"tumour.vcf": ["KIT V559D", "KIT V654A"]}


def test_a_vcf_without_a_variant_of_the_genes(tmp_path):
    path = tmp_path / "tumour.vcf"
    path.write_text(vcf("T1", rows=["chr4 100 . A T . PASS . GT 0/1"]))
    assert "Not yet classified" in by_sample(path)["T1"]["advice"]


def test_a_vcf_is_not_written_by_sample(tmp_path):
    result = run("--by-sample", "-f", "vcf", "-i", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
