"""No regular expression of gistcli tries a text in very many ways.

A repeat inside a repeat may try a text in exponentially many ways; two repeats of the same characters one behind the
other, in as many as its square. What is seen in the parse tree is either not there, or named below with its reason.
"""

import ast
import importlib.util
import pkgutil
import re
from pathlib import Path

import pytest

import gistcli

try:
    from re import _constants as sre
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_constants as sre
    import sre_parse as parser

FUNCTIONS = {"compile", "fullmatch", "match", "search", "sub", "subn", "findall", "finditer", "split"}
MANY = 50
"""A repeat of more than this is taken for one without an end."""
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, *([sre.POSSESSIVE_REPEAT] if hasattr(sre, "POSSESSIVE_REPEAT") else []))


def modules():
    """Every module that uses `re`, with its source."""
    for found in pkgutil.walk_packages(gistcli.__path__, "gistcli."):
        source = Path(importlib.util.find_spec(found.name).origin).read_text("utf-8")
        if re.search(r"^\s*(?:import re$|from re import|from gistcli.patterns)", source, re.MULTILINE):
            yield importlib.import_module(found.name), ast.parse(source)


def calls():
    """Every call that takes a regular expression: module, the expression as it is written, and its text or None."""
    for module, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = node.func
            is_re = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "re"
            own = ("_pattern", "_exactly") if module.__name__ == "gistcli.spellings" else ("pattern",)
            is_own = getattr(function, "id", "") in own
            if (is_re and function.attr in FUNCTIONS) or is_own:
                try:
                    text = eval(compile(ast.Expression(node.args[0]), "-", "eval"), vars(module))
                except NameError:
                    text = None
                yield module.__name__, ast.unparse(node.args[0]), text


def made_of_variables():
    """The expressions that are not known where they stand, as they are made."""
    from gistcli import schema, spellings
    from gistcli.readers import columns, vcf

    constants = [value for name, value in vars(spellings).items() if name.startswith("_COMMON_")]
    states = [f"(?:{pattern})(gist|tumou?r)?" for _, _, pattern in spellings._STATES]
    cells = [b'[^"\\r\\n' + re.escape(delimiter) + b"]*" for delimiter in columns.DELIMITERS]
    return {
        ("gistcli.readers.vcf", "b'\\\\n(?:'"): [vcf._CANDIDATE.pattern, vcf._CHROMOSOME_4.pattern],
        ("gistcli.patterns", "text"): [],  # each is seen where it is named
        ("gistcli.schema", "pattern"): [pattern for pattern, _ in schema.PATTERNS.values()],
        ("gistcli.spellings", "pattern"): [*constants, spellings._BETWEEN],
        ("gistcli.spellings", "f'(?:{pattern})"): states,
        ("gistcli.writers.tables", "b'[^"): cells,
    }


def characters(tree):
    """The first 256 characters that a part of a pattern may take, -1 for other white space and -2 for all others."""
    everything = set(range(-2, 256))
    found = set()
    for kind, value in tree:
        if kind is sre.LITERAL:
            found |= {value, *map(ord, chr(value).swapcase())} if value < 256 else {-1 if chr(value).isspace() else -2}
        elif kind is sre.NOT_LITERAL:
            found |= everything - {value}
        elif kind is sre.ANY:
            found |= everything
        elif kind is sre.IN:
            found |= of_set(value, everything)
        elif kind is sre.BRANCH:
            found |= set().union(*map(characters, value[1]))
        elif kind is sre.SUBPATTERN:
            found |= characters(value[3])
        elif kind in REPEATS:
            found |= characters(value[2])
        elif kind in (sre.GROUPREF, sre.GROUPREF_EXISTS):
            found |= everything
        else:
            assert kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT), kind
    return found


def of_set(items, everything):
    found = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            found |= characters([(kind, value)])
        elif kind is sre.RANGE:
            found |= set().union(
                *(characters([(sre.LITERAL, code)]) for code in range(value[0], min(value[1], 256) + 1))
            )
        elif kind is sre.CATEGORY:
            name = str(value).lower()
            test = {"digit": str.isdigit, "space": str.isspace, "word": lambda c: c.isalnum() or c == "_"}
            kind = name.rpartition("_")[2]
            own = {code for code in range(256) if test[kind](chr(code))} | {-1 if kind == "space" else -2}
            found |= (everything - own) | {-2} if "_not_" in name else own
    return everything - found if items[0][0] is sre.NEGATE else found


def first(tree):
    """The characters that a part may begin with."""
    found = set()
    for item in tree:
        kind, value = item
        if kind is sre.BRANCH:
            found |= set().union(*map(first, value[1]))
            if least(item):
                break
        elif kind is sre.SUBPATTERN or kind in REPEATS:
            found |= first(value[3] if kind is sre.SUBPATTERN else value[2])
            if least(item):
                break
        elif kind not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return found | characters([item])
    return found


def least(item):
    """How many characters an item takes at least."""
    kind, value = item
    if kind is sre.BRANCH:
        return min(sum(map(least, branch)) for branch in value[1])
    if kind is sre.SUBPATTERN:
        return sum(map(least, value[3]))
    if kind in REPEATS:
        return value[0] * sum(map(least, value[2]))
    return kind not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF)


def is_open(item):
    return item[0] in REPEATS and item[1][1] > MANY


def faults(tree, around=None):
    """What may be slow in a parse tree.

    Args:
        tree: Items of a pattern.
        around: The characters that a repeat around them may begin with, None where there is none.
    """
    before = []  # the characters of open repeats that nothing has ended yet
    for item in tree:
        kind, value = item
        if is_open(item):
            own = characters(value[2])
            if around is not None and around & own:
                yield "a repeat in a repeat"
            if any(first(value[2]) & other for other in before):
                yield "two repeats of the same characters"
            yield from faults(value[2], first(value[2]))
        elif kind in REPEATS:
            yield from faults(value[2], around)
        elif kind is sre.SUBPATTERN:
            yield from faults(value[3], around)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from faults(branch, around)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from faults(value[1])
        if least(item):
            before = [other for other in before if other & characters([item])]
        before += ends(item)


def ends(item):
    """The characters of the open repeats that an item may end with."""
    kind, value = item
    if is_open(item):
        return [characters(value[2])]
    if kind is sre.BRANCH:
        return [found for branch in value[1] for found in ends_of(branch)]
    if kind is sre.SUBPATTERN or kind in REPEATS:
        return ends_of(value[3] if kind is sre.SUBPATTERN else value[2])
    return []


def ends_of(tree):
    found = []
    for item in reversed(list(tree)):
        found += ends(item)
        if least(item):
            break
    return found


def expressions():
    """Every expression of gistcli: where it stands, and its text."""
    made = made_of_variables()
    for module, written, text in calls():
        if text is None:
            keys = [key for key in made if key[0] == module and written.startswith(key[1])]
            assert len(keys) == 1, f"say in made_of_variables() what {written} of {module} may be"
            yield from ((module, own) for own in made[keys[0]])
        else:
            yield module, text


HARMLESS = {
    r"[*.<\[\]]|<.*>|.*[\[\]].*": "the second repeat takes all that is left, so that no other way is tried",
    r"\.|\*|<.*>|.*[\[\]].*|\..+|.+\.": "the same",
}
"""Expression -> why what is seen in it costs no time."""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("(a+)+b", "a repeat in a repeat", id="nested"),
        pytest.param("(?:a|b*)*c", "a repeat in a repeat", id="nested in a choice"),
        pytest.param(r"(?:\w+\s?)*$", "a repeat in a repeat", id="nested, with something optional behind"),
        pytest.param(r"\s*\s*x", "two repeats of the same characters", id="one behind the other"),
        pytest.param(r"\d+(?:\.)?\d+x", "two repeats of the same characters", id="with something optional between"),
        pytest.param(r".*,.*;", "two repeats of the same characters", id="with something between that both take"),
        pytest.param(r"(?:a*|b)a*c", "two repeats of the same characters", id="the first in a choice"),
        pytest.param(r"[a-z]+(?:-[a-z]+)*", None, id="parts with a sign before each"),
        pytest.param(r"\s*,\s*", None, id="a sign between"),
        pytest.param(r"\s+\w+\s*", None, id="words between"),
        pytest.param(r"(?:[A-Z]{1,3}\d{1,4}){1,3}", None, id="a few times"),
    ],
)
def test_slow_expressions_are_seen(pattern, expected):
    assert set(faults(parser.parse(pattern))) == ({expected} if expected else set())


def test_no_expression_is_slow():
    found = list(expressions())
    assert len(found) > 60
    slow = {text for _, text in found if set(faults(parser.parse(text)))}
    assert slow == set(HARMLESS)
