"""Drafts are printed as they stand; a version is printed once and kept, and what was lost of it comes again to the byte."""

from __future__ import annotations

from sqlalchemy import select

from cte_portal.community.service import lifecycle
from cte_portal.document.models import PrintedVersion
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from cte_portal.storage import storage
from tests.support.files import text_of
from tests.support.people import People
from tests.support.world import full_application


def test_the_draft_that_one_opens_holds_what_is_filled_in_and_says_that_it_is_one(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = full_application(people.person(email))
        address, name = f"/applications/{application.id}/draft.pdf", application.community.name
    answer = people.sign_in(email).client.get(address)
    assert "%E8%8D%89%E7%A8%BF" in answer.headers["Content-Disposition"]
    text = "".join(text_of(answer.data).split())
    assert name in text and "草稿" in text and "不能用于盖章" in text and "张𬭎" in text


def test_a_print_that_was_lost_is_printed_again_to_the_byte(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = full_application(people.person(email))
        lifecycle.finalise(application, people.person(email))
        address = f"/applications/{application.id}/versions/1.pdf"
        jobs().do_waiting()
    clerk = people.sign_in(email)
    before = clerk.client.get(address).data
    assert before.startswith(b"%PDF")
    with people.app.app_context():
        printed = db.session.scalars(select(PrintedVersion)).one()
        storage().path(printed.sha256).unlink()
        at = printed.printed_at
    assert clerk.client.get(address).data == before
    with people.app.app_context():
        printed = db.session.scalars(select(PrintedVersion)).one()
        assert printed.printed_at == at and storage().path(printed.sha256).read_bytes() == before
