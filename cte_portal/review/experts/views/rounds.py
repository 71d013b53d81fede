"""The authority's pages: rounds, one round, one application with its sheets beside one another."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .... import clock, mail
from ....community.service import lifecycle
from ....community.workflow import takes
from ....roles import OFFICERS
from ....web.access import requires
from ....web.downloads import workbook
from ....web.fragments import done, failed, page
from ....web.limits import whole
from ....web.paging import asked_page, page_of
from .. import queries
from ..forms import DeadlineForm, ExpertForm, ReasonForm, RoundForm
from ..models import ExpertRound, ExpertSheet
from ..queries import Result
from ..results_workbook import results_workbook
from ..rules import Body, conflicts
from ..service import rounds as service
from ..service import sheets
from ..service.rounds import RoundRefused

bp = Blueprint("experts", __name__, url_prefix="/review/experts")
Crumbs = list[tuple[str, str | None]]


MOST_SHOWN = 100  # applications to tick one by one


def _must_decide() -> None:
    """Rounds belong to whoever recognises: the ministry, or the province in its own installation."""
    if not takes(lifecycle.profile(), "recognise", current_user.role):
        abort(403)


def _crumbs(found: ExpertRound | None = None, last: str = "") -> Crumbs:
    trail: Crumbs = [("首页", "/"), ("专家评审", url_for("experts.rounds") if found else None)]
    if found:
        trail.append((found.name, _url(found) if last else None))
    return [*trail, (last, None)] if last else trail


def _url(found: ExpertRound, anchor: str | None = None) -> str:
    return url_for("experts.round_page", round_id=found.id, _anchor=anchor)


@bp.get("")
@requires(*OFFICERS)
def rounds() -> Response:
    _must_decide()
    return _rounds_page(RoundForm(data={"year": clock.today().year, "per_application": 3}))


def _rounds_page(form: RoundForm, problem: str = "") -> Response:
    status = 422 if form.errors or problem else 200
    found = queries.rounds(current_user, asked_page())
    return page("experts/rounds.html", found=found, form=form, problem_text=problem, crumbs=_crumbs(), status=status)


@bp.post("")
@requires(*OFFICERS)
def opened() -> BaseResponse:
    _must_decide()
    form = RoundForm()
    if not form.validate_on_submit():
        return _rounds_page(form)
    try:
        found = service.open_round(form.name.data or "", form.year.data or 0, form.deadline.data, form.per_application.data or 1, current_user)
    except RoundRefused as refused:
        return _rounds_page(form, str(refused))
    return done(f"已建立“{found.name}”。接下来选择申报、邀请专家，再分配。", _url(found))


@bp.get("/<int:round_id>")
@requires(*OFFICERS, of="round")
def round_page(round: ExpertRound) -> Response:
    _must_decide()
    return _round_page(round, ExpertForm())


def _round_page(found: ExpertRound, form: ExpertForm, problem: str = "") -> Response:
    results = queries.results(found)
    load: dict[int, list[ExpertSheet]] = {}
    for sheet in (sheet for result in results for sheet in result.sheets):
        load.setdefault(sheet.expert_id, []).append(sheet)
    return page(
        "experts/round.html",
        round=found,
        results=page_of(results, asked_page()),
        criteria=queries.criteria_of(found),
        experts=queries.experts(found),
        load=load,
        choosable=queries.choosable(found, current_user),
        most=MOST_SHOWN,
        lacking=sum(max(0, found.per_application - len(result.sheets)) for result in results),
        link_of=service.link_of,
        mail_on=mail.configured(),
        over=clock.today() > found.deadline,
        deadline_form=DeadlineForm(formdata=None, data={"deadline": found.deadline}),
        form=form,
        problem_text=problem,
        crumbs=_crumbs(found),
        status=422 if form.errors or problem else 200,
    )


@bp.post("/<int:round_id>/deadline")
@requires(*OFFICERS, of="round")
def deadline_moved(round: ExpertRound) -> BaseResponse:
    _must_decide()
    form = DeadlineForm()
    if not form.validate_on_submit() or form.deadline.data is None:
        return failed("截止日期没有改动：请按 2026-12-20 的样子填写。", _url(round))
    try:
        service.move_deadline(round, form.deadline.data, current_user)
    except RoundRefused as refused:
        return failed(str(refused), _url(round))
    return done(f"截止日期已改为 {round.deadline}。", _url(round))


@bp.post("/<int:round_id>/applications")
@requires(*OFFICERS, of="round")
def chosen(round: ExpertRound) -> BaseResponse:
    _must_decide()
    everything = [one.id for one in queries.choosable(round, current_user)] if "all" in request.form else []
    count = service.choose(round, everything or request.form.getlist("chosen", type=whole), current_user)
    if not count:
        return failed("没有选中申报：请先勾选。刚才勾选的可能已不在“已报送教育部”状态。", _url(round, "applications"))
    return done(f"已选入 {count} 份申报。", _url(round, "applications"))


@bp.post("/<int:round_id>/experts")
@requires(*OFFICERS, of="round")
def invited(round: ExpertRound) -> BaseResponse:
    _must_decide()
    form = ExpertForm()
    if not form.validate_on_submit():
        return _round_page(round, form)
    try:
        body = Body(form.organisation.data or "", form.uscc.data or "")
        expert = service.add_expert(round, form.name.data or "", body, form.email.data or "", current_user)
    except RoundRefused as refused:
        return _round_page(round, form, str(refused))
    return done(
        f"已邀请“{expert.name}”。链接在下面的专家名单中，可直接交给本人。",
        url_for("experts.round_page", round_id=round.id, inviting="yes", _anchor="experts"),
    )


@bp.post("/<int:round_id>/share-out")
@requires(*OFFICERS, of="round")
def shared_out(round: ExpertRound) -> BaseResponse:
    _must_decide()
    count, lacking = service.share_out(round, current_user)
    rest = f"还有 {len(lacking)} 份申报专家不够（已排除回避的专家），请再邀请专家。" if lacking else ""
    if not count:
        return failed(rest or "每份申报的专家都已分配够，没有需要分配的。", _url(round, "applications"))
    return done(f"已分配 {count} 份评审表。{rest}", _url(round, "applications"))


@bp.get("/<int:round_id>/results.xlsx")
@requires(*OFFICERS, of="round")
def results(round: ExpertRound) -> Response:
    _must_decide()
    return workbook(results_workbook(round, queries.results(round), f"{clock.now():%Y-%m-%d %H:%M}"), f"{round.name}-评审结果.xlsx")


def _result(found: ExpertRound, subject_id: int) -> Result:
    return next((one for one in queries.results(found) if one.subject.id == subject_id), None) or abort(404)


@bp.get("/<int:round_id>/applications/<int:subject_id>")
@requires(*OFFICERS, of="round")
def subject(round: ExpertRound, subject_id: int) -> Response:
    _must_decide()
    result = _result(round, subject_id)
    application = result.subject.application
    units = queries.units_of([application.id]).get(application.id, [])
    gone = {sheet.expert_id for sheet in (*result.sheets, *result.given_up)}
    others = [(one, conflicts(Body(one.organisation, one.uscc), units)) for one in queries.experts(round) if one.id not in gone]
    crumbs = _crumbs(round, application.community.name)
    return page("experts/subject.html", round=round, result=result, application=application, others=others, crumbs=crumbs)


@bp.post("/<int:round_id>/applications/<int:subject_id>/assign")
@requires(*OFFICERS, of="round")
def assigned(round: ExpertRound, subject_id: int) -> BaseResponse:
    _must_decide()
    here = url_for("experts.subject", round_id=round.id, subject_id=subject_id)
    subject = _result(round, subject_id).subject
    expert = next((one for one in queries.experts(round) if one.id == request.form.get("expert", type=whole)), None)
    if expert is None:
        return failed("请选择专家。", here)
    try:
        service.assign(subject, expert, current_user)
    except RoundRefused as refused:
        return failed(str(refused), here)
    return done(f"已分配给“{expert.name}”。", here)


@bp.get("/sheets/<int:sheet_id>/reopen")
@requires(*OFFICERS, of="sheet")
def reopen(sheet: ExpertSheet) -> Response:
    _must_decide()
    return _reopen_page(sheet, ReasonForm())


def _reopen_page(sheet: ExpertSheet, form: ReasonForm, problem: str = "") -> Response:
    crumbs = _crumbs(sheet.expert.round, "退回重评")
    status = 422 if form.errors or problem else 200
    return page("experts/reopen.html", sheet=sheet, form=form, problem_text=problem, crumbs=crumbs, status=status)


@bp.post("/sheets/<int:sheet_id>/reopen")
@requires(*OFFICERS, of="sheet")
def reopened(sheet: ExpertSheet) -> BaseResponse:
    _must_decide()
    form = ReasonForm()
    if not form.validate_on_submit():
        return _reopen_page(sheet, form)
    try:
        sheets.reopen(sheet, form.reason.data or "", current_user)
    except RoundRefused as refused:
        return _reopen_page(sheet, form, str(refused))
    back = url_for("experts.subject", round_id=sheet.subject.round_id, subject_id=sheet.subject_id)
    return done(f"已退回“{sheet.expert.name}”重评，其他专家的评分在全部提交前不再显示。", back)
