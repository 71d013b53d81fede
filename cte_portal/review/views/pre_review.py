"""预审: what a province says of a draft it was asked about."""

from __future__ import annotations

from flask import Response, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...community.models import Application
from ...roles import Role
from ...web.access import requires
from .. import service
from ..comments.forms import comment_boxes, read_comments
from ..forms import PreReviewForm
from ..queue.rules import PRE_REVIEW
from . import bp
from .decisions import Problem
from .sending import decision_page, overtaken, seen, sent_out, show_or_send


@bp.get("/<int:application_id>/pre-review")
@requires(Role.PROVINCE_OFFICER, of="application")
def pre_review(application: Application) -> Response:
    return _page(application, PreReviewForm(), {})


def _page(application: Application, form: PreReviewForm, typed: dict[str, str], problem: Problem = "") -> Response:
    return decision_page("review/pre_review.html", application, form, problem, comments=comment_boxes(application, typed))


@bp.post("/<int:application_id>/pre-review")
@requires(Role.PROVINCE_OFFICER, of="application")
def pre_reviewed(application: Application) -> BaseResponse:
    form = PreReviewForm()
    comments, problem = read_comments(application)
    refusal = overtaken(application) or problem
    if refusal or not form.validate_on_submit():
        return _page(application, form, comments, refusal)
    message = f"预审意见已发给“{application.community.name}”的申报单位。"
    return show_or_send(
        application,
        "预审意见",
        lambda refused: _page(application, form, comments, refused),
        lambda: service.give_pre_review(application, current_user, form.opinion.data or "", comments, seen()),
        lambda step: sent_out(message, application, step, url_for("review.queue", status=PRE_REVIEW)),
        minutes=0,
    )
