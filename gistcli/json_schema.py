"""The JSON Schema (2020-12) of a knowledge-base file, made from `schema.RECORDS`.

It says all of the form that JSON Schema can say, so that an editor with a YAML language server completes keys and marks
faults while one types. What it cannot say, `gistcli kb check` says: keys and ids that stand twice, aliases and tags,
how a number is written, and everything that is a question of meaning.
"""

from __future__ import annotations

from typing import Any, Literal

from gistcli.schema import ONE_KEY, PATTERNS, RECORDS, Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLES = {"base": "gistcli knowledge base", "overlay": "gistcli overlay"}


def json_schema(root: Literal["base", "overlay"] = "base") -> dict[str, Any]:
    """Return the JSON Schema of a base, or of an overlay."""
    others = _reached(root)
    return {
        "$schema": DIALECT,
        "title": TITLES[root],
        **_record(root),
        "$defs": {name: _record(name) for name in RECORDS if name in others},
    }


def _reached(root: str) -> set[str]:
    reached: set[str] = set()
    waiting = [root]
    while waiting:
        names = {field.record for field in RECORDS[waiting.pop()].values() if field.record}
        waiting += names - reached
        reached |= names
    return reached


def _record(name: str) -> dict[str, Any]:
    fields = RECORDS[name]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: _field(field) for key, field in fields.items()},
        "additionalProperties": False,
    }
    if name in ONE_KEY:
        return {**schema, "minProperties": 1, "maxProperties": 1}
    return {**schema, "required": [key for key, field in fields.items() if field.required]}


def _field(field: Field) -> dict[str, Any]:
    told = {"description": field.help}
    if field.kind == "record":
        return {**told, **_reference(field)}
    if field.kind == "records":
        return {**told, "type": "array", "items": _reference(field)}
    if field.kind == "list":
        least = {"minItems": field.least} if field.least else {}
        return {**told, "type": "array", "items": _scalar(field.item, field), **least}
    if field.kind == "texts" and field.choices:
        texts = {key: _scalar("text", field._replace(choices=())) for key in field.choices}
        return {
            **told,
            "type": "object",
            "properties": texts,
            "required": list(field.choices),
            "additionalProperties": False,
        }
    if field.kind in ("mapping", "texts"):
        value = _reference(field) if field.kind == "mapping" else _scalar("text", field)
        return {**told, "type": "object", "propertyNames": _scalar("id", field), "additionalProperties": value}
    return {**told, **_scalar(field.kind, field)}


def _reference(field: Field) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{field.record}"}


def _scalar(kind: str, field: Field) -> dict[str, Any]:
    if kind == "boolean":
        return {"type": "boolean"}
    if kind in ("integer", "pmid", "number"):
        limits = {"minimum": field.lowest, "maximum": field.highest}
        return {"type": "number" if kind == "number" else "integer", **limits}
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    if kind in PATTERNS:
        pattern = {"type": "string", "pattern": f"^(?:{PATTERNS[kind][0]})$"}
        return {**pattern, "format": "date"} if kind == "date" else pattern
    return {"type": "string", "pattern": r"\S"}
