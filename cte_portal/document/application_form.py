"""The printed 《申报书》: cover, notes, contents, sections, evidence, pledge and seals.

Everything of the form comes from the edition; what is here is the order and the look, after GB/T 9704-2012.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..catalogue.content import Content
from ..catalogue.kinds import show
from ..catalogue.reading import OptionRule, labels_for
from ..catalogue.schema import Edition
from .blocks import Align, Heading, NewPage, Paragraphs, Space, Styles
from .flow import Block, Flow
from .fonts import FontChain
from .front import contents_pages, entries_of, notes_pages
from .furniture import PrintFacts, cover_line, furnish
from .page import LEFT, MM, PAPER_HEIGHT, PAPER_WIDTH, TEXT_WIDTH, TOP, Page, width_of
from .pdf import Metadata, write_pdf
from .sections import NONE, Printing, grouped_blocks
from .tables import Cell, Row, Table, shared_widths

__all__ = ["PrintFacts", "print_application", "print_blank"]

COVER = "cover"
EVIDENCE, SEALS = "evidence", "seals"
LEADS = (("lead_enterprise", "牵头企业"), ("lead_university", "牵头高水平高等学校"), ("lead_school", "牵头职业学校"))
SEAL_HEIGHT = 62 * MM
SHORT_HASH = 16


def print_application(
    content: Content,
    facts: PrintFacts,
    option_rules: Mapping[str, OptionRule],
    figures: Mapping[str, Mapping[str, str]],
    fonts: FontChain,
) -> bytes:
    """The PDF of an application; the same content and facts give the same bytes."""
    styles = Styles.of(fonts)
    printing = Printing(content, lambda field: labels_for(field, content, option_rules), figures, styles)
    return _print(printing, facts, fonts)


def print_blank(edition: Edition, fonts: FontChain) -> bytes:
    """The empty form (空表) of an edition."""
    content = Content(edition, edition.form.from_year)
    return _print(Printing(content, lambda field: {}, {}, Styles.of(fonts), blank=True), None, fonts)


def _print(printing: Printing, facts: PrintFacts | None, fonts: FontChain) -> bytes:
    form = printing.content.definition.form
    body = Flow()
    body.set(_body(printing))
    entries = entries_of(body)
    before = 2 + len(contents_pages(printing.styles, fonts, entries, 0))
    contents = contents_pages(printing.styles, fonts, entries, before)
    seals = before + body.pages_of()[SEALS]
    pages = [_cover(printing, facts, fonts, seals), *notes_pages(printing), *contents, *body.pages]
    furnish(pages, facts, fonts, printing.styles)
    name = show(printing.content.definition.by_key[COVER].by_key["community_name"], printing.content.values(COVER).get("community_name"), {})
    metadata = Metadata(
        title=f"{form.title} {name}".strip(),
        author=facts.printed_for if facts else "",
        subject=f"{form.title}（{printing.content.definition.edition} 年版）",
        keywords=f"{facts.number} 第{facts.version}版 {facts.check_code} {facts.sha256}" if facts and facts.version else "",
    )
    return write_pdf(pages, metadata)


def _body(printing: Printing) -> list[Block]:
    blocks = grouped_blocks(printing, [section for section in printing.content.definition.pages if section.key != COVER])
    return [*blocks, *_evidence(printing), NewPage(), *_pledge_and_seals(printing)]


def _evidence(printing: Printing) -> list[Block]:
    styles, rules = printing.styles, printing.content.definition.evidence
    widths = [26.0, *shared_widths([4, 6, 1, 4], TEXT_WIDTH - 26.0)]
    titles = ("序号", "类别", "文件名", "页数", "文件校验值（SHA-256 前 16 位）")
    head = Row([Cell(title, styles.narrow_label.aligned(Align.CENTRE), n) for n, title in enumerate(titles)], gray=True)
    rows: list[Row] = []
    for category in rules.categories:
        files = [item for item in printing.content.evidence if item.category == category.key]
        if printing.blank:
            texts = [(category.title + ("（必传）" if category.required else ""), "", "", "")]
        else:
            texts = [(category.title, item.name, str(item.pages or NONE), item.sha256[:SHORT_HASH]) for item in files]
        for text in texts:
            rows.append(
                Row(
                    [
                        Cell(str(len(rows) + 1), styles.narrow.aligned(Align.CENTRE), 0),
                        *(Cell(t, styles.narrow, n) for n, t in enumerate(text, start=1)),
                    ]
                )
            )
    rows = rows or [Row([Cell("没有上传佐证材料", styles.narrow.aligned(Align.CENTRE), 0, 5)])]
    return [Heading(f"{rules.number} {rules.title}", styles.section, key=EVIDENCE, level=0, above=18, below=6), Table(widths, rows, head=[head])]


@dataclass(frozen=True)
class _Seal:
    title: str
    name: str


class _SealBoxes:
    """Two boxes a row, each with room for a seal of 50 mm."""

    stays_with_next = False

    def __init__(self, seals: list[_Seal], styles: Styles):
        self.seals, self.styles = seals, styles

    def least_height(self) -> float:
        return SEAL_HEIGHT * ((len(self.seals) + 1) // 2)

    def set(self, flow: Flow) -> None:
        width = TEXT_WIDTH / 2
        for at, seal in enumerate(self.seals):
            x, y = LEFT + width * (at % 2), flow.y + SEAL_HEIGHT * (at // 2)
            flow.page.frame(x, y, width, SEAL_HEIGHT)
            label, cell = self.styles.label, self.styles.narrow
            flow.page.write(x + 6, y + 16, f"{seal.title}（公章）", label.typeface, label.size)
            flow.page.write(
                x + 6,
                y + 30,
                seal.name,
                cell.typeface,
                min(cell.size, cell.size * (width - 12) / max(width_of(seal.name, cell.typeface, cell.size), 1)),
            )
            flow.page.write_to_right(x + width - 10, y + SEAL_HEIGHT - 8, "年　　月　　日", cell.typeface, self.styles.cell.size)
        flow.y += self.least_height()


def _pledge_and_seals(printing: Printing) -> list[Block]:
    styles, content = printing.styles, printing.content
    seals = [_Seal(title, "" if printing.blank else str(content.members.get(key, ""))) for key, title in LEADS]
    if not content.direct:
        seals.append(_Seal("推荐省份省级教育行政部门", ""))
    return [
        Heading("12 真实性承诺与盖章页", styles.section, key=SEALS, level=0, above=0, below=6),
        *(Paragraphs(text, styles.body) for text in content.definition.form.pledge),
        Space(8),
        _SealBoxes(seals, styles),
    ]


def _cover(printing: Printing, facts: PrintFacts | None, fonts: FontChain, seals: int) -> Page:
    content, styles = printing.content, printing.styles
    form, section = content.definition.form, content.definition.by_key[COVER]
    page = Page()
    middle = PAPER_WIDTH / 2
    page.write(LEFT, TOP + 14, form.attachment, fonts.hei, 14)
    page.write_centred(middle, TOP + 120, "行业产教融合共同体", fonts.hei, 30)
    page.write_centred(middle, TOP + 175, "申　报　书", fonts.hei, 36)
    page.write_centred(middle, TOP + 210, f"（{content.definition.edition} 年版）", fonts.song, 14)
    lines = [("共同体编号", facts.number if facts else "")]
    for field in section.fields:
        if field.key == "recommending_province" and content.direct:
            continue
        lines.append((field.label, show(field, content.values(COVER).get(field.key), printing.labels(field))))
    lines[3:3] = [(title, content.members.get(key, "")) for key, title in LEADS]
    y = TOP + 265
    for label, text in lines:
        cover_line(page, fonts, label, text, y)
        y += 32
    page.write_centred(middle, PAPER_HEIGHT - 52 * MM, f"牵头单位和推荐省份的公章加盖在第 {seals} 页“真实性承诺与盖章页”", styles.note.typeface, 10.5)
    if facts and facts.finalised_at:
        page.write_centred(middle, PAPER_HEIGHT - 46 * MM, f"定稿时间：{facts.finalised_at:%Y-%m-%d %H:%M:%S}", styles.note.typeface, 10.5)
    return page
