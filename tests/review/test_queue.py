"""The officers' queue: what is found, in which order, page by page, at what cost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text

from cte_portal import clock
from cte_portal.community.finding import service as finding
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.notices.models import Notice
from cte_portal.review.queue import queries, rules, service
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.support.many import put_many
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.scenes import Scene, set_scene
from tests.web.test_pages import counted

COUNT = 130


def many(people: People) -> None:
    """130 applications of Jiangsu's in 2026, each six hours after the other, and three of Zhejiang's."""
    with people.app.app_context():
        put_many(range(1, COUNT + 1), JIANGSU)
        put_many(range(COUNT + 1, COUNT + 4), ZHEJIANG)


@pytest.fixture(scope="module")
def filled(app: Flask) -> Scene[None]:
    return set_scene(app, many)


@pytest.fixture
def portal(filled: Scene[None], portal: Flask) -> Flask:
    """The portal with all of them."""
    filled.put()
    return portal


@pytest.fixture
def officer(people: People) -> Visitor:
    return people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU, name="吴䶮")


def listed(visitor: Visitor) -> list[int]:
    """The ids on the page, in order."""
    return [int(str(box["value"])) for box in visitor.soup.select("input[name=application]")]


def asked(visitor: Visitor, **filters: object) -> list[int]:
    visitor.open("/review?" + urlencode(filters))
    assert visitor.status == 200
    return listed(visitor)


def all_pages(visitor: Visitor, **filters: object) -> list[list[int]]:
    pages = [asked(visitor, **filters)]
    while following := visitor.soup.find("a", rel="next"):
        visitor.open(str(following["href"]))  # type: ignore[index]
        pages.append(listed(visitor))
    return pages


def expected(portal: Flask, where: str, order: str = "submitted_at, id") -> list[int]:
    with portal.app_context():
        own = f"submitted_to = '{JIANGSU}' AND {where}"
        return list(db.session.scalars(text(f"SELECT id FROM application WHERE {own} ORDER BY {order}")))


OVERDUE = "((status IN ('returned', 'draft', 'finalised') AND correction_due < '2026-06-01')"
OVERDUE += " OR (status IN ('submitted', 'approved') AND submitted_at < '2026-05-16 16:00:00'))"


@pytest.mark.parametrize(
    ("filters", "where", "order"),
    [
        ({}, "year = 2026", "submitted_at, id"),
        ({"year": "all"}, "1 = 1", "submitted_at, id"),
        ({"status": "returned"}, "status = 'returned'", "submitted_at, id"),
        ({"industry": "C"}, "industry_group = 'C'", "submitted_at, id"),
        ({"industry": "36"}, "industry_code = '36'", "submitted_at, id"),
        ({"direct": "yes"}, "direct", "submitted_at, id"),
        ({"flagged": "yes"}, "manual_check", "submitted_at, id"),
        ({"officer": "nobody"}, "province_officer_id IS NULL", "submitted_at, id"),
        ({"overdue": "yes"}, OVERDUE, "submitted_at, id"),
        ({"sort": "-arrived"}, "1 = 1", "submitted_at DESC, id DESC"),
        ({"sort": "name"}, "1 = 1", "name_order, id"),
        ({"sort": "-name", "status": "submitted"}, "status = 'submitted'", "name_order DESC, id DESC"),
        ({"sort": "due"}, "correction_due IS NOT NULL AND status = 'returned'", "correction_due, id"),
        ({"sort": "-due"}, "correction_due IS NOT NULL AND status = 'returned'", "correction_due DESC, id DESC"),
        ({"industry": "C", "status": "submitted", "officer": "nobody"}, "industry_group='C' AND status='submitted'", "submitted_at, id"),
    ],
)
def test_every_filter_and_order_shows_exactly_what_it_says_on_all_its_pages(
    portal: Flask, officer: Visitor, filters: dict[str, str], where: str, order: str
) -> None:
    pages = all_pages(officer, **filters)
    assert [one for page in pages for one in page] == expected(portal, where, order)
    back = [listed(officer)]
    while before := officer.soup.find("a", rel="prev"):
        officer.open(str(before["href"]))  # type: ignore[index]
        back.append(listed(officer))
    assert back == pages[::-1]


@pytest.mark.parametrize(
    "filters", [{}, {"state": "submitted", "sort": "-arrived"}, {"sort": "-name"}, {"sort": "due"}, {"text": "行业", "sort": "name"}]
)
def test_what_comes_next_is_what_the_list_shows_next_and_after_the_last_the_first(portal: Flask, people: People, filters: dict[str, str]) -> None:
    email = people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
    with portal.app_context():
        officer, wanted = people.person(email), rules.Filters(2026, **filters)  # type: ignore[arg-type]
        found = queries.search(officer, wanted)
        order = [row.id for rows in queries.every_row(db.session(), officer, wanted, found) for row in rows]
        assert len(order) > 10
        for here, following in zip(order, [*order[1:], order[0]], strict=True):
            assert queries.after(db.session.get_one(Application, here), officer, wanted, found) == following


def test_another_province_sees_its_own_only_and_the_ministry_what_was_reported(portal: Flask, people: People, officer: Visitor) -> None:
    assert asked(people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)) == [131, 132, 133]
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    with portal.app_context():
        reported = list(db.session.scalars(text("SELECT id FROM application WHERE reported_at IS NOT NULL ORDER BY reported_at, id")))
    assert asked(ministry) == reported and "报送时间" in ministry.text


def test_numbers_by_state_honour_the_other_filters_and_what_waits_is_said_first(portal: Flask, officer: Visitor) -> None:
    def number(state: str) -> int:
        return len(expected(portal, f"industry_group = 'C' AND status = '{state}'"))

    officer.open("/review?industry=C&status=returned")
    assert f"待省级审核（{number('submitted')}）" in officer.text and f"退回修改（{number('returned')}）" in officer.text
    unassigned = len(expected(portal, "status = 'submitted'"))
    assert "等您单位办理" in officer.text and f"待省级审核、未分配 {unassigned} 件" in officer.text
    assert f"已超期 {len(expected(portal, OVERDUE))} 件" in officer.text


def test_filters_that_are_on_can_be_taken_away_one_by_one(officer: Visitor) -> None:
    officer.open("/review?year=2026&industry=C&flagged=yes&status=submitted")
    chips = {link.get_text(strip=True): str(link["href"]) for link in officer.soup.select(".chips a")}
    assert chips["行业：C 制造业×"] == "/review?year=2026&status=submitted&flagged=yes"
    assert chips["需人工核对扫描件×"] == "/review?year=2026&status=submitted&industry=C"
    assert chips["全部去掉"] == "/review?year=2026&status=submitted"
    assert "没有符合这些条件的申报" in officer.open("/review?year=2026&find=没有这个名称").text


def test_what_is_late_is_marked_in_words(officer: Visitor) -> None:
    assert "已逾期" in officer.open("/review?year=2026&status=returned").text
    assert "天，已超期" in officer.open("/review?year=2026&status=submitted").text
    assert "已超期" not in officer.open("/review?year=2026&status=declined").soup.find("table").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("search", "finds"),
    [
        ("第7行业", [7]),
        ("2026-32-000009", [9]),
        ("２０２６－３２－００００１１", [11]),
        ("㛃", [1]),
        ("𬭎", [2]),
        ("𠅤", [3]),
        ("𫖮𬱖", [2]),
        ("鿭集团 第3行业", [3]),
        ("abc 𬸚", [4]),
        ("云𬱖", []),  # the second character of this pair follows another one
        ("%", []),
        ("_", []),
        ('" OR *', []),
        ("x" * 5000, []),
    ],
)
def test_search_finds_every_character_and_only_what_contains_it(officer: Visitor, search: str, finds: list[int]) -> None:
    assert asked(officer, year=2026, find=search) == finds


def test_search_finds_names_and_codes_of_member_units_and_of_the_organisation(portal: Flask, officer: Visitor) -> None:
    with portal.app_context():
        application = db.session.get(Application, 12)
        assert application is not None
        code = application.organisation.uscc
        assert asked(officer, find=application.organisation.name) == [12]
    assert asked(officer, find=code) == [12] and asked(officer, find=code.lower()[3:]) == [12]
    assert asked(officer, find="演示第20学院") == [20]
    assert asked(officer, find="共同体", sort="-arrived") == list(range(130, 80, -1))


def test_what_is_handed_in_again_is_found_by_its_new_names_only(portal: Flask, people: People, officer: Visitor) -> None:
    with portal.app_context(), transaction():
        application = db.session.get_one(Application, 7)
        application.community.name = "𬭩材料行业产教融合共同体"
        finding.note(application)
    assert asked(officer, find="𬭩材") == [7] and asked(officer, find="第7行业") == []
    other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    with portal.app_context(), transaction():
        application = db.session.get_one(Application, 7)
        application.province_code = ZHEJIANG  # the cover names it, and it was not submitted there yet
        finding.note(application)
    assert asked(officer, find="𬭩材") == [7] and asked(other, find="𬭩材") == []
    email = people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
    with portal.app_context(), transaction():
        application = db.session.get_one(Application, 7)
        application.province_officer_id = people.person(email).id
        application.province_code = application.submitted_to = ZHEJIANG
        finding.note(application)
    assert asked(officer, find="𬭩材") == [] and asked(other, find="𬭩材") == [7] and asked(other, officer="nobody") == [7, 131, 132, 133]


def test_a_search_that_finds_very_much_says_that_it_looked_at_the_newest_only(officer: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.finding, "MOST_LOOKED_AT", 20)
    assert asked(officer, find="共同体") == list(range(111, 131))
    assert "符合的申报很多" in officer.text
    assert asked(officer, find="第7行业") == [7] and "符合的申报很多" not in officer.text


@pytest.mark.parametrize(
    "query",
    [
        "year=banana&status=nowhere&industry=ZZ&officer=999999&sort=;drop&days=-3&overdue=maybe&direct=1",
        "year=99999999999999999999&days=9999999&overdue=yes&after=%00",
        "after=eyJhIjoxfQ&page=99999999999999",
        "before=W1siYXJyaXZlZCJdXQ",
        "after=" + rules.write_place("name", rules.Place("00", 5)),
        "after=" + rules.write_place("arrived", rules.Place("no time", 5)),
        "after=" + rules.write_place("arrived", rules.Place(datetime(1, 1, 1), 5)),
        "after=" + "A" * 5000,
        "officer=%D9%A3&year=%D9%A3",
    ],
)
def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(officer: Visitor, query: str) -> None:
    assert officer.open(f"/review?{query}").status == 200
    shown = listed(officer)
    assert shown == list(range(1, 51)) or "overdue" in query


def test_a_page_costs_the_same_few_queries_whatever_is_asked(portal: Flask, officer: Visitor) -> None:
    costs = set()
    for query in ("", "?year=2026&status=submitted&industry=C", "?year=all&find=%E5%85%B1%E5%90%8C%E4%BD%93&sort=name", "?sort=due&overdue=yes"):
        with counted(portal) as said:
            officer.open(f"/review{query}")
        costs.add(len(said))
    assert max(costs) <= 12


def test_ticked_applications_are_given_to_an_officer_who_is_told(portal: Flask, people: People, officer: Visitor) -> None:
    other = people.account(Role.PROVINCE_OFFICER, province=JIANGSU, name="郑㛃")
    with portal.app_context():
        who = people.person(other).id
    officer.open("/review?year=2026").send("/queue/assign", {"application": ["3", "5", "8"]})
    assert "分配 3 份申报" in officer.text
    officer.send("/queue/assign", {"officer": str(who)})
    assert "3 份申报已分给郑㛃办理" in officer.soup.get_text() and officer.address == "/review?year=2026"
    colleague = people.sign_in(other)
    assert asked(colleague, officer="me") == [3, 5, 8] and "待省级审核、分给我的" in colleague.text
    assert asked(officer, officer=who) == [3, 5, 8]
    with portal.app_context():
        notice = db.session.query(Notice).filter_by(account_id=who).one()
        assert "3 份申报" in notice.subject and "吴䶮" in notice.text and notice.path == "/review?year=all&officer=me"
        trail = db.session.execute(text("SELECT object_id FROM audit_entry WHERE action = 'application.assigned'")).scalars().all()
        assert sorted(map(int, trail)) == [3, 5, 8]


def test_a_whole_page_is_shared_out_without_a_tick(officer: Visitor) -> None:
    link = next(a for a in officer.open("/review?year=2026&status=submitted").soup.select(".at-hand a") if "分配本页全部 50 件" in a.get_text())
    assert "分配 50 份申报" in officer.open(str(link["href"])).text


def test_two_officers_at_once_the_second_is_told_and_nothing_is_overwritten(people: People, officer: Visitor) -> None:
    late = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU, name="王㭎")
    officer.open("/review?year=2026&find=第7行业")
    late.open("/review?year=2026&find=第7行业").send("/officer")
    assert "已分给王㭎办理" in late.soup.get_text()
    officer.send("/officer")
    assert "第7行业" in officer.soup.get_text() and "刚刚由他人分给了王㭎，没有改动" in officer.soup.get_text()
    assert asked(late, officer="me") == [7]


def test_nobody_is_given_what_is_not_within_reach(portal: Flask, people: People, officer: Visitor) -> None:
    stranger = people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    with portal.app_context():
        outside = people.person(stranger).id
    assert officer.open("/review/queue/assign?application=3&application=131").status == 404
    assert officer.open("/review/queue/assign?application=x").status == 404
    token = officer.open("/review").token()
    form = {"csrf_token": token, "application": ["3", "131"], "officer": "nobody", "seen-3": "", "seen-131": ""}
    assert officer.client.post("/review/queue/assign", data=form).status_code == 404
    answer = officer.client.post("/review/queue/assign", data={**form, "application": "3", "officer": str(outside)}, follow_redirects=True)
    assert "请选择由谁办理" in answer.text
    with portal.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM application WHERE province_officer_id IS NOT NULL")) == 0


def test_a_saved_view_opens_is_shared_renamed_removed_and_brought_back(people: People, officer: Visitor) -> None:
    colleague = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    officer.open("/review?year=2026&industry=C&status=submitted").open("/review/queue/views/new?year=2026&industry=C&status=submitted")
    assert "2026 年度，待省级审核，行业：C 制造业" in officer.text
    assert "请给视图起一个名称" in officer.send("/queue/views", {"name": "  "}).text
    officer.send("/queue/views", {"name": "待审制造业", "shared": "yes"})
    assert "待审制造业" in colleague.open("/review").text and "共享" in colleague.text
    shown = colleague.open("/review/queue/views/1")
    assert shown.address == "/review?year=2026&status=submitted&industry=C"
    assert colleague.client.post("/review/queue/views/1/remove", data={"csrf_token": colleague.token()}).status_code == 403
    officer.open("/review/queue/views").send("/queue/views/1", {"name": "制造业", "shared": []})
    assert "只有我能使用" in officer.text
    assert colleague.open("/review/queue/views/1").status == 404
    officer.send("/queue/views/1/remove")
    assert "还没有保存过视图" in officer.text
    officer.send("/queue/views/1/restore")
    assert "制造业" in officer.text


def test_the_queue_opens_with_the_view_one_starts_with_and_next_year_with_next_year_s_round(officer: Visitor) -> None:
    officer.open("/review/queue/views/new?year=2026&flagged=yes").send("/queue/views", {"name": "待核对", "start": "yes"})
    assert officer.open("/review").address == "/review?year=2026&flagged=yes"
    with clock.at(NOON + timedelta(days=365)):
        officer.client.post("/sign-in")
        assert rules.read({"flagged": "yes"}, 2027, (), 15).year == 2027
    officer.open("/review/queue/views").send("/queue/views/1/start")
    assert officer.open("/review").address == "/review"


def test_a_place_in_a_list_is_read_as_it_was_written() -> None:
    for sort, key in (("arrived", NOON), ("-name", "b0a1"), ("due", date(2026, 6, 11))):
        place = rules.Place(key, 7)
        assert rules.read_place(sort, rules.write_place(sort, place), before=False) == place
        assert rules.read_place("-arrived", rules.write_place(sort, place), before=False) is None


def test_nothing_is_given_to_an_officer_of_another_authority(portal: Flask, people: People) -> None:
    own, stranger = (people.account(Role.PROVINCE_OFFICER, province=province) for province in (JIANGSU, ZHEJIANG))
    with portal.app_context():
        with pytest.raises(service.OutOfReach):
            service.assign({3: None}, people.person(stranger), people.person(own))
        assert db.session.scalar(text("SELECT count(*) FROM application WHERE province_officer_id IS NOT NULL")) == 0


def saves_view(officer: Visitor, name: str, **more: str) -> Visitor:
    return officer.open("/review/queue/views/new?year=2026&flagged=yes").send("/queue/views", {"name": name, **more})


def test_two_views_of_one_name_and_a_thirty_first_are_refused(officer: Visitor) -> None:
    saves_view(officer, "待核对")
    saves_view(officer, " 待核对 ")
    assert "您已有名为“待核对”的视图，请换一个名称。" in officer.text
    for number in range(29):
        saves_view(officer, f"视图{number}")
    saves_view(officer, "又一个")
    assert "您已保存 30 个视图，请先删除不用的。" in officer.text
    assert "又一个" not in officer.open("/review/queue/views").text


def test_the_queue_opens_with_the_view_that_was_chosen_last(officer: Visitor) -> None:
    saves_view(officer, "待核对", start="yes")
    other = officer.open("/review/queue/views/new?year=2026&industry=C").send("/queue/views", {"name": "制造业", "start": "yes"})
    assert other.open("/review").address == "/review?year=2026&industry=C"


def test_the_year_s_round_again_in_two_windows_is_the_year_s_round(portal: Flask, officer: Visitor) -> None:
    saves_view(officer, "待核对", start="yes")
    other = Visitor(officer.client).open("/review/queue/views")
    officer.open("/review/queue/views").send("/queue/views/1/start")
    other.send("/queue/views/1/start")
    assert officer.open("/review").address == "/review"
    with portal.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM audit_entry WHERE action = 'view.start'")) == 2, "begun and ended once"
