"""What can be asked of an inbox."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..accounts.models import Account, Authority, AuthorityLevel
from ..extensions import db
from ..web.paging import Page, paged
from .models import Notice


def inbox(account: Account, page: int) -> Page[Notice]:
    """Newest first."""
    query = select(Notice).where(Notice.account_id == account.id).options(joinedload(Notice.letter))
    return paged(query.order_by(Notice.id.desc()), page)


def newest(account: Account, most: int) -> list[Notice]:
    query = select(Notice).where(Notice.account_id == account.id, Notice.taken_back_at.is_(None))
    return list(db.session.scalars(query.order_by(Notice.id.desc()).limit(most)))


def unread(account: Account) -> int:
    return db.session.scalar(select(func.count()).where(Notice.account_id == account.id, Notice.read_at.is_(None))) or 0


def notice(identity: int) -> Notice | None:
    return db.session.get(Notice, identity)


def people_of(organisation_id: int) -> list[Account]:
    """The organisation's own people."""
    return list(db.session.scalars(select(Account).where(Account.organisation_id == organisation_id).order_by(Account.id)))


def officers_of(province_code: str | None) -> list[Account]:
    """The officers of a province; the ministry's for None."""
    level = AuthorityLevel.PROVINCE if province_code else AuthorityLevel.MINISTRY
    of_authority = (Authority.level == level, Authority.province_code == province_code)
    return list(db.session.scalars(select(Account).join(Authority, Account.authority_id == Authority.id).where(*of_authority).order_by(Account.id)))
