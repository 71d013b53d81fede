"""What can be asked about invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ... import clock, mail
from ...extensions import db
from ..models import Account, Organisation
from .models import AccountInvitation


def invitation(identity: int) -> AccountInvitation | None:
    return db.session.scalar(_with_body().where(AccountInvitation.id == identity))


def _with_body() -> Select[AccountInvitation]:
    return select(AccountInvitation).options(joinedload(AccountInvitation.authority), joinedload(AccountInvitation.organisation))


OWN = AccountInvitation.account_id.is_not_distinct_from(AccountInvitation.invited_by_id)


def _unused(now: datetime) -> Select[AccountInvitation]:
    """Those that can be accepted, the newest first."""
    unused = (AccountInvitation.accepted_at.is_(None), AccountInvitation.withdrawn_at.is_(None), AccountInvitation.expires_at > now)
    return _with_body().where(*unused).order_by(AccountInvitation.id.desc())


def _waiting(now: datetime) -> Select[AccountInvitation]:
    """Those of them that somebody made for somebody else."""
    return _unused(now).where(~OWN)


def own_of(account: Account, now: datetime) -> AccountInvitation | None:
    """The link that this person asked for, having forgotten the password."""
    return db.session.scalar(_unused(now).where(OWN, AccountInvitation.account_id == account.id).limit(1))


def waiting(now: datetime) -> Sequence[AccountInvitation]:
    """What nobody has accepted yet, of everybody's."""
    return db.session.scalars(_waiting(now).limit(100)).all()


def waiting_of(organisation: Organisation, now: datetime) -> Sequence[AccountInvitation]:
    """What nobody has accepted yet of what the organisation's own people made (`by_colleague`).

    A link by which an authority or the administrator lets somebody set a password is that person's alone.
    """
    by_colleague = AccountInvitation.invited_by.has(Account.organisation_id == organisation.id)
    return db.session.scalars(_waiting(now).where(AccountInvitation.organisation_id == organisation.id, by_colleague)).all()


def unmailed() -> Sequence[int]:
    """Links that nobody was sent, hours after the last try."""
    now = clock.now()
    lately = (AccountInvitation.invited_at < now - mail.GIVEN_UP, AccountInvitation.invited_at > now - timedelta(days=3))
    return db.session.scalars(_unused_ids(now).where(AccountInvitation.mailed_at.is_(None), *lately)).all() if mail.configured() else ()


def _unused_ids(now: datetime) -> Select[int]:
    return _unused(now).with_only_columns(AccountInvitation.id)
