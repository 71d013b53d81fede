"""Who is late, reminding them once a day, excusing with a reason; the portal's own reminders; the calendar of one's deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec
import pytest

from cte_portal import clock
from cte_portal.annual.service import reminding
from cte_portal.clock import SHANGHAI
from cte_portal.community.models import Application, Community
from cte_portal.community.service import lifecycle
from cte_portal.community.workflow import Status
from cte_portal.exchange.models import ListEdition
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.recognition.models import RecognitionList
from cte_portal.recognition.rules import Level
from cte_portal.recognition.rules import State as ListState
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from cte_portal.windows import Purpose
from tests.annual.conftest import Stage
from tests.support.established import established, handed_in_report
from tests.support.people import JIANGSU, ZHEJIANG, Visitor
from tests.web.test_pages import counted

APRIL = datetime(2026, 4, 10, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def in_april() -> Iterator[None]:
    with clock.at(APRIL):
        yield


def chosen(stage: Stage, *keys: str) -> list[str]:
    return [f"{stage.known.community}:{key}" for key in keys]


def ticks(officer: Visitor, stage: Stage, action: str, *keys: str) -> Visitor:
    officer.open("/duties/overview")
    return officer.open(f"/duties/{action}?year=2026&" + "&".join(f"duty={one}" for one in chosen(stage, *keys)))


def test_the_province_finds_who_is_late_with_what(stage: Stage) -> None:
    officer = stage.sign_in("province").open("/duties/overview")
    row = officer.soup.find("td", attrs={"data-label": "行业发展分析报告"})
    assert row is not None and row.get_text(" ", strip=True) == "逾期 逾期 10 天"
    assert "共 1 个" in officer.open("/duties/overview?key=work_plan&standing=overdue&industry=G").text
    for nothing in ("key=annual_summary&late=yes", "standing=passed", "text=海洋", "industry=01", "year=2025"):
        assert "没有符合这些条件的共同体" in officer.open(f"/duties/overview?{nothing}").text, nothing
    assert "没有符合这些条件的共同体" in stage.sign_in("other_province").open("/duties/overview").text


def test_the_ministry_reads_the_figures_by_province_and_goes_down_into_one(stage: Stage) -> None:
    with stage.people.app.app_context():
        enterprise = stage.people.person(stage.known.enterprise)
        handed_in_report(stage.known.community, 2026, enterprise)
        established(enterprise, "演示海洋装备产教融合共同体", province=ZHEJIANG)
        established(enterprise, "演示直报产教融合共同体", province=None)
    officer = stage.sign_in("ministry").open("/duties/overview?key=industry_report")
    table = officer.soup.find("h2", string=lambda text: text and text.startswith("分省情况")).find_next("table")
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in table.find_all("tr")[1:]]
    assert sorted(rows) == sorted(
        [
            ["浙江省", "1", "0", "0", "0", "1", "0"],
            ["直报（教育部审核）", "1", "0", "0", "0", "1", "0"],
            ["江苏省", "1", "1", "1", "0", "0", "0"],
        ]
    )
    officer.open(table.find("a", string="浙江省")["href"])
    assert "共 1 个" in officer.text and "演示海洋装备" in officer.text and "演示低空" not in officer.text


def test_chosen_communities_are_reminded_and_nobody_twice_a_day(stage: Stage) -> None:
    officer = ticks(stage.sign_in("province"), stage, "remind", "work_plan", "industry_report")
    assert "演示低空装备" in officer.text and "逾期 10 天" in officer.text
    officer.send("/remind")
    assert "已提醒 1 个共同体" in officer.soup.get_text()
    inbox = stage.sign_in("enterprise").open("/notices").text
    assert (
        "年度任务已逾期" in inbox and "行业发展分析报告：2026-03-31 截止，逾期 10 天" in inbox and "年度工作计划" in inbox and "人才供需" not in inbox
    )
    ticks(officer, stage, "remind", "talent_lists").send("/remind")
    assert "已提醒 0 个共同体。另有 1 个今天已经提醒过" in officer.soup.get_text()
    assert "人才供需" not in stage.sign_in("enterprise").open("/notices").text
    with clock.at(APRIL + timedelta(days=1)):
        officer = ticks(stage.sign_in("province"), stage, "remind", "talent_lists").send("/remind")
        assert "已提醒 1 个共同体" in officer.soup.get_text()


def test_nobody_is_reminded_of_what_is_done_or_of_another_province_s(stage: Stage) -> None:
    with stage.people.app.app_context():
        handed_in_report(stage.known.community, 2026, stage.people.person(stage.known.enterprise))
    officer = ticks(stage.sign_in("province"), stage, "remind", "industry_report").send("/remind")
    assert "没有需要提醒的" in officer.soup.get_text()
    assert ticks(stage.sign_in("other_province"), stage, "remind", "work_plan").status == 404
    assert ticks(stage.sign_in("ministry"), stage, "remind", "work_plan").status == 404
    assert "请先在列表中勾选" in stage.sign_in("province").open("/duties/remind").soup.get_text()


def test_excusing_needs_a_reason_is_told_and_can_be_undone(stage: Stage) -> None:
    officer = ticks(stage.sign_in("province"), stage, "excuse", "work_plan", "talent_lists").send("/excuse")
    assert "请写明理由" in officer.text
    officer.send("/excuse", {"reason": "遇自然灾害。"})
    assert "已免除 2 项" in officer.soup.get_text()
    clerk = stage.sign_in("enterprise").open("/duties")
    assert clerk.text.count("不再要求") == 2 and "还有 5 项要办" in clerk.text
    assert "遇自然灾害。" in clerk.open("/notices").text and "遇自然灾害。" in clerk.open(stage.path("work_plan")).text
    officer.open(stage.path("work_plan")).send("/ask-again")
    assert "逾期 10 天" in officer.text and "还有 6 项要办" in clerk.open("/duties").text


def test_what_was_excused_already_is_not_excused_or_told_again(stage: Stage) -> None:
    ticks(stage.sign_in("province"), stage, "excuse", "work_plan").send("/excuse", {"reason": "遇自然灾害。"})
    officer = ticks(stage.sign_in("province"), stage, "excuse", "work_plan", "talent_lists").send("/excuse", {"reason": "另一理由。"})
    assert "已免除 1 项" in officer.soup.get_text()
    assert "遇自然灾害。" in officer.open(stage.path("work_plan")).text and "另一理由" not in officer.text


def test_an_installation_that_names_no_days_reminds_nobody(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.people.app
    monkeypatch.setitem(app.config, "SETTINGS", msgspec.structs.replace(app.config["SETTINGS"], reminder_days=""))
    with clock.at(APRIL.replace(month=3, day=30)):
        with app.app_context():
            assert reminding.remind() == 0
        assert "年度任务" not in stage.sign_in("enterprise").open("/notices").text


def test_what_was_handed_in_is_not_excused(stage: Stage) -> None:
    with stage.people.app.app_context():
        handed_in_report(stage.known.community, 2026, stage.people.person(stage.known.enterprise))
    officer = ticks(stage.sign_in("province"), stage, "excuse", "industry_report").send("/excuse", {"reason": "理由"})
    assert "已提交，不需要免除" in officer.text


def test_an_extension_of_the_administrator_moves_the_due_date(stage: Stage) -> None:
    administrator = stage.people.signed_in(Role.ADMINISTRATOR).open("/admin/extensions")
    typed = {"purpose": "first_quarter", "year": "2026", "until": "2026-04-30", "province": "320000", "reason": "演示"}
    administrator.send("/extensions", typed)
    clerk = stage.sign_in("enterprise").open("/duties")
    assert "2026-04-30 （已延期） 还有 20 天" in clerk.text and "逾期" not in clerk.soup.find("table").get_text()


def test_lists_are_done_when_both_were_published(stage: Stage) -> None:
    publish_list(stage, Table.TALENT_DEMAND, 1, APRIL)
    clerk = stage.sign_in("enterprise").open(stage.path("talent_lists"))
    assert "人才需求第 1 版" in clerk.text and "逾期 10 天" in clerk.text
    publish_list(stage, Table.TALENT_SUPPLY, 1, APRIL + timedelta(hours=1))
    assert "已通过" in clerk.open(stage.path("talent_lists")).text and "逾期 10 天提交" in clerk.text


def publish_list(stage: Stage, table: Table, number: int, at: datetime) -> None:
    with stage.people.app.app_context(), transaction():
        by = stage.people.person(stage.known.enterprise).id
        made = ListEdition(community_id=stage.known.community, table=table, edition="2024", number=number, published_at=at, published_by_id=by)
        made.content, made.sha256, made.entries, made.current = "{}", "0" * 64, 3, True
        db.session.add(made)


def test_the_portal_reminds_on_its_own_30_7_and_1_days_before_each_once(stage: Stage) -> None:
    told = []
    with stage.people.app.app_context():
        for day in range(1, 32):
            with clock.at(datetime(2026, 3, day, 10, tzinfo=SHANGHAI)):
                told += [day] * reminding.remind()
                assert reminding.remind() == 0
    assert told == [1, 1, 24, 24, 30, 30]  # both people of the enterprise
    inbox = stage.sign_in("enterprise").open("/notices").text
    assert "年度任务还有 7 天截止" in inbox and "人才供需清单：2026-03-31 截止，还有 7 天" in inbox and "绩效数据采集" not in inbox


def test_a_community_just_recognised_is_left_alone_until_the_next_year(stage: Stage) -> None:
    with stage.people.app.app_context():
        with transaction():
            db.session.get_one(Community, stage.known.community).recognised_on = date(2026, 2, 1)
        with clock.at(datetime(2026, 3, 24, 10, tzinfo=SHANGHAI)):
            assert reminding.remind() == 0
    assert "从 2027 年度起有年度任务" in stage.sign_in("enterprise").open("/duties").text


def test_the_calendar_holds_one_s_own_deadlines_behind_a_link_that_can_be_renewed(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open("/duties/calendar").send("/calendar")
    first = clerk.soup.find("code").get_text()
    visitor = stage.people.visitor()
    answer = visitor.client.get(first.removeprefix("http://portal.test"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    text = answer.get_data(as_text=True).replace("\r\n ", "")
    for line in ("SUMMARY:行业发展分析报告截止", "DTSTART;VALUE=DATE:20260331", "SUMMARY:2026 年注册填报截止", "SUMMARY:2026 年绩效数据采集开始"):
        assert line in text.split("\r\n")
    assert f"URL:http://portal.test{stage.path()}" in text and "@portal.test" in text
    clerk.open("/duties/calendar").send("/calendar")
    assert clerk.soup.find("code").get_text() != first
    assert visitor.client.get(first.removeprefix("http://portal.test")).status_code == 404
    second = clerk.soup.find("code").get_text().removeprefix("http://portal.test")
    clerk.send("/calendar/end")
    assert visitor.client.get(second).status_code == 404 and visitor.client.get("/calendar/AAAAA-AAAAA-AAAAA-AAAAA.ics").status_code == 404


def test_an_officer_s_calendar_holds_what_is_due_from_their_communities_and_from_themselves(stage: Stage) -> None:
    with stage.people.app.app_context(), transaction():
        filed = db.session.scalars(db.select(Application)).one()
        returned = Application(organisation=filed.organisation, year=2026, edition="2024", status=Status.RETURNED, submitted_to=JIANGSU)
        returned.community, returned.correction_due = filed.community, date(2026, 6, 20)
        returned.started_at = returned.submitted_at = returned.reported_at = clock.now()
        notice = RecognitionList(level=Level.NATIONAL, year=2026, title="2026 年拟认定名单", state=ListState.NOTICE, notice_days=5)
        notice.created_at, notice.notice_last = clock.now(), date(2026, 6, 12)
        db.session.add_all([returned, notice])
    for who, expected in (("province", True), ("ministry", True), ("other_province", False)):
        officer = stage.sign_in(who).open("/duties/overview")
        officer.open(str(officer.soup.find("a", string="把截止日期订阅到自己的日历")["href"])).send("/calendar")
        answer = stage.people.visitor().client.get(officer.soup.find("code").get_text().removeprefix("http://portal.test"))
        lines = answer.get_data(as_text=True).replace("\r\n ", "").split("\r\n")
        assert ("SUMMARY:年度总结报告截止（还差 1 个）" in lines) is expected, who
        assert ("SUMMARY:退回修改截止（1 份）" in lines) is expected, who
        assert "SUMMARY:公示截止：2026 年拟认定名单" in lines and "SUMMARY:2026 年注册填报截止" in lines
        assert ("年度总结报告截止（还差 1 个）" in officer.text) is expected and "DTSTART;VALUE=DATE:20260612" in lines


def test_a_calendar_ends_with_the_account(stage: Stage) -> None:
    officer = stage.sign_in("province").open("/duties/calendar").send("/calendar")
    address = officer.soup.find("code").get_text().removeprefix("http://portal.test")
    assert stage.people.visitor().client.get(address).status_code == 200
    with stage.people.app.app_context(), transaction():
        stage.people.person(stage.known.province).disabled_at = clock.now()
    assert stage.people.visitor().client.get(address).status_code == 404


def test_a_deadline_that_moved_moves_in_the_calendar(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open("/duties/calendar").send("/calendar")
    address = clerk.soup.find("code").get_text().removeprefix("http://portal.test")

    def day_of_report() -> str:
        events = clerk.client.get(address).get_data(as_text=True).replace("\r\n ", "").split("BEGIN:VEVENT")
        return next(one for one in events if f"UID:duty-{stage.known.community}-2026-industry_report@" in one).partition("VALUE=DATE:")[2][:8]

    assert day_of_report() == "20260331"
    with stage.people.app.app_context():
        by = stage.people.person(stage.known.province)
        lifecycle.open_extension(Purpose.FIRST_QUARTER, 2026, date(2026, 4, 30), "演示", by)
    assert day_of_report() == "20260430"


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("province", "/duties/overview"),
        ("ministry", "/duties/overview?late=yes"),
        ("enterprise", "/duties"),
        ("ministry", "/reports"),
        ("enterprise", "/duties/calendar"),
        ("province", "/duties/calendar"),
        ("ministry", "/duties/calendar"),
    ],
)
def test_a_list_costs_the_same_queries_however_long(stage: Stage, who: str, address: str) -> None:
    reader = stage.sign_in(who)
    counts = []
    for _ in range(2):
        with stage.people.app.app_context():
            enterprise = stage.people.person(stage.known.enterprise)
            for number in range(3):
                one = established(enterprise, f"演示共同体{number}")
                handed_in_report(one.id, 2026, enterprise)
        with counted(stage.people.app) as said:
            assert reader.open(address).status == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 18
