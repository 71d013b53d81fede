"""A page of the document as plain marks: where each piece of text, line and patch of grey stands.

Lengths are in points, y runs downwards from the top edge of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .fonts import Typeface

MM = 72 / 25.4
PAPER_WIDTH, PAPER_HEIGHT = 210 * MM, 297 * MM  # A4
TOP, BOTTOM, LEFT, RIGHT = 37 * MM, 35 * MM, 28 * MM, 26 * MM  # margins, GB/T 9704-2012
TEXT_WIDTH = PAPER_WIDTH - LEFT - RIGHT
TEXT_HEIGHT = PAPER_HEIGHT - TOP - BOTTOM


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper and its margins."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        return self.height - self.top - self.bottom

    @property
    def lowest(self) -> float:
        """Where the text area ends."""
        return self.height - self.bottom


PORTRAIT = Sheet(PAPER_WIDTH, PAPER_HEIGHT, TOP, BOTTOM, LEFT, RIGHT)
LANDSCAPE = Sheet(PAPER_HEIGHT, PAPER_WIDTH, top=LEFT, bottom=RIGHT, left=BOTTOM, right=TOP)  # the same sheet, turned left: its head is bound
BASELINE = 0.86  # of the type size, from the top of a line's box to where its characters stand


class Written(NamedTuple):
    """A piece of one line; `baseline` is where the characters stand, `spacing` is added after each of them."""

    x: float
    baseline: float
    text: str
    typeface: Typeface
    size: float
    spacing: float = 0.0


class Stroke(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


class Patch(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    gray: float


class Link(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    target: str


class Anchor(NamedTuple):
    """A place that the outline, the contents and links lead to."""

    key: str
    title: str
    level: int
    y: float


@dataclass(slots=True)
class Page:
    sheet: Sheet = PORTRAIT
    written: list[Written] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    squares: list[Patch] = field(default_factory=list)  # the dark parts of QR codes
    watermark: Written | None = None  # set at 45 degrees behind everything

    def write(self, x: float, baseline: float, text: str, typeface: Typeface, size: float, spacing: float = 0.0) -> None:
        self.written.append(Written(x, baseline, text, typeface, size, spacing))

    def write_centred(self, middle: float, baseline: float, text: str, typeface: Typeface, size: float) -> None:
        self.write(middle - width_of(text, typeface, size) / 2, baseline, text, typeface, size)

    def write_to_right(self, right: float, baseline: float, text: str, typeface: Typeface, size: float) -> None:
        self.write(right - width_of(text, typeface, size), baseline, text, typeface, size)

    def stroke(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5) -> None:
        self.strokes.append(Stroke(x1, y1, x2, y2, width))

    def frame(self, x: float, y: float, width: float, height: float, line: float = 0.5) -> None:
        for x1, y1, x2, y2 in (
            (x, y, x + width, y),
            (x, y + height, x + width, y + height),
            (x, y, x, y + height),
            (x + width, y, x + width, y + height),
        ):
            self.stroke(x1, y1, x2, y2, line)


def width_of(text: str, typeface: Typeface, size: float) -> float:
    """The width of one line of text, in points."""
    return sum(map(typeface.advances.__getitem__, text)) * size / 1000
