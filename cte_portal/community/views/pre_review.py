"""Asking the province for a pre-review of the draft, and taking it back."""

from __future__ import annotations

from flask import url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, failed
from ..models import Application
from ..service import pre_review
from ..service.lifecycle import ActionRefused
from . import bp


def _tasks_url(application: Application) -> str:
    return url_for("community.tasks", application_id=application.id)


@bp.post("/applications/<int:application_id>/pre-review")
@requires(Role.APPLICANT, of="application")
def ask_pre_review(application: Application) -> BaseResponse:
    try:
        pre_review.ask(application, current_user)
    except ActionRefused as refused:
        return failed(str(refused), _tasks_url(application))
    undo = url_for("community.take_back_pre_review", application_id=application.id)
    return done(
        f"已申请预审，{application.province_name}教育行政部门可以看到草稿并提出意见。等待期间可以继续修改。", _tasks_url(application), undo=undo
    )


@bp.post("/applications/<int:application_id>/pre-review/take-back")
@requires(Role.APPLICANT, of="application")
def take_back_pre_review(application: Application) -> BaseResponse:
    try:
        pre_review.take_back(application, current_user)
    except ActionRefused as refused:
        return failed(str(refused), _tasks_url(application))
    return done("已撤回预审申请，主管部门不能再看到草稿。", _tasks_url(application))
