"""The section page: one section, one form, its lists below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from ...accounts import service as accounts
from ...catalogue.content import Content, Row
from ...catalogue.kinds import Labels, Value, show
from ...catalogue.reading import asked, missing_or_wrong
from ...catalogue.schema import Field, Section
from ...roles import Role
from ...web.access import requires
from ...web.catalogue_forms import form_for, show_typed, show_values, typed_in
from ...web.editions import edition_of
from ...web.fragments import done, page
from ...web.paging import Page, asked_page, page_of
from .. import queries
from ..models import Application, ListRow, PlaceComment
from ..rules import figures_of, labels_in
from ..service import editing
from . import bp
from .addresses import crumbs
from .desk import neighbours

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Boxes:
    """A section's form on the page."""

    form: FlaskForm
    revision: int
    conflict: list[tuple[str, str]] = field(default_factory=list)  # (label, what the other person saved)


@dataclass(frozen=True)
class Line:
    """One row of a list as the table shows it."""

    id: str
    number: int
    cells: list[str]
    problems: list[str]


@dataclass(frozen=True)
class Editor:
    """A list on the page: its lines, and the one row that is open for editing, if any."""

    section: Section
    lines: Page[Line]
    totals: dict[str, str]
    open_row: str | None  # a row's id, "" for a new row, None when none is open
    form: FlaskForm | None
    revision: int
    conflict: list[tuple[str, str]]


@dataclass(frozen=True)
class Attempt:
    """What was typed but not saved as asked: shown again, nothing lost."""

    section: Section
    typed: Typed
    row: str | None = None
    conflict: bool = False


def _section_or_404(application: Application, key: str, *, rows: bool | None = None) -> Section:
    section = edition_of(application).by_key.get(key)
    if section is None or (rows is not None and section.rows is not rows):
        abort(404)
    return section


@bp.get("/applications/<int:application_id>/sections/<key>")
@requires(Role.APPLICANT, of="application")
def section(application: Application, key: str) -> Response:
    found = _section_or_404(application, key)
    if found.attached_to:
        abort(404)
    kept = accounts.kept_input(current_user, request.path)
    return _page(application, found, _attempt_from(application, found, kept) if kept else None, put_back=bool(kept))


def _attempt_from(application: Application, page_section: Section, kept: Typed) -> Attempt | None:
    """What was kept when the session was over, as an attempt on the section or list it was typed into."""
    for found in (page_section, *edition_of(application).attached(page_section)):
        if any(name.startswith(f"{found.key}-") for name in kept):
            typed = typed_in(found, MultiDict({name: list(texts) for name, texts in kept.items()}))
            row = (list(kept.get("row", ())) or [""])[0] if found.rows else None
            return Attempt(found, typed, row)
    return None


def _page(application: Application, found: Section, attempt: Attempt | None = None, *, put_back: bool = False, status: int = 200) -> Response:
    edition = edition_of(application)
    content = queries.content_of(application)
    labels = labels_in(content)
    lists = (found,) if found.rows else edition.attached(found)
    before, after = neighbours(application, found)
    comments = queries.comments_on(application)
    return page(
        "community/section.html",
        fragment="community/_section.html",
        status=status,
        application=application,
        section=found,
        boxes=None if found.rows else _boxes(application, found, content, labels, attempt),
        editors=[_editor(application, one, content, labels, attempt) for one in lists],
        figures=[(f.label, figures_of(content)[found.key][f.key], f.unit) for f in found.figures],
        comments=_by_place(comments),
        editable=application.status.editable,
        put_back=put_back,
        before=before,
        after=after,
        saved=queries.section_record(application, found),
        crumbs=crumbs(application, found.heading),
        asked=asked,
        show=lambda definition: show(definition, content.values(found.key).get(definition.key), labels(definition)),
    )


def _by_place(comments: list[PlaceComment]) -> dict[str, list[PlaceComment]]:
    found: dict[str, list[PlaceComment]] = {}
    for comment in comments:
        found.setdefault(comment.place, []).append(comment)
    return found


def _boxes(application: Application, found: Section, content: Content, labels: Callable[[Field], Labels], attempt: Attempt | None) -> Boxes:
    record = queries.section_record(application, found)
    form = form_for(found, labels)
    values = content.values(found.key)
    show_values(form, found, values, labels)
    if attempt is None or attempt.section != found:
        return Boxes(form, record.revision if record else 0)
    show_typed(form, found, attempt.typed)
    return Boxes(form, record.revision if record else 0, _differences(found, values, attempt, labels))


def _differences(found: Section, values: Mapping[str, Value], attempt: Attempt, labels: Callable[[Field], Labels]) -> list[tuple[str, str]]:
    """(label, saved text) of each field in which somebody else's text differs from what was typed."""
    if not attempt.conflict:
        return []
    saved = form_for(found, labels)
    typed = form_for(found, labels)
    show_values(saved, found, values, labels)
    show_typed(typed, found, attempt.typed)
    return [(f.label, show(f, values.get(f.key), labels(f)) or "（空）") for f in found.fields if saved[f.key].data != typed[f.key].data]


def _editor(application: Application, found: Section, content: Content, labels: Callable[[Field], Labels], attempt: Attempt | None) -> Editor:
    rows = content.rows(found.key)
    tried = attempt if attempt and attempt.section == found else None
    open_row = tried.row if tried else _asked_row(found, rows, application.status.editable)
    form, revision, conflict = None, 0, []
    if open_row is not None:
        current = next((row.values for row in rows if row.id == open_row), {})
        form = form_for(found, labels)
        show_values(form, found, current, labels, complete=bool(open_row))
        if tried:
            show_typed(form, found, tried.typed)
            conflict = _differences(found, current, tried, labels)
        revision = queries.row_revisions(application, found).get(open_row, 0)
    number = _page_number(rows, open_row)
    shown = page_of([Line(row.id, n, *_cells(found, row, labels)) for n, row in _numbered(rows, number)], 1)
    lines = Page(shown.items, number, len(rows))
    return Editor(found, lines, _totals(found, rows), open_row, form, revision, conflict)


def _asked_row(found: Section, rows: Sequence[Row], editable: bool) -> str | None:
    if not editable:
        return None
    if request.args.get("add") == found.key:
        return ""
    return next((row.id for row in rows if row.id == request.args.get("edit")), None)


def _page_number(rows: Sequence[Row], open_row: str | None) -> int:
    """The page asked for, or the one with the open row."""
    if open_row and "page" not in request.args:
        index = next((index for index, row in enumerate(rows) if row.id == open_row), 0)
        return index // Page.size + 1
    return page_of(list(rows), asked_page()).number


def _numbered(rows: Sequence[Row], page_number: int) -> list[tuple[int, Row]]:
    start = (page_number - 1) * Page.size
    return list(enumerate(rows[start : start + Page.size], start=start + 1))


def _cells(found: Section, row: Row, labels: Callable[[Field], Labels]) -> tuple[list[str], list[str]]:
    cells = [show(f, row.values.get(f.key), labels(f)) if asked(f, row.values) else "—" for f in found.columns]
    return cells, [sentence for _, sentence in missing_or_wrong(found, row.values, labels)]


def _totals(found: Section, rows: Sequence[Row]) -> dict[str, str]:
    totals: dict[str, str] = {}
    for key in found.totals:
        numbers: list[Any] = [row.values[key] for row in rows if isinstance(row.values.get(key), int) or hasattr(row.values.get(key), "quantize")]
        totals[key] = show(found.by_key[key], sum(numbers), {}) if numbers else ""
    return totals


@bp.post("/applications/<int:application_id>/sections/<key>")
@requires(Role.APPLICANT, of="application")
def save(application: Application, key: str) -> BaseResponse:
    found = _section_or_404(application, key, rows=False)
    typed = typed_in(found, request.form)
    try:
        reading = editing.save_section(application, found, typed, request.form.get("revision", 0, type=int), current_user)
    except editing.ChangedMeanwhile:
        return _page(application, found, Attempt(found, typed, conflict=True), status=409)
    following = neighbours(application, found)[1] if request.form.get("go") == "next" else None
    here = url_for("community.section", application_id=application.id, key=key)
    if reading.problems:
        return done(f"已保存。有 {len(reading.problems)} 处填写需要更正，已按原样保留，见标红处。", here)
    if following:
        return done(f"“{found.title}”已保存。", url_for("community.section", application_id=application.id, key=following.key))
    return done("已保存。", here)


@bp.post("/applications/<int:application_id>/sections/<key>/rows")
@requires(Role.APPLICANT, of="application")
def save_row(application: Application, key: str) -> BaseResponse:
    """Add a row, or save the one named by `row`."""
    found = _section_or_404(application, key, rows=True)
    typed = typed_in(found, request.form)
    wanted = request.form.get("row", "")
    try:
        if wanted:
            row = _row_or_404(application, found, wanted)
            reading = editing.save_row(application, found, row, typed, request.form.get("revision", 0, type=int), current_user)
        else:
            row, reading = editing.add_row(application, found, typed, current_user)
    except editing.ChangedMeanwhile:
        host = edition_of(application).page_of(found)
        return _page(application, host, Attempt(found, typed, wanted, conflict=True), status=409)
    if reading.problems:
        return done("已保存，有填写需要更正，见标红处。", _list_url(application, found, row.row, edit=row.row))
    return done("已保存。", _list_url(application, found, row.row, **({"add": key} if request.form.get("go") == "another" else {})))


def _list_url(application: Application, found: Section, row: str | None, **arguments: Any) -> str:
    """The page the list stands on, at the row; without a row, the page of the list one was on."""
    host = edition_of(application).page_of(found)
    ids = [one.id for one in queries.content_of(application).rows(found.key)]
    page_number = ids.index(row) // Page.size + 1 if row in ids else request.form.get("page", type=int)
    if page_number:
        arguments["page"] = str(page_number)
    anchor = f"{found.key}-{row}" if row else found.key
    return url_for("community.section", application_id=application.id, key=host.key, _anchor=anchor, **arguments)


def _row_or_404(application: Application, found: Section, row: str) -> ListRow:
    return queries.list_row(application, found, row) or abort(404)


@bp.post("/applications/<int:application_id>/sections/<key>/rows/<row>/remove")
@requires(Role.APPLICANT, of="application")
def remove_row(application: Application, key: str, row: str) -> BaseResponse:
    found = _section_or_404(application, key, rows=True)
    editing.remove_row(application, found, _row_or_404(application, found, row), current_user)
    undo = url_for("community.restore_row", application_id=application.id, key=key, row=row)
    return done("已删除一行。", _list_url(application, found, None), undo=undo)


@bp.post("/applications/<int:application_id>/sections/<key>/rows/<row>/restore")
@requires(Role.APPLICANT, of="application")
def restore_row(application: Application, key: str, row: str) -> BaseResponse:
    found = _section_or_404(application, key, rows=True)
    editing.restore_row(application, found, _row_or_404(application, found, row), current_user)
    return done("已恢复。", _list_url(application, found, row))


@bp.post("/applications/<int:application_id>/comments/<int:comment_id>")
@requires(Role.APPLICANT, of="application")
def mark_comment(application: Application, comment_id: int) -> BaseResponse:
    """Tick an officer's comment off as dealt with, or take the tick back."""
    comment = next((c for c in queries.comments_on(application) if c.id == comment_id), None) or abort(404)
    editing.mark_comment(application, comment, comment.done_at is None, current_user)
    found = edition_of(application).by_key.get(comment.place.split("/")[0])
    target = url_for("community.tasks", application_id=application.id)
    if found:
        target = url_for("community.section", application_id=application.id, key=edition_of(application).page_of(found).key)
    return redirect(target, 303)
