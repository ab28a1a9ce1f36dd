"""Where results go: standard output, or a file that appears whole or not at all.

A terminal gets no control characters from formats for programs, whatever stands in their fields; a pipe and a file get
every byte.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, TextIO, cast

from gistcli.errors import InputError

STANDARD_OUTPUT = "-"
ERRORS = "backslashreplace"  # an argument of the command line may hold bytes that are no text
BGZF = (".vcf.gz", ".bgz")
"""Ends of names of what programs want to read by region: gzip in blocks, which htslib writes."""
GZIP = ".gz"


@contextmanager
def open_bytes(path: str) -> Iterator[IO[bytes]]:
    """Open a file or standard output for bytes, as `open_output` does for text; what ends in .gz or .bgz is compressed.

    Raises:
        InputError: The output cannot be opened or written, or needs pysam, which is not installed.
    """
    name = "" if path == STANDARD_OUTPUT else path.lower()
    pysam = _pysam(path) if name.endswith(BGZF) else None
    with _open_text(path) as text:
        stream = cast("IO[bytes]", cast("io.TextIOWrapper", text).buffer)
        if text.isatty():
            yield cast("IO[bytes]", _ShownBytes(_Shown(text)))
        elif pysam is not None:
            with _bgzf(pysam, stream) as blocks:
                yield blocks
        elif name.endswith(GZIP):
            import gzip

            # Neither the name nor the time of the file goes into it: the same input gives the same bytes.
            with gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as zipped:
                yield cast("IO[bytes]", zipped)
        else:
            yield stream


@contextmanager
def open_output(path: str, encoding: str | None = "utf-8", by_row: bool = False) -> Iterator[TextIO]:
    """Open a file or standard output for text: UTF-8 with LF, on every system and in every locale; .gz by name.

    A file is written under another name beside `path` and moved into place when the block ends well; when it ends with
    an exception, `path` is as it was. Devices and named pipes are written to as they are.

    Args:
        path: A file, or ``-`` for standard output.
        encoding: None leaves standard output in the encoding of the terminal.
        by_row: Each write is a row with its end; a cell of it may hold line ends, of which a terminal sees none.

    Yields:
        The stream of text.

    Raises:
        InputError: The output cannot be opened or written.
    """
    if path != STANDARD_OUTPUT and path.lower().endswith((GZIP, *BGZF)):
        with open_bytes(path) as compressed:
            text = io.TextIOWrapper(compressed, encoding="utf-8", errors=ERRORS, newline="\n")
            yield text
            text.flush()
            text.detach()
    else:
        with _open_text(path, encoding) as stream:
            is_for_programs = encoding is not None  # what is for people is printable, its colours aside
            yield cast("TextIO", _Shown(stream, by_row)) if is_for_programs and stream.isatty() else stream


class _Shown(io.TextIOBase):
    """A terminal for text that may hold anything: all is escaped that does not print, tabs and line ends aside."""

    def __init__(self, stream: TextIO, by_row: bool = False) -> None:
        self._stream, self._by_row = stream, by_row

    def write(self, text: str, /) -> int:
        """Write `text`."""
        from gistcli.writers.words import printable

        lines = [text.removesuffix("\n"), ""] if self._by_row else text.split("\n")
        self._stream.write("\n".join(["\t".join(map(printable, line.split("\t"))) for line in lines]))
        return len(text)

    def flush(self) -> None:
        """Write out what was written."""
        self._stream.flush()


class _ShownBytes(io.RawIOBase):
    """A terminal for the bytes of a table or VCF."""

    def __init__(self, shown: _Shown) -> None:
        self._shown = shown
        self._decoder = getincrementaldecoder("utf-8")("backslashreplace")

    def writable(self) -> bool:
        """Say that it is for writing."""
        return True

    def write(self, data: Any, /) -> int:
        """Write all of `data`; a character may come in two parts."""
        self._shown.write(self._decoder.decode(bytes(data)))
        return len(data)

    def flush(self) -> None:
        """Write out what was written."""
        self._shown.flush()


@contextmanager
def _open_text(path: str, encoding: str | None = "utf-8") -> Iterator[TextIO]:
    if path == STANDARD_OUTPUT:
        with _standard_output(encoding) as stream:
            yield stream
    elif os.path.isdir(path):
        raise InputError(f"cannot write {path}: it is a folder")
    elif os.path.exists(path) and not os.path.isfile(path):
        with _failures(path), _text(path) as stream:
            yield stream
    else:
        with _failures(path), _beside(path) as stream:
            yield stream


@contextmanager
def _standard_output(encoding: str | None) -> Iterator[TextIO]:
    if sys.stdout is None:
        raise InputError("cannot write standard output: it is closed")
    stream = cast("io.TextIOWrapper", sys.stdout)
    stream.reconfigure(encoding=encoding, errors=ERRORS, newline="\n")
    with _failures("standard output"):
        try:
            yield stream
            stream.flush()
        except OSError:
            discard(stream)
            raise
        except BaseException:  # a signal: the rows that are done are written, if anybody still reads
            try:
                stream.flush()
            except OSError:
                discard(stream)
            raise


@contextmanager
def _beside(path: str) -> Iterator[TextIO]:
    target = os.path.realpath(path)  # what a link names is replaced, and not the link
    if os.path.islink(target):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    folder, name = os.path.split(target)
    # By chance, and not by the number of the process: in containers it is the same in every run, and what a killed run
    # left behind would stop the next one. Short, as the name of a file may be as long as names can be.
    unfinished = os.path.join(folder, f"{name[:32]}.{os.urandom(8).hex()}.part")
    # Created anew, with the rights that any new file gets: those of a temporary file would be narrower.
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with _text(descriptor) as stream:
            yield stream
            stream.flush()
            os.fsync(descriptor)  # before it gets its name: a full or remote disk may tell only now
        with suppress(FileNotFoundError):
            os.chmod(unfinished, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(unfinished, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise


def _pysam(path: str) -> Any:
    try:
        import pysam
    except ImportError:
        message = (
            "a .vcf.gz or .bgz needs pysam, which is not installed: pip install 'gistcli[htslib]'; or name it .vcf"
        )
        raise InputError(f"cannot write {path}: {message}") from None
    pysam.set_verbosity(0)  # what htslib has to say it would print itself
    return pysam


class _Blocks(io.RawIOBase):
    """A BGZF file of pysam, which takes nothing but `bytes`."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def writable(self) -> bool:
        """Say that it is for writing."""
        return True

    def write(self, data: Any, /) -> int:
        """Write all of `data`."""
        self._file.write(bytes(data))
        return len(data)


@contextmanager
def _bgzf(pysam: Any, stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Write BGZF into an open file, which pysam opens once more, as it takes nothing but names."""
    file = pysam.BGZFile(f"/dev/fd/{stream.fileno()}", "wb")
    try:
        yield cast("IO[bytes]", _Blocks(file))
    except BaseException:
        with suppress(OSError):
            file.close()
        raise
    file.close()


def _text(file: str | int) -> TextIO:
    return open(file, "w", encoding="utf-8", errors=ERRORS, newline="\n")


@contextmanager
def _failures(name: str) -> Iterator[None]:
    """Turn a failure of writing into an `InputError`; that the reader of a pipe went away is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"cannot write {name}: {error.strerror or error}") from error


def discard(stream: TextIO | None) -> None:
    """Lead a stream nowhere, so that Python does not fail once more when it flushes at exit."""
    if stream is None:
        return
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
