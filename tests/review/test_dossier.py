"""The dossier on one page: proofs looked at in the page, and what is known from elsewhere beside it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle, pre_review
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.uploads import queries as uploads
from cte_portal.uploads import service as upload_service
from cte_portal.web.editions import edition_of
from tests.conftest import NOON
from tests.support.files import pdf, png
from tests.support.people import ZHEJIANG, People, Visitor
from tests.support.workbooks import workbook
from tests.support.world import full_application, hand_in
from tests.web.test_pages import counted

FILES = {"三页.pdf": lambda: pdf(pages=3), "照片.png": lambda: png((1600, 900)), "名单.xlsx": lambda: BytesIO(workbook(["单位"]))}


def handed_in(people: People, number: int = 0, units: int = 2) -> tuple[str, int]:
    """The applicant's email and the application."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, number, units)
        for name, content in FILES.items():
            _add(application, name, content(), email, people)
        hand_in(application, person)
        return email, application.id


def _add(application: Application, name: str, content: BytesIO, email: str, people: People) -> None:
    edition = edition_of(application)
    category = next(c for c in edition.evidence.categories if name.rpartition(".")[2] in c.kinds and not c.required)
    upload_service.add_evidence(application, edition.evidence, category, content, name, people.person(email))


def proof(people: People, number: int, name: str) -> int:
    with people.app.app_context():
        return next(one.id for one in uploads.evidence_of(number) if one.name == name)


@pytest.fixture
def officer(people: People) -> Visitor:
    return people.signed_in(Role.PROVINCE_OFFICER)


def test_a_pdf_is_paged_through_as_pictures_in_the_page_and_by_plain_links(people: People, officer: Visitor) -> None:
    _, number = handed_in(people)
    officer.open(f"/review/{number}")
    link = next(li for li in officer.soup.select("#evidence li") if "三页.pdf" in li.get_text()).find("a", class_="look")["href"]
    assert "<html" not in officer.ask_aside(link) and "第 1 页，共 3 页" in officer.ask_aside(link)
    officer.open(link)
    officer.open(officer.soup.find("a", rel="next")["href"]).open(officer.soup.find("a", rel="next")["href"])
    assert "第 3 页，共 3 页" in officer.text and officer.soup.find("a", rel="next") is None
    answer = officer.client.get(officer.soup.select_one("figure img")["src"])
    assert Image.open(BytesIO(answer.data)).format == "JPEG"
    assert answer.headers["Cache-Control"].startswith("private")
    assert officer.open(link.removesuffix("1") + "4").status == 404


def test_pictures_are_shown_and_office_files_say_that_they_can_only_be_downloaded(people: People, officer: Visitor) -> None:
    _, number = handed_in(people)
    page = officer.open(f"/review/{number}").text
    assert "名单.xlsx" in page and "Excel 文件不能预览，请下载查看" in page
    shown = Image.open(BytesIO(officer.client.get(f"/applications/{number}/evidence/files/{proof(people, number, '照片.png')}/pages/1.jpg").data))
    assert shown.format == "JPEG" and shown.width == 1000
    files = f"/applications/{number}/evidence/files/{proof(people, number, '名单.xlsx')}/pages/1"
    assert "不能在页面中预览" in officer.open(files).text
    assert officer.open(f"{files}.jpg").status == 404


def test_a_proof_taken_away_after_a_return_is_still_read_with_the_version_it_was_handed_in_with(people: People, officer: Visitor) -> None:
    email, number = handed_in(people)
    file = proof(people, number, "三页.pdf")
    with people.app.app_context():
        category = next(one.category for one in uploads.evidence_of(number) if one.id == file)
    officer.open(f"/review/{number}/return").send("/return", {f"comment-evidence/{category}": "请换成清晰的一份"})
    with clock.at(NOON + timedelta(hours=1)):
        clerk = people.sign_in(email).open(f"/applications/{number}/evidence").send(f"/evidence/files/{file}/remove")
    assert "已删除“三页.pdf”" in clerk.soup.get_text()
    link = officer.open(f"/review/{number}").soup.select_one(f"#evidence-{file} a")
    assert link is not None and officer.client.get(str(link["href"])).data.startswith(b"%PDF")
    assert officer.client.get(f"/applications/{number}/evidence/files/{file}/pages/1.jpg").data.startswith(b"\xff\xd8")


def test_nobody_else_looks_at_a_proof(people: People) -> None:
    email, number = handed_in(people)
    address = f"/applications/{number}/evidence/files/{proof(people, number, '三页.pdf')}/pages/1"
    for suffix in ("", ".jpg"):
        assert people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG).open(address + suffix).status == 404
        assert people.signed_in(Role.MINISTRY_OFFICER).open(address + suffix).status == 404
        assert people.sign_in(email).open(address + suffix).status == 403


def test_the_same_units_and_similar_names_elsewhere_are_shown_with_links_where_within_reach(people: People, officer: Visitor) -> None:
    _, number = handed_in(people)
    _, other = handed_in(people)
    side = officer.open(f"/review/{number}").soup.find("aside")
    links = [link["href"] for link in side.find_all("a") if COMMUNITIES[0].name in link.get_text()]
    assert f"/review/{other}" in links
    assert "同一单位在其他共同体" in side.get_text() and "您可查看的其他申报中没有" not in side.get_text()


def test_next_and_back_follow_the_list_that_was_opened_even_after_a_decision(people: People, officer: Visitor) -> None:
    first, second, third = (handed_in(people, number)[1] for number in (0, 1, 2))

    def link(key: str) -> str:
        return str(officer.soup.select_one(f'[data-key="{key}"]')["href"])  # type: ignore[index]

    officer.open(f"/review/{second}")
    assert link("n") == f"/review/{third}" and link("u") == "/review"
    officer.open("/review?sort=-arrived&status=submitted&year=2026").open(f"/review/{second}")
    assert link("n") == f"/review/{first}" and "sort=-arrived" in link("u") and "status=submitted" in link("u")
    officer.open(f"/review/{second}/return").send("/return", {"comment-foundation": "请补充近三年数据"})
    officer.open(f"/review/{second}")
    assert "退回修改" in officer.text and link("n") == f"/review/{first}"
    assert officer.open(link("u")).soup.select("input[name=application]")[0]["value"] == str(third)
    officer.open(f"/review/{first}")
    assert link("n") == f"/review/{third}", "after the last the first"


def test_last_year_s_dossier_is_one_click_away(people: People, officer: Visitor) -> None:
    email, number = handed_in(people)
    with people.app.app_context():
        old = db.session.get(Application, number)
        assert old is not None
        new = lifecycle.start(old.organisation, old.community.name, 2027, people.person(email), old.community, old)
        pre_review.ask(new, people.person(email))
        following = new.id
    officer.open(f"/review/{following}")
    link = next(link for link in officer.soup.find("aside").find_all("a") if link.get_text() == "2026 年度")
    assert link["href"] == f"/review/{number}"


def test_the_dossier_costs_the_same_queries_however_many_units_and_other_applications(people: People, officer: Visitor) -> None:
    counts = []
    for units in (2, 60):
        _, number = handed_in(people, units=units)
        officer.open(f"/review/{number}")  # the day's first look is noted in the trail besides
        with counted(people.app) as said:
            assert officer.open(f"/review/{number}").status == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 26


def test_the_trail_says_once_a_day_which_officer_opened_a_dossier(people: People) -> None:
    applicant, number = handed_in(people)
    officer, colleague = people.signed_in(Role.PROVINCE_OFFICER, name="陈晓"), people.signed_in(Role.PROVINCE_OFFICER, name="周敏")
    people.sign_in(applicant).open(f"/applications/{number}")
    for _ in range(2):
        officer.open(f"/review/{number}")
    colleague.open(f"/review/{number}")
    with clock.at(NOON + timedelta(days=1)):
        people.signed_in(Role.PROVINCE_OFFICER, name="陈晓").open(f"/review/{number}")
    with people.app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "application.opened").order_by(AuditEntry.id))
        assert [(entry.account_name, entry.object_id) for entry in entries] == [(who, str(number)) for who in ("陈晓", "周敏", "陈晓")]
    seen = people.signed_in(Role.AUDITOR).open("/admin/trail?action=application.opened").text
    assert seen.count("查看申报材料") >= 3 and "陈晓" in seen
