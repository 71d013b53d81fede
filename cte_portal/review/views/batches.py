"""Reporting batches and direct reporting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from ... import clock
from ...catalogue.places import industry_name
from ...community.models import Application
from ...community.service import lifecycle
from ...community.workflow import takes
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.downloads import workbook
from ...web.fragments import done, page
from ...web.paging import asked_page
from .. import queries, service
from ..forms import GrantForm, ReportForm
from ..models import ReportingBatch
from ..summary_table import summary_table
from . import bp
from .dossier import HOME

View = TypeVar("View", bound=Callable[..., Any])


def records_outcomes(view: View) -> View:
    """Only those who record, in this installation, what the ministry decided: the ministry itself, or the province."""

    @wraps(view)
    def guarded() -> Any:
        if not takes(lifecycle.profile(), "recognise", current_user.role):
            abort(403)
        return view()

    return guarded  # type: ignore[return-value]


def _chosen(offered: Iterable[Application]) -> list[Application]:
    """The ones ticked, of those on offer."""
    ticked = set(request.form.getlist("chosen", type=int))
    return [application for application in offered if application.id in ticked]


@bp.get("/batches")
@requires(*OFFICERS)
def batches() -> Response:
    return _batches_page(ReportForm())


def _batches_page(form: ReportForm, problem: str = "") -> Response:
    approved = queries.approved(current_user) if current_user.role is Role.PROVINCE_OFFICER else []
    return page(
        "review/batches.html",
        approved=approved,
        leads=queries.lead_names(a.id for a in approved),
        chosen=request.form.getlist("chosen", type=int),
        found=queries.batches(current_user, asked_page()),
        form=form,
        problem_text=problem,
        crumbs=[HOME, ("审核工作台", url_for("review.queue")), ("报送批次", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/batches")
@requires(Role.PROVINCE_OFFICER)
def report() -> BaseResponse:
    form = ReportForm()
    if not form.validate_on_submit():
        return _batches_page(form)
    chosen = _chosen(queries.approved(current_user))
    if len(chosen) < len(set(request.form.getlist("chosen"))):
        return _batches_page(form, "勾选的申报中有的已不在“省级审核通过”状态（可能刚被撤回），没有报送。请核对后重新勾选。")
    try:
        batch = service.report(chosen, form.letter_number.data or "", current_user)
    except lifecycle.ActionRefused as refused:
        return _batches_page(form, str(refused))
    return done(f"已报送教育部，批次 {batch.number}，共 {len(batch.items)} 份。", url_for("review.batch", batch_id=batch.id))


@bp.get("/batches/<int:batch_id>")
@requires(*OFFICERS, of="batch")
def batch(batch: ReportingBatch) -> Response:
    return page(
        "review/batch.html",
        batch=batch,
        leads=queries.lead_names(item.application_id for item in batch.items),
        industry_name=industry_name,
        crumbs=[HOME, ("审核工作台", url_for("review.queue")), ("报送批次", url_for("review.batches")), (batch.number, None)],
    )


@bp.get("/batches/<int:batch_id>/summary.xlsx")
@requires(*OFFICERS, of="batch")
def summary(batch: ReportingBatch) -> Response:
    ids = [item.application_id for item in batch.items]
    return workbook(summary_table(batch, queries.lead_names(ids), queries.member_counts(ids)), f"汇总表-{batch.number}.xlsx")


@bp.get("/direct")
@requires(*OFFICERS)
@records_outcomes
def direct() -> Response:
    return _direct_page(_grant_form())


def _grant_form() -> GrantForm:
    form = GrantForm(data={"year": str(clock.today().year)})
    form.organisation.choices = [SelectChoice(str(o.id), f"{o.name}（{o.province_name}）") for o in queries.headquarters()]
    return form


def _direct_page(form: GrantForm) -> Response:
    return page(
        "review/direct.html",
        found=queries.direct_grants(asked_page()),
        form=form,
        crumbs=[HOME, ("审核工作台", url_for("review.queue")), ("直报", None)],
        status=422 if form.errors else 200,
    )


@bp.post("/direct")
@requires(*OFFICERS)
@records_outcomes
def granted() -> BaseResponse:
    form = _grant_form()
    if not form.validate_on_submit():
        return _direct_page(form)
    year = form.year.data or ""
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        form.year.errors = ["年度应为四位数字，如 2026"]
        return _direct_page(form)
    organisation = next(o for o in queries.headquarters() if str(o.id) == form.organisation.data)
    try:
        lifecycle.grant_direct(organisation, int(year), form.reason.data or "", current_user)
    except lifecycle.ActionRefused as refused:
        form.organisation.errors = [str(refused)]
        return _direct_page(form)
    return done(f"已同意“{organisation.name}”{year} 年度直报。", url_for("review.direct"))
