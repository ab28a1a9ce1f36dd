"""A program that uses the public names as a type checker sees them: `mypy --strict` must accept it as it stands.

Each `type: ignore` marks a wrong use. One that is not needed is an error too, which finds a type that became `Any`.
"""

from __future__ import annotations

from collections.abc import Iterator

from gistcli import __version__, annotate, annotate_all, load_knowledge_base, normalize, verdicts_by_sample
from gistcli.errors import GistcliError, InputError, KnowledgeBaseError, VariantError, VariantSyntaxError
from gistcli.model import Annotation, KnowledgeBase, Record, Setting, Variant, Verdict

ADJUVANT: Setting = "adjuvant"


def doses(texts: list[str]) -> dict[str, int | None]:
    base: KnowledgeBase = load_knowledge_base()
    answers: Iterator[Annotation] = annotate_all(texts, setting=ADJUVANT, knowledge_base=base, build="GRCh37")
    return {answer.input: answer.dose_mg_per_day for answer in answers}


def worst(records: list[Record]) -> list[str]:
    verdicts: Iterator[Verdict] = verdicts_by_sample(records, treated=True, show_version=False)
    return [verdict.sample or "?" for verdict in verdicts if verdict.sensitivity == "resistant"]


def name(text: str) -> str:
    try:
        variant: Variant = normalize(text, gene="KIT")
    except VariantSyntaxError as error:
        return f"{error.code} at {error.position}"
    except (VariantError, InputError, KnowledgeBaseError) as error:
        return error.code
    except GistcliError as error:
        return error.problem
    first, _ = variant.exons or (0, 0)
    return f"{variant} {first} {variant.exon} {__version__}"


def advice() -> str:
    answer = annotate("D842V")
    drugs = [str(other["drug"]) for other in answer.other_inhibitors]
    return f"{answer.advice} {', '.join(drugs)} {', '.join(answer.citations)} {answer._asdict()['scope']}"


def wrong() -> None:
    annotate(842)  # type: ignore[arg-type]
    annotate("D842V", setting="palliative")  # type: ignore[arg-type]
    annotate("D842V").dose  # type: ignore[attr-defined]  # noqa: B018
    annotate("D842V").dose_mg_per_day + 1  # type: ignore[operator]
    annotate("D842V").action = "none"  # type: ignore[misc]
    normalize("D842V", gene="TP53")  # type: ignore[arg-type]
    list(annotate_all([b"D842V"]))  # type: ignore[list-item]
    load_knowledge_base(1)  # type: ignore[arg-type]
