"""Confirming and sending a batch, taking it back, beginning again."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .... import clock
from ....community.check_code import grouped
from ....community.service import lifecycle
from ....roles import Role
from ....settings import Profile
from ....web.access import requires
from ....web.fragments import done, failed, page
from .. import queries, rules, service
from ..models import ReportingBatch
from . import bp
from .lists import crumbs, drafts_only


def _url(batch: ReportingBatch) -> str:
    return url_for("batches.batch", batch_id=batch.id)


@bp.get("/<int:batch_id>/send")
@requires(Role.PROVINCE_OFFICER, of="batch")
@drafts_only
def send(batch: ReportingBatch) -> BaseResponse:
    """What will be sent, and to whom; not before nothing stands against it."""
    if queries.obstacles(batch, current_user):
        return failed("批次还不能报送，请先处理下面列出的事项。", _url(batch))
    return _confirmation(batch)


def _confirmation(batch: ReportingBatch, problem: str = "") -> Response:
    contents = queries.contents_of(batch)
    return page(
        "batches/send.html",
        batch=batch,
        contents=contents,
        lines=list(zip(contents.lines, batch.items, strict=True)),
        national=lifecycle.profile() is Profile.NATIONAL,
        grouped=grouped,
        obstacles=queries.obstacles(batch, current_user) if problem else [],
        problem_text=problem,
        crumbs=crumbs(batch, "核对并报送"),
        status=409 if problem else 200,
    )


@bp.post("/<int:batch_id>/send")
@requires(Role.PROVINCE_OFFICER, of="batch")
def sent(batch: ReportingBatch) -> BaseResponse:
    try:
        service.send(batch, request.form.get("seen", ""), current_user)
    except (service.BatchRefused, lifecycle.ActionRefused) as refused:
        return _confirmation(batch, str(refused)) if batch.draft else failed(str(refused), _url(batch))
    return done(f"已报送教育部，批次 {batch.number}，共 {len(batch.items)} 份。10 分钟内可以收回。", _url(batch))


@bp.get("/<int:batch_id>/take-back")
@requires(Role.PROVINCE_OFFICER, of="batch")
def take_back(batch: ReportingBatch) -> BaseResponse:
    if not (batch.sent and batch.reported_at and rules.may_take_back(batch.reported_at, clock.now())):
        return failed(f"批次 {batch.number} 不能收回：只有报送后 10 分钟内的批次可以收回。", _url(batch))
    return page("batches/take_back.html", batch=batch, crumbs=crumbs(batch, "收回报送"))


@bp.post("/<int:batch_id>/take-back")
@requires(Role.PROVINCE_OFFICER, of="batch")
def taken_back(batch: ReportingBatch) -> BaseResponse:
    try:
        service.take_back(batch, current_user)
    except service.BatchRefused as refused:
        return failed(str(refused), _url(batch))
    return done(f"已收回批次 {batch.number}，其中 {len(batch.items)} 份申报恢复为“省级审核通过”。", _url(batch))


@bp.post("/<int:batch_id>/again")
@requires(Role.PROVINCE_OFFICER, of="batch")
def again(batch: ReportingBatch) -> BaseResponse:
    try:
        new = service.start_again(batch, current_user)
    except service.BatchRefused as refused:
        return failed(str(refused), _url(batch))
    return done(f"已据批次 {batch.number} 新建批次 {new.number}，加入 {len(new.items)} 份申报。汇总表中的批次号已变，请重新盖章上传。", _url(new))
