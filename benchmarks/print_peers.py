"""Prints near-equal content with a peer, once, in this process; the seconds of printing only."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pylopdf_fonts_zh_cn as noto

from benchmarks.content import application, as_html, as_typst


def main(peer: str, units: int) -> None:
    content = application(units)
    if peer == "weasyprint":
        import weasyprint

        source = as_html(content)
        begun = time.perf_counter()
        weasyprint.HTML(string=source).write_pdf()
    else:
        import typst

        source = as_typst(content)
        begun = time.perf_counter()
        typst.compile(source.encode(), font_paths=[str(Path(noto.serif_path()).parent)])
    json.dump({"seconds": time.perf_counter() - begun}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
