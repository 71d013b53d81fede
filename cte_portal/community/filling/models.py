"""What any filled form holds: its number, its sections and rows, and who has them open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Connection, ForeignKey, Index, String, UniqueConstraint, event, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment


class Form(Model):
    """One number for each filled form of whatever kind: an application, a yearly plan, the lists of a community."""

    __tablename__ = "form"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))


class Numbered:
    """Mixed into the table of one kind of form: its rows take their ids from `form`."""

    form_kind: ClassVar[str]

    id: Mapped[int] = mapped_column(ForeignKey("form.id"), primary_key=True, autoincrement=False, sort_order=-1)


def _take_number(mapper: Mapper[Any], connection: Connection, target: Numbered) -> None:
    given = {"id": target.id} if target.id is not None else {}
    taken = connection.execute(insert(Form).values(kind=target.form_kind, **given))
    target.id = taken.inserted_primary_key[0]  # type: ignore[index]


event.listen(Numbered, "before_insert", _take_number, propagate=True)


class SectionRecord(Model):
    """What one section holds: JSON by field key. `revision` grows by one with each save."""

    __tablename__ = "section_record"
    __table_args__ = (UniqueConstraint("form_id", "section"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    section: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    written: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # field key → the sheet (see Base) it was last saved from
    taken_over: Mapped[bool] = mapped_column(default=False)  # copied from an earlier year's application and not looked at yet
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: somebody who was given a link

    saved_by: Mapped[Account | None] = relationship()


class ListRow(Model):
    """One row of a list: JSON by column key. `row` is its id inside the form, for life."""

    __tablename__ = "list_row"
    __table_args__ = (UniqueConstraint("form_id", "row"), Index("ix_list_row_list", "form_id", "section", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    section: Mapped[str] = mapped_column(String(40))
    row: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    written: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # column key → the sheet it was last saved from
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class Presence(Model):
    """Who has which section open. Said again by the open page every half minute."""

    __tablename__ = "presence"

    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), primary_key=True)
    section: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[Account] = relationship(lazy="joined")
