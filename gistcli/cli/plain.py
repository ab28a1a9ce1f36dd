"""Calls without what only click does: variants, files, and the options that a pipeline gives.

Loading click and the options of all commands costs as much as all else. So a call whose every word is known here is
read here, and the work is that of `gistcli annotate`. Everything else is left to click before anything has been read or
written: it alone tells of wrong usage, knows all options and all ways to write them, and reads the variables that are
options.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from gistcli.cli.asked import CHOICES, DEFAULT, Asked, UsageError

HARMLESS = "GISTCLI_CACHE"  # the one variable that is no option
VALUES = {
    "-i": "inputs",
    "--input": "inputs",
    "-o": "output",
    "--output": "output",
    "-f": "output_format",
    "--format": "output_format",
    "--from": "kind",
    "--setting": "setting",
    "--build": "build",
}
"""Option that takes a value -> its field of `Asked`."""
FLAGS = {"-q": "quiet", "--quiet": "quiet", "--hits-only": "hits_only", "--no-version": "no_version"}
"""Option that takes none -> its field of `Asked`."""


def answer(arguments: list[str]) -> int | None:
    """Do what a call asks for.

    Args:
        arguments: What follows the name of the program.

    Returns:
        The exit status; None where click is to read the call, and nothing has been read or written.
    """
    asked = read(arguments)
    if asked is None:
        return None
    from gistcli.cli.ending import ending_of, refuse
    from gistcli.cli.signals import Stopped, say_stopped, stoppable
    from gistcli.errors import GistcliError

    try:
        with stoppable():
            from gistcli.cli.work import annotate

            return annotate(asked)
    except Stopped as stopped:
        say_stopped(stopped)
        raise
    except UsageError:
        return None
    except (GistcliError, OSError) as error:
        status, message = ending_of(error)
        if message is not None:
            refuse(message)
        return status


def read(arguments: list[str]) -> Asked | None:
    """Read the words of a call; None where one is not known, or something else may have a say.

    >>> read(["-q", "-i", "tumour.vcf", "--format=TSV"]).output_format
    'tsv'
    >>> read(["explain", "D842V"]), read(["-qi", "tumour.vcf"]), read(["-f", "xml", "D842V"])
    (None, None, None)
    """
    if (
        sys.stdout is None
        or os.name == "nt"  # where click expands the names of files
        or any(name.lstrip("_").startswith("GISTCLI_") and name != HARMLESS for name in os.environ)
    ):
        return None
    found: dict[str, Any] = {}
    variants: list[str] = []
    inputs: list[str] = []
    words = iter(arguments[1:] if arguments[:1] == [DEFAULT] else arguments)
    for word in words:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word in FLAGS:
            found[FLAGS[word]] = True
        elif name in VALUES:
            option = VALUES[name]
            value = value if equals else next(words, "")
            if not value or (value.startswith("-") and value != "-") or option in found:
                return None
            if option == "inputs":
                inputs.append(value)
                continue
            if option in CHOICES:
                value = next((choice for choice in CHOICES[option]() if choice.casefold() == value.casefold()), "")
                if not value:
                    return None
            found[option] = value
        elif word == "-" or _may_be_a_variant(word):
            variants.append(word)
        else:
            return None
    return Asked(tuple(variants), tuple(inputs), **found)


def _may_be_a_variant(text: str) -> bool:
    """Say whether an argument is no option, and no command, whose names hold no digit, nor a gene alone."""
    return text.isascii() and text.isprintable() and not text.startswith("-") and any(map(str.isdigit, text))
