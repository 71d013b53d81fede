"""How often articles are read: counted in memory; each web process has a job add them up, at most once a minute."""

from __future__ import annotations

import threading
import time
from collections import Counter

from flask import current_app

EVERY = 60.0  # seconds


class ReadingCounts:
    """What one process has counted and not yet handed over. When it ends, that last minute is lost: these are no accounts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._handed_over = time.monotonic()

    def count(self, identity: int) -> dict[int, int]:
        """One more reader; what is to be handed over now, mostly nothing."""
        with self._lock:
            self._counts[identity] += 1
            if time.monotonic() - self._handed_over < EVERY:
                return {}
            self._handed_over = time.monotonic()
            found, self._counts = dict(self._counts), Counter()
            return found


def counts() -> ReadingCounts:
    """Of the running application."""
    found: ReadingCounts = current_app.extensions["reading_counts"]
    return found
