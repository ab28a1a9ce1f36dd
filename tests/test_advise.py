"""Doses and actions: the golden answers of the hot spots, and what must never come out."""

import csv
from pathlib import Path

import pytest
from test_equivalence import HOTSPOTS

from gistcli import annotate
from gistcli.advise import advise
from gistcli.knowledge import load_knowledge_base
from gistcli.match import match
from gistcli.model import SETTINGS, Match
from gistcli.normalize import normalize_description
from gistcli.spellings import parse

BASE = load_knowledge_base()
GOLDEN = Path(__file__).parent / "golden" / "hotspots.tsv"


def advised(text, setting="advanced"):
    (description,) = parse(text)
    result = normalize_description(description)
    return advise(match(result.variant, BASE, result.respelled), BASE, setting)


def golden_rows():
    with open(GOLDEN, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['gene']} {row['short']}") for row in golden_rows()])
def test_golden_answer_of_a_hot_spot(row):
    for setting in SETTINGS:
        answer = annotate(f"{row['gene']} {row['short']}", setting=setting)
        assert answer.short == row["short"]
        assert answer.sensitivity == row["sensitivity"]
        assert str(answer.dose_mg_per_day or "") == row[f"dose_{setting}"]
        assert answer.action == row[f"action_{setting}"]
        assert (answer.entry or "") == row["entry"]


def test_every_hot_spot_has_a_golden_answer():
    rows = golden_rows()
    assert [(row["gene"], row["short"]) for row in rows] == [(hotspot.gene, hotspot.short) for hotspot in HOTSPOTS]


@pytest.mark.parametrize(
    ("text", "setting", "sensitivity", "action", "dose", "duration"),
    [
        pytest.param("KIT A502_Y503dup", "advanced", "reduced", "high-dose", 800, "until progression", id="exon 9"),
        pytest.param(
            "KIT A502_Y503dup", "adjuvant", "reduced", "discuss", 400, "3 years (tested)", id="exon 9, adjuvant"
        ),
        pytest.param("PDGFRA D842V", "advanced", "resistant", "avoid", None, None, id="D842V"),
        pytest.param("PDGFRA D842V", "adjuvant", "resistant", "avoid", None, None, id="D842V, adjuvant"),
        pytest.param("KIT V559D", "advanced", "sensitive", "standard-dose", 400, "until progression", id="V559D"),
        pytest.param(
            "KIT V559D", "adjuvant", "sensitive", "standard-dose", 400, "at least 3 years", id="V559D, adjuvant"
        ),
        pytest.param(
            "KIT V559D", "neoadjuvant", "sensitive", "standard-dose", 400, "6-12 months", id="V559D, before surgery"
        ),
        pytest.param("KIT K642E", "advanced", "sensitive", "standard-dose", 400, "until progression", id="K642E"),
        pytest.param("KIT V654A", "advanced", "resistant", "discuss", None, None, id="V654A"),
        pytest.param("KIT T670I", "advanced", "resistant", "discuss", None, None, id="T670I"),
        pytest.param("KIT L576P", "advanced", "conflicting", "discuss", None, None, id="L576P"),
        pytest.param("KIT D816V", "advanced", "resistant", "avoid", None, None, id="D816V"),
        pytest.param("PDGFRA D842I", "advanced", "resistant", "avoid", None, None, id="D842I"),
        pytest.param("PDGFRA D842Y", "advanced", "conflicting", "discuss", None, None, id="D842Y"),
        pytest.param(
            "PDGFRA I843_D846del", "advanced", "sensitive", "standard-dose", 400, "progression", id="I843_D846del"
        ),
        pytest.param("KIT M541L", "advanced", "neutral", "none", None, None, id="M541L"),
        pytest.param("KIT W557*", "advanced", "unknown", "none", None, None, id="W557*"),
        pytest.param("KIT V559fs", "advanced", "unknown", "none", None, None, id="V559fs"),
        pytest.param("KIT S123C", "advanced", "unknown", "none", None, None, id="S123C"),
        pytest.param("KIT exon 11 deletion", "advanced", "sensitive", "standard-dose", 400, "progression", id="class"),
        pytest.param("SDH-deficient", "advanced", "resistant", "avoid", None, None, id="SDH-deficient"),
        pytest.param("SDH-deficient", "adjuvant", "resistant", "avoid", None, None, id="SDH-deficient, adjuvant"),
        pytest.param("NF1", "advanced", "resistant", "avoid", None, None, id="NF1"),
        pytest.param("BRAF V600E", "advanced", "resistant", "avoid", None, None, id="BRAF V600E"),
        pytest.param("NTRK fusion", "advanced", "resistant", "avoid", None, None, id="NTRK fusion"),
        pytest.param("KIT/PDGFRA wild type", "advanced", "conflicting", "discuss", None, None, id="wild type"),
        pytest.param("KIT D816A", "advanced", "resistant", "avoid", None, None, id="codon 816"),
        pytest.param(
            "PDGFRA exon 18", "advanced", "conflicting", "discuss", None, None, id="PDGFRA exon 18 as a class"
        ),
        pytest.param("KIT exon 13", "advanced", "conflicting", "discuss", None, None, id="exon 13 as a class"),
    ],
)
def test_advice(text, setting, sensitivity, action, dose, duration):
    advice = advised(text, setting)
    assert (advice.setting, advice.sensitivity, advice.action) == (setting, sensitivity, action)
    assert advice.dose_mg_per_day == dose
    if duration is None:
        assert advice.duration is None
    else:
        assert duration in advice.duration


def test_both_halves_of_the_evidence_on_exon_9():
    advice = advised("KIT A502_Y503dup").advice
    assert "progression-free survival" in advice
    assert "no overall survival gain" in advice


def test_exon_9_adjuvant_800_only_as_extrapolated():
    for text in ("KIT A502_Y503dup", "KIT exon 9", "KIT exon 9 insertion"):
        advice = advised(text, "adjuvant")
        assert (advice.action, advice.dose_mg_per_day) == ("discuss", 400)
        assert "400 mg a day for 3 years is the tested dose" in advice.advice
        assert "800 mg is extrapolated" in advice.advice


def test_avapritinib_is_named_for_d842v_with_its_dose():
    assert "avapritinib 300 mg" in advised("PDGFRA D842V").advice
    assert "No adjuvant imatinib" in advised("PDGFRA D842V", "adjuvant").advice


def test_wild_type_asks_for_what_completes_the_genotype():
    advice = advised("KIT/PDGFRA wild type").advice
    assert "ot yet classified" in advice
    for word in ("SDHB", "NF1", "BRAF", "NTRK", "KIT exon 8"):
        assert word in advice


@pytest.mark.parametrize(
    "text", ["KIT V654A", "KIT T670I", "KIT D820Y", "KIT D820F", "KIT N822K", "KIT Y823D", "KIT A829P"]
)
def test_mutations_that_are_usually_secondary_say_so(text):
    advice = advised(text)
    assert advice.sensitivity == "resistant"
    assert advice.dose_mg_per_day is None
    assert any("secondary" in note for note in advice.notes)


@pytest.mark.parametrize("text", ["KIT L576P", "PDGFRA D842Y", "PDGFRA I843del"])
def test_a_conflict_shows_both_sides(text):
    notes = advised(text).notes
    for side in ("for sensitive:", "for resistant:"):
        (note,) = [note for note in notes if note.startswith(side)]
        assert "PMID:" in note or "doi:" in note or "source:" in note


def test_557_558_is_prognosis_and_stays_sensitive_at_400():
    advice = advised("KIT W557_K558del")
    assert (advice.sensitivity, advice.dose_mg_per_day) == ("sensitive", 400)
    assert any("relapse" in note for note in advice.notes)


# --- what holds for every entry, in every setting


EVERY = [(entry, setting) for entry in BASE.entries.values() for setting in SETTINGS]
each_answer = pytest.mark.parametrize(
    ("entry", "setting"), [pytest.param(entry, setting, id=f"{entry.id}, {setting}") for entry, setting in EVERY]
)


@each_answer
def test_dose_and_action_agree(entry, setting):
    advice = advise(Match(entry, "exact"), BASE, setting)
    assert (advice.action in ("standard-dose", "high-dose")) <= (advice.dose_mg_per_day is not None)
    assert (advice.action in ("avoid", "none")) <= (advice.dose_mg_per_day is None)
    if advice.dose_mg_per_day is not None:
        assert advice.sensitivity in ("sensitive", "reduced")
        assert f"{advice.dose_mg_per_day} mg" in advice.advice
    if advice.sensitivity in ("unknown", "neutral"):
        assert (advice.action, advice.dose_mg_per_day, advice.duration) == ("none", None, None)
    if advice.sensitivity == "resistant":
        assert advice.action in ("avoid", "discuss")
    if advice.sensitivity == "conflicting":
        assert advice.action == "discuss"


@each_answer
def test_no_dose_follows_from_a_codon_or_a_gene(entry, setting):
    for scope in ("codon", "gene"):
        advice = advise(Match(entry, scope), BASE, setting)
        assert advice.dose_mg_per_day is None
        assert advice.action not in ("standard-dose", "high-dose")


@each_answer
def test_extrapolation_is_named(entry, setting):
    advice = advise(Match(entry, "exact"), BASE, setting)
    if advice.dose_mg_per_day == 800 and setting != "advanced":
        assert "extrapolated" in advice.advice


@each_answer
def test_citations_are_given_where_something_is_known(entry, setting):
    advice = advise(Match(entry, "exact"), BASE, setting)
    assert len(set(advice.citations)) == len(advice.citations)
    assert all(label.startswith(("PMID:", "doi:", "source:")) for label in advice.citations)
    if advice.sensitivity not in ("unknown", "neutral"):
        assert advice.citations
        assert advice.evidence_level in ("A", "B", "C", "D")


@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_found_is_unknown(setting):
    advice = advise(Match(None, None), BASE, setting)
    assert (advice.sensitivity, advice.action, advice.dose_mg_per_day) == ("unknown", "none", None)
    assert (advice.duration, advice.evidence_level, advice.citations) == (None, None, ())


@pytest.mark.parametrize(
    "text",
    [
        "KIT S709F",
        "KIT N655K",
        "KIT N655S",
        "KIT D816F",
        "KIT D820H",
        "KIT D820V",
        "KIT D820E",
        "KIT N822Y",
        "PDGFRA N659Y",
        "PDGFRA Y849C",
        "PDGFRA T674I",
        "KIT Y553del",
        "KIT P577del",
    ],
)
@pytest.mark.parametrize("setting", SETTINGS)
def test_gaps_of_the_dossier_are_unknown_without_a_dose(text, setting):
    advice = advised(text, setting)
    assert (advice.sensitivity, advice.action, advice.dose_mg_per_day) == ("unknown", "none", None)


def test_evidence_of_other_diseases_is_no_advice():
    for entry in BASE.entries.values():
        advice = advise(Match(entry, "exact"), BASE, "advanced")
        foreign = {
            BASE.citations[key].label
            for item in entry.evidence
            if not any(word in item.disease for word in ("GIST",))
            for key in item.citations
        }
        own = {BASE.citations[key].label for item in entry.evidence if "GIST" in item.disease for key in item.citations}
        recommended = (
            {BASE.citations[key].label for key in advice.recommendation.citations} if advice.recommendation else set()
        )
        assert not set(advice.citations) & (foreign - own - recommended)
