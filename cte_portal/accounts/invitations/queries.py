"""What can be asked about invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...extensions import db
from ..models import Account, Organisation
from .models import AccountInvitation

WHOSE = (joinedload(AccountInvitation.authority), joinedload(AccountInvitation.organisation))


def invitation(identity: int) -> AccountInvitation | None:
    return db.session.scalar(select(AccountInvitation).where(AccountInvitation.id == identity).options(*WHOSE))


def waiting(now: datetime) -> Sequence[AccountInvitation]:
    """Invitations that nobody has accepted, the newest first."""
    query = select(AccountInvitation).where(AccountInvitation.accepted_at.is_(None), AccountInvitation.withdrawn_at.is_(None))
    query = query.where(AccountInvitation.expires_at > now).options(*WHOSE).order_by(AccountInvitation.id.desc())
    return db.session.scalars(query.limit(100)).all()


def open_for(account: Account, now: datetime) -> AccountInvitation | None:
    """The link by which this person may set a new password."""
    query = select(AccountInvitation).where(AccountInvitation.account_id == account.id, AccountInvitation.accepted_at.is_(None))
    query = query.where(AccountInvitation.withdrawn_at.is_(None), AccountInvitation.expires_at > now)
    return db.session.scalar(query.order_by(AccountInvitation.id.desc()).limit(1))


def waiting_of(organisation: Organisation, now: datetime) -> Sequence[AccountInvitation]:
    """The organisation's invitations that nobody has accepted, the newest first."""
    query = select(AccountInvitation).where(AccountInvitation.organisation_id == organisation.id, AccountInvitation.accepted_at.is_(None))
    query = query.where(AccountInvitation.withdrawn_at.is_(None), AccountInvitation.expires_at > now)
    return db.session.scalars(query.order_by(AccountInvitation.id.desc())).all()
