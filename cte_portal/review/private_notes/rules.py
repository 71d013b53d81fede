"""How long a note may be taken back. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST = 2000  # characters
REMOVABLE_FOR = timedelta(minutes=10)


def may_remove(own: bool, written_at: datetime, now: datetime) -> bool:
    """Only one's own, and only for ten minutes; after that it is on record."""
    return own and now - written_at <= REMOVABLE_FOR
