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
from ...web.calendar import calendar
from ...windows import Purpose, with_extensions
from ..models import Application, Extension
from ..rules import reminder_due
from ..workflow import Status
from .lifecycle import settings

UNSUBMITTED = (Status.DRAFT, Status.RETURNED, Status.FINALISED)


def remind() -> int:
    """Job, every hour: one notice a person for each of the days before a deadline that the settings name; how many.

    A day on which no worker ran is made up for: the nearest of the named days counts, and each is told once.
    """
    today = clock.today()
    days = sorted(int(day) for day in settings().reminder_days.split(",") if day.strip())
    query = select(Application).where(Application.year == today.year, Application.status.in_(UNSUBMITTED)).order_by(Application.id)
    extensions = list(db.session.scalars(select(Extension).where(Extension.purpose == Purpose.FILING, Extension.year == today.year)))
    with transaction():
        return sum(_remind(application, _deadline(application, extensions), today, days) for application in db.session.scalars(query))


def _deadline(application: Application, extensions: Sequence[Extension]) -> date:
    """The last day to submit: of the window as it stands for this application, or of a correction."""
    province = application.province_code or application.organisation.province_code
    window = with_extensions(calendar().filing(application.year), [one.as_rule() for one in extensions], province, application.organisation_id)
    return max(window.closes, application.correction_due or window.closes)


def _remind(application: Application, deadline: date, today: date, days: Sequence[int]) -> int:
    due = reminder_due((deadline - today).days, days)
    if due is None:
        return 0
    people = notices.people_of(application.organisation_id)
    facts = {"application": application, "deadline": deadline, "left": (deadline - today).days}
    return inboxes.tell(people, "deadline", f"/applications/{application.id}", f"deadline:{application.id}:{deadline}:{due}", **facts)
