"""Put the answers for the files of a cohort together, byte for byte as one run over all files would write them.

JSON Lines are concatenated. Of tables and of VCF, the header is written once, with what stands before it in the first
file, and must be the same in all: answers under the wrong header would be wrong answers.
"""

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

HEADER = re.compile(rb"[^\r\n]*\b(?:gist_)?problem_code[^\w\r\n](?:gist_)?kb_version(?:\r\n|\n|\r)")
"""The header of a table with answers: the line that ends with the last columns that are added."""
CHUNK = 1 << 20
MAX_HEAD = 1 << 24


class GatherError(Exception):
    """Files that are no parts of one whole."""


def gather(paths: Sequence[str | Path], output: str | Path) -> None:
    """Write one file of the answers for several.

    Args:
        paths: The files, in the order of the whole.
        output: The file to write; the end of its name tells the format.

    Raises:
        GatherError: The header of a file is not that of the first, or it has none.
    """
    suffix = Path(output).suffix
    with open(output, "wb") as whole:
        first: bytes | None = None
        for path in paths:
            with open(path, "rb") as part:
                if suffix != ".jsonl":
                    before, header = vcf_header(part) if suffix == ".vcf" else table_header(part, path)
                    if first is None:
                        whole.write(before + header)
                        first = header
                    elif header != first:
                        raise GatherError(f"{path}: its header is not that of {paths[0]}; set `gather: false`")
                shutil.copyfileobj(part, whole, CHUNK)


def table_header(part: BinaryIO, path: str | Path) -> tuple[bytes, bytes]:
    """Return what stands before the header of a table, and the header; the next read gives what follows."""
    head = b""
    while len(head) < MAX_HEAD:
        more = part.read(CHUNK)
        head += more
        found = HEADER.search(head)
        if found and (found.end() < len(head) or not more):  # CR LF may be torn
            part.seek(found.end())
            return head[: found.start()], found[0]
        if not more:
            break
    raise GatherError(f"{path}: it has no header that gistcli wrote")


def vcf_header(part: BinaryIO) -> tuple[bytes, bytes]:
    """Return nothing, and the header lines of a VCF; the next read gives its records."""
    header = b""
    while (line := part.readline()).startswith(b"#"):
        header += line
    part.seek(len(header))
    return b"", header


if "snakemake" in globals():
    job = globals()["snakemake"]
    try:
        gather(list(job.input), job.output[0])
    except (GatherError, OSError) as error:
        Path(job.log[0]).write_text(f"{error}\n", encoding="utf-8")
        sys.exit(f"gather: {error}")
