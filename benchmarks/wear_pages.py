"""Makes a worn scan of our own print from a seed, and says which page each of its pages shows.

Run as `python -m benchmarks.wear_pages PAGES DOTS FILE`.
"""

from __future__ import annotations

import json
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pypdfium2

from benchmarks.print_ours import printed
from tests.support.worn_scans import as_pdf, random_wear, scanned

SEED, PARTICIPANTS = 20260601, 60


def main(pages: int, dots: int, path: str) -> None:
    pdf = printed(PARTICIPANTS)
    chance = random.Random(SEED + dots)
    with pypdfium2.PdfDocument(pdf) as document:
        numbers = [chance.randint(1, len(document)) for _ in range(pages)]
    with ProcessPoolExecutor() as pool, pypdfium2.PdfDocument.new() as scan:
        for part in pool.map(partial(_one_page, pdf, dots), numbers, (chance.getrandbits(32) for _ in numbers)):
            with pypdfium2.PdfDocument(part) as source:
                scan.import_pages(source)
        scan.save(path)
    json.dump(numbers, sys.stdout)


def _one_page(pdf: bytes, dots: int, number: int, seed: int) -> bytes:
    chance = random.Random(seed)
    return as_pdf(scanned(pdf, random_wear(chance, dots), [number], chance), dots).getvalue()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
