"""Taking a file in, and putting its rows into the list, all at once and to be taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import IO

from sqlalchemy import delete

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.schema import Section
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from ..filling import queries
from ..filling import service as editing
from ..filling.kinds import Filled
from ..rules import labels_in
from .models import ImportDraft
from .opening import WorkbookRefused, rows_of
from .plan import Plan, plan
from .sheets import NotThisList, Sheet, SheetRow, read_pasted, read_sheets

KEPT_FOR = timedelta(days=7)


class ImportRefused(Refused):
    """The file, or its rows, cannot be taken; the message says why and what would be right."""


def take_file(form: Filled, section: Section, stream: IO[bytes], name: str, by: Account) -> ImportDraft:
    """Read an .xlsx or .csv file; nothing is put into the list yet.

    Raises:
        ImportRefused: hostile, damaged, too large, of another kind, or without this list's heads.
    """
    try:
        return _keep(form, section, read_sheets(section, rows_of(stream, name)), name, by)
    except WorkbookRefused as refused:
        raise ImportRefused(str(refused)) from None
    except NotThisList as failed:
        raise ImportRefused(f"“{name}”不能导入：{failed}") from None


def take_pasted(form: Filled, section: Section, text: str, by: Account) -> ImportDraft:
    """Read cells copied from a workbook.

    Raises:
        ImportRefused: there is nothing in it, or more columns than the list has.
    """
    try:
        return _keep(form, section, read_pasted(section, text), "粘贴的内容", by)
    except NotThisList as failed:
        raise ImportRefused(str(failed)) from None


def _keep(form: Filled, section: Section, sheet: Sheet, name: str, by: Account) -> ImportDraft:
    if not sheet.rows:
        raise ImportRefused("没有读到要导入的内容。请从模板的第二行开始填写，一行一条。")
    if len(sheet.rows) > section.max_rows:
        raise ImportRefused(f"共 {len(sheet.rows)} 行，“{section.title}”最多 {section.max_rows} 条，请删减后再导入。")
    with transaction():
        editing.must_be_open(form, section)
        db.session.execute(delete(ImportDraft).where(ImportDraft.made_at < clock.now() - KEPT_FOR))
        draft = ImportDraft(form_id=form.id, section=section.key, account_id=by.id, name=name[:255], sheet=asdict(sheet), made_at=clock.now())
        db.session.add(draft)
        db.session.flush()
        audit.record("import.read", form, by=by, section=section.key, name=draft.name, rows=len(sheet.rows))
    return draft


def sheet_of(draft: ImportDraft) -> Sheet:
    kept = draft.sheet
    rows = tuple(SheetRow(**row) for row in kept["rows"])
    return Sheet(rows, tuple(kept["columns"]), tuple(kept["unknown"]), tuple(kept["missing"]))


def plan_of(form: Filled, section: Section, draft: ImportDraft) -> Plan:
    """What applying the draft would do to the list as it stands now."""
    content = queries.content_for(form, [section])
    others = {name: str(content.value(unit, "uscc") or "") for unit, name in content.members.items() if unit in content.sections}
    open_of = partial(form.opening.fields, section)
    rows = queries.rows_of(form, section)
    return plan(section, sheet_of(draft), rows, labels_in(content), others if section.member_name else None, open_of)


def apply(form: Filled, section: Section, draft: ImportDraft, by: Account, *, seen: str, only_right: bool) -> int:
    """Put the rows that are right into the list; the number of rows added or changed.

    `seen`: the mark of the plan that was confirmed.

    Raises:
        ImportRefused: applied already, the list has changed since it was shown or would be too long, or some rows are
            wrong and not only the right ones are wanted.
        NotEditable: the form, or the list, is not open for changes.
    """
    with transaction():
        editing.must_be_open(form, section)
        if draft.applied_at:
            raise ImportRefused("这个文件已经导入过了。如需再次导入，请重新上传。")
        planned = plan_of(form, section, draft)
        if planned.mark != seen:
            raise ImportRefused("核对期间，列表被修改过，还没有导入。下面是按最新内容重新核对的结果，请再次确认。")
        if planned.too_many:
            raise ImportRefused(planned.too_many)
        if planned.wrong_cells and not only_right:
            raise ImportRefused("还有错误的单元格，不能全部导入。请更正后重新上传，或只导入正确的行。")
        rows = [(row.row, row.values) for row in planned.to_do]
        draft.undo = editing.put_rows(form, section, rows, by, file=draft.name)
        draft.applied_at = clock.now()
    return len(rows)


def take_back(form: Filled, section: Section, draft: ImportDraft, by: Account) -> None:
    """Undo `apply`; rows that somebody changed since stay as they are. The draft waits again."""
    with transaction():
        if draft.undo is not None:
            editing.take_rows_back(form, section, draft.undo, by, file=draft.name)
            draft.undo = draft.applied_at = None


def discard(form: Filled, draft: ImportDraft, by: Account) -> None:
    with transaction():
        audit.record("import.discarded", form, by=by, section=draft.section, name=draft.name)
        db.session.delete(draft)
