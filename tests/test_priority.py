"""Heavy work lets others go first, and does not stay behind when it is done."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from cte_portal.community.service import lifecycle
from cte_portal.document import service as documents
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support.installation import ROOT
from tests.support.people import People
from tests.support.world import full_application

ASKED = """
import os, sys
from cte_portal import priority
if sys.argv[1] == "nobody" and os.geteuid() == 0:
    os.setuid(65534)
os.nice(5)
places = [os.getpriority(os.PRIO_PROCESS, 0)]
for moved in (priority.stepping_back, priority.coming_forward):
    with moved():
        places.append(os.getpriority(os.PRIO_PROCESS, 0))
    places.append(os.getpriority(os.PRIO_PROCESS, 0))
print(*(place - places[0] for place in places))
"""


@pytest.mark.parametrize("who", ["nobody", "whoever runs this"])
def test_a_thread_moves_only_where_it_may_come_back_from(who: str) -> None:
    said = subprocess.run([sys.executable, "-c", ASKED, who], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    start = os.getpriority(os.PRIO_PROCESS, 0) + 5
    assert said in (["0", str(min(10, 19 - start)), "0", str(min(-start, 0)), "0"], ["0"] * 5)


def test_whoever_holds_the_write_lock_comes_first(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others wait for it: while it waits for the processor behind them, all stand still."""
    moved: list[int] = []
    monkeypatch.setattr("cte_portal.priority._may_be_at", lambda place: True)
    monkeypatch.setattr(os, "getpriority", lambda which, who: moved[-1] if moved else 19)
    monkeypatch.setattr(os, "setpriority", lambda which, who, place: moved.append(place))
    with people.app.app_context():
        with transaction():
            assert moved == [0]
            with transaction():
                pass
        assert moved == [0, 19]


def test_what_somebody_waits_for_is_not_printed_a_second_time_behind(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = full_application(people.person(email), 2)
        version = lifecycle.finalise(application, people.person(email))
        with documents._at_it(version):
            people.app.extensions["jobs"].do_waiting()
            assert documents.printed_sha256(version) == ""
        documents._mark(version).touch()  # of a process that died over it
        documents.print_version(version.id)
        assert documents.printed_sha256(version) == hashlib.sha256(documents.version_pdf(version)).hexdigest()
        db.session.remove()
