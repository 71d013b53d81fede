"""Where somebody who was invited sets a password."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ... import mail
from ...extensions import limiter
from ...web.access import public
from ...web.codes import CodePage
from ...web.fragments import done, page
from ...web.guessing import slows_guessing
from ..service import PasswordUsed
from . import service
from .forms import ForgottenForm, PasswordForm
from .models import AccountInvitation
from .service import InvitationRefused

bp = Blueprint("invitations", __name__)
HOME = ("首页", "/")
AT_MOST = "20 per hour; 60 per day"  # letters asked for from one address

CODES = CodePage(
    "accounts/enter_code.html",
    [HOME, ("设置密码", None)],
    "没有这个链接。请对照收到的链接重新输入；如果无误，请联系发给您链接的人重新发送。",
    service.opened,
    lambda found: url_for("invitations.password", code=service.code_of(found)),
)


def handed_over(found: AccountInvitation) -> str:
    """What the one who made the link is told, above a page that shows it."""
    sent = "链接将发到对方邮箱，也列在下面。" if mail.configured() else "请把下面的链接交给本人。"
    return f"已为“{found.name}”生成链接，14 天内有效。{sent}"


@bp.after_request
def _for_nobody_else(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/staff")
@slows_guessing
@public
def enter_code() -> BaseResponse:
    return CODES.asked()


@bp.get("/staff/<code>")
@slows_guessing
@public
def password(code: str) -> Response:
    found = service.opened(code)
    return _password_page(found, PasswordForm([])) if found else CODES.wrong_code(code)


def _password_page(found: AccountInvitation, form: PasswordForm, problem: str = "") -> Response:
    problem = problem or service.why_not(found)
    status = 410 if problem else 422 if form.errors else 200
    code = service.code_of(found)
    return page("accounts/password.html", found=found, form=form, problem_text=problem, code=code, crumbs=[HOME, ("设置密码", None)], status=status)


@bp.post("/staff/<code>")
@slows_guessing
@public
def set_password(code: str) -> BaseResponse:
    found = service.opened(code)
    if found is None:
        return CODES.wrong_code(code)
    form = PasswordForm([found.name, found.email.partition("@")[0]])
    if service.why_not(found) or not form.validate_on_submit():
        return _password_page(found, form)
    try:
        service.accept(found, form.password.data or "")
    except PasswordUsed as used:
        form.password.errors = [str(used)]
        return _password_page(service.opened(code) or abort(404), form)
    except InvitationRefused as refused:
        return _password_page(service.opened(code) or abort(404), form, str(refused))
    return done("密码已设置，请登录。", url_for("accounts.sign_in"))


@bp.get("/sign-in/forgotten")
@public
def forgotten() -> Response:
    return _forgotten_page(ForgottenForm(formdata=None))


def _forgotten_page(form: ForgottenForm) -> Response:
    crumbs = [HOME, ("登录", url_for("accounts.sign_in")), ("忘记密码", None)]
    return page("accounts/forgotten.html", form=form, mails=mail.configured(), crumbs=crumbs, status=422 if form.errors else 200)


@bp.post("/sign-in/forgotten")
@limiter.limit(AT_MOST)
@public
def send_link() -> BaseResponse:
    """The answer is the same whether there is such an account or not."""
    form = ForgottenForm()
    if not mail.configured() or not form.validate_on_submit():
        return _forgotten_page(form)
    service.ask_for_link(form.email.data or "", request.remote_addr or "")
    said = "如果这个邮箱有账号，几分钟内会收到一封邮件。请在一小时内打开邮件里的链接，设置新密码。没有收到的，请查看垃圾邮件，或核对邮箱后再试。"
    return done(said, url_for("accounts.sign_in"))
