"""A form of any kind is printed as the application is: every value of it, in its order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pypdfium2

from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.community.rules import DERIVED, OPTIONS, RULE_NAMES
from cte_portal.document import fonts
from cte_portal.document.form_print import TitlePage, print_form

PLANNED = {"start_month": "2026-03", "end_month": "2026-11", "content": "开设订单班 3 个", "units": ("m1",), "outcome": "培养协议"}


def test_a_work_plan_is_printed_with_its_title_page_lists_totals_and_names_of_units(fonts_folder: Path) -> None:
    plan = load(EDITIONS / "2024", RULE_NAMES).of_kind("work_plan")
    funds = tuple(Row(f"f{n}", {"source": "演示机床公司", "purpose": "实训耗材", "planned": Decimal("12.50")}) for n in range(2))
    content = Content(
        plan,
        2026,
        {"goals": {"goals": "培养订单学生一百二十人。"}},
        {"task_3": (Row("r1", PLANNED),), "funds": funds},
        units={"m1": "演示职业学院𬭎"},
    )
    title_page = TitlePage("2026 年度工作计划", [("共同体", "演示数控机床行业产教融合共同体")], "演示机床公司", "第 1 版")
    pdf = print_form(content, title_page, OPTIONS, {}, fonts.load(fonts_folder), derived=DERIVED)
    with pypdfium2.PdfDocument(pdf) as document:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    assert "2026年度工作计划" in pages[0] and "演示数控机床行业产教融合共同体" in pages[0] and "第1版" in pages[0]
    assert "填报说明" in pages[1] and "2.3联合开展人才培养" in pages[2], "notes and contents, as in the application"
    text = "".join(pages[3:])
    places = [
        text.index(words) for words in ("培养订单学生一百二十人", "2.3联合开展人才培养", "开设订单班3个", "演示职业学院𬭎", "3经费安排", "25.00")
    ]
    assert places == sorted(places)
    assert pdf == print_form(content, title_page, OPTIONS, {}, fonts.load(fonts_folder), derived=DERIVED), "the same bytes each time"
