"""Officers get accounts by a link and set their own passwords; accounts and organisations are switched off and on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cte_portal import clock
from cte_portal.accounts.invitations import service as invitations
from cte_portal.accounts.invitations.service import InvitationRefused
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.database import counted
from tests.support.people import PASSWORD, People, Visitor, filled_in
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


def answers_a_page_left_open(admin: Visitor, action: str, **typed: str) -> str:
    """What is said when a form is sent that another administrator's doing has overtaken."""
    form = admin.form(action)
    admin.response = admin.client.post(str(form["action"]), data={**filled_in(form), **typed}, follow_redirects=True)
    return str(admin.soup.get_text(" "))


def left_open(people: People, address: str) -> Visitor:
    return people.signed_in(Role.ADMINISTRATOR).open(address)


def test_no_new_password_for_who_was_switched_off_meanwhile(people: People, admin: Visitor) -> None:
    email = people.account(Role.EDITOR, name="李编辑")
    late = left_open(people, f"{PEOPLE}?text={email}")
    admin.open(f"{PEOPLE}?text={email}").send("/switch-off", {"reason": "调离岗位"})
    assert "账号已停用，请先恢复" in answers_a_page_left_open(late, "/reset")
    assert "/staff/" not in late.open(PEOPLE).text


def test_the_first_reason_for_switching_off_stays(people: People, admin: Visitor) -> None:
    email = people.account(Role.EDITOR, name="李编辑")
    late = left_open(people, f"{PEOPLE}?text={email}")
    admin.open(f"{PEOPLE}?text={email}").send("/switch-off", {"reason": "调离岗位"})
    answers_a_page_left_open(late, "/switch-off", reason="另一个原因")
    assert "调离岗位" in late.open(f"{PEOPLE}?text={email}").text and "另一个原因" not in late.text
    assert people.signed_in(Role.AUDITOR).open("/admin/trail?action=account.switched_off").text.count("导出 1 条")


def test_nobody_switches_off_their_own_account_even_from_a_page_of_another(people: People, admin: Visitor) -> None:
    email = people.account(Role.ADMINISTRATOR, name="郑管理")
    other = people.sign_in(email)
    action = str(admin.open(f"{PEOPLE}?text={email}").form("/switch-off")["action"])
    other.open(PEOPLE)
    other.response = other.client.post(action, data={"csrf_token": other.token(), "reason": "试一试"}, follow_redirects=True)
    assert "不能停用自己的账号" in said(other)
    assert people.sign_in(email).open(PEOPLE).address == PEOPLE


def test_what_is_erased_is_erased_once_and_never_comes_back(people: People, admin: Visitor) -> None:
    email = people.account(Role.EDITOR, name="李编辑")
    admin.open(f"{PEOPLE}?text={email}").send("/switch-off", {"reason": "本人要求"})
    late, later = (left_open(people, f"{PEOPLE}?text={email}") for _ in range(2))
    admin.open(f"{PEOPLE}?text={email}").send("/switch-on")
    assert "请先停用账号，再删除个人信息" in answers_a_page_left_open(late, "/erase")
    admin.open(f"{PEOPLE}?text={email}").send("/switch-off", {"reason": "本人要求"})
    late.open(f"{PEOPLE}?text={email}")
    admin.open(f"{PEOPLE}?text={email}").send("/erase")
    answers_a_page_left_open(late, "/erase")
    assert "不能恢复。请重新邀请本人开通账号" in answers_a_page_left_open(later, "/switch-on")
    assert "个人信息已删除" in admin.open(f"{PEOPLE}?text=李编辑").text
    assert "导出 1 条" in people.signed_in(Role.AUDITOR).open("/admin/trail?action=account.erased").text


def test_an_organisation_is_switched_off_once_and_for_the_first_reason(people: People, admin: Visitor) -> None:
    people.organisation(name="演示精密制造有限公司")
    here = "/admin/organisations?text=精密"
    late, later = (left_open(people, here) for _ in range(2))
    assert "请写明停用的原因" in answers_a_page_left_open(late, "/close", reason=" ")
    admin.open(here).send("/close", {"reason": "营业执照已吊销"})
    answers_a_page_left_open(later, "/close", reason="另一个原因")
    assert "营业执照已吊销" in admin.open(here).text and "另一个原因" not in admin.text
    again = left_open(people, here)
    admin.send("/open")
    answers_a_page_left_open(again, "/open")
    assert admin.open(here).form("/close")
    trail = people.signed_in(Role.AUDITOR)
    for action in ("organisation.switched_off", "organisation.switched_on"):
        assert "导出 1 条" in trail.open(f"/admin/trail?action={action}").text


def test_who_is_invited_by_the_ministry_belongs_to_it(people: People, admin: Visitor) -> None:
    link = invites(admin, role="ministry_officer", province="")
    assert "教育部" in people.visitor().open(link).text


def test_a_link_is_withdrawn_once(people: People, admin: Visitor) -> None:
    invites(admin)
    late = left_open(people, PEOPLE)
    admin.open(PEOPLE).send("/withdraw")
    answers_a_page_left_open(late, "/withdraw")
    assert "导出 1 条" in people.signed_in(Role.AUDITOR).open("/admin/trail?action=account_invitation.withdrawn").text


def test_a_link_opens_nothing_while_its_account_is_switched_off(people: People, admin: Visitor) -> None:
    email = people.account(Role.EDITOR, name="李编辑")
    admin.open(f"{PEOPLE}?text={email}").send("/reset")
    link = re.findall(r"http://portal\.test(/staff/\S+)", admin.text)[0]
    admin.open(f"{PEOPLE}?text={email}").send("/switch-off", {"reason": "调离岗位"})
    visitor = people.visitor().open(link)
    assert visitor.status == 410 and "已停用" in visitor.text and visitor.soup.find(id="password") is None


def test_who_has_got_an_account_by_another_way_is_told_to_sign_in(people: People, admin: Visitor) -> None:
    link = invites(admin)
    editor = people.signed_in(Role.EDITOR).open("/account/data")
    editor.send("/account/data", {"email": "sunjing@demo.example", "known_password": PASSWORD})
    visitor = people.visitor().open(link)
    visitor.send(link, {"password": OWN, "password_again": OWN})
    assert "这个邮箱已经有账号，请直接登录" in visitor.text
    assert people.sign_in("sunjing@demo.example").open("/desk/articles").status == 200  # it is the editor's, with the password it had


def test_two_windows_set_one_password_and_the_second_is_told(people: People, admin: Visitor) -> None:
    code = invites(admin).rpartition("/")[2]
    with people.app.app_context():
        found = invitations.opened(code)
        assert found is not None
        invitations.accept(found, OWN)
        with pytest.raises(InvitationRefused, match="这个链接已经用过"):
            invitations.accept(found, PASSWORD)
    assert people.visitor().open("/sign-in").send("/sign-in", {"email": "sunjing@demo.example", "password": OWN}).address == "/work"


def test_no_letter_goes_out_for_a_link_that_was_withdrawn_in_time(people: People, admin: Visitor) -> None:
    with post_office(people.app) as office:
        invites(admin)
        admin.open(PEOPLE).send("/withdraw")
        with people.app.app_context():
            jobs().do_waiting()
        assert office.letters == []


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
