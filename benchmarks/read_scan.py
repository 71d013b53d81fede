"""Reads a scan as the portal does, in a fresh process; the seconds, and the texts read from each page."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from cte_portal.document.scan_reader import read_pages


def main(path: str) -> None:
    begun = time.perf_counter()
    pages = read_pages(Path(path))
    json.dump({"seconds": time.perf_counter() - begun, "pages": [page.codes for page in pages]}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
