"""The overview's pages: by state, province and industry, and the matrix of industry by province."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from ... import clock
from ...community.workflow import Status
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.downloads import workbook
from ...web.fragments import page
from ...web.limits import whole
from ...web.official_tables import OfficialTable, official_workbook
from ...web.workbooks import Cell
from . import queries, rules
from .rules import Counted, Table

bp = Blueprint("overview", __name__, url_prefix="/review/overview")
HOME = ("首页", "/")


def _year(years: list[int]) -> int:
    """The year asked for; else the newest with something in it."""
    return request.args.get("year", type=whole) or next(iter(years), clock.today().year)


def _status() -> Status | None:
    return next((status for status in rules.SHOWN if status.value == request.args.get("status")), None)


def queue_urls(year: int) -> Callable[..., str]:
    """Addresses of the queue with exactly what a number of the year counts: by `province`, `industry`, `status`; empty: all."""
    base = f"{url_for('review.queue')}?year={year}"

    def url(*, province: str = "", industry: str = "", status: str = "") -> str:
        where = "&direct=yes" if province == rules.DIRECT else f"&province={province}" if province else ""
        return base + (f"&status={status}" if status else "") + (f"&industry={industry}" if industry else "") + where

    return url


@bp.get("")
@requires(*OFFICERS)
def overview() -> Response:
    years = queries.years(current_user)
    year = _year(years)
    counted = queries.counted(current_user, year)
    states = rules.status_heads(counted)
    finely = request.args.get("by") == "division"
    industries = rules.divisions() if finely else rules.categories()
    queue = queue_urls(year)
    return _page(
        "overview/overview.html",
        years,
        year,
        states=rules.by_states(counted),
        total=sum(one.count for one in counted),
        provinces=rules.table(counted, rules.province_heads(), rules.by_province, states, rules.by_status),
        industries=rules.table(counted, industries, rules.by_division if finely else rules.by_category, states, rules.by_status),
        finely=finely,
        of_province=lambda key, status: queue(province=key, status=status),
        of_industry=lambda key, status: queue(industry=key, status=status),
        of_status=lambda status="": queue(status=status),
        crumbs=[HOME, ("总览", None)],
    )


def _page(template: str, years: list[int], year: int, **more: Any) -> Response:
    national = current_user.role is Role.MINISTRY_OFFICER
    return page(template, years=sorted({*years, year}, reverse=True), year=year, national=national, **more)


@bp.get("/matrix")
@requires(*OFFICERS)
def matrix() -> Response:
    years = queries.years(current_user)
    year, status = _year(years), _status()
    counted = queries.counted(current_user, year)
    return _page(
        "overview/matrix.html",
        years,
        year,
        table=_matrix(counted, status),
        link=_cell_urls(year, status),
        status=status,
        statuses=[Status(key) for key, _ in rules.status_heads(counted)],
        crumbs=[HOME, ("总览", url_for("overview.overview", year=year)), (_title(), None)],
    )


def _cell_urls(year: int, status: Status | None) -> Callable[..., str]:
    """The queue with what one cell of the matrix counts; of a whole line or column where the other is empty."""
    queue, chosen = queue_urls(year), status.value if status else ""
    if current_user.role is Role.MINISTRY_OFFICER:
        return lambda industry="", column="": queue(industry=industry, province=column, status=chosen)
    return lambda industry="", column="": queue(industry=industry, status=column or chosen)


def _title() -> str:
    return "行业 × 省" if current_user.role is Role.MINISTRY_OFFICER else "行业 × 状态"


def _matrix(counted: list[Counted], status: Status | None) -> Table:
    """Industry by province for the ministry; by state for a province, which has only one column of the other."""
    wanted = [one for one in counted if status in (None, one.status)]
    if current_user.role is Role.MINISTRY_OFFICER:
        return rules.table(wanted, rules.categories(), rules.by_category, rules.province_heads(), rules.by_province)
    return rules.table(wanted, rules.categories(), rules.by_category, rules.status_heads(wanted), rules.by_status)


@bp.get("/matrix.xlsx")
@requires(*OFFICERS)
def matrix_workbook() -> Response:
    year, status = _year(queries.years(current_user)), _status()
    table = _matrix(queries.counted(current_user, year), status)
    columns = [("行业门类", 34.0), *((label, 7.0) for _, label in table.heads), ("合计", 8.0)]
    rows: list[list[Cell]] = [[line.label, *line.cells, line.total] for line in table.lines]
    rows.append(["合计", *table.totals, table.total])
    title = f"{year} 年度申报：{_title()}"
    said = f"状态：{status.label if status else '全部'}    单位：份    统计时间：{clock.now():%Y-%m-%d %H:%M}"
    book = official_workbook(OfficialTable(title, said, columns, rows))
    return workbook(book, f"{title.replace('：', '-').replace(' ', '')}.xlsx")
