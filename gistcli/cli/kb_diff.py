"""`gistcli kb diff`: what changed in meaning between two knowledge bases."""

from __future__ import annotations

import click

from gistcli.difference import compare
from gistcli.knowledge import load_knowledge_base
from gistcli.model import KnowledgeBase
from gistcli.writers.difference import write_json, write_text
from gistcli.writers.output import open_output

DIFFERENT = 1
BUNDLED = "bundled"
EPILOG = """
Compared are the records of both, and the answers to all variants that one of them names, to classes and states, in all
three settings. Order, layout and dates of review do not count.

\b
Exit status: 0 the same in meaning; 1 different; 2 a file that cannot be read or has faults, or wrong usage.

\b
Examples:
  gistcli kb diff old.yaml new.yaml
  gistcli kb diff bundled laboratory-base.yaml --format json
  gistcli kb diff bundled bundled --overlay laboratory.yaml     what an overlay changes
"""


@click.command("diff", short_help="Tell what changed in meaning between two knowledge bases.", epilog=EPILOG)
@click.argument("old", type=click.Path(readable=False))
@click.argument("new", type=click.Path(readable=False))
@click.option(
    "--overlay",
    type=click.Path(readable=False),
    metavar="FILE",
    help="Put this overlay over NEW.  Example: gistcli kb diff bundled bundled --overlay laboratory.yaml",
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write.  Example: -f json",
)
@click.pass_context
def command(ctx: click.Context, old: str, new: str, overlay: str | None, output_format: str) -> None:
    """Tell what changed in meaning from the knowledge base OLD to NEW; `bundled` is the one that comes with gistcli."""
    difference = compare(_base(old), _base(new, overlay))
    with open_output("-", encoding=None if output_format == "text" else "utf-8") as stream:
        (write_text if output_format == "text" else write_json)(difference, stream)
    if not difference.empty:
        ctx.exit(DIFFERENT)


def _base(name: str, overlay: str | None = None) -> KnowledgeBase:
    return load_knowledge_base(None if name == BUNDLED else name, overlay)
