"""Lines and bars over the same row of positions: days, weeks, years, names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from .marks import MOST, area, dash, marker, patterns
from .scales import Scale, scale, thinned, width_of, written
from .svg import element, picture, points, text

WIDTH, HEIGHT = 640.0, 320.0
LEFT, RIGHT, BOTTOM = 56.0, 24.0, 34.0
SIZE = 13.0  # of text
LEGEND_ROW = 22.0
TOP = 16.0  # from the legend to the highest tick
Sample = Callable[[int, float, float], Markup]  # what stands for a series in the legend, at x and y


@dataclass(frozen=True)
class Series:
    """One line, or one bar at each position; None: there is no value (yet), which is not 0."""

    name: str
    values: Sequence[float | None]

    @property
    def last(self) -> int | None:
        """The position of the last value."""
        return max((number for number, value in enumerate(self.values) if value is not None), default=None)


@dataclass(frozen=True)
class Ground:
    """What both kinds of chart are drawn upon."""

    labels: Sequence[str]
    vertical: Scale
    top: float
    parts: list[Markup] = field(default_factory=list)

    @property
    def pitch(self) -> float:
        """From one position to the next."""
        return (WIDTH - LEFT - RIGHT) / max(1, len(self.labels))

    def x(self, position: int) -> float:
        """The middle of a position."""
        return LEFT + self.pitch * (position + 0.5)


def lines(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    ticks: Mapping[int, str] | None = None,
    marks: Mapping[int, str] | None = None,
    unit: str = "",
    whole: bool = True,
) -> Markup:
    """A line for each series. Markers stand at the ticks and at the last value, and tell the lines apart without colour.

    `labels`: what each position is called. `ticks`: position → the short text below it; all labels when None.
    `marks`: position → what an upright line there means. `unit`: of the values; `whole`: they are whole numbers.

    Raises:
        ValueError: a value cannot be drawn, a series has another number of positions, or there are too many series.
    """
    ticks = dict(enumerate(labels)) if ticks is None else ticks
    ground = _ground(labels, series, ticks, marks or {}, unit, whole, legend=_line_sample)
    for number, one in enumerate(series):
        for run in _runs(one.values):
            pairs = [(ground.x(position), ground.vertical.at(value)) for position, value in _bends(run)]
            ground.parts.append(_line(number, pairs))
        at = {*ticks, one.last}
        shown = ((position, value) for position, value in enumerate(one.values) if position in at and value is not None)
        ground.parts.extend(marker(number, ground.x(position), ground.vertical.at(value)) for position, value in shown)
    return picture(key, title, described(labels, series, unit), WIDTH, HEIGHT, ground.parts)


def bars(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    ticks: Mapping[int, str] | None = None,
    marks: Mapping[int, str] | None = None,
    unit: str = "",
    whole: bool = True,
) -> Markup:
    """At each position one bar for each series, told apart by patterns; the values above them where there is room.

    Arguments and errors are those of `lines`.
    """
    ticks = dict(enumerate(labels)) if ticks is None else ticks
    ground = _ground(labels, series, ticks, marks or {}, unit, whole, legend=lambda number, x, y: area(key, number, x, y - 10, 22, 11))
    ground.parts.insert(0, patterns(key, len(series)))
    wide = ground.pitch * 0.8 / max(1, len(series))
    for number, one in enumerate(series):
        for position, value in enumerate(one.values):
            if value is None:
                continue
            x, y = ground.x(position) - ground.pitch * 0.4 + wide * number, ground.vertical.at(value)
            if value:
                said = f"{labels[position]} {one.name}：{written(value)} {unit}".strip()
                ground.parts.append(area(key, number, x, y, wide, ground.vertical.start - y, said))
            if wide >= width_of(written(value), SIZE - 2):
                ground.parts.append(text(written(value), x + wide / 2, y - 3, SIZE - 2, "middle"))
    return picture(key, title, described(labels, series, unit), WIDTH, HEIGHT, ground.parts)


def described(labels: Sequence[str], series: Sequence[Series], unit: str = "") -> str:
    """What the chart shows, in words: of each series the highest and the last value."""
    said = []
    for one in series:
        present = [(value, position) for position, value in enumerate(one.values) if value is not None]
        if not present:
            said.append(f"{one.name}：没有数据")
            continue
        most, at = max(present, key=lambda pair: (pair[0], -pair[1]))
        last, end = present[-1]
        said.append(f"{one.name}：最高 {written(most)} {unit}（{labels[at]}），最后 {written(last)} {unit}（{labels[end]}）")
    return "；".join(said) + "。数值见图后的表。"


def _ground(
    labels: Sequence[str],
    series: Sequence[Series],
    ticks: Mapping[int, str],
    marks: Mapping[int, str],
    unit: str,
    whole: bool,
    legend: Sample,
) -> Ground:
    if len(series) > MOST or any(len(one.values) != len(labels) for one in series):
        raise ValueError("series and positions do not fit together")
    key_parts, top = legend_rows(series, legend)
    values = [value for one in series for value in one.values if value is not None]
    ground = Ground(labels, scale(values, HEIGHT - BOTTOM, top + TOP + (SIZE if unit else 0), whole=whole), top)
    ground.parts.extend(key_parts)
    if unit:
        ground.parts.append(text(f"（{unit}）", LEFT - 8, top + SIZE, SIZE - 1, "end", "quiet"))
    for value in ground.vertical.ticks:
        y = ground.vertical.at(value)
        ground.parts.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid", stroke="currentColor", stroke_width=0.3))
        ground.parts.append(text(written(value), LEFT - 8, y + SIZE / 3, SIZE, "end"))
    for position, said in thinned(ticks, ground.pitch, SIZE).items():
        x = ground.x(position)
        ground.parts.append(element("line", x1=x, x2=x, y1=HEIGHT - BOTTOM, y2=HEIGHT - BOTTOM + 4, stroke="currentColor"))
        ground.parts.append(text(said, *_inside(x, said), SIZE, "middle"))
    for position, said in marks.items():
        ground.parts.extend(_mark(ground, position, said))
    return ground


def _inside(x: float, said: str) -> tuple[float, float]:
    """Where a text below the axis stands, so that it does not leave the picture."""
    half = width_of(said, SIZE) / 2
    return min(max(x, half), WIDTH - half), HEIGHT - BOTTOM + 4 + SIZE + 2


def _mark(ground: Ground, position: int, said: str) -> list[Markup]:
    x = ground.x(position)
    left = x + 4 + width_of(said, SIZE - 1) > WIDTH
    upright = element(
        "line", x1=x, x2=x, y1=ground.vertical.end - 6, y2=ground.vertical.start, class_="mark", stroke="currentColor", stroke_dasharray="1 3"
    )
    return [upright, text(said, x - 4 if left else x + 4, ground.vertical.end - 2, SIZE - 1, "end" if left else "start", "quiet")]


def legend_rows(series: Sequence[Series], sample: Sample) -> tuple[list[Markup], float]:
    """Sample and name of each series, in rows; and where the rows end."""
    parts, x, y = [], LEFT, LEGEND_ROW - 6
    for number, one in enumerate(series):
        needed = 28 + width_of(one.name, SIZE) + 18
        if x + needed > WIDTH and x > LEFT:
            x, y = LEFT, y + LEGEND_ROW
        parts.append(sample(number, x, y))
        parts.append(text(one.name, x + 28, y, SIZE))
        x += needed
    return parts, y + 6


def _line_sample(number: int, x: float, y: float) -> Markup:
    return _line(number, [(x, y - 4), (x + 22, y - 4)]) + marker(number, x + 11, y - 4)


def _line(number: int, pairs: Sequence[tuple[float, float]]) -> Markup:
    colour = f"series-{number % MOST + 1} line"
    return element("polyline", points=points(pairs), class_=colour, fill="none", stroke="currentColor", stroke_width=2, stroke_dasharray=dash(number))


def _bends(run: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The row without the points that lie on a level line between their neighbours: the same line, in fewer words."""
    inner = (here for before, here, after in zip(run, run[1:], run[2:], strict=False) if not before[1] == here[1] == after[1])
    return [*run[:1], *inner, *run[1:][-1:]]


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The values in unbroken rows, with their positions."""
    runs: list[list[tuple[int, float]]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((position, value))
    return [run for run in runs if run]
