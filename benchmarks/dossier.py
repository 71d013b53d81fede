"""Reading a dossier with 300 member units: server time of the page an officer has open most."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from cte_portal import clock, create_app
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from tests.support.people import People
from tests.support.world import full_application, hand_in

UNITS, ROUNDS, MOST = 300, 15, 150


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), fonts_dir=str(Path(".cache/fonts").absolute()), secret_key="b" * 40, profile=Profile.NATIONAL)
        app = create_app(settings, testing=True)
        with app.app_context():
            upgrade()
        people = People(app)
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        with app.app_context(), clock.at(clock.now().replace(month=6, day=1)):  # inside the filing window
            applicant = people.person(email)
            application = full_application(applicant, units=UNITS)
            hand_in(application, applicant)
            number = application.id
        officer = people.signed_in(Role.PROVINCE_OFFICER)
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            answer = officer.client.get(f"/review/{number}")
            taken.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200
        median = round(statistics.median(taken), 1)
        yield Figure("dossier", f"{UNITS} units: the dossier on one page", median, "ms", f"<= {MOST}", median <= MOST).line()
