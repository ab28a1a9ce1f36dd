"""`gistcli kb schema`: the JSON Schema says of the form of a file what `kb check` says."""

from __future__ import annotations

import json
from typing import Any

import pytest
import small_base
import yaml
from broken_bases import FORM, MEANING
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from gistcli import schema
from gistcli.cli.main import cli
from gistcli.json_schema import json_schema
from gistcli.knowledge import bundled

VALIDATOR = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

NOT_IN_THE_VALUES = {
    "tab as indentation": "no YAML",
    "a colon in a plain text": "no YAML",
    "a text that begins with a sign": "no YAML",
    "a quote that is not closed": "no YAML",
    "a control character": "no YAML",
    "a second document": "not one document",
    "a key twice": "YAML keeps the last",
    "a source twice": "YAML keeps the last",
    "an alias": "YAML puts the value in its place",
    "an alias in a loop": "no tree",
    "a merge key": "YAML merges",
    "a tag": "YAML reads a text",
    "an octal number": "YAML reads a whole number",
    "a sexagesimal number": "YAML reads a whole number, here below 1900",
    "a date as a text": "read as text, as YAML 1.2 does",
    "yes": "YAML 1.1 reads true",
}
"""Faults of form that JSON Schema cannot see, and why: `kb check` says more."""


class Loader(yaml.SafeLoader):
    """Reads dates as texts, as JSON and YAML 1.2 do."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> Any:
    return yaml.load(text, Loader)


def agrees(text: str) -> bool:
    """Whether the schema finds a fault exactly where the checker finds one of form."""
    return VALIDATOR.is_valid(load(text)) == (not schema.read(text.encode()).faults)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(json_schema())
    Draft202012Validator.check_schema(json_schema("overlay"))


def test_the_bundled_base_fits():
    with open(bundled(), encoding="utf-8") as stream:
        values = load(stream.read())
    assert [error.message for error in VALIDATOR.iter_errors(values)] == []


def test_the_small_base_fits():
    assert VALIDATOR.is_valid(load(small_base.BASE))


@pytest.mark.parametrize(
    ("changes", "expected"), [case for case in FORM if case.id not in NOT_IN_THE_VALUES], ids=lambda _: None
)
def test_a_fault_of_form_is_one_for_both(changes, expected):
    text = small_base.changed(*changes)
    assert schema.read(text.encode()).faults
    assert not VALIDATOR.is_valid(load(text))


@pytest.mark.parametrize(("changes", "expected"), MEANING)
def test_a_fault_of_meaning_is_none_of_form(changes, expected):
    text = small_base.changed(*changes)
    if "efect" in text:
        pytest.skip("it has one of form as well")
    assert schema.read(text.encode()).faults == []
    assert VALIDATOR.is_valid(load(text))


def test_what_only_the_checker_sees_is_a_case_of_the_table():
    assert set(NOT_IN_THE_VALUES) <= {case.id for case in FORM}


@pytest.mark.parametrize(
    "name", ["a key twice", "a source twice", "an alias", "a merge key", "a tag", "an octal number", "yes"]
)
def test_what_only_the_checker_sees_is_valid_for_the_schema(name):
    """So that this list does not outlive its reasons."""
    changes = next(case.values[0] for case in FORM if case.id == name)
    assert VALIDATOR.is_valid(load(small_base.changed(*changes)))


OVERLAY = """\
schema: 1
version: "3"
reviewed: 2026-11-01
withdraw:
- id: kit-v559d
  reason: Not ours.
genotypes: {kit-exon-12: KIT exon 12}
"""


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        pytest.param("", "", True, id="as it is"),
        pytest.param("  reason: Not ours.\n", "", False, id="no reason"),
        pytest.param("withdraw", "withdrawn", False, id="unknown key"),
        pytest.param('"3"', "3", False, id="version as a number"),
        pytest.param("- id: kit-v559d\n", "- id: kit-v559d\n  section: entry\n", False, id="unknown section"),
        pytest.param("- id: kit-v559d\n", "- id: kit-v559d\n  section: entries\n", True, id="section"),
        pytest.param("kit-exon-12:", "KIT-exon-12:", False, id="no id"),
    ],
)
def test_checker_and_schema_agree_on_overlays(old, new, fits):
    text = OVERLAY.replace(old, new, 1)
    assert (not schema.read(text.encode(), "overlay").faults) == fits
    assert Draft202012Validator(json_schema("overlay")).is_valid(load(text)) == fits


def test_every_field_of_every_record_is_described():
    for name, definition in {
        "base": json_schema(),
        **json_schema()["$defs"],
        **json_schema("overlay")["$defs"],
    }.items():
        assert set(definition["properties"]) == set(schema.RECORDS[name])
        for key, field in definition["properties"].items():
            assert field["description"] == schema.RECORDS[name][key].help
        assert definition["additionalProperties"] is False


@pytest.mark.parametrize(("arguments", "root"), [([], "base"), (["--overlay"], "overlay")])
def test_the_command_prints_it(arguments, root):
    result = CliRunner().invoke(cli, ["kb", "schema", *arguments])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json_schema(root)
    assert json.loads(result.stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
