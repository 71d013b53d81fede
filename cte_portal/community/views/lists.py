"""The rows of a list: added, changed, moved, removed and brought back, in place."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...catalogue.schema import Section
from ...roles import AUTHORS
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import done
from ...web.paging import Page
from .. import queries
from ..models import Application, ListRow
from ..service import editing
from . import bp
from .editors import Attempt
from .look_up import looked_up
from .sections import conflict_page, posted, saved_by_itself, saved_status, section_or_404, section_page


@bp.post("/applications/<int:application_id>/sections/<key>/rows")
@requires(*AUTHORS, of="application", part="key")
def save_row(application: Application, key: str) -> BaseResponse:
    """Add a row, or save the one named by `row`."""
    found = section_or_404(application, key, rows=True)
    typed, base = posted(found, request.form)
    wanted = request.form.get("row", "")
    if attempt := looked_up(application, found, typed, base, wanted):
        return section_page(application, edition_of(application).page_of(found), attempt)
    if not wanted:
        row, reading = editing.add_row(application, found, typed, current_user)
        problems = reading.problems
    else:
        row = _row_or_404(application, found, wanted)
        try:
            saved = editing.save_row(application, found, row, typed, base, current_user, restore="restore" in request.form)
        except editing.RowRemoved:
            attempt = Attempt(found, typed, base, wanted, removed=True)
            return section_page(application, edition_of(application).page_of(found), attempt, status=409)
        if saved_by_itself():
            return saved_status(application, found, saved, f"{found.key}-row")
        if saved.conflicts:
            return conflict_page(application, found, typed, saved, wanted)
        problems = saved.problems
    if problems:
        return done("已保存，有填写需要更正，见标红处。", _list_url(application, found, row.row, edit=row.row))
    return done("已保存。", _list_url(application, found, row.row, **({"add": key} if request.form.get("go") == "another" else {})))


def _list_url(application: Application, found: Section, row: str | None, **arguments: Any) -> str:
    """The page the list stands on, at the row; without a row, the page of the list one was on."""
    host = edition_of(application).page_of(found)
    ids = queries.row_ids(application, found) if row else []
    page_number = ids.index(row) // Page.size + 1 if row in ids else request.form.get("page", type=int)
    if page_number:
        arguments["page"] = str(page_number)
    anchor = f"{found.key}-{row}" if row else found.key
    return url_for("community.section", application_id=application.id, key=host.key, _anchor=anchor, **arguments)


def _row_or_404(application: Application, found: Section, row: str) -> ListRow:
    return queries.list_row(application, found, row) or abort(404)


@bp.post("/applications/<int:application_id>/sections/<key>/rows/<row>/move")
@requires(*AUTHORS, of="application", part="key")
def move_row(application: Application, key: str, row: str) -> BaseResponse:
    """Put the row at the place `to`, counted from 1."""
    found = section_or_404(application, key, rows=True)
    before = editing.move_row(application, found, _row_or_404(application, found, row), request.values.get("to", 0, type=int), current_user)
    undo = url_for("community.move_row", application_id=application.id, key=key, row=row, to=before)
    return done("已移动。", _list_url(application, found, row), undo=undo)


@bp.post("/applications/<int:application_id>/sections/<key>/rows/<row>/remove")
@requires(*AUTHORS, of="application", part="key")
def remove_row(application: Application, key: str, row: str) -> BaseResponse:
    found = section_or_404(application, key, rows=True)
    editing.remove_row(application, found, _row_or_404(application, found, row), current_user)
    undo = url_for("community.restore_row", application_id=application.id, key=key, row=row)
    return done("已删除一行。", _list_url(application, found, None), undo=undo)


@bp.post("/applications/<int:application_id>/sections/<key>/rows/<row>/restore")
@requires(*AUTHORS, of="application", part="key")
def restore_row(application: Application, key: str, row: str) -> BaseResponse:
    found = section_or_404(application, key, rows=True)
    editing.restore_row(application, found, _row_or_404(application, found, row), current_user)
    return done("已恢复。", _list_url(application, found, row))
