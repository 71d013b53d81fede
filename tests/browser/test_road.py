"""The whole road in a real browser, once with JavaScript and once with it switched off."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.places import industry_name
from cte_portal.catalogue.schema import Section
from cte_portal.demo import dossier
from cte_portal.extensions import db
from cte_portal.recognition.models import RecognitionList
from cte_portal.roles import Role
from cte_portal.web.editions import editions
from tests.support.clerk import Clerk, Typed
from tests.support.files import pages_of, pdf, text_of

from .conftest import RunningPortal

PASSWORD = "Lake-mountain-2026"
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_registration_to_the_published_list(running: RunningPortal, chromium: Browser, tmp_path: Path, javascript: bool) -> None:
    walk(running, chromium, tmp_path, javascript=javascript)


def walk(running: RunningPortal, chromium: Browser, tmp_path: Path, *, javascript: bool) -> None:
    community = dossier.COMMUNITIES[0 if javascript else 1]
    sections = dossier.typed_sections(community, 2026)
    people = running.people
    province_code = sections["cover"]["recommending_province"][0]
    province_email = people.account(Role.PROVINCE_OFFICER, province=province_code)
    ministry_email, auditor_email = people.account(Role.MINISTRY_OFFICER), people.account(Role.AUDITOR)

    def sit_down() -> Clerk:
        return Clerk.at(chromium, running.address, javascript=javascript)

    applicant, province, ministry = sit_down(), sit_down(), sit_down()
    email = f"clerk{int(javascript)}@demo.example"
    lead = sections["lead_enterprise"]

    # registration and its approval
    applicant.open("/register").send(
        "/register",
        {
            "name": lead["name"],
            "uscc": lead["uscc"],
            "kind": lead["kind"],
            "province": [province_code],
            "address": lead["address"],
            "contact": lead["contact_name"],
            "phone": lead["contact_phone"],
            "email": [email],
            "password": [PASSWORD],
            "password_again": [PASSWORD],
            "consent": ["y"],
        },
    )
    province.sign_in(province_email).open("/registrations")
    assert lead["name"][0] in province.text
    province.goes(province.page.get_by_role("link", name=lead["name"][0]).first)
    province.send("/approve", {"opinion": ["信息完整"]})
    assert "已通过" in province.text

    # the application
    applicant.sign_in(email, PASSWORD).open("/applications/new")
    applicant.send("/applications/new", {"name": [community.name], "year": ["2026"]})
    application = re.fullmatch(r"/applications/\d+", applicant.path)
    assert application, applicant.path
    base = application[0]
    _fill(running, applicant, base, sections, dossier.typed_rows(community, 2026, 2))

    # proofs
    applicant.open(f"{base}/evidence")
    with running.app.app_context():
        required = [category for category in editions()["2024"].evidence.categories if category.required]
    for category in required:
        file = tmp_path / f"{category.key}.pdf"
        file.write_bytes(pdf(f"{base} {category.key}").getvalue())
        applicant.send(f"/evidence/{category.key}", files={"files": file})
        assert f"{category.key}.pdf" in applicant.text

    # readiness, finalising, paper
    applicant.open(f"{base}/readiness")
    assert "没有必须处理的问题" in applicant.text, applicant.text
    applicant.open(f"{base}/finalise").send("/finalise")
    assert "已定稿，第 1 版" in applicant.page.locator("body").inner_text()
    printed = applicant.fetch(f"{base}/versions/1.pdf")
    assert pages_of(printed) > 10
    assert community.name in text_of(printed).replace("\n", "")
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(printed)
    _send_scan(applicant, scan)
    applicant.send("/submit")
    assert "待省级审核" in applicant.text

    # the province returns it with a comment on a section; the applicant corrects and hands in again
    province.open("/review").page.get_by_role("link", name=community.name).first.click()
    assert community.name in province.text
    dossier_path = province.path.partition("#")[0]
    province.open(f"{dossier_path}/return").send(
        "/return", {"opinion": ["总体可行"], "more-place": ["foundation"], "more-text": ["请补充近三年数据"]}
    )
    applicant.open(base)
    assert "退回修改" in applicant.text
    applicant.open(f"{base}/sections/foundation")
    assert "请补充近三年数据" in applicant.text
    applicant.send("/sections/foundation")
    applicant.open(f"{base}/finalise").send("/finalise")
    assert "第 2 版" in applicant.page.locator("body").inner_text()
    scan.write_bytes(applicant.fetch(f"{base}/versions/2.pdf"))
    _send_scan(applicant, scan)
    applicant.send("/submit")

    # approval, reporting, summary table
    province.open(f"{dossier_path}/approve")
    with running.app.app_context():
        answers = {f"item-{item.key}": ["met"] for item in editions()["2024"].checklist.items}
    province.send("/approve", {"opinion": ["同意推荐"], **answers})
    batch = _report(province, base.rpartition("/")[2], tmp_path)
    assert "已报送教育部" in province.page.locator("body").inner_text()
    table = load_workbook(BytesIO(province.fetch(f"{batch}/summary.xlsx"))).active
    assert table is not None
    cells = [[str(cell.value) for cell in row] for row in table.iter_rows()]
    assert any(community.name in row and lead["name"][0] in row for row in cells)

    # recognition: a list under public notice, then the final list
    ministry.sign_in(ministry_email).open("/review/recognition/new").send("/new")
    list_path = ministry.path.removesuffix("/candidates")
    ministry.send("/add", {"chosen": [base.rpartition("/")[2]]})
    ministry.open(f"{list_path}/notice").send("/notice")
    visitor = sit_down().open("/").open(list_path.replace("/review/recognition", "/lists"))
    assert "公示中" in visitor.text and community.name in visitor.text
    with running.app.app_context():  # the portal's clock stands still: the notice began a week ago
        db.session.get_one(RecognitionList, int(list_path.rpartition("/")[2])).notice_last = date(2026, 5, 29)
        db.session.commit()
    document = tmp_path / "document.pdf"
    document.write_bytes(pdf("document").getvalue())
    ministry.open(f"{list_path}/publish").send("/publish", {"document": ["演示公告〔2026〕1 号"]}, files={"file": document})
    assert community.name in ministry.text
    visitor.open("/communities")
    assert community.name in visitor.text
    assert industry_name(sections["cover"]["industry"][0]).rpartition(" ")[2][:4] in visitor.text

    # the timeline and the trail tell it
    applicant.open(base)
    for step in ("定稿", "提交", "退回修改", "审核通过", "报送教育部", "认定"):
        assert step in applicant.text
    auditor = sit_down().sign_in(auditor_email).open("/admin/trail")
    auditor.send("/admin/trail/verify")
    assert "审计记录完整" in auditor.page.locator("body").inner_text()
    for person in (applicant, province, ministry, visitor, auditor):
        assert person.complaints == []


def _report(province: Clerk, application: str, folder: Path) -> str:
    """A batch of one: chosen, described, its letter stamped and uploaded, confirmed and sent; its address."""
    province.open("/review/batches").send("/review/batches").send("/add", {"chosen": [application]})
    batch = province.path.partition("?")[0]
    province.open(f"{batch}/details").send("/details", {"letter_number": ["演示[2026]1号"], "letter_date": ["2026-06-01"]})
    assert "演示〔2026〕1号" in province.text
    letter = folder / "letter.pdf"
    letter.write_bytes(province.fetch(f"{batch}/summary.pdf"))
    province.send("/letter", files={"letter": letter}).follow("/send").send("/send")
    return batch


def _send_scan(clerk: Clerk, scan: Path) -> None:
    """Upload, and wait for the worker's verdict: the page renews itself."""
    clerk.send("/scan", files={"scan": scan})
    clerk.page.get_by_text("扫描件与定稿版本一致").wait_for()


def _fill(running: RunningPortal, clerk: Clerk, base: str, sections: dict[str, Typed], rows: dict[str, list[Typed]]) -> None:
    """Type every section and list, leads first: others choose among them."""
    with running.app.app_context():
        edition = editions()["2024"]
    first = [edition.by_key[key] for key in ("lead_enterprise", "lead_university", "lead_school", "participants")]
    for page in [*first, *(section for section in edition.pages if section not in first)]:
        clerk.open(f"{base}/sections/{page.key}")
        if not page.rows:
            clerk.send(f"/sections/{page.key}", _boxes(clerk, page, sections[page.key]))
            assert "已保存" in clerk.page.locator("body").inner_text()
        for section in (page,) if page.rows else edition.attached(page):
            for row in rows.get(section.key, [])[: max(1, section.min_rows)]:
                clerk.open(f"{base}/sections/{page.key}?add={section.key}")
                clerk.send(f"/sections/{section.key}/rows", _boxes(clerk, section, row))
                assert "已保存" in clerk.page.locator("body").inner_text()


def _boxes(clerk: Clerk, section: Section, typed: Typed) -> Typed:
    """By box name; member units are chosen by name, as a person does."""
    boxes: dict[str, list[str]] = {}
    for field in section.fields:
        values = list(typed.get(field.key, ()))
        if not values:
            continue
        name = f"{section.key}-{field.key}"
        if field.type is FieldType.MEMBER:
            options = clerk.page.locator(f'[name="{name}"] option').all()
            values = [str(option.get_attribute("value")) for option in options if option.inner_text().strip() in values]
        elif field.type is FieldType.MEMBERS:
            labels = clerk.page.locator(f'label:has([name="{name}"])').all()
            values = [str(label.locator("input").get_attribute("value")) for label in labels if label.inner_text().strip() in values]
        boxes[name] = values
    return boxes
