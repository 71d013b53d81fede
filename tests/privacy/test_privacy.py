"""What is kept about persons goes when its time is over; one's own can be seen, corrected and taken away."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from threading import Event

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from cte_portal import audit, clock
from cte_portal.accounts.models import Account, KeptInput, Organisation, SignIn
from cte_portal.audit import AuditEntry
from cte_portal.extensions import db
from cte_portal.privacy import rules, service
from cte_portal.privacy.models import Erasure
from cte_portal.registration.models import Takeover
from cte_portal.registration.people import service as own_people
from cte_portal.registration.people.service import Asked
from cte_portal.roles import Role
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from tests.support.files import pdf
from tests.support.people import PASSWORD, People, Visitor

PHONE = "13812345678"

ABOUT_NOBODY = frozenset(  # a name of a thing, a file or a body; or a text that editors write for the public
    "article article_file article_text article_version authority batch_item checklist_item community entry_text expert_round failed_job "
    "following handover_upload import_draft long_work published_entry recognition_list recognition_list_item reporting_batch result_draft "
    "saved_view scoring_scheme setting_change trusted_key uploaded_edition".split()
)
SOUNDS_PERSONAL = ("name", "person", "phone", "mail", "contact", "address", "position", "title")


def test_no_table_with_something_personal_is_forgotten(people: People) -> None:
    told = {table for kept in rules.KEPT for table in kept.tables}
    assert told <= set(db.metadata.tables)
    sounding = {
        table.name for table in db.metadata.tables.values() if any(part in column.name for column in table.columns for part in SOUNDS_PERSONAL)
    }
    assert sounding - told <= ABOUT_NOBODY


def test_everything_with_a_time_is_deleted_by_somebody() -> None:
    assert set(service.ERASERS) == {kept.key for kept in rules.KEPT if kept.days is not None}
    assert all(kept.stays for kept in rules.KEPT if kept.days is None)


def test_the_notice_tells_the_table(people: People) -> None:
    page = people.visitor().open("/privacy").text
    assert all(kept.what in page and kept.period in page for kept in rules.KEPT)
    assert "账号或单位停用 2 年后删除" in page and "处理完 180 天后删除" in page


def _erase_at(people: People, when: datetime) -> None:
    with clock.at(when), people.app.app_context():
        service.erase_old()
        db.session.remove()


def _person(people: People, email: str) -> Account:
    with people.app.app_context():
        found = people.person(email)
        db.session.remove()
        return found


def test_an_account_goes_two_years_after_it_was_switched_off_but_not_what_was_done(people: People) -> None:
    email = people.account(Role.EDITOR, name="李离职")
    people.sign_in(email).open("/account/data").send("/account/data", {"phone": PHONE, "known_password": PASSWORD})
    people.sign_in(email)
    admin = people.signed_in(Role.ADMINISTRATOR)
    admin.open(f"/admin/people?text={email}").send("/switch-off", {"reason": "离职"})
    now = clock.now()
    _erase_at(people, now + timedelta(days=729))
    assert _person(people, email).phone == PHONE
    identity = _person(people, email).id
    _erase_at(people, now + timedelta(days=731))
    with people.app.app_context():
        gone = db.session.get_one(Account, identity)
        assert (gone.name, gone.phone, "@" in gone.email, gone.password_hash) == ("李离职", "", False, "")
        assert db.session.scalar(select(SignIn).where(SignIn.account_id == identity)) is None
        assert audit.first_broken() is None
        db.session.remove()
    page = people.signed_in(Role.ADMINISTRATOR).open("/admin/people?text=李离职")
    assert "个人信息已删除" in page.text and "恢复" not in page.text
    assert "删除到期的个人信息" in people.signed_in(Role.AUDITOR).open("/admin/trail").text


def test_whoever_asks_for_it_is_deleted_at_once_and_can_register_again(people: People) -> None:
    email = people.account(Role.EDITOR, name="李要求")
    admin = people.signed_in(Role.ADMINISTRATOR)
    admin.open(f"/admin/people?text={email}").send("/switch-off", {"reason": "本人要求"})
    admin.open(f"/admin/people?text={email}").send("/erase")
    assert "已删除李要求的电话、邮箱和登录信息" in str(admin.soup.find(id="messages"))
    assert "邮箱或密码不正确" in people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD}).text
    admin.open("/admin/people/invite").send("/invite", {"name": "李要求", "email": email, "role": "editor", "province": ""})
    assert "生成链接" in str(admin.soup.find(id="messages")), admin.text


def test_the_people_of_an_organisation_that_was_switched_off_go_too(people: People) -> None:
    organisation = people.organisation(name="演示撤销有限公司")
    email = people.account(Role.APPLICANT, organisation=organisation)
    identity = _person(people, email).id
    admin = people.signed_in(Role.ADMINISTRATOR)
    admin.open("/admin/organisations?text=演示撤销").send("/close", {"reason": "单位撤销"})
    _erase_at(people, clock.now() + timedelta(days=731))
    with people.app.app_context():
        gone = db.session.get_one(Account, identity)
        assert gone.erased_at and gone.disabled_at and "@" not in gone.email
        db.session.remove()


def test_an_account_in_use_is_never_deleted(people: People) -> None:
    email = people.account(Role.EDITOR)
    _erase_at(people, clock.now() + timedelta(days=4000))
    people.sign_in(email)


def test_what_was_typed_goes_after_seven_days_and_sessions_after_a_year(people: People) -> None:
    email = people.account(Role.EDITOR)
    people.sign_in(email)
    identity = _person(people, email).id
    with people.app.app_context():
        db.session.add(KeptInput(account_id=identity, path="/x", typed="{}", kept_at=clock.now()))
        db.session.commit()
    for days, typed, sessions in ((6, True, True), (8, False, True), (364, False, True), (366, False, False)):
        _erase_at(people, clock.now() + timedelta(days=days))
        with people.app.app_context():
            assert (db.session.scalar(select(KeptInput.id)) is not None) is typed, days
            assert (db.session.scalar(select(SignIn.id)) is not None) is sessions, days
            db.session.remove()


@pytest.mark.parametrize("shared", [False, True])
def test_a_letter_goes_with_the_request_unless_something_else_holds_the_same_file(people: People, shared: bool) -> None:
    organisations = [people.organisation() for _ in range(2 if shared else 1)]
    with people.app.app_context():
        for one in reversed(organisations):
            uscc = db.session.get_one(Organisation, one).uscc
            made = own_people.ask(Asked(uscc, "韩找回", "13812345678", "han@demo.example", replaces=False), pdf("letter"), "函.pdf")
        made.decided_at, identity = clock.now(), made.id
        place = storage().path(made.letter_sha256 or "")
        db.session.commit()
        db.session.remove()
    long_ago = (clock.now() - timedelta(days=3)).timestamp()
    os.utime(place, (long_ago, long_ago))
    _erase_at(people, clock.now() + timedelta(days=731))
    with people.app.app_context():
        gone = db.session.get_one(Takeover, identity)
        assert (gone.name, gone.phone, gone.email, gone.letter) == (rules.ERASED, "", "", None)
        db.session.remove()
    assert place.exists() is shared
    page = people.signed_in(Role.PROVINCE_OFFICER).open(f"/takeovers/{identity}").text
    assert "已到期删除" in page and "13812345678" not in page


def _own(people: People, role: Role = Role.EDITOR) -> tuple[str, Visitor]:
    email = people.account(role, name="李本人")
    return email, people.sign_in(email).open("/account/data")


def test_one_s_own_data_is_corrected_with_the_password(people: People) -> None:
    email, visitor = _own(people)
    wanted = {"name": "李更正", "phone": "13900000000", "email": "New@demo.example"}
    visitor.send("/account/data", {**wanted, "known_password": "wrong"})
    assert "现在的密码不正确" in visitor.text and visitor.soup.find("input", {"name": "name"})["value"] == "李更正"  # type: ignore[index]
    visitor.send("/account/data", {**wanted, "known_password": PASSWORD})
    assert "已更正：姓名、电话、登录邮箱" in str(visitor.soup.find(id="messages"))
    people.sign_in("new@demo.example")
    assert "邮箱或密码不正确" in people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": PASSWORD}).text
    assert "更正本人信息" in people.signed_in(Role.AUDITOR).open("/admin/trail").text


def test_a_dossier_opened_in_two_windows_at_once_is_noted_once(people: People) -> None:
    email, organisation = people.account(Role.PROVINCE_OFFICER), people.organisation()
    looked, now = Event(), clock.now()

    def in_another_window() -> None:
        with clock.at(now), people.app.app_context():
            service.note_opening(people.person(email), db.session.get_one(Organisation, organisation))

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "FROM audit_entry" in statement:
            looked.set()

    with people.app.app_context(), ThreadPoolExecutor(1) as window:
        with transaction():
            event.listen(db.engine, "after_cursor_execute", note)
            other = window.submit(in_another_window)
            assert looked.wait(20)
            event.remove(db.engine, "after_cursor_execute", note)
            service.note_opening(people.person(email), db.session.get_one(Organisation, organisation))
        other.result(20)
        opened = select(AuditEntry.account_name).where(AuditEntry.action == "organisation.opened")
        assert len(db.session.scalars(opened).all()) == 1


def test_who_changes_nothing_is_told_so_and_the_trail_says_nothing(people: People) -> None:
    editor = people.signed_in(Role.EDITOR).open("/account/data").send("/account/data", {"known_password": PASSWORD})
    assert "没有改动" in str(editor.soup.find(id="messages"))
    assert "没有记录" in people.signed_in(Role.AUDITOR).open("/admin/trail?action=account.corrected").text


def test_more_than_one_transaction_holds_goes_all_the_same(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    emails = [people.account(Role.EDITOR) for _ in range(5)]
    for email in emails:
        people.sign_in(email)
    monkeypatch.setattr(service, "MOST", 2)
    _erase_at(people, clock.now() + timedelta(days=366))
    with people.app.app_context():
        assert not db.session.scalars(select(SignIn)).all()
        made = db.session.scalars(select(Erasure).where(Erasure.kind == rules.SIGN_INS.key).order_by(Erasure.id))
        assert [one.count for one in made] == [2, 2, 1]


def test_nobody_takes_another_person_s_address(people: People) -> None:
    other = people.account(Role.AUDITOR)
    _, visitor = _own(people)
    visitor.send("/account/data", {"email": other.upper(), "known_password": PASSWORD})
    assert "不能用作登录邮箱" in visitor.text
    people.sign_in(other)


@pytest.mark.parametrize("typed", [{"name": ""}, {"phone": "<script>"}, {"email": "no"}, {"email": "a@b.example\r\nBcc: x@y.example"}])
def test_what_is_no_name_telephone_or_address_is_refused(people: People, typed: dict[str, str]) -> None:
    email, visitor = _own(people)
    visitor.send("/account/data", {**typed, "known_password": PASSWORD})
    assert visitor.response.status_code == 422
    assert _person(people, email).name == "李本人"


def test_the_copy_holds_what_is_kept_and_nothing_of_others(people: People) -> None:
    other = people.account(Role.EDITOR, name="别人")
    people.sign_in(other)
    _, visitor = _own(people)
    visitor.send("/account/data", {"phone": PHONE, "known_password": PASSWORD})
    answer = visitor.client.get("/account/data/copy")
    book = load_workbook(BytesIO(answer.data))
    cells = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert list(cells) == ["账号", "登录", "消息", "协作", "办理记录"]
    assert ["姓名", "李本人"] in cells["账号"] and ["电话", PHONE] in cells["账号"]
    assert [row[1] for row in cells["办理记录"][1:]] == ["登录", "更正本人信息"]
    assert len(cells["登录"]) == 2 and "别人" not in str(cells)
