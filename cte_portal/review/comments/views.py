"""The comment box at each place of the dossier: opened in the page by HTMX, on a page of its own without JavaScript."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...accounts import service as accounts
from ...community.comments import called, mark_of, there
from ...community.models import Application
from ...roles import READERS, Role
from ...web.access import requires
from ...web.fragments import asked_by_htmx, done, page
from .. import reading
from ..queue.views.listing import list_left
from . import queries, rules, service
from .rules import Hand

bp = Blueprint("draft_comments", __name__, url_prefix="/review/<int:application_id>/comments")

WAITS = "申报单位已撤回或正在修改，这条意见已存为草稿，再次提交后仍在这里。"


@bp.get("/<path:place>")
@requires(*READERS, of="application")
def comment(application: Application, place: str) -> Response:
    """The box, with the draft that stands there; `closed`: only the draft."""
    if request.args.get("closed"):
        return _page(application, place, editing=False)
    kept = accounts.kept_input(current_user, request.path) or {}
    return _page(application, place, editing=True, typed="".join(kept.get("text", ())) or None, shown="".join(kept.get("shown", ())))


@bp.post("/<path:place>")
@requires(*READERS, of="application")
def put(application: Application, place: str) -> BaseResponse:
    """Keep the comment, take it away (`remove`), or bring it back (`restore`)."""
    if "remove" in request.form:
        service.remove(application, place, current_user)
        return _changed(application, place, "已删除这条意见草稿。", removed=True)
    if "restore" in request.form or "restore" in request.args:
        service.restore(application, place, current_user)
        return _changed(application, place, "已恢复这条意见草稿。")
    text = request.form.get("text", "")
    try:
        service.put(application, place, text, current_user, request.form.get("shown"))
    except service.CommentRefused as refused:
        return _page(application, place, editing=True, typed=text, problem=str(refused))
    return _changed(application, place, _told(application))


def _told(application: Application) -> str:
    """What the officer should know beside that the comment is kept."""
    if service.hand(application, current_user) is Hand.APPLICANT:
        return WAITS
    version = reading.version_read(application)
    if version and request.form.get("version", str(version.number)) != str(version.number):
        return f"意见已存为草稿。您填写期间，申报单位重新提交了第 {version.number} 版，请刷新页面核对。"
    if current_user.role is Role.CITY_OFFICER:
        return "意见已存为草稿，提出初审意见时一并交省级。"
    return "意见已存为草稿，退回修改时一并发出。"


def _changed(application: Application, place: str, message: str, *, removed: bool = False) -> BaseResponse:
    if asked_by_htmx():
        return _page(application, place, editing=False, message=message, removed=removed)
    undo = url_for("draft_comments.put", application_id=application.id, place=place, restore=1) if removed else None
    return done(message, dossier_url(application, place), undo)


def dossier_url(application: Application, place: str) -> str:
    """The dossier, at the place."""
    return url_for("review.dossier", application_id=application.id, _anchor=place.replace("/", "-"))


def _page(application: Application, place: str, *, editing: bool, typed: str | None = None, problem: str = "", **more: Any) -> Response:
    content = reading.content_read(application, current_user) or abort(404)
    drafts = queries.drafts(application, current_user.authority_id)
    draft = next((one for one in drafts if one.place == place), None)
    if there(content, place) is None and draft is None and not problem:
        abort(404)
    version = reading.version_read(application)
    hand = service.hand(application, current_user)
    context: dict[str, Any] = {"message": "", "removed": False, "shown": "", **more}
    context["shown"] = mark_of(draft.text if draft else "") if problem or not context["shown"] else context["shown"]
    return page(
        "review/comment.html",
        fragment="review/_comment_slot.html",
        status=409 if problem else 200,
        application=application,
        place=place,
        words=called(content, place),
        draft=draft,
        drafts=drafts,
        editing=editing and (hand is not Hand.OVER or typed is not None),
        typed=typed,
        problem_text=problem,
        hand=hand,
        most=rules.LONGEST,
        version_number=version.number if version else 0,
        inline=asked_by_htmx(),
        says=url_for("draft_comments.comment", application_id=application.id, place="x").removesuffix("x"),
        back=dossier_url(application, place),
        crumbs=[
            ("首页", "/"),
            ("申报审核", list_left()),
            (application.community.name, dossier_url(application, "")),
            ("写意见", None),
        ],
        **context,
    )
