"""The group of commands, of which `annotate` is the one that is meant where none is named."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

from gistcli import __version__
from gistcli.cli.asked import COMMANDS, DEFAULT
from gistcli.cli.ending import USAGE, ending_of, nothing_to_read, refuse
from gistcli.cli.lazy import LazyCommands
from gistcli.cli.signals import Stopped, say_stopped, stoppable
from gistcli.errors import GistcliError
from gistcli.writers.output import discard
from gistcli.writers.words import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

OWN_OPTIONS = ("-h", "--help", "--version")


class Refusal(click.ClickException):
    """An error of the user that ends the program."""

    exit_code = USAGE

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))  # names of files and texts of an input stand in it

    def show(self, file: IO[Any] | None = None) -> None:
        """Tell it on standard error, and nowhere else: click takes standard output where that is closed."""
        refuse(self.message)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let errors end the program in the ways that the contract names, and in words that steer no terminal."""
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = printable(error.message)  # click quotes options and arguments in it
        raise
    except (GistcliError, OSError) as error:
        status, message = ending_of(error)
        if message is None:
            raise click.exceptions.Exit(status) from error
        raise Refusal(message) from error


class CommandLine(LazyCommands):
    """The commands of gistcli; the group takes the first word for a variant if it is none."""

    modules = COMMANDS

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; where not even an error can be told, the exit status tells it."""
        try:
            return super().main(*args, **extra)
        except OSError:  # of standard error; all others are told on it
            discard(sys.stderr)
            sys.exit(USAGE)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `annotate` before arguments that name no command; without any, a terminal gets the help."""
        if not ctx.resilient_parsing and not args and nothing_to_read():
            click.echo(ctx.get_help(), err=True)
            ctx.exit(USAGE)
        named = bool(args) and args[0] in (*COMMANDS, *OWN_OPTIONS)
        if not named and not (ctx.resilient_parsing and not args):
            args = [DEFAULT, *args]
        with ending_in_order():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end in the ways that the contract names."""
        try:
            with ending_in_order(), stoppable():
                return super().invoke(ctx)
        except Stopped as stopped:
            say_stopped(stopped)
            raise

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands, and the options of `annotate` where no command is named."""
        items = super().shell_complete(ctx, incomplete)
        command = self.get_command(ctx, DEFAULT)
        if command is not None and incomplete.startswith("-"):
            known = {item.value for item in items}
            with click.Context(command, parent=ctx, info_name=DEFAULT) as inner:
                items += [item for item in command.shell_complete(inner, incomplete) if item.value not in known]
        return items


def show_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Print the version of the tool and of the knowledge base that it uses, and leave."""
    if not wanted or ctx.resilient_parsing:
        return
    from gistcli.knowledge import load_knowledge_base

    try:
        kb, overlay = os.environ.get("GISTCLI_KB"), os.environ.get("GISTCLI_OVERLAY")
        identity = load_knowledge_base(kb or None, overlay or None).identity
    except GistcliError as error:
        click.echo(f"gistcli {__version__}")
        raise Refusal(str(error)) from error
    click.echo(f"gistcli {__version__}, knowledge base {identity}")
    ctx.exit()


EPILOG = """
\b
Examples:
  gistcli "KIT V559D"                  one variant; quotes keep gene and variant together
  gistcli D842V "KIT A502_Y503dup"     two variants
  gistcli -f jsonl -i variants.txt     a list, as JSON Lines
  gistcli --setting adjuvant "KIT exon 9 insertion"
  gistcli annotate --help              all options
  gistcli problem reference-mismatch   what a problem code means

Exit status: 0 every variant was read; 1 at least one could not be read, and all others are there; 2 wrong usage, or an
input that cannot be opened.

\b
Completion of commands and options, for the shell of your choice:
  bash  eval "$(_GISTCLI_COMPLETE=bash_source gistcli)"           in ~/.bashrc
  zsh   eval "$(_GISTCLI_COMPLETE=zsh_source gistcli)"            in ~/.zshrc
  fish  _GISTCLI_COMPLETE=fish_source gistcli | source            in ~/.config/fish/config.fish

Decision support, to be checked by a specialist; not a medical device.
"""


@click.group(
    cls=CommandLine,
    epilog=EPILOG,
    no_args_is_help=False,
    subcommand_metavar="[COMMAND] [VARIANT]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version of the tool and of the knowledge base, and exit.",
)
def cli() -> None:
    """How a KIT or PDGFRA variant of a gastrointestinal stromal tumour answers to imatinib, and at which dose.

    Without the name of a command, `annotate` is meant: `gistcli D842V` is `gistcli annotate D842V`, and without any
    argument variants are read from standard input, one a line.
    """
