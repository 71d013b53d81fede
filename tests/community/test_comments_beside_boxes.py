"""Comments of a return stand at their places and never break the form around them."""

from __future__ import annotations

import re

from cte_portal.community import queries
from cte_portal.roles import Role
from tests.support.people import People
from tests.support.world import full_application, hand_in


def test_comments_on_a_field_and_a_row_stand_there_and_the_form_stays_whole(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, 2)
        hand_in(application, person)
        number = application.id
        row = queries.content_of(application).rows("participants")[0].id
    comments = {"comment-foundation/cooperation": "请写明年份", f"comment-participants/{row}": "请核对这一家"}
    officer.open(f"/review/{number}/return")
    officer.send("/return", comments)
    clerk = people.sign_in(email).open(f"/applications/{number}/sections/foundation")
    form = re.search(r"<form[^>]*data-keep.*?</form>", clerk.response.text, re.S)
    assert form and form[0].count("<form") == 1
    assert "请写明年份" in form[0] and "foundation-strengths" in form[0]
    assert "请核对这一家" in clerk.open(f"/applications/{number}/sections/participants").text
