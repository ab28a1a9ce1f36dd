"""A small knowledge base without a fault, for tests that break it in one place.

Its statements are made up to fit the layout; none of them is a clinical claim.
"""

from __future__ import annotations

BASE = """\
schema: 1
version: "1.0"
reviewed: 2026-11-01
scope: A base for tests.
notice: Not for patients.
evidence_levels: {A: label, B: trial, C: series, D: case}
citations:
  one-2020:
    text: One A. A title. Journal 2020;1:1
    year: 2020
    pmid: 1234567
    checked: one source
  two-2021:
    text: Two B. A title. Journal 2021;2:2
    doi: "10.1000/two.2021"
    checked: secondary
genotypes:
  kit-exon-11: KIT exon 11 mutation
recommendations:
- id: kit-exon-11-advanced
  genotypes: [kit-exon-11]
  setting: advanced
  action: standard-dose
  drug: imatinib
  dose_mg_per_day: 400
  advice: Imatinib 400 mg a day.
  level: A
  basis: guideline
  statement: The standard dose.
  citations: [one-2020]
- id: kit-exon-11-others
  genotypes: [kit-exon-11]
  setting: adjuvant
  action: discuss
  drug: imatinib
  advice: To be discussed.
  level: C
  basis: series
  statement: Not settled.
  citations: [one-2020, two-2021]
- id: kit-exon-11-neoadjuvant
  genotypes: [kit-exon-11]
  setting: neoadjuvant
  action: discuss
  drug: imatinib
  advice: To be discussed.
  level: C
  basis: series
  statement: Not settled.
  citations: [two-2021]
statements:
- id: genotype-first
  topic: genotyping
  applies_to: [all]
  settings: [advanced]
  statement: Genotype first.
  level: A
  citations: [one-2020]
entries:
- id: kit-v559d
  name: KIT V559D
  gene: KIT
  exon: 11
  domain: juxtamembrane
  covers:
    variants: [p.Val559Asp]
  effect: sensitizing
  origin: primary
  genotype: kit-exon-11
  summary: It responds.
  evidence:
    - drug: imatinib
      direction: sensitive
      kind: retrospective
      disease: GIST
      setting: any
      origin: primary
      level: C
      statement: It responded.
      citations: [two-2021]
  other_inhibitors:
    - drug: sunitinib
      activity: active
      approved: true
      label: second line
      basis: trial
      citations: [one-2020]
  reviewed: 2026-10-31
- id: kit-exon-11
  name: KIT exon 11
  gene: KIT
  exon: 11
  covers:
    class: {exon: 11, changes: [deletion], codons: [557]}
  effect: unknown
  origin: primary
  summary: Nothing is known.
  evidence: []
  reviewed: 2026-10-31
- id: kit-d816
  name: KIT codon 816
  gene: KIT
  exon: 17
  covers:
    codons: {at: [816], changes: [substitution]}
  effect: unknown
  origin: both
  summary: Nothing is known.
  evidence: []
  reviewed: 2026-10-31
- id: kit-range
  name: KIT 557 to 558
  gene: KIT
  exon: 11
  covers:
    range: {from: 557, to: 558, changes: [deletion]}
  effect: unknown
  origin: primary
  summary: Nothing is known.
  evidence: []
  reviewed: 2026-10-31
- id: kit-two
  name: KIT W557G with Y578C
  gene: KIT
  covers:
    combination: [p.Trp557Gly, p.Tyr578Cys]
  effect: unknown
  origin: primary
  summary: Nothing is known.
  evidence: []
  reviewed: 2026-10-31
- id: sdh-deficient
  name: SDH deficient
  covers:
    state: sdh-deficient
  effect: unknown
  origin: primary
  summary: Nothing is known.
  evidence: []
  reviewed: 2026-10-31
"""


def changed(*pairs: str) -> str:
    """The base with texts replaced, each pair an old and a new one; an old one stands in it, and its first is meant."""
    text = BASE
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def place(text: str, mark: str, nth: int = 1) -> tuple[int, int]:
    """Line and column, from 1, of the nth time that a text holds a mark."""
    at = -1
    for _ in range(nth):
        at = text.index(mark, at + 1)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
