"""`gistcli annotate`: variants from arguments, files and standard input -> annotations in a format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, TypeVar

import click

from gistcli.annotate import Annotator, annotate_all, verdicts_by_sample
from gistcli.cli.hints import hint, torn
from gistcli.cli.main import nothing_to_read
from gistcli.cli.options import (
    build_option,
    by_sample_option,
    chosen_build,
    format_option,
    from_option,
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
    setting_option,
    treated_option,
    variants_argument,
    verbose_option,
)
from gistcli.cli.progress import Progress, is_wanted
from gistcli.errors import InputError
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Annotation, Build, Gene, Record, Setting, Verdict
from gistcli.readers import Request, check_input, naming, open_as, read_records
from gistcli.readers.lists import as_record
from gistcli.writers import VERDICT_WRITERS, load_verdict_writer, load_writer
from gistcli.writers.output import open_bytes, open_output

UNREAD_ROWS = 1
HINTS = 5  # most that are shown
Row = TypeVar("Row", bound=Annotation | Verdict)
FORMAT_OF_SUFFIX = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".vcf": "vcf"}

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
@setting_option
@by_sample_option
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
def command(
    ctx: click.Context,
    variants: Sequence[str],
    inputs: Sequence[str],
    kind: str,
    output: str,
    output_format: str,
    setting: Setting,
    by_sample: bool,
    origin_column: str | None,
    treated: str | None,
    gene: Gene | None,
    build: str,
    assembly: str | None,
    hits_only: bool,
    kb: str | None,
    overlay: str | None,
    no_version: bool,
    progress: bool | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Tell for each VARIANT how it answers to imatinib, the dose, how long, and on what evidence.

    Variants are arguments, lines of the files that -i names, or lines of standard input: `-`, or nothing at all.
    """
    sources = [*variants, *inputs]
    if not sources:
        if nothing_to_read():
            raise click.UsageError("Give a VARIANT, or name a file with -i.", ctx)
        inputs = ["-"]
    if sources.count("-") > 1:
        raise click.UsageError("Standard input is named twice; it can be read once.", ctx)
    for option, value in (("--treated", treated), ("--origin-column", origin_column)):
        if value is not None and not by_sample:
            raise click.UsageError(f"{option} is said of tumours; give --by-sample as well.", ctx)
    for path in inputs:
        check_input(path)
    base = load_knowledge_base(kb, overlay)
    named = output_format_of(output_format, output)
    if named == "vcf" and (variants not in ((), ("-",)) or len(sources) > 1):
        raise click.UsageError("A VCF is made of one VCF: give no VARIANT, and one file with -i.", ctx)
    if by_sample and named not in VERDICT_WRITERS:
        raise click.UsageError(f"--by-sample writes {', '.join(VERDICT_WRITERS)}, and no {named}.", ctx)
    tally = Tally("tumour" if by_sample else "row")
    requests = Requests(chosen_build(build, assembly), by_region=named != "vcf")
    requests.by_sample, requests.origin_column = by_sample, origin_column
    to_terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()  # where both would be mixed
    requests.progress = Progress(is_wanted(progress, quiet or to_terminal))
    how: dict[str, Any] = {
        "setting": setting,
        "knowledge_base": base,
        "gene": gene,
        "build": requests.build,
        "show_version": not no_version,
    }
    if named == "vcf":
        annotate_one_vcf((*inputs, "-")[0], kind, output, Annotator(**how), requests, tally, hits_only)
    else:
        with open_output(output, encoding=None if named == "table" else "utf-8") as stream, requests:
            records = read_all(variants, inputs, kind, requests.watched(stream.flush), requests)
            if by_sample:
                verdicts = verdicts_by_sample(records, **how, treated=treated is not None)
                load_verdict_writer(named)(tally.count(verdicts), stream)
            else:
                load_writer(named)(tally.count(annotate_all(records, **how)), stream)
    if not quiet:
        requests.report(tally.problems)
        tally.report(variants, bool(requests.rows), problems_are_seen=named in ("table", "vcf"))
    if verbose:
        click.echo(f"gistcli: {tally.told}, {tally.problems} with a problem; knowledge base {base.identity}", err=True)
    if tally.problems:
        ctx.exit(UNREAD_ROWS)


def read_all(
    variants: Iterable[str], inputs: Iterable[str], kind: str, on_wait: Callable[[], None], requests: Requests
) -> Iterator[Record]:
    """Yield the records of the arguments, then those of the files, in their order."""
    for text in variants:
        if text == "-":
            yield from read_records("-", kind, on_wait, requests.new())
        else:
            yield as_record(text)
    for path in inputs:
        yield from read_records(path, kind, on_wait, requests.new())


def annotate_one_vcf(
    path: str, kind: str, output: str, annotator: Annotator, requests: Requests, tally: Tally, hits_only: bool
) -> None:
    """Read a VCF and write it with the answers.

    Raises:
        InputError: The input is no VCF.
    """
    from gistcli.cli.vcf import annotate_vcf

    request = requests.new()
    with open_bytes(output) as stream, requests, open_as(path, kind) as (found, source), naming(path):
        if found != "vcf":
            raise InputError(f"it is no VCF but a {found}, and -f vcf writes a VCF as it came")
        request.path, request.on_wait = path, requests.watched(stream.flush)
        tally.rows, tally.problems = annotate_vcf(source, request, annotator, stream, hits_only)


class Requests:
    """The requests for all inputs, and what their readers told.

    Attributes:
        build: Build of the genome that the user names.
        by_region: An index beside a file may be used.
        by_sample: Tumours are wanted.
        origin_column: Column of a table that tells the origin.
        progress: Shows how far the reading is, until the block ends.
    """

    by_sample = False
    origin_column: str | None = None
    progress = Progress(False)

    def __init__(self, build: Build | None, by_region: bool) -> None:
        self.build, self.by_region = build, by_region
        self._all: list[Request] = []

    def new(self) -> Request:
        """Return the request for one more input."""
        request = Request(build=self.build, by_region=self.by_region)
        request.by_sample, request.origin_column = self.by_sample, self.origin_column
        self._all.append(request)
        return request

    def __enter__(self) -> Requests:
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.close()

    def watched(self, on_wait: Callable[[], None]) -> Callable[[], None]:
        """Return what is called before each read: `on_wait`, and the progress."""

        def wait() -> None:
            on_wait()
            self.progress(self.rows, self.hits)

        return wait if self.progress.is_wanted else on_wait

    @property
    def rows(self) -> int:
        """How many rows or records were read, those of other genes counted; lines of lists are not."""
        return sum(request.rows for request in self._all)

    @property
    def hits(self) -> int:
        """How many of the rows, or alleles of the records, are of the two genes."""
        return sum(request.hits for request in self._all)

    def report(self, problems: int) -> None:
        """Say on standard error what the readers had to remark, and how much they read."""
        for request in self._all:
            for remark in request.remarks:
                click.echo(f"gistcli: {remark}", err=True)
        if self.rows:
            what = f"{self.rows:,} rows read, {self.hits:,} variants in KIT or PDGFRA, {problems:,} with a problem"
            click.echo(f"gistcli: {what}", err=True)


def output_format_of(name: str, path: str) -> str:
    """Return the format that ``auto`` stands for."""
    if name != "auto":
        return name
    if path == "-":
        return "table" if sys.stdout is not None and sys.stdout.isatty() else "tsv"
    path = path.lower().removesuffix(".gz").removesuffix(".bgz")
    return next((format for suffix, format in FORMAT_OF_SUFFIX.items() if path.endswith(suffix)), "tsv")


class Tally:
    """What standard error and the exit status say of the annotations that went by."""

    def __init__(self, thing: Literal["row", "tumour"] = "row") -> None:
        self.thing = thing
        self.rows = self.problems = 0
        self.unread: list[Annotation] = []

    def count(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass annotations or verdicts on, and count them."""
        for row in rows:
            self.rows += 1
            if row.problem is not None:
                self.problems += 1
                if isinstance(row, Annotation) and row.line is None and len(self.unread) < HINTS:
                    self.unread.append(row)
            yield row

    @property
    def told(self) -> str:
        """How many there were, in words."""
        return f"{self.rows} {self.thing}" + ("" if self.rows == 1 else "s")

    def report(self, variants: Sequence[str], rows_were_read: bool, problems_are_seen: bool) -> None:
        """Say what may have been meant by arguments that could not be read, and how many rows could not."""
        if not self.rows and not rows_were_read:
            click.echo("gistcli: the input holds no description", err=True)
        for meant in [*torn(variants), *map(hint, self.unread)]:
            if meant:
                click.echo(f"gistcli: {meant}", err=True)
        if self.problems and not problems_are_seen:
            unread = "could not be read" if self.thing == "row" else "could not be read in full"
            click.echo(f"gistcli: {self.problems} of {self.told} {unread}; see the column `problem`", err=True)
