"""An application on an officer's desk."""

from __future__ import annotations

from cte_portal.community.models import Application
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of

from .people import People, Visitor
from .world import full_application, hand_in


class Case:
    """An application handed in to Jiangsu."""

    def __init__(self, people: People, number: int = 0):
        self.people, self.app = people, people.app
        self.email = people.account(Role.APPLICANT, organisation=people.organisation())
        self.name = COMMUNITIES[number].name
        with self.app.app_context():
            person = people.person(self.email)
            application = full_application(person, number)
            hand_in(application, person)
            self.id = application.id

    @classmethod
    def known(cls, people: People, email: str, application: int, name: str) -> Case:
        """One that is there already."""
        case = cls.__new__(cls)
        case.people, case.app, case.email, case.id, case.name = people, people.app, email, application, name
        return case

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def status(self) -> str:
        with self.app.app_context():
            return self.application().status.value

    def approved(self, officer: Visitor) -> Case:
        officer.open(f"/review/{self.id}/approve").send("/approve", {"opinion": "同意推荐", **self.answers()})
        assert self.status() == "approved"
        return self

    def answers(self) -> dict[str, str]:
        with self.app.app_context():
            return {f"item-{item.key}": "met" for item in edition_of(self.application()).checklist.items}

    def reported(self) -> Case:
        """In a batch of its own, by somebody of the province."""
        email = self.people.account(Role.PROVINCE_OFFICER)
        with self.app.app_context():
            report([self.application()], "苏教演示〔2026〕1号", self.people.person(email))
        return self
