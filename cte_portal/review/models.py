"""What officers leave behind: answered checklists and reporting batches."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import stored_enum
from ..community.models import Transition
from ..extensions import Model
from ..named import Named


class Outcome(Named):
    MET = "met", "符合"
    NOT_MET = "not_met", "不符合"
    TO_DISCUSS = "to_discuss", "待商议"


class ChecklistAnswer(Model):
    """What an officer answered to one item before approving."""

    __tablename__ = "checklist_answer"
    __table_args__ = (UniqueConstraint("transition_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transition_id: Mapped[int] = mapped_column(ForeignKey("transition.id"))
    item: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(200), default="", server_default="")  # what was asked, in the words of then
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    note: Mapped[str] = mapped_column(default="")

    transition: Mapped[Transition] = relationship()
