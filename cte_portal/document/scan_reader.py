"""Reads the page codes of a scan, in a process of its own: whatever the file does, it ends this process and no other.

Run as `python -m cte_portal.document.scan_reader FILE`; prints one JSON array with an object for each page.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..hostile import ask, limit, refuse
from .scan_rules import PRINTED

MOST_PAGES = 300
MOST_SECONDS = 180
MOST_MEMORY = 1500 * 1024 * 1024  # bytes of address space
MOST_PIXELS = 40_000_000  # of one rendered page
COARSE, FINE = 150, 300  # dots per inch
SMALL, LARGE = 40, 90
TOGETHER = 20  # pages read before the document is opened anew


@dataclass(frozen=True)
class PageReading:
    """What a machine read from one page: the texts of its codes, and on the seal page the number of red round seals."""

    codes: list[str]
    seals: int | None = None


def read_pages(path: Path) -> list[PageReading]:
    """Every page of a PDF.

    Raises:
        ReadingFailed: too many pages, or it took too long or too much memory.
    """
    return [PageReading(**page) for page in json.loads(_run(str(path)))]


def _run(*arguments: str) -> bytes:
    return ask(["-m", "cte_portal.document.scan_reader", *arguments], MOST_SECONDS + 10)


def picture(path: Path, number: int, dots: int = SMALL) -> bytes:
    """A JPEG of one page, counted from 1.

    Raises:
        ReadingFailed: the page is not there or cannot be drawn.
    """
    return _run(str(path), str(number), str(dots))


def main(path: str, number: int | None = None, dots: int = SMALL) -> None:
    import pypdfium2

    limit(MOST_MEMORY, MOST_SECONDS)
    if number is not None:
        with pypdfium2.PdfDocument(path) as document:
            _render(document[number - 1], dots).save(sys.stdout.buffer, "JPEG", quality=60)
        return
    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
    if pages > MOST_PAGES:
        refuse(f"超过 {MOST_PAGES} 页")
    json.dump([reading for first in range(0, pages, TOGETHER) for reading in _readings(path, range(first, min(first + TOGETHER, pages)))], sys.stdout)


def _readings(path: str, numbers: Iterable[int]) -> Iterator[dict[str, object]]:
    """A few pages. The document keeps what it decoded until it is closed, so that memory would grow with the pages."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for number in numbers:
            with contextlib.closing(document[number]) as page:
                yield _read(page)


def _read(page) -> dict[str, object]:  # type: ignore[no-untyped-def]
    codes = codes_of(page)
    last = any(found and found[2] == found[3] for text in codes if (found := PRINTED.fullmatch(text)))
    if not last:
        return {"codes": codes}
    from .seals import count_seals

    return {"codes": codes, "seals": count_seals(_render(page, COARSE), COARSE)}


def codes_of(page) -> list[str]:  # type: ignore[no-untyped-def]
    """The codes of one page; harder ways are tried only where the easier ones found nothing."""
    import zxingcpp

    for picture in _pictures(page):
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        if found:
            return sorted({code.text for code in found})
    return []


def _pictures(page) -> Iterator:  # type: ignore[no-untyped-def,type-arg]
    """The page coarse and grey; its red channel, in which red seals are white; its corners, finer."""
    yield _render(page, COARSE).convert("L")
    yield _render(page, COARSE).getchannel("R")
    fine = _render(page, FINE)
    width, height = fine.size
    for left in (0, width // 2):
        for top in (0, height * 2 // 3):
            corner = fine.crop((left, top, left + width // 2, top + height // 3))
            yield corner.getchannel("R")
            yield corner.getchannel("R").resize((corner.width * 2, corner.height * 2))
            yield corner.convert("L")


def _render(page, dots: int):  # type: ignore[no-untyped-def]
    width, height = page.get_size()
    scale = dots / 72
    if width * height * scale * scale > MOST_PIXELS:
        scale = (MOST_PIXELS / (width * height)) ** 0.5
    return page.render(scale=scale).to_pil().convert("RGB")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
