"""Member units fill in their part by link or by workbook; the lead enterprise sees every difference and decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given as whatever
from hypothesis import strategies as st
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.catalogue import loader
from cte_portal.community.filling.queries import content_of
from cte_portal.community.rules import RULE_NAMES
from cte_portal.performance import queries
from cte_portal.performance.parts import rules, sheet
from cte_portal.performance.rules import figures_of
from tests.performance.conftest import Known, Stage, build
from tests.support.collected import NOVEMBER
from tests.support.established import with_units
from tests.support.people import People, Visitor
from tests.support.scenes import Scene, set_scene

FORM = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"].further["performance"]
KEYS = list(rules.asked(FORM))


def with_members(people: People) -> Known:
    known = build(people)
    with people.app.app_context():
        with_units(Stage(people, known).community(), p1="演示职业学院", p2="演示装备厂")
    return known


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, with_members)


@pytest.fixture
def stage(scene: Scene[Known]) -> Iterator[Stage]:
    with clock.at(NOVEMBER):
        yield Stage(scene.put(), scene.known)


@dataclass
class Unit:
    """Somebody with a link."""

    visitor: Visitor
    path: str

    def fills(self, **figures: str) -> Unit:
        self.visitor.open(f"{self.path}/sections/training")
        self.visitor.send("/sections/training", {f"training-{key}": text for key, text in figures.items()})
        return self


def links(clerk: Visitor, stage: Stage) -> dict[str, str]:
    """Path of each unit's link, by its id."""
    page = clerk.open(f"{stage.form}/units").soup
    return {
        str(row["id"]).removeprefix("unit-"): found[0]
        for row in page.find_all("tr", id=True)
        if (found := re.findall(r"/figure-parts/[0-9A-Z-]+", row.get_text(" ")))
    }


def given(stage: Stage) -> tuple[Visitor, Unit, Unit]:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/units").send("/units")
    units = []
    for path in links(clerk, stage).values():
        visitor = Visitor(stage.people.app.test_client()).open(path)
        visitor.send(path, {"person": "周同学", "position": "科长"})
        units.append(Unit(visitor, path))
    return clerk, units[0], units[1]


def typed(stage: Stage) -> dict[str, object]:
    with stage.people.app.app_context():
        form = queries.collection(stage.known.collection)
        assert form
        return dict(figures_of(content_of(form)))


def test_units_fill_in_their_part_and_the_sum_is_taken_over_when_the_lead_says_so(stage: Stage) -> None:
    clerk, school, works = given(stage)
    school.fills(order_enrolled="80", order_new="40")
    works.fills(order_enrolled="55")
    said = clerk.open(f"{stage.form}/units/compare").text
    assert "3.2 订单培养在校生数 不一致 135 人 2 家 120 人" in said
    assert typed(stage)["order_enrolled"] == 120  # nothing changes by itself
    clerk.send("/units/compare", {"figure": "order_enrolled"})
    assert typed(stage)["order_enrolled"] == 135 and typed(stage)["order_new"] == 60
    clerk.send("/undo")
    assert typed(stage)["order_enrolled"] == 120


def test_who_gave_how_much_is_shown(stage: Stage) -> None:
    clerk, school, works = given(stage)
    school.fills(order_enrolled="80")
    works.fills(order_enrolled="55")
    said = clerk.open(f"{stage.form}/units/compare?figure=order_enrolled").text
    assert "演示职业学院：80 人" in said and "演示装备厂：55 人" in said


def test_a_unit_sees_its_own_figures_only_and_none_that_it_is_not_asked_for(stage: Stage) -> None:
    _, school, works = given(stage)
    school.fills(order_enrolled="80")
    page = works.visitor.open(f"{works.path}/sections/training").soup
    assert page.find(id="training-order_enrolled")["value"] == "" and page.find(id="training-counted_once") is None
    assert works.visitor.open(f"{works.path}/sections/resources").status == 404


def test_handed_back_nothing_changes_until_it_is_opened_again(stage: Stage) -> None:
    clerk, school, _ = given(stage)
    assert "还没有填写任何数" in school.visitor.open(school.path).send("/hand-back").soup.get_text()
    school.fills(order_enrolled="80")
    school.visitor.open(school.path).send("/hand-back")
    assert "已交回" in school.visitor.open(school.path).text
    assert school.visitor.open(f"{school.path}/sections/training").soup.find("form", id="form-training") is None
    assert "已交回 1 家" in clerk.open(f"{stage.form}/units").text
    clerk.send("/p1/reopen" if "/units/p1/reopen" in str(clerk.soup) else "/p2/reopen")
    school.fills(order_enrolled="90")
    assert "90 人" in clerk.open(f"{stage.form}/units/compare").text


def test_a_new_link_makes_the_old_one_void_and_a_stopped_one_says_so(stage: Stage) -> None:
    clerk, school, _ = given(stage)
    unit = next(key for key, path in links(clerk, stage).items() if path == school.path)
    clerk.open(f"{stage.form}/units").send(f"/units/{unit}")
    assert school.visitor.open(school.path).status == 410 and "已停用" in school.visitor.text
    new = links(clerk, stage)[unit]
    assert "周同学" in school.visitor.open(new).text
    clerk.open(f"{stage.form}/units").send(f"/units/{unit}/withdraw")
    assert school.visitor.open(new).status == 410
    assert school.visitor.open("/figure-parts/2A9KD-XM3QT-2A9KD-XM3QT").status == 404


def test_a_workbook_goes_out_and_comes_back_with_every_conflict_shown(stage: Stage) -> None:
    _, school, _ = given(stage)
    school.fills(order_enrolled="80")
    book = load_workbook(BytesIO(school.visitor.client.get(f"{school.path}/figures.xlsx").data))
    wanted = {"order_enrolled": "96", "entrusted_enrolled": "１２", "service_income": "无", "core_courses": "x", "funds": "7"}
    for row in book.worksheets[0].iter_rows(min_row=4):
        if row[0].value in wanted:
            row[5].value = wanted[row[0].value]
    file = BytesIO()
    book.save(file)
    page = school.visitor.open(school.path)
    page.send("/figures", {"file": (BytesIO(file.getvalue()), "绩效.xlsx")}, confirms=False)
    assert "2 格不能导入" in page.text and "“横向技术服务到款额”填的是“无”；如果是没有发生，请填 0" in page.text
    assert "3.2 订单培养在校生数（人） 80 96" in page.text
    checked = [str(box["value"]) for box in page.soup.find_all("input", attrs={"name": "take", "checked": True})]
    assert checked == ["entrusted_enrolled"]  # what would take another's place is not chosen beforehand
    page.send("/figures", button="confirmed=yes", confirms=False)
    opened = school.visitor.open(f"{school.path}/sections/training").soup
    assert (opened.find(id="training-order_enrolled")["value"], opened.find(id="training-entrusted_enrolled")["value"]) == ("80", "12")


def test_the_lead_takes_in_a_workbook_that_came_by_mail_and_refuses_what_is_none(stage: Stage) -> None:
    clerk, school, _ = given(stage)
    data = school.visitor.client.get(f"{school.path}/figures.xlsx").data
    page = clerk.open(f"{stage.form}/units")
    page.send("/figures", {"file": (BytesIO(data), "绩效.xlsx")})
    assert "表中没有与现在不同的数" in page.text
    page.open(f"{stage.form}/units").send("/figures", {"file": (BytesIO(b"PK\x03\x04 torn"), "坏.xlsx")})
    assert "“坏.xlsx”不能导入" in page.soup.find(id="messages").get_text()


FIGURES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 10**6))


@whatever(st.lists(FIGURES, max_size=6), FIGURES)
def test_the_sum_is_that_of_the_units_and_whatever_differs_is_named(parts: list[dict[str, int]], now: dict[str, int]) -> None:
    named = [(f"单位{number}", part) for number, part in enumerate(parts)]
    for line in rules.compared(FORM, named, now):
        mine = [part[line.measure.key] for part in parts if line.measure.key in part]
        assert line.total == (sum(mine) if mine else None) and len(line.units) == len(mine)
        assert line.differs == (bool(mine) and sum(mine) != now.get(line.measure.key))


@whatever(FIGURES, FIGURES)
def test_what_is_written_is_read_again(values: dict[str, int], now: dict[str, int]) -> None:
    part = rules.part_of(FORM)
    heads = [head for head, _ in sheet.HEADS]
    rows = [(at, [str(cell or "") for cell in line]) for at, line in enumerate([tuple(heads), *sheet.lines_to_fill(part, values)])]
    read = sheet.read_lines(part, [rows], now)
    assert [line.measure.key for line in read] == KEYS
    assert {line.measure.key: line.value for line in read if line.value is not None} == values
    assert {line.measure.key for line in read if line.conflicts} == {key for key in values if key in now and now[key] != values[key]}


def by_hand(visitor: Visitor, address: str, **typed: str) -> Visitor:
    """What nothing on the open page would send."""
    visitor.response = visitor.client.post(address, data={"csrf_token": visitor.token(), **typed}, follow_redirects=True)
    return visitor


def said(visitor: Visitor) -> str:
    return str(visitor.soup.find(id="messages").get_text())  # type: ignore[union-attr]


def test_nobody_outside_the_community_gets_a_link(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/units")
    by_hand(clerk, f"{stage.form}/units/p9")
    assert "这个单位不在建设单位之列。" in said(clerk)
    assert links(clerk, stage) == {}


def test_once_the_figures_are_handed_in_no_unit_is_asked_any_more(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/units")
    stage.sign_in("enterprise").open(stage.form).send("/hand-in")
    clerk.send("/units")
    assert "2026 年度绩效数据已提交，不再收集各单位的数据。如需修改，请先撤回，或由主管部门退回。" in said(clerk)
    assert links(clerk, stage) == {}


def test_a_part_is_handed_back_once(stage: Stage) -> None:
    _, school, _ = given(stage)
    school.fills(order_enrolled="80")
    colleague = Visitor(stage.people.app.test_client()).open(school.path)
    school.visitor.open(school.path).send("/hand-back")
    colleague.send("/hand-back")
    assert "已交回。需要修改的，请联系牵头企业重新开放。" in said(colleague)


def test_a_workbook_that_was_checked_before_the_part_was_handed_back_is_not_put_in(stage: Stage) -> None:
    _, school, _ = given(stage)
    school.fills(order_enrolled="80")
    book = load_workbook(BytesIO(school.visitor.client.get(f"{school.path}/figures.xlsx").data))
    for row in book.worksheets[0].iter_rows(min_row=4):
        if row[0].value == "entrusted_enrolled":
            row[5].value = "12"
    file = BytesIO()
    book.save(file)
    file.seek(0)
    colleague = Visitor(stage.people.app.test_client()).open(school.path)
    colleague.send("/figures", {"file": (file, "绩效.xlsx")}, confirms=False)
    school.visitor.open(school.path).send("/hand-back")
    colleague.send("/figures", button="confirmed=yes", confirms=False)
    assert "已交回，不能再导入。需要修改的，请联系牵头企业重新开放。" in said(colleague)
    assert "12 人" not in stage.sign_in("enterprise").open(f"{stage.form}/units/compare").text


def test_what_was_adopted_is_undone_once(stage: Stage) -> None:
    clerk, school, _ = given(stage)
    school.fills(order_enrolled="80")
    clerk.open(f"{stage.form}/units/compare").send("/units/compare", {"figure": "order_enrolled"})
    other = stage.sign_in("enterprise").open(f"{stage.form}/units/compare")
    clerk.send("/undo")
    clerk.open(f"{stage.form}/sections/training").send("/sections/training", {"training-order_enrolled": "99"})
    by_hand(other, f"{stage.form}/units/compare/1/undo")
    assert "这次采用已经撤销。" in said(other) and typed(stage)["order_enrolled"] == 99


def test_what_somebody_changed_after_it_was_adopted_stays(stage: Stage) -> None:
    clerk, school, _ = given(stage)
    school.fills(order_enrolled="80")
    clerk.open(f"{stage.form}/units/compare").send("/units/compare", {"figure": "order_enrolled"})
    other = stage.sign_in("enterprise").open(f"{stage.form}/sections/training")
    other.send("/sections/training", {"training-order_enrolled": "99"})
    clerk.send("/undo")
    assert typed(stage)["order_enrolled"] == 99
