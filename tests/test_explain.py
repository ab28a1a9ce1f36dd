"""Explaining variants: whole cards against files in ``golden/``, and what every card must and must not say.

After a change that is meant, ``GISTCLI_GOLDEN=write pytest tests/test_explain.py`` writes the files anew; read their
difference. The version of the knowledge base stands in them as KB.
"""

from __future__ import annotations

import html
import io
import json
import os
import re
import runpy
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from gistcli.annotate import Annotator
from gistcli.cli.explain import format_of
from gistcli.cli.main import cli
from gistcli.explain import explain
from gistcli.explanation import IMATINIB, Explained, Explanation, in_gist
from gistcli.knowledge import load_knowledge_base
from gistcli.model import GENES, SETTINGS, Entry, Evidence, Hit, KnowledgeBase, Record
from gistcli.normalize import normalize
from gistcli.reference import exon_of_codon, transcript
from gistcli.verdict import judge
from gistcli.writers import CARD_WRITERS, load_card_writer
from gistcli.writers.card import MOST_WIDTH, Page, card
from gistcli.writers.card_json import as_values
from gistcli.writers.card_markdown import escaped
from gistcli.writers.card_words import answer, tags
from gistcli.writers.gene_map import ASCII, SYMBOLS, UNICODE, Mark, neighbourhood, overview

GOLDEN = Path(__file__).parent / "golden"
REWRITE = os.environ.get("GISTCLI_GOLDEN") == "write"
ESCAPE = re.compile("\x1b\\[[0-9;]*m")
BASE = load_knowledge_base()
LABELS = {citation.label for citation in BASE.citations.values()}
IDENTIFIERS = LABELS | {f"doi:{citation.doi}" for citation in BASE.citations.values()}
CITED = re.compile(r"(PMID:\d+|source:[a-z0-9-]+)|(doi:10\S+)")
MILLIGRAMS = re.compile(r"\bmg\b")

CASES = {
    "exon_9_duplication": ["KIT A502_Y503dup"],
    "d842v": ["D842V"],
    "l576p": ["KIT L576P"],
    "v559d_v654a": ["KIT V559D + V654A"],
    "unknown": ["KIT S123C"],
    "exon_11_acceptor": ["KIT c.1648-6_1672del"],
    "v561d_d842v": ["PDGFRA V561D", "PDGFRA D842V"],
    "problem": ["KIT T823D", "KIT Vax559"],
}


def written(explanation: Explanation, name: str, width: int = 80) -> str:
    """Return a card in a format; without colour, as the stream is no terminal."""
    if name == "card":
        return "\n".join(lines(explanation, width)) + "\n"
    stream = io.StringIO()
    load_card_writer(name)(explanation, stream)
    return stream.getvalue()


def lines(explanation: Explanation, width: int, colour: bool = False, encoding: str = "utf-8") -> list[str]:
    """Return the lines of the card for a terminal."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", newline="\n")
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
    )
    for line in card(Page(console, width), explanation):
        line.rstrip()
        console.print(line, soft_wrap=True, markup=False, highlight=False, emoji=False)
    stream.seek(0)
    return stream.read().splitlines()


def compare(text: str, name: str) -> None:
    path = GOLDEN / name
    text = text.replace(BASE.identity, "KB").replace(f"reviewed {BASE.reviewed}", "reviewed DATE")
    if REWRITE:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def text_for(entry: Entry) -> str:
    """Return a text that the entry answers."""
    covers, gene = entry.covers, entry.gene
    if covers.state is not None:
        return covers.state
    assert gene is not None
    if covers.combination:
        return f"{gene} {' + '.join(covers.combination)}"
    if covers.variants:
        return f"{gene} {covers.variants[0]}"
    if covers.splice is not None:
        exon = next(exon for exon in transcript(gene).exons if exon.number == covers.splice[1])
        return f"{gene} c.{exon.first}-6_{covers.last_base}del"
    if covers.touches is not None:
        first, last = covers.touches
        return f"{gene} {first - 1}_{last}{'dup' if covers.changes == ('duplication',) else 'del'}"
    if covers.exon is not None:
        return f"{gene} exon {covers.exon}" + (f" {covers.changes[0]}" if covers.changes else "")
    residue = transcript(gene).protein[covers.codons[0] - 1]
    for other in "WCHMQP":  # one that has no entry of its own
        name = f"{residue}{covers.codons[0]}{other}"
        if other != residue and (gene, normalize(f"{gene} {name}").hgvs_p) not in BASE.by_variant:
            return f"{gene} {name}"
    raise AssertionError(entry.id)


def one(*texts: str, **options: object) -> Explained:
    return explain(texts, **options).variants[0]  # type: ignore[arg-type]


def evidence_of(variant: Explained) -> Iterator[Evidence]:
    for drug in variant.evidence:
        for side in drug.sides:
            yield from side.evidence


# --- whole cards -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("format", "suffix"), [("card", "txt"), ("markdown", "md"), ("json", "json")])
def test_cards_are_those_on_file(name, format, suffix):
    compare(written(explain(CASES[name]), format), f"explain_{name}.{suffix}")


@pytest.mark.parametrize("width", [60, 120])
def test_cards_of_other_widths_are_those_on_file(width):
    compare(written(explain(CASES["l576p"]), "card", width=width), f"explain_l576p_{width}.txt")


# --- properties of every card ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", BASE.entries.values(), ids=lambda entry: entry.id)
def test_every_entry_can_be_explained(entry):
    explanation = explain([text_for(entry)])
    for variant in explanation.variants:
        assert variant.problem is None
        assert variant.entry == entry.id
        assert [rung.entry for rung in variant.ladder if rung.answers] == [entry.id]
    assert set(explanation.sources) <= LABELS
    for name in CARD_WRITERS:
        text = written(explanation, name)
        for label, doi in CITED.findall(re.sub(r"\\(?=\W)", "", written(explanation, name, width=4000))):
            assert label in IDENTIFIERS if label else any(doi.startswith(known) for known in IDENTIFIERS)
        assert BASE.notice in " ".join(text.split())
        assert BASE.identity in text
    for width in (60, 132):
        assert max(map(cell_len, lines(explanation, width))) <= width


@pytest.mark.parametrize("entry", BASE.entries.values(), ids=lambda entry: entry.id)
def test_all_that_an_entry_holds_is_told(entry):
    explanation = explain([text_for(entry)])
    for name in ("card", "markdown"):
        text = re.sub(r"\\(?=\W)", "", " ".join(written(explanation, name, width=4000).split()))
        for words in (entry.summary, entry.not_known, entry.comment):
            assert " ".join((words or "").split()) in text
        for item in entry.evidence:
            assert " ".join(item.statement.split()) in text
            assert " ".join((item.caution or "").split()) in text
            assert all(BASE.citations[key].label in text for key in item.citations)
        for drug in entry.other_inhibitors:
            assert drug.basis in text and drug.label in text
        for setting in SETTINGS:
            recommendation = BASE.advice.get((entry.genotype or "", setting))
            if recommendation is not None:
                assert " ".join(recommendation.advice.split()) in text
                for stance in recommendation.positions:
                    assert " ".join(stance.position.split()) in text
                for other in recommendation.alternatives:
                    assert " ".join(other.statement.split()) in text


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", [60, 120])
def test_colour_only_repeats_what_the_words_say(name, width):
    explanation = explain(CASES[name])
    coloured = lines(explanation, width, colour=True)
    assert any(ESCAPE.search(line) for line in coloured)
    assert [ESCAPE.sub("", line).rstrip() for line in coloured] == lines(explanation, width)
    assert max(map(cell_len, lines(explanation, width))) <= width


@pytest.mark.parametrize("name", CASES)
def test_a_stream_that_is_not_utf_8_gets_ascii(name):
    text = "\n".join(lines(explain(CASES[name]), 80, encoding="ascii"))
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("name", CARD_WRITERS)
def test_the_same_input_gives_the_same_bytes(name):
    assert written(explain(["KIT V559D + V654A"]), name) == written(explain(["KIT V559D + V654A"]), name)


def test_a_very_wide_terminal_gets_lines_that_can_be_read(monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    stream = io.StringIO()
    load_card_writer("card")(explain(["KIT L576P"]), stream)
    assert max(map(cell_len, stream.getvalue().splitlines())) <= MOST_WIDTH


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\x07\u202e\u2066\u200f`|<>*[]_#~&\\\n\r\t\0\ud800")), max_size=60
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.booleans())
def test_what_was_typed_never_steers_a_terminal_or_a_page(text, known):
    explanation = explain([f"KIT V559D + {text}" if known else text])
    for name in ("card", "markdown"):
        told = written(explanation, name)
        assert all(character == "\n" or unicodedata.category(character)[0] != "C" for character in told), (
            f"{name} prints a control character"
        )
    assert max(map(cell_len, lines(explanation, 60))) <= 60
    outside = [line for line in written(explanation, "markdown").splitlines() if not line.startswith("    ")]
    for line in outside:
        bare = re.sub(r"(`+)[^`].*?[^`]?\1(?!`)", "", line)
        assert not re.search(r"(?<!\\)<", bare.replace("\\\\", ""))


def test_markdown_has_no_meaning_in_escaped_text():
    assert escaped("a|b <i> *c* _d_ e_f [g](h) `i` ~~j~~ # &amp;") == (
        r"a\|b \<i\> \*c\* \_d\_ e_f \[g\](h) \`i\` \~\~j\~\~ \# \&amp;"
    )


def test_json_holds_the_whole_explanation():
    explanation = explain(["KIT V559D + V654A"])
    value = json.loads(written(explanation, "json"))
    assert list(value) == list(Explanation._fields)
    assert value == json.loads(json.dumps(as_values(explanation)))
    first = value["variants"][0]
    assert list(first) == list(Explained._fields)
    assert first["courses"][0]["dose_mg_per_day"] == 400
    assert first["map"]["exons"][0] == {"number": 1, "first_codon": 1, "last_codon": 22}
    keys = {
        label
        for drug in first["evidence"]
        for side in drug["sides"]
        for e in side["evidence"]
        for label in e["citations"]
    }
    assert keys <= set(value["sources"])


# --- what the tool must say, and must not say ------------------------------------------------------------------------


@pytest.mark.parametrize("name", CARD_WRITERS)
def test_an_unknown_variant_shows_no_dose(name):
    text = written(explain(["KIT S123C"]), name)
    assert not MILLIGRAMS.search(text)
    assert "no dose" in text


@pytest.mark.parametrize(
    "text", ["KIT S123C", "KIT W557*", "KIT c.1648-3C>G", "KIT V559fs", "KIT V559=", "KIT", "KIT Y553E", "D842A"]
)
@pytest.mark.parametrize("setting", SETTINGS)
def test_what_has_no_entry_gets_no_dose_in_any_setting(text, setting):
    variant = one(text, setting=setting)
    assert variant.sensitivity == "unknown"
    assert {course.dose_mg_per_day for course in variant.courses} == {None}
    assert {course.action for course in variant.courses} == {"none"}
    assert not any(s.drug == IMATINIB and s.dose_mg_per_day for s in variant.statements)


@pytest.mark.parametrize("entry", BASE.entries.values(), ids=lambda entry: entry.id)
def test_a_dose_is_only_what_the_recommendation_says(entry):
    for variant in explain([text_for(entry)]).variants:
        for course in variant.courses:
            if course.dose_mg_per_day is not None:
                assert variant.scope not in ("codon", "gene")
                assert course.dose_mg_per_day == BASE.advice[entry.genotype or "", course.setting].dose_mg_per_day
                assert course.action not in ("avoid", "none")


def test_exon_9_tells_both_halves():
    explanation = explain(["KIT A502_Y503dup"])
    for name in ("card", "markdown"):
        text = " ".join(written(explanation, name).split())
        assert "better response and progression-free survival" in text
        assert "no overall survival gain" in text
    advanced, adjuvant, neoadjuvant = explanation.variants[0].courses
    assert (advanced.dose_mg_per_day, advanced.action) == (800, "high-dose")
    for course in (adjuvant, neoadjuvant):
        assert course.action == "discuss"
        assert "extrapolated" in course.advice
    assert answer(adjuvant).startswith("to be discussed")


@pytest.mark.parametrize("setting", SETTINGS)
def test_d842v_never_gets_imatinib(setting):
    explanation = explain(["D842V"], setting=setting)
    variant = explanation.variants[0]
    assert variant.courses[0].setting == setting
    assert {course.action for course in variant.courses} == {"avoid"}
    assert {course.dose_mg_per_day for course in variant.courses} == {None}
    assert not any(other.drug == IMATINIB for course in variant.courses for other in course.alternatives)
    assert not any(s.drug == IMATINIB and s.dose_mg_per_day for s in variant.statements)
    head = written(explanation, "card").split("Read as")[0]
    assert head.count("AVOID imatinib") == 3
    assert "RESISTANT" in head
    assert not re.search(r"imatinib \d+ mg", written(explanation, "card"), re.IGNORECASE)


def test_avapritinib_labels_differ_by_region():
    text = " ".join(written(explain(["D842V"]), "card").split())
    assert "US - any PDGFRA exon 18 mutation; EU - D842V only" in text


def test_deletion_of_557_558_is_prognosis_and_stays_sensitive():
    variant = one("KIT W557_K558del")
    assert variant.sensitivity == "sensitive"
    assert variant.courses[0].dose_mg_per_day == 400
    assert any(drug.drug == "none" for drug in variant.evidence)


@pytest.mark.parametrize("entry", BASE.entries.values(), ids=lambda entry: entry.id)
def test_evidence_from_elsewhere_is_marked_and_comes_after_that_from_gist(entry):
    for variant in explain([text_for(entry)]).variants:
        for item in evidence_of(variant):
            assert tags(item).count("NOT GIST: ") == ("GIST" not in item.disease)
        for drug in variant.evidence:
            for side in drug.sides:
                seen = [in_gist(item) for item in side.evidence]
                assert seen == sorted(seen, reverse=True)


def test_melanoma_is_named_as_such():
    for name in ("card", "markdown"):
        assert "NOT GIST: melanoma" in " ".join(written(explain(["KIT L576P"]), name).split())


@pytest.mark.parametrize("text", ["KIT V654A", "KIT T670I", "KIT D820Y", "KIT N822K", "KIT Y823D", "KIT A829P"])
def test_a_secondary_mutation_names_its_origin_and_gives_no_dose(text):
    variant = one(text)
    assert variant.origin in ("secondary", "both")
    assert {course.dose_mg_per_day for course in variant.courses} == {None}
    assert "polyclonal-resistance" in {statement.id for statement in variant.statements}
    head = written(explain([text]), "card").split("Read as")[0]
    assert "secondary" in head


def test_t823d_is_a_problem_that_says_what_stands_there():
    variant = one("KIT T823D")
    assert variant.problem is not None
    assert variant.problem.code == "reference-mismatch"
    assert "Tyr" in variant.problem.message or "Y823" in variant.problem.message


def test_wild_type_is_not_yet_classified():
    text = " ".join(written(explain(["KIT/PDGFRA wild type"]), "card").split())
    assert "Not yet classified" in text
    for test in ("SDHB", "NF1", "BRAF", "NTRK", "exon 8"):
        assert test in text


@pytest.mark.parametrize("text", ["KIT exon 13", "KIT exon 17", "PDGFRA exon 18"])
def test_an_exon_that_needs_its_residue_is_neither_sensitive_nor_resistant(text):
    variant = one(text)
    assert variant.sensitivity == "conflicting"
    assert {course.dose_mg_per_day for course in variant.courses} == {None}


def test_general_statements_are_those_of_genotype_and_setting():
    for setting in SETTINGS:
        for statement in one("KIT V559D", setting=setting).statements:
            assert setting in statement.settings
            assert {"all", "kit-exon-11"} & set(statement.applies_to)
    topics = {statement.topic for statement in one("KIT V559D").statements}
    assert {"duration", "monitoring", "second line", "third line", "fourth line", "genetics", "resistance"} <= topics
    assert "unknown variants" not in topics
    assert "unknown variants" in {statement.topic for statement in one("KIT S123C").statements}


# --- why -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entry", "reason"),
    [
        ("KIT V559D", "kit-exon-11", "less specifically"),
        ("KIT L576P", "kit-exon-11", "those at codons 557, 559, 560"),
        ("KIT V654A", "kit-exon-13", "of substitutions the class covers none"),
        ("KIT W557*", "kit-exon-11", "a stop gained never takes the answer of its exon"),
        ("KIT c.1648-6_1672del", "kit-exon-11", "a splice acceptor variant never takes the answer"),
        ("D842V", "pdgfra-d842v-v658a", "only together with p.Val658Ala"),
        (
            "KIT exon 11 substitution",
            "kit-exon-11",
            "the class answers for a deletion, insertion, duplication or delins",
        ),
        ("KIT D816V", "kit-d816-any", "less specifically"),
    ],
)
def test_the_runners_up_say_why_they_lost(text, entry, reason):
    rungs = [rung for rung in one(text).ladder if rung.entry == entry]
    assert len(rungs) == 1
    assert not rungs[0].answers
    assert reason in rungs[0].reason


@pytest.mark.parametrize(
    ("text", "scope", "reason"),
    [
        ("KIT V559D", "exact", "names this variant"),
        ("KIT V555_V559del", "overlap", "touch its range"),
        ("KIT V559F", "exon", "no entry for the very variant"),
        ("KIT D816C", "codon", "no dose follows"),
        ("NF1", "state", "names this genotype"),
    ],
)
def test_the_answer_says_why_it_won(text, scope, reason):
    variant = one(text)
    (rung,) = [rung for rung in variant.ladder if rung.answers]
    assert (rung.scope, variant.scope) == (scope, scope)
    assert reason in rung.reason


def test_without_an_entry_every_rung_says_so():
    assert {rung.entry for rung in one("KIT S123C").ladder} == {None}
    assert [rung.scope for rung in one("KIT S123C").ladder] == ["exact", "codon", "overlap", "exon"]


# --- the map ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gene", GENES)
def test_the_exons_of_the_map_are_those_of_the_reference(gene):
    drawing = one(gene).map
    assert drawing is not None
    for exon in drawing.exons:
        for codon in range(exon.first_codon, exon.last_codon + 1):
            assert exon_of_codon(gene, codon) == exon.number
    assert sum(exon.last_codon - exon.first_codon + 1 for exon in drawing.exons) == drawing.length
    assert drawing.length == {"KIT": 976, "PDGFRA": 1089}[gene]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("KIT V559D", (559, 559)),
        ("KIT A502_Y503dup", (502, 503)),
        ("KIT c.1648-6_1672del", (550, 558)),
        ("KIT exon 11", (550, 591)),
        ("KIT c.1648-3C>G", (550, 550)),
        ("KIT c.-5A>G", (1, 1)),
        ("KIT", None),
    ],
)
def test_the_place_of_a_variant(text, place):
    drawing = one(text).map
    assert drawing is not None
    assert drawing.place == place


def test_neighbours_are_the_other_variants_within_thirty_codons():
    drawing = one("KIT V559D").map
    assert drawing is not None
    assert drawing.near == (529, 589)
    names = {neighbour.name: neighbour.sensitivity for neighbour in drawing.neighbours}
    assert "V559D" not in names
    assert names["L576P"] == "conflicting"
    assert names["V559I"] == "unknown"
    assert "K642E" not in names
    assert drawing.residues[559 - 529] == "V"


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 78, 118])
@pytest.mark.parametrize("text", ["KIT M1V", "KIT V559D", "KIT V976A", "D842V", "KIT exon 2 deletion"])
def test_the_caret_stands_over_the_exon_and_the_residue(text, width, glyphs):
    drawing = one(text).map
    assert drawing is not None and drawing.place is not None
    drawn, _ = overview(drawing, [Mark(*drawing.place, "here")], width, glyphs)
    rows = ["".join(piece for piece, _ in line) for line in drawn]
    assert max(map(len, rows)) <= width
    near = ["".join(piece for piece, _ in line) for line in neighbourhood(drawing, width, glyphs)]
    if near:
        column = near[0].index(glyphs.caret)
        assert near[1][column] == transcript(drawing.gene).protein[drawing.place[0] - 1]
        assert max(map(len, near)) <= width


def test_symbols_are_letters_and_not_colours():
    assert sorted(SYMBOLS.values()) == sorted("SDRCN?")
    text = written(explain(["D842V"]), "card")
    assert "R resistant: " in text and "S sensitive: " in text


# --- one tumour ------------------------------------------------------------------------------------------------------


def test_several_texts_and_one_compound_are_the_same_tumour():
    apart, together = explain(["KIT V559D", "KIT V654A"]), explain(["KIT V559D + V654A"])
    for one_, other in zip(apart.variants, together.variants, strict=True):
        assert one_._replace(input="", member=None) == other._replace(input="", member=None)


def test_a_tumour_is_read_together_by_the_rule_of_the_base():
    explanation = explain(["KIT V559D + V654A"], setting="adjuvant")
    (rule,) = explanation.together
    assert (rule.kind, rule.members, rule.deciding) == ("verdict", (0, 1), (1,))
    assert rule.sensitivity == "resistant"
    assert [course.setting for course in rule.courses] == ["adjuvant", "advanced", "neoadjuvant"]
    assert {course.dose_mg_per_day for course in rule.courses} == {None}
    assert [variant.role for variant in explanation.variants] == ["primary", "secondary"]
    assert {label for course in rule.courses for label in course.citations} <= set(explanation.sources)
    for name in ("card", "markdown"):
        text = written(explanation, name)
        head = re.split("alone:", text)[0]
        assert "Read together, imatinib: RESISTANT" in head
        assert not MILLIGRAMS.search(head)
        assert "one biopsy does not exclude others" in " ".join(head.split())


def test_the_verdict_of_the_card_is_that_of_annotate():
    texts = ["KIT V559D", "KIT N822K", "KIT S123C", "nonsense"]
    annotator = Annotator(BASE, "advanced")
    hits = [Hit(annotation) for text in texts for annotation in annotator.answers(Record(text))]
    verdict = judge(hits, BASE, "advanced").verdict
    explanation = explain(texts)
    course = explanation.together[0].courses[0]
    assert (course.action, course.dose_mg_per_day, course.advice) == (
        verdict.action,
        verdict.dose_mg_per_day,
        verdict.advice,
    )
    assert [variant.role for variant in explanation.variants] == ["primary", "secondary", None, None]


def test_without_rules_no_dose_of_the_tumour_follows():
    explanation = explain(["KIT V559D + V654A"], knowledge_base=BASE._replace(verdicts=()))
    assert explanation.together == ()
    for name in ("card", "markdown"):
        head = written(explanation, name).split("alone:")[0]
        assert "no rule that reads these variants together" in " ".join(head.split())
        assert not MILLIGRAMS.search(head)


@pytest.mark.parametrize("rules", [BASE.verdicts, ()], ids=["rules", "no rules"])
def test_a_combination_is_read_together_and_the_parts_alone_are_named(rules):
    explanation = explain(["PDGFRA V561D", "PDGFRA D842V"], knowledge_base=BASE._replace(verdicts=rules))
    (rule,) = explanation.together
    assert (rule.members, rule.deciding, rule.sensitivity) == ((0, 1), (0, 1), "resistant")
    assert rules or rule.rule == "pdgfra-v561d-d842v"
    assert {course.action for course in rule.courses} == {"avoid"}
    assert [variant.alone for variant in explanation.variants] == ["sensitive", "resistant"]
    assert [variant.same_as for variant in explanation.variants] == [None, 0]
    text = " ".join(written(explanation, "card").split())
    assert re.search(r"1\. PDGFRA V561D, primary[^:]*: SENSITIVE alone", text)
    assert "Read together, imatinib: RESISTANT" in text


def test_the_same_variant_twice_is_no_second_one():
    explanation = explain(["KIT V559D", "p.Val559Asp"])
    assert explanation.together[0].courses[0].dose_mg_per_day == 400
    assert [variant.same_as for variant in explanation.variants] == [None, 0]


def test_an_unread_variant_does_not_hide_the_others():
    explanation = explain(["KIT V559D", "nonsense"])
    assert explanation.has_problem
    assert explanation.variants[0].sensitivity == "sensitive"
    assert "incomplete" in written(explanation, "card")


def test_the_caret_of_a_problem_stands_under_the_character():
    rows = lines(explain(["KIT Vax559"]), 80)
    at = next(number for number, row in enumerate(rows) if row.strip() == "^")
    problem = one("KIT Vax559").problem
    assert problem is not None and problem.text is not None and problem.position is not None
    assert rows[at - 1][rows[at].index("^") :].startswith(problem.text[problem.position :][:1])


# --- the command -----------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    return CliRunner(env={"GISTCLI_KB": None, "GISTCLI_OVERLAY": None}).invoke(cli, ["explain", *arguments])


def test_a_pipe_gets_markdown():
    result = run("D842V")
    assert result.exit_code == 0
    assert result.stdout == written(explain(["D842V"]), "markdown")


@pytest.mark.parametrize("name", ["markdown", "json"])
def test_the_format_can_be_named(name):
    assert run("-f", name, "KIT V559D").stdout == written(explain(["KIT V559D"]), name)


def test_a_variant_that_cannot_be_read_is_exit_status_1():
    result = run("KIT T823D", "KIT V559D")
    assert result.exit_code == 1
    assert "could not be read" in result.stdout
    assert "400 mg" in result.stdout


@pytest.mark.parametrize("arguments", [(), ("-f", "html", "D842V"), ("--kb", "no-such-file.yaml", "D842V")])
def test_wrong_usage_is_exit_status_2(arguments):
    assert run(*arguments).exit_code == 2


def test_the_setting_that_is_asked_for_stands_first():
    assert [
        course["setting"]
        for course in json.loads(run("-f", "json", "--setting", "adjuvant", "D842V").stdout)["variants"][0]["courses"]
    ] == [
        "adjuvant",
        "advanced",
        "neoadjuvant",
    ]


def test_gene_and_build_reach_the_reading():
    assert "KIT exon 12" in run("--gene", "KIT", "exon 12").stdout
    assert "p.Val559Asp" in run("--build", "hg19", "chr4:55593610:T:A").stdout


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("auto", "card.md", "markdown"),
        ("auto", "card.JSON", "json"),
        ("auto", "card.txt", "card"),
        ("auto", "card", "markdown"),
        ("json", "card.md", "json"),
    ],
)
def test_the_format_follows_the_name_of_the_file(name, path, expected):
    assert format_of(name, path) == expected


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / "card.json"
    assert run("-o", str(path), "D842V").exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["variants"][0]["short"] == "D842V"


OVERLAY = """\
schema: 1
version: "3"
reviewed: 2026-11-01
entries:
- id: kit-v559g
  name: KIT V559G as we see it
  gene: KIT
  covers:
    variants: [p.Val559Gly]
  effect: sensitizing
  origin: primary
  genotype: kit-exon-11
  summary: Seen here.
  evidence:
    - {drug: imatinib, direction: sensitive, kind: case report, disease: GIST, setting: any, origin: primary, level: D,
       statement: One patient of ours., citations: [heinrich-2003]}
  reviewed: 2026-11-01
withdraw:
- {id: kit-v559a, reason: mistyped}
"""


def test_what_an_overlay_touched_is_marked(tmp_path):
    path = tmp_path / "laboratory.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    text = run("--overlay", str(path), "KIT V559G").stdout
    assert "Seen here." in text
    assert "The entry is from the overlay laboratory.yaml (version 3)." in text
    assert (
        "is withdrawn by the overlay laboratory.yaml (version 3): mistyped"
        in run("--overlay", str(path), "KIT V559A").stdout
    )


def test_another_knowledge_base_is_used():
    base: KnowledgeBase = BASE._replace(version="1999.1.0")
    assert explain(["D842V"], knowledge_base=base).kb_version.startswith("1999.1.0+")


# --- the picture ------------------------------------------------------------------------------------------------------


def test_the_picture_shows_the_card_and_needs_nothing_from_elsewhere():
    docs = Path(__file__).parents[1] / "docs"
    pictures = runpy.run_path(str(docs / "pictures.py"))
    picture = html.unescape((docs / "images" / "explain.svg").read_text(encoding="utf-8")).replace("\xa0", " ")
    assert "@font-face" not in picture and "url(http" not in picture
    page = Page(Console(width=pictures["WIDTH"], file=io.StringIO()), pictures["WIDTH"])
    told = [line.plain.strip() for line in pictures["beginning"](card(page, explain([pictures["VARIANT"]])))]
    assert any("mg/day" in line for line in told)
    words = {word for line in told if not line.startswith("residues") for word in re.findall("[A-Za-z]{3,}", line)}
    assert not {word for word in words if word not in picture}, "run docs/pictures.py"
