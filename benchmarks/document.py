"""Printing the 《申报书》, against WeasyPrint and Typst, each in a fresh process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure, in_fresh_process, medians

ROUNDS = 5


def run() -> Iterator[dict[str, Any]]:
    found = medians(
        {
            "ours": ("benchmarks.print_ours", "300"),
            "typst": ("benchmarks.print_peers", "typst", "300"),
        },
        ROUNDS,
    )
    ours, typst = found["ours"], found["typst"]
    weasyprint = in_fresh_process("benchmarks.print_peers", "weasyprint", "300")
    case = f"300 units, {ours['pages']:.0f} pages"
    seconds = round(ours["seconds"], 3)
    yield Figure("document", case, seconds, "s", "<= 1.0", seconds <= 1.0).line()
    yield Figure("document", case, round(ours["peak"]), "MiB", "<= 200", ours["peak"] <= 200).line()
    for name, peer, most in (("weasyprint", weasyprint["seconds"], 0.2), ("typst", typst["seconds"], 1.5)):
        ratio = round(seconds / peer, 3)
        yield Figure("document", case, seconds, "s", f"<= {most}", ratio <= most, name, round(peer, 3), ratio).line()
    thousand = in_fresh_process("benchmarks.print_ours", "1000")
    yield Figure("document", f"1000 units, {thousand['pages']:.0f} pages", round(thousand["seconds"], 3), "s", "", True).line()
