"""The list of batches, and one batch: a draft to work on, or what was sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .... import clock
from ....catalogue.places import recommending_provinces
from ....community.check_code import grouped
from ....roles import OFFICERS, Role
from ....web.access import requires
from ....web.fragments import done, failed, page
from ....web.limits import whole
from ....web.paging import asked_page, page_of
from .. import queries, rules, service
from ..forms import LetterForm
from ..models import ReportingBatch
from . import bp

View = TypeVar("View", bound=Callable[..., Any])


def crumbs(batch: ReportingBatch | None = None, here: str = "") -> list[tuple[str, str | None]]:
    """Where the page stands; `here`: its name, when it is none of list and batch."""
    trail: list[tuple[str, str | None]] = [("首页", "/"), ("申报审核", url_for("review.queue")), ("报送批次", url_for("batches.index"))]
    if batch:
        trail.append((batch.number, url_for("batches.batch", batch_id=batch.id)))
    if here:
        return [*trail, (here, None)]
    return [*trail[:-1], (trail[-1][0], None)]


@bp.get("")
@requires(*OFFICERS)
def index() -> Response:
    province = current_user.role is Role.PROVINCE_OFFICER
    year, chosen = request.args.get("year", type=whole), request.args.get("province")
    years, provinces = queries.years_and_provinces(current_user)
    return page(
        "batches/index.html",
        province=province,
        drafts=queries.drafts(current_user) if province else [],
        waiting=queries.waiting(current_user) if province else {},
        found=queries.over(current_user, year, None if province else chosen, asked_page()),
        years=years,
        provinces={} if province else {code: one for code, one in recommending_provinces().items() if code in provinces},
        year=year,
        chosen_province=chosen,
        crumbs=crumbs(),
    )


@bp.post("")
@requires(Role.PROVINCE_OFFICER)
def start() -> BaseResponse:
    year = request.form.get("year", type=whole)
    if year is None or not 2023 <= year <= clock.today().year + 1:
        abort(400)
    batch = service.start(year, current_user)
    return done(f"已新建批次 {batch.number}，请选择要报送的申报。", url_for("batches.choose", batch_id=batch.id))


def drafts_only(view: View) -> View:
    """For pages that only make sense while the batch is a draft; otherwise its own page says what has become of it."""

    @wraps(view)
    def guarded(batch: ReportingBatch) -> Any:
        if not batch.draft:
            return failed(f"批次 {batch.number} {batch.state.label}，不能再修改。", url_for("batches.batch", batch_id=batch.id))
        return view(batch)

    return guarded  # type: ignore[return-value]


@bp.get("/<int:batch_id>")
@requires(*OFFICERS, of="batch")
def batch(batch: ReportingBatch) -> Response:
    return draft_page(batch) if batch.draft else _sent_page(batch)


def draft_page(batch: ReportingBatch, problem: str = "") -> Response:
    """The draft with everything that can be done with it; `problem`: why something was not done."""
    standings = queries.standings(batch, current_user)
    return page(
        "batches/draft.html",
        fragment="batches/_draft.html",
        batch=batch,
        found=page_of(standings, asked_page()),
        unreportable=sum(not one.clear for one in standings),
        own=sum(one.own for one in standings),
        obstacles=queries.obstacles(batch, current_user),
        units=sum(one.line.units for one in standings),
        form=LetterForm(),
        problem_text=problem,
        crumbs=crumbs(batch),
        status=409 if problem else 200,
    )


def _sent_page(batch: ReportingBatch) -> Response:
    contents = queries.contents_of(batch)
    lines = list(zip(contents.lines, batch.items, strict=True))
    return page(
        "batches/batch.html",
        batch=batch,
        contents=contents,
        found=page_of(lines, asked_page()),
        may_take_back=batch.sent and batch.reported_at is not None and rules.may_take_back(batch.reported_at, clock.now()),
        grouped=grouped,
        crumbs=crumbs(batch),
    )
