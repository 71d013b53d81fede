"""The switches of an authority. A new one: a column here, its words in SWITCHES, a box in the form and on the page."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...extensions import Model

SWITCHES = {  # column → what it says, in words
    "two_people": "审核通过与报送由两人分别办理（复核）",
    "city_first_look": "申报提交后先转市级教育局初审",
}
CITY_DAYS = 10  # for a city's first look, where the authority says nothing else


class AuthoritySettings(Model):
    """本单位设置 of one authority; an authority that never changed anything has no row."""

    __tablename__ = "authority_settings"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    two_people: Mapped[bool] = mapped_column(default=False)  # 复核: who approved an application does not report it

    city_first_look: Mapped[bool] = mapped_column(default=False)  # 市级初审
    city_days: Mapped[int] = mapped_column(default=CITY_DAYS)  # how many days a city's bureau has for it

    @property
    def id(self) -> int:
        """As the trail calls it."""
        return self.authority_id
