"""报送函: the draft of the letter that goes with a batch, as a Word file to be worked over, stamped and scanned.

Form after GB/T 9704-2012: 函 with issuer and number above, text in 仿宋 三号, date in Chinese form, 附件说明. Whatever the
portal does not know (the person to ask, the number while there is none) stays empty.
"""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from ...catalogue.places import industries
from ...catalogue.words import chinese_date
from . import rules, summary_table
from .contents import Contents

FANGSONG, HEI, TITLE = "仿宋", "黑体", "方正小标宋简体"
SIZE, LEADING, TITLE_SIZE = 16, 28, 22  # points: 三号, 22 lines a page, 二号
NAMED = 10  # so many communities are named in the text; more are in the summary table only
ALIGN = WD_ALIGN_PARAGRAPH


def letter_draft(contents: Contents) -> bytes:
    """The .docx file."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.core_properties.title, document.core_properties.author = subject(contents), contents.authority
    document.core_properties.language = "zh-CN"
    _font(document.styles["Normal"], FANGSONG, SIZE)
    _line(document, contents.letter_number or f"〔{contents.year}〕　号", ALIGN.RIGHT)
    _line(document, "", ALIGN.LEFT)
    title = _line(document, subject(contents), ALIGN.CENTER)
    _font_of_run(title, TITLE, TITLE_SIZE)
    _line(document, "", ALIGN.LEFT)
    _line(document, f"{contents.addressee}：", ALIGN.LEFT)
    for paragraph in body(contents):
        _indented(document, paragraph)
    _line(document, "", ALIGN.LEFT)
    for note in attachments(contents):
        _indented(document, note)
    for _ in range(3):
        _line(document, "", ALIGN.LEFT)
    _signature(document, contents)
    _line(document, "", ALIGN.LEFT)
    _indented(document, "（联系人：　　　　　　联系电话：　　　　　　　　）")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def subject(contents: Contents) -> str:
    return f"{contents.authority}关于报送{contents.year}年度行业产教融合共同体申报材料的函"


def body(contents: Contents) -> list[str]:
    """The paragraphs of the text."""
    own, count = rules.we(contents.authority), len(contents.lines)
    named = "".join(f"“{line.name}”" for line in contents.lines[:NAMED])
    which = f"{named}{'等' if count > NAMED else ''} {count} 个行业产教融合共同体"
    trades = "；".join(f"{industries()[t.industry].name} {t.communities} 个" for t in contents.by_industry() if t.industry in industries())
    return [
        f"按照《行业产教融合共同体建设指南》要求，{own}组织开展了{contents.year}年度行业产教融合共同体申报和审核工作。"
        f"经审核，现将{which}的申报材料报送{rules.you(contents.addressee)}，批次号为 {contents.number}。",
        f"上述共同体按行业分：{trades}；共有建设单位 {contents.units} 家（牵头单位计入）。"
        "各共同体的申报书、盖章扫描件和佐证材料已通过平台报送，名称、牵头单位和申报书校验码见附件1。",
        "请予审核。",
    ]


def attachments(contents: Contents) -> list[str]:
    """附件说明, GB/T 9704-2012 7.3.4."""
    return [f"附件：1. {summary_table.title(contents)}", f"　　　2. 行业产教融合共同体申报书（{len(contents.lines)} 份，随批次在平台报送）"]


def _signature(document: DocumentObject, contents: Contents) -> None:
    """Issuer and date at the right, the date four characters from the edge (7.3.5)."""
    _line(document, contents.authority, ALIGN.RIGHT, right=4)
    day = chinese_date(contents.letter_date) if contents.letter_date else "　　　　年　　月　　日"
    _line(document, day, ALIGN.RIGHT, right=4)


def _line(document: DocumentObject, text: str, align: WD_ALIGN_PARAGRAPH, right: int = 0) -> Paragraph:
    paragraph = document.add_paragraph(text)
    form = paragraph.paragraph_format
    form.alignment, form.space_after, form.space_before = align, Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LEADING)
    if right:
        form.right_indent = Pt(SIZE * right)
    return paragraph


def _indented(document: DocumentObject, text: str) -> None:
    _line(document, text, ALIGN.JUSTIFY).paragraph_format.first_line_indent = Pt(SIZE * 2)


def _font(style: object, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)  # type: ignore[attr-defined]
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # type: ignore[attr-defined]


def _font_of_run(paragraph: Paragraph, name: str, size: float) -> None:
    for run in paragraph.runs:
        _font(run, name, size)
