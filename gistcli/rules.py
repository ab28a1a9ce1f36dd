"""Whether the rules for tumours can be true: what they refer to exists, each can fire, and one always does.

The rules stand in the section `verdicts`; the first that fits a tumour decides. Their form is judged in `schema`, and
their sources and genotypes in `checks`, which calls this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from gistcli.model import GENES, Gene
from gistcli.reference import transcript
from gistcli.schema import Path, nearest

Record: TypeAlias = Mapping[str, Any]
SETS = ("genes", "exons", "effects", "genotypes", "entries", "states")
"""Keys of a clause that list what is allowed."""
CONDITIONS = (*SETS, "origin", "combined")
OWN_ANSWER = ("sensitivity", "action", "genotype", "level", "other_inhibitors")
DOSING = ("standard-dose", "high-dose")


def faults(rules: Sequence[tuple[Path, Record]], entries: Sequence[Record]) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with rules, each with its path.

    Args:
        rules: The rules that could be read, each with its path.
        entries: The entries that could be read.
    """
    for path, rule in rules:
        yield from _answer(rule, path)
        for at, clause in enumerate(rule.get("when") or ()):
            if clause is not None:
                yield from _clause(clause, (*path, "when", at), entries)
    yield from _unreachable(rules)
    if rules and not any(_decides(rule) and not rule.get("when") for _, rule in rules):
        yield rules[-1][0], "no rule fits every tumour; the last one that decides has no 'when'"


def _decides(rule: Record) -> bool:
    return rule.get("decides") in ("matched", "none")


def _answer(rule: Record, path: Path) -> Iterator[tuple[Path, str]]:
    decides, when = rule.get("decides"), rule.get("when") or ()
    first = when[0] if when else None
    if decides == "matched" and (not when or (first is not None and (first.get("unread") or least(first) < 1))):
        yield path, "'matched' takes the variants that fit the first clause; there must be one that needs a variant"
    if decides == "matched" and "genotype" in rule:
        yield (*path, "genotype"), "'matched' takes the genotypes of its variants; leave 'genotype' out"
    if decides == "none" and "sensitivity" not in rule:
        yield path, "a rule that no variant decides tells 'sensitivity' itself"
    if decides == "none" and "genotype" not in rule and not {"statement", "action"} <= rule.keys():
        yield path, "a rule that no variant decides has a 'genotype', or a 'statement' and an 'action'"
    if decides == "remark":
        if "statement" not in rule:
            yield path, "a remark is its 'statement'"
        for key in OWN_ANSWER:
            if key in rule:
                yield (*path, key), f"a remark decides nothing; leave {key!r} out"
    if rule.get("action") in DOSING:
        yield (*path, "action"), "a rule gives no dose of its own; a dose comes from a recommendation alone"
    if ("level" in rule or decides == "remark") and not rule.get("citations"):
        yield path, "a statement with a level, and a remark, cites its sources"


def least(clause: Record) -> int:
    """Return how many variants a clause needs: one, where it sets neither `min` nor `max`."""
    return int(clause.get("min", 0 if "max" in clause else 1))


def _clause(clause: Record, path: Path, entries: Sequence[Record]) -> Iterator[tuple[Path, str]]:
    if "max" in clause and least(clause) > clause["max"]:
        yield (*path, "max"), f"at least {least(clause)} and at most {clause['max']} cannot both hold"
    if "max" not in clause and least(clause) == 0:
        yield (*path, "min"), "at least 0 always holds; leave the clause out, or set 'max'"
    if clause.get("unread"):
        for key in CONDITIONS:
            if key in clause:
                yield (*path, key), f"what could not be read has no {key!r}; leave one of them out"
        return
    genes: Sequence[Gene] = clause.get("genes") or GENES
    for at, exon in enumerate(clause.get("exons") or ()):
        if not any(one.number == exon and one.coding for gene in genes for one in transcript(gene).exons):
            yield (*path, "exons", at), f"{' and '.join(genes)} have no coding exon {exon}"
    ids = [str(entry.get("id")) for entry in entries]
    for at, name in enumerate(clause.get("entries") or ()):
        if name not in ids:
            near = nearest(name, ids)
            meant = f"did you mean {near!r}?" if near else "allowed is what stands under 'entries'"
            yield (*path, "entries", at), f"unknown entry {name!r}; {meant}"
    if least(clause) > 0 and not any(_may_fit(entry, clause) for entry in (*entries, {"effect": "unknown"})):
        yield path, "no entry fits this clause, so the rule can never fire"


def _may_fit(entry: Record, clause: Record) -> bool:
    """Tell whether a variant of an entry may fit a clause; its origin is up to the tumour."""
    covers = entry.get("covers") or {}
    pairs = (("genes", entry.get("gene")), ("exons", entry.get("exon")), ("effects", entry.get("effect")))
    return (
        all(key not in clause or value is None or value in clause[key] for key, value in pairs)
        and ("genotypes" not in clause or entry.get("genotype") in clause["genotypes"])
        and ("entries" not in clause or entry.get("id") in clause["entries"])
        and ("states" not in clause or covers.get("state") in clause["states"])
        and ("combined" not in clause or clause["combined"] == ("combination" in covers))
    )


def _unreachable(rules: Sequence[tuple[Path, Record]]) -> Iterator[tuple[Path, str]]:
    deciding = [(path, rule) for path, rule in rules if _decides(rule)]
    for at, (path, rule) in enumerate(deciding):
        for _, earlier in deciding[:at]:
            if all(any(_implies(mine, theirs) for mine in _whole(rule)) for theirs in _whole(earlier)):
                yield path, f"never reached: wherever it fits, {earlier.get('id')!r} decides before it"
                break


def _whole(rule: Record) -> list[Record]:
    return [clause for clause in rule.get("when") or () if clause is not None]


def _implies(one: Record, other: Record) -> bool:
    """Tell whether one clause can hold only where the other holds."""
    if bool(one.get("unread")) != bool(other.get("unread")):
        return False
    enough = least(other) == 0 or (least(one) >= least(other) and _narrower(one, other))
    few = "max" not in other or ("max" in one and one["max"] <= other["max"] and _narrower(other, one))
    return enough and few


def _narrower(one: Record, other: Record) -> bool:
    """Tell whether every variant that fits one clause fits the other."""
    return all(not other.get(key) or (one.get(key) and set(one[key]) <= set(other[key])) for key in SETS) and all(
        key not in other or one.get(key) == other[key] for key in ("origin", "combined")
    )
