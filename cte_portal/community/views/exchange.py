"""Lists in and out of Excel: template, export, and the import, whose every row is shown before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...catalogue.content import Row
from ...catalogue.schema import Section
from ...extensions import db
from ...roles import AUTHORS
from ...web.access import must_edit, requires
from ...web.downloads import workbook
from ...web.editions import edition_of
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from ...web.paging import asked_page, page_of
from .. import queries
from ..exchange import service, workbooks
from ..exchange.models import ImportDraft
from ..exchange.plan import PlannedRow, RowKind
from ..models import Application
from ..rules import labels_in
from . import bp
from .addresses import crumbs
from .sections import section_or_404

NOTED = "noted"  # filter: the rows with something to look at
LARGEST_POST = (service.MOST_MB + 1) << 20


@bp.get("/applications/<int:application_id>/sections/<key>/import")
@requires(*AUTHORS, of="application", part="key")
def import_list(application: Application, key: str) -> Response:
    must_edit(application, key)
    return _import_page(application, section_or_404(application, key, rows=True))


def _import_page(application: Application, found: Section, problem: str = "", pasted: str = "") -> Response:
    return page(
        "community/import.html",
        status=422 if problem else 200,
        application=application,
        section=found,
        host=edition_of(application).page_of(found),
        problem_text=problem,
        pasted=pasted,
        most_mb=service.MOST_MB,
        crumbs=crumbs(application, f"导入{found.title}"),
    )


@bp.post("/applications/<int:application_id>/sections/<key>/import")
@takes_up_to(LARGEST_POST)
@requires(*AUTHORS, of="application", part="key")
def take_in(application: Application, key: str) -> BaseResponse:
    """A file, or pasted cells: read, checked, and shown; nothing is changed yet."""
    found = section_or_404(application, key, rows=True)
    file, pasted = request.files.get("file"), request.form.get("pasted", "")
    try:
        if file and file.filename:
            draft = service.take_file(application, found, file.stream, file.filename, current_user)
        elif pasted.strip():
            draft = service.take_pasted(application, found, pasted, current_user)
        else:
            return _import_page(application, found, "请选择文件，或粘贴从 Excel 复制的内容。")
    except service.ImportRefused as refused:
        return _import_page(application, found, str(refused), pasted)
    return done(f"已读取 {len(draft.sheet['rows'])} 行，还没有保存。请核对后确认导入。", _draft_url(draft))


def _draft_url(draft: ImportDraft, **arguments: Any) -> str:
    return url_for("community.import_preview", application_id=draft.application_id, draft_id=draft.id, **arguments)


def _draft_or_404(application: Application, draft_id: int) -> tuple[ImportDraft, Section]:
    draft = db.session.get(ImportDraft, draft_id)
    if draft is None or draft.application_id != application.id:
        abort(404)
    must_edit(application, draft.section)
    return draft, section_or_404(application, draft.section, rows=True)


@bp.get("/applications/<int:application_id>/imports/<int:draft_id>")
@requires(*AUTHORS, of="application")
def import_preview(application: Application, draft_id: int) -> Response:
    draft, found = _draft_or_404(application, draft_id)
    planned = service.plan_of(application, found, draft)
    shown = request.args.get("show", "")
    wanted = planned.of(RowKind(shown)) if shown in list(RowKind) else (planned.noted if shown == NOTED else list(planned.rows))
    sheet = service.sheet_of(draft)
    return page(
        "community/import_preview.html",
        application=application,
        section=found,
        host=edition_of(application).page_of(found),
        draft=draft,
        plan=planned,
        lines=page_of(wanted, asked_page()),
        shown=shown,
        kinds=[(kind, len(planned.of(kind))) for kind in RowKind],
        noted=NOTED,
        unknown=sheet.unknown,
        missing=sheet.missing,
        summary=_summary,
        crumbs=crumbs(application, f"导入{found.title}"),
    )


def _summary(row: PlannedRow) -> str:
    return "；".join(f"{cell.field.label}：{cell.after}" for cell in row.cells[1:] if cell.after)


@bp.post("/applications/<int:application_id>/imports/<int:draft_id>/apply")
@requires(*AUTHORS, of="application")
def import_apply(application: Application, draft_id: int) -> BaseResponse:
    draft, found = _draft_or_404(application, draft_id)
    seen, only_right = request.form.get("seen", ""), request.form.get("only") == "right"
    try:
        count = service.apply(application, found, draft, current_user, seen=seen, only_right=only_right)
    except service.ImportRefused as refused:
        return failed(str(refused), _draft_url(draft))
    undo = url_for("community.import_undo", application_id=application.id, draft_id=draft.id)
    return done(f"已导入 {count} 条。", _list_url(application, found), undo=undo)


def _list_url(application: Application, found: Section) -> str:
    host = edition_of(application).page_of(found)
    return url_for("community.section", application_id=application.id, key=host.key, _anchor=found.key)


@bp.post("/applications/<int:application_id>/imports/<int:draft_id>/undo")
@requires(*AUTHORS, of="application")
def import_undo(application: Application, draft_id: int) -> BaseResponse:
    draft, found = _draft_or_404(application, draft_id)
    service.take_back(application, found, draft, current_user)
    return done("已撤销导入；导入后又改动过的行保持不变。", _list_url(application, found))


@bp.post("/applications/<int:application_id>/imports/<int:draft_id>/discard")
@requires(*AUTHORS, of="application")
def import_discard(application: Application, draft_id: int) -> BaseResponse:
    draft, found = _draft_or_404(application, draft_id)
    service.discard(application, draft, current_user)
    return done("已放弃导入，列表没有改动。", _list_url(application, found))


@bp.get("/applications/<int:application_id>/imports/<int:draft_id>/marked.xlsx")
@requires(*AUTHORS, of="application")
def import_marked(application: Application, draft_id: int) -> Response:
    """The rows as they came in, the bad cells marked and explained."""
    draft, found = _draft_or_404(application, draft_id)
    labels = labels_in(queries.content_of(application))
    rows = service.plan_of(application, found, draft).rows
    return workbook(workbooks.marked(found, rows, labels), f"{found.title}（已标出错误）.xlsx")


@bp.get("/applications/<int:application_id>/sections/<key>/template.xlsx")
@requires(*AUTHORS, of="application", part="key")
def template(application: Application, key: str) -> Response:
    found = section_or_404(application, key, rows=True)
    return _exported(application, found, (), f"{found.title}（模板）.xlsx")


@bp.get("/applications/<int:application_id>/sections/<key>/export.xlsx")
@requires(*AUTHORS, of="application", part="key")
def export(application: Application, key: str) -> Response:
    found = section_or_404(application, key, rows=True)
    return _exported(application, found, None, f"{found.title}.xlsx")


def _exported(application: Application, found: Section, rows: Sequence[Row] | None, name: str) -> Response:
    content = queries.content_of(application)
    chosen = content.rows(found.key) if rows is None else rows
    return workbook(workbooks.export(found, chosen, labels_in(content)), f"{application.community.name}-{name}")
