"""What stands on every page beside the text: code, version, page number, QR codes, watermark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno

from .blocks import Styles
from .fonts import FontChain
from .page import BOTTOM, LEFT, MM, PAPER_HEIGHT, PAPER_WIDTH, RIGHT, TEXT_WIDTH, Page, Patch, Written, width_of

QR_SIZE = 18 * MM
QR_MASK = 2  # fixed: looking for the best one takes longer than everything else on the page
SMALL = 9.0


@dataclass(frozen=True)
class PrintFacts:
    """What is known of the print beside the content. `version` None: a draft.

    `verify_url` empty: there is no page that says so, and no QR codes. `counted_in`: what its versions are called.
    """

    number: str  # of the community
    version: int | None
    check_code: str  # as printed, grouped
    sha256: str
    verify_url: str  # page and number of pages are added
    printed_for: str
    finalised_at: datetime | None
    counted_in: str = "版"
    of_a_draft: str = "草稿，未定稿，不能用于盖章"


def furnish(pages: Sequence[Page], facts: PrintFacts | None, fonts: FontChain, styles: Styles) -> None:
    """Add to every page what stands on every page; `facts` None: a blank form, which has page numbers only."""
    for number, page in enumerate(pages, start=1):
        foot = PAPER_HEIGHT - BOTTOM + 34
        page.write_centred(PAPER_WIDTH / 2, foot, f"第 {number} 页 共 {len(pages)} 页", fonts.song, 10.5)
        if facts is None:
            continue
        top = 22 * MM
        if facts.version is None:
            page.write(LEFT, top, f"共同体编号 {facts.number}　{facts.of_a_draft}", fonts.song, SMALL)
            page.watermark = _watermark(fonts)
            continue
        version = f"第 {facts.version} {facts.counted_in}"
        page.write(LEFT, top, f"共同体编号 {facts.number}　{version}　校验码 {facts.check_code}　{number}/{len(pages)}", fonts.song, SMALL)
        if not facts.verify_url:
            continue
        modules = _modules(f"{facts.verify_url}/{number}/{len(pages)}".upper())
        _draw(page, modules, PAPER_WIDTH - RIGHT - QR_SIZE, 12 * MM)
        _draw(page, modules, LEFT, PAPER_HEIGHT - 12 * MM - QR_SIZE)


def cover_line(page: Page, fonts: FontChain, label: str, text: str, y: float) -> None:
    """Label and value on a rule, the value smaller where it is long."""
    left, right = LEFT + 150, LEFT + TEXT_WIDTH - 10
    page.write_to_right(left - 8, y, f"{label}：", fonts.hei, 14)
    size = min(14.0, 14.0 * (right - left - 8) / max(width_of(text, fonts.song, 14), 1))
    page.write(left + 4, y, text, fonts.song, size)
    page.stroke(left, y + 5, right, y + 5, 0.6)


def draw_code(page: Page, text: str, x: float, y: float) -> None:
    """A QR code of QR_SIZE with its upper left corner there."""
    _draw(page, _modules(text.upper()), x, y)


def _watermark(fonts: FontChain) -> Written:
    size = 120.0
    half = width_of("草稿", fonts.hei, size) / 2 * 0.7071
    return Written(PAPER_WIDTH / 2 - half + 20, PAPER_HEIGHT / 2 + half + 20, "草稿", fonts.hei, size)


def _modules(text: str) -> list[Sequence[int]]:
    return [tuple(row) for row in segno.make_qr(text, error="m", mask=QR_MASK).matrix]


def _draw(page: Page, modules: Sequence[Sequence[int]], x: float, y: float) -> None:
    """Neighbouring dark modules of a row are one rectangle."""
    side = QR_SIZE / len(modules)
    for line, row in enumerate(modules):
        start = None
        for at, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = at
            elif not dark and start is not None:
                page.squares.append(Patch(x + start * side, y + line * side, (at - start) * side, side, 0))
                start = None
