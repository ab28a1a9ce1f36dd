"""The README is true: its console examples print what stands there, its Python lines give what their comments say.

Run as a program, this file writes the outputs into the README anew.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[1] / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
DIGEST = re.compile(r"sha256:[0-9a-f]{16}")


def sessions(text: str) -> list[tuple[str, str]]:
    """Return command and output of every console example; one command a block."""
    found = []
    for block in CONSOLE.findall(text):
        first, _, output = block.partition("\n")
        assert first.startswith("$ "), block
        found.append((first[2:], output))
    return found


def run(command: str) -> str:
    """Return what a command prints, standard error included, as on a terminal of 80 columns."""
    environment = {
        **os.environ,
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        ["bash", "-c", command], env=environment, cwd=README.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return DIGEST.sub("sha256:…", done.stdout.decode())


TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "output"), [pytest.param(*session, id=session[0][:40]) for session in sessions(TEXT)]
)
def test_a_console_example_prints_what_stands_there(command: str, output: str) -> None:
    assert run(command) == output


def python_lines() -> list[tuple[str, str]]:
    found = []
    for block in PYTHON.findall(TEXT):
        for line in block.splitlines():
            expression, hash_sign, expected = line.partition("  # ")
            if hash_sign:
                found.append((expression, expected))
    return found


@pytest.mark.parametrize(("expression", "expected"), [pytest.param(*pair, id=pair[0][:40]) for pair in python_lines()])
def test_a_python_example_gives_what_its_comment_says(expression: str, expected: str) -> None:
    names: dict[str, object] = {}
    for block in PYTHON.findall(TEXT):
        exec("\n".join(line for line in block.splitlines() if "  # " not in line), names)
    assert repr(eval(expression, names)) == expected


def test_there_are_examples() -> None:
    assert len(sessions(TEXT)) >= 4
    assert len(python_lines()) >= 3


def update() -> None:
    """Write the outputs into the README."""

    def renewed(match: re.Match[str]) -> str:
        command = match[1].partition("\n")[0][2:]
        return f"```console\n$ {command}\n{run(command)}```"

    README.write_text(CONSOLE.sub(renewed, TEXT), encoding="utf-8")


if __name__ == "__main__":
    update()
