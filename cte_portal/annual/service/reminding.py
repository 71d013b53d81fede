"""Reminders: by the portal before a due date, by an officer when one sees fit; nobody twice a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from ... import audit, clock
from ...accounts.models import Account
from ...community.models import Community
from ...community.rules import reminder_due
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from .. import queries
from ..rules import Duty
from .judging import reviews
from .working import DutyRefused

AT_ONCE = 200  # communities


def remind() -> int:
    """Job, every hour: one notice a person for each of the days before a due date that the settings name; how many.

    What is due on one day is told in one notice. A day on which no worker ran is made up for, and each is told once.
    """
    today = clock.today()
    days = sorted(int(day) for day in queries.settings().reminder_days.split(",") if day.strip())
    told, last = 0, 0
    while days:
        query = select(Community).where(Community.recognised_on.is_not(None), Community.id > last).order_by(Community.id).limit(AT_ONCE)
        communities = list(db.session.scalars(query))
        if not communities:
            break
        last = communities[-1].id
        with transaction():
            for identity, duties in queries.duties_of(communities, today.year).items():
                told += _remind(db.session.get_one(Community, identity), duties, days)
    return told


def _remind(community: Community, duties: Sequence[Duty], days: Sequence[int]) -> int:
    told = 0
    for due in sorted({one.due for one in duties}):
        waiting = [one for one in duties if one.due == due and one.awaited]
        day = reminder_due(waiting[0].days_left, days) if waiting else None
        if day is not None:
            told += _tell(community, waiting, f"duties:{community.id}:{due}:{day}", "")
    return told


def _tell(community: Community, waiting: Sequence[Duty], key: str, by: str) -> int:
    path = f"/duties?year={waiting[0].year}"
    facts = {"community": community, "duties": waiting, "by": by}
    return inboxes.tell(notices.people_of(community.organisation_id), "duty_reminder", path, key, **facts)


def remind_chosen(duties: Sequence[tuple[Community, str]], year: int, by: Account) -> tuple[int, int]:
    """Remind these communities of these duties, one notice each; how many were reminded, and how many had been today already.

    Raises:
        DutyRefused: one of them is another authority's, or nothing is awaited of any.
    """
    keys: dict[int, set[str]] = {}
    communities = {one.id: one for one, _ in duties}
    for community, key in duties:
        keys.setdefault(community.id, set()).add(key)
    reminded = already = 0
    with transaction():
        if any(not reviews(by, one) for one in communities.values()):
            raise DutyRefused("所选共同体中有的年度任务不由本单位审核。")
        for identity, owed in queries.duties_of(list(communities.values()), year).items():
            waiting = [one for one in owed if one.kind.key in keys[identity] and one.awaited]
            if not waiting:
                continue
            name = by.authority.name if by.authority else by.name
            if _tell(communities[identity], waiting, key_of_today(identity, clock.today()), name):
                reminded += 1
                audit.record("community.reminded", communities[identity], by=by, year=year, duties=sorted(one.kind.key for one in waiting))
            else:
                already += 1
        if not reminded and not already:
            raise DutyRefused("所选任务都已提交、通过或免除，没有需要提醒的。")
    return reminded, already


def key_of_today(community_id: int, today: date) -> str:
    return f"duty_reminder:{community_id}:{today}"
