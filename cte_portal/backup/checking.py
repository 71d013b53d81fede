"""Whether every file that the database speaks of is there and whole, and which ones nobody speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from .. import clock
from ..storage import Storage
from .manifest import sha256_of

PATIENCE = timedelta(days=1)  # a file so young may be of something that is being done now


@dataclass(frozen=True)
class Checked:
    """Hashes of those that are missing or damaged; `orphans`: names of those that nobody speaks of, broken-off uploads too."""

    files: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.missing and not self.damaged


def check(held: Storage, known: dict[str, int], spoken_of: set[str], say: Callable[[int, int], None]) -> Checked:
    """Read every byte. `known`: sizes by hash of what must be there; `spoken_of`: hashes of what may be there besides."""
    missing, damaged = [], []
    for at, (sha256, size) in enumerate(sorted(known.items())):
        file = held.path(sha256)
        if not file.exists():
            missing.append(sha256)
        elif file.stat().st_size != size or sha256_of(file) != sha256:
            damaged.append(sha256)
        say(at + 1, len(known))
    orphans = set(held.names(clock.now() - PATIENCE)) - known.keys() - spoken_of
    return Checked(len(known), tuple(missing), tuple(damaged), tuple(sorted(orphans)))


def quarantine(held: Storage, orphans: Iterable[str], data_dir: Path) -> Path:
    """Out of the way, but not thrown away; where they are now."""
    aside = data_dir / "quarantine" / f"{clock.now():%Y%m%d-%H%M%S}"
    aside.mkdir(parents=True, exist_ok=True)
    for name in orphans:
        held.put_aside(name, aside)
    return aside
