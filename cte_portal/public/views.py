"""Home, the columns, the guide, the published list, and what every public site has to say of itself."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for

from .. import clock
from ..annual import publications
from ..annual import queries as duties
from ..articles import queries as articles
from ..articles.rules import Column
from ..catalogue.places import industries, recommending_provinces
from ..charts.country import tiles
from ..community import queries as applications
from ..exchange import queries as exchange
from ..guide.views import PAGES
from ..recognition import queries as recognition
from ..recognition.rules import Level
from ..review import queries as review
from ..web.access import public
from ..web.calendar import shown_windows
from ..web.editions import edition_for_year
from ..web.fragments import page
from ..web.keeping import kept
from ..web.limits import whole
from ..web.paging import asked_page

bp = Blueprint("public", __name__)
ON_HOME = 6  # articles of each column


@bp.get("/")
@public
def home() -> Response:
    return page("public/home.html", main=kept("home", _home), crumbs=[])


def _home() -> str:
    by_province = recognition.recognised_by_province()
    links = {code: url_for("public.communities", province=code) for code in by_province if code}
    counted = {code: float(count) for code, count in by_province.items() if code}
    return render_template(
        "public/_home.html",
        windows=shown_windows(applications.calendar_for_all()),
        column=Column,
        columns=articles.on_home(ON_HOME),
        favoured=articles.most_favoured(ON_HOME),
        recognised=sum(by_province.values()),
        country=tiles("country", "各省份已认定的共同体", counted, "个", links) if counted else None,
        entries=exchange.newest_entries(ON_HOME),
        under_notice=recognition.under_notice(),
        recommended_links=current_app.config["SETTINGS"].recommended_links,
        blank_edition=edition_for_year(clock.today().year).key,
    )


@bp.get("/columns/<column>")
@public
def column(column: str) -> Response:
    chosen = next((one for one in Column if one.value == column), None) or abort(404)
    return page(
        "public/column.html",
        column=chosen,
        found=articles.listed(chosen, asked_page()),
        pages=PAGES if chosen is Column.GUIDES else [],
        crumbs=[("首页", url_for("public.home")), (chosen.label, None)],
    )


@bp.get("/communities")
@public
def communities() -> Response:
    sought = _sought()
    found = recognition.recognised(sought, asked_page())
    return page(
        "public/communities.html",
        found=found,
        leads=review.lead_names(item.application_id for item in found.items),
        sought=sought,
        levels=Level,
        provinces=recommending_provinces(),
        years=recognition.recognised_years(),
        crumbs=[("首页", url_for("public.home")), ("已认定共同体", None)],
    )


@bp.get("/communities/<int:community_id>")
@public
def community(community_id: int) -> Response:
    """What is public of one community; also after its recognition was revoked, which it says."""
    found = duties.community(community_id) or abort(404)
    application = exchange.recognised(found) or abort(404)
    return page(
        "public/community.html",
        community=found,
        application=application,
        standings=recognition.of_community(community_id),
        revoked=applications.revocation(found),
        leads=review.lead_names([application.id]).get(application.id, {}),
        members=review.member_counts([application.id]).get(application.id, 0),
        lists=exchange.current_editions(community_id),
        reports=publications.reports_of(community_id),
        crumbs=[("首页", url_for("public.home")), ("已认定共同体", url_for("public.communities")), (found.name, None)],
    )


def _sought() -> recognition.SoughtRecognised:
    asked = request.args
    return recognition.SoughtRecognised(
        level=next((one for one in Level if one.value == asked.get("level")), None),
        province=asked.get("province") if asked.get("province") in recommending_provinces() else None,
        industry=asked.get("industry") if asked.get("industry") in industries() else None,
        year=asked.get("year", type=whole),
        text=asked.get("text", "").strip()[:60],
    )


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return page("public/accessibility.html", crumbs=[("首页", url_for("public.home")), ("无障碍说明", None)])
