"""解除定稿 and 撤回: what follows is said first, and nothing happens until it is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cte_portal import clock
from cte_portal.clock import SHANGHAI
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in

END = datetime(2026, 11, 1, tzinfo=SHANGHAI)


def applied(people: People, *, submitted: bool) -> tuple[str, int]:
    """An applicant, and its application with the seals or handed in."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, 2)
        if submitted:
            hand_in(application, person)
        else:
            lifecycle.finalise(application, person)
        return email, application.id


def status(people: People, number: int) -> str:
    with people.app.app_context():
        return db.session.get_one(Application, number).status.value


@pytest.mark.parametrize(
    ("submitted", "ends", "before", "after", "told", "until"),
    [
        (False, "/reopen", "finalised", "draft", "第 1 版作废，按它打印、盖章的纸质材料和上传的扫描件不能再用", "前提交"),
        (True, "/withdraw", "submitted", "finalised", "定稿的版本和盖章扫描件都在", "前再次提交"),
    ],
)
def test_what_follows_is_said_before_it_is_done(people: People, submitted: bool, ends: str, before: str, after: str, told: str, until: str) -> None:
    email, number = applied(people, submitted=submitted)
    clerk = people.sign_in(email).open(f"/applications/{number}").send(ends, confirms=False)
    assert told in clerk.text and f"请在 2026-10-31 23:59:59 {until}" in clerk.text
    assert status(people, number) == before
    clerk.send(ends, button="confirmed=yes", confirms=False)
    assert status(people, number) == after


@pytest.mark.parametrize("page", ["", "/submit"])
def test_who_changes_his_mind_is_led_back_to_where_he_was(people: People, page: str) -> None:
    email, number = applied(people, submitted=False)
    clerk = people.sign_in(email).open(f"/applications/{number}{page}").send("/reopen", confirms=False)
    assert clerk.soup.find("a", string="返回")["href"] == f"/applications/{number}{page}"  # type: ignore[index]


def test_whoever_could_not_submit_again_is_told_so(people: People) -> None:
    with clock.at(END - timedelta(minutes=30)):
        email, number = applied(people, submitted=True)
    with clock.at(END + timedelta(minutes=1)):
        clerk = people.sign_in(email).open(f"/applications/{number}").send("/withdraw", confirms=False)
        assert "现在不在提交时间内，撤回提交后不能再提交" in clerk.text
        clerk.open(clerk.soup.find("a", string="返回")["href"])  # type: ignore[index,arg-type]
    assert status(people, number) == "submitted"


def test_what_cannot_be_taken_back_says_why_at_once(people: People) -> None:
    email, number = applied(people, submitted=True)
    clerk = people.sign_in(email).open(f"/applications/{number}")
    page = Visitor(clerk.client, clerk.response, clerk.address)
    with people.app.app_context(), clock.at(NOON):
        lifecycle.withdraw(db.session.get_one(Application, number), people.person(email))
    assert "不能撤回" in page.send("/withdraw", confirms=False).soup.get_text()
