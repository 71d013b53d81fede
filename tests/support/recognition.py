"""Applications that wait for recognition, and officers who make lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO

import msgspec
from flask import Flask

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.settings import Profile
from cte_portal.uploads import service as uploads
from cte_portal.uploads.rules import Verdict
from cte_portal.web.editions import edition_of

from .files import pdf
from .people import JIANGSU, People, Visitor
from .world import full_application

ENDED = datetime(2026, 6, 9, tzinfo=clock.SHANGHAI)  # the first moment after five working days from Monday, 1 June 2026
DOCUMENT = "演示公告〔2026〕8 号"


class Reported:
    """Applications that were reported to the ministry, each of an applicant of its own."""

    def __init__(self, people: People, count: int) -> None:
        self.people, self.app = people, people.app
        self.emails = [people.account(Role.APPLICANT, organisation=people.organisation()) for _ in range(count)]
        self.names = [COMMUNITIES[number].name for number in range(count)]
        self.province = people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
        self.ids: list[int] = []
        with self.app.app_context():
            officer = people.person(self.province)
            for number, email in enumerate(self.emails):
                application = full_application(people.person(email), number, units=1)
                _hand_in(application, people.person(email))
                items = edition_of(application).checklist.items
                review.approve(application, officer, "同意", {item.key: (Outcome.MET, "") for item in items})
                lifecycle.decide("report", application, officer, "报送批次", letter_number="演示〔2026〕1 号")
                self.ids.append(application.id)

    def status(self, number: int) -> str:
        with self.app.app_context():
            return db.session.get_one(Application, self.ids[number]).status.value


def _hand_in(application: Application, applicant: Account) -> None:
    """With a scan that nobody reads: what it says is another feature's matter."""
    lifecycle.finalise(application, applicant)
    scan = uploads.add_scan(application, pdf(f"scan {application.id}"), "scan.pdf", applicant)
    uploads.record_verdict(scan, Verdict.MATCHES, "", None)
    lifecycle.submit(application, applicant)


def drafted(officer: Visitor, ids: list[int]) -> str:
    """The address of a new list with these applications on it."""
    officer.open("/review/recognition/new").send("/new")
    address = officer.address.partition("/candidates")[0]
    officer.send("/add", {"chosen": [str(one) for one in ids]})
    assert f"已加入 {len(ids)} 份" in officer.soup.get_text(), officer.text
    return address


def under_notice(officer: Visitor, ids: list[int]) -> tuple[str, str]:
    """The same, under notice: its address for officers, and for everybody."""
    address = drafted(officer, ids)
    officer.open(f"{address}/notice").send("/notice")
    assert "已开始公示" in officer.soup.get_text(), officer.text
    return address, f"/lists/{address.rpartition('/')[2]}"


def published(officer: Visitor, address: str) -> Visitor:
    """Sends what the page of publishing asks for, whatever comes of it."""
    return officer.open(f"{address}/publish").send("/publish", {"document": DOCUMENT, "file": (pdf("公告"), "公告.pdf")})


@contextmanager
def after_the_notice() -> Iterator[None]:
    with clock.at(ENDED + timedelta(hours=9)):
        yield


@contextmanager
def provincial(app: Flask, province: str = JIANGSU) -> Iterator[None]:
    """A province's own installation."""
    national = app.config["SETTINGS"]
    app.config["SETTINGS"] = msgspec.structs.replace(national, profile=Profile.PROVINCIAL, province=province)
    try:
        yield
    finally:
        app.config["SETTINGS"] = national


def as_file(data: bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(data), name
