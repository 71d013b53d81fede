"""Reading worn scans of our own print, made from a seed."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.print_ours import printed
from cte_portal.document.scan_reader import read_pages
from cte_portal.document.scan_rules import page_code
from cte_portal.document.seals import count_seals
from tests.support.sealed_pages import seal_page
from tests.support.worn_scans import as_pdf, random_wear, scanned

SEED, PAGES = 20260601, 200


def run() -> Iterator[dict[str, Any]]:
    pdf = printed(60)
    for dots, goal in ((100, 0.95), (150, 0.995), (200, 0.995), (300, 0.995)):
        read, wrong, total = _read(pdf, dots)
        share = round(read / total, 4)
        yield Figure("scan", f"{total} worn pages at {dots} dpi, read", share, "", f">= {goal}", share >= goal).line()
        yield Figure("scan", f"{total} worn pages at {dots} dpi, taken for another page", wrong, "pages", "0", wrong == 0).line()
    right = _seals_counted(pdf)
    yield Figure("scan", f"{PAGES} seal pages with 0–4 seals, counted right", right, "", ">= 0.95", right >= 0.95).line()
    seconds, peak = _eighty(pdf)
    yield Figure("scan", "80 pages at 200 dpi", round(seconds, 2), "s", "<= 12", seconds <= 12).line()
    yield Figure("scan", "80 pages at 200 dpi", round(peak), "MiB", "<= 300", peak <= 300).line()


def _read(pdf: bytes, dots: int) -> tuple[int, int, int]:
    """(pages read right, pages taken for another, pages)."""
    chance = random.Random(SEED + dots)
    pages = _page_count(pdf)
    numbers = [chance.randint(1, pages) for _ in range(PAGES)]
    pictures = [scanned(pdf, random_wear(chance, dots), [number], chance)[0] for number in numbers]
    found = _codes(pictures, dots)
    codes = [[code for text in texts if (code := page_code(text))] for texts in found]
    right = sum(bool(read) and all(code.page == number for code in read) for number, read in zip(numbers, codes, strict=True))
    wrong = sum(any(code.page != number for code in read) for number, read in zip(numbers, codes, strict=True))
    return right, wrong, len(numbers)


def _seals_counted(pdf: bytes) -> float:
    """Share of generated seal pages on which the seals were counted right; a page without colour has none."""
    import pypdfium2

    chance = random.Random(SEED)
    with pypdfium2.PdfDocument(pdf) as document:
        blank = document[len(document) - 1].render(scale=150 / 72).to_pil()
    right = sum((count_seals(seal_page(blank, n % 5, chance), 150) or 0) == n % 5 for n in range(PAGES))
    return round(right / PAGES, 4)


def _eighty(pdf: bytes) -> tuple[float, float]:
    chance = random.Random(SEED)
    pages = _page_count(pdf)
    pictures = [scanned(pdf, random_wear(chance, 200), [1 + n % pages], chance)[0] for n in range(80)]
    begun = time.perf_counter()
    _codes(pictures, 200)
    return time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _codes(pictures: list[Any], dots: int) -> list[list[str]]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(as_pdf(pictures, dots).getvalue())
        file.flush()
        return [page.codes for page in read_pages(Path(file.name))]


def _page_count(pdf: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)
