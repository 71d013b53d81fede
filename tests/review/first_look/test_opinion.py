"""What a bureau sees, says and may not do; what the province makes of it; what the applicant never reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.community.models import Application, PlaceComment
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.extensions import db
from cte_portal.review.authority_settings import service as settings
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.people import NANJING, SUZHOU, People, Visitor
from tests.support.scenes import Scene, set_scene
from tests.support.world import full_application, hand_in
from tests.web.test_pages import counted


class Case:
    """An application handed in to Jiangsu."""

    def __init__(self, people: People, number: int = 0):
        self.app, self.name = people.app, COMMUNITIES[number].name
        self.email = people.account(Role.APPLICANT, organisation=people.organisation())
        with self.app.app_context():
            clerk = people.person(self.email)
            application = full_application(clerk, number)
            hand_in(application, clerk)
            self.id = application.id

    def status(self) -> str:
        with self.app.app_context():
            found = db.session.get(Application, self.id)
            assert found is not None
            return found.status.value


def waits_for_the_province(people: People) -> tuple[Case, str, str]:
    """A submission to a province that wants first looks; emails of its officer and of Suzhou's."""
    province, city = people.account(Role.PROVINCE_OFFICER), people.account(Role.CITY_OFFICER, city=SUZHOU)
    with people.app.app_context():
        settings.change({"city_first_look": True}, people.person(province), 5)
    return Case(people), province, city


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[tuple[Case, str, str]]:
    return set_scene(app, waits_for_the_province)


@pytest.fixture
def people(scene: Scene[tuple[Case, str, str]], portal: Flask) -> People:
    return scene.put()


@pytest.fixture
def assigned(scene: Scene[tuple[Case, str, str]], people: People) -> tuple[Case, Visitor, Visitor]:
    """Passed on to Suzhou by the province's officer; the officer's browser, and the bureau's."""
    case, province, city = scene.known
    officer = people.sign_in(province).open("/review/first-look")
    assert "未转市级（1）" in officer.text
    officer.open(f"/review/{case.id}").open(f"/review/{case.id}/first-look")
    officer.send("/assign", {"bureau": officer.soup.find("option", string=f"演示市教育局（{SUZHOU}）")["value"]})
    assert "已转演示市教育局" in officer.soup.get_text() and "市级尚未给出意见" in officer.text
    return case, officer, people.sign_in(city)


def test_a_bureau_gives_its_opinion_and_the_province_makes_comments_its_own(assigned: tuple[Case, Visitor, Visitor], people: People) -> None:
    case, officer, city = assigned
    city.open("/first-looks")
    assert "还有 5 天" in city.text
    city.open(city.soup.find("a", string=case.name)["href"])
    assert "写初审意见" in city.text and "审核通过" not in city.text and "退回修改" not in city.text
    files = [link["href"] for link in city.soup.select("main a") if "/evidence/" in link["href"]]
    assert files and all(city.client.get(file).status_code == 200 for file in files[:3])

    city.open(f"/review/{case.id}/comments/basics").send("/basics", {"text": "请写明秘书处人员。"})
    assert "提出初审意见时一并交省级" in city.soup.get_text()
    city.open(f"/review/{case.id}/first-look/opinion").send("/opinion", {"advice": "return", "opinion": ""})
    assert "请写总体意见" in city.text and "请写明秘书处人员。" in city.text
    city.send("/opinion", {"opinion": "基础较好，个别内容需要补充。", "more-place": "foundation", "more-text": "补充近三年数据。"})
    assert "已交省级" in city.soup.get_text() and case.status() == "submitted"
    assert case.name in city.open("/first-looks?answered=1").text

    dossier = officer.open(f"/review/{case.id}")
    assert "建议退回修改" in dossier.text and "基础较好" in dossier.text and "各处意见 2 条" in dossier.text
    officer.open(f"/review/{case.id}/comments/basics").send("/basics", {"text": "请补充专职人员。"})
    officer.open(f"/review/{case.id}/first-look")
    boxes = officer.soup.find_all("input", {"name": "chosen"})
    assert [box.has_attr("checked") for box in boxes] == [False, True], "where the province has its own words, it is asked"
    officer.send("/take-over", {"chosen": [box["value"] for box in boxes]})
    assert "已将 2 条意见收入" in officer.soup.get_text()
    drafts = officer.open(f"/review/{case.id}/return")
    assert [box.get_text().strip() for box in drafts.soup.select("textarea[name^=comment-]")] == [
        "请补充专职人员。\n请写明秘书处人员。",
        "补充近三年数据。",
    ]
    assert "正在等待市级" not in officer.text
    with people.app.app_context():
        assert db.session.query(PlaceComment).count() == 0
    clerk = people.sign_in(case.email).open(f"/applications/{case.id}")
    assert "市级初审" in clerk.text and "基础较好" not in clerk.text and "近三年数据" not in clerk.text


def test_the_province_need_not_wait(assigned: tuple[Case, Visitor, Visitor]) -> None:
    case, officer, city = assigned
    assert "市级尚未给出意见" in officer.open(f"/review/{case.id}").text
    city.open(f"/review/{case.id}/first-look/opinion")
    officer.open(f"/review/{case.id}/decline").send("/decline", {"reason": "本年度不予推荐。"})
    assert case.status() == "declined"
    city.send("/opinion", {"advice": "recommend", "opinion": "同意推荐，写了很久的意见。"})
    assert city.status == 404, "nothing of it is the bureau's any more"
    assert "没有等待初审的申报" in city.open("/first-looks").text


def test_an_opinion_that_comes_too_late_or_twice_is_refused_and_keeps_what_was_typed(assigned: tuple[Case, Visitor, Visitor], people: People) -> None:
    case, _, city = assigned
    colleague = people.sign_in(people.account(Role.CITY_OFFICER, city=SUZHOU)).open(f"/review/{case.id}/first-look/opinion")
    city.open(f"/review/{case.id}/first-look/opinion").send("/opinion", {"advice": "recommend", "opinion": "同意推荐。"})
    colleague.send("/opinion", {"advice": "decline", "opinion": "我看不宜推荐。"})
    assert "初审意见已经给出" in colleague.text and "我看不宜推荐。" in colleague.text


def test_a_return_that_is_advised_names_a_place(assigned: tuple[Case, Visitor, Visitor]) -> None:
    case, _, city = assigned
    city.open(f"/review/{case.id}/first-look/opinion").send("/opinion", {"advice": "return", "opinion": "需要修改。"})
    assert "指明所在位置" in city.text and "需要修改。" in city.text


def test_a_bureau_sees_nothing_that_is_not_assigned_to_it(assigned: tuple[Case, Visitor, Visitor], people: People) -> None:
    case, _, _ = assigned
    other = people.signed_in(Role.CITY_OFFICER, city=NANJING)
    for page in ("", "/first-look/opinion", "/comments/basics"):
        assert other.open(f"/review/{case.id}{page}").status == 404
    assert case.name not in other.open("/first-looks").text


def test_what_is_late_is_shown_to_both(assigned: tuple[Case, Visitor, Visitor], people: People) -> None:
    case, _, _ = assigned
    with clock.at(NOON + timedelta(days=8)):
        assert "逾期 3 天" in people.signed_in(Role.CITY_OFFICER, city=SUZHOU).open("/first-looks").text
        officer = people.signed_in(Role.PROVINCE_OFFICER)
        assert "逾期 3 天" in officer.open("/review/first-look?state=asked").text and "逾期 3 天" in officer.open(f"/review/{case.id}").text


def test_days_that_make_no_sense_are_refused_and_a_page_costs_the_same_however_much_waits(
    assigned: tuple[Case, Visitor, Visitor], people: People
) -> None:
    _, officer, city = assigned
    officer.open("/review/settings").send("/review/settings", {"city_days": "0"})
    assert "应为 1 至 60" in officer.text
    counts = []
    for number in (1, 2):
        pages = ((city, "/first-looks"), (officer, "/review/first-look?state=asked"), (officer, "/review/first-look"))
        with counted(people.app) as said:
            for visitor, address in pages:
                assert visitor.open(address).status == 200
        counts.append(len(said))
        if number == 1:
            another = Case(people, 1)
            officer.open(f"/review/{another.id}/first-look")
            officer.send("/assign", {"bureau": officer.soup.find("option", string=f"演示市教育局（{SUZHOU}）")["value"]})
    assert counts[0] == counts[1] <= 36


def bureau_option(officer: Visitor) -> str:
    return str(officer.soup.find("option", string=f"演示市教育局（{SUZHOU}）")["value"])


def test_what_waits_at_a_bureau_is_not_passed_to_it_again(assigned: tuple[Case, Visitor, Visitor]) -> None:
    case, officer, city = assigned
    officer.open(f"/review/{case.id}/first-look").send("/assign", {"bureau": bureau_option(officer)})
    assert f"这份申报已经在等待演示市教育局（{SUZHOU}）的初审意见。" in officer.text
    city.open(f"/review/{case.id}/first-look/opinion").send("/opinion", {"advice": "recommend", "opinion": "同意推荐。"})
    officer.open(f"/review/{case.id}/first-look").send("/assign", {"bureau": bureau_option(officer)})
    assert f"演示市教育局（{SUZHOU}）已对这一版本提出初审意见。" in officer.text
    assert case.name not in city.open("/first-looks").text and "同意推荐。" in officer.open(f"/review/{case.id}").text


def test_what_was_decided_meanwhile_is_not_passed_on(assigned: tuple[Case, Visitor, Visitor], people: People) -> None:
    case, officer, city = assigned
    officer.open(f"/review/{case.id}/first-look")
    colleague = people.signed_in(Role.PROVINCE_OFFICER)
    colleague.open(f"/review/{case.id}/decline").send("/decline", {"reason": "本年度不予推荐。"})
    officer.send("/assign", {"bureau": bureau_option(officer)})
    assert "不在省级审核中，不能转市级初审。" in officer.text
    assert case.name not in city.open("/first-looks").text


def test_taking_over_nothing_is_refused(assigned: tuple[Case, Visitor, Visitor]) -> None:
    case, officer, city = assigned
    city.open(f"/review/{case.id}/first-look/opinion")
    city.send("/opinion", {"advice": "return", "opinion": "需要补充。", "more-place": "foundation", "more-text": "补充近三年数据。"})
    officer.open(f"/review/{case.id}/first-look").send("/take-over", {"chosen": []})
    assert "请至少勾选一条意见。" in officer.text
    assert not officer.open(f"/review/{case.id}/return").soup.select("textarea[name^=comment-]")
