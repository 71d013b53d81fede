"""What the overview asks: one count over the year, in one pass of one index."""

from __future__ import annotations

from sqlalchemy import func, select

from ...accounts.models import Account
from ...community.models import Application
from ...extensions import db
from ..queries import within_reach
from .rules import Counted


def counted(officer: Account, year: int) -> list[Counted]:
    """The year's applications within the officer's reach, by province, industry and state."""
    by = (Application.submitted_to, Application.industry_code, Application.status)
    query = select(*by, func.count()).where(Application.year == year, within_reach(officer)).group_by(*by)
    return [Counted(*row) for row in db.session.execute(query)]


def years(officer: Account) -> list[int]:
    """From the newest year in which there is something within reach, back to the first that the portal knows."""
    newest = db.session.scalar(select(Application.year).where(within_reach(officer)).order_by(Application.year.desc()).limit(1))
    first = db.session.scalar(select(func.min(Application.year)))
    return list(range(newest, first - 1, -1)) if newest and first else []
