"""Keeps the sums in step with the figures that count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table, bindparam, delete, func, insert, literal, select, update

from ... import audit, clock
from ...accounts.models import Account, Organisation
from ...community.models import Application, Community
from ...extensions import db
from ...transactions import transaction
from ..models import IndicatorFigure
from .models import IndicatorTally, OpenFigures
from .rules import NATION, scopes

Hundredths = Mapping[str, int]  # by figure


def retally(community: Community, year: int, before: Hundredths, after: Hundredths) -> None:
    """The community's figures of the year changed from these to those. Inside the caller's transaction."""
    changed = {
        key: ((key in after) - (key in before), after.get(key, 0) - before.get(key, 0))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    if not changed:
        return
    application = community.recognised_application
    wanted = scopes(community.overseen_by or community.organisation.province_code, application.industry_code if application else None)
    there = select(IndicatorTally.scope, IndicatorTally.measure).where(IndicatorTally.year == year, IndicatorTally.scope.in_(wanted))
    kept = {(scope, measure) for scope, measure in db.session.execute(there)}
    rows = [{"s": scope, "m": measure, "n": count, "h": by} for scope in wanted for measure, (count, by) in changed.items()]
    if old := [row for row in rows if (row["s"], row["m"]) in kept]:
        table = cast(Table, IndicatorTally.__table__)
        query = update(table).where(table.c.scope == bindparam("s"), table.c.year == year, table.c.measure == bindparam("m"))
        sums = {"communities": table.c.communities + bindparam("n"), "hundredths": table.c.hundredths + bindparam("h")}
        db.session.connection().execute(query.values(sums), old)
    if new := [row for row in rows if (row["s"], row["m"]) not in kept]:
        values = [{"scope": row["s"], "year": year, "measure": row["m"], "communities": row["n"], "hundredths": row["h"]} for row in new]
        db.session.execute(insert(IndicatorTally), values)


def recount() -> None:
    """Throw all sums away and add up anew."""
    province = func.coalesce(Community.overseen_by, Organisation.province_code)
    with transaction():
        db.session.execute(delete(IndicatorTally))
        for scope in (literal(NATION), literal("p") + province, literal("i") + Application.industry_code):
            query = select(scope, IndicatorFigure.year, IndicatorFigure.measure, func.count(), func.sum(IndicatorFigure.hundredths))
            query = query.join(Community, Community.id == IndicatorFigure.community_id)
            query = query.join(Organisation, Organisation.id == Community.organisation_id)
            query = query.join(Application, Application.id == Community.recognised_application_id).where(scope.is_not(None))
            query = query.group_by(scope, IndicatorFigure.year, IndicatorFigure.measure)
            columns = ["scope", "year", "measure", "communities", "hundredths"]
            db.session.execute(insert(IndicatorTally).from_select(columns, query))


def set_open(community: Community, year: int, is_open: bool, by: Account) -> bool:
    """The community's own figures of the year are open from now on, or no longer; whether that changed anything."""
    found = db.session.get(OpenFigures, (community.id, year))
    if (found is not None) is is_open:
        return False
    with transaction():
        if found:
            db.session.delete(found)
        else:
            db.session.add(OpenFigures(community_id=community.id, year=year, agreed_at=clock.now(), agreed_by_id=by.id))
        audit.record("open_figures.agreed" if is_open else "open_figures.withdrawn", community, by=by, year=year)
    return True
