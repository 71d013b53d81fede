"""退回省级: what was reported goes back to the province that reported it."""

from __future__ import annotations

from flask import Response, abort
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...community.models import Application
from ...community.service import lifecycle
from ...community.service.announcements import to_applicant, to_province
from ...community.service.lifecycle import ActionRefused
from ...community.workflow import takes
from ...roles import OFFICERS, Role
from ...web.access import requires
from .. import service
from ..forms import ReturnToProvinceForm
from ..queue.views.listing import list_left
from . import bp
from .sending import decision_page, seen, sent_out, show_or_send


def _must_be_ones_own() -> None:
    """The ministry's step, or, in a province's own installation, the province's to record."""
    if not takes(lifecycle.profile(), "return_to_province", current_user.role):
        abort(403)


@bp.get("/<int:application_id>/return-to-province")
@requires(*OFFICERS, of="application")
def return_to_province(application: Application) -> Response:
    _must_be_ones_own()
    return _page(application, ReturnToProvinceForm())


def _page(application: Application, form: ReturnToProvinceForm, problem: str | ActionRefused = "") -> Response:
    return decision_page("review/return_to_province.html", application, form, problem)


@bp.post("/<int:application_id>/return-to-province")
@requires(*OFFICERS, of="application")
def returned_to_province(application: Application) -> BaseResponse:
    _must_be_ones_own()
    form = ReturnToProvinceForm()
    if not form.validate_on_submit():
        return _page(application, form)
    national = current_user.role is Role.MINISTRY_OFFICER
    return show_or_send(
        application,
        "退回省级",
        lambda refused: _page(application, form, refused),
        lambda: service.return_to_province(application, current_user, form.reason.data or "", seen()),
        lambda step: sent_out(f"已把“{application.community.name}”退回省级教育行政部门。", application, step, list_left()),
        writes=to_province if national else to_applicant,
        told=f"{application.province_name}的省级教育行政部门" if national else "",
    )
