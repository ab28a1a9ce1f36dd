"""`gistcli explain`: variants of one tumour -> a card with all that is known of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from gistcli.cli.asked import chosen_build
from gistcli.cli.options import (
    build_option,
    gene_option,
    kb_option,
    output_option,
    overlay_option,
    setting_option,
)
from gistcli.explain import explain
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Gene, Setting
from gistcli.readers.lists import as_record
from gistcli.writers import CARD_WRITERS, load_card_writer
from gistcli.writers.output import open_output

UNREAD = 1
FORMAT_OF_SUFFIX = {".json": "json", ".txt": "card"}

EPILOG = """
\b
Examples:
  gistcli explain "KIT A502_Y503dup"               one variant; quotes keep gene and variant together
  gistcli explain "KIT V559D + V654A"              the variants of one tumour, read together
  gistcli explain "KIT V559D" "KIT V654A"          the same
  gistcli explain --setting adjuvant D842V         adjuvant treatment stands first
  gistcli explain -f markdown -o D842V.md D842V
  gistcli explain -f card D842V | less

All settings are told; what holds in general is told for the setting that stands first. The exit status is 1 if a
variant could not be read; its card says why.
"""


@click.command("explain", short_help="All that is known of a variant, or of a tumour's variants.", epilog=EPILOG)
@click.argument("variants", metavar="VARIANT...", nargs=-1, required=True)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["auto", *CARD_WRITERS], case_sensitive=False),
    default="auto",
    help="How to write: `card` is for a terminal. `auto` is a card on a terminal and Markdown in a pipe; for -o it "
    "follows the name of the file (.txt: card; .json; else Markdown).  Example: -f json",
)
@output_option
@setting_option
@gene_option
@build_option
@kb_option
@overlay_option
@click.pass_context
def command(
    ctx: click.Context,
    variants: Sequence[str],
    output_format: str,
    output: str,
    setting: Setting,
    gene: Gene | None,
    build: str,
    assembly: str | None,
    kb: str | None,
    overlay: str | None,
) -> None:
    """Explain each VARIANT at length; several are taken for one tumour.

    The card tells verdict and dose in all three settings, where the variant lies in the gene and what is known near it,
    the evidence for and against with its sources, other inhibitors, what is not known, and why this answer was given.
    """
    explanation = explain(
        [as_record(text) for text in variants],
        setting=setting,
        knowledge_base=load_knowledge_base(kb, overlay),
        gene=gene,
        build=chosen_build(build, assembly),
    )
    named = format_of(output_format, output)
    with open_output(output, encoding=None if named == "card" else "utf-8") as stream:
        load_card_writer(named)(explanation, stream)
    if explanation.has_problem:
        ctx.exit(UNREAD)


def format_of(name: str, path: str) -> str:
    """Return the format that ``auto`` stands for."""
    if name != "auto":
        return name
    if path == "-":
        return "card" if sys.stdout is not None and sys.stdout.isatty() else "markdown"
    return next((found for suffix, found in FORMAT_OF_SUFFIX.items() if path.lower().endswith(suffix)), "markdown")
