"""The demonstration: everybody and every state, in an empty portal only, with nobody real in it."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask

from cte_portal import audit
from cte_portal.annual import queries as annual
from cte_portal.annual.rules import Standing, State
from cte_portal.annual.yearly_forms import queries as yearly_forms
from cte_portal.catalogue.uscc import problem
from cte_portal.community import queries
from cte_portal.community.co_editing import queries as co_editing
from cte_portal.community.filling.queries import content_of
from cte_portal.community.models import Application, MemberUnit
from cte_portal.community.readiness import findings
from cte_portal.community.unit_confirmation import queries as confirmations
from cte_portal.community.workflow import Status
from cte_portal.demo import loader
from cte_portal.demo.dossier import COMMUNITIES, typed_rows, units
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.settings import Settings
from tests.support.people import People
from tests.support.scenes import Scene, set_scene


def loaded(people: People) -> str:
    """What the operator is told."""
    return people.app.test_cli_runner().invoke(args=["demo"]).output


@pytest.fixture(scope="module")
def demonstration(app: Flask) -> Scene[str]:
    return set_scene(app, loaded)


def test_it_shows_every_role_and_every_state_and_is_written_once(portal: Flask, demonstration: Scene[str]) -> None:
    demonstration.put()
    assert "全国数字文旅" not in demonstration.known
    with portal.app_context():
        applications = list(db.session.scalars(db.select(Application)))
        assert {application.status for application in applications} == set(Status)
        assert {account.role for account in loader.demonstration_accounts()} == set(Role)
        assert all(account.email.endswith("@demo.example") for account in loader.demonstration_accounts())
        assert audit.first_broken() is None
        times = list(db.session.scalars(db.select(audit.AuditEntry.at).order_by(audit.AuditEntry.id)))
        assert times == sorted(times)

        owned = [application for application in applications if application.organisation.accounts[0].email == "enterprise@demo.example"]
        main = next(application for application in owned if application.status is Status.DRAFT)
        standing = [one.community for one in applications if one.year < main.year and one.community.recognised_on]
        duties = [duty for owed in annual.duties_of(standing, main.year).values() for duty in owed]
        assert len(standing) == 3 and {duty.standing for duty in duties} == set(Standing) and any(duty.late for duty in duties)
        plan, summary = (yearly_forms.form_of(annual.deliverable(standing[0], main.year, key)) for key in ("work_plan", "annual_summary"))
        assert plan and summary and (plan.deliverable.state, summary.deliverable.state) == (State.PASSED, State.IN_PROGRESS)
        assert yearly_forms.findings_of(plan) == []
        targets = {row.values["indicator"]: row.values["planned"] for row in content_of(summary).rows("indicators")}
        planned = {row.id: row.values for task in loader.planning.ARRANGEMENTS for row in content_of(plan).rows(task)}
        beside = {row.id: row.values for task in loader.planning.ARRANGEMENTS for row in content_of(summary).rows(task)}
        assert planned.keys() == beside.keys() == set(summary.from_plan) & beside.keys() and len(planned) >= 10
        assert all(values["planned"] == targets.get(values["indicator"], "1") for values in planned.values()), "the application's targets"
        told = [values for values in beside.values() if values.get("state")]
        assert told and any(values.get("reason") for values in told)
        blocking = [finding for finding in findings(queries.content_of(main)) if finding.blocking]
        assert len(blocking) == 1 and blocking[0].address.section == "evidence"
        members = list(db.session.scalars(db.select(MemberUnit).where(MemberUnit.application_id == main.id)))
        assert len(members) == 123
        assert len({member.province_code for member in members}) >= 20
        states = Counter(one.state.value for one in confirmations.standings(main, queries.content_of(main)))
        assert states["confirmed"] >= 40 and states["denied"] == 1 and states["not_sent"] and states["waiting"]
        helpers = [(one.co_editor.unit, one.state.value) for one in co_editing.standings(main, queries.content_of(main))]
        assert helpers == [("lead_university", "accepted"), ("lead_school", "accepted"), ("lead_school", "invited")]
        contacts = {row.values["contact_name"] for row in queries.content_of(main).rows("participants")}
        assert {"张𬭎", "李䶮"} <= contacts
    assert "不写入演示数据" in portal.test_cli_runner().invoke(args=["demo"]).output


def test_anybody_can_sign_in_with_the_password_shown(portal: Flask, demonstration: Scene[str]) -> None:
    people = demonstration.put()
    shown = portal.test_cli_runner().invoke(args=["welcome"]).output
    assert "http://portal.test" in shown and loader.PASSWORD in shown
    for line in shown.splitlines():
        if "@demo.example" in line:
            email = line.split()[0]
            visitor = people.visitor().open("/sign-in").send("/sign-in", {"email": email, "password": loader.PASSWORD})
            assert "退出" in visitor.soup.get_text(), email


def test_a_thousand_units_have_names_and_codes_of_their_own() -> None:
    for community in COMMUNITIES:
        found = units(community, 1000)
        assert len({unit.name for unit in found}) == len({unit.uscc for unit in found}) == 1000
        assert not any(problem(unit.uscc) for unit in found)
    codes = [unit.uscc for community in COMMUNITIES for unit in units(community, 120)]
    assert len(set(codes)) == len(codes)
    assert all(code[2:8] == "000000" for code in codes)
    assert len({row["province"][0] for row in typed_rows(COMMUNITIES[0], 2026, 120)["participants"]}) >= 20


def test_a_real_installation_has_no_demonstration(portal: Flask, people: People) -> None:
    with portal.app_context():
        assert loader.database_is_empty()
        assert loader.demonstration_accounts() == []
    people.account(Role.AUDITOR)
    assert "不写入演示数据" in portal.test_cli_runner().invoke(args=["demo"]).output
    assert isinstance(portal.config["SETTINGS"], Settings)
