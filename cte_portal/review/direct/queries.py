"""What can be asked of direct reporting, each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ...accounts.models import Account, Organisation, OrganisationKind, RegistrationState
from ...community import queries as community
from ...community.models import Application, DirectGrant
from ...extensions import db
from ...roles import Role
from ...web.paging import Page, paged


@dataclass(frozen=True)
class Granted:
    """Leave to report directly, and the applications that ask for it."""

    grant: DirectGrant
    applications: list[Application]

    @property
    def reported(self) -> list[Application]:
        return [application for application in self.applications if application.reported_at]

    @property
    def revocable(self) -> bool:
        return self.grant.revoked_at is None and not self.reported


def grant(identity: int) -> DirectGrant | None:
    return db.session.get(DirectGrant, identity)


def headquarters() -> list[Organisation]:
    """Organisations that may be granted direct reporting."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.CENTRAL_HQ, Organisation.state == RegistrationState.APPROVED)
    return list(db.session.scalars(query.order_by(Organisation.name)))


def grants(officer: Account, page: int) -> Page[DirectGrant]:
    """Newest first: the ministry all, a province those of headquarters that sit in it."""
    query = select(DirectGrant)
    if officer.role is Role.PROVINCE_OFFICER:
        query = query.join(Organisation).where(Organisation.province_code == officer.province_code)
    return paged(query.order_by(DirectGrant.id.desc()), page)


def with_applications(grants: list[DirectGrant]) -> list[Granted]:
    """Each with what is, or will be, reported on it."""
    found = community.reported_directly(grants)
    return [Granted(one, [a for a in found if (a.organisation_id, a.year) == (one.organisation_id, one.year)]) for one in grants]
