"""Returning, approving and declining one application; taking a decision back."""

from __future__ import annotations

from flask import Response, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...community import queries as community
from ...community.models import Application, Transition
from ...community.service import lifecycle
from ...community.service.lifecycle import ActionRefused
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.fragments import done, failed
from .. import service
from ..checklist.answering import Answered
from ..comments.forms import comment_boxes, read_comments
from ..forms import ApproveForm, DeclineForm, ReturnForm
from ..queue.views.listing import list_left
from . import bp
from .sending import decision_page, overtaken, seen, sent_out, show_or_send

Problem = str | ActionRefused


def _queue_after(message: str, application: Application, transition: Transition) -> BaseResponse:
    return sent_out(message, application, transition, list_left())


def _to_go_on_from(application: Application) -> dict[str, str]:
    """What the officer had written in a decision that was taken back is in the box again."""
    words = community.words_taken_back(application)
    return {"opinion": words, "reason": words}


@bp.get("/<int:application_id>/return")
@requires(*OFFICERS, of="application")
def send_back(application: Application) -> Response:
    return _return_page(application, ReturnForm(data=_to_go_on_from(application)), {})


def _return_page(application: Application, form: ReturnForm, typed: dict[str, str], problem: Problem = "") -> Response:
    return decision_page(
        "review/return.html", application, form, problem, comments=comment_boxes(application, typed), usual_due=lifecycle.usual_due()
    )


@bp.post("/<int:application_id>/return")
@requires(*OFFICERS, of="application")
def returned(application: Application) -> BaseResponse:
    form = ReturnForm()
    comments, problem = read_comments(application)
    refusal = overtaken(application) or problem
    if refusal or not form.validate_on_submit():
        return _return_page(application, form, comments, refusal)
    return show_or_send(
        application,
        "退回修改",
        lambda refused: _return_page(application, form, comments, refused),
        lambda: service.send_back(
            application, current_user, form.opinion.data or "", comments, form.due.data, open_all=form.open_all.data, seen=seen()
        ),
        lambda step: _queue_after(f"已退回“{application.community.name}”，申报单位登录后可看到意见。", application, step),
    )


@bp.get("/<int:application_id>/approve")
@requires(Role.PROVINCE_OFFICER, of="application")
def approve(application: Application) -> Response:
    return _approve_page(application, ApproveForm(data=_to_go_on_from(application)))


def _approve_page(application: Application, form: ApproveForm, refused: Answered | None = None, problem: Problem = "") -> Response:
    answered = refused or Answered(application)
    return decision_page("review/approve.html", application, form, problem or answered.problem, answers=answered.shown())


@bp.post("/<int:application_id>/approve")
@requires(Role.PROVINCE_OFFICER, of="application")
def approved(application: Application) -> BaseResponse:
    form = ApproveForm()
    answered = Answered(application).saved()
    refusal = overtaken(application) or answered.problem
    if refusal or not form.validate_on_submit():
        return _approve_page(application, form, answered, refusal)
    return show_or_send(
        application,
        "审核通过",
        lambda refused: _approve_page(application, form, answered, refused),
        lambda: service.approve(application, current_user, form.opinion.data or "", {}, seen()),
        lambda step: _queue_after(f"“{application.community.name}”审核通过，可在“报送批次”中报送教育部。", application, step),
    )


@bp.get("/<int:application_id>/decline")
@requires(Role.PROVINCE_OFFICER, of="application")
def decline(application: Application) -> Response:
    return decision_page("review/decline.html", application, DeclineForm(data=_to_go_on_from(application)))


@bp.post("/<int:application_id>/decline")
@requires(Role.PROVINCE_OFFICER, of="application")
def declined(application: Application) -> BaseResponse:
    form = DeclineForm()
    if not form.validate_on_submit():
        return decision_page("review/decline.html", application, form)
    return show_or_send(
        application,
        "不予推荐",
        lambda refused: decision_page("review/decline.html", application, form, refused),
        lambda: service.decline(application, current_user, form.reason.data or "", seen()),
        lambda step: _queue_after(f"已记录不予推荐“{application.community.name}”及理由。", application, step),
    )


@bp.post("/<int:application_id>/take-back")
@requires(*OFFICERS, of="application")
def take_back(application: Application) -> BaseResponse:
    """Take the latest decision back, while there is time and nobody has acted upon it."""
    here = url_for("review.dossier", application_id=application.id)
    try:
        step = service.take_back(application, current_user)
    except ActionRefused as refused:
        return failed(str(refused), here)
    return done(f"已{step.comment}，“{application.community.name}”恢复为“{application.status.label}”，申报单位已收到通知。", here)
