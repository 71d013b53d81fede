"""What is counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ...extensions import Model, Moment


class Failures(Model):
    """Wrong passwords and codes lately, for one account name (whether there is such an account or not) or one network address.

    `key` is a keyed hash: people type passwords into the box for the mail address, too.
    """

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(Moment, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def id(self) -> str:
        """As the trail names it."""
        return self.key[:16]
