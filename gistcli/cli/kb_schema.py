"""`gistcli kb schema`: the JSON Schema of a knowledge-base file."""

from __future__ import annotations

import json

import click

from gistcli.cli.options import output_option
from gistcli.json_schema import json_schema
from gistcli.writers.output import open_output

EPILOG = """
\b
An editor with a YAML language server completes keys and marks faults, when the first line of the file is
  # yaml-language-server: $schema=gistcli.schema.json

What JSON Schema cannot say (ids that stand twice, residues that do not fit, ...) is told by `gistcli kb check`.

\b
Examples:
  gistcli kb schema -o gistcli.schema.json
  gistcli kb schema --overlay -o overlay.schema.json
"""


@click.command("schema", short_help="Print the JSON Schema of the file.", epilog=EPILOG)
@click.option("--overlay", is_flag=True, help="The schema of an overlay, and not of a base.")
@output_option
def command(overlay: bool, output: str) -> None:
    """Print the JSON Schema (2020-12) of a knowledge base, or of an overlay."""
    with open_output(output) as stream:
        json.dump(json_schema("overlay" if overlay else "base"), stream, indent=2, ensure_ascii=False)
        stream.write("\n")
