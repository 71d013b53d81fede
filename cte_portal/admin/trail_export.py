"""The audit trail as a workbook, written row by row."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..extensions import db
from ..long_work.service import Progress, Result
from ..web import workbooks
from ..web.downloads import XLSX
from . import queries
from .words import action_words, object_words

KIND = "trail_export"
MOST = 1_000_000  # rows of a sheet
COLUMNS = (("编号", 10), ("时间", 20), ("人员", 14), ("网络地址", 16), ("操作", 20), ("对象", 16), ("对象编号", 12), ("内容", 60), ("校验值", 68))


def write(progress: Progress) -> Result:
    """Long work: every entry that the filters leave, as of one moment."""
    query = queries.entries(queries.sought_entry(progress.arguments)).limit(MOST)
    book, sheet = workbooks.table("审计记录", COLUMNS, freeze="A2")
    written = 0
    with Session(db.engine) as reading:
        whole = reading.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        for entry in reading.scalars(query.execution_options(yield_per=1000)):
            about = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
            known = (entry.id, f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.account_name, entry.address, action_words(entry.action))
            workbooks.append(sheet, (*known, object_words(entry.object_kind), entry.object_id, about, entry.hash))
            written += 1
            if written % 1000 == 0:
                progress.say(written, whole, "写入记录")
    book.save(progress.file)
    return Result(f"{written} 条记录", "审计记录.xlsx", XLSX)
