"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..web.access import inside_portal, public
from ..web.fragments import done, page
from . import service, sessions
from .forms import SignInForm

bp = Blueprint("accounts", __name__)
CRUMBS = [("首页", "/"), ("登录", None)]


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    return _page(SignInForm())


def _page(form: SignInForm, refusal: str = "") -> Response:
    return page(
        "accounts/sign_in.html",
        form=form,
        refusal=refusal,
        next=inside_portal(request.values.get("next", "")),
        kept=bool(request.values.get("kept")),
        crumbs=CRUMBS,
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
    except service.SignInRefused as refused:
        return _page(form, str(refused))
    sessions.begin(account, token)
    return redirect(inside_portal(request.form.get("next", "")) or url_for(account.home_endpoint), 303)


@bp.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    if current_user.is_authenticated:
        sessions.end()
    return done("您已安全退出。", url_for("public.home"))
