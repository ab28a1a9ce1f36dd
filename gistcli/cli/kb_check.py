"""`gistcli kb check`: every fault of a knowledge base, with line and column."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import click

from gistcli import knowledge, schema
from gistcli.cli.ending import say
from gistcli.overlay import fault_list, merge
from gistcli.writers.output import open_output
from gistcli.writers.words import printable

FAULTS = 1
LAST_ZONE = timezone(timedelta(hours=14))
EPILOG = """
Faults are told on standard output, one a line: FILE:LINE:COLUMN: what is wrong, and what is allowed.

\b
Exit status: 0 no fault; 1 faults; 2 a file that cannot be read, or wrong usage.

\b
Examples:
  gistcli kb check
  gistcli kb check laboratory-base.yaml
  gistcli kb check --overlay laboratory.yaml
"""


@click.command("check", short_help="Tell every fault of a knowledge base.", epilog=EPILOG)
@click.argument("file", required=False, type=click.Path(readable=False))
@click.option(
    "--overlay",
    type=click.Path(readable=False),
    metavar="FILE",
    help="Check this overlay too, and the base with it.  Example: --overlay laboratory.yaml",
)
@click.option("-q", "--quiet", is_flag=True, help="No summary on standard error.")
@click.pass_context
def command(ctx: click.Context, file: str | None, overlay: str | None, quiet: bool) -> None:
    """Check FILE, a knowledge base; without one, the base that comes with gistcli."""
    path = file or knowledge.bundled()
    document = schema.read(knowledge.read_file(path))
    if overlay is not None:
        document = merge(document, schema.read(knowledge.read_file(overlay), "overlay"), overlay)
    # The day that has begun somewhere on Earth: a review of today is never in the future.
    faults = fault_list(document, datetime.now(LAST_ZONE).date())
    with open_output("-", encoding=None) as stream:
        for fault in knowledge.told_faults(faults, path):
            stream.write(printable(fault) + "\n")
    if not quiet:
        names = (file or "the base that comes with gistcli") + (f" with {overlay}" if overlay else "")
        say(f"{names}: {_count(len(faults), 'fault')}{_holds(document) if not faults else ''}")
        if overlay is None and faults and is_overlay(document):
            say(f"{path} looks like an overlay; check it with --overlay {path}")
    if faults:
        ctx.exit(FAULTS)


def is_overlay(document: schema.Document) -> bool:
    """Tell whether a file that was read as a base has the header of an overlay."""
    return bool(document.values) and not {"scope", "notice", "evidence_levels"} & set(document.values)


def _holds(document: schema.Document) -> str:
    parts = []
    for section, name in (("entries", "entry"), ("recommendations", "recommendation"), ("citations", "source")):
        records = document.values[section]
        parts.append(_count(len([record for record in records if record is not None]), name))
    return f" in {', '.join(parts)}"


def _count(number: int, name: str) -> str:
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{number or 'no'} {name if number == 1 else plural}"
