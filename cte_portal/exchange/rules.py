"""Which lists there are, and the states that what is published goes through. Pure."""

from __future__ import annotations

from enum import StrEnum

from ..named import Named


class Table(StrEnum):
    """The four lists of 附件3; the keys are those of the catalogue's files under lists/."""

    TALENT_DEMAND = "talent_demand"
    TALENT_SUPPLY = "talent_supply"
    TECHNOLOGY_DEMAND = "technology_demand"
    TECHNOLOGY_SUPPLY = "technology_supply"

    @property
    def label(self) -> str:
        return {"talent_demand": "人才需求", "talent_supply": "人才供给", "technology_demand": "技术需求", "technology_supply": "技术供给"}[
            self.value
        ]

    @property
    def tone(self) -> str:
        return "blue" if self.demand else "green"

    @property
    def demand(self) -> bool:
        return self in (Table.TALENT_DEMAND, Table.TECHNOLOGY_DEMAND)

    @property
    def talent(self) -> bool:
        return self in (Table.TALENT_DEMAND, Table.TALENT_SUPPLY)

    @property
    def counterpart(self) -> Table:
        """The list in which the other side stands."""
        return {
            Table.TALENT_DEMAND: Table.TALENT_SUPPLY,
            Table.TALENT_SUPPLY: Table.TALENT_DEMAND,
            Table.TECHNOLOGY_DEMAND: Table.TECHNOLOGY_SUPPLY,
            Table.TECHNOLOGY_SUPPLY: Table.TECHNOLOGY_DEMAND,
        }[self]


class FollowingState(Named):
    """How far a published technology demand has come."""

    PUBLISHED = "published", "发布", "blue"
    UNDERTAKEN = "undertaken", "承接", "amber"
    COMPLETED = "completed", "完成", "green"
    TERMINATED = "terminated", "终止", "neutral"


class Way(Named):
    """How people agreed upon come to the enterprise."""

    ENTRUSTED = "entrusted", "委托培养"
    ORDER = "order", "订单培养"
    APPRENTICE = "apprentice", "学徒制培养"
    EMPLOYMENT = "employment", "就业"
