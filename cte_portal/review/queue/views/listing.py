"""The list itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .... import clock
from ....catalogue.places import recommending_provinces
from ....community.finding.queries import MOST_LOOKED_AT
from ....community.models import Application
from ....community.workflow import Status
from ....notices import queries as notices
from ....roles import OFFICERS, Role
from ....web.access import requires
from ....web.fragments import page
from ...blueprint import bp
from .. import queries, rules, view_queries
from ..rules import PRE_REVIEW, Filters, Place

HOME = ("首页", "/")
LIST_LEFT = "list_left"  # in the session: the filters of the list that was opened last


def usual_days() -> int:
    """How long an application may wait, where the officer says nothing else."""
    return int(current_app.config["SETTINGS"].waiting_days)


def filters_in(asked: Mapping[str, str], officers: Mapping[int, str]) -> Filters:
    return rules.read(asked, clock.now().year, officers, usual_days())


def officers() -> dict[int, str]:
    """The officers of one's own authority: account's id → name."""
    return {one.id: one.name for one in notices.officers_of(current_user.province_code)}


def address(filters: Filters) -> str:
    return url_for("review.queue", **rules.address(filters, usual_days()))


def list_left() -> str:
    """The list that the officer opened last; where nothing was asked for, the whole one."""
    return url_for("review.queue", **_asked_last()) if current_user.role in OFFICERS else url_for(current_user.home_endpoint)


def next_in_list(application: Application) -> int | None:
    """The id of what comes after the application in the list that the officer opened last; where nothing was asked for, in what waits for them."""
    asked = _asked_last()
    filters = filters_in(asked, officers()) if asked else rules.what_waits(current_user.role)
    return queries.after(application, current_user, filters, queries.search(current_user, filters))


def _asked_last() -> dict[str, Any]:
    """A city's bureau has a list of another kind."""
    return session.get(LIST_LEFT, {}) if current_user.role in OFFICERS else {}


@bp.get("")
@requires(*OFFICERS)
def queue() -> Response | BaseResponse:
    """Opened without any filter it is the view the officer starts with, or else this year's round."""
    if not request.args and (start := view_queries.start_view(current_user)):
        return redirect(url_for("review.open_view", view_id=start.id))
    colleagues = officers()
    filters = filters_in(request.args, colleagues)
    found = queries.search(current_user, filters)
    shown = queries.queue(current_user, filters, found, _asked_place(filters))
    numbers = queries.counts(current_user, filters, found)
    session[LIST_LEFT] = rules.address(filters, usual_days()) if request.args else {}
    return page(
        "review/queue.html",
        fragment="review/_queue.html",
        shown=shown,
        filters=filters,
        officers=colleagues,
        states=_states(filters, numbers),
        total=_number(numbers.get(filters.state, 0)) if filters.state else _sum(numbers),
        waiting=what_waits(),
        chips=[(said, address(filters.without(name))) for name, said in rules.active(filters, colleagues)],
        clear=address(Filters(filters.year, filters.state, sort=filters.sort)),
        views=view_queries.views_of(current_user),
        years=sorted({*range(rules.FIRST_YEAR, clock.now().year + 1), *([filters.year] if filters.year else [])}, reverse=True),
        provinces=recommending_provinces() if current_user.role is Role.MINISTRY_OFFICER else {},
        usual_days=usual_days(),
        sorts=rules.SORTS,
        asked=rules.address(filters, usual_days()),
        earlier=_link(filters, shown.earlier),
        later=_link(filters, shown.later),
        now_date=clock.now().date(),
        most=MOST_LOOKED_AT,
        crumbs=[HOME, ("申报审核", None)],
    )


def _asked_place(filters: Filters) -> Place | None:
    before = "before" in request.args
    return rules.read_place(filters.sort, request.args.get("before" if before else "after", ""), before=before)


def _link(filters: Filters, place: Place | None) -> str:
    """The page that goes on from there; empty where there is none."""
    if place is None:
        return ""
    written: dict[str, Any] = {"before" if place.before else "after": rules.write_place(filters.sort, place)}
    return url_for("review.queue", **rules.address(filters, usual_days()), **written)


def _number(counted: int) -> str:
    return str(counted) if counted < queries.MOST_COUNTED else f"{queries.MOST_COUNTED - 1}+"


def _sum(numbers: Mapping[str, int]) -> str:
    of_states = [number for state, number in numbers.items() if state != PRE_REVIEW]
    return _number(queries.MOST_COUNTED) if any(n >= queries.MOST_COUNTED for n in of_states) else str(sum(of_states))


def _states(filters: Filters, numbers: Mapping[str, int]) -> list[tuple[str, str, str, bool]]:
    """(label, number, address, whether it is chosen), of all, of each state where there is something, of pre-reviews."""
    found = [("全部", _sum(numbers), address(filters.without("state")), not filters.state)]
    labels = [*((one.value, one.label) for one in Status), (PRE_REVIEW, "预审")]
    for state, label in labels:
        if numbers.get(state) or state == filters.state:
            link = address(Filters(**{**filters.__dict__, "state": state}))
            found.append((label, _number(numbers.get(state, 0)), link, state == filters.state))
    return found


def what_waits() -> list[tuple[str, str, str]]:
    """(label, number, address) of what waits for this authority, of all years."""
    numbers = queries.waiting(current_user, usual_days())
    first = rules.WAITING[current_user.role][0]
    kinds: list[tuple[str, str, dict[str, Any]]] = [
        (rules.ME, f"{first.label}、分给我的", {"state": first.value, "officer": rules.ME}),
        (rules.NOBODY, f"{first.label}、未分配", {"state": first.value, "officer": rules.NOBODY}),
        *((one.value, one.label, {"state": one.value}) for one in rules.WAITING[current_user.role]),
        (PRE_REVIEW, "等待预审", {"state": PRE_REVIEW}),
        ("overdue", "已超期", {"overdue": True}),
    ]
    return [(label, _number(numbers[name]), address(Filters(None, days=usual_days(), **what))) for name, label, what in kinds if numbers.get(name)]
