"""Reading by an index: the same answers as without, and no index is trusted that leads elsewhere."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from alleles import header
from click.testing import CliRunner

from gistcli.cli.main import cli
from gistcli.model import Record
from gistcli.readers import Request, open_as
from gistcli.readers.source import index_of
from gistcli.readers.tabix import chunks_of, indexed
from gistcli.readers.vcf import read_vcf
from gistcli.readers.vcf_record import BUILDS, spans

pysam = pytest.importorskip("pysam")

DATA = Path(__file__).parent / "data" / "vcf"
REGIONS = sorted((start - 1, end) for build in BUILDS for start, end in spans(build))
V559D = "chr4\t55593610\t.\tT\tA\t.\tPASS\t.\n"


def records_of(path: str, by_region: bool = True) -> list[Record]:
    request = Request(path, by_region=by_region)
    with open_as(path) as (_, stream):
        return list(read_vcf(stream, request))


def without_lines(records: list[Record]) -> list[Record]:
    return [record._replace(line=None) for record in records]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., str]:
    """A function that compresses a VCF in blocks and makes an index, ``.csi`` with the size of its smallest bins."""

    def made(text: str, csi: int | None = None, name: str = "x.vcf.gz") -> str:
        plain, path = tmp_path / "plain.vcf", str(tmp_path / name)
        plain.write_text(text, encoding="utf-8")
        pysam.tabix_compress(str(plain), path, force=True)
        if csi:
            pysam.tabix_index(path, preset="vcf", force=True, csi=True, min_shift=csi)
        else:
            pysam.tabix_index(path, preset="vcf", force=True)
        return path

    return made


def scattered(seed: int, records: int, chromosomes: tuple[str, ...], near: bool) -> str:
    """A sorted VCF of records of all lengths, many of them around the ends of the genes and of bins."""
    draw = random.Random(seed)
    edges = [edge for region in REGIONS for edge in region] + [1 << 26, 54_722_560, 54_738_944]
    lines = []
    for chromosome in chromosomes:
        places = [
            draw.choice(edges) + draw.randrange(-3, 4)
            if near and draw.random() < 0.5
            else draw.randrange(1, 190_000_000)
            for _ in range(records)
        ]
        for place in sorted(places):
            length = draw.choice((1, 1, 1, 2, 40, 300))
            info = (
                f"END={place + draw.randrange(10_000_000)}"
                if draw.random() < 0.05
                else "X=" + "x" * draw.randrange(200)
            )
            lines.append(f"{chromosome}\t{place}\t.\t{'N' * length}\tA\t.\t.\t{info}\n")
    return header("GRCh38") + "".join(lines)


@pytest.mark.parametrize("csi", [None, 14, 12, 18], ids=["tbi", "csi", "csi of small bins", "csi of large bins"])
@pytest.mark.parametrize(
    ("records", "chromosomes", "near"),
    [
        pytest.param(300, ("chr1", "chr4", "chr5"), True, id="around the ends of genes and bins"),
        pytest.param(4000, ("chr1", "chr4"), False, id="several blocks"),
        pytest.param(50, ("chr4",), True, id="chromosome 4 alone"),
        pytest.param(50, ("chr1", "4", "chr4", "chr40"), True, id="chromosome 4 by two names"),
        pytest.param(50, ("chr1", "chr2"), True, id="no chromosome 4"),
    ],
)
def test_an_index_gives_what_the_whole_file_gives(make, csi, records, chromosomes, near):
    path = make(scattered(records, records, chromosomes, near), csi)
    whole = records_of(path, by_region=False)
    found = records_of(path)
    assert found == without_lines(whole)
    assert bool(found) == ("chr4" in chromosomes)
    source = indexed(path, index_of(path), REGIONS)
    assert source is not None
    if not near:
        assert len(b"".join(iter(source.read1, b"")).splitlines()) < records  # of twice as many


COUNTS = {
    "one chunk in each": (1,),
    "mostly one": (1,) * 60 + (2,),
    "one or two": (1, 2),
    "one or none": (1, 0),
    "numbers that share a byte with one": (1, 257, 1, 1, 256),
    "long runs": (1,) * 200 + (3,),
}


@pytest.mark.parametrize("is_csi", [False, True], ids=["tbi", "csi"])
@pytest.mark.parametrize("bins", [1, 64, 65, 300])
@pytest.mark.parametrize("counts", COUNTS.values(), ids=COUNTS)
def test_the_bins_of_an_index_are_found_whatever_they_list(counts, bins, is_csi):
    draw = random.Random(bins)
    names = b"chr1\0chr4\0"
    columns = struct.pack("<7i", 2, 1, 2, 0, ord("#"), 0, len(names)) + names
    count = struct.pack("<i", 2)
    if is_csi:
        index = bytearray(b"CSI\1" + struct.pack("<3i", 14, 5, len(columns)) + columns + count)
    else:
        index = bytearray(b"TBI\1" + count + columns)
    listed = []
    for chromosome in range(2):
        index += struct.pack("<i", bins)
        for number in draw.sample(range(37_449), bins):
            size = counts[(number if len(counts) < 9 else draw.randrange(1 << 30)) % len(counts)]
            index += struct.pack("<I", number) + (struct.pack("<Q", 0) if is_csi else b"") + struct.pack("<i", size)
            for _ in range(size):
                begin = draw.randrange(1 << 40)
                index += struct.pack("<QQ", 2 * begin, 2 * begin + 1)  # of which no two meet
                listed += [(2 * begin, 2 * begin + 1)] * chromosome
        index += b"" if is_csi else struct.pack("<i", 0)
    assert chunks_of(bytes(index), [(0, 1 << 29)]) == [(b"chr4", chunk) for chunk in sorted(set(listed))]


@pytest.mark.parametrize("name", ["vep_t2t.vcf", "snpeff_no_build.vcf"])
def test_where_annotations_decide_the_whole_file_is_read(make, name):
    path = make((DATA / name).read_text(encoding="utf-8"))
    whole = records_of(path, by_region=False)
    assert whole
    assert records_of(path) == whole


def truncated(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data)[:40])


def patched(at: int, number: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        index = bytearray(gzip.decompress(data))
        struct.pack_into("<i", index, at, number)
        return gzip.compress(bytes(index))

    return change


def moved(by: int) -> Callable[[bytes], bytes]:
    """Move the chunks of every bin; the file has one chromosome and one bin."""

    def change(data: bytes) -> bytes:
        index = bytearray(gzip.decompress(data))
        at = 36 + 5 + 4 + 8
        begin, end = struct.unpack_from("<QQ", index, at)
        struct.pack_into("<QQ", index, at, begin + by, end + by)
        return gzip.compress(bytes(index))

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: b"", id="an empty index"),
        pytest.param(lambda data: b"no index", id="no gzip"),
        pytest.param(lambda data: gzip.compress(b"TBI\2" + bytes(100)), id="another format"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut short"),
        pytest.param(truncated, id="cut short before it was compressed"),
        pytest.param(patched(4, 1 << 30), id="a billion chromosomes"),
        pytest.param(patched(41, -1), id="less than no bin"),
        pytest.param(patched(41, 1 << 30), id="a billion bins"),
        pytest.param(patched(49, -5), id="less than no chunk"),
        pytest.param(patched(49, 1 << 30), id="a billion chunks"),
        pytest.param(patched(8, 0x10000), id="positions from 0"),
        pytest.param(patched(16, 5), id="positions in another column"),
        pytest.param(moved(1), id="chunks in mid-line"),
        pytest.param(moved(1 << 16), id="chunks where no block begins"),
        pytest.param(moved(1 << 40), id="chunks beyond the end"),
        pytest.param(lambda data: gzip.compress(bytes(1 << 25)), id="too large"),
    ],
)
def test_an_index_that_cannot_be_used_is_not_used(make, change):
    path = make(header("GRCh37") + V559D)
    assert records_of(path)[0].line is None
    index = Path(path + ".tbi")
    index.write_bytes(change(index.read_bytes()))
    assert indexed(path, index_of(path), REGIONS) is None
    (record,) = records_of(path)
    assert (record.text, record.line, record.error) == ("chr4:55593610:T:A", 4, None)


def test_an_index_of_another_file_is_not_used(make):
    path = make(header("GRCh37") + V559D)
    other = make(
        header("GRCh37") + "".join(f"chr1\t{n}\t.\tA\tC\t.\t.\t.\n" for n in range(1, 90)) + V559D, name="y.vcf.gz"
    )
    shutil.copy(path + ".tbi", other + ".tbi")
    assert [record.line for record in records_of(other)] == [93]


def test_a_block_that_is_damaged_is_a_problem(make):
    path = make(scattered(3, 4000, ("chr4",), True))
    chunks = chunks_of(gzip.decompress(Path(path + ".tbi").read_bytes()), REGIONS)
    first = chunks[0][1][0] >> 16
    later = next(end >> 16 for _, (_, end) in chunks if end >> 16 > first)
    data = bytearray(Path(path).read_bytes())
    data[later + 100] ^= 0xFF
    Path(path).write_bytes(data)
    os.utime(path, (1, 1))
    found = records_of(path)
    assert [record.error.code for record in found if record.error] == ["damaged-input"]
    assert len(found) > 1


def test_neither_pysam_nor_a_line_number_is_needed(make, monkeypatch):
    path = make((DATA / "mutect2_38.vcf").read_text(encoding="utf-8"))
    monkeypatch.setitem(__import__("sys").modules, "pysam", None)
    result = CliRunner().invoke(cli, ["-f", "jsonl", "-i", path], prog_name="gistcli")
    assert result.exit_code == 0
    assert result.stdout.count('"line": null') == result.stdout.count("\n") > 3
