"""提纲 as a Word file: the headings of the catalogue with their hints, and the community's own figures filled in."""

from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.shared import Pt, RGBColor

from ..catalogue.duties import DeliverableKind
from ..document.word import new_document, saved, table_of
from .figures import Figures, FigureTable

NUMERALS = "一二三四五六七八九十"
GREY = RGBColor(0x59, 0x63, 0x6E)


def outline(kind: DeliverableKind, figures: Figures) -> bytes:
    """The .docx file, for one community and year."""
    community, year = figures.community, figures.year
    by = f"编制单位：{community.organisation.name}（牵头企业）　　共同体编号：{community.number}"
    return _outline(kind, f"{community.name}{year}年{kind.title.removeprefix('年')}", by, "；表中已填的数字来自平台，请核对", figures)


def blank_outline(kind: DeliverableKind) -> bytes:
    """The same for anybody: nothing is filled in."""
    return _outline(kind, kind.title, "编制单位：　　　　　　　　　　共同体编号：", "", None)


def _outline(kind: DeliverableKind, title: str, by: str, remark: str, figures: Figures | None) -> bytes:
    document = new_document(title)
    document.add_heading(title, 0)
    _said(document, by)
    _said(document, f"提纲{'依据建设指南' + kind.attachment if kind.attachment else ''}。灰色文字是编写提示，定稿前请删除{remark}。")
    for number, heading in enumerate(kind.headings):
        document.add_heading(f"{NUMERALS[number]}、{heading.title}", 1)
        if heading.hint:
            _said(document, heading.hint)
        for name in heading.figures if figures else ():
            if figures and (found := figures.table(name)):
                _table(document, found)
        document.add_paragraph()
    return saved(document)


def _said(document: DocumentObject, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.color.rgb, run.font.size = GREY, Pt(10.5)


def _table(document: DocumentObject, found: FigureTable) -> None:
    document.add_paragraph(f"{found.title}（来源：{found.source}）")
    table = table_of(document, found.heads, len(found.rows))
    for row, values in zip(table.rows[1:], found.rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph()
