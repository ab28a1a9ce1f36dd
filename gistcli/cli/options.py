"""Options and arguments that more than one command has, each defined once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from gistcli.cli.asked import BUILDS, DEFAULTS, builds, formats, kinds, settings
from gistcli.model import GENES

Command = TypeVar("Command", bound=Callable[..., Any])


class BuildName(click.Choice[str]):
    """The name of a build, in any case."""

    def __init__(self) -> None:
        super().__init__(builds(), case_sensitive=False)


variants_argument = click.argument("variants", metavar="[VARIANT]...", nargs=-1)

input_option = click.option(
    "-i",
    "--input",
    "inputs",
    type=click.Path(readable=False, allow_dash=True),
    metavar="FILE",
    multiple=True,
    help="Read FILE: a list of descriptions, one a line, where blank lines and lines that begin with # are skipped; a "
    "table with a header (CSV, TSV, MAF, and those of VEP, SnpEff and ANNOVAR); or a VCF. `-` is standard input; gzip "
    "is read as it is. May be given more than once.  Example: -i variants.txt -i more.txt.gz",
)

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, allow_dash=True),
    metavar="FILE",
    default=DEFAULTS.output,
    help="Write to FILE and not to standard output. The file appears whole at the end, or not at all.  "
    "Example: -o answers.tsv",
)

from_option = click.option(
    "--from",
    "kind",
    type=click.Choice(kinds(), case_sensitive=False),
    default=DEFAULTS.kind,
    help="What the inputs are; `auto` looks at their content.  Example: --from list",
)

format_option = click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(formats(), case_sensitive=False),
    default=DEFAULTS.output_format,
    help="How to write: `table` for people, the others for programs; `vcf` is a VCF as it came, with the answers in "
    "its INFO. `auto` is a table on a terminal and TSV in a pipe, but what is read from a table comes back as that "
    "table, with `gist_` columns added; for -o it follows the name of the file (.tsv, .csv, .jsonl, .vcf, each also "
    "with .gz).  Example: -f jsonl",
)

excel_safe_option = click.option(
    "--excel-safe",
    is_flag=True,
    help="With -f csv: put an apostrophe before the beginning of a cell that a spreadsheet would take for a formula "
    "(=, +, -, @, a tab or a line end), so that no text of an input runs when a person opens the file. Not for "
    "programs.  Example: --excel-safe -f csv -i cohort.maf -o for-reading.csv",
)

setting_option = click.option(
    "--setting",
    type=click.Choice(settings(), case_sensitive=False),
    default=DEFAULTS.setting,
    show_default=True,
    help="For which treatment to advise: dose and duration depend on it.  Example: --setting adjuvant",
)

by_sample_option = click.option(
    "--by-sample",
    is_flag=True,
    help="Give one verdict a tumour and not one answer a variant. All arguments are one tumour, each line of a list is "
    'one, and the rows of a table are by their sample.  Example: --by-sample "KIT V559D" "KIT V654A"',
)

gene_column_option = click.option(
    "--gene-column",
    metavar="NAME",
    help="The column of a table that names the gene, where it has none of the usual names.  "
    "Example: --gene-column Gen -i befunde.csv",
)

variant_column_option = click.option(
    "--variant-column",
    metavar="NAME",
    help="The column of a table that alone tells the variant, in any spelling; others are then not looked at.  "
    "Example: --variant-column Befund -i befunde.csv",
)

sample_column_option = click.option(
    "--sample-column",
    metavar="NAME",
    help="The column of a table that names the tumour or sample.  Example: --sample-column Probe -i befunde.csv",
)

origin_column_option = click.option(
    "--origin-column",
    metavar="NAME",
    help="For verdicts (--by-sample, report): the column of a table that tells whether a mutation is primary or "
    "secondary; without it, and where it is empty, the knowledge base tells what is usual.  "
    "Example: --origin-column origin",
)

treated_option = click.option(
    "--treated",
    type=click.Choice(["imatinib"], case_sensitive=False),
    help="For verdicts (--by-sample, report): the tumours were sampled after this drug, so that a mutation which is "
    "seen both as primary and as secondary is taken for secondary.  "
    'Example: --by-sample --treated imatinib "KIT D816V"',
)

gene_option = click.option(
    "--gene",
    type=click.Choice(GENES, case_sensitive=False),
    metavar="[KIT|PDGFRA]",  # click would print the names in lower case
    help="The gene of descriptions that name none.  Example: --gene KIT 'exon 12'",
)


def build_option(function: Command) -> Command:
    """Add ``--build``, and ``--assembly``, by which VEP knows it."""
    hidden = click.option("--assembly", type=BuildName(), hidden=True)
    shown = click.option(
        "--build",
        type=BuildName(),
        metavar=f"[{'|'.join(BUILDS)}]",
        default=DEFAULTS.build,
        help="The build of genomic positions that do not name theirs, in any case.  "
        "Example: --build hg19 chr4:55593610:T:A",
    )
    return shown(hidden(function))


def column_options(function: Command) -> Command:
    """Add the options that name columns of a table."""
    for what, said in (("sample", "the sample"), ("variant", "the variant"), ("gene", "the gene")):
        function = click.option(
            f"--{what}-column",
            metavar="NAME",
            help=f"The column of a table that tells {said}; without it, the usual names are looked for.  "
            f"Example: --{what}-column {what}",
        )(function)
    return function


kb_option = click.option(
    "--kb",
    type=click.Path(readable=False),
    metavar="FILE",
    envvar="GISTCLI_KB",
    show_envvar=True,
    help="Use this knowledge base and not the one that comes with gistcli.  Example: --kb laboratory.yaml",
)

overlay_option = click.option(
    "--overlay",
    type=click.Path(readable=False),
    metavar="FILE",
    envvar="GISTCLI_OVERLAY",
    show_envvar=True,
    help="Add to the knowledge base, replace in it by id, or withdraw from it, what FILE says; rows that it touches "
    "say so.  Example: --overlay laboratory.yaml",
)

no_version_option = click.option(
    "--no-version",
    is_flag=True,
    help="Leave the version of the knowledge base out of what is written, to compare results of two versions.  "
    "Example: gistcli --no-version -f tsv -i variants.txt | diff expected.tsv -",
)

hits_only_option = click.option(
    "--hits-only",
    is_flag=True,
    help="Leave out the rows of a table and the records of a VCF that lie in neither gene.  "
    "Example: gistcli --hits-only -i tumour.vcf.gz -o genes.vcf",
)

progress_option = click.option(
    "--progress/--no-progress",
    default=None,
    help="Show rows, rate and hits on standard error while work lasts; by default on a terminal, after a second.  "
    "Example: gistcli --progress -i cohort.vcf.gz -o answers.tsv",
)

quiet_option = click.option(
    "-q", "--quiet", is_flag=True, help="No hints and no summary on standard error.  Example: gistcli -q -i list.txt"
)

verbose_option = click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Say on standard error which knowledge base was used and how many rows were written.  "
    "Example: gistcli -v -i list.txt",
)
