"""The pipeline: whole annotations, bad rows among good ones, several variants in one text."""

from importlib import import_module

import pytest

import gistcli
from gistcli import annotate, annotate_all
from gistcli.annotate import Annotator
from gistcli.errors import PROBLEMS, InputError, VariantError
from gistcli.knowledge import load_knowledge_base
from gistcli.model import SETTINGS, Annotation, Record
from gistcli.spellings import parse

PIPELINE = import_module("gistcli.annotate")
"""The module: in the package its name is that of the function."""
KEYS = (
    "input line sample gene hgvs_p hgvs_c short consequence exon domain sensitivity dose_mg_per_day action setting "
    "advice duration evidence_level scope entry other_inhibitors citations notes problem problem_code kb_version"
)


def test_keys_stand_in_the_order_of_the_contract():
    assert list(Annotation._fields) == KEYS.split()


def test_a_whole_annotation():
    answer = annotate("NM_000222.3(KIT):c.1676T>A (p.Val559Asp)")
    assert answer.input == "NM_000222.3(KIT):c.1676T>A (p.Val559Asp)"
    assert (answer.line, answer.sample) == (None, None)
    assert (answer.gene, answer.hgvs_p, answer.hgvs_c, answer.short) == ("KIT", "p.Val559Asp", "c.1676T>A", "V559D")
    assert (answer.consequence, answer.exon, answer.domain) == ("missense_variant", "11", "juxtamembrane")
    assert (answer.sensitivity, answer.dose_mg_per_day, answer.action) == ("sensitive", 400, "standard-dose")
    assert (answer.setting, answer.scope, answer.entry) == ("advanced", "exact", "kit-v559d")
    assert answer.evidence_level == "A"
    assert "400 mg" in answer.advice
    assert "sunitinib" in [item["drug"] for item in answer.other_inhibitors]
    assert any(label.startswith("PMID:") for label in answer.citations)
    assert (answer.problem, answer.problem_code) == (None, None)
    assert answer.kb_version == load_knowledge_base().identity


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "KIT A502_Y503dup", {"sensitivity": "reduced", "exon": "9", "entry": "kit-a502-y503dup"}, id="A502_Y503dup"
        ),
        pytest.param(
            "D842V",
            {"gene": "PDGFRA", "sensitivity": "resistant", "action": "avoid", "dose_mg_per_day": None, "exon": "18"},
            id="D842V",
        ),
        pytest.param(
            "KIT V559D",
            {"sensitivity": "sensitive", "action": "standard-dose", "dose_mg_per_day": 400, "exon": "11"},
            id="V559D",
        ),
        pytest.param("KIT K642E", {"sensitivity": "sensitive", "dose_mg_per_day": 400, "exon": "13"}, id="K642E"),
        pytest.param("KIT V654A", {"sensitivity": "resistant", "dose_mg_per_day": None, "exon": "13"}, id="V654A"),
        pytest.param("KIT T670I", {"sensitivity": "resistant", "dose_mg_per_day": None, "exon": "14"}, id="T670I"),
        pytest.param(
            "KIT L576P", {"sensitivity": "conflicting", "dose_mg_per_day": None, "action": "discuss"}, id="L576P"
        ),
        pytest.param("KIT D816V", {"sensitivity": "resistant", "dose_mg_per_day": None, "exon": "17"}, id="D816V"),
        pytest.param(
            "PDGFRA D842I", {"sensitivity": "resistant", "dose_mg_per_day": None, "action": "avoid"}, id="D842I"
        ),
        pytest.param("PDGFRA D842Y", {"sensitivity": "conflicting", "dose_mg_per_day": None}, id="D842Y"),
        pytest.param("PDGFRA I843_D846del", {"sensitivity": "sensitive", "dose_mg_per_day": 400}, id="I843_D846del"),
        pytest.param("KIT M541L", {"sensitivity": "neutral", "action": "none", "dose_mg_per_day": None}, id="M541L"),
        pytest.param("KIT W557*", {"sensitivity": "unknown", "dose_mg_per_day": None, "entry": None}, id="W557*"),
        pytest.param("KIT V559fs", {"sensitivity": "unknown", "dose_mg_per_day": None, "entry": None}, id="V559fs"),
        pytest.param("KIT S123C", {"sensitivity": "unknown", "dose_mg_per_day": None, "entry": None}, id="S123C"),
        pytest.param(
            "KIT exon 11 deletion", {"sensitivity": "sensitive", "dose_mg_per_day": 400, "scope": "exon"}, id="class"
        ),
        pytest.param(
            "SDH-deficient",
            {"gene": None, "sensitivity": "resistant", "action": "avoid", "scope": "state"},
            id="SDH-deficient",
        ),
    ],
)
def test_example_in_every_setting(text, setting, expected):
    answer = annotate(text, setting=setting)
    assert answer.setting == setting
    assert {key: getattr(answer, key) for key in expected} == expected


def test_sunitinib_is_active_against_v654a():
    active = [item["drug"] for item in annotate("KIT V654A").other_inhibitors if item["activity"] == "active"]
    assert "sunitinib" in active


def test_avapritinib_is_active_and_approved_for_d842v():
    (avapritinib,) = [item for item in annotate("PDGFRA D842V").other_inhibitors if item["drug"] == "avapritinib"]
    assert (avapritinib["activity"], avapritinib["approved"]) == ("active", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("KIT V559", "syntax", id="half a variant"),
        pytest.param("KIT T823D", "reference-mismatch", id="wrong residue"),
        pytest.param("KIT V9999D", "out-of-range", id="codon beyond the protein"),
        pytest.param("exon 12", "ambiguous-gene", id="ambiguous gene"),
        pytest.param("EGFR L858R", "gene-not-covered", id="another gene"),
        pytest.param("W557X", "ambiguous-stop", id="X"),
        pytest.param("V" * 10_000_000, "too-long", id="ten million characters"),
        pytest.param("V559D\x00", "not-text", id="binary"),
    ],
)
def test_problem_row(text, code):
    answer = annotate(text)
    assert answer.problem_code == code in PROBLEMS
    assert answer.problem and "\n" not in answer.problem
    assert len(answer.problem) < 600
    assert (answer.sensitivity, answer.dose_mg_per_day, answer.action) == ("unknown", None, "none")
    assert (answer.gene, answer.hgvs_p, answer.scope, answer.entry, answer.evidence_level) == (None,) * 5
    assert (answer.citations, answer.other_inhibitors) == ((), ())


def test_bad_rows_lose_no_good_ones():
    answers = list(annotate_all(["KIT V559D", "nonsense", "", "PDGFRA D842V", "KIT T823D", "KIT K642E"]))
    assert [answer.problem_code for answer in answers] == [None, "syntax", "empty", None, "reference-mismatch", None]
    assert [answer.short for answer in answers] == ["V559D", None, None, "D842V", None, "K642E"]


@pytest.mark.parametrize(
    ("text", "shorts", "entries"),
    [
        pytest.param("V559D + V654A", ["V559D", "V654A"], ["kit-v559d", "kit-v654a"], id="primary and secondary"),
        pytest.param("p.[W557G;Y578C]", ["W557G", "Y578C"], ["kit-w557g-y578c"] * 2, id="combination with an entry"),
        pytest.param("V561D + D842V", ["V561D", "D842V"], ["pdgfra-v561d-d842v"] * 2, id="combination of PDGFRA"),
        pytest.param("V559D + T823D", ["V559D", None], ["kit-v559d", None], id="one that cannot be read"),
        pytest.param("KIT V559D; PDGFRA D842V", ["V559D", "D842V"], ["kit-v559d", "pdgfra-d842v"], id="two genes"),
    ],
)
def test_several_variants_of_one_text_are_each_their_own(text, shorts, entries):
    answers = list(annotate_all([text]))
    assert [answer.short for answer in answers] == shorts
    assert [answer.entry for answer in answers] == entries
    assert {answer.input for answer in answers} == {text}
    for number, answer in enumerate(answers, 1):
        assert answer.notes[0].startswith(f"variant {number} of {len(answers)} in the text")


def test_combination_changes_the_answer():
    assert annotate("KIT W557G").dose_mg_per_day == 400
    assert [answer.sensitivity for answer in annotate_all(["p.[W557G;Y578C]"])] == ["unknown", "unknown"]
    assert [answer.action for answer in annotate_all(["V561D + D842V"])] == ["avoid", "avoid"]


def test_annotate_returns_the_first_of_several():
    assert annotate("V559D + V654A").short == "V559D"


def test_gene_and_build_for_descriptions_that_name_none():
    assert annotate("exon 12", gene="PDGFRA").entry == "pdgfra-exon-12"
    assert annotate("chr4:55593610:T:A", build="GRCh38").problem_code == "build-mismatch"


@pytest.mark.parametrize("setting", SETTINGS)
def test_wording_of_the_notes_comes_once(setting):
    for text in ("KIT A502_Y503insAY", "D842_H845del", "KIT L576P", "KIT c.1648-6_1672del"):
        notes = annotate(text, setting=setting).notes
        assert len(set(notes)) == len(notes)


def test_version_can_be_left_out():
    (answer,) = annotate_all(["KIT V559D"], show_version=False)
    assert answer.kb_version is None


def test_records_keep_line_and_sample():
    records = [
        Record("KIT V559D", line=3, sample="P1"),
        Record("V559D", line=4),
        Record("KIT V559D", line=9, sample="P2"),
    ]
    answers = list(annotate_all(records))
    assert [(answer.line, answer.sample) for answer in answers] == [(3, "P1"), (4, None), (9, "P2")]
    assert (
        len({answer._replace(line=None, sample=None, input="", notes=()) for answer in map(without_dicts, answers)})
        == 1
    )


def without_dicts(answer):
    return answer._replace(other_inhibitors=())


def test_what_the_reader_could_not_read_is_a_problem_with_its_line():
    record = Record("\\xff", line=7, error=VariantError("not-text", "byte 1 is not UTF-8"))
    (answer,) = annotate_all([record])
    assert (answer.line, answer.problem_code, answer.problem) == (7, "not-text", "byte 1 is not UTF-8")


def test_the_memo_does_not_leak_between_texts_or_lines():
    annotator = Annotator()
    answers = [annotator.answers(Record("KIT V559D", line=line)) for line in (1, 2, 3)]
    assert [answer.line for (answer,) in answers] == [1, 2, 3]
    assert [answer._replace(line=0) for (answer,) in answers] == [answers[0][0]._replace(line=0)] * 3
    assert annotator.answers(Record("KIT V559A"))[0].short == "V559A"


def test_only_what_comes_again_is_remembered(monkeypatch):
    read = []
    monkeypatch.setattr(PIPELINE, "parse", lambda text: read.append(text) or parse(text))
    annotator = Annotator()
    for line, text in enumerate(["KIT V559D", "D842V", "KIT V559D", "KIT V559D", "KIT V559D", "D842V"], 1):
        (answer,) = annotator.answers(Record(text, line=line))
        assert (answer.input, answer.line) == (text, line)
    assert read == ["KIT V559D", "D842V", "KIT V559D", "D842V"]


def test_the_memo_is_bounded(monkeypatch):
    monkeypatch.setattr(PIPELINE, "MEMO_SIZE", 3)
    annotator = Annotator()
    sizes = set()
    for change in [f"{old}{codon}W" for old, codon in zip("KPMYE", range(550, 555), strict=True) for _ in range(3)] * 2:
        (answer,) = annotator.answers(Record(f"KIT {change}"))
        assert answer.short == change
        sizes |= {len(annotator._memo), len(annotator._known)}
    assert sizes == {1, 2, 3}


def test_answers_come_one_by_one():
    stream = annotate_all(iter(["KIT V559D", "KIT V654A"]))
    assert next(stream).short == "V559D"


def test_same_input_gives_the_same_answer():
    assert annotate("KIT A502_Y503insAY") == annotate("KIT A502_Y503insAY")


def test_public_names():
    assert {"annotate", "annotate_all", "normalize", "load_knowledge_base"} <= set(gistcli.__all__)
    assert str(gistcli.normalize("KIT V559D")) == "KIT:p.Val559Asp"
    with pytest.raises(AttributeError):
        _ = gistcli.no_such_name


def test_a_base_that_is_not_there_is_an_input_error(tmp_path):
    with pytest.raises(InputError):
        load_knowledge_base(tmp_path / "none.yaml")
