"""What can be asked of registrations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from ..accounts.models import Account, Organisation, OrganisationKind, RegistrationState, ministry_registers
from ..extensions import db
from ..web.paging import Page, paged
from . import rules
from .models import Licence, RegistrationDecision, Takeover, TakeoverState

MOST_LOOKED_AT = 500  # names that have something in common with the one looked at


def organisation(identity: int) -> Organisation | None:
    return db.session.get(Organisation, identity)


def _reviewed_by(province_code: str | None) -> ColumnElement[bool]:
    """What a province reviews; what the ministry does, for None. As `Organisation.registered_with` says of one."""
    for_ministry = and_(Organisation.kind == OrganisationKind.CENTRAL_HQ, true() if ministry_registers() else false())
    return and_(Organisation.province_code == province_code, ~for_ministry) if province_code else for_ministry


def to_review(province_code: str | None, state: RegistrationState | None, page: int) -> Page[Organisation]:
    """The reviewing authority's registrations of one state (None: all), longest waiting first."""
    query = select(Organisation).where(_reviewed_by(province_code))
    if state:
        query = query.where(Organisation.state == state)
    return paged(query.order_by(Organisation.registered_at, Organisation.id), page)


def counts(province_code: str | None) -> dict[RegistrationState, int]:
    query = select(Organisation.state, func.count()).where(_reviewed_by(province_code)).group_by(Organisation.state)
    return dict(db.session.execute(query).all())


def decisions(organisation: Organisation) -> list[RegistrationDecision]:
    """Newest first."""
    query = select(RegistrationDecision).where(RegistrationDecision.organisation_id == organisation.id)
    return list(db.session.scalars(query.order_by(RegistrationDecision.id.desc())))


def people(organisation: Organisation) -> list[Account]:
    return list(db.session.scalars(select(Account).where(Account.organisation_id == organisation.id).order_by(Account.id)))


def licence(organisation: Organisation) -> Licence | None:
    """The newest scan of the business licence."""
    return db.session.scalar(select(Licence).where(Licence.organisation_id == organisation.id).order_by(Licence.id.desc()).limit(1))


def with_licence(organisations: Sequence[Organisation]) -> Collection[int]:
    """Which of these have one."""
    return set(db.session.scalars(select(Licence.organisation_id).where(Licence.organisation_id.in_([one.id for one in organisations]))))


@dataclass(frozen=True)
class Likeness:
    """Another registration, and what it has in common with the one looked at, in words."""

    organisation: Organisation
    reasons: Sequence[str]


def like(organisation: Organisation) -> list[Likeness]:
    """Registrations anywhere in the country that may be of the same body: a similar name, the same address, the same telephone."""
    phones = [person.phone for person in people(organisation) if person.phone]
    same_phone = set(db.session.scalars(select(Account.organisation_id).where(Account.phone.in_(phones), Account.organisation_id.is_not(None))))
    something = [Organisation.name.contains(pair, autoescape=True) for pair in sorted(rules.pairs(organisation.name))]
    something += [Organisation.address == organisation.address, Organisation.id.in_(same_phone)]
    query = select(Organisation).where(Organisation.id != organisation.id, or_(*something)).order_by(Organisation.registered_at.desc())
    found = []
    for other in db.session.scalars(query.limit(MOST_LOOKED_AT)):
        likenesses = (
            ("名称相同" if other.name == organisation.name else "名称相近", rules.similar(organisation.name, other.name)),
            ("地址相同", bool(organisation.address) and organisation.address == other.address),
            ("经办人电话相同", other.id in same_phone),
        )
        if reasons := [words for words, holds in likenesses if holds]:
            found.append(Likeness(other, reasons))
    return sorted(found, key=lambda one: -len(one.reasons))


def registered_under(uscc: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.uscc == uscc))


def takeover(identity: int) -> Takeover | None:
    return db.session.get(Takeover, identity)


def takeovers(province_code: str | None, page: int) -> Page[Takeover]:
    """What the reviewing authority was asked for: what waits first, then the newest."""
    query = select(Takeover).join(Organisation).where(_reviewed_by(province_code)).options(joinedload(Takeover.organisation))
    return paged(query.order_by(Takeover.state != TakeoverState.PENDING, Takeover.id.desc()), page)


def takeovers_waiting(province_code: str | None) -> int:
    query = select(func.count()).select_from(Takeover).join(Organisation).where(_reviewed_by(province_code), Takeover.state == TakeoverState.PENDING)
    return db.session.scalar(query) or 0
