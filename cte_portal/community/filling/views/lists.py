"""The rows of a list: added, changed, moved, removed and brought back, in place."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request
from werkzeug.wrappers import Response as BaseResponse

from ....catalogue.schema import Section
from ....web.fragments import done
from ....web.limits import whole
from ....web.paging import Page
from .. import queries
from .. import service as editing
from ..kinds import Filled, kind_of
from ..models import ListRow
from .editors import Attempt
from .look_up import looked_up
from .sections import conflict_page, posted, saved_by_itself, saved_status, section_or_404, section_page


def save_row(form: Filled, key: str) -> BaseResponse:
    """Add a row, or save the one named by `row`."""
    found = section_or_404(form, key, rows=True)
    typed, base = posted(found, request.form)
    wanted = request.form.get("row", "")
    if attempt := looked_up(form, found, typed, base, wanted):
        return section_page(form, form.definition.page_of(found), attempt)
    if not wanted and not any(text.strip() for texts in typed.values() for text in texts):
        flash("还没有填写任何内容，没有保存。", "error")
        return section_page(form, form.definition.page_of(found), Attempt(found, typed, base, wanted), status=422)
    if not wanted:
        row, reading = editing.add_row(form, found, typed, kind_of(form).by(form))
        problems = reading.problems
    else:
        row = _row_or_404(form, found, wanted)
        try:
            saved = editing.save_row(form, found, row, typed, base, kind_of(form).by(form), restore="restore" in request.form)
        except editing.RowRemoved:
            attempt = Attempt(found, typed, base, wanted, removed=True, unsaved=True)
            return section_page(form, form.definition.page_of(found), attempt, status=409)
        if saved_by_itself():
            return saved_status(form, found, saved, f"{found.key}-row")
        if saved.conflicts:
            return conflict_page(form, found, typed, saved, wanted)
        problems = saved.problems
    if problems:
        return done("已保存，有填写需要更正，见标红处。", _list_url(form, found, row.row, edit=row.row))
    return done("已保存。", _list_url(form, found, row.row, **({"add": key} if request.form.get("go") == "another" else {})))


def _list_url(form: Filled, found: Section, row: str | None, **arguments: Any) -> str:
    """The page the list stands on, at the row; without a row, the page of the list one was on."""
    host = form.definition.page_of(found)
    place = queries.place_of(form, found, row) if row else None
    page_number = (place - 1) // Page.size + 1 if place else request.form.get("page", type=whole)
    if page_number:
        arguments["page"] = str(page_number)
    anchor = f"{found.key}-{row}" if row else found.key
    return kind_of(form).url(form, "section", key=host.key, _anchor=anchor, **arguments)


def _row_or_404(form: Filled, found: Section, row: str) -> ListRow:
    return queries.list_row(form, found, row) or abort(404)


def move_row(form: Filled, key: str, row: str) -> BaseResponse:
    """Put the row at the place `to`, counted from 1."""
    found = section_or_404(form, key, rows=True)
    before = editing.move_row(form, found, _row_or_404(form, found, row), request.values.get("to", 0, type=whole), kind_of(form).by(form))
    undo = kind_of(form).url(form, "move_row", key=key, row=row, to=before)
    return done("已移动。", _list_url(form, found, row), undo=undo)


def remove_row(form: Filled, key: str, row: str) -> BaseResponse:
    found = section_or_404(form, key, rows=True)
    editing.remove_row(form, found, _row_or_404(form, found, row), kind_of(form).by(form))
    undo = kind_of(form).url(form, "restore_row", key=key, row=row)
    return done("已删除一行。", _list_url(form, found, None), undo=undo)


def restore_row(form: Filled, key: str, row: str) -> BaseResponse:
    found = section_or_404(form, key, rows=True)
    editing.restore_row(form, found, _row_or_404(form, found, row), kind_of(form).by(form))
    return done("已恢复。", _list_url(form, found, row))
