"""What may be asked of gistcli: its commands, and the values and defaults of the options of `annotate`.

Nothing here needs click, so that the calls that `plain` reads and those that click reads are asked in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gistcli.errors import GistcliError
from gistcli.frozen import Frozen
from gistcli.model import SETTINGS, Build, Gene, Setting
from gistcli.writers import WRITERS

COMMANDS = {
    "annotate": "gistcli.cli.annotate",
    "explain": "gistcli.cli.explain",
    "entries": "gistcli.cli.entries",
    "kb": "gistcli.cli.kb",
    "problem": "gistcli.cli.problem",
    "report": "gistcli.cli.report",
}
"""Name -> module, in which the command is `command`."""
DEFAULT = "annotate"

BUILDS: dict[str, Build | None] = {
    "auto": None,
    "GRCh37": "GRCh37",
    "GRCh38": "GRCh38",
    "hg19": "GRCh37",
    "hg38": "GRCh38",
    "b37": "GRCh37",
}
"""Name on the command line -> build; None: what the description itself says."""


class UsageError(GistcliError):
    """A call that asks for what cannot be; nothing has been written yet."""


class Asked(Frozen):
    """What a call of `annotate` asks for; the fields are the options, and a default is that of the option.

    Attributes:
        variants: The arguments.
        inputs: The files, in their order.
        kind: What the inputs are, one of `kinds`.
        output: The file to write, or ``-``.
        output_format: How to write, one of `formats`.
        build: Name of the build, one of `BUILDS`.
        assembly: The same by the other option that names it.
        kb: File of the knowledge base; None for the bundled one.
        treated: The drug after which the tumours were sampled, None where nothing is said.
        progress: Show progress; None where nothing is said.
    """

    variants: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    kind: str = "auto"
    output: str = "-"
    output_format: str = "auto"
    excel_safe: bool = False
    setting: Setting = "advanced"
    by_sample: bool = False
    gene_column: str | None = None
    variant_column: str | None = None
    sample_column: str | None = None
    origin_column: str | None = None
    treated: str | None = None
    gene: Gene | None = None
    build: str = "auto"
    assembly: str | None = None
    hits_only: bool = False
    kb: str | None = None
    overlay: str | None = None
    no_version: bool = False
    progress: bool | None = None
    quiet: bool = False
    verbose: bool = False


DEFAULTS = Asked()


def chosen_build(build: str, assembly: str | None) -> Build | None:
    """Return the build that ``--build``, or its alias ``--assembly``, names.

    Raises:
        UsageError: They name two.
    """
    if assembly is not None and build != "auto" and BUILDS[assembly] != BUILDS[build]:
        raise UsageError("--build and --assembly name two builds; give one of them.")
    return BUILDS[build if assembly is None else assembly]


def kinds() -> Sequence[str]:
    """Return what inputs may be said to be."""
    from gistcli.readers import READERS  # a look-up has no use for them

    return ("auto", *READERS)


def formats() -> Sequence[str]:
    """Return the names of formats."""
    return ("auto", *WRITERS, "vcf")


def settings() -> Sequence[str]:
    """Return the names of settings."""
    return SETTINGS


def builds() -> Sequence[str]:
    """Return the names of builds."""
    return tuple(BUILDS)


CHOICES: dict[str, Callable[[], Sequence[str]]] = {
    "kind": kinds,
    "output_format": formats,
    "setting": settings,
    "build": builds,
}
"""Option -> what it may be, in any case."""
