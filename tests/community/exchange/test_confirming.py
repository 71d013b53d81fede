"""Between the preview and the list: nothing slips in, nothing is overwritten unseen, everything can be taken back."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.community.exchange import service as exchange
from cte_portal.community.exchange.models import ImportDraft
from cte_portal.community.filling.models import ListRow
from cte_portal.community.models import Application, MemberUnit
from cte_portal.community.service import lifecycle
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of
from tests.community.exchange.test_import import begun, download, rows, upload
from tests.conftest import NOON
from tests.support.bad_cells import WRONG, named_cells, spoilt
from tests.support.people import People, Visitor, uscc
from tests.web.test_pages import counted


def changed_export(data: bytes, row: int, head: str, text: str) -> bytes:
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    heads = {str(cell.value).removesuffix("（必填）"): cell.column for cell in sheet[1]}
    sheet.cell(row, heads[head]).value = text
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_whole_way_round_from_the_template_to_an_import_that_changes_nothing(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        assert person.organisation is not None
        application = lifecycle.start(person.organisation, COMMUNITIES[0].name, 2026, person).id
    clerk = people.sign_in(email)
    address = f"/applications/{application}/sections/participants"
    clerk.open(address)
    link = clerk.soup.find("a", string="从 Excel 导入")
    assert link is not None
    clerk.open(str(link["href"]))
    template = clerk.soup.find("a", string="下载空白模板（.xlsx）")
    assert template is not None
    book = load_workbook(BytesIO(download(clerk, str(template["href"]))))
    assert book.sheetnames[:1] == ["参与单位"] and "填写说明" in book.sheetnames
    instructions = " ".join(str(cell.value) for row in book["填写说明"].iter_rows() for cell in row if cell.value)
    for said in (
        "最后一列“行标识（请勿修改）”",
        "“类别”为“企业”时填写",
        "不超过 60 字",
        "中试车间一处、检测设备 6 台套",
        "可选：行业组织、普通高等学校",
    ):
        assert said in instructions, said
    sheet = book.worksheets[0]
    heads = {str(cell.value).removesuffix("（必填）"): cell.column for cell in sheet[1]}
    for number in range(1, 61):
        unit = {"单位名称": f"砚北{number}号中学", "统一社会信用代码": uscc(900 + number), "类别": "职业学校（中职）", "省份": "江苏省"}
        unit |= {"联系人": "李䶮", "手机": 19900000000 + number, "承担任务": "=提供实习岗位；+共建基地", "开放资源": "@-"}
        for head, text in unit.items():
            cell = sheet.cell(number + 1, heads[head], text)
            cell.data_type = "n" if isinstance(text, int) else "s"
    stream = BytesIO()
    book.save(stream)
    upload(clerk, address, stream.getvalue())
    assert "没有错误，可以导入" in clerk.text and "新增（60）" in clerk.text and "第 1 页，共 2 页，60 条" in clerk.text
    clerk.send("/apply")
    assert "已导入 60 条" in clerk.soup.get_text()
    there = rows(people, address)
    assert (there[59]["name"], there[59]["duties"], there[59]["resources"]) == ("砚北60号中学", "=提供实习岗位；+共建基地", "@-")
    upload(clerk, address, download(clerk, f"{address}/export.xlsx"))
    assert "无变化（60）" in clerk.text and "不需要导入" in clerk.text
    assert not clerk.soup.find("form", action=lambda action: action and action.endswith("/apply"))


def test_of_a_thousand_units_all_hundred_bad_cells_are_named_and_no_such_row_comes_in(people: People) -> None:
    clerk, address = begun(people, units=1000)
    before = rows(people, address)
    data, places = spoilt(download(clerk, f"{address}/export.xlsx"), 100, contact="沈䶮")
    upload(clerk, address, data)
    assert "有 100 行共 100 处错误" in clerk.text and "有改动（900）" in clerk.text
    preview = clerk.address
    assert named_cells(clerk) == set(places)
    assert all(f"现在填的是“{text}”" in clerk.text or f"“{text}”" in clerk.text for text in WRONG.values())
    sheet = load_workbook(BytesIO(download(clerk, f"{preview}/marked.xlsx"))).worksheets[0]
    heads = {cell.column: str(cell.value).removesuffix("（必填）") for cell in sheet[1]}
    marked = {
        (cell.row, heads[cell.column]) for row in sheet.iter_rows() for cell in row if cell.comment and cell.fill.fgColor.rgb.endswith("F8C9C4")
    }
    assert marked == set(places), "the marked cells stand where they stood in the file"
    with counted(people.app) as said:
        clerk.open(preview).send("/apply")
    applied = len(said)
    after = rows(people, address)
    spoilt_rows = {row - 2 for row, _ in places}
    assert all(
        row == (old if at in spoilt_rows else {**old, "contact_name": "沈䶮"}) for at, (row, old) in enumerate(zip(after, before, strict=True))
    )
    with counted(people.app) as said:
        clerk.send("/undo")
    assert rows(people, address) == before
    assert applied <= 60 and len(said) <= 60, (applied, len(said))


def test_a_preview_and_an_import_cost_the_same_queries_however_many_rows(people: People) -> None:
    counts = []
    for units in (2, 80):
        clerk, address = begun(people, units=1)
        lines = ["单位名称,统一社会信用代码", *(f"砚北{n}号中学,{uscc(2000 + n)}" for n in range(units))]
        clerk.open(f"{address}/import")
        steps = []
        with counted(people.app) as said:
            clerk.send("/participants/import", {"file": (BytesIO("\n".join(lines).encode()), "单位.csv")})
        steps.append(len(said))
        with counted(people.app) as said:
            clerk.open(clerk.address)
        steps.append(len(said))
        for step in ("/apply", "/undo"):
            with counted(people.app) as said:
                clerk.send(step)
            steps.append(len(said))
        counts.append(steps)
    assert counts[0] == counts[1]
    assert counts[0][1] <= 15


def test_an_import_leaves_one_entry_in_the_trail(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "单位名称\n砚北一中\n岑屿二中\n".encode(), "单位.csv")
    with people.app.app_context():
        before = db.session.query(AuditEntry).count()
    clerk.send("/apply")
    with people.app.app_context():
        entries = db.session.query(AuditEntry).order_by(AuditEntry.id).all()[before:]
        assert [(entry.action, entry.details["added"], entry.details["changed"], entry.details["file"]) for entry in entries] == [
            ("rows.imported", 2, 0, "单位.csv")
        ]


def test_what_a_colleague_saved_meanwhile_is_not_overwritten_unseen(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, changed_export(download(clerk, f"{address}/export.xlsx"), 2, "联系人", "沈䶮"))
    preview = clerk.address
    row = rows(people, address)[0]["id"]
    clerk.open(f"{address}?edit={row}").send("/participants/rows", {"participants-contact_name": "李䶮"})
    clerk.open(preview)
    form = clerk.form("/apply")
    clerk.open(f"{address}?edit={row}").send("/participants/rows", {"participants-contact_name": "王䶮"})
    data = {str(box["name"]): str(box["value"]) for box in form.find_all("input")}
    answer = clerk.client.post(str(form["action"]), data=data, follow_redirects=True)
    assert "核对期间，列表被修改过，还没有导入" in answer.text and "王䶮" in answer.text
    assert rows(people, address)[0]["contact_name"] == "王䶮"
    clerk.open(preview).send("/apply")
    assert rows(people, address)[0]["contact_name"] == "沈䶮"


def test_an_import_is_somebody_elses_change_to_a_page_that_is_open(people: People) -> None:
    clerk, address = begun(people)
    row = rows(people, address)[0]["id"]
    clerk.open(f"{address}?edit={row}").send("/participants/rows", {"participants-contact_name": "李䶮"})
    clerk.open(f"{address}?edit={row}")
    form = clerk.form("/participants/rows")
    base = {str(box["name"]): str(box.get("value", "")) for box in form.find_all("input") if box.get("type") != "radio"}
    clerk.send("/participants/rows", {"participants-contact_name": "赵䶮"})
    upload(clerk, address, changed_export(download(clerk, f"{address}/export.xlsx"), 2, "联系人", "沈䶮"))
    clerk.send("/apply")
    answer = clerk.client.post(str(form["action"]), data={**base, "participants-contact_name": "赵䶮二"}, follow_redirects=True)
    assert "与已保存的不同" in answer.text and "沈䶮" in answer.text


def test_taking_back_leaves_what_was_changed_since(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "单位名称\n砚北一中\n岑屿二中\n".encode(), "单位.csv")
    clerk.send("/apply")
    undo = str(clerk.form("/undo")["action"])
    token = clerk.token()
    row = rows(people, address)[3]["id"]
    clerk.open(f"{address}?edit={row}").send("/participants/rows", {"participants-contact_name": "李䶮"})
    answer = clerk.client.post(undo, data={"csrf_token": token}, follow_redirects=True)
    assert "已撤销导入；导入后又改动过的行保持不变" in answer.text
    assert [one["name"] for one in rows(people, address)[3:]] == ["砚北一中"]
    with people.app.app_context():
        assert db.session.query(MemberUnit).filter_by(name="砚北一中").count() == 1
        assert db.session.query(MemberUnit).filter_by(name="岑屿二中").count() == 0
        assert db.session.query(ListRow).filter(ListRow.values["name"].as_string() == "岑屿二中").count() == 1, "it can still be brought back"


def test_an_import_that_was_taken_back_can_be_confirmed_again(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "单位名称\n砚北一中\n".encode(), "单位.csv")
    preview = clerk.address
    clerk.send("/apply")
    assert "已于 2026-06-01 12:00:00 导入" in clerk.open(preview).text
    clerk.open(address)
    upload(clerk, address, "单位名称\n岑屿二中\n".encode(), "单位.csv")
    clerk.send("/apply").send("/undo")
    assert [one["name"] for one in rows(people, address)[3:]] == ["砚北一中"]
    clerk.open(clerk.address)
    with people.app.app_context():
        last = max(draft.id for draft in db.session.query(ImportDraft))
    clerk.open(f"{preview.rpartition('/')[0]}/{last}").send("/apply")
    assert [one["name"] for one in rows(people, address)[3:]] == ["砚北一中", "岑屿二中"]


def test_rows_with_something_to_look_at_are_counted_and_can_be_shown_alone(people: People) -> None:
    clerk, address = begun(people)
    upload(
        clerk,
        address,
        f"单位名称,类别,省份,联系人,手机,承担任务\n砚北一中,职业学校（中职）,江苏省,李䶮,{19900000501},共建\n岑屿二中,,,,,\n".encode(),
        "单位.csv",
    )
    assert "有 1 行可以导入，但有提醒" in clerk.text
    clerk.open(f"{clerk.address}?show=noted")
    assert "还要补填：类别、省份、联系人、手机、承担任务" in clerk.text and "岑屿二中" in clerk.text and "砚北一中" not in clerk.text


def test_a_list_does_not_become_longer_than_it_may(people: People) -> None:
    clerk, address = begun(people, units=3)
    upload(clerk, address, "\n".join(["单位名称", *(f"砚北{n}号中学" for n in range(998))]).encode(), "单位.csv")
    assert "“参与单位”最多 1000 条，导入后将有 1001 条，放不下" in clerk.text
    assert not clerk.soup.find("form", action=lambda action: action and action.endswith("/apply"))


def test_a_finalised_application_takes_no_import(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "单位名称\n砚北一中\n".encode(), "单位.csv")
    preview = clerk.address
    application = address.removesuffix("/sections/participants")
    clerk.open(f"{application}/finalise").send("/finalise")
    assert "已定稿待盖章" in clerk.open(application).text
    assert not clerk.open(preview).soup.find("form", action=lambda action: action and action.endswith("/apply"))
    assert "不能导入" in clerk.open(f"{address}/import").text
    assert "导出 Excel" in clerk.open(address).text


def test_what_waits_is_dropped_after_a_week_and_when_it_is_given_up(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "单位名称\n砚北一中\n".encode(), "单位.csv")
    with clock.at(NOON + timedelta(days=7, minutes=1)):
        clerk, address = begun(people)
        upload(clerk, address, "单位名称\n岑屿二中\n".encode(), "单位.csv")
        with people.app.app_context():
            assert [[row["texts"]["name"] for row in draft.sheet["rows"]] for draft in db.session.query(ImportDraft)] == [["岑屿二中"]]
        clerk.send("/discard")
        assert "已放弃导入" in clerk.soup.get_text()
        with people.app.app_context():
            assert not db.session.query(ImportDraft).count()


def test_what_was_pasted_is_refused_where_it_is_nothing_or_does_not_fit(people: People) -> None:
    clerk, address = begun(people)
    for pasted, says in (
        ("单位名称\t联系人\n", "没有读到要导入的内容。请从模板的第二行开始填写，一行一条。"),
        ("\t".join(str(n) for n in range(60)), "列"),
        ("\n".join(["单位名称", *(f"砚北{n}号中学" for n in range(1001))]), "共 1001 行，“参与单位”最多 1000 条，请删减后再导入。"),
    ):
        clerk.open(f"{address}/import").send("/participants/import", {"pasted": pasted})
        assert says in clerk.soup.select_one(".notice.error, .error-summary").get_text(), says  # type: ignore[union-attr]
    with people.app.app_context():
        assert db.session.query(ImportDraft).count() == 0


def test_what_a_colleague_imported_meanwhile_is_not_imported_twice(people: People) -> None:
    clerk, address = begun(people)
    upload(clerk, address, "单位名称\n砚北一中\n".encode(), "单位.csv")
    other = Visitor(clerk.client).open(clerk.address)
    clerk.send("/apply")
    other.send("/apply")
    assert "这个文件已经导入过了。如需再次导入，请重新上传。" in other.soup.get_text()
    assert [one["name"] for one in rows(people, address)[3:]] == ["砚北一中"]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([f"砚北{n}号中学" for n in range(998)], "“参与单位”最多 1000 条，导入后将有 1001 条，放不下"),
        (["砚北一中", "长" * 300], "还有错误的单元格，不能全部导入。请更正后重新上传，或只导入正确的行。"),
    ],
)
def test_all_or_nothing_is_nothing_where_something_is_wrong(people: People, names: list[str], says: str) -> None:
    _, address = begun(people)
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = db.session.get_one(Application, int(address.split("/")[2]))
        section, by = edition_of(application).by_key["participants"], people.person(email)
        draft = exchange.take_pasted(application, section, "\n".join(["单位名称", *names]), by)
        seen = exchange.plan_of(application, section, draft).mark
        with pytest.raises(exchange.ImportRefused, match=says):
            exchange.apply(application, section, draft, by, seen=seen, only_right=False)
    assert len(rows(people, address)) == 3


def test_taking_back_an_import_leaves_a_row_that_was_changed_after_it(people: People) -> None:
    clerk, address = begun(people)
    first, second = (str(one["name"]) for one in rows(people, address)[:2])
    upload(clerk, address, f"单位名称,联系人\n{first},李䶮\n{second},周㛃\n".encode(), "单位.csv")
    clerk.send("/apply")
    undo, token = str(clerk.form("/undo")["action"]), clerk.token()
    clerk.open(f"{address}?edit={rows(people, address)[0]['id']}").send("/participants/rows", {"participants-contact_name": "王㭎"})
    clerk.client.post(undo, data={"csrf_token": token})
    names = [one["contact_name"] for one in rows(people, address)[:2]]
    assert names[0] == "王㭎" and names[1] != "周㛃"
