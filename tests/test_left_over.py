"""What a process had in hand when it died, or died before it could ask for, is done all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.accounts.invitations.models import AccountInvitation
from cte_portal.accounts.invitations.service import invite
from cte_portal.community.co_editing import service as co_editing
from cte_portal.community.co_editing.service import Given
from cte_portal.community.service import lifecycle
from cte_portal.demo.loader import send_back
from cte_portal.extensions import db
from cte_portal.jobs import Jobs
from cte_portal.review.experts.rules import Body
from cte_portal.review.experts.service import rounds
from cte_portal.roles import Role
from cte_portal.uploads.models import SealedScan
from tests.support.people import People
from tests.support.post_office import PostOffice, post_office
from tests.support.world import full_application


@pytest.fixture
def office(people: People) -> Iterator[PostOffice]:
    with post_office(people.app) as office:
        yield office


def dies(app: Flask) -> None:
    """Whatever waited or was being done is gone."""
    app.extensions["jobs"].queue.flush()


def later(app: Flask, time: timedelta) -> int:
    """What was taken up so much later; it is done as well."""
    jobs: Jobs = app.extensions["jobs"]
    with clock.at(clock.now() + time):
        with app.app_context():
            found = jobs.take_up()
        jobs.do_waiting()
    return found


def test_a_scan_whose_check_was_lost_is_checked(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, 2)
        lifecycle.finalise(application, person)
        scan = send_back(application, person)
        db.session.remove()
    dies(people.app)
    assert later(people.app, timedelta(minutes=14)) == 0  # it may still be being read
    assert later(people.app, timedelta(minutes=16)) == 1
    with people.app.app_context():
        assert db.session.get_one(SealedScan, scan).verdict is not None
        db.session.remove()
    assert later(people.app, timedelta(minutes=30)) == 0


def test_links_that_were_never_mailed_are_mailed_once(people: People, office: PostOffice) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    admin, officer = people.account(Role.ADMINISTRATOR), people.account(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        made = invite("钱编辑", "invited@demo.example", Role.EDITOR, None, people.person(admin)).id
        application = full_application(people.person(email), 2)
        co_editing.invite(application, Given("孙老师", "lead_school", "sun@school.example", ("lead_school",), False), people.person(email))
        opened = rounds.open_round("专家评审", 2026, date(2026, 12, 20), 3, people.person(officer))
        rounds.add_expert(opened, "郑教授", Body("某大学"), "zheng@expert.example", people.person(officer))
        db.session.remove()
    dies(people.app)
    assert later(people.app, timedelta(hours=1)) == 0 and office.recipients == []  # they may still be being tried
    assert later(people.app, timedelta(hours=3)) == 3
    assert sorted(office.recipients) == [["invited@demo.example"], ["sun@school.example"], ["zheng@expert.example"]]
    assert later(people.app, timedelta(hours=4)) == 0
    with people.app.app_context():
        assert db.session.get_one(AccountInvitation, made).mailed_at
        db.session.remove()
