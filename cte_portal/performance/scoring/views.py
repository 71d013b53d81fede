"""Schemes and scores: the authority's pages, and what a community reads of its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.schema import FormDefinition
from ...community.models import Community
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.downloads import workbook
from ...web.fragments import done, failed, page
from ...web.limits import whole
from ...web.official_tables import OfficialTable, official_workbook
from ...web.paging import asked_page
from .. import queries as performance
from . import queries, rules, service
from .models import ScoringScheme
from .rules import MOST_POINTS, Band, Bands, Way, Weight
from .service import SchemeRefused

bp = Blueprint("scoring", __name__, url_prefix="/performance/scoring")
HOME = ("首页", "/")
USUAL = {"excellent": "90", "good": "75", "passed": "60"}
FIRST_YEAR = 2023


def _definition(year: int) -> FormDefinition:
    if not FIRST_YEAR <= year <= clock.today().year:
        abort(404)
    return performance.definition(year) or abort(404)


def _crumbs(year: int, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    index = url_for("scoring.scores", year=year)
    return [HOME, ("绩效分析", url_for(_analysis())), (f"{year} 年度评分", index if last else None), *last]


def _analysis() -> str:
    return "figures.nation" if current_user.role is Role.MINISTRY_OFFICER else "figures.province"


def _scheme(year: int) -> ScoringScheme | None:
    """The version that the address asks for; the current one without."""
    found = queries.versions(current_user.authority_id, year)
    asked = request.args.get("version", type=whole)
    return next((one for one in found if asked is None or one.number == asked), None)


@bp.get("/<int:year>")
@requires(*OFFICERS)
def scores(year: int) -> Response:
    definition, scheme = _definition(year), _scheme(year)
    versions = queries.versions(current_user.authority_id, year)
    found = queries.ranked(scheme, asked_page()) if scheme else None
    other = next((one for one in versions if scheme and one.number == request.args.get("beside", scheme.number - 1, type=whole)), None)
    beside = queries.scores_in(other.id, [one.community_id for one in found.items]) if other and found else {}
    return page(
        "scoring/scores.html",
        year=year,
        years=range(clock.today().year, FIRST_YEAR - 1, -1),
        definition=definition,
        scheme=scheme,
        versions=versions,
        newest=versions[0] if versions else None,
        found=found,
        places=queries.places(scheme, [one.community_id for one in found.items]) if scheme and found else {},
        other=other,
        beside=beside,
        counts=queries.bands(scheme) if scheme else {},
        bands=list(Band),
        crumbs=_crumbs(year),
    )


@bp.get("/<int:year>/communities/<int:community_id>")
@requires(*OFFICERS, of="community")
def score(community: Community, year: int) -> Response:
    """The arithmetic, line by line."""
    scheme = _scheme(year) or abort(404)
    found = queries.score(scheme, community.id) or abort(404)
    crumbs = _crumbs(year, (community.name, None))
    return page("scoring/score.html", scores=[found], community=community, year=year, words=_words(year), definition=_definition(year), crumbs=crumbs)


@bp.get("/own/<int:community_id>/<int:year>")
@requires(Role.APPLICANT, of="community")
def own(community: Community, year: int) -> Response:
    """What its authorities' schemes give it."""
    crumbs = [HOME, ("绩效分析", url_for("figures.own", community=community.id)), (f"{year} 年度评分", None)]
    found = queries.of_community(community, year)
    return page("scoring/score.html", scores=found, community=community, year=year, words=_words(year), definition=_definition(year), crumbs=crumbs)


def _words(year: int) -> Any:
    definition = _definition(year)
    return lambda line: rules.words(definition, line)


@bp.get("/<int:year>/scheme")
@requires(*OFFICERS)
def scheme(year: int) -> Response:
    found = queries.current(current_user.authority_id, year)
    return _scheme_page(year, _typed_of(found) if found else {f"band-{name}": text for name, text in USUAL.items()}, found)


def _typed_of(found: ScoringScheme) -> dict[str, str]:
    typed = {"name": found.name, **{f"band-{name}": text for name, text in found.bands.items()}}
    for one in found.weighed:
        typed |= {f"points-{one.measure}": f"{one.points:g}", f"way-{one.measure}": one.way.value}
        typed |= {f"full-{one.measure}": f"{one.full:f}"} if one.full is not None else {}
    return typed


def _scheme_page(year: int, typed: Mapping[str, str], found: ScoringScheme | None, problems: list[tuple[str, str]] | None = None) -> Response:
    definition = _definition(year)
    before = queries.current(current_user.authority_id, year - 1) if found is None else None
    return page(
        "scoring/scheme.html",
        year=year,
        typed=_typed_of(before) if before and not problems and "name" not in typed else typed,
        taken_over=before is not None and not problems,
        found=found,
        groups=[(section, [measure for one in section.indicators for measure in one.measures if measure.counted]) for section in definition.sections],
        ways=list(Way),
        problems=problems or [],
        crumbs=_crumbs(year, ("评分方案", None)),
        status=422 if problems else 200,
    )


@bp.post("/<int:year>/scheme")
@requires(*OFFICERS)
def keep(year: int) -> BaseResponse:
    definition, typed = _definition(year), request.form.to_dict()
    weights, problems = _weights(definition, typed)
    bands = [_number(typed.get(f"band-{name}", "")) for name in USUAL]
    if any(one is None for one in bands):
        problems.append(("band-excellent", "等次的分数线应填数，如 90"))
    if not problems:
        try:
            made = service.save(
                current_user.authority, year, typed.get("name", "")[:60], weights, Bands(*(one or Decimal(0) for one in bands)), current_user
            )
            return done(f"评分方案第 {made.number} 版已保存，各共同体的得分已重新计算；原来的结果保留。", url_for("scoring.scores", year=year))
        except SchemeRefused as refused:
            problems = [("band-excellent", str(refused))]
    return _scheme_page(year, typed, queries.current(current_user.authority_id, year), problems)


def _weights(definition: FormDefinition, typed: Mapping[str, str]) -> tuple[list[Weight], list[tuple[str, str]]]:
    """The figures with points, and what is wrong: (box, sentence)."""
    weights, problems = [], []
    for key, (_, _, measure) in definition.measures.items():
        text = typed.get(f"points-{key}", "").strip()
        if not measure.counted or not text:
            continue
        points, way = _number(text), Way.RANK if typed.get(f"way-{key}") == Way.RANK.value else Way.TARGET
        full = _number(typed.get(f"full-{key}", "")) if way is Way.TARGET else None
        if points is None or not 0 < points <= MOST_POINTS:
            problems.append((f"points-{key}", f"“{measure.label}”的分值应为 0 至 {MOST_POINTS} 之间的数，现在填的是“{text[:20]}”"))
        elif way is Way.TARGET and (full is None or full <= 0):
            problems.append((f"full-{key}", f"“{measure.label}”按满分值计分，请填写大于 0 的满分值"))
        else:
            weights.append(Weight(key, points, way, full))
    return weights, problems


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**12 else None


@bp.post("/<int:year>/recompute")
@requires(*OFFICERS)
def recompute(year: int) -> BaseResponse:
    here = url_for("scoring.scores", year=year)
    found = queries.current(current_user.authority_id, year)
    if found is None:
        return failed("还没有评分方案。", here)
    return done(f"已按现在的数重新计算 {service.recompute(found, current_user)} 个共同体的得分。", here)


@bp.get("/<int:year>/scores.xlsx")
@requires(*OFFICERS)
def table(year: int) -> Response:
    found = _scheme(year) or abort(404)
    everyone = queries.everyone(found)
    places = queries.places(found, [one.community_id for one in everyone])
    lines = [(places[one.community_id], one.community.name, one.hundredths / 100, one.percent / 100, one.band.label) for one in everyone]
    columns = (("位次", 8), ("共同体", 44), ("得分", 12), ("得分率（%）", 12), ("等次", 10))
    title = f"{year} 年度绩效评分"
    return workbook(
        official_workbook(OfficialTable(title, f"{found.name}（第 {found.number} 版），满分 {found.most:g}", columns, lines)), f"{title}.xlsx"
    )
