"""What the page of one's own account shows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from ...extensions import db
from ..models import Account, SignIn
from .models import RecoveryCode

MOST = 20  # sessions shown


def sessions(account: Account) -> Sequence[SignIn]:
    """Where the person is signed in, or was and did not sign out, newest first."""
    query = select(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    return db.session.scalars(query.order_by(SignIn.started_at.desc()).limit(MOST)).all()


def codes_left(account: Account) -> int:
    return db.session.scalar(select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))) or 0
