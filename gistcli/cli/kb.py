"""`gistcli kb`: the commands for those who keep a knowledge base."""

from __future__ import annotations

from importlib import import_module

import click

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


class KnowledgeBaseCommands(click.Group):
    """A group that loads its commands when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


@click.group("kb", cls=KnowledgeBaseCommands, short_help="Check and compare knowledge bases.", epilog=EPILOG)
def command() -> None:
    """Check and compare knowledge bases, and print the schema of the file."""
