"""Inputs that once raised something else than a problem: each found by mutating descriptions at random."""

import pytest

from gistcli import verdicts_by_sample
from gistcli.advise import advise
from gistcli.annotate import annotate, annotate_all
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Covers, Match

FINDINGS = [
    pytest.param("del W557-X558", "syntax", id="a residue that is none, in a legacy range"),
    pytest.param("KIT c.1346_1503dup", None, id="a duplication over an intron, whose bases are unknown"),
    pytest.param("KIT c.2929del", None, id="a frameshift in the stop codon"),
    pytest.param("PDGFRA D1082_*1090dup", None, id="a duplication of the stop codon"),
    pytest.param("KIT c.2932A>G", "out-of-range", id="a number beyond the stop codon"),
]


@pytest.mark.parametrize(("text", "code"), FINDINGS)
def test_a_finding_stays_a_row(text: str, code: str | None) -> None:
    answer = annotate(text)
    assert answer.problem_code == code
    assert answer.sensitivity == "unknown"
    assert answer.dose_mg_per_day is None


def test_a_codon_never_brings_the_dose_of_a_recommendation() -> None:
    """An overlay may give a codon a genotype that has a dose: neither number nor sentence nor duration follows."""
    base = load_knowledge_base()
    entry = base.entries["kit-v559d"]._replace(covers=Covers(codons=(559,), changes=("substitution",)))
    advice = advise(Match(entry, "codon"), base, "advanced")
    assert (advice.action, advice.dose_mg_per_day, advice.duration) == ("discuss", None, None)
    assert "400 mg a day" not in advice.advice


def test_a_genotype_state_may_stand_beside_a_variant() -> None:
    answers = list(annotate_all(["KIT V559D + SDH-deficient"]))
    assert [answer.entry for answer in answers] == ["kit-v559d", "sdh-deficient"]


def test_a_genotype_beside_a_sensitive_mutation_is_no_plain_refusal_and_no_dose() -> None:
    (verdict,) = verdicts_by_sample(["KIT V559D + SDH-deficient"])
    assert (verdict.sensitivity, verdict.action, verdict.dose_mg_per_day) == ("resistant", "discuss", None)
    assert any("genotype-beside-mutation" in note for note in verdict.notes)
