"""An answer to an officer's comment is never lost, and is read by the officers with the submission it belongs to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import Tag

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in


class Returned:
    """An application sent back with one comment."""

    def __init__(self, people: People):
        self.people, self.app = people, people.app
        self.organisation = people.organisation()
        self.email = people.account(Role.APPLICANT, organisation=self.organisation)
        self.officer = people.signed_in(Role.PROVINCE_OFFICER)
        with self.app.app_context():
            person = people.person(self.email)
            application = full_application(person, units=2)
            hand_in(application, person)
            self.id = application.id
        self.officer.open(f"/review/{self.id}/return").send("/return", {"comment-foundation/cooperation": "请写明年份"})
        self.clerk = people.sign_in(self.email)

    def open(self, visitor: Visitor) -> Visitor:
        return visitor.open(f"/applications/{self.id}/sections/foundation")

    def again(self, step: str) -> None:
        with self.app.app_context():
            application = db.session.get(Application, self.id)
            assert application is not None
            person = self.people.person(self.email)
            hand_in(application, person) if step == "submit" else lifecycle.finalise(application, person)


@pytest.fixture
def returned(people: People) -> Returned:
    return Returned(people)


def box(visitor: Visitor) -> str:
    found = visitor.soup.find("textarea", attrs={"name": "answer"})
    assert isinstance(found, Tag)
    return found.get_text().strip()


def test_an_answer_that_is_too_long_is_kept_in_the_box(returned: Returned) -> None:
    returned.open(returned.clerk).send("/comments/1", {"answer": "字" * 2001})
    assert "请删去 1 字" in returned.clerk.text and box(returned.clerk) == "字" * 2001
    returned.clerk.send("/comments/1", {"answer": "字" * 2000})
    assert "已记录对意见的答复" in returned.clerk.soup.get_text()


@pytest.mark.parametrize("step", ["finalise", "submit"])
def test_an_answer_that_comes_too_late_is_refused_and_kept_in_the_box(returned: Returned, step: str) -> None:
    returned.open(returned.clerk)
    returned.again(step)
    returned.clerk.send("/comments/1", {"answer": "已写明年份"})
    assert "现在不能修改" in returned.clerk.text and box(returned.clerk) == "已写明年份"


def test_two_who_answer_at_once_see_both_answers(returned: Returned) -> None:
    colleague = returned.people.sign_in(returned.people.account(Role.APPLICANT, organisation=returned.organisation))
    returned.open(returned.clerk)
    returned.open(colleague).send("/comments/1", {"answer": "同事的答复"})
    returned.clerk.send("/comments/1", {"answer": "我的答复"})
    assert "同事改了这一条的答复" in returned.clerk.text and "现在的答复： 同事的答复" in returned.clerk.text
    assert box(returned.clerk) == "我的答复"
    returned.clerk.send("/comments/1", {"answer": "合并的答复"})
    assert "答复： 合并的答复" in returned.open(colleague).text


def test_an_answer_typed_into_an_ended_session_is_put_back_after_signing_in(returned: Returned) -> None:
    returned.open(returned.clerk)
    with clock.at(clock.now() + timedelta(hours=2)):
        returned.clerk.send("/comments/1", {"answer": "超时前写的答复"})
        assert "登录" in returned.clerk.text
        again = returned.people.sign_in(returned.email).open(f"/applications/{returned.id}/comments/1")
        assert box(again) == "超时前写的答复"
        again.send("/comments/1")
        assert "答复： 超时前写的答复" in again.text
        assert box(returned.people.sign_in(returned.email).open(f"/applications/{returned.id}/comments/1")) == "超时前写的答复"


def test_ticking_keeps_an_answer_that_was_typed_and_not_saved_yet(returned: Returned) -> None:
    returned.open(returned.clerk).send("/comments/1", {"answer": "已写明年份"}, button="done=yes")
    assert "（已处理）" in returned.clerk.text and "答复： 已写明年份" in returned.clerk.text


def test_officers_read_an_answer_with_the_submission_it_belongs_to_and_not_before(returned: Returned) -> None:
    returned.open(returned.clerk).send("/comments/1", {"answer": "已写明年份"})
    assert "已写明年份" not in returned.officer.open(f"/review/{returned.id}").text
    returned.again("submit")
    dossier = returned.officer.open(f"/review/{returned.id}")
    assert "已写明年份" in dossier.soup.find(id="foundation").get_text()  # type: ignore[union-attr]
    assert "已写明年份" in dossier.soup.select_one(".timeline").get_text()  # type: ignore[union-attr]


def test_a_comment_nobody_dealt_with_is_shown_to_the_officers_as_such(returned: Returned) -> None:
    returned.again("submit")
    assert "没有答复，也没有标为已处理" in returned.officer.open(f"/review/{returned.id}").text
