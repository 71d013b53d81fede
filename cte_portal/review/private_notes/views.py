"""Private notes are read on the dossier; here they are written and taken back."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...accounts import service as accounts
from ...community.models import Application
from ...roles import READERS
from ...web.access import requires
from ...web.fragments import done, failed, page
from ..queue.views.listing import list_left
from . import queries, service

bp = Blueprint("private_notes", __name__, url_prefix="/review/<int:application_id>/notes")


def _dossier(application: Application) -> str:
    return url_for("review.dossier", application_id=application.id, _anchor="notes")


@bp.get("")
@requires(*READERS, of="application")
def notes(application: Application) -> Response:
    """The notes on a page of their own, where one was not taken or a session had ended."""
    kept = accounts.kept_input(current_user, request.path) or {}
    return _page(application, "".join(kept.get("text", ())))


def _page(application: Application, text: str, problem: str = "") -> Response:
    return page(
        "review/notes.html",
        status=422 if problem else 200,
        application=application,
        notes=queries.notes_of(application, current_user),
        text=text,
        problem_text=problem,
        crumbs=[
            ("首页", "/"),
            ("申报审核", list_left()),
            (application.community.name, _dossier(application)),
            ("内部记录", None),
        ],
    )


@bp.post("")
@requires(*READERS, of="application")
def add(application: Application) -> BaseResponse:
    text = request.form.get("text", "")
    try:
        service.add(application, text, current_user, request.path)
    except service.NoteRefused as refused:
        return _page(application, text, str(refused))
    return done("已记录。内部记录只有本单位的审核人员能看到。", _dossier(application))


@bp.post("/<int:note_id>/remove")
@requires(*READERS, of="application")
def remove(application: Application, note_id: int) -> BaseResponse:
    found = queries.note(application, current_user, note_id) or abort(404)
    try:
        service.remove(found, current_user)
    except service.NoteRefused as refused:
        return failed(str(refused), _dossier(application))
    return done("已删除这条内部记录。", _dossier(application))
