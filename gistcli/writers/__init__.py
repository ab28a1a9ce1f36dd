"""Outputs: annotations -> text. `WRITERS` names the formats; a module is loaded when its format is asked for.

A writer is a function of annotations and a text stream. It writes its header before it asks for the first annotation,
and each row before it asks for the next, so that memory does not grow and output begins at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from gistcli.model import Annotation, Verdict

if TYPE_CHECKING:
    from gistcli.cohort import Report
    from gistcli.explanation import Explanation

Writer: TypeAlias = Callable[[Iterable[Annotation], TextIO], None]
VerdictWriter: TypeAlias = Callable[[Iterable[Verdict], TextIO], None]
CardWriter: TypeAlias = "Callable[[Explanation, TextIO], None]"
ReportWriter: TypeAlias = "Callable[[Report, TextIO], None]"

WRITERS = {
    "table": "gistcli.writers.terminal:write_table",
    "tsv": "gistcli.writers.delimited:write_tsv",
    "csv": "gistcli.writers.delimited:write_csv",
    "jsonl": "gistcli.writers.jsonl:write_jsonl",
}
"""Format -> module and function."""

VERDICT_WRITERS = {
    "table": "gistcli.writers.verdicts:write_table",
    "tsv": "gistcli.writers.delimited:write_verdicts_tsv",
    "csv": "gistcli.writers.delimited:write_verdicts_csv",
    "jsonl": "gistcli.writers.jsonl:write_jsonl",
}
"""Format of verdicts, one a tumour -> module and function."""

SPREADSHEET_WRITER = "gistcli.writers.spreadsheet:write_csv"
VERDICT_SPREADSHEET_WRITER = "gistcli.writers.spreadsheet:write_verdicts_csv"
"""The CSV of ``--excel-safe``: module and function."""

CARD_WRITERS = {
    "card": "gistcli.writers.card:write_card",
    "markdown": "gistcli.writers.card_markdown:write_markdown",
    "json": "gistcli.writers.card_json:write_json",
}
"""Format of a card -> module and function."""

REPORT_WRITERS = {
    "html": "gistcli.writers.report_html:write_html",
    "markdown": "gistcli.writers.report_markdown:write_markdown",
}
"""Format of a report -> module and function."""


def load_writer(name: str, excel_safe: bool = False) -> Writer:
    """Return the writer of a format, one of `WRITERS`; `excel_safe` is said of CSV."""
    writer: Writer = _load(SPREADSHEET_WRITER if excel_safe else WRITERS[name])
    return writer


def load_verdict_writer(name: str, excel_safe: bool = False) -> VerdictWriter:
    """Return the writer of a format of verdicts, one of `VERDICT_WRITERS`; `excel_safe` is said of CSV."""
    writer: VerdictWriter = _load(VERDICT_SPREADSHEET_WRITER if excel_safe else VERDICT_WRITERS[name])
    return writer


def load_card_writer(name: str) -> CardWriter:
    """Return the writer of a format of cards, one of `CARD_WRITERS`."""
    writer: CardWriter = _load(CARD_WRITERS[name])
    return writer


def load_report_writer(name: str) -> ReportWriter:
    """Return the writer of a format of reports, one of `REPORT_WRITERS`."""
    writer: ReportWriter = _load(REPORT_WRITERS[name])
    return writer


def _load(place: str) -> Any:
    module, _, function = place.partition(":")
    return getattr(import_module(module), function)
