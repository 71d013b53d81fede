"""Recognition and the published list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...catalogue.places import industry_name
from ...community.models import Application
from ...community.service import lifecycle
from ...community.workflow import takes
from ...roles import OFFICERS
from ...web.access import requires
from ...web.fragments import done, page
from .. import queries, service
from ..forms import OutcomeForm
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


@bp.get("/recognition")
@requires(*OFFICERS)
@records_outcomes
def recognition() -> Response:
    return _recognition_page(OutcomeForm())


def _recognition_page(form: OutcomeForm, problem: str = "") -> Response:
    reported = queries.reported(current_user)
    return page(
        "review/recognition.html",
        reported=reported,
        leads=queries.lead_names(a.id for a in reported),
        chosen=request.form.getlist("chosen", type=int),
        waiting=queries.waiting_for_publication(),
        industry_name=industry_name,
        form=form,
        problem_text=problem,
        crumbs=[HOME, ("审核工作台", url_for("review.queue")), ("认定与公布", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/recognition")
@requires(*OFFICERS)
@records_outcomes
def recorded() -> BaseResponse:
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _recognition_page(form)
    try:
        recognised = form.outcome.data == "recognised"
        count = service.record_outcome(_chosen(queries.reported(current_user)), recognised, form.document.data or "", current_user)
    except lifecycle.ActionRefused as refused:
        return _recognition_page(form, str(refused))
    return done(f"已记录 {count} 份：{'认定' if recognised else '不予认定'}。", url_for("review.recognition"))


@bp.post("/recognition/publish")
@requires(*OFFICERS)
@records_outcomes
def publish() -> BaseResponse:
    count = lifecycle.publish_recognised(current_user)
    return done(f"已公布 {count} 个认定的共同体。" if count else "没有待公布的共同体。", url_for("public.communities"))
