"""Choosing approved applications for a draft."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ....roles import Role
from ....web.access import requires
from ....web.fragments import done, page
from ....web.limits import whole
from ....web.paging import asked_page
from ... import queries as review
from .. import queries, second_look, service
from ..models import ReportingBatch
from ..queries import Wanted
from . import bp
from .lists import crumbs, drafts_only

TEXT = 60  # characters looked for at most


@bp.get("/<int:batch_id>/choose")
@requires(Role.PROVINCE_OFFICER, of="batch")
@drafts_only
def choose(batch: ReportingBatch) -> Response:
    return _choosing(batch)


def _wanted() -> Wanted:
    return Wanted(request.args.get("text", "").strip()[:TEXT], request.args.get("industry", ""))


def _choosing(batch: ReportingBatch, problem: str = "") -> Response:
    wanted = _wanted()
    found = queries.candidates(batch, wanted, asked_page())
    ids = [application.id for application in found.items]
    return page(
        "batches/choose.html",
        batch=batch,
        found=found,
        leads=review.lead_names(ids),
        approvals=second_look.approvals(ids),
        industries=queries.candidate_industries(batch),
        wanted=wanted,
        chosen=request.form.getlist("chosen", type=whole),
        problem_text=problem,
        crumbs=crumbs(batch, "添加申报"),
        status=409 if problem else 200,
    )


@bp.post("/<int:batch_id>/add")
@requires(Role.PROVINCE_OFFICER, of="batch")
def chosen(batch: ReportingBatch) -> BaseResponse:
    """The ones ticked, or everything that is looked for."""
    everything = request.form.get("do") == "all"
    ids = queries.candidate_ids(batch, _wanted()) if everything else request.form.getlist("chosen", type=whole)
    try:
        count = service.add(batch, ids, request.form.get("revision", 0, type=whole), current_user)
    except service.BatchRefused as refused:
        return _choosing(batch, str(refused))
    return done(f"已加入 {count} 份申报。", url_for("batches.batch", batch_id=batch.id))
