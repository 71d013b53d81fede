"""Who is signed in: a token in the signed cookie, a row in the database, and an idle end by the portal's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from .. import clock
from ..extensions import db, login_manager
from ..web.access import inside_portal
from ..web.errors import error_page
from ..web.fragments import asked_by_htmx, failed
from . import service
from .models import Account

TOKEN, SEEN = "sign_in", "seen"
FORM_TOKEN = "csrf_token"  # noqa: S105  the name Flask-WTF keeps it under
EXPECTED = "expected"
OLD_PASSWORD = "old_password"  # noqa: S105  it must be changed first
CODE_WITHIN = 300  # seconds between the password and the code
MOST_KEPT = 300_000  # characters of typed text kept for a person whose session was over
WARNED = 120  # seconds before the end

View = TypeVar("View", bound=Callable[..., Any])


def sent_by_the_page(view: View) -> View:
    """An open page calls this route of itself: that does not count as somebody being there."""
    view.sent_by_the_page = True  # type: ignore[attr-defined]
    return view


def begin(account: Account, token: str) -> None:
    """Start the session of somebody who has just signed in.

    Forms this person still has open from the session before stay valid: what was typed into them can be saved.
    """
    before = service.session_of(session[TOKEN]) if TOKEN in session else None
    form_token = session.get(FORM_TOKEN) if before and before.account_id == account.id else None
    session.clear()
    if form_token:
        session[FORM_TOKEN] = form_token
    session[TOKEN] = token
    session[SEEN] = clock.now().timestamp()
    if service.password_is_old(account):
        session[OLD_PASSWORD] = True


def expect_code(account: Account) -> None:
    """The password of this person was right; the code of the second factor comes next."""
    session[EXPECTED] = [account.id, clock.now().timestamp()]


def expected() -> Account | None:
    """Whose code comes next; None when nobody's, or the password was given too long ago."""
    identity, since = session.get(EXPECTED, (0, 0.0))
    return db.session.get(Account, identity) if 0 <= clock.now().timestamp() - since <= CODE_WITHIN else None


def end() -> None:
    """Sign out. The cookie goes on naming the ended session, so that a form left open elsewhere is kept, not lost."""
    if current_user.is_authenticated and TOKEN in session:
        service.sign_out(session[TOKEN], by=current_user)


def idle_seconds() -> int:
    """After so long without a request a session is over."""
    return int(current_app.config["SETTINGS"].idle_minutes) * 60


def _ends_at(started: datetime) -> float:
    """When the session is over if nothing is done: idle for too long, or going on for too long."""
    seen: float = session.get(SEEN, 0)
    return min(seen + idle_seconds(), started.timestamp() + int(current_app.config["SETTINGS"].session_hours) * 3600)


def _too_long(started: datetime) -> bool:
    return clock.now().timestamp() > _ends_at(started)


def seconds_left() -> int:
    """Until the session is over, if nothing is done; 0 when it is."""
    signed_in = g.get("signed_in") if current_user.is_authenticated else None
    return max(0, round(_ends_at(signed_in.started_at) - clock.now().timestamp())) if signed_in else 0


def ended_account() -> Account | None:
    """Whose session it was that is over now; None while one is signed in, or never was."""
    return None if current_user.is_authenticated else g.get("over_for")


def _load(_: object) -> Account | None:
    """The account signed in; remembers in `g` whose session it was when it is over."""
    token = session.get(TOKEN)
    signed_in = service.session_of(token) if token else None
    if signed_in is None:
        return None
    if signed_in.ended_at is not None or _too_long(signed_in.started_at):
        g.over_for = signed_in.account
        return None
    if signed_in.account.switched_off:
        return None
    g.signed_in = signed_in
    return signed_in.account


def _unauthorised() -> BaseResponse:
    """Ask to sign in, keeping what was typed when it was a session that had ended; on the spot where HTMX can."""
    target = request.full_path.rstrip("?") if request.method == "GET" else _page_of_the_form()
    kept = request.method != "GET" and _kept_for(ended_account(), target)
    if asked_by_htmx() and ended_account():
        response = make_response(render_template("accounts/_session.html", left=0, account=ended_account(), kept=kept))
        response.headers.update({"HX-Retarget": "#session", "HX-Reswap": "innerHTML"})
        return response
    return _ask_to_sign_in(target, kept=1) if kept else _ask_to_sign_in(target)


def _page_of_the_form() -> str:
    return inside_portal(request.form.get("back", "")) or request.path


def _kept_for(account: Account | None, target: str) -> bool:
    """Keep what was typed for this person and page, within reason."""
    if account is None or sum(len(text) for texts in request.form.listvalues() for text in texts) > MOST_KEPT:
        return False
    service.keep_input(account.id, target, request.form.to_dict(flat=False))
    return True


def _form_token_over(error: CSRFError) -> Any:
    """The page stood open too long: keep what was typed on it, and put it back on a fresh one.

    Only what one of our own pages sent is kept; a form on somebody else's page would carry another origin.
    """
    sender = urlsplit(request.headers.get("Origin") or request.referrer or "").netloc
    account = current_user._get_current_object() if current_user.is_authenticated else ended_account()
    target = inside_portal(request.form.get("back", ""))
    if sender != request.host or target is None or not _kept_for(account, target):
        return error_page(400)
    if current_user.is_authenticated:
        answer = failed("页面放置太久，刚才没有保存成功。填写的内容已放回下面，请核对后再保存。", target)
        return Response(headers={"HX-Redirect": target}) if asked_by_htmx() else answer
    return _unauthorised()


def _ask_to_sign_in(target: str, **arguments: Any) -> BaseResponse:
    address = url_for("accounts.sign_in", next=target, **arguments)
    return Response(headers={"HX-Redirect": address}) if asked_by_htmx() else redirect(address, 303)


def _touch(response: Response) -> Response:
    by_itself = getattr(current_app.view_functions.get(request.endpoint or ""), "sent_by_the_page", False)
    if TOKEN in session and not by_itself and current_user.is_authenticated:
        session[SEEN] = clock.now().timestamp()
    return response


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.request_loader(_load)
    login_manager.unauthorized_handler(_unauthorised)
    app.register_error_handler(CSRFError, _form_token_over)
    app.after_request(_touch)

    @app.template_global()
    def seconds_to_warning() -> int:
        return max(1, seconds_left() - WARNED)
