"""年度任务: what the community owes, year by year."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request
from flask_login import current_user

from ... import clock
from ...community.models import Community
from ...roles import Role
from ...web.access import requires
from ...web.fragments import page
from ...web.limits import whole
from .. import queries, rules
from ..models import Deliverable
from ..rules import Duty
from ..service.working import held
from ..yearly_forms import queries as yearly_forms
from . import HOME, bp


@dataclass(frozen=True)
class Line:
    """One duty as the community reads it."""

    duty: Duty
    missing: list[str]
    next: str


@bp.get("")
@requires(Role.APPLICANT)
def own() -> Response:
    """All established communities of the organisation; the year can be chosen."""
    communities = queries.communities_of(current_user.organisation)
    years = sorted({year for one in communities for year in queries.years_of(one)}, reverse=True)
    asked = request.args.get("year", type=whole)
    this_year = clock.today().year
    year = asked if asked in years else this_year if this_year in years else (years[0] if years else this_year)
    stored = queries.deliverables_of([one.id for one in communities], year)
    duties = queries.duties_of(communities, year)
    begun = yearly_forms.begun([one.id for one in communities], year)
    return page(
        "annual/own.html",
        communities=[(one, [line(one, duty, stored, begun) for duty in duties[one.id]]) for one in communities],
        year=year,
        years=years,
        first_years={one.id: rules.first_year(one.recognised_on, queries.settings().first_year_duties) for one in communities if one.recognised_on},
        crumbs=[HOME, ("年度任务", None)],
    )


def line(community: Community, duty: Duty, stored: dict[tuple[int, str], Deliverable], begun: set[tuple[int, str]]) -> Line:
    """`begun`: which of them are being filled in on the portal."""
    found = stored.get((community.id, duty.kind.key))
    draft = queries.draft(found)
    filled_in = yearly_forms.definition_of(duty.year, duty.kind.key) is not None
    base = queries.base(found)
    missing = rules.missing(duty.kind, held(base)) if duty.kind.uploaded and duty.awaited and (base or not filled_in) else []
    to_publish = duty.kind.published and found is not None and not found.is_public
    working_on = rules.Working(draft is not None, yearly_forms.offered(duty.kind, duty.year), (community.id, duty.kind.key) in begun)
    return Line(duty, missing, rules.next_step(duty, working_on, to_publish))
