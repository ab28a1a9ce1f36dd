"""Patterns are compiled when they are used; `test_regex` holds that none can be slow."""

import re

import pytest

from gistcli.patterns import pattern


def test_a_pattern_is_compiled_when_it_is_used(monkeypatch):
    compiled = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or real(*given))
    digits = pattern(r"\d+", re.ASCII)
    assert not compiled
    assert [digits.fullmatch(text) is not None for text in ("12", "x", "3")] == [True, False, True]
    assert digits.pattern == r"\d+"
    assert compiled[0] == (r"\d+", re.ASCII)
    with pytest.raises(AttributeError):
        digits.nothing  # noqa: B018
