"""A sample of the exhaustive check (`python -m benchmarks.exhaustive`), and all that lies at an edge.

The whole check reads every small change of both genes; here stand a sample with a fixed seed, and the changes at the
ends of exons and at the first and the last codon, where mistakes are made.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import alleles
import oracle
import plain
import pytest
from oracle import KINDS, Change

from gistcli import annotate

sys.path.insert(0, str(Path(__file__).parents[1]))  # `pytest` alone does not look for `benchmarks`
exhaustive: Any = importlib.import_module("benchmarks.exhaustive")

SAMPLE = 40
GENES = plain.GENES


def at_edges(gene: str) -> Iterator[Change]:
    """Yield the changes at the ends of the exons, and at the first and the last codon."""
    coding = alleles.coding(gene)
    ends = {number for limits in oracle.exons(gene) for number in limits}
    ends |= {1, 2, 3, len(coding) - 2, len(coding) - 1, len(coding)}
    for kind in KINDS:
        for change in oracle.changes(gene, kind):
            first, last = sorted((change.start, change.end))
            if kind == "substitution":
                chosen = first in ends
            elif kind == "duplication":
                chosen = len(change.new) == 3 and (last - 3 in ends or first in ends)
            elif kind in ("in-frame deletion", "out-of-frame deletion"):
                chosen = last - first in (0, 2) and (first in ends or last in ends)
            else:
                chosen = last - first + 1 + change.before + change.after in (2, 3)
            if chosen:
                yield change


@pytest.mark.parametrize("gene", GENES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_of_each_kind_comes_out_as_expected_in_all_ways(gene: str, kind: str) -> None:
    report = exhaustive.check(exhaustive.chosen(gene, kind, SAMPLE, seed=8))
    assert report.findings == []
    assert report.asked[kind, "variants"] == SAMPLE


@pytest.mark.parametrize("gene", GENES)
def test_every_edge_comes_out_as_expected_in_all_ways(gene: str) -> None:
    report = exhaustive.check(list(at_edges(gene)))
    assert report.findings == []
    assert {kind for kind, way in report.asked if way == "variants"} == set(KINDS)
    assert sum(count for (_, way), count in report.asked.items() if way == "variants") > 400


def test_how_many_changes_there_are() -> None:
    """The numbers follow from the lengths of the exons: three other bases, and each length as often as it fits."""
    substitutions = 0
    for gene in GENES:
        lengths = [last - first + 1 for first, last in oracle.exons(gene)]
        assert sum(lengths) == len(alleles.coding(gene))
        counted = {kind: len(list(oracle.changes(gene, kind))) for kind in KINDS}
        assert counted["substitution"] == 3 * sum(lengths)
        substitutions += counted["substitution"]
        for kind, sizes in (
            ("in-frame deletion", range(3, 31, 3)),
            ("out-of-frame deletion", [size for size in range(1, 31) if size % 3]),
            ("duplication", (3, 6, 9)),
        ):
            assert counted[kind] == sum(length - size + 1 for length in lengths for size in sizes)
    assert substitutions == 18_603


# --- the oracle


def test_both_tables_of_exons_and_both_readings_of_the_sequences_agree() -> None:
    for gene in GENES:
        assert alleles.coding(gene) == plain.CODING[gene]
        for number in range(1, len(alleles.coding(gene)) + 1):
            for build in plain.BUILDS:
                assert alleles.position(gene, number, build) == plain.position(gene, number, build)


@pytest.mark.parametrize(
    ("change", "name", "short", "term"),
    [
        pytest.param(
            Change("KIT", "substitution", 1676, 1676, "A"), "c.1676T>A", "V559D", "missense_variant", id="V559D"
        ),
        pytest.param(
            Change("PDGFRA", "substitution", 2525, 2525, "T"), "c.2525A>T", "D842V", "missense_variant", id="D842V"
        ),
        pytest.param(
            Change("KIT", "in-frame deletion", 1669, 1674),
            "c.1669_1674del",
            "W557_K558del",
            "inframe_deletion",
            id="557",
        ),
        pytest.param(
            Change("KIT", "in-frame deletion", 1676, 1678),
            "c.1679_1681del",
            "V560del",
            "inframe_deletion",
            id="V560del",
        ),
        pytest.param(
            Change("KIT", "duplication", 1510, 1509, "GCCTAT"),
            "c.1504_1509dup",
            "A502_Y503dup",
            "inframe_insertion",
            id="exon 9",
        ),
        pytest.param(
            Change("PDGFRA", "in-frame deletion", 2526, 2537),
            "c.2526_2537del",
            "I843_D846del",
            "inframe_deletion",
            id="I843_D846del",
        ),
        pytest.param(Change("KIT", "substitution", 1671, 1671, "A"), "c.1671G>A", "W557*", "stop_gained", id="a stop"),
        pytest.param(Change("KIT", "substitution", 1, 1, "G"), "c.1A>G", "M1?", "start_lost", id="the start"),
    ],
)
def test_the_oracle_knows_the_hot_spots(change: Change, name: str, short: str, term: str) -> None:
    """Names as in cancerhotspots v2, CIViC and the literature; see `test_equivalence` and `test_consequence`."""
    wanted = oracle.expected(change)
    assert (wanted.hgvs_c, wanted.short, wanted.consequence) == (name, short, (term,))


@pytest.mark.parametrize(
    ("short", "three"),
    [
        pytest.param("V559D", "p.Val559Asp", id="substitution"),
        pytest.param("V559Gfs*12", "p.Val559GlyfsTer12", id="frameshift"),
        pytest.param("V559Gfs*?", "p.Val559GlyfsTer?", id="frameshift without end"),
        pytest.param("D842_I843delinsVM", "p.Asp842_Ile843delinsValMet", id="delins"),
        pytest.param("K558=", "p.Lys558=", id="no change"),
        pytest.param("?", "p.?", id="unknown"),
    ],
)
def test_names_with_three_letters(short: str, three: str) -> None:
    assert oracle.spelt(short) == three


@pytest.mark.parametrize(
    ("hgvs_p", "same"),
    [
        pytest.param("p.Val559del", "p.Val560del", id="either valine"),
        pytest.param("p.Ala502_Tyr503dup", "p.Tyr503_Phe504insAlaTyr", id="a duplication as an insertion"),
        pytest.param("p.Trp557Ter", "p.Trp557_Lys558delinsTer", id="what follows a stop does not count"),
    ],
)
def test_the_protein_that_a_name_makes(hgvs_p: str, same: str) -> None:
    assert oracle.residues_of("KIT", hgvs_p) == oracle.residues_of("KIT", same)
    assert oracle.residues_of("KIT", hgvs_p) != oracle.protein_of("KIT")


def test_a_name_that_does_not_fit_the_protein_makes_none() -> None:
    assert oracle.residues_of("KIT", "p.Leu559Asp") is None
    assert oracle.residues_of("KIT", "p.Val559GlyfsTer12") is None


def test_a_deletion_that_leaves_exon_and_donor_as_they_were_takes_no_splice_site() -> None:
    """It repeats: by the 3' rule it lies behind the donor; the only one of all deletions over an end of an exon."""
    change = Change("PDGFRA", "deletion over an exon end", 1786, 1786, after=13)
    assert "splice_region_variant" in oracle.expected(change).consequence
    assert exhaustive.check([change]).findings == []
    assert annotate("PDGFRA c.1786_1786+13del").hgvs_c == "c.1786+5_1786+18del"


# --- deletions over an end of an exon


@pytest.mark.parametrize(
    ("text", "consequence", "exon", "entry"),
    [
        pytest.param("KIT c.1645_1650del", "splice_donor_variant", "10-11", None, id="over an intron"),
        pytest.param(
            "KIT c.1648-6_1672del", "splice_acceptor_variant", "11", "kit-exon-11-acceptor-del", id="acceptor"
        ),
        pytest.param("KIT c.1773_1774+3del", "splice_donor_variant", "11", None, id="donor"),
        pytest.param("KIT c.1880-2_1882del", "splice_acceptor_variant", "13", None, id="acceptor of another exon"),
    ],
)
def test_a_deletion_over_an_end_of_an_exon(text: str, consequence: str, exon: str, entry: str | None) -> None:
    """Its protein cannot be told, and only the exon 11 acceptor has an answer, by an entry that names it."""
    answer = annotate(text)
    assert (answer.consequence, answer.exon, answer.hgvs_p, answer.entry) == (consequence, exon, "p.?", entry)
    assert (answer.dose_mg_per_day is None) == (entry is None)


# --- the check can fail


V559D = Change("KIT", "substitution", 1676, 1676, "A")


def findings(monkeypatch: pytest.MonkeyPatch, way: str, **fields: Any) -> list[str]:
    """Return what is found where the answers to one way of writing are changed."""
    true = exhaustive.one

    def changed(annotator: Any, text: str) -> Any:
        answer = true(annotator, text)
        return answer._replace(**fields) if way in text else answer

    monkeypatch.setattr(exhaustive, "one", changed)
    return [finding.wrong for finding in exhaustive.check([V559D]).findings]


@pytest.mark.parametrize(
    ("way", "fields", "told"),
    [
        pytest.param(":c.", {"hgvs_p": "p.Val559Glu"}, "hgvs_p is p.Val559Glu, not p.Val559Asp", id="another protein"),
        pytest.param(":c.", {"hgvs_c": "c.1676T>C"}, "hgvs_c is c.1676T>C, not c.1676T>A", id="another name"),
        pytest.param(":c.", {"consequence": "stop_gained"}, "consequence is stop_gained", id="another term"),
        pytest.param(":c.", {"exon": "12"}, "exon is 12, not 11", id="another exon"),
        pytest.param(":c.", {"citations": ()}, "400 mg without a source", id="a broken invariant"),
        pytest.param(":c.", {"problem": "no", "problem_code": "syntax"}, "not read: no", id="a problem"),
        pytest.param(
            ".11:g.", {"entry": "kit-exon-11"}, "g. GRCh37, NC_000004.11:g.55593610T>A: entry is", id="GRCh37"
        ),
        pytest.param(".12:g.", {"dose_mg_per_day": 800}, "dose_mg_per_day is 800, and 400 by c.", id="GRCh38"),
        pytest.param("KIT V559D", {"sensitivity": "unknown"}, "sensitivity is 'unknown'", id="one letter"),
        pytest.param("p.Val559Asp", {"advice": "another"}, "advice is 'another'", id="three letters"),
        pytest.param("KIT c.", {"short": "V559E"}, "canonical c., KIT c.1676T>A: short is 'V559E'", id="its own name"),
    ],
)
def test_a_wrong_answer_is_found(monkeypatch: pytest.MonkeyPatch, way: str, fields: dict[str, Any], told: str) -> None:
    assert any(told in wrong for wrong in findings(monkeypatch, way, **fields))


def test_a_wrong_answer_from_a_vcf_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    true = oracle.allele
    monkeypatch.setattr(
        oracle,
        "allele",
        lambda change, build, right: true(change._replace(new="G") if right else change, build, right),
    )
    wrong = [finding.wrong for finding in exhaustive.check([V559D]).findings]
    assert any(one.startswith("VCF GRCh37, right, chr4:55593610:T:G: hgvs_p is 'p.Val559Gly'") for one in wrong)
    assert not any("left" in one for one in wrong)


def test_what_is_raised_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    annotator = exhaustive.annotators()["advanced"]
    true = annotator.answers
    monkeypatch.setattr(annotator, "answers", lambda record: 1 / 0 if "c.1676" in record.text else true(record))
    (finding, *_) = exhaustive.check([V559D]).findings
    assert finding.wrong == "not read: raised ZeroDivisionError('division by zero')"


def test_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["--gene", "KIT", "--kind", "substitution", "--sample", "2", "--jobs", "1"]
    assert exhaustive.main(arguments) == 0
    told = capsys.readouterr().out
    assert told.startswith("substitution: 2 variants\n  ")
    assert "\nall: 2 variants, 20 descriptions, 0 findings\n" in told
    true = oracle.expected
    monkeypatch.setattr(oracle, "expected", lambda change: true(change)._replace(exon="0"))
    assert exhaustive.main(arguments) == 1
    assert "\nsubstitution: 2 findings\n  NM_000222.3:c." in capsys.readouterr().out
