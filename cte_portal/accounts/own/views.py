"""账号安全: one's password, sessions and second factor."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Flask, Response, current_app, request, session, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from ...extensions import limiter
from ...roles import Role
from ...web.access import requires
from ...web.fragments import asked_by_htmx, done, failed, page
from ...web.limits import whole
from .. import service as accounts
from ..sessions import OLD_PASSWORD, TOKEN
from . import queries, rules, second_factor, service
from .forms import ChangePasswordForm, KnownForm, SetUpForm
from .service import OwnRefused

bp = Blueprint("own_account", __name__, url_prefix="/account")
HOME = ("首页", "/")
CANDIDATE = "second_factor"  # the sealed secret that is being set up, in the session
GUESSES = "20 per hour"
WITHOUT = frozenset(("own_account", "accounts", "web"))  # what may be done before the second factor is set up


@bp.get("")
@requires(*Role)
def show() -> Response:
    return _page()


def _page(password_form: ChangePasswordForm | None = None, known_form: KnownForm | None = None, problem: str = "") -> Response:
    here = accounts.session_of(session[TOKEN])
    form, known = password_form or ChangePasswordForm(formdata=None), known_form or KnownForm(formdata=None)
    return page(
        "accounts/own/account.html",
        form=form,
        known_form=known,
        sessions=queries.sessions(current_user),
        here=here.id if here else 0,
        codes_left=queries.codes_left(current_user),
        asked=second_factor.asked_of(current_user),
        problem_text=problem,
        crumbs=[HOME, ("账号安全", None)],
        status=422 if form.errors or known.errors or problem else 200,
    )


@bp.post("/password")
@requires(*Role)
@limiter.limit(GUESSES)
def change_password() -> BaseResponse:
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        service.change_password(current_user, form.now.data or "", form.password.data or "", session[TOKEN])
    except (OwnRefused, accounts.PasswordUsed) as refused:
        return _page(ChangePasswordForm(formdata=None), problem=str(refused))
    session.pop(OLD_PASSWORD, None)
    return done("密码已修改，其他地方的登录已结束。", url_for("own_account.show"))


@bp.post("/sessions/end")
@requires(*Role)
def end_session() -> BaseResponse:
    """One of them; or, named none, all but this one."""
    identity = request.form.get("session", 0, whole)
    try:
        service.end_session(current_user, identity) if identity else service.end_others(current_user, session[TOKEN])
    except OwnRefused as refused:
        return failed(str(refused), url_for("own_account.show"))
    return done("已结束。" if identity else "其他地方的登录已全部结束。", url_for("own_account.show"))


@bp.get("/second-factor")
@requires(*Role)
def second() -> Response:
    return _second_page(SetUpForm(formdata=None))


def _candidate() -> str:
    """The secret that is being set up, the same until it is done."""
    secret = second_factor.unseal(session.get(CANDIDATE, ""))
    if secret is None:
        secret = rules.fresh_secret()
        session[CANDIDATE] = second_factor.seal(secret)
    return secret


def _second_page(form: SetUpForm, problem: str = "") -> Response:
    secret = _candidate()
    address = rules.address(secret, current_user.email, current_app.config["SETTINGS"].site_name)
    drawn = segno.make(address, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return page(
        "accounts/own/second_factor.html",
        form=form,
        drawn=Markup(drawn),  # noqa: S704  made of squares only
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        set_up=current_user.totp_secret is not None,
        asked=second_factor.asked_of(current_user),
        problem_text=problem,
        crumbs=[HOME, ("账号安全", url_for("own_account.show")), ("动态验证码", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/second-factor")
@requires(*Role)
@limiter.limit(GUESSES)
def set_second() -> BaseResponse:
    form = SetUpForm()
    if not form.validate_on_submit():
        return _second_page(form)
    try:
        codes = service.set_up(current_user, form.known_password.data or "", _candidate(), form.code.data or "")
    except OwnRefused as refused:
        return _second_page(form, str(refused))
    session.pop(CANDIDATE, None)
    return _codes_page(codes)


def _codes_page(codes: list[str]) -> Response:
    answer = page("accounts/own/codes.html", codes=codes, crumbs=[HOME, ("账号安全", url_for("own_account.show")), ("备用码", None)])
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/recovery-codes")
@requires(*Role)
@limiter.limit(GUESSES)
def renew_codes() -> BaseResponse:
    return _knowing(lambda password: _codes_page(service.renew_codes(current_user, password)))


@bp.post("/second-factor/off")
@requires(*Role)
@limiter.limit(GUESSES)
def take_off() -> BaseResponse:
    def off(password: str) -> BaseResponse:
        service.take_off(current_user, password)
        return done("动态验证码已关闭。", url_for("own_account.show"))

    return _knowing(off)


def _knowing(then: Any) -> BaseResponse:
    form = KnownForm()
    if not form.validate_on_submit():
        return _page(known_form=form)
    try:
        answer: BaseResponse = then(form.known_password.data or "")
    except OwnRefused as refused:
        return _page(problem=str(refused))
    return answer


def _first() -> tuple[str, str] | None:
    """What this person has to do before anything else: words, and where."""
    if session.get(OLD_PASSWORD):
        return "密码已使用很久，请先修改密码，再继续办理。", url_for("own_account.show")
    if second_factor.missing(current_user):
        return "请先设置动态验证码，再继续办理。", url_for("own_account.second")
    return None


def init_app(app: Flask) -> None:
    """Who may not work with an old password or without a second factor sees to that first."""
    app.register_blueprint(bp)

    @app.before_request
    def first_of_all() -> BaseResponse | None:
        settings = app.config["SETTINGS"]
        if not (settings.asks_second_factor or settings.password_days) or request.endpoint in (None, "static") or request.blueprint in WITHOUT:
            return None
        if not current_user.is_authenticated or (asked := _first()) is None:
            return None
        words, there = asked
        return Response(headers={"HX-Redirect": there}) if asked_by_htmx() else failed(words, there)
