"""回执: one page to keep, that says what was handed in, and when."""

from __future__ import annotations

from collections.abc import Sequence

from .blocks import Heading, Paragraphs, Space, Style, Styles
from .flow import Flow
from .fonts import FontChain
from .furniture import QR_SIZE, draw_code
from .page import LEFT, PAPER_HEIGHT, TEXT_WIDTH
from .pdf import Metadata, write_pdf
from .tables import Cell, Row, Table

LABEL_WIDTH = 110.0


def print_receipt(title: str, lines: Sequence[tuple[str, str]], closing: str, verify_url: str, fonts: FontChain) -> bytes:
    """`lines`: (label, text). The code at the foot leads to `verify_url`; none where it is empty."""
    styles = Styles.of(fonts)
    label: Style = styles.label
    rows = [Row([Cell(name, label, 0), Cell(text, styles.cell, 1)], least=28) for name, text in lines]
    flow = Flow()
    flow.set(
        [
            Heading(title, styles.part, above=0, below=16),
            Table([LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH], rows),
            Space(14),
            Paragraphs(closing, styles.body),
        ]
    )
    if verify_url:
        draw_code(flow.page, verify_url, LEFT, PAPER_HEIGHT - 110 - QR_SIZE)
    return write_pdf(flow.pages, Metadata(title=title, author="", subject=title))
