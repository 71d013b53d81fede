"""What stands before the sections of a printed form: the notes for filling in, the contents."""

from __future__ import annotations

from .blocks import Heading, Paragraphs, Styles
from .flow import Flow
from .fonts import FontChain
from .page import LEFT, TEXT_WIDTH, Link, Page, width_of
from .sections import Printing

Entries = list[tuple[str, int, int, str]]  # title, level, page inside the body, key


def notes_pages(printing: Printing) -> list[Page]:
    styles = printing.styles
    flow = Flow()
    flow.set(
        [
            Heading("填报说明", styles.part, above=0, below=14),
            *(
                Paragraphs(f"{_chinese(number)}、{text}", styles.body, below=4)
                for number, text in enumerate(printing.content.definition.form.notes, start=1)
            ),
        ]
    )
    assert len(flow.pages) == 1, "填报说明超过一页"
    return flow.pages


def _chinese(number: int) -> str:
    return "一二三四五六七八九十"[number - 1]


def entries_of(body: Flow) -> Entries:
    """What the contents name: every heading with an anchor, in order."""
    return [(anchor.title, anchor.level, number, anchor.key) for number, page in enumerate(body.pages, start=1) for anchor in page.anchors]


def contents_pages(styles: Styles, fonts: FontChain, entries: Entries, before: int) -> list[Page]:
    """Title, dots, page number; each a link."""
    flow = Flow()
    flow.set([Heading("目　　录", styles.part, above=0, below=10)])
    for title, level, number, key in entries:
        if flow.room < 21:
            flow.new_page()
        x, baseline, right = LEFT + 18 * level, flow.y + 15, LEFT + TEXT_WIDTH
        typeface = fonts.song if level else fonts.hei
        page_number = str(before + number)
        flow.page.write(x, baseline, title, typeface, 12)
        flow.page.write_to_right(right, baseline, page_number, fonts.song, 12)
        start = x + width_of(title, typeface, 12) + 6
        dots = int((right - width_of(page_number, fonts.song, 12) - 6 - start) / width_of("…", fonts.song, 12))
        flow.page.write(start, baseline, "…" * max(dots, 0), fonts.song, 12)
        flow.page.links.append(Link(x, flow.y, right - x, 21, key))
        flow.y += 21
    return flow.pages
