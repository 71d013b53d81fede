"""The lead enterprise's side: links for the units, their workbooks, and what their parts give together."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...community.filling.kinds import kind_of
from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from ...web.paging import asked_page, page_of
from ..models import PERFORMANCE, Collection
from ..rules import said
from . import queries, service
from .models import UnitPart
from .service import PartRefused
from .unit_views import LARGEST_POST, import_page

bp = Blueprint("unit_figures", __name__, url_prefix="/collections/<int:performance_id>/units")


def _crumbs(form: Collection, last: str) -> list[tuple[str, str | None]]:
    return list(kind_of(form).crumbs(form, last))


def _url(form: Collection, unit: str = "") -> str:
    return url_for("unit_figures.units", performance_id=form.id, _anchor=f"unit-{unit}" if unit else None)


@bp.get("")
@requires(Role.APPLICANT, of=PERFORMANCE)
def units(performance: Collection) -> Response:
    found = queries.standings(performance)
    return page(
        "figure_parts/units.html",
        form=performance,
        found=page_of(found, asked_page()),
        missing=sum(one.part is None for one in found),
        handed_back=sum(bool(one.part and one.part.handed_back_at) for one in found),
        total=len(found),
        link_of=service.link_of,
        home=kind_of(performance).home(performance),
        crumbs=_crumbs(performance, "成员单位填报"),
    )


@bp.post("")
@requires(Role.APPLICANT, of=PERFORMANCE)
def give_out_all(performance: Collection) -> BaseResponse:
    try:
        count = service.give_out_all(performance, current_user)
    except PartRefused as refused:
        return failed(str(refused), _url(performance))
    return done(f"已为 {count} 家单位生成链接。" if count else "所有单位都有链接，没有需要生成的。", _url(performance))


@bp.post("/<unit>")
@requires(Role.APPLICANT, of=PERFORMANCE)
def give_out(performance: Collection, unit: str) -> BaseResponse:
    try:
        part = service.give_out(performance, unit, current_user)
    except PartRefused as refused:
        return failed(str(refused), _url(performance))
    return done(f"已为“{part.name}”生成链接，{part.until} 前有效；以前的链接不能再用。", _url(performance, unit))


def _part(form: Collection, unit: str) -> UnitPart:
    return next((one for one in queries.parts_of(form) if one.unit == unit), None) or abort(404)


@bp.post("/<unit>/withdraw")
@requires(Role.APPLICANT, of=PERFORMANCE)
def withdraw(performance: Collection, unit: str) -> BaseResponse:
    part = _part(performance, unit)
    service.withdraw(part, current_user)
    return done(f"“{part.name}”的链接已停用，填写过的数保留。", _url(performance, unit))


@bp.post("/<unit>/reopen")
@requires(Role.APPLICANT, of=PERFORMANCE)
def reopen(performance: Collection, unit: str) -> BaseResponse:
    part = _part(performance, unit)
    try:
        service.reopen(part, current_user)
    except PartRefused as refused:
        return failed(str(refused), _url(performance))
    return done(f"“{part.name}”可以继续修改，原来的链接有效。", _url(performance, unit))


@bp.post("/<unit>/figures")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT, of=PERFORMANCE)
def take_in(performance: Collection, unit: str) -> BaseResponse:
    """A workbook that the unit sent by mail."""
    return import_page(_part(performance, unit), _url(performance, unit), request.path, _crumbs(performance, "导入单位的表"), current_user)


@bp.get("/compare")
@requires(Role.APPLICANT, of=PERFORMANCE)
def compare(performance: Collection) -> Response:
    lines = service.compared(performance)
    return page(
        "figure_parts/compare.html",
        form=performance,
        groups=[(section, mine) for section in performance.definition.sections if (mine := [one for one in lines if one.section.key == section.key])],
        differing=sum(one.differs for one in lines),
        opened=request.args.get("figure", ""),
        said=said,
        home=kind_of(performance).home(performance),
        crumbs=_crumbs(performance, "各单位合计"),
    )


@bp.post("/compare")
@requires(Role.APPLICANT, of=PERFORMANCE)
def adopt(performance: Collection) -> BaseResponse:
    here = url_for("unit_figures.compare", performance_id=performance.id)
    try:
        made = service.adopt(performance, set(request.form.getlist("figure")), current_user)
    except PartRefused as refused:
        return failed(str(refused), here)
    count = sum(map(len, made.after.values()))
    undo = url_for("unit_figures.undo", performance_id=performance.id, adoption_id=made.id)
    return done(f"{count} 项已改为各单位的合计。", here, undo=undo, undo_label="撤销")


@bp.post("/compare/<int:adoption_id>/undo")
@requires(Role.APPLICANT, of=PERFORMANCE)
def undo(performance: Collection, adoption_id: int) -> BaseResponse:
    here = url_for("unit_figures.compare", performance_id=performance.id)
    made = queries.adoption(performance, adoption_id) or abort(404)
    try:
        count = service.undo(performance, made, current_user)
    except PartRefused as refused:
        return failed(str(refused), here)
    return done(f"{count} 项已恢复为采用以前的数。", here)
