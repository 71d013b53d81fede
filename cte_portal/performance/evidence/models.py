"""A file of a collection, and the indicators that it proves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...extensions import Model, Moment
from ...uploads.models import StoredFile


class FigureProof(Model):
    """`codes`: of the indicators that it proves now; none: it was taken out of all of them."""

    __tablename__ = "figure_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("yearly_form.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    codes: Mapped[list[str]] = mapped_column(JSON)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)

    file: Mapped[StoredFile] = relationship(lazy="joined")
