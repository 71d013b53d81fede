"""What comes first on a busy machine: whoever holds what others wait for, then pages, then heavy work."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FRONT, BEHIND = 0, 19  # as nice counts
STEP = 10
CAP_SYS_NICE = 23  # capabilities(7)


def step_back() -> None:
    """This process does nothing but work that nobody waits for."""
    os.nice(BEHIND)


@contextmanager
def stepping_back() -> Iterator[None]:
    """Inside, this thread computes when no other wants to."""
    with _at(min(_place() + STEP, BEHIND)):
        yield


@contextmanager
def coming_forward() -> Iterator[None]:
    """Inside, this thread computes before the rest of the portal, which waits for what it holds."""
    with _at(min(_place(), FRONT)):
        yield


def _place() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


@contextmanager
def _at(place: int) -> Iterator[None]:
    """Without leave to be as far in front as it is or will be (RLIMIT_NICE; `LimitNICE` in deploy/systemd) the thread stays where it is."""
    before = _place()
    if place == before or not _may_be_at(min(place, before)):
        yield
        return
    os.setpriority(os.PRIO_PROCESS, 0, place)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, before)


@cache
def _may_be_at(place: int) -> bool:
    """Whether what has stepped back may come forward to this; found out without moving."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NICE)
    return soft >= 20 - place or bool(_capabilities() >> CAP_SYS_NICE & 1)


def _capabilities() -> int:
    """What this process may do beyond other processes, as proc(5) tells it; nothing where there is no /proc."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
