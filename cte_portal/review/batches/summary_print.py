"""The summary table as an official table on paper: A4 turned, margins after GB/T 9704-2012, heads repeated, pages numbered."""

from __future__ import annotations

from collections.abc import Sequence

from ...document.blocks import Align, Heading, Space, Style, Styles
from ...document.flow import Block, Flow
from ...document.fonts import FontChain
from ...document.page import LANDSCAPE, Page, width_of
from ...document.pdf import Metadata, write_pdf
from ...document.tables import Cell, Row, Table, shared_widths
from . import summary_table
from .contents import Contents
from .summary_table import COLUMNS, TOTAL_COLUMNS, Column

LEAST_ROW = 24.0  # points
TOTALS_WIDTH = LANDSCAPE.text_width * 0.6


def summary_pdf(contents: Contents, fonts: FontChain) -> bytes:
    """The file; the same contents give the same bytes."""
    styles = Styles.of(fonts)
    flow = Flow(LANDSCAPE)
    flow.set(_blocks(contents, styles))
    for number, page in enumerate(flow.pages, start=1):
        _furnish(page, number, len(flow.pages), contents, styles)
    title = summary_table.title(contents)
    return write_pdf(flow.pages, Metadata(title=title, author=contents.authority, subject=f"报送批次 {contents.number}"))


def _blocks(contents: Contents, styles: Styles) -> list[Block]:
    rows = [summary_table.cells(line) for line in contents.lines]
    return [
        Heading(summary_table.title(contents), styles.title.aligned(Align.CENTRE), above=0, below=4, sheet=LANDSCAPE),
        _UnderTitle(summary_table.under_title(contents), styles.cell),
        _table(COLUMNS, rows, summary_table.sum_cells(contents), LANDSCAPE.text_width, styles),
        Space(14),
        Heading(summary_table.TOTALS, styles.section, above=6, below=4, sheet=LANDSCAPE),
        _totals(contents, styles),
    ]


def _totals(contents: Contents, styles: Styles) -> Table:
    *rows, last = summary_table.total_rows(contents)
    return _table(TOTAL_COLUMNS, rows, last, TOTALS_WIDTH, styles, together=True)


def _table(
    columns: Sequence[Column], rows: Sequence[Sequence[str | int]], last: Sequence[str | int], width: float, styles: Styles, *, together: bool = False
) -> Table:
    """`together`: on one page, where it is not too high for that."""
    head = Row([Cell(column.title, styles.narrow_label.aligned(Align.CENTRE), at) for at, column in enumerate(columns)], gray=True, least=LEAST_ROW)
    body = [_row(columns, row, styles.narrow, stays_with_previous=together and at > 0) for at, row in enumerate(rows)]
    total = _row(columns, last, styles.narrow_label, stays_with_previous=bool(rows))
    return Table(shared_widths([column.share for column in columns], width), [*body, total], head=[head], left=LANDSCAPE.left)


def _row(columns: Sequence[Column], texts: Sequence[str | int], style: Style, stays_with_previous: bool = False) -> Row:
    cells = [
        Cell(str(text), style.aligned(Align.CENTRE) if column.middle else style, at)
        for at, (column, text) in enumerate(zip(columns, texts, strict=True))
    ]
    return Row(cells, stays_with_previous=stays_with_previous, least=LEAST_ROW)


class _UnderTitle:
    """Who reports at the left, the letter in the middle, the batch at the right."""

    stays_with_next = True

    def __init__(self, texts: Sequence[str], style: Style):
        self.texts, self.style = texts, style

    def least_height(self) -> float:
        return self.style.leading + 6

    def set(self, flow: Flow) -> None:
        left, middle, right = self.texts
        face, size, baseline = self.style.typeface, self.style.size, flow.y + self.style.size
        flow.page.write(LANDSCAPE.left, baseline, left, face, size)
        free = LANDSCAPE.text_width - sum(width_of(text, face, size) for text in self.texts)
        start = LANDSCAPE.left + width_of(left, face, size) + free / 2
        flow.page.write(start, baseline, middle, face, size)
        flow.page.write_to_right(LANDSCAPE.width - LANDSCAPE.right, baseline, right, face, size)
        flow.y += self.least_height()


def _furnish(page: Page, number: int, pages: int, contents: Contents, styles: Styles) -> None:
    foot = LANDSCAPE.lowest + 34
    page.write_centred(LANDSCAPE.width / 2, foot, f"第 {number} 页 共 {pages} 页", styles.note.typeface, styles.note.size)
    if number > 1:
        page.write(LANDSCAPE.left, LANDSCAPE.top - 12, f"{summary_table.title(contents)}（续）", styles.narrow.typeface, styles.narrow.size)
