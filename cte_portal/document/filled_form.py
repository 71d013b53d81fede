"""A printed form of any kind, in the 申报书's style: cover, notes, contents, sections.

What is printed comes from the form's definition and content; the same content and facts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue.content import Content, Values
from ..catalogue.reading import OptionRule, labels_for
from .blocks import Styles
from .flow import Flow
from .fonts import FontChain
from .front import contents_pages, cover_line, entries_of, notes_pages
from .furniture import PrintFacts, furnish
from .page import LEFT, PAPER_WIDTH, TEXT_WIDTH, TOP, Page, width_of
from .pdf import Metadata, write_pdf
from .sections import Printing, grouped_blocks

LARGEST_NAME, LARGEST_TITLE = 22.0, 34.0


@dataclass(frozen=True)
class Cover:
    """`lines`: label and text, one under the other."""

    name: str  # whose form it is
    title: str
    lines: Sequence[tuple[str, str]]


def print_form(
    content: Content,
    facts: PrintFacts,
    cover: Cover,
    option_rules: Mapping[str, OptionRule],
    derived: Mapping[str, Callable[[Values], str]],
    fonts: FontChain,
) -> bytes:
    """The PDF."""
    styles = Styles.of(fonts)
    printing = Printing(content, lambda field: labels_for(field, content, option_rules), {}, styles, derived=derived)
    body = Flow()
    body.set(grouped_blocks(printing, content.definition.pages, new_pages=False))
    before = 1 + len(notes_pages(printing))
    entries = entries_of(body)
    before += len(contents_pages(styles, fonts, entries, 0))
    contents = contents_pages(styles, fonts, entries, before)
    pages = [_cover(cover, content, fonts), *notes_pages(printing), *contents, *body.pages]
    furnish(pages, facts, fonts, styles)
    metadata = Metadata(
        title=f"{cover.name} {cover.title}",
        author=facts.printed_for,
        subject=content.definition.form.title,
        keywords=f"{facts.number} 第{facts.version}{facts.counted_in} {facts.check_code} {facts.sha256}" if facts.version else "",
    )
    return write_pdf(pages, metadata)


def _cover(cover: Cover, content: Content, fonts: FontChain) -> Page:
    page, middle = Page(), PAPER_WIDTH / 2
    page.write(LEFT, TOP + 14, content.definition.form.attachment, fonts.hei, 14)
    for text, largest, y in ((cover.name, LARGEST_NAME, TOP + 120), (cover.title, LARGEST_TITLE, TOP + 180)):
        page.write_centred(middle, y, text, fonts.hei, min(largest, largest * TEXT_WIDTH / max(width_of(text, fonts.hei, largest), 1)))
    for at, (label, text) in enumerate(cover.lines):
        cover_line(page, fonts, label, text, TOP + 265 + 32 * at)
    return page
