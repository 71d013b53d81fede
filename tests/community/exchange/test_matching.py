"""Which row of the list a row of a file stands for, what would stand there twice, and which names are pointed out."""

from __future__ import annotations

import pytest

from cte_portal.catalogue.content import Row
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.community.exchange.likeness import Names
from cte_portal.community.exchange.plan import Plan, RowKind, plan
from cte_portal.community.exchange.sheets import read_pasted, read_sheets
from cte_portal.community.rules import labels_in
from tests.support.content import complete, edition
from tests.support.people import uscc

UNITS, COUNCIL = edition().by_key["participants"], edition().by_key["council"]
THERE = [
    Row("r1", {"name": "岑屿材料有限公司", "uscc": uscc(1), "category": "enterprise", "contact_name": "甲"}),
    Row("r2", {"name": "砚北职业技术学院", "uscc": uscc(2), "category": "junior", "contact_name": "乙"}),
]
HEAD = "单位名称\t统一社会信用代码\t联系人\t行标识（请勿修改）"


def planned(*lines: str, existing: list[Row] = THERE, head: str = HEAD, others: dict[str, str] | None = None) -> Plan:
    return plan(UNITS, read_pasted(UNITS, "\n".join([head, *lines])), existing, labels_in(complete()), others)


def outcome(found: Plan) -> list[tuple[RowKind, str | None]]:
    return [(row.kind, row.row) for row in found.rows]


def test_a_row_is_found_by_its_id_then_its_code_then_its_name() -> None:
    found = planned(
        f"砚北职业技术大学\t{uscc(2)}\t乙\tr2",
        f"岑屿新材料有限公司\t{uscc(1)}\t甲",
    )
    assert outcome(found) == [(RowKind.CHANGED, "r2"), (RowKind.CHANGED, "r1")]
    assert outcome(planned("岑屿材料有限公司\t\t丙")) == [(RowKind.CHANGED, "r1")]


def test_the_id_wins_wherever_in_the_file_it_stands() -> None:
    found = planned(f"另一家有限公司\t{uscc(1)}\t丙", f"岑屿材料有限公司\t{uscc(1)}\t甲\tr1")
    assert outcome(found) == [(RowKind.WRONG, None), (RowKind.UNCHANGED, "r1")]
    assert "与本文件第 3 行的“统一社会信用代码”重复" in found.rows[0].wrong[0].problem


def test_two_rows_may_exchange_their_codes() -> None:
    found = planned(f"岑屿材料有限公司\t{uscc(2)}\t甲\tr1", f"砚北职业技术学院\t{uscc(1)}\t乙\tr2")
    assert outcome(found) == [(RowKind.CHANGED, "r1"), (RowKind.CHANGED, "r2")]


def test_a_code_that_another_row_has_already_is_wrong() -> None:
    found = planned(f"岑屿材料有限公司\t{uscc(2)}\t甲\tr1")
    assert found.rows[0].wrong[0].problem == f"与现有第 2 条的“统一社会信用代码”重复，请删去一行或更正；现在填的是“{uscc(2)}”"


def test_a_row_that_was_copied_with_its_id_is_a_new_one_and_says_so() -> None:
    found = planned(f"岑屿材料有限公司\t{uscc(1)}\t甲\tr1", f"新来的单位\t{uscc(3)}\t丙\tr1")
    assert outcome(found) == [(RowKind.UNCHANGED, "r1"), (RowKind.NEW, None)]
    assert "行标识与本文件第 2 行相同，这一行按新增处理" in found.rows[1].notes


def test_what_is_no_code_tells_no_units_apart() -> None:
    head = HEAD.replace("行标识（请勿修改）", "没有有效代码的原因")
    found = planned("甲境外公司\t无\t丙\t境外登记", "乙境外公司\t无\t丁\t境外登记", head=head)
    assert outcome(found) == [(RowKind.NEW, None)] * 2


def test_a_file_without_ids_is_not_added_twice_to_a_list_whose_rows_may_repeat() -> None:
    content = complete()
    rows = content.rows("council")
    names = content.members
    posts = COUNCIL.by_key["post"].option_labels
    lines = ["\t".join([str(r.values["name"]), names[str(r.values["unit"])], str(r.values["unit_post"]), posts[str(r.values["post"])]]) for r in rows]
    found = plan(COUNCIL, read_pasted(COUNCIL, "\n".join(lines)), rows, labels_in(content))
    assert {row.kind for row in found.rows} == {RowKind.UNCHANGED}
    twice = plan(COUNCIL, read_pasted(COUNCIL, "\n".join([*lines, lines[0]])), rows, labels_in(content))
    assert twice.rows[-1].kind is RowKind.NEW


def test_an_empty_cell_empties_and_a_column_that_is_not_in_the_file_stays() -> None:
    found = planned(f"岑屿材料有限公司\t{uscc(1)}\t")
    assert [(cell.field.key, cell.before, cell.after) for cell in found.rows[0].cells if cell.changed] == [("contact_name", "甲", "")]
    assert found.rows[0].values["category"] == "enterprise"


def test_wrong_cells_that_stand_there_already_do_not_stop_an_import() -> None:
    there = [Row("r1", {**THERE[0].values, "contact_phone": "19900000001"})]
    head = f"{HEAD}\t手机"
    wrong = [Row("r1", {**there[0].values, "contact_phone": AsTyped("123")})]
    found = planned(f"岑屿材料有限公司\t{uscc(1)}\t丙\tr1\t123", existing=wrong, head=head)
    assert outcome(found) == [(RowKind.CHANGED, "r1")] and found.wrong_cells == 0
    found = planned(f"岑屿材料有限公司\t{uscc(1)}\t丙\tr1\t123", existing=there, head=head)
    assert outcome(found) == [(RowKind.WRONG, "r1")]


def test_a_cell_that_cannot_be_read_is_wrong_even_in_a_column_of_text() -> None:
    sheet = read_sheets(UNITS, [[(1, ["单位名称", "联系人"]), (2, ["新来的单位", ["#N/A", "这一格的公式出错，显示为“#N/A”，请改成实际内容"]])]])
    found = plan(UNITS, sheet, THERE, labels_in(complete()))
    assert [cell.problem for cell in found.rows[0].wrong] == ["“联系人”这一格的公式出错，显示为“#N/A”，请改成实际内容"]


def test_another_plan_has_another_mark() -> None:
    line = f"岑屿材料有限公司\t{uscc(1)}\t丙\tr1"
    changed = [Row("r1", {**THERE[0].values, "contact_name": "丁"}), THERE[1]]
    assert planned(line).mark == planned(line).mark != planned(line, existing=changed).mark


def test_a_lead_among_the_participants_is_pointed_out() -> None:
    found = planned(f"演示集团有限公司\t{uscc(9)}\t丙", others={"演示集团": uscc(9)})
    assert "统一社会信用代码与牵头单位“演示集团”相同，一家单位只填一次，请核对" in found.rows[0].notes
    assert "名称与牵头单位“演示集团”相近，请核对是否同一家单位" in found.rows[0].notes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("岑屿材料有限公司", "岑屿材料股份有限公司"),
        ("岑屿材料（江苏）有限公司", "岑屿材料(江苏)有限公司"),
        ("岑屿材料有限公司", "岑屿材 料有限公司"),
        ("岑屿材料科技有限公司", "岑屿材料科枝有限公司"),
        ("砚北职业技术学院", "砚北市职业技术学院"),
    ],
)
def test_names_nearly_the_same_are_found(one: str, other: str) -> None:
    names = Names()
    names.add(one, "现有第 1 条")
    assert names.like(other) == "现有第 1 条"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("岑屿材料有限公司", "岑屿材料有限公司"),  # the same is no likeness
        ("砚北市第一职业中学", "砚北市第二职业中学"),
        ("砚北1号实训中心公司", "砚北2号实训中心公司"),
        ("江苏大学", "江南大学"),
        ("中材有限公司", "中铁有限公司"),
        ("岑屿材料有限公司", "岑屿机械有限公司"),
    ],
)
def test_names_of_other_units_are_not(one: str, other: str) -> None:
    names = Names()
    names.add(one, "现有第 1 条")
    assert names.like(other) is None
