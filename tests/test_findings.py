"""Inputs that once raised something else than a problem: each found by mutating descriptions at random."""

import pytest

from gistcli.annotate import annotate

FINDINGS = [
    pytest.param("del W557-X558", "syntax", id="a residue that is none, in a legacy range"),
    pytest.param("KIT c.1346_1503dup", None, id="a duplication over an intron, whose bases are unknown"),
    pytest.param("KIT c.2929del", None, id="a frameshift in the stop codon"),
    pytest.param("KIT c.2932A>G", "out-of-range", id="a number beyond the stop codon"),
]


@pytest.mark.parametrize(("text", "code"), FINDINGS)
def test_a_finding_stays_a_row(text: str, code: str | None) -> None:
    answer = annotate(text)
    assert answer.problem_code == code
    assert answer.sensitivity == "unknown"
    assert answer.dose_mg_per_day is None
