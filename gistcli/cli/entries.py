"""`gistcli entries`: what the knowledge base holds, and one entry in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from gistcli.cli.ending import say
from gistcli.cli.main import Refusal
from gistcli.cli.options import kb_option, output_option, overlay_option
from gistcli.cli.work import output_format_of
from gistcli.errors import GistcliError
from gistcli.knowledge import load_knowledge_base
from gistcli.model import GENES, Effect, Entry, Gene, KnowledgeBase
from gistcli.normalize import normalize
from gistcli.reference import exon_of_codon
from gistcli.schema import EFFECTS, nearest
from gistcli.writers.entries import LISTS, write_entry, write_json
from gistcli.writers.output import open_output

SHOW = "show"
EPILOG = """
A FILTER is a word that stands in the id, the name, the variants or the summary of an entry; several must all.

\b
Examples:
  gistcli entries                              all
  gistcli entries --gene PDGFRA --exon 18
  gistcli entries --effect conflicting -f tsv
  gistcli entries secondary V654A
  gistcli entries show kit-l576p               one in full
"""


def show_id(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id of an entry of the base that comes with gistcli."""
    entries = load_knowledge_base().entries.values()
    return [CompletionItem(entry.id, help=entry.name) for entry in entries if entry.id.startswith(incomplete)]


@click.command(SHOW, short_help="Print one entry in full.")
@click.argument("entry_id", metavar="ID", shell_complete=show_id)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write.  Example: -f json",
)
@output_option
@kb_option
@overlay_option
def show(entry_id: str, output_format: str, output: str, kb: str | None, overlay: str | None) -> None:
    """Print the entry ID in full: what it covers, its evidence, what is advised, and the sources."""
    base = load_knowledge_base(kb, overlay)
    entry = base.entries.get(entry_id)
    if entry is None:
        raise Refusal(unknown(entry_id, base))
    with open_output(output, encoding=None if output_format == "text" else "utf-8") as stream:
        (write_entry if output_format == "text" else write_json)(entry, base, stream)


class Entries(click.Command):
    """A command whose first word may be `show`; any other is a filter."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Make the context of `show` where that is the first word."""
        if args[:1] == [SHOW]:
            return show.make_context(f"{info_name} {SHOW}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete options, and the word `show`."""
        items = super().shell_complete(ctx, incomplete)
        if incomplete and SHOW.startswith(incomplete) and not ctx.params.get("filters"):
            items.append(CompletionItem(SHOW, help=show.short_help))
        return items


@click.command("entries", cls=Entries, short_help="List the knowledge base, or show one entry of it.", epilog=EPILOG)
@click.argument("filters", metavar="[FILTER]...", nargs=-1)
@click.option(
    "--gene",
    type=click.Choice(GENES, case_sensitive=False),
    metavar="[KIT|PDGFRA]",
    help="Entries of this gene.  Example: --gene KIT",
)
@click.option("--exon", type=click.IntRange(1), help="Entries that cover a part of this exon.  Example: --exon 11")
@click.option(
    "--effect",
    type=click.Choice(EFFECTS, case_sensitive=False),
    help="Entries of this effect on the answer to imatinib.  Example: --effect conflicting",
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["auto", *LISTS], case_sensitive=False),
    default="auto",
    help="How to write: `table` for people, the others for programs. `auto` is a table on a terminal, TSV in a pipe.  "
    "Example: -f jsonl",
)
@output_option
@kb_option
@overlay_option
def command(
    filters: Sequence[str],
    gene: Gene | None,
    exon: int | None,
    effect: Effect | None,
    output_format: str,
    output: str,
    kb: str | None,
    overlay: str | None,
) -> None:
    """List the entries of the knowledge base in which every FILTER stands; `entries show ID` prints one in full."""
    base = load_knowledge_base(kb, overlay)
    found = list(chosen(base, filters, gene, exon, effect))
    named = output_format_of(output_format, output)
    with open_output(output, encoding=None if named == "table" else "utf-8") as stream:
        LISTS[named if named in LISTS else "tsv"](found, base, stream)
    if not found:
        say(f"none of the {len(base.entries)} entries fits")
        if len(filters) == 1 and (near := nearest(filters[0].lower(), base.entries)):
            say(f"did you mean {near!r}?")


def chosen(
    base: KnowledgeBase, filters: Sequence[str], gene: Gene | None, exon: int | None, effect: Effect | None
) -> Iterator[Entry]:
    """Yield the entries that fit, in the order of the file."""
    words = [word.casefold() for word in filters]
    for entry in base.entries.values():
        covers = entry.covers
        text = " ".join([entry.id, entry.name, entry.summary, *covers.variants, *covers.combination]).casefold()
        if not all(word in text for word in words):
            continue
        if gene not in (None, entry.gene) or effect not in (None, entry.effect):
            continue
        if exon is None or exon in exons_of(entry):
            yield entry


def exons_of(entry: Entry) -> set[int]:
    """Return the exons that an entry covers a part of."""
    covers, gene = entry.covers, entry.gene
    if gene is None:
        return set()
    exons = {number for number in (entry.exon, covers.exon, covers.splice and covers.splice[1]) if number}
    if covers.exon is None:
        exons |= {exon_of_codon(gene, codon) for codon in (*covers.codons, *(covers.touches or ()))}
    for name in (*covers.variants, *covers.combination):
        try:
            variant = normalize(name, gene)
        except GistcliError:
            continue
        if variant.exons:
            exons |= set(range(variant.exons[0], variant.exons[1] + 1))
    return exons


def unknown(entry_id: str, base: KnowledgeBase) -> str:
    """Return the message for an id that does not exist, with the nearest ones that do."""
    from difflib import get_close_matches

    near = get_close_matches(entry_id.lower(), base.entries, 3)
    withdrawn = (base.overlay.withdrawn if base.overlay else {}).get(("entries", entry_id))
    if base.overlay and withdrawn:
        return f"entry {entry_id!r} is withdrawn by the overlay {base.overlay.label}: {withdrawn}"
    meant = f"did you mean {', '.join(near)}?" if near else "`gistcli entries` lists them all"
    return f"there is no entry {entry_id!r}; {meant}"
