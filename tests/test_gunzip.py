"""Decompression: what comes out, and what is said of damage, with zlib and with isal."""

import gzip
import random
import sys
from collections.abc import Callable

import pytest

from gistcli.readers.gunzip import CHUNK, STEP, Gunzip, inflated

TEXT = b"".join(b"KIT\tp.V559D\t%d\n" % number for number in random.Random(7).sample(range(10**9), 30_000))
EMPTY_BLOCK = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")  # the end of a BGZF file


class Drops:
    """A stream that gives few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read1(self, size: int = -1, /) -> bytes:
        data, self._data = self._data[: self._size], self._data[self._size :]
        return data


@pytest.fixture(params=["zlib", "isal"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "isal":
        pytest.importorskip("isal.isal_zlib")
    else:
        monkeypatch.setitem(sys.modules, "isal.isal_zlib", None)


def content_of(data: bytes, step: int = CHUNK, size: int = 1 << 18) -> tuple[bytes, Exception | None]:
    """What comes out, and what is raised after it, which is raised again."""
    stream = Gunzip(Drops(data, step))
    content = b""
    try:
        while piece := stream.read1(size):
            assert len(piece) <= size
            content += piece
    except (OSError, EOFError) as error:
        with pytest.raises(type(error), match=str(error)[:20].replace("(", r"\(")):
            stream.read1()
        return content, error
    assert stream.read1() == b""
    return content, None


def with_flags(flags: int, fields: bytes) -> bytes:
    whole = gzip.compress(TEXT, mtime=0)
    return whole[:3] + bytes([flags]) + whole[4:10] + fields + whole[10:]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(gzip.compress(TEXT), TEXT, id="one member"),
        pytest.param(gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), TEXT, id="two members"),
        pytest.param(gzip.compress(b""), b"", id="nothing"),
        pytest.param(gzip.compress(b"a") + gzip.compress(b"") + gzip.compress(b"b"), b"ab", id="an empty one between"),
        pytest.param(b"".join(gzip.compress(b"%d\n" % n) for n in range(300)), None, id="300 members"),
        pytest.param(gzip.compress(b"a\n") + EMPTY_BLOCK, b"a\n", id="the end of BGZF"),
        pytest.param(gzip.compress(b"a\n") + bytes(1000), b"a\n", id="padding"),
        pytest.param(gzip.compress(b"a\n") + bytes(70_000) + gzip.compress(b"b\n"), b"a\nb\n", id="padding between"),
        pytest.param(with_flags(8, b"name.vcf\0"), TEXT, id="with a name"),
        pytest.param(with_flags(8 | 16, b"name\0comment\0"), TEXT, id="with name and comment"),
        pytest.param(with_flags(4 | 8, b"\x03\x00abcname\0"), TEXT, id="with an extra field"),
        pytest.param(with_flags(2, b"\x00\x00"), TEXT, id="with a checksum of the header, not looked at"),
        pytest.param(with_flags(8, b"n" * 200_000 + b"\0"), TEXT, id="with a name of 200,000 bytes"),
    ],
)
@pytest.mark.usefixtures("library")
def test_what_comes_out(data: bytes, expected: bytes | None) -> None:
    expected = gzip.decompress(data) if expected is None else expected
    assert content_of(data) == (expected, None)
    assert content_of(data, 7, 1000) == (expected, None)


def flipped(at: int, data: bytes) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 0x55
    return bytes(changed)


@pytest.mark.parametrize(
    ("damage", "words", "is_whole"),
    [
        pytest.param(lambda data: data[:-1], "ended before", True, id="without its last byte"),
        pytest.param(lambda data: data[:-8], "ended before", True, id="without its checksum"),
        pytest.param(lambda data: data[: len(data) // 2], "ended before", False, id="half"),
        pytest.param(lambda data: data[:10], "ended before", False, id="a header alone"),
        pytest.param(lambda data: data[:7], "ended before", False, id="half a header"),
        pytest.param(lambda data: flipped(-8, data), "checksum", True, id="a wrong checksum"),
        pytest.param(lambda data: flipped(-1, data), "length", True, id="a wrong length"),
        pytest.param(lambda data: data + b"garbage", "Not a gzipped file", True, id="something behind it"),
        pytest.param(lambda data: data + data[:5], "ended before", True, id="half a second header"),
        pytest.param(lambda data: flipped(2, data), "Unknown compression", False, id="another method"),
        pytest.param(lambda data: flipped(0, data), "Not a gzipped file", False, id="no gzip at all"),
        pytest.param(lambda data: data[:10] + b"\xff" * 100, "damaged", False, id="nonsense behind the header"),
    ],
)
@pytest.mark.usefixtures("library")
def test_damage_comes_after_what_is_before_it(damage: Callable[[bytes], bytes], words: str, is_whole: bool) -> None:
    for step, size in ((CHUNK, 1 << 18), (1, 100)):
        content, error = content_of(damage(gzip.compress(TEXT[:5000], mtime=0)), step, size)
        assert words in str(error)
        assert TEXT[:5000].startswith(content)
        assert (content == TEXT[:5000]) == is_whole


@pytest.mark.usefixtures("library")
def test_damage_in_the_middle_costs_no_more_than_one_step_before_it() -> None:
    whole = gzip.compress(TEXT, mtime=0)
    at = len(whole) // 2
    content, error = content_of(whole[:at] + b"\xff" * 40 + whole[at + 40 :])
    assert error is not None
    before, _ = content_of(whole[: at // STEP * STEP])
    assert len(content) >= len(before) > len(TEXT) // 3


@pytest.mark.usefixtures("library")
def test_a_bomb_comes_out_in_pieces_of_the_size_that_is_asked_for() -> None:
    stream = Gunzip(Drops(gzip.compress(bytes(50_000_000)), CHUNK))
    sizes = [len(stream.read1(1000)) for _ in range(50)]
    assert sizes == [1000] * 50


@pytest.mark.usefixtures("library")
def test_a_block_may_not_hold_more_than_it_says() -> None:
    assert inflated(gzip.compress(b"abc", mtime=0)[10:], 3) == b"abc"
    for block, limit in ((gzip.compress(b"abc", mtime=0)[10:], 2), (gzip.compress(b"abc", mtime=0)[10:-1], 3)):
        with pytest.raises(OSError, match="damaged"):
            inflated(block, limit)
