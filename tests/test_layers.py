"""Each module imports only from the layers above it, and files are opened only where the layout says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "gistcli"

LAYERS = [
    "frozen",
    "patterns",
    "errors",
    "model",
    "explanation",
    "cohort",
    "reference",
    "hgvs",
    "common_spellings",
    "spellings",
    "consequence",
    "common",
    "normalize",
    "schema",
    "json_schema",
    "rules",
    "checks",
    "overlay",
    "cache",
    "knowledge",
    "match",
    "advise",
    "verdict",
    "annotate",
    "difference",
    "explain",
    "report",
    "readers",
    "writers",
    "cli",
    "__main__",
]
"""The modules and packages from the innermost to the outermost."""

OPENERS = {"reference", "knowledge", "cache", "readers.source", "writers.output"}
"""The modules that may open files."""


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if name_of(path)}


def imported(tree: ast.AST) -> set[str]:
    """The modules of gistcli that a module imports anywhere in it, without the name of the package."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            # `from gistcli import hgvs` imports a module, `from gistcli import __version__` a name
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "gistcli" else {module}
    names = {name.removeprefix("gistcli.") for name in found if name.startswith("gistcli.")}
    return {name for name in names if name.split(".")[0] in LAYERS}


def layer(name: str) -> int:
    return LAYERS.index(name.split(".")[0])


def opens(tree: ast.AST) -> bool:
    """Whether a module opens a file by ``open``, ``io.open``, ``os.open`` or a method of a path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name in ("open", "read_text", "read_bytes", "write_text", "write_bytes"):
                return True
    return False


def test_the_layers_are_the_modules():
    assert {name.split(".")[0] for name in MODULES} <= set(LAYERS)
    assert {"errors", "model", "readers", "writers", "cli"} <= {name.split(".")[0] for name in MODULES}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_the_layers_above_it(name):
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    below = {other for other in imported(tree) if layer(other) > layer(name)}
    assert not below, f"{name} imports {', '.join(sorted(below))}"


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] in ("readers", "writers")])
def test_readers_and_writers_know_nothing_of_each_other_or_of_the_pipeline(name):
    own = name.split(".")[0]
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    allowed = {"frozen", "patterns", "errors", "model", "explanation", "cohort", own}
    if own == "readers":  # cells and alleles become descriptions, and several of them are compared
        allowed |= {"reference", "hgvs", "spellings", "normalize"}
    assert {other.split(".")[0] for other in imported(tree)} <= allowed


@pytest.mark.parametrize("name", MODULES)
def test_files_are_opened_only_where_the_layout_says(name):
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    assert not opens(tree) or name in OPENERS


@pytest.mark.parametrize("name", ["readers.source", "writers.output"])
def test_the_check_for_opening_sees_those_who_do(name):
    assert opens(ast.parse(MODULES[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from gistcli.model import Gene", {"model"}),
        ("from gistcli import hgvs, __version__", {"hgvs"}),
        ("def f():\n    import gistcli.cli.main", {"cli.main"}),
        ("import os\nfrom collections.abc import Iterator", set()),
    ],
)
def test_the_check_for_imports_sees_every_way_to_write_one(source, expected):
    assert imported(ast.parse(source)) == expected
