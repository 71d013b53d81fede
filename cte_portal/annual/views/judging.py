"""What the authority does with one duty: rating, passing, returning, taking back, asking for it again."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import mail
from ...community.models import Community
from ...community.workflow import COOLING_OFF
from ...roles import OFFICERS
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import whole
from .. import queries, rules
from ..forms import ReviewForm
from ..models import Deliverable, ReviewOutcome
from ..service import judging
from ..service.working import DutyRefused
from . import bp, must_owe
from .working import crumbs, duty_url

CONFIRMED, CHANGE = "confirmed", "change"
NOT_TYPED = ("csrf_token", CONFIRMED, CHANGE)


def _must_review(community: Community, year: int, key: str) -> Deliverable:
    """403 for officers of an authority that does not look after the community."""
    must_owe(community, year, key)
    if not judging.reviews(current_user, community):
        abort(403)
    return queries.deliverable(community, year, key) or abort(404)


@bp.get("/<int:community_id>/<int:year>/<key>/review")
@requires(*OFFICERS, of="community")
def review(community: Community, year: int, key: str) -> Response:
    _must_review(community, year, key)
    return _review_page(community, year, key, ReviewForm(queries.catalogue(year)))


def _review_page(community: Community, year: int, key: str, form: ReviewForm, problem: str = "") -> Response:
    duty = must_owe(community, year, key)
    found = _must_review(community, year, key)
    version = queries.handed_in(found)
    refused = problem or rules.why_not_review(found.state, found.is_public) or ""
    return page(
        "annual/review.html",
        community=community,
        year=year,
        duty=duty,
        kind=duty.kind,
        version=version,
        form=form,
        aspects=queries.catalogue(year).aspects,
        seen=found.revision,
        problem_text=refused,
        back=duty_url(community, year, key),
        crumbs=[
            *crumbs(community, year, duty.kind.title)[:-1],
            (f"{community.name}：{duty.kind.title}", duty_url(community, year, key)),
            ("审核", None),
        ],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/<int:community_id>/<int:year>/<key>/review")
@requires(*OFFICERS, of="community")
def reviewed(community: Community, year: int, key: str) -> BaseResponse:
    """First the message as the community will get it; once that is confirmed, the review itself."""
    duty, found = must_owe(community, year, key), _must_review(community, year, key)
    form = ReviewForm(queries.catalogue(year))
    if CHANGE in request.form or not form.validate_on_submit():
        return _review_page(community, year, key, form)
    judged, seen = form.judged(), request.form.get("seen", type=whole)
    try:
        if CONFIRMED not in request.form:
            return _confirm_page(community, found, duty.kind.title, judging.rehearse(found, duty.kind, judged, current_user, seen), judged.outcome)
        made = judging.review(found, duty.kind, judged, current_user, seen)
    except DutyRefused as refused:
        return _review_page(community, year, key, form, str(refused))
    said = "已通过" if made.outcome is ReviewOutcome.PASSED else "已退回"
    back = url_for("annual.take_back_review", community_id=community.id, year=year, key=key)
    return done(
        f"{said}“{community.name}”的“{duty.kind.title}”。",
        duty_url(community, year, key),
        undo=back,
        undo_label=f"收回意见（{made.at + COOLING_OFF:%H:%M:%S} 前）",
    )


def _confirm_page(community: Community, found: Deliverable, title: str, message: object, outcome: ReviewOutcome) -> Response:
    return page(
        "review/confirm.html",
        label=f"{outcome.label}“{title}”",
        message=message,
        told=f"共同体牵头企业“{community.organisation.name}”",
        typed=[(name, text) for name, texts in request.form.lists() if name not in NOT_TYPED for text in texts],
        by_mail=mail.configured(),
        minutes=COOLING_OFF.seconds // 60,
        crumbs=[
            *crumbs(community, found.year, title)[:-1],
            (f"{community.name}：{title}", duty_url(community, found.year, found.key)),
            ("核对", None),
        ],
    )


@bp.post("/<int:community_id>/<int:year>/<key>/review/take-back")
@requires(*OFFICERS, of="community")
def take_back_review(community: Community, year: int, key: str) -> BaseResponse:
    duty, found = must_owe(community, year, key), _must_review(community, year, key)
    here = duty_url(community, year, key)
    try:
        judging.take_back(found, duty.kind, current_user)
    except DutyRefused as refused:
        return failed(str(refused), here)
    return done(f"意见已收回，“{duty.kind.title}”恢复为“{found.state.label}”，共同体已收到通知。", here)


@bp.post("/<int:community_id>/<int:year>/<key>/ask-again")
@requires(*OFFICERS, of="community")
def ask_again(community: Community, year: int, key: str) -> BaseResponse:
    """撤销免除."""
    duty, found = must_owe(community, year, key), _must_review(community, year, key)
    here = duty_url(community, year, key)
    try:
        judging.ask_again(found, duty.kind, current_user)
    except DutyRefused as refused:
        return failed(str(refused), here)
    return done(f"已撤销对“{duty.kind.title}”的免除。", here)
