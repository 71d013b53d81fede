"""Prints the long application once, in this process; the seconds of printing only, and the pages."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pypdfium2

from benchmarks.content import application
from cte_portal.clock import SHANGHAI
from cte_portal.community.check_code import check_code, grouped
from cte_portal.community.rules import OPTIONS, figures_of
from cte_portal.document import fonts
from cte_portal.document.application_form import PrintFacts, print_application

SHA256 = "ab" * 32
FACTS = PrintFacts(
    number="2026-32-00001",
    version=1,
    check_code=grouped(check_code(SHA256)),
    sha256=SHA256,
    verify_url=f"https://portal.demo.example/v/{check_code(SHA256)}",
    printed_for="砚澜新能源汽车集团有限公司",
    finalised_at=datetime(2026, 6, 1, 12, tzinfo=SHANGHAI),
)


def printed(units: int) -> bytes:
    content = application(units)
    return print_application(content, FACTS, OPTIONS, figures_of(content), fonts.load(Path(".cache/fonts")))


def main(units: int) -> None:
    content = application(units)
    begun = time.perf_counter()
    pdf = print_application(content, FACTS, OPTIONS, figures_of(content), fonts.load(Path(".cache/fonts")))
    seconds = time.perf_counter() - begun
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        json.dump({"seconds": seconds, "pages": len(document)}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
