"""供需清单 of a community: how the four lists stand, publishing one, and the links of its units."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...catalogue.content import Row
from ...catalogue.schema import Section
from ...community.filling import queries as filling
from ...community.filling.views import hang
from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import whole
from ...web.paging import asked_page, page_of
from .. import entries
from .. import queries as exchange
from ..service import PublicationRefused
from . import queries, service
from .kinds import LivingKind, crumbs
from .models import LivingLists
from .queries import ListState, UnitStanding
from .rules import VALID_FOR, LinkState

bp = Blueprint("living_lists", __name__)
hang(bp, LivingKind())
READERS = (Role.APPLICANT, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
OF = "/exchange/lists/<int:supply_demand_id>"


@bp.get("/exchange/lists")
@requires(*READERS)
def index() -> Response:
    """An applicant's established communities; for officers the lists of those that they look after."""
    trail = [("首页", "/"), ("供需清单", None)]
    if current_user.role is Role.APPLICANT:
        own = queries.communities_of(current_user.organisation_id)
        return page("living_lists/own.html", own=own, counts=queries.counts([found for _, found in own if found]), crumbs=trail)
    found = queries.all_lists(current_user, asked_page())
    return page("living_lists/index.html", found=found, counts=queries.counts(found.items), crumbs=trail)


@bp.post("/exchange/lists")
@requires(Role.APPLICANT)
def start() -> BaseResponse:
    community = queries.own_community(request.form.get("community", 0, type=whole), current_user)
    if community is None:
        return failed("没有选中共同体，请从下面的列表中选择。", url_for("living_lists.index"))
    try:
        found = service.start(community, current_user)
    except service.ListsRefused as refused:
        return failed(str(refused), url_for("living_lists.index"))
    return done("供需清单已建立，可以逐条填写或从 Excel 导入。", _address(found))


def _address(found: LivingLists) -> str:
    return url_for("living_lists.show", supply_demand_id=found.id)


@bp.get(OF)
@requires(*READERS, of="supply_demand")
def show(supply_demand: LivingLists) -> Response:
    return page(
        "living_lists/show.html",
        form=supply_demand,
        states=queries.overview(supply_demand),
        editions=page_of(queries.editions(supply_demand), asked_page(), 20),
        own=current_user.role is Role.APPLICANT,
        crumbs=crumbs(supply_demand),
    )


@bp.get(f"{OF}/publish/<key>")
@requires(Role.APPLICANT, of="supply_demand")
def publish(supply_demand: LivingLists, key: str) -> Response:
    """Everything that has to be mended first; or, when there is nothing, what everybody will read."""
    section, state = _list_or_404(supply_demand, key)
    rows = filling.rows_of(supply_demand, section)
    found = service.check(supply_demand, section, rows)
    names = {identity: unit.name for identity, unit in exchange.units_of(supply_demand.community).items()}
    number = asked_page()
    return page(
        "living_lists/publish.html",
        form=supply_demand,
        section=section,
        state=state,
        seen=state.saved.revision if state.saved else 0,
        problems=page_of(found, number),
        rows=page_of(list(rows), number),
        columns=[field for field in section.columns if not field.personal],
        hidden_columns=[field for field in section.fields if field.personal],
        shown=lambda row: _cells(section, row, names.get(entries.unit_of(section, row), "")),
        withdrawn=queries.withdrawn_rows(state.latest),
        crumbs=crumbs(supply_demand, f"发布{section.title}"),
    )


def _cells(section: Section, row: Row, unit_name: str) -> list[str]:
    """What everybody reads of the row: the columns of the list, and all the rest in one."""
    texts = {field.key: entries.shown_value(field, row.values, unit_name) for field in entries.public_fields(section)}
    columns = [texts.pop(field.key) for field in section.columns if field.key in texts]
    return [*columns, "\n".join(f"{section.by_key[key].label}：{text}" for key, text in texts.items() if text)]


def _list_or_404(found: LivingLists, key: str) -> tuple[Section, ListState]:
    section = found.definition.by_key.get(key) or abort(404)
    return section, next(state for state in queries.overview(found) if state.section == section)


@bp.post(f"{OF}/publish/<key>")
@requires(Role.APPLICANT, of="supply_demand")
def published(supply_demand: LivingLists, key: str) -> BaseResponse:
    section = supply_demand.definition.by_key.get(key) or abort(404)
    try:
        edition = service.publish(supply_demand, section, request.form.get("seen", -1, type=whole), current_user)
    except PublicationRefused as refused:
        return failed(str(refused), url_for("living_lists.publish", supply_demand_id=supply_demand.id, key=key))
    return done(f"{section.title}第 {edition.number} 版已发布，共 {edition.entries} 条，所有人都可以查到。", _address(supply_demand))


@bp.get(f"{OF}/units")
@requires(Role.APPLICANT, of="supply_demand")
def units(supply_demand: LivingLists) -> Response:
    found = queries.unit_standings(supply_demand)
    return page(
        "living_lists/units.html",
        form=supply_demand,
        found=page_of(found, asked_page()),
        missing=sum(one.state is not LinkState.WORKS for one in found),
        days=VALID_FOR.days,
        link_of=service.link_of,
        crumbs=crumbs(supply_demand, "成员单位填写"),
    )


@bp.post(f"{OF}/units")
@requires(Role.APPLICANT, of="supply_demand")
def give_out_all(supply_demand: LivingLists) -> BaseResponse:
    try:
        count = service.give_out_all(supply_demand, current_user)
    except service.ListsRefused as refused:
        return failed(str(refused), _units(supply_demand))
    return done(f"已生成 {count} 个链接。" if count else "所有单位都有可用的链接，没有需要生成的。", _units(supply_demand))


def _units(found: LivingLists, unit: str = "") -> str:
    kept: dict[str, Any] = {"page": request.form["page"]} if request.form.get("page") else {}
    return url_for("living_lists.units", supply_demand_id=found.id, _anchor=f"unit-{unit}" if unit else None, **kept)


@bp.post(f"{OF}/units/<unit>")
@requires(Role.APPLICANT, of="supply_demand")
def give_out(supply_demand: LivingLists, unit: str) -> BaseResponse:
    found = _unit_or_404(supply_demand, unit)
    before = "以前的链接不能再用。" if found.state is LinkState.WORKS else ""
    try:
        link = service.give_out(supply_demand, unit, current_user)
    except service.ListsRefused as refused:
        return failed(str(refused), _units(supply_demand))
    return done(f"已为“{found.unit.name}”生成新的链接，{link.until} 前有效。{before}", _units(supply_demand, unit))


def _unit_or_404(found: LivingLists, unit: str) -> UnitStanding:
    return next((one for one in queries.unit_standings(found) if one.identity == unit), None) or abort(404)


@bp.post(f"{OF}/units/<unit>/withdraw")
@requires(Role.APPLICANT, of="supply_demand")
def withdraw(supply_demand: LivingLists, unit: str) -> BaseResponse:
    found = _unit_or_404(supply_demand, unit)
    service.withdraw(supply_demand, unit, current_user)
    return done(f"“{found.unit.name}”的链接已停用，填写过的条目保留。", _units(supply_demand, unit))


@bp.get(f"{OF}/changes")
@requires(*READERS, of="supply_demand")
def changes(supply_demand: LivingLists) -> Response:
    """What was filled in by links: by whom, when."""
    unit = request.args.get("unit", "")
    known = exchange.units_of(supply_demand.community)
    return page(
        "living_lists/changes.html",
        form=supply_demand,
        found=queries.changes(supply_demand, unit, asked_page()),
        unit=known.get(unit),
        own=current_user.role is Role.APPLICANT,
        crumbs=crumbs(supply_demand, "成员单位填写记录"),
    )
