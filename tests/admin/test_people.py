"""Officers get accounts by a link and set their own passwords; accounts and organisations are switched off and on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cte_portal import clock
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.database import counted
from tests.support.people import PASSWORD, People, Visitor
from tests.support.post_office import post_office

PEOPLE = "/admin/people"
NEW = {"name": "孙经办", "email": "Sunjing@demo.example", "role": "province_officer", "province": "330000"}
OWN = "a-password-of-ones-own-9"


@pytest.fixture
def admin(people: People) -> Visitor:
    return people.signed_in(Role.ADMINISTRATOR)


def said(visitor: Visitor) -> str:
    return visitor.soup.find(id="messages").get_text()


def invites(admin: Visitor, **typed: str) -> str:
    """Path of the link."""
    admin.open(f"{PEOPLE}/invite").send("/invite", {**NEW, **typed})
    assert "生成链接" in said(admin), admin.text
    return str(re.findall(r"http://portal\.test(/staff/\S+)", admin.text)[0])


def test_an_officer_sets_a_password_of_their_own_and_works_in_their_province(people: People, admin: Visitor) -> None:
    link = invites(admin)
    officer = Visitor(people.app.test_client()).open(link)
    assert "浙江省教育厅" in officer.text and "sunjing@demo.example" in officer.text
    officer.send(link, {"password": "sunjing-password", "password_again": "sunjing-password"})
    assert officer.status == 422 and "不能包含姓名" in officer.text
    officer.send(link, {"password": OWN, "password_again": OWN})
    assert "密码已设置，请登录" in said(officer)
    officer.send("/sign-in", {"email": "sunjing@demo.example", "password": OWN})
    assert officer.address == "/work" and "孙经办" in officer.soup.get_text()
    again = Visitor(people.app.test_client()).open(link)
    assert again.status == 410 and "已经用过" in again.text


def test_what_the_library_says_of_a_box_is_chinese_too(admin: Visitor) -> None:
    admin.open(f"{PEOPLE}/invite").send("/invite", {**NEW, "role": "nonsense"})
    assert admin.status == 422 and "不是有效的选择" in admin.text and "Not a valid" not in admin.text


def test_what_is_missing_or_taken_is_said(admin: Visitor) -> None:
    admin.open(f"{PEOPLE}/invite").send("/invite", {**NEW, "province": ""})
    assert admin.status == 422 and "请选择省份" in admin.text
    admin.send("/invite", {"role": "city_officer", "city": "3205"})
    assert "六位城市代码" in admin.text
    admin.send("/invite", {"city": "320500"})
    assert "请填写市教育局的名称" in admin.text
    admin.send("/invite", {"bureau": "演示市教育局"})
    assert "生成链接" in said(admin)
    taken = admin.soup.find("main").get_text()
    assert "演示市教育局" in taken
    own = re.findall(r"administrator\d+@demo\.example", admin.open(PEOPLE).text)[0]
    admin.open(f"{PEOPLE}/invite").send("/invite", {**NEW, "email": own})
    assert admin.status == 422 and "已有账号" in admin.text


def test_a_link_is_over_after_two_weeks_when_withdrawn_and_when_sent_anew(people: People, admin: Visitor) -> None:
    first = invites(admin)
    second = invites(admin)
    visitor = Visitor(people.app.test_client())
    assert visitor.open(first).status == 410 and "已作废" in visitor.text
    admin.send("/withdraw")
    assert visitor.open(second).status == 410
    third = invites(admin)
    with clock.at(NOON + timedelta(days=15)):
        assert visitor.open(third).status == 410 and "已过有效期" in visitor.text
    assert visitor.open("/staff?code=22222-22222-22222-22222").status == 404


def test_the_link_comes_by_mail_where_there_is_a_server(people: People, admin: Visitor) -> None:
    with post_office(people.app) as office:
        link = invites(admin)
        with people.app.app_context():
            jobs().do_waiting()
        letter = office.letters[-1]
        assert link in letter.get_content() and "sunjing@demo.example" in letter["To"]


def test_a_forgotten_password_is_set_anew_by_the_person_alone(people: People, admin: Visitor) -> None:
    email = people.account(Role.EDITOR, name="李编辑")
    signed_in = people.sign_in(email)
    admin.open(f"{PEOPLE}?text={email}").send("/reset")
    link = re.findall(r"http://portal\.test(/staff/\S+)", admin.text)[0]
    assert "文章" in signed_in.open("/desk/articles").text  # until then the old one holds
    visitor = Visitor(people.app.test_client()).open(link)
    visitor.send(link, {"password": OWN, "password_again": OWN})
    assert "登录" in signed_in.open("/desk/articles").text and signed_in.address.startswith("/sign-in")
    visitor.open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD})
    assert "邮箱或密码不正确" in visitor.text
    visitor.send("/sign-in", {"password": OWN})
    assert visitor.address.startswith("/desk")


def test_who_is_switched_off_is_out_at_once_and_comes_back(people: People, admin: Visitor) -> None:
    email = people.account(Role.EDITOR, name="李编辑")
    editor = people.sign_in(email)
    admin.open(f"{PEOPLE}?text={email}").send("/switch-off")
    assert "请写明停用的原因" in said(admin)
    admin.send("/switch-off", {"reason": "调离岗位"})
    assert "已停用李编辑的账号" in said(admin)
    editor.open("/desk/articles")
    assert editor.address.startswith("/sign-in")
    editor.send("/sign-in", {"email": email, "password": PASSWORD})
    assert "这个账号已停用" in editor.text
    editor.send("/sign-in", {"password": "wrong password 1"})
    assert "邮箱或密码不正确" in editor.text  # nothing is told to whoever does not know the password
    admin.open(f"{PEOPLE}?disabled=y")
    assert "调离岗位" in admin.text
    admin.send("/switch-on")
    assert people.sign_in(email).open("/desk/articles").status == 200


def test_nobody_locks_the_portal_up(people: People, admin: Visitor) -> None:
    auditor = people.account(Role.AUDITOR, name="陈审计")
    admin.open(f"{PEOPLE}?text={auditor}").send("/switch-off", {"reason": "试一试"})
    assert "最后一个安全审计员" in said(admin)
    own = admin.open(f"{PEOPLE}?role=administrator")
    assert not [form for form in own.soup.find_all("form") if str(form.get("action")).endswith("/switch-off")]


def test_an_organisation_is_found_and_switched_off_with_all_its_people(people: People, admin: Visitor) -> None:
    organisation = people.organisation(name="演示精密制造有限公司")
    clerk = people.sign_in(people.account(Role.APPLICANT, organisation=organisation))
    admin.open("/admin/organisations?text=精密")
    assert "演示精密制造有限公司" in admin.text and "江苏省" in admin.text
    admin.send("/close", {"reason": "营业执照已吊销"})
    clerk.open("/desk")
    assert clerk.address.startswith("/sign-in")
    assert "演示精密" in admin.open("/admin/organisations?disabled=y").text
    admin.send("/open")
    assert "已恢复" in said(admin)


def test_lists_cost_as_many_queries_with_many_people_as_with_few(people: People, admin: Visitor) -> None:
    def cost(path: str) -> int:
        with counted(people.app) as statements:
            admin.open(path)
        return len(statements)

    people.organisation()
    paths = (PEOPLE, "/admin/organisations", f"{PEOPLE}?text=经办人")
    admin.open(PEOPLE)
    before = [cost(path) for path in paths]
    for _ in range(5):
        people.account(Role.APPLICANT, organisation=people.organisation())
        people.account(Role.PROVINCE_OFFICER)
    now = [cost(path) for path in paths]
    assert all(one <= then for one, then in zip(now, before, strict=True)), (before, now)
