"""How series are told apart without colour: dashes and markers for lines, patterns for areas."""

from __future__ import annotations

from markupsafe import Markup

from .svg import element, points

MOST = 6  # series in one chart; more cannot be told apart
DASHES = (None, "6 4", "2 3", "9 3 2 3", "12 4", "4 2")
R = 3.5  # a marker's size


def dash(number: int) -> str | None:
    return DASHES[number % MOST]


def marker(number: int, x: float, y: float) -> Markup:
    """Disc, ring, square, triangle, diamond, cross."""
    colour = f"series-{number % MOST + 1}"
    corners: tuple[tuple[float, float], ...]
    match number % MOST:
        case 0:
            return element("circle", cx=x, cy=y, r=R, class_=f"{colour} solid", fill="currentColor")
        case 1:
            return element("circle", cx=x, cy=y, r=R, class_=f"{colour} line", fill="none", stroke="currentColor")
        case 2:
            return element("rect", x=x - R, y=y - R, width=2 * R, height=2 * R, class_=f"{colour} solid", fill="currentColor")
        case 3:
            corners = ((x, y - R), (x + R, y + R), (x - R, y + R))
        case 4:
            corners = ((x, y - R), (x + R, y), (x, y + R), (x - R, y))
        case _:
            cross = f"M{x - R:.1f} {y - R:.1f}l{2 * R:g} {2 * R:g}M{x - R:.1f} {y + R:.1f}l{2 * R:g} {-2 * R:g}"
            return element("path", d=cross, class_=f"{colour} line", fill="none", stroke="currentColor")
    return element("polygon", points=points(corners), class_=f"{colour} solid", fill="currentColor")


def patterns(key: str, count: int) -> Markup:
    """What `area` fills with: plain, slanted lines, dots, upright lines, level lines, a net."""
    drawn = {
        1: ("M-1 7L7 -1M-1 1L1 -1M5 7L7 5", 6),
        2: ("M1 2h2M4 5h2", 6),
        3: ("M1 0v4", 4),
        4: ("M0 1h4", 4),
        5: ("M0 0L6 6M6 0L0 6", 6),
    }
    made = []
    for number in range(1, min(count, MOST)):
        path, side = drawn[number]
        inside = element("path", d=path, class_=f"series-{number + 1} line", stroke="currentColor", stroke_width=1.5, fill="none")
        made.append(element("pattern", inside, id=f"{key}-{number}", width=side, height=side, patternUnits="userSpaceOnUse"))
    return element("defs", *made)


def area(key: str, number: int, x: float, y: float, width: float, height: float, said: str = "") -> Markup:
    """A bar, filled so that it is told from those of other series. `said`: shown where the mouse rests."""
    number %= MOST
    colour, fill = f"series-{number + 1}", "currentColor" if number == 0 else f"url(#{key}-{number})"
    kind = f"{colour} solid" if number == 0 else f"{colour} edge"
    hint = [element("title", said)] if said else []
    return element("rect", *hint, x=x, y=y, width=width, height=height, class_=kind, fill=fill, stroke="currentColor" if number else None)
