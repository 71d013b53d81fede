"""The people of one's own organisation: invited, switched off, switched on."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...accounts.invitations import service as invitations
from ...accounts.invitations.models import AccountInvitation
from ...accounts.invitations.views import handed_over
from ...accounts.models import Account
from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, failed
from ..forms import ColleagueForm
from ..views import own_page
from . import service

bp = Blueprint("own_people", __name__)


@bp.post("/registration/people/invite")
@requires(Role.APPLICANT)
def invite() -> BaseResponse:
    form = ColleagueForm()
    if not form.validate_on_submit():
        return own_page(colleague_form=form)
    try:
        made = service.invite(current_user.organisation, form.name.data or "", form.email.data or "", current_user)
    except (service.PersonRefused, invitations.InvitationRefused) as refused:
        form.email.errors = [str(refused)]
        return own_page(colleague_form=form)
    return done(handed_over(made), url_for("registration.own"))


@bp.post("/registration/invitations/<int:colleague_invitation_id>/withdraw")
@requires(Role.APPLICANT, of="colleague_invitation")
def withdraw(colleague_invitation: AccountInvitation) -> BaseResponse:
    invitations.withdraw(colleague_invitation, current_user)
    return done(f"给“{colleague_invitation.name}”的链接已作废。", url_for("registration.own"))


@bp.post("/registration/people/<int:colleague_id>/switch-off")
@requires(Role.APPLICANT, of="colleague")
def switch_off(colleague: Account) -> BaseResponse:
    here = url_for("registration.own")
    try:
        service.switch_off(colleague, current_user)
    except service.PersonRefused as refused:
        return failed(str(refused), here)
    return done(f"已停用{colleague.name}的账号。", here, undo=url_for("own_people.switch_on", colleague_id=colleague.id))


@bp.post("/registration/people/<int:colleague_id>/switch-on")
@requires(Role.APPLICANT, of="colleague")
def switch_on(colleague: Account) -> BaseResponse:
    here = url_for("registration.own")
    try:
        service.switch_on(colleague, current_user)
    except service.PersonRefused as refused:
        return failed(str(refused), here)
    return done(f"已恢复{colleague.name}的账号。", here)
