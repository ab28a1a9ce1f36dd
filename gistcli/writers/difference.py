"""What differs between two knowledge bases: for a person, and as JSON.

On a terminal lines are wrapped to its width; elsewhere each thing stands on one line, whatever the width.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TextIO

from rich.text import Text

from gistcli.model import AnswerChange, Change, Difference, FieldChange
from gistcli.writers.terminal import Terminal, wrapped
from gistcli.writers.words import plain

TITLES = {
    "base": "Base",
    "evidence_levels": "Levels of evidence",
    "genotypes": "Genotypes",
    "entries": "Entries",
    "recommendations": "Recommendations",
    "statements": "Statements",
    "verdicts": "Rules for tumours",
    "citations": "Sources",
}
SIGNS = {"added": ("+", "green"), "withdrawn": ("-", "red"), "changed": ("~", "yellow")}
SHORT = 60
"""Longer values stand on lines of their own."""


def write_text(difference: Difference, stream: TextIO) -> None:
    """Write a difference for a person."""
    console = Terminal(file=stream, highlight=False, markup=False, emoji=False)
    width = console.width if console.is_terminal else 0
    for indent, line in _lines(difference):
        line = Text(" " * indent).append_text(line)
        if not width:
            console.print(line, soft_wrap=True)
            continue
        hang = indent + 2
        parts = wrapped(console, line, width)
        rest = wrapped(console, Text("").join(_spaced(parts[1:])), max(20, width - hang))
        for part in [*parts[:1], *[Text(" " * hang).append_text(part) for part in rest]]:
            part.rstrip()
            console.print(part, soft_wrap=True)
        if not parts:
            console.print()


def _spaced(parts: list[Text]) -> Iterator[Text]:
    for number, part in enumerate(parts):
        yield Text(" ").append_text(part) if number else part


def _lines(difference: Difference) -> Iterator[tuple[int, Text]]:
    yield 0, Text(f"old: {plain(difference.old)}")
    yield 0, Text(f"new: {plain(difference.new)}")
    for section, changes in groupby(difference.changes, lambda change: change.section):
        yield 0, Text("")
        yield 0, Text(TITLES[section], "bold")
        for change in changes:
            yield from _change(change)
    yield 0, Text("")
    if difference.empty:
        yield 0, Text(f"The same in meaning: {difference.asked} variants, classes and states get the same answers.")
        return
    names = {answer.variant for answer in difference.answers}
    yield 0, Text(f"Answers: {len(names)} of {difference.asked} variants, classes and states differ", "bold")
    for alike, answers in _alike(difference.answers).items():
        yield 2, Text(plain(", ".join(alike)), "bold")
        for settings, fields in answers.items():
            yield 4, Text(", ".join(settings))
            for field in fields:
                yield from _field(field, 6)


def _alike(answers: Iterable[AnswerChange]) -> dict[tuple[str, ...], dict[tuple[str, ...], tuple[FieldChange, ...]]]:
    """Put together what differs in the same way: variants -> settings -> fields."""
    by_variant: dict[str, dict[str, tuple[list[str], tuple[FieldChange, ...]]]] = {}
    for answer in answers:
        same = by_variant.setdefault(answer.variant, {})
        same.setdefault(repr(answer.fields), ([], answer.fields))[0].append(answer.setting)
    groups: dict[str, list[str]] = {}
    for variant, same in by_variant.items():
        groups.setdefault(repr(same), []).append(variant)
    return {
        tuple(variants): {tuple(settings): fields for settings, fields in by_variant[variants[0]].values()}
        for variants in groups.values()
    }


def _change(change: Change) -> Iterator[tuple[int, Text]]:
    sign, style = SIGNS[change.kind]
    words = " ".join(part for part in (change.id, f"({change.name})" if change.name else "") if part)
    yield 2, Text(f"{sign} {change.kind} ", style).append(plain(words), "bold")
    for field in change.fields:
        yield from _field(field, 6)


def _field(field: FieldChange, indent: int) -> Iterator[tuple[int, Text]]:
    name = field.field.replace("_", " ").replace("mg per day", "in mg a day")
    old, new = _values(field.old), _values(field.new)
    if not isinstance(field.old, list) and not isinstance(field.new, list):
        told = f"{name}: {old[0] if old else 'none'} -> {new[0] if new else 'none'}"
        if old and new and len(told) <= 2 * SHORT:
            yield indent, Text(told)
            return
    if not old and not new:
        return
    if len(old) + len(new) == 1 and len((old or new)[0]) <= SHORT:
        sign, style = ("-", "red") if old else ("+", "green")
        yield indent, Text(f"{name}: ").append(f"{sign} {(old or new)[0]}", style)
        return
    yield indent, Text(f"{name}:")
    for value in old:
        yield indent + 2, Text(f"- {value}", "red")
    for value in new:
        yield indent + 2, Text(f"+ {value}", "green")


def _values(value: Any) -> list[str]:
    if value is None:
        return []
    return [_words(item) for item in value] if isinstance(value, list) else [_words(value)]


def _words(value: Any) -> str:
    """Return a plain value in words.

    >>> _words({"drug": "imatinib", "citations": ["one-2020", "two-2021"]})
    'drug imatinib; citations one-2020, two-2021'
    """
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')} {_words(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return plain(str(value).lower() if isinstance(value, bool) else str(value))


def write_json(difference: Difference, stream: TextIO) -> None:
    """Write a difference as one JSON object."""
    record = {
        "old": difference.old,
        "new": difference.new,
        "same": difference.empty,
        "changes": [
            {**change._asdict(), "fields": [field._asdict() for field in change.fields]}
            for change in difference.changes
        ],
        "asked": difference.asked,
        "answers": [
            {**answer._asdict(), "fields": [field._asdict() for field in answer.fields]}
            for answer in difference.answers
        ],
    }
    json.dump(record, stream, indent=2, ensure_ascii=False)
    stream.write("\n")
