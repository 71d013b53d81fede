"""Figures added up and drawn: the nation's, a province's, one's own; open data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from cte_portal import clock
from cte_portal.annual import queries as annual
from cte_portal.annual.models import ReviewOutcome
from cte_portal.clock import SHANGHAI
from cte_portal.community.models import Community
from cte_portal.extensions import db
from cte_portal.performance.figures import queries, service
from cte_portal.performance.figures.models import IndicatorTally
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support.collected import NOVEMBER, reported
from tests.support.database import counted
from tests.support.established import established, judged
from tests.support.files import text_of
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.scenes import Scene, set_scene


@dataclass(frozen=True)
class Known:
    """Emails and ids. Three communities of one industry in Jiangsu, one of another in Zhejiang; two years each."""

    enterprises: tuple[str, ...]
    province: str
    ministry: str
    communities: tuple[int, ...]


ENROLLED = {2025: ("30", "60", "90", "200"), 2026: ("60", "60", "120", "400")}


def build(people: People) -> Known:
    enterprises = tuple(people.account(Role.APPLICANT, organisation=people.organisation()) for _ in range(4))
    province = people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
    people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    ministry = people.account(Role.MINISTRY_OFFICER)
    ids = []
    with people.app.app_context():
        for number, email in enumerate(enterprises):
            by = people.person(email)
            community = established(by, f"演示绩效{number + 1}共同体", date(2024, 6, 1), ZHEJIANG if number == 3 else JIANGSU)
            with transaction():
                assert community.recognised_application
                community.recognised_application.industry_code = "13" if number == 3 else "36"
            for year, enrolled in ENROLLED.items():
                notes = {"note_3_2": "新增订单班。"} if year == 2026 else {}
                reported(community, year, by, order_enrolled=enrolled[number], order_new="0", **notes)
            ids.append(community.id)
    return Known(enterprises, province, ministry, tuple(ids))


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, build)


@pytest.fixture
def stage(scene: Scene[Known]) -> Iterator[tuple[People, Known]]:
    with clock.at(NOVEMBER):
        yield scene.put(), scene.known


def test_the_nation_s_sum_its_change_and_where_it_comes_from(stage: tuple[People, Known]) -> None:
    people, known = stage
    page = people.sign_in(known.ministry).open("/performance/nation?measure=order_enrolled")
    said = page.text
    assert "4 个共同体已报送" in said
    assert "订单培养在校生数 640 人，比上年增加 68.4%" in said
    assert "江苏省 240 人 3" in said and "浙江省 400 人 1" in said
    assert page.soup.find("svg", attrs={"aria-labelledby": "country-title country-desc"})


def test_a_province_sees_its_own_and_the_ministry_each(stage: tuple[People, Known]) -> None:
    people, known = stage
    said = people.sign_in(known.province).open("/performance/province?measure=order_enrolled").text
    assert "演示绩效1共同体" in said and "演示绩效4共同体" not in said and "订单培养在校生数 240 人" in said
    assert people.sign_in(known.province).open("/performance/province?province=330000").text.startswith("江苏省")
    assert "演示绩效4共同体" in people.sign_in(known.ministry).open("/performance/province?province=330000").text


def test_a_community_sees_its_years_and_its_place_without_the_others_names(stage: tuple[People, Known]) -> None:
    people, known = stage
    said = people.sign_in(known.enterprises[2]).open("/performance?measure=order_enrolled").text
    assert "订单培养在校生数 120 人 60 人 第 1 位，共 3 个" in said
    assert "2025 年 90 人" in said and "演示绩效1" not in said
    alone = people.sign_in(known.enterprises[3]).open("/performance?measure=order_enrolled").text
    assert "少于 3 个，不排位次" in alone


def test_what_is_returned_counts_no_more_and_the_sums_are_those_counted_anew(stage: tuple[People, Known]) -> None:
    people, known = stage
    with people.app.app_context():
        found = annual.deliverable(db.session.get_one(Community, known.communities[1]), 2026, "performance")
        assert found
        judged(found, ReviewOutcome.RETURNED, people.person(known.province), "请核对。")
        kept = _tallies()
        service.recount()
        assert {key: value for key, value in kept.items() if value[0]} == _tallies()
    assert "580 人" in people.sign_in(known.ministry).open("/performance/nation?measure=order_enrolled").text


def _tallies() -> dict[tuple[str, int, str], tuple[int, int]]:
    return {(one.scope, one.year, one.measure): (one.communities, one.hundredths) for one in db.session.scalars(select(IndicatorTally))}


def test_the_report_says_the_changes_and_the_table_opens_in_a_spreadsheet(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = people.sign_in(known.ministry)
    printed = text_of(officer.client.get("/performance/nation.pdf").data)
    assert "2026 年度绩效分析报告" in printed and "68.4%" in printed
    sheet = load_workbook(BytesIO(officer.client.get("/performance/nation.xlsx").data)).worksheets[0]
    lines = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert lines["订单培养在校生数"][2:4] == ("640 人", "380 人")


def test_open_data_hold_finished_years_and_withhold_the_few(stage: tuple[People, Known]) -> None:
    people, _ = stage
    visitor = Visitor(people.app.test_client())
    assert visitor.open("/open-data/2026/provinces.csv").status == 404
    lines = list(csv.DictReader(StringIO(visitor.client.get("/open-data/2025/provinces.csv").data.decode("utf-8-sig"))))
    enrolled = {line["省份"]: (line["共同体数"], line["合计"]) for line in lines if line["分项代码"] == "order_enrolled"}
    assert enrolled == {"江苏省": ("3", "180"), "浙江省": ("少于 3", "*")}
    dictionary = visitor.client.get("/open-data/2025/dictionary.csv").data.decode("utf-8-sig")
    assert "签订订单协议的订单班在籍学生。" in dictionary


def test_a_community_s_own_figures_are_open_only_while_it_agrees(stage: tuple[People, Known]) -> None:
    people, known = stage
    visitor, path = Visitor(people.app.test_client()), "/open-data/2025/communities.csv"

    def opened() -> dict[str, str]:
        lines = list(csv.DictReader(StringIO(visitor.client.get(path).data.decode("utf-8-sig"))))
        return {line["共同体"]: line["数值"] for line in lines if line["分项代码"] == "order_enrolled"}

    assert opened() == {}
    clerk = people.sign_in(known.enterprises[0]).open("/performance?year=2025").send("/2025/open")
    assert "已同意公开" in clerk.soup.find(id="messages").get_text() and opened() == {"演示绩效1共同体": "30"}
    clerk.open("/performance?year=2025").send("/2025/open")
    assert opened() == {}


def test_sums_follow_a_community_that_moved_to_another_industry(stage: tuple[People, Known]) -> None:
    people, known = stage
    with people.app.app_context():
        with transaction():
            moved = db.session.get_one(Community, known.communities[3]).recognised_application
            assert moved
            moved.industry_code = "36"
        service.recount()
        assert queries.by_scope("order_enrolled", 2026, "i")["36"].value == 640


def test_pages_cost_as_many_queries_with_many_communities_as_with_few(stage: tuple[People, Known]) -> None:
    people, known = stage
    for email, path in ((known.ministry, "/performance/nation"), (known.province, "/performance/province"), (known.enterprises[0], "/performance")):
        visitor = people.sign_in(email)
        with counted(people.app) as asked:
            visitor.open(path)
        assert len(asked) <= 15


def test_next_year_begins_with_what_there_is(stage: tuple[People, Known]) -> None:
    people, known = stage
    with clock.at(datetime(2027, 2, 1, 9, tzinfo=SHANGHAI)):
        assert "全国绩效：2026 年" in people.sign_in(known.ministry).open("/performance/nation").text
