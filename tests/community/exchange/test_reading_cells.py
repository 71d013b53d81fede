"""Cells as Excel, WPS and other programs write them, read as if they had been typed."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from cte_portal.community.exchange import workbook_reader
from cte_portal.community.exchange.sheet_parser import NO_RESULT, Cell
from cte_portal.community.exchange.sheets import NotThisList, read_pasted, read_sheets
from tests.support.content import edition
from tests.support.every_kind import edition as every_kind
from tests.support.workbooks import CLOSE, OPEN, from_parts, workbook

UNITS = edition().by_key["participants"]


def read(data: bytes, folder: Path, ending: str = ".xlsx") -> list[tuple[str, list[list[Cell]]]]:
    path = folder / "file"
    path.write_bytes(data)
    return [(sheet["title"], [cells for _, cells in sheet["rows"]]) for sheet in workbook_reader.read(str(path), ending)]


def test_dates_numbers_and_answers_come_as_they_would_be_typed(tmp_path: Path) -> None:
    row = [date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), 19900000001, 1280.5, 0.1 + 0.2, True, False, "文字", -3, 915000000000001]
    cells = read(workbook(row), tmp_path)[0][1][0]
    assert cells == ["2026-03-01", "2026-03-01 08:30:00", "19900000001", "1280.5", "0.3", "是", "否", "文字", "-3", "915000000000001"]


@pytest.mark.parametrize("code", ['yyyy"年"m"月"d"日"', "yyyy/m/d", "[$-804]yyyy-mm-dd;@", "m/d/yy", "mmm-yy", "[DBNum1]yyyy年m月"])
def test_a_number_shown_as_a_date_is_a_date(tmp_path: Path, code: str) -> None:
    assert read(workbook([46082], formats={"A1": code}), tmp_path)[0][1] == [["2026-03-01"]]


@pytest.mark.parametrize("code", ["General", "0.00", "#,##0", '"day "0', "[Red]0", "0%"])
def test_a_number_shown_as_a_number_is_a_number(tmp_path: Path, code: str) -> None:
    assert read(workbook([46082], formats={"A1": code}), tmp_path)[0][1] == [["46082"]]


def test_days_may_be_counted_from_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = date(2026, 3, 1)  # type: ignore[index]
    stream = BytesIO()
    book.save(stream)
    assert read(stream.getvalue(), tmp_path)[0][1] == [["2026-03-01"]]


def test_a_formula_is_read_as_the_result_that_is_kept_and_named_where_there_is_none(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A1&amp;"x"</f><v>甲x</v></c><c r="C2"><f>NOW()</f></c></row>'
    row += '<row r="3"><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    assert read(from_parts(OPEN + row + CLOSE), tmp_path)[0][1] == [
        ["2", "甲x", ["公式", NO_RESULT]],
        ["", ["#DIV/0!", "这一格的公式出错，显示为“#DIV/0!”，请改成实际内容"]],
    ]


def test_texts_in_pieces_with_spaces_and_pronunciation_are_one_text(tmp_path: Path) -> None:
    shared = '<sst><si><r><t xml:space="preserve"> 岑</t></r><r><t>屿</t></r><rPh sb="0" eb="1"><t>cen</t></rPh></si></sst>'
    row = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>砚</t></r><r><t>北</t></r></is></c></row>'
    assert read(from_parts(OPEN + row + CLOSE, xl__sharedStrings=shared), tmp_path)[0][1] == [[" 岑屿", "砚北"]]


def test_names_with_prefixes_and_cells_without_places_are_read_too(tmp_path: Path) -> None:
    row = '<x:row><x:c><x:v>1</x:v></x:c><x:c r="D1"><x:v>4</x:v></x:c><x:c><x:v>5</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="a"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    assert read(from_parts(sheet), tmp_path)[0][1] == [["1", "", "", "4", "5"]]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["看得见"])  # type: ignore[union-attr]
    hidden = book.create_sheet("选项")
    hidden.append(["看不见"])
    hidden.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    assert read(stream.getvalue(), tmp_path) == [("Sheet", [["看得见"]])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    text = separator.join(["单位名称", "联系人"]) + "\r\n" + separator.join(['"岑屿""材料""\n有限公司"', "李䶮"]) + "\r\n"
    assert read(text.encode(encoding), tmp_path, ".csv")[0][1] == [["单位名称", "联系人"], ['岑屿"材料"\n有限公司', "李䶮"]]


def test_the_sheet_whose_heads_fit_is_taken_wherever_they_stand() -> None:
    other = [(1, ["甲", "乙"]), (2, ["1", "2"])]
    own = [(1, ["附表"]), (3, ["备注", "手 机*", "单位名称（必填）", "备注"]), (5, ["x", "19900000001", "岑屿材料有限公司", ""])]
    sheet = read_sheets(UNITS, [other, own])
    assert sheet.rows[0].number == 5 and sheet.rows[0].texts == {"contact_phone": "19900000001", "name": "岑屿材料有限公司"}
    assert sheet.unknown == ("备注", "备注") and "类别" in sheet.missing


def test_a_head_that_comes_twice_is_told_and_the_first_counts() -> None:
    sheet = read_sheets(UNITS, [[(1, ["单位名称", "联系人", "联系人"]), (2, ["甲", "一", "二"])]])
    assert sheet.rows[0].texts["contact_name"] == "一" and sheet.unknown == ("联系人",)


def test_pasted_quotes_stay_and_a_cell_with_lines_is_one_cell() -> None:
    goods = every_kind().by_key["goods"]
    assert read_pasted(goods, '"第一行\n第二行"\t乙\r\n').rows[0].texts == {"text": "第一行\n第二行", "long_text": "乙"}
    assert read_pasted(goods, '"智造"研究院\t乙\n"甲\t丙').rows[0].texts == {"text": '"智造"研究院', "long_text": "乙"}


def test_more_pasted_columns_than_the_list_has_are_refused() -> None:
    with pytest.raises(NotThisList, match="粘贴的内容有 13 列，“参与单位”只有 10 列"):
        read_pasted(UNITS, "\t".join("甲" * 13))
