"""绩效数据 of a nation: 1,500 communities, every figure of 44 indicators, five years: dashboards, reports, a scheme."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from benchmarks import exchange
from benchmarks.figures import Figure
from cte_portal import clock
from cte_portal.accounts.models import Account, Organisation, OrganisationKind, RegistrationState
from cte_portal.catalogue.places import industries, recommending_provinces
from cte_portal.community.filling.models import Form
from cte_portal.community.models import Application, Community
from cte_portal.community.workflow import Status
from cte_portal.extensions import db
from cte_portal.performance.figures import service
from cte_portal.performance.models import IndicatorFigure
from cte_portal.performance.scoring import service as scoring
from cte_portal.performance.scoring.rules import Bands, Way, Weight
from cte_portal.roles import Role
from cte_portal.web.editions import edition_for_year
from tests.support.people import JIANGSU, People, uscc

COMMUNITIES, YEARS, LAST = 1500, 5, 2026
MOMENT = datetime(LAST, 12, 10, 12, tzinfo=clock.SHANGHAI)


def filled(app: Flask) -> None:
    """Put the communities and their figures into an empty portal."""
    rng = random.Random(1)
    provinces, classes = list(recommending_provinces()), [code for code in industries() if code.isdecimal()]
    with app.app_context():
        places = edition_for_year(LAST).further["performance"].measures
        counted = [key for key, (_, _, measure) in places.items() if measure.counted]
        numbers = range(1000, 1000 + COMMUNITIES)
        where = {number: rng.choice(provinces) for number in numbers}
        organisation = {"kind": OrganisationKind.PRIVATE, "state": RegistrationState.APPROVED, "address": "示范路 1 号", "registered_at": MOMENT}
        filing = {"year": LAST - YEARS, "edition": "2024", "status": Status.RECOGNISED, "started_at": MOMENT}
        with db.engine.begin() as connection:
            connection.execute(
                insert(Organisation),
                [{"id": n, "name": f"演示集团{n}有限公司", "uscc": uscc(n), "province_code": where[n], **organisation} for n in numbers],
            )
            named = [
                {"id": n, "number": f"2021-{n:06d}", "name": f"第{n}行业产教融合共同体", "organisation_id": n, "recognition_document": ""}
                for n in numbers
            ]
            connection.execute(
                insert(Community), [{**one, "recognised_on": date(LAST - YEARS, 6, 1), "overseen_by": where[one["id"]]} for one in named]
            )
            connection.execute(insert(Form), [{"id": n, "kind": "application"} for n in numbers])
            connection.execute(
                insert(Application),
                [
                    {"id": n, "community_id": n, "organisation_id": n, "industry_code": rng.choice(classes), "province_code": where[n], **filing}
                    for n in numbers
                ],
            )
            connection.execute(text("UPDATE community SET recognised_application_id = id"))
            for year in range(LAST - YEARS + 1, LAST + 1):
                rows = [
                    {"year": year, "measure": key, "community_id": n, "hundredths": 100 * rng.randrange(0, 2000 + 200 * (year - LAST + YEARS))}
                    for key in counted
                    for n in numbers
                ]
                connection.execute(insert(IndicatorFigure), rows)
        service.recount()
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, clock.at(MOMENT):
        app = exchange.portal(Path(folder))
        people = People(app)
        people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
        filled(app)
        ministry = people.sign_in(people.account(Role.MINISTRY_OFFICER))
        pages = {
            "the nation": ("/performance/nation", 150),
            "the nation, another figure": ("/performance/nation?measure=funds&year=2024", 150),
            "a province": ("/performance/province?province=320000", 150),
            "a community": ("/performance/communities/1500", 150),
            "the nation's report (PDF)": ("/performance/nation.pdf", 2000),
            "the nation's table (.xlsx)": ("/performance/nation.xlsx", 2000),
            "open data by province (CSV)": ("/open-data/2025/provinces.csv", 1000),
        }
        for name, (address, goal) in pages.items():
            milliseconds, queries = exchange.measured(app, ministry, address)
            case = f"{COMMUNITIES:,} communities, {YEARS} years: {name}"
            yield Figure("performance", case, milliseconds, "ms", f"<= {goal}", milliseconds <= goal).line()
            yield Figure("performance", case, queries, "queries", "<= 15", queries <= 15).line()
        yield _scheme(app).line()


def _scheme(app: Flask) -> Figure:
    """Every counted figure weighed, half of them by target and half by rank, computed anew for all."""
    with app.app_context():
        counted = [key for key, (_, _, measure) in edition_for_year(LAST).further["performance"].measures.items() if measure.counted]
        weights = [Weight(key, Decimal(1), Way.RANK if at % 2 else Way.TARGET, None if at % 2 else Decimal(1500)) for at, key in enumerate(counted)]
        ministry = db.session.scalars(select(Account).filter_by(role=Role.MINISTRY_OFFICER)).one()
        made = scoring.save(ministry.authority, LAST, "", weights, Bands(Decimal(90), Decimal(75), Decimal(60)), ministry)
        started = time.perf_counter()
        scoring.recompute(made, ministry)
        seconds = time.perf_counter() - started
    case = f"{COMMUNITIES:,} communities: a scheme of {len(weights)} figures computed anew"
    return Figure("performance", case, seconds, "s", "<= 5", seconds <= 5)
