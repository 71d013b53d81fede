"""Whoever uploaded the stamped scan in time may submit for a while after the end, as long as the authority lets them, to the second."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import clock
from cte_portal.clock import SHANGHAI
from cte_portal.community.service import lifecycle
from cte_portal.community.workflow import Status
from cte_portal.roles import Role
from cte_portal.windows import lets_finish
from tests.support.people import People
from tests.support.world import full_application, put_scan

END = datetime(2026, 11, 1, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)


@given(st.integers(-7200, 7200), st.integers(-7200, 7200), st.integers(0, 60))
def test_only_what_was_begun_before_the_end_is_finished_and_only_until_the_grace_is_over(begun: int, now: int, minutes: int) -> None:
    found = lets_finish(END + begun * SECOND, END, END + now * SECOND, minutes)
    assert found is (begun < 0 <= now < minutes * 60)


@pytest.mark.parametrize(
    ("uploaded", "submitted", "minutes", "goes"),
    [
        (-SECOND, timedelta(), 30, True),
        (-SECOND, timedelta(minutes=30) - SECOND, 30, True),
        (-SECOND, timedelta(minutes=30), 30, False),
        (timedelta(), timedelta(minutes=1), 30, False),  # uploaded at midnight sharp: too late
        (-SECOND, timedelta(), 0, False),  # the authority lets nobody
        (-timedelta(hours=2), -SECOND, 0, True),
    ],
)
def test_who_may_submit_on_the_last_evening(
    people: People, monkeypatch: pytest.MonkeyPatch, uploaded: timedelta, submitted: timedelta, minutes: int, goes: bool
) -> None:
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(people.app.config["SETTINGS"], grace_minutes=minutes))
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, 2)
        with clock.at(END - timedelta(hours=3)):
            lifecycle.finalise(application, person)
        with clock.at(END + uploaded):
            put_scan(application, person)
        number = application.id
    with clock.at(END + submitted):
        clerk = people.sign_in(email).open(f"/applications/{number}/submit")
        told = "您在截止前上传了盖章扫描件" in clerk.text
        assert told is (goes and submitted >= timedelta())
        if told:
            assert f"2026-11-01 00:{minutes:02}:00 以前提交" in clerk.text
        clerk.send("/submit")
    with people.app.app_context():
        assert (lifecycle.queries.application(number).status is Status.SUBMITTED) is goes
    assert goes or "现在不在提交时间内" in clerk.text
