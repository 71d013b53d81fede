"""What the ministry decided, recorded by a province in its own installation: singly or from a workbook, with the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import IO

from sqlalchemy import delete

from ... import audit, clock
from ...accounts.models import Account
from ...community.exchange.opening import WorkbookRefused, rows_of
from ...community.models import Application
from ...community.service import taking_back
from ...community.workflow import Forbidden, Status
from ...extensions import db
from ...transactions import transaction
from ...uploads import service as uploads
from .. import queries, rules
from ..models import ListItem, RecognitionList, ResultDraft
from ..result_sheet import Judged, Known, NotResults, ResultRow, judge, read_rows
from ..rules import Level, Outcome, State
from .lists import ListRefused, must_be_theirs, records_results
from .publishing import Document, no_longer_public, put_into_force

KEPT_FOR = timedelta(days=7)
Result = tuple[Application, Outcome, str]  # with a remark


def record(results: Sequence[Result], title: str, year: int, document: Document, by: Account) -> RecognitionList:
    """Note down results of one document: they hold at once, and can be taken back for ten minutes.

    Raises:
        ListRefused: there are none, the document is not named, or one of them does not wait for a result any more.
    """
    with transaction():
        if not records_results(by):
            raise Forbidden("result")
        if not results:
            raise ListRefused("没有可以记录的结果。")
        if not document.name.strip():
            raise ListRefused("请填写依据文件的名称或文号。")
        found = RecognitionList(
            level=Level.NATIONAL,
            province_code=by.province_code,
            recorded=True,
            year=year,
            title=title,
            state=State.DRAFT,
            created_at=clock.now(),
            created_by_id=by.id,
            notice_days=0,
            notice_calendar={},
        )
        db.session.add(found)
        db.session.flush()
        items = []
        for position, (application, outcome, remark) in enumerate(results, start=1):
            db.session.refresh(application)
            if application.status is not Status.REPORTED or not (application.direct or application.province_code == by.province_code):
                raise ListRefused(f"“{application.community.name}”现在是“{application.status.label}”，没有待记录的结果，全部没有记录。")
            items.append(ListItem(list=found, application=application, position=position, outcome=outcome, remark=remark.strip()))
            db.session.add(items[-1])
        db.session.flush()
        put_into_force(found, items, document, by)
    return found


def take_back(found: RecognitionList, by: Account) -> None:
    """Undo `record` within ten minutes: every application waits for its result again.

    Raises:
        ListRefused: it is too late, or was taken back already.
    """
    with transaction():
        db.session.refresh(found)
        must_be_theirs(found, by)
        if not found.recorded or found.state is not State.FINAL or not rules.may_take_back(found.published_at, clock.now()):
            raise ListRefused("记录已超过 10 分钟，或已经撤销，不能撤销。如记录有误，请用“更正”。")
        found.state, found.withdrawn_at, found.withdrawn_reason = State.WITHDRAWN, clock.now(), "记录后 10 分钟内撤销"
        for item in queries.items(found):
            if item.removed_at is None:
                item.application.result_published_at = None
                db.session.flush()
                taking_back.take_back(item.application, by)
                no_longer_public(item.application)
        audit.record("recognition_list.taken_back", found, by=by)


def read_workbook(stream: IO[bytes], name: str, year: int, document: Document, by: Account) -> ResultDraft:
    """Read an .xlsx or .csv file of results; nothing is recorded yet.

    Raises:
        ListRefused: it cannot be read, or holds no results; the message says why.
    """
    rows = _rows(stream, name)
    with transaction():
        if not records_results(by):
            raise Forbidden("result")
        db.session.execute(delete(ResultDraft).where(ResultDraft.made_at < clock.now() - KEPT_FOR))
        if document.file is not None:
            uploads.register(document.file)
        draft = ResultDraft(
            account_id=by.id,
            name=name[:255],
            document=document.name.strip(),
            document_sha256=document.file.sha256 if document.file else None,
            year=year,
            rows=[asdict(row) for row in rows],
            made_at=clock.now(),
        )
        db.session.add(draft)
        db.session.flush()
        audit.record("results.read", draft, by=by, name=draft.name, rows=len(rows))
    return draft


def _rows(stream: IO[bytes], name: str) -> list[ResultRow]:
    try:
        rows = read_rows(rows_of(stream, name))
    except WorkbookRefused as refused:
        raise ListRefused(str(refused)) from None
    except NotResults as failed:
        raise ListRefused(f"“{name}”不能导入：{failed}") from None
    if not rows:
        raise ListRefused("没有读到结果。请从表头的下一行开始填写，一行一个共同体。")
    return rows


def judged(draft: ResultDraft, by: Account) -> list[Judged]:
    """What each row of the draft means, as things stand now: one query."""
    rows = [ResultRow(**row) for row in draft.rows]
    found = queries.of_the_province(by, {row.number for row in rows if row.number}, {row.name for row in rows if row.name})
    known = [Known(one.id, one.community.number, one.community.name, one.year, one.status is Status.REPORTED, one.status.label) for one in found]
    return judge(rows, known)


def record_draft(draft: ResultDraft, by: Account, *, only_good: bool) -> RecognitionList:
    """Record every row, or, with `only_good`, those that are right.

    Raises:
        ListRefused: recorded already, or some rows are wrong and not only the good ones are wanted.
    """
    with transaction():
        db.session.refresh(draft)
        if draft.list_id is not None:
            raise ListRefused("这个文件的结果已经记录过了。如需再次导入，请重新上传。")
        lines = judged(draft, by)
        bad = sum(bool(line.problem) for line in lines)
        if bad and not only_good:
            raise ListRefused(f"还有 {bad} 行有问题，不能全部记录。请更正后重新上传，或只记录正确的行。")
        results: list[Result] = []
        for line in lines:
            if not line.problem and line.known and line.outcome:
                results.append((db.session.get_one(Application, line.known.id), line.outcome, line.row.remark))
        found = record(results, f"{draft.year} 年度认定结果", draft.year, Document(draft.document), by)
        found.document_sha256 = draft.document_sha256
        draft.list_id = found.id
    return found


def discard(draft: ResultDraft, by: Account) -> None:
    with transaction():
        audit.record("results.discarded", draft, by=by, name=draft.name)
        db.session.delete(draft)
