"""Noting failed jobs, changing settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, current_app
from sqlalchemy import delete, func, select

from ... import audit, clock, wording
from ...accounts.models import Account
from ...extensions import db
from ...jobs import jobs
from ...settings import Settings
from ...transactions import afterwards, transaction
from ...web.errors import Refused
from ...windows import Calendar, Purpose, UnfitDays, Window
from . import changeable
from .models import FailedJob, SettingChange

LONGEST_ERROR = 2000


class OperationRefused(Refused):
    """It cannot be done; the message says why."""


# jobs


def _key(name: str, arguments: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps([name, arguments], default=str, sort_keys=True).encode()).hexdigest()


def job_failed(name: str, arguments: Sequence[Any], error: BaseException) -> None:
    """Note it, so that somebody can look; called by the queue, which goes on trying for a while."""
    db.session.rollback()
    with transaction():
        key = _key(name, arguments)
        found = db.session.get(FailedJob, key)
        if found is None:
            found = FailedJob(key=key, name=name, arguments=json.loads(json.dumps(list(arguments), default=str)), times=0)
            db.session.add(found)
        found.error, found.failed_at, found.times = f"{type(error).__name__}: {error}"[:LONGEST_ERROR], clock.now(), found.times + 1


def job_done(name: str, arguments: Sequence[Any]) -> None:
    """It succeeded after all; nothing is written where nothing had failed."""
    key = _key(name, arguments)
    if db.session.scalar(select(func.count()).where(FailedJob.key == key)):
        with transaction():
            db.session.execute(delete(FailedJob).where(FailedJob.key == key))


def retry(found: FailedJob, by: Account) -> None:
    """Have it done again soon."""
    with transaction():
        audit.record("failed_job.retried", by, by=by, job=found.name)
        name, arguments = found.name, list(found.arguments)
        afterwards(lambda: jobs().add(name, *arguments))


def forget(found: FailedJob, by: Account) -> None:
    """It need not be done any more."""
    with transaction():
        audit.record("failed_job.forgotten", by, by=by, job=found.name)
        db.session.delete(found)


# settings


def changes() -> dict[str, str]:
    """What was changed while the portal runs, by name."""
    newest = select(func.max(SettingChange.id)).group_by(SettingChange.name)
    found = db.session.scalars(select(SettingChange).where(SettingChange.id.in_(newest)))
    return {one.name: one.value for one in found if one.value is not None}


def change(typed: Mapping[str, str], by: Account, reason: str = "") -> list[str]:
    """Keep what differs from what holds now; the labels of what was changed.

    Raises:
        OperationRefused: a value is none; nothing is kept then.
    """
    settings: Settings = current_app.config["SETTINGS"]
    wanted = {name: text for name, text in typed.items() if name in changeable.BY_NAME and text != changeable.written(settings, name)}
    if problems := [said for name, text in wanted.items() if (said := changeable.problem(settings, name, text))]:
        raise OperationRefused("；".join(problems))
    if wanted:
        with transaction():
            for name, text in wanted.items():
                db.session.add(SettingChange(name=name, value=text, reason=reason, changed_at=clock.now(), changed_by_id=by.id))
            audit.record("settings.changed", by, by=by, changed=dict(wanted), **({"reason": reason} if reason else {}))
            afterwards(tell_processes)
    return [changeable.BY_NAME[name].label for name in wanted]


def word_letter(template: str, text: str, by: Account) -> None:
    """Have a letter worded like this from now on; the empty text is the portal's own wording again.

    Raises:
        OperationRefused: it has places that cannot be filled in, or lacks one that it needs.
    """
    if problem := wording.problem_of(template, text):
        raise OperationRefused(problem)
    with transaction():
        name = f"{changeable.LETTER}{template}"
        db.session.add(SettingChange(name=name, value=text.strip() or None, changed_at=clock.now(), changed_by_id=by.id))
        audit.record("letter.worded", by, by=by, letter=template, text=text)
        afterwards(tell_processes)


def set_window(window: Window, by: Account, reason: str) -> None:
    """Give a window of this year or the next other days than the guide's.

    Raises:
        OperationRefused: the days make no sense, or the window would be over already.
    """
    if window.closes < clock.today():
        raise OperationRefused(f"截止日期 {window.closes} 已经过去。要让已结束的时间段重新开放，请用下面的延期。")
    try:
        held = _calendar().with_window(window)
    except UnfitDays as problem:
        raise OperationRefused(f"{problem}。") from None
    change({"windows": held.written()}, by, reason)


def unset_window(purpose: Purpose, year: int, by: Account) -> None:
    """Back to the days of the guide."""
    change({"windows": _calendar().without(purpose, year).written()}, by, "恢复为建设指南的时间")


def _calendar() -> Calendar:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.calendar


def _signal() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.data_dir / "settings.changed"


def tell_processes() -> None:
    """Every process looks at this file before it answers: a new time means that settings or editions have changed."""
    file = _signal()
    file.write_text(str(clock.now()))


class RunningSettings:
    """What the installation says, with what was changed while it runs; one a process."""

    def __init__(self, base: Settings):
        self.base = base
        self.also: list[Callable[[], None]] = []  # what else is read anew then
        self.seen = -1

    def refresh(self, app: Flask) -> None:
        """Read the changes anew when there are any; one look at a file otherwise."""
        try:
            now = (self.base.data_dir / "settings.changed").stat().st_mtime_ns
        except OSError:
            return
        if now != self.seen:
            self.seen = now
            kept = app.config["SETTINGS"]
            held = changeable.with_changes(self.base, changes())
            app.config["SETTINGS"] = msgspec.structs.replace(kept, letters=held.letters, **{name: getattr(held, name) for name in changeable.BY_NAME})
            for read_anew in self.also:
                read_anew()
