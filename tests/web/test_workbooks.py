"""Tables to take away: text stays text, whatever was typed; official tables can be printed as they are."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from cte_portal.web import workbooks
from cte_portal.web.official_tables import OfficialTable, official_workbook


def opened(data: bytes) -> Any:
    return load_workbook(BytesIO(data))


def test_no_text_becomes_a_formula_and_what_no_sheet_can_hold_is_left_out() -> None:
    rows = [("=1+1", 7, None), ("龙\x0b䶮", 2.5, "")]
    for book in (
        opened(workbooks.whole("表", (("甲", 10), ("乙", 8), ("丙", 8)), rows)),
        opened(official_workbook(OfficialTable("表", "说明", (("甲", 10), ("乙", 8), ("丙", 8)), rows))),
    ):
        *_, first, second = book["表"].iter_rows()
        assert [cell.value for cell in first][:2] == ["=1+1", 7] and first[0].data_type == "s"
        assert [cell.value for cell in second][:2] == ["龙䶮", 2.5]


def test_an_official_table_is_ready_to_be_printed() -> None:
    table = OfficialTable("年度汇总表", "报送单位：江苏省教育厅", (("序号", 6), ("名称", 40)), [(1, "甲"), (2, "乙")], sheet="汇总", middle=(1,))
    book = opened(official_workbook(table, OfficialTable("按行业", "", (("行业", 30),), [("机械",)])))
    assert book.sheetnames == ["汇总", "按行业"]
    sheet = book["汇总"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["年度汇总表", None],
        ["报送单位：江苏省教育厅", None],
        ["序号", "名称"],
        [1, "甲"],
        [2, "乙"],
    ]
    assert {str(cells) for cells in sheet.merged_cells.ranges} == {"A1:B1", "A2:B2"}
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)  # A4
    assert sheet.print_title_rows == "$3:$3" and sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet["B5"].border.left.style == "thin" and sheet["A5"].alignment.horizontal == "center" != sheet["B5"].alignment.horizontal


def test_a_drop_down_offers_its_options_and_takes_nothing_else() -> None:
    book, sheet = workbooks.table("结果", (("编号", 10), ("结果", 10)))
    workbooks.drop_down(sheet, "B2:B9", '"认定,不予认定"', "结果")
    (rule,) = opened(workbooks.saved(book))["结果"].data_validations.dataValidation
    assert str(rule.sqref) == "B2:B9" and rule.formula1 == '"认定,不予认定"'
    assert rule.showErrorMessage and rule.error == "“结果”请从下拉列表中选择。"
