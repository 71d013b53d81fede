"""Whatever the figures are, a chart can be drawn, lies inside its picture, and says in words and shapes what it shows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st

from cte_portal.catalogue.places import provinces
from cte_portal.charts import Series, bars, lines, tiles
from cte_portal.charts.country import PLACES
from cte_portal.charts.marks import MOST
from cte_portal.charts.scales import scale, thinned, width_of, written

NUMBERS = st.one_of(st.just(0.0), st.integers(0, 10**6).map(float), st.floats(0, 1e12, allow_nan=False))


@st.composite
def charted(draw: st.DrawFn) -> tuple[list[str], list[Series]]:
    """Positions and series over them, some values missing."""
    count = draw(st.integers(1, 40))
    labels = [f"第{number}天" for number in range(count)]
    rows = draw(st.lists(st.lists(st.one_of(st.none(), NUMBERS), min_size=count, max_size=count), max_size=MOST))
    return labels, [Series(f"系列{number}", values) for number, values in enumerate(rows)]


def parsed(chart: str) -> Tag:
    found = BeautifulSoup(chart, "xml").find("svg")
    assert isinstance(found, Tag)
    return found


def places(svg: Tag) -> list[tuple[float, float]]:
    """Every point that is drawn, outside of patterns."""
    found = []
    for shape in svg.find_all(["rect", "circle", "line", "polyline", "polygon", "path", "text"]):
        if shape.find_parent("defs"):
            continue
        at = {name: float(value) for name, value in shape.attrs.items() if name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height")}
        for x in (name for name in ("x", "x1", "x2", "cx") if name in at):
            found.append((at[x], at[x.replace("x", "y")]))
        if "width" in at:
            found.append((at["x"] + at["width"], at["y"] + at["height"]))
        found.extend((float(x), float(y)) for x, y in (pair.split(",") for pair in str(shape.get("points", "")).split()))
    return found


@given(charted(), st.sampled_from([lines, bars]), st.booleans())
@example((["只有一天"], [Series("零", [0])]), lines, True)
@example((["只有一天"], [Series("一百万", [10**6])]), bars, True)
@example((["只有一天"], [Series("还没有", [None])]), lines, True)
@example((["只有一天"], []), bars, True)
def test_everything_lies_inside_the_picture(given_: tuple[list[str], list[Series]], draw: Callable[..., str], whole: bool) -> None:
    labels, series = given_
    chart = draw("k", "标题", labels, series, unit="份", whole=whole, marks={0: "截止"})
    assert "nan" not in chart.lower() and "inf" not in chart.lower()
    svg = parsed(chart)
    _, _, width, height = map(float, str(svg["viewBox"]).split())
    for x, y in places(svg):
        assert math.isfinite(x) and math.isfinite(y) and -0.1 <= x <= width + 0.1 and -0.1 <= y <= height + 0.1


@given(st.lists(NUMBERS, max_size=50), st.booleans(), st.integers(2, 12))
def test_a_scale_holds_every_value_in_round_steps_of_equal_length(values: list[float], whole: bool, steps: int) -> None:
    made = scale(values, 300, 20, whole=whole, steps=steps)
    assert made.top >= max(values, default=0) and made.step > 0 and len(made.ticks) <= steps + 2
    assert all(20 <= made.at(value) <= 300 for value in values)
    assert [made.at(a) for a in sorted(values)] == sorted((made.at(a) for a in values), reverse=True)
    if whole:
        assert all(tick == int(tick) for tick in made.ticks)


@pytest.mark.parametrize("wrong", [-1, float("nan"), float("inf")])
def test_what_cannot_be_drawn_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError):
        lines("k", "标题", ["一"], [Series("甲", [wrong])])
    with pytest.raises(ValueError):
        tiles("k", "标题", {"320000": wrong})
    with pytest.raises(ValueError):
        bars("k", "标题", ["一", "二"], [Series("甲", [1])])


@given(st.dictionaries(st.integers(0, 365), st.sampled_from(["1 月", "12 月", "2026-01-01"]), max_size=60), st.floats(0.5, 60))
def test_texts_below_an_axis_never_overlap(ticks: dict[int, str], spacing: float) -> None:
    kept = thinned(ticks, spacing, 13)
    assert kept.items() <= ticks.items() and (not ticks or min(ticks) in kept)
    for before, after in pairwise(sorted(kept)):
        assert spacing * (after - before) >= (width_of(kept[before], 13) + width_of(kept[after], 13)) / 2


@given(st.dictionaries(st.sampled_from(sorted(provinces())), st.one_of(st.none(), NUMBERS)))
def test_the_country_has_a_tile_with_name_and_number_for_every_province(values: dict[str, float | None]) -> None:
    svg = parsed(tiles("k", "标题", values, "份"))
    for code, province in provinces().items():
        value = values.get(code)
        said = next(title.get_text() for title in svg.find_all("title") if title.get_text().startswith(f"{province.name}："))
        assert said == f"{province.name}：" + ("没有数据" if value is None else f"{written(value)} 份")
    _, _, width, height = map(float, str(svg["viewBox"]).split())
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places(svg))


def test_no_two_provinces_share_a_tile() -> None:
    assert PLACES.keys() == provinces().keys() and len(set(PLACES.values())) == 35


def test_series_are_told_apart_by_dashes_markers_and_patterns_not_by_colour_alone() -> None:
    six = [Series(f"系列{number}", [1.0, 2.0]) for number in range(MOST)]
    drawn = parsed(lines("k", "标题", ["一", "二"], six))
    assert len({line.get("stroke-dasharray") for line in drawn.find_all("polyline")}) == MOST
    filled = {bar["fill"] for bar in parsed(bars("k", "标题", ["一", "二"], six)).find_all("rect")}
    assert len(filled) == MOST


def test_a_chart_says_what_it_shows_to_those_who_hear_it() -> None:
    svg = parsed(
        lines("k", "提交的申报", ["06-01", "06-02", "06-03"], [Series("2026 年", [3, 12000, None]), Series("2025 年", [None] * 3)], unit="份")
    )
    named = [svg.find(id=identity).get_text() for identity in str(svg["aria-labelledby"]).split()]  # type: ignore[union-attr]
    assert svg["role"] == "img" and named[0] == "提交的申报"
    assert "2026 年：最高 1.2 万 份（06-02），最后 1.2 万 份（06-02）" in named[1] and "2025 年：没有数据" in named[1]


def test_names_cannot_bring_markup_and_nothing_needs_a_style_attribute() -> None:
    chart = bars("k", '<script>alert("1")</script>', ['"><b>'], [Series("a' onload='x", [1])], marks={0: "<i>"})
    assert "<script" not in chart and "<b>" not in chart and "<i>" not in chart and not re.search(r"\sstyle=|\son\w+=\"", chart)


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (7, "7"), (1200, "1,200"), (30000, "3 万"), (12500, "1.25 万"), (0.25, "0.25"), (10**8, "10,000 万")]
)
def test_numbers_are_written_as_people_read_them(value: float, said: str) -> None:
    assert written(value) == said
