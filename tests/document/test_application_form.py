"""The printed 申报书: all of it, on every page what must stand there, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from pypdf import PdfReader

from cte_portal.catalogue.content import Content
from cte_portal.catalogue.kinds import show
from cte_portal.catalogue.reading import asked
from cte_portal.clock import SHANGHAI
from cte_portal.community.rules import OPTIONS, figures_of, labels_in
from cte_portal.document import fonts
from cte_portal.document.application_form import SEAL_HEIGHT, PrintFacts, print_application, print_blank
from cte_portal.document.blank_docx import blank_docx
from cte_portal.document.page import MM, TEXT_WIDTH
from tests.conftest import running_on_ci
from tests.support.content import changed, complete, edition, with_rows

FACTS = PrintFacts(
    number="2026-32-00001",
    version=2,
    check_code="8K3PQ-7XWM2",
    sha256="ab" * 32,
    verify_url="https://portal.demo.example/v/8K3PQ7XWM2",
    printed_for="砚澜新能源汽车集团有限公司",
    finalised_at=datetime(2026, 6, 1, 12, tzinfo=SHANGHAI),
)
DRAFT = replace(FACTS, version=None, check_code="", verify_url="", finalised_at=None)


@pytest.fixture(scope="module")
def chain(fonts_folder: Path) -> fonts.FontChain:
    return fonts.load(fonts_folder)


def printed(content: Content, chain: fonts.FontChain, facts: PrintFacts = FACTS) -> bytes:
    return print_application(content, facts, OPTIONS, figures_of(content), chain)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as copied out of a reader; spaces and line ends left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_value_of_every_section_and_list_can_be_found_and_copied(chain: fonts.FontChain) -> None:
    content = complete(40)
    text = "".join(page.replace("共同体编号2026-32-00001", "") for page in pages(printed(content, chain)))
    labels = labels_in(content)
    for section in content.definition.sections:
        holders = [row.values for row in content.rows(section.key)] if section.rows else [content.values(section.key)]
        for values in holders:
            for field in section.fields:
                shown = squeezed(show(field, values.get(field.key), labels(field)))
                if shown and asked(field, values):
                    assert all(part in text for part in (shown[:6], shown[-6:])), (section.key, field.key, shown)
    assert "张𬭎" in text and "李䶮" in text
    for item in content.evidence:
        assert squeezed(item.name) in text and item.sha256[:16] in text


def test_each_page_carries_number_version_code_and_its_place(chain: fonts.FontChain) -> None:
    found = pages(printed(complete(40), chain))
    for number, page in enumerate(found, start=1):
        assert f"第{number}页共{len(found)}页" in page
        assert f"共同体编号2026-32-00001第2版校验码8K3PQ-7XWM2{number}/{len(found)}" in page
        assert "草稿" not in page


def test_a_draft_says_so_on_every_page_and_has_no_code(chain: fonts.FontChain) -> None:
    for page in pages(printed(complete(), chain, DRAFT)):
        assert "草稿" in page and "不能用于盖章" in page
        assert "校验码8" not in page


def test_the_same_version_prints_to_the_same_bytes(chain: fonts.FontChain, fonts_folder: Path) -> None:
    first = printed(complete(), chain)
    fonts.load.cache_clear()
    assert printed(complete(), fonts.load(fonts_folder)) == first
    assert printed(changed(complete(), "safeguards", measures="改了"), chain) != first


def test_a_thousand_units_keep_their_heads_and_lose_no_row(chain: fonts.FontChain) -> None:
    content = complete(1000)
    found = pages(printed(content, chain))
    text = "".join(found)
    with_units = [page for page in found if "统一社会信用代码类别" in page]
    assert len(with_units) > 50
    for row in content.rows("participants"):
        assert str(row.values["uscc"])[:12] in text


def test_a_text_longer_than_a_page_runs_on(chain: fonts.FontChain) -> None:
    long = "".join(f"第{n}句话写在这里。" for n in range(300))
    cell = "很长的任务" * 40
    content = with_rows(changed(complete(), "foundation", background=long), "council", {"unit_post": cell * 10})
    text = "".join(pages(printed(content, chain)))
    assert "第0句话" in text and "第299句话" in text
    assert text.count("很长的任务") >= 390


def test_fonts_are_embedded_and_nothing_else_is_referred_to(chain: fonts.FontChain) -> None:
    reader = PdfReader(BytesIO(printed(complete(), chain)))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
            names.add(font.get_object()["/BaseFont"].partition("+")[2])
    assert any("Serif" in name for name in names) and any("Sans" in name for name in names)


def test_the_file_has_outline_language_and_title(chain: fonts.FontChain) -> None:
    reader = PdfReader(BytesIO(printed(complete(), chain)))
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[0] == "封面与基本信息" and titles[-1] == "12 真实性承诺与盖章页"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert "全国新能源汽车行业产教融合共同体" in (reader.metadata.title or "")


def test_the_contents_name_the_right_pages(chain: fonts.FontChain) -> None:
    found = pages(printed(complete(300), chain))
    contents = next(page for page in found if "目录" in page)
    for heading in ("3参与单位", "8经费投入", "11佐证材料", "12真实性承诺与盖章页"):
        number = next(n for n, page in enumerate(found, start=1) if heading in page and n > 3)
        assert f"{heading}" in contents
        assert str(number) in contents[contents.index(heading) + len(heading) :][:60].lstrip("…")[:4]


def test_four_seal_boxes_or_three_when_reporting_directly(chain: fonts.FontChain) -> None:
    last = pages(printed(complete(), chain))[-1]
    assert last.count("（公章）") == 4 and "推荐省份省级教育行政部门（公章）" in last
    direct = replace(changed(complete(), "cover", route="direct", recommending_province=None), direct=True)
    last = pages(printed(direct, chain))[-1]
    assert last.count("（公章）") == 3 and "省级教育行政部门（公章）" not in last
    assert SEAL_HEIGHT >= 50 * MM and TEXT_WIDTH / 2 >= 50 * MM


def test_a_line_never_begins_with_a_closing_mark(chain: fonts.FontChain) -> None:
    content = changed(complete(), "foundation", background="共建、共享、共用（含设备、数据）。" * 60)
    with pypdfium2.PdfDocument(printed(content, chain)) as document:
        lines = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    narrative = [line for line in lines if "共建" in line or "共享" in line]
    assert len(narrative) > 20
    assert not [line for line in narrative if line[:1] in "，。、；：）" or line.rstrip()[-1:] in "（"]


def test_the_blank_form_has_every_heading_and_no_value(chain: fonts.FontChain) -> None:
    text = "".join(pages(print_blank(edition(), chain)))
    for section in edition().pages:
        assert section.key == "cover" or squeezed(section.heading) in text
    assert "草稿" not in text and "校验码" not in text.replace("文件校验值", "").replace("版本号和校验码的申报书", "")
    assert "没有填写" not in text


def test_the_blank_form_comes_as_a_word_file_too() -> None:
    document = Document(BytesIO(blank_docx(edition())))
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for section in edition().sections:
        assert section.title in text
        for field in section.fields:
            assert any(field.label in cell for cell in cells) or field.label in text
    assert document.sections[0].top_margin.mm == pytest.approx(37, abs=0.1)


STANDARD = (  # the Han characters of GB 18030-2022, implementation level 3: 87,887
    (0x4E00, 0x9FEF),
    (0x3400, 0x4DB5),
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)
COMPATIBILITY = "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"


def test_every_character_of_the_national_standard_can_be_printed(chain: fonts.FontChain) -> None:
    if not chain.has_rare_fonts:
        reason = "本机没有生僻字字体，这项测试没有运行（apt install fonts-hanazono）"
        pytest.fail(reason) if running_on_ci() else pytest.skip(reason)
    standard = "".join(chr(number) for first, last in STANDARD for number in range(first, last + 1)) + COMPATIBILITY
    assert len(standard) == 87_887
    assert chain.unprintable(standard) == []


def test_a_character_no_font_has_is_named_before_it_is_printed(chain: fonts.FontChain) -> None:
    assert chain.unprintable("张𬭎李䶮，ABC 123") == []
    assert chain.unprintable("名\U0010fffd称\U0010fffd") == ["\U0010fffd"]


def test_text_that_looks_like_markup_is_printed_as_it_is(chain: fonts.FontChain) -> None:
    content = changed(complete(), "safeguards", measures='<img src="file:///etc/passwd"/>&amp; <b>粗</b>')
    assert '<imgsrc="file:///etc/passwd"/>&amp;<b>粗</b>' in "".join(pages(printed(content, chain)))
