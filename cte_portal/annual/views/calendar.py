"""日历订阅: one's own deadlines, or those that an officer looks after, behind a secret link."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock, links
from ...roles import OFFICERS, Role
from ...web.access import public, requires
from ...web.fragments import done, page
from ...web.guessing import slows_guessing
from .. import feed
from ..icalendar import calendar as written
from ..service import feed as service
from . import HOME, bp, reports


@bp.get("/calendar")
@requires(Role.APPLICANT, *OFFICERS)
def calendar() -> Response:
    link = service.link_of(current_user)
    return page(
        "annual/calendar.html",
        link=link,
        address=links.address(url_for("reports.deadlines", code=service.code_of(link))) if link else "",
        events=feed.events(current_user),
        today=clock.today(),
        crumbs=[HOME, ("年度任务", url_for("annual.own" if current_user.organisation else "annual.overview")), ("日历订阅", None)],
    )


@bp.post("/calendar")
@requires(Role.APPLICANT, *OFFICERS)
def renew_calendar() -> BaseResponse:
    before = service.link_of(current_user)
    service.renew(current_user)
    said = "已换成新的订阅链接，原来的链接不再有效。" if before else "订阅链接已生成。"
    return done(said, url_for("annual.calendar"))


@bp.post("/calendar/end")
@requires(Role.APPLICANT, *OFFICERS)
def end_calendar() -> BaseResponse:
    service.end(current_user)
    return done("订阅链接已停用。", url_for("annual.calendar"))


@reports.get("/calendar/<code>.ics")
@slows_guessing
@public
def deadlines(code: str) -> Response:
    """The calendar file; whoever has the link reads it."""
    link = service.behind(code)
    whose = (link.account.organisation or link.account.authority) if link and not link.account.switched_off else None
    if link is None or whose is None:
        abort(404)
    body = written(f"产教融合共同体截止日期（{whose.name}）", feed.events(link.account), clock.now())
    return Response(body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=3600"})
