"""People and organisations, as the administrator keeps them."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock, mail
from ...accounts import service as accounts
from ...accounts.invitations import queries as invitation_queries
from ...accounts.invitations import service as invitations
from ...accounts.invitations.models import AccountInvitation
from ...accounts.invitations.service import InvitationRefused
from ...accounts.invitations.views import handed_over
from ...accounts.models import Account, Organisation, RegistrationState
from ...accounts.own import service as own_account
from ...catalogue.places import recommending_provinces
from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.paging import asked_page
from . import queries, service
from .forms import InviteForm
from .service import PeopleRefused

bp = Blueprint("people", __name__)
HOME = ("首页", "/")
LONGEST = 60


@bp.get("/admin/people")
@requires(Role.ADMINISTRATOR)
def people() -> Response:
    asked = request.args
    role = next((one for one in Role if one.value == asked.get("role")), None)
    sought = queries.SoughtPerson(role, asked.get("text", "").strip()[:LONGEST], bool(asked.get("disabled")))
    return page(
        "admin/people/people.html",
        found=queries.people(sought, asked_page()),
        sought=sought,
        roles=Role,
        waiting=invitation_queries.waiting(clock.now()),
        link_of=invitations.link_of,
        crumbs=[HOME, ("人员", None)],
    )


@bp.get("/admin/people/invite")
@requires(Role.ADMINISTRATOR)
def invite() -> Response:
    return _invite_page(InviteForm(formdata=None))


def _invite_page(form: InviteForm) -> Response:
    crumbs = [HOME, ("人员", url_for("people.people")), ("邀请", None)]
    return page(
        "admin/people/invite.html", form=form, bureaus=queries.bureaus(), mails=mail.configured(), crumbs=crumbs, status=422 if form.errors else 200
    )


@bp.post("/admin/people/invite")
@requires(Role.ADMINISTRATOR)
def invited() -> BaseResponse:
    form = InviteForm()
    if not form.validate_on_submit():
        return _invite_page(form)
    try:
        made = service.invite(
            form.name.data or "",
            form.email.data or "",
            Role(form.role.data),
            current_user,
            province=form.province.data or "",
            city=(form.city.data or "").strip(),
            bureau=form.bureau.data or "",
        )
    except PeopleRefused as refused:
        form.bureau.errors = [str(refused)]
        return _invite_page(form)
    except InvitationRefused as refused:
        form.email.errors = [str(refused)]
        return _invite_page(form)
    return done(handed_over(made), url_for("people.people"))


@bp.post("/admin/people/<int:account_id>/reset")
@requires(Role.ADMINISTRATOR, of="account")
def reset(account: Account) -> BaseResponse:
    try:
        made = invitations.reset(account, current_user)
    except InvitationRefused as refused:
        return failed(str(refused), url_for("people.people"))
    return done(handed_over(made), url_for("people.people"))


@bp.post("/admin/people/<int:account_id>/switch-off")
@requires(Role.ADMINISTRATOR, of="account")
def switch_off(account: Account) -> BaseResponse:
    back = request.form.get("back", "") if request.form.get("back", "").startswith("/admin/") else url_for("people.people")
    try:
        service.switch_off(account, request.form.get("reason", ""), current_user)
    except PeopleRefused as refused:
        return failed(str(refused), back)
    return done(f"已停用{account.name}的账号。", back, undo=url_for("people.switch_on", account_id=account.id))


@bp.post("/admin/people/<int:account_id>/erase")
@requires(Role.ADMINISTRATOR, of="account")
def erase(account: Account) -> BaseResponse:
    try:
        service.erase(account, current_user)
    except PeopleRefused as refused:
        return failed(str(refused), url_for("people.people"))
    return done(f"已删除{account.name}的电话、邮箱和登录信息。", url_for("people.people"))


@bp.post("/admin/people/<int:account_id>/second-factor/off")
@requires(Role.ADMINISTRATOR, of="account")
def second_factor_off(account: Account) -> BaseResponse:
    """For somebody who lost the telephone and the recovery codes; it is set up anew on the next signing in."""
    own_account.take_off_for(account, current_user)
    return done(f"已取消{account.name}的动态验证码，请本人登录后重新设置。", url_for("people.people", text=account.email))


@bp.post("/admin/people/<int:account_id>/switch-on")
@requires(Role.ADMINISTRATOR, of="account")
def switch_on(account: Account) -> BaseResponse:
    accounts.switch_on(account, current_user)
    return done(f"已恢复{account.name}的账号。", url_for("people.people", text=account.email))


@bp.post("/admin/people/invitations/<int:account_invitation_id>/withdraw")
@requires(Role.ADMINISTRATOR, of="account_invitation")
def withdraw(account_invitation: AccountInvitation) -> BaseResponse:
    invitations.withdraw(account_invitation, current_user)
    return done(f"给“{account_invitation.name}”的链接已作废。", url_for("people.people"))


@bp.get("/admin/organisations")
@requires(Role.ADMINISTRATOR)
def organisations() -> Response:
    asked = request.args
    sought = queries.SoughtOrganisation(
        text=asked.get("text", "").strip()[:LONGEST],
        province=asked.get("province") if asked.get("province") in recommending_provinces() else None,
        state=next((one for one in RegistrationState if one.value == asked.get("state")), None),
        disabled=bool(asked.get("disabled")),
    )
    return page(
        "admin/people/organisations.html",
        found=queries.organisations(sought, asked_page()),
        sought=sought,
        provinces=recommending_provinces(),
        states=RegistrationState,
        crumbs=[HOME, ("单位", None)],
    )


@bp.post("/admin/organisations/<int:listed_organisation_id>/close")
@requires(Role.ADMINISTRATOR, of="listed_organisation")
def close(listed_organisation: Organisation) -> BaseResponse:
    here = url_for("people.organisations", text=listed_organisation.uscc)
    try:
        service.close(listed_organisation, request.form.get("reason", ""), current_user)
    except PeopleRefused as refused:
        return failed(str(refused), here)
    undo = url_for("people.open_again", listed_organisation_id=listed_organisation.id)
    return done(f"已停用{listed_organisation.name}，该单位的人员不能登录。", here, undo=undo)


@bp.post("/admin/organisations/<int:listed_organisation_id>/open")
@requires(Role.ADMINISTRATOR, of="listed_organisation")
def open_again(listed_organisation: Organisation) -> BaseResponse:
    service.open_again(listed_organisation, current_user)
    return done(f"已恢复{listed_organisation.name}。", url_for("people.organisations", text=listed_organisation.uscc))
