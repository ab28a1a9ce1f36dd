"""The clinical safety net: what must hold of the base, of every answer and of every verdict; see `invariants`.

Each invariant is a named case, and each can fail: the last part breaks a copy of the base in one place and looks
whether the invariant tells of it.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import invariants
import pytest
import small_base
from click.testing import CliRunner
from test_equivalence import HOTSPOTS

from gistcli import annotate_all, knowledge, schema
from gistcli.annotate import Annotator
from gistcli.cli.main import cli
from gistcli.knowledge import load_knowledge_base
from gistcli.model import SETTINGS, KnowledgeBase, Record

BASE = load_knowledge_base()
EXAMPLE = invariants.example(BASE)
STATES = ["KIT/PDGFRA wild type", "SDH-deficient", "NF1", "BRAF V600E", "NTRK fusion"]
CLASSES = [
    f"{gene} exon {exon}{change}"
    for gene, exons in (("KIT", (8, 9, 11, 13, 14, 17, 18)), ("PDGFRA", (12, 14, 15, 18)))
    for exon in exons
    for change in ("", " deletion", " insertion", " duplication", " delins", " substitution")
]
TRUNCATING = [
    f"{gene} {change}"
    for gene, changes in (
        ("KIT", "W8* Y418* Y503* W557* W557fs K558Nfs*12 V559fs V559Gfs*2 V560fs D579fs K642* V654fs D816fs Y823* M1?"),
        ("PDGFRA", "V561fs V561* S566fs N659fs D842fs D842* I843fs D846* Y849* M1?"),
    )
    for change in changes.split()
] + ["KIT c.1676del", "KIT c.1669_1670del", "KIT c.1509_1510insG", "KIT c.1924A>T", "PDGFRA c.2525del", "KIT c.2T>G"]
UNREAD = ["KIT V559", "V559D?", "KIT T823D", "PDGFRA D841V", "EGFR L858R", "KIT X557R", ""]
TEXTS = list(
    dict.fromkeys(
        [
            *EXAMPLE.values(),
            *[text for texts in invariants.examples(BASE).values() for text, _ in texts],
            *[f"{hotspot.gene} {hotspot.short}" for hotspot in HOTSPOTS],
            *STATES,
            *CLASSES,
            *TRUNCATING,
            *UNREAD,
        ]
    )
)


# --- what holds


@pytest.mark.parametrize("holds", [pytest.param(holds, id=name) for name, holds in invariants.OF_BASE.items()])
def test_of_the_base(holds: invariants.OfBase) -> None:
    assert list(holds(BASE)) == []


ANSWERS = {setting: list(annotate_all(TEXTS, setting=setting)) for setting in SETTINGS}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("holds", [pytest.param(holds, id=name) for name, holds in invariants.OF_ANSWER.items()])
def test_of_every_entry_class_state_and_hot_spot(holds: invariants.OfAnswer, setting: str) -> None:
    found = {answer.input: list(holds(answer, BASE)) for answer in ANSWERS[setting]}
    assert {text: wrong for text, wrong in found.items() if wrong} == {}


def test_the_texts_are_of_all_kinds() -> None:
    answers = ANSWERS["advanced"]
    assert {answer.sensitivity for answer in answers} == {
        "sensitive", "reduced", "resistant", "conflicting", "neutral", "unknown",
    }  # fmt: skip
    assert {answer.entry for answer in answers} >= set(BASE.entries)
    assert sum(answer.consequence in invariants.TRUNCATING for answer in answers) >= len(TRUNCATING)
    assert sum(answer.problem is not None for answer in answers) >= len(UNREAD)


def test_every_truncating_text_is_read_as_truncating() -> None:
    for answer in annotate_all(TRUNCATING):
        assert answer.consequence in invariants.TRUNCATING, answer.input


@pytest.mark.parametrize("output_format", ["card", "markdown", "json"])
@pytest.mark.parametrize("text", ["KIT A502_Y503dup", "KIT F506_F508dup", "KIT K484_G487del", "KIT exon 9"])
def test_explain_tells_both_halves_of_exon_9(text: str, output_format: str) -> None:
    result = CliRunner().invoke(cli, ["explain", text, "-f", output_format], env={"COLUMNS": "120"})
    told = " ".join(result.stdout.split())
    assert result.exit_code == 0
    for half in ("progression-free survival", "no overall survival gain", "more toxicity", "extrapolated"):
        assert half in told


# --- tumours


def judged(texts: tuple[str, ...], setting: Any, treated: bool = False, origins: tuple[Any, ...] = ()) -> Any:
    annotator = ANNOTATORS[setting]
    records = [Record(text, origin=origin) for text, origin in itertools.zip_longest(texts, origins)]
    return annotator.judge(None, [hit for record in records for hit in annotator.hits(record)], treated)


ANNOTATORS = {setting: Annotator(BASE, setting, show_version=False) for setting in SETTINGS}
OTHERS = list(dict.fromkeys([*EXAMPLE.values(), *STATES, *CLASSES[::6], *TRUNCATING[:3], *UNREAD]))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("treated", [pytest.param(False, id="untreated"), pytest.param(True, id="treated")])
def test_d842v_is_never_given_imatinib_beside_anything(setting: str, treated: bool) -> None:
    """Beside every entry, every state, classes, truncating changes and what cannot be read; in both orders."""
    wrong, asked = [], 0
    for other in OTHERS:
        for texts in (("PDGFRA D842V", other), (other, "PDGFRA D842V")):
            for origins in ((), ("primary", "secondary"), ("secondary", "primary"), ("secondary", "secondary")):
                tumour = judged(texts, setting, treated, origins)
                for name, holds in invariants.OF_TUMOUR.items():
                    wrong += [(texts, origins, name, told) for told in holds(tumour, BASE)]
                asked += 1
    assert wrong == []
    assert asked == 8 * len(OTHERS) > 8 * len(BASE.entries)


@pytest.mark.parametrize("setting", SETTINGS)
def test_of_every_pair_of_entries(setting: str) -> None:
    wrong = []
    for number, texts in enumerate(itertools.combinations(EXAMPLE.values(), 2)):
        tumour = judged(texts, setting, treated=number % 2 == 1)
        for name, holds in invariants.OF_TUMOUR.items():
            wrong += [(texts, name, told) for told in holds(tumour, BASE)]
    assert wrong == []


def test_a_dose_is_given_to_some_tumours() -> None:
    """The invariants of tumours hold of nothing but refusals else."""
    doses = {judged((text,), "advanced").verdict.dose_mg_per_day for text in EXAMPLE.values()}
    assert doses == {None, 400, 800}
    assert judged(("KIT V559D", "KIT W557*"), "advanced").verdict.dose_mg_per_day == 400


# --- each can fail: a base that is broken in one place


def built(change: Callable[[dict[str, Any]], None]) -> KnowledgeBase:
    """Return the base with a change, built without the checks that would refuse most of these."""
    values = copy.deepcopy(VALUES)
    change(values)
    return knowledge.build(values, "0" * 16)


VALUES: dict[str, Any] = dict(schema.read(knowledge.read_file(knowledge.bundled())).values)


def record(values: dict[str, Any], section: str, id: str) -> dict[str, Any]:
    (found,) = [one for one in values[section] if one["id"] == id]
    return found


def set_in(section: str, id: str, **fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda values: record(values, section, id).update(fields)


def replaced(section: str, id: str, field: str, old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        text = record(values, section, id)[field]
        assert old in text
        record(values, section, id)[field] = text.replace(old, new)

    return change


def evidence_of(id: str, **fields: Any) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        for item in record(values, "entries", id)["evidence"]:
            item.update(fields)

    return change


def without(section: str, id: str) -> Callable[[dict[str, Any]], None]:
    return lambda values: values[section].remove(record(values, section, id))


def first_rules(*ids: str) -> Callable[[dict[str, Any]], None]:
    """Move rules to the front."""

    def change(values: dict[str, Any]) -> None:
        rules = [record(values, "verdicts", id) for id in ids]
        values["verdicts"] = [*rules, *[rule for rule in values["verdicts"] if rule not in rules]]

    return change


def both(*changes: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        for one in changes:
            one(values)

    return change


BROKEN_BASES = [
    pytest.param(
        "every_dose_has_a_citation_and_a_setting",
        set_in("recommendations", "kit-exon-11-advanced", citations=[]),
        id="a dose without a source",
    ),
    pytest.param(
        "every_dose_has_a_citation_and_a_setting",
        set_in("recommendations", "kit-exon-11-advanced", citations=["nobody-2020"]),
        id="a dose with a source that is not there",
    ),
    pytest.param(
        "every_dose_has_a_citation_and_a_setting",
        set_in("recommendations", "kit-exon-11-advanced", setting="any"),
        id="a dose without a setting",
    ),
    pytest.param(
        "every_dose_has_a_source_that_was_read",
        set_in("recommendations", "kit-exon-11-advanced", citations=["nccn-2026"]),
        id="a dose that others quote",
    ),
    pytest.param(
        "a_dose_is_one_that_was_tested",
        set_in("recommendations", "kit-exon-11-advanced", dose_mg_per_day=4000),
        id="a misprinted dose",
    ),
    pytest.param(
        "dose_and_action_agree",
        set_in("recommendations", "kit-exon-11-advanced", dose_mg_per_day=800),
        id="a dose that is not that of the action",
    ),
    pytest.param(
        "dose_and_action_agree",
        set_in("recommendations", "kit-codon-816-advanced", dose_mg_per_day=400),
        id="avoid, with a dose",
    ),
    pytest.param(
        "dose_and_action_agree",
        set_in("recommendations", "kit-secondary-advanced", advice="Imatinib 800 mg a day."),
        id="a dose in the sentence alone",
    ),
    pytest.param(
        "more_than_400_mg_only_in_exon_9",
        set_in("recommendations", "kit-exon-11-advanced", dose_mg_per_day=800, action="high-dose"),
        id="800 mg in exon 11",
    ),
    pytest.param(
        "a_dose_that_is_carried_over_says_so",
        replaced("recommendations", "kit-exon-9-neoadjuvant", "advice", "extrapolated", "taken"),
        id="800 mg before surgery as if tested",
    ),
    pytest.param(
        "exon_9_keeps_both_halves_of_its_evidence",
        replaced("recommendations", "kit-exon-9-advanced", "advice", "no overall survival gain", "more tablets"),
        id="exon 9 without what limits 800 mg",
    ),
    pytest.param(
        "exon_9_keeps_both_halves_of_its_evidence",
        replaced("recommendations", "kit-exon-9-advanced", "advice", "progression-free survival", "effect"),
        id="exon 9 without what speaks for 800 mg",
    ),
    pytest.param(
        "exon_9_keeps_both_halves_of_its_evidence",
        replaced("recommendations", "kit-exon-9-advanced", "statement", "overall survival was not longer", "little"),
        id="exon 9, a half lost in the statement",
    ),
    pytest.param(
        "exon_9_keeps_both_halves_of_its_evidence",
        replaced("recommendations", "kit-exon-9-adjuvant", "advice", "extrapolated from advanced disease", "an option"),
        id="exon 9 adjuvant as settled",
    ),
    pytest.param(
        "exon_9_keeps_both_halves_of_its_evidence",
        evidence_of("kit-exon-9", dose_mg_per_day=400),
        id="exon 9, no evidence for 800 mg",
    ),
    pytest.param(
        "d842v_is_never_given_imatinib_by_the_base",
        set_in("recommendations", "pdgfra-d842v-adjuvant", action="standard-dose", dose_mg_per_day=400),
        id="D842V given imatinib after surgery",
    ),
    pytest.param(
        "d842v_is_never_given_imatinib_by_the_base",
        set_in("entries", "pdgfra-d842v", genotype="pdgfra-sensitive"),
        id="D842V with the genotype of others",
    ),
    pytest.param(
        "d842v_is_never_given_imatinib_by_the_base",
        set_in("entries", "pdgfra-v561d-d842v", effect="sensitizing", genotype="pdgfra-sensitive"),
        id="D842V beside V561D as sensitive",
    ),
    pytest.param(
        "d842v_is_never_given_imatinib_by_the_base", without("entries", "pdgfra-d842v"), id="no entry for D842V"
    ),
    pytest.param(
        "an_effect_traces_to_evidence_in_gist",
        evidence_of("kit-w557r", disease="melanoma"),
        id="sensitive by another disease",
    ),
    pytest.param(
        "an_effect_traces_to_evidence_in_gist",
        evidence_of("kit-v654a", direction="sensitive"),
        id="resistant against its evidence",
    ),
    pytest.param(
        "an_effect_traces_to_evidence_in_gist", evidence_of("kit-v654a", citations=[]), id="evidence without a source"
    ),
    pytest.param(
        "no_dose_without_an_effect_that_bears_it",
        set_in("entries", "kit-s709f", genotype="kit-exon-11"),
        id="an unknown one with a dose",
    ),
    pytest.param(
        "no_dose_without_an_effect_that_bears_it",
        set_in("entries", "kit-v654a", genotype="kit-exon-11"),
        id="a resistant one with a dose",
    ),
    pytest.param(
        "every_genotype_has_an_answer_in_every_setting",
        without("recommendations", "kit-exon-9-adjuvant"),
        id="a setting without recommendation",
    ),
    pytest.param(
        "classes_cover_in_frame_changes_only",
        set_in("entries", "kit-exon-11", covers={"class": {"exon": 11, "changes": ["deletion", "frameshift"]}}),
        id="a class that covers frameshifts",
    ),
    pytest.param(
        "the_best_levels_are_for_gist",
        evidence_of("kit-d816v", disease="systemic mastocytosis", level="A"),
        id="level A for another disease",
    ),
    pytest.param(
        "a_drug_that_is_called_active_has_a_source",
        lambda values: record(values, "entries", "kit-v654a")["other_inhibitors"][0].update(citations=[]),
        id="another drug without a source",
    ),
    pytest.param(
        "every_entry_is_reached",
        lambda values: values["entries"].append({**record(values, "entries", "kit-v559d"), "id": "kit-v559d-again"}),
        id="an entry behind another",
    ),
    pytest.param(
        "every_entry_is_reached",
        set_in("entries", "kit-t670i", covers={"variants": ["p.Thr6700Ile"]}),
        id="an entry for what is no variant",
    ),
]


@pytest.mark.parametrize(("name", "change"), BROKEN_BASES)
def test_a_broken_base_is_told(name: str, change: Callable[[dict[str, Any]], None]) -> None:
    assert list(invariants.OF_BASE[name](built(change)))


def test_every_invariant_of_the_base_is_seen_to_fail() -> None:
    assert {case.values[0] for case in BROKEN_BASES} == set(invariants.OF_BASE)


def test_the_unchanged_copy_is_not_broken() -> None:
    copied = built(lambda values: None)
    assert [list(holds(copied)) for holds in invariants.OF_BASE.values()] == [[] for _ in invariants.OF_BASE]


GOOD = next(iter(annotate_all(["KIT V559D"])))
BROKEN_ANSWERS = [
    pytest.param("unknown_never_carries_a_dose", GOOD._replace(sensitivity="unknown"), id="unknown, 400 mg"),
    pytest.param("unknown_never_carries_a_dose", GOOD._replace(entry=None), id="sensitive by no entry"),
    pytest.param("truncating_is_never_sensitive", GOOD._replace(consequence="stop_gained"), id="a stop, sensitive"),
    pytest.param(
        "truncating_is_never_sensitive", GOOD._replace(consequence="frameshift_variant"), id="a frameshift, sensitive"
    ),
    pytest.param(
        "no_change_of_the_protein_is_no_answer", GOOD._replace(consequence="synonymous_variant"), id="no change"
    ),
    pytest.param(
        "a_lost_splice_site_is_answered_by_name_only",
        GOOD._replace(consequence="splice_acceptor_variant"),
        id="a splice site by a class",
    ),
    pytest.param(
        "d842v_is_never_given_imatinib",
        GOOD._replace(gene="PDGFRA", hgvs_p="p.Asp842Val"),
        id="D842V, 400 mg",
    ),
    pytest.param(
        "codon_842_is_never_sensitive",
        GOOD._replace(gene="PDGFRA", hgvs_p="p.Asp842_Ile843delinsVal"),
        id="a valine at 842, sensitive",
    ),
    pytest.param("a_dose_has_a_citation_and_a_setting", GOOD._replace(citations=()), id="no source"),
    pytest.param("a_dose_has_a_citation_and_a_setting", GOOD._replace(setting="any"), id="no setting"),
    pytest.param("a_dose_has_a_citation_and_a_setting", GOOD._replace(dose_mg_per_day=800), id="another dose"),
    pytest.param("a_dose_has_a_citation_and_a_setting", GOOD._replace(dose_mg_per_day=None), id="no dose"),
    pytest.param("an_answer_traces_to_evidence_in_gist", GOOD._replace(sensitivity="resistant"), id="no such evidence"),
    pytest.param(
        "an_answer_traces_to_evidence_in_gist", GOOD._replace(citations=("PMID:1",)), id="its evidence is not cited"
    ),
    pytest.param("only_what_responds_has_a_dose", GOOD._replace(sensitivity="resistant"), id="resistant, 400 mg"),
    pytest.param(
        "only_what_responds_has_a_dose", GOOD._replace(sensitivity="neutral", dose_mg_per_day=None), id="neutral"
    ),
    pytest.param(
        "a_conflict_shows_two_sides",
        next(iter(annotate_all(["KIT L576P"])))._replace(notes=("for sensitive: one",)),
        id="one side of a conflict",
    ),
    pytest.param(
        "exon_9_tells_both_halves",
        next(iter(annotate_all(["KIT A502_Y503dup"])))._replace(advice="Imatinib 800 mg a day: better response."),
        id="half of exon 9",
    ),
    pytest.param("high_dose_only_in_exon_9", GOOD._replace(dose_mg_per_day=800), id="800 mg in exon 11"),
    pytest.param("a_dose_only_where_something_responds", GOOD._replace(exon="17"), id="400 mg in exon 17"),
    pytest.param("no_dose_follows_from_a_codon_or_a_gene", GOOD._replace(scope="codon"), id="a dose by codon"),
    pytest.param("an_entry_answers_for_its_own_gene_and_exon", GOOD._replace(exon="12-13"), id="another exon"),
    pytest.param("an_entry_answers_for_its_own_gene_and_exon", GOOD._replace(gene="PDGFRA"), id="another gene"),
    pytest.param(
        "a_class_answers_for_a_substitution_at_its_codons_only",
        GOOD._replace(scope="exon", short="E561K", entry="kit-exon-11"),
        id="a class at another codon",
    ),
    pytest.param("what_is_not_read_says_nothing", GOOD._replace(problem="not read"), id="a problem, 400 mg"),
    pytest.param("sources_are_those_of_the_base", GOOD._replace(citations=("PMID:1",)), id="a source from nowhere"),
]


@pytest.mark.parametrize(("name", "answer"), BROKEN_ANSWERS)
def test_a_broken_answer_is_told(name: str, answer: Any) -> None:
    assert list(invariants.OF_ANSWER[name](answer, BASE))
    assert any(told.startswith(f"{name}: ") for told in invariants.wrong_with(answer, BASE))


def test_every_invariant_of_an_answer_is_seen_to_fail() -> None:
    assert {case.values[0] for case in BROKEN_ANSWERS} == set(invariants.OF_ANSWER)


BROKEN_TUMOURS = [
    pytest.param(
        "a_tumour_with_d842v_is_never_given_imatinib",
        ("PDGFRA D842V",),
        set_in("entries", "pdgfra-d842v", effect="sensitizing", genotype="pdgfra-sensitive"),
        id="D842V with a dose",
    ),
    pytest.param(
        "a_tumour_with_d842v_is_never_given_imatinib",
        ("PDGFRA D842V", "KIT V559D"),
        first_rules("primary-alone"),
        id="the other mutation decides",
    ),
    pytest.param(
        "no_dose_beside_what_may_resist",
        ("KIT V559D", "KIT V654A"),
        first_rules("primary-alone"),
        id="a secondary mutation is overlooked",
    ),
    pytest.param(
        "no_dose_beside_what_may_resist",
        ("KIT V559D", "KIT T823D"),
        first_rules("primary-alone"),
        id="what was not read is overlooked",
    ),
    pytest.param(
        "an_unknown_tumour_has_no_dose",
        ("KIT W557*",),
        set_in("recommendations", "wild-type-advanced", duration="3 years"),
        id="not classified, and a duration",
    ),
    pytest.param(
        "the_dose_of_a_tumour_is_that_of_a_member",
        ("KIT V559D",),
        both(
            lambda values: record(values, "verdicts", "primary-alone").update(decides="none", genotype="kit-exon-9"),
            lambda values: record(values, "verdicts", "primary-alone").update(sensitivity="reduced"),
        ),
        id="the dose of another genotype",
    ),
]


@pytest.mark.parametrize(("name", "texts", "change"), BROKEN_TUMOURS)
def test_a_broken_verdict_is_told(name: str, texts: tuple[str, ...], change: Callable[[dict[str, Any]], None]) -> None:
    for base, told in ((BASE, False), (built(change), True)):
        annotator = Annotator(base, "advanced", show_version=False)
        tumour = annotator.judge(None, [hit for text in texts for hit in annotator.hits(Record(text))])
        assert bool(list(invariants.OF_TUMOUR[name](tumour, base))) == told


def test_every_invariant_of_a_tumour_is_seen_to_fail() -> None:
    assert {case.values[0] for case in BROKEN_TUMOURS} == set(invariants.OF_TUMOUR)


def test_a_base_that_says_nothing_of_exon_9_or_d842v_is_told(tmp_path: Any) -> None:
    path = tmp_path / "base.yaml"
    path.write_text(small_base.BASE)
    base = load_knowledge_base(path)
    for name in ("exon_9_keeps_both_halves_of_its_evidence", "d842v_is_never_given_imatinib_by_the_base"):
        assert list(invariants.OF_BASE[name](base))
