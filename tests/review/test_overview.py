"""总览: every number is counted once and leads to the applications it counts."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import insert, select

from cte_portal import clock
from cte_portal.catalogue.places import industries, industry_group, recommending_provinces
from cte_portal.community.filling.models import Form
from cte_portal.community.models import Application, Community
from cte_portal.community.workflow import Status
from cte_portal.extensions import db
from cte_portal.review.overview import queries, rules
from cte_portal.review.overview.rules import Counted
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.web.test_pages import counted

DIVISIONS = [one.code for one in industries().values() if one.parent]
PROVINCES = list(recommending_provinces())
REPORTED = [Status.REPORTED, Status.RECOGNISED, Status.NOT_RECOGNISED, Status.RETURNED]


def put(people: People, wanted: list[tuple[str | None, str, Status]], year: int = 2026) -> None:
    """Applications of this province, industry and state, reported all of them."""
    organisation = people.organisation()
    now = clock.now()
    with people.app.app_context(), transaction():
        first = db.session.query(Community).count()
        communities = [{"number": f"{year}-{first + n:06d}", "name": f"共同体{n}", "organisation_id": organisation} for n in range(len(wanted))]
        db.session.execute(insert(Community), communities)
        ids = list(db.session.scalars(select(Community.id).where(Community.organisation_id == organisation).order_by(Community.id)))
        numbers = db.session.scalars(insert(Form).returning(Form.id), [{"kind": "application"} for _ in ids])
        db.session.execute(
            insert(Application),
            [
                {
                    "id": number,
                    "community_id": community,
                    "organisation_id": organisation,
                    "year": year,
                    "edition": "2024",
                    "status": status,
                    "province_code": province,
                    "industry_code": industry,
                    "industry_group": industry_group(industry),
                    "direct": province is None,
                    "started_at": now,
                    "submitted_at": now,
                    "submitted_to": province,
                    "reported_at": now,
                }
                for number, community, (province, industry, status) in zip(numbers, ids, wanted, strict=True)
            ],
        )


def test_each_number_leads_to_the_applications_that_it_counts(people: People) -> None:
    put(people, [(JIANGSU, "36", Status.REPORTED)] * 2 + [(ZHEJIANG, "36", Status.RECOGNISED), (None, "02", Status.REPORTED)])
    put(people, [(JIANGSU, "36", Status.REPORTED)], year=2025)
    ministry = people.signed_in(Role.MINISTRY_OFFICER).open("/review/overview")
    assert "2026 年度总览" in ministry.text and "C 制造业 1 2 3" not in ministry.text
    for tables in ministry.soup.find_all("table"):
        assert [cell.get_text(strip=True) for cell in tables.find("tfoot").find_all(["th", "td"])] == ["合计", "3", "1", "4"]
    matrix = ministry.open("/review/overview/matrix?year=2026")
    heads = [cell.get_text(strip=True) for cell in matrix.soup.find("thead").find_all("th")]
    rows = {row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.find_all("td")] for row in matrix.soup.find_all("tr")[1:]}
    assert rows["C 制造业"][heads.index("江苏") - 1] == "2"
    assert rows["A 农、林、牧、渔业"][heads.index("直报") - 1] == "1"
    assert len(rows) == 21 and rows["合计"][-1] == "4"
    link = next(a["href"] for a in matrix.soup.select("tbody a") if a.get_text() == "2")
    assert "industry=C" in link and "province=320000" in link and "year=2026" in link
    assert len(ministry.open(link).soup.select('main td a[href^="/review/"]')) == 2
    assert "推荐省份" in ministry.text and "江苏省 ×" in ministry.text


def test_a_province_counts_its_own_only(people: People) -> None:
    put(people, [(JIANGSU, "36", Status.REPORTED)] * 2 + [(ZHEJIANG, "36", Status.REPORTED)])
    officer = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU).open("/review/overview")
    assert "浙江" not in officer.text
    assert officer.soup.select_one(".figure-row strong").get_text() == "2"
    assert "C 制造业 2 2" in officer.open("/review/overview/matrix").text


def test_a_year_without_anything_says_so(people: People) -> None:
    assert "2019 年度还没有报送到教育部的申报" in people.signed_in(Role.MINISTRY_OFFICER).open("/review/overview?year=2019").text


def test_the_matrix_as_a_workbook_holds_the_same_numbers(people: People) -> None:
    put(people, [(JIANGSU, "36", Status.REPORTED)] * 2 + [(ZHEJIANG, "01", Status.RECOGNISED)])
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    for query, total in (("", 3), ("&status=recognised", 1)):
        sheet = load_workbook(BytesIO(ministry.client.get(f"/review/overview/matrix.xlsx?year=2026{query}").data)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        assert rows[0][0] == "行业门类" and rows[0][-2:] == ["直报", "合计"]
        assert rows[-1][0] == "合计" and rows[-1][-1] == total == sum(row[-1] for row in rows[1:-1])


@given(
    st.lists(
        st.builds(Counted, st.sampled_from([*PROVINCES, None]), st.sampled_from([*DIVISIONS, None]), st.sampled_from(REPORTED), st.integers(1, 9))
    )
)
def test_nothing_is_counted_twice_or_left_out(found: list[Counted]) -> None:
    whole = sum(one.count for one in found)
    for rows, row_of in ((rules.categories(), rules.by_category), (rules.divisions(), rules.by_division)):
        table = rules.table(found, rows, row_of, rules.province_heads(), rules.by_province)
        assert table.total == whole == sum(table.totals)
        for line in table.lines:
            assert line.total == sum(one.count for one in found if row_of(one) == line.key)


@pytest.mark.parametrize("address", ["/review/overview", "/review/overview/matrix", "/review/overview/matrix.xlsx"])
def test_the_overview_costs_the_same_queries_however_many(people: People, address: str) -> None:
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    costs = []
    for number in (1, 300):
        put(people, [(PROVINCES[n % 32], DIVISIONS[n % 97], REPORTED[n % 4]) for n in range(number)])
        with counted(people.app) as said:
            assert ministry.open(address).status == 200
        costs.append(len(said))
    assert costs[0] == costs[1] <= 6


@pytest.mark.sqlite
def test_counting_reads_the_index_alone(people: People) -> None:
    put(people, [(JIANGSU, "36", Status.REPORTED)])
    email = people.account(Role.MINISTRY_OFFICER)
    with people.app.app_context():
        officer = people.person(email)
        with counted(people.app) as said:
            queries.counted(officer, 2026)
        plan = db.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + said[-1], (2026,)).all()
        assert "COVERING INDEX ix_application_overview" in str(plan) and "TEMP B-TREE" not in str(plan)
