"""The public names are what `docs/api.md` says: names, signatures, fields, values, errors and examples."""

from __future__ import annotations

import ast
import doctest
import inspect
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import gistcli
from gistcli import errors, model

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
TYPES = ("Annotation", "Verdict", "Variant", "Record", "KnowledgeBase")
IN_FULL = ("Annotation", "Verdict")
"""Types all fields of which are public."""


def functions() -> dict[str, ast.FunctionDef]:
    """Return the functions whose signatures the page gives."""
    found = [ast.parse(block).body[0] for block in BLOCKS if block.startswith("def ")]
    assert all(isinstance(node, ast.FunctionDef) for node in found)
    return {node.name: node for node in found if isinstance(node, ast.FunctionDef)}


def section(title: str) -> str:
    """Return what stands under a heading of the third level."""
    return re.split(r"^#+ ", PAGE.split(f"\n### {title}\n")[1], flags=re.M)[0]


def documented_fields(name: str) -> list[tuple[str, str]]:
    cells = re.findall(r"^\| `(\w+)` \| `(.+)` \|$", section(name), re.M)
    return [(field, of_type.replace(r"\|", "|")) for field, of_type in cells]


def fields(name: str) -> list[tuple[str, str]]:
    """Return the fields of a type with their annotations, from its source."""
    (node,) = ast.parse(inspect.getsource(getattr(model, name))).body
    assert isinstance(node, ast.ClassDef)
    found = [line for line in node.body if isinstance(line, ast.AnnAssign)]
    return [(ast.unparse(line.target), ast.unparse(line.annotation)) for line in found]


def test_the_page_names_what_the_package_gives():
    (imported,) = [block for block in BLOCKS if block.startswith("from gistcli import __version__")]
    names = [name.strip() for name in imported.split("import")[1].split(",")]
    assert names == gistcli.__all__
    assert sorted([*functions(), "__version__"]) == sorted(names)


@pytest.mark.parametrize("name", [name for name in gistcli.__all__ if name != "__version__"])
def test_a_signature_is_what_the_page_says(name):
    documented = functions()[name]
    (node,) = ast.parse(inspect.getsource(getattr(gistcli, name))).body
    assert isinstance(node, ast.FunctionDef)
    assert ast.unparse(documented.args) == ast.unparse(node.args)
    assert documented.returns is not None and node.returns is not None
    assert ast.unparse(documented.returns) == ast.unparse(node.returns)


@pytest.mark.parametrize("name", TYPES)
def test_the_fields_of_a_type_are_what_the_page_says(name):
    documented, there = documented_fields(name), fields(name)
    assert documented
    assert [pair for pair in there if pair in documented] == documented  # and in this order
    assert [field for field, _ in there] == list(getattr(model, name)._fields)
    if name in IN_FULL:
        assert documented == there


@pytest.mark.parametrize(("name", "attribute"), [("Variant", "exon"), ("KnowledgeBase", "identity")])
def test_the_properties_that_the_page_names_are_there(name, attribute):
    assert f"property `{attribute}`" in section(name)
    assert isinstance(getattr(getattr(model, name), attribute), property)


@pytest.mark.parametrize("name", ["Setting", "Gene", "Build", "Sensitivity", "Action", "Scope", "Level"])
def test_the_values_of_a_type_are_what_the_page_says(name):
    told = re.search(rf"`{name}` is\s(.*?)[;.]", PAGE, re.DOTALL)
    assert told is not None
    assert tuple(re.findall(r'`"(.*?)"`', told[1])) == get_args(getattr(model, name))


def test_the_errors_are_what_the_page_says():
    table = PAGE.split("\n## Errors\n")[1]
    documented = re.findall(r"^\| `(\w+)` \|", table, re.M)
    there = [name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)]
    assert documented == there
    assert all(issubclass(getattr(errors, name), errors.GistcliError) for name in documented)


def test_the_examples_give_what_the_page_says():
    # Each block is ended by its fence, which doctest would take for output.
    text = "\n".join(block for block in BLOCKS if block.startswith(">>>"))
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/api.md", "docs/api.md", 0)
    assert len(examples.examples) > 12
    told: list[str] = []
    runner = doctest.DocTestRunner()
    runner.run(examples, out=told.append)
    assert not told, "".join(told)


def test_what_the_functions_give_cannot_be_changed_and_travels():
    (verdict,) = gistcli.verdicts_by_sample(["KIT V559D"])
    for value in (gistcli.annotate("KIT V559D"), verdict, gistcli.normalize("KIT V559D")):
        with pytest.raises(AttributeError):
            value.short = "V559A"
        assert pickle.loads(pickle.dumps(value)) == value
        assert list(value._asdict()) == list(value._fields)


def test_a_typed_program_that_uses_them_passes_the_strictest_check():
    mypy = pytest.importorskip("mypy", reason="mypy is not installed")
    command = [sys.executable, "-m", mypy.__name__, "--strict", "--no-error-summary", "tests/consumer.py"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
