"""Blocks of records of another chromosome are passed over as a whole, and nothing that stands among them is lost."""

from __future__ import annotations

import io

import pytest
from alleles import header

from gistcli.errors import InputError
from gistcli.readers import Request
from gistcli.readers.vcf import _CANDIDATE, Hit, Reader, _lines_elsewhere, read_vcf
from gistcli.readers.vcf_record import BUILDS, spans

HEADER = header("GRCh37")
FIRST_LINE = HEADER.count("\n") + 1
REST = "\t.\tA\tC\t.\t.\t.\n"
SORTED = [f"chr1\t{number}{REST}" for number in range(20_000, 26_000)]
V559D = "\t55593610\t.\tT\tA\t.\t.\t.\n"


def hits(lines: list[str]) -> list[tuple[int | None, str]]:
    found = read_vcf(io.BytesIO((HEADER + "".join(lines)).encode()), Request())
    return [(record.line, record.text) for record in found]


@pytest.mark.parametrize("at", [0, 1, 3000, 5999, 6000])
@pytest.mark.parametrize("name", ["chr4", "4", "CHR4", "NC_000004.11", "CM000666.1"])
def test_a_record_that_stands_among_those_of_another_chromosome_is_found(name, at):
    lines = [*SORTED[:at], name + V559D, *SORTED[at:]]
    assert hits(lines) == [(FIRST_LINE + at, "chr4:55593610:T:A")]


@pytest.mark.parametrize("build", BUILDS)
def test_no_position_in_a_gene_is_passed_over(build):
    for start, end in spans(build):
        positions = range(start, end + 1)
        text = "".join([f"\nchr4\t{position}\t" for position in positions]).encode()
        assert len(_CANDIDATE.findall(text)) == len(positions)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param(SORTED, 6000, id="sorted"),
        pytest.param(SORTED[:1], 1, id="one line"),
        pytest.param([f"chr1\t{n}{REST}" for n in range(5, 2000)], 1995, id="positions of other lengths"),
        pytest.param([f"chr1_random\t{n}{REST}" for n in range(9)], 9, id="a longer name"),
        pytest.param([f"chr1\t{n}{REST}" for n in (15, 19, 16, 17)], 4, id="not sorted, but alike"),
        pytest.param([f"chr1\t{n}{REST}" for n in (15, 26, 17)], 0, id="not sorted"),
        pytest.param([*SORTED[:9], "chr2" + REST, *SORTED[9:]], 0, id="another chromosome between"),
        pytest.param([*SORTED[:9], "chr10" + REST, *SORTED[9:]], 0, id="a longer name between"),
        pytest.param([*SORTED[:9], "\n", *SORTED[9:]], 0, id="an empty line between"),
        pytest.param(["\n", *SORTED], 0, id="an empty line first"),
        pytest.param([*SORTED, "\n"], 0, id="an empty line last"),
        pytest.param(["chr1\n"] * 9, 0, id="no tabs"),
        pytest.param(["chr1\t7\n"] * 9, 0, id="two columns"),
        pytest.param(["#CHROM\tPOS\tID\n"] * 9, 0, id="headers"),
        pytest.param(["chr4\t7" + REST] * 9, 0, id="chromosome 4"),
        pytest.param(["4 7 . A C\tx\ty\n"] * 9, 0, id="chromosome 4 with blanks"),
        pytest.param(["\t7" + REST] * 9, 9, id="no name"),
    ],
)
@pytest.mark.parametrize("length", [0, 500])
def test_what_is_passed_over_as_a_whole(lines, count, length):
    long = [line.rstrip("\n").ljust(length, "x") + "\n" if line != "\n" else line for line in lines]
    if length and "chr1\t26" + REST in lines:
        count = len(lines)  # long lines need not be sorted
    data = bytearray("".join(["\n", *long]).encode())
    assert _lines_elsewhere(data, len(data) - 1) == count


@pytest.mark.parametrize("at", [0, 1, 2999, 3000])
@pytest.mark.parametrize("name", ["chr4", "4", "CHR4", "NC_000004.11"])
def test_a_record_among_long_ones_of_another_chromosome_is_found(name, at):
    rest = REST.replace("\n", ";" + "X=1," * 80 + "\n")
    lines = [f"chr7\t{number}{rest}" for number in range(3000)]
    assert hits([*lines[:at], name + V559D, *lines[at:]]) == [(FIRST_LINE + at, "chr4:55593610:T:A")]


def test_a_second_header_among_other_records_is_found():
    with pytest.raises(InputError, match=f"line {FIRST_LINE + 3000}: a second header"):
        hits([*SORTED[:3000], "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n", *SORTED[3000:]])


def test_lines_are_counted_and_passed_on_over_many_blocks():
    lines = [*SORTED, "chr4" + V559D, *(f"chr7\t{number}{REST}" for number in range(9_990, 60_000)), "chr4" + V559D]
    text = HEADER + "".join(lines)
    request = Request()
    reader = Reader(io.BytesIO(text.encode()), request)
    pieces = [piece.line if isinstance(piece, Hit) else bytes(piece) for piece in reader.pieces()]
    assert reader.header.text + b"".join(pieces) == text.encode()
    assert request.rows == len(lines)
    assert [line for line, _ in hits(lines)] == [FIRST_LINE + 6000, FIRST_LINE + len(lines) - 1]
