"""Taking in what was told, and noting what was done about it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import audit, clock
from ..accounts.models import Account
from ..extensions import db
from ..transactions import transaction
from ..web.paging import Page, paged
from .models import Mistake


def tell(page: str, text: str, contact: str) -> Mistake:
    with transaction():
        made = Mistake(page=page.strip()[:300], text=text.strip(), contact=contact.strip(), told_at=clock.now())
        db.session.add(made)
        db.session.flush()
        audit.record("mistake.told", made, by=None, page=made.page)
    return made


def handle(found: Mistake, outcome: str, by: Account) -> None:
    """Done with; `outcome`: what was done, for the colleagues."""
    with transaction():
        found.handled_at, found.handled_by_id, found.outcome = clock.now(), by.id, outcome.strip()[:300]
        audit.record("mistake.handled", found, by=by, outcome=found.outcome)


def open_again(found: Mistake, by: Account) -> None:
    """Undo `handle`."""
    with transaction():
        found.handled_at, found.handled_by_id, found.outcome = None, None, ""
        audit.record("mistake.opened_again", found, by=by)


def mistake(identity: int) -> Mistake | None:
    return db.session.get(Mistake, identity)


def mistakes(number: int) -> Page[Mistake]:
    """Those that wait first, then the newest."""
    query = select(Mistake).options(joinedload(Mistake.handled_by))
    return paged(query.order_by(Mistake.handled_at.is_not(None), Mistake.told_at.desc(), Mistake.id.desc()), number)
