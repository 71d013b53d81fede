"""Drafting a list, arranging it, putting it under notice, withdrawing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app

from ... import audit, clock
from ...accounts.models import Account
from ...community.models import Application
from ...community.service import lifecycle
from ...community.workflow import Forbidden, takes
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .. import queries, rules
from ..models import ListItem, RecognitionList
from ..rules import Level, Outcome, State
from ..working_days import Holidays, Period, notice_period
from . import telling

CHANGED = "名单刚被其他经办人修改过，您这次没有保存。下面是最新内容，请核对后再办。"


class ListRefused(Refused):
    """It cannot be done with the list now; the message says why and what would be right."""


@dataclass(frozen=True)
class Line:
    """What was typed for one item; `position` None: where it is."""

    outcome: Outcome
    remark: str
    position: int | None = None


def makes_lists(by: Account) -> bool:
    """The ministry in a national installation, the province in its own: who records recognition makes the lists, too."""
    return takes(lifecycle.profile(), "recognise", by.role)


def records_results(by: Account) -> bool:
    """Who notes down what another authority, the ministry, decided."""
    return makes_lists(by) and by.province_code is not None


def level_of(by: Account) -> Level:
    """Of the lists that this officer's authority makes."""
    return Level.PROVINCIAL if by.province_code else Level.NATIONAL


def must_be_theirs(found: RecognitionList, by: Account) -> None:
    """Services ask it, too, whatever the pages let through."""
    if not makes_lists(by) or by.province_code != found.province_code:
        raise Forbidden(found.id)


def lock(found: RecognitionList, by: Account, seen: int | None, *states: State) -> None:
    """Read the list anew under the write lock, see that it is as the officer saw it, and count the change.

    `seen`: the revision that was on the page; None where the step does not depend on what the list holds.

    Raises:
        ListRefused: somebody changed it meanwhile, or it is in another state than `states`.
    """
    db.session.refresh(found)
    must_be_theirs(found, by)
    if found.state not in states:
        raise ListRefused(f"“{found.title}”现在是“{found.state.label}”，不能这样办理。请查看名单的最新状态。")
    if seen is not None and seen != found.revision:
        raise ListRefused(CHANGED)
    found.revision += 1


def create(title: str, year: int, notice_days: int, by: Account) -> RecognitionList:
    """拟定 a list of the officer's authority, empty at first."""
    with transaction():
        if not makes_lists(by):
            raise Forbidden("list")
        found = RecognitionList(
            level=level_of(by),
            province_code=by.province_code,
            year=year,
            title=title.strip(),
            state=State.DRAFT,
            created_at=clock.now(),
            created_by_id=by.id,
            notice_days=notice_days,
            notice_calendar={},
        )
        db.session.add(found)
        db.session.flush()
        audit.record("recognition_list.drafted", found, by=by, title=found.title, year=year, level=found.level.value)
    return found


def change(found: RecognitionList, title: str, notice_days: int, by: Account, seen: int) -> None:
    """Another title, or another number of days, as long as it is a draft."""
    with transaction():
        lock(found, by, seen, State.DRAFT)
        found.title, found.notice_days = title.strip(), notice_days
        audit.record("recognition_list.changed", found, by=by, title=found.title, notice_days=notice_days)


def put_on(found: RecognitionList, applications: Iterable[Application], by: Account) -> int:
    """Add applications at the end, in their order; how many.

    Raises:
        ListRefused: none was chosen, or one of them cannot be on this list (any more).
    """
    chosen = list(applications)
    if not chosen:
        raise ListRefused("请至少勾选一份申报。")
    with transaction():
        lock(found, by, None, State.DRAFT)
        allowed = queries.candidate_ids(found, [one.id for one in chosen])
        gone = [one.community.name for one in chosen if one.id not in allowed]
        if gone:
            raise ListRefused(f"这些申报已在其他名单上，或状态已有变化，没有加入：{'、'.join(gone[:5])}。请核对后重新勾选。")
        for position, application in enumerate(chosen, start=queries.last_position(found) + 1):
            db.session.add(ListItem(list_id=found.id, application_id=application.id, position=position, outcome=Outcome.RECOGNISED))
        audit.record("recognition_list.added", found, by=by, applications=[one.id for one in chosen])
    return len(chosen)


def arrange(found: RecognitionList, lines: Mapping[int, Line], by: Account, seen: int) -> None:
    """Save outcome, remark and number of items, as long as it is a draft. `lines`: by item id."""
    with transaction():
        lock(found, by, seen, State.DRAFT)
        items = queries.items(found)
        wanted = {}
        for item in items:
            if line := lines.get(item.id):
                item.outcome, item.remark = line.outcome, line.remark.strip()
                if line.position is not None and line.position != item.position:
                    wanted[item.id] = line.position
        order = rules.reordered([item.id for item in items], wanted)
        for item in items:
            item.position = order.index(item.id) + 1
        audit.record("recognition_list.arranged", found, by=by, items=sorted(lines))


def take_off(item: ListItem, by: Account, seen: int) -> None:
    """Off a draft again; nothing remains of it but the trail."""
    with transaction():
        found = item.list
        lock(found, by, seen, State.DRAFT)
        audit.record("recognition_list.taken_off", found, by=by, application=item.application_id)
        db.session.delete(item)
        db.session.flush()
        for position, other in enumerate(queries.items(found), start=1):
            other.position = position


def take_out(item: ListItem, reason: str, by: Account, seen: int | None = None) -> None:
    """Out of a list under notice, with a reason that everybody reads; the applicant is told.

    Raises:
        ListRefused: there is no reason, it is out already, or the list is not under notice.
    """
    with transaction():
        found = item.list
        lock(found, by, seen, State.NOTICE)
        if item.removed_at is not None:
            raise ListRefused("这一项已经移出名单。")
        if not reason.strip():
            raise ListRefused("请写明移出的原因。")
        item.removed_at, item.removed_reason = clock.now(), reason.strip()
        telling.taken_out(item)
        audit.record("recognition_list.taken_out", found, by=by, application=item.application_id, reason=item.removed_reason)


def holidays() -> Holidays:
    """As they were read when the portal started."""
    found: Holidays = current_app.extensions["holidays"]
    return found


def period_from_today(found: RecognitionList) -> Period:
    """The notice, if it started today."""
    return notice_period(clock.today(), found.notice_days, holidays())


def start_notice(found: RecognitionList, by: Account, seen: int) -> Period:
    """公示: from now on everybody reads the list and may object; applicants and provinces are told.

    Raises:
        ListRefused: it holds nobody to be recognised, or an application that was returned or withdrawn meanwhile.
    """
    with transaction():
        lock(found, by, seen, State.DRAFT)
        items = queries.items(found)
        must_hold(found, items)
        period = period_from_today(found)
        found.state, found.notice_started_at, found.notice_last = State.NOTICE, clock.now(), period.last
        found.notice_calendar = {
            "counted": [day.isoformat() for day in period.counted],
            "skipped": [[one.day.isoformat(), one.why] for one in period.skipped],
            "unknown_years": list(period.unknown_years),
        }
        for item in items:
            item.name = item.application.community.name
        telling.under_notice(found, items)
        audit.record("recognition_list.notice_started", found, by=by, last=period.last.isoformat(), items=[item.application_id for item in items])
    return period


def must_hold(found: RecognitionList, items: list[ListItem]) -> None:
    """Raises `ListRefused` where the list cannot go on as it is."""
    live = [item for item in items if item.removed_at is None]
    if not any(item.outcome is Outcome.RECOGNISED for item in live):
        raise ListRefused("名单上没有拟认定的共同体。")
    for item in live:
        db.session.refresh(item.application)
        if why := rules.why_not_on_list(found.level, item.application.status, removed=False):
            raise ListRefused(f"“{item.shown_name}”{why}，请先移出名单。")


def withdraw(found: RecognitionList, reason: str, by: Account, seen: int) -> None:
    """撤回 a draft, or a list under notice: nothing of it is published, and its applications may be put on another."""
    with transaction():
        if not reason.strip():
            raise ListRefused("请写明撤回的原因。")
        lock(found, by, seen, State.DRAFT, State.NOTICE)
        was_public = found.state is State.NOTICE
        found.state, found.withdrawn_at, found.withdrawn_reason = State.WITHDRAWN, clock.now(), reason.strip()
        if was_public:
            telling.withdrawn(found, queries.items(found))
        audit.record("recognition_list.withdrawn", found, by=by, reason=found.withdrawn_reason)
