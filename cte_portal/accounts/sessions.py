"""Who is signed in: a token in the signed cookie, a row in the database, and an idle end by the portal's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import clock
from ..extensions import login_manager
from ..web.access import inside_portal
from ..web.fragments import asked_by_htmx
from . import service
from .models import Account

TOKEN, SEEN = "sign_in", "seen"
FORM_TOKEN = "csrf_token"  # noqa: S105  the name Flask-WTF keeps it under
MOST_KEPT = 300_000  # characters of typed text kept for a person whose session was over


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


def end() -> None:
    """Sign out. The cookie goes on naming the ended session, so that a form left open elsewhere is kept, not lost."""
    if current_user.is_authenticated and TOKEN in session:
        service.sign_out(session[TOKEN], by=current_user)


def _load(_: object) -> Account | None:
    """The account signed in; remembers in `g` whose session it was when it is over."""
    token = session.get(TOKEN)
    signed_in = service.session_of(token) if token else None
    if signed_in is None:
        return None
    idle = timedelta(minutes=current_app.config["SETTINGS"].idle_minutes)
    if signed_in.ended_at is not None or clock.now().timestamp() - session.get(SEEN, 0) > idle.total_seconds():
        g.over_for = signed_in.account_id
        return None
    return signed_in.account


def _unauthorised() -> BaseResponse:
    """Ask to sign in, keeping what was typed when it was a session that had ended."""
    if request.method == "GET":
        return _ask_to_sign_in(request.full_path.rstrip("?"))
    target = inside_portal(request.form.get("back", "")) or request.path
    if g.get("over_for") and sum(len(text) for texts in request.form.listvalues() for text in texts) <= MOST_KEPT:
        service.keep_input(g.over_for, target, request.form.to_dict(flat=False))
        return _ask_to_sign_in(target, kept=1)
    return _ask_to_sign_in(target)


def _ask_to_sign_in(target: str, **arguments: Any) -> BaseResponse:
    address = url_for("accounts.sign_in", next=target, **arguments)
    return Response(headers={"HX-Redirect": address}) if asked_by_htmx() else redirect(address, 303)


def _touch(response: Response) -> Response:
    if TOKEN in session and current_user.is_authenticated:
        session[SEEN] = clock.now().timestamp()
    return response


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.request_loader(_load)
    login_manager.unauthorized_handler(_unauthorised)
    app.after_request(_touch)
