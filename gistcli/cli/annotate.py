"""`gistcli annotate`: the options, and the help. What they ask for is done in `work`."""

from __future__ import annotations

from typing import Any

import click

from gistcli.cli.asked import Asked, UsageError
from gistcli.cli.options import (
    build_option,
    by_sample_option,
    excel_safe_option,
    format_option,
    from_option,
    gene_column_option,
    gene_option,
    hits_only_option,
    input_option,
    kb_option,
    no_version_option,
    origin_column_option,
    output_option,
    overlay_option,
    progress_option,
    quiet_option,
    sample_column_option,
    setting_option,
    treated_option,
    variant_column_option,
    variants_argument,
    verbose_option,
)
from gistcli.cli.work import annotate

EPILOG = """
\b
Descriptions that are read (all of these are one variant):
  V559D   p.V559D   p.(Val559Asp)   "KIT V559D"   KIT:p.Val559Asp
  NM_000222.3:c.1676T>A   "KIT c.1676T>A"   NP_000213.1:p.Val559Asp

Legacy forms (delWK557-558), genomic forms (chr4:POS:REF:ALT), several in one tumour ("V559D + V654A"), classes
("KIT exon 9 insertion") and genotypes (SDH-deficient) are read as well.

\b
Examples:
  gistcli annotate "KIT V559D" D842V
  gistcli -i variants.txt -o answers.tsv
  cut -f 3 table.tsv | gistcli -f jsonl
  gistcli -f csv - < variants.txt
  gistcli --setting adjuvant --gene KIT 'exon 11 deletion'
  gistcli -i cohort.maf -o annotated.maf
  gistcli -i tumour.vcf.gz -o annotated.vcf.gz
  gistcli --by-sample "KIT V559D" "SECONDARY KIT V654A"

A row that cannot be read has a `problem`, and a `problem_code` that `gistcli problem` explains; the exit status is then
1. An action of "none" with the verdict "not in the knowledge base" is no advice in either direction.
"""


@click.command(
    "annotate", short_help="Answer for variants; the command that is meant where none is named.", epilog=EPILOG
)
@variants_argument
@input_option
@from_option
@output_option
@format_option
@excel_safe_option
@setting_option
@by_sample_option
@gene_column_option
@variant_column_option
@sample_column_option
@origin_column_option
@treated_option
@gene_option
@build_option
@hits_only_option
@kb_option
@overlay_option
@no_version_option
@progress_option
@quiet_option
@verbose_option
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Tell for each VARIANT how it answers to imatinib, the dose, how long, and on what evidence.

    Variants are arguments, lines of the files that -i names, or lines of standard input: `-`, or nothing at all.
    """
    try:
        status = annotate(Asked(**options))
    except UsageError as error:
        raise click.UsageError(str(error), ctx) from error
    ctx.exit(status)
