"""Lists: one description a line, in UTF-8; blank lines and lines that begin with ``#`` are skipped but counted."""

from __future__ import annotations

from collections.abc import Iterator

from gistcli.errors import GistcliError, VariantError
from gistcli.frozen import tuple_of
from gistcli.model import Record
from gistcli.patterns import pattern
from gistcli.readers.request import Request
from gistcli.readers.source import DamagedInputError, Source, split_lines

LINE_LIMIT = 1 << 16
"""Most bytes of a line; the longest insertion that anyone has to write is far shorter."""
SHOWN = 200
"""Characters that are kept of a line that is too long or is no text."""
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CONTROL = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but the tab and LF, which never is in a line


def read_list(source: Source, request: Request | None = None) -> Iterator[Record]:
    r"""Read a list, lazily.

    Args:
        source: The stream of bytes.
        request: Whom to tell before a read that may have to wait.

    Yields:
        A record for each line that is neither blank nor a comment; one that cannot be read has an `error`.

    Raises:
        InputError: Nothing of the stream can be read.

    >>> import io
    >>> [(record.line, record.text) for record in read_list(io.BytesIO(b"# mine\nKIT V559D\n\nD842V\n"))]
    [(2, 'KIT V559D'), (4, 'D842V')]
    """
    try:
        for number, line in split_lines(source, LINE_LIMIT, request.on_wait if request else None):
            if number == 1 and line.startswith(BOM):
                line = line[len(BOM) :]
            line = line.strip(b" \t")
            if line and not line.startswith(b"#"):
                yield _decode(line, number)
    except DamagedInputError as error:
        yield Record(_shown(error.rest), error.line, error=VariantError(error.code, str(error)))


def as_record(text: str, line: int | None = None) -> Record:
    r"""Make a record of a text, such as an argument of the command line.

    Args:
        text: The description. Bytes of an argument that are not UTF-8 stand in it as lone surrogates.
        line: Number of its line.

    Returns:
        The record, with an `error` if the text is too long or is no text.

    >>> as_record("KIT V559D").text
    'KIT V559D'
    >>> as_record("KIT\x00").text
    'KIT\\x00'
    """
    return _decode(text.encode("utf-8", "surrogateescape"), line)


def _decode(line: bytes, number: int | None) -> Record:
    if len(line) > LINE_LIMIT:
        message = f"the description is longer than {LINE_LIMIT} bytes, more than any variant of these genes needs"
        return _refused(line, number, VariantError("too-long", message))
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        place = len(line[: error.start].decode()) + 1
        message = f"the byte 0x{line[error.start]:02x} at character {place} is not UTF-8; save the file as UTF-8 text"
        if number == 1 and line.startswith(UTF_16):
            message = "the file is UTF-16; save it as UTF-8 text"
        return _refused(line, number, VariantError("not-text", message))
    if not text.isprintable() and (control := CONTROL.search(text)):  # what is printable holds no control character
        message = f"the control character U+{ord(control[0]):04X} at character {control.start() + 1} is no text"
        return _refused(line, number, VariantError("not-text", message))
    return tuple_of(Record, (text, number, None, None, None, None, None))


def _refused(line: bytes, number: int | None, error: GistcliError) -> Record:
    return Record(_shown(line), number, error=error)


def _shown(line: bytes) -> str:
    r"""Return the first characters of a line, with ``\xNN`` for what is no text."""
    start = line[: 4 * SHOWN].decode("utf-8", "backslashreplace")  # a character has at most four bytes
    text = CONTROL.sub(lambda control: f"\\x{ord(control[0]):02x}", start)
    return text if len(text) <= SHOWN and len(line) <= 4 * SHOWN else text[:SHOWN] + "…"
