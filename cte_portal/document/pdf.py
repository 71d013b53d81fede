"""Writes set pages as a PDF file. The same pages give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .embedding import EmbeddedFonts
from .fonts import Typeface
from .page import PAPER_HEIGHT, PAPER_WIDTH, Page, Written


class _NoFont:
    """ReportLab begins each page with a font of its own; this one leaves no trace in the file."""

    fontName = "none"
    _dynamicFont = True


@dataclass(frozen=True)
class Metadata:
    title: str
    author: str
    subject: str
    keywords: str = ""


def write_pdf(pages: Sequence[Page], metadata: Metadata) -> bytes:
    """The file: text that can be searched and copied, outline, links, language tag."""
    pdfmetrics._fonts.setdefault(_NoFont.fontName, _NoFont())
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(PAPER_WIDTH, PAPER_HEIGHT), pageCompression=1, invariant=1, lang="zh-CN", initialFontName=_NoFont.fontName)
    canvas.setTitle(metadata.title)
    canvas.setAuthor(metadata.author)
    canvas.setSubject(metadata.subject)
    canvas.setKeywords(metadata.keywords)
    canvas.setCreator("行业产教融合共同体申报管理平台")
    fonts = EmbeddedFonts(_characters(pages))
    for page in pages:
        canvas.setPageSize((page.sheet.width, page.sheet.height))
        _write_page(canvas, page, fonts)
        canvas.showPage()
    fonts.add_to(canvas._doc)
    canvas.showOutline()
    canvas.save()
    return stream.getvalue()


def _characters(pages: Sequence[Page]) -> list[tuple[Typeface, str]]:
    """Every character that each typeface has to print."""
    used: dict[int, tuple[Typeface, set[str]]] = {}
    for page in pages:
        for piece in (*page.written, *([page.watermark] if page.watermark else [])):
            used.setdefault(id(piece.typeface), (piece.typeface, set()))[1].update(piece.text)
    return [(typeface, "".join(sorted(characters))) for typeface, characters in used.values()]


def _write_page(canvas: Canvas, page: Page, fonts: EmbeddedFonts) -> None:
    code: list[str] = canvas._code
    height = page.sheet.height
    for patch in page.patches:
        code.append(f"{patch.gray:g} g {patch.x:.2f} {_up(height, patch.y + patch.height)} {patch.width:.2f} {patch.height:.2f} re f")
    if page.watermark:
        code.append(f"q 0.86 g {_text(page.watermark, height, fonts, turned=True)} Q")
    code.append("0 g")
    code.extend(_text(piece, height, fonts) for piece in page.written)
    for stroke in page.strokes:
        code.append(f"{stroke.width:g} w {stroke.x1:.2f} {_up(height, stroke.y1)} m {stroke.x2:.2f} {_up(height, stroke.y2)} l S")
    for square in page.squares:
        code.append(f"{square.x:.3f} {_up(height, square.y + square.height, 3)} {square.width:.3f} {square.height:.3f} re")
    if page.squares:
        code.append("f")
    for link in page.links:
        canvas.linkRect("", link.target, (link.x, height - link.y - link.height, link.x + link.width, height - link.y), thickness=0)
    for anchor in page.anchors:
        canvas.bookmarkHorizontal(anchor.key, 0, height - anchor.y)
        canvas.addOutlineEntry(anchor.title, anchor.key, anchor.level)


def _up(height: float, y: float, digits: int = 2) -> str:
    """PDF counts from the foot of the page."""
    return f"{height - y:.{digits}f}"


def _text(piece: Written, height: float, fonts: EmbeddedFonts, turned: bool = False) -> str:
    codes = [found for character in piece.text if (found := fonts.code(piece.typeface, character))]
    runs = [(font, "".join(code.hexadecimal for code in run)) for font, run in groupby(codes, key=lambda code: code.font)]
    shown = " ".join(f"/{font} {piece.size:g} Tf <{text}> Tj" for font, text in runs)
    matrix = "0.7071 0.7071 -0.7071 0.7071" if turned else "1 0 0 1"
    spacing = f"{piece.spacing:.3f} Tc " if piece.spacing else "0 Tc "
    return f"BT {spacing}{matrix} {piece.x:.2f} {_up(height, piece.baseline)} Tm {shown} ET"
