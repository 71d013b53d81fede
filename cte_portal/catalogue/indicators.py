"""监测指标 as an edition says them: figures of a year, what they mean, and what must hold between them."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

from .fields import Field, FieldType, Level
from .table import Table


class Measure(Field, frozen=True, kw_only=True):
    """One figure of an indicator; its key is the figure's name from year to year, whatever the indicator's code.

    `computed` and `beside` name figures that the portal knows (`performance/known.py`): the one stands and is never typed,
    with the other what was typed is compared. What is a sum is never typed either.
    """

    computed: str = ""
    beside: str = ""
    sum_of: tuple[str, ...] = ()
    adds_up: bool = True  # the sum over communities means something
    headline: bool = False  # it stands for its group where there is little room
    by_unit: bool = False  # the member units can be asked for their part of it
    first_day: str = ""  # MM-DD of the year: a date outside asks for a note
    last_day: str = ""
    was: str = ""  # its key in the edition before, where that was another

    @property
    def typed(self) -> bool:
        return not self.computed and not self.sum_of

    @property
    def counted(self) -> bool:
        """Whether it is a number that can be added up and compared."""
        return self.type in (FieldType.INTEGER, FieldType.MONEY)


class Indicator(Table, frozen=True, kw_only=True, rename={"measures": "measure"}):
    """监测指标: what it means, over what time, by what it is proved, and the figures that it is broken down into."""

    code: str  # of this edition, e.g. 3.1
    name: str
    unit: str
    definition: str
    period: str
    evidence: str  # what proves it, in words
    most_change: int = 50  # percent: beyond it a change from the year before asks for a note; 0: never asked
    measures: tuple[Measure, ...]

    @property
    def key(self) -> str:
        """For addresses and names of boxes: 3_1."""
        return self.code.replace(".", "_")

    @property
    def note(self) -> Field:
        """说明, for whatever a check asks."""
        hint = "核对提示要求说明的，写明原因；其他需要说明的也写在这里。"
        return Field(key=f"note_{self.key}", label=f"{self.code} 的说明", type=FieldType.LONG_TEXT, max=300, hint=hint)

    @cached_property
    def by_key(self) -> dict[str, Measure]:
        return {measure.key: measure for measure in self.measures}


class Relation(Table, frozen=True, kw_only=True):
    """What must hold between figures: the sum of `left` is at most, equals, or is not the same as the sum of `right`."""

    left: tuple[str, ...]
    is_: Literal["at_most", "equal", "unlike"] = msgspec.field(name="is")
    right: tuple[str, ...]
    level: Level
    why: str  # in words
