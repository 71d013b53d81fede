"""Any filled form on paper: title page, notes, contents, and the sections in the order of its definition, in the application's style."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue.content import Content, Values
from ..catalogue.reading import OptionRule, labels_for
from .blocks import Styles
from .flow import Flow
from .fonts import FontChain
from .front import contents_pages, entries_of, notes_pages
from .furniture import PrintFacts, cover_line, furnish
from .page import LEFT, MM, PAPER_HEIGHT, PAPER_WIDTH, TEXT_WIDTH, TOP, Page, width_of
from .pdf import Metadata, write_pdf
from .sections import Printing, grouped_blocks

LARGEST_OVER, LARGEST_TITLE = 22.0, 34.0


@dataclass(frozen=True)
class TitlePage:
    """`over`: what stands over the title, such as whose form it is. `lines`: (label, text) under it.

    `remark`: at the foot, such as which version it is and when it was handed in.
    """

    title: str
    lines: Sequence[tuple[str, str]]
    author: str
    remark: str = ""
    over: str = ""


def print_form(
    content: Content,
    title_page: TitlePage,
    option_rules: Mapping[str, OptionRule],
    figures: Mapping[str, Mapping[str, str]],
    fonts: FontChain,
    *,
    derived: Mapping[str, Callable[[Values], str]],
    facts: PrintFacts | None = None,
    blank: bool = False,
) -> bytes:
    """The PDF of what a form of any kind holds; the same content, title page and facts give the same bytes.

    `facts`: what stands on every page; None: page numbers only. `blank`: an empty form to write on.
    """
    styles = Styles.of(fonts)
    printing = Printing(content, lambda field: labels_for(field, content, option_rules), figures, styles, blank, derived)
    body = Flow()
    body.set(grouped_blocks(printing, content.definition.pages, new_pages=False))
    entries, notes = entries_of(body), notes_pages(printing)
    before = 1 + len(notes) + len(contents_pages(styles, fonts, entries, 0))
    pages = [
        title_page_of(title_page, content.definition.form.attachment, fonts),
        *notes,
        *contents_pages(styles, fonts, entries, before),
        *body.pages,
    ]
    furnish(pages, facts, fonts, styles)
    metadata = Metadata(
        title=f"{title_page.over} {title_page.title}".strip(),
        author=title_page.author,
        subject=content.definition.form.title,
        keywords=f"{facts.number} 第{facts.version}{facts.counted_in} {facts.check_code} {facts.sha256}" if facts and facts.version else "",
    )
    return write_pdf(pages, metadata)


def title_page_of(title_page: TitlePage, attachment: str, fonts: FontChain) -> Page:
    page, middle = Page(), PAPER_WIDTH / 2
    page.write(LEFT, TOP + 14, attachment, fonts.hei, 14)
    for text, largest, y in ((title_page.over, LARGEST_OVER, TOP + 120), (title_page.title, LARGEST_TITLE, TOP + 180)):
        page.write_centred(middle, y, text, fonts.hei, min(largest, largest * TEXT_WIDTH / max(width_of(text, fonts.hei, largest), 1)))
    for at, (label, text) in enumerate(title_page.lines):
        cover_line(page, fonts, label, text, TOP + 265 + 32 * at)
    page.write_centred(middle, PAPER_HEIGHT - 46 * MM, title_page.remark, fonts.song, 10.5)
    return page
