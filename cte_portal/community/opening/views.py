"""The pages on which more places are asked for, and opened."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import done, page
from ..models import Application
from ..views.addresses import crumbs
from ..workflow import UNSUBMITTED
from . import queries, rules, service
from .service import OpeningRefused

bp = Blueprint("opening", __name__)


@bp.get("/applications/<int:application_id>/opening")
@requires(Role.APPLICANT, of="application")
def ask(application: Application) -> Response:
    return _ask_page(application)


def _ask_page(application: Application, problem: str = "") -> Response:
    return page(
        "opening/ask.html",
        status=422 if problem else 200,
        application=application,
        closed=rules.still_closed(application.opening),
        chosen=request.form.getlist("place") or request.args.getlist("place"),
        reason=request.form.get("reason", ""),
        most=service.LONGEST,
        asked=queries.requests(application),
        words_of=lambda places: rules.words_of(edition_of(application), places),
        problem_text=problem,
        crumbs=crumbs(application, "申请开放更多栏目"),
    )


@bp.post("/applications/<int:application_id>/opening")
@requires(Role.APPLICANT, of="application")
def asked(application: Application) -> BaseResponse:
    try:
        service.ask(application, request.form.getlist("place"), request.form.get("reason", ""), current_user)
    except OpeningRefused as refused:
        return _ask_page(application, str(refused))
    return done("已告诉审核人员，开放后会通知您。", url_for("community.tasks", application_id=application.id))


@bp.get("/review/<int:application_id>/opening")
@requires(*OFFICERS, of="application")
def widen(application: Application) -> Response:
    return _widen_page(application)


def _widen_page(application: Application, problem: str = "") -> Response:
    asked_for = queries.requests(application)
    waiting = [place for one in asked_for if one.answered_at is None for place in one.places]
    return page(
        "opening/widen.html",
        status=422 if problem else 200,
        application=application,
        possible=application.status in UNSUBMITTED and application.open_places is not None and service.may_open(application, current_user),
        closed=rules.still_closed(application.opening),
        chosen=request.form.getlist("place") if request.method == "POST" else waiting,
        everything="everything" in request.form,
        answer=request.form.get("answer", ""),
        most=service.LONGEST,
        asked=asked_for,
        words_of=lambda places: rules.words_of(edition_of(application), places),
        problem_text=problem,
        crumbs=[
            ("首页", "/"),
            ("申报审核", url_for("review.queue")),
            (application.community.name, url_for("review.dossier", application_id=application.id)),
            ("开放修改", None),
        ],
    )


@bp.post("/review/<int:application_id>/opening")
@requires(*OFFICERS, of="application")
def widened(application: Application) -> BaseResponse:
    form = request.form
    try:
        service.open_more(application, form.getlist("place"), "everything" in form, form.get("answer", ""), current_user)
    except OpeningRefused as refused:
        return _widen_page(application, str(refused))
    return done("已通知申报单位。", url_for("review.dossier", application_id=application.id))
