"""The officers' list of communities and their duties; reminding and excusing those that were chosen; figures by province."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.duties import DeliverableKind
from ...catalogue.places import industries, province_name, recommending_provinces
from ...community.models import Community
from ...roles import OFFICERS, Role
from ...web.access import inside_portal, requires
from ...web.fragments import done, failed, page
from ...web.limits import whole
from ...web.paging import asked_page
from .. import listing, queries
from ..forms import ReasonForm
from ..listing import DIRECT, Figures, Sought
from ..rules import FIRST_YEAR, Standing
from ..service import judging, reminding
from ..service.working import DutyRefused
from . import HOME, bp

MOST_AT_ONCE = 200
Chosen = list[tuple[Community, str]]


def _sought() -> Sought:
    asked, this_year = request.args, clock.today().year
    year = asked.get("year", this_year, type=whole)
    year = year if FIRST_YEAR <= year <= this_year + 1 else this_year
    kinds = queries.catalogue(year).by_key
    return Sought(
        year=year,
        key=asked.get("key", "") if asked.get("key") in kinds else "",
        standing=next((one for one in Standing if one.value == asked.get("standing")), None),
        late=asked.get("late") == "yes",
        province=asked.get("province", "") if asked.get("province") in (*recommending_provinces(), DIRECT) else "",
        industry=asked.get("industry", "") if asked.get("industry") in industries() else "",
        text=asked.get("text", "").strip()[:60],
    )


@bp.get("/overview")
@requires(*OFFICERS)
def overview() -> Response:
    """Communities × duties of one year, filtered; above it the figures, for the ministry by province."""
    sought = _sought()
    found = listing.established(sought, current_user, asked_page())
    counted = listing.figures(Sought(sought.year, province=sought.province), current_user)
    kinds = [kind for kind in queries.catalogue(sought.year).kinds if not sought.key or kind.key == sought.key]
    return page(
        "annual/overview.html",
        sought=sought,
        found=found,
        kinds=kinds,
        all_kinds=queries.catalogue(sought.year).kinds,
        duties={identity: {one.kind.key: one for one in duties} for identity, duties in queries.duties_of(found.items, sought.year).items()},
        totals=[(kind, listing.total(list(counted[kind.key].values()))) for kind in queries.catalogue(sought.year).kinds],
        by_province=_by_province(counted, kinds) if current_user.role is Role.MINISTRY_OFFICER and not sought.province else [],
        standings=list(Standing),
        years=range(clock.today().year + 1, FIRST_YEAR - 1, -1),
        provinces=recommending_provinces() if current_user.role is Role.MINISTRY_OFFICER else {},
        reviews={one.id: judging.reviews(current_user, one) for one in found.items},
        here=request.full_path.rstrip("?"),
        crumbs=[HOME, ("年度任务", None)],
    )


def _by_province(counted: dict[str, dict[str, Figures]], kinds: Iterable[DeliverableKind]) -> list[tuple[str, str, Figures]]:
    """(value of the filter, name, figures) for each province that has established communities, most overdue first."""
    provinces = {code for kind in kinds for code in counted[kind.key]}
    lines = [
        (
            code or DIRECT,
            province_name(code) or "直报（教育部审核）",
            listing.total([counted[kind.key][code] for kind in kinds if code in counted[kind.key]]),
        )
        for code in sorted(provinces)
    ]
    return sorted(lines, key=lambda line: -line[2].overdue)


def _back() -> str:
    return inside_portal(request.values.get("back", "")) or url_for("annual.overview")


def _chosen(given: MultiDict[str, str]) -> tuple[int, Chosen]:
    """What was ticked, as `community:key`; 404 where something of it is out of reach."""
    pairs = [
        (int(one), key) for one, _, key in (text.partition(":") for text in given.getlist("duty")[:MOST_AT_ONCE]) if re.fullmatch(r"[0-9]{1,9}", one)
    ]
    year = given.get("year", clock.today().year, type=whole)
    communities = {one.id: one for one in listing.chosen([one for one, _ in pairs if one < 2**63], current_user)}
    if any(one not in communities or not judging.reviews(current_user, communities[one]) for one, _ in pairs):
        abort(404)
    return year, [(communities[one], key) for one, key in dict.fromkeys(pairs)]


NOTHING = "还没有选择任务。请先在列表中勾选。"


@bp.get("/remind")
@requires(*OFFICERS)
def remind() -> Response | BaseResponse:
    """The page that asks before those chosen are reminded, or goes on to excusing them."""
    year, chosen = _chosen(request.args)
    if not chosen:
        return failed(NOTHING, _back())
    return _chosen_page("annual/remind.html", year, chosen, "提醒")


def _chosen_page(template: str, year: int, chosen: Chosen, title: str, form: ReasonForm | None = None, problem: str = "") -> Response:
    communities = {one.id: one for one, _ in chosen}
    duties = {(identity, duty.kind.key): duty for identity, owed in queries.duties_of(list(communities.values()), year).items() for duty in owed}
    return page(
        template,
        chosen=[(one, duties[one.id, key]) for one, key in chosen if (one.id, key) in duties],
        year=year,
        form=form,
        problem_text=problem,
        back=_back(),
        crumbs=[HOME, ("年度任务", _back()), (title, None)],
        status=422 if problem or (form and form.errors) else 200,
    )


@bp.post("/remind")
@requires(*OFFICERS)
def reminded() -> BaseResponse:
    year, chosen = _chosen(request.form)
    if not chosen:
        return failed(NOTHING, _back())
    try:
        count, already = reminding.remind_chosen(chosen, year, current_user)
    except DutyRefused as refused:
        return failed(str(refused), _back())
    return done(f"已提醒 {count} 个共同体。" + (f"另有 {already} 个今天已经提醒过，没有重复提醒。" if already else ""), _back())


@bp.get("/excuse")
@requires(*OFFICERS)
def excuse() -> Response | BaseResponse:
    year, chosen = _chosen(request.args)
    if not chosen:
        return failed(NOTHING, _back())
    return _chosen_page("annual/excuse.html", year, chosen, "免除", ReasonForm(formdata=None))


@bp.post("/excuse")
@requires(*OFFICERS)
def excused() -> BaseResponse:
    year, chosen = _chosen(request.form)
    form = ReasonForm()
    if not chosen:
        return failed(NOTHING, _back())
    if not form.validate_on_submit():
        return _chosen_page("annual/excuse.html", year, chosen, "免除", form)
    try:
        count = judging.excuse(chosen, year, form.reason.data or "", current_user)
    except DutyRefused as refused:
        return _chosen_page("annual/excuse.html", year, chosen, "免除", form, str(refused))
    return done(f"已免除 {count} 项年度任务，共同体已收到通知。", _back())
