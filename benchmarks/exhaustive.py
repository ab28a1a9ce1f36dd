"""Check every small change of both coding sequences, by every way to write it: `python -m benchmarks.exhaustive`.

Every single-base substitution, every deletion of 1 to 30 bases, every duplication of 3, 6 or 9 bases, and every
deletion of 1 to 30 bases over an end of an exon is read as c., as g. in both builds, as alleles of VCF files in both
builds, aligned to the left and to the right, by its own canonical c. name, and by its p. name with one and three
letters. All ways must come to one variant with one answer; its names, its term and its protein must be those of the
oracle in `tests/oracle.py`; and in all three settings the answer must keep the clinical invariants of
`tests/invariants.py`. Prints what was checked, by kind and way, and what does not fit; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import io
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from gistcli.annotate import Annotator
from gistcli.knowledge import load_knowledge_base
from gistcli.model import SETTINGS, Annotation, Record
from gistcli.readers.request import Request
from gistcli.readers.vcf import read_vcf

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import alleles
import invariants
import oracle
from oracle import KINDS, Change
from plain import BUILDS, GENES, THREE

CHUNK = 1500
SHOWN = 20
"""How many findings of one kind are printed."""
TOO_LONG = "alleles over a long intron, not written"
BEYOND = "VCF, beyond a splice site whose bases are not known"
BESIDE_THE_ANSWER = {"input", "line", "sample", "notes", "kb_version"}
OF_DNA_ONLY = {"hgvs_c", "exon", "scope"}
KEPT_STOP = {"synonymous_variant", "stop_retained_variant"}
ANSWER = [at for at, name in enumerate(Annotation._fields) if name not in BESIDE_THE_ANSWER]
OF_PROTEIN = [at for at in ANSWER if Annotation._fields[at] not in OF_DNA_ONLY]


class Finding(NamedTuple):
    """What does not fit: how the change was written, and what is wrong with the answer."""

    kind: str
    text: str
    wrong: str


class FromVcf(NamedTuple):
    """The answer of an allele; `beyond`: see `oracle.Written`."""

    answer: Annotation
    beyond: bool


class Report(NamedTuple):
    """What was checked and what was found.

    Attributes:
        asked: (kind, way) -> how many descriptions were read; the way ``variants`` counts the changes themselves.
        answers: (kind, term, sensitivity) -> how many variants.
        findings: What does not fit.
    """

    asked: Counter[tuple[str, str]]
    answers: Counter[tuple[str, str, str]]
    findings: list[Finding]

    def add(self, other: Report) -> None:
        self.asked.update(other.asked)
        self.answers.update(other.answers)
        self.findings.extend(other.findings)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what is asked for, print it, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exhaustive", description=__doc__)
    parser.add_argument("--gene", choices=GENES, help="one gene (default: both)")
    parser.add_argument("--kind", choices=KINDS, help="one kind of change (default: all)")
    parser.add_argument("--sample", type=int, metavar="N", help="N changes of each kind and gene (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="which sample (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: %(default)s)")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    work = [
        chosen(gene, kind, options.sample, options.seed)
        for gene in ([options.gene] if options.gene else GENES)
        for kind in ([options.kind] if options.kind else KINDS)
    ]
    chunks = [chunk for changes in work for chunk in in_chunks(changes)]
    report = Report(Counter(), Counter(), [])
    for number, part in enumerate(checked(chunks, options.jobs), 1):
        report.add(part)
        if sys.stderr.isatty():
            print(f"\r{number} of {len(chunks)} parts, {len(report.findings)} findings", end="", file=sys.stderr)
    print("\n".join(told(report)))
    print(f"{time.monotonic() - began:.0f} s with {options.jobs} processes")
    return 1 if report.findings else 0


def chosen(gene: str, kind: str, sample: int | None, seed: int) -> list[Change]:
    """Return the changes of a kind in a gene, or a sample of them, in their order."""
    changes = list(oracle.changes(gene, kind))
    if sample is None or sample >= len(changes):
        return changes
    at = sorted(random.Random(f"{seed} {gene} {kind}").sample(range(len(changes)), sample))
    return [changes[number] for number in at]


def in_chunks(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for start in range(0, len(changes), CHUNK):
        yield changes[start : start + CHUNK]


def checked(chunks: Iterable[Sequence[Change]], jobs: int) -> Iterator[Report]:
    """Yield the report of each chunk."""
    if jobs < 2:
        yield from map(check, chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(check, chunks)


@cache
def annotators() -> dict[str, Annotator]:
    base = load_knowledge_base()
    return {setting: Annotator(base, setting, show_version=False) for setting in SETTINGS}


def check(changes: Sequence[Change]) -> Report:
    """Read changes of one gene and kind in all ways, and compare the answers."""
    report = Report(Counter(), Counter(), [])
    read = annotators()["advanced"]
    from_vcf = {(build, right): dict(vcf_answers(changes, build, right)) for build in BUILDS for right in (False, True)}
    for number, change in enumerate(changes):
        text = oracle.c_text(change)
        first = one(read, text)
        ways = {f"g. {build}": (oracle.g_text(change, build), None) for build in BUILDS}
        if first.gene is not None and first.hgvs_c is not None:
            ways["canonical c."] = (f"{first.gene} {first.hgvs_c}", None)
        wrong = list(against_oracle(change, first))
        for (build, right), answers in from_vcf.items():
            way = f"VCF {build}, {'right' if right else 'left'}"
            if number not in answers:
                report.asked[change.kind, TOO_LONG] += 1
            elif not answers[number].beyond:
                ways[way] = (answers[number].answer.input, answers[number].answer)
            else:
                report.asked[change.kind, BEYOND] += 1
                wrong += [f"{way}, {told}" for told in differences_or_unknown(first, answers[number].answer)]
        for way, (written, answer) in ways.items():
            answer = answer or one(read, written)
            wrong += [f"{way}, {written}: {told}" for told in differences(first, answer, ANSWER)]
            report.asked[change.kind, way] += 1
        for way, written in by_protein(first).items():
            answer = one(read, written)
            if {first.consequence, answer.consequence} == KEPT_STOP:  # one name for a repeated and for another stop
                answer = answer._replace(consequence=first.consequence)
            wrong += [f"{way}, {written}: {told}" for told in differences(first, answer, OF_PROTEIN)]
            report.asked[change.kind, way] += 1
        for setting, annotator in annotators().items():
            answer = first if setting == "advanced" else one(annotator, text)
            wrong += [f"{setting}, {told}" for told in invariants.wrong_with(answer, annotator.base)]
        report.asked[change.kind, "variants"] += 1
        report.asked[change.kind, "c."] += 1
        report.answers[change.kind, first.consequence or "none", first.sensitivity] += 1
        report.findings.extend(Finding(change.kind, text, told) for told in wrong)
    return report


def one(annotator: Annotator, text: str) -> Annotation:
    """Return the answer of a text; whatever is raised becomes a problem that no oracle expects."""
    try:
        (answer,) = annotator.answers(Record(text))
    except Exception as error:  # the check goes on: what was raised is a finding
        failed = annotator.answers(Record(""))[0]
        return failed._replace(input=text, problem=f"raised {error!r}", problem_code="raised")
    return answer


def vcf_answers(changes: Sequence[Change], build: str, right: bool) -> Iterator[tuple[int, FromVcf]]:
    """Yield the number of a change and its answer, read from one VCF of all that have an allele."""
    written = [(oracle.allele(change, build, right), number) for number, change in enumerate(changes)]
    sorted_alleles = sorted((allele, number) for allele, number in written if allele is not None)
    text = alleles.header(build) + "".join(
        f"chr4\t{allele.position}\t.\t{allele.reference}\t{allele.alternative}\t.\t.\t.\n"
        for allele, _ in sorted_alleles
    )
    annotator = annotators()["advanced"]
    records = list(read_vcf(io.BytesIO(text.encode()), Request()))
    if len(records) != len(sorted_alleles):
        raise AssertionError(f"{len(sorted_alleles)} records went in, and {len(records)} came out")
    for (allele, number), record in zip(sorted_alleles, records, strict=True):
        yield number, FromVcf(annotator.answers(record)[0], allele.beyond)


def differences(first: Annotation, other: Annotation, fields: Sequence[int]) -> Iterator[str]:
    """Yield in what two answers differ."""
    for at in fields:
        if first[at] != other[at]:
            yield f"{Annotation._fields[at]} is {shown(other[at])}, and {shown(first[at])} by c."


def differences_or_unknown(first: Annotation, other: Annotation) -> Iterator[str]:
    """Yield in what two answers differ, unless the other is that nothing is known, which harms nobody."""
    if (other.sensitivity, other.dose_mg_per_day, other.entry, other.problem) != ("unknown", None, None, None):
        yield from differences(first, other, ANSWER)


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 90 else text[:90] + "…"


def by_protein(answer: Annotation) -> dict[str, str]:
    """Return the descriptions of the protein, where they tell it.

    ``insVAL`` with one-letter residues may mean one residue or three, so that gistcli refuses it: it is not asked for.
    """
    if answer.gene is None or answer.hgvs_p in (None, "p.?"):
        return {}
    texts = {"p., three letters": f"{answer.gene}:{answer.hgvs_p}"}
    inserted = (answer.short or "").rpartition("ins")[2]
    if inserted.capitalize() not in THREE.values():
        texts["p., one letter"] = f"{answer.gene} {answer.short}"
    return texts


def against_oracle(change: Change, answer: Annotation) -> Iterator[str]:
    """Yield in what an answer is not what the oracle expects."""
    wanted = oracle.expected(change)
    if answer.problem is not None:
        yield f"not read: {answer.problem}"
        return
    if answer.gene != change.gene:
        yield f"gene is {answer.gene}"
    if wanted.hgvs_c is not None and answer.hgvs_c != wanted.hgvs_c:
        yield f"hgvs_c is {answer.hgvs_c}, not {wanted.hgvs_c}"
    if answer.consequence not in wanted.consequence:
        yield f"consequence is {answer.consequence}, not {' or '.join(wanted.consequence)}"
    if answer.exon != wanted.exon:
        yield f"exon is {answer.exon}, not {wanted.exon}"
    if wanted.short is not None:
        if answer.short != wanted.short:
            yield f"short is {answer.short}, not {wanted.short}"
        if answer.hgvs_p != oracle.spelt(wanted.short):
            yield f"hgvs_p is {answer.hgvs_p}, not {oracle.spelt(wanted.short)}"
    if wanted.protein and answer.consequence != "frameshift_variant":
        made = oracle.residues_of(change.gene, answer.hgvs_p or "")
        if made != wanted.protein:
            yield f"{answer.hgvs_p} makes another protein than the bases"
    if wanted.protein == "" and not (answer.hgvs_p or "").startswith(("p.?", "p.Ter")):
        yield f"the stop codon is lost, and hgvs_p is {answer.hgvs_p}"


def told(report: Report) -> Iterator[str]:
    """Yield the lines of a report."""
    for kind in KINDS:
        ways = {way: count for (of, way), count in report.asked.items() if of == kind and count}
        if ways:
            count = ways.pop("variants")
            yield f"{kind}: {count:,} variants"
            yield "  " + ", ".join(f"{way} {number:,}" for way, number in ways.items())
            terms: Counter[str] = Counter()
            for (of, term, sensitivity), number in report.answers.items():
                if of == kind:
                    terms[f"{term} ({sensitivity})"] += number
            yield "  " + ", ".join(f"{term} {number:,}" for term, number in terms.most_common())
    total = sum(count for (_, way), count in report.asked.items() if way == "variants")
    read = sum(count for (_, way), count in report.asked.items() if way not in ("variants", TOO_LONG))
    yield f"all: {total:,} variants, {read:,} descriptions, {len(report.findings):,} findings"
    for kind, findings in itertools.groupby(sorted(report.findings), key=lambda finding: finding.kind):
        listed = list(findings)
        yield f"{kind}: {len(listed):,} findings"
        yield from (f"  {finding.text}: {finding.wrong}" for finding in listed[:SHOWN])
        if len(listed) > SHOWN:
            yield f"  and {len(listed) - SHOWN:,} more"


if __name__ == "__main__":
    sys.exit(main())
