"""Dashboards of the yearly figures, their tables and reports; open data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...annual import queries as annual
from ...catalogue.indicators import Measure
from ...catalogue.places import province_name, recommending_provinces
from ...catalogue.schema import FormDefinition
from ...catalogue.words import chinese_date
from ...community.models import Community
from ...document.service import fonts
from ...roles import OFFICERS, Role
from ...web.access import public, requires
from ...web.downloads import as_file, workbook
from ...web.fragments import done, page
from ...web.limits import whole
from ...web.official_tables import OfficialTable, official_workbook
from ...web.paging import asked_page
from .. import queries as performance
from ..rules import Number, last_years, said
from . import drawn, open_data, queries, rules, service
from .report import report_pdf
from .rules import NATION, Change, Total

bp = Blueprint("figures", __name__)
HOME = ("首页", "/")
COLUMNS = (("编号", 8), ("指标", 40), ("本年", 16), ("上年", 16), ("变化", 20), ("共同体数", 10))


class View:
    """A year of one scope: its definition, sums by year, and the changes."""

    def __init__(self, name: str, by_year: Mapping[int, Mapping[str, Number]], totals: Mapping[int, Mapping[str, Total]] | None = None):
        self.name, self.by_year, self.totals = name, by_year, totals or {}
        self.years = sorted(by_year, reverse=True)
        asked = request.args.get("year", type=whole)
        self.year: int = asked if asked is not None and asked in by_year else next(iter(self.years), clock.today().year)
        self.definition: FormDefinition = performance.definition(self.year) or abort(404)
        before = last_years(self.definition, by_year.get(self.year - 1, {}))
        changes = rules.changes(self.definition, by_year.get(self.year, {}), before)
        self.changes: dict[str, Change] = {key: one for key, one in changes.items() if one.measure.adds_up or totals is None}
        self.measure = self._measure()

    def _measure(self) -> Measure:
        """The figure that charts are drawn of: the one asked for, or the first that stands for its group."""
        places = self.definition.measures
        asked = places.get(request.args.get("measure", ""))
        offered = [measure for _, _, measure in places.values() if measure.counted and measure.adds_up]
        return asked[2] if asked and asked[2] in offered else rules.headlines(self.definition)[0][2]

    @property
    def offered(self) -> list[tuple[str, list[Measure]]]:
        """By group, what can be drawn."""
        return [
            (section.heading, [measure for one in section.indicators for measure in one.measures if measure.counted and measure.adds_up])
            for section in self.definition.sections
        ]

    def history(self) -> dict[int, Number]:
        """The chosen figure by year, whatever it was called then."""
        found = {year: last_years(self.definition, values) if year < self.year else values for year, values in self.by_year.items()}
        return {year: values[self.measure.key] for year, values in found.items() if self.measure.key in values and year <= self.year}

    @property
    def communities(self) -> int:
        return max((total.communities for total in self.totals.get(self.year, {}).values()), default=1)

    @property
    def lines(self) -> list[tuple[str, str, str, str, str, str]]:
        return drawn.table(self.definition, self.changes, self.totals.get(self.year))

    @property
    def sentences(self) -> list[str]:
        return rules.sentences(self.definition, self.name, self.year, self.communities, self.changes)


def _of_scope(scope: str, name: str) -> View:
    totals = queries.totals(scope)
    return View(name, {year: {key: total.value for key, total in found.items()} for year, found in totals.items()}, totals)


def _page(view: View, template: str, crumb: str, **values: Any) -> Response:
    return page(
        template,
        view=view,
        cards=drawn.cards(view.definition, view.changes),
        groups=drawn.groups(view.definition, view.changes, view.year),
        crumbs=[HOME, (crumb, None)],
        **values,
    )


@bp.get("/performance/nation")
@requires(*OFFICERS)
def nation() -> Response:
    view = _of_scope(NATION, "全国")
    found = queries.by_scope(view.measure.key, view.year, "p")
    links = (
        {code: url_for("figures.province", province=code, year=view.year, measure=view.measure.key) for code in found}
        if current_user.role is Role.MINISTRY_OFFICER
        else {}
    )
    return _page(
        view,
        "figures/nation.html",
        "全国绩效",
        trend=drawn.trend(view.measure, view.history(), "全国"),
        spread=drawn.spread(view.measure, queries.values(view.measure.key, view.year), view.year),
        country=drawn.country(view.measure, found, view.year, links),
        industries=drawn.by_industry(view.measure, queries.by_scope(view.measure.key, view.year, "i"), view.year),
    )


def _province() -> str:
    """A province officer's own; the ministry's choice."""
    asked = current_user.province_code if current_user.role is Role.PROVINCE_OFFICER else request.args.get("province", "")
    return asked if asked in recommending_provinces() else abort(404)


@bp.get("/performance/province")
@requires(*OFFICERS)
def province() -> Response:
    code = _province()
    view = _of_scope(rules.of_province(code), province_name(code))
    keys = [measure.key for _, _, measure in rules.headlines(view.definition)][:6]
    return _page(
        view,
        "figures/province.html",
        f"{province_name(code)}绩效",
        code=code,
        trend=drawn.trend(view.measure, view.history(), province_name(code)),
        spread=drawn.spread(view.measure, queries.values(view.measure.key, view.year, code), view.year),
        communities=queries.communities(code, view.year, [view.measure.key, *keys], asked_page()),
        columns=list(dict.fromkeys([view.measure, *(view.definition.measures[key][2] for key in keys)])),
        said=said,
    )


def _own() -> Community:
    """The community that the address names, or the organisation's first."""
    mine = annual.communities_of(current_user.organisation)
    asked = request.args.get("community", type=whole)
    return next((one for one in mine if one.id == asked), None) or next(iter(mine), None) or abort(404)


@bp.get("/performance")
@requires(Role.APPLICANT)
def own() -> Response:
    """Its own years, and its place in its industry."""
    mine = annual.communities_of(current_user.organisation)
    if not mine:
        return page("figures/none.html", crumbs=[HOME, ("绩效分析", None)])
    return community_page(_own(), mine)


@bp.post("/performance/communities/<int:community_id>/<int:year>/open")
@requires(Role.APPLICANT, of="community")
def set_open(community: Community, year: int) -> BaseResponse:
    """Agree to have its own figures of the year among the open data, or withdraw that."""
    here = url_for("figures.own", community=community.id, year=year)
    if year not in queries.own(community):
        abort(404)
    agrees = request.form.get("open") == "yes"
    service.set_open(community, year, agrees, current_user)
    return done(f"已同意公开本共同体 {year} 年的绩效数据。" if agrees else f"{year} 年的绩效数据不再公开。", here)


@bp.get("/performance/communities/<int:community_id>")
@requires(*OFFICERS, of="community")
def community(community: Community) -> Response:
    return community_page(community, [community])


def community_page(found: Community, mine: list[Community]) -> Response:
    view = View(found.name, queries.own(found))
    keys = list(dict.fromkeys([view.measure.key, *(measure.key for _, _, measure in rules.headlines(view.definition))]))
    others = queries.of_its_industry(found, view.year, keys)
    now = view.by_year.get(view.year, {})
    places = {key: rules.place_of(now[key], others[key]) for key in keys if key in now and key in others}
    return _page(
        view,
        "figures/community.html",
        "绩效分析",
        community=found,
        mine=mine,
        places={key: place for key, place in places.items() if place},
        trend=drawn.trend(view.measure, view.history(), found.name),
        fewest=rules.FEWEST,
        said=said,
        is_open=queries.is_open(found, view.year),
    )


# tables and reports


@bp.get("/performance/nation.<kind>")
@requires(*OFFICERS)
def nation_file(kind: str) -> Response:
    return _file(_of_scope(NATION, "全国"), kind)


@bp.get("/performance/province.<kind>")
@requires(*OFFICERS)
def province_file(kind: str) -> Response:
    code = _province()
    return _file(_of_scope(rules.of_province(code), province_name(code)), kind)


@bp.get("/performance/communities/<int:community_id>.<kind>")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def community_file(community: Community, kind: str) -> Response:
    return _file(View(community.name, queries.own(community)), kind)


def _file(view: View, kind: str) -> Response:
    """`kind`: xlsx, the table; pdf, the report."""
    title = f"{view.name}{view.year} 年度绩效"
    if kind == "xlsx":
        return workbook(
            official_workbook(OfficialTable(f"{title}数据", f"{clock.today()} 导出，与上年比较", COLUMNS, view.lines)), f"{title}数据.xlsx"
        )
    if kind != "pdf":
        abort(404)
    made_by = current_user.authority.name if current_user.authority else current_user.organisation.name
    pdf = report_pdf(
        view.definition, view.name, view.year, view.sentences, view.lines, [("编制", made_by), ("编制日期", chinese_date(clock.today()))], fonts()
    )
    return as_file(Response(pdf, mimetype="application/pdf"), f"{title}分析报告.pdf", inline=True)


# open data


def _open_years() -> list[int]:
    """Finished years: this year's figures still move."""
    return [year for year in queries.years(NATION) if year < clock.today().year]


@bp.get("/open-data")
@public
def open_index() -> Response:
    return page("figures/open_data.html", years=_open_years(), kinds=open_data.KINDS, fewest=rules.FEWEST, crumbs=[HOME, ("开放数据", None)])


@bp.get("/open-data/<int:year>/<kind>.csv")
@public
def open_file(year: int, kind: str) -> Response:
    """Sums by province or industry; `communities`: those that agreed; `dictionary`: what the columns mean."""
    definition = performance.definition(year)
    if year not in _open_years() or definition is None or kind not in {*open_data.KINDS, "communities", "dictionary"}:
        abort(404)
    if kind == "communities":
        return _csv(open_data.own_figures(definition, queries.opened(year)), f"{year} 年绩效数据-同意公开的共同体")
    if kind == "dictionary":
        return _csv(open_data.dictionary(definition), f"{year} 年绩效数据字典")
    initial, head, _ = open_data.KINDS[kind]
    return _csv(open_data.sums(kind, definition, queries.everything(year, initial)), f"{year} 年绩效数据-分{head}")


def _csv(text: str, name: str) -> Response:
    return as_file(Response(text.encode(), mimetype="text/csv; charset=utf-8"), f"{name}.csv")
