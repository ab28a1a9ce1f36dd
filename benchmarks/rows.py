"""The rows of the table: what is measured, against what, and what gistcli may cost at most."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks import data
from benchmarks.measure import Command

PEERS = Path(__file__).parent / "peers"
GISTCLI = str(Path(sysconfig.get_path("scripts")) / "gistcli")
LARGE = 1_000_000
LIST = 100_000
REGIONS = "chr4:54229097-54298247,chr4:54657918-54740715"
FLAT = 1.1
"""How much more memory a thousand times the rows may take, to be called flat."""
SLOW = {"biocommons hgvs": 2_000, "mutalyzer parser": 500, "pandas": 200_000}
"""Peers that would take minutes for the whole input of the list or the cohort -> how many lines they are given."""


class Target(NamedTuple):
    """What gistcli is held to in a row.

    Attributes:
        command: Which of the commands.
        base: Beside which other; empty for an absolute figure.
        at_most: Highest ratio of CPU time to `base`.
        per_second: Fewest items in a second of CPU time.
        memory_mib: Highest peak of memory.
        memory_at_most: Highest ratio of the peak of memory to that of `base`.
    """

    command: str
    base: str = ""
    at_most: float = 0
    per_second: float = 0
    memory_mib: float = 0
    memory_at_most: float = 0


class Row(NamedTuple):
    """One row: commands by name, the one that counts as 1, and what is wanted.

    Attributes:
        title: What is done.
        base: The command whose CPU time counts as 1; empty where only memory is compared.
        commands: Name -> command.
        targets: What gistcli is held to.
        rounds: How often each command runs.
        items: Lines or records of the input; 0 where they do not matter.
    """

    title: str
    base: str
    commands: dict[str, Command]
    targets: Sequence[Target]
    rounds: int
    items: int = 0


def missing(need: str) -> bool:
    """Say whether a module or a program is not installed.

    >>> missing("module os"), missing("program no-such-program")
    (False, True)
    """
    if not need:
        return False
    kind, _, name = need.partition(" ")
    return find_spec(name) is None if kind == "module" else shutil.which(name) is None


def peer(script: str, *arguments: object) -> list[str]:
    """Return the command of a script of ours in the folder ``peers``."""
    return [sys.executable, str(PEERS / f"{script}.py"), *map(str, arguments)]


def gistcli(*arguments: object) -> list[str]:
    """Return a command of gistcli that writes results alone."""
    return [GISTCLI, "-q", *map(str, arguments)]


def shell(text: str, *arguments: object) -> list[str]:
    """Return a pipeline; its arguments are ``$1`` and so on."""
    return ["sh", "-c", text, "sh", *map(str, arguments)]


def startup(folder: Path, size: float) -> Row:
    """A look-up of one variant, to a pipe."""
    python = [sys.executable, "-c"]
    parse = {
        "mavehgvs": ("mavehgvs", "from mavehgvs import Variant; print(Variant('p.Asp842Val'))"),
        "hgvs-weaver": ("weaver", "from weaver import parse; print(parse('NP_006197.1:p.Asp842Val'))"),
        "biocommons hgvs": (
            "hgvs",
            "from hgvs.parser import Parser; print(Parser().parse_hgvs_variant('NP_006197.1:p.Asp842Val'))",
        ),
        "mutalyzer parser": (
            "mutalyzer_hgvs_parser",
            "from mutalyzer_hgvs_parser import to_model; print(to_model('NP_006197.1:p.Asp842Val'))",
        ),
    }
    commands = {
        "python -c pass": Command([*python, "pass"], output="pipe"),
        "gistcli D842V": Command([GISTCLI, "D842V"], output="pipe"),
        "click hello": Command(peer("hello_click", "D842V"), "module click", output="pipe"),
    }
    for name, (module, program) in parse.items():
        commands[name] = Command([*python, program], f"module {module}", output="pipe")
    return Row(
        "one variant, to a pipe",
        "python -c pass",
        commands,
        [Target("gistcli D842V", "python -c pass", 4.5)],
        15,
    )


def terminal(folder: Path, size: float) -> Row:
    """A look-up of one variant, as a table on a terminal."""
    return Row(
        "one variant, as a table on a terminal",
        "python -c pass",
        {
            "python -c pass": Command([sys.executable, "-c", "pass"], output="terminal"),
            "gistcli D842V": Command([GISTCLI, "D842V"], output="terminal"),
            "click and a table of rich": Command(peer("hello_rich", "D842V"), "module rich", output="terminal"),
        },
        [Target("gistcli D842V", "python -c pass", 7.5)],
        15,
    )


def descriptions(folder: Path, size: float) -> Row:
    """Mostly distinct descriptions: parsed and normalized alone, and annotated and written."""
    number = max(10, int(LIST * size))
    spellings, standard = folder / "spellings.txt", folder / "standard.txt"
    data.descriptions(spellings, number, standard)
    commands = {
        "hgvs-weaver": Command(peer("normalize_weaver", standard), "module weaver"),
        "gistcli, normalize": Command(peer("normalize_gistcli", standard)),
        "gistcli, normalize, laboratory spellings": Command(peer("normalize_gistcli", spellings)),
        "gistcli -i, laboratory spellings": Command(gistcli("-i", spellings)),
        "mavehgvs": Command(peer("normalize_mavehgvs", standard), "module mavehgvs"),
    }
    modules = {"biocommons hgvs": ("hgvs", "hgvs"), "mutalyzer parser": ("mutalyzer", "mutalyzer_hgvs_parser")}
    for name, (script, module) in modules.items():
        few = max(10, int(SLOW[name] * size))
        path = folder / f"{script}.txt"
        _head(standard, path, few)
        commands[name] = Command(peer(f"normalize_{script}", path), f"module {module}", min(few, number))
    return Row(
        f"{number:,} mostly distinct descriptions",
        "hgvs-weaver",
        commands,
        [
            Target("gistcli, normalize", "hgvs-weaver", 1.0),
            Target("gistcli, normalize", "mavehgvs", 1 / 3),
            Target("gistcli -i, laboratory spellings", per_second=60_000),
        ],
        5,
        number,
    )


def vcf(folder: Path, size: float) -> Row:
    """A plain VCF of the whole genome, as callers write it, hits out."""
    path, number = _vcf(folder, size)
    return _scan(f"VCF, plain, {number:,} records, hits out", path, number)


def short_vcf(folder: Path, size: float) -> Row:
    """A plain VCF of records that hold next to nothing, so that `wc -l` has little to read."""
    path, number = _vcf(folder, size, short=True)
    return _scan(f"VCF, plain, {number:,} records of 45 bytes, hits out", path, number)


def _scan(title: str, path: Path, number: int) -> Row:
    return Row(
        title,
        "wc -l",
        {
            "wc -l": Command(["wc", "-l", str(path)]),
            "gistcli -f tsv": Command(gistcli("-i", path, "-f", "tsv")),
            "prefix test in Python": Command(peer("scan_prefix", path)),
            "bcftools query -t": Command(
                ["bcftools", "query", "-t", REGIONS, "-f", "%POS %REF %ALT\n", str(path)], "program bcftools"
            ),
            "bcftools view -t": Command(["bcftools", "view", "-H", "-t", REGIONS, str(path)], "program bcftools"),
            "pysam": Command(peer("scan_pysam", path), "module pysam"),
            "cyvcf2": Command(peer("scan_cyvcf2", path), "module cyvcf2"),
        },
        [Target("gistcli -f tsv", "wc -l", 8)],
        5,
        number,
    )


def bgzip(folder: Path, size: float) -> Row:
    """A bgzipped VCF of the whole genome, hits out; with and without isal."""
    path, number = _vcf(folder, size)
    packed = _bgzipped(path, folder / "genome.vcf.gz")
    without = folder / "without"
    (without / "isal").mkdir(parents=True)
    (without / "isal" / "__init__.py").write_text("raise ImportError('hidden by the benchmark')\n", encoding="utf-8")
    hits = gistcli("-i", packed, "-f", "tsv")
    return Row(
        f"VCF, bgzipped, {number:,} records, hits out",
        "zcat, wc -l",
        {
            "zcat, wc -l": Command(shell('zcat "$1" | wc -l', packed)),
            "gistcli -f tsv": Command(hits, environment={"PYTHONPATH": str(without)}),
            "gistcli -f tsv, with isal": Command(hits, "module isal"),
            "bcftools query -t": Command(
                ["bcftools", "query", "-t", REGIONS, "-f", "%POS %REF %ALT\n", str(packed)], "program bcftools"
            ),
            "pysam": Command(peer("scan_pysam", packed), "module pysam"),
            "cyvcf2": Command(peer("scan_cyvcf2", packed), "module cyvcf2"),
        },
        [Target("gistcli -f tsv", "zcat, wc -l", 1.0), Target("gistcli -f tsv, with isal", "zcat, wc -l", 0.45)],
        5,
        number,
    )


def vcf_out(folder: Path, size: float) -> Row:
    """VCF in, VCF out, every record written."""
    path, number = _vcf(folder, size)
    return Row(
        f"VCF in and VCF out, {number:,} records, all written",
        "gistcli -f tsv",
        {
            "gistcli -f tsv": Command(gistcli("-i", path, "-f", "tsv")),
            "gistcli -f vcf": Command(gistcli("-i", path, "-f", "vcf")),
            "cat": Command(shell('cat "$1" | cat', path)),
            "prefix test in Python, all lines written": Command(peer("copy_prefix", path)),
            "bcftools view": Command(["bcftools", "view", "--no-version", str(path)], "program bcftools"),
        },
        [Target("gistcli -f vcf", "gistcli -f tsv", 1.5)],
        5,
        number,
    )


def index(folder: Path, size: float) -> Row:
    """A bgzipped VCF with an index, both genes."""
    path, number = _vcf(folder, size)
    packed = _bgzipped(path, folder / "indexed.vcf.gz")
    _index(packed)
    return Row(
        f"VCF with an index, {number:,} records, both genes",
        "bcftools view -r",
        {
            "bcftools view -r": Command(["bcftools", "view", "-H", "-r", REGIONS, str(packed)], "program bcftools"),
            "gistcli -f tsv": Command(gistcli("-i", packed, "-f", "tsv")),
            "pysam": Command(peer("region_pysam", packed), "module pysam"),
            "cyvcf2": Command(peer("region_cyvcf2", packed), "module cyvcf2"),
            "vcfpy": Command(peer("region_vcfpy", packed), "module vcfpy"),
        },
        [Target("gistcli -f tsv", "bcftools view -r", 2)],
        15,
        number,
    )


def maf(folder: Path, size: float) -> Row:
    """A MAF of 45 columns, hits out."""
    path, number = folder / "genome.maf", max(10, int(LARGE * size))
    data.maf(path, number)
    return Row(
        f"MAF, {number:,} rows of {data.MAF_COLUMNS} columns, hits out",
        "wc -l",
        {
            "wc -l": Command(["wc", "-l", str(path)]),
            "gistcli --hits-only": Command(gistcli("-i", path, "--hits-only")),
            "gistcli, all rows": Command(gistcli("-i", path)),
            "prefix test in Python": Command(peer("maf_prefix", path)),
            "polars": Command(peer("maf_polars", path), "module polars"),
            "pandas": Command(peer("maf_pandas", path), "module pandas"),
            "csv": Command(peer("maf_csv", path)),
        },
        [Target("gistcli --hits-only", "wc -l", 8)],
        5,
        number,
    )


def cohort(folder: Path, size: float) -> Row:
    """A MAF whose rows are all of the two genes, of 2,000 variants, all written."""
    path, number, answers = _cohort(folder, size)
    floor = "split and dictionary in Python"
    arguments = (path, answers, data.MAF_COLUMNS)
    few = min(number, max(2000, int(SLOW["pandas"] * size)))
    part = folder / "part.maf"
    _head(path, part, few + 2)
    return Row(
        f"cohort, {number:,} rows of {data.MAF_COLUMNS} columns, all in the genes, 2,000 variants, all written",
        floor,
        {
            floor: Command(peer("cohort_split", *arguments)),
            "gistcli": Command(gistcli("-i", path)),
            "csv.reader and csv.writer": Command(peer("cohort_csv", *arguments)),
            "pandas": Command(peer("cohort_pandas", part, *arguments[1:]), "module pandas", few),
        },
        [Target("gistcli", floor, 2.5)],
        5,
        number,
    )


def memory(folder: Path, size: float) -> Row:
    """Peak memory, from 10,000 to 10,000,000 rows: larger inputs come through a pipe, the rows of one file repeated."""
    genome, number = _vcf(folder, size)
    large, _, _ = _cohort(folder, size)
    spellings = folder / "spellings.txt"
    listed = max(10, int(LIST * size))
    data.descriptions(spellings, listed)
    small = {path: folder / f"small{path.suffix}" for path in (genome, large, spellings)}
    few = max(10, int(10_000 * size))
    for path, short in small.items():
        _head(path, short, few)
    again = '{ cat "$1"; for i in 2 3 4 5 6 7 8 9 10; do grep -v "^[#H]" "$1"; done; } | "$2" -q -i - '
    commands: dict[str, Command] = {}
    kinds = (("VCF", genome, "-f tsv"), ("cohort", large, "-f auto"), ("list", spellings, "-f tsv"))
    for kind, path, options in kinds:
        most = listed if kind == "list" else number
        name = f"gistcli, {kind}, "
        commands[f"{name}{few:,}"] = Command(gistcli("-i", small[path], *options.split()), items=few)
        commands[f"{name}{most:,}"] = Command(gistcli("-i", path, *options.split()), items=most)
        commands[f"{name}{10 * most:,}"] = Command(shell(again + options, path, GISTCLI), items=10 * most)
    ours = list(commands)
    region = ["-t", REGIONS, str(genome)]
    commands |= {
        f"bcftools view -t, VCF, {number:,}": Command(["bcftools", "view", "-H", *region], "program bcftools"),
        f"pysam, VCF, {number:,}": Command(peer("scan_pysam", genome), "module pysam"),
        f"polars, cohort, {number:,}": Command(peer("maf_polars", large), "module polars"),
        f"pandas, cohort, {number:,}": Command(peer("maf_pandas", large), "module pandas"),
    }
    return Row(
        f"memory, from {few:,} to {10 * number:,} rows",
        "",
        commands,
        [
            *(Target(name, memory_mib=30) for name in ours),
            *(Target(ours[last], ours[last - 2], memory_at_most=FLAT) for last in range(2, len(ours), 3)),
        ],
        1,
        number,
    )


ROWS: dict[str, Callable[[Path, float], Row]] = {
    "startup": startup,
    "terminal": terminal,
    "list": descriptions,
    "vcf": vcf,
    "vcf-short": short_vcf,
    "bgzip": bgzip,
    "vcf-out": vcf_out,
    "index": index,
    "maf": maf,
    "cohort": cohort,
    "memory": memory,
}


def _vcf(folder: Path, size: float, short: bool = False) -> tuple[Path, int]:
    path, number = folder / ("short.vcf" if short else "genome.vcf"), max(1000, int(LARGE * size))
    if not path.exists():
        (data.short_vcf if short else data.vcf)(path, number)
    return path, number


def _cohort(folder: Path, size: float) -> tuple[Path, int, Path]:
    """Return a cohort, its number of rows, and the answers for all its variants as the first rows of it."""
    path, number, answers = folder / "cohort.maf", max(2000, int(LARGE * size)), folder / "answers.maf"
    if not path.exists():
        data.cohort(path, number)
        first = folder / "variants.maf"
        _head(path, first, 2002)  # with the lines above the rows
        with open(answers, "wb") as stream:
            subprocess.run(gistcli("-i", first), stdout=stream, check=True)
    return path, number, answers


def _head(path: Path, target: Path, lines: int) -> None:
    with open(path, "rb") as source, open(target, "wb") as stream:
        for _, line in zip(range(lines), source, strict=False):
            stream.write(line)


def _bgzipped(path: Path, packed: Path) -> Path:
    """Compress a file in blocks, as all programs of this field want it.

    Raises:
        MissingError: There is nothing that can.
    """
    if shutil.which("bgzip"):
        with open(packed, "wb") as stream:
            subprocess.run(["bgzip", "-c", str(path)], stdout=stream, check=True)
    elif find_spec("pysam"):
        import pysam

        pysam.tabix_compress(str(path), str(packed), force=True)
    else:
        raise MissingError("neither bgzip nor pysam is installed")
    return packed


def _index(packed: Path) -> None:
    """Write an index beside a file.

    Raises:
        MissingError: There is nothing that can.
    """
    if shutil.which("tabix"):
        subprocess.run(["tabix", "-f", "-p", "vcf", str(packed)], check=True)
    elif find_spec("pysam"):
        import pysam

        pysam.tabix_index(str(packed), preset="vcf", force=True)
    else:
        raise MissingError("neither tabix nor pysam is installed")


class MissingError(Exception):
    """What a row cannot do without is not installed."""
