"""Schemes and scores: bounds, order, arithmetic that can be done again, versions that stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.annual import queries as annual
from cte_portal.annual.models import ReviewOutcome
from cte_portal.catalogue import loader
from cte_portal.community.models import Community
from cte_portal.community.rules import RULE_NAMES
from cte_portal.extensions import db
from cte_portal.performance.scoring import rules
from cte_portal.performance.scoring.rules import Band, Bands, Way, Weight
from cte_portal.roles import Role
from tests.support.collected import NOVEMBER, reported
from tests.support.established import established, judged
from tests.support.people import JIANGSU, People
from tests.support.scenes import Scene, set_scene

FORM = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"].further["performance"]
KEYS = [key for key, (_, _, measure) in FORM.measures.items() if measure.counted][:12]
BANDS = Bands(Decimal(90), Decimal(75), Decimal(60))
POINTS = st.decimals("0.01", 100, places=2)
WEIGHTS = st.lists(
    st.builds(Weight, st.sampled_from(KEYS), POINTS, st.sampled_from(Way), st.decimals("0.01", 5000, places=2)),
    min_size=1,
    unique_by=lambda one: one.measure,
)
HELD = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 10**4))
EVERYBODY = st.dictionaries(st.integers(1, 50), HELD, min_size=1, max_size=12)


@given(WEIGHTS, EVERYBODY)
def test_points_lie_between_nothing_and_all_and_add_up(weights: list[Weight], figures: dict[int, dict[str, int]]) -> None:
    for score in rules.scores(weights, BANDS, figures).values():
        assert all(0 <= line.points <= line.weight.points and 0 <= line.share <= 1 for line in score.lines)
        assert score.points == sum(line.points for line in score.lines) and 0 <= score.percent <= 100
        assert score.band is BANDS.of(score.percent)


@given(WEIGHTS, EVERYBODY, st.data())
def test_more_of_a_figure_never_earns_less(weights: list[Weight], figures: dict[int, dict[str, int]], data: st.DataObject) -> None:
    one, key = data.draw(st.sampled_from(sorted(figures))), data.draw(st.sampled_from([weight.measure for weight in weights]))
    more = {**figures, one: {**figures[one], key: figures[one].get(key, 0) + data.draw(st.integers(1, 1000))}}
    assert rules.scores(weights, BANDS, more)[one].points >= rules.scores(weights, BANDS, figures)[one].points


@given(WEIGHTS, EVERYBODY)
def test_the_arithmetic_that_is_shown_gives_the_points(weights: list[Weight], figures: dict[int, dict[str, int]]) -> None:
    for score in rules.scores(weights, BANDS, figures).values():
        for line in score.lines:
            said = rules.words(FORM, line.to_json())
            if line.figure is None:
                assert said == "没有填报，得 0 分"
            elif "=" in said:
                assert said.endswith(f"= {line.points} 分")
            else:
                assert line.points == line.weight.points.quantize(Decimal("0.01"))


def test_a_weight_is_kept_and_read_again() -> None:
    one = Weight("order_enrolled", Decimal("12.50"), Way.TARGET, Decimal(640))
    assert Weight.from_json(one.to_json()) == one and BANDS.of(Decimal(75)) is Band.GOOD


@dataclass(frozen=True)
class Known:
    enterprises: tuple[str, ...]
    province: str
    communities: tuple[int, ...]


def build(people: People) -> Known:
    """Three communities of one province, with 60, 120 and 300 students in orders."""
    province = people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
    enterprises = tuple(people.account(Role.APPLICANT, organisation=people.organisation()) for _ in range(3))
    ids = []
    with people.app.app_context():
        for number, (email, enrolled) in enumerate(zip(enterprises, ("60", "120", "300"), strict=True)):
            by = people.person(email)
            community = established(by, f"演示评分{number + 1}共同体", date(2024, 6, 1))
            reported(community, 2026, by, order_enrolled=enrolled, order_new="0")
            ids.append(community.id)
    return Known(enterprises, province, tuple(ids))


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, build)


@pytest.fixture
def stage(scene: Scene[Known]) -> Iterator[tuple[People, Known]]:
    with clock.at(NOVEMBER):
        yield scene.put(), scene.known


SCHEME = {"points-order_enrolled": "40", "full-order_enrolled": "240", "points-funds": "10", "way-funds": "rank"}
PATH = "/performance/scoring/2026"


def test_an_authority_sets_a_scheme_and_every_score_shows_its_arithmetic(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = people.sign_in(known.province).open(f"{PATH}/scheme").send("/scheme", SCHEME)
    assert "1 演示评分3共同体 40.00 80.00% 良好" in officer.text and "3 演示评分1共同体 10.00 20.00% 不合格" in officer.text
    said = officer.open(f"{PATH}/communities/{known.communities[1]}").text
    assert "120 人 ÷ 240 人 × 40 分 = 20.00 分" in said
    assert "1,280.50 万元，其他 2 个共同体中有 0 个低于它：0 ÷ 2 × 10 分 = 0.00 分" in said
    own = people.sign_in(known.enterprises[1]).open(f"/performance/scoring/own/{known.communities[1]}/2026").text
    assert "20.00 分，满分 50 分" in own and "演示评分3" not in own


def test_another_scheme_is_another_version_and_the_old_result_stays(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = people.sign_in(known.province).open(f"{PATH}/scheme").send("/scheme", SCHEME)
    officer.open(f"{PATH}/scheme").send("/scheme", {"full-order_enrolled": "300", "points-funds": ""})
    assert "第 2 版" in officer.text and "演示评分2共同体 16.00 40.00% 不合格 20.00 不合格" in officer.text
    assert "20.00 40.00% 不合格" in officer.open(f"{PATH}?version=1").text
    sheet = load_workbook(BytesIO(officer.client.get(f"{PATH}/scores.xlsx").data)).worksheets[0]
    assert next(row[1:3] for row in sheet.iter_rows(min_row=4, values_only=True)) == ("演示评分3共同体", 40)


def test_what_changed_since_is_said_and_computed_anew_on_request(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = people.sign_in(known.province).open(f"{PATH}/scheme").send("/scheme", SCHEME)
    with people.app.app_context():
        found = annual.deliverable(db.session.get_one(Community, known.communities[2]), 2026, "performance")
        assert found
        judged(found, ReviewOutcome.RETURNED, people.person(known.province), "请核对。")
    assert "计算以后有共同体的数发生变化" in officer.open(PATH).text
    officer.send("/recompute")
    assert "计算以后有共同体的数发生变化" not in officer.text and "演示评分3" not in officer.text


def test_what_is_typed_wrong_stays_and_is_named(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = (
        people.sign_in(known.province).open(f"{PATH}/scheme").send("/scheme", {**SCHEME, "points-core_courses": "很多", "full-order_enrolled": ""})
    )
    assert officer.status == 422 and "“联合开发专业核心课程数”的分值应为" in officer.text and "请填写大于 0 的满分值" in officer.text
    assert officer.soup.find(id="points-core_courses")["value"] == "很多"
    officer.send("/scheme", {"points-core_courses": "", "full-order_enrolled": "240", "band-good": "95"})
    assert officer.status == 422 and "优秀 > 良好 > 合格" in officer.text


def test_equal_points_share_a_place(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = people.sign_in(known.province).open(f"{PATH}/scheme").send("/scheme", {"points-order_enrolled": "40", "full-order_enrolled": "120"})
    places = [row.find("td").get_text() for row in officer.soup.find("tbody").find_all("tr")]
    assert places == ["1", "1", "3"]


def test_a_scheme_that_weighs_nothing_is_not_kept(stage: tuple[People, Known]) -> None:
    people, known = stage
    officer = people.sign_in(known.province).open(f"{PATH}/scheme").send("/scheme", {"name": "空方案"})
    assert officer.status == 422 and "至少给一项指标设定分值。" in officer.text
    assert "空方案" not in officer.open(PATH).text
