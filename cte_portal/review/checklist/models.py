"""An authority's own items, and the answers as they stand while an application is read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account, stored_enum
from ...extensions import Model, Moment
from ..models import Outcome


class OwnItem(Model):
    """An item that an authority asks of its officers beside the edition's. Retired ones are asked no more; their answers stay."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(String(300), default="")
    section: Mapped[str] = mapped_column(String(40), default="")  # the place to look at
    position: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    retired_at: Mapped[datetime | None] = mapped_column(Moment)

    changed_by: Mapped[Account] = relationship(lazy="joined")

    @property
    def key(self) -> str:
        """Its name among the answers, beside the edition's keys."""
        return f"own-{self.id}"


class ChecklistEntry(Model):
    """The answer of an authority to one item, about one version; shared by its officers until a decision freezes it."""

    __tablename__ = "checklist_entry"
    __table_args__ = (UniqueConstraint("version_id", "authority_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    item: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome | None] = mapped_column(stored_enum(Outcome))
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Account] = relationship(lazy="joined")
