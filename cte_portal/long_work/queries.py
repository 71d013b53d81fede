"""What can be asked of long work."""

from __future__ import annotations

from sqlalchemy import select

from ..accounts.models import Account
from ..extensions import db
from ..web.paging import Page, paged
from .models import LongWork, State


def work(identity: int) -> LongWork | None:
    return db.session.get(LongWork, identity)


def work_of(account: Account, page: int) -> Page[LongWork]:
    """One's own, newest first."""
    return paged(select(LongWork).where(LongWork.account_id == account.id).order_by(LongWork.id.desc()), page)


def last(kind: str, **arguments: object) -> LongWork | None:
    """The newest piece of this kind that was told all of these arguments and is not given up, whoever asked for it."""
    query = select(LongWork).where(LongWork.kind == kind, LongWork.state.not_in((State.FAILED, State.STOPPED)))
    query = query.where(*(LongWork.arguments[name].as_string() == str(value) for name, value in arguments.items()))
    return db.session.scalar(query.order_by(LongWork.id.desc()).limit(1))


def waiting_before(work: LongWork) -> int:
    """How many pieces are done before this one."""
    open_ones = select(LongWork.id).where(LongWork.state.in_((State.WAITING, State.RUNNING)), LongWork.id < work.id)
    return len(list(db.session.scalars(open_ones.limit(100))))
