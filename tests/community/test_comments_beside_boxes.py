"""Comments of a return stand at their places and never break the form around them."""

from __future__ import annotations

import re

from cte_portal.accounts.models import Account
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import People, Visitor
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


def sent_back(people: People, comments: dict[str, str]) -> tuple[Visitor, Visitor, int]:
    """The applicant and the officer, after a return with these comments."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, units=2)
        hand_in(application, person)
        number = application.id
    officer.open(f"/review/{number}/return")
    officer.send("/return", {f"comment-{place}": text for place, text in comments.items()})
    return people.sign_in(email), officer, number


def at_comment(clerk: Visitor) -> str:
    """How the address of the first comment on the page ends."""
    return "/comments/" + str(clerk.soup.select_one("button[form^=answer-]")["form"]).removeprefix("answer-")  # type: ignore[index]


def test_a_comment_is_answered_in_words_and_the_officers_read_the_answer(people: People) -> None:
    clerk, officer, number = sent_back(people, {"foundation/cooperation": "请写明年份"})
    assert "需修改" in [badge.get_text() for badge in clerk.open(f"/applications/{number}").soup.select(".task-list .badge")]
    clerk.open(f"/applications/{number}/sections/foundation")
    clerk.send(at_comment(clerk), {"answer": "已在第二段写明 2023 年至 2025 年"})
    assert "答复： 已在第二段写明 2023 年至 2025 年" in clerk.text
    assert "需修改" not in [badge.get_text() for badge in clerk.open(f"/applications/{number}").soup.select(".task-list .badge")]
    with people.app.app_context():
        application = db.session.get(Application, number)
        assert application is not None
        hand_in(application, db.session.get(Account, application.version.finalised_by_id))  # type: ignore[arg-type, union-attr]
    assert "答复： 已在第二段写明 2023 年至 2025 年" in officer.open(f"/review/{number}").text


def test_a_tick_can_be_taken_back(people: People) -> None:
    clerk, _, number = sent_back(people, {"foundation/cooperation": "请写明年份"})
    clerk.open(f"/applications/{number}/sections/foundation")
    clerk.send(at_comment(clerk), button="done=yes")
    assert "（已处理）" in clerk.text
    clerk.send(at_comment(clerk), button="done=no")
    assert "（已处理）" not in clerk.text


def test_untouched_comments_are_pointed_out_before_finalising_and_touched_ones_are_not(people: People) -> None:
    places = {"foundation/cooperation": "请写明年份", "mechanism": "请补充议事规则", "participants/contact_name": "请核对联系人"}
    clerk, _, number = sent_back(people, {**places, "evidence/charter": "章程看不清"})
    clerk.open(f"/applications/{number}/finalise")
    assert "还没有处理的意见（4 条）" in clerk.text and "请补充议事规则" in clerk.text
    clerk.open(f"/applications/{number}/sections/mechanism")
    box = str(clerk.form("/sections/mechanism").find("textarea")["name"])  # type: ignore[index]
    clerk.send("/sections/mechanism", {box: "已补充议事规则"})
    clerk.open(f"/applications/{number}/sections/foundation")
    clerk.send(at_comment(clerk), button="done=yes")
    text = clerk.open(f"/applications/{number}/finalise").text
    assert "请补充议事规则" not in text and "请写明年份" not in text
    assert "请核对联系人" in text and "章程看不清" in text


def test_a_comment_on_proofs_stands_on_their_page_and_is_answered_there(people: People) -> None:
    clerk, _, number = sent_back(people, {"evidence/charter": "章程看不清"})
    clerk.open(f"/applications/{number}/evidence")
    assert "审核意见： 章程看不清" in clerk.text
    clerk.send(at_comment(clerk), {"answer": "已重新扫描"})
    assert clerk.address.startswith(f"/applications/{number}/evidence") and "答复： 已重新扫描" in clerk.text
