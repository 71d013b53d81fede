"""年度绩效分析报告 on paper: the main changes in words, then every figure, in the style of the 申报书."""

from __future__ import annotations

from collections.abc import Sequence

from ...catalogue.schema import FormDefinition
from ...document.blocks import Align, Heading, Paragraphs, Styles
from ...document.flow import Block, Flow
from ...document.fonts import FontChain
from ...document.form_print import TitlePage, title_page_of
from ...document.furniture import furnish
from ...document.page import TEXT_WIDTH
from ...document.pdf import Metadata, write_pdf
from ...document.tables import Cell, Row, Table

SHARES = (0.09, 0.37, 0.18, 0.18, 0.18)


def report_pdf(
    definition: FormDefinition,
    name: str,
    year: int,
    sentences: Sequence[str],
    lines: Sequence[tuple[str, ...]],
    made: Sequence[tuple[str, str]],
    fonts: FontChain,
) -> bytes:
    """`lines`: (code, figure, this year, the year before, change) of every figure, in order. `made`: by whom and when, as (label, text)."""
    styles, title = Styles.of(fonts), f"{year} 年度绩效分析报告"
    flow = Flow()
    blocks: list[Block] = [Heading("一、主要变化", styles.part, above=0, below=8)]
    blocks += [Paragraphs(sentence, styles.body, below=2) for sentence in sentences]
    blocks.append(Heading("二、各项指标", styles.part, above=18, below=8))
    for section in definition.sections:
        codes = {one.code for one in section.indicators}
        if mine := [line for line in lines if line[0] in codes]:
            blocks += [Heading(section.heading, styles.section, above=12, below=6), _table(mine, year, styles)]
    blocks.append(Paragraphs("说明：数据为已提交或已通过审核的绩效数据，含主管部门的更正；“—”表示没有数据。", styles.body))
    flow.set(blocks)
    pages = [title_page_of(TitlePage(title, made, made[0][1], over=name), "", fonts), *flow.pages]
    furnish(pages, None, fonts, styles)
    return write_pdf(pages, Metadata(title=f"{name}{title}", author=made[0][1], subject=title))


def _table(lines: Sequence[tuple[str, ...]], year: int, styles: Styles) -> Table:
    heads = ("编号", "指标", f"{year} 年", f"{year - 1} 年", "变化")
    head = Row([Cell(text, styles.label.aligned(Align.CENTRE), at) for at, text in enumerate(heads)], gray=True)
    right = styles.cell.aligned(Align.RIGHT)
    rows = [Row([Cell(text, right if at in (2, 3) else styles.cell, at) for at, text in enumerate(line[:5])]) for line in lines]
    return Table([TEXT_WIDTH * share for share in SHARES], rows, head=[head])
