"""The country as a grid of tiles, one for each of the 34 province-level divisions and 兵团: every province is as large as any other."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from ..catalogue.places import provinces
from .scales import written
from .svg import element, picture, text

# province → (column, row), about as they lie to one another
PLACES = {
    "230000": (8, 0),
    "650000": (0, 1),
    "150000": (5, 1),
    "110000": (6, 1),
    "220000": (8, 1),
    "660000": (0, 2),
    "620000": (2, 2),
    "640000": (3, 2),
    "610000": (4, 2),
    "140000": (5, 2),
    "130000": (6, 2),
    "120000": (7, 2),
    "210000": (8, 2),
    "540000": (0, 3),
    "630000": (1, 3),
    "510000": (2, 3),
    "500000": (3, 3),
    "420000": (4, 3),
    "410000": (5, 3),
    "370000": (6, 3),
    "530000": (2, 4),
    "520000": (3, 4),
    "430000": (4, 4),
    "340000": (5, 4),
    "320000": (6, 4),
    "310000": (7, 4),
    "450000": (3, 5),
    "440000": (4, 5),
    "360000": (5, 5),
    "330000": (6, 5),
    "460000": (3, 6),
    "820000": (4, 6),
    "810000": (5, 6),
    "350000": (6, 6),
    "710000": (7, 6),
}
SIDE, GAP, SIZE = 64.0, 4.0, 14.0
WIDTH, HEIGHT = 9 * (SIDE + GAP) + GAP, 7 * (SIDE + GAP) + GAP
DENSITIES = (None, 10, 6, 3)  # the gap between the slanted lines of a tile, by class: none, few, more, most


def tiles(key: str, title: str, values: Mapping[str, float | None], unit: str = "", links: Mapping[str, str] | None = None) -> Markup:
    """A tile for each province with its name and value; the more, the closer its hatching and the deeper its colour.

    `values`: province code → value; a province that is not named, or None, shows “—”. `links`: province code → address.

    Raises:
        ValueError: a value is negative, infinite or not a number.
    """
    known = {code: value for code, value in values.items() if value is not None and code in PLACES}
    if any(not 0 <= value < float("inf") for value in known.values()):
        raise ValueError("cannot be drawn")
    most = max(known.values(), default=0)
    parts = [_hatchings(key), *_legend(key)]
    for code, (column, row) in PLACES.items():
        parts.append(_tile(key, code, column, row, known.get(code), most, unit, (links or {}).get(code)))
    return picture(key, title, _described(known, unit), WIDTH, HEIGHT, parts, linked=bool(links))


def class_of(value: float | None, most: float) -> int:
    """0 for nothing, 1 to 3 by thirds of the most."""
    if not value or not most:
        return 0
    return min(3, 1 + int(3 * value / most)) if value < most else 3


def _hatchings(key: str) -> Markup:
    made = []
    for number, gap in enumerate(DENSITIES):
        if gap:
            path = element("path", d=f"M0 {gap}L{gap} 0", class_="hatch", stroke="currentColor", stroke_width=0.8)
            made.append(element("pattern", path, id=f"{key}-{number}", width=gap, height=gap, patternUnits="userSpaceOnUse"))
    return element("defs", *made)


def _tile(key: str, code: str, column: int, row: int, value: float | None, most: float, unit: str, link: str | None) -> Markup:
    x, y = GAP + column * (SIDE + GAP), GAP + row * (SIDE + GAP)
    name, number = provinces()[code].short_name, class_of(value, most)
    said = f"{provinces()[code].name}：{'没有数据' if value is None else f'{written(value)} {unit}'.strip()}"
    inside = [element("title", said), *_shade(key, number, x, y, SIDE)]
    inside.append(text(name, x + SIDE / 2, y + SIDE * 0.52, SIZE, "middle"))
    inside.append(text("—" if value is None else written(value), x + SIDE / 2, y + SIDE * 0.84, SIZE + 2, "middle", "value"))
    return element("a", *inside, href=link, aria_label=said) if link else element("g", *inside)


def _legend(key: str) -> list[Markup]:
    """The shades from few to most, in the empty corner of the grid."""
    side, y = SIDE / 2, GAP + SIZE
    parts = [text("少", GAP, y + side * 0.7, SIZE)]
    for number in range(1, len(DENSITIES)):
        x = GAP + SIZE * 1.5 + (number - 1) * (side + GAP)
        parts += _shade(key, number, x, y, side)
    return [*parts, text("多", x + side + GAP * 2, y + side * 0.7, SIZE)]


def _shade(key: str, number: int, x: float, y: float, side: float) -> list[Markup]:
    """A square in the colour of its class, hatched at its top."""
    square = element("rect", x=x, y=y, width=side, height=side, rx=3, class_=f"tile class-{number}", fill="none", stroke="currentColor")
    return [square] + ([element("rect", x=x, y=y, width=side, height=side / 4, fill=f"url(#{key}-{number})")] if DENSITIES[number] else [])


def _described(known: Mapping[str, float], unit: str) -> str:
    ranked = sorted(((value, code) for code, value in known.items() if value), reverse=True)
    if not ranked:
        return "各省都还没有数据。"
    first = "、".join(f"{provinces()[code].name} {written(value)} {unit}".strip() for value, code in ranked[:3])
    return f"共 {len(ranked)} 个省份有数据，最多的是 {first}。数值见图后的表。"
