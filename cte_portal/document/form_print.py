"""Any filled form on paper: a title page, and the sections in the order of its definition, set as those of the application are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..catalogue.content import Content
from ..catalogue.reading import OptionRule, labels_for
from .blocks import Heading, Styles
from .flow import Block, Flow
from .fonts import FontChain
from .furniture import cover_line, furnish
from .page import LEFT, MM, PAPER_HEIGHT, PAPER_WIDTH, TOP, Page
from .pdf import Metadata, write_pdf
from .sections import Printing, section_blocks


@dataclass(frozen=True)
class TitlePage:
    """`lines`: (label, text) under the title. `remark`: at the foot, such as which version it is and when it was handed in."""

    title: str
    lines: Sequence[tuple[str, str]]
    author: str
    remark: str = ""


def print_form(
    content: Content, title_page: TitlePage, option_rules: Mapping[str, OptionRule], figures: Mapping[str, Mapping[str, str]], fonts: FontChain
) -> bytes:
    """The PDF of what a form of any kind holds; the same content and title page give the same bytes."""
    styles = Styles.of(fonts)
    printing = Printing(content, lambda field: labels_for(field, content, option_rules), figures, styles)
    blocks: list[Block] = []
    for at, (group, sections) in enumerate(groupby(content.definition.pages, key=lambda section: section.group)):
        blocks.append(Heading(group, styles.part, key=f"part{at}", level=0, above=16 if at else 0, below=8))
        for section in sections:
            blocks += section_blocks(printing, section)
    body = Flow()
    body.set(blocks)
    pages = [_title_page(title_page, content.definition.form.attachment, fonts), *body.pages]
    furnish(pages, None, fonts, styles)
    return write_pdf(pages, Metadata(title=title_page.title, author=title_page.author, subject=content.definition.form.title))


def _title_page(title_page: TitlePage, attachment: str, fonts: FontChain) -> Page:
    page = Page()
    page.write(LEFT, TOP + 14, attachment, fonts.hei, 14)
    page.write_centred(PAPER_WIDTH / 2, TOP + 150, title_page.title, fonts.hei, 26)
    for at, (label, text) in enumerate(title_page.lines):
        cover_line(page, fonts, label, text, TOP + 265 + 32 * at)
    page.write_centred(PAPER_WIDTH / 2, PAPER_HEIGHT - 46 * MM, title_page.remark, fonts.song, 10.5)
    return page
