"""One duty: its page for everybody concerned, and what the community does there."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.duties import DutyKind
from ...community.models import Community
from ...roles import OFFICERS, Role
from ...uploads.service import FileRefused
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from .. import queries, rules
from ..forms import PublicationForm, ReasonForm, VersionForm
from ..service import judging, working
from ..service.working import DutyRefused
from ..yearly_forms import queries as yearly_forms
from ..yearly_forms.models import WORK_PLAN
from . import HOME, bp, must_owe

LARGEST_POST = (working.MOST_MB + 2) * 1024 * 1024


def crumbs(community: Community, year: int, title: str) -> list[tuple[str, str | None]]:
    if current_user.role is Role.APPLICANT:
        return [HOME, ("年度任务", url_for("annual.own", year=_unless_this(year))), (title, None)]
    return [HOME, ("年度任务", url_for("annual.overview", year=_unless_this(year))), (f"{community.name}：{title}", None)]


def _unless_this(year: int) -> int | None:
    """This year's pages are where the menu leads."""
    return None if year == clock.today().year else year


def own_url(year: int) -> str:
    """The community's list; of this year it is the one that the menu leads to."""
    return url_for("annual.own", year=None if year == clock.today().year else year)


def duty_url(community: Community, year: int, key: str) -> str:
    return url_for("annual.duty", community_id=community.id, year=year, key=key)


@bp.get("/<int:community_id>/<int:year>/<key>")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def duty(community: Community, year: int, key: str) -> Response:
    return duty_page(community, year, key)


def duty_page(community: Community, year: int, key: str, form: VersionForm | None = None, problem: str = "") -> Response:
    asked = must_owe(community, year, key)
    found = queries.deliverable(community, year, key)
    draft = queries.draft(found)
    own = current_user.role is Role.APPLICANT
    editable = own and asked.kind.handed_in and asked.awaited
    catalogue = queries.catalogue(year)
    filled_in = yearly_forms.form_of(found) if own else None
    offered = yearly_forms.offered(asked.kind, year)
    working_on = rules.Working(draft is not None, offered, filled_in is not None)
    return page(
        "annual/duty.html",
        community=community,
        year=year,
        duty=asked,
        kind=asked.kind,
        found=found,
        base=queries.base(found) if own else None,
        waiting=queries.handed_in(found),
        shown_versions=[one for one in found.versions if own or (one.submitted_at and not one.withdrawn_at)] if found else [],
        latest=queries.latest_review(found),
        form=(form or VersionForm(asked.kind, queries.base(found))) if editable and asked.kind.uploaded else None,
        why_not_begin=rules.why_not_begin(asked.kind, year, clock.today()),
        offers_form=editable and offered,
        filled_in=filled_in,
        last_plan=editable and key == WORK_PLAN and yearly_forms.plan_of(community, year - 1) is not None,
        editable=editable,
        publication=PublicationForm(obj=None),
        editions=queries.editions_in(community, year, asked.kind.tables) if asked.kind.kind is DutyKind.LISTS else [],
        next=rules.next_step(asked, working_on, asked.kind.published and found is not None and not found.is_public) if own else "",
        reviews=judging.reviews(current_user, community),
        why_not_review=rules.why_not_review(found.state if found else None, found.is_public if found else False),
        may_take_back=found is not None and not own and judging.why_not_take_back(found, current_user) is None,
        why_not_publish=rules.why_not_publish(asked.kind, found.state if found else None, found.is_public if found else False),
        aspects=catalogue.aspects,
        rating_labels=catalogue.rating_labels,
        problem_text=problem,
        crumbs=crumbs(community, year, asked.kind.title),
        status=422 if (form and form.errors) or problem else 200,
    )


@bp.post("/<int:community_id>/<int:year>/<key>")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT, of="community")
def save(community: Community, year: int, key: str) -> BaseResponse:
    """Keep the draft; with the button 保存并提交 hand it in, too."""
    kind = must_owe(community, year, key).kind
    form = VersionForm(kind, None)
    if not form.validate_on_submit():
        return duty_page(community, year, key, form)
    sent = request.files.get("file")
    file = (sent.stream, sent.filename or "") if sent and sent.filename else None
    try:
        working.save(community, year, kind, form.details(), file, current_user)
        found = queries.deliverable(community, year, key)
        if request.form.get("then") == "submit" and found:
            working.submit(found, kind, current_user)
            return done(f"“{kind.title}”已提交。", duty_url(community, year, key))
    except FileRefused as refused:
        form.file.errors = [str(refused)]
        return duty_page(community, year, key, form)
    except DutyRefused as refused:
        return duty_page(community, year, key, form, str(refused))
    return done("已保存。", duty_url(community, year, key))


@bp.post("/<int:community_id>/<int:year>/<key>/withdraw")
@requires(Role.APPLICANT, of="community")
def withdraw(community: Community, year: int, key: str) -> BaseResponse:
    must_owe(community, year, key)
    here = duty_url(community, year, key)
    found = queries.deliverable(community, year, key)
    if found is None:
        return failed("没有可以撤回的材料。", here)
    try:
        working.withdraw(found, current_user)
    except DutyRefused as refused:
        return failed(str(refused), here)
    return done("已撤回，可修改后重新提交。", here)


@bp.post("/<int:community_id>/<int:year>/<key>/publish")
@requires(Role.APPLICANT, of="community")
def publish(community: Community, year: int, key: str) -> BaseResponse:
    """On the public site: now, or by itself on the day given."""
    kind = must_owe(community, year, key).kind
    here = duty_url(community, year, key)
    found, form = queries.deliverable(community, year, key), PublicationForm()
    if found is None:
        return failed("审核通过后才能发布。", here)
    if not form.validate_on_submit():
        return failed("发布日期写法不对，如 2026-05-01。", here)
    try:
        if request.form.get("when") == "later":
            working.set_day(found, kind, form.day.data, current_user)
            return done(f"将在 {form.day.data} 自动发布。" if form.day.data else "已取消自动发布。", here)
        working.publish(found, kind, current_user)
    except DutyRefused as refused:
        return failed(str(refused), here)
    return done(f"“{kind.title}”已在公众网站发布。", here)


@bp.get("/<int:community_id>/<int:year>/<key>/unpublish")
@requires(Role.APPLICANT, of="community")
def unpublish(community: Community, year: int, key: str) -> Response:
    return _unpublish_page(community, year, key, ReasonForm())


def _unpublish_page(community: Community, year: int, key: str, form: ReasonForm) -> Response:
    kind = must_owe(community, year, key).kind
    trail = [*crumbs(community, year, kind.title)[:-1], (kind.title, duty_url(community, year, key)), ("从网站撤下", None)]
    return page(
        "annual/unpublish.html",
        form=form,
        kind=kind,
        year=year,
        community=community,
        back=duty_url(community, year, key),
        crumbs=trail,
        status=422 if form.errors else 200,
    )


@bp.post("/<int:community_id>/<int:year>/<key>/unpublish")
@requires(Role.APPLICANT, of="community")
def unpublished(community: Community, year: int, key: str) -> BaseResponse:
    must_owe(community, year, key)
    form, here = ReasonForm(), duty_url(community, year, key)
    found = queries.deliverable(community, year, key)
    if not form.validate_on_submit():
        return _unpublish_page(community, year, key, form)
    if found is None:
        return failed("现在没有在公众网站发布。", here)
    try:
        working.unpublish(found, form.reason.data or "", current_user)
    except DutyRefused as refused:
        return failed(str(refused), here)
    return done("已从公众网站撤下，原地址会说明已撤下和理由。", here)
