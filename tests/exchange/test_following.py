"""技术需求跟踪 and 约定人数 through the pages: who undertakes, that it is completed, how many people were agreed upon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.exchange.following import queries, service
from cte_portal.exchange.following.service import FollowingRefused, Unit
from cte_portal.exchange.models import Following, Interest, PublishedEntry, TalentAgreement
from cte_portal.exchange.rules import FollowingState, Table, Way
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.support.files import pdf, program
from tests.support.followed import established, published
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor, uscc
from tests.support.scenes import Scene, set_scene


class Lists:
    """Two communities: one with a technology demand and a post, another that offers the technology and the people."""

    def __init__(self, people: People) -> None:
        self.seeker, self.seeking = established(people, "演示装备共同体")
        self.other, self.offering = established(people, "演示焊接共同体", ZHEJIANG)
        [self.demand] = published(people, self.seeking, Table.TECHNOLOGY_DEMAND, {"name": "焊接变形控制", "kind": "process"})
        [self.post] = published(people, self.seeking, Table.TALENT_DEMAND, {"position": "焊工", "people": 20})
        [self.supply] = published(people, self.offering, Table.TECHNOLOGY_SUPPLY, {"name": "变形预测系统"}, unit="示例研究院")
        [self.graduates] = published(people, self.offering, Table.TALENT_SUPPLY, {"profession": "智能焊接技术"}, unit="示例职院")
        for entry, own in ((self.supply, self.demand), (self.graduates, self.post)):
            meet(people, self.seeker, entry, own)


def meet(people: People, email: str, entry: int, own: int) -> None:
    """Both sides have agreed to talk."""
    with people.app.app_context(), transaction():
        person, own_entry = people.person(email), db.session.get_one(PublishedEntry, own)
        interest = Interest(entry_id=entry, own_entry_id=own, community_id=own_entry.community_id, organisation_id=person.organisation_id)
        interest.message, interest.expressed_at, interest.expressed_by_id, interest.accepted_at = "…", clock.now(), person.id, clock.now()
        db.session.add(interest)


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Lists]:
    return set_scene(app, Lists)


@pytest.fixture
def people(scene: Scene[Lists]) -> Iterator[People]:
    with clock.at(NOON):
        yield scene.put()


@pytest.fixture
def lists(scene: Scene[Lists]) -> Lists:
    return scene.known


@pytest.fixture
def lead(people: People, lists: Lists) -> Visitor:
    return people.sign_in(lists.seeker)


def undertakes(lead: Visitor, lists: Lists, **typed: Any) -> Visitor:
    page = lead.open(f"/exchange/followed/{lists.demand}/undertake")
    filled = {"met": [str(lists.supply)], "signed_on": "2026年5月20日", "contract": (pdf("contract"), "合同.pdf"), **typed}
    return page.send("/undertake", filled)


def completes(lead: Visitor, lists: Lists, **typed: Any) -> Visitor:
    page = lead.open(f"/exchange/followed/{lists.demand}/complete")
    filled = {"completed_on": "2026-05-30", "result": "变形减小六成。", "acceptance": (pdf("acceptance"), "验收.pdf"), **typed}
    return page.send("/complete", filled)


def agrees(lead: Visitor, entry: int, **typed: Any) -> Visitor:
    page = lead.open(f"/exchange/followed/{entry}/agreements")
    return page.send("/agreements", {"way": "order", "people": "12", "agreed_on": "2026-05-20", **typed})


def state(people: People, lists: Lists) -> FollowingState:
    with people.app.app_context():
        return db.session.scalars(select(Following.state).where(Following.community_id == lists.seeking)).one()


def test_a_demand_is_undertaken_by_whom_one_met_and_by_others_and_completed(people: People, lists: Lists, lead: Visitor) -> None:
    page = undertakes(lead, lists, name_1="示例大学", code_1=uscc(7).lower())
    assert "示例研究院" in page.text and "示例大学" in page.text and uscc(7) in page.text and "合同.pdf" in page.text
    supplier = people.sign_in(lists.other).open("/notices")
    assert "技术供给被登记为承接：变形预测系统" in supplier.text
    page = completes(lead, lists)
    assert "完成" in page.text and "变形减小六成。" in page.text and "验收.pdf" in page.text
    assert "登记承接" not in page.text
    assert "承接的技术需求已登记完成：焊接变形控制" in supplier.open("/notices").text
    with people.app.app_context():
        actions = [entry.action for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "following"))]
        assert actions == ["following.undertaken", "following.completed"]
        found = queries.figures([lists.seeking, lists.offering], 2026)
        assert (found[lists.seeking].undertaken, found[lists.seeking].completed, found[lists.seeking].process) == (1, 1, 1)
        assert found[lists.offering].undertaken == 0


def test_an_ended_demand_is_proposed_to_nobody_and_takes_no_interest(people: People, lists: Lists, lead: Visitor) -> None:
    supplier = people.sign_in(lists.other)
    assert "焊接变形控制" in supplier.open(f"/exchange/meeting/{lists.supply}").text
    undertakes(lead, lists)
    completes(lead, lists)
    assert "现在没有合适的技术需求" in supplier.open(f"/exchange/meeting/{lists.supply}").text
    assert "这条需求已经完成，不再推荐。" in lead.open(f"/exchange/meeting/{lists.demand}").text
    assert "这条需求已经完成，不再对接。" in supplier.open(f"/exchange/entries/{lists.demand}/interest").text


def test_completing_what_nobody_undertook_is_refused_in_a_plain_sentence(people: People, lists: Lists, lead: Visitor) -> None:
    page = lead.open(f"/exchange/followed/{lists.demand}/complete")
    assert "这条需求还没有登记承接，不能登记完成。" in page.soup.get_text()
    assert page.address == f"/exchange/followed/{lists.demand}"
    assert "登记完成" not in [link.get_text() for link in page.soup.find_all("a")]


def test_what_is_missing_or_wrong_is_named_and_what_was_typed_stays(people: People, lists: Lists, lead: Visitor) -> None:
    page = undertakes(lead, lists, met=[], name_1="示例大学", code_1="91000000", contract=(pdf(), "合同.pdf"))
    assert "应为 18 位，现在是 8 位" in page.text and "请重新选择" in page.text
    assert page.soup.find("input", {"name": "name_1"})["value"] == "示例大学"  # type: ignore[index]
    assert "请填写承接单位，至少一家。" in undertakes(lead, lists, met=[]).text
    assert "请上传承接合同" in undertakes(lead, lists, contract=(program(), "")).text
    assert "不是可以上传的文件类型" in undertakes(lead, lists, contract=(program(), "合同.pdf")).text
    assert "还没有到" in undertakes(lead, lists, signed_on="2026-06-02").text
    assert "应填日期" in undertakes(lead, lists, signed_on="五月底").text
    undertakes(lead, lists)
    assert "早于承接日期" in completes(lead, lists, completed_on="2026-05-01").text
    assert "请写明完成的结果" in completes(lead, lists, result=" ").text
    assert state(people, lists) is FollowingState.UNDERTAKEN


def test_a_step_can_be_taken_back_for_ten_minutes(people: People, lists: Lists, lead: Visitor) -> None:
    undertakes(lead, lists)
    with clock.at(NOON + timedelta(minutes=5)):
        completes(lead, lists).send("/take-back")
        assert state(people, lists) is FollowingState.UNDERTAKEN
        assert "变形减小六成。" not in lead.text
        lead.send("/take-back")
        assert state(people, lists) is FollowingState.PUBLISHED
    assert "已收回" in people.sign_in(lists.other).open("/notices").text
    undertakes(lead, lists)
    with clock.at(NOON + timedelta(minutes=11)):
        page = lead.open(f"/exchange/followed/{lists.demand}")
        assert "撤销最近一次登记" not in page.text
        page.client.post(f"/exchange/followed/{lists.demand}/take-back", data={"csrf_token": page.token()})
        assert "登记已超过 10 分钟，不能撤销。" in page.open("/exchange/followed").soup.get_text()


def test_another_unit_can_join_and_only_its_step_is_taken_back(people: People, lists: Lists, lead: Visitor) -> None:
    undertakes(lead, lists)
    with clock.at(NOON + timedelta(minutes=1)):
        again = undertakes(lead, lists)
        assert "“示例研究院”已经登记为承接单位，不需要重复登记。" in again.text
        undertakes(lead, lists, met=[], name_1="示例大学", code_1=uscc(7)).send("/take-back")
        assert "示例大学" not in lead.text.split("条目内容")[0] and "示例研究院" in lead.text
        assert state(people, lists) is FollowingState.UNDERTAKEN


def test_a_demand_that_is_not_wanted_any_more_ends_with_a_reason(people: People, lists: Lists, lead: Visitor) -> None:
    page = lead.open(f"/exchange/followed/{lists.demand}/terminate").send("/terminate", {"reason": ""})
    assert "请写明终止的原因" in page.text
    page.send("/terminate", {"reason": "产线已经更换。"})
    assert "终止" in page.text and "产线已经更换。" in page.text
    with people.app.app_context():
        assert queries.figures([lists.seeking], 2026)[lists.seeking].completed == 0


def test_papers_are_for_the_community_its_province_and_the_ministry_only(people: People, lists: Lists, lead: Visitor) -> None:
    undertakes(lead, lists)
    completes(lead, lists)
    address = f"/exchange/followed/{lists.demand}"
    links = [str(link["href"]) for link in lead.open(address).soup.find_all("a")]
    papers = [link for link in links if "/contracts/" in link or link.endswith("acceptance")]
    assert len(papers) == 2
    readers = [lead, people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU), people.signed_in(Role.MINISTRY_OFFICER)]
    strangers = [people.sign_in(lists.other), people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)]
    for paper in papers:
        for reader in readers:
            answer = reader.client.get(paper)
            assert answer.mimetype == "application/pdf" and answer.headers["Content-Disposition"].startswith("attachment")
        assert [stranger.open(paper).status for stranger in strangers] == [404, 404]
    for reader in readers[1:]:
        page = reader.open(address)
        assert "合同.pdf" in page.text and "登记完成" not in page.text


def test_everybody_reads_how_far_a_demand_has_come_and_nothing_private(people: People, lists: Lists, lead: Visitor) -> None:
    anybody = people.visitor()
    address = f"/exchange/entries/{lists.demand}"
    assert "承接" not in anybody.open(address).text
    undertakes(lead, lists)
    assert "已由 1 家单位承接，最早于 2026年05月20日签订合同。" in anybody.open(address).text
    completes(lead, lists)
    page = anybody.open(address)
    assert "已于 2026年05月30日完成" in page.text
    assert not any(secret in page.soup.get_text() for secret in ("合同.pdf", "验收.pdf", "变形减小六成", "示例研究院"))


def test_people_agreed_upon_stand_beside_the_number_sought(people: People, lists: Lists, lead: Visitor) -> None:
    page = agrees(lead, lists.post, met=str(lists.graduates))
    assert "12 人 已约定" in page.text and "20 人 需求" in page.text and "12 人 订单培养" in page.text and "示例职院" in page.text
    assert "对方登记了约定人数：智能焊接技术" in people.sign_in(lists.other).open("/notices").text
    page = agrees(lead, lists.post, way="apprentice", people="10", met="", name="示例技校", code=uscc(9))
    assert "22 人 已约定" in page.text and "超过了需求人数" in page.text
    with people.app.app_context():
        found = queries.figures([lists.seeking], 2026)[lists.seeking]
        assert (found.order, found.apprentice, found.entrusted, found.employment, found.met) == (12, 10, 0, 0, 1)
        removed = db.session.scalars(select(TalentAgreement.id).where(TalentAgreement.people == 10)).one()
    page.send(f"/agreements/{removed}/remove")
    assert "12 人 已约定" in page.text
    page.send(f"/agreements/{removed}/restore")
    assert "22 人 已约定" in page.text


def test_a_number_that_makes_no_sense_is_refused(people: People, lists: Lists, lead: Visitor) -> None:
    assert "约定人数应为 1 至 100000 的整数" in agrees(lead, lists.post, people="-3", met=str(lists.graduates)).text
    assert "请选择已对接的单位，或填写合作单位的名称" in agrees(lead, lists.post, met="", name="").text
    assert "还没有到" in agrees(lead, lists.post, met=str(lists.graduates), agreed_on="2026/7/1").text


def test_a_line_counts_as_one_character_however_the_browser_ends_it(people: People, lists: Lists, lead: Visitor) -> None:
    page = lead.open(f"/exchange/followed/{lists.demand}/terminate")
    page.send("/terminate", {"reason": "一\r\n" * 500 + "二"})
    assert "最多 1000 字，现在 1001 字，请删去 1 字" in page.text
    assert state(people, lists) is FollowingState.PUBLISHED
    page.send("/terminate", {"reason": "一\r\n" * 499 + "二三"})
    assert state(people, lists) is FollowingState.TERMINATED


def test_only_a_technology_demand_is_undertaken_and_only_people_are_agreed_upon(people: People, lists: Lists, lead: Visitor) -> None:
    lead.open(f"/exchange/followed/{lists.post}")
    lead.response = lead.client.post(f"/exchange/followed/{lists.post}/take-back", data={"csrf_token": lead.token()}, follow_redirects=True)
    assert "只有技术需求登记承接和完成" in lead.soup.get_text()
    with people.app.app_context():
        demand, by = queries.entry(lists.demand), people.person(lists.seeker)
        assert demand is not None
        with pytest.raises(FollowingRefused, match="只有人才需求和人才供给条目登记约定人数"):
            service.agree(demand, Unit("示例技校"), Way.ORDER, 5, clock.today(), by)
        assert not db.session.scalars(select(TalentAgreement)).all()


def test_what_a_community_offers_itself_is_told_to_nobody_and_its_people_count_once(people: People, lists: Lists, lead: Visitor) -> None:
    [own_supply] = published(people, lists.seeking, Table.TECHNOLOGY_SUPPLY, {"name": "自研软件"}, unit="示例研究所")
    [own_people] = published(people, lists.seeking, Table.TALENT_SUPPLY, {}, unit="示例技校")
    with people.app.app_context():
        by = people.person(lists.seeker)
        demand, supply, post, offered = (queries.entry(one) for one in (lists.demand, own_supply, lists.post, own_people))
        assert demand and supply and post and offered
        service.undertake(demand, [Unit("示例研究所", None, supply)], clock.today(), service.receive(pdf("contract"), "合同.pdf"), by)
        with pytest.raises(FollowingRefused, match="请在那一条上登记，人数不要重复登记"):
            service.agree(offered, Unit("示例厂", None, post), Way.ORDER, 5, clock.today(), by)
        service.agree(post, Unit("示例技校", None, offered), Way.ORDER, 5, clock.today(), by)
        assert [one.people for one in db.session.scalars(select(TalentAgreement))] == [5]
    for email in (lists.seeker, lists.other):
        assert "承接" not in people.sign_in(email).open("/notices").text and "约定人数" not in people.sign_in(email).open("/notices").text


def test_a_number_is_taken_out_and_brought_back_once(people: People, lists: Lists, lead: Visitor) -> None:
    agrees(lead, lists.post, met=str(lists.graduates))
    late = people.sign_in(lists.seeker).open(lead.address)
    with people.app.app_context():
        found = db.session.scalars(select(TalentAgreement.id)).one()
    for step in ("remove", "restore"):
        lead.client.post(f"{late.address}/agreements/{found}/{step}", data={"csrf_token": lead.token()})
        late.client.post(f"{late.address}/agreements/{found}/{step}", data={"csrf_token": late.token()})
    with people.app.app_context():
        actions = [entry.action for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "talent_agreement"))]
        assert actions == ["agreement.noted", "agreement.removed", "agreement.restored"]


def test_the_list_is_filtered_by_state_and_each_authority_sees_its_own(people: People, lists: Lists, lead: Visitor) -> None:
    undertakes(lead, lists)
    agrees(lead, lists.post, met=str(lists.graduates))
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    jiangsu = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    assert "焊接变形控制" in jiangsu.open("/exchange/followed").text and "变形预测系统" not in jiangsu.text
    page = ministry.open("/exchange/followed?state=undertaken").text
    assert "焊接变形控制" in page and "焊工" not in page
    assert "焊接变形控制" not in ministry.open("/exchange/followed?state=published").text
    page = ministry.open("/exchange/followed?state=agreed").text
    assert "12 / 20 人" in page and "智能焊接技术" not in page
    assert "智能焊接技术" in ministry.open("/exchange/followed?state=open").text
    assert "变形预测系统" in ministry.open("/exchange/followed?table=technology_supply&find=预测").text
    assert "没有符合这些条件的条目" in ministry.open("/exchange/followed?find=无").text


def test_a_later_edition_goes_on_with_what_was_noted(people: People, lists: Lists, lead: Visitor) -> None:
    undertakes(lead, lists)
    [again] = published(people, lists.seeking, Table.TECHNOLOGY_DEMAND, {"name": "焊接变形控制（修订）"})
    page = lead.open(f"/exchange/followed/{again}")
    assert "示例研究院" in page.text and "登记完成" in page.text
