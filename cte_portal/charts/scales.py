"""Where a value lies in a picture: round steps for an axis, and lengths in its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite, log10

ROUND = (1, 2, 5, 10)
SMALLEST = 1e-6  # a step below this would not be told apart from nothing


@dataclass(frozen=True)
class Scale:
    """From 0 to `top` in round steps, drawn from `start` to `end` (in the picture's units; `end` may be the smaller)."""

    top: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where the value is drawn."""
        return self.start + (self.end - self.start) * min(max(value / self.top, 0.0), 1.0)

    @property
    def ticks(self) -> list[float]:
        return [self.step * number for number in range(round(self.top / self.step) + 1)]


def scale(values: Iterable[float], start: float, end: float, *, whole: bool = True, steps: int = 5) -> Scale:
    """A scale on which all values fit, in about `steps` steps; `whole`: of whole numbers only.

    Raises:
        ValueError: a value is negative, infinite or not a number.
    """
    most = 0.0
    for value in values:
        if not isfinite(value) or value < 0:
            raise ValueError(f"cannot be drawn: {value}")
        most = max(most, float(value))
    step = _round_up(max(most / steps, SMALLEST)) if most else 1.0
    step = max(1.0, ceil(step)) if whole else step
    return Scale(step * max(1, ceil(most / step)), step, start, end)


def _round_up(wanted: float) -> float:
    """The next of 1, 2, 5 × a power of ten."""
    magnitude = 10.0 ** floor(log10(wanted))
    return next((factor * magnitude for factor in ROUND if factor * magnitude >= wanted), 10 * magnitude)


def written(value: float) -> str:
    """A number as it stands at an axis or a point: 1,200; 3 万; 0.25."""
    if value >= 10_000:
        return f"{round(value / 10_000, 2):,.10g} 万"
    return f"{round(value, 6):,.10g}"


def width_of(text: str, size: float) -> float:
    """About how wide the text is, in units of the picture: a Chinese character is as wide as it is high."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.6 for sign in text)


def thinned(ticks: Mapping[int, str], spacing: float, size: float) -> dict[int, str]:
    """As many of the ticks as can be written beside one another; `spacing`: from one position to the next.

    Every second, third … is kept, from the first on, so that those left are evenly apart where they were before.
    """
    order = sorted(ticks)
    for every in range(1, len(order) + 1):
        kept = order[::every]
        room = (spacing * (after - before) for before, after in pairwise(kept))
        needed = ((width_of(ticks[before], size) + width_of(ticks[after], size)) / 2 + size / 2 for before, after in pairwise(kept))
        if all(has >= needs for has, needs in zip(room, needed, strict=True)):
            return {position: ticks[position] for position in kept}
    return {}
