"""`annotate_all` on workers: what it is given travels, nothing is shared, and the documented example runs."""

from __future__ import annotations

import multiprocessing
import pickle
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from gistcli import annotate_all, load_knowledge_base
from gistcli.annotate import Annotator
from gistcli.model import Record

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "examples" / "distributed.py"
TEXTS = ["KIT V559D", "D842V", "KIT A502_Y503dup", "nonsense", "KIT exon 9 insertion", "V559D + V654A"]


@pytest.fixture(scope="module")
def example():
    return runpy.run_path(str(EXAMPLE))


def there_and_back(thing):
    return pickle.loads(pickle.dumps(thing))


def annotated(texts: list[str]) -> list:
    return list(annotate_all(texts))


def test_the_function_and_the_base_travel():
    assert there_and_back(annotate_all) is annotate_all
    base = load_knowledge_base()
    travelled = there_and_back(base)
    assert travelled == base
    assert list(annotate_all(TEXTS, knowledge_base=travelled)) == list(annotate_all(TEXTS))


def test_an_annotator_travels_with_what_it_remembers():
    annotator = Annotator(setting="adjuvant")
    before = [annotator.answers(Record(text)) for text in TEXTS]
    travelled = there_and_back(annotator)
    assert [travelled.answers(Record(text)) for text in TEXTS] == before


def test_answers_and_records_travel():
    answers = list(annotate_all(TEXTS))
    assert there_and_back(answers) == answers
    records = [Record(text, line, "T1") for line, text in enumerate(TEXTS, 1)]
    assert list(annotate_all(there_and_back(records))) == list(annotate_all(records))


def test_runs_that_take_turns_do_not_disturb_each_other():
    advanced, adjuvant = annotate_all(TEXTS), annotate_all(TEXTS, setting="adjuvant")
    pairs = list(zip(advanced, adjuvant, strict=True))
    assert [pair[0] for pair in pairs] == list(annotate_all(TEXTS))
    assert [pair[1] for pair in pairs] == list(annotate_all(TEXTS, setting="adjuvant"))


def test_the_order_and_the_size_of_batches_change_no_answer():
    expected = list(annotate_all(TEXTS))
    for size in range(1, len(TEXTS) + 1):
        batches = [TEXTS[start : start + size] for start in range(0, len(TEXTS), size)]
        assert [answer for batch in batches for answer in annotate_all(batch)] == expected
        backwards = [list(annotate_all(batch)) for batch in reversed(batches)]
        assert [answer for batch in reversed(backwards) for answer in batch] == expected


def test_processes_that_begin_anew_give_the_same():
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        parts = pool.map(annotated, [TEXTS[:3], TEXTS[3:]])
    assert [answer for part in parts for answer in part] == annotated(TEXTS)


def test_the_example_gives_a_list_a_column(example):
    batch = example["annotate_batch"](["KIT V559D", "D842V", "nonsense"])
    assert tuple(batch) == example["COLUMNS"]
    assert batch["sensitivity"] == ["sensitive", "resistant", "unknown"]
    assert batch["dose_mg_per_day"] == [400, None, None]
    assert [problem is None for problem in batch["problem"]] == [True, True, False]
    assert example["annotate_batch"]([]) == {name: [] for name in example["COLUMNS"]}


def test_the_example_takes_batches_one_by_one(example):
    taken = []

    def batches():
        for texts in (TEXTS[:2], [], TEXTS[2:]):
            taken.append(texts)
            yield {"variant": texts}

    answers = example["annotate_batches"](batches())
    first = next(answers)
    assert taken == [TEXTS[:2]]
    rest = list(answers)
    inputs = [text for batch in (first, *rest) for text in batch["input"]]
    assert inputs == [answer.input for answer in annotate_all(TEXTS)]


def test_the_example_needs_no_engine():
    program = (
        "import runpy, sys\n"
        f"runpy.run_path({str(EXAMPLE)!r})['annotate_batch'](['D842V'])\n"
        "print(sorted({'pyspark', 'dask', 'pandas', 'pyarrow', 'numpy'} & set(sys.modules)))\n"
    )
    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (process.stdout, process.stderr) == ("[]\n", "")


def test_the_manual_calls_the_functions_of_the_example(example):
    text = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert blocks
    for block in blocks:
        compile(block, "docs/scale.md", "exec")
        (names,) = re.findall(r"from distributed import ([\w, ]+)", block)
        assert set(names.split(", ")) <= set(example)
