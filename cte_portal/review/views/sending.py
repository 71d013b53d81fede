"""How a decision goes out: shown as the applicant will read it, then sent; refused where things are not so any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from ... import mail
from ...community import queries as community
from ...community.models import Application, Transition
from ...community.service.announcements import to_applicant
from ...community.service.before_deciding import Overtaken, Writes, must_be_as_seen, rehearse
from ...community.service.lifecycle import ActionRefused
from ...community.workflow import COOLING_OFF, DECISIONS
from ...web.fragments import done, page
from ...web.limits import whole
from ..queue.views.listing import list_left, next_in_list
from .dossier import HOME, dossier_context

CONFIRMED, CHANGE = "confirmed", "change"  # the two buttons of the page that shows the message
NOT_TYPED = ("csrf_token", CONFIRMED, CHANGE)
Again = Callable[[str | ActionRefused], Response]  # the form once more, with what was typed and why it was not taken


def decision_page(template: str, application: Application, form: FlaskForm, problem: str | ActionRefused = "", **more: Any) -> Response:
    """The form of a decision. It carries the latest step that the officer saw; `newer`: the one that came after it."""
    context = dossier_context(application)
    context["crumbs"] = _crumbs(application)
    context["seen"] = seen() or context["timeline_steps"][0].id
    context["newer"] = problem.now if isinstance(problem, Overtaken) else None
    status = 422 if form.errors or problem else 200
    return page(template, form=form, problem_text=str(problem), status=status, **context, **more)


def _crumbs(application: Application) -> list[tuple[str, str | None]]:
    dossier = (application.community.name, url_for("review.dossier", application_id=application.id))
    return [HOME, ("申报审核", list_left()), dossier]


def seen() -> int | None:
    """The latest step of the application that the officer knows of: of the opened page, or looked at since."""
    return request.form.get("seen_now", type=whole) or request.form.get("seen", type=whole)


def overtaken(application: Application) -> Overtaken | None:
    """What happened since the officer opened the page and goes before whatever else is wrong with the form."""
    try:
        must_be_as_seen(application, seen())
    except Overtaken as refused:
        return refused
    return None


def show_or_send(
    application: Application,
    label: str,
    again: Again,
    decision: Callable[[], Transition],
    sent: Callable[[Transition], BaseResponse],
    minutes: int = COOLING_OFF.seconds // 60,
    writes: Writes = to_applicant,
    told: str = "",
) -> BaseResponse:
    """First the message as the applicant will get it, on a page of its own; once that is confirmed, the decision itself.

    `minutes`: how long it may be taken back; 0: not at all. `writes`, `told`: whose message is shown, where it is not the applicant's.
    """
    if CHANGE in request.form:
        return again("")
    try:
        if CONFIRMED in request.form:
            return sent(decision())
        message = rehearse(decision, application, current_user, writes)
    except ActionRefused as refused:
        return again(refused)
    return page(
        "review/confirm.html",
        application=application,
        label=label,
        message=message,
        told=told or f"申报单位“{application.organisation.name}”",
        typed=[(name, text) for name, texts in request.form.lists() if name not in NOT_TYPED for text in texts],
        by_mail=mail.configured(),
        minutes=minutes,
        crumbs=_crumbs(application),
    )


def sent_out(message: str, application: Application, transition: Transition, url: str) -> BaseResponse:
    """What the page after a decision says: how to take it back, for as long as there is time, and which dossier is next in the list."""
    next_id = next_in_list(application)
    following = community.application(next_id) if next_id else None
    onward = (f"下一份：{following.community.name} →", url_for("review.dossier", application_id=following.id)) if following else None
    if transition.action not in DECISIONS:
        return done(message, url, onward=onward)
    back = url_for("review.take_back", application_id=application.id)
    return done(message, url, undo=back, undo_label=f"收回意见（{transition.at + COOLING_OFF:%H:%M:%S} 前）", onward=onward)
