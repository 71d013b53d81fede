"""The applicant's page of co-editors, the invitation as the invited sees it, and the co-editor's own pages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import links, mail
from ...accounts import service as accounts
from ...accounts import sessions
from ...roles import Role
from ...web.access import public, requires
from ...web.codes import CodePage
from ...web.editions import edition_of
from ...web.fragments import done, failed, page
from ...web.guessing import slows_guessing
from .. import queries as community
from ..models import Application
from ..views.addresses import crumbs
from . import queries, rules, service
from .forms import AccountForm, InviteForm
from .models import CoEditor, Invitation

bp = Blueprint("co_editing", __name__)
HOME = ("首页", "/")


def _url(application: Application) -> str:
    return url_for("co_editing.co_editors", application_id=application.id)


@bp.get("/applications/<int:application_id>/co-editors")
@requires(Role.APPLICANT, of="application")
def co_editors(application: Application) -> Response:
    return _page(application, InviteForm(edition_of(application)))


def _page(application: Application, form: InviteForm) -> Response:
    edition = edition_of(application)
    return page(
        "co_editing/co_editors.html",
        application=application,
        standings=queries.standings(application, community.content_of(application)),
        unit_title=lambda co_editor: edition.by_key[co_editor.unit].title,
        part_words=lambda co_editor: rules.part_words(edition, co_editor.parts),
        link_of=service.link_of,
        code_of=service.code_of,
        enter_at=links.address(url_for("co_editing.enter_code")),
        mail_on=mail.configured(),
        form=form,
        crumbs=crumbs(application, "协作人员"),
        status=422 if form.errors else 200,
    )


@bp.post("/applications/<int:application_id>/co-editors")
@requires(Role.APPLICANT, of="application")
def invite(application: Application) -> BaseResponse:
    form = InviteForm(edition_of(application))
    if not form.validate_on_submit():
        return _page(application, form)
    unit = form.unit.data
    given = service.Given(
        name=(form.name.data or "").strip(),
        unit=unit,
        email=form.email.data or "",
        parts=[unit, *(form.parts.data or [])],
        reads_rest=bool(form.reads_rest.data),
    )
    return done(_handed_over(service.invite(application, given, current_user)), _url(application))


def _handed_over(co_editor: CoEditor) -> str:
    """How the link gets to the one invited."""
    if mail.configured() and co_editor.email:
        return f"已邀请“{co_editor.name}”，邀请邮件正在发往 {co_editor.email}。也可以把下面的链接直接交给对方。"
    return f"已邀请“{co_editor.name}”。请把下面的链接或邀请码交给对方本人，14 天内有效。"


def _co_editor(application: Application, identity: int) -> CoEditor:
    return queries.co_editor(application, identity) or abort(404)


@bp.post("/applications/<int:application_id>/co-editors/<int:co_editor_id>/withdraw")
@requires(Role.APPLICANT, of="application")
def withdraw(application: Application, co_editor_id: int) -> BaseResponse:
    co_editor = _co_editor(application, co_editor_id)
    service.withdraw(co_editor, current_user)
    return done(f"已撤回对“{co_editor.name}”的邀请，对方不能再查看和填写。已填写的内容保留。", _url(application))


@bp.post("/applications/<int:application_id>/co-editors/<int:co_editor_id>/invite-again")
@requires(Role.APPLICANT, of="application")
def invite_again(application: Application, co_editor_id: int) -> BaseResponse:
    co_editor = _co_editor(application, co_editor_id)
    service.invite_again(co_editor, current_user)
    return done(_handed_over(co_editor), _url(application))


@bp.get("/invitations")
@slows_guessing
@public
def enter_code() -> BaseResponse:
    """Where a code that came by telephone is typed in."""
    return CODES.asked()


def _invitation_url(invitation: Invitation) -> str:
    return url_for("co_editing.invitation", code=service.code_of(invitation))


CODES = CodePage(
    "co_editing/enter_code.html",
    [HOME, ("协作邀请", None)],
    "没有这个邀请码。请对照收到的链接或邀请码重新输入；如果无误，请联系邀请您的单位重新发送。",
    service.open_invitation,
    _invitation_url,
)


@bp.get("/invitations/<code>")
@slows_guessing
@public
def invitation(code: str) -> Response:
    found = service.open_invitation(code)
    if found is None:
        return CODES.wrong_code(code)
    return _invitation_page(found, AccountForm(data={"name": found.co_editor.name, "email": found.co_editor.email}))


def _invitation_page(invitation: Invitation, form: AccountForm, problem: str | None = None) -> Response:
    co_editor = invitation.co_editor
    edition = edition_of(co_editor.application)
    problem = problem or service.why_not(invitation)
    return page(
        "co_editing/invitation.html",
        invitation=invitation,
        co_editor=co_editor,
        application=co_editor.application,
        code=service.code_of(invitation),
        unit_title=edition.by_key[co_editor.unit].title,
        parts=rules.part_words(edition, co_editor.parts),
        problem=problem,
        ready=current_user.is_authenticated and current_user.role is Role.CO_EDITOR,
        form=form,
        crumbs=[HOME, ("协作邀请", None)],
        status=410 if problem else 422 if form.errors else 200,
    )


@bp.post("/invitations/<code>/accept")
@slows_guessing
@requires(Role.CO_EDITOR)
def accept(code: str) -> BaseResponse:
    found = service.open_invitation(code)
    if found is None:
        return CODES.wrong_code(code)
    try:
        co_editor = service.accept(found, current_user)
    except service.InvitationRefused as refused:
        return _invitation_page(found, AccountForm(formdata=None), str(refused))
    return _welcome(co_editor)


def _welcome(co_editor: CoEditor) -> BaseResponse:
    return done("已接受邀请。请填写您负责的栏目，填好后确认本单位信息。", url_for("community.tasks", application_id=co_editor.application_id))


@bp.post("/invitations/<code>/account")
@slows_guessing
@public
def new_account(code: str) -> BaseResponse:
    """Make an account, sign in with it, and accept."""
    found = service.open_invitation(code)
    if found is None:
        return CODES.wrong_code(code)
    form = AccountForm()
    if not form.validate_on_submit():
        return _invitation_page(found, form)
    try:
        co_editor = service.accept_with_new_account(found, (form.name.data or "").strip(), form.email.data or "", form.password.data or "")
    except service.EmailTaken:
        form.email.errors = ["这个邮箱已经注册过账号。如果是您的协作账号，请在下面登录后接受邀请；否则请换一个邮箱"]
        return _invitation_page(found, form)
    except service.InvitationRefused as refused:
        return _invitation_page(found, form, str(refused))
    sessions.begin(*accounts.sign_in(form.email.data or "", form.password.data or "", request.remote_addr or ""))
    return _welcome(co_editor)


@bp.get("/shared")
@requires(Role.CO_EDITOR)
def home() -> Response:
    """The co-editor's desk: what it was given to work on."""
    parts: dict[Application, set[str]] = {}
    for co_editor in queries.given_to(current_user):
        parts.setdefault(co_editor.application, set()).update(co_editor.parts)
    given = [(application, rules.part_words(edition_of(application), keys)) for application, keys in parts.items()]
    return page("co_editing/home.html", given=given, crumbs=[HOME, ("我的协作", None)])


@bp.post("/applications/<int:application_id>/own-part")
@requires(Role.CO_EDITOR, of="application")
def confirm_part(application: Application) -> BaseResponse:
    tasks = url_for("community.tasks", application_id=application.id)
    try:
        service.confirm_part(application, current_user)
    except service.PartNotReady as refused:
        return failed(str(refused), tasks)
    return done("已确认本单位信息。以后这些栏目有改动时，需要重新确认。", tasks)
