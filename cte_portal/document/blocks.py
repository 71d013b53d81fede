"""Headings, paragraphs and spaces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from .flow import Flow
from .fonts import FontChain, Typeface
from .line_breaking import EM, Line, break_lines
from .page import BASELINE, LEFT, PORTRAIT, TEXT_WIDTH, Page, Sheet, width_of

WIDEST_SPACING = 0.35  # of the type size: a line that would need more between its characters stays short


class Align(Enum):
    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()
    JUSTIFIED = auto()


@dataclass(frozen=True, slots=True)
class Style:
    typeface: Typeface
    size: float
    leading: float
    align: Align = Align.LEFT
    indent: float = 0  # of a paragraph's first line, in characters

    def aligned(self, align: Align) -> Style:
        return replace(self, align=align)


@dataclass(frozen=True, slots=True)
class Styles:
    """Every style of the printed form."""

    title: Style  # 二号黑
    part: Style  # 三号黑
    section: Style  # 四号黑
    item: Style  # 小四黑
    body: Style  # 小四宋
    note: Style  # 五号宋
    cell: Style  # 五号宋
    narrow: Style  # 小五宋, for tables with many columns
    label: Style  # 五号黑
    narrow_label: Style  # 小五黑
    line: Style  # 四号宋, the cover's lines

    @classmethod
    def of(cls, fonts: FontChain) -> Styles:
        song, hei = fonts.song, fonts.hei
        return cls(
            title=Style(hei, 26, 40, Align.CENTRE),
            part=Style(hei, 16, 26, Align.CENTRE),
            section=Style(hei, 14, 22),
            item=Style(hei, 12, 21),
            body=Style(song, 12, 21, Align.JUSTIFIED, indent=2),
            note=Style(song, 10.5, 17),
            cell=Style(song, 10.5, 15),
            narrow=Style(song, 9, 12.5),
            label=Style(hei, 10.5, 15),
            narrow_label=Style(hei, 9, 12.5),
            line=Style(song, 14, 24),
        )


def lines_of(text: str, style: Style, width: float) -> list[Line]:
    """The text broken into lines; each line feed in it begins a new paragraph."""
    measure = width / style.size * EM
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines.extend(break_lines(paragraph.strip(), style.typeface.advances, measure, style.indent * EM))
    return lines


def write_line(page: Page, line: Line, style: Style, x: float, top: float, width: float, indented: bool = False) -> None:
    """Write one line into its box, aligned as its style says."""
    if not line.text:
        return
    inset = style.indent * style.size if indented else 0.0
    free = width - inset - line.width * style.size / EM
    spacing = 0.0
    match style.align:
        case Align.CENTRE:
            x += free / 2
        case Align.RIGHT:
            x += free
        case Align.JUSTIFIED if not line.last and len(line.text) > 1:
            even = free / (len(line.text) - 1)
            spacing = even if 0 < even <= WIDEST_SPACING * style.size else 0.0
    baseline = top + (style.leading - style.size) / 2 + style.size * BASELINE
    page.write(x + inset, baseline, line.text, style.typeface, style.size, spacing)


class Space:
    """Empty height; swallowed at the top of a page."""

    stays_with_next = False

    def __init__(self, height: float):
        self.height = height

    def least_height(self) -> float:
        return 0

    def set(self, flow: Flow) -> None:
        if not flow.at_top:
            flow.y += self.height


class NewPage:
    stays_with_next = False

    def least_height(self) -> float:
        return 0

    def set(self, flow: Flow) -> None:
        if not flow.at_top:
            flow.new_page()


class Heading:
    """A heading; with a `key` it is also a place in the contents and the outline."""

    stays_with_next = True

    def __init__(self, text: str, style: Style, *, key: str = "", level: int = 0, above: float = 10, below: float = 4, sheet: Sheet = PORTRAIT):
        self.text, self.style, self.key, self.level = text, style, key, level
        self.above, self.below, self.sheet = above, below, sheet
        self.lines = lines_of(text, style, sheet.text_width)

    def least_height(self) -> float:
        return self.above + len(self.lines) * self.style.leading + self.below

    def set(self, flow: Flow) -> None:
        if not flow.at_top:
            flow.y += self.above
        if self.key:
            flow.mark(self.key, self.text, self.level)
        for line in self.lines:
            write_line(flow.page, line, self.style, self.sheet.left, flow.y, self.sheet.text_width)
            flow.y += self.style.leading
        flow.y += self.below


class Paragraphs:
    """Text that runs over pages; never one line of a paragraph alone at the foot or head of a page."""

    stays_with_next = False

    def __init__(self, text: str, style: Style, *, left: float = LEFT, width: float = TEXT_WIDTH, below: float = 0):
        self.style, self.left, self.width, self.below = style, left, width, below
        self.lines = lines_of(text, style, width)

    def least_height(self) -> float:
        return min(self._kept_together(0, True), len(self.lines)) * self.style.leading

    def set(self, flow: Flow) -> None:
        first = True
        for at, line in enumerate(self.lines):
            if flow.room < self._kept_together(at, first) * self.style.leading - 0.01 and not flow.at_top:
                flow.new_page()
            write_line(flow.page, line, self.style, self.left, flow.y, self.width, indented=first)
            flow.y += self.style.leading
            first = line.last
        flow.y += self.below

    def _kept_together(self, at: int, first: bool) -> int:
        """How many lines from this one must stand on one page."""
        if self.lines[at].last:
            return 1
        second_is_last = at + 1 < len(self.lines) and self.lines[at + 1].last
        if first:
            third_is_last = not second_is_last and at + 2 < len(self.lines) and self.lines[at + 2].last
            return 3 if third_is_last else 2
        return 2 if second_is_last else 1


def fits_on_one_line(text: str, style: Style, width: float) -> bool:
    return "\n" not in text and width_of(text, style.typeface, style.size) <= width
