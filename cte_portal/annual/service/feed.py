"""The secret link of one's own deadlines: made, made anew, ended."""

from __future__ import annotations

from sqlalchemy import select

from ... import audit, clock, links
from ...accounts.models import Account
from ...extensions import db
from ...transactions import transaction
from ..models import CalendarLink

KIND = "deadlines"


def link_of(account: Account) -> CalendarLink | None:
    """The one that counts."""
    return db.session.scalar(select(CalendarLink).filter_by(account_id=account.id, ended_at=None))


def code_of(link: CalendarLink) -> str:
    return links.issue(KIND, link.id)


def behind(code: str) -> CalendarLink | None:
    """The link whose code it is, as long as it counts."""
    identity = links.redeem(KIND, code)
    found = db.session.get(CalendarLink, identity) if identity is not None else None
    return found if found and found.ended_at is None else None


def renew(by: Account) -> CalendarLink:
    """A link; the one before is void from now on."""
    with transaction():
        end(by)
        made = CalendarLink(account_id=by.id, made_at=clock.now())
        db.session.add(made)
        audit.record("calendar_link.made", made, by=by)
    return made


def end(by: Account) -> None:
    """No link counts any more."""
    with transaction():
        if found := link_of(by):
            found.ended_at = clock.now()
            audit.record("calendar_link.ended", found, by=by)
