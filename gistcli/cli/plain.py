"""A plain look-up, ``gistcli VARIANT...``, without what only options, files and problems need.

Loading click and the options of all commands costs more than the answer. So a call that has nothing but variants, all
of which can be read, is answered here, with the same parts as `gistcli annotate`. For everything else `answer` has done
nothing yet, and the command line proper takes the call from its beginning: it alone tells of problems and usage.
"""

from __future__ import annotations

import os
import sys

from gistcli.annotate import Annotator
from gistcli.errors import GistcliError
from gistcli.knowledge import load_knowledge_base
from gistcli.model import Record
from gistcli.writers import load_writer
from gistcli.writers.output import STANDARD_OUTPUT, open_output

HARMLESS = "GISTCLI_CACHE"  # the one variable that is no option


def answer(arguments: list[str]) -> int | None:
    """Answer a plain look-up.

    Args:
        arguments: What follows the name of the program.

    Returns:
        The exit status; None where the call is no plain look-up, and nothing has been written.
    """
    if not is_plain(arguments):
        return None
    try:
        annotator = Annotator(load_knowledge_base())
        annotations = [annotation for text in arguments for annotation in annotator.answers(Record(text))]
    except GistcliError:
        return None
    if any(annotation.problem is not None for annotation in annotations):
        return None
    name, encoding = ("table", None) if sys.stdout.isatty() else ("tsv", "utf-8")
    try:
        with open_output(STANDARD_OUTPUT, encoding) as stream:
            load_writer(name)(annotations, stream)
    except BrokenPipeError:
        from gistcli.cli.main import PIPE_CLOSED

        return PIPE_CLOSED
    except GistcliError as error:
        from gistcli.cli.main import Refusal

        refusal = Refusal(str(error))
        refusal.show()
        return refusal.exit_code
    return 0


def is_plain(arguments: list[str]) -> bool:
    """Say whether all arguments may be variants, and nothing else has a say.

    The names of commands hold no digit, nor does a gene alone, of which the command line has something to tell.

    >>> is_plain(["D842V", "KIT V559D"]), is_plain(["explain", "D842V"]), is_plain(["-f", "tsv", "D842V"])
    (True, False, False)
    """
    return (
        bool(arguments)
        and all(map(_may_be_a_variant, arguments))
        and sys.stdout is not None
        and os.name != "nt"  # where click expands the names of files
        and not any(name.lstrip("_").startswith("GISTCLI_") and name != HARMLESS for name in os.environ)
    )


def _may_be_a_variant(text: str) -> bool:
    return text.isascii() and text.isprintable() and not text.startswith("-") and any(map(str.isdigit, text))
