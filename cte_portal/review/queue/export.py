"""A view of the queue as a workbook: written row by row, from one snapshot, however many people submit meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from ... import clock
from ...accounts.models import Account
from ...catalogue.places import industry_name, province_name
from ...extensions import db
from ...long_work.service import Progress, Result
from ...notices import queries as notices
from ...roles import Role
from ...web import workbooks
from ...web.downloads import XLSX
from . import queries, rules
from .queries import Row
from .rules import Filters

COLUMNS = (
    ("共同体编号", 18),
    ("共同体名称", 36),
    ("年度", 8),
    ("状态", 14),
    ("推荐省份", 16),
    ("所属行业", 28),
    ("牵头单位", 60),
    ("建设单位数（家）", 12),
    ("提交时间", 18),
    ("已等待（天）", 10),
    ("修改截止日期", 14),
    ("修改逾期（天）", 12),
    ("经办", 12),
    ("直报", 8),
    ("需人工核对扫描件", 14),
    ("联系人", 12),
    ("联系电话", 16),
)


def write(progress: Progress) -> Result:
    """Long work: every application of the view that was asked for, in its order."""
    officer = progress.by
    filters = _filters(progress.arguments, officer)
    found = queries.search(officer, filters)
    full_phones = officer.role is Role.PROVINCE_OFFICER or current_app.config["SETTINGS"].ministry_sees_phones
    book, sheet = workbooks.table("申报列表", COLUMNS, freeze="C2")
    written = 0
    with Session(db.engine) as reading:  # all it reads is of one moment; others write on meanwhile
        whole = queries.how_many(reading, officer, filters, found)
        for rows in queries.every_row(reading, officer, filters, found):
            known = queries.contacts(reading, (row.id for row in rows))
            for row in rows:
                workbooks.append(sheet, _values(row, known[row.id], full_phones))
            written += len(rows)
            progress.say(written, max(written, whole), f"已写 {written} 件，共 {max(written, whole)} 件")
    book.save(progress.file)
    cut = f"符合查找的申报很多，只导出了最近 {len(found.ids)} 件之内的。" if found and found.cut else ""
    phones = "" if full_phones else "联系电话已隐去中间几位。"
    return Result(f"共导出 {written} 件。{cut}{phones}", f"申报列表-{clock.now():%Y%m%d-%H%M}.xlsx", XLSX)


def _filters(asked: Mapping[str, Any], officer: Account) -> Filters:
    colleagues = [one.id for one in notices.officers_of(officer.province_code)]
    return rules.read(asked, clock.now().year, colleagues, current_app.config["SETTINGS"].waiting_days)


def _values(row: Row, known: tuple[str, str, str, int], full_phones: bool) -> Iterator[str | int | None]:
    contact, phone, province, units = known
    late = (clock.now().date() - row.due).days if row.due else 0
    yield from (row.number, row.name, row.year, row.status.label, province_name(province), industry_name(row.industry_code))
    yield from ("；".join(row.leads), units, _day(row.arrived, "%Y-%m-%d %H:%M"), row.waiting, _day(row.due, "%Y-%m-%d"))
    yield from (max(late, 0) or None, row.officer, "是" if row.direct else "", "是" if row.manual_check else "")
    yield from (contact, phone if full_phones else rules.masked(phone))


def _day(moment: date | datetime | None, pattern: str) -> str:
    return moment.strftime(pattern) if moment else ""
