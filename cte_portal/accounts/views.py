"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import mail
from ..web.access import inside_portal, public
from ..web.fragments import asked_by_htmx, done, failed, page
from . import service, sessions
from .forms import SignInForm
from .models import Account
from .own.forms import CodeForm

bp = Blueprint("accounts", __name__)
CRUMBS = [("首页", "/"), ("登录", None)]


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    return _page(SignInForm())


def _page(form: SignInForm, refusal: str = "") -> Response:
    before = sessions.ended_account() if request.values.get("kept") else None
    if before and request.method == "GET":
        form.email.data = before.email
    return page(
        "accounts/sign_in.html",
        form=form,
        before=before,
        refusal=refusal,
        next=inside_portal(request.values.get("next", "")),
        kept=bool(request.values.get("kept")),
        crumbs=CRUMBS,
        mails=mail.configured(),
        status=422 if form.errors or refusal else 200,
    )


@bp.post("/sign-in")
@public
def signed_in() -> BaseResponse:
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        account, token = service.sign_in(form.email.data or "", form.password.data or "", request.remote_addr or "")
    except service.SecondFactorNeeded as needed:
        sessions.expect_code(needed.account)
        return redirect(url_for("accounts.code", next=inside_portal(request.form.get("next", ""))), 303)
    except service.SignInRefused as refused:
        return _page(form, str(refused))
    return _arrived(account, token)


def _arrived(account: Account, token: str) -> BaseResponse:
    sessions.begin(account, token)
    return redirect(inside_portal(request.form.get("next", "")) or url_for(account.home_endpoint), 303)


@bp.get("/sign-in/code")
@public
def code() -> BaseResponse:
    return _code_page(CodeForm(formdata=None)) if sessions.expected() else redirect(url_for("accounts.sign_in"), 303)


def _code_page(form: CodeForm, refusal: str = "") -> Response:
    there = inside_portal(request.values.get("next", ""))
    return page("accounts/code.html", form=form, refusal=refusal, next=there, crumbs=CRUMBS, status=422 if form.errors or refusal else 200)


@bp.post("/sign-in/code")
@public
def second_step() -> BaseResponse:
    """The second of two steps; the first is forgotten after five minutes."""
    account, form = sessions.expected(), CodeForm()
    if account is None:
        return failed("时间太久，请重新输入密码。", url_for("accounts.sign_in"))
    if not form.validate_on_submit():
        return _code_page(form)
    try:
        token = service.second_step(account, form.code.data or "", request.remote_addr or "")
    except service.SignInRefused as refused:
        return _code_page(form, str(refused))
    return _arrived(account, token)


@bp.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    if current_user.is_authenticated:
        sessions.end()
    return done("您已安全退出。", url_for("public.home"))


@bp.get("/session")
@sessions.sent_by_the_page
@public
def session_left() -> Response:
    """How the session stands: the open page asks, and warns before it ends."""
    return _session_page()


def _session_page(refusal: str = "") -> Response:
    account = current_user if current_user.is_authenticated else sessions.ended_account()
    return page(
        "accounts/session.html",
        fragment="accounts/_session.html",
        left=sessions.seconds_left(),
        account=account,
        refusal=refusal,
        crumbs=[("首页", "/"), ("登录状态", None)],
    )


@bp.post("/session")
@public
def stay() -> BaseResponse:
    """Go on: any request makes the session last, this one does nothing else."""
    if asked_by_htmx():
        return _session_page()
    return redirect(url_for("accounts.session_left"), 303)


@bp.post("/sign-in/again")
@public
def sign_in_again() -> BaseResponse:
    """The password on the spot, for the person whose session is over; the page that is open goes on as it was."""
    account = sessions.ended_account()
    if account is None:
        return redirect(url_for("accounts.sign_in"), 303)
    try:
        account, token = service.sign_in(account.email, request.form.get("password", ""), request.remote_addr or "", request.form.get("code", ""))
    except service.SecondFactorNeeded:
        return _session_page("请同时填写动态验证码。")
    except service.SignInRefused as refused:
        return _session_page(str(refused))
    sessions.begin(account, token)
    if not asked_by_htmx():
        return redirect(url_for(account.home_endpoint), 303)
    response = Response(render_template("accounts/_session.html", left=sessions.idle_seconds(), account=account, again=True))
    response.headers["HX-Trigger"] = "signedIn"
    return response
