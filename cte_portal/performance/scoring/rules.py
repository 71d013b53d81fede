"""How figures earn points. Pure: the same scheme and figures give the same scores, and every step is kept to be shown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ...catalogue.schema import FormDefinition
from ...named import Named
from ..rules import Number, said

CENT = Decimal("0.01")
MOST_POINTS = Decimal(1000)


class Way(Named):
    TARGET = "target", "达到满分值得满分，不足按比例"  # full points at a figure, in proportion below it
    RANK = "rank", "按在全部共同体中的位次"  # by how many of the others have less


class Band(Named):
    EXCELLENT = "excellent", "优秀", "green"
    GOOD = "good", "良好", "blue"
    PASSED = "passed", "合格", "neutral"
    FAILED = "failed", "不合格", "red"


@dataclass(frozen=True)
class Weight:
    """`points`: of the figure when it earns all; `full`: the figure that does, with TARGET."""

    measure: str
    points: Decimal
    way: Way
    full: Decimal | None = None

    def to_json(self) -> dict[str, Any]:
        return {"measure": self.measure, "points": str(self.points), "way": self.way.value, "full": None if self.full is None else str(self.full)}

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Weight:
        return cls(held["measure"], Decimal(held["points"]), Way(held["way"]), None if held["full"] is None else Decimal(held["full"]))


@dataclass(frozen=True)
class Bands:
    """From how many percent of all points on."""

    excellent: Decimal
    good: Decimal
    passed: Decimal

    def of(self, percent: Decimal) -> Band:
        if percent >= self.excellent:
            return Band.EXCELLENT
        if percent >= self.good:
            return Band.GOOD
        return Band.PASSED if percent >= self.passed else Band.FAILED


@dataclass(frozen=True)
class Line:
    """How one figure came to its points. `figure` None: not reported, no points. `below`, `others`: with RANK."""

    weight: Weight
    figure: Number | None
    share: Decimal  # 0 to 1
    points: Decimal
    below: int = 0
    others: int = 0

    def to_json(self) -> dict[str, Any]:
        figure = None if self.figure is None else str(self.figure)
        return {**self.weight.to_json(), "figure": figure, "earned": str(self.points), "below": self.below, "others": self.others}


@dataclass(frozen=True)
class Score:
    lines: tuple[Line, ...]
    points: Decimal
    percent: Decimal  # of all points, 0 to 100
    band: Band


def scores(weights: Sequence[Weight], bands: Bands, figures: Mapping[int, Mapping[str, Number]]) -> dict[int, Score]:
    """Of every community, by id. `figures`: its figures of the year by key."""
    sorted_by = {one.measure: sorted(Decimal(held[one.measure]) for held in figures.values() if one.measure in held) for one in weights}
    most = sum((one.points for one in weights), Decimal(0))
    return {identity: _score(weights, bands, held, sorted_by, most) for identity, held in figures.items()}


def _score(weights: Sequence[Weight], bands: Bands, held: Mapping[str, Number], sorted_by: Mapping[str, Sequence[Decimal]], most: Decimal) -> Score:
    lines = tuple(_line(one, held.get(one.measure), sorted_by[one.measure]) for one in weights)
    points = sum((line.points for line in lines), Decimal(0))
    percent = (points / most * 100).quantize(CENT, ROUND_HALF_UP) if most else Decimal(0)
    return Score(lines, points, percent, bands.of(percent))


def _line(weight: Weight, figure: Number | None, every: Sequence[Decimal]) -> Line:
    if figure is None:
        return Line(weight, None, Decimal(0), Decimal(0))
    if weight.way is Way.TARGET:
        share = min(Decimal(figure) / weight.full, Decimal(1)) if weight.full else Decimal(1)
        return Line(weight, figure, share, (share * weight.points).quantize(CENT, ROUND_HALF_UP))
    below, others = bisect_left(every, Decimal(figure)), len(every) - 1
    share = Decimal(below) / others if others else Decimal(1)
    return Line(weight, figure, share, (share * weight.points).quantize(CENT, ROUND_HALF_UP), below, others)


def words(definition: FormDefinition, held: Mapping[str, Any]) -> str:
    """The arithmetic of one kept line, as people can do it again."""
    weight = Weight.from_json(held)
    measure = definition.measures[weight.measure][2]
    if held["figure"] is None:
        return "没有填报，得 0 分"
    figure = Decimal(held["figure"])
    mine = said(measure, int(figure) if figure == int(figure) else figure)
    if weight.way is Way.TARGET:
        full = weight.full or Decimal(0)
        target = said(measure, int(full) if full == int(full) else full)
        reached = figure >= full
        return (
            f"{mine}，达到满分值 {target}，得 {weight.points:g} 分" if reached else f"{mine} ÷ {target} × {weight.points:g} 分 = {held['earned']} 分"
        )
    if not held["others"]:
        return f"{mine}，只有这一个共同体填报，得 {weight.points:g} 分"
    below, others = held["below"], held["others"]
    return f"{mine}，其他 {others} 个共同体中有 {below} 个低于它：{below} ÷ {others} × {weight.points:g} 分 = {held['earned']} 分"
