"""Lists that live on: started, filled in, imported, checked, published, and changed again, by those who may."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from cte_portal.community.models import Community
from cte_portal.exchange import queries as exchange
from cte_portal.exchange import service as publishing
from cte_portal.exchange.living import queries
from cte_portal.exchange.living.models import LivingLists, UnitLink
from cte_portal.exchange.models import ListEdition, PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.transactions import transaction
from tests.support.living import Desk, Known, put_lists
from tests.support.people import People
from tests.support.publishing import CONTACT, established
from tests.support.scenes import Scene, set_scene
from tests.support.workbooks import workbook

DEMAND, TECHNOLOGY = Table.TALENT_DEMAND, Table.TECHNOLOGY_DEMAND
HEADS = ["企业", "岗位", "岗位职责", "人数", "学历", "专业代码", "专业", "月薪下限", "月薪上限", "紧缺程度", "工作地省份", "到岗时间", "培养方式"]
HEADS += ["联系人", "联系电话"]
GOOD = ["示例精密机械厂", "铣工", "操作铣床。", "3", "中职", "660103", "机械加工技术", "5000", "7000", "一般", "江苏省", "2026年7月", "订单培养"]
GOOD += ["王㭎", "13900001111"]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, put_lists)


@pytest.fixture
def desk(portal: Flask, scene: Scene[Known]) -> Desk:
    people = scene.put()
    return Desk(people, scene.known, people.sign_in(scene.known.lead))


def changed(**cells: str) -> list[str]:
    return [cells.get(head, cell) for head, cell in zip(HEADS, GOOD, strict=True)]


def test_lists_are_started_by_the_lead_enterprise_and_looking_starts_nothing(people: People) -> None:
    community, email = established(people)
    lead = people.sign_in(email).open("/exchange/lists")
    assert "还没有建立" in lead.text
    with people.app.app_context():
        assert db.session.scalar(select(LivingLists)) is None
    lead.send("/exchange/lists")
    assert "供需清单已建立" in lead.soup.get_text() and "人才需求清单" in lead.text and "还没有发布过" in lead.text
    lead.open("/exchange/lists").open("/exchange/lists")
    with people.app.app_context():
        assert [one.community_id for one in db.session.scalars(select(LivingLists))] == [community]


def revoke(desk: Desk) -> None:
    with desk.people.app.app_context(), transaction():
        db.session.get_one(Community, desk.known.community).recognised_on = None


def test_a_community_whose_recognition_was_revoked_meanwhile_starts_no_lists(people: People) -> None:
    community, email = established(people)
    lead = people.sign_in(email).open("/exchange/lists")
    with people.app.app_context(), transaction():
        db.session.get_one(Community, community).recognised_on = None
    lead.send("/exchange/lists")
    assert "已认定" in lead.soup.get_text()
    with people.app.app_context():
        assert db.session.scalar(select(LivingLists)) is None


def test_a_community_whose_recognition_was_revoked_meanwhile_gives_out_no_links(desk: Desk) -> None:
    desk.lead.open(f"{desk.address}/units")
    revoke(desk)
    desk.lead.send("/units")
    assert "共同体的认定已经撤销，不能生成填写链接" in desk.lead.soup.get_text()
    with desk.people.app.app_context():
        assert db.session.scalar(select(UnitLink)) is None


def test_a_row_is_filled_in_by_the_list_editor_and_counted(desk: Desk) -> None:
    typed = {"unit": "r1", "position": "铣工", "duties": "操作铣床。", "people": "3", "degree": "secondary", "profession": "机械加工技术"}
    desk.lead.open(f"{desk.section()}?add=talent_demand").send("/rows", {f"talent_demand-{key}": text for key, text in typed.items()})
    assert "示例精密机械厂" in desk.lead.text
    desk.lead.open(desk.address)
    assert "1 条待更正" in desk.lead.text and "经办人" in desk.lead.text


def test_what_has_to_be_mended_is_named_by_row_and_column_and_leads_to_the_row(desk: Desk) -> None:
    desk.put({}, {"wage_from": 9000, "wage_to": 6000}, {"duties": "有意者请打 138 0000 0000。"}, {"abilities": "身份证 110101199003070011"})
    page = desk.lead.open(f"{desk.address}/publish/talent_demand")
    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.soup.select("tbody tr")]
    assert rows == [
        "第 2 条 月薪上限 月薪上限 6000 元低于下限 9000 元，是否填反了？",
        "第 3 条 岗位职责 含有手机号“138 0000 0000”，这一栏公开，请删去；联系方式只填在联系人各栏",
        "第 4 条 能力要求 含有身份证号“110101199003070011”，这一栏公开，请删去；联系方式只填在联系人各栏",
    ]
    assert not page.soup.select("form[action$='/publish/talent_demand']"), "nothing to press"
    link = page.soup.select_one("tbody a")
    assert link and "138 0000 0000" not in page.open(str(link["href"])).text and "修改岗位" in page.text
    assert "3 条待更正" in desk.lead.open(desk.address).text


def test_everybody_s_view_is_shown_before_it_is_published_and_the_list_goes_on(desk: Desk) -> None:
    first, second = desk.put({}, {"position": "装配钳工"})
    preview = desk.lead.open(f"{desk.address}/publish/talent_demand")
    assert "成为第 1 版，共 2 条" in preview.text and "装配钳工" in preview.text and "联系人、联系电话、联系邮箱不公开" in preview.text
    assert not any(secret in preview.text for secret in CONTACT.values())
    desk.lead.send("/publish/talent_demand")
    assert "人才需求清单第 1 版已发布，共 2 条" in desk.lead.soup.get_text() and "没有改动" in desk.lead.text
    desk.lead.open(f"{desk.section()}?edit={first}").send("/rows", {"talent_demand-people": "20"})
    desk.lead.open(desk.section()).send(f"/rows/{second}/remove")
    desk.put({"position": "检验员"}, {"position": "焊工"})
    assert "新增 2 条，修改 1 条，删去 1 条" in desk.lead.open(desk.address).text
    desk.publish()
    assert "第 2 版已发布，共 3 条" in desk.lead.soup.get_text()
    with desk.people.app.app_context():
        editions = exchange.editions_of(desk.known.community, DEMAND)
        assert [(one.number, one.entries, one.current) for one in editions] == [(2, 3, True), (1, 2, False)]
    desk.lead.open(desk.section()).send(f"/rows/{first}/remove")
    desk.lead.send(f"/rows/{first}/restore")
    assert "没有改动" in desk.lead.open(desk.address).text, "brought back as it was published"


def test_a_list_that_was_changed_after_it_was_looked_at_is_not_published(desk: Desk) -> None:
    desk.put({})
    desk.lead.open(f"{desk.address}/publish/talent_demand")
    desk.put({"position": "没有看过的岗位"})
    desk.lead.send("/publish/talent_demand")
    assert "您查看之后清单又有改动" in desk.lead.soup.get_text() and "没有看过的岗位" in desk.lead.text
    with desk.people.app.app_context():
        assert db.session.scalar(select(ListEdition)) is None


def test_what_was_withdrawn_is_said_and_warned_of_before_it_would_be_public_again(desk: Desk) -> None:
    desk.put({}, {"position": "装配钳工"})
    desk.publish()
    with desk.people.app.app_context():
        entry = db.session.scalars(select(PublishedEntry).filter_by(title="装配钳工")).one()
        publishing.withdraw_entry(entry, "岗位已招满", desk.people.person(desk.known.lead))
    page = desk.lead.open(f"{desk.address}/publish/talent_demand")
    assert "1 条在第 1 版中已经撤回，但还在清单里，发布后会再次公开" in page.text and "装配钳工 （岗位已招满）" in page.text
    with desk.people.app.app_context():
        publishing.withdraw_edition(exchange.editions_of(desk.known.community, DEMAND)[0], "数据有误", desk.people.person(desk.known.lead))
    overview = desk.lead.open(desk.address).text
    assert "已撤回，重新发布后才公开" in overview and "数据有误" in overview


def test_an_import_is_checked_cell_by_cell_before_anything_is_kept(desk: Desk) -> None:
    """Columns in another order, five spellings of a month, codes that the form does not have, numbers below zero."""
    months = ("2026/3/1", "2026年3月", "2026-03", "46082", "2026.3")  # 46082: a day of Excel's
    rows = [changed(岗位=f"岗位{number}", 到岗时间=text) for number, text in enumerate(months)]
    rows += [changed(岗位="学历不对", 学历="小学"), changed(岗位="负数", 人数="-3")]
    rows += [changed(岗位="代码不对", 专业代码="4603"), changed(企业="某不明公司")]
    order = [*range(len(HEADS) - 1, -1, -1)]
    book = workbook([HEADS[at] for at in order], *([row[at] for at in order] for row in rows))
    preview = desk.lead.open(f"{desk.section()}/import").send("/talent_demand/import", {"file": (BytesIO(book), "岗位.xlsx")})
    assert "已读取 9 行，还没有保存" in preview.soup.get_text() and not desk.rows()
    for said in ("小学", "-3", "4603", "某不明公司"):
        assert said in preview.text
    preview.send("/apply")
    assert [row.values["due"] for row in desk.rows()] == ["2026-03"] * 5, "the right ones"


def test_cells_that_stand_in_the_wrong_columns_are_each_named(desk: Desk) -> None:
    swapped = changed(人数="铣工", 岗位="3", 月薪下限="江苏省", 工作地省份="5000")
    book = workbook(HEADS, swapped)
    preview = desk.lead.open(f"{desk.section()}/import").send("/talent_demand/import", {"file": (BytesIO(book), "岗位.xlsx")})
    assert all(label in preview.text for label in ("“人数”", "“月薪下限”", "“工作地省份”"))


def test_province_and_ministry_read_the_lists_and_nobody_else_does(desk: Desk) -> None:
    (row,) = desk.put({})
    for email in (desk.known.province, desk.known.ministry):
        officer = desk.people.sign_in(email).open("/exchange/lists")
        assert "示例数控装备行业产教融合共同体" in officer.text
        assert "数控设备维修技师" in officer.open(desk.section()).text and "清单由牵头企业填写" in officer.text
        assert not officer.soup.select("a[href*='edit='], form[action*='/rows']")
        answer = officer.client.post(f"{desk.section()}/rows/{row}/remove", data={"csrf_token": officer.token()})
        assert answer.status_code == 403 and len(desk.rows()) == 1
    stranger = desk.people.sign_in(desk.known.other_province)
    assert "还没有共同体建立供需清单" in stranger.open("/exchange/lists").text and stranger.open(desk.address).status == 404


def test_a_community_that_lost_its_recognition_keeps_its_lists_to_be_read(desk: Desk) -> None:
    desk.put({})
    with desk.people.app.app_context(), transaction():
        db.session.get_one(Community, desk.known.community).recognised_on = None
    assert "共同体的认定已经撤销，内容只能查看" in desk.lead.open(desk.address).text
    assert "内容只能查看" in desk.lead.open(f"{desk.section()}?add=talent_demand").text and not desk.lead.soup.select("form[action$='/rows']")


def test_the_overview_costs_the_same_however_long_the_lists_are(desk: Desk) -> None:
    desk.put({})
    desk.publish()
    few = desk.asked_of_database(desk.lead, desk.address)
    desk.put(*({"position": f"岗位{number}"} for number in range(120)))
    desk.put({}, {}, table=TECHNOLOGY)
    assert desk.asked_of_database(desk.lead, desk.address) == few
    with desk.people.app.app_context():
        assert [(state.rows, state.wrong) for state in queries.overview(desk.lists())] == [(121, 0), (0, 0), (2, 0), (0, 0)]


def test_both_lists_published_in_the_year_do_the_yearly_duty(desk: Desk) -> None:
    duty = f"/duties/{desk.known.community}/2026/talent_lists"
    for table in (DEMAND, Table.TALENT_SUPPLY):
        desk.put({}, table=table)
        assert "已提交" not in desk.lead.open(duty).text and "去填写、发布供需清单" in desk.lead.text
        desk.publish(table)
    assert "已提交" in desk.lead.open(duty).text or "已通过" in desk.lead.text
    assert "人才需求第 1 版" in desk.lead.text and "人才供给第 1 版" in desk.lead.text
