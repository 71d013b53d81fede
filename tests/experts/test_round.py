"""专家评审 from opening to results: blind until all are in, no conflict of interest, nothing late, nothing twice."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import msgspec
import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.catalogue.reviewing import ExpertCriteria
from cte_portal.community.models import Application, MemberUnit
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.review.experts import queries
from cte_portal.review.experts.models import ExpertRound, ExpertSheet
from cte_portal.review.experts.service import sheets
from cte_portal.review.experts.service.rounds import RoundRefused
from cte_portal.roles import Role
from tests.support.people import PASSWORD, People, Visitor
from tests.support.post_office import post_office
from tests.support.world import full_application, hand_in
from tests.web.test_pages import counted

OPINION = "机制健全，\n供需对接有基础。"


class Case:
    """A round of the ministry about one reported application, with experts who accepted."""

    def __init__(self, people: People, experts: int = 2, each: int = 2):
        self.people = people
        self.ministry = people.signed_in(Role.MINISTRY_OFFICER)
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        with people.app.app_context():
            application = full_application(people.person(email), units=2)
            hand_in(application, people.person(email))
            self.application, self.name = application.id, application.community.name
            self.unit = db.session.query(MemberUnit).filter_by(application_id=application.id).first()
            assert self.unit is not None
            self.unit_name, self.unit_uscc = self.unit.name, self.unit.uscc
            db.session.execute(update(Application).values(status="reported", reported_at=clock.now()))
            db.session.commit()
        self.ministry.open("/review/experts").send(
            "/review/experts", {"name": "年度评审", "year": "2026", "deadline": "2026-06-20", "per_application": str(each)}
        )
        self.page = self.ministry.address
        self.ministry.send("/applications", {"chosen": [str(self.application)]})
        self.experts = [self.joins(number) for number in range(experts)]

    def invites(self, number: int = 0, **typed: str) -> Visitor:
        filled = {"name": f"专家{number}", "organisation": f"无关研究院{number}", "email": f"expert{number}@demo.example", **typed}
        return self.ministry.open(self.page).send("/experts", filled)

    def joins(self, number: int) -> Visitor:
        """Invited, and on board with an account of their own."""
        self.invites(number)
        link = re.findall(r"/expert/invitations/[0-9A-Z-]+", self.ministry.text)[-1]
        expert = self.people.visitor().open(link)
        return expert.send("/account", {"password": PASSWORD, "password_again": PASSWORD, "consent": "y"})

    def shares_out(self) -> Visitor:
        return self.ministry.open(self.page).send("/share-out")

    def sheets(self) -> list[ExpertSheet]:
        found = db.session.get(ExpertRound, 1)
        assert found is not None
        return queries.sheets(found)

    def opened(self, expert: Visitor) -> Visitor:
        link = expert.open("/expert").soup.select_one('main td a[href^="/expert/sheets/"]')
        assert link is not None
        return expert.open(link["href"])

    def judges(self, expert: Visitor, score: int | str = 80, button: str = "submit=yes", **typed: str) -> Visitor:
        page = self.opened(expert)
        boxes = {str(box["name"]): str(score) for box in page.soup.select('input[name^="score-"]')}
        return page.send(page.address, {**boxes, "opinion": OPINION, **typed}, button=button)


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


def test_scores_are_seen_by_nobody_until_all_of_an_application_are_in(case: Case) -> None:
    case.shares_out()
    first, second = case.experts
    assert "已提交对" in case.judges(first, 90).soup.get_text()
    subject = case.ministry.open(case.page).open(case.ministry.soup.select_one('a[href*="/applications/"]')["href"])
    assert "已提交 1 / 2" in subject.text and "专家0" in subject.text
    assert "90" not in subject.text and OPINION.split()[0] not in subject.text
    assert "专家0" not in case.opened(second).text and "90" not in second.soup.select_one("#judge").get_text()
    case.judges(second, 70)
    subject.open(subject.address)
    assert "加权总分 90.0 70.0 80.0 20.0" in subject.text and "供需对接有基础" in subject.text
    sheet = load_workbook(BytesIO(case.ministry.client.get(f"{case.page}/results.xlsx").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[2], row[-4], row[-3], row[-2]) for row in rows] == [("专家0", 90, 80, 20), ("专家1", 70, 80, 20)]


def test_an_expert_reads_the_dossier_without_telephones(case: Case) -> None:
    case.shares_out()
    text = case.opened(case.experts[0]).text
    assert "砚澜理工大学" in text and "三方共建协议" in text
    assert not re.search(r"1[3-9]\d{9}", text) and "@" not in text
    look = case.experts[0].soup.select_one("a.look")["href"]
    picture = case.experts[0].open(look).soup.select_one("figure img")["src"]
    assert "第 1 页，共 1 页" in case.experts[0].text
    assert case.experts[0].client.get(picture).data.startswith(b"\xff\xd8"), "a proof is looked at in the page, as a picture"
    assert case.experts[1].client.get(picture).status_code == case.experts[1].client.get(look).status_code == 404
    case.opened(case.experts[0])
    link = case.experts[0].soup.select_one('a[href*="/evidence/"]')["href"]
    assert case.experts[0].open(link).status == 200
    assert case.experts[0].open(link.rpartition("/")[0] + "/999").status == 404
    assert case.experts[0].open(f"/review/{case.application}").status == 404


def test_somebody_else_s_sheet_is_not_there(case: Case) -> None:
    case.shares_out()
    other = case.opened(case.experts[1]).address
    assert case.experts[0].open(other).status == 404
    assert case.people.signed_in(Role.EXPERT).open(other).status == 404
    assert case.people.signed_in(Role.PROVINCE_OFFICER).open(case.page).status == 404


@pytest.mark.parametrize("score", ["101", "-1", "", "八十", "7.5"])
def test_a_wrong_score_is_refused_and_nothing_typed_is_lost(case: Case, score: str) -> None:
    case.shares_out()
    expert = case.judges(case.experts[0], **{"score-units": score})
    assert "建设单位" in expert.soup.select_one(".error-summary").get_text()
    assert expert.soup.select_one("#score-units")["value"] == score
    assert OPINION in expert.form(expert.address).get_text()
    with case.people.app.app_context():
        assert not any(sheet.submitted_at for sheet in case.sheets())


def test_a_draft_may_have_gaps_and_is_there_again(case: Case) -> None:
    case.shares_out()
    case.judges(case.experts[0], "", "save=yes", **{"score-units": "66"})
    page = case.opened(case.experts[0])
    assert page.soup.select_one("#score-units")["value"] == "66" and OPINION in page.form(page.address).get_text()
    assert "请填写 0–100 的整数" in page.send(page.address, button="submit=yes").text


def test_after_the_deadline_nothing_is_taken_and_the_text_stays(case: Case) -> None:
    case.shares_out()
    with clock.at(datetime(2026, 6, 20, 23, 59, tzinfo=clock.SHANGHAI)):
        expert = case.people.sign_in("expert0@demo.example")
        page = case.opened(expert)
        boxes = {str(box["name"]): "80" for box in page.soup.select('input[name^="score-"]')}
    with clock.at(datetime(2026, 6, 21, 0, 5, tzinfo=clock.SHANGHAI)):
        page.send(page.address, {**boxes, "opinion": OPINION}, button="submit=yes")
        assert "评审已于 2026-06-20 23:59:59 截止" in page.text and OPINION in page.form(page.address).get_text()
        ministry = case.people.signed_in(Role.MINISTRY_OFFICER).open(case.page)
        ministry.send("/deadline", {"deadline": "2026-06-25"})
        page.send(page.address, button="submit=yes")
        assert "已提交对" in page.soup.get_text()


def test_an_expert_of_a_member_unit_is_left_out_and_refused(case: Case) -> None:
    case.invites(7, organisation=case.unit_name)
    case.invites(8, uscc=case.unit_uscc or "")
    case.shares_out()
    with case.people.app.app_context():
        assert sorted(sheet.expert.name for sheet in case.sheets()) == ["专家0", "专家1"]
    subject = case.ministry.open(case.page).open(case.ministry.soup.select_one('a[href*="/applications/"]')["href"])
    assert subject.text.count("应当回避：所在单位是建设单位") == 2
    subject.send("/assign", {"expert": "3"})
    assert "应当回避" in subject.soup.select_one(".notice.error").get_text()


def test_the_same_expert_is_not_given_the_same_application_twice(case: Case) -> None:
    case.shares_out()
    address = case.ministry.open(case.page).soup.select_one('a[href*="/applications/"]')["href"]
    case.joins(5)
    case.ministry.open(address).send("/assign", {"expert": "1"})
    assert "已经分配了这份申报" in case.ministry.soup.get_text()
    colleague = case.people.signed_in(Role.MINISTRY_OFFICER).open(case.page)
    with case.people.app.app_context():
        assert len(case.sheets()) == 2
    assert "/share-out" not in str(colleague.soup)


def test_two_who_share_out_at_once_give_once(case: Case) -> None:
    first, second = case.ministry.open(case.page), case.people.signed_in(Role.MINISTRY_OFFICER).open(case.page)
    first.send("/share-out")
    second.send("/share-out")
    assert "没有需要分配的" in second.soup.get_text()
    with case.people.app.app_context():
        assert len(case.sheets()) == 2


def test_who_declares_a_conflict_is_replaced(people: People) -> None:
    case = Case(people, experts=2, each=1)
    case.shares_out()
    first = case.opened(case.experts[0])
    address = first.address
    assert "请写明理由" in first.open(address + "/conflict").send("/conflict", {"reason": ""}).text
    first.send("/conflict", {"reason": "与牵头企业有合作项目"})
    assert first.open(address).status == 404
    assert case.name in case.experts[1].open("/expert").text
    assert "已自动换上另一位专家" in case.ministry.open("/notices").text and "与牵头企业有合作项目" in case.ministry.text


def test_only_the_authority_opens_a_sheet_again_and_says_why(case: Case) -> None:
    case.shares_out()
    for expert in case.experts:
        case.judges(expert)
    page = case.opened(case.experts[0])
    assert page.soup.select_one("form textarea") is None
    answer = page.client.post(page.address, data={"csrf_token": page.token(), "opinion": "改", "submit": "yes"})
    assert "已经提交，不能修改" in answer.text
    subject = case.ministry.open(case.page).open(case.ministry.soup.select_one('a[href*="/applications/"]')["href"])
    subject.open(subject.soup.select_one('a[href$="/reopen"]')["href"])
    assert "请写明理由" in subject.send("/reopen", {"reason": ""}).text
    subject.send("/reopen", {"reason": "意见过于简单"})
    assert "加权总分" not in subject.text
    assert "意见过于简单" in case.opened(case.experts[0]).text
    case.judges(case.experts[0], 60)
    assert "加权总分 60.0 80.0" in subject.open(subject.address).text


def test_a_link_works_once_and_only_for_an_expert(case: Case) -> None:
    case.invites(4)
    link = re.findall(r"/expert/invitations/[0-9A-Z-]+", case.ministry.text)[-1]
    assert "这类账号不能接受专家邀请" in case.people.signed_in(Role.APPLICANT).open(link).text
    expert = case.people.signed_in(Role.EXPERT).open(link).send("/accept")
    assert "我的评审" in expert.text
    assert "这个链接已经使用过" in case.people.visitor().open(link).text
    assert case.people.visitor().open(link[:-3] + "AAA").status == 404


def test_an_officer_s_address_cannot_be_an_expert_s(case: Case) -> None:
    email = case.people.account(Role.PROVINCE_OFFICER)
    assert "不能同时担任专家" in case.invites(6, email=email).text
    assert "名单中已有邮箱" in case.invites(0).text


@pytest.mark.parametrize("day", ["2026-05-31", "2020-01-01"])
def test_a_deadline_that_has_passed_is_refused_when_a_round_is_opened_and_when_it_is_moved(case: Case, day: str) -> None:
    typed = {"name": "补充评审", "year": "2026", "deadline": day, "per_application": "2"}
    opened = case.people.signed_in(Role.MINISTRY_OFFICER).open("/review/experts").send("/review/experts", typed)
    assert "截止日期已过，请填写今天或以后的日期。" in opened.text and opened.soup.select_one("#name")["value"] == "补充评审"
    assert "补充评审" not in case.ministry.open("/review/experts").text
    moved = case.ministry.open(case.page).send("/deadline", {"deadline": day})
    assert "截止日期已过，请填写今天或以后的日期。" in moved.soup.get_text() and "2026-06-20" in moved.text


def test_a_round_by_an_edition_without_criteria_is_refused(people: People) -> None:
    app = people.app
    kept = app.extensions["editions"]
    app.extensions["editions"] = {key: msgspec.structs.replace(one, experts=ExpertCriteria()) for key, one in kept.items()}
    try:
        typed = {"name": "年度评审", "year": "2026", "deadline": "2026-06-20", "per_application": "2"}
        page = people.signed_in(Role.MINISTRY_OFFICER).open("/review/experts").send("/review/experts", typed)
    finally:
        app.extensions["editions"] = kept
    assert "2026 年度的申报书版次没有评审标准" in page.text and "请联系平台管理员" in page.text
    with app.app_context():
        assert db.session.query(ExpertRound).count() == 0


def test_an_expert_who_came_later_is_given_an_application_by_hand(case: Case) -> None:
    case.shares_out()
    late = case.joins(5)
    assert case.name not in late.open("/expert").text
    address = case.ministry.open(case.page).soup.select_one('a[href*="/applications/"]')["href"]
    case.ministry.open(address).send("/assign", {"expert": "3"})
    assert "已分配给“专家5”。" in case.ministry.soup.get_text()
    assert case.name in late.open("/expert").text and "评审" in late.open("/notices").text
    case.judges(late, 60)
    with case.people.app.app_context():
        assert [sheet.expert.name for sheet in case.sheets() if sheet.submitted_at] == ["专家5"]


def test_an_invitation_opened_in_time_is_refused_after_the_deadline(case: Case) -> None:
    case.invites(44)
    link = re.findall(r"/expert/invitations/[0-9A-Z-]+", case.ministry.text)[-1]
    with clock.at(datetime(2026, 6, 20, 23, 59, tzinfo=clock.SHANGHAI)):
        known, new = case.people.signed_in(Role.EXPERT).open(link), case.people.visitor().open(link)
    with clock.at(datetime(2026, 6, 21, 0, 5, tzinfo=clock.SHANGHAI)):
        known.send("/accept")
        new.send("/account", {"password": PASSWORD, "password_again": PASSWORD, "consent": "y"})
        for expert in (known, new):
            assert "“年度评审”的评审已于 2026-06-20 截止。" in expert.text
    with case.people.app.app_context():
        assert queries.experts(db.session.get_one(ExpertRound, 1))[-1].accepted_at is None
        assert db.session.query(Account).filter_by(email="expert44@demo.example").count() == 0, "no account is left over"


def test_an_address_that_has_an_account_makes_no_second_one(case: Case) -> None:
    case.invites(4)
    link = re.findall(r"/expert/invitations/[0-9A-Z-]+", case.ministry.text)[-1]
    typed = {"email": "Expert0@demo.example", "password": PASSWORD, "password_again": PASSWORD, "consent": "y"}
    visitor = case.people.visitor().open(link).send("/account", typed)
    assert "这个邮箱已经注册过账号。如果是您的专家账号，请登录后接受邀请；否则请换一个邮箱" in visitor.text
    assert visitor.soup.select_one("input[name=name]")["value"] == "专家4"
    assert "已接受邀请" in case.people.sign_in("expert0@demo.example").open(link).send("/accept").soup.get_text()


def test_who_has_accepted_before_the_letter_went_out_gets_none(case: Case) -> None:
    with post_office(case.people.app) as office:
        case.joins(4)
        case.invites(5)
        with case.people.app.app_context():
            jobs().do_waiting()
    assert office.recipients == [["expert5@demo.example"]]


def test_an_opinion_that_is_too_long_or_missing_is_refused_and_nothing_typed_is_lost(case: Case) -> None:
    case.shares_out()
    expert = case.judges(case.experts[0], opinion="长" * 2001)
    assert "评审意见最多 2000 字，现在 2001 字" in expert.text and "长" * 2001 in expert.form(expert.address).get_text()
    assert "请写评审意见" in expert.send(expert.address, {"opinion": " "}, button="submit=yes").text
    assert expert.soup.select_one("#score-units")["value"] == "80"
    with case.people.app.app_context():
        assert not any(sheet.saved_at for sheet in case.sheets())


def test_a_blank_reason_neither_gives_a_sheet_up_nor_opens_it_again(case: Case) -> None:
    case.shares_out()
    expert = case.opened(case.experts[0])
    address = expert.address
    assert "请写明回避的理由。" in expert.open(f"{address}/conflict").send("/conflict", {"reason": "  "}).text
    case.judges(expert)
    assert "请写明退回的理由。" in case.ministry.open(reopening(address)).send("/reopen", {"reason": "  "}).text
    with case.people.app.app_context():
        assert [(bool(one.submitted_at), one.conflict_at) for one in case.sheets()] == [(True, None), (False, None)]


def reopening(sheet: str) -> str:
    return f"/review/experts/sheets/{sheet.rpartition('/')[2]}/reopen"


def test_what_was_handed_in_is_not_given_up_and_what_was_not_is_not_opened_again(case: Case) -> None:
    case.shares_out()
    expert = case.opened(case.experts[0])
    address = expert.address
    expert.open(f"{address}/conflict")
    reopen = case.ministry.open(reopening(address)).send("/reopen", {"reason": "意见过于简单"})
    assert "这份评审表还没有提交，不需要退回。" in reopen.text
    case.judges(case.people.sign_in("expert0@demo.example"))
    assert "这份评审表已经提交或已声明回避。" in expert.send("/conflict", {"reason": "有合作项目"}).text
    with case.people.app.app_context():
        assert [(bool(one.submitted_at), one.conflict_at) for one in case.sheets()] == [(True, None), (False, None)]


def test_a_sheet_that_was_given_up_in_another_window_takes_no_scores(case: Case) -> None:
    case.shares_out()
    with case.people.app.app_context():
        sheet = case.sheets()[0]
        expert = sheet.expert.account
        assert expert is not None
        sheets.give_up(sheet, "有合作项目", expert)
        with pytest.raises(RoundRefused, match="您已对这份申报声明回避，不再评审。"):
            sheets.save(sheet, {}, "意见", False, expert)
        assert case.sheets()[0].saved_at is None


def test_the_pages_cost_the_same_queries_however_many(people: People) -> None:
    costs = []
    case = Case(people, experts=1, each=9)
    for number in (10, 14):
        for extra in range(number, number + 3):
            case.invites(extra)
        case.shares_out()
        with counted(people.app) as said:
            assert case.ministry.open(case.page).status == 200
        costs.append(len(said))
    assert costs[0] == costs[1] <= 16
