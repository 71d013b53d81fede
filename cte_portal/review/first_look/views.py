"""市级初审: the bureau's desk and its opinion; the province's list, and what it does with opinions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...community.comments import called
from ...community.models import Application
from ...community.service.lifecycle import ActionRefused
from ...roles import Role
from ...web.access import requires
from ...web.errors import Refused
from ...web.fragments import done, failed, page
from ...web.limits import whole
from ...web.paging import Page, asked_page
from .. import queries as review_queries
from .. import reading
from ..authority_settings import queries as settings
from ..comments import queries as drafts
from ..comments.forms import comment_boxes, read_comments
from ..views.sending import decision_page, overtaken, seen
from . import queries, service
from .forms import OpinionForm
from .models import FirstLook
from .rules import Advice, days_left

bp = Blueprint("first_look", __name__)
HOME = ("首页", "/")


@bp.get("/first-looks")
@requires(Role.CITY_OFFICER)
def queue() -> Response:
    answered = request.args.get("answered") == "1"
    found = queries.desk(current_user, answered, asked_page())
    return page("first_look/queue.html", found=found, answered=answered, crumbs=[HOME, ("市级初审", None)], **_beside(found.items))


def _beside(looks: list[FirstLook]) -> dict[str, Any]:
    """What a list shows beside first looks: the leads, and how much time is left."""
    today = clock.today()
    return {
        "leads": review_queries.lead_names(look.application_id for look in looks),
        "left": {look.id: days_left(look.due, today) for look in looks},
    }


@bp.get("/review/<int:application_id>/first-look/opinion")
@requires(Role.CITY_OFFICER, of="application")
def opinion(application: Application) -> Response:
    return _opinion_page(application, OpinionForm(), {})


def _opinion_page(application: Application, form: OpinionForm, typed: dict[str, str], problem: str | ActionRefused = "") -> Response:
    return decision_page("first_look/opinion.html", application, form, problem, comments=comment_boxes(application, typed))


@bp.post("/review/<int:application_id>/first-look/opinion")
@requires(Role.CITY_OFFICER, of="application")
def opinion_given(application: Application) -> BaseResponse:
    form = OpinionForm()
    comments, problem = read_comments(application)
    refusal = overtaken(application) or problem
    if refusal or not form.validate_on_submit():
        return _opinion_page(application, form, comments, refusal)
    try:
        service.give(application, current_user, Advice(form.advice.data), form.opinion.data or "", comments, seen())
    except ActionRefused as refused:
        return _opinion_page(application, form, comments, refused)
    return done(f"对“{application.community.name}”的初审意见已交省级教育行政部门。", url_for("first_look.queue"))


@bp.get("/review/first-look")
@requires(Role.PROVINCE_OFFICER)
def overview() -> Response:
    """Of the province's submissions that wait: which bureau has which, and which has none."""
    state = request.args.get("state", "")
    province = current_user.province_code
    found: Page[Any]
    if state in ("asked", "given"):
        found = queries.asked_by_province(province, answered=state == "given", page=asked_page())
        beside = _beside(found.items)
    else:
        state, found = "unassigned", queries.unassigned(province, asked_page())
        beside = {"leads": review_queries.lead_names(application.id for application in found.items), "left": {}}
    return page(
        "first_look/overview.html",
        found=found,
        state=state,
        unassigned=queries.unassigned_count(province),
        bureaus=queries.bureaus_of(province),
        switched_on=settings.settings_of(current_user.authority_id).city_first_look,
        crumbs=[HOME, ("申报审核", url_for("review.queue")), ("市级初审", None)],
        **beside,
    )


@bp.get("/review/<int:application_id>/first-look")
@requires(Role.PROVINCE_OFFICER, of="application")
def show(application: Application) -> Response:
    return _page(application)


def _page(application: Application, problem: str = "") -> Response:
    last = queries.latest(application)
    content = reading.content_read(application, current_user)
    given = queries.given(application)
    words = {comment.place: called(content, comment.place) if content else comment.place for look in given for comment in look.comments}
    dossier = url_for("review.dossier", application_id=application.id)
    return page(
        "first_look/show.html",
        application=application,
        last=last,
        given=given,
        words=words,
        own={draft.place for draft in drafts.drafts(application, current_user.authority_id)},
        bureaus=queries.bureaus_of(current_user.province_code),
        left=days_left(last.due, clock.today()) if last else 0,
        problem_text=problem,
        crumbs=[HOME, ("申报审核", url_for("review.queue")), (application.community.name, dossier), ("市级初审", None)],
        status=422 if problem else 200,
    )


@bp.post("/review/<int:application_id>/first-look/assign")
@requires(Role.PROVINCE_OFFICER, of="application")
def assign(application: Application) -> BaseResponse:
    chosen = request.form.get("bureau", "")
    bureau = queries.bureau(current_user.province_code, int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    if bureau is None and chosen != "none":
        return _page(application, "请选择转哪个市级教育局，或选择由省级直接审核。")
    try:
        service.assign(application, bureau, current_user)
    except ActionRefused as refused:
        return _page(application, str(refused))
    said = f"已转{bureau.name}初审。" if bureau else "已改为由省级直接审核。"
    return done(said, url_for("first_look.show", application_id=application.id))


@bp.post("/review/<int:application_id>/first-look/take-over")
@requires(Role.PROVINCE_OFFICER, of="application")
def take_over(application: Application) -> BaseResponse:
    here = url_for("first_look.show", application_id=application.id)
    look = next((one for one in queries.given(application) if one.id == request.form.get("look", type=whole)), None)
    if look is None:
        return failed("这条初审意见已不在这里，请刷新后再试。", here)
    try:
        count = service.take_over(application, look, request.form.getlist("chosen", type=whole), current_user)
    except Refused as refused:
        return _page(application, str(refused))
    return done(
        f"已将 {count} 条意见收入本单位的意见草稿，退回修改时一并发出，发出前可以修改。", url_for("review.dossier", application_id=application.id)
    )
