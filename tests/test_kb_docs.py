"""docs/knowledge-base.md is true: its worked example loads, and its commands print what stands there.

Run as a program, this file writes the outputs into the page anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_readme import sessions

from gistcli import annotate
from gistcli.cli.main import cli
from gistcli.knowledge import load_knowledge_base
from gistcli.schema import RECORDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "knowledge-base.md"
TEXT = PAGE.read_text(encoding="utf-8")
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
DIGEST = re.compile(r"sha256:[0-9a-f]{16}")


def worked_example() -> str:
    return max(YAML.findall(TEXT), key=len)


def run(command: str, folder: Path) -> str:
    (folder / "laboratory.yaml").write_text(worked_example(), encoding="utf-8")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GISTCLI_")},
        "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        ["bash", "-c", command], env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return DIGEST.sub("sha256:…", done.stdout.decode())


@pytest.mark.parametrize(
    ("command", "output"), [pytest.param(*session, id=session[0][:40]) for session in sessions(TEXT)]
)
def test_a_command_prints_what_stands_there(command, output, tmp_path):
    assert run(command, tmp_path) == output


def test_the_worked_example_answers(tmp_path):
    path = tmp_path / "laboratory.yaml"
    path.write_text(worked_example(), encoding="utf-8")
    assert CliRunner().invoke(cli, ["kb", "check", "--overlay", str(path)]).exit_code == 0
    base = load_knowledge_base(overlay=path)
    answer = annotate("KIT I571T", knowledge_base=base)
    assert (answer.sensitivity, answer.scope, answer.entry) == ("sensitive", "exact", "lab-kit-i571t")
    assert "entry lab-kit-i571t is from the overlay laboratory.yaml (version 3)" in answer.notes
    assert annotate("KIT I571T").sensitivity == "unknown"


def test_the_page_names_every_section_and_every_way_to_cover():
    for name in (*RECORDS["base"], *RECORDS["covers"], *RECORDS["overlay"]):
        assert f"`{name}`" in TEXT


def test_the_links_lead_to_headings():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TEXT.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\(#([a-z0-9-]+)\)", TEXT)) == headings


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        page = TEXT
        for command, output in sessions(TEXT):
            page = page.replace(f"$ {command}\n{output}```", f"$ {command}\n{run(command, Path(folder))}```")
    PAGE.write_text(page, encoding="utf-8")
