"""Registering, and the province's review of it."""

from __future__ import annotations

from cte_portal.roles import Role
from tests.support.people import JIANGSU, PASSWORD, ZHEJIANG, People, uscc

TYPED = {
    "name": "漱川智能纺织集团有限公司",
    "uscc": uscc(300),
    "kind": "private",
    "province": JIANGSU,
    "address": "演示路 3 号",
    "contact": "张𬭎",
    "phone": "１９９ ００００ ００３０",
    "email": "Zhang@demo.example",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "consent": "y",
}


def registered(people: People, **changed: str) -> None:
    visitor = people.visitor().open("/register").send("/register", {**TYPED, **changed})
    assert "等待江苏省教育行政部门审核" in visitor.soup.get_text(), visitor.text


def test_consent_is_not_given_beforehand(people: People) -> None:
    box = people.visitor().open("/register").form("/register").find(attrs={"name": "consent"})
    assert box is not None and not box.has_attr("checked")
    typed = {k: v for k, v in TYPED.items() if k != "consent"}
    assert "同意后勾选" in people.visitor().open("/register").send("/register", typed).text


def test_the_province_approves_and_the_organisation_may_begin(people: People) -> None:
    registered(people)
    clerk = people.sign_in("zhang@demo.example")
    assert "正在等待江苏省教育行政部门审核" in clerk.open("/desk").text
    clerk.open("/applications/new").send("/applications/new", {"name": "全国智能纺织行业产教融合共同体", "year": "2026"})
    assert "通过后即可开始申报" in clerk.text
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    officer.open("/registrations")
    assert TYPED["name"] in officer.text
    officer.open(officer.soup.find("a", string=TYPED["name"])["href"]).send("/approve", {"opinion": "信息完整"})
    clerk.open("/applications/new").send("/applications/new", {"name": "全国智能纺织行业产教融合共同体", "year": "2026"})
    assert "填报目录" in clerk.text
    clerk.open(f"{clerk.address}/sections/lead_enterprise")
    assert clerk.soup.find(attrs={"name": "lead_enterprise-uscc"})["value"] == uscc(300)


def test_a_returned_registration_shows_the_reason_and_can_be_corrected(people: People) -> None:
    registered(people)
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/registrations")
    review = officer.soup.find("a", string=TYPED["name"])["href"]
    officer.open(review).send("/return", {"reason": ""})
    assert "请写明需要更正什么" in officer.text
    officer.open(review).send("/return", {"reason": "地址不完整"})
    clerk = people.sign_in("zhang@demo.example").open("/registration")
    assert "地址不完整" in clerk.text
    clerk.send("/registration", {"address": "演示市演示路 3 号"})
    assert "待审核" in clerk.open("/registration").text
    assert TYPED["name"] in officer.open("/registrations").text


def test_a_province_sees_only_its_own_registrations(people: People) -> None:
    registered(people)
    other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert TYPED["name"] not in other.open("/registrations?state=all").text
    own = people.signed_in(Role.PROVINCE_OFFICER).open("/registrations")
    assert other.open(own.soup.find("a", string=TYPED["name"])["href"]).status == 404


def test_one_organisation_and_one_address_register_once(people: People) -> None:
    registered(people)
    again = people.visitor().open("/register").send("/register", {**TYPED, "email": "other@demo.example"})
    assert "已经注册" in again.text
    again = people.visitor().open("/register").send("/register", {**TYPED, "uscc": uscc(301)})
    assert "这个邮箱已经注册过账号" in again.text


def test_a_weak_password_is_refused_with_what_would_be_right(people: People) -> None:
    for password, says in (("12345678", "至少 10 位"), ("aaaaaaaaaaaa", "太常见"), ("Zhang-19900000030", "不能包含")):
        visitor = people.visitor().open("/register").send("/register", {**TYPED, "password": password, "password_again": password})
        assert says in visitor.text


def test_what_was_corrected_in_one_window_is_not_corrected_again_in_another(people: People) -> None:
    registered(people)
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/registrations")
    officer.open(officer.soup.find("a", string=TYPED["name"])["href"]).send("/return", {"reason": "地址不完整"})
    one, other = (people.sign_in("zhang@demo.example").open("/registration") for _ in range(2))
    one.send("/registration", {"address": "演示市演示路 3 号"})
    other.send("/registration", {"address": "别处 4 号"})
    assert "注册信息只有在退回后才能更正。" in other.text
    assert "演示市演示路 3 号" in one.open("/registration").text and "别处" not in one.text
