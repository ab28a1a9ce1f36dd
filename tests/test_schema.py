"""Reading YAML without its traps: what other readers take in silence is a fault here, with line and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import bounded

from gistcli import schema

HEAD = b"schema: 1\nversion: '1.0'\n"


def faults_of(text):
    content = text if isinstance(text, bytes) else text.encode()
    return schema.read(content).faults


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        pytest.param("scope: NO\n", 1, 8, "quotes", id="NO is false in YAML"),
        pytest.param("scope: 12:30\n", 1, 8, "quotes", id="12:30 is 750 in YAML"),
        pytest.param("scope: ~\n", 1, 8, "quotes", id="~ is nothing"),
        pytest.param("version: 2026.11\n", 1, 10, "quotes", id="a version that is a number"),
        pytest.param("schema: 0o7\n", 1, 9, "whole number", id="octal"),
        pytest.param("schema: 0777\n", 1, 9, "whole number", id="octal of YAML 1.1"),
        pytest.param("schema: '1'\n", 1, 9, "whole number", id="a number in quotes"),
        pytest.param("schema: 1\nschema: 1\n", 2, 1, "twice", id="a key twice"),
        pytest.param("reviewed: 2026-13-01\n", 1, 11, "date", id="no month 13"),
        pytest.param("reviewed: yesterday\n", 1, 11, "date", id="no date"),
        pytest.param("colour: red\n", 1, 1, "unknown key", id="unknown key"),
        pytest.param("versoin: '1'\n", 1, 1, "did you mean 'version'", id="misspelt key"),
        pytest.param("entries: 5\n", 1, 10, "list", id="a value for a list"),
        pytest.param("entries:\n- 5\n", 2, 3, "mapping", id="a value for a record"),
        pytest.param("entries:\n- id: KIT_X\n", 2, 7, "id", id="an id in capitals"),
        pytest.param("entries:\n- effect: sensitive\n", 2, 11, "sensitizing", id="a word that is not allowed"),
        pytest.param("scope: &a x\nnotice: *a\n", 2, 9, "alias", id="alias"),
        pytest.param("scope: 'x\n", 1, 8, "YAML", id="quote not closed"),
        pytest.param("- 1\n", 1, 1, "mapping", id="a list as the whole"),
        pytest.param("scope: [\n", 2, 1, "YAML", id="bracket not closed"),
        pytest.param(b"scope: a\xff\n", 1, 9, "UTF-8", id="no UTF-8"),
        pytest.param("", 1, 1, "empty", id="empty"),
        pytest.param("scope: ''\n", 1, 8, "empty", id="empty text"),
        pytest.param("citations:\n  one:\n    doi: none\n", 3, 10, "DOI", id="no DOI"),
        pytest.param("citations:\n  One:\n    text: x\n", 2, 3, "id", id="a key that is no id"),
    ],
)
def test_fault_with_line_and_column(text, line, column, word):
    faults = faults_of(text)
    here = [fault.message for fault in faults if (fault.line, fault.column) == (line, column)]
    assert any(word in message for message in here), faults


def test_every_fault_is_collected_in_the_order_of_the_file():
    faults = faults_of("colour: red\nscope: NO\nreviewed: never\n")
    places = [(fault.line, fault.column) for fault in faults]
    assert {(1, 1), (2, 8), (3, 11)} <= set(places)
    assert places == sorted(places)


def test_missing_keys_are_named():
    messages = [fault.message for fault in faults_of(HEAD)]
    for key in ("reviewed", "scope", "notice", "citations", "entries", "recommendations"):
        assert any(f"'{key}' is missing" in message for message in messages)


def test_a_byte_order_mark_is_no_fault():
    assert faults_of(b"\xef\xbb\xbf" + HEAD) == faults_of(HEAD)


def test_a_bomb_of_aliases_does_not_grow():
    lines = ["scope: &a0 x"] + [f"k{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 12)]
    assert faults_of("\n".join(lines))


def test_nesting_without_end_is_a_fault():
    assert faults_of("scope: " + "[" * 100_000)


@bounded
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_have_a_fault(content):
    for fault in schema.read(content).faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert "\n" not in fault.message


def test_every_field_has_a_help_text_that_is_a_sentence():
    for record, fields in schema.RECORDS.items():
        for name, field in fields.items():
            assert field.help.rstrip(")").endswith((".", "?")), (record, name)
