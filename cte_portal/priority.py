"""What comes first on a busy machine: heavy work steps back, so that whoever saves a page does not wait for it."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BEHIND = 19  # as nice counts: all the way back
STEP = 10
CAP_SYS_NICE = 23  # capabilities(7)


def step_back() -> None:
    """This process does nothing but work that nobody waits for."""
    os.nice(BEHIND)


@contextmanager
def stepping_back() -> Iterator[None]:
    """Inside, this thread computes when no other wants to. Never while it holds the database's write lock.

    Without leave to come forward again (RLIMIT_NICE; `LimitNICE` in deploy/systemd) it stays where it is.
    """
    before = os.getpriority(os.PRIO_PROCESS, 0)
    if not _may_return(before):
        yield
        return
    os.setpriority(os.PRIO_PROCESS, 0, min(before + STEP, BEHIND))
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, before)


def _may_return(to: int) -> bool:
    """Whether what has stepped back may come forward to this again; found out without moving."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NICE)
    return soft >= 20 - to or bool(_capabilities() >> CAP_SYS_NICE & 1)


def _capabilities() -> int:
    """What this process may do beyond other processes, as proc(5) tells it; nothing where there is no /proc."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
