"""A published list is frozen, dated and hashed; nothing wrong and nothing personal gets into it; it can be withdrawn with a reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.admin.editions import reading
from cte_portal.audit import AuditEntry, first_broken
from cte_portal.catalogue.content import Row
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.community.models import Community
from cte_portal.community.service import recognising
from cte_portal.exchange import queries, service
from cte_portal.exchange.models import EditionIsFinal, EntryContact, EntryText, Following, ListEdition, PublishedEntry
from cte_portal.exchange.rules import FollowingState, Table
from cte_portal.exchange.search import GRAMS, Sought, find
from cte_portal.extensions import db
from cte_portal.transactions import transaction
from tests.support.editions import edition_files
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.publishing import CONTACT, USUAL, established, published, row
from tests.support.scenes import NOON

DEMAND = Table.TALENT_DEMAND


@dataclass
class Scene:
    community: int
    by: Account

    def publish(self, *rows: Row, table: Table = DEMAND) -> ListEdition:
        return published(self.community, self.by, *rows, table=table)

    def refused(self, *rows: Row, table: Table = DEMAND) -> service.PublicationRefused:
        with pytest.raises(service.PublicationRefused) as refused:
            self.publish(*rows, table=table)
        return refused.value


@pytest.fixture
def scene(people: People) -> Iterator[Scene]:
    community, email = established(people)
    with people.app.app_context():
        yield Scene(community, people.person(email))


def found(sought: Sought) -> list[str]:
    return [db.session.get_one(PublishedEntry, identity).title for identity in find(sought, 1, 20).ids]


def test_an_edition_is_numbered_dated_and_hashed_and_holds_nothing_personal(scene: Scene) -> None:
    edition = scene.publish(row(DEMAND, "a1"), row(DEMAND, "a2", position="装配钳工", unit="r1"))
    held = json.loads(edition.content)
    assert (edition.number, edition.entries, edition.current, edition.published_at) == (1, 2, True, NOON)
    assert edition.sha256 == hashlib.sha256(edition.content.encode()).hexdigest()
    assert (held["number"], held["date"], held["community"]["name"]) == (1, "2026-06-01", "示例数控装备行业产教融合共同体")
    assert [(one["id"], one["unit"]["name"], one["values"]["position"]) for one in held["rows"]] == [
        ("a1", "演示数控装备集团有限公司", "数控设备维修技师"),
        ("a2", "示例精密机械厂", "装配钳工"),
    ]
    public = edition.content + "".join(json.dumps(one.values, ensure_ascii=False) for one in queries.all_entries(edition))
    public += "".join(one.title + one.subject + one.body for one in db.session.scalars(select(EntryText)))
    assert not any(secret in public for secret in CONTACT.values())
    assert [one.values for one in db.session.scalars(select(EntryContact))] == [CONTACT, CONTACT]


def test_an_entry_has_typed_columns_for_what_is_searched_and_matched(scene: Scene) -> None:
    scene.publish()
    entry = db.session.scalars(select(PublishedEntry)).one()
    assert (entry.unit_name, entry.industry_code, entry.province_code, entry.year) == ("演示数控装备集团有限公司", "34", JIANGSU, 2026)
    assert (entry.title, entry.profession_code, entry.profession, entry.degree) == ("数控设备维修技师", "460301", "机电一体化技术", "junior")
    assert (entry.people, entry.wage_from, entry.wage_to, str(entry.due_on)) == (12, 6000, 9000, "2026-07-01")
    scene.publish(table=Table.TECHNOLOGY_DEMAND)
    technology = db.session.scalars(select(PublishedEntry).filter_by(table=Table.TECHNOLOGY_DEMAND)).one()
    assert (technology.field, technology.amount, str(technology.due_on)) == ("焊接工艺", Decimal("120.00"), "2026-12-31")
    scene.publish(table=Table.TALENT_SUPPLY)
    supply = db.session.scalars(select(PublishedEntry).filter_by(table=Table.TALENT_SUPPLY)).one()
    assert (supply.title, supply.province_code, str(supply.due_on)) == ("机电一体化技术", ZHEJIANG, "2026-01-01")  # where the school is


def test_more_rows_than_a_list_holds_are_refused_before_they_are_read(scene: Scene) -> None:
    rows = [row(DEMAND, f"a{number}") for number in range(5001)]
    assert str(scene.refused(*rows)) == "人才需求清单最多 5000 条，现在 5001 条。"
    assert queries.latest(db.session.get_one(Community, scene.community), DEMAND) is None


def test_a_list_that_asks_for_nobody_to_call_keeps_nobody(scene: Scene) -> None:
    files = edition_files("quiet")
    asked, contact, _ = files["lists/talent_demand.toml"].partition(b'[[field]]\nkey = "contact_name"')
    assert contact
    quiet = reading.checked({**files, "lists/talent_demand.toml": asked})
    community = db.session.get_one(Community, scene.community)
    edition = service.publish(community, DEMAND, [Row("a1", USUAL[DEMAND])], scene.by, edition=quiet)
    assert edition.entries == 1 and found(Sought(text="数控设备")) == ["数控设备维修技师"]
    assert not db.session.scalars(select(EntryContact)).all()


def test_an_edition_is_withdrawn_once_and_for_the_first_reason(scene: Scene) -> None:
    edition = scene.publish()
    service.withdraw_edition(edition, "数据有误", scene.by)
    with pytest.raises(service.WithdrawalRefused, match="这一版清单已经撤回"):
        service.withdraw_edition(edition, "另一个原因", scene.by)
    assert edition.withdrawn_reason == "数据有误"


def test_the_edition_before_stays_to_be_cited_and_is_not_found_any_more(scene: Scene) -> None:
    first = scene.publish(row(DEMAND, "a1"), row(DEMAND, "a2", position="装配钳工"))
    digest = first.sha256
    second = scene.publish(row(DEMAND, "a1", people=20))
    assert (first.current, second.current, second.number, first.sha256) == (False, True, 2, digest)
    assert found(Sought(text="装配钳工")) == [] and found(Sought(text="数控设备")) == ["数控设备维修技师"]
    assert [one.title for one in queries.all_entries(first)] == ["数控设备维修技师", "装配钳工"]
    now = queries.current_of_row(scene.community, "a1")
    assert now is not None and (now.edition_id, now.people) == (second.id, 20)
    assert queries.current_of_row(scene.community, "a2") is None


def test_what_was_published_cannot_be_changed_or_removed(scene: Scene) -> None:
    edition = scene.publish()
    edition.content = "{}"
    with pytest.raises(EditionIsFinal):
        db.session.flush()
    db.session.rollback()
    db.session.delete(edition)
    with pytest.raises(EditionIsFinal):
        db.session.flush()
    db.session.rollback()


def test_the_same_list_is_not_published_twice_in_a_year_but_again_in_the_next(scene: Scene) -> None:
    scene.publish()
    assert "与已发布的第 1 版相同" in str(scene.refused())
    with clock.at(NOON + timedelta(days=300)):
        assert scene.publish().number == 2


@pytest.mark.parametrize(
    ("table", "wrong", "said"),
    [
        (DEMAND, {"wage_from": 9000, "wage_to": 6000}, "第 2 条“月薪上限”：月薪上限 6000 元低于下限 9000 元"),
        (DEMAND, {"people": AsTyped("-3")}, "第 2 条“人数”：“人数”不能小于 1，现在填的是 -3"),
        (DEMAND, {"people": -3}, "第 2 条“人数”：“人数”不能小于 1，现在填的是 -3"),
        (DEMAND, {"profession_code": AsTyped("4603")}, "第 2 条“专业代码”"),
        (DEMAND, {"due": AsTyped("明年")}, "第 2 条“到岗时间”：“到岗时间”应填年月"),
        (DEMAND, {"unit": "r9"}, "第 2 条“企业”"),
        (DEMAND, {"province": None}, "第 2 条“工作地省份”：请填写"),
        (DEMAND, {"contact_phone": None}, "第 2 条“联系电话”：请填写"),
        (DEMAND, {"duties": "有意者请打 138 0000 0000。"}, "第 2 条“岗位职责”：含有手机号“138 0000 0000”，这一栏公开，请删去"),
        (DEMAND, {"abilities": "简历发 hr@example.com"}, "第 2 条“能力要求”：含有邮箱“hr@example.com”"),
        (Table.TECHNOLOGY_DEMAND, {"amount": Decimal("-1.00")}, "第 2 条“拟投入”：“拟投入”不能小于 0"),
        (Table.TECHNOLOGY_DEMAND, {"conditions": "联系人身份证 110101199003070011"}, "第 2 条“揭榜条件”：含有身份证号"),
        (Table.TALENT_SUPPLY, {"internship_from": "2026-06", "internship_to": "2026-01"}, "第 2 条“实习结束”"),
    ],
)
def test_nothing_is_published_as_long_as_a_row_is_not_right(scene: Scene, table: Table, wrong: dict[str, Any], said: str) -> None:
    refused = scene.refused(row(table, "a1"), row(table, "a2", **wrong), table=table)
    assert len(refused.problems) == 1 and refused.problems[0].words.startswith(said)
    assert "有 1 处需要修改" in str(refused)
    assert db.session.scalar(select(func.count()).select_from(PublishedEntry)) == 0


def test_only_established_communities_publish_and_never_an_empty_list(scene: Scene, people: People) -> None:
    community = db.session.get_one(Community, scene.community)
    with pytest.raises(service.PublicationRefused, match="没有内容可以发布"):
        service.publish(community, DEMAND, [], scene.by)
    with transaction():
        community.recognised_on = None
    assert "只有已认定的共同体" in str(scene.refused())


def test_a_withdrawn_entry_is_not_found_and_says_why(scene: Scene) -> None:
    edition = scene.publish(row(DEMAND, "a1"), row(DEMAND, "a2", position="装配钳工"))
    entry = queries.all_entries(edition)[0]
    for reason, said in (("  ", "请写明撤回的原因"), ("打 13800000000", "含有手机号")):
        with pytest.raises(service.WithdrawalRefused, match=said):
            service.withdraw_entry(entry, reason, scene.by)
    service.withdraw_entry(entry, "岗位已招满", scene.by)
    assert (entry.withdrawn_reason, entry.withdrawn_at, entry.current) == ("岗位已招满", NOON, False)
    assert found(Sought()) == ["装配钳工"]
    assert "数控设备维修技师" in edition.content  # what was published stays
    with pytest.raises(service.WithdrawalRefused, match="已经撤回"):
        service.withdraw_entry(entry, "再撤一次", scene.by)


def test_a_withdrawn_edition_takes_its_entries_along_and_brings_none_back(scene: Scene) -> None:
    scene.publish()
    second = scene.publish(row(DEMAND, "a1", people=20))
    service.withdraw_edition(second, "数据有误", scene.by)
    assert (second.current, second.withdrawn_reason) == (False, "数据有误")
    assert found(Sought()) == []
    with pytest.raises(service.WithdrawalRefused, match="已经撤回"):
        service.withdraw_entry(queries.all_entries(second)[0], "有误", scene.by)
    assert scene.publish(row(DEMAND, "a1", people=20)).number == 3  # the same again, put right


def test_what_was_published_goes_with_the_recognition_and_comes_back_with_it(scene: Scene) -> None:
    scene.publish(row(DEMAND, "a1", people=3))
    with clock.at(NOON + timedelta(days=1)):
        last = scene.publish(row(DEMAND, "a1"), row(DEMAND, "a2", position="装配钳工"), row(DEMAND, "a3", position="电工"))
    service.withdraw_entry(queries.all_entries(last)[2], "岗位已招满", scene.by)
    withdrawn = scene.publish(row(Table.TALENT_SUPPLY), table=Table.TALENT_SUPPLY)
    service.withdraw_edition(withdrawn, "数据有误", scene.by)
    community = db.session.get_one(Community, scene.community)
    application = community.recognised_application
    assert application is not None
    before = held_by_index()
    with transaction():
        recognising.end(community)
    assert found(Sought()) == [] and queries.newest_entries(5) == [] and queries.newest_editions(5) == [] and queries.years() == []
    assert held_by_index() == [] and db.session.scalar(select(func.count()).select_from(EntryText)) == 0
    with transaction():
        recognising.establish(application, NOON.date(), "演示公告〔2026〕9 号", JIANGSU)
    assert found(Sought(text="机电一体化")) == ["装配钳工", "数控设备维修技师"], "neither older editions nor what was withdrawn come back"
    assert held_by_index() == before and queries.newest_editions(5) == [last]
    with transaction():
        recognising.establish(application, NOON.date(), "演示公告〔2027〕9 号", JIANGSU)
    assert len(found(Sought())) == 2


def held_by_index() -> list[int]:
    return sorted(identity for token in ("entry", "0949b", "t0949b") for identity in db.session.scalars(GRAMS.candidates([token])))


def test_the_index_holds_what_is_current_and_nothing_else(scene: Scene) -> None:
    scene.publish(row(DEMAND, "a1"), row(DEMAND, "a2", position="江㛃𬭎钳工"))
    second = scene.publish(row(DEMAND, "a2", position="江㛃𬭎钳工", people=9))
    service.withdraw_edition(second, "数据有误", scene.by)
    for token in ("entry", "0949b", "t0949b"):  # emptied, whatever was in it
        assert db.session.execute(GRAMS.candidates([token])).all() == []
    assert db.session.scalar(select(func.count()).select_from(EntryText)) == 0


def test_a_technology_demand_is_followed_from_its_first_publication(scene: Scene) -> None:
    technology = Table.TECHNOLOGY_DEMAND
    scene.publish(row(technology, "a1"), table=technology)
    with clock.at(NOON + timedelta(days=30)):
        scene.publish(row(technology, "a1"), row(technology, "a2", name="另一项"), table=technology)
    followed = db.session.scalars(select(Following).order_by(Following.id))
    assert [(one.row, one.state, one.began_at) for one in followed] == [
        ("a1", FollowingState.PUBLISHED, NOON),
        ("a2", FollowingState.PUBLISHED, NOON + timedelta(days=30)),
    ]


def test_every_step_is_in_the_trail(scene: Scene) -> None:
    edition = scene.publish(row(DEMAND, "a1"), row(DEMAND, "a2", position="装配钳工"))
    service.withdraw_entry(queries.all_entries(edition)[0], "岗位已招满", scene.by)
    service.withdraw_edition(edition, "数据有误", scene.by)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind.in_(["list_edition", "published_entry"])).order_by(AuditEntry.id))
    assert [(one.action, one.account_id) for one in entries] == [
        ("list.published", scene.by.id),
        ("entry.withdrawn", scene.by.id),
        ("list.withdrawn", scene.by.id),
    ]
    assert first_broken() is None
