"""Checked knowledge bases in a form that loads at once, in the package and in the platform's cache folder.

Parsing and checking the YAML takes longer than everything else in a look-up. So a base that was found without a fault
is kept: as JSON, one text a record, so that only the records of an answer are read. The base that comes with gistcli is
kept in the package when that is built (see ``setup.py``), all others, and that one in a checkout, in the cache folder.

    first line   ``gistcli-base``, SHA-256 of the YAML file, version of gistcli, `FORMAT`, checksum of all that follows
    second line  the values that are no records, and where each record begins and ends after this line
    the rest     the records

The YAML file remains the only truth, and is read each time: its digest must be that of the first line, so nothing
answers from stale data. A file that is cut or damaged does not fit its checksum. Whatever does not fit is as if it were
not there, and any failure of the file system means that the YAML is checked again, and nothing else.

`GISTCLI_CACHE` names another folder; set to an empty text, it turns the cache folder off.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

FORMAT = 4
"""Rises when the checks or the values of a base change in one version of gistcli."""
KEPT = 20
"""How many bases are kept; the oldest go first."""
SECTIONS = ("citations", "entries", "recommendations", "statements")
"""The values of a base that are records by key."""
SUFFIX = ".base"
PARTIAL = ".partial"
MAGIC = b"gistcli-base"


class Texts(Mapping[str, Any]):
    """Records by key, each read from its JSON text when it is asked for.

    Args:
        content: Bytes with the texts of all records.
        places: Key -> where its text begins and ends in them.
    """

    def __init__(self, content: bytes, places: Mapping[str, tuple[int, int]]) -> None:
        self._content, self._places = content, places

    def __getitem__(self, key: str) -> Any:
        import json

        start, end = self._places[key]
        return json.loads(self._content[start:end])

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def folder() -> str | None:
    """Return the cache folder, None where there is none or the cache is off."""
    named = os.environ.get("GISTCLI_CACHE")
    if named is not None:
        return named or None
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches") if home != "~" else ""
    else:
        base = os.environ.get("XDG_CACHE_HOME", "") or (os.path.join(home, ".cache") if home != "~" else "")
    return os.path.join(base, "gistcli") if os.path.isabs(base) else None


def _path(digest: str) -> str | None:
    here = folder()
    return here and os.path.join(here, f"{digest}-{_version()}-{FORMAT}{SUFFIX}")


def _version() -> str:
    from gistcli import __version__

    return __version__


def fetch(digest: str, packaged: str | None = None) -> dict[str, Any] | None:
    """Return a base that has been checked before, None where it is not there or not whole.

    Args:
        digest: SHA-256 of the YAML file, in full.
        packaged: A file of the package that may hold it.

    Returns:
        What `store` was given; the records of a section are read when they are asked for.
    """
    for path in (packaged, _path(digest)):
        if path is not None:
            try:
                with open(path, "rb") as stream:
                    content = stream.read()
            except OSError:
                continue
            base = unpacked(content, digest)
            if base is not None:
                return base
    return None


def store(digest: str, base: Mapping[str, Any]) -> None:
    """Keep a checked base in the cache folder; where that is not possible, do nothing.

    Args:
        digest: SHA-256 of the YAML file, in full.
        base: Plain values; those named in `SECTIONS` are mappings of key to record.
    """
    path = _path(digest)
    if path is None:
        return
    import tempfile

    content = packed(digest, base)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=os.path.dirname(path), suffix=PARTIAL)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.replace(partial, path)  # two processes that race write the same bytes
        except OSError:
            os.unlink(partial)
            raise
        _forget_old(os.path.dirname(path))
    except OSError:
        return


def packed(digest: str, base: Mapping[str, Any]) -> bytes:
    """Return the bytes in which a base is kept, for the arguments of `store`."""
    import json

    def text(value: object) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    records = bytearray()
    places: dict[str, dict[str, tuple[int, int]]] = {}
    for section in SECTIONS:
        places[section] = {}
        for key, value in base[section].items():
            start = len(records)
            records += text(value)
            places[section][key] = (start, len(records))
    others = {name: value for name, value in base.items() if name not in SECTIONS}
    content = text([others, places]) + b"\n" + records
    return _seal(digest, content) + b"\n" + content


def unpacked(content: bytes, digest: str) -> dict[str, Any] | None:
    """Return the base of `packed` bytes, None where they are damaged, or of another file, version or format."""
    seal, _, rest = content.partition(b"\n")
    if seal != _seal(digest, rest):
        return None
    import json

    head, _, records = rest.partition(b"\n")
    others, places = json.loads(head)
    return {**others, **{section: Texts(records, keys) for section, keys in places.items()}}


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    # What `hashlib` takes to load OpenSSL is more than what OpenSSL saves on a file of this size.
    for module in ("_sha2", "_sha256", "hashlib"):
        try:
            return str(import_module(module).sha256(content).hexdigest())
        except ImportError:
            continue
    raise ImportError("this Python has no SHA-256")


def _seal(digest: str, content: bytes) -> bytes:
    from zlib import crc32

    return b"%b %b %b %d %08x" % (MAGIC, digest.encode(), _version().encode(), FORMAT, crc32(content))


def _forget_old(here: str) -> None:
    ours = (SUFFIX, PARTIAL, ".json")  # what a killed process left half, and earlier formats, among them
    files = sorted(
        (entry for entry in os.scandir(here) if entry.name.endswith(ours)),
        key=lambda entry: entry.stat().st_mtime,
    )
    for entry in files[:-KEPT]:
        os.unlink(entry.path)
