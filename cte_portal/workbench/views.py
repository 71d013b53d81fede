"""The officer's first page."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_login import current_user

from .. import clock
from ..catalogue.places import industry_name
from ..charts.country import tiles
from ..notices import queries as notices
from ..review.overview.views import queue_urls
from ..review.queue import queries as queue
from ..review.queue.rules import Filters
from ..review.queue.views import listing
from ..roles import OFFICERS, Role
from ..web.access import requires
from ..web.calendar import shown_windows
from ..web.fragments import page
from . import queries

bp = Blueprint("workbench", __name__, url_prefix="/work")
PRESSING, CHANGES = 5, 6  # that are shown


@bp.get("")
@requires(*OFFICERS)
def home() -> Response:
    year = clock.today().year
    overdue = Filters(None, overdue=True, days=listing.usual_days())
    standing = queries.standing(current_user, year)
    of_queue = queue_urls(year)
    links = {code: of_queue(province=code) for code in standing.provinces}
    national = current_user.role is Role.MINISTRY_OFFICER
    return page(
        "workbench/home.html",
        applications=listing.what_waits(),
        others=queries.waiting(current_user),
        pressing=queue.queue(current_user, overdue, None, None).rows[:PRESSING],
        all_pressing=listing.address(overdue),
        changes=notices.newest(current_user, CHANGES),
        standing=standing,
        of_status=lambda status="": of_queue(status=status),
        country=tiles("reported", f"{year} 年度各省报送的申报", standing.provinces, "份", links) if national and standing.provinces else None,
        windows=shown_windows(),
        national=national,
        usual_days=listing.usual_days(),
        today=clock.today(),
        industry_name=industry_name,
        crumbs=[("首页", "/"), ("工作台", None)],
    )
