"""The switches of an authority. A new one: a column here, its words in SWITCHES, a box in the form and on the page."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...extensions import Model

SWITCHES = {"two_people": "审核通过与报送由两人分别办理（复核）"}  # column → what it says, in words


class AuthoritySettings(Model):
    """本单位设置 of one authority; an authority that never changed anything has no row."""

    __tablename__ = "authority_settings"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    two_people: Mapped[bool] = mapped_column(default=False)  # 复核: who approved an application does not report it

    @property
    def id(self) -> int:
        """As the trail calls it."""
        return self.authority_id
