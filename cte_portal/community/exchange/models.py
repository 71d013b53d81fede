"""What came in from a file and waits for somebody's decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ...extensions import Model, Moment


class ImportDraft(Model):
    """导入: the rows of one file for one list, as they came in. `undo`: what applying it changed, to take it back."""

    __tablename__ = "import_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    section: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(255))  # of the file
    sheet: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    undo: Mapped[dict[str, Any] | None] = mapped_column(JSON)
