"""Whoever forgot the password and can read the mailbox sets a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cte_portal import clock
from cte_portal.roles import Role
from tests.support.people import PASSWORD, People, Visitor
from tests.support.post_office import PostOffice, post_office

FRESH = "Lake-and-mountain-9"


@pytest.fixture
def office(people: People) -> Iterator[PostOffice]:
    with post_office(people.app) as office:
        yield office


def _ask(people: People, email: str) -> Visitor:
    visitor = people.visitor().open("/sign-in/forgotten").send("/sign-in/forgotten", {"email": email})
    people.app.extensions["jobs"].do_waiting()
    return visitor


def _link(office: PostOffice) -> str:
    found = re.search(r"https?://[^/]+(/staff/[A-Z0-9-]+)", office.letters[-1].get_content())
    assert found
    return found[1]


def _set(visitor: Visitor, link: str) -> Visitor:
    return visitor.open(link).send(link, {"password": FRESH, "password_again": FRESH})


def test_a_link_comes_by_mail_works_once_and_ends_every_session(people: People, office: PostOffice) -> None:
    email = people.account(Role.AUDITOR)
    before = people.sign_in(email)
    assert people.visitor().open("/sign-in").soup.find("a", string="忘记密码")
    _ask(people, email.upper())
    assert office.recipients == [[email]] and "密码没有改动" in office.letters[0].get_content()
    link = _link(office)
    assert "密码已设置" in str(_set(people.visitor(), link).soup.find(id="messages"))
    assert before.open("/admin/trail").soup.find("h1").get_text() == "登录"
    people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": FRESH})
    assert "已经用过" in people.visitor().open(link).text
    old = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD})
    assert "邮箱或密码不正确" in old.text


def test_the_one_who_asks_never_learns_whether_there_is_such_an_account(people: People, office: PostOffice) -> None:
    email = people.account(Role.AUDITOR)
    answers = {_ask(people, one).soup.find(id="messages").get_text() for one in (email, "nobody@demo.example")}
    assert len(answers) == 1 and "如果这个邮箱有账号" in answers.pop()
    assert office.recipients == [[email]]


def test_an_account_that_is_locked_by_guesses_is_opened_by_the_new_password(people: People, office: PostOffice) -> None:
    email = people.account(Role.AUDITOR)
    for _ in range(5):
        people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": "wrong"})
    _ask(people, email)
    _set(people.visitor(), _link(office))
    arrived = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": FRESH})
    assert "审计记录" in arrived.text


def test_the_link_is_over_after_an_hour_and_when_a_newer_one_was_sent(people: People, office: PostOffice) -> None:
    email = people.account(Role.AUDITOR)
    _ask(people, email)
    _ask(people, email)
    assert len(office.letters) == 1  # nobody floods a mailbox
    first = _link(office)
    with clock.at(clock.now() + timedelta(minutes=6)):
        _ask(people, email)
        assert _link(office) != first
        assert "这个链接已失效" in people.visitor().open(first).text
    with clock.at(clock.now() + timedelta(minutes=67)):
        over = people.visitor().open(_link(office))
        assert "这个链接已失效" in over.text and "忘记密码" in over.text


def test_the_link_is_shown_to_nobody_else(people: People, office: PostOffice) -> None:
    email = people.account(Role.AUDITOR)
    _ask(people, email)
    code = _link(office).rpartition("/")[2]
    assert code not in people.signed_in(Role.ADMINISTRATOR).open("/admin/people").soup.get_text()
    assert "请先" not in people.visitor().open(_link(office)).text


def test_a_switched_off_account_gets_no_letter(people: People, office: PostOffice) -> None:
    email = people.account(Role.EDITOR)
    administrator = people.signed_in(Role.ADMINISTRATOR)
    administrator.open(f"/admin/people?text={email}").send("/switch-off", {"reason": "离职"})
    _ask(people, email)
    assert office.letters == []


def test_without_a_mail_server_the_page_says_what_else_there_is(people: People) -> None:
    page = people.visitor().open("/sign-in/forgotten")
    assert "没有设置邮件服务器" in page.text and page.soup.find("main").find("a", string="找回账号")
    assert people.visitor().open("/sign-in").soup.find("a", string="忘记密码") is None
