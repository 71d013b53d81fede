"""申报进度统计: a province's own figures, and the country's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from .. import clock
from ..catalogue.places import province_name, recommending_provinces
from ..community.queries import calendar_for_all
from ..roles import OFFICERS, Role
from ..web.access import requires
from ..web.downloads import workbook as as_workbook
from ..web.fragments import page
from ..web.limits import whole
from . import figures, queries
from .figures import Counted, Grain
from .queries import Standing
from .rules import NATION, Kind
from .workbook import workbook

bp = Blueprint("statistics", __name__, url_prefix="/statistics")


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as far as it makes sense; a province officer gets the own province whatever it says."""

    year: int
    kind: Kind
    grain: Grain
    province: str  # NATION for the country

    @property
    def nation(self) -> bool:
        return self.province == NATION

    @property
    def where(self) -> str:
        return "全国" if self.nation else province_name(self.province)

    def address(self, endpoint: str = "statistics.filing_progress", **other: object) -> str:
        """Of the same page with something else chosen."""
        chosen = {"year": self.year, "kind": self.kind.value, "grain": self.grain.value, "province": self.province or None, **other}
        if current_user.role is Role.PROVINCE_OFFICER:
            chosen["province"] = None
        return url_for(endpoint, **chosen)  # type: ignore[arg-type]


def asked(years: list[int]) -> Asked:
    province = request.args.get("province", "")
    if current_user.role is Role.PROVINCE_OFFICER:
        province = current_user.province_code or ""
    year = request.args.get("year", type=whole)
    return Asked(
        year=year if year in years else years[0],
        kind=next((k for k in Kind if k.value == request.args.get("kind")), Kind.SUBMITTED),
        grain=next((g for g in Grain if g.value == request.args.get("grain")), Grain.TOTAL),
        province=province if province in recommending_provinces() else NATION,
    )


def _years() -> list[int]:
    """This year's round, and whatever else was counted."""
    return sorted({clock.today().year, *queries.years()}, reverse=True)


@bp.get("/filing")
@requires(*OFFICERS)
def filing_progress() -> Response:
    years = _years()
    want = asked(years)
    this, last = (Counted(one.year, one.first) for one in queries.by_day(want.year, want.province))
    found = queries.standings(want.year, None if want.nation else want.province)
    closes, today = calendar_for_all(want.province or None).filing(want.year).closes, clock.today()
    links = {code: want.address(province=code) for code in recommending_provinces()}
    return page(
        "statistics/filing.html",
        want=want,
        years=years,
        kinds=Kind,
        grains=Grain,
        standing=found[want.province],
        beside=figures.beside(this, last, want.kind, want.grain, closes, today),
        together=figures.together(this, closes, today),
        country=figures.country(_of_kind(found, want.kind), want.kind, want.year, links) if want.nation else None,
        lines=figures.table(this, last, want.kind, want.grain, today),
        provinces=_by_province(found) if want.nation else {},
        links=links,
        crumbs=[("首页", "/"), ("申报审核", url_for("review.queue")), ("申报进度统计", None)],
    )


def _of_kind(found: dict[str, Standing], kind: Kind) -> dict[str, int]:
    """Every province that may recommend, those without anything too."""
    return {code: found[code].counts[kind] if code in found else 0 for code in recommending_provinces()}


def _by_province(found: dict[str, Standing]) -> dict[str, Standing]:
    """Those that have anything, in the order of their codes."""
    return {code: found[code] for code in recommending_provinces() if code in found}


@bp.get("/filing.xlsx")
@requires(*OFFICERS)
def filing_workbook() -> Response:
    want = asked(_years())
    this, last = queries.by_day(want.year, want.province)
    found = _by_province(queries.standings(want.year)) if want.nation else {}
    provinces = {province_name(code): one for code, one in found.items()}
    until = figures.passed(want.year, clock.today())
    return as_workbook(workbook(want.where, this, last, provinces, until), f"申报进度统计-{want.where}-{want.year}.xlsx")
