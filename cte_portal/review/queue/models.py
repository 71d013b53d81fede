"""Views of the queue that officers keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment


class SavedView(Model):
    """保存的视图: filters under a name. A view without a year shows the round of the year in which it is opened."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))  # whose it is
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    filters: Mapped[dict[str, str]] = mapped_column(JSON)  # as in the address
    shared: Mapped[bool] = mapped_column(default=False)  # every officer of the authority may open it
    made_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(lazy="joined")


class StartView(Model):
    """The view with which an officer's queue opens."""

    __tablename__ = "start_view"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id"))

    view: Mapped[SavedView] = relationship(lazy="joined")
