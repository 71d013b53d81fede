"""Reading worn scans of our own print, made from a seed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, in_fresh_process
from cte_portal.document.scan_rules import page_code

SEED, PAGES = 20260601, 200


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        for dots, goal in ((100, 0.95), (150, 0.995), (200, 0.995), (300, 0.995)):
            right, wrong, _ = _read(PAGES, dots, Path(folder) / "scan.pdf")
            share = round(right / PAGES, 4)
            yield Figure("scan", f"{PAGES} worn pages at {dots} dpi, read", share, "", f">= {goal}", share >= goal).line()
            yield Figure("scan", f"{PAGES} worn pages at {dots} dpi, taken for another page", wrong, "pages", "0", wrong == 0).line()
        for pages in (80, 300):
            found = _read(pages, 200, Path(folder) / "scan.pdf")[2]
            if pages == 80:
                seconds = round(found["seconds"], 2)
                yield Figure("scan", "80 pages at 200 dpi", seconds, "s", "<= 12", seconds <= 12).line()
            yield Figure("scan", f"{pages} pages at 200 dpi", round(found["peak"]), "MiB", "<= 300", found["peak"] <= 300).line()
    share = _seals_counted()
    yield Figure("scan", f"{PAGES} seal pages with 0–4 seals, counted right", share, "", ">= 0.95", share >= 0.95).line()


def _read(pages: int, dots: int, path: Path) -> tuple[int, int, dict[str, Any]]:
    """(pages read right, pages taken for another, figures of the reading)."""
    made = subprocess.run([sys.executable, "-m", "benchmarks.wear_pages", str(pages), str(dots), str(path)], capture_output=True, check=True)
    found: dict[str, Any] = in_fresh_process("benchmarks.read_scan", str(path))
    read = [{code.page for text in texts if (code := page_code(text))} for texts in found["pages"]]
    numbers: list[int] = json.loads(made.stdout)
    right = sum(codes == {number} for number, codes in zip(numbers, read, strict=True))
    wrong = sum(bool(codes - {number}) for number, codes in zip(numbers, read, strict=True))
    return right, wrong, found


def _seals_counted() -> float:
    """Share of generated seal pages on which the seals were counted right; a page without colour has none."""
    import pypdfium2

    from benchmarks.print_ours import printed
    from cte_portal.document.seals import count_seals
    from tests.support.sealed_pages import seal_page

    chance = random.Random(SEED)
    with pypdfium2.PdfDocument(printed(60)) as document:
        blank = document[len(document) - 1].render(scale=150 / 72).to_pil()
    right = sum((count_seals(seal_page(blank, n % 5, chance), 150) or 0) == n % 5 for n in range(PAGES))
    return round(right / PAGES, 4)
