"""The seeds of the fuzzers, made from the project's own test data; `python fuzz/seeds.py` writes `fuzz/corpus/`."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(__file__).resolve().parent / "corpus"
DATA = ROOT / "tests" / "data"

sys.path.append(str(ROOT / "tests"))

from small_base import BASE  # noqa: E402

SMALL_BASE = BASE.encode()

DESCRIPTIONS = """\
KIT V559D
p.Val559Asp
PDGFRA p.(Asp842Val)
KIT c.1676T>A
NM_000222.3:c.1669_1674del
NM_001093772.1:c.1664T>A
chr4:55593610:T:A
NC_000004.12:g.54727444T>A
KIT exon 11 deletion
KIT exon 9 duplication
W557_K558delinsR*
KIT p.A502_Y503dup
c-KIT delWK557-558
KIT Y503_F504insAY
PDGFRA D842_H845del
KIT p.[W557G;Y578C]
V559D + V654A
SECONDARY KIT V654A
SDH-deficient
BRAF V600E
KIT wild type
KIT p.Lys642fs
KIT p.Glu562GlnfsTer3
KIT p.Ter977GlnextTer?
KIT c.1648-6_1672del
KIT c.1774+1G>A
KIT c.-97del
KIT c.*2158A>G
KIT c.67+1_68-1del
KIT c.2928_2931delinsA
KIT p.Met1?
KIT p.0?
KIT p.=
NP_000213.1:p.Trp557_Lys558delinsPhe
ENST00000288135.5:c.1509_1510insGCCTAT
KIT DEL_557-558
KIT V559_V560insN[2]
chr4:54657918:A:T
KIT 1676T>A
KIT V559X
KIT del0
KIT Y503_F504ins0
KIT c.1669_1674del6insAGA
KIT c.-7del8
KIT c.1774+1delGT
KIT c.-97_-95inv
KIT c.*2158>G
KIT c.1509_1510insN[99999]
KIT c.1509_1510insACG[20]
""".splitlines()

BASES = {
    "variants": ("    variants: [p.Val559Asp]", "    variants: [p.Val559Asp, c.1669_1674del, p.Trp557_Lys558del]"),
    "anchor": ("  citations: [one-2020]\n- id", "  citations: &a [one-2020]\n- id"),
    "quoted": ("  summary: It responds.", '  summary: "It \\u0041 \\n responds."'),
    "folded": ("  summary: It responds.", "  summary: >-\n    It\n    responds."),
    "double": ("version: \"1.0\"", "version: \"1.0\"\nversion: \"1.1\""),
    "number": ("dose_mg_per_day: 400", "dose_mg_per_day: 4_00"),
    "date": ("reviewed: 2026-11-01", "reviewed: 2026-02-30"),
    "null": ("  effect: sensitizing", "  effect: ~"),
    "tag": ("  gene: KIT", "  gene: !!str KIT"),
    "flow": ("covers:\n    class: {exon: 11, changes: [deletion], codons: [557]}", "covers: {state: nf1}"),
    "alias": ("citations: [one-2020, two-2021]", "citations: [*a, two-2021]"),
    "overlap": ("range: {from: 557, to: 558", "range: {from: 558, to: 557"),
}  # fmt: skip

OVERLAY = """\
schema: 1
version: "3"
reviewed: 2026-11-02
"""
ENTRY = BASE[BASE.index("- id: kit-v559d") : BASE.index("- id: kit-exon-11\n")]
OVERLAYS = {
    "nothing": "",
    "entry": "entries:\n" + ENTRY,
    "new": "entries:\n" + ENTRY.replace("kit-v559d", "lab-v560d").replace("V559D", "V560D").replace("Val559", "Val560"),
    "withdrawn": "withdraw:\n- id: kit-v559d\n  reason: Not done here.\n",
    "section": "withdraw:\n- {id: kit-exon-11, section: entries, reason: No.}\n",
    "unknown": "withdraw:\n- {id: kit-v559e, reason: No.}\n",
    "citation": "citations:\n  lab-2026: {text: 'Lab. A title. 2026', year: 2026, checked: one source}\n",
    "statement": BASE[BASE.index("statements:") : BASE.index("entries:")].replace("genotype-first", "lab-hours"),
    "recommendation": BASE[BASE.index("recommendations:") : BASE.index("- id: kit-exon-11-others")],
    "genotype": "genotypes:\n  kit-exon-11: KIT exon 11, ours\n",
    "twice": "entries:\n" + ENTRY + ENTRY,
    "not a list": "entries: {}\nwithdraw: all\n",
}

ROWS_OF_SEED = 6


def beginning(path: Path) -> bytes:
    """Return the header of a table or VCF and a few rows after it; of the header of a VCF, what is read of it."""
    lines = path.read_bytes().split(b"\n")
    if path.suffix == ".vcf":
        head = [line for line in lines if line.startswith(b"#")]
        used = (b"##fileformat", b"##contig=<ID=4", b"##contig=<ID=chr4", b"##reference", b"##INFO=<ID=CSQ", b"#CHROM")
        lines = [line for line in head if line.startswith(used)] + [
            line for line in lines if line[:1] not in (b"#", b"")
        ]
        rows = [line for line in lines if not line.startswith(b"#")]
        lines = [line for line in lines if line.startswith(b"#")] + rows[:ROWS_OF_SEED]
        return b"\n".join(lines) + b"\n"
    first = next(n for n, line in enumerate(lines) if not line.startswith((b"##", b"#seq", b"#ver")))
    return b"\n".join(lines[max(0, first - 1) : first + 1 + ROWS_OF_SEED]) + b"\n"


def seeds() -> dict[str, list[bytes]]:
    """Return the seeds of each target."""
    tables = [path for path in sorted((DATA / "tables").iterdir()) if path.is_file()]
    return {
        "description": [text.encode() for text in DESCRIPTIONS],
        "list": [
            "\n".join(DESCRIPTIONS[n : n + 3]).encode() + end for n, end in ((0, b"\n"), (9, b"\r\n# x\n\n"), (24, b""))
        ],
        "table": [beginning(path) for path in tables],
        "vcf": [beginning(path) for path in sorted((DATA / "vcf").glob("*.vcf"))],
        "base": [SMALL_BASE, *(BASE.replace(old, new, 1).encode() for old, new in BASES.values())],
        "overlay": [(OVERLAY + text).encode() for text in OVERLAYS.values()],
    }


def main() -> None:
    """Write the seeds."""
    for target, contents in seeds().items():
        folder = CORPUS / target
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for content in contents:
            (folder / hashlib.sha256(content).hexdigest()[:12]).write_bytes(content)


if __name__ == "__main__":
    main()
