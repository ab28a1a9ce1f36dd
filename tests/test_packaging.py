"""What a wheel and an sdist hold, and that the lists made by hand agree with the folders."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import gistcli
from gistcli.knowledge import PACKAGED, packaged

ROOT = Path(__file__).parents[1]
DATA = sorted(path.name for path in (ROOT / "data").iterdir() if path.suffix in (".yaml", ".fasta", ".tsv"))


@pytest.fixture(scope="module")
def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


UNWANTED = shutil.ignore_patterns(".git", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", "venv", ".venv")


def build(source: Path, target: Path, kinds: tuple[str, ...], **environment: str) -> None:
    """Build from a copy of the checkout: nothing of an earlier build can slip in."""
    shutil.copytree(ROOT, source, ignore=UNWANTED)
    calls = "".join(f"backend.build_{kind}({str(target)!r})\n" for kind in kinds)
    program = f"from setuptools import build_meta as backend\n{calls}"
    environment = {**os.environ, "PYTHONPATH": "", **environment}
    process = subprocess.run(
        [sys.executable, "-c", program], cwd=source, env=environment, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with a wheel and an sdist."""
    folder = tmp_path_factory.mktemp("built")
    build(folder / "source", folder, ("sdist", "wheel"))
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> zipfile.ZipFile:
    (path,) = built.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def sdist(built) -> dict[str, tarfile.TarInfo]:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {str(PurePosixPath(*PurePosixPath(member.name).parts[1:])): member for member in archive}


def test_the_data_folder_holds_what_the_tests_below_look_for():
    assert "mutations.yaml" in DATA
    assert "sequences.fasta" in DATA


def test_the_packages_are_the_folders(setup):
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "gistcli").rglob("__init__.py")}
    assert set(setup["options"]["packages"].split()) == folders | {"gistcli.data"}


def test_no_folder_of_code_is_without_its_init():
    for path in (ROOT / "gistcli").rglob("*.py"):
        assert (path.parent / "__init__.py").is_file(), path


def test_the_data_folder_holds_no_code():
    assert [path.name for path in (ROOT / "data").rglob("*.py")] == []


def test_pyproject_is_the_build_system_alone():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"^\[.*\]$", text, re.M) == ["[build-system]"]


@pytest.mark.parametrize("name", DATA)
def test_the_wheel_holds_the_data_as_it_is(wheel, name):
    assert wheel.read(f"gistcli/data/{name}") == (ROOT / "data" / name).read_bytes()


def test_the_wheel_holds_every_module_and_the_mark_that_it_is_typed(wheel):
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gistcli").rglob("*.py")}
    assert modules | {"gistcli/py.typed"} <= set(wheel.namelist())


def test_the_wheel_holds_nothing_beside_the_package(wheel):
    tops = {PurePosixPath(name).parts[0] for name in wheel.namelist()}
    assert tops == {"gistcli", f"gistcli-{gistcli.__version__}.dist-info"}


def test_the_wheel_names_its_command_licence_and_requirements(wheel):
    info = f"gistcli-{gistcli.__version__}.dist-info"
    metadata = wheel.read(f"{info}/METADATA").decode()
    assert wheel.read(f"{info}/entry_points.txt").decode().split() == [
        "[console_scripts]",
        "gistcli",
        "=",
        "gistcli.__main__:main",
    ]
    assert f"\nVersion: {gistcli.__version__}\n" in metadata
    assert re.search(r"^License(-Expression)?: Apache-2\.0$", metadata, re.M)
    assert "\nRequires-Python: >=3.10\n" in metadata
    requirements = re.findall(r"^Requires-Dist: ([\w-]+)[^;\n]*$", metadata, re.M)
    assert requirements == ["click", "pyyaml", "biopython", "rich"]
    (licence,) = [name for name in wheel.namelist() if name.endswith("/LICENSE")]
    assert wheel.read(licence) == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        *(f"data/{name}" for name in DATA),
        "LICENSE",
        "CHANGELOG.md",
        "ruff.toml",
        ".ci/run",
        ".ci/constraints.txt",
        "tests/test_packaging.py",
    ],
)
def test_the_sdist_holds_what_a_rebuild_and_the_tests_need(sdist, name):
    assert name in sdist
    assert sdist[name].size == (ROOT / name).stat().st_size


def test_the_sdist_holds_the_golden_files(sdist):
    golden = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "golden").iterdir()]
    assert golden
    assert set(golden) <= set(sdist)


def test_the_wheel_answers_far_from_the_checkout(wheel, tmp_path):
    wheel.extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "GISTCLI_KB": ""}
    command = [sys.executable, "-m", "gistcli", "-f", "tsv", "D842V"]
    process = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert (process.returncode, process.stderr) == (0, "")
    assert "\tresistant\t" in process.stdout


def test_the_same_source_gives_the_same_wheel_in_another_folder_at_another_time(built, tmp_path):
    wheels = []
    for number, (folder, zone) in enumerate((("one", "UTC"), ("another/one", "Asia/Tokyo"))):
        target = tmp_path / f"wheel{number}"
        target.mkdir()
        environment = {"SOURCE_DATE_EPOCH": "1700000000", "TZ": zone, "PYTHONHASHSEED": str(number)}
        build(tmp_path / folder / "source", target, ("wheel",), **environment)
        (path,) = target.iterdir()
        wheels.append(path.read_bytes())
    assert wheels[0] == wheels[1]
    # What the time of the build changes is the time alone.
    (plain,) = built.glob("*.whl")
    with zipfile.ZipFile(plain) as one, zipfile.ZipFile(path) as other:
        assert one.namelist() == other.namelist()
        assert {member.date_time for member in other.infolist()} == {(2023, 11, 14, 22, 13, 20)}


# The names that the package gives


def test_the_public_names_are_functions_whatever_was_imported_first():
    program = (
        "import gistcli.annotate, gistcli.normalize, gistcli.knowledge\n"
        "from gistcli import annotate, annotate_all, normalize, load_knowledge_base\n"
        "import gistcli\n"
        "assert all(map(callable, (annotate, annotate_all, normalize, load_knowledge_base)))\n"
        "assert gistcli.annotate is annotate and gistcli.normalize is normalize\n"
        "print(annotate('KIT V559D').short, normalize('KIT V559D'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert process.stdout == "V559D KIT:p.Val559Asp\n", process.stderr


def test_importing_the_package_loads_none_of_its_modules():
    program = "import sys, gistcli; print(*sorted(name for name in sys.modules if name.startswith('gistcli')))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert process.stdout == "gistcli\n"


def test_the_package_knows_its_names():
    assert set(gistcli.__all__) <= set(dir(gistcli))
    with pytest.raises(AttributeError, match="no_such_name"):
        gistcli.no_such_name  # noqa: B018


# The checks


@pytest.mark.parametrize("name", ["run", "sbom", "audit"])
def test_the_checks_run_as_a_script(name):
    script = ROOT / ".ci" / name
    assert os.name != "posix" or os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert "://" not in text


def test_the_summary_of_pytest_is_the_last_line_that_is_seen():
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("-m pytest")


@pytest.mark.parametrize("extra", ["", "test", "workflow"])
def test_all_that_the_checks_install_is_pinned(setup, extra):
    """Each requirement of the package, its tests and the workflow has one version for every Python that is told."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if not line.startswith("#")]
    pythons = re.findall(r"Python :: (3\.\d+)$", setup["metadata"]["classifiers"], re.M)
    assert pythons == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    wanted = setup["options.extras_require"][extra] if extra else setup["options"]["install_requires"]
    for requirement in map(Requirement, filter(None, wanted.splitlines())):
        for python in pythons:
            here = {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "sys_platform": "linux",
                "platform_machine": "x86_64",
                "implementation_name": "cpython",
            }
            if requirement.marker and not requirement.marker.evaluate(here):
                continue
            found = [
                pin
                for pin in pins
                if canonicalize_name(pin.name) == canonicalize_name(requirement.name)
                and (pin.marker is None or pin.marker.evaluate(here))
            ]
            assert len(found) == 1, (str(requirement), python)
            (specifier,) = found[0].specifier
            assert specifier.operator == "=="
            assert requirement.specifier.contains(specifier.version), (str(requirement), python)


def test_the_changelog_has_this_version():
    assert f"## [{gistcli.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_wheel_holds_the_base_in_the_form_that_loads_at_once(wheel):
    assert wheel.read(f"gistcli/data/{PACKAGED}") == packaged()


def test_the_sdist_does_not_hold_it(sdist):
    assert not [name for name in sdist if name.endswith(PACKAGED)]
