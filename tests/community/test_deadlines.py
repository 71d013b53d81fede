"""Until when an application may be submitted: the same day wherever it is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from cte_portal import clock
from cte_portal.clock import SHANGHAI
from cte_portal.community.service import lifecycle, reminders
from cte_portal.roles import Role
from cte_portal.windows import Purpose
from tests.support.cases import Case
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.steps import begun
from tests.support.world import put_scan

NOVEMBER = datetime(2026, 11, 3, 9, tzinfo=SHANGHAI)
MAY = datetime(2026, 5, 6, 9, tzinfo=SHANGHAI)


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


def returned(case: Case, due: str) -> None:
    officer = case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    officer.open(f"/review/{case.id}/return").send("/return", {"comment-foundation": "请补充", "due": due})
    assert case.status() == "returned"


def test_what_is_returned_after_the_window_has_its_own_day_until_it_is_submitted(case: Case) -> None:
    with clock.at(NOVEMBER):
        returned(case, "2026-11-12")
        clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}")
        assert "修改截止：2026-11-12 23:59:59" in clerk.text and "距截止还有 9 天 15 小时" in clerk.text
        with case.app.app_context():
            lifecycle.finalise(case.application(), case.people.person(case.email))
        clerk.open(f"/applications/{case.id}")
        assert "已定稿" in clerk.text and "修改截止：2026-11-12 23:59:59" in clerk.text and "已结束" not in clerk.text
        assert "打印、盖章，上传扫描件后提交； 提交截止 2026-11-12 23:59:59" in clerk.open("/desk").text
        assert "提交时间截至 2026-11-12 23:59:59" in clerk.open(f"/applications/{case.id}/submit").text
    with clock.at(datetime(2026, 11, 13, 0, 0, tzinfo=SHANGHAI)):
        clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}")
        assert "提交时间已结束" in clerk.text
        assert "提交时间已于 2026-11-12 23:59:59 结束" in clerk.open("/desk").text
        assert "修改截止日期是 2026-11-12 23:59:59" in clerk.open(f"/applications/{case.id}/submit").text


def test_a_return_within_the_window_leaves_the_window_open(case: Case) -> None:
    with clock.at(MAY):
        returned(case, "2026-05-16")
        assert "按意见修改后重新定稿； 修改截止 2026-05-16 ， 提交截止 2026-10-31 23:59:59" in case.people.sign_in(case.email).open("/desk").text
    with clock.at(datetime(2026, 5, 20, tzinfo=SHANGHAI)):
        clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}")
        assert "修改截止：2026-05-16 23:59:59（此后到提交时间截止前仍可提交）" in clerk.text and "距截止还有 165 天" in clerk.text
        assert "按意见修改后重新定稿； 提交截止 2026-10-31 23:59:59" in clerk.open("/desk").text, "a day that is over is no deadline"


def test_a_correction_may_be_submitted_before_a_window_that_was_moved(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(MAY):
        returned(case, "2026-05-16")
        moved = msgspec.structs.replace(case.app.config["SETTINGS"], windows="filing 2026-09-01 2026-10-31")
        monkeypatch.setitem(case.app.config, "SETTINGS", moved)
        with case.app.app_context():
            lifecycle.finalise(case.application(), case.people.person(case.email))
            assert lifecycle.facts_of(case.application()).window_open
            with clock.at(datetime(2026, 5, 17, tzinfo=SHANGHAI)):
                late = lifecycle.facts_of(case.application())
            assert not late.window_open and late.window_text == "2026 年度的提交时间为 2026-09-01 至 2026-10-31 23:59:59。"


def test_who_may_still_finish_reads_it_everywhere_and_what_a_step_back_would_cost(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(case.app.config, "SETTINGS", msgspec.structs.replace(case.app.config["SETTINGS"], grace_minutes=30))
    end = datetime(2026, 11, 1, tzinfo=SHANGHAI)
    with clock.at(end - timedelta(hours=1)):
        returned(case, "2026-10-31")
        with case.app.app_context():
            person = case.people.person(case.email)
            lifecycle.finalise(case.application(), person)
            put_scan(case.application(), person)
    with clock.at(end + timedelta(minutes=5)):
        clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}")
        assert "可以在 2026-11-01 00:30:00 以前提交" in clerk.text and "已结束" not in clerk.text
        assert "截止前已上传扫描件的 还可以提交" in clerk.open("/desk").text
        clerk.open(f"/applications/{case.id}").send("/reopen", confirms=False)
        assert "可以在 2026-11-01 00:30:00 以前提交。解除定稿后扫描件作废，不能再提交" in clerk.text
        clerk.open(f"/applications/{case.id}/submit").send("/submit").open(f"/applications/{case.id}").send("/withdraw", confirms=False)
        assert "可以在 2026-11-01 00:30:00 以前提交。撤回后请在这以前再次提交" in clerk.text
        clerk.send("/withdraw", button="confirmed=yes", confirms=False)
    with clock.at(end + timedelta(minutes=30)):
        assert "提交时间已于 2026-10-31 23:59:59 结束" in case.people.sign_in(case.email).open("/desk").text


def test_more_time_that_reaches_into_the_next_year_says_so(people: People) -> None:
    with people.app.app_context():
        administrator = people.person(people.account(Role.ADMINISTRATOR))
        lifecycle.open_extension(Purpose.FILING, 2026, date(2027, 1, 15), "演示", administrator)
        clerk = people.account(Role.APPLICANT, organisation=people.organisation())
        begun(people.person(clerk), "全国跨年行业产教融合共同体")
    with clock.at(datetime(2026, 12, 30, tzinfo=SHANGHAI)):
        assert "1 月 1 日 – 2027 年 1 月 15 日 注册填报（已延期）" in people.visitor().open("/guide/calendar").text
        assert "1 月 1 日至 2027 年 1 月 15 日" in people.visitor().open("/guide").text
        assert "2027 年 1 月 15 日" in people.visitor().open("/faq").text
    with clock.at(datetime(2027, 1, 14, 9, tzinfo=SHANGHAI)), people.app.app_context():
        assert reminders.remind() == 1


def test_a_return_cannot_ask_for_a_day_that_is_over(case: Case) -> None:
    with clock.at(MAY):
        officer = case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
        officer.open(f"/review/{case.id}/return")
        assert "如 2026-05-16；不填即为这一天" in officer.text
        officer.send("/return", {"comment-foundation": "请补充", "due": "2026-05-05"})
        assert "修改截止日期已经过去" in officer.text and "请补充" in str(officer.form("/return"))
    assert case.status() == "submitted"


def test_whoever_is_late_reads_when_the_next_year_begins(case: Case) -> None:
    with clock.at(NOVEMBER):
        desk = case.people.sign_in(case.email).open("/desk")
    assert "2026-01-01 至 2026-10-31 23:59:59，已结束" in desk.text
    assert "下一次：2027-01-01 至 2027-10-31（2027 年度）" in desk.text


@pytest.mark.parametrize(("province", "seen_by"), [(None, {"public", JIANGSU, ZHEJIANG}), (JIANGSU, {JIANGSU})])
def test_more_time_is_told_to_everybody_who_has_it(people: People, province: str | None, seen_by: set[str]) -> None:
    with people.app.app_context():
        administrator = people.person(people.account(Role.ADMINISTRATOR))
        lifecycle.open_extension(Purpose.FILING, 2026, date(2026, 11, 30), "演示", administrator, province)
    with clock.at(NOVEMBER):
        told = {
            "public": people.visitor().open("/").text,
            **{where: people.signed_in(Role.PROVINCE_OFFICER, province=where).open("/work").text for where in (JIANGSU, ZHEJIANG)},
        }
        calendar = people.visitor().open("/guide/calendar").text
    until = "2026-01-01 至 2026-11-30 （已延期） 距截止 27 天"
    assert {who for who, text in told.items() if until in text} == seen_by
    assert ("1 月 1 日 – 11 月 30 日 注册填报（已延期）" in calendar) is ("public" in seen_by)


def test_the_years_on_offer_say_until_when(people: People) -> None:
    with clock.at(NOVEMBER):
        page = people.sign_in(people.account(Role.APPLICANT, organisation=people.organisation())).open("/applications/new")
    assert "2026 年度（提交时间 2026-01-01 至 2026-10-31，已结束）" in page.text
    assert "2027 年度（提交时间 2027-01-01 至 2027-10-31）" in page.text
    assert page.soup.find("input", {"name": "year", "checked": True})["value"] == "2027"  # type: ignore[index]
