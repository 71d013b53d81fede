"""Returning, approving and declining one application."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from ...community.models import Application
from ...community.service.lifecycle import ActionRefused
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import done, page
from .. import service
from ..comments.forms import comment_boxes, read_comments
from ..forms import ApproveForm, DeclineForm, ReturnForm
from ..models import Outcome
from . import bp
from .dossier import dossier_context


def decision_page(template: str, application: Application, form: FlaskForm, problem: str = "", **more: Any) -> Response:
    context = dossier_context(application)
    context["crumbs"] = [*context["crumbs"][:-1], (application.community.name, url_for("review.dossier", application_id=application.id))]
    status = 422 if form.errors or problem else 200
    return page(template, form=form, problem_text=problem, status=status, **context, **more)


def _queue_after(message: str) -> BaseResponse:
    return done(message, url_for("review.queue"))


@bp.get("/<int:application_id>/return")
@requires(*OFFICERS, of="application")
def send_back(application: Application) -> Response:
    return _return_page(application, ReturnForm(), {})


def _return_page(application: Application, form: ReturnForm, typed: dict[str, str], problem: str = "") -> Response:
    return decision_page("review/return.html", application, form, problem, comments=comment_boxes(application, typed))


@bp.post("/<int:application_id>/return")
@requires(*OFFICERS, of="application")
def returned(application: Application) -> BaseResponse:
    form = ReturnForm()
    comments, problem = read_comments(application)
    if problem or not form.validate_on_submit():
        return _return_page(application, form, comments, problem)
    try:
        service.send_back(application, current_user, form.opinion.data or "", comments, form.due.data)
    except ActionRefused as refused:
        return _return_page(application, form, comments, str(refused))
    return _queue_after(f"已退回“{application.community.name}”，申报单位登录后可看到意见。")


@bp.get("/<int:application_id>/approve")
@requires(Role.PROVINCE_OFFICER, of="application")
def approve(application: Application) -> Response:
    return _approve_page(application, ApproveForm(), {})


def _approve_page(application: Application, form: ApproveForm, answers: dict[str, tuple[Outcome, str]], problem: str = "") -> Response:
    items = edition_of(application).checklist.items
    return decision_page("review/approve.html", application, form, problem, items=items, answers=answers, outcomes=Outcome)


@bp.post("/<int:application_id>/approve")
@requires(Role.PROVINCE_OFFICER, of="application")
def approved(application: Application) -> BaseResponse:
    form = ApproveForm()
    answers = _answers(application)
    if not form.validate_on_submit():
        return _approve_page(application, form, answers)
    try:
        service.approve(application, current_user, form.opinion.data or "", answers)
    except ActionRefused as refused:
        return _approve_page(application, form, answers, str(refused))
    return _queue_after(f"“{application.community.name}”审核通过，可在“报送批次”中报送教育部。")


def _answers(application: Application) -> dict[str, tuple[Outcome, str]]:
    """The answered items of the checklist."""
    found = {}
    for item in edition_of(application).checklist.items:
        outcome = next((o for o in Outcome if o.value == request.form.get(f"item-{item.key}")), None)
        if outcome:
            found[item.key] = (outcome, request.form.get(f"note-{item.key}", "").strip()[:500])
    return found


@bp.get("/<int:application_id>/decline")
@requires(Role.PROVINCE_OFFICER, of="application")
def decline(application: Application) -> Response:
    return decision_page("review/decline.html", application, DeclineForm())


@bp.post("/<int:application_id>/decline")
@requires(Role.PROVINCE_OFFICER, of="application")
def declined(application: Application) -> BaseResponse:
    form = DeclineForm()
    if not form.validate_on_submit():
        return decision_page("review/decline.html", application, form)
    try:
        service.decline(application, current_user, form.reason.data or "")
    except ActionRefused as refused:
        return decision_page("review/decline.html", application, form, str(refused))
    return _queue_after(f"已记录不予推荐“{application.community.name}”及理由。")
