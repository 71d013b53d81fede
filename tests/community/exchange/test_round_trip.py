"""What goes out to a workbook comes back as it was, whatever it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cte_portal.catalogue.content import Row, Values
from cte_portal.catalogue.fields import Field, FieldType
from cte_portal.catalogue.kinds import AsTyped, Labels, Value
from cte_portal.community.exchange import workbook_reader, workbooks
from cte_portal.community.exchange.plan import Plan, RowKind, plan
from cte_portal.community.exchange.sheets import ROW_ID, read_sheets
from tests.support.every_kind import VALUES, edition, values_of

GOODS = edition().by_key["goods"]
RIGHT = st.fixed_dictionaries({}, optional={field.key: VALUES[field.type] for field in GOODS.fields})
UNITS = {"m1": "岑屿材料有限公司", "m2": "庚、辛；壬有限公司"}
FORMULAS = ["=1+1", "+8613800000000", "-5", "@SUM(A1)", '=HYPERLINK("http://a.example")', "\t=1", "'=1", "_x0041_", "_x000D_"]
ODD = st.sampled_from([*FORMULAS, " 两头空格 ", "１２", "007", "1_000", "1e5", "NaN", "1,280", "\x0b\x00", "\ufffe", "甲\r\n乙", "丙；丁"])


def labels(field: Field) -> Labels:
    return UNITS if field.type in (FieldType.MEMBER, FieldType.MEMBERS) else {}


def rows_of(values: st.SearchStrategy[dict[str, Value]]) -> st.SearchStrategy[list[Row]]:
    return st.lists(values, min_size=1, max_size=4).map(lambda many: [Row(f"{number:010x}", one) for number, one in enumerate(many)])


def came_back(rows: list[Row], folder: Path, against: list[Row]) -> Plan:
    path = folder / "list.xlsx"
    path.write_bytes(workbooks.export(GOODS, rows, labels))
    sheet = read_sheets(GOODS, [one["rows"] for one in workbook_reader.read(str(path), ".xlsx")])
    assert not sheet.unknown and not sheet.missing
    return plan(GOODS, sheet, against, labels)


def filled(values: Values) -> Values:
    return {key: value for key, value in values.items() if value is not None}


@given(rows_of(values_of(GOODS) | st.fixed_dictionaries({}, optional={field.key: ODD.map(AsTyped) for field in GOODS.fields})))
def test_what_was_exported_and_imported_again_changes_nothing_right_or_wrong(tmp_path: Path, rows: list[Row]) -> None:
    planned = came_back(rows, tmp_path, rows)
    assert [row.kind for row in planned.rows] == [RowKind.UNCHANGED] * len(rows)
    assert [(row.row, filled(row.values)) for row in planned.rows] == [(row.id, filled(row.values)) for row in rows]
    assert not planned.wrong_cells


@given(rows_of(RIGHT.filter(bool)))
def test_what_was_exported_fills_an_empty_list_with_the_same(tmp_path: Path, rows: list[Row]) -> None:
    planned = came_back(rows, tmp_path, [])
    for one, row in zip(planned.rows, rows, strict=True):
        assert filled(one.values) == row.values, one.wrong


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path, text: str) -> None:
    rows = [Row("a", {"text": text, "integer": AsTyped(text), "long_text": text})]
    assert came_back(rows, tmp_path, rows).rows[0].kind is RowKind.UNCHANGED
    sheet = load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["A2"].number_format == "@"
    assert sheet.cell(1, sheet.max_column).value == ROW_ID and sheet.cell(2, sheet.max_column).value == "a"
