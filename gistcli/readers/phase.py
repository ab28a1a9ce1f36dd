"""Alleles of one haplotype that change the same codon, or put the reading frame right again, are read as one change.

Two substitutions in one codon give a residue that neither gives alone, and two frameshifts on one haplotype may give an
in-frame protein. A caller tells the haplotype by ``PID`` with ``PGT`` (Mutect2, HaplotypeCaller), ``HP``, a genotype
with ``|`` and ``PS`` (or without, which is one phase set for the whole chromosome), or a homozygous genotype.

An allele is read together with those that lie wherever it lies: on its haplotypes, in every sample that carries it. If
a sample carries it and the phase there is not known, it is read alone. Alleles are joined

* where they change bases of the same codon, or
* where the first shifts the frame and, within `FRAME_REACH` bases and in the same exon, a later one restores it; what
  lies between them on the haplotype is then read with them.

Each of the joined records carries the combined change, and a note that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gistcli.frozen import Frozen
from gistcli.model import Build
from gistcli.patterns import pattern
from gistcli.reference import base_at, exon_of_number, gene_at, position_of, to_grch38

FRAME_REACH = 60
"""Bases between two changes of the frame that are still read together."""

_SEPARATORS = pattern("[/|]")


class Phase(Frozen):
    """Where an allele lies.

    Attributes:
        haplotypes: Sample, phase set and haplotype, where it is phased.
        homozygous: Samples of which all haplotypes carry it.
        unphased: A sample carries it on an unknown haplotype.
        genotypes: The genotypes that were looked at, such as ``0/1``.
        carried: Some sample carries it; None where no genotype says so or otherwise.
    """

    haplotypes: frozenset[tuple[int, str, str]] = frozenset()
    homozygous: frozenset[int] = frozenset()
    unphased: bool = False
    genotypes: tuple[str, ...] = ()
    carried: bool | None = None

    @property
    def known(self) -> bool:
        """The allele can be read together with others."""
        return bool(self.haplotypes or self.homozygous) and not self.unphased

    def lies_within(self, other: Phase) -> bool:
        """Tell whether the other allele is wherever this one is."""
        return self.homozygous <= other.homozygous and all(
            place in other.haplotypes or place[0] in other.homozygous for place in self.haplotypes
        )


class Allele(Frozen):
    """One alternative allele of a record; `position` is 1-based, and that of the first base of `reference`."""

    position: int
    reference: str
    alternative: str
    phase: Phase

    @property
    def end(self) -> int:
        """Position of the last base of `reference`."""
        return self.position + len(self.reference) - 1

    @property
    def shift(self) -> int:
        """By how much it changes the frame."""
        return (len(self.alternative) - len(self.reference)) % 3

    def __str__(self) -> str:
        return f"chr4:{self.position}:{self.reference}:{self.alternative}"


def phase_of(keys: str, samples: Sequence[str], number: int, alternatives: int, tumour: int | None = None) -> Phase:
    """Return where an allele lies.

    Args:
        keys: The column FORMAT.
        samples: The columns of the samples.
        number: Number of the allele: 1 for the first alternative.
        alternatives: How many alternative alleles the record has.
        tumour: Index of the sample whose genotype tells whether the allele is there; None: any sample.

    >>> phase_of("GT:PS", ["0|1:7"], 1, 1).haplotypes
    frozenset({(0, 'PS 7', '1')})
    """
    names = keys.split(":")
    if "GT" not in names:
        return Phase()
    haplotypes: set[tuple[int, str, str]] = set()
    homozygous: set[int] = set()
    unphased = False
    seen: list[str] = []
    carried: bool | None = None
    wanted, at = str(number), names.index("GT")
    for index, cell in enumerate(samples):
        values = cell.split(":")
        genotype = values[at].lstrip("/|") if at < len(values) else "."  # VCF 4.4 allows one before the first allele
        called = _called(genotype)
        if tumour is None or index == tumour:
            seen.append(genotype)
            carried = True if wanted in called else carried if "." in called else bool(carried)
        if wanted not in called:
            continue
        if len(set(called)) == 1:
            homozygous.add(index)
            continue
        places = _places(dict(zip(names, values, strict=False)), genotype, called, wanted, alternatives)
        haplotypes.update((index, *place) for place in places)
        unphased |= not places
    return Phase(frozenset(haplotypes), frozenset(homozygous), unphased, tuple(seen), carried)


@lru_cache(maxsize=256)
def _called(genotype: str) -> tuple[str, ...]:
    return tuple(_SEPARATORS.split(genotype))


def _places(
    values: dict[str, str], genotype: str, called: tuple[str, ...], wanted: str, alternatives: int
) -> list[tuple[str, str]]:
    """Return phase set and haplotype of an allele in a heterozygous sample; nothing where they are not known."""
    group, phased = values.get("PID", "."), values.get("PGT", ".")
    if group not in ("", ".") and "|" in phased and alternatives == 1:
        return [(f"PID {group}", str(at)) for at, allele in enumerate(phased.split("|")) if allele == "1"]
    haplotypes = values.get("HP", ".").split(",")
    if len(haplotypes) == len(called) > 1:
        return [("HP", haplotypes[at]) for at, allele in enumerate(called) if allele == wanted]
    if "|" in genotype and "/" not in genotype:
        group = values.get("PS", "")
        name = "PS" if group in ("", ".") else f"PS {group}"
        return [(name, str(at)) for at, allele in enumerate(called) if allele == wanted]
    return []


class _Change(Frozen):
    """An allele without the bases that it shares with the reference, on the coding sequence.

    Attributes:
        allele: The allele.
        exon: Number of the exon.
        first: First c. number that it changes; of an insertion, the one after it.
        last: Last c. number that it changes; of an insertion, the one before it.
    """

    allele: Allele
    exon: int
    first: int
    last: int

    def codons(self) -> tuple[int, int]:
        """Return the first and last codon of which it changes bases; between two codons none: the first is higher."""
        if self.first <= self.last:
            return (self.first + 2) // 3, (self.last + 2) // 3
        before, after = (self.last + 2) // 3, (self.first + 2) // 3
        return (before, after) if before == after else (after, before)


def combined(allele: Allele, others: Sequence[Allele], build: Build) -> tuple[Allele, tuple[Allele, ...]] | None:
    """Return the change that an allele makes together with others of its haplotype, and those others.

    Args:
        allele: The allele.
        others: Alleles near it that may lie on its haplotype, in any order.
        build: Build of the genome.

    Returns:
        The combined allele and those that are part of it beside `allele`; None where it is read alone.
    """
    if not allele.phase.known:
        return None
    companions = [other for other in others if other is not allele and allele.phase.lies_within(other.phase)]
    changes = [_change(one, build) for one in (allele, *companions)]
    own = changes[0]
    if own is None or len(changes) == 1:
        return None
    near = sorted((change for change in changes if change is not None), key=lambda change: (change.first, change.last))
    for cluster in _clusters(near):
        if own in cluster and len(cluster) > 1:
            whole = _joined([change.allele for change in cluster], build)
            return None if whole is None else (whole, tuple(one.allele for one in cluster if one is not own))
    return None


def _change(allele: Allele, build: Build) -> _Change | None:
    """Return what an allele changes; None outside coding bases of one exon, and where REF is not the reference."""
    place = to_grch38(allele.position, build)
    gene = gene_at(place)
    old, new = allele.reference, allele.alternative
    if gene is None or any(base_at(gene, place + at) not in (base, "N") for at, base in enumerate(old)):
        return None
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    while old and new and old[0] == new[0]:
        old, new, place = old[1:], new[1:], place + 1
    positions = [position_of(gene, at) for at in (place, place + len(old) - 1)]
    numbers = [at.base for at in positions if at is not None and not at.offset and not at.after_stop and at.base > 0]
    exon = exon_of_number(gene, numbers[0]) if len(numbers) == 2 else None
    if exon is None or not exon.first <= numbers[1] <= exon.last:
        return None
    return _Change(allele, exon.number, numbers[0], numbers[1])


def _clusters(changes: Sequence[_Change]) -> list[list[_Change]]:
    """Group changes, in their order, that make one change of the protein."""
    clusters: list[list[_Change]] = []
    for change in changes:
        if clusters and max(one.codons()[1] for one in clusters[-1]) >= change.codons()[0]:
            clusters[-1].append(change)
        else:
            clusters.append([change])
    at = 0
    while at < len(clusters):
        shift, until = _shift(clusters[at]), at
        while shift and until + 1 < len(clusters) and _in_reach(clusters[until][-1], clusters[until + 1][0]):
            until += 1
            shift = (shift + _shift(clusters[until])) % 3
        if not shift and until > at:
            clusters[at : until + 1] = [[change for cluster in clusters[at : until + 1] for change in cluster]]
        at += 1
    return clusters


def _shift(cluster: Sequence[_Change]) -> int:
    return sum(change.allele.shift for change in cluster) % 3


def _in_reach(one: _Change, other: _Change) -> bool:
    return one.exon == other.exon and other.first - one.last <= FRAME_REACH


def _joined(alleles: Sequence[Allele], build: Build) -> Allele | None:
    """Return one allele that makes all changes; None where they overlap or a base between them is not known."""
    gene = gene_at(to_grch38(alleles[0].position, build))
    assert gene is not None
    old = new = ""
    position = alleles[0].position
    for allele in alleles:
        gap = allele.position - (position + len(old))
        skipped = -gap
        # Two records may share the unchanged base before an indel.
        if skipped > 0 and allele.reference[:skipped] != allele.alternative[:skipped]:
            return None
        between = "".join(base_at(gene, to_grch38(position + len(old) + at, build)) for at in range(gap))
        if "N" in between:
            return None
        old += between + allele.reference[max(skipped, 0) :]
        new += between + allele.alternative[max(skipped, 0) :]
    return Allele(position, old, new, alleles[0].phase)
