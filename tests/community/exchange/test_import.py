"""A list goes out to Excel and comes back: everything is shown before anything is changed."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from cte_portal.community import queries
from cte_portal.community.models import Application, MemberUnit
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import People, Visitor, uscc
from tests.support.world import full_application


def begun(people: People, units: int = 3) -> tuple[Visitor, str]:
    """A signed-in applicant, and the address of its participants' list."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = full_application(people.person(email), units=units).id
    return people.sign_in(email), f"/applications/{application}/sections/participants"


def rows(people: People, address: str) -> list[dict[str, object]]:
    with people.app.app_context():
        application = db.session.get(Application, int(address.split("/")[2]))
        assert application is not None
        return [{"id": row.id, **row.values} for row in queries.content_of(application).rows("participants")]


def download(clerk: Visitor, address: str) -> bytes:
    response = clerk.client.get(address)
    assert response.status_code == 200 and "attachment" in response.headers["Content-Disposition"]
    return response.data


def upload(clerk: Visitor, address: str, data: bytes, name: str = "参与单位.xlsx") -> Visitor:
    clerk.open(f"{address}/import")
    return clerk.send("/participants/import", {"file": (BytesIO(data), name)})


def test_a_filled_in_template_becomes_rows_and_is_taken_back_with_one_click(people: People) -> None:
    clerk, address = begun(people)
    book = load_workbook(BytesIO(download(clerk, f"{address}/template.xlsx")))
    sheet = book.worksheets[0]
    heads = {str(cell.value).removesuffix("（必填）"): cell.column for cell in sheet[1]}
    assert {"单位名称", "统一社会信用代码", "类别", "手机"} <= set(heads)
    offered = {part.bounds[0] for rule in sheet.data_validations.dataValidation for part in rule.sqref.ranges}
    assert {heads["类别"], heads["省份"]} <= offered, "closed lists drop down"
    unit = {"单位名称": "岑屿材料有限公司", "统一社会信用代码": uscc(601), "类别": "企业", "产业链环节": "上游", "省份": "河北", "联系人": "李䶮"}
    for head, text in {**unit, "手机": 19900000601, "承担任务": "=提供实习岗位"}.items():
        cell = sheet.cell(2, heads[head], text)
        if isinstance(text, str):
            cell.data_type = "s"
    stream = BytesIO()
    book.save(stream)
    upload(clerk, address, stream.getvalue())
    assert "还没有保存" in clerk.soup.get_text() and "新增（1）" in clerk.text
    assert len(rows(people, address)) == 3, "nothing is changed before it is confirmed"
    clerk.send("/apply")
    added = rows(people, address)[3]
    assert (added["name"], added["province"], added["contact_phone"], added["duties"]) == (
        "岑屿材料有限公司",
        "130000",
        "19900000601",
        "=提供实习岗位",
    )
    with people.app.app_context():
        assert db.session.query(MemberUnit).filter_by(name="岑屿材料有限公司").one().province_code == "130000"
    clerk.send("/undo")
    assert len(rows(people, address)) == 3
    with people.app.app_context():
        assert not db.session.query(MemberUnit).filter_by(name="岑屿材料有限公司").count()


def test_what_was_exported_and_imported_again_changes_nothing(people: People) -> None:
    clerk, address = begun(people, units=40)
    upload(clerk, address, download(clerk, f"{address}/export.xlsx"))
    assert "无变化（40）" in clerk.text and "不需要导入" in clerk.text


def test_a_changed_export_shows_old_and_new_and_changes_these_rows_only(people: People) -> None:
    clerk, address = begun(people, units=5)
    before = rows(people, address)
    book = load_workbook(BytesIO(download(clerk, f"{address}/export.xlsx")))
    sheet = book.worksheets[0]
    heads = {str(cell.value).removesuffix("（必填）"): cell.column for cell in sheet[1]}
    sheet.cell(4, heads["联系人"]).value = "沈䶮"
    stream = BytesIO()
    book.save(stream)
    upload(clerk, address, stream.getvalue())
    assert "有改动（1）" in clerk.text and f"联系人： {before[2]['contact_name']} → 沈䶮" in clerk.text
    clerk.send("/apply")
    after = rows(people, address)
    assert after[2] == {**before[2], "contact_name": "沈䶮"} and after[:2] + after[3:] == before[:2] + before[3:]
    clerk.send("/undo")
    assert rows(people, address) == before


def test_every_bad_cell_is_named_at_once_and_only_the_right_rows_come_in(people: People) -> None:
    clerk, address = begun(people)
    lines = ["单位名称,统一社会信用代码,类别,手机", f"甲有限公司,{uscc(701)},企业,19900000701", "乙有限公司,12345,工厂,19900000702"]
    lines += [",,企业,", f"丁有限公司,{uscc(701)},企业,123"]
    upload(clerk, address, "\n".join(lines).encode("gb18030"), "单位.csv")
    assert "有 3 行共 5 处错误" in clerk.text
    for said in ("应为 18 位，现在是 5 位", "没有“工厂”这一项", "“单位名称”没有填", "与本文件第 2 行的“统一社会信用代码”重复", "应填 11 位手机号"):
        assert said in clerk.text, said
    preview = clerk.address
    marked = load_workbook(BytesIO(download(clerk, f"{preview}/marked.xlsx"))).worksheets[0]
    comments = {cell.coordinate: cell.comment.text for row in marked.iter_rows() for cell in row if cell.comment}
    assert len(comments) == 5 and any("没有“工厂”这一项" in text for text in comments.values())
    clerk.send("/apply")
    assert [row["name"] for row in rows(people, address)[3:]] == ["甲有限公司"]


def test_pasted_cells_go_the_same_way_with_or_without_heads(people: People) -> None:
    clerk, address = begun(people)
    clerk.open(f"{address}/import")
    token = clerk.token()
    with_heads = f"单位名称\t统一社会信用代码\t联系人\n庚有限公司\t{uscc(801)}\t李䶮\n"
    answer = clerk.client.post(f"{address}/import", data={"csrf_token": token, "pasted": with_heads}, follow_redirects=True)
    assert "庚有限公司" in answer.text and "新增（1）" in answer.text
    without = f"辛有限公司\t{uscc(802)}\t\t企业\n"
    answer = clerk.client.post(f"{address}/import", data={"csrf_token": token, "pasted": without}, follow_redirects=True)
    assert "辛有限公司" in answer.text and "新增（1）" in answer.text


def test_nearly_the_same_name_is_pointed_out(people: People) -> None:
    clerk, address = begun(people)
    name = str(rows(people, address)[0]["name"]).replace("有限公司", "有限责任公司")
    upload(clerk, address, f"单位名称,类别\n{name},企业\n".encode(), "单位.csv")
    assert "名称与现有第 1 条相近" in clerk.text


def test_a_file_that_is_not_this_list_is_refused_in_words(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "甲,乙\n1,2\n".encode(), "别的.csv")
    assert "没有找到“参与单位”的表头" in clerk.text
    upload(clerk, address, b"\x89PNG\r\n\x1a\n\x00\x00", "图.xlsx")
    assert "不是 Excel 工作簿" in clerk.text
    upload(clerk, address, b"PK\x03\x04 torn", "坏.xlsx")
    assert "已损坏" in clerk.text
