"""Everybody is told what concerns them: in the portal, and by a letter that is never lost and never another one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from cte_portal import clock, mail
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle, reminders
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.notices import service as inboxes
from cte_portal.notices.models import Notice, NoticeLetter
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from cte_portal.windows import Purpose
from tests.conftest import NOON
from tests.support.people import ZHEJIANG, People, Visitor
from tests.support.post_office import PostOffice, post_office
from tests.support.world import full_application, hand_in


@pytest.fixture
def office(people: People) -> Iterator[PostOffice]:
    with post_office(people.app) as office:
        yield office


def handed_in(people: People) -> tuple[Visitor, Visitor, int]:
    """The applicant, its province's officer, and the application just submitted."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, units=2)
        hand_in(application, person)
        number = application.id
    return people.sign_in(email), officer, number


def test_the_province_is_told_of_a_submission_and_goes_there_with_one_click(people: People) -> None:
    elsewhere = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    _, officer, number = handed_in(people)
    assert officer.open("/review").soup.select_one(".unread").get_text() == "1"  # type: ignore[union-attr]
    officer.open("/notices")
    assert "收到申报：全国新能源汽车行业产教融合共同体" in officer.text and "1 条未读" in officer.text
    officer.send("/notices/1")
    assert officer.address == f"/review/{number}"
    assert officer.open("/notices").soup.select_one(".unread") is None
    assert "还没有消息" in elsewhere.open("/notices").text


def test_a_return_reaches_the_applicant_with_every_comment_and_the_day(people: People) -> None:
    clerk, officer, number = handed_in(people)
    officer.open(f"/review/{number}/return").send("/return", {"comment-foundation": "请补充近三年数据", "opinion": "总体可行"})
    text = clerk.open("/notices").text
    assert "退回修改：全国新能源汽车行业产教融合共同体" in text and "总体意见：总体可行" in text
    assert "5 建设基础：请补充近三年数据" in text and "2026-06-11 23:59:59 前提交" in text
    clerk.send("/notices")
    assert "未读" not in clerk.text


def test_one_persons_notice_is_nobody_elses(people: People) -> None:
    clerk, officer, number = handed_in(people)
    officer.open(f"/review/{number}/return").send("/return", {"comment-foundation": "请补充"})
    token = officer.open("/").token()
    with people.app.app_context():
        own = db.session.query(Notice).filter(Notice.subject.startswith("退回修改")).one().id
    assert officer.client.post(f"/notices/{own}", data={"csrf_token": token}).status_code == 404
    assert "1 条未读" in clerk.open("/notices").text


def test_the_letter_says_what_the_notice_says_and_where_to_look(people: People, office: PostOffice) -> None:
    _, officer, number = handed_in(people)
    with people.app.app_context():
        jobs().do_waiting()
    (letter,) = office.letters
    assert letter["Subject"] == "收到申报：全国新能源汽车行业产教融合共同体"
    assert f"http://portal.test/review/{number}" in letter.get_content()
    assert "邮件已发送" in officer.open("/notices").text


def test_a_server_that_is_away_gets_the_letter_later_and_once(people: People, office: PostOffice) -> None:
    office.away = 1
    handed_in(people)
    with people.app.app_context():
        with pytest.raises(inboxes.LettersWait):
            inboxes.send_letters()
        assert office.letters == []
        inboxes.send_letters()
        inboxes.send_letters()
    assert len(office.letters) == 1


def test_a_letter_that_was_being_sent_when_the_machine_stopped_goes_a_quarter_of_an_hour_later_under_the_same_name(
    people: People, office: PostOffice
) -> None:
    _, officer, _ = handed_in(people)
    with people.app.app_context():
        letter = db.session.query(NoticeLetter).one()
        mail.send(inboxes._letter(letter.notice))  # it had gone, or not: nobody knows
        with transaction():
            letter.claimed_at = letter.notice.made_at
        inboxes.send_letters()
        assert len(office.letters) == 1
        assert "邮件可能没有送达" in officer.open("/notices").text
        with clock.at(letter.notice.made_at + timedelta(minutes=16)):
            inboxes.send_letters()
            inboxes.send_letters()
    first, second = office.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_two_workers_at_once_send_each_letter_once(people: People, office: PostOffice) -> None:
    for _ in range(2):
        people.account(Role.PROVINCE_OFFICER)
    handed_in(people)

    def another_worker() -> None:
        with people.app.app_context(), clock.at(NOON):
            inboxes.send_letters()

    office.meanwhile.append(another_worker)
    with people.app.app_context():
        inboxes.send_letters()
    assert len(office.letters) == len({str(letter["To"]) for letter in office.letters}) == 3


def test_nobody_is_told_of_what_was_refused(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        application = full_application(people.person(email), units=2)
        with pytest.raises(lifecycle.ActionRefused):
            lifecycle.submit(application, people.person(email))
    assert "还没有消息" in officer.open("/notices").text


def test_the_same_thing_is_told_once(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, units=2)
        assert isinstance(application, Application)
        for _ in range(2):
            inboxes.tell([person], "registration_approved", "/desk", key="registration:1", organisation=person.organisation)
        assert db.session.query(Notice).count() == 1


def begun(people: People) -> tuple[str, int]:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        return email, full_application(people.person(email), units=2).id


def reminded(people: People, day: datetime) -> int:
    with people.app.app_context(), clock.at(day):
        return reminders.remind()


def test_who_has_not_submitted_is_reminded_on_the_named_days_and_once(people: People) -> None:
    email, _ = begun(people)
    october = datetime(2026, 10, 1, 9, tzinfo=clock.SHANGHAI)
    told = [reminded(people, october + timedelta(days=day)) for day in (-1, 0, 1, 23, 24, 29, 30, 31)]
    assert told == [0, 1, 0, 1, 0, 1, 0, 0], "30, 7 and 1 days before 31 October"
    text = people.sign_in(email).open("/notices").text
    assert "距提交截止还有 30 天" in text and "距提交截止还有 7 天" in text and "距提交截止还有 1 天" in text


def test_a_day_without_a_worker_is_made_up_for(people: People) -> None:
    begun(people)
    assert reminded(people, datetime(2026, 10, 26, 9, tzinfo=clock.SHANGHAI)) == 1


def test_who_has_submitted_is_left_alone_and_an_extension_moves_the_day(people: People) -> None:
    handed_in(people)
    email, _ = begun(people)
    with people.app.app_context():
        person = people.person(email)
        lifecycle.open_extension(Purpose.FILING, 2026, date(2026, 12, 10), "系统维护", person, organisation=person.organisation)
    assert reminded(people, datetime(2026, 10, 30, 9, tzinfo=clock.SHANGHAI)) == 0
    assert reminded(people, datetime(2026, 12, 9, 9, tzinfo=clock.SHANGHAI)) == 1
