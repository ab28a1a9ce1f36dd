"""What a long run shows on standard error while it lasts: rows, rate and hits, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import Any

PATIENCE = 1.0  # seconds before anything is shown
INTERVAL = 0.2  # seconds between two changes


class Progress:
    """Shows how far a run is, once it lasts longer than a second.

    Args:
        is_wanted: Show it at all; what is not shown costs one comparison a call.
    """

    def __init__(self, is_wanted: bool) -> None:
        self.is_wanted = is_wanted
        self._started = self._shown = time.monotonic()
        self._status: Any = None

    def __call__(self, rows: int, hits: int) -> None:
        """Show how many rows have been read, and how many of them are of the genes."""
        if not self.is_wanted:
            return
        now = time.monotonic()
        if now - self._shown < (INTERVAL if self._status is not None else PATIENCE):
            return
        self._shown = now
        text = f"{rows:,} rows, {rows / (now - self._started):,.0f} a second, {hits:,} in KIT or PDGFRA"
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True).status(text)
            self._status.start()
        else:
            self._status.update(text)

    def close(self) -> None:
        """Take it away, so that nothing of it stays on the terminal."""
        if self._status is not None:
            self._status.stop()
            self._status = None


def is_wanted(asked: bool | None, is_quiet: bool) -> bool:
    """Say whether to show progress: as asked, else on a terminal unless quiet."""
    if asked is not None:
        return asked
    return not is_quiet and sys.stderr is not None and sys.stderr.isatty()
