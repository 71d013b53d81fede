"""Random people do random things in random order: nothing forbidden happens, nothing is lost, the trail tells all of it."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from cte_portal import audit, clock
from cte_portal.accounts.models import Account
from cte_portal.audit import AuditEntry
from cte_portal.catalogue.merging import Base
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application, ApplicationVersion, Transition
from cte_portal.community.service import lifecycle, pre_review, taking_back
from cte_portal.community.workflow import Forbidden, Status
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.review.batches import service as batches
from cte_portal.review.batches.models import BatchItem, BatchState, ReportingBatch
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.uploads import service as uploads
from cte_portal.uploads.rules import Verdict
from cte_portal.web.access import sees_application
from cte_portal.web.editions import edition_of
from cte_portal.web.errors import Refused
from tests.conftest import NOON
from tests.support.database import keep_database, put_database
from tests.support.files import pdf
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.world import full_application

# (who, action, from, to): the only changes of state there may ever be, written down from 建设指南 and the house's table
ALLOWED = {
    ("applicant", "ask_pre_review", "draft", "draft"),
    ("applicant", "take_back_pre_review", "draft", "draft"),
    ("province", "pre_review", "draft", "draft"),
    ("applicant", "finalise", "draft", "finalised"),
    ("applicant", "finalise", "returned", "finalised"),
    ("applicant", "reopen", "finalised", "draft"),
    ("applicant", "submit", "finalised", "submitted"),
    ("applicant", "withdraw", "submitted", "finalised"),
    ("applicant", "withdraw", "approved", "finalised"),
    ("applicant", "withdraw", "declined", "finalised"),
    ("province", "return", "submitted", "returned"),
    ("province", "return", "approved", "returned"),
    ("province", "decline", "submitted", "declined"),
    ("province", "approve", "submitted", "approved"),
    ("province", "report", "approved", "reported"),
    ("province", "take_back_report", "reported", "approved"),
    ("ministry", "ministry_return", "reported", "returned"),
    ("ministry", "return_to_province", "reported", "approved"),
    ("ministry", "take_back_decision", "approved", "reported"),
    ("ministry", "recognise", "reported", "recognised"),
    ("ministry", "not_recognise", "reported", "not_recognised"),
    ("ministry", "revoke", "recognised", "not_recognised"),
    ("province", "take_back_decision", "returned", "submitted"),
    ("province", "take_back_decision", "returned", "approved"),
    ("province", "take_back_decision", "declined", "submitted"),
    ("province", "take_back_decision", "approved", "submitted"),
    ("ministry", "take_back_decision", "returned", "reported"),
    ("ministry", "take_back_decision", "recognised", "reported"),
    ("ministry", "take_back_decision", "not_recognised", "reported"),
}
FORWARD = {
    "draft": ("applicant", "finalise"),
    "returned": ("applicant", "finalise"),
    "finalised": ("applicant", "submit"),
    "submitted": ("province", "approve"),
    "approved": ("province", "report"),
    "reported": ("ministry", "recognise"),
}
PEOPLE = ("applicant", "other applicant", "province", "other province", "ministry", "administrator")


def _actions(number: int) -> dict[str, Callable[[Application, Account], Any]]:
    """Each action as the pages call it, with all that it asks for."""

    def submit(application: Application, by: Account) -> None:
        if application.awaits_seals:
            scan = uploads.add_scan(application, pdf(f"scan {number}"), "scan.pdf", by)
            uploads.record_verdict(scan, Verdict.MATCHES, "", None)
        lifecycle.submit(application, by)

    def approve(application: Application, by: Account) -> None:
        review.approve(application, by, "同意", {item.key: (Outcome.MET, "") for item in edition_of(application).checklist.items})

    def take_back_report(application: Application, by: Account) -> None:
        newest = select(ReportingBatch).join(BatchItem).where(BatchItem.application_id == application.id, ReportingBatch.state == BatchState.SENT)
        batch = db.session.scalar(newest.order_by(ReportingBatch.id.desc()))
        if batch is None:
            raise Refused("没有报送")
        batches.take_back(batch, by)

    return {
        "ask_pre_review": pre_review.ask,
        "take_back_pre_review": pre_review.take_back,
        "pre_review": lambda a, by: pre_review.give(a, by, "", {"basics": "请补充"}),
        "finalise": lifecycle.finalise,
        "reopen": lifecycle.reopen,
        "submit": submit,
        "withdraw": lifecycle.withdraw,
        "return": lambda a, by: review.send_back(a, by, "请修改", {"lead_enterprise": "请补充"}, None),
        "decline": lambda a, by: review.decline(a, by, "理由"),
        "approve": approve,
        "report": lambda a, by: report([a], "演示〔2026〕1号", by),
        "take_back_report": take_back_report,
        "return_to_province": lambda a, by: review.return_to_province(a, by, "汇总表有误"),
        "recognise": lambda a, by: lifecycle.decide("recognise", a, by, "演示公告"),
        "not_recognise": lambda a, by: lifecycle.decide("not_recognise", a, by, "演示公告"),
        "revoke": lambda a, by: lifecycle.decide("revoke", a, by, "更正", amendment="更正"),
        "take_back_decision": taking_back.take_back,
        "ministry_return": lambda a, by: lifecycle.return_for_correction("ministry_return", a, by, "", {"lead_enterprise": "请补充"}),
    }


class AnyOrder(RuleBasedStateMachine):
    app: Flask
    pattern: Path
    emails: dict[str, str]
    application_id: int
    reached: set[str]

    @initialize()
    def begin(self) -> None:
        put_database(self.app, self.pattern)
        self.context = self.app.app_context()
        self.context.push()
        self.now: datetime = NOON + timedelta(days=1)
        self.number = 0
        self.frozen: dict[int, str] = {}
        self.saved = self._contact()
        self.steps = ["start"]
        self.told = len(self._trail())

    def teardown(self) -> None:
        if hasattr(self, "context"):
            db.session.remove()
            self.context.pop()

    def _application(self) -> Application:
        found = db.session.get(Application, self.application_id)
        assert found is not None
        return found

    def _person(self, who: str) -> Account:
        found = db.session.scalar(select(Account).where(Account.email == self.emails[who]))
        assert found is not None
        return found

    def _contact(self) -> str:
        return str(queries.content_of(self._application()).value("lead_enterprise", "contact_name"))

    def _trail(self) -> list[AuditEntry]:
        return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))

    def _try(self, who: str, action: Callable[[Application, Account], Any]) -> bool:
        """As a request would: the access layer first, then the service."""
        application, by = self._application(), self._person(who)
        try:
            if not sees_application(by, application):
                return False
            with clock.at(self.now):
                action(application, by)
        except (Refused, Forbidden):
            return False
        finally:
            db.session.rollback()
        return True

    @rule(who=st.sampled_from(PEOPLE), action=st.sampled_from(sorted(_actions(0))))
    def act(self, who: str, action: str) -> None:
        before = self._application().status.value
        self.number += 1
        told = len(self._trail())
        if self._try(who, _actions(self.number)[action]):
            after = self._application().status.value
            assert (who, action, before, after) in ALLOWED
            self.steps.append(action)
        else:
            assert self._application().status.value == before
            assert all(not entry.action.startswith("application.") for entry in self._trail()[told:])

    @rule(who=st.sampled_from(("applicant", "other applicant", "province", "ministry")), name=st.text("甲乙丙丁𬭎䶮", min_size=1, max_size=4))
    def edit(self, who: str, name: str) -> None:
        status = self._application().status.value

        def save(application: Application, by: Account) -> None:
            if by.role is not Role.APPLICANT:
                raise Forbidden("save")  # the route is the applicant's
            section = edition_of(application).by_key["lead_enterprise"]
            record = queries.section_record(application, section)
            assert record is not None
            typed = {**_typed_again(application), "contact_name": [name]}
            editing.save_section(application, section, typed, Base(record.revision), by)

        if self._try(who, save):
            assert who == "applicant" and status in ("draft", "returned")
            self.saved = name
        else:
            assert who != "applicant" or status not in ("draft", "returned")

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """What the table allows from here, by the one it allows: otherwise few orders get far."""
        status = self._application().status.value
        possible = sorted((who, action) for who, action, source, target in ALLOWED if source == status != target)
        if possible:
            self.act(*data.draw(st.sampled_from(possible)))
        self.reached.add(self._application().status.value)

    @rule()
    def go_straight_on(self) -> None:
        """The next step towards recognition: there are many ways back, and chance alone seldom gets to the end."""
        if forward := FORWARD.get(self._application().status.value):
            self.act(*forward)
        self.reached.add(self._application().status.value)

    @rule(minutes=st.sampled_from((1, 9, 11, 60 * 24, 60 * 24 * 8)))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def what_was_saved_last_is_there(self) -> None:
        assert self._contact() == self.saved

    @invariant()
    def the_province_sees_a_draft_only_while_it_is_asked(self) -> None:
        application = self._application()
        asked = [step for step in self.steps if step in ("ask_pre_review", "take_back_pre_review", "pre_review", "finalise")][-1:] == [
            "ask_pre_review"
        ]
        reported = [step for step in self.steps if step in ("report", "take_back_report")][-1:]
        handed_over = "submit" in self.steps
        assert application.pre_review_asked == asked
        assert sees_application(self._person("province"), application) == (handed_over or asked)
        assert not sees_application(self._person("other province"), application)
        assert sees_application(self._person("ministry"), application) == (reported == ["report"])

    @invariant()
    def frozen_versions_never_change(self) -> None:
        for version in db.session.scalars(select(ApplicationVersion)):
            assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
            assert self.frozen.setdefault(version.number, version.sha256) == version.sha256
        assert len(self.frozen) == len(db.session.scalars(select(ApplicationVersion.id)).all())

    @invariant()
    def the_timeline_is_unbroken_and_tells_every_step(self) -> None:
        steps = list(db.session.scalars(select(Transition).where(Transition.application_id == self.application_id).order_by(Transition.id)))
        assert [step.action for step in steps] == self.steps
        for before, after in itertools.pairwise(steps):
            assert after.source == before.target
        assert steps[-1].target == self._application().status

    @invariant()
    def the_trail_is_sound_and_tells_every_step(self) -> None:
        assert audit.first_broken() is None
        about = [e.action for e in self._trail() if e.object_kind == "application" and e.object_id == str(self.application_id)]
        told = [action.removeprefix("application.") for action in about if action.startswith("application.")]
        assert told == ["started", *self.steps[1:]]


def _typed_again(application: Application) -> dict[str, list[str]]:
    from cte_portal.catalogue.kinds import typed

    section = edition_of(application).by_key["lead_enterprise"]
    values = queries.content_of(application).values("lead_enterprise")
    return {field.key: list(typed(field, values.get(field.key))) for field in section.fields}


def test_no_order_of_actions_breaks_the_road(portal: Flask, people: People, tmp_path: Path) -> None:
    organisation = people.organisation(province=JIANGSU)
    emails = {
        "applicant": people.account(Role.APPLICANT, organisation=organisation),
        "other applicant": people.account(Role.APPLICANT, organisation=people.organisation()),
        "province": people.account(Role.PROVINCE_OFFICER, province=JIANGSU),
        "other province": people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG),
        "ministry": people.account(Role.MINISTRY_OFFICER),
        "administrator": people.account(Role.ADMINISTRATOR),
    }
    with portal.app_context():
        application = full_application(people.person(emails["applicant"])).id
    pattern = tmp_path / "pattern.sqlite3"
    keep_database(portal, pattern)
    machine = type("Machine", (AnyOrder,), {"app": portal, "pattern": pattern, "emails": emails, "application_id": application, "reached": set()})
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
    assert machine.reached == {status.value for status in Status}, "some states were never reached"  # type: ignore[attr-defined]
