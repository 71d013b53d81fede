"""Tables that run over pages: the head is repeated, a row stays whole where it can, a very tall one is continued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .blocks import Style, lines_of, write_line
from .flow import Flow
from .page import LEFT, TEXT_HEIGHT, TEXT_WIDTH, Patch

PAD_X = 3.5
PAD_Y = 3.0
HEAD_GRAY = 0.93
CONTINUED_FROM = TEXT_HEIGHT * 0.4  # a row taller than this may be continued on the next page
LINE = 0.5


class Cell:
    """One cell: its text, broken to its width; `span` columns from `column` on."""

    __slots__ = ("column", "span", "style", "text")

    def __init__(self, text: str, style: Style, column: int, span: int = 1):
        self.text, self.style, self.column, self.span = text, style, column, span


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Cell]
    gray: bool = False
    stays_with_previous: bool = False
    least: float = 0.0


class Table:
    """`widths` of the columns; `head` rows stand again on every page the table reaches."""

    stays_with_next = False

    def __init__(self, widths: Sequence[float], rows: Sequence[Row], head: Sequence[Row] = (), left: float = LEFT):
        edges = [left]
        for width in widths:
            edges.append(edges[-1] + width)
        self.head = [SetRow(row, edges) for row in head]
        self.rows = [SetRow(row, edges) for row in rows]

    def least_height(self) -> float:
        head = sum(row.height for row in self.head)
        return head + (min(self._height_together(0), CONTINUED_FROM) if self.rows else 0)

    def set(self, flow: Flow) -> None:
        part = _Part(flow, self.head)
        for at, row in enumerate(self.rows):
            part.begin_where_it_fits(row, self._height_together(at))
            part.add(row)
        part.close()

    def _height_together(self, at: int) -> float:
        """The height of the row and of those that stay with it."""
        height = self.rows[at].height
        for row in self.rows[at + 1 :]:
            if not row.row.stays_with_previous:
                break
            height += row.height
        return height if height <= CONTINUED_FROM else self.rows[at].height


class SetRow:
    """A row whose cells are broken into lines."""

    def __init__(self, row: Row, edges: Sequence[float]):
        self.row = row
        self.boxes = [(edges[cell.column], edges[cell.column + cell.span], cell) for cell in row.cells]
        self.verticals = sorted({edge for left, right, _ in self.boxes for edge in (left, right)})

    @cached_property
    def lines(self) -> list[list]:  # type: ignore[type-arg]
        return [lines_of(cell.text, cell.style, right - left - 2 * PAD_X) for left, right, cell in self.boxes]

    @cached_property
    def height(self) -> float:
        tallest = max(len(lines) * cell.style.leading for lines, (_, _, cell) in zip(self.lines, self.boxes, strict=True))
        return max(tallest + 2 * PAD_Y, self.row.least)

    @property
    def leading(self) -> float:
        return max(cell.style.leading for _, _, cell in self.boxes)


class _Part:
    """The part of a table that stands on one page."""

    def __init__(self, flow: Flow, head: Sequence[SetRow]):
        self.flow = flow
        self.head = head
        self.open: dict[float, float] = {}  # vertical lines being drawn: x → where each began
        self._begin()

    def _begin(self) -> None:
        self._line_across(LEFT, LEFT)
        self.empty = True
        for row in self.head:
            self._write(row, 0, None, row.height)

    def begin_where_it_fits(self, row: SetRow, together: float) -> None:
        """Go to the next page unless the row (with what stays with it), or its beginning if it is tall, fits here."""
        if together <= self.flow.room + 0.01 or self.empty:
            return
        if together <= CONTINUED_FROM or self.flow.room < 3 * row.leading + 2 * PAD_Y:
            self._next_page()

    def add(self, row: SetRow) -> None:
        done = 0
        total = max(len(lines) for lines in row.lines)
        while True:
            left = (total - done) * row.leading + 2 * PAD_Y
            if (row.height if not done else left) <= self.flow.room + 0.01:
                self._write(row, done, None, row.height if not done else left)
                return
            fitting = max(int((self.flow.room - 2 * PAD_Y) / row.leading), 1)
            self._write(row, done, done + fitting, self.flow.room)
            done += fitting
            self._next_page()

    def close(self) -> None:
        for x, begun in self.open.items():
            self.flow.page.stroke(x, begun, x, self.flow.y, LINE)
        self.open = {}

    def _next_page(self) -> None:
        self.close()
        self.flow.new_page()
        self._begin()

    def _write(self, row: SetRow, first: int, stop: int | None, height: float) -> None:
        flow, whole = self.flow, first == 0 and stop is None
        if self.open == {}:
            self._line_across(row.verticals[0], row.verticals[-1])
        self._verticals(row.verticals)
        if row.row.gray:
            flow.page.patches.append(Patch(row.verticals[0], flow.y, row.verticals[-1] - row.verticals[0], height, HEAD_GRAY))
        for (left, right, cell), lines in zip(row.boxes, row.lines, strict=True):
            shown = lines[first:stop]
            top = flow.y + ((height - len(lines) * cell.style.leading) / 2 if whole else PAD_Y)
            for line in shown:
                write_line(flow.page, line, cell.style, left + PAD_X, top, right - left - 2 * PAD_X)
                top += cell.style.leading
        flow.y += height
        self._line_across(row.verticals[0], row.verticals[-1])
        self.empty = self.empty and row in self.head

    def _verticals(self, edges: Sequence[float]) -> None:
        for x in [x for x in self.open if x not in edges]:
            self.flow.page.stroke(x, self.open.pop(x), x, self.flow.y, LINE)
        for x in edges:
            self.open.setdefault(x, self.flow.y)

    def _line_across(self, left: float, right: float) -> None:
        if right > left:
            self.flow.page.stroke(left, self.flow.y, right, self.flow.y, LINE)


def shared_widths(shares: Sequence[float], width: float = TEXT_WIDTH) -> list[float]:
    """Column widths in proportion to the shares."""
    return [width * share / sum(shares) for share in shares]
