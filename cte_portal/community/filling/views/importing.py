"""Lists in and out of Excel: template, export, and the import, whose every row is shown before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ....catalogue.content import Row
from ....catalogue.schema import Section
from ....extensions import db
from ....web.access import must_edit
from ....web.downloads import workbook
from ....web.fragments import done, failed, page
from ....web.limits import takes_up_to
from ....web.paging import asked_page, page_of
from ...exchange import opening, service
from ...exchange.models import ImportDraft
from ...exchange.plan import PlannedRow, RowKind
from .. import queries
from ..kinds import Filled, kind_of
from .sections import section_or_404

NOTED = "noted"  # filter: the rows with something to look at
LARGEST_POST = (opening.MOST_MB + 1) << 20


def import_list(form: Filled, key: str) -> Response:
    must_edit(form, key)
    return _import_page(form, section_or_404(form, key, rows=True))


def _import_page(form: Filled, found: Section, problem: str = "", pasted: str = "") -> Response:
    return page(
        "community/import.html",
        status=422 if problem else 200,
        form=form,
        section=found,
        host=form.definition.page_of(found),
        problem_text=problem,
        pasted=pasted,
        most_mb=opening.MOST_MB,
        home=kind_of(form).home(form),
        crumbs=kind_of(form).crumbs(form, f"导入{found.title}"),
    )


@takes_up_to(LARGEST_POST)
def take_in(form: Filled, key: str) -> BaseResponse:
    """A file, or pasted cells: read, checked, and shown; nothing is changed yet."""
    found = section_or_404(form, key, rows=True)
    file, pasted = request.files.get("file"), request.form.get("pasted", "")
    try:
        if file and file.filename:
            draft = service.take_file(form, found, file.stream, file.filename, current_user)
        elif pasted.strip():
            draft = service.take_pasted(form, found, pasted, current_user)
        else:
            return _import_page(form, found, "请选择文件，或粘贴从 Excel 复制的内容。")
    except service.ImportRefused as refused:
        return _import_page(form, found, str(refused), pasted)
    return done(f"已读取 {len(draft.sheet['rows'])} 行，还没有保存。请核对后确认导入。", _draft_url(form, draft))


def _draft_url(form: Filled, draft: ImportDraft) -> str:
    return kind_of(form).url(form, "import_preview", draft_id=draft.id)


def _draft_or_404(form: Filled, draft_id: int) -> tuple[ImportDraft, Section]:
    draft = db.session.get(ImportDraft, draft_id)
    if draft is None or draft.form_id != form.id:
        abort(404)
    must_edit(form, draft.section)
    return draft, section_or_404(form, draft.section, rows=True)


def import_preview(form: Filled, draft_id: int) -> Response:
    draft, found = _draft_or_404(form, draft_id)
    planned = service.plan_of(form, found, draft)
    shown = request.args.get("show", "")
    wanted = planned.of(RowKind(shown)) if shown in list(RowKind) else (planned.noted if shown == NOTED else list(planned.rows))
    sheet = service.sheet_of(draft)
    return page(
        "community/import_preview.html",
        form=form,
        section=found,
        host=form.definition.page_of(found),
        draft=draft,
        plan=planned,
        lines=page_of(wanted, asked_page()),
        shown=shown,
        kinds=[(kind, len(planned.of(kind))) for kind in RowKind],
        noted=NOTED,
        unknown=sheet.unknown,
        missing=sheet.missing,
        closed_word=kind_of(form).closed_word,
        summary=_summary,
        crumbs=kind_of(form).crumbs(form, f"导入{found.title}"),
    )


def _summary(row: PlannedRow) -> str:
    return "；".join(f"{cell.field.label}：{cell.after}" for cell in row.cells[1:] if cell.after)


def import_apply(form: Filled, draft_id: int) -> BaseResponse:
    draft, found = _draft_or_404(form, draft_id)
    seen, only_right = request.form.get("seen", ""), request.form.get("only") == "right"
    try:
        count = service.apply(form, found, draft, current_user, seen=seen, only_right=only_right)
    except service.ImportRefused as refused:
        return failed(str(refused), _draft_url(form, draft))
    undo = kind_of(form).url(form, "import_undo", draft_id=draft.id)
    return done(f"已导入 {count} 条。", _list_url(form, found), undo=undo)


def _list_url(form: Filled, found: Section) -> str:
    host = form.definition.page_of(found)
    return kind_of(form).url(form, "section", key=host.key, _anchor=found.key)


def import_undo(form: Filled, draft_id: int) -> BaseResponse:
    draft, found = _draft_or_404(form, draft_id)
    service.take_back(form, found, draft, current_user)
    return done("已撤销导入；导入后又改动过的行保持不变。", _list_url(form, found))


def import_discard(form: Filled, draft_id: int) -> BaseResponse:
    draft, found = _draft_or_404(form, draft_id)
    service.discard(form, draft, current_user)
    return done("已放弃导入，列表没有改动。", _list_url(form, found))


def import_marked(form: Filled, draft_id: int) -> Response:
    """The rows as they came in, the bad cells marked and explained."""
    from ...exchange import workbooks

    draft, found = _draft_or_404(form, draft_id)
    labels = queries.labels_of(form, found)
    rows = service.plan_of(form, found, draft).rows
    return workbook(workbooks.marked(found, rows, labels), f"{found.title}（已标出错误）.xlsx")


def template(form: Filled, key: str) -> Response:
    found = section_or_404(form, key, rows=True)
    return _exported(form, found, (), f"{found.title}（模板）.xlsx")


def export(form: Filled, key: str) -> Response:
    found = section_or_404(form, key, rows=True)
    return _exported(form, found, None, f"{found.title}.xlsx")


def _exported(form: Filled, found: Section, rows: Sequence[Row] | None, name: str) -> Response:
    from ...exchange import workbooks

    labels = queries.labels_of(form, found)
    return workbook(workbooks.export(found, queries.rows_of(form, found) if rows is None else rows, labels), f"{form.name}-{name}")
