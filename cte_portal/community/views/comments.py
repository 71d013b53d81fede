"""What the applicant does about officers' comments: answers and ticks."""

from __future__ import annotations

from flask import Response, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...accounts import service as accounts
from ...roles import AUTHORS
from ...web.access import inside_portal, must_edit, requires
from ...web.fragments import done, page
from .. import comments as rules
from .. import queries
from ..models import Application, PlaceComment
from ..service import comments
from . import bp
from .addresses import crumbs, place_url


def _comment(application: Application, identity: int) -> PlaceComment:
    """The comment, for somebody who edits its place."""
    found = queries.comment(application, identity) or abort(404)
    must_edit(application, found.place.split("/")[0])
    return found


@bp.get("/applications/<int:application_id>/comments/<int:comment_id>")
@requires(*AUTHORS, of="application")
def comment(application: Application, comment_id: int) -> Response:
    """One comment and its answer, on a page of its own."""
    found = _comment(application, comment_id)
    kept = accounts.kept_input(current_user, request.path) or {}
    text, shown = "".join(kept.get("answer", ())), "".join(kept.get("shown", ()))
    return _page(application, found, text or found.answer, shown)


def _page(application: Application, found: PlaceComment, text: str, shown: str = "", problem: str = "") -> Response:
    return page(
        "community/comment.html",
        fragment="community/_comment.html",
        status=409 if problem else 200,
        application=application,
        comment=found,
        text=text,
        shown=shown or rules.mark_of(found.answer),
        most=rules.LONGEST_ANSWER,
        problem_text=problem,
        place_url=place_url(application, found.place),
        crumbs=crumbs(application, "答复意见"),
    )


@bp.post("/applications/<int:application_id>/comments/<int:comment_id>")
@requires(*AUTHORS, of="application")
def answer_comment(application: Application, comment_id: int) -> BaseResponse:
    """Answer an officer's comment, tick it off as dealt with, or take the tick back."""
    found = _comment(application, comment_id)
    text = request.form.get("answer", found.answer)
    done_now = request.form["done"] == "yes" if "done" in request.form else found.done_at is not None
    try:
        comments.answer(application, found, text, done_now, request.form.get("shown", ""), current_user)
    except comments.AnswerRefused as refused:
        return _page(application, found, text, problem=str(refused))
    came_from = inside_portal(request.form.get("came_from", ""))
    return done("已记录对意见的答复。", f"{came_from}#comment-{found.id}" if came_from else place_url(application, found.place))
