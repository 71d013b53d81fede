"""Comments that have not gone out yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment


class DraftComment(Model):
    """意见草稿: what an authority means to say of one place; all its officers write on it, nobody else sees it.

    One text for each place. When a return or a pre-review goes out, it becomes a `PlaceComment` there, and the draft is gone.
    """

    __tablename__ = "draft_comment"
    __table_args__ = (UniqueConstraint("application_id", "authority_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    place: Mapped[str] = mapped_column(String(120))  # written as in `catalogue/address.py`
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))  # who wrote it last
    at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    by: Mapped[Account] = relationship(lazy="joined")
