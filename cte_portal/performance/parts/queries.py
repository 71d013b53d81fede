"""What can be asked of the units' parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ...catalogue.content import Values, decode_values
from ...community.filling.models import SectionRecord
from ...exchange import queries as exchange
from ...exchange.entries import Unit
from ...extensions import db
from ..models import Collection
from . import rules
from .models import FigureAdoption, UnitPart


def part(identity: int) -> UnitPart | None:
    return db.session.get(UnitPart, identity)


def parts_of(form: Collection) -> Sequence[UnitPart]:
    return db.session.scalars(select(UnitPart).where(UnitPart.collection_id == form.id).order_by(UnitPart.id)).all()


def figures_of(parts: Sequence[UnitPart]) -> dict[int, Values]:
    """Part's id → its figures by key, from every section; in one query."""
    found: dict[int, dict[str, object]] = defaultdict(dict)
    if parts:
        definition = parts[0].definition
        query = select(SectionRecord).where(SectionRecord.form_id.in_([one.id for one in parts]))
        for record in db.session.scalars(query):
            if section := definition.by_key.get(record.section):
                found[record.form_id] |= decode_values(section, record.values)
    return dict(found)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Standing:
    """A member unit, and how far its part is."""

    identity: str
    unit: Unit
    part: UnitPart | None
    filled: int  # figures


def standings(form: Collection) -> list[Standing]:
    """Every member unit of the community."""
    found = {one.unit: one for one in parts_of(form)}
    values = figures_of(list(found.values()))
    keys = set(rules.asked(form.definition))

    def filled(one: UnitPart | None) -> int:
        return sum(key in keys for key in values.get(one.id, {})) if one else 0

    units = exchange.units_of(form.community)
    return [Standing(key, unit, found.get(key), filled(found.get(key))) for key, unit in units.items()]


def adoption(form: Collection, identity: int) -> FigureAdoption | None:
    return db.session.scalar(select(FigureAdoption).where(FigureAdoption.collection_id == form.id, FigureAdoption.id == identity))
