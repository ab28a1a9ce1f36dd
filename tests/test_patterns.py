"""Patterns are compiled when they are used, and none can take more than linear time."""

import importlib
import pkgutil
import re

import pytest

import gistcli
from gistcli.patterns import pattern

constants, parser = re._constants, re._parser
LONG = 64
"""Repeats of at most so many are bounded."""
SEPARATED = {"STRUCTURED"}
"""Patterns with a repeat in a repeat, whose inner one cannot match what the outer one begins with."""


def patterns():
    """Every pattern that a module holds: its name, text and flags."""
    for module in pkgutil.walk_packages(gistcli.__path__, "gistcli."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, pattern):
                yield pytest.param(name, *value._made_of, id=f"{module.name}.{name}")
            elif isinstance(value, re.Pattern):
                yield pytest.param(name, value.pattern, value.flags, id=f"{module.name}.{name}")
            elif module.name == "gistcli.spellings" and name[:1] == "_" and name.isupper() and isinstance(value, str):
                yield pytest.param(name, value, 0, id=f"{module.name}.{name}")


def repeats_in_repeats(tree, inside=False):
    """Whether a parsed pattern has a long repeat in a long repeat, of which there may be many ways to match a text."""
    for kind, of in tree:
        is_long, parts = False, []
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            is_long, parts = of[1] > LONG, [of[2]]
        elif kind is constants.SUBPATTERN:
            parts = [of[3]]
        elif kind is constants.BRANCH:
            parts = of[1]
        elif kind in (constants.ASSERT, constants.ASSERT_NOT):
            parts = [of[1]]
        if (is_long and inside) or any(repeats_in_repeats(part, inside or is_long) for part in parts):
            return True
    return False


@pytest.mark.parametrize(("name", "text", "flags"), list(patterns()))
def test_no_pattern_repeats_a_repeat(name, text, flags):
    tree = parser.parse(text, flags & ~re.UNICODE if isinstance(text, bytes) else flags)
    assert repeats_in_repeats(tree) == (name in SEPARATED)


def test_a_pattern_that_does_is_seen():
    assert repeats_in_repeats(parser.parse(r"(?:a+)+$"))
    assert repeats_in_repeats(parser.parse(r"(x|(?:a*b?)*)y"))
    assert not repeats_in_repeats(parser.parse(r"(?:a{1,3})+b*"))


def test_there_are_many_patterns():
    assert len(list(patterns())) > 50


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
