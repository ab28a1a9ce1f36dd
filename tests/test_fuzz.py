"""No input breaks gistcli, loses a row, or costs more than in proportion to its length.

The same few examples each time, so that a failure comes back; `GISTCLI_FUZZ_EXAMPLES=5000 pytest tests/test_fuzz.py`
draws that many new ones for each test. `fuzz/README.md` tells of the longer way, with atheris.
"""

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).resolve().parents[1] / "fuzz"))

import holds
import linear
import plain
import seeds
import strategies

from gistcli.errors import InputError
from gistcli.readers.lists import as_record
from gistcli.readers.request import Request
from gistcli.readers.tables import read_table
from gistcli.readers.vcf import read_vcf

EXAMPLES = os.environ.get("GISTCLI_FUZZ_EXAMPLES")


def examples(number: int) -> settings:
    """Return the settings for a test with this many examples, unless the environment names another number."""
    return settings(
        max_examples=int(EXAMPLES or number),
        derandomize=EXAMPLES is None,
        print_blob=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


# --- Descriptions


@examples(150)
@given(strategies.mutated("description"))
def test_any_text_is_answered_or_a_problem(data):
    holds.check_description(data.decode("utf-8", "surrogateescape"))


@examples(50)
@given(st.text(max_size=40))
def test_any_characters_are_a_problem_or_an_answer(text):
    holds.check_description(text)


@examples(40)
@given(strategies.mutated("list"))
def test_each_line_of_a_list_gives_a_row(data):
    holds.check_list(data)


SAME = ("gene", "hgvs_p", "short", "sensitivity", "dose_mg_per_day", "action", "advice", "entry", "scope", "citations")


@examples(80)
@given(strategies.cases())
def test_dna_and_protein_routes_agree(case):
    (coding,) = holds.answers_of(f"{case.gene} c.{case.coding}")
    assert coding.problem is None
    holds.check_canonical(coding)
    for build in plain.BUILDS:
        place = plain.bases_name(
            plain.CODING[case.gene],
            case.edit,
            lambda number, build=build: plain.position(case.gene, number, build),
            True,
        )
        position, reference, alternative = case.alleles[build]
        for text in (f"{strategies.CONTIG[build]}:g.{place}", f"chr4:{position}:{reference}:{alternative}"):
            (genomic,) = holds.answers_of(text)
            assert genomic._replace(input="", notes=()) == coding._replace(input="", notes=()), text
    if coding.hgvs_p not in (None, "p.?"):
        (protein,) = holds.answers_of(f"{case.gene}:{coding.hgvs_p}")
        if protein.exon == coding.exon:  # at the edge of an exon only DNA tells in which of the two a change lies
            assert [getattr(protein, name) for name in SAME] == [getattr(coding, name) for name in SAME]


# --- Tables


@pytest.mark.parametrize("build", plain.BUILDS)
@pytest.mark.parametrize("dialect", [pytest.param(value, id=name) for name, value in strategies.DIALECTS.items()])
def test_each_row_of_a_dialect_comes_to_its_variant(dialect, build):
    @examples(8)
    @given(strategies.tables(dialect, build))
    def check(table):
        request = Request()
        records = list(read_table(io.BytesIO(table.data), request))
        assert (request.rows, request.hits) == (table.rows, len(table.cases))
        assert [record.line for record in records] == [line for line, _ in table.cases]
        for record, (_, case) in zip(records, table.cases, strict=True):
            (answer,) = holds.annotator().answers(record)
            (expected,) = holds.answers_of(f"{case.gene} c.{case.coding}")
            assert (answer.problem, answer.gene, answer.hgvs_c) == (None, case.gene, expected.hgvs_c)
        holds.check_table(table.data)

    check()


@examples(100)
@given(strategies.mutated("table"), st.sampled_from(("table", "maf")))
def test_any_table_is_refused_or_keeps_its_rows(data, kind):
    holds.refused(lambda content: holds.check_table(content, kind), data)


# --- VCF


@pytest.mark.parametrize("build", plain.BUILDS)
def test_each_record_of_a_vcf_comes_to_its_variant(build):
    @examples(40)
    @given(strategies.vcfs(build))
    def check(vcf):
        records = list(read_vcf(io.BytesIO(vcf.data), Request()))
        assert len(records) == len(vcf.cases)
        for record, case in zip(records, vcf.cases, strict=True):
            (answer,) = holds.annotator().answers(record)
            (expected,) = holds.answers_of(f"{case.gene} c.{case.coding}")
            assert (answer.problem, answer.gene, answer.hgvs_c) == (None, case.gene, expected.hgvs_c)
        holds.check_vcf(vcf.data)

    check()


@examples(100)
@given(strategies.mutated("vcf"), st.sampled_from((None, *plain.BUILDS)))
def test_any_vcf_is_refused_or_keeps_its_lines(data, build):
    holds.refused(lambda content: holds.check_vcf(content, build), data)


# --- Knowledge bases


@examples(60)
@given(strategies.mutated("base"))
def test_any_base_has_faults_or_answers(data):
    holds.check_base(data)


@examples(80)
@given(strategies.mutated("overlay"))
def test_any_overlay_has_faults_or_answers(data):
    holds.check_overlay(data)


# --- The seeds, and that checks can fail


def test_the_corpus_is_what_the_seeds_are_made_of():
    for target, contents in strategies.SEEDS.items():
        kept = sorted(path.read_bytes() for path in (seeds.CORPUS / target).iterdir())
        assert kept == sorted(contents), "run python fuzz/seeds.py"


def test_a_refused_input_is_told_from_a_defect():
    with pytest.raises(AssertionError):
        holds.refused(lambda _: holds.check_answer(holds.answers_of("KIT V559D")[0]._replace(entry=None)), b"")
    assert holds.refused(holds.check_vcf, b"no VCF")
    with pytest.raises(InputError):
        holds.check_vcf(b"no VCF")


# --- Linear time


@pytest.mark.parametrize("name", linear.INPUTS)
def test_twice_the_length_costs_twice_the_steps(name):
    """Bytecodes and calls are counted, so that a busy machine changes nothing."""
    make, run = linear.INPUTS[name]
    size = linear.SIZES.get(name, 30)
    run(make(size))  # what is remembered from now on
    once, twice, fourfold = (linear.steps(run, make(factor * size)) for factor in (1, 2, 4))
    assert once > 0
    assert twice <= 2.2 * once + linear.FEW, (once, twice, fourfold)
    assert fourfold <= 2.2 * twice + linear.FEW, (once, twice, fourfold)


def test_steps_of_a_slow_function_are_seen_to_grow():
    def slow(number):
        return [a for a in range(number) for b in range(number) if a == b]

    assert linear.steps(slow, 200) > 3 * linear.steps(slow, 100)
    assert as_record("KIT V559D").error is None
