"""`gistcli report`: the tumours of files -> one page, to file or to send."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from datetime import date as calendar_date

import click
from click.core import ParameterSource

from gistcli.cli.asked import chosen_build
from gistcli.cli.ending import nothing_to_read, say
from gistcli.cli.options import (
    build_option,
    column_options,
    from_option,
    gene_option,
    kb_option,
    no_version_option,
    origin_column_option,
    overlay_option,
    quiet_option,
    setting_option,
    treated_option,
)
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Gene, Setting
from gistcli.readers import Request, check_input, read_records
from gistcli.readers.source import name_of
from gistcli.report import TITLE, report
from gistcli.writers import REPORT_WRITERS, load_report_writer
from gistcli.writers.output import open_output

UNREAD_ROWS = 1
FORMAT_OF_SUFFIX = {".md": "markdown", ".markdown": "markdown", ".txt": "markdown"}
UNTOLD = ("output", "quiet")
"""Options that change nothing in the report."""

EPILOG = """
\b
Examples:
  gistcli report -i cohort.tsv -o report.html
  gistcli report -i kit.maf -i pdgfra.maf -o report.html --setting adjuvant
  gistcli report -i tumour.vcf.gz -o report.md
  gistcli report -i cohort.csv --title "Sarcoma board" --date today -o board.html

Rows of one sample are one tumour; a line of a list is one. The page needs no network and no other file. The exit status
is 1 if a row could not be read: the page lists them, and all others are there.
"""


def as_date(ctx: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Return a date as it is printed: one as in ISO 8601, or ``today``."""
    if given is None or ctx.resilient_parsing:
        return None
    if given == "today":
        return calendar_date.today().isoformat()
    try:
        return calendar_date.fromisoformat(given).isoformat()
    except ValueError:
        message = f"{given!r} is no date; give one as 2026-11-24, or `today`."
        raise click.BadParameter(message, ctx, parameter) from None


@click.command("report", short_help="A page on each tumour of a cohort, to file or to send.", epilog=EPILOG)
@click.option(
    "-i",
    "--input",
    "inputs",
    type=click.Path(readable=False, allow_dash=True),
    metavar="FILE",
    multiple=True,
    help="Read a list, a table or a VCF, plain or gzip; `-` is standard input. May be given more than once: rows of "
    "one sample are one tumour, in whichever file.  Example: -i cohort.tsv",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, allow_dash=True),
    metavar="FILE",
    default="-",
    help="Write to FILE and not to standard output. The file appears whole at the end, or not at all.  "
    "Example: -o report.html",
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["auto", *REPORT_WRITERS], case_sensitive=False),
    default="auto",
    help="How to write. `auto` follows the name of the file (.md: Markdown; else HTML).  Example: -f markdown",
)
@from_option
@setting_option
@click.option("--title", default=TITLE, metavar="TEXT", help='Heading of the page.  Example: --title "Sarcoma board"')
@click.option(
    "--date",
    callback=as_date,
    metavar="DATE",
    help="Print a date, which no report has unless it is asked for; `today` is today's.  Example: --date 2026-11-24",
)
@column_options
@origin_column_option
@treated_option
@gene_option
@build_option
@kb_option
@overlay_option
@no_version_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    inputs: Sequence[str],
    output: str,
    output_format: str,
    kind: str,
    setting: Setting,
    title: str,
    date: str | None,
    gene_column: str | None,
    variant_column: str | None,
    sample_column: str | None,
    origin_column: str | None,
    treated: str | None,
    gene: Gene | None,
    build: str,
    assembly: str | None,
    kb: str | None,
    overlay: str | None,
    no_version: bool,
    quiet: bool,
) -> None:
    """Make one page on all tumours of the inputs: what their variants mean together, the dose, and on what evidence.

    It holds a table of the tumours, counts of the cohort, and for each tumour a map of the gene, the advice in all
    settings, the evidence and its sources.
    """
    if not inputs:
        if nothing_to_read():
            raise click.UsageError("Name a file with -i.", ctx)
        inputs = ["-"]
    if list(inputs).count("-") > 1:
        raise click.UsageError("Standard input is named twice; it can be read once.", ctx)
    for path in inputs:
        check_input(path)
    base = load_knowledge_base(kb, overlay)
    chosen = chosen_build(build, assembly)
    requests = [
        Request(
            path,
            chosen,
            by_region=True,
            gene=gene,
            gene_column=gene_column,
            variant_column=variant_column,
            sample_column=sample_column,
            origin_column=origin_column,
            by_sample=True,
        )
        for path in inputs
    ]
    made = report(
        [(name_of(request.path), read_records(request.path, kind, None, request)) for request in requests],
        setting=setting,
        knowledge_base=base,
        gene=gene,
        build=chosen,
        treated=treated is not None,
        show_version=not no_version,
        title=title,
        date=date,
        command=command_line(ctx),
    )
    with open_output(output) as stream:
        load_report_writer(format_of(output_format, output))(made, stream)
    if not quiet:
        for request in requests:
            for remark in request.remarks:
                say(remark)
        if not made.tumours:
            say("the input holds no description")
        if made.unread:
            rows = "1 row" if len(made.unread) == 1 else f"{len(made.unread)} rows"
            say(f"{rows} could not be read; the page lists them")
    if made.unread:
        ctx.exit(UNREAD_ROWS)


def format_of(name: str, path: str) -> str:
    """Return the format that ``auto`` stands for."""
    if name != "auto":
        return name
    return FORMAT_OF_SUFFIX.get(os.path.splitext(path)[1].lower(), "html")


def command_line(ctx: click.Context) -> str:
    """Return the options that the user gave, as a line for a shell; where the page goes to is left out.

    So the same input gives the same page wherever it is written.
    """
    words = ["gistcli", "report"]
    for option in ctx.command.params:
        name = option.name or ""
        given = ctx.get_parameter_source(name) in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
        if given and name not in UNTOLD:
            value, flag = ctx.params[name], option.opts[0]
            for one in value if option.multiple else [value]:
                words += [flag] if value is True else [flag, str(one)]
    return shlex.join(words)
