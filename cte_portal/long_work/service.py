"""Asking for long work, doing it one piece after the other, saying how far it is, clearing up.

The queue is the table itself. A piece whose process died is begun again by whoever works next, so the function of a
kind must be able to go on from, or write over, what an attempt before it left behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from .. import audit, clock
from ..accounts.models import Account
from ..extensions import db
from ..jobs import jobs
from ..notices import service as inboxes
from ..transactions import afterwards, transaction
from ..web.errors import Refused
from .models import LongWork, State

MOST_OPEN = 5  # pieces of one person that are not over
MOST_ATTEMPTS = 3
SILENT = timedelta(minutes=3)  # a piece that said nothing for so long is taken for dead
KEPT = timedelta(days=7)  # how long a result can be fetched
LONG_ENOUGH_TO_TELL = timedelta(seconds=60)
SECONDS_BETWEEN = 1.0  # how often progress is written down


class WorkRefused(Refused):
    """It was not begun; the message says why."""


class WorkFailed(Exception):
    """It cannot be done; the message says why, in words for the person who asked."""


class WorkStopped(Exception):
    """The person who asked does not want it any more."""


@dataclass(frozen=True)
class Result:
    """What came out: a sentence, and the name and type of the file that was written, where there is one."""

    outcome: str
    name: str = ""
    mimetype: str = ""


@dataclass
class Progress:
    """What a piece of work is told, and how it says how far it is."""

    work_id: int
    by: Account
    arguments: Mapping[str, Any]
    file: Path  # where the result is to be written
    _said: float = field(default=0.0)

    def say(self, part: int, whole: int, doing: str = "") -> None:
        """So much is done; written down at most once a second, in a transaction of its own.

        To be called outside of transactions, at least every minute.

        Raises:
            WorkStopped: nobody wants the rest.
        """
        now = time.monotonic()
        if now - self._said < SECONDS_BETWEEN and part < whole:
            return
        self._said = now
        with transaction():
            work = db.session.get_one(LongWork, self.work_id, populate_existing=True)
            if work.state is not State.RUNNING:
                raise WorkStopped
            work.part, work.whole, work.doing, work.seen_at = part, whole, doing[:200], clock.now()


Kind = Callable[[Progress], Result]


def begin(kind: str, title: str, by: Account, back: str, /, **arguments: Any) -> LongWork:
    """Ask for a piece of work. `back`: the page it belongs to; `arguments`: plain values.

    Raises:
        WorkRefused: too many of this person's are not over yet.
    """
    with transaction():
        open_ones = select(func.count()).where(LongWork.account_id == by.id, LongWork.state.in_((State.WAITING, State.RUNNING)))
        if (db.session.scalar(open_ones) or 0) >= MOST_OPEN:
            raise WorkRefused(f"您已有 {MOST_OPEN} 项任务没有完成，请等其中一项完成，或停止不需要的任务后再试。")
        work = LongWork(kind=kind, title=title[:200], arguments=arguments, back=back[:500], account_id=by.id, asked_at=clock.now())
        db.session.add(work)
        db.session.flush()
        audit.record("long_work.asked", work, by=by, kind=kind)
        afterwards(lambda: jobs().add("long_work"))
    return work


def stop(work: LongWork, by: Account) -> None:
    """Not wanted any more; what runs ends when it next says how far it is."""
    with transaction():
        db.session.refresh(work)
        if not work.state.over:
            work.state, work.ended_at = State.STOPPED, clock.now()
            audit.record("long_work.stopped", work, by=by)


def work_through() -> None:
    """Job: do what waits, one piece after the other; nothing where another process is at it already."""
    while identity := _claimed():
        _do(identity)


def _claimed() -> int | None:
    """The next piece, taken; None when nothing waits or one is running."""
    with transaction():
        alive = clock.now() - SILENT
        running = list(db.session.scalars(select(LongWork).where(LongWork.state == State.RUNNING)))
        if any(one.seen_at and one.seen_at > alive for one in running):
            return None
        for dead in running:
            dead.state = State.WAITING
            if dead.attempts >= MOST_ATTEMPTS:
                _end(dead, State.FAILED, f"处理中断了 {dead.attempts} 次，没有完成。请稍后重新发起；如仍不成功，请联系平台管理员。")
        work = db.session.scalar(select(LongWork).where(LongWork.state == State.WAITING).order_by(LongWork.id).limit(1))
        if work is None:
            return None
        work.state, work.attempts = State.RUNNING, work.attempts + 1
        work.begun_at = work.seen_at = clock.now()
        return work.id


def _do(identity: int) -> None:
    work = db.session.get_one(LongWork, identity)
    work.file.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress(work.id, work.account, work.arguments, work.file)
    kinds: Mapping[str, Kind] = current_app.extensions["long_work"]
    try:
        result = kinds[work.kind](progress)
    except WorkStopped:
        progress.file.unlink(missing_ok=True)
        return
    except (WorkFailed, Refused) as told:
        _finish(identity, State.FAILED, Result(str(told)))
    except Exception:
        current_app.logger.exception("long work %s (%s) failed", identity, work.kind)
        _finish(identity, State.FAILED, Result("平台处理时出了问题，已记录。请稍后重新发起；如仍不成功，请联系平台管理员。"))
    else:
        _finish(identity, State.DONE, result)


def _finish(identity: int, state: State, result: Result) -> None:
    db.session.rollback()
    with transaction():
        work = db.session.get_one(LongWork, identity, populate_existing=True)
        if work.state is not State.RUNNING or state is not State.DONE:
            work.file.unlink(missing_ok=True)
        if work.state is State.RUNNING:
            work.result_name, work.result_type = result.name[:200], result.mimetype
            _end(work, state, result.outcome)


def _end(work: LongWork, state: State, outcome: str) -> None:
    """Over: said in the inbox too, when it went wrong or took so long that the person will have left."""
    work.state, work.outcome, work.ended_at = state, outcome, clock.now()
    if state is State.FAILED or work.ended_at - work.asked_at >= LONG_ENOUGH_TO_TELL:
        inboxes.tell([work.account], "long_work", f"/long-work/{work.id}", f"long_work:{work.id}", work=work)
    audit.record(f"long_work.{state.value}", work, by=None, kind=work.kind)


def clear_up() -> int:
    """Job, every hour: results older than seven days are removed; how many."""
    removed = 0
    for work in db.session.scalars(select(LongWork).where(LongWork.ended_at < clock.now() - KEPT, LongWork.result_name != "")):
        if work.file.exists():
            work.file.unlink()
            removed += 1
    return removed
