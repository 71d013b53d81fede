"""The officer's first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, url_for
from flask_login import current_user

from .. import clock
from ..accounts.models import RegistrationState
from ..annual import listing as duties
from ..charts.country import tiles
from ..community.queries import calendar_for_all
from ..notices import queries as notices
from ..recognition import queries as recognition
from ..registration import queries as registrations
from ..review.overview import queries as overview
from ..review.overview import rules
from ..review.overview.views import queue_urls
from ..review.queue import queries as queue
from ..review.queue.rules import Filters
from ..review.queue.views import listing
from ..roles import OFFICERS, Role
from ..web.access import requires
from ..web.calendar import shown_windows
from ..web.fragments import page

bp = Blueprint("workbench", __name__, url_prefix="/work")
PRESSING, CHANGES = 5, 6  # that are shown


@bp.get("")
@requires(*OFFICERS)
def home() -> Response:
    year = clock.today().year
    overdue = Filters(None, overdue=True, days=listing.usual_days())
    counted = overview.counted(current_user, year)
    of_queue = queue_urls(year)
    national = current_user.role is Role.MINISTRY_OFFICER
    return page(
        "workbench/home.html",
        waiting=[*listing.what_waits(), *((label, number, url) for label, number, url in _waiting_elsewhere() if number)],
        pressing=queue.queue(current_user, overdue, None, None).rows[:PRESSING],
        all_pressing=listing.address(overdue),
        changes=notices.newest(current_user, CHANGES),
        year=year,
        states=rules.by_states(counted),
        of_status=lambda status="": of_queue(status=status),
        **(_country(year, counted) if national else {}),
        windows=shown_windows(calendar_for_all(current_user.province_code)),
        national=national,
        usual_days=listing.usual_days(),
        today=clock.today(),
        crumbs=[("首页", "/"), ("工作台", None)],
    )


def _waiting_elsewhere() -> list[tuple[str, int, str]]:
    """(label, number, address) of what waits for the officer's authority besides applications."""
    province = current_user.province_code
    return [
        ("注册待审核", registrations.counts(province).get(RegistrationState.PENDING, 0), url_for("registration.queue")),
        ("账号找回待审核", registrations.takeovers_waiting(province), url_for("takeovers.index")),
        ("年度任务待审核", duties.to_review(current_user), url_for("annual.overview", standing="submitted")),
        ("异议待处理", recognition.objections_waiting(current_user), url_for("recognition.overview")),
    ]


def _country(year: int, counted: Sequence[rules.Counted]) -> dict[str, Any]:
    """The map and its table: by way of which province, or past them."""
    of_queue, heads = queue_urls(year), dict(rules.province_heads())
    reported = rules.of_provinces(counted)
    links = {code: of_queue(province=code) for code in reported}
    return {
        "country": tiles("reported", f"{year} 年度各省报送的申报", reported, "份", links),
        "by_province": [(heads.get(code, code), count, links[code]) for code, count in reported.items()],
    }
