"""`gistcli kb`: the commands for those who keep a knowledge base."""

from __future__ import annotations

import click

from gistcli.cli.lazy import LazyCommands

COMMANDS = {
    "check": "gistcli.cli.kb_check",
    "diff": "gistcli.cli.kb_diff",
    "schema": "gistcli.cli.kb_schema",
}
"""Name -> module, in which the command is `command`."""

EPILOG = """
\b
Examples:
  gistcli kb check laboratory.yaml             every fault, with line and column
  gistcli kb check --overlay laboratory.yaml   of an overlay over the base that comes with gistcli
  gistcli kb diff old.yaml new.yaml            what changed in meaning
  gistcli kb schema > gistcli.schema.json      for an editor
"""


class KnowledgeBaseCommands(LazyCommands):
    """The commands of `gistcli kb`."""

    modules = COMMANDS


@click.group("kb", cls=KnowledgeBaseCommands, short_help="Check and compare knowledge bases.", epilog=EPILOG)
def command() -> None:
    """Check and compare knowledge bases, and print the schema of the file."""
