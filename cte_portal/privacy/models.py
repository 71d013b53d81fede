"""What was deleted when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model, Moment


class Erasure(Model):
    """到期删除: how many records of one kind of personal data were deleted in one go. Never changed."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)  # a key of rules.KEPT
    count: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
