"""Reading lists: what the reader makes of bytes, from the usual to the hostile."""

from __future__ import annotations

import gzip
import io
import os
import tracemalloc

import pytest

from gistcli.errors import PROBLEMS, InputError, VariantError
from gistcli.model import Record
from gistcli.readers import Request, check_input, open_input, read_records
from gistcli.readers.lists import LINE_LIMIT, SHOWN, as_record, read_list
from gistcli.readers.source import CHUNK, DamagedInputError, split_lines


class Drops:
    """A stream that gives a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, size: int = 1) -> None:
        self.data, self.size = data, size

    def read1(self, size: int = -1, /) -> bytes:
        drop, self.data = self.data[: self.size], self.data[self.size :]
        return drop


class Failing(Drops):
    """A stream that fails where another one would end."""

    def read1(self, size: int = -1, /) -> bytes:
        drop = super().read1(size)
        if not drop:
            raise OSError(5, "Input/output error")
        return drop


def read(data: bytes) -> list[tuple[int | None, str, str | None]]:
    """Line, text and problem code of each record; the code is None where the line could be read."""
    return [
        (record.line, record.text, record.error.code if record.error else None)
        for record in read_list(io.BytesIO(data))
    ]


LINES = [
    pytest.param(b"", [], id="nothing"),
    pytest.param(b"a", [b"a"], id="last line without an end"),
    pytest.param(b"a\nb\n", [b"a", b"b"], id="LF"),
    pytest.param(b"a\r\nb\r\n", [b"a", b"b"], id="CR LF"),
    pytest.param(b"a\rb\r", [b"a", b"b"], id="CR"),
    pytest.param(b"a\r\r\nb\n\rc", [b"a", b"", b"b", b"", b"c"], id="mixed"),
    pytest.param(b"\n\n\r\n", [b"", b"", b""], id="blank lines count"),
    pytest.param(b"a\x0bb\x1cc\xc2\x85d\n", [b"a\x0bb\x1cc\xc2\x85d"], id="other separators of Python end no line"),
]


@pytest.mark.parametrize("size", [1, 2, 3, CHUNK], ids=lambda size: f"{size} bytes a read")
@pytest.mark.parametrize(("data", "lines"), LINES)
def test_lines_do_not_depend_on_how_the_bytes_arrive(data, lines, size):
    assert list(split_lines(Drops(data, size), 100)) == list(enumerate(lines, 1))


@pytest.mark.parametrize("size", [1, 3, CHUNK], ids=lambda size: f"{size} bytes a read")
@pytest.mark.parametrize(
    ("length", "kept"),
    [pytest.param(9, 9, id="shorter"), pytest.param(10, 10, id="at the limit"), pytest.param(99, 11, id="longer")],
)
def test_a_line_over_the_limit_is_cut_one_byte_after_it_and_the_next_is_whole(length, kept, size):
    data = b"x" * length + b"\nnext\n"
    assert list(split_lines(Drops(data, size), 10)) == [(1, b"x" * kept), (2, b"next")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"KIT V559D\nD842V\n", [(1, "KIT V559D", None), (2, "D842V", None)], id="plain"),
        pytest.param(b"\xef\xbb\xbfD842V\n", [(1, "D842V", None)], id="byte order mark"),
        pytest.param(b"# a\n\n \t\n  # b\nD842V\n", [(5, "D842V", None)], id="blank lines and comments count"),
        pytest.param(b" \tD842V \t\r\n", [(1, "D842V", None)], id="blanks around it"),
        pytest.param(b"D842V # mine\n", [(1, "D842V # mine", None)], id="a comment needs its own line"),
        pytest.param("Δ559\n".encode(), [(1, "Δ559", None)], id="UTF-8"),
        pytest.param(b"A\n\xffB\nC\n", [(1, "A", None), (2, "\\xffB", "not-text"), (3, "C", None)], id="not UTF-8"),
        pytest.param(b"A\x00B\n", [(1, "A\\x00B", "not-text")], id="NUL"),
        pytest.param(b"A\x1b[31mB\n", [(1, "A\\x1b[31mB", "not-text")], id="escape sequence"),
        pytest.param(b"A\xc2\x9bB\n", [(1, "A\\x9bB", "not-text")], id="control character beyond ASCII"),
        pytest.param(b"KIT\tV559D\n", [(1, "KIT\tV559D", None)], id="tab is text"),
    ],
)
def test_records_of_a_list(data, expected):
    assert read(data) == expected


def test_not_text_names_the_byte_and_its_character():
    (record,) = read_list(io.BytesIO("äb\xff".encode("latin-1").replace(b"\xe4", "ä".encode())))
    assert "0xff at character 3" in str(record.error)


def test_a_utf_16_file_is_called_by_its_name():
    first, *_ = read_list(io.BytesIO("D842V\n".encode("utf-16")))
    assert "UTF-16" in str(first.error)


def test_ten_million_characters_take_bounded_memory_and_one_row():
    length = 10_000_000

    class Endless(Drops):
        """A line that is never in memory as a whole, and one more."""

        left = length

        def read1(self, size: int = -1, /) -> bytes:
            if self.left:
                self.left -= min(CHUNK, self.left)
                return b"A" * CHUNK if self.left else b"A" * CHUNK + b"\nD842V\n"
            return b""

    tracemalloc.start()
    long, good = read_list(Endless(b""))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (long.line, long.text) == (1, "A" * SHOWN + "…")
    assert isinstance(long.error, VariantError)
    assert long.error.code == "too-long"
    assert (good.line, good.text, good.error) == (2, "D842V", None)
    assert peak < 16 * LINE_LIMIT


@pytest.mark.parametrize(
    ("length", "code"), [pytest.param(LINE_LIMIT, None, id="at"), pytest.param(LINE_LIMIT + 1, "too-long", id="over")]
)
def test_the_limit_of_a_line(length, code):
    assert [row[2] for row in read(b"A" * length)] == [code]


def test_a_line_of_garbage_is_shown_in_part():
    ((_, text, code),) = read(b"\xff" * 5000)
    assert code == "not-text"
    assert len(text) == SHOWN + 1
    assert text.endswith("…")


def test_a_stream_that_fails_keeps_the_rows_before_and_drops_the_half_one():
    records = list(read_list(Failing(b"D842V\nKIT V55", 4)))
    assert [record.text for record in records] == ["D842V", "KIT V55"]
    assert records[0].error is None
    assert records[1].line == 2
    assert records[1].error is not None
    assert records[1].error.code == "damaged-input"
    assert "Input/output error" in str(records[1].error)


def test_a_stream_that_fails_at_once_is_no_input():
    with pytest.raises(InputError, match="Input/output error"):
        list(read_list(Failing(b"")))


@pytest.mark.parametrize("error", [DamagedInputError("x", 1, b""), VariantError("too-long", "x")])
def test_the_codes_of_the_reader_are_explained(error):
    assert error.code in PROBLEMS


def test_every_read_that_may_wait_is_announced():
    events = []
    for record in read_list(Drops(b"A\nB\nC\n", 4), Request(on_wait=lambda: events.append("wait"))):
        events.append(record.text)
    # "A\nB\n", "C\n" and the end are three reads; no finished row is kept back over one of them
    assert events == ["wait", "A", "B", "wait", "C", "wait"]


def test_as_record_of_an_argument():
    assert as_record("KIT V559D") == Record("KIT V559D")


def test_as_record_of_an_argument_that_is_no_text():
    record = as_record(b"\xffD842V".decode("utf-8", "surrogateescape"))
    assert record.text == "\\xffD842V"
    assert record.error is not None
    assert record.error.code == "not-text"


# Files


@pytest.fixture
def listing(tmp_path):
    """A function that writes bytes to a file and returns its path."""

    def write(data: bytes, name: str = "list.txt") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


@pytest.mark.parametrize("kind", ["auto", "list"])
def test_read_records_of_a_file(listing, kind):
    assert [record.text for record in read_records(listing(b"D842V\nV559D\n"), kind)] == ["D842V", "V559D"]


def test_gzip_is_known_by_its_content(listing):
    path = listing(gzip.compress(b"D842V\n") + gzip.compress(b"V559D\n"), "list.txt")  # two members, as bgzip has
    assert [record.text for record in read_records(path)] == ["D842V", "V559D"]


def test_gzip_that_was_cut_short_keeps_the_rows_before(listing):
    lines = [f"KIT S{number}C".encode() for number in os.urandom(20_000)]  # random, so that it stays large
    whole = gzip.compress(b"\n".join(lines))
    records = list(read_records(listing(whole[: len(whole) // 2])))
    good, last = records[:-1], records[-1]
    assert len(good) > 1000
    assert [record.text.encode() for record in good] == lines[: len(good)]
    assert all(record.error is None for record in good)
    assert last.error is not None
    assert (last.error.code, last.line) == ("damaged-input", len(good) + 1)


def test_gzip_with_a_broken_block_is_a_problem_of_one_row(listing):
    first = gzip.compress(b"D842V\n")
    second = bytearray(gzip.compress(b"V559D\n" * 100))
    second[-8] ^= 0xFF  # the checksum
    records = list(read_records(listing(first + bytes(second))))
    assert records[0].text == "D842V"
    assert [record.error.code for record in records if record.error] == ["damaged-input"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"\x1f\x8b", "list.txt", id="gzip of two bytes"),
        pytest.param(b"\x1f\x8b\x08\x00nonsense here", "list.txt", id="gzip that is none"),
        pytest.param(b"PK\x03\x04xl/workbook.xml", "save the sheet", id="workbook"),
        pytest.param(b"\xfd7zXZ\x00rest", "compressed with xz", id="xz"),
        pytest.param(b"BZh91AY&SY", "compressed with bzip2", id="bzip2"),
    ],
)
def test_what_is_no_list_at_all_is_refused_as_a_whole(listing, data, words):
    with pytest.raises(InputError, match=words):
        list(read_records(listing(data)))


def test_first_bytes_may_come_one_by_one(monkeypatch):
    class Input:
        buffer = Drops(gzip.compress(b"D842V\n"))

    monkeypatch.setattr("sys.stdin", Input)
    assert [record.text for record in read_records("-")] == ["D842V"]


def test_a_short_first_line_is_not_waited_on(monkeypatch):
    drops = Drops(b"D\nE\n", 2)

    class Input:
        buffer = drops

    monkeypatch.setattr("sys.stdin", Input)
    assert next(read_records("-")).text == "D"
    assert drops.data == b"E\n"


@pytest.mark.parametrize("open_it", [lambda path: open_input(path).__enter__(), check_input], ids=["open", "check"])
def test_what_cannot_be_opened_names_path_and_reason(tmp_path, open_it):
    missing = str(tmp_path / "missing.txt")
    with pytest.raises(InputError, match=r"missing\.txt: No such file"):
        open_it(missing)
    with pytest.raises(InputError, match=f"{tmp_path.name}: "):
        open_it(str(tmp_path))
    with pytest.raises(InputError, match="null"):
        open_it("nul\0.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(listing):
    path = listing(b"D842V\n")
    os.chmod(path, 0)
    with pytest.raises(InputError, match=r"list\.txt"):
        check_input(path)


def test_check_input_leaves_standard_input_alone(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    check_input("-")
    with pytest.raises(InputError, match="standard input: it is closed"):
        list(read_records("-"))
