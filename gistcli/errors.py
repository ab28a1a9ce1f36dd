"""The exceptions of gistcli, and the stable codes of its problems.

Every error that a user can cause is a `GistcliError` with a `code`; whatever else is raised is a defect of gistcli.
A row that cannot be read becomes an annotation with the error as its `problem`: one line. The caret under the text
is for a terminal (`pointed`).
"""

from __future__ import annotations

from collections.abc import Sequence


class GistcliError(Exception):
    """The root of all errors: a sentence for a person, and a stable `code` for a program."""

    code = "error"

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.code

    @property
    def problem(self) -> str:
        """The error on one line."""
        return " ".join(str(self).split())

    @property
    def pointed(self) -> str:
        """The error for a terminal, with a caret where there is a place to point at."""
        return str(self)


class VariantSyntaxError(GistcliError):
    """A description that does not follow the grammar; `position` is a 0-based index into `text`."""

    code = "syntax"

    def __init__(self, text: str, position: int, expected: str) -> None:
        super().__init__(text, position, expected)  # in full, so that it pickles
        self.text, self.position, self.expected = text, position, expected

    def __str__(self) -> str:
        at = self.text[self.position : self.position + 1]
        found = f"{at!r}" if at else "the end of the text"
        return f"cannot read the variant at character {self.position + 1} ({found}): expected {self.expected}"

    @property
    def pointed(self) -> str:
        """The text with a caret under the first character that does not fit, in a window of it where it is long."""
        first = max(0, self.position - 40)
        window = self.text[first : first + 72]
        return (
            f"cannot read the variant at character {self.position + 1}:\n"
            f"  {window}\n  {'':{self.position - first}}^ expected {self.expected}"
        )


class VariantError(GistcliError):
    """A description that can be read but names nothing in the two genes; `code` says what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message

    def __str__(self) -> str:
        return self.message


class InputError(GistcliError):
    """An input or output that cannot be opened, or cannot be parsed at all: exit status 2."""

    code = "input"


class KnowledgeBaseError(GistcliError):
    """A knowledge base that does not load; `faults` are sentences that begin with `FILE:LINE:COLUMN:`."""

    code = "knowledge-base"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(tuple(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        more = len(self.faults) - 1
        return self.faults[0] + (f" (and {more} more; `gistcli kb check` lists all)" if more else "")


PROBLEMS: dict[str, tuple[str, str]] = {
    "empty": (
        "The cell or text is empty.",
        "Give a description, such as `KIT V559D`. An empty cell is never read as the whole gene.",
    ),
    "sample-missing": (
        "The row names no sample, so that it is not known which tumour it belongs to.",
        "Fill the column of the sample, or say which column it is. Alone, each row is answered without it.",
    ),
    "syntax": (
        "The text does not follow any form of description that gistcli reads.",
        "Look at the character that the message names. HGVS (`p.Val559Asp`, `c.1676T>A`), one-letter forms (`V559D`), "
        "`chr4:POS:REF:ALT` and classes (`KIT exon 11 deletion`) are read.",
    ),
    "too-long": (
        "The description is longer than any variant of these genes needs.",
        "Check that the line holds one description; long insertions are given by their bases or residues.",
    ),
    "not-text": (
        "The line is not readable text: it holds bytes that are not UTF-8, or control characters.",
        "Save the file as UTF-8 text. Compressed files are read as they are; spreadsheets must be saved as CSV.",
    ),
    "broken-row": (
        "The row of a table has other cells than the header, or a quote that is not closed, so that nothing tells "
        "which cell is which.",
        "Look at the line: a delimiter or a line end inside a cell has to be in quotes, and a quote in a quoted cell "
        "is doubled.",
    ),
    "damaged-input": (
        "The input breaks off or is damaged at this line, such as a gzip file that was not copied whole.",
        "Copy or make the file again. The rows before this one were read; nothing after it was.",
    ),
    "broken-record": (
        "The record of a VCF has too few columns, no number as its position, or no bases where bases belong.",
        "Mend the line that the row names: columns are separated by tabs, POS is a number, REF and ALT are bases. All "
        "other records are read.",
    ),
    "ambiguous-stop": (
        "`X` has been used both for a stop codon and for an unknown residue.",
        "Write `*` or `Ter` for a stop: `W557*`.",
    ),
    "ambiguous-gene": (
        "The description names no gene, and both KIT and PDGFRA fit.",
        "Name the gene in the text (`KIT exon 12`), or use --gene.",
    ),
    "gene-not-covered": (
        "The description names a gene other than KIT and PDGFRA.",
        "gistcli covers KIT, PDGFRA and a few genotype states (SDH-deficient, NF1, BRAF V600E, NTRK fusion).",
    ),
    "gene-mismatch": (
        "The gene in the text, the option or the accession contradict each other.",
        "Give one gene, and a transcript of that gene.",
    ),
    "reference-mismatch": (
        "The residue or base in the description is not the one that the reference has at that place.",
        "Check gene, numbering and transcript: NM_000222.3 (KIT, with GNNK), NM_006206.6 (PDGFRA). Nothing is "
        "corrected silently.",
    ),
    "out-of-range": (
        "The position lies outside the protein, the coding sequence or the gene.",
        "KIT has 976 codons, PDGFRA 1089; genomic positions are 1-based, on chromosome 4.",
    ),
    "invalid-range": (
        "The range runs backwards, or an insertion does not lie between two neighbours.",
        "Write the lower position first; `ins` takes two neighbouring positions, such as `A502_Y503insAY`.",
    ),
    "transcript-not-supported": (
        "The accession is not one whose numbering gistcli knows.",
        "Use NM_000222, NP_000213, ENST00000288135 (KIT), NM_006206, NP_006197, ENST00000257290 (PDGFRA) or NC_000004.",
    ),
    "length-mismatch": (
        "The number or the letters of deleted or duplicated residues or bases do not fit the range.",
        "Leave them out, or make them fit: `W557_K558del`, `c.1669_1674del`.",
    ),
    "build-unknown": (
        "The genomic position does not tell which build of the genome it belongs to.",
        "Use --build GRCh37 or --build GRCh38.",
    ),
    "build-mismatch": (
        "The genomic position does not fit the build that is named.",
        "Check --build, the accession (NC_000004.11 is GRCh37, NC_000004.12 is GRCh38) or the file's header.",
    ),
    "knowledge-base": (
        "The knowledge base, or the overlay, has faults, and nothing is answered from it.",
        "Run `gistcli kb check FILE` (and `--overlay FILE`): it lists every fault with its line and column. "
        "docs/knowledge-base.md describes the file.",
    ),
    "not-supported": (
        "This kind of description is understood but cannot be turned into a variant of the coding sequence or protein.",
        "Give the c. or p. description; RNA (`r.`) and mitochondrial descriptions are not read.",
    ),
}
"""Problem code -> what it means, and what to do."""
