"""申报进度统计, as province and ministry see it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskCliRunner
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.statistics import service
from cte_portal.statistics.models import FilingTally
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.support.people import ZHEJIANG, People
from tests.support.steps import begun, took
from tests.web.test_pages import counted


@pytest.fixture
def told(people: People) -> People:
    """One application begun; one handed in on 1 June, returned four days later, handed in again."""
    emails = people.account(Role.APPLICANT, organisation=people.organisation()), people.account(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        clerk, officer = map(people.person, emails)
        begun(clerk, "第一个共同体")
        second = begun(clerk, "第二个共同体")
        took(second, "finalise", clerk)
        took(second, "submit", clerk)
        with clock.at(NOON + timedelta(days=4)):
            took(second, "return", officer)
        with clock.at(NOON + timedelta(days=5)):
            took(second, "finalise", clerk)
            took(second, "submit", clerk)
    return people


def test_a_province_reads_how_its_filing_goes(told: People) -> None:
    with clock.at(NOON + timedelta(days=6)):
        officer = told.signed_in(Role.PROVINCE_OFFICER).open("/review")
        page = officer.open(next(link["href"] for link in officer.soup.find_all("a") if link.get_text() == "进度统计"))
    assert "江苏省，2026 年" in page.text
    cards = {card.dt.get_text(): card.dd.get_text(strip=True) for card in page.soup.select(".figure-cards > div")}
    assert list(cards.values()) == ["2份", "1份", "1份", "4 天", "100.0%"]
    june = next(row for row in page.soup.select("tbody tr") if row.th.get_text() == "6 月")
    assert [cell.get_text() for cell in june.find_all("td")] == ["2", "1", "1", "1", "0", "0", "1", "0", "0"]
    chart = page.soup.find("svg")
    assert "2026 年：最高 1 份（06-01），最后 1 份（06-07）" in chart.find("desc").get_text()


def test_days_and_weeks_can_be_chosen_and_the_choice_stays_in_the_address(told: People) -> None:
    officer = told.signed_in(Role.PROVINCE_OFFICER).open("/statistics/filing")
    officer.open(next(link["href"] for link in officer.soup.find_all("a") if link.get_text() == "退回修改"))
    officer.open(next(link["href"] for link in officer.soup.find_all("a") if link.get_text() == "按日"))
    rows = {row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in officer.soup.select("tbody tr")}
    assert list(rows) == ["06-01"], "days to come are left out, days without anything too"
    with clock.at(NOON + timedelta(days=6)):
        later = told.signed_in(Role.PROVINCE_OFFICER).open(officer.address)
        rows = {row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in later.soup.select("tbody tr")}
    assert list(rows) == ["06-01", "06-05"] and rows["06-05"][3] == "1"


def test_the_ministry_reads_the_country_by_province_and_each_province_alone(told: People) -> None:
    page = told.signed_in(Role.MINISTRY_OFFICER).open("/statistics/filing?kind=started")
    tiles = [title.get_text() for title in page.soup.find_all("svg")[-1].find_all("title")]
    assert "江苏省：2 份" in tiles and "浙江省：0 份" in tiles and "台湾省：没有数据" in tiles
    assert page.soup.select_one("tfoot tr").get_text(" ", strip=True).startswith("全国 2 1")
    page.open(page.soup.find("a", string="江苏省")["href"])
    assert "江苏省，2026 年" in page.text and "各省开始填报" not in page.text


def test_a_province_gets_its_own_figures_whatever_the_address_says(told: People) -> None:
    officer = told.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG).open("/statistics/filing?province=320000&year=1&kind=x&grain=%00")
    assert "浙江省，2026 年" in officer.text
    assert [card.get_text(strip=True) for card in officer.soup.select(".figure-cards dd")] == ["0份", "0份", "0份", "—", "—"]


def test_the_workbook_holds_every_day_added_up_and_every_step(told: People) -> None:
    with clock.at(NOON + timedelta(days=6)):
        answer = told.signed_in(Role.MINISTRY_OFFICER).client.get("/statistics/filing.xlsx")
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["逐日（份）", "累计（份）", "逐日（次）", "各省"]
    heads = [cell.value for cell in book["逐日（份）"][3]]

    def on(sheet: str, day: str, head: str) -> object:
        row = next(row for row in book[sheet].iter_rows(min_row=4, values_only=True) if row[0] == day)
        return row[heads.index(head)]

    assert on("逐日（份）", "06-06", "提交（2026）") == 0 and on("逐日（次）", "06-06", "提交（2026）") == 1
    assert on("累计（份）", "06-07", "提交（2026）") == 1 and on("累计（份）", "06-08", "提交（2026）") is None
    assert [cell.value for cell in book["各省"][4]][:4] == ["江苏省", 2, 1, 1]


def test_the_page_costs_the_same_queries_however_much_was_filed(told: People) -> None:
    ministry = told.signed_in(Role.MINISTRY_OFFICER)
    counts = []
    for _ in range(2):
        with counted(told.app) as said:
            assert ministry.open("/statistics/filing").status == 200
        counts.append(len(said))
        email = told.account(Role.APPLICANT, organisation=told.organisation(province=ZHEJIANG))
        with told.app.app_context():
            clerk = told.person(email)
            took(begun(clerk, province=ZHEJIANG), "submit", clerk)
    assert counts[0] == counts[1] <= 12


def test_counts_that_are_wrong_are_noticed_and_mended_by_the_operator(told: People) -> None:
    cli: FlaskCliRunner = told.app.test_cli_runner()
    assert cli.invoke(args=["statistics", "verify"]).exit_code == 0
    with told.app.app_context(), transaction():
        db.session.query(FilingTally).filter_by(kind="submitted").update({"first": 7})
    assert cli.invoke(args=["statistics", "verify"]).exit_code == 1
    assert cli.invoke(args=["statistics", "recount"]).exit_code == 0
    assert "一致" in cli.invoke(args=["statistics", "verify"]).output


def test_what_was_filed_before_the_portal_counted_is_counted_once(told: People) -> None:
    with told.app.app_context():
        with transaction():
            db.session.query(FilingTally).delete()
        service.recount_if_never_counted()
        assert service.differences() == 0


def test_what_is_counted_already_is_not_counted_anew_after_an_upgrade(told: People) -> None:
    with told.app.app_context():
        with transaction():
            db.session.query(FilingTally).filter_by(kind="submitted").update({"first": 7})
        service.recount_if_never_counted()
        assert {one.first for one in db.session.query(FilingTally).filter_by(kind="submitted")} == {7}, "the operator mends it, and is told"


def test_a_portal_in_which_nothing_was_filed_has_nothing_to_count(people: People) -> None:
    with people.app.app_context():
        service.recount_if_never_counted()
        assert db.session.query(FilingTally).count() == 0 and service.differences() == 0
