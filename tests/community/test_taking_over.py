"""沿用: a new year's application begins with what last year's held, and says so until somebody has looked."""

from __future__ import annotations

from datetime import datetime

import pytest

from cte_portal import clock
from cte_portal.community import queries
from cte_portal.community.models import Application, MemberUnit
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import People, Visitor
from tests.support.world import full_application


class LastYear:
    """A full application of 2026, and its applicant in spring 2027."""

    def __init__(self, people: People):
        self.people, self.app = people, people.app
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        with self.app.app_context():
            application = full_application(people.person(email), units=5)
            self.id, self.name = application.id, application.community.name
        self.email = email

    def sign_in(self) -> Visitor:
        return self.people.sign_in(self.email)

    def go_on(self, clerk: Visitor, choice: str = "1-1") -> Visitor:
        return clerk.open("/applications/new").send("/applications/new", {"community": choice, "year": "2027"})


@pytest.fixture
def last_year(people: People) -> LastYear:
    return LastYear(people)


@pytest.fixture(autouse=True)
def next_spring(last_year: LastYear) -> object:
    with clock.at(datetime(2027, 3, 1, 9, tzinfo=clock.SHANGHAI)):
        yield


def application(number: int) -> Application:
    found = db.session.get(Application, number)
    assert found is not None
    return found


def states(clerk: Visitor, number: int) -> dict[str, str]:
    rows = clerk.open(f"/applications/{number}").soup.select(".task-list li")
    return {str(row.a["href"]).rpartition("/")[2]: row.select_one(".badge").get_text() for row in rows}  # type: ignore[index, union-attr]


def test_the_offer_names_the_year_and_says_that_proofs_are_not_taken_over(last_year: LastYear) -> None:
    clerk = last_year.sign_in().open("/desk")
    link = next(link for link in clerk.soup.find_all("a") if "沿用本次内容" in link.get_text())
    clerk.open(str(link["href"]))
    assert f"{last_year.name}：沿用 2026 年度的内容" in clerk.text and "佐证材料不沿用" in clerk.text
    assert clerk.soup.find("option", selected=True).get_text() == f"{last_year.name}：沿用 2026 年度的内容"  # type: ignore[union-attr]


def test_sections_and_lists_are_the_same_and_units_stay_named_and_proofs_are_left(last_year: LastYear) -> None:
    last_year.go_on(last_year.sign_in())
    with last_year.app.app_context():
        old, new = queries.content_of(application(1)), queries.content_of(application(2))
        assert (new.sections, new.lists, new.members) == (old.sections, old.lists, old.members)
        assert new.rows("council") and new.evidence == () and new.year == 2027
        units = [sorted((u.unit, u.name, u.uscc, u.lead) for u in db.session.query(MemberUnit).filter_by(application_id=number)) for number in (1, 2)]
        assert units[0] == units[1]
        assert application(2).province_code == application(1).province_code


def test_each_section_waits_until_it_was_saved_or_looked_at(last_year: LastYear) -> None:
    clerk = last_year.go_on(last_year.sign_in())
    assert "已带入 2026 年度的内容" in clerk.soup.get_text()
    before = states(clerk, 2)
    assert {before[key] for key in before if key != "evidence"} == {"沿用上年，待核对"} and before["evidence"] == "未开始"
    clerk.open("/applications/2/sections/mechanism").send("/sections/mechanism")
    clerk.open("/applications/2/sections/participants").send("/looked-at")
    assert "已核对" in clerk.soup.get_text() and "沿用 2026 年度" not in clerk.text
    after = states(clerk, 2)
    assert after["mechanism"] == after["participants"] == "已完成" and after["foundation"] == "沿用上年，待核对"


def test_the_readiness_check_warns_once_a_section(last_year: LastYear) -> None:
    clerk = last_year.go_on(last_year.sign_in())
    pages = len(states(clerk, 2)) - 1  # without the evidence
    text = clerk.open("/applications/2/readiness").text
    assert text.count("沿用 2026 年度的内容，还没有核对") == pages
    clerk.open("/applications/2/sections/task_1").send("/looked-at")
    assert clerk.open("/applications/2/readiness").text.count("沿用 2026 年度的内容，还没有核对") == pages - 1


def test_one_may_begin_with_an_empty_form_all_the_same(last_year: LastYear) -> None:
    clerk = last_year.go_on(last_year.sign_in(), "1")
    assert "沿用" not in clerk.text and states(clerk, 2)["mechanism"] == "未开始"


def test_a_second_application_of_the_year_is_refused_with_the_form_as_it_was(last_year: LastYear) -> None:
    clerk = last_year.sign_in()
    last_year.go_on(clerk)
    last_year.go_on(clerk, "1-2")
    assert "已有 2027 年度的申报" in clerk.text
    assert "沿用 2027 年度" in clerk.soup.find("option", selected=True).get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("choice", ["1-1", "1"])
def test_nobody_begins_with_what_belongs_to_somebody_else(last_year: LastYear, choice: str) -> None:
    stranger = last_year.people.signed_in(Role.APPLICANT)
    last_year.go_on(stranger, choice)
    assert "/applications/new" in stranger.address
    with last_year.app.app_context():
        assert db.session.query(Application).count() == 1
