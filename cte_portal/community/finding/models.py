"""The text an application is found by. Its pairs of characters stand in the full-text table `application_grams`."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ...extensions import Model


class ApplicationText(Model):
    """As it was when the application was last handed over: one line a name, number or code, made alike.

    `application_grams` holds the tokens of `scope` and `text` under the same id. What is
    taken out of such a table must be named exactly as it was put in: see `cte_portal/finding`.
    """

    __tablename__ = "application_text"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True, autoincrement=False)
    scope: Mapped[str] = mapped_column(String(60))  # tokens: whose it is, of which year
    text: Mapped[str]
