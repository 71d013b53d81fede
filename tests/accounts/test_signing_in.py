"""Signing in and out, and what happens after too many failures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import request
from sqlalchemy import func, select

from cte_portal import clock, create_app
from cte_portal.accounts import service as accounts
from cte_portal.accounts.locks import service as lock_service
from cte_portal.accounts.locks.models import Failures
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.settings import Settings
from tests.support.people import PASSWORD, People, Visitor


def test_everybody_arrives_where_their_work_is(people: People) -> None:
    places = {
        Role.PROVINCE_OFFICER: "工作台",
        Role.MINISTRY_OFFICER: "工作台",
        Role.ADMINISTRATOR: "延期",
        Role.AUDITOR: "审计记录",
        Role.APPLICANT: "我的工作台",
    }
    for role, heading in places.items():
        visitor = people.signed_in(role)
        assert visitor.soup.find("h1").get_text(strip=True) == heading


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(people: People) -> None:
    email = people.account(Role.AUDITOR)
    answers = set()
    for typed in ({"email": email, "password": "wrong"}, {"email": "nobody@demo.example", "password": "wrong"}):
        answers.add(people.visitor().open("/sign-in").send("/sign-in", typed).soup.find(class_="error-summary").get_text())
    assert len(answers) == 1 and "邮箱或密码不正确" in answers.pop()


def test_five_failures_lock_for_ten_minutes_even_with_the_right_password(people: People) -> None:
    email = people.account(Role.AUDITOR)
    visitor = people.visitor()
    for _ in range(5):
        visitor.open("/sign-in").send("/sign-in", {"email": email, "password": "wrong"})
    visitor.open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD})
    assert "请 10 分钟后再试" in visitor.text
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)):
        people.sign_in(email)


def test_a_name_without_an_account_is_locked_like_one_that_has_one(people: People) -> None:
    known, answers = people.account(Role.AUDITOR), []
    for email in (known, "nobody@demo.example"):
        visitor = people.visitor()
        answers.append([visitor.open("/sign-in").send("/sign-in", {"email": email, "password": "wrong"}).text for _ in range(6)])
    assert answers[0] == answers[1] and "请 10 分钟后再试" in answers[0][5]


def _fail(people: People, address: str, email: str) -> str:
    client = people.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return Visitor(client).open("/sign-in").send("/sign-in", {"email": email, "password": "wrong"}).text


def test_one_password_tried_on_many_names_locks_the_address_and_nobody_else(people: People) -> None:
    email = people.account(Role.AUDITOR)
    for number in range(20):
        assert "邮箱或密码不正确" in _fail(people, f"2001:db8::{number + 1:x}", f"person{number}@demo.example")
    assert "请 10 分钟后再试" in _fail(people, "2001:db8::ffff", "another@demo.example")
    people.sign_in(email)  # from elsewhere
    assert "锁定网络地址" in people.signed_in(Role.AUDITOR).open("/admin/trail").text
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)):
        assert "邮箱或密码不正确" in _fail(people, "2001:db8::ffff", "another@demo.example")


def test_signing_in_clears_the_name_but_not_what_was_counted_for_the_address(people: People) -> None:
    email = people.account(Role.AUDITOR)
    for number in range(19):
        _fail(people, "127.0.0.1", f"person{number}@demo.example")
    people.sign_in(email)  # whoever has an account of their own could otherwise go on for ever
    assert "邮箱或密码不正确" in _fail(people, "127.0.0.1", "another@demo.example")
    assert "请 10 分钟后再试" in _fail(people, "127.0.0.1", "another@demo.example")


def test_no_address_of_a_mailbox_is_kept_for_counting(people: People) -> None:
    _fail(people, "192.0.2.9", "my-secret-password")
    with people.app.app_context():
        assert {len(one.key) for one in db.session.scalars(select(Failures))} == {64}
        lock_service.forget_old()
        assert db.session.scalar(select(func.count()).select_from(Failures)) == 2
        with clock.at(clock.now() + timedelta(hours=1)):
            lock_service.forget_old()
        assert db.session.scalar(select(func.count()).select_from(Failures)) == 0
        db.session.remove()


def test_the_address_is_the_visitors_behind_a_proxy_and_nobody_can_say_another(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, secret_key="k" * 40, proxies=1), testing=True)
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/-/live", headers={"X-Forwarded-For": "203.0.113.5, 198.51.100.7"})
    assert seen == ["198.51.100.7"]


def test_after_the_idle_time_one_signs_in_again_and_lands_where_one_was(people: People) -> None:
    email = people.account(Role.AUDITOR)
    visitor = people.sign_in(email)
    with clock.at(clock.now() + timedelta(minutes=29)):
        assert "审计记录" in visitor.open("/admin/trail").text
    with clock.at(clock.now() + timedelta(minutes=60)):
        visitor.open("/admin/trail?page=1")
        assert visitor.soup.find("h1").get_text() == "登录"
        visitor.send("/sign-in", {"email": email, "password": PASSWORD})
        assert visitor.address.startswith("/admin/trail")


def test_after_twelve_hours_one_signs_in_again_however_busy_one_was(people: People) -> None:
    visitor = people.signed_in(Role.AUDITOR)
    begun = clock.now()
    for minutes in range(0, 12 * 60, 20):
        with clock.at(begun + timedelta(minutes=minutes)):
            assert "审计记录" in visitor.open("/admin/trail").text
    with clock.at(begun + timedelta(hours=12, seconds=1)):
        assert visitor.open("/admin/trail").soup.find("h1").get_text() == "登录"


def test_a_signed_out_session_stays_ended_even_with_its_cookie(people: People) -> None:
    visitor = people.signed_in(Role.AUDITOR)
    visitor.send("/sign-out")
    assert "您已安全退出" in visitor.soup.get_text()
    assert visitor.open("/admin/trail").soup.find("h1").get_text() == "登录"


def test_nobody_is_sent_to_a_foreign_site_after_signing_in(people: People) -> None:
    email = people.account(Role.AUDITOR)
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        visitor = people.visitor().open("/sign-in")
        token = visitor.token()
        answer = visitor.client.post("/sign-in", data={"csrf_token": token, "email": email, "password": PASSWORD, "next": target})
        assert answer.headers["Location"] == "/admin/trail"


def test_passwords_are_kept_as_argon2id_only(people: People) -> None:
    email = people.account(Role.AUDITOR)
    with people.app.app_context():
        assert people.person(email).password_hash.startswith("$argon2id$")
        db.session.remove()


def test_signing_out_is_noted_once(people: People) -> None:
    email = people.account(Role.AUDITOR)
    with people.app.app_context():
        account, token = accounts.sign_in(email, PASSWORD, "127.0.0.1")
        ended = []
        for minutes in (1, 2):
            with clock.at(clock.now() + timedelta(minutes=minutes)):
                accounts.sign_out(token, by=account)
            ended.append(accounts.session_of(token).ended_at)  # type: ignore[union-attr]
        assert ended[0] is not None and ended[0] == ended[1]
        accounts.sign_out("a token of nobody", by=account)
    assert "导出 1 条" in people.sign_in(email).open("/admin/trail?action=account.signed_out").text
