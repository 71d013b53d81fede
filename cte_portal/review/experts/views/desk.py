"""The expert's pages: the invitation, the desk, and one application to read and judge."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .... import clock
from ....accounts import service as accounts
from ....accounts import sessions
from ....community import queries as community
from ....community.co_editing.forms import AccountForm
from ....document.preview_views import Reading, drawn_page, shown_page
from ....roles import Role
from ....uploads import queries as uploads
from ....uploads.models import Evidence
from ....uploads.views import give_out
from ....web.access import public, requires
from ....web.fragments import done, page
from ....web.guessing import slows_guessing
from ...shown import shown_sections
from .. import queries
from ..forms import ReasonForm
from ..models import ExpertSheet, RoundExpert
from ..reading import for_experts
from ..rules import why_not_open
from ..service import rounds, sheets
from ..service.rounds import RoundRefused

bp = Blueprint("expert_desk", __name__, url_prefix="/expert")
DESK = "我的评审"


@bp.get("")
@requires(Role.EXPERT)
def home() -> Response:
    given = queries.given_to(current_user)
    return page("experts/home.html", given=given, today=clock.today(), crumbs=[("首页", "/"), (DESK, None)])


@bp.get("/sheets/<int:sheet_id>")
@requires(Role.EXPERT, of="sheet")
def sheet(sheet: ExpertSheet) -> Response:
    return _sheet_page(sheet, {key: str(score) for key, score in sheet.scores.items()}, sheet.opinion)


def _sheet_page(sheet: ExpertSheet, typed: dict[str, str], opinion: str, problems: dict[str, str] | None = None, refusal: str = "") -> Response:
    found = sheet.expert.round
    content = for_experts(community.frozen_content(sheet.subject.version))
    evidence = content.definition.evidence.categories
    return page(
        "experts/sheet.html",
        sheet=sheet,
        round=found,
        application=sheet.subject.application,
        criteria=queries.criteria_of(found),
        typed=typed,
        opinion=opinion,
        problems=problems or {},
        refusal=refusal,
        closed=why_not_open(found.deadline, clock.today(), sheet.submitted_at is not None, False),
        sections=shown_sections(content, {}),
        evidence=[(category, [item for item in content.evidence if item.category == category.key]) for category in evidence],
        crumbs=[("首页", "/"), (DESK, url_for("expert_desk.home")), (sheet.subject.application.community.name, None)],
        status=422 if problems or refusal else 200,
    )


@bp.post("/sheets/<int:sheet_id>")
@requires(Role.EXPERT, of="sheet")
def saved(sheet: ExpertSheet) -> BaseResponse:
    typed = {one.key: request.form.get(f"score-{one.key}", "") for one in queries.criteria_of(sheet.expert.round)}
    opinion, submits = request.form.get("opinion", ""), "submit" in request.form
    try:
        sheets.save(sheet, typed, opinion, submits, current_user)
    except sheets.SheetWrong as wrong:
        return _sheet_page(sheet, typed, opinion, wrong.problems)
    except RoundRefused as refused:
        return _sheet_page(sheet, typed, opinion, refusal=str(refused))
    name = sheet.subject.application.community.name
    if submits:
        return done(f"已提交对“{name}”的评审。", url_for("expert_desk.home"))
    return done("已保存，还没有提交。", url_for("expert_desk.sheet", sheet_id=sheet.id))


@bp.get("/sheets/<int:sheet_id>/evidence/<int:evidence_id>")
@requires(Role.EXPERT, of="sheet")
def evidence(sheet: ExpertSheet, evidence_id: int) -> Response:
    found = _evidence(sheet, evidence_id)
    return give_out(found.file, found.name)


def _evidence(sheet: ExpertSheet, evidence_id: int) -> Evidence:
    """A proof of the version that is judged, and no other."""
    given = {item.id for item in community.frozen_content(sheet.subject.version).evidence}
    found = uploads.evidence(sheet.subject.application_id, evidence_id) if str(evidence_id) in given else None
    return found or abort(404)


@bp.get("/sheets/<int:sheet_id>/evidence/<int:evidence_id>/pages/<int:number>")
@requires(Role.EXPERT, of="sheet")
def evidence_page(sheet: ExpertSheet, evidence_id: int, number: int) -> Response:
    found = _evidence(sheet, evidence_id)
    names: dict[str, Any] = {"sheet_id": sheet.id, "evidence_id": evidence_id}
    reading = Reading(
        at=lambda number: url_for("expert_desk.evidence_page", **names, number=number),
        drawn=lambda number: url_for("expert_desk.evidence_picture", **names, number=number),
        file=url_for("expert_desk.evidence", **names),
        back=url_for("expert_desk.sheet", sheet_id=sheet.id, _anchor=f"evidence-{evidence_id}"),
    )
    name = sheet.subject.application.community.name
    return shown_page(found, number, reading, [("首页", "/"), (DESK, url_for("expert_desk.home")), (name, reading.back), (found.name, None)])


@bp.get("/sheets/<int:sheet_id>/evidence/<int:evidence_id>/pages/<int:number>.jpg")
@requires(Role.EXPERT, of="sheet")
def evidence_picture(sheet: ExpertSheet, evidence_id: int, number: int) -> Response:
    return drawn_page(_evidence(sheet, evidence_id), number)


@bp.get("/sheets/<int:sheet_id>/conflict")
@requires(Role.EXPERT, of="sheet")
def conflict(sheet: ExpertSheet) -> Response:
    return _conflict_page(sheet, ReasonForm())


def _conflict_page(sheet: ExpertSheet, form: ReasonForm, problem: str = "") -> Response:
    crumbs = [("首页", "/"), (DESK, url_for("expert_desk.home")), ("声明回避", None)]
    return page("experts/conflict.html", sheet=sheet, form=form, problem_text=problem, crumbs=crumbs, status=422 if form.errors or problem else 200)


@bp.post("/sheets/<int:sheet_id>/conflict")
@requires(Role.EXPERT, of="sheet")
def given_up(sheet: ExpertSheet) -> BaseResponse:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _conflict_page(sheet, form)
    try:
        sheets.give_up(sheet, form.reason.data or "", current_user)
    except RoundRefused as refused:
        return _conflict_page(sheet, form, str(refused))
    return done("已声明回避，这份申报不再由您评审。", url_for("expert_desk.home"))


@bp.get("/invitations/<code>")
@slows_guessing
@public
def invitation(code: str) -> Response:
    expert = rounds.invited_by_code(code) or abort(404)
    return _invitation_page(expert, AccountForm(data={"name": expert.name, "email": expert.email}))


def _invitation_page(expert: RoundExpert, form: AccountForm, problem: str | None = None) -> Response:
    problem = problem or rounds.why_not(expert)
    return page(
        "experts/invitation.html",
        expert=expert,
        code=rounds.code_of(expert),
        problem=problem,
        ready=current_user.is_authenticated and current_user.role is Role.EXPERT,
        form=form,
        crumbs=[("首页", "/"), ("专家邀请", None)],
        status=410 if problem else 422 if form.errors else 200,
    )


@bp.post("/invitations/<code>/accept")
@slows_guessing
@requires(Role.EXPERT)
def accept(code: str) -> BaseResponse:
    expert = rounds.invited_by_code(code) or abort(404)
    try:
        rounds.accept(expert, current_user)
    except RoundRefused as refused:
        return _invitation_page(expert, AccountForm(formdata=None), str(refused))
    return done("已接受邀请。分配给您的申报列在下面。", url_for("expert_desk.home"))


@bp.post("/invitations/<code>/account")
@slows_guessing
@public
def new_account(code: str) -> BaseResponse:
    """Make an account, sign in with it, and accept."""
    expert = rounds.invited_by_code(code) or abort(404)
    form = AccountForm()
    if not form.validate_on_submit():
        return _invitation_page(expert, form)
    try:
        rounds.accept_with_new_account(expert, (form.name.data or "").strip(), form.email.data or "", form.password.data or "")
    except rounds.EmailTaken:
        form.email.errors = ["这个邮箱已经注册过账号。如果是您的专家账号，请登录后接受邀请；否则请换一个邮箱"]
        return _invitation_page(expert, form)
    except RoundRefused as refused:
        return _invitation_page(expert, form, str(refused))
    sessions.begin(*accounts.sign_in(form.email.data or "", form.password.data or "", request.remote_addr or ""))
    return done("已接受邀请。分配给您的申报列在下面。", url_for("expert_desk.home"))
