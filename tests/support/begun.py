"""An application that was only just begun."""

from __future__ import annotations

from cte_portal.community.service import lifecycle
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.roles import Role

from .people import People, Visitor


def before_proofs(people: People) -> Visitor:
    """An applicant on the page of proofs of application 1, which has none yet."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        assert person.organisation is not None
        lifecycle.start(person.organisation, COMMUNITIES[0].name, 2026, person)
    return people.sign_in(email).open("/applications/1/evidence")
