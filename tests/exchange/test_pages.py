"""What everybody gets: searching, an entry, an edition, the figures of a year, workbooks; never whom to ask."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event

from cte_portal import clock
from cte_portal.exchange import export, service
from cte_portal.exchange.models import ListEdition, PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.support.people import People, Visitor
from tests.support.publishing import CONTACT, established, published, row
from tests.support.scenes import NOON, Scene, set_scene

DEMAND = Table.TALENT_DEMAND
EVIL = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"


@dataclass
class World:
    lead: str  # email of the one who published
    first: int = 0  # the first edition of the talent demand, 2 entries
    second: int = 0  # the second: one of them changed, 3 entries
    entries: dict[str, int] = field(default_factory=dict)  # name → id

    def of(self, people: People) -> Visitor:
        return people.sign_in(self.lead)


def build(people: People) -> World:
    community, lead = established(people)
    world = World(lead)
    with people.app.app_context():
        by = people.person(lead)
        changing, leaving = row(DEMAND, "a1"), row(DEMAND, "a2", position="装配钳工")
        world.first = published(community, by, changing, leaving).id
        evil = row(DEMAND, "a3", position=EVIL, duties=f"{EVIL}\n第二行", city=FORMULA)
        withdrawn = row(DEMAND, "a4", position="已招满的岗位")
        world.second = published(community, by, row(DEMAND, "a1", people=20), evil, withdrawn).id
        for table in (Table.TALENT_SUPPLY, Table.TECHNOLOGY_DEMAND, Table.TECHNOLOGY_SUPPLY):
            published(community, by, table=table)
        world.entries = {f"{one.row} {one.edition_id}": one.id for one in db.session.query(PublishedEntry).filter_by(table=DEMAND)}
        gone = db.session.get_one(PublishedEntry, world.entries[f"a4 {world.second}"])
        service.withdraw_entry(gone, "岗位已招满", by)
        world.entries |= {one.table.value: one.id for one in db.session.query(PublishedEntry) if one.table is not DEMAND}
    return world


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[World]:
    return set_scene(app, build)


@pytest.fixture
def set_out(scene: Scene[World]) -> Iterator[tuple[People, World]]:
    with clock.at(NOON):
        yield scene.put(), scene.known


def test_a_visitor_searches_filters_and_opens_an_entry(set_out: tuple[People, World]) -> None:
    people, world = set_out
    visitor = people.visitor().open("/")
    assert visitor.soup.find("nav", class_="columns").find("a", string="供需信息")["href"] == "/exchange"  # type: ignore[union-attr,index]
    visitor.open("/exchange")
    assert "共 5 条。" in visitor.text and "最近发布的清单" in visitor.text and "已招满的岗位" not in visitor.text
    visitor.send("/exchange", {"text": "数控 维修", "table": "talent_demand"})
    assert "共 1 条。" in visitor.text and "20 人" in visitor.text and "460301" in visitor.text
    assert "text=" in visitor.address and "table=talent_demand" in visitor.address
    visitor.open(str(visitor.soup.find("a", string="数控设备维修技师")["href"]))  # type: ignore[index]
    for said in ("负责车间数控设备的日常维护。", "6000 元", "2026年7月", "订单培养、直接招聘", "演示数控装备集团有限公司", "联系方式不公开"):
        assert said in visitor.text, said
    assert f"人才需求清单》第 2 版，2026年6月1日发布，http://portal.test/exchange/entries/{world.entries[f'a1 {world.second}']}" in visitor.text
    visitor.open("/exchange?text=没有这样的岗位")
    assert "没有符合条件的条目。可以换一个说法，或减少条件。" in visitor.text and "清除条件" in visitor.text


def test_before_anything_is_published_the_pages_say_so(people: People) -> None:
    visitor = people.visitor().open("/exchange")
    assert "还没有共同体发布供需清单。" in visitor.text
    assert "还没有共同体发布供需清单。" in visitor.open("/exchange/figures").text
    assert visitor.open("/exchange/entries/1").status == visitor.open(f"/exchange/editions/{2**70}").status == 404


def test_what_was_published_before_stays_and_leads_to_what_is_published_now(set_out: tuple[People, World]) -> None:
    people, world = set_out
    visitor = people.visitor().open(f"/exchange/entries/{world.entries[f'a1 {world.first}']}")
    assert "以前发布" in visitor.text and "12 人" in visitor.text
    assert visitor.soup.find("a", string="查看现在发布的内容")["href"] == f"/exchange/entries/{world.entries[f'a1 {world.second}']}"  # type: ignore[index]
    assert "现在发布的清单中已没有这个条目" in visitor.open(f"/exchange/entries/{world.entries[f'a2 {world.first}']}").text
    visitor.open(f"/exchange/editions/{world.first}")
    assert "装配钳工" in visitor.text and "以前发布" in visitor.text and "第 2 版 （2026-06-01，3 条，现行）" in visitor.text


def test_an_edition_can_be_checked_against_its_hash(set_out: tuple[People, World]) -> None:
    people, world = set_out
    visitor = people.visitor().open(f"/exchange/editions/{world.second}")
    digest = visitor.soup.find("code").get_text()  # type: ignore[union-attr]
    content = visitor.client.get(str(visitor.soup.find("a", string=re.compile("发布的原文"))["href"]))  # type: ignore[index]
    assert hashlib.sha256(content.data).hexdigest() == digest and content.mimetype == "application/json"


def test_the_lead_enterprise_withdraws_with_a_reason_that_everybody_reads(set_out: tuple[People, World]) -> None:
    people, world = set_out
    entry = f"/exchange/entries/{world.entries['talent_supply']}"
    lead = world.of(people).open(entry)
    lead.open(str(lead.soup.find("a", string="撤回这个条目")["href"]))  # type: ignore[index]
    lead.send("/withdraw", {"reason": " "})
    assert lead.status == 422 and "请写明撤回的原因" in lead.text
    lead.send("/withdraw", {"reason": "请联系 13800000000"})
    assert "含有手机号“13800000000”，请删去" in lead.text and "请联系 13800000000" in lead.text
    lead.send("/withdraw", {"reason": "学生已全部就业"})
    assert lead.address == entry and "撤回这个条目" not in lead.text
    visitor = people.visitor().open(entry)
    assert "已于 2026年06月01日撤回，不再有效。原因： 学生已全部就业" in visitor.text and "机电一体化技术" in visitor.text
    assert "共 4 条。" in visitor.open("/exchange").text
    lead.open(f"/exchange/editions/{world.second}/withdraw").send("/withdraw", {"reason": "整版有误"})
    for address in (f"/exchange/editions/{world.second}", f"/exchange/entries/{world.entries[f'a1 {world.second}']}"):
        assert "原因： 整版有误" in visitor.open(address).text


def test_only_the_lead_enterprise_is_offered_and_allowed_to_withdraw(set_out: tuple[People, World]) -> None:
    people, world = set_out
    entry = f"/exchange/entries/{world.entries['talent_supply']}"
    assert "撤回" not in people.visitor().open(entry).text
    other = people.signed_in(Role.APPLICANT)
    assert "撤回" not in other.open(entry).text
    assert other.open(f"{entry}/withdraw").status == 404
    assert people.signed_in(Role.AUDITOR).open(f"{entry}/withdraw").status == 404


def test_whom_to_ask_stands_in_no_public_answer(set_out: tuple[People, World]) -> None:
    """Everything that can be reached from the search without leaving /exchange, and what is found by the contacts themselves."""
    people, world = set_out
    visitor = people.visitor()
    seen: set[str] = set()
    waiting = [
        "/exchange",
        *(f"/exchange?text={secret}" for secret in CONTACT.values()),
        *(f"/exchange/entries/{one}" for one in world.entries.values()),
    ]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = visitor.client.get(address)
        assert answer.status_code == 200, address
        if answer.mimetype == "text/html":
            visitor.response = answer
            links = {str(link["href"]).partition("#")[0] for link in visitor.soup.find("main").find_all("a", href=True)}  # type: ignore[union-attr]
            waiting += sorted(one for one in links if one.startswith("/exchange") and one not in seen and one not in waiting)
            text = visitor.soup.find("main").get_text()  # type: ignore[union-attr]
            assert not address.startswith("/exchange?text=") or "没有符合条件的条目" in text
        elif "spreadsheet" in answer.mimetype:
            text = " ".join(str(cell) for line in rows_of(answer.data) for cell in line)
        else:
            text = answer.text
        assert not any(secret in text for secret in CONTACT.values()), address
    assert {"/exchange/figures", f"/exchange/editions/{world.first}", f"/exchange/editions/{world.second}/list.xlsx", "/exchange/found.xlsx"} <= seen


def test_what_people_typed_is_shown_as_text(set_out: tuple[People, World]) -> None:
    people, world = set_out
    visitor = people.visitor()
    for address in ("/exchange", f"/exchange/entries/{world.entries[f'a3 {world.second}']}", f"/exchange/editions/{world.second}"):
        visitor.open(address)
        assert EVIL in visitor.text and "<script>alert" not in visitor.response.text  # type: ignore[union-attr]
    visitor.open(f"/exchange?text={EVIL}&profession={EVIL}")
    assert "<script>alert" not in visitor.response.text  # type: ignore[union-attr]


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [tuple(cell.value for cell in line) for line in sheet.iter_rows()]


def test_an_edition_is_taken_away_with_its_columns_and_without_formulas(set_out: tuple[People, World]) -> None:
    people, world = set_out
    data = people.visitor().client.get(f"/exchange/editions/{world.second}/list.xlsx").data
    head, *rows = rows_of(data)
    assert head[:6] == ("序号", "企业", "产业链环节", "岗位", "岗位职责", "人数（人）") and "联系人" not in head
    assert [line[3] for line in rows] == ["数控设备维修技师", EVIL, "已招满的岗位"] and rows[0][5] == 20
    assert rows[2][head.index("备注")] == "已撤回：岗位已招满"
    assert rows[0][head.index("网址")] == f"http://portal.test/exchange/entries/{world.entries[f'a1 {world.second}']}"
    cell = load_workbook(BytesIO(data)).worksheets[0].cell(3, head.index("工作地城市") + 1)
    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_what_is_found_is_taken_away_as_it_is_found(set_out: tuple[People, World], monkeypatch: pytest.MonkeyPatch) -> None:
    people, world = set_out
    client = people.visitor().client
    head, *rows = rows_of(client.get("/exchange/found.xlsx?table=technology_demand").data)
    assert [dict(zip(head, line, strict=True))["拟投入（万元）"] for line in rows] == [120]
    assert len(rows_of(client.get("/exchange/found.xlsx").data)) == 6
    monkeypatch.setattr(export, "MOST_AT_ONCE", 2)
    assert len(rows_of(client.get("/exchange/found.xlsx").data)) == 3
    assert [line[0] for line in rows_of(client.get(f"/exchange/editions/{world.second}/list.xlsx?page=2").data)] == ["序号", 3]


def test_who_is_signed_in_has_all_of_it_made_in_the_background(set_out: tuple[People, World], monkeypatch: pytest.MonkeyPatch) -> None:
    people, world = set_out
    monkeypatch.setattr(export, "MOST_AT_ONCE", 2)
    visitor = people.signed_in(Role.AUDITOR)
    for address, action, name, count in (
        ("/exchange", "/found/export", "供需信息", 5),
        (f"/exchange/editions/{world.second}", "/export", "示例数控装备行业产教融合共同体人才需求清单第2版", 3),
    ):
        visitor.open(address).send(action)
        with people.app.app_context():
            jobs().do_waiting()
        visitor.open(visitor.address)
        assert f"共导出 {count} 条。" in visitor.text
        link = visitor.soup.find("a", string=re.compile(f"下载 {name}"))
        assert link is not None, visitor.text
        assert len(rows_of(visitor.client.get(str(link["href"])).data)) == count + 1


def test_the_figures_of_a_year_stand_in_charts_and_tables(set_out: tuple[People, World]) -> None:
    people, _ = set_out
    visitor = people.visitor().open("/exchange/figures")
    charts = visitor.soup.find_all("svg")
    assert [chart.find("title").get_text() for chart in charts] == ["2026 年各专业需求和可供人数", "2026 年各省需求人数", "2026 年各省可供人数"]
    tables = [
        [[cell.get_text(strip=True) for cell in line.find_all("td")] for line in table.find_all("tr")[1:]] for table in visitor.soup.find_all("table")
    ]
    assert tables[0] == [["机电一体化技术", "460301", "3", "32", "90"]]  # the newer edition counts, what was withdrawn does not
    assert sorted(tables[1]) == [["江苏省", "3", "32", "0"], ["浙江省", "2", "0", "90"]]
    assert "32" in charts[0].get_text() and visitor.open("/exchange/figures?year=1999").status == 200


@pytest.mark.parametrize("address", ["/exchange", "/exchange?text=数控", "/exchange?profession=460301", "/exchange/figures", "entry", "edition"])
def test_a_page_asks_the_database_the_same_few_things_however_much_there_is(set_out: tuple[People, World], address: str) -> None:
    people, world = set_out
    named = {"entry": f"/exchange/entries/{world.entries[f'a1 {world.second}']}", "edition": f"/exchange/editions/{world.second}"}
    said: list[str] = []
    with people.app.app_context():
        engine = db.engine
    client = people.visitor().client
    listening = lambda *given: said.append(given[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listening)
    try:
        assert client.get(named.get(address, address)).status_code == 200
        first = len(said)
        with people.app.app_context():
            event.remove(engine, "before_cursor_execute", listening)
            more = [row(DEMAND, f"b{n}", position=f"数控操作工{n}") for n in range(30)]
            community = db.session.get_one(ListEdition, world.second).community_id
            named["edition"] = f"/exchange/editions/{published(community, people.person(world.lead), *more).id}"
        event.listen(engine, "before_cursor_execute", listening)
        said.clear()
        client.get(named.get(address, address))
    finally:
        event.remove(engine, "before_cursor_execute", listening)
    assert len(said) <= first + 1 and len(said) <= 10, said
