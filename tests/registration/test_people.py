"""Several people of one organisation, each with an account; accounts found again and handed over with a stamped letter."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.accounts.invitations.models import AccountInvitation
from cte_portal.accounts.models import Account, Organisation, OrganisationKind, RegistrationState
from cte_portal.extensions import db
from cte_portal.registration import rules, service
from cte_portal.roles import Role
from cte_portal.settings import Profile
from tests.support.database import counted
from tests.support.files import pdf, torn_pdf
from tests.support.people import JIANGSU, PASSWORD, ZHEJIANG, People, Visitor, uscc

OWN = "a-password-of-ones-own-9"
COLLEAGUE = {"name": "周同事", "email": "zhou@demo.example"}


@pytest.fixture
def organisation(people: People) -> int:
    return people.organisation("漱川智能纺织集团有限公司")


@pytest.fixture
def clerk(people: People, organisation: int) -> Visitor:
    return people.sign_in(people.account(Role.APPLICANT, organisation=organisation, name="冯经办"))


def said(visitor: Visitor) -> str:
    return str(visitor.soup.find(id="messages").get_text())


def link_on(visitor: Visitor) -> str:
    return str(re.findall(r"http://portal\.test(/staff/\S+)", visitor.text)[0])


def sets_password(people: People, link: str, password: str = OWN) -> Visitor:
    visitor = people.visitor().open(link)
    return visitor.send(link, {"password": password, "password_again": password})


def test_a_colleague_gets_an_account_and_works_on_the_same_applications(people: People, clerk: Visitor) -> None:
    clerk.open("/applications/new").send("/applications/new", {"name": "全国智能纺织行业产教融合共同体", "year": "2026"})
    clerk.open("/registration").send("/people/invite", {**COLLEAGUE, "email": "不是邮箱"})
    assert clerk.status == 422 and clerk.form("/people/invite").find(attrs={"name": "name"})["value"] == "周同事"
    clerk.send("/people/invite", COLLEAGUE)
    invited = people.visitor().open(link_on(clerk))
    assert "漱川智能纺织集团有限公司" in invited.text
    assert "密码已设置" in said(sets_password(people, link_on(clerk)))
    colleague = people.visitor().open("/sign-in").send("/sign-in", {"email": "zhou@demo.example", "password": OWN})
    assert "全国智能纺织行业产教融合共同体" in colleague.open("/desk").text
    assert "周同事" in clerk.open("/registration").text


def test_who_has_left_signs_in_no_more_until_the_colleague_is_put_back(people: People, organisation: int, clerk: Visitor) -> None:
    email = people.account(Role.APPLICANT, organisation=organisation, name="离任人")
    leaver = people.sign_in(email)
    clerk.open("/registration").send("/switch-off")
    assert "已停用离任人的账号" in said(clerk)
    assert "登录" in leaver.open("/desk").soup.find("h1").get_text()
    refused = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD})
    assert "已停用" in refused.text
    clerk.open("/registration").send("/switch-on")
    assert "我的工作台" in people.sign_in(email).open("/desk").text


def test_nobody_of_another_organisation_and_nobody_before_the_approval(people: People, organisation: int, clerk: Visitor) -> None:
    stranger = people.sign_in(people.account(Role.APPLICANT, organisation=people.organisation("潭屿能源有限公司")))
    mine = people.account(Role.APPLICANT, organisation=organisation)
    with people.app.app_context():
        target = people.person(mine).id
    token = stranger.open("/registration").token()
    assert stranger.client.post(f"/registration/people/{target}/switch-off", data={"csrf_token": token}).status_code == 404
    waiting = people.organisation("澜阶装备有限公司", state=RegistrationState.PENDING)
    early = people.sign_in(people.account(Role.APPLICANT, organisation=waiting)).open("/registration")
    assert "注册审核通过后，可以在这里邀请同事" in early.text


def asked(people: People, organisation: int, **typed: object) -> Visitor:
    with people.app.app_context():
        code = db.session.get_one(Organisation, organisation).uscc
    said = {"uscc": code, "name": "韩接手", "phone": "13900000000", "email": "Han@demo.example", "consent": "y", "letter": (pdf("letter"), "函.pdf")}
    return people.visitor().open("/recover").send("/recover", {**said, **typed})


def test_an_account_is_handed_over_with_a_stamped_letter(people: People, organisation: int, clerk: Visitor) -> None:
    assert "由江苏省教育行政部门核实" in said(asked(people, organisation, replaces="y"))
    other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert "韩接手" not in other.open("/takeovers").text
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/registrations")
    assert "1 件待处理" in officer.text
    officer.open("/takeovers").open("/takeovers/1")
    letter = officer.client.get("/takeovers/1/letter")
    assert letter.data.startswith(b"%PDF") and letter.headers["Content-Disposition"].startswith("attachment")
    officer.send("/agree")
    link = link_on(officer)
    assert "登录" in clerk.open("/desk").soup.find("h1").get_text()  # the earlier clerk's account is switched off
    assert "密码已设置" in said(sets_password(people, link))
    successor = people.visitor().open("/sign-in").send("/sign-in", {"email": "han@demo.example", "password": OWN})
    assert successor.open("/desk").status == 200 and "漱川智能纺织集团有限公司" in successor.text
    assert "已同意" in officer.open("/takeovers/1").text and "/staff/" not in officer.text  # the link is used up


def test_a_forgotten_password_is_set_anew_on_the_same_account(people: People, organisation: int) -> None:
    email = people.account(Role.APPLICANT, organisation=organisation, name="冯经办")
    asked(people, organisation, email=email, name="冯经办")
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers/1")
    assert "与申请相同" in officer.text
    officer.send("/agree")
    sets_password(people, link_on(officer))
    again = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": OWN})
    assert "我的工作台" in again.open("/desk").text and "冯经办" in again.open("/registration").text


def test_a_link_to_set_anothers_password_is_not_shown_to_colleagues(people: People, organisation: int, clerk: Visitor) -> None:
    forgetful = people.account(Role.APPLICANT, organisation=organisation, name="忘记人")
    people.signed_in(Role.ADMINISTRATOR).open(f"/admin/people?text={forgetful}").send("/reset")
    asked(people, organisation)
    people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers/1").send("/agree")
    assert "忘记人" in clerk.open("/registration").text and "/staff/" not in clerk.text
    token = clerk.token()
    for number in (1, 2):
        assert clerk.client.post(f"/registration/invitations/{number}/withdraw", data={"csrf_token": token}).status_code == 404


def test_inviting_an_address_leaves_the_invitations_of_others_alone(people: People, clerk: Visitor) -> None:
    admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/people/invite")
    admin.send("/invite", {"name": "孙经办", "email": COLLEAGUE["email"], "role": "province_officer", "province": JIANGSU})
    theirs = link_on(admin)
    clerk.open("/registration").send("/people/invite", COLLEAGUE)
    assert people.visitor().open(theirs).status == 200
    first = link_on(clerk)
    clerk.open("/registration").send("/people/invite", COLLEAGUE)
    over = people.visitor().open(first)
    assert over.status == 410 and "邀请您的同事" in over.text


def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(people: People, organisation: int) -> None:
    wrong = asked(people, organisation, letter=(torn_pdf(), "函.pdf"))
    assert wrong.status == 422 and wrong.form("/recover").find(attrs={"name": "name"})["value"] == "韩接手"
    assert "请选择盖章函件的扫描件" in asked(people, organisation, letter=(pdf(""), "")).text
    asked(people, organisation)
    assert "已收到" in asked(people, organisation).text
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers/1").send("/decline", {"remark": " "})
    assert "请写明不同意的原因" in officer.text
    officer.open("/takeovers/1").send("/decline", {"remark": "函件上没有公章"})
    assert "没有公章" in officer.open("/takeovers/1").text


def test_another_ones_address_is_refused_to_the_officer_only(people: People, organisation: int) -> None:
    email = people.account(Role.EDITOR)
    assert "申请已提交" in said(asked(people, organisation, email=email))  # does not tell whether there is such an account
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers/1").send("/agree")
    assert "这个邮箱已有账号" in said(officer) and "待审核" in officer.text


def test_the_ministry_reviews_headquarters_of_central_enterprises(people: People) -> None:
    waiting = people.organisation("漱川集团总部", kind=OrganisationKind.CENTRAL_HQ, state=RegistrationState.PENDING)
    clerk = people.sign_in(people.account(Role.APPLICANT, organisation=waiting))
    assert "正在等待教育部审核" in clerk.open("/desk").text
    assert "漱川集团总部" not in people.signed_in(Role.PROVINCE_OFFICER).open("/registrations").text
    officer = people.signed_in(Role.MINISTRY_OFFICER).open("/registrations")
    officer.open(officer.soup.find("a", string="漱川集团总部")["href"]).send("/approve")
    assert "开始申报" in clerk.open("/desk").text


def test_a_province_s_own_portal_has_no_ministry_to_wait_for(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    national = people.app.config["SETTINGS"]
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(national, profile=Profile.PROVINCIAL, province=JIANGSU))
    waiting = people.organisation("漱川集团总部", kind=OrganisationKind.CENTRAL_HQ, state=RegistrationState.PENDING)
    clerk = people.sign_in(people.account(Role.APPLICANT, organisation=waiting))
    assert "正在等待江苏省教育行政部门审核" in clerk.open("/desk").text
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/registrations")
    officer.open(officer.soup.find("a", string="漱川集团总部")["href"]).send("/approve")
    assert "开始申报" in clerk.open("/desk").text


def test_the_licence_and_what_may_be_registered_already_stand_beside_a_registration(people: People, organisation: int) -> None:
    waiting = people.organisation("漱川智能纺织有限公司", province=ZHEJIANG, state=RegistrationState.PENDING)
    clerk = people.sign_in(people.account(Role.APPLICANT, organisation=waiting)).open("/registration")
    assert "还没有上传营业执照" in clerk.text
    officer = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG).open(f"/registrations/{waiting}")
    assert "对方还没有上传营业执照" in officer.text and "名称相近" in officer.text and "漱川智能纺织集团有限公司" in officer.text
    clerk.send("/licence", {"licence": (torn_pdf(), "执照.pdf")})
    assert "还没有上传营业执照" in clerk.text and "执照.pdf" in clerk.soup.find(id="messages").get_text()
    clerk.send("/licence", {"licence": (pdf("licence"), "执照.pdf")})
    officer.open("/registrations")
    assert "已上传" in officer.text
    officer.open(f"/registrations/{waiting}")
    assert officer.client.get(f"/registrations/{waiting}/licence").data.startswith(b"%PDF")
    officer.send("/approve")
    assert clerk.open("/registration").soup.find("form", {"enctype": "multipart/form-data"}) is None  # what was looked at stays


def test_the_review_costs_the_same_however_many_are_alike(people: People) -> None:
    first = people.organisation("潭屿甲能源有限公司", state=RegistrationState.PENDING)
    people.account(Role.APPLICANT, organisation=first)
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    officer.open(f"/registrations/{first}")  # the day's first look is noted in the trail besides
    with counted(people.app) as few:
        officer.open(f"/registrations/{first}")
    for n in range(12):
        people.organisation(f"潭屿甲能源第{n}有限公司")
    with counted(people.app) as many:
        officer.open(f"/registrations/{first}")
    assert officer.text.count("名称相近") == 13 - 1 and len(many) == len(few) <= 13


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_a_name_is_like_itself_whatever_its_legal_form(name: str) -> None:
    assert rules.similar(name, name)
    assert rules.similar(f"{name}有限公司", f"{name}集团股份有限公司") or not rules.pairs(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("漱川智能纺织有限公司", "潭屿能源有限公司"),
        ("漱川智能纺织有限公司", "岑屿智能纺织集团有限公司"),
        ("澜阶装备股份有限公司", "云栈软件股份有限公司"),
    ],
)
def test_different_names_are_not_alike_for_being_companies(name: str, other: str) -> None:
    assert not rules.similar(name, other)


def test_a_letter_and_a_licence_are_read_page_by_page_by_who_decides(people: People) -> None:
    organisation = people.organisation()
    applicant = people.account(Role.APPLICANT, organisation=organisation)
    with people.app.app_context():
        person = people.person(applicant)
        service.add_licence(person.organisation, pdf("licence", 2), "营业执照.pdf", person)
    officer = people.signed_in(Role.PROVINCE_OFFICER).open(f"/registrations/{organisation}/licence/pages/2")
    assert "第 2 页，共 2 页" in officer.text and "返回注册审核" in officer.text
    picture = officer.client.get(f"/registrations/{organisation}/licence/pages/2.jpg")
    assert picture.mimetype == "image/jpeg" and picture.data.startswith(b"\xff\xd8")
    assert officer.open(f"/registrations/{organisation}/licence/pages/3").status == 404
    assert people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG).open(f"/registrations/{organisation}/licence/pages/1").status == 404


def test_a_full_organisation_invites_nobody_until_somebody_is_switched_off(people: People, organisation: int, clerk: Visitor) -> None:
    for number in range(8):
        people.account(Role.APPLICANT, organisation=organisation, name=f"同事{number}")
    clerk.open("/registration").send("/people/invite", COLLEAGUE)
    clerk.open("/registration").send("/people/invite", {"name": "孙同事", "email": "sun@demo.example"})
    assert "一个单位最多 10 个账号。请先停用不再使用的账号，或作废未用的邀请。" in clerk.text
    assert clerk.form("/people/invite").find(attrs={"name": "email"})["value"] == "sun@demo.example"
    clerk.open("/registration").send("/switch-off")
    clerk.open("/registration").send("/people/invite", {"name": "孙同事", "email": "sun@demo.example"})
    assert "孙同事" in clerk.open("/registration").text


def test_nobody_is_invited_by_hand_before_the_registration_is_approved(people: People) -> None:
    waiting = people.organisation("澜阶装备有限公司", state=RegistrationState.PENDING)
    early = people.sign_in(people.account(Role.APPLICANT, organisation=waiting)).open("/registration")
    answer = early.client.post("/registration/people/invite", data={**COLLEAGUE, "csrf_token": early.token()})
    assert "注册审核通过后，可以在这里邀请同事" in answer.text
    with people.app.app_context():
        assert db.session.query(AccountInvitation).count() == 0


def test_nobody_switches_off_the_own_account_even_by_hand(people: People, clerk: Visitor) -> None:
    token = clerk.open("/registration").token()
    with people.app.app_context():
        own = db.session.query(Account.id).filter_by(name="冯经办").scalar()
    clerk.response = clerk.client.post(f"/registration/people/{own}/switch-off", data={"csrf_token": token}, follow_redirects=True)
    assert "不能停用自己的账号。离职前请先邀请接手的同事" in said(clerk)
    assert "冯经办" in clerk.open("/registration").text, "and is still signed in"


def test_whom_the_administrator_switched_off_the_organisation_does_not_bring_back(people: People, organisation: int, clerk: Visitor) -> None:
    email = people.account(Role.APPLICANT, organisation=organisation, name="违规人")
    people.signed_in(Role.ADMINISTRATOR).open(f"/admin/people?text={email}").send("/switch-off", {"reason": "冒用他人身份"})
    clerk.open("/registration").send("/switch-on")
    assert "这个账号由平台管理员停用，请联系平台管理员。" in said(clerk)
    refused = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD})
    assert "已停用" in refused.text


def test_an_account_of_nobody_who_is_registered_cannot_be_asked_for(people: People, organisation: int) -> None:
    visitor = asked(people, organisation, uscc=uscc(777))
    assert "没有以这个统一社会信用代码注册的单位。请核对代码；还没有注册的，请先注册。" in visitor.text
    assert visitor.form("/recover").find(attrs={"name": "name"})["value"] == "韩接手"
    assert "韩接手" not in people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers").text


def test_nothing_is_handed_over_while_the_organisation_is_switched_off(people: People, organisation: int) -> None:
    asked(people, organisation)
    admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/organisations?text=漱川")
    admin.send("/close", {"reason": "营业执照已吊销"})
    officer = people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers/1").send("/agree")
    assert "这个单位已被平台管理员停用，请先联系平台管理员恢复。" in said(officer) and "待审核" in officer.text
    admin.send("/open")
    assert "已同意" in said(officer.send("/agree"))


@pytest.mark.parametrize("second", ["/agree", "/decline"])
def test_of_two_officers_the_second_learns_that_a_request_is_decided(people: People, organisation: int, second: str) -> None:
    asked(people, organisation)
    first, other = (people.signed_in(Role.PROVINCE_OFFICER).open("/takeovers/1") for _ in range(2))
    first.send("/decline", {"remark": "函件上没有公章"})
    other.send(second, {"remark": "没有落款"} if second == "/decline" else {})
    assert "这份申请已经处理：" in said(other)
    assert "没有公章" in other.open("/takeovers/1").text and "没有落款" not in other.text and "/staff/" not in other.text


def test_a_licence_that_was_looked_at_is_not_replaced(people: People) -> None:
    waiting = people.organisation("漱川装备有限公司", state=RegistrationState.PENDING)
    clerk = people.sign_in(people.account(Role.APPLICANT, organisation=waiting)).open("/registration")
    clerk.send("/licence", {"licence": (pdf("licence"), "执照.pdf")})
    people.signed_in(Role.PROVINCE_OFFICER).open(f"/registrations/{waiting}").send("/approve")
    clerk.send("/licence", {"licence": (pdf("another"), "另一份.pdf")})
    assert "注册已通过，证照不能再更换。" in said(clerk)
    assert "执照.pdf" in clerk.open("/registration").text and "另一份.pdf" not in clerk.text
