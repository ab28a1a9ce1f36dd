"""What a reader is told about an input besides its bytes, and what it tells besides its records."""

from __future__ import annotations

from collections.abc import Callable

from gistcli.model import Build, Gene


class Request:
    """How to read one input, and the counts and remarks of its reading.

    Attributes:
        path: The file, or ``-`` for standard input.
        build: Build of the genome that the user names, None where the input is to tell it.
        on_wait: Called before each read that may have to wait, so that finished rows can be written out first.
        gene: Gene of descriptions that name none.
        gene_column: Name of the column of a table that tells the gene, None where the usual names are to be looked for.
        variant_column: Name of the column that alone tells the variant.
        sample_column: Name of the column that tells the sample.
        origin_column: Name of the column that tells the origin of the variant in the tumour.
        by_sample: Tumours are wanted: who carries a variant, in which fraction and with which origin, and a record
            without descriptions for each sample that has none in the genes.
        by_region: Only what lies in the two genes is wanted, so that an index beside the file may be used.
        rows: How many rows or records have been read so far, those of other genes counted.
        hits: How many of them are of the two genes.
        remarks: Sentences for standard error about the input as a whole, such as the columns that are used.
    """

    def __init__(
        self,
        path: str = "-",
        build: Build | None = None,
        on_wait: Callable[[], None] | None = None,
        by_region: bool = False,
        gene: Gene | None = None,
        gene_column: str | None = None,
        variant_column: str | None = None,
        sample_column: str | None = None,
        origin_column: str | None = None,
        by_sample: bool = False,
    ) -> None:
        self.path, self.build, self.on_wait, self.by_region = path, build, on_wait, by_region
        self.gene = gene
        self.gene_column, self.variant_column, self.sample_column = gene_column, variant_column, sample_column
        self.origin_column, self.by_sample = origin_column, by_sample
        self.rows = self.hits = 0
        self.remarks: list[str] = []

    @property
    def names_columns(self) -> bool:
        """The user names columns, so the input must have some."""
        return bool(self.gene_column or self.variant_column or self.sample_column)

    def wait(self) -> None:
        """Let finished rows be written, before a read that may have to wait."""
        if self.on_wait is not None:
            self.on_wait()
