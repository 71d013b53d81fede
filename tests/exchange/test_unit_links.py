"""A unit with a link fills in its own rows, without an account, and reaches nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.community.models import Community
from cte_portal.exchange.living import service
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.transactions import transaction
from tests.support.living import Desk, Known, put_lists
from tests.support.people import Visitor
from tests.support.scenes import NOON, Scene, set_scene

SUPPLY = Table.TALENT_SUPPLY
TYPED = {
    "position": "铣工",
    "duties": "操作铣床。",
    "people": "3",
    "degree": "secondary",
    "profession": "机械加工技术",
    "scarcity": "usual",
    "province": "320000",
    "training": "order",
    "contact_name": "王㭎",
    "contact_phone": "13900001111",
}


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, put_lists)


@pytest.fixture
def desk(portal: Flask, scene: Scene[Known]) -> Desk:
    people = scene.put()
    return Desk(people, scene.known, people.sign_in(scene.known.lead))


def opened(desk: Desk, path: str, person: str = "王㭎") -> Visitor:
    """A browser with the link open, in which somebody said who they are."""
    unit = desk.people.visitor().open(path)
    return unit.send(path, {"person": person, "position": "人力资源部经理"})


def fill_in(visitor: Visitor, path: str, **changed: str) -> Visitor:
    address = f"{path}/sections/talent_demand"
    return visitor.open(f"{address}?add=talent_demand").send("/rows", {f"talent_demand-{key}": text for key, text in {**TYPED, **changed}.items()})


def test_a_unit_adds_changes_removes_and_brings_back_its_rows(desk: Desk) -> None:
    path = desk.unit_link()
    unit = desk.people.visitor().open(f"{path}/sections/talent_demand?add=talent_demand")
    assert "还没有登记填写人" in unit.text and not unit.soup.select("form[action$='/rows']")
    unit = opened(desk, path)
    fill_in(unit, path)
    assert "已保存" in unit.soup.get_text() and "铣工" in unit.text and "示例精密机械厂" in unit.text
    (row,) = desk.rows()
    assert (row.values["unit"], row.values["people"]) == ("r1", 3)
    unit.open(f"{path}/sections/talent_demand?edit={row.id}").send("/rows", {"talent_demand-people": "5"})
    assert desk.rows()[0].values["people"] == 5
    unit.open(f"{path}/sections/talent_demand").send(f"/rows/{row.id}/remove")
    assert not desk.rows()
    unit.send(f"/rows/{row.id}/restore")
    assert len(desk.rows()) == 1
    assert "13900001111" not in str(unit.open(path).text) and unit.response and unit.response.headers["Cache-Control"] == "private, no-store"


def test_it_reaches_nobody_else_s_rows(desk: Desk) -> None:
    (theirs,) = desk.put({"position": "牵头企业的岗位"})
    path = desk.unit_link()
    unit = opened(desk, path)
    address = f"{path}/sections/talent_demand"
    assert "牵头企业的岗位" not in unit.open(f"{address}?edit={theirs}").text and "还没有填写" in unit.text
    fill_in(unit, path)
    rows = {"csrf_token": unit.token(), "row": theirs, "talent_demand-position": "改成我的"}
    assert unit.client.post(f"{address}/rows", data=rows).status_code == 404
    assert unit.client.post(f"{address}/rows/{theirs}/remove", data=rows).status_code == 404
    assert desk.rows()[0].values["position"] == "牵头企业的岗位"
    mine = desk.rows()[1].id
    unit.open(f"{address}?edit={mine}").send("/rows", {"talent_demand-unit": "lead_enterprise"})
    fill_in(unit, path, unit="lead_enterprise", position="冒名的岗位")
    assert [row.values["unit"] for row in desk.rows()] == ["lead_enterprise", "r1", "r1"], "whose row it is cannot be typed"
    assert "1 条" not in unit.open(path).text and unit.soup.select("tbody tr td.number")[0].get_text(strip=True) == "2"


def test_what_is_wrong_is_kept_and_said_to_the_unit(desk: Desk) -> None:
    path = desk.unit_link()
    unit = fill_in(opened(desk, path), path, people="三个", contact_phone="139")
    assert "有填写需要更正" in unit.soup.get_text() and "三个" in str(unit.form("/rows"))
    assert "1 条待更正" in unit.open(path).text


def test_the_lead_sees_who_filled_in_what_and_when(desk: Desk) -> None:
    path = desk.unit_link()
    unit = opened(desk, path)
    fill_in(unit, path)
    (row,) = desk.rows()
    with clock.at(NOON + timedelta(hours=3)):
        unit.open(path).send(path, {"person": "李䶮", "position": "副厂长"})
        unit.open(f"{path}/sections/talent_demand?edit={row.id}").send("/rows", {"talent_demand-people": "5"})
    page = desk.lead.open(f"{desk.address}/changes")
    lines = [" ".join(line.get_text(" ", strip=True).split()) for line in page.soup.select("tbody tr")]
    assert lines == [
        "2026-06-01 15:00 示例精密机械厂 李䶮（副厂长） 人才需求清单 修改 铣工",
        "2026-06-01 12:00 示例精密机械厂 王㭎（人力资源部经理） 人才需求清单 添加 铣工",
    ]
    assert "单位填写" in desk.lead.open(desk.section()).text and "成员单位（链接填写）" in desk.lead.open(desk.address).text
    with desk.people.app.app_context():
        trail = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "row.saved")).one()
        assert trail.account_id is None and trail.details["person"] == "李䶮" and trail.details["unit"] == "r1"


def test_the_lead_is_told_once_a_day_that_a_unit_filled_in_rows(desk: Desk) -> None:
    path = desk.unit_link()
    unit = opened(desk, path)
    assert "填写了供需清单" not in desk.lead.open("/notices").text, "opening the link changes nothing"
    for people in ("3", "4", "5"):
        fill_in(unit, path, people=people)
    unit.open(f"{path}/sections/talent_demand").send(f"/rows/{desk.rows()[0].id}/remove")
    told = desk.lead.open("/notices")
    assert told.text.count("示例精密机械厂通过链接填写了") == 1 and "填写人：王㭎（人力资源部经理）" in told.text
    other = desk.unit_link("lead_school")
    fill_in(opened(desk, other), other)
    assert desk.lead.open("/notices").text.count("通过链接填写了") == 2, "each unit is told of by itself"
    with clock.at(NOON + timedelta(days=1)):
        fill_in(unit, path, position="钳工")
        lead = desk.people.sign_in(desk.known.lead).open("/notices")
    assert lead.text.count("示例精密机械厂通过链接填写了") == 2
    notice = next(link for link in lead.soup.select("main form, main a") if "/notices/" in str(link.get("action") or link.get("href")))
    assert lead.send(str(notice["action"])).address.endswith(f"{desk.address}/changes")


def test_a_link_is_given_out_renewed_and_withdrawn(desk: Desk) -> None:
    page = desk.lead.open(f"{desk.address}/units")
    page.send("/units")
    assert "已生成 3 个链接" in page.soup.get_text() and page.text.count("可以填写") == 3
    first = page.soup.select_one("#unit-r1 .code:not(.quiet)")
    assert first
    path = first.get_text(strip=True).removeprefix("http://portal.test")
    assert "示例精密机械厂" in desk.people.visitor().open(path).text
    page.send("/units/r1")
    assert "以前的链接不能再用" in page.soup.get_text()
    old = desk.people.visitor().open(path)
    assert old.status == 410 and "这个链接已停用" in old.text and "示例精密机械厂" not in old.text
    second = page.soup.select_one("#unit-r1 .code:not(.quiet)")
    assert second and second.get_text(strip=True) != first.get_text(strip=True)
    page.send("/units/r1/withdraw")
    code = second.get_text(strip=True).rpartition("/")[2]
    typed_in = desk.people.visitor().open("/unit-lists").send("/unit-lists", {"code": code.lower().replace("-", " ")})
    assert typed_in.status == 410 and desk.people.visitor().open("/unit-lists/22222-22222-22222-22222").status == 404


def test_a_link_ends_after_ninety_days(desk: Desk) -> None:
    path = desk.unit_link()
    unit = opened(desk, path)
    with clock.at(NOON + timedelta(days=90)):
        assert unit.open(path).status == 200
    with clock.at(NOON + timedelta(days=91)):
        assert "已于 2026-08-30 到期" in unit.open(path).text
        answer = unit.client.post(f"{path}/sections/talent_demand/rows", data={"csrf_token": "x"})
        assert answer.status_code in (400, 410) and not desk.rows()


def test_a_link_opens_nothing_once_the_recognition_is_revoked(desk: Desk) -> None:
    path = desk.unit_link()
    with desk.people.app.app_context(), transaction():
        db.session.get_one(Community, desk.known.community).recognised_on = None
    page = desk.people.visitor().open(path)
    assert page.status == 410 and "共同体的认定已经撤销，不再填写供需清单" in page.text


def test_nobody_is_named_by_a_link_that_was_stopped_at_the_same_moment(desk: Desk) -> None:
    path = desk.unit_link()
    with desk.people.app.app_context():
        link = service.open_link(path.rpartition("/")[2])
        assert link is not None
        service.withdraw(desk.lists(), "r1", desk.people.person(desk.known.lead))
        with pytest.raises(service.ListsRefused, match="这个链接已停用"):
            service.name_person(link, "王㭎", "经理")
        assert link.person == ""


def test_the_page_of_units_costs_the_same_however_many_rows(desk: Desk) -> None:
    desk.put({"unit": "r1"})
    few = desk.asked_of_database(desk.lead, f"{desk.address}/units")
    desk.put(*({"unit": unit} for unit in ("r1", "lead_enterprise", "lead_school") for _ in range(30)))
    for unit in ("r1", "lead_enterprise"):
        path = desk.unit_link(unit)
        fill_in(opened(desk, path), path)
    assert desk.asked_of_database(desk.lead, f"{desk.address}/units") == few
