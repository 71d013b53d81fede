"""Questions as editors changed or added them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..extensions import Model, Moment


class QuestionVersion(Model):
    """One state of one question; the newest of a key holds. Without words (`answer` None): withdrawn, or the portal's again."""

    __tablename__ = "question_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), index=True)
    topic: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str | None]
    withdrawn: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    changed_by: Mapped[Account] = relationship()

    @property
    def words(self) -> str:
        """What was done, in a few words."""
        return "撤下" if self.withdrawn else "改写" if self.answer is not None else "恢复平台的答案"
