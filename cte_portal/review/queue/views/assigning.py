"""Who looks after which application."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from ....community.models import Application
from ....notices import queries as notices
from ....roles import OFFICERS
from ....web.access import inside_portal, requires
from ....web.fragments import done, failed, page
from ...blueprint import bp
from .. import queries, service
from .listing import HOME

MOST_AT_ONCE = 200


@bp.get("/queue/assign")
@requires(*OFFICERS)
def assign() -> Response | BaseResponse:
    """The page that asks before ticked applications are given to an officer."""
    identities = _identities(request.args)
    if not identities:
        return failed("还没有选择申报。请先在列表中勾选，再点“分配”。", _back())
    chosen = queries.chosen(current_user, identities)
    if len(chosen) != len(identities):
        abort(404)
    colleagues = notices.officers_of(current_user.province_code)
    return page(
        "review/assign.html",
        chosen=chosen,
        officers=colleagues,
        looks_after={one.id: queries.looks_after(one, current_user) for one in chosen},
        names={one.id: one.name for one in colleagues},
        back=_back(),
        crumbs=[HOME, ("申报审核", _back()), ("分配", None)],
    )


@bp.post("/queue/assign")
@requires(*OFFICERS)
def assigned() -> BaseResponse:
    """Give them to the officer named, or to nobody; what a colleague changed meanwhile stays, and is said."""
    identities = _identities(request.form)
    if not identities:
        return failed("还没有选择申报。请先在列表中勾选，再点“分配”。", _back())
    wanted = request.form.get("officer", "")
    colleagues = {str(one.id): one for one in notices.officers_of(current_user.province_code)}
    if wanted != "nobody" and wanted not in colleagues:
        again = url_for("review.assign", application=identities, back=_back())
        return failed("请选择由谁办理。", again)
    seen = {one: int(who) if (who := request.form.get(f"seen-{one}", "")).isascii() and who.isdecimal() else None for one in identities}
    try:
        result = service.assign(seen, colleagues.get(wanted), current_user)
    except service.OutOfReach:
        abort(404)
    return _said(result, colleagues[wanted].name if wanted in colleagues else "", _back())


@bp.post("/<int:application_id>/officer")
@requires(*OFFICERS, of="application")
def look_after(application: Application) -> BaseResponse:
    """One application: to oneself, or back to nobody."""
    seen = request.form.get("seen", "")
    officer = current_user if request.form.get("officer") == "me" else None
    person = next((one for one in notices.officers_of(current_user.province_code) if officer and one.id == officer.id), None)
    try:
        result = service.assign({application.id: int(seen) if seen.isascii() and seen.isdecimal() else None}, person, current_user)
    except service.OutOfReach:
        abort(404)
    return _said(result, person.name if person else "", _back())


def _said(result: service.SharedOut, name: str, back: str) -> BaseResponse:
    count = len(result.changed)
    one = f"“{result.changed[0].community.name}”" if count == 1 else f"{count} 份申报"
    told = f"{one}已分给{name}办理。" if name else f"{one}已改为未分配。"
    if result.taken_meanwhile:
        others = "；".join(result.taken_meanwhile[:5]) + ("等" if len(result.taken_meanwhile) > 5 else "")
        return failed((told if count else "") + f"{others}，没有改动。如仍需调整，请重新分配。", back)
    return done(told if count else "没有变化：这些申报原来就是这样分配的。", back)


def _identities(sent: MultiDict[str, str]) -> list[int]:
    """The ticked ones, each once."""
    ticked = [one for one in sent.getlist("application") if one]
    if any(not (one.isascii() and one.isdecimal() and len(one) <= 18) for one in ticked) or len(ticked) > MOST_AT_ONCE:
        abort(404)
    return list(dict.fromkeys(map(int, ticked)))


def _back() -> str:
    return inside_portal(request.values.get("back", "")) or url_for("review.queue")
