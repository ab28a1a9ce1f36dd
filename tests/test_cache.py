"""Bases that are kept: loaded at once, never stale, never damaged, and absent without harm."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from small_base import BASE

from gistcli import __version__, cache, knowledge
from gistcli.annotate import annotate
from gistcli.errors import KnowledgeBaseError
from gistcli.knowledge import bundled, digest_of, load_knowledge_base, packaged

ROOT = Path(__file__).parents[1]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty cache folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("GISTCLI_CACHE", str(folder))
    return folder


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(BASE, encoding="utf-8")
    return path


@pytest.fixture
def checked(monkeypatch):
    """The files that were read and checked as YAML, in order."""
    files = []
    real = knowledge._checked
    monkeypatch.setattr(knowledge, "_checked", lambda content, path: files.append(path) or real(content, path))
    return files


def summary_of(path):
    return load_knowledge_base(path).entries["kit-v559d"].summary


def test_a_base_is_checked_once(kept, base, checked):
    first, second = load_knowledge_base(base), load_knowledge_base(base)
    assert checked == [str(base)]
    assert first.entries == second.entries
    assert first == second
    assert [path.suffix for path in kept.iterdir()] == [cache.SUFFIX]


def test_a_base_that_is_kept_is_the_same_as_one_that_is_read(kept, monkeypatch):
    monkeypatch.setenv("GISTCLI_CACHE", "")
    read = knowledge._load(bundled())
    monkeypatch.setenv("GISTCLI_CACHE", str(kept))
    knowledge._load(bundled())
    loaded = knowledge._load(bundled())
    assert isinstance(loaded.entries._plain, cache.Texts)
    assert not isinstance(read.entries._plain, cache.Texts)
    assert loaded == read
    for section in cache.SECTIONS:
        assert dict(getattr(loaded, section)) == dict(getattr(read, section))


def test_a_changed_file_is_answered_from_the_change(kept, base, checked):
    load_knowledge_base(base)
    before = base.stat()
    text = base.read_text(encoding="utf-8")
    changed = text.replace(summary_of(base), summary_of(base)[::-1])
    assert len(changed) == len(text)
    base.write_text(changed, encoding="utf-8")
    os.utime(base, ns=(before.st_atime_ns, before.st_mtime_ns))  # neither size nor time tells
    assert summary_of(base) in changed
    assert summary_of(base) not in text
    assert len(checked) == 2


def test_a_file_that_is_changed_into_a_faulty_one_is_refused(kept, base):
    load_knowledge_base(base)
    base.write_text(BASE.replace("setting: advanced", "setting: advancing"), encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="advancing"):
        load_knowledge_base(base)


def test_what_is_kept_under_the_name_of_another_base_is_not_used(kept, base, checked):
    load_knowledge_base(base)
    other = BASE.replace("A base for tests.", "Another base for tests.")
    (here,) = kept.iterdir()
    here.rename(kept / here.name.replace(digest_of(BASE.encode()), digest_of(other.encode())))
    base.write_text(other, encoding="utf-8")
    assert load_knowledge_base(base).scope == "Another base for tests."
    assert len(checked) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[:-1], id="cut by one byte"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut in half"),
        pytest.param(lambda content: content + b"x", id="longer"),
        pytest.param(lambda content: content.replace(b"sensitiv", b"resistan", 1), id="says something else"),
        pytest.param(lambda content: content.replace(__version__.encode(), b"0.0.0", 1), id="of another version"),
        pytest.param(lambda content: content.replace(b" %d " % cache.FORMAT, b" 1 ", 1), id="of another format"),
        pytest.param(lambda content: b"\x80\x04N.", id="a pickle"),
        pytest.param(lambda content: b"[]\n[]\n", id="other JSON"),
    ],
)
def test_what_is_damaged_is_not_used(kept, base, checked, spoil):
    expected = summary_of(base)
    (here,) = kept.iterdir()
    content = here.read_bytes()
    spoilt = spoil(content)
    assert spoilt != content
    here.write_bytes(spoilt)
    assert summary_of(base) == expected
    assert len(checked) == 2
    assert here.read_bytes() == content  # and it is kept anew


def test_a_flipped_bit_anywhere_is_seen():
    content = packaged()
    digest = digest_of(Path(bundled()).read_bytes())
    assert cache.unpacked(content, digest) is not None
    draw = random.Random(3)
    for place in [*range(120), *draw.sample(range(len(content)), 200)]:
        flipped = bytearray(content)
        flipped[place] ^= 1 << draw.randrange(8)
        assert cache.unpacked(bytes(flipped), digest) is None


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param("", id="turned off"),
        pytest.param("/dev/null/cache", id="no folder can be made"),
        pytest.param("/proc/self/cache", id="may not be written"),
    ],
)
def test_no_cache_folder_is_no_harm(folder, base, monkeypatch, checked):
    monkeypatch.setenv("GISTCLI_CACHE", folder)
    assert summary_of(base) == summary_of(base)
    assert len(checked) == 2


def test_processes_that_race_all_answer_and_leave_one_whole_file(kept):
    environment = {**os.environ, "GISTCLI_CACHE": str(kept), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gistcli", "D842V", "-f", "jsonl"]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for _ in range(4)
    ]
    answers = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    (answer,) = answers
    assert json.loads(answer)["action"] == "avoid"
    (here,) = kept.iterdir()
    assert cache.unpacked(here.read_bytes(), digest_of(Path(bundled()).read_bytes())) is not None


def test_old_bases_are_forgotten(kept):
    kept.mkdir()
    for number in range(cache.KEPT + 5):
        (kept / f"{number}{cache.SUFFIX}").touch()
        os.utime(kept / f"{number}{cache.SUFFIX}", (number, number))
    (kept / "mine.txt").touch()
    (kept / f"killed{cache.PARTIAL}").touch()
    os.utime(kept / f"killed{cache.PARTIAL}", (0, 0))
    cache.store("0" * 64, {section: {} for section in cache.SECTIONS})
    left = {path.name for path in kept.iterdir()}
    assert len(left) == cache.KEPT + 1
    assert "mine.txt" in left
    assert f"5{cache.SUFFIX}" not in left
    assert f"killed{cache.PARTIAL}" not in left


def test_an_answer_reads_few_records(kept, monkeypatch):
    knowledge._load(bundled())
    base = knowledge._load(bundled())
    read = []
    real = cache.Texts.__getitem__
    monkeypatch.setattr(cache.Texts, "__getitem__", lambda self, key: read.append(key) or real(self, key))
    assert annotate("D842V", knowledge_base=base).action == "avoid"
    assert 0 < len(read) < 20 < len(base.entries)
    assert len(read) == len(set(read))


@pytest.fixture
def in_package(tmp_path, monkeypatch):
    """The bundled base and its compiled form, as in an installed package."""
    (tmp_path / knowledge.BUNDLED).write_bytes(Path(bundled()).read_bytes())
    (tmp_path / knowledge.PACKAGED).write_bytes(packaged())
    monkeypatch.setenv("GISTCLI_CACHE", "")
    monkeypatch.setattr(knowledge, "data_file", lambda name: str(tmp_path / name))
    return tmp_path


def test_the_base_of_the_package_needs_no_cache_folder(in_package, checked):
    assert annotate("D842V", knowledge_base=knowledge._load(bundled())).action == "avoid"
    assert checked == []


def test_the_base_of_the_package_is_not_used_for_another_file(in_package, checked):
    path = in_package / knowledge.BUNDLED
    path.write_bytes(path.read_bytes() + b"\n# changed after the build\n")
    assert annotate("D842V", knowledge_base=knowledge._load(bundled())).action == "avoid"
    assert checked == [str(path)]
