"""Signing in and out, and what happens after too many failures."""

from __future__ import annotations

from datetime import timedelta

from cte_portal import clock
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import PASSWORD, People


def test_everybody_arrives_where_their_work_is(people: People) -> None:
    places = {
        Role.PROVINCE_OFFICER: "申报审核",
        Role.MINISTRY_OFFICER: "已报送申报",
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
