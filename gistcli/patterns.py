"""Regular expressions that are compiled when they are first used: most calls need few of those that a module names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:
        """A pattern, which has all that `re.Pattern` has; takes what `re.compile` takes."""

        def __init__(self, text: str | bytes, flags: int = 0) -> None:
            self._made_of = text, flags

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            text, flags = self._made_of
            value = getattr(re.compile(text, flags), name)
            setattr(self, name, value)  # from now on found without this method
            return value


__all__ = ["pattern"]
