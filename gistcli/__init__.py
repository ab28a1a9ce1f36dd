"""Imatinib sensitivity and dose advice for KIT and PDGFRA variants of gastrointestinal stromal tumours.

The public names are loaded when they are first used, so that ``import gistcli`` costs next to nothing:

* ``annotate(text)`` returns one `Annotation`,
* ``annotate_all(texts)`` yields them in order,
* ``verdicts_by_sample(texts)`` reads the variants of one tumour together,
* ``normalize(text)`` returns the canonical `Variant` alone,
* ``load_knowledge_base(path)`` reads a knowledge base.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gistcli.annotate import annotate, annotate_all, verdicts_by_sample
    from gistcli.knowledge import load_knowledge_base
    from gistcli.normalize import normalize

__version__ = "0.1.0"
__all__ = ["__version__", "annotate", "annotate_all", "load_knowledge_base", "normalize", "verdicts_by_sample"]

_HOMES = {
    "annotate": "gistcli.annotate",
    "annotate_all": "gistcli.annotate",
    "load_knowledge_base": "gistcli.knowledge",
    "normalize": "gistcli.normalize",
    "verdicts_by_sample": "gistcli.annotate",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package, in which ``gistcli.annotate`` is the function and never the module of the same name.

    When a module has been imported, Python makes it an attribute of its package, which would hide the function.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
