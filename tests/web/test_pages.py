"""What all pages share: headers, fragments, lists that cost a fixed number of queries, words for people."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import inspect

from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import Model, db
from cte_portal.roles import Role
from tests.support.database import behind_its_back, counted
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in


def applicant_with(people: People, units: int) -> tuple[Visitor, int]:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        number = full_application(people.person(email), units=units).id
    return people.sign_in(email), number


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/sections/participants",
        "/sections/participants?list=participants&wrong=1",
        "/sections/task_1",
        "/sections/funds",
        "/readiness",
        "/evidence",
        "/finalise",
        "/co-editors",
        "/confirmations",
    ],
)
def test_a_page_costs_the_same_queries_however_many_units(people: People, address: str) -> None:
    counts = []
    for units in (1, 60):
        clerk, number = applicant_with(people, units)
        with counted(people.app) as said:
            assert clerk.open(f"/applications/{number}{address}").status == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 20


def test_the_pages_of_a_new_year_cost_the_same_queries_however_many_units(people: People) -> None:
    counts = []
    for units in (1, 60):
        clerk, _ = applicant_with(people, units)
        with people.app.app_context():
            old = db.session.query(Application).order_by(Application.id.desc()).first()
            assert old is not None
            person = old.organisation.accounts[0]
            new = lifecycle.start(old.organisation, old.community.name, 2027, person, old.community, old).id
        with counted(people.app) as said:
            for page in ("", "/sections/participants", "/readiness", "/finalise"):
                assert clerk.open(f"/applications/{new}{page}").status == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 80


def test_the_queue_of_pre_reviews_costs_the_same_queries_however_long(people: People) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    counts = []
    for _ in range(2):
        clerk, number = applicant_with(people, 1)
        clerk.open(f"/applications/{number}").send("/pre-review")
        with counted(people.app) as said:
            assert "申请时间" in officer.open("/review?status=pre_review").text
        counts.append(len(said))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("address", ["/review", "/review/batches", "/registrations?state=all", "/communities"])
def test_a_list_costs_the_same_queries_however_long(people: People, address: str) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    counts = []
    for _ in range(2):
        for number in range(2):
            email = people.account(Role.APPLICANT, organisation=people.organisation())
            with people.app.app_context():
                person = people.person(email)
                hand_in(full_application(person, number), person)
        with counted(people.app) as said:
            assert officer.open(address).status == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 15


def test_nothing_inline_nothing_from_elsewhere(people: People) -> None:
    clerk, number = applicant_with(people, 2)
    for address in ("/", "/register", "/desk", f"/applications/{number}", f"/applications/{number}/sections/basics"):
        clerk.open(address)
        assert clerk.response is not None
        policy = clerk.response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'") and "unsafe" not in policy
        html = clerk.response.text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", html), address
        assert not re.search(r"(src|href)=[\"'](https?:)?//", html), address


def test_the_home_page_has_the_six_columns_and_needs_no_script(people: People) -> None:
    visitor = people.visitor().open("/")
    columns = [link.get_text() for link in visitor.soup.find("nav", class_="columns").find_all("a")]
    assert columns == ["首页", "新闻", "通知公告", "政策文件", "建设指南", "专题专栏", "供需信息"]
    assert visitor.soup.find("script") is None
    for link in visitor.soup.find("nav", class_="columns").find_all("a"):
        assert people.visitor().open(link["href"]).status == 200


def test_assets_may_be_kept_for_a_year_under_an_address_that_changes_with_them(people: People) -> None:
    visitor = people.visitor().open("/")
    address = visitor.soup.find("link", rel="stylesheet")["href"]
    assert re.search(r"\?v=[0-9a-f]{12}$", address)
    answer = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert len(answer.data) <= 12_000


def test_a_request_of_htmx_gets_the_fragment_with_the_messages(people: People) -> None:
    clerk, number = applicant_with(people, 2)
    address = f"/applications/{number}/sections/basics"
    whole = clerk.client.get(address)
    part = clerk.client.get(address, headers={"HX-Request": "true"})
    assert "<html" in whole.text and "<html" not in part.text
    assert "面向产业链" in part.text and 'hx-swap-oob="innerHTML"' in part.text
    for answer in (whole, part):
        assert "HX-Request" in answer.headers["Vary"]


def test_an_ended_session_sends_htmx_to_the_sign_in_page(people: People) -> None:
    answer = people.visitor().client.get("/desk", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_large_text_stays_on_until_it_is_switched_off(people: People) -> None:
    visitor = people.visitor().open("/")
    assert "large" not in (visitor.soup.find("html").get("class") or [])
    visitor.send("/text-size")
    assert visitor.open("/communities").soup.find("html")["class"] == ["large"]
    visitor.send("/text-size")
    assert "large" not in (visitor.open("/").soup.find("html").get("class") or [])


def test_a_form_without_its_token_is_refused_with_advice(people: People) -> None:
    answer = people.visitor().client.post("/sign-in", data={"email": "a@demo.example", "password": "x"})
    assert answer.status_code == 400
    assert "请返回上一页，刷新后再试" in answer.text


def test_the_migrations_make_the_tables_of_the_models(portal: Flask) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with portal.app_context(), db.engine.connect() as connection:
        made_by_hand = {"include_name": lambda name, kind, parents: "_grams" not in str(name)}  # the full-text indexes
        differences = compare_metadata(MigrationContext.configure(connection, opts=made_by_hand), Model.metadata)
        assert differences == []
        assert set(Model.metadata.tables) <= set(inspect(connection).get_table_names())


@pytest.mark.parametrize("address", ["/nowhere", "/applications/1", "/columns/nowhere", "/blank/1999.pdf"])
def test_what_is_not_there_says_so_and_leads_back(people: People, address: str) -> None:
    visitor = people.signed_in(Role.AUDITOR).open(address)
    assert visitor.status == 404
    assert "没有找到这个页面" in visitor.text and "返回首页" in visitor.text


def test_html_typed_by_people_is_shown_as_text_everywhere(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    evil = "<script>alert(1)</script>"
    with people.app.app_context():
        number = full_application(people.person(email)).id
    clerk = people.sign_in(email).open(f"/applications/{number}/sections/cover")
    clerk.send("/sections/cover", {"cover-community_name": evil})
    clerk.open(f"/applications/{number}/sections/safeguards").send("/sections/safeguards", {"safeguards-measures": evil})
    with people.app.app_context():
        application = db.session.get(Application, number)
        assert application is not None and application.community.name == evil
        hand_in(application, people.person(email))
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    for visitor, address in ((clerk, "/desk"), (clerk, f"/applications/{number}"), (officer, "/review"), (officer, f"/review/{number}")):
        visitor.open(address)
        assert visitor.response is not None
        assert evil not in visitor.response.text and "&lt;script&gt;" in visitor.response.text


def test_a_balancer_is_told_when_requests_cannot_be_answered(people: People) -> None:
    client = people.app.test_client()
    assert client.get("/-/live").data == client.get("/-/ready").data == b"ok\n"
    behind_its_back(people.app, "ALTER TABLE account RENAME TO account_away")
    try:
        answer = client.get("/-/ready")
        assert (answer.status_code, answer.data) == (503, b"not ready\n") and client.get("/-/live").status_code == 200
    finally:
        behind_its_back(people.app, "ALTER TABLE account_away RENAME TO account")
