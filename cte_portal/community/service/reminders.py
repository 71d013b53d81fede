"""Telling those who have begun and not submitted that a deadline comes near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from ... import clock
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from .. import queries
from ..models import Application
from ..rules import reminder_due
from ..workflow import UNSUBMITTED
from .lifecycle import settings


def remind() -> int:
    """Job, every hour: one notice a person for each of the days before a deadline that the settings name; how many.

    A day on which no worker ran is made up for: the nearest of the named days counts, and each is told once.
    """
    today = clock.today()
    days = sorted(int(day) for day in settings().reminder_days.split(",") if day.strip())
    recent = Application.year >= today.year - 1  # more time, or a correction, may reach into the next year
    query = select(Application).where(recent, Application.status.in_(UNSUBMITTED)).order_by(Application.id)
    found = db.session.scalars(query).all()
    windows = queries.windows_of(found)
    with transaction():
        return sum(_remind(application, windows[application.id].closes, today, days) for application in found)


def _remind(application: Application, deadline: date, today: date, days: Sequence[int]) -> int:
    due = reminder_due((deadline - today).days, days)
    if due is None:
        return 0
    people = notices.people_of(application.organisation_id)
    facts = {"application": application, "deadline": deadline, "left": (deadline - today).days}
    return inboxes.tell(people, "deadline", f"/applications/{application.id}", f"deadline:{application.id}:{deadline}:{due}", **facts)
