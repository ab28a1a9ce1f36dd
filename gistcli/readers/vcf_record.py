"""One record of a VCF -> descriptions of its alleles, or what is wrong with it.

Each alternative allele of bases gives one `Record`, whose text is ``chr4:POS:REF:ALT``. ``*``, ``.``, ``<DEL>``,
``<NON_REF>``, the blocks of a gVCF and breakends are no changes of known bases: they give none, and no problem. A note
says so where FILTER is not ``PASS``, or where no sample has the allele by its genotype.

Where nothing tells the build, the position does, if what stands there in that build is REF; the genes lie at other
positions in GRCh37 than in GRCh38. At a base that is not known, such as most of the introns, that is a problem: use
--build. Where the build is known and nothing lies in the genes, but what lies where the genes are in the other build
has the bases of that one, the build is probably wrong, which is a problem of the first such record.

Annotations by VEP (``CSQ``) or SnpEff (``ANN``) are used only where coordinates cannot be: in a build that gistcli has
no coordinates of (hg18, T2T-CHM13), or where nothing tells the build and the position lies in neither gene in either.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gistcli.errors import GistcliError, InputError, VariantError
from gistcli.frozen import Frozen, tuple_of
from gistcli.hgvs import allele as change_of
from gistcli.model import GENES, Build, Description, Record
from gistcli.patterns import pattern
from gistcli.readers.phase import Allele, Phase, combined, phase_of
from gistcli.readers.vcf_header import CHROMOSOME, COLUMNS, LENGTHS, LONGEST, Header
from gistcli.reference import base_at, gene_at, names, to_grch37, to_grch38, transcript
from gistcli.spellings import parse

ALLELE_LIMIT = 1 << 15
"""Most bases of an allele; longer changes are written as ``<DEL>`` and the like."""
ALTERNATIVES_LIMIT = 250
"""Most alternative alleles of a record; callers write a few, and joined cohorts some tens."""
SHOWN = 60
BUILDS: tuple[Build, ...] = ("GRCh37", "GRCh38")
PASSED = ("PASS", ".", "")

_BASES = pattern("[ACGTN]+", re.IGNORECASE)
_KNOWN_BASES = pattern("[ACGT]+", re.IGNORECASE)
_NO_BASES = pattern(r"\.|\*|<.*>|.*[\[\]].*|\..+|.+\.", re.DOTALL)
"""ALT of what is no change of known bases: none, deleted by another record, symbolic, breakend."""
_UNPRINTABLE = pattern("[\x00-\x1f\x7f-\x9f]")


class Item(Frozen):
    """What one alternative allele of a record is.

    Attributes:
        text: How it is shown: ``chr4:POS:REF:ALT``.
        allele: The allele; None where `descriptions` come from an annotation, or with an `error`.
        build: Build of its position.
        remarks: What there is to say of it.
        descriptions: What an annotation in the record says.
        error: Why it cannot be read.
        carriers: Sample and fraction of its reads, for each that carries the allele.
    """

    text: str
    allele: Allele | None = None
    build: Build | None = None
    remarks: tuple[str, ...] = ()
    descriptions: tuple[Description, ...] = ()
    error: GistcliError | None = None
    carriers: tuple[tuple[str, float | None], ...] = ()


class Found(Frozen):
    """A record in the genes: the line with its end, and its alleles; `position` is 0 where it cannot be read."""

    line: bytes
    number: int | None
    sample: str | None
    position: int
    items: tuple[Item, ...]
    named: bool = True


def as_records(found: Found, others: list[Allele]) -> tuple[Record, ...]:
    """Return the records of a line.

    Args:
        found: The line.
        others: Alleles near it that may lie on a haplotype with its own.
    """
    return tuple(
        Record(item.text, found.number, found.sample, item.error)
        if item.error is not None
        else Record(item.text, found.number, found.sample, None, _descriptions(item, others, found.named))
        for item in found.items
    )


def as_tumours(found: Found, others: list[Allele]) -> tuple[Record, ...]:
    """Return the records of a line, one for each sample that carries the allele; see `as_records`."""
    pairs = zip(as_records(found, others), found.items, strict=True)
    return tuple(
        record._replace(sample=sample, allele_fraction=fraction)
        for record, item in pairs
        for sample, fraction in item.carriers or [(found.sample, None)] * (item.error is not None)
    )


def _descriptions(item: Item, others: list[Allele], named: bool) -> tuple[Description, ...]:
    allele = item.allele
    if allele is None:
        return item.descriptions
    remarks = item.remarks
    together = combined(allele, others, item.build) if others and item.build is not None else None
    if together is not None:
        allele, companions = together
        listed = ", ".join(map(str, companions))
        remarks = (f"read together with {listed}, which is on the same haplotype", *remarks)
    change = change_of(allele.position, allele.reference, allele.alternative)
    build = item.build if named else None
    return (tuple_of(Description, (item.text, None, "", build, None, None, change, None, None, remarks, False, None)),)


def problem(line: bytes, number: int, error: GistcliError, decoder: Decoder) -> Found:
    """Return what is found in a line that cannot be read."""
    item = Item(_text_of(line.rstrip(b"\r\n").split(b"\t", 5)), error=error)
    return Found(line, decoder.number(number), decoder.header.sample, 0, (item,))


def annotations_decide(header: Header) -> bool:
    """Say whether annotations in the records are used, so that a record of the genes may stand anywhere."""
    return bool(header.fields) and header.build is None


class Decoder:
    """Decodes the records of one VCF.

    Args:
        header: Its header.
        numbered: Line numbers are those of the file; they are not where an index is used.
        by_sample: It is wanted which samples carry an allele.

    Attributes:
        header: Its header.
        by_annotation: Annotations in the records are used where coordinates cannot be.

    Raises:
        InputError: The build is one that gistcli has no coordinates of, and there are no annotations.
    """

    def __init__(self, header: Header, numbered: bool = True, by_sample: bool = False) -> None:
        self.header, self._numbered, self._by_sample = header, numbered, by_sample
        self.by_annotation = annotations_decide(header)
        if header.foreign and not self.by_annotation:
            raise InputError(
                f"{header.foreign} is that of another build of the genome; gistcli has coordinates of GRCh37 and GRCh38"
            )
        self._length = next((size for size, build in LENGTHS.items() if build == header.build), LONGEST)
        self._inside = 0  # records in the genes
        self._fitting = self._misfitting = 0  # records that would lie in the genes in the other build
        self._first_fitting: Record | None = None

    def number(self, number: int) -> int | None:
        """Return the number of a line as it is shown."""
        return number if self._numbered else None

    def decode(self, line: bytes, number: int) -> Found | None:
        """Read a record of chromosome 4; None where it lies in neither gene."""
        cells = line.rstrip(b"\r\n").split(b"\t")
        try:
            position = self._position(cells)
            build = build_at(position)
            if self.header.foreign:
                build = None
            elif build is not None and self.header.build not in (None, build):
                self._look_at_misplaced(cells, position, build, number)
                return None
            if build is None and not self._annotated(line):
                return None
            self._inside += 1
            if len(cells) < self.header.columns:
                raise VariantError(
                    "broken-record", f"the record has {len(cells)} columns, and the header names {self.header.columns}"
                )
            columns = [cell.decode("utf-8", "backslashreplace") for cell in cells]
            items = self._items(columns, position, build)
        except GistcliError as error:
            return problem(line, number, error, self)
        return Found(line, self.number(number), self.header.sample, position, items, self.header.build is not None)

    def misplaced(self) -> Record | None:
        """Return, at the end, a record with a problem where the build of the whole VCF is probably wrong."""
        return self._first_fitting if self._fitting and not self._inside and not self._misfitting else None

    def _look_at_misplaced(self, cells: list[bytes], position: int, build: Build, number: int) -> None:
        """Compare a record with the bases that the genes have where it lies in the other build."""
        if len(cells) <= 4:
            return
        fits = _fits(position, cells[3].decode("utf-8", "replace").upper(), build)
        self._misfitting += fits is False
        self._fitting += fits is True
        if fits and self._first_fitting is None:
            error = VariantError(
                "build-mismatch",
                f"nothing lies in KIT or PDGFRA in {self.header.build}, the build of the header or of --build; but "
                f"this record fits {build}: correct the header, or use --build",
            )
            self._first_fitting = Record(_text_of(cells), self.number(number), self.header.sample, error)

    def _position(self, cells: list[bytes]) -> int:
        if len(cells) < 2:
            raise VariantError(
                "broken-record",
                "the record has one column: the columns of a VCF are separated by tabs",
            )
        if not cells[1].isdigit():
            raise VariantError("broken-record", f"the position is no number: {_shown(cells[1])!r}")
        digits = cells[1].lstrip(b"0") or b"0"
        if len(digits) > 9 or int(digits) > self._length + 1:  # one beyond the end names the telomere
            raise VariantError(
                "out-of-range",
                f"the position {_shown(cells[1])} lies beyond chromosome 4, which has {self._length} bases",
            )
        return int(digits)

    def _annotated(self, line: bytes) -> bool:
        return self.by_annotation and any(name in line for name in _transcripts())

    def _items(self, columns: list[str], position: int, build: Build | None) -> tuple[Item, ...]:
        reference, alternatives = columns[3].upper(), columns[4].split(",")
        if all(alternative and _NO_BASES.fullmatch(alternative) for alternative in alternatives):
            return ()
        if not _BASES.fullmatch(reference):
            raise VariantError("broken-record", f"REF must be bases, and is {_shown(columns[3])!r}")
        if len(alternatives) > ALTERNATIVES_LIMIT:  # each is looked for in each sample and in each annotation
            message = f"the record has {len(alternatives)} alternative alleles; at most {ALTERNATIVES_LIMIT} are read"
            raise VariantError("too-long", message)
        items = []
        for number, alternative in enumerate(alternatives, 1):
            if alternative and _NO_BASES.fullmatch(alternative):
                continue
            text = f"chr4:{position}:{_shown(columns[3], ALLELE_LIMIT)}:{_shown(alternative, ALLELE_LIMIT)}"
            try:
                item = self._item(text, columns, position, build, number, alternative.upper(), len(alternatives))
            except GistcliError as error:
                item = Item(_cut(text), error=error)
            items.append(item._replace(carriers=self._carriers(columns, number)) if self._by_sample else item)
        return tuple(items)

    def _item(
        self,
        text: str,
        columns: list[str],
        position: int,
        build: Build | None,
        number: int,
        alternative: str,
        alternatives: int,
    ) -> Item:
        reference = columns[3].upper()
        if not _KNOWN_BASES.fullmatch(alternative):
            raise VariantError("broken-record", f"ALT must be bases A, C, G and T, and is {_shown(alternative)!r}")
        if max(len(reference), len(alternative)) > ALLELE_LIMIT:
            raise VariantError("too-long", f"an allele has more than {ALLELE_LIMIT} bases")
        phase = Phase()
        if len(columns) > len(COLUMNS) + 1:
            samples = columns[len(COLUMNS) + 1 :]
            phase = phase_of(columns[len(COLUMNS)], samples, number, alternatives, self.header.tumour)
        remarks = self._remarks(columns[6], phase)
        if build is None:
            descriptions = self._from_annotation(columns, alternative)
            return Item(
                text,
                remarks=remarks,
                descriptions=tuple(one._replace(remarks=one.remarks + remarks) for one in descriptions),
            )
        # A wrong base is left to be compared with the reference, which tells what stands there.
        if self.header.build is None and _fits(position, reference, build) is None:
            raise VariantError(
                "build-unknown",
                f"the header does not tell the build, and REF cannot tell it at position {position}: use --build "
                "GRCh37 or --build GRCh38",
            )
        return Item(text, Allele(position, reference, alternative, phase), build, remarks)

    def _carriers(self, columns: list[str], number: int) -> tuple[tuple[str, float | None], ...]:
        """Return the samples that carry an allele; of a VCF with a tumour and other samples, only the tumour."""
        samples = self.header.samples
        if len(columns) <= len(COLUMNS) + 1 or not samples:
            return ((self.header.sample or "", None),)
        from gistcli.readers.tumours import carriers

        found = carriers(columns[len(COLUMNS)], columns[len(COLUMNS) + 1 :], number)
        wanted = self.header.tumour
        return tuple((samples[at], fraction) for at, fraction in found if wanted is None or at == wanted)

    def _remarks(self, filters: str, phase: Phase) -> tuple[str, ...]:
        remarks = [] if filters in PASSED else [f"FILTER is {_shown(filters)}"]
        if phase.carried is False:
            genotypes = ", ".join(dict.fromkeys(phase.genotypes))
            remarks.append(f"the record has this allele, but no sample has it by genotype ({_shown(genotypes)})")
        return tuple(remarks)

    def _from_annotation(self, columns: list[str], alternative: str) -> tuple[Description, ...]:
        """Return what VEP or SnpEff say of the allele on the transcripts of the two genes."""
        key = self.header.annotation.decode()
        info = next((field for field in columns[7].split(";") if field.startswith(f"{key}=")), "")
        for entry in info.partition("=")[2].split(","):
            values = dict(zip(self.header.fields, entry.split("|"), strict=False))
            if not self._is_of(values.get("allele", ""), columns, alternative):
                continue
            texts = [values.get(name, "") for name in ("hgvsc", "hgvs.c", "hgvsp", "hgvs.p")]
            feature = values.get("feature") or values.get("feature_id", "")
            for text in texts:
                named = text if ":" in text else f"{feature}:{text}" if text else ""
                if named.encode().startswith(_transcripts()):
                    note = f"from {key} in the record: its build is not known"
                    return tuple(one._replace(remarks=(note, *one.remarks)) for one in parse(named.replace("%3D", "=")))
        raise VariantError(
            "build-unknown",
            f"the build is not one that gistcli has coordinates of, and {key} does not tell the variant",
        )

    @staticmethod
    def _is_of(named: str, columns: list[str], alternative: str) -> bool:
        """Say whether an annotation is of this allele, as VEP (without the shared base) or SnpEff spell it."""
        if "," not in columns[4]:
            return True
        reference = columns[3].upper()
        short = alternative[1:] or "-" if alternative[:1] == reference[:1] else alternative
        return named.upper() in (alternative, short)


@lru_cache(maxsize=2)
def spans(build: Build) -> tuple[tuple[int, int], ...]:
    """Return first and last position of each gene."""
    to_build = to_grch37 if build == "GRCh37" else int
    return tuple((to_build(transcript(gene).start), to_build(transcript(gene).end)) for gene in GENES)


def build_at(position: int) -> Build | None:
    """Return the build in which a position of chromosome 4 lies in one of the genes, None where in neither."""
    for build in BUILDS:
        for start, end in spans(build):
            if start <= position <= end:
                return build
    return None


@lru_cache(maxsize=1)
def _transcripts() -> tuple[bytes, ...]:
    """Return the accessions of the two transcripts, by which annotations name them."""
    return tuple(
        name.name.encode() for name in names().values() if name.kind == "transcript" and name.numbering == "canonical"
    )


def _fits(position: int, reference: str, build: Build) -> bool | None:
    """Say whether bases are those of the reference; None where none of these is known."""
    place = to_grch38(position, build)
    gene = gene_at(place)
    assert gene is not None
    fits = None
    for at, base in enumerate(reference[:ALLELE_LIMIT]):
        known = base_at(gene, place + at)
        if known != "N":
            if known != base:
                return False
            fits = True
    return fits


def _text_of(cells: list[bytes]) -> str:
    """Return how a record is shown that cannot be read; what is not there is left empty."""
    shown = [_shown(cell) for cell in cells[:5]] + [""] * 5
    name = "chr4" if CHROMOSOME.fullmatch(cells[0]) else shown[0]
    return f"{name}:{shown[1]}:{shown[3]}:{shown[4]}"


def _shown(text: bytes | str, most: int = SHOWN) -> str:
    r"""Return the beginning of a text, with ``\xNN`` for what cannot be printed."""
    text = text[: most + 1]
    plain = text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text
    plain = _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", plain)
    return plain if len(plain) <= most else plain[:most] + "…"


def _cut(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "…"
