"""The applicant invites people of the two lead schools; they fill in their part and stand by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from cte_portal import clock
from cte_portal.accounts import service as accounts
from cte_portal.accounts.models import Account
from cte_portal.audit import AuditEntry
from cte_portal.community import queries
from cte_portal.community.co_editing import rules, service
from cte_portal.community.co_editing.rules import Confirmed, State
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.braked import braked_visitor
from tests.support.people import PASSWORD, People, Visitor
from tests.support.post_office import post_office
from tests.support.world import full_application, hand_in


class Desk:
    """An applicant with a complete application, and whoever it invites."""

    def __init__(self, people: People):
        self.people = people
        self.email = people.account(Role.APPLICANT, organisation=people.organisation(name="演示汽车集团有限公司"))
        with people.app.app_context():
            self.id = full_application(people.person(self.email)).id
        self.clerk = people.sign_in(self.email)
        self.base = f"/applications/{self.id}"

    @property
    def page(self) -> Visitor:
        return self.clerk.open(f"{self.base}/co-editors")

    def invites(self, name: str = "李䶮", unit: str = "lead_school", **typed: object) -> str:
        """The path of the link that the page shows afterwards."""
        self.page.send("/co-editors", {"name": name, "unit": unit, **typed})
        assert f"已邀请“{name}”" in self.clerk.soup.get_text()
        return self.link

    @property
    def link(self) -> str:
        """The newest link on the page."""
        return re.findall(r"http://portal\.test(/invitations/\S+)", self.page.text)[-1]

    def state(self, name: str = "李䶮") -> str:
        row = next(row for row in self.page.soup.find_all("tr", id=True) if name in row.get_text())
        return " ".join(row.get_text(" ", strip=True).split())

    def press(self, button: str, name: str = "李䶮") -> Visitor:
        row = next(row for row in self.page.soup.find_all("tr", id=True) if name in row.get_text())
        form = next(form for form in row.find_all("form") if form.find("button").get_text() == button)
        return self.clerk.send(str(form["action"]).rpartition(self.base)[2])

    def warnings(self) -> str:
        return self.clerk.open(f"{self.base}/readiness").text

    @contextmanager
    def later(self, **passed: float) -> Iterator[None]:
        """The clock goes on; everybody signs in again."""
        with clock.at(NOON + timedelta(**passed)):
            self.clerk = self.people.sign_in(self.email)
            yield
        self.clerk = self.people.sign_in(self.email)


@pytest.fixture
def desk(people: People) -> Desk:
    return Desk(people)


def accepts(people: People, link: str, email: str = "li@school.example", name: str = "李䶮") -> Visitor:
    """Makes an account on the page of the invitation."""
    visitor = people.visitor().open(link)
    typed = {"name": name, "email": email, "password": PASSWORD, "password_again": PASSWORD, "consent": "y"}
    return visitor.send("/account", typed)


def test_the_invited_sees_who_invites_to_what_makes_an_account_and_is_there(desk: Desk) -> None:
    link = desk.invites(parts=["task_3", "evidence"], reads_rest="y")
    visitor = desk.people.visitor().open(link)
    for words in (
        "演示汽车集团有限公司邀请您",
        "新能源汽车",
        "2026",
        "李䶮（牵头职业学校）",
        "2.3 牵头职业学校",
        "6.3 联合开展人才培养",
        "11 佐证材料",
    ):
        assert words in visitor.text
    assert "可以查看，不能修改" in visitor.text and "2026-06-15 12:00" in visitor.text
    guest = accepts(desk.people, link)
    assert guest.address == desk.base and "已接受邀请" in guest.soup.get_text()
    assert "已接受" in desk.state() and "li@school.example" in desk.state()
    with desk.people.app.app_context():
        assert desk.people.person("li@school.example").role is Role.CO_EDITOR


def test_the_own_section_comes_without_being_ticked_and_nothing_else(desk: Desk) -> None:
    guest = accepts(desk.people, desk.invites())
    assert [link.get_text() for link in guest.soup.select(".task-list a")] == ["2.3 牵头职业学校"]
    guest.open(f"{desk.base}/sections/lead_school").send("/sections/lead_school", {"lead_school-trained_last_year": "4321"})
    assert "已保存" in guest.soup.get_text()
    assert "李䶮" in desk.clerk.open(desk.base).text and "4321" in desk.clerk.open(f"{desk.base}/sections/lead_school").response.text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "", "unit": "lead_school"}, "请填写协作人员的姓名"),
        ({"name": "李䶮"}, "请选择协作人员所属的单位"),
        ({"name": "李䶮", "unit": "lead_enterprise"}, "所属单位"),
        ({"name": "李䶮", "unit": "lead_school", "email": "li#school"}, "应填邮箱地址"),
        ({"name": "李䶮", "unit": "lead_school", "parts": ["nowhere"]}, "还可以填写"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_at_the_box(desk: Desk, typed: dict[str, object], says: str) -> None:
    assert says in desk.page.send("/co-editors", typed).text
    assert "还没有协作人员" in desk.page.text


def test_a_code_may_be_typed_in(desk: Desk) -> None:
    code = desk.invites().rpartition("/")[2]
    visitor = desk.people.visitor().open("/sign-in").open("/invitations")
    visitor.send("/invitations", {"code": f" {code.lower().replace('-', ' ')} "})
    assert "邀请您协作填报" in visitor.text
    assert "没有这个邀请码" in visitor.open("/invitations").send("/invitations", {"code": "2A9KD-XM3QT-7PW4E-GHR6N"}).text


def test_a_link_is_used_once(desk: Desk) -> None:
    link = desk.invites()
    accepts(desk.people, link)
    second = desk.people.visitor().open(link)
    assert "这个链接已经使用过" in second.text and not second.soup.find("main").find("form")
    other = desk.people.signed_in(Role.CO_EDITOR).open(link)
    assert "这个链接已经使用过" in other.text


def test_a_link_is_over_after_fourteen_days_and_can_be_given_out_again(desk: Desk) -> None:
    link = desk.invites()
    with desk.later(days=13, hours=23):
        assert "待接受" in desk.state() and "邀请您协作填报" in desk.people.visitor().open(link).text
    with desk.later(days=14):
        assert "已过期" in desk.state()
        assert "已于 2026-06-15 12:00 过期" in desk.people.visitor().open(link).text
        desk.press("再次邀请")
        assert "待接受" in desk.state() and desk.link != link
        assert "已被新的链接替换" in desk.people.visitor().open(link).text
        assert "已接受邀请" in accepts(desk.people, desk.link).soup.get_text()


def test_access_ends_the_moment_it_is_withdrawn(desk: Desk) -> None:
    link = desk.invites()
    guest = accepts(desk.people, link)
    guest.open(f"{desk.base}/sections/lead_school")
    assert "对方不能再查看和填写" in desk.press("撤回").soup.get_text()
    assert guest.send("/sections/lead_school", {"lead_school-trained_last_year": "1"}).status == 404
    assert guest.open(desk.base).status == 404
    assert "现在没有由您协作填写的申报" in guest.open("/shared").text
    assert "已撤回" in desk.state() and "已被撤回" in desk.people.visitor().open(link).text
    desk.press("再次邀请")
    back = guest.open(desk.link)
    assert "将使用您现在登录的账号" in back.text
    assert back.send("/accept").address == desk.base


def test_somebody_who_has_an_account_signs_in_and_accepts(desk: Desk) -> None:
    email = desk.people.account(Role.CO_EDITOR)
    link = desk.invites()
    visitor = desk.people.visitor().open(link)
    visitor.open(next(a["href"] for a in visitor.soup.find("main").find_all("a") if a.get_text() == "登录"))
    visitor.send("/sign-in", {"email": email, "password": PASSWORD})
    assert visitor.address == link
    assert visitor.send("/accept").address == desk.base


def test_other_accounts_are_told_to_sign_out_first(desk: Desk) -> None:
    link = desk.invites()
    for visitor in (desk.clerk, desk.people.signed_in(Role.PROVINCE_OFFICER)):
        assert "这类账号不能接受协作邀请" in visitor.open(link).text
        assert visitor.client.post(f"{link}/accept", data={"csrf_token": visitor.token()}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"password": "short", "password_again": "short"}, "密码至少 10 位"),
        ({"password_again": "another horse 7"}, "两次输入的密码不一致"),
        ({"consent": []}, "请阅读《个人信息保护说明》"),
        ({"email": "taken@demo.example"}, "这个邮箱已经注册过账号"),
        ({"name": ""}, "请填写您的姓名"),
    ],
)
def test_an_account_is_made_by_the_same_rules_as_a_registration(desk: Desk, typed: dict[str, object], says: str) -> None:
    with desk.people.app.app_context():
        accounts.create_account("taken@demo.example", "别人", Role.CO_EDITOR, PASSWORD)
    visitor = desk.people.visitor().open(desk.invites())
    right = {"name": "李䶮", "email": "li@school.example", "password": PASSWORD, "password_again": PASSWORD, "consent": "y"}
    assert says in visitor.send("/account", right | typed).text
    assert "待接受" in desk.state()
    with desk.people.app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Account)) == 2


def test_the_own_part_is_confirmed_and_a_change_by_anybody_undoes_it(desk: Desk) -> None:
    guest = accepts(desk.people, desk.invites())
    assert "李䶮还没有确认本单位信息" in desk.warnings()
    guest.send("/own-part")
    assert "已确认本单位信息" in guest.soup.get_text() and "2026-06-01 12:00 确认" in guest.text
    for page in (desk.state(), desk.clerk.open(desk.base).text):
        assert "已确认" in page and "2026-06-01 12:00 确认" in page
    assert "李䶮" not in desk.warnings()
    desk.clerk.open(f"{desk.base}/sections/lead_school").send("/sections/lead_school", {"lead_school-address": "新校区 1 号"})
    assert "确认后有改动" in desk.state() and "确认后有改动" in desk.clerk.open(desk.base).text
    assert "确认本单位信息之后又有改动，需要重新确认" in desk.warnings()
    assert "上次确认后，这些栏目有改动" in guest.open(desk.base).text
    guest.send("/own-part")
    assert "李䶮" not in desk.warnings()


def test_a_saved_section_without_a_change_and_other_sections_leave_the_confirmation(desk: Desk) -> None:
    accepts(desk.people, desk.invites()).send("/own-part")
    desk.clerk.open(f"{desk.base}/sections/lead_school").send("/sections/lead_school")
    desk.clerk.open(f"{desk.base}/sections/safeguards").send("/sections/safeguards", {"safeguards-measures": "新的保障措施。"})
    assert "确认后有改动" not in desk.state()


def test_a_row_of_a_list_that_was_given_counts_as_a_change(desk: Desk) -> None:
    accepts(desk.people, desk.invites(parts=["task_2"])).send("/own-part")
    assert "确认后有改动" not in desk.state()
    page = desk.clerk.open(f"{desk.base}/sections/task_2")
    remove = next(str(form["action"]) for form in page.soup.find_all("form") if str(form.get("action")).endswith("/remove"))
    page.send(remove.rpartition(desk.base)[2])
    assert "确认后有改动" in desk.state()


def test_what_is_not_ready_cannot_be_confirmed(desk: Desk) -> None:
    guest = accepts(desk.people, desk.invites())
    desk.clerk.open(f"{desk.base}/sections/lead_school").send("/sections/lead_school", {"lead_school-school_code": ""})
    guest.open(desk.base).send("/own-part")
    assert "您负责的栏目还有 1 项必须处理的问题" in guest.soup.get_text() and "学校标识码" in guest.soup.get_text()
    assert "待确认" in desk.state()


def test_what_is_missing_elsewhere_does_not_keep_a_unit_from_confirming(desk: Desk) -> None:
    guest = accepts(desk.people, desk.invites(parts=["evidence"]))
    desk.clerk.open(f"{desk.base}/sections/safeguards").send("/sections/safeguards", {"safeguards-measures": ""})
    remove = next(f for f in desk.clerk.open(f"{desk.base}/evidence").soup.find_all("form") if str(f.get("action")).endswith("/remove"))
    desk.clerk.send(str(remove["action"]).rpartition(desk.base)[2])
    guest.open(desk.base).send("/own-part")
    assert "已确认本单位信息" in guest.soup.get_text()


def test_a_missing_confirmation_never_blocks(desk: Desk) -> None:
    desk.invites()
    assert "李䶮还没有接受协作邀请" in desk.warnings() and "可以定稿" in desk.warnings()
    with desk.people.app.app_context():
        application = db.session.get(Application, desk.id)
        assert application is not None
        hand_in(application, desk.people.person(desk.email))
    assert "待省级审核" in desk.clerk.open(desk.base).text


def test_a_handed_in_application_is_read_but_not_changed_by_co_editors(desk: Desk) -> None:
    guest = accepts(desk.people, desk.invites())
    with desk.people.app.app_context():
        application = db.session.get(Application, desk.id)
        assert application is not None
        hand_in(application, desk.people.person(desk.email))
    page = guest.open(f"{desk.base}/sections/lead_school")
    assert "内容只能查看" in page.text and not page.soup.find("main").find("form")
    home = guest.open("/shared")
    assert "待省级审核" in home.text
    assert guest.open(desk.base).soup.find("main").find("form") is None


def test_the_link_goes_out_by_mail_where_there_is_a_server(desk: Desk) -> None:
    with post_office(desk.people.app) as office:
        desk.page.send("/co-editors", {"name": "李䶮", "unit": "lead_school", "email": "li@school.example", "parts": ["task_3"]})
        assert "邀请邮件正在发往 li@school.example" in desk.clerk.soup.get_text()
        assert "邀请邮件正在发送" in desk.page.text
        link = desk.link
        with desk.people.app.app_context():
            jobs().do_waiting()
        (letter,) = office.letters
        text = letter.get_content()
        assert f"http://portal.test{link}" in text and "6.3 联合开展人才培养" in text and "2026年6月15日" in text
        assert "新能源汽车" in letter["Subject"]
        assert "邀请邮件已于 2026-06-01 12:00 发出" in desk.page.text
        desk.invites("周㛃", "lead_university")  # no address: handed over
        with desk.people.app.app_context():
            jobs().do_waiting()
        assert len(office.letters) == 1


def test_a_letter_that_waited_too_long_is_not_sent(desk: Desk) -> None:
    with post_office(desk.people.app) as office:
        desk.invites(email="li@school.example")
        desk.press("撤回")
        with desk.people.app.app_context():
            jobs().do_waiting()
        assert office.letters == []


def test_without_mail_the_page_says_to_hand_over_the_link(desk: Desk) -> None:
    assert "本平台没有开通邮件" in desk.page.text
    desk.page.send("/co-editors", {"name": "李䶮", "unit": "lead_school", "email": "li@school.example"})
    assert "请把下面的链接或邀请码交给对方本人" in desk.clerk.soup.get_text()


def test_guessing_codes_is_slowed_down_for_whoever_guesses(people: People) -> None:
    with braked_visitor(people.app) as visitor:
        answers = [visitor.open(f"/invitations/22222-22222-22222-2222{n % 8 + 2}").status for n in range(32)]
    assert answers[0] == 404 and answers[-1] == 429


@pytest.mark.parametrize(
    ("accepted", "withdrawn", "days", "state"),
    [
        (False, False, 0, State.INVITED),
        (False, False, 14, State.EXPIRED),
        (True, False, 300, State.ACCEPTED),
        (True, True, 0, State.WITHDRAWN),
        (False, True, 300, State.WITHDRAWN),
    ],
)
def test_the_state_of_an_invitation(accepted: bool, withdrawn: bool, days: int, state: State) -> None:
    moment = NOON if accepted else None
    assert rules.state_of(moment, NOON if withdrawn else None, NOON + rules.VALID_FOR, NOON + timedelta(days=days)) is state


def test_who_has_nothing_to_confirm_is_not_warned_of() -> None:
    assert rules.warning("李䶮", "牵头职业学校", State.ACCEPTED, None) is None
    assert rules.warning("李䶮", "牵头职业学校", State.WITHDRAWN, Confirmed.NOT_YET) is None
    assert rules.warning("李䶮", "牵头职业学校", State.ACCEPTED, Confirmed.HOLDS) is None


def test_the_fingerprint_is_of_the_given_sections_only(desk: Desk) -> None:
    with desk.people.app.app_context():
        application = db.session.get(Application, desk.id)
        assert application is not None
        content = queries.content_of(application)
        prints = {part: rules.fingerprint(content, [part]) for part in ("lead_school", "lead_university", "task_1")}
        assert len(set(prints.values())) == 3
        assert rules.own_sections(content.definition, ["task_1", "evidence"]) == [content.definition.by_key[k] for k in ("task_1", "task_1_targets")]


def test_an_invitation_withdrawn_while_its_page_was_open_gives_no_access(desk: Desk) -> None:
    link = desk.invites()
    known, new = desk.people.signed_in(Role.CO_EDITOR).open(link), desk.people.visitor().open(link)
    other = desk.people.sign_in(desk.email).open(f"{desk.base}/co-editors")
    desk.press("撤回")
    known.send("/accept")
    typed = {"name": "李䶮", "email": "li@school.example", "password": PASSWORD, "password_again": PASSWORD, "consent": "y"}
    new.send("/account", typed)
    for visitor in (known, new):
        assert "这次邀请已被撤回。如仍需参加，请联系演示汽车集团有限公司重新邀请。" in visitor.text
    assert known.open(desk.base).status == 404
    other.send("/withdraw")
    with desk.people.app.app_context():
        assert db.session.query(Account).filter_by(email="li@school.example").count() == 0, "no account is left over"
        assert db.session.query(AuditEntry).filter_by(action="co_editor.withdrawn").count() == 1


def test_who_only_uploads_proofs_has_nothing_to_confirm(desk: Desk) -> None:
    guest = desk.people.account(Role.CO_EDITOR)
    with desk.people.app.app_context():
        application, clerk = db.session.get_one(Application, desk.id), desk.people.person(desk.email)
        made = service.invite(application, service.Given("李䶮", "lead_school", "", ["evidence"], False), clerk)
        service.accept(made.invitation, desk.people.person(guest))
        with pytest.raises(service.PartNotReady, match="您没有需要确认的栏目；佐证材料由各方共同上传，不需要确认。"):
            service.confirm_part(application, desk.people.person(guest))
        assert made.confirmed_at is None
