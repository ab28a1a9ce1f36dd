"""A laboratory's own file over a base: what it adds, replaces by id, or withdraws with a reason.

The base and the overlay become one document, whose places know which of the two files they are in, so that `checks`
judges the whole as it will answer. What came from the overlay carries its label.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from gistcli import schema
from gistcli.checks import check
from gistcli.schema import Document, Fault, Path, Place

LISTS = ("entries", "recommendations", "statements")
MAPPINGS = ("citations", "genotypes")


def merge(base: Document, overlay: Document, path: str) -> Document:
    """Return a base with an overlay applied.

    Args:
        base: The base.
        overlay: The overlay.
        path: File of the overlay: its name is in the label, and it is where its faults are.

    Returns:
        One document. What is withdrawn stands as None in its list, so that the places of the others hold.
    """
    return _Merger(base, overlay, path).run()


def fault_list(document: Document, today: date | None = None) -> list[Fault]:
    """Return every fault of a document, of form and of meaning."""
    return schema.in_order([*document.faults, *check(document, today)])


def without_gaps(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a document without what was withdrawn."""
    return {
        key: [record for record in value if record is not None] if key in LISTS else value
        for key, value in values.items()
    }


class _Merger:
    def __init__(self, base: Document, overlay: Document, path: str) -> None:
        self.base, self.overlay, self.path = base, overlay, path
        self.name = os.path.basename(path)
        self.label = f"{self.name} (version {overlay.values.get('version')})"
        self.values: dict[str, Any] = dict(base.values)
        self.moved: dict[Path, Path] = {}  # section and key in the overlay -> in the result
        self.replaced: set[Path] = set()
        self.faults: list[Fault] = []
        self.withdrawn: dict[tuple[str, str], tuple[Path, Mapping[str, Any]]] = {}
        self.reasons: list[dict[str, str]] = []

    def run(self) -> Document:
        for section in LISTS:
            self.records(section)
        for section in MAPPINGS:
            self.mapping(section)
        self.withdraw()
        header = {"name": self.name, "withdrawn": self.reasons}
        for key in ("version", "reviewed"):
            if key in self.overlay.values:
                header[key] = self.overlay.values[key]
        self.values["overlay"] = header
        theirs = [fault._replace(file=self.path) for fault in (*self.overlay.faults, *self.faults)]
        return Document(self.values, self.marks(), [*self.base.faults, *theirs], self.withdrawn)

    def records(self, section: str) -> None:
        records = list(self.base.values.get(section) or ())
        places = {record["id"]: at for at, record in enumerate(records) if record is not None and "id" in record}
        for at, record in enumerate(self.overlay.values.get(section) or ()):
            if record is None:
                continue
            position = places.pop(record.get("id"), None)  # once only: a second one of the overlay is a double
            if position is None:
                position = len(records)
                records.append(None)
            else:
                self.replaced.add((section, position))
            records[position] = {**record, "overlay": self.label}
            self.moved[(section, at)] = (section, position)
        self.values[section] = records

    def mapping(self, section: str) -> None:
        records = dict(self.base.values.get(section) or {})
        for key, record in (self.overlay.values.get(section) or {}).items():
            if key in records:
                self.replaced.add((section, key))
            records[key] = {**record, "overlay": self.label} if isinstance(record, dict) else record
            self.moved[(section, key)] = (section, key)
        self.values[section] = records

    def withdraw(self) -> None:
        for at, record in enumerate(self.overlay.values.get("withdraw") or ()):
            if record is None or record.get("id") is None:
                continue
            name, path = record["id"], ("withdraw", at)
            sections = [section for section in schema.SECTIONS if name in self.ids(section)]
            if "section" in record:
                sections = [section for section in sections if section == record["section"]]
            if len(sections) > 1:
                self.fault((*path, "id"), f"{name!r} stands in {' and in '.join(sections)}; say which with 'section'")
            elif any((section, name) in self.withdrawn for section in sections):
                self.fault((*path, "id"), f"{name!r} is withdrawn twice")
            elif sections:
                self.take_out(sections[0], name, path, str(record.get("reason")))
            else:
                known = [known for section in schema.SECTIONS for known in self.ids(section)]
                near = schema.nearest(name, known)
                meant = f"did you mean {near!r}?" if near else "allowed are the ids of the base"
                self.fault((*path, "id"), f"the base has no {name!r} to withdraw; {meant}")

    def ids(self, section: str) -> list[str]:
        records = self.base.values.get(section) or ()
        if isinstance(records, dict):
            return list(records)
        return [record["id"] for record in records if record is not None and "id" in record]

    def take_out(self, section: str, name: str, path: Path, reason: str) -> None:
        at: str | int = name if section == "citations" else self.ids_in_order(section).index(name)
        if (section, at) in self.replaced:
            self.fault(
                (*path, "id"), f"{name!r} is withdrawn here and given anew in {section!r}; leave one of them out"
            )
            return
        self.withdrawn[(section, name)] = (("overlay", *path), self.base.values[section][at])
        self.reasons.append({"section": section, "id": name, "reason": reason})
        if section == "citations":
            del self.values[section][name]
        else:
            self.values[section][at] = None

    def ids_in_order(self, section: str) -> list[str | None]:
        return [record.get("id") if record is not None else None for record in self.base.values.get(section) or ()]

    def fault(self, path: Path, message: str) -> None:
        place = schema.place_of(self.overlay, path)
        self.faults.append(Fault(place.line, place.column, message))

    def marks(self) -> dict[Path, Place]:
        marks = {path: place for path, place in self.base.marks.items() if path[:2] not in self.replaced}
        for path, place in self.overlay.marks.items():
            head = self.moved.get(path[:2])
            target = (*head, *path[2:]) if head and len(path) > 1 else ("overlay", *path)
            marks[target] = place._replace(file=self.path)
        return marks
