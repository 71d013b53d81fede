"""Private notes: for the officers of one authority, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.notices.models import Notice
from cte_portal.roles import Role
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in

SECRET = "内部：该校去年就业数据存疑"


@pytest.fixture
def application(people: People) -> tuple[str, int]:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        found = full_application(people.person(email), 0, 2)
        hand_in(found, people.person(email))
        return email, found.id


def noted(people: People, number: int) -> Visitor:
    officer = people.signed_in(Role.PROVINCE_OFFICER, name="赵经办").open(f"/review/{number}")
    return officer.send("/notes", {"text": SECRET})


def test_colleagues_read_a_note_with_time_and_name(people: People, application: tuple[str, int]) -> None:
    noted(people, application[1])
    text = people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{application[1]}").text
    assert SECRET in text and "赵经办，2026-06-01 12:00" in text


def test_only_one_s_own_note_is_removed_and_only_for_ten_minutes(people: People, application: tuple[str, int]) -> None:
    officer, colleague = noted(people, application[1]), people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{application[1]}")
    removing = f"/review/{application[1]}/notes/1/remove"
    assert removing not in str(colleague.soup)
    refused = colleague.client.post(removing, data={"csrf_token": colleague.token()}, follow_redirects=True).text
    assert "只能由本人" in refused and SECRET in refused
    with clock.at(clock.now() + timedelta(minutes=11)):
        later = people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{application[1]}")
        assert removing not in str(later.soup)
    officer.send("/remove")
    assert SECRET not in officer.text


def test_no_page_export_or_notice_of_the_applicant_holds_a_note_nor_does_another_authority_see_it(
    people: People, application: tuple[str, int]
) -> None:
    email, number = application
    officer = noted(people, number)
    officer.open(f"/review/{number}/return").send("/return", {"more-place": "foundation", "more-text": "请补充"})
    clerk = people.sign_in(email)
    with people.app.app_context():
        found = db.session.get(Application, number)
        assert found is not None and found.status.value == "returned"
        notices = " ".join(f"{notice.subject} {notice.text}" for notice in db.session.query(Notice))
    assert "请补充" in notices and SECRET not in notices
    base = f"/applications/{number}"
    pages = [
        "/desk",
        "/notices",
        base,
        *(f"{base}{page}" for page in ("/sections/foundation", "/evidence", "/readiness", "/compare", "/confirmations")),
    ]
    files = [f"{base}/versions/1.json", f"{base}/versions/1.pdf", f"{base}/receipt.pdf", f"{base}/sections/participants/export.xlsx"]
    for address in (*pages, *files):
        assert SECRET.encode() not in clerk.client.get(address, follow_redirects=True).data, address
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    with people.app.app_context():
        found = db.session.get(Application, number)
        assert found is not None
        found.reported_at = clock.now()
        db.session.commit()
    assert SECRET not in ministry.open(f"/review/{number}").text and "内部记录" in ministry.text


@pytest.mark.parametrize(("text", "why"), [("  ", "请写明要记录的内容"), ("字" * 2001, "最多 2000 字")])
def test_what_cannot_be_noted_is_told_and_kept(people: People, application: tuple[str, int], text: str, why: str) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{application[1]}").send("/notes", {"text": text})
    assert why in officer.text and (not text.strip() or text in officer.text)


def test_hostile_text_is_shown_as_text(people: People, application: tuple[str, int]) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{application[1]}").send("/notes", {"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in officer.response.text and "&lt;script&gt;" in officer.response.text  # type: ignore[union-attr]
