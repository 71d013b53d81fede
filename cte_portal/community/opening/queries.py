"""What can be asked of openings."""

from __future__ import annotations

from sqlalchemy import select

from ...extensions import db
from ..models import Application, Transition
from .models import OpeningRequest

RETURNS = ("return", "ministry_return")


def latest_return(application: Application) -> Transition | None:
    """The latest return that was not taken back, with who gave it."""
    taken_back = select(Transition.takes_back_id).where(Transition.application_id == application.id, Transition.takes_back_id.is_not(None))
    query = select(Transition).where(Transition.application_id == application.id, Transition.action.in_(RETURNS), Transition.id.not_in(taken_back))
    return db.session.scalars(query.order_by(Transition.id.desc()).limit(1)).first()


def requests(application: Application) -> list[OpeningRequest]:
    """What was asked for since the latest return, newest first."""
    returned = latest_return(application)
    if returned is None:
        return []
    query = select(OpeningRequest).where(OpeningRequest.application_id == application.id, OpeningRequest.asked_at >= returned.at)
    return list(db.session.scalars(query.order_by(OpeningRequest.id.desc())))
