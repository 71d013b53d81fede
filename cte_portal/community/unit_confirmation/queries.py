"""What can be asked of units' confirmations, each in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...catalogue.content import Content, decode_values
from ...catalogue.schema import Section
from ...extensions import db
from ...web.editions import edition_of
from ..filling.models import ListRow
from ..models import Application
from . import rules
from .models import UnitConfirmation
from .rules import State, Unit


@dataclass(frozen=True)
class Standing:
    """A unit, the link that works for it, and the answer that stands; either may be missing."""

    unit: Unit
    link: UnitConfirmation | None
    answered: UnitConfirmation | None
    state: State


def standings(application: Application, content: Content) -> list[Standing]:
    """Every participating unit in the order of the list: one query."""
    query = select(UnitConfirmation).where(UnitConfirmation.application_id == application.id).order_by(UnitConfirmation.id)
    by_row: dict[str, list[UnitConfirmation]] = {}
    for confirmation in db.session.scalars(query):
        by_row.setdefault(confirmation.row, []).append(confirmation)
    return [_standing(unit, by_row.get(unit.row, [])) for unit in rules.units_of(content)]


def _standing(unit: Unit, confirmations: Sequence[UnitConfirmation]) -> Standing:
    """`confirmations`: of this unit, oldest first."""
    link = next((one for one in reversed(confirmations) if one.withdrawn_at is None), None)
    answered = next((one for one in reversed(confirmations) if one.answer is not None), None)
    state = rules.state_of(link is not None, answered.answer if answered else None, answered is not None and same(answered, unit))
    return Standing(unit, link, answered, state)


def same(confirmation: UnitConfirmation, unit: Unit) -> bool:
    """Whether the unit answered for the name and code that stand there now."""
    return (confirmation.name, confirmation.uscc) == (unit.name, unit.uscc)


def counts(found: Sequence[Standing]) -> Counter[State]:
    return Counter(standing.state for standing in found)


def marks(application: Application, section: Section, content: Content) -> dict[str, State]:
    """Row id → state, of the units that have answered; empty for sections that are no list of units."""
    if section != rules.section_of(content.definition):
        return {}
    return {standing.unit.row: standing.state for standing in standings(application, content) if standing.state.answered}


def confirmation(identity: int) -> UnitConfirmation | None:
    """With its application."""
    query = select(UnitConfirmation).where(UnitConfirmation.id == identity)
    return db.session.scalar(query.options(joinedload(UnitConfirmation.application)))


def unit_now(confirmation: UnitConfirmation) -> Unit | None:
    """The unit as it is filled in now; None when its row was removed."""
    section = rules.section_of(edition_of(confirmation.application))
    if section is None:
        return None
    kept = {"form_id": confirmation.application_id, "section": section.key, "row": confirmation.row, "removed_at": None}
    row = db.session.scalar(select(ListRow).filter_by(**kept))
    return rules.unit_of(section, row.row, 0, decode_values(section, row.values)) if row else None
