"""One's own account: a second factor that stands between a stolen password and the dossiers, sessions ended, passwords changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pyotp
import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import clock
from cte_portal.accounts.own import rules
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.people import PASSWORD, People, Visitor, filled_in

OTHER = "another-password-of-mine-7"


@pytest.fixture
def asking(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation in service: officers and the operator's people must have a second factor."""
    kept = people.app.config["SETTINGS"]
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(kept, second_factor=True))


def now_s_code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def set_up(visitor: Visitor) -> tuple[str, list[str]]:
    """The secret, and the recovery codes."""
    visitor.open("/account/second-factor")
    secret = visitor.soup.find(class_="code").get_text().replace(" ", "")
    assert visitor.soup.find("svg") is not None
    visitor.send("/account/second-factor", {"code": now_s_code(secret), "known_password": "wrong"})
    assert "现在的密码不正确" in visitor.text  # a session left open is not enough
    visitor.send("/account/second-factor", {"code": now_s_code(secret), "known_password": PASSWORD})
    return secret, [one.get_text() for one in visitor.soup.find_all("li", class_="code")]


def with_password(people: People, email: str, password: str = PASSWORD) -> Visitor:
    return people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": password})


def test_after_the_password_comes_the_code_of_the_moment_and_each_only_once(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    secret, _ = set_up(people.sign_in(email))
    with clock.at(NOON + timedelta(minutes=2)):
        visitor = with_password(people, email)
        assert visitor.address.startswith("/sign-in/code")
        assert visitor.open("/review").address.startswith("/sign-in")  # the password alone opens nothing
        visitor.open("/sign-in/code").send("/sign-in/code", {"code": "000000"})
        assert "动态验证码或备用码不正确" in visitor.text
        visitor.send("/sign-in/code", {"code": now_s_code(secret)})
        assert visitor.address == "/work"
        again = with_password(people, email).send("/sign-in/code", {"code": now_s_code(secret)})
        assert "已经用过" in again.text


def test_a_code_of_another_telephone_sets_nothing_up(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    visitor = people.sign_in(email).open("/account/second-factor")
    shown = visitor.soup.find(class_="code").get_text().replace(" ", "")
    visitor.send("/account/second-factor", {"code": now_s_code(rules.fresh_secret()), "known_password": PASSWORD})
    assert "验证码不对" in visitor.text and "手机的时间" in visitor.text
    assert visitor.soup.find(class_="code").get_text().replace(" ", "") == shown, "what was scanned already goes on"
    assert with_password(people, email).address == "/work"


def switched_on(officer: Visitor) -> tuple[Tag, str]:
    """The form of one's codes, and where it goes to switch them off."""
    set_up(officer)
    form = officer.open("/account").form("/recovery-codes")
    return form, str(form.find("button", attrs={"formaction": True})["formaction"])  # type: ignore[index]


def test_who_may_work_without_switches_it_off_with_the_password(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    officer = people.sign_in(email)
    form, off = switched_on(officer)
    for typed, told in (("wrong", "现在的密码不正确，没有改动"), (PASSWORD, "动态验证码已关闭")):
        data = {**filled_in(form), "known_password": typed}
        officer.response = officer.client.post(off, data=data, follow_redirects=True)
        assert told in officer.soup.get_text()
    assert with_password(people, email).address == "/work"


def test_who_must_have_it_cannot_switch_it_off(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    officer = people.sign_in(email)
    form, off = switched_on(officer)
    kept = people.app.config["SETTINGS"]
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(kept, second_factor=True))
    officer.response = officer.client.post(off, data={**filled_in(form), "known_password": PASSWORD}, follow_redirects=True)
    assert "您的账号必须使用动态验证码，不能关闭" in officer.text
    assert with_password(people, email).address.startswith("/sign-in/code")


def test_five_wrong_codes_lock_like_five_wrong_passwords(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    secret, _ = set_up(people.sign_in(email))
    with clock.at(NOON + timedelta(minutes=2)):
        visitor = with_password(people, email)
        for _ in range(5):
            visitor.send("/sign-in/code", {"code": "123"})
        visitor.send("/sign-in/code", {"code": now_s_code(secret)})
        assert "请 10 分钟后再试" in visitor.text


def test_the_password_is_forgotten_five_minutes_later(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    secret, _ = set_up(people.sign_in(email))
    with clock.at(NOON + timedelta(minutes=2)):
        visitor = with_password(people, email)
    with clock.at(NOON + timedelta(minutes=8)):
        visitor.send("/sign-in/code", {"code": now_s_code(secret)})
        assert visitor.soup.find("h1").get_text() == "登录" and "请重新输入密码" in visitor.soup.get_text()


def test_a_recovery_code_signs_in_once_and_new_ones_replace_the_old(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    officer = people.sign_in(email)
    _, codes = set_up(officer)
    assert len(set(codes)) == 10
    visitor = with_password(people, email).send("/sign-in/code", {"code": codes[0].lower().replace("-", " ")})
    assert visitor.address == "/work" and "备用码还剩 9 个" in visitor.open("/account").text
    assert "不正确" in with_password(people, email).send("/sign-in/code", {"code": codes[0]}).text
    officer.open("/account").send("/recovery-codes", {"known_password": "wrong"})
    assert "现在的密码不正确" in officer.text
    officer.send("/recovery-codes", {"known_password": PASSWORD})
    fresh = [one.get_text() for one in officer.soup.find_all("li", class_="code")]
    assert not set(fresh) & set(codes)
    assert "不正确" in with_password(people, email).send("/sign-in/code", {"code": codes[1]}).text


def test_in_service_officers_set_it_up_before_anything_else_and_clerks_need_not(people: People, asking: None) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    for address in ("/review", "/notices", "/long-work"):
        assert officer.open(address).address == "/account/second-factor"
    assert "请先设置动态验证码" in officer.open("/review").soup.get_text()
    assert officer.open("/account").status == 200 and "退出" in officer.soup.get_text()
    set_up(officer)
    assert officer.open("/review").address == "/review"
    officer.open("/account")
    assert not officer.soup.find("button", attrs={"formaction": True})
    clerk = people.sign_in(people.account(Role.APPLICANT, organisation=people.organisation()))
    assert clerk.open("/desk").address == "/desk"


def test_who_lost_everything_is_helped_by_the_administrator(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    officer = people.sign_in(email)
    set_up(officer)
    admin = people.signed_in(Role.ADMINISTRATOR).open(f"/admin/people?text={email}").send("/second-factor/off")
    assert "动态验证码" in admin.soup.find(id="messages").get_text()
    assert officer.open("/review").address.startswith("/sign-in")
    assert people.sign_in(email).open("/review").address == "/review"


def test_the_secret_is_sealed_where_it_is_kept(people: People) -> None:
    email = people.account(Role.PROVINCE_OFFICER)
    secret, codes = set_up(people.sign_in(email))
    with people.app.app_context():
        kept = people.person(email).totp_secret or ""
        db.session.remove()
        held = str([db.session.execute(table.select()).all() for table in db.metadata.sorted_tables])
    assert kept in held and secret not in held and not any(one in held for one in codes)


def test_a_changed_password_ends_what_was_open_elsewhere_and_old_ones_are_not_taken_again(people: People) -> None:
    email = people.account(Role.EDITOR)
    elsewhere, here = people.sign_in(email), people.sign_in(email)

    def change(now: str, wanted: str) -> str:
        here.open("/account").send("/account/password", {"now": now, "password": wanted, "password_again": wanted})
        return here.soup.get_text()

    assert "现在的密码不正确" in change("wrong", OTHER)
    assert "密码已修改" in change(PASSWORD, OTHER)
    assert elsewhere.open("/desk/articles").address.startswith("/sign-in") and here.open("/desk/articles").status == 200
    assert "最近用过" in change(OTHER, PASSWORD)
    assert "最近用过" in change(OTHER, OTHER)
    assert "密码至少 10 位" in change(OTHER, "short")
    for number in range(5):
        assert "密码已修改" in change(OTHER if number == 0 else f"password-number-{number - 1}-x", f"password-number-{number}-x")
    assert "密码已修改" in change("password-number-4-x", PASSWORD)  # five others lie between


def test_where_passwords_grow_old_they_are_changed_before_anything_else(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = people.app.config["SETTINGS"]
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(kept, password_days=90))
    email = people.account(Role.EDITOR)
    assert people.sign_in(email).open("/desk/articles").address == "/desk/articles"
    with clock.at(NOON + timedelta(days=91)):
        editor = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD})
        assert editor.address == "/account" and "请先修改密码" in editor.soup.get_text()
        assert editor.open("/desk/articles").address == "/account"
        editor.send("/account/password", {"now": PASSWORD, "password": OTHER, "password_again": OTHER})
        assert editor.open("/desk/articles").address == "/desk/articles"
        assert with_password(people, email, OTHER).address == "/desk/articles"


def test_sessions_are_listed_and_ended_one_by_one_or_all(people: People) -> None:
    email = people.account(Role.EDITOR)
    first, second, here = (people.sign_in(email) for _ in range(3))
    here.open("/account")
    assert here.text.count("结束") >= 3 and "本次" in here.text
    foreign = people.signed_in(Role.AUDITOR)
    identity = here.soup.find("input", attrs={"name": "session"})["value"]
    foreign.open("/account")
    foreign.client.post("/account/sessions/end", data={"csrf_token": foreign.token(), "session": identity})
    assert second.open("/desk/articles").status == 200 and second.address == "/desk/articles"  # somebody else's are not theirs to end
    here.send("/sessions/end")
    ended = [one.open("/desk/articles").address.startswith("/sign-in") for one in (first, second)]
    assert sorted(ended) == [False, True]
    here.open("/account").client.post("/account/sessions/end", data={"csrf_token": here.token()})
    assert all(one.open("/desk/articles").address.startswith("/sign-in") for one in (first, second))
    assert here.open("/desk/articles").address == "/desk/articles"


moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(moments, st.integers(-200, 200))
def test_a_code_holds_for_its_half_minute_and_the_one_on_either_side(now: datetime, late: int) -> None:
    secret = "JBSWY3DPEHPK3PXP" * 2
    shown_at = now - timedelta(seconds=late)
    code = pyotp.TOTP(secret).at(shown_at)
    apart = int(now.timestamp()) // 30 - int(shown_at.timestamp()) // 30
    step = rules.step_of(secret, code, now, None)
    if abs(apart) <= 1:
        assert step is not None and rules.step_of(secret, code, now, step) is None
    assert rules.step_of(secret, re.sub(r"\d", "x", code), now, None) is None
