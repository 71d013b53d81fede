"""The administrator opens extensions; the auditor reads and proves the trail. Neither sees an application."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from cte_portal import audit, clock
from cte_portal.admin import trail_head
from cte_portal.admin.words import ACTIONS, OBJECTS
from cte_portal.annual import queries as annual
from cte_portal.clock import SHANGHAI
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.database import behind_its_back
from tests.support.files import pdf
from tests.support.people import PASSWORD, People
from tests.support.world import full_application, put_scan


def test_an_extension_opens_the_window_again_for_whom_it_names(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    admin_email = people.account(Role.ADMINISTRATOR)
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person)
        lifecycle.finalise(application, person)
        put_scan(application, person)
        number = application.id
    with clock.at(clock.now().replace(month=11, day=3)):
        clerk, admin = people.sign_in(email), people.sign_in(admin_email)
        clerk.open(f"/applications/{number}/submit").send("/submit")
        assert "如确需延期，请联系推荐省份" in clerk.soup.get_text()
        admin.open("/admin/extensions")
        admin.send("/admin/extensions", {"until": "2026-11-30", "province": "330000", "reason": "浙江系统维护"})
        clerk.open(f"/applications/{number}/submit").send("/submit")
        assert "不在提交时间内" in clerk.soup.get_text()
        admin.send("/admin/extensions", {"until": "2026-11-30", "province": "320000", "reason": ""})
        assert "请写明延期的理由" in admin.text
        admin.send("/admin/extensions", {"until": "2026-11-30", "province": "320000", "reason": "江苏系统维护"})
        assert "延期已生效，至 2026-11-30 23:59:59" in admin.soup.get_text()
        clerk.open(f"/applications/{number}/submit").send("/submit")
        assert "待省级审核" in clerk.text


def test_an_extension_for_an_unknown_organisation_says_so(people: People) -> None:
    admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/extensions")
    admin.send("/admin/extensions", {"until": "2026-11-30", "uscc": "91000000MADE00001E", "reason": "理由"})
    assert "没有用这个统一社会信用代码注册的单位" in admin.text


def test_the_auditor_sees_who_did_what_in_words(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        begun = f"/applications/{full_application(people.person(email)).id}"
    clerk = people.sign_in(email)
    clerk.open(f"{begun}/sections/foundation").send("/sections/foundation", {"foundation-background": "产业规模持续增长"})
    clerk.open(f"{begun}/evidence").send("/evidence/policies", {"files": (pdf("文件"), "支持文件.pdf")})
    auditor = people.signed_in(Role.AUDITOR).open("/admin/trail")
    for words in ("开始申报", "保存栏目", "上传佐证材料", "登录"):
        assert words in auditor.text
    auditor.send("/admin/trail", {"action": "evidence.added"})
    cells = [row.get_text(" ", strip=True) for row in auditor.soup.find("tbody").find_all("tr")]
    assert cells and all("上传佐证材料" in cell for cell in cells)


def test_every_action_and_object_of_the_trail_has_words_for_people() -> None:
    portal = Path(audit.__file__).parent
    source = "\n".join(file.read_text() for file in portal.rglob("*.py"))
    recorded = set(re.findall(r'audit\.record\(\s*"([a-z_.]+)"', source))
    assert len(recorded) > 20
    assert recorded <= set(ACTIONS)
    with_model = {name for name in re.findall(r'__tablename__ = "([a-z_]+)"', source) if name in OBJECTS}
    assert with_model == set(OBJECTS)


def test_a_change_made_behind_the_portal_s_back_is_found(portal: Flask, people: People) -> None:
    email = people.account(Role.AUDITOR)
    auditor = people.sign_in(email).open("/admin/trail").send("/admin/trail/verify")
    assert "审计记录完整" in auditor.soup.get_text()
    behind_its_back(portal, "UPDATE audit_entry SET account_name = '别人' WHERE id = 1")
    auditor.open("/admin/trail").send("/admin/trail/verify")
    assert "从第 1 条起与校验链不符" in auditor.soup.get_text()


def test_the_administrator_sees_no_application(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        number = full_application(people.person(email)).id
        assert db.session.get(Application, number) is not None
    admin = people.sign_in(people.account(Role.ADMINISTRATOR))
    for address in (f"/applications/{number}", f"/review/{number}", f"/applications/{number}/draft.pdf"):
        assert admin.open(address).status == 404
    assert PASSWORD not in admin.text


def test_a_trail_that_was_cut_off_is_found_out_by_what_was_noted_every_night(people: People) -> None:
    auditor = people.signed_in(Role.AUDITOR)
    data = people.app.config["SETTINGS"].data_dir
    with people.app.app_context():
        trail_head.note()
        assert trail_head.first_broken() is None
        noted = next(trail_head.noted())
    behind_its_back(people.app, "DELETE FROM audit_entry WHERE id >= :id", id=noted.entry_id)
    try:
        auditor.open("/admin/trail").send("/verify")
        assert f"从第 {noted.entry_id} 条起与校验链不符" in auditor.soup.find(id="messages").get_text()
        assert people.app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 1
    finally:
        (data / "trail_heads.tsv").unlink()


def test_a_window_moved_by_the_ministry_holds_everywhere_at_once(people: People) -> None:
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=SHANGHAI)):
        admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/windows")
        assert "全部按建设指南" in admin.text
        wanted = {"purpose": "filing", "year": "2026", "opens": "2026-03-01", "closes": "2026-09-20"}
        admin.send("/admin/windows", {**wanted, "reason": ""})
        assert admin.status == 422 and "请写明依据" in admin.text and admin.soup.find(id="closes")["value"] == "2026-09-20"
        admin.send("/admin/windows", {**wanted, "reason": "通知第 1 号"})
        assert "2026-01-01 至 2026-10-31" in admin.text and "已调整" in admin.text and "通知第 1 号" in admin.text
        visitor = people.visitor()
        assert "3 月 1 日 – 9 月 20 日 注册填报 正在进行" in visitor.open("/guide/calendar").text
        assert "9 月 20 日" in visitor.open("/faq").text and "2026-03-01 至 2026-09-20" in visitor.open("/").text
    clerk = people.account(Role.APPLICANT, organisation=people.organisation())
    with clock.at(datetime(2026, 9, 21, 9, tzinfo=SHANGHAI)):
        applicant = people.sign_in(clerk)
        applicant.open("/desk")
        assert "10 月 31 日" not in applicant.text and "2026-10-31" not in applicant.text
        admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/windows")
        admin.send("/admin/windows", {**wanted, "closes": "2026-09-18", "reason": "通知"})
        assert "已经过去" in admin.text
        admin.open("/admin/windows").send("/windows/normal")
        assert "恢复为建设指南的时间" in admin.open("/admin/windows").text and "3 月 1 日" not in visitor.open("/guide/calendar").text


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [("2026-10-01", "2026-09-18", "截止日期 2026-09-18 早于开始日期 2026-10-01"), ("2026-10-01", "2027-01-10", "都应在 2026 年内")],
)
def test_days_that_make_no_sense_are_not_kept(people: People, opens: str, closes: str, told: str) -> None:
    admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/windows")
    admin.send("/admin/windows", {"purpose": "filing", "year": "2026", "opens": opens, "closes": closes, "reason": "通知"})
    assert admin.status == 422 and told in admin.text
    assert "全部按建设指南" in admin.open("/admin/windows").text


def test_days_set_for_the_first_quarter_are_those_of_the_duties(people: People) -> None:
    with clock.at(datetime(2026, 1, 15, 9, tzinfo=SHANGHAI)):
        admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/windows")
        wanted = {"purpose": "first_quarter", "year": "2026", "opens": "2026-01-10", "closes": "2026-04-20", "reason": "通知第 2 号"}
        admin.send("/admin/windows", wanted)
        with people.app.app_context():
            assert {(kind.opens, kind.due) for kind in annual.catalogue(2026).kinds if kind.window == "first_quarter"} == {("01-10", "04-20")}
            assert {kind.due for kind in annual.catalogue(2027).kinds if kind.window == "first_quarter"} == {"03-31"}
