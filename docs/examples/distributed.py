"""`annotate_all` over batches: the function that Spark and Dask call on their workers.

It needs neither of them, and nothing but what it is given: no session, no global state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gistcli import annotate_all
from gistcli.model import KnowledgeBase

COLUMNS = ("input", "hgvs_p", "sensitivity", "dose_mg_per_day", "action", "problem")


def annotate_batch(descriptions: Iterable[str], base: KnowledgeBase | None = None) -> dict[str, list[Any]]:
    """Return the answers for a batch, a list a column.

    Args:
        descriptions: One column of the batch.
        base: Knowledge base; the bundled one, which each worker loads for itself, where None.
    """
    answers = list(annotate_all(descriptions, knowledge_base=base))
    return {name: [getattr(answer, name) for answer in answers] for name in COLUMNS}


def annotate_batches(
    batches: Iterable[dict[str, list[str]]], column: str = "variant"
) -> Iterator[dict[str, list[Any]]]:
    """Yield the answers for batches, a batch at a time, so that memory does not grow with the partition."""
    from gistcli import load_knowledge_base

    base = load_knowledge_base()  # once a partition
    for batch in batches:
        yield annotate_batch(batch[column], base)
