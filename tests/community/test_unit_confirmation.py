"""A participating unit confirms by a link that it takes part, or says that it does not; nobody needs an account for it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.catalogue import loader
from cte_portal.catalogue.content import Content
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.community.rules import RULE_NAMES
from cte_portal.community.unit_confirmation import rules
from cte_portal.community.unit_confirmation.rules import Answer, State
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.braked import braked_visitor
from tests.support.people import People, Visitor
from tests.support.world import full_application

WHO = {"person": "王㭎", "position": "产教处处长"}


class Desk:
    """An applicant with a complete application, and a link for each of its units."""

    def __init__(self, people: People, units: int = 3):
        self.people = people
        self.email = people.account(Role.APPLICANT, organisation=people.organisation(name="演示汽车集团有限公司"))
        with people.app.app_context():
            application = full_application(people.person(self.email), units=units)
            self.id = application.id
            self.rows = [(row.id, str(row.values["name"])) for row in queries.content_of(application).rows("participants")]
        self.clerk = people.sign_in(self.email)
        self.base = f"/applications/{self.id}"
        self.page.send("/confirmations", button="generate=all")

    @property
    def page(self) -> Visitor:
        return self.clerk.open(f"{self.base}/confirmations")

    def line(self, number: int = 0) -> str:
        """What the list says of a unit."""
        line = self.page.soup.find(id=f"unit-{self.rows[number][0]}")
        return " ".join(line.get_text(" ", strip=True).split()) if line else ""

    def link(self, number: int = 0) -> str:
        line = self.line(number)
        return next(word.removeprefix("http://portal.test") for word in line.split() if word.startswith("http://portal.test/confirm/"))

    def unit(self, number: int = 0) -> Visitor:
        return self.people.visitor().open(self.link(number))

    def confirms(self, number: int = 0) -> Visitor:
        visitor = self.unit(number)
        return visitor.send(visitor.address, WHO, button="answer=takes_part")

    def denies(self, number: int = 0, reason: str = "从未收到邀请") -> Visitor:
        visitor = self.unit(number)
        return visitor.send(visitor.address, {**WHO, "reason": reason}, button="answer=does_not")

    def press(self, ends: str, number: int = 0) -> Visitor:
        return self.page.send(f"/confirmations/{self.rows[number][0]}{ends}")

    def rename(self, number: int = 0, **typed: str) -> None:
        row = self.rows[number][0]
        page = self.clerk.open(f"{self.base}/sections/participants?edit={row}")
        page.send("/sections/participants/rows", {f"participants-{key}": value for key, value in typed.items()})

    def remove(self, number: int = 0) -> None:
        self.clerk.open(f"{self.base}/sections/participants").send(f"/rows/{self.rows[number][0]}/remove")


@pytest.fixture
def desk(people: People) -> Desk:
    return Desk(people)


def test_a_unit_sees_what_it_needs_to_confirm_and_nothing_else(desk: Desk) -> None:
    visitor = desk.unit()
    assert visitor.text.count(desk.rows[0][1]) == 1
    assert "演示汽车集团有限公司" in visitor.text and "新能源汽车" in visitor.text and "2026" in visitor.text
    with desk.people.app.app_context():
        application = db.session.get(Application, desk.id)
        assert application is not None
        unit, *others = queries.content_of(application).rows("participants")
        assert str(unit.values["uscc"]) in visitor.text
        for secret in [unit.values["contact_phone"], unit.values["contact_name"], *(other.values["name"] for other in others)]:
            assert str(secret) not in visitor.text


def test_a_confirmation_is_shown_to_the_applicant_beside_the_unit(desk: Desk) -> None:
    assert "待确认" in desk.line()
    assert "答复已收到" in desk.confirms().soup.get_text()
    assert "已确认 王㭎（产教处处长） 2026-06-01 12:00" in desk.line()
    row = desk.clerk.open(f"{desk.base}/sections/participants").soup.find(id=f"participants-{desk.rows[0][0]}")
    assert "已确认" in row.get_text()
    other = desk.clerk.soup.find(id=f"participants-{desk.rows[1][0]}")
    assert "确认" not in other.get_text()


def test_who_answers_must_say_who_it_is_and_why_not(desk: Desk) -> None:
    visitor = desk.unit()
    visitor.send(visitor.address, {"person": "", "position": ""}, button="answer=takes_part")
    assert "请填写您的姓名" in visitor.text and "请填写您在本单位的职务" in visitor.text
    visitor.send(visitor.address, {**WHO, "reason": " "}, button="answer=does_not")
    assert "请写明没有参加的原因" in visitor.text
    assert "待确认" in desk.line()


def test_a_denial_stands_out_and_is_a_warning_that_never_blocks(desk: Desk) -> None:
    desk.denies(1)
    assert "未参加 王㭎" in desk.line(1) and "从未收到邀请" in desk.line(1)
    readiness = desk.clerk.open(f"{desk.base}/readiness")
    assert f"“{desk.rows[1][1]}”表示没有参加本共同体：从未收到邀请" in readiness.text and "可以定稿" in readiness.text
    link = next(a["href"] for a in readiness.soup.find_all("a") if "没有参加" in a.get_text())
    assert desk.rows[1][0] in link
    assert "未参加" in desk.clerk.open(f"{desk.base}/sections/participants").text


def test_a_new_name_or_code_has_to_be_confirmed_anew_by_the_same_link(desk: Desk) -> None:
    desk.confirms()
    desk.rename(contact_name="新联系人")
    assert "已确认" in desk.line()
    desk.rename(name="改名以后的单位有限公司")
    assert "需重新确认" in desk.line()
    assert "需重新确认" in desk.clerk.open(f"{desk.base}/sections/participants").text
    assert "“改名以后的单位有限公司”确认之后" in desk.clerk.open(f"{desk.base}/readiness").text
    assert "请重新确认" in desk.unit().text and f"当时为“{desk.rows[0][1]}”" in desk.unit().text
    desk.confirms()
    assert "已确认" in desk.line()


def test_an_answer_is_given_once_and_taken_back_within_ten_minutes(desk: Desk) -> None:
    visitor = desk.confirms()
    assert visitor.soup.find("input", {"name": "person"}) is None
    with clock.at(NOON + timedelta(minutes=10)):
        assert "已撤回答复" in visitor.open(visitor.address).send("/take-back").soup.get_text()
        assert visitor.soup.find("input", {"name": "person"}) is not None
    assert "待确认" in desk.line()
    desk.confirms()
    with clock.at(NOON + timedelta(minutes=10, seconds=1)):
        assert "撤回答复" not in visitor.open(visitor.address).text
        answer = visitor.client.post(f"{visitor.address}/take-back", data={"csrf_token": visitor.token()} | WHO, follow_redirects=True)
        assert "答复已超过 10 分钟" in answer.text
    assert "已确认" in desk.line()


def test_a_second_answer_by_an_old_page_changes_nothing(desk: Desk) -> None:
    old = desk.unit()
    desk.confirms()
    old.send(old.address, {**WHO, "reason": "打错了"}, button="answer=does_not")
    assert "已经答复过" in old.soup.get_text() and "已确认" in desk.line()


def test_a_withdrawn_link_stops_and_the_answer_stands(desk: Desk) -> None:
    first, link = desk.unit(), desk.link()
    desk.press("/withdraw")
    assert "未发送" in desk.line() and "已停用" in first.open(link).text
    assert desk.rows[0][1] not in first.text and "新能源" not in first.text
    desk.press("")
    assert desk.link() != link and "已停用" in first.open(link).text
    desk.denies()
    desk.press("/withdraw")
    assert "未参加" in desk.line()


def test_a_new_link_lets_a_unit_answer_differently(desk: Desk) -> None:
    desk.denies()
    desk.press("")
    assert "未参加" in desk.line()
    desk.confirms()
    assert "已确认" in desk.line() and "没有参加" not in desk.clerk.open(f"{desk.base}/readiness").text


def test_the_link_of_a_removed_unit_stops_until_the_unit_is_brought_back(desk: Desk) -> None:
    link = desk.link()
    desk.remove()
    visitor = desk.people.visitor().open(link)
    assert "不需要确认" in visitor.text and "新能源" not in visitor.text
    assert desk.line() == ""
    desk.clerk.open(f"{desk.base}/sections/participants")
    token = desk.clerk.token()
    desk.clerk.client.post(f"{desk.base}/sections/participants/rows/{desk.rows[0][0]}/restore", data={"csrf_token": token})
    assert "确认参加" in visitor.open(link).text


def test_links_are_made_for_all_that_have_none(people: People) -> None:
    desk = Desk(people, units=60)
    assert "待确认（60）" in desk.page.text and "生成全部链接" not in desk.page.text
    assert len(desk.page.soup.find("tbody").find_all("tr")) == 50 and "第 1 页，共 2 页" in desk.page.text
    desk.press("/withdraw", 3)
    desk.confirms(5)
    assert "生成全部链接（1 家）" in desk.page.text
    assert desk.clerk.open(f"{desk.base}/confirmations?state=confirmed").text.count("王㭎") == 1
    assert desk.rows[3][1] in desk.clerk.open(f"{desk.base}/confirmations?state=not_sent").text
    desk.page.send("/confirmations")
    assert "已生成 1 个链接" in desk.clerk.soup.get_text()


def test_the_list_is_exported_with_contacts_and_links(desk: Desk) -> None:
    desk.rename(2, name="=HYPERLINK(1)有限公司")
    desk.denies(1)
    answer = desk.clerk.client.get(f"{desk.base}/confirmations.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [cell.value for cell in sheet[1]] == ["序号", "单位名称", "统一社会信用代码", "联系人", "手机", "状态", "确认链接"]
    first, second, third = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))
    assert first[0] == 1 and first[1] == desk.rows[0][1] and first[6] == f"http://portal.test{desk.link()}"
    assert second[5] == "未参加" and all(first[2:5])
    assert third[1] == "=HYPERLINK(1)有限公司" and sheet.cell(4, 2).data_type == "s"


def test_a_code_may_be_typed_in_and_a_wrong_one_says_what_to_do(desk: Desk) -> None:
    code = desk.link().rpartition("/")[2].lower()
    visitor = desk.people.visitor().open("/confirm").send("/confirm", {"code": code})
    assert desk.rows[0][1] in visitor.text
    visitor.open("/confirm").send("/confirm", {"code": "ABCDE-FGHJK"})
    assert "没有这个确认码。请对照收到的链接重新输入" in visitor.text and visitor.status == 404


def test_a_link_for_one_thing_opens_nothing_else(desk: Desk) -> None:
    code = desk.link().rpartition("/")[2]
    assert "没有这个邀请码" in desk.people.visitor().open(f"/invitations/{code}").text


def test_guessing_codes_is_slowed_down_and_right_ones_are_not(people: People) -> None:
    with braked_visitor(people.app) as visitor:
        assert {visitor.open("/confirm").status for _ in range(40)} == {200}
        answers = [visitor.open(f"/confirm/22222-22222-22222-2222{n % 8 + 2}").status for n in range(32)]
    assert answers[0] == 404 and answers[-1] == 429


def test_somebody_elses_unit_cannot_be_named(desk: Desk) -> None:
    other = Desk(desk.people)
    token = desk.page.token()
    for ends in ("", "/withdraw"):
        answer = desk.clerk.client.post(f"{desk.base}/confirmations/{other.rows[0][0]}{ends}", data={"csrf_token": token})
        assert answer.status_code == 404
    assert "待确认" in other.line()


@pytest.mark.parametrize(
    ("link", "answer", "same", "state"),
    [
        (False, None, False, State.NOT_SENT),
        (True, None, False, State.WAITING),
        (True, Answer.TAKES_PART, True, State.CONFIRMED),
        (False, Answer.TAKES_PART, True, State.CONFIRMED),
        (True, Answer.TAKES_PART, False, State.CHANGED),
        (True, Answer.DOES_NOT, True, State.DENIED),
        (True, Answer.DOES_NOT, False, State.DENIED),
    ],
)
def test_the_state_of_a_unit(link: bool, answer: Answer | None, same: bool, state: State) -> None:
    assert rules.state_of(link, answer, same) is state
    assert state.label and state.tone


def test_nothing_is_answered_or_taken_back_by_a_link_that_was_stopped_meanwhile(desk: Desk) -> None:
    late, confirmed = desk.unit(0), desk.confirms(1)
    for number in (0, 1):
        desk.press("/withdraw", number)
    late.send(late.address, WHO, button="answer=takes_part")
    confirmed.send("/take-back")
    for visitor in (late, confirmed):
        assert "这个链接已停用。如有疑问，请联系给您链接的单位。" in visitor.soup.get_text()
    assert "未发送" in desk.line(0) and "已确认" in desk.line(1), "what was confirmed stands"


def test_a_link_is_stopped_once(desk: Desk) -> None:
    other = desk.people.sign_in(desk.email).open(f"{desk.base}/confirmations")
    desk.press("/withdraw")
    other.send(f"/confirmations/{desk.rows[0][0]}/withdraw")
    with desk.people.app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="confirmation.withdrawn").count() == 1


def test_a_form_without_a_list_of_units_has_none_to_ask() -> None:
    definition = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"].further["work_plan"]
    assert list(rules.units_of(Content(definition, 2026))) == []
