"""HTML and SVG as calls: whatever is not markup already is escaped, so that no text of an input can become a tag.

>>> print(tag("p", "KIT <b>", tag("br"), class_="note", data_key=3))
<p class="note" data-key="3">KIT &lt;b&gt;<br></p>
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from gistcli.writers.words import printable

VOID = frozenset(["br", "col", "hr", "input", "link", "meta"])


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(words: str) -> Markup:
    r"""Return words as HTML, with all escaped that has a meaning there, does not print or turns the text round.

    >>> print(text("<a href='x'>\u202e"))
    &lt;a href=&#x27;x&#x27;&gt;\u202e
    """
    return words if isinstance(words, Markup) else Markup(escape(printable(words)))


def tag(name: str, /, *content: str, **attributes: str | int | float | bool | None) -> Markup:
    """Return an element.

    Args:
        name: Its name.
        content: What stands in it; text that is no `Markup` is escaped.
        attributes: Its attributes: ``class_`` is class, ``data_key`` is data-key. One that is None or False is left
            out, one that is True has no value.
    """
    opened = f"<{name}{''.join(_attributes(attributes))}>"
    if name in VOID:
        return Markup(opened)
    return Markup(f"{opened}{''.join(map(text, content))}</{name}>")


def joined(pieces: Iterable[str], separator: str = "") -> Markup:
    """Return pieces as one, with a separator between them."""
    return Markup(text(separator).join(map(text, pieces)))


def _attributes(attributes: dict[str, str | int | float | bool | None]) -> Iterable[str]:
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        yield f" {name}" if value is True else f' {name}="{text(str(value))}"'
