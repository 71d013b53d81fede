"""Decisions: read before they go out, taken back within ten minutes, never on what is not so any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cte_portal import audit, clock
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.notices import service as inboxes
from cte_portal.review import service as review
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of
from tests.support.people import People, Visitor
from tests.support.post_office import PostOffice, post_office
from tests.support.world import full_application, hand_in

OPINION = "总体可行，\n请补充后再报。"


@dataclass
class Case:
    """An application handed in to Jiangsu, its applicant, and an officer who reads it."""

    people: People

    def __post_init__(self) -> None:
        self.email = self.people.account(Role.APPLICANT, organisation=self.people.organisation())
        self.desk = self.people.account(Role.PROVINCE_OFFICER, name="顾承砚")
        with self.people.app.app_context():
            person = self.people.person(self.email)
            application = full_application(person, units=2)
            hand_in(application, person)
            self.id = application.id
        self.officer = self.people.sign_in(self.desk)

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def status(self) -> str:
        with self.people.app.app_context():
            return self.application().status.value

    @property
    def clerk(self) -> Visitor:
        return self.people.sign_in(self.email)

    def opened(self, decision: str, officer: Visitor | None = None) -> Visitor:
        return (officer or self.officer).open(f"/review/{self.id}/{decision}")

    def returned(self, place: str = "foundation") -> Visitor:
        return self.opened("return").send("/return", {"opinion": OPINION, f"comment-{place}": "请补充近三年数据"})

    def approves(self) -> None:
        with self.people.app.app_context():
            items = edition_of(self.application()).checklist.items
            review.approve(self.application(), self.people.person(self.desk), "同意", {item.key: (Outcome.MET, "") for item in items})


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


@pytest.fixture
def office(people: People) -> Iterator[PostOffice]:
    with post_office(people.app) as office:
        yield office


def test_the_officer_reads_the_message_word_for_word_before_it_goes_out(case: Case) -> None:
    typed = {"opinion": OPINION, "comment-foundation": "请补充近三年数据", "due": "2026-06-20"}
    officer = case.opened("return").send("/return", typed, confirms=False)
    message = officer.soup.select_one(".message")
    assert message is not None
    shown = message.get_text("\n", strip=True)
    assert case.status() == "submitted" and "还没有消息" in case.clerk.open("/notices").text, "nothing has gone out yet"
    officer.send("/return", button="confirmed=yes")
    notice = case.clerk.open("/notices").soup.select_one(".inbox li")
    assert notice is not None
    subject, text = notice.strong, notice.select_one(".long")
    assert subject and text and shown == f"{subject.get_text()}\n{text.get_text(strip=True)}"
    assert "本次只开放以上提出意见的位置" in shown and "2026-06-20 23:59:59 前提交" in shown


@pytest.mark.parametrize(
    ("decision", "typed"),
    [
        ("return", {"opinion": OPINION, "comment-foundation": "请补充", "comment-evidence/charter": "章程缺页", "due": "2026-06-20"}),
        ("decline", {"reason": "尚未形成稳定合作"}),
    ],
)
def test_going_back_from_the_message_loses_nothing_typed(case: Case, decision: str, typed: dict[str, str]) -> None:
    officer = case.opened(decision).send(f"/{decision}", typed, confirms=False)
    officer.send(f"/{decision}", button="change=yes")
    boxes = {
        box["name"]: box.get("value") or box.get_text().removeprefix("\n") for box in officer.form(f"/{decision}").find_all(["textarea", "input"])
    }
    assert {name: boxes[name] for name in typed} == typed
    assert case.status() == "submitted"
    officer.send(f"/{decision}")
    assert case.status() == {"return": "returned", "decline": "declined"}[decision]


def test_going_back_keeps_the_answers_of_the_checklist(case: Case) -> None:
    officer = case.opened("approve")
    items = sorted({str(box["name"]) for box in officer.form("/approve").find_all("input", {"type": "radio"})})
    officer.send("/approve", {"opinion": "同意推荐", **dict.fromkeys(items, "to_discuss")}, confirms=False)
    assert "审核意见：同意推荐" in officer.text
    officer.send("/approve", button="change=yes")
    assert [box["value"] for box in officer.form("/approve").find_all("input", checked=True)] == ["to_discuss"] * len(items)


def test_a_return_taken_back_at_once_leaves_the_submission_as_it_was(case: Case) -> None:
    officer = case.returned()
    assert "收回意见（12:10:00 前）" in officer.soup.get_text(), "the page after the decision has the button"
    assert "请补充近三年数据" in case.clerk.open(f"/applications/{case.id}/sections/foundation").text
    officer.open(f"/review/{case.id}")
    with clock.at(clock.now() + timedelta(seconds=90)):
        officer.open(f"/review/{case.id}")
    assert "可以在 12:10:00 前收回，还有 8 分 30 秒" in officer.text
    officer.send("/take-back")
    assert case.status() == "submitted" and "已收回“退回修改”" in officer.soup.get_text()
    with case.people.app.app_context():
        assert case.application().correction_due is None and case.application().decided_at is None
        assert queries.comments_on(case.application()) == [], "its comments wait for nobody"
        steps = [(step.action, step.source, step.target) for step in queries.timeline_of(case.application())][:2]
        assert steps == [("take_back_decision", "returned", "submitted"), ("return", "submitted", "returned")]
        assert audit.first_broken() is None
    clerk = case.clerk.open("/notices")
    items = [" ".join(item.get_text(" ", strip=True).split()) for item in clerk.soup.select(".inbox li")]
    assert "意见已收回" in items[0] and "恢复为“待省级审核”" in items[0]
    assert "已收回 退回修改" in items[1], "what was told stays to be read, and says so"
    assert "撤回提交" in clerk.open(f"/applications/{case.id}").text
    box = case.opened("return").soup.find("textarea", {"name": "comment-foundation"})
    assert box and box.get_text(strip=True) == "请补充近三年数据", "what the officer wrote waits to be sent anew"
    case.officer.send("/return")
    assert case.status() == "returned"


def test_letters_of_a_decision_wait_ten_minutes_and_never_go_when_it_was_taken_back(case: Case, office: PostOffice) -> None:
    def sent(minutes: int) -> list[str]:
        with case.people.app.app_context(), clock.at(clock.now() + timedelta(minutes=minutes)):
            inboxes.send_letters()
        return [str(letter["Subject"]).partition("：")[0] for letter in office.letters]

    case.returned()
    assert "邮件将在 12:10 后发送" in case.clerk.open("/notices").text
    assert sent(10) == []
    case.officer.open(f"/review/{case.id}").send("/take-back")
    assert sent(30) == []
    assert "邮件没有发送" in case.clerk.open("/notices").text
    case.returned()
    assert sent(11) == ["退回修改"]


def test_what_the_applicant_has_begun_to_correct_is_not_taken_from_its_hands(case: Case) -> None:
    case.returned("lead_school")
    officer = case.officer.open(f"/review/{case.id}")
    case.clerk.open(f"/applications/{case.id}/sections/lead_school").send("/sections/lead_school", {"lead_school-contact_name": "李䶮"})
    officer.send("/take-back")
    assert "已经按退回意见修改或答复，不能收回" in officer.soup.get_text() and case.status() == "returned"
    assert "收回意见" not in case.officer.open(f"/review/{case.id}").text


def test_an_answered_comment_counts_as_acted_upon(case: Case) -> None:
    case.returned()
    officer = case.officer.open(f"/review/{case.id}")
    case.clerk.open(f"/applications/{case.id}/sections/foundation").send("/comments/1", button="done=yes")
    assert "不能收回" in officer.send("/take-back").soup.get_text() and case.status() == "returned"


def test_after_ten_minutes_a_decision_stands(case: Case) -> None:
    case.opened("decline").send("/decline", {"reason": "尚未形成稳定合作"})
    officer = case.officer.open(f"/review/{case.id}")
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)):
        officer = case.people.sign_in(case.desk)
        assert "收回意见" not in officer.open(f"/review/{case.id}").text
    assert case.status() == "declined"


def test_the_ministry_takes_back_its_own_return_and_the_province_cannot(case: Case) -> None:
    case.approves()
    ministry = case.people.signed_in(Role.MINISTRY_OFFICER)
    with case.people.app.app_context():
        report([case.application()], "苏教演示〔2026〕1号", case.people.person(case.desk))
    assert "收回意见" not in case.officer.open(f"/review/{case.id}").text, "what went on in a batch stays"
    with clock.at(clock.now() + timedelta(days=3)):
        ministry = case.people.signed_in(Role.MINISTRY_OFFICER)
        case.officer = case.people.sign_in(case.desk)
        case.opened("return", ministry).send("/return", {"comment-mechanism": "请写明议事规则"})
        assert case.status() == "returned"
        assert "收回意见" not in case.officer.open(f"/review/{case.id}").text
        token = case.officer.token()
        answer = case.officer.client.post(f"/review/{case.id}/take-back", data={"csrf_token": token}, follow_redirects=True)
        assert "只能由作出意见的单位收回" in answer.text and case.status() == "returned"
        ministry.open(f"/review/{case.id}").send("/take-back")
        assert case.status() == "reported"
        assert "意见已收回" in case.officer.open("/notices").text, "the province was told of the return, and of this"
        with case.people.app.app_context():
            assert case.application().decided_at is not None and case.application().reported_at is not None


def test_an_approved_application_may_be_returned_before_it_is_reported(case: Case) -> None:
    case.approves()
    case.returned()
    assert case.status() == "returned"
    case.officer.open(f"/review/{case.id}").send("/take-back")
    assert case.status() == "approved"


def test_the_second_of_two_officers_is_told_what_the_first_decided(case: Case) -> None:
    case.people.account(Role.PROVINCE_OFFICER)
    second = case.opened("decline", case.people.signed_in(Role.PROVINCE_OFFICER, name="沈㛃"))
    case.returned()
    second.send("/decline", {"reason": "尚未形成稳定合作"})
    assert "江苏省教育厅 顾承砚已于 06-01 12:00:00 办理“退回修改”" in second.text
    assert "尚未形成稳定合作" in second.text and case.status() == "returned"
    assert not second.soup.find("input", {"name": "seen_now"}), "what cannot be decided any more is not offered again"


def test_a_decision_between_reading_the_message_and_sending_it_is_noticed_too(case: Case) -> None:
    second = case.opened("decline", case.people.signed_in(Role.PROVINCE_OFFICER))
    second.send("/decline", {"reason": "尚未形成稳定合作"}, confirms=False)
    case.returned()
    second.send("/decline", button="confirmed=yes")
    assert "顾承砚已于" in second.text and "尚未形成稳定合作" in second.text and case.status() == "returned"


def test_a_version_just_withdrawn_cannot_be_decided_on(case: Case) -> None:
    officer = case.opened("decline")
    case.clerk.open(f"/applications/{case.id}").send("/withdraw")
    officer.send("/decline", {"reason": "尚未形成稳定合作"})
    assert "申报单位已于 06-01 12:00:00 撤回" in officer.text and "尚未形成稳定合作" in officer.text
    assert case.status() == "finalised"


def test_a_newer_version_than_the_one_read_is_decided_on_only_once_it_was_looked_at(case: Case) -> None:
    officer = case.opened("decline")
    with case.people.app.app_context():
        person = case.people.person(case.email)
        lifecycle.withdraw(case.application(), person)
        lifecycle.reopen(case.application(), person)
        hand_in(case.application(), person)
    officer.send("/decline", {"reason": "尚未形成稳定合作"})
    assert "重新提交第 2 版" in officer.text and case.status() == "submitted"
    officer.send("/decline", confirms=False)
    assert "重新提交第 2 版" in officer.text, "pressing again changes nothing"
    box = officer.soup.find("input", {"name": "seen_now"})
    assert box is not None
    officer.send("/decline", {"seen_now": box["value"]})  # type: ignore[index]
    assert case.status() == "declined"
