"""What an officer wants beside a dossier: the same units and similar names elsewhere, earlier years, the next one in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ..accounts.models import Account
from ..catalogue.content import Content
from ..community import queries as community
from ..community.models import Application, Community, MemberUnit
from ..extensions import db
from .queries import within_reach

MOST_UNITS, MOST_NAMES = 200, 2000


@dataclass(frozen=True)
class Elsewhere:
    """A unit of this application, and another community's application that has it too."""

    unit: str
    lead: bool  # a lead there
    community: str
    year: int
    application_id: int


def same_units(content: Content, application: Application, officer: Account) -> list[Elsewhere]:
    """The same USCC in other communities' applications within the officer's reach: leads first, then newest; 200 at most."""
    names: dict[str, str] = {}
    for section in content.definition.sections:
        if section.member_name and "uscc" in section.by_key:
            for _, values in content.holders(section):
                if isinstance(code := values.get("uscc"), str):
                    names.setdefault(code, str(values.get(section.member_name) or ""))
    if not names:
        return []
    same = select(MemberUnit).where(MemberUnit.uscc.in_(names)).cte("same").prefix_with("MATERIALIZED")  # first: they are few
    query = (
        select(same.c.uscc, same.c.lead, Community.name, Application.year, Application.id)
        .join(Application, Application.id == same.c.application_id)
        .join(Community, Community.id == Application.community_id)
        .where(Application.community_id != application.community_id, within_reach(officer))
        .order_by(same.c.lead.desc(), Application.year.desc(), Application.id, same.c.id)
        .limit(MOST_UNITS)
    )
    return [Elsewhere(names[uscc or ""], lead, name, year, identity) for uscc, lead, name, year, identity in db.session.execute(query)]


def similar_names(application: Application, officer: Account) -> list[tuple[str, int | None]]:
    """(name, application's id where within reach) of other communities of the same industry with a similar name; newest application each."""
    if not application.industry_code:
        return []
    query = (
        select(Community.name, Application.id, within_reach(officer))
        .join(Application, Application.community_id == Community.id)
        .where(
            Application.industry_code == application.industry_code,
            Community.id != application.community_id,
            Application.submitted_at.is_not(None),
        )
        .order_by(Application.id)
        .limit(MOST_NAMES)
    )
    found: dict[str, int | None] = {}
    for name, identity, reached in db.session.execute(query):
        if community.alike(application.community.name, name):
            found[name] = identity if reached else found.get(name)
    return list(found.items())


def earlier(application: Application, officer: Account) -> list[Application]:
    """The community's applications of earlier years within the officer's reach, newest first."""
    query = select(Application).where(Application.community_id == application.community_id, Application.year < application.year)
    return list(db.session.scalars(query.where(within_reach(officer)).order_by(Application.year.desc())))
