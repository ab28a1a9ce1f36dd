"""Checked knowledge bases in a form that loads at once, in the platform's cache folder.

Parsing and checking the YAML takes longer than everything else in a look-up. The plain values of a base that was
found without a fault are kept as JSON, under a name made of the SHA-256 of the YAML file, this version of gistcli and
`FORMAT`. So a changed file is another name, and is read anew; nothing answers from stale data. The first line is a
checksum of the rest, so that a file which is cut or damaged is not used. Any failure of the file system means that the
YAML is read, and nothing else.

`GISTCLI_CACHE` names another folder; set to an empty text, it turns the cache off.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

FORMAT = 3
"""Rises when the checks or the values of `schema` change in one version of gistcli."""
KEPT = 20
"""How many bases are kept; the oldest go first."""


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
    from gistcli import __version__

    here = folder()
    return here and os.path.join(here, f"{digest}-{__version__}-{FORMAT}.json")


def fetch(digest: str) -> dict[str, Any] | None:
    """Return the values of a base that has been checked before, None where they are not there or not whole.

    Args:
        digest: SHA-256 of the YAML file, in full.
    """
    path = _path(digest)
    if path is None:
        return None
    try:
        with open(path, "rb") as stream:
            seal, _, content = stream.read().partition(b"\n")
    except OSError:
        return None
    import json

    if seal.decode("ascii", "replace") != _seal(content):
        return None
    values = json.loads(content)
    return values if isinstance(values, dict) else None


def store(digest: str, values: dict[str, Any]) -> None:
    """Keep the values of a checked base; where that is not possible, do nothing.

    Args:
        digest: SHA-256 of the YAML file, in full.
        values: Its plain values.
    """
    path = _path(digest)
    if path is None:
        return
    import json
    import tempfile

    content = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".partial")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_seal(content).encode("ascii") + b"\n" + content)
            os.replace(partial, path)  # two processes that race write the same bytes
        except OSError:
            os.unlink(partial)
            raise
        _forget_old(os.path.dirname(path))
    except OSError:
        return


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    # What `hashlib` takes to load OpenSSL is more than what OpenSSL saves on a file of this size.
    for module in ("_sha2", "_sha256", "hashlib"):
        try:
            return str(import_module(module).sha256(content).hexdigest())
        except ImportError:
            continue
    raise ImportError("this Python has no SHA-256")


def _seal(content: bytes) -> str:
    from zlib import crc32

    return f"{crc32(content):08x}"


def _forget_old(here: str) -> None:
    files = sorted(
        (entry for entry in os.scandir(here) if entry.name.endswith(".json")), key=lambda entry: entry.stat().st_mtime
    )
    for entry in files[:-KEPT]:
        os.unlink(entry.path)
