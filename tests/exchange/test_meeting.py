"""供需对接 through the pages: proposals with reasons, interest, both agree, contacts; who saw them stands in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.community.service import recognising
from cte_portal.exchange.meeting import interests
from cte_portal.exchange.models import Interest, PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.exchange.service import withdraw_entry
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.support.followed import established, published
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.scenes import Scene, set_scene
from tests.web.test_pages import counted

MESSAGE = "希望明年夏天起每年接收 20 名毕业生，先安排暑期实习。"
TURNING = {"profession_code": "460103", "profession": "数控技术"}
POST = {
    "position": "加工中心操作工",
    "duties": "操作加工中心，用 CAD/CAM 软件编程。",
    "people": 20,
    "degree": "junior",
    "due": "2027-07",
    "province": JIANGSU,
    **TURNING,
}
TURNERS = {"strengths": "加工中心编程与操作，CAD/CAM 软件。", "people": 60, "level": "junior", "graduation_year": 2026, **TURNING}
NURSES = {"profession_code": "520201", "profession": "护理", "people": 30}


class Sides:
    """An enterprise's community that seeks turners, a school's community elsewhere that has them."""

    def __init__(self, people: People) -> None:
        self.seeker, self.seeking = established(people, "演示装备共同体")
        self.school, teaching = established(people, "演示数控共同体", ZHEJIANG)
        [self.demand] = published(people, self.seeking, Table.TALENT_DEMAND, POST, unit="示例机床厂")
        self.supply, self.nurses = published(people, teaching, Table.TALENT_SUPPLY, TURNERS, NURSES, unit="示例职院")


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Sides]:
    return set_scene(app, Sides)


@pytest.fixture
def people(scene: Scene[Sides]) -> Iterator[People]:
    with clock.at(NOON):
        yield scene.put()


@pytest.fixture
def sides(scene: Scene[Sides]) -> Sides:
    return scene.known


def asks(people: People, sides: Sides, message: str = MESSAGE) -> Visitor:
    """The seeker's people find the school's entry among the proposals and write to it."""
    seeker = people.sign_in(sides.seeker).open(f"/exchange/meeting/{sides.demand}")
    seeker.open(str(seeker.soup.find("a", string="表达意向")["href"]))  # type: ignore[index]
    return seeker.send("/interest", {"message": message, "contact_phone": "13800000000"})


def interest_in(people: People) -> Interest:
    found = db.session.scalar(select(Interest).order_by(Interest.id.desc()))
    assert found is not None
    return found


def subjects(visitor: Visitor) -> str:
    return visitor.open("/notices").text


def test_a_telephone_number_in_a_refusal_goes_to_nobody(people: People, sides: Sides) -> None:
    asks(people, sides)
    with people.app.app_context():
        own = f"/exchange/interests/{interest_in(people).id}"
    school = people.sign_in(sides.school).open(own).send("/decline", {"reason": "请改打 13900001111。"})
    assert "其中含有手机号“13900001111”。请删去" in school.text
    with people.app.app_context():
        assert interest_in(people).declined_at is None
    assert "婉拒" not in subjects(people.sign_in(sides.seeker))


def test_a_proposal_says_why_and_leaves_out_what_does_not_fit(people: People, sides: Sides) -> None:
    page = people.sign_in(sides.seeker).open(f"/exchange/meeting/{sides.demand}").text
    assert "专业代码相同：460103 数控技术" in page
    assert "“CAD”" in page and "加工中心" in page
    assert "需求 20 人，可供 60 人，人数够用" in page
    assert "示例职院" in page and "演示数控共同体" in page and "很匹配" in page
    assert "护理" not in page
    assert "13900001111" not in page


def test_the_other_way_round_the_school_is_shown_the_demand_for_the_same_reasons(people: People, sides: Sides) -> None:
    page = people.sign_in(sides.school).open(f"/exchange/meeting/{sides.supply}").text
    assert "加工中心操作工" in page and "专业代码相同：460103 数控技术" in page


def test_contacts_are_seen_only_when_both_agree_and_the_trail_knows_by_whom(people: People, sides: Sides) -> None:
    seeker = asks(people, sides)
    assert "待答复" in seeker.text and "保密人" not in seeker.text
    own = seeker.address
    school = people.sign_in(sides.school)
    assert "收到对接意向：数控技术" in subjects(school)
    school.open("/exchange/interests").open(own)
    assert MESSAGE in school.text and "13800000000" not in school.text
    seeker.client.post(f"{own}/contacts", data={"csrf_token": seeker.token()})
    assert "双方都同意后" in seeker.open(own).soup.get_text()

    school.send("/accept")
    assert "13800000000" not in school.text
    assert "对方同意对接：数控技术" in subjects(seeker)
    assert "保密人" not in seeker.open(own).text
    seeker.send("/contacts")
    assert "保密人" in seeker.text and "13900001111" in seeker.text
    school.open(own).send("/contacts")
    assert "13800000000" in school.text
    with people.app.app_context():
        trail = list(db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "interest").order_by(AuditEntry.id)))
        assert [entry.action for entry in trail][:2] == ["interest.expressed", "interest.accepted"]
        saw = [entry.account_id for entry in trail if entry.action == "interest.contact_read"]
        assert saw == [people.person(sides.seeker).id, people.person(sides.school).id]


def test_with_a_revoked_community_nobody_is_brought_together(people: People, sides: Sides) -> None:
    own = asks(people, sides).address
    with people.app.app_context(), transaction():
        recognising.end(db.session.get_one(PublishedEntry, sides.supply).community)
    assert "示例职院" not in people.sign_in(sides.seeker).open(f"/exchange/meeting/{sides.demand}").text
    school = people.sign_in(sides.school).open(own).send("/accept")
    assert "有一方共同体的认定已撤销，不能再同意对接" in school.soup.get_text() and "13800000000" not in school.text
    assert "已婉拒" in school.send("/decline", {"reason": ""}).text


def test_a_refusal_is_told_with_its_reason_and_the_entry_rests_for_a_month(people: People, sides: Sides) -> None:
    seeker = asks(people, sides)
    own = seeker.address
    school = people.sign_in(sides.school).open(own).send("/decline", {"reason": "今年的毕业生已经全部签约。"})
    assert "已婉拒" in school.text
    assert "对方婉拒对接" in subjects(seeker)
    assert "今年的毕业生已经全部签约。" in seeker.open(own).text
    again = f"/exchange/entries/{sides.supply}/interest"
    assert "30 天内不再向同一条表达意向" in seeker.open(again).text
    with clock.at(NOON + timedelta(days=31)):
        later = people.sign_in(sides.seeker).open(again).send("/interest", {"message": MESSAGE, "contact_phone": "13800000000"})
        assert "待答复" in later.text


def test_interest_can_be_taken_back_until_it_is_answered(people: People, sides: Sides) -> None:
    seeker = asks(people, sides)
    own = seeker.address
    seeker.send("/withdraw")
    assert "已撤回" in seeker.text
    school = people.sign_in(sides.school)
    assert "已撤回" in subjects(school) or "收到对接意向" not in school.open(own).text
    token = school.token()
    school.client.post(f"{own}/accept", data={"csrf_token": token})
    assert "这条意向已撤回，不能再答复。" in school.open(own).soup.get_text()


def test_an_answer_can_be_taken_back_until_the_contacts_were_seen(people: People, sides: Sides) -> None:
    seeker = asks(people, sides)
    own = seeker.address
    school = people.sign_in(sides.school).open(own).send("/accept")
    school.send("/take-back")
    assert "待答复" in school.text
    school.send("/accept")
    seeker.open(own).send("/contacts")
    page = school.open(own)
    assert "收回答复" not in page.text
    page.client.post(f"{own}/take-back", data={"csrf_token": page.token()})
    assert "对方已经看到联系方式，不能收回同意。" in page.open(own).soup.get_text()


def test_a_message_with_a_phone_number_is_refused_and_kept(people: People, sides: Sides) -> None:
    seeker = asks(people, sides, "请打 13812345678 联系")
    assert "没有办理成功" in seeker.text and "13812345678" in seeker.text
    assert "请打 13812345678 联系" in seeker.soup.find("textarea").get_text()  # type: ignore[union-attr]


def test_nobody_writes_to_the_same_entry_twice_or_to_their_own(people: People, sides: Sides) -> None:
    asks(people, sides)
    seeker = people.sign_in(sides.seeker)
    assert "正在等待答复" in seeker.open(f"/exchange/entries/{sides.supply}/interest").text
    assert "本单位牵头的共同体" in seeker.open(f"/exchange/entries/{sides.demand}/interest").text


def test_there_is_a_limit_for_a_day(people: People, sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interests, "MOST_A_DAY", 1)
    asks(people, sides)
    seeker = people.sign_in(sides.seeker)
    assert "一天最多表达 1 次意向" in seeker.open(f"/exchange/entries/{sides.nurses}/interest").text
    with clock.at(NOON + timedelta(days=1)):
        tomorrow = people.sign_in(sides.seeker).open(f"/exchange/entries/{sides.nurses}/interest")
        assert "意向说明" in tomorrow.text


def test_a_withdrawn_entry_takes_no_interest(people: People, sides: Sides) -> None:
    with people.app.app_context():
        withdraw_entry(db.session.get_one(PublishedEntry, sides.supply), "已全部签约", people.person(sides.school))
    seeker = people.sign_in(sides.seeker)
    assert "已经撤下" in seeker.open(f"/exchange/entries/{sides.supply}/interest").text
    assert "现在没有合适的人才供给" in seeker.open(f"/exchange/meeting/{sides.demand}").text


def test_an_organisation_without_an_established_community_expresses_no_interest(people: People, sides: Sides) -> None:
    stranger = people.signed_in(Role.APPLICANT).open(f"/exchange/entries/{sides.supply}/interest")
    stranger.send("/interest", {"message": MESSAGE, "contact_phone": "13800000000"})
    assert "已认定的共同体才能表达对接意向。" in stranger.text


def test_the_pages_cost_the_same_queries_with_many_entries(people: People, sides: Sides) -> None:
    seeker = people.sign_in(sides.seeker)
    asks(people, sides)
    addresses = [f"/exchange/meeting/{sides.demand}", "/exchange/followed", "/exchange/interests?side=sent", "/exchange/interests"]
    before = []
    for address in addresses:
        with counted(people.app) as said:
            seeker.open(address)
        before.append(len(said))
    for n in range(8):
        _, community = established(people, f"演示共同体{n}")
        [entry] = published(people, community, Table.TALENT_SUPPLY, {**TURNERS, "strengths": f"第{n}届"})
        with people.app.app_context(), transaction():
            me = people.person(sides.seeker)
            common = {"entry_id": entry, "own_entry_id": sides.demand, "message": MESSAGE, "expressed_at": clock.now(), "contact": {}}
            db.session.add(Interest(community_id=sides.seeking, organisation_id=me.organisation_id, expressed_by_id=me.id, **common))
    for address, most in zip(addresses, before, strict=True):
        with counted(people.app) as said:
            seeker.open(address)
        assert len(said) <= most, address
        assert len(said) <= 14, (address, len(said))
