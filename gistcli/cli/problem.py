"""`gistcli problem`: what a problem code means, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gistcli.cli.main import Refusal
from gistcli.errors import PROBLEMS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

WIDTH = 80
EPILOG = """
\b
Examples:
  gistcli problem reference-mismatch
  gistcli problem                      lists all codes
"""


def complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the code, and show what it means where the shell can."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(code, help=meaning) for code, (meaning, _) in PROBLEMS.items() if code.startswith(incomplete)
    ]


@click.command("problem", short_help="Explain a problem code.", epilog=EPILOG)
@click.argument("code", required=False, shell_complete=complete)
def command(code: str | None) -> None:
    """Explain a problem CODE, as it stands in the column `problem_code`; without one, list them all."""
    if code is None:
        formatter = click.HelpFormatter(width=WIDTH)
        formatter.write_dl([(name, meaning) for name, (meaning, _) in PROBLEMS.items()])
        click.echo(formatter.getvalue(), nl=False)
        return
    if code not in PROBLEMS:
        raise Refusal(unknown(code))
    meaning, remedy = PROBLEMS[code]
    click.echo("\n".join([code, click.wrap_text(meaning, WIDTH), click.wrap_text(remedy, WIDTH)]))


def unknown(code: str) -> str:
    """Return the message for a code that does not exist, with the nearest one that does."""
    from difflib import get_close_matches

    near = get_close_matches(code.lower(), PROBLEMS, 1)
    return f"there is no problem code {code!r}; " + (
        f"did you mean {near[0]!r}?" if near else "`gistcli problem` lists them all"
    )
