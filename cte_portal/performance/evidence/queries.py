"""What can be asked of the proofs of a collection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ...catalogue.content import EvidenceItem
from ...extensions import db
from ..models import Collection
from .models import FigureProof

SEPARATOR = "-"  # between a proof's number and the indicator, in the ids of what is frozen


def proofs_of(form: Collection) -> Sequence[FigureProof]:
    return db.session.scalars(select(FigureProof).where(FigureProof.form_id == form.id).order_by(FigureProof.id)).all()


def proof(form: Collection, identity: int) -> FigureProof | None:
    return db.session.scalar(select(FigureProof).where(FigureProof.form_id == form.id, FigureProof.id == identity))


def items(form: Collection) -> tuple[EvidenceItem, ...]:
    """One for each indicator that a proof stands under, in the order of the indicators."""
    proofs = proofs_of(form)
    return tuple(
        EvidenceItem(f"{each.id}{SEPARATOR}{one.key}", one.key, each.name, each.file.kind, each.file.size, each.file.pages, each.sha256)
        for code, (_, one) in form.definition.indicators.items()
        for each in proofs
        if code in each.codes
    )


@dataclass(frozen=True)
class Shown:
    """A proof under one indicator, and what else it proves."""

    proof: FigureProof
    others: list[str]  # codes


def by_code(proofs: Iterable[FigureProof]) -> dict[str, list[Shown]]:
    """Indicator → its proofs."""
    found: dict[str, list[Shown]] = {}
    for each in proofs:
        for code in each.codes:
            found.setdefault(code, []).append(Shown(each, [other for other in each.codes if other != code]))
    return found
