"""What the page of the editions shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ...catalogue.schema import Edition
from ...catalogue.trial import Kind, Misfit
from ...community.models import Application
from ...extensions import db
from ...web.editions import edition_for_year, editions
from .models import EditionState, UploadedEdition

MOST_LINES = 200


@dataclass(frozen=True)
class Report:
    """What the trial found. `lines`: (where, what is the matter, how many applications), the most frequent first."""

    applications: int
    unfit: int
    lines: tuple[tuple[str, str, int], ...]
    more: int = 0  # lines left out

    @classmethod
    def of(cls, applications: int, unfit: int, found: Mapping[Misfit, int]) -> Report:
        ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0].where))
        lines = tuple((one.where, one.why if one.kind is Kind.WRONG else one.kind.label, count) for one, count in ordered[:MOST_LINES])
        return cls(applications, unfit, lines, max(0, len(ordered) - MOST_LINES))

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Report:
        return cls(kept["applications"], kept["unfit"], tuple((where, what, count) for where, what, count in kept["lines"]), kept["more"])

    @property
    def words(self) -> str:
        if not self.applications:
            return "还没有已存的申报，没有什么要试。"
        if not self.unfit:
            return f"已存的 {self.applications} 份申报，换成这一版都放得下。"
        return f"已存的 {self.applications} 份申报中，{self.unfit} 份换成这一版会有内容放不下或不合要求。它们仍按原来的版次，不受影响。"


@dataclass(frozen=True)
class Known:
    """An edition in use. `years`: those that begin under it, in words."""

    edition: Edition
    years: str
    applications: int
    uploaded: UploadedEdition | None


def known(year: int) -> list[Known]:
    """The editions in use, oldest first, in two queries."""
    rows = db.session.execute(select(Application.edition, func.count()).group_by(Application.edition))
    counted = {row[0]: row[1] for row in rows}
    by_key = {one.key: one for one in uploaded()}
    return [Known(one, _years(one, year), counted.get(key, 0), by_key.get(key)) for key, one in editions().items()]


def _years(edition: Edition, year: int) -> str:
    if edition_for_year(year).key == edition.key:
        return f"{year} 年度在用"
    if edition_for_year(edition.form.from_year).key != edition.key:
        return "已由更新的版次代替"
    return f"{edition.form.from_year} 年度起用" if edition.form.from_year > year else f"{edition.form.from_year} 年度起曾用"


def uploaded() -> Sequence[UploadedEdition]:
    return db.session.scalars(select(UploadedEdition).options(joinedload(UploadedEdition.uploaded_by)).order_by(UploadedEdition.uploaded_at)).all()


def found(key: str) -> UploadedEdition | None:
    return db.session.scalar(select(UploadedEdition).where(UploadedEdition.key == key))


def must_be_found(key: str) -> UploadedEdition:
    return db.session.scalars(select(UploadedEdition).where(UploadedEdition.key == key)).one()


def used_by(key: str) -> int:
    """How many applications began under it."""
    return db.session.scalar(select(func.count()).where(Application.edition == key)) or 0


def in_use() -> list[tuple[str, bytes]]:
    """(key, archive) of the uploaded ones that the portal is to know."""
    query = select(UploadedEdition.key, UploadedEdition.archive).where(UploadedEdition.state == EditionState.IN_USE)
    return [(key, archive) for key, archive in db.session.execute(query.order_by(UploadedEdition.put_to_use_at))]
