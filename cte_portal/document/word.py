"""Word files in the portal's style: the page of GB/T 9704, 宋体 and 黑体."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

SONG, HEI = "宋体", "黑体"


def new_document(title: str) -> DocumentObject:
    """An empty A4 document whose styles are set."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _font(document.styles["Normal"], SONG, 12)
    for level, size in ((0, 26), (1, 16), (2, 14), (3, 12)):
        _font(document.styles["Title" if level == 0 else f"Heading {level}"], HEI, size)
    document.core_properties.title = title
    document.core_properties.language = "zh-CN"
    return document


def _font(style: object, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)  # type: ignore[attr-defined]
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # type: ignore[attr-defined]


def table_of(document: DocumentObject, heads: Sequence[str], rows: int) -> Table:
    """A ruled table with its head and so many empty rows."""
    table = document.add_table(rows=1 + rows, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    return table  # type: ignore[no-any-return]


def width(cell: _Cell, millimetres: float) -> None:
    cell.width = Mm(millimetres)


def saved(document: DocumentObject) -> bytes:
    """The .docx file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
