"""Published entries are found by any words, and the ones people mean come first: a small labelled set, kept here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.exchange import search
from cte_portal.exchange.models import PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.exchange.search import Rank, Sought, find, rank
from cte_portal.extensions import db
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.publishing import established, published, row

DEMAND, SUPPLY = Table.TALENT_DEMAND, Table.TALENT_SUPPLY
NEED, OFFER = Table.TECHNOLOGY_DEMAND, Table.TECHNOLOGY_SUPPLY
LABELLED = {  # name → the entry, in the order in which they are published
    "welder": row(DEMAND, "welder", position="焊接工艺员", duties="编制焊接工艺。", profession="智能焊接技术", profession_code="460110"),
    "body only": row(
        DEMAND, "body only", position="质检员", duties="检查焊接件，懂激光。", profession="理化测试与质检技术", profession_code="460119"
    ),
    "mechatronics": row(DEMAND, "mechatronics", position="设备维修技师", province=ZHEJIANG),
    "rare": row(DEMAND, "rare", position="江㛃𬭎钳工", duties="装配。", profession="机械制造及自动化", profession_code="460104"),
    "code in text": row(DEMAND, "code in text", position="班组长", duties="带 460301 专业的学生。", profession="不限", profession_code=None),
    "students": row(SUPPLY, "students", strengths="面向焊接机器人。"),
    "welding students": row(SUPPLY, "welding students", profession="智能焊接技术", profession_code="460110"),
    "deformation": row(NEED, "deformation"),
    "robot": row(NEED, "robot", name="机器人轨迹规划", domain="焊接工艺", situation="轨迹不稳。", goals="误差不超过 1 毫米。"),
    "laser": row(OFFER, "laser"),
    "vision": row(OFFER, "vision", name="ＡＢＣ视觉检测", domain="机器视觉", summary="检测激光焊接的焊缝。"),
}


@pytest.fixture(scope="module")
def numbered(app: Flask, empty_database: object) -> Iterator[dict[int, str]]:
    """Entry id → its name; one community has them all."""
    from cte_portal import clock
    from tests.support.database import put_database
    from tests.support.scenes import NOON

    put_database(app, empty_database)  # type: ignore[arg-type]
    with clock.at(NOON):
        people = People(app)
        community, email = established(people)
        with app.app_context():
            by = people.person(email)
            for table in Table:
                published(community, by, *(one for one in LABELLED.values() if _table_of(one.values) is table), table=table)
            yield {one.id: one.row for one in db.session.query(PublishedEntry)}
            db.session.remove()
            db.engine.dispose()


def _table_of(values: object) -> Table:
    keys = set(values)  # type: ignore[call-overload]
    return next(table for table, key in ((DEMAND, "position"), (SUPPLY, "students"), (NEED, "goals"), (OFFER, "maturity")) if key in keys)


def names(numbered: dict[int, str], sought: Sought) -> list[str]:
    return [numbered[identity] for identity in find(sought, 1, 20).ids]


@pytest.mark.parametrize(
    ("text", "first", "also"),
    [
        ("焊接", ["laser", "deformation", "welding students", "welder"], ["vision", "robot", "students", "body only"]),
        ("焊接工艺", ["welder"], ["laser", "robot", "deformation"]),
        ("460301", ["students", "mechatronics"], ["code in text"]),
        ("460110 焊接", ["welding students", "welder"], []),
        ("激光 焊接", ["laser"], ["vision", "body only"]),
        ("江㛃𬭎", ["rare"], []),
        ("㛃", ["rare"], []),
        ("abc", ["vision"], []),
        ("ａｂｃ 视觉", ["vision"], []),
        ("浙江 维修", ["mechatronics"], []),
        ("数控装备", [], list(LABELLED)),  # the community's name
        ("工艺焊接", [], []),  # its pairs stand apart
        ("没有这样的词", [], []),
        ("保密人", [], []),
        ("13900001111", [], []),
    ],
)
def test_the_entries_people_mean_come_first(numbered: dict[int, str], text: str, first: list[str], also: list[str]) -> None:
    found = names(numbered, Sought(text=text))
    assert set(found[: len(first)]) == set(first), found
    assert set(found[len(first) :]) == set(also), found


@pytest.mark.parametrize("text", ["焊接", "460301", "激光 焊接", "数控装备", "460110 焊接"])
def test_what_is_found_by_ranks_is_what_is_found_by_ranking_everything(numbered: dict[int, str], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    everything = names(numbered, Sought(text=text))
    monkeypatch.setattr(search, "MOST_RANKED", 0 + len(everything) - 1)
    best = find(Sought(text=text), 1, 20)
    assert best.capped and [numbered[one] for one in best.ids] == everything[:-1]


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        (Sought(table=OFFER), {"laser", "vision"}),
        (Sought(text="焊接", table=DEMAND), {"welder", "body only"}),
        (Sought(profession="460110"), {"welder", "welding students"}),
        (Sought(profession="智能焊接"), {"welder", "welding students"}),
        (Sought(profession="机器视觉"), {"vision"}),
        (Sought(province=ZHEJIANG, table=DEMAND), {"mechatronics"}),
        (Sought(province=JIANGSU, text="钳工"), {"rare"}),
        (Sought(industry="34", table=NEED), {"deformation", "robot"}),
        (Sought(industry="C", table=NEED), {"deformation", "robot"}),
        (Sought(industry="35"), set()),
        (Sought(year=2026, table=OFFER), {"laser", "vision"}),
        (Sought(year=2025), set()),
    ],
)
def test_filters_narrow_down_what_is_found(numbered: dict[int, str], sought: Sought, expected: set[str]) -> None:
    assert set(names(numbered, sought)) == expected


def test_pages_follow_each_other_and_end(numbered: dict[int, str]) -> None:
    pages = [find(Sought(text="数控装备"), page, 4) for page in (1, 2, 3, 4)]
    assert [len(one.ids) for one in pages] == [4, 4, 3, 0] and {one.total for one in pages} == {11}
    assert len({identity for one in pages for identity in one.ids}) == 11
    assert [find(Sought(), page, 4).total for page in (1, 9)] == [11, 11]


@pytest.mark.parametrize(
    "hostile", ['"', "' OR 1", "*", "NOT", "AND", "(", "grams:", "\\", "%", "_", "\x00", "entry", "ktalentdemand", "😀", "-", "^"]
)
def test_signs_of_the_databases_own_language_mean_nothing(numbered: dict[int, str], hostile: str) -> None:
    assert names(numbered, Sought(text=hostile)) == [] and names(numbered, Sought(profession=hostile)) == []


@given(st.text(min_size=1, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_a_better_place_never_ranks_lower(word: str, title: str, subject: str) -> None:
    assert rank([word], word + title, subject) <= Rank.TITLE
    assert rank([word], title, word + subject) <= Rank.HEAD
    assert Rank.CODE < Rank.TITLE < Rank.HEAD < Rank.PARTLY < Rank.REST
