"""Bars that lie: for names too long to stand below an axis."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from .marks import MOST, area, patterns
from .plots import SIZE, Series, described, legend_rows
from .scales import scale, width_of, written
from .svg import element, picture, text

WIDTH, LABEL, GAP, BAR = 640.0, 200.0, 8.0, 14.0
VALUE = 70.0  # room to the right of the longest bar for its value


def level_bars(key: str, title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "", whole: bool = True) -> Markup:
    """For each label, from top to bottom, one bar for each series with its value behind it.

    A label that is too long is shortened; hovering and the description say all of it.

    Raises:
        ValueError: a value is negative, infinite or not a number; too many series; series of another length than the labels.
    """
    if len(series) > MOST or any(len(one.values) != len(labels) for one in series):
        raise ValueError("series and positions do not fit together")
    key_parts, top = legend_rows(series, lambda number, x, y: area(key, number, x, y - 10, 22, 11))
    across = scale((value for one in series for value in one.values if value is not None), LABEL, WIDTH - VALUE, whole=whole)
    parts = [patterns(key, len(series)), *key_parts]
    pitch = BAR * max(1, len(series)) + GAP
    height = top + GAP + pitch * len(labels) + GAP
    parts.append(element("line", x1=LABEL, x2=LABEL, y1=top + GAP / 2, y2=height - GAP / 2, class_="grid", stroke="currentColor", stroke_width=0.6))
    for position, label in enumerate(labels):
        y = top + GAP + pitch * position
        parts.append(text(_fitting(label), LABEL - 8, y + (pitch - GAP) / 2 + SIZE / 3, SIZE, "end"))
        for number, one in enumerate(series):
            value = one.values[position]
            if value is None:
                continue
            at, end = y + BAR * number, across.at(value)
            if value:
                said = f"{label} {one.name}：{written(value)} {unit}".strip()
                parts.append(area(key, number, LABEL, at + 1, end - LABEL, BAR - 2, said))
            parts.append(text(written(value), end + 5, at + BAR - 3, SIZE - 2))
    return picture(key, title, described(labels, series, unit), WIDTH, height, parts)


def _fitting(label: str) -> str:
    """As much of it as there is room for."""
    kept = label
    while width_of(kept, SIZE) > LABEL - 12:
        kept = kept[:-2] + "…" if kept.endswith("…") else kept[:-1] + "…"
    return kept
