"""A laboratory's overlay: it adds, replaces and withdraws, and each row that it touches says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import small_base
from click.testing import CliRunner, Result

from gistcli import annotate
from gistcli.cli.main import cli
from gistcli.errors import InputError, KnowledgeBaseError
from gistcli.knowledge import load_knowledge_base
from gistcli.model import KnowledgeBase

HEADER = 'schema: 1\nversion: "3"\nreviewed: 2026-11-01\n'
LABEL = "laboratory.yaml (version 3)"
RECORD = """\
- id: {id}
  name: {name}
  gene: KIT
  covers:
    variants: [{variant}]
  effect: sensitizing
  origin: primary
  genotype: kit-exon-11
  summary: Seen here.
  evidence:
    - drug: imatinib
      direction: sensitive
      kind: case report
      disease: GIST
      setting: any
      origin: primary
      level: D
      statement: One patient of ours.
      citations: [{source}]
  reviewed: 2026-11-01
"""


def entry(
    id: str = "lab-v560d", name: str = "KIT V560D", variant: str = "p.Val560Asp", source: str = "two-2021"
) -> str:
    return RECORD.format(id=id, name=name, variant=variant, source=source)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    base = tmp_path / "base.yaml"
    base.write_text(small_base.BASE)
    return base, tmp_path / "laboratory.yaml"


@pytest.fixture
def over(files):
    """Load the small base with an overlay of this text."""

    def load(text: str) -> KnowledgeBase:
        base, overlay = files
        overlay.write_text(HEADER + text)
        return load_knowledge_base(base, overlay=overlay)

    return load


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), env=environment)


# What an overlay does


def test_an_entry_is_added_and_its_rows_say_so(over):
    base = over("entries:\n" + entry())
    answer = annotate("KIT V560D", knowledge_base=base)
    assert (answer.entry, answer.dose_mg_per_day) == ("lab-v560d", 400)
    assert f"entry lab-v560d is from the overlay {LABEL}" in answer.notes


def test_an_entry_is_replaced_by_id(over):
    base = over("entries:\n" + entry("kit-v559d", "KIT V559D", "p.Val559Asp"))
    answer = annotate("KIT V559D", knowledge_base=base)
    assert "Seen here." in answer.notes
    assert f"entry kit-v559d is from the overlay {LABEL}" in answer.notes
    assert list(base.entries).index("kit-v559d") == 0


def test_what_a_replaced_entry_no_longer_covers_says_so(over):
    base = over("entries:\n" + entry("kit-v559d", "KIT V560D", "p.Val560Asp"))
    answer = annotate("KIT V559D", knowledge_base=base)
    assert answer.sensitivity == "unknown"
    assert f"entry kit-v559d, which would have answered, is replaced by the overlay {LABEL}" in answer.notes


def test_an_entry_is_withdrawn_with_its_reason(over):
    base = over("withdraw:\n- id: kit-v559d\n  reason: Two of our patients did not respond.\n")
    answer = annotate("KIT V559D", knowledge_base=base)
    assert (answer.sensitivity, answer.dose_mg_per_day, answer.entry) == ("unknown", None, None)
    assert answer.notes[-1] == (
        f"entry kit-v559d, which would have answered, is withdrawn by the overlay {LABEL}: "
        "Two of our patients did not respond."
    )


def test_a_recommendation_is_replaced_by_id(over):
    base = over(
        """\
recommendations:
- id: kit-exon-11-advanced
  genotypes: [kit-exon-11]
  setting: advanced
  action: high-dose
  drug: imatinib
  dose_mg_per_day: 600
  advice: Imatinib 600 mg a day.
  level: D
  basis: ours
  statement: As we do it.
  citations: [one-2020]
"""
    )
    answer = annotate("KIT V559D", knowledge_base=base)
    assert (answer.dose_mg_per_day, answer.action) == (600, "high-dose")
    assert f"recommendation kit-exon-11-advanced is from the overlay {LABEL}" in answer.notes
    adjuvant = annotate("KIT V559D", knowledge_base=base, setting="adjuvant")
    assert not any("overlay" in note for note in adjuvant.notes)


def test_a_recommendation_is_withdrawn_for_another(over):
    base = over(
        """\
withdraw:
- {id: kit-exon-11-advanced, reason: Not done here.}
recommendations:
- id: lab-exon-11
  genotypes: [kit-exon-11]
  setting: advanced
  action: discuss
  drug: imatinib
  advice: To be discussed here.
  level: D
  basis: ours
  statement: As we do it.
  citations: [one-2020]
"""
    )
    answer = annotate("KIT V559D", knowledge_base=base)
    assert (answer.dose_mg_per_day, answer.action) == (None, "discuss")
    assert f"recommendation lab-exon-11 is from the overlay {LABEL}" in answer.notes
    assert f"recommendation kit-exon-11-advanced is withdrawn by the overlay {LABEL}: Not done here." in answer.notes


def test_a_source_is_replaced_and_the_rows_that_cite_it_say_so(over):
    base = over("citations:\n  one-2020: {text: The same corrected., pmid: 7654321, checked: two sources}\n")
    answer = annotate("KIT V559D", knowledge_base=base)
    assert "PMID:7654321" in answer.citations
    assert f"source one-2020 is from the overlay {LABEL}" in answer.notes


def test_sources_genotypes_and_statements_are_added(over):
    base = over(
        """\
citations:
  ours-2026: {text: Our letter., checked: one source}
genotypes: {kit-exon-11: KIT exon 11 as we call it}
statements:
- id: lab-hours
  topic: hours
  applies_to: [all]
  settings: [advanced]
  statement: Ask us.
  level: D
  citations: [ours-2026]
"""
    )
    assert base.citations["ours-2026"].overlay == LABEL
    assert base.genotypes["kit-exon-11"] == "KIT exon 11 as we call it"
    assert base.statements["lab-hours"].overlay == LABEL
    assert base.statements["genotype-first"].overlay is None


def test_rows_that_it_does_not_touch_are_as_before(over, files):
    base = over("entries:\n" + entry())
    without = load_knowledge_base(files[0])
    for text in ("KIT V559D", "KIT D816V", "KIT exon 11 deletion", "SDH-deficient", "nonsense"):
        before, after = annotate(text, knowledge_base=without), annotate(text, knowledge_base=base)
        assert after._replace(kb_version=None) == before._replace(kb_version=None)


# The version


def test_the_version_is_of_both_files(over, files):
    before = load_knowledge_base(files[0])
    base = over("entries:\n" + entry())
    version, _, rest = base.identity.partition("+sha256:")
    digest, _, overlay = rest.partition("+overlay.")
    assert (version, overlay) == (before.version, "3")
    assert len(digest) == 16
    assert digest != before.digest
    assert over("entries:\n" + entry(name="KIT V560D here")).digest != digest
    assert over("entries:\n" + entry()).digest == digest


def test_the_name_of_the_file_is_not_kept_from_an_earlier_one(over, files, tmp_path, monkeypatch):
    monkeypatch.setenv("GISTCLI_CACHE", str(tmp_path / "cache"))
    over("entries:\n" + entry())
    other = files[1].rename(tmp_path / "other.yaml")
    base = load_knowledge_base(files[0], overlay=other)
    assert base.entries["lab-v560d"].overlay == "other.yaml (version 3)"
    again = load_knowledge_base(files[0], overlay=other)
    assert again.identity == base.identity
    assert again.overlay == base.overlay
    assert annotate("KIT V560D", knowledge_base=again) == annotate("KIT V560D", knowledge_base=base)


# Faults


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "withdraw:\n- {id: kit-v559e, reason: x}\n",
            ["5:8: the base has no 'kit-v559e' to withdraw; did you mean 'kit-v559d'?"],
            id="withdraws what is not there",
        ),
        pytest.param(
            "withdraw:\n- {id: kit-v559d, reason: x}\n- {id: kit-v559d, reason: y}\n",
            ["6:8: 'kit-v559d' is withdrawn twice"],
            id="withdraws twice",
        ),
        pytest.param(
            "withdraw:\n- {id: kit-v559d, reason: x}\nentries:\n" + entry("kit-v559d", variant="p.Val559Asp"),
            ["5:8: 'kit-v559d' is withdrawn here and given anew in 'entries'; leave one of them out"],
            id="withdraws and replaces",
        ),
        pytest.param(
            "withdraw:\n- {id: kit-v559d}\n", ["5:3: 'reason' is missing in this withdrawal: "], id="no reason"
        ),
        pytest.param(
            "withdraw:\n- {id: kit-exon-11-advanced, reason: x}\n",
            ["5:3: genotype 'kit-exon-11' has no recommendation for the advanced setting"],
            id="leaves a genotype without advice",
        ),
        pytest.param(
            "withdraw:\n- {id: two-2021, reason: x}\n",
            [
                "5:8: 'two-2021' cannot be withdrawn: 'kit-exon-11-neoadjuvant' cites it (the base, line 50)",
                "5:8: 'two-2021' cannot be withdrawn: 'kit-exon-11-others' cites it (the base, line 40)",
                "5:8: 'two-2021' cannot be withdrawn: 'kit-v559d' cites it (the base, line 80)",
            ],
            id="withdraws a source in use",
        ),
        pytest.param(
            "entries:\n" + entry(variant="p.Val559Asp"),
            ["9:16: 'p.Val559Asp' is covered by entry 'kit-v559d' already, which would answer (line 66 of the base)"],
            id="covers what the base covers",
        ),
        pytest.param(
            "entries:\n" + entry("kit-v559d", variant="p.Val560Asp, p.Trp557Gly") + entry(),
            ["29:16: 'p.Val560Asp' is covered by entry 'kit-v559d' already, which would answer (line 9)"],
            id="covers twice",
        ),
        pytest.param(
            "entries:\n" + entry() + entry(variant="p.Val559Ala"),
            ["25:7: id 'lab-v560d' stands twice in entries (line 5)"],
            id="an id twice",
        ),
        pytest.param("entries:\n" + entry(source="three-2022"), ["23:19: unknown source 'three-2022'"], id="no source"),
        pytest.param("entries:\n" + entry(variant="V560D"), ["9:16: 'V560D' is not in canonical form"], id="short"),
        pytest.param("scope: mine\n", ["4:1: unknown key 'scope' in the overlay; allowed are schema, "], id="a base"),
        pytest.param("entries: [\n", ["5:1: not YAML: "], id="not YAML"),
    ],
)
def test_faults_are_told_where_the_overlay_is_wrong(over, files, text, expected):
    with pytest.raises(KnowledgeBaseError) as caught:
        over(text)
    assert len(caught.value.faults) == len(expected)
    for fault, words in zip(caught.value.faults, expected, strict=True):
        assert fault.startswith(f"{files[1]}:{words}")


def test_a_replaced_entry_that_takes_from_a_later_one_is_the_fault_of_the_overlay(over, files):
    with pytest.raises(KnowledgeBaseError) as caught:
        over("entries:\n" + entry("kit-two", variant="p.Val559Asp"))
    assert caught.value.faults[0].startswith(f"{files[1]}:9:16: 'p.Val559Asp' is covered by entry 'kit-v559d' already")


def test_kb_check_tells_the_faults_of_both(files):
    base, overlay = files
    base.write_text(small_base.changed("exon: 11", "exon: 9"))
    overlay.write_text(HEADER.replace("2026", "2999") + "entries:\n" + entry(variant="V560D"))
    result = run("kb", "check", str(base), "--overlay", str(overlay))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{base}:63:9", f"{overlay}:3:11", f"{overlay}:9:16"]
    overlay.write_text(HEADER + "entries:\n" + entry())
    base.write_text(small_base.BASE)
    assert run("kb", "check", str(base), "--overlay", str(overlay)).exit_code == 0


def test_a_broken_base_is_told_before_its_overlay(over, files):
    files[0].write_text(small_base.changed("exon: 11", "exon: 9"))
    with pytest.raises(KnowledgeBaseError) as caught:
        over("entries:\n" + entry(variant="V560D"))
    assert caught.value.faults[0].startswith(f"{files[0]}:63:9: ")


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_read_is_an_input_error(files, tmp_path, name):
    with pytest.raises(InputError):
        load_knowledge_base(files[0], overlay=tmp_path / name)


# The command line


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_option_and_the_variable(files):
    base, overlay = files
    overlay.write_text(HEADER + "entries:\n" + entry())
    arguments = ["-f", "jsonl", "--kb", str(base), "KIT V560D"]
    (by_option,) = rows(run(*arguments, "--overlay", str(overlay)))
    (by_variable,) = rows(run(*arguments, GISTCLI_OVERLAY=str(overlay)))
    (without,) = rows(run(*arguments))
    assert by_option == by_variable
    assert by_option["entry"] == "lab-v560d"
    assert by_option["kb_version"].endswith("+overlay.3")
    assert without["entry"] is None


def test_it_lies_over_the_bundled_base_where_no_other_is_named(files):
    files[1].write_text(HEADER + "withdraw:\n- {id: kit-v559d, reason: Not ours.}\n")
    result = run("-f", "jsonl", "--overlay", str(files[1]), "KIT V559D", "PDGFRA D842V")
    first, second = rows(result)
    assert first["entry"] != "kit-v559d"
    assert any(note.endswith(f"is withdrawn by the overlay {LABEL}: Not ours.") for note in first["notes"])
    assert not any("overlay" in note for note in second["notes"])


def test_the_verdict_of_a_tumour_says_so(files):
    files[1].write_text(HEADER + "withdraw:\n- {id: kit-v559d, reason: Not ours.}\n")
    (verdict,) = rows(run("--by-sample", "-f", "jsonl", "--overlay", str(files[1]), "KIT V559D"))
    assert (
        f"KIT V559D: entry kit-v559d, which would have answered, is withdrawn by the overlay {LABEL}: Not ours."
        in verdict["notes"]
    )
    assert verdict["kb_version"].endswith("+overlay.3")


def test_the_version_of_the_program_tells_the_overlay(files):
    files[1].write_text(HEADER)
    result = run("--version", GISTCLI_OVERLAY=str(files[1]))
    assert result.stdout.strip().endswith("+overlay.3")


def test_a_faulty_overlay_stops_the_run_before_anything_is_written(files, tmp_path):
    files[1].write_text(HEADER + "entries:\n" + entry(variant="V560D"))
    result = run("--overlay", str(files[1]), "--kb", str(files[0]), "-o", str(tmp_path / "out.tsv"), "KIT V560D")
    assert result.exit_code == 2
    assert f"{files[1]}:9:16: " in result.stderr
    assert not (tmp_path / "out.tsv").exists()
