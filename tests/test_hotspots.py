"""The answers to the hot spots do not change unless that is accepted, with a reason, in CHANGELOG.md.

`golden/hotspots.tsv` holds each answer. `since` is the version of the base that first gave an answer to the hot spot,
and `first` a digest of that first answer: neither is ever rewritten. The changelog holds, for each such version, a
digest of all its first answers, so that a row cannot be made anew in silence. A change needs two things:

1. ``GISTCLI_GOLDEN=write python -m pytest tests/test_hotspots.py`` writes the new answers to the golden file, and
   leaves `since` and `first` as they are.
2. The changelog gets an item under **Results** that names the hot spot, gives the digest of its new answer, and says
   why: ``- KIT L576P: resistant instead of conflicting (answer 0123abcd), because …``. One item may do so for several
   hot spots, each with its digest. The newest item on a hot spot counts.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from test_equivalence import HOTSPOTS

from gistcli import annotate
from gistcli.difference import ANSWER
from gistcli.knowledge import load_knowledge_base
from gistcli.model import SETTINGS

GOLDEN = Path(__file__).parent / "golden" / "hotspots.tsv"
CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"
OF_SETTING = ("dose", "action", "level", "duration", "advice")
COLUMNS = (
    "gene",
    "short",
    "since",
    "first",
    "sensitivity",
    *[f"{name}_{setting}" for name in OF_SETTING[:2] for setting in SETTINGS],
    "entry",
    "scope",
    "other_inhibitors",
    *[f"{name}_{setting}" for name in OF_SETTING[2:] for setting in SETTINGS],
)
KEPT = ("gene", "short", "since", "first")
MEANT = "the answer changed: see the beginning of tests/test_hotspots.py for how a change is accepted"
Row = dict[str, str]


# --- rows


def answer_to(gene: str, short: str) -> Row:
    """Return what the golden file holds of an answer."""
    answers = {setting: annotate(f"{gene} {short}", setting=setting) for setting in SETTINGS}
    one = answers["advanced"]
    row = {
        "gene": gene,
        "short": one.short or "",
        "sensitivity": one.sensitivity,
        "entry": one.entry or "",
        "scope": one.scope or "",
        "other_inhibitors": "; ".join(
            f"{drug['drug']} {drug['activity']}, {'approved' if drug['approved'] else 'not approved'} ({drug['label']})"
            for drug in one.other_inhibitors
        ),
    }
    for setting, answer in answers.items():
        row[f"dose_{setting}"] = str(answer.dose_mg_per_day or "")
        row[f"action_{setting}"] = answer.action
        row[f"level_{setting}"] = answer.evidence_level or ""
        row[f"duration_{setting}"] = answer.duration or ""
        row[f"advice_{setting}"] = answer.advice
    return row


def digest_of_answer(row: Row) -> str:
    """Return the digest of an answer, over all columns but those that are kept."""
    return digest(f"{name}={row[name]}" for name in COLUMNS if name not in KEPT)


def digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def golden() -> list[Row]:
    with open(GOLDEN, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def write(rows: list[Row]) -> None:
    """Write the present answers; what is kept of a hot spot that is there already stays."""
    kept = {(row["gene"], row["short"]): row for row in rows if row.get("first")}
    version = load_knowledge_base().version
    with open(GOLDEN, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        for hotspot in HOTSPOTS:
            row = answer_to(hotspot.gene, hotspot.short)
            old = kept.get((hotspot.gene, hotspot.short), {"since": version, "first": digest_of_answer(row)})
            writer.writerow({**row, "since": old["since"], "first": old["first"]})


if os.environ.get("GISTCLI_GOLDEN") == "write":
    write(golden())
ROWS = golden()
TEXT = CHANGELOG.read_text(encoding="utf-8")


# --- what the changelog accepts


def results(text: str) -> list[str]:
    """Return the items under the headings **Results** of a changelog, newest first."""
    items = []
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        if heading.strip() == "Results":
            body = re.split(r"^## ", body, flags=re.MULTILINE)[0]
            items += [" ".join(item.split()) for item in re.split(r"^- ", body, flags=re.MULTILINE)[1:]]
    return items


def faults(rows: list[Row], changelog: str) -> list[str]:
    """Return what is not accepted: answers that are not the first ones and have no reason, and first ones made anew."""
    items = results(changelog)
    found = []
    for row in rows:
        name, now = f"{row['gene']} {row['short']}", digest_of_answer(row)
        naming = re.compile(rf"(?<![\w*]){re.escape(name)}(?![\w*])[^()]*\(answer ([0-9a-f]{{8}})\)")
        accepted = next((match for item in items if (match := naming.search(item))), None)
        if (accepted[1] if accepted else row["first"]) != now:
            found.append(f"{name}: no line under Results of the changelog accepts (answer {now}) with a reason")
        elif accepted and not re.search(r"because \w+( \S+){3,}", accepted.string):
            found.append(f"{name}: the changelog accepts (answer {now}), and gives no reason after 'because'")
    for since in dict.fromkeys(row["since"] for row in rows):
        told = [f"{row['gene']} {row['short']} {row['first']}" for row in rows if row["since"] == since]
        wanted = f"Knowledge base {since}: first answers to {len(told)} hot spots (answers {digest(told)})"
        if not any(item.startswith(wanted) for item in items):
            found.append(f"no line under Results of the changelog begins with {wanted!r}")
    return found


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['gene']} {row['short']}") for row in ROWS])
def test_an_answer_is_the_golden_one(row: Row) -> None:
    answer = answer_to(row["gene"], row["short"])
    assert answer == {name: value for name, value in row.items() if name not in ("since", "first")}, MEANT


def test_every_change_of_an_answer_is_accepted_with_a_reason() -> None:
    assert faults(ROWS, TEXT) == [], MEANT


def test_the_golden_file_has_every_hot_spot_and_every_field_of_an_answer() -> None:
    assert [(row["gene"], row["short"]) for row in ROWS] == [(hotspot.gene, hotspot.short) for hotspot in HOTSPOTS]
    assert all(tuple(row) == COLUMNS for row in ROWS)
    names = {"dose": "dose_mg_per_day", "level": "evidence_level"}
    held = {names.get(name, name) for name in ("sensitivity", "entry", "other_inhibitors", *OF_SETTING)}
    assert held == set(ANSWER)  # what `kb diff` takes for the answer


# --- it can fail


def changed(**fields: str) -> list[Row]:
    return [{**row, **fields} if row["short"] == "L576P" else row for row in ROWS]


def with_line(line: str) -> str:
    """Return the changelog with a newer section."""
    return TEXT.replace("\n## [", f"\n## [9.9.9]\n\n### Results\n\n- {line}\n\n## [", 1)


NEW = changed(dose_advanced="400")
DIGEST = next(digest_of_answer(row) for row in NEW if row["short"] == "L576P")
FIRST = next(row["first"] for row in ROWS if row["short"] == "L576P")
V559D = next(row["first"] for row in ROWS if row["short"] == "V559D")


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in KEPT])
def test_a_change_in_any_column_is_not_accepted_in_silence(column: str) -> None:
    (fault,) = faults(changed(**{column: "another"}), TEXT)
    assert fault.startswith("KIT L576P: no line under Results")


@pytest.mark.parametrize(
    ("rows", "changelog", "told"),
    [
        pytest.param(NEW, TEXT, "KIT L576P: no line", id="no line"),
        pytest.param(
            NEW, with_line("KIT L576P: 400 mg (answer 00000000), because a trial has shown it."), "no line", id="digest"
        ),
        pytest.param(
            NEW, with_line(f"KIT L576P: 400 mg (answer {DIGEST})."), "gives no reason", id="a line without a reason"
        ),
        pytest.param(
            NEW,
            with_line(f"KIT L576R: 400 mg (answer {DIGEST}), because a trial has shown it."),
            "KIT L576P: no line",
            id="another variant",
        ),
        pytest.param(
            NEW,
            TEXT.replace("### Added", f"### Added\n\n- KIT L576P (answer {DIGEST}), because a trial has shown it.", 1),
            "KIT L576P: no line",
            id="not under Results",
        ),
        pytest.param(
            ROWS,
            with_line(f"KIT L576P: 400 mg (answer {DIGEST}), because a trial has shown it."),
            "KIT L576P: no line",
            id="accepted, and then changed back",
        ),
        pytest.param(
            [{**row, "first": digest_of_answer(row)} for row in NEW],
            TEXT,
            "first answers to",
            id="the first answer is made anew",
        ),
        pytest.param(ROWS[1:], TEXT, "first answers to", id="a hot spot is dropped"),
        pytest.param(
            [*ROWS, {**ROWS[0], "short": "D419H"}], TEXT, "first answers to", id="a hot spot is added without a line"
        ),
    ],
)
def test_what_is_not_accepted_is_told(rows: list[Row], changelog: str, told: str) -> None:
    (fault,) = faults(rows, changelog)
    assert told in fault


@pytest.mark.parametrize(
    ("rows", "changelog"),
    [
        pytest.param(
            NEW, with_line(f"KIT L576P: 400 mg (answer {DIGEST}), because a trial has shown it."), id="with a reason"
        ),
        pytest.param(
            NEW,
            with_line(
                f"KIT V559D (answer {V559D}), KIT L576P (answer {DIGEST}): 400 mg, because a trial has shown it."
            ),
            id="several in one item",
        ),
        pytest.param(
            ROWS,
            with_line(f"KIT L576P: as before (answer {FIRST}), because the trial was withdrawn."),
            id="changed back, with a reason",
        ),
    ],
)
def test_a_change_with_a_reason_is_accepted(rows: list[Row], changelog: str) -> None:
    assert faults(rows, changelog) == []


def test_writing_keeps_what_was_first(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(f"{__name__}.GOLDEN", tmp_path / "hotspots.tsv")
    write([{**row, "first": "00000000", "since": "2025.1.0"} for row in ROWS[:1]])
    rows = golden()
    assert (rows[0]["first"], rows[0]["since"]) == ("00000000", "2025.1.0")
    assert [row["first"] for row in rows[1:]] == [row["first"] for row in ROWS[1:]]
