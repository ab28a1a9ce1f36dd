"""What `gistcli annotate` does: variants from arguments, files and standard input -> annotations in a format.

How the call was read, by click or by `plain`, is not known here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from typing import Any, Literal, TypeVar

from gistcli.annotate import Annotator, annotate_all, verdicts_by_sample
from gistcli.cli.asked import Asked, UsageError, chosen_build
from gistcli.cli.ending import UNREAD_ROWS, nothing_to_read, say
from gistcli.cli.progress import Progress, is_wanted
from gistcli.errors import InputError
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Annotation, Record, Verdict
from gistcli.readers import TABLES, Opened, Request, check_input, naming, open_as, read_records
from gistcli.readers.lists import as_record
from gistcli.writers import VERDICT_WRITERS, load_verdict_writer, load_writer
from gistcli.writers.output import open_bytes, open_output

HINTS = 5  # most that are shown
Row = TypeVar("Row", bound=Annotation | Verdict)
FORMAT_OF_SUFFIX = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".vcf": "vcf"}


def annotate(asked: Asked) -> int:
    """Do what a call of `annotate` asks for.

    Returns:
        The exit status.

    Raises:
        UsageError: What is asked contradicts itself; nothing has been written.
        GistcliError: An input, the output or the knowledge base cannot be used.
    """
    variants, inputs, kind, output = asked.variants, asked.inputs, asked.kind, asked.output
    by_sample, hits_only = asked.by_sample, asked.hits_only
    sources = [*variants, *inputs]
    if not sources:
        if nothing_to_read():
            raise UsageError("Give a VARIANT, or name a file with -i.")
        inputs = ("-",)
    if sources.count("-") > 1:
        raise UsageError("Standard input is named twice; it can be read once.")
    for option, value in (("--treated", asked.treated), ("--origin-column", asked.origin_column)):
        if value is not None and not by_sample:
            raise UsageError(f"{option} is said of tumours; give --by-sample as well.")
    for path in inputs if "-" not in variants else [*inputs, "-"]:
        check_input(path)
    base = load_knowledge_base(asked.kb, asked.overlay)
    named = output_format_of(asked.output_format, output)
    if named == "vcf" and (variants not in ((), ("-",)) or len(sources) > 1):
        raise UsageError("A VCF is made of one VCF: give no VARIANT, and one file with -i.")
    if by_sample and named not in VERDICT_WRITERS:
        raise UsageError(f"--by-sample writes {', '.join(VERDICT_WRITERS)}, and no {named}.")
    if asked.excel_safe and named != "csv":
        raise UsageError(f"--excel-safe is said of CSV, and this is {named}; give -f csv.")
    build = chosen_build(asked.build, asked.assembly)
    tally = Tally("tumour" if by_sample else "row")
    requests = Requests(
        build=build,
        gene=asked.gene,
        gene_column=asked.gene_column,
        variant_column=asked.variant_column,
        sample_column=asked.sample_column,
        origin_column=asked.origin_column,
        by_sample=by_sample,
        by_region=named != "vcf",
    )
    to_terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()  # where both would be mixed
    requests.progress = Progress(is_wanted(asked.progress, asked.quiet or to_terminal))
    how: dict[str, Any] = {
        "setting": asked.setting,
        "knowledge_base": base,
        "gene": asked.gene,
        "build": build,
        "show_version": not asked.no_version,
    }
    paths = [*variants, *inputs]
    column = None if named in ("table", "vcf") else "problem"
    with requests, ExitStack() as stack:
        first: Opened | None = None
        if asked.output_format == "auto" and named in ("tsv", "csv") and not by_sample and variants in ((), ("-",)):
            first = stack.enter_context(open_as(paths[0], kind, requests.names_columns))
        if named == "vcf":
            annotate_one_vcf(paths[0], kind, output, Annotator(**how), requests, tally, hits_only)
        elif first is not None and first[0] in TABLES:
            if asked.excel_safe:
                raise UsageError(
                    "A table comes back as it came, which --excel-safe does not change; give -f csv as well."
                )
            column = "gist_problem"
            annotate_tables(first, paths, kind, output, Annotator(**how), requests, tally, hits_only)
        else:
            encoding = None if named == "table" else "utf-8"
            stream = stack.enter_context(open_output(output, encoding, by_row=named == "csv"))
            records = read_all(variants, inputs, kind, requests.watched(stream.flush), requests, first)
            if by_sample:
                verdicts = verdicts_by_sample(records, **how, treated=asked.treated is not None)
                load_verdict_writer(named, asked.excel_safe)(tally.count(verdicts), stream)
            else:
                answers = annotate_all(records, **how)
                write = load_writer(named, asked.excel_safe)
                write(tally.count(of_the_genes(answers) if hits_only else answers), stream)
    if not asked.quiet:
        requests.report(tally.problems)
        tally.report(variants, bool(requests.rows), column)
        if variants and not by_sample and not inputs and "-" not in variants and tally.rows > len(variants):
            say("a text names several variants of one tumour, answered one by one; --by-sample gives the one verdict")
    if asked.verbose:
        say(f"{tally.told}, {tally.problems} with a problem; knowledge base {base.identity}")
    return UNREAD_ROWS if tally.problems else 0


def read_all(
    variants: Iterable[str],
    inputs: Iterable[str],
    kind: str,
    on_wait: Callable[[], None],
    requests: Requests,
    first: Opened | None = None,
) -> Iterator[Record]:
    """Yield the records of the arguments, then those of the files, in their order; `first` is the first file, open."""
    for text in variants:
        if text == "-":
            yield from read_records("-", kind, on_wait, requests.new(), first)
            first = None
        else:
            yield as_record(text)
    for path in inputs:
        yield from read_records(path, kind, on_wait, requests.new(), first)
        first = None


def of_the_genes(answers: Iterable[Annotation]) -> Iterator[Annotation]:
    """Leave out the descriptions that name another gene."""
    return (answer for answer in answers if answer.problem_code != "gene-not-covered")


def annotate_one_vcf(
    path: str, kind: str, output: str, annotator: Annotator, requests: Requests, tally: Tally, hits_only: bool
) -> None:
    """Read a VCF and write it with the answers.

    Raises:
        InputError: The input is no VCF.
    """
    from gistcli.cli.vcf import annotate_vcf

    request = requests.new()
    with open_bytes(output) as stream, open_as(path, kind) as (found, source), naming(path):
        if found != "vcf":
            raise InputError(f"it is no VCF but a {found}, and -f vcf writes a VCF as it came")
        request.path, request.on_wait = path, requests.watched(stream.flush)
        tally.rows, tally.problems = annotate_vcf(source, request, annotator, stream, hits_only)


def annotate_tables(
    first: Opened,
    paths: Sequence[str],
    kind: str,
    output: str,
    annotator: Annotator,
    requests: Requests,
    tally: Tally,
    hits_only: bool,
) -> None:
    """Read tables and write them with the answers; `first` is the first of them, open.

    Raises:
        InputError: One of the inputs is no table, or has other columns than the first.
    """
    from gistcli.cli.tables import TableAnnotator

    with open_bytes(output) as stream:
        tables = TableAnnotator(annotator, stream, hits_only)
        on_wait = requests.watched(stream.flush)
        for number, path in enumerate(paths):
            opened = open_as(path, kind, requests.names_columns) if number else nullcontext(first)
            with opened as (found, source), naming(path):
                if found not in TABLES:
                    raise InputError(f"it is a {found}, and the first input is a table; read them one by one")
                request = requests.new()
                request.path, request.on_wait = path, on_wait
                tables.write(source, request, found)
    tally.rows, tally.problems = requests.hits, tables.problems


class Requests:
    """The requests for all inputs, and what their readers told.

    Args:
        options: What all of them have in common; see `Request`.

    Attributes:
        progress: Shows how far the reading is, until the block ends.
    """

    progress = Progress(False)

    def __init__(self, **options: Any) -> None:
        self._options = options
        self._all: list[Request] = []

    def new(self) -> Request:
        """Return the request for one more input."""
        self._all.append(Request(**self._options))
        return self._all[-1]

    @property
    def names_columns(self) -> bool:
        """The user names columns, so that what is no VCF is a table."""
        return Request(**self._options).names_columns

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
                say(remark)
        if self.rows:
            what = f"{self.rows:,} rows read, {self.hits:,} variants in KIT or PDGFRA, {problems:,} with a problem"
            say(what)


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

    def report(self, variants: Sequence[str], rows_were_read: bool, column: str | None) -> None:
        """Say what may have been meant by arguments that could not be read, and how many rows could not.

        Args:
            variants: The arguments.
            rows_were_read: There were rows, if none of the genes.
            column: Where the problems are told, None where they are seen.
        """
        if not self.rows and not rows_were_read:
            say("the input holds no description")
        if self.unread or len(variants) > 1:
            from gistcli.cli.hints import hint, torn

            for meant in [*torn(variants), *map(hint, self.unread)]:
                if meant:
                    say(meant)
        if self.problems and column is not None:
            unread = "could not be read" if self.thing == "row" else "could not be read in full"
            say(f"{self.problems} of {self.told} {unread}; see the column `{column}`")
