"""A batch handed over from one installation to another: time and memory of making the bundle and of taking it in.

BUNDLE_MB says how large its evidence is together (MiB; 200 unless told).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.figures import Figure, in_fresh_process
from cte_portal import clock, create_app
from cte_portal.accounts.models import Account
from cte_portal.community.models import Application
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.handover import keys
from cte_portal.handover.service import trusting
from cte_portal.review import service as review
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from cte_portal.upgrading import upgrade
from cte_portal.uploads.models import Evidence, StoredFile
from cte_portal.web.editions import edition_of
from tests.support.people import People
from tests.support.world import full_application, hand_in

ONE_FILE, ONE_APPLICATION = 45, 2600  # MiB; few applications, since it is the bytes that are measured
MOST_MEMORY = 300  # MiB
MIB = 1 << 20


def run() -> Iterator[dict[str, Any]]:
    size = int(os.environ.get("BUNDLE_MB", "200"))
    with tempfile.TemporaryDirectory() as folder:
        here, there = portal(Path(folder) / "province"), portal(Path(folder) / "ministry")
        with clock.at(datetime(2026, 6, 1, 12, tzinfo=clock.SHANGHAI)):  # inside the filing window
            number = _batch(here, size)
        key = keys.as_text(keys.own(here.config["SETTINGS"].data_dir).public_key())
        with there.app_context():
            trusting.trust(key, "江苏省教育厅", "320000", None)
        bundle = str(Path(folder) / "bundle.zip")
        for what, command in {
            "making the bundle": ("export", str(Path(folder) / "province"), number, bundle),
            "checking it and taking it in": ("import", str(Path(folder) / "ministry"), number, bundle),
            "taking it in again: recognised": ("import", str(Path(folder) / "ministry"), number, bundle),
        }.items():
            found = in_fresh_process("benchmarks.bundle_step", *command)
            yield Figure("bundle", f"{size} MiB of evidence: {what}", round(found["seconds"], 1), "s", "as the disk allows", True).line()
            peak = round(found["memory"])
            yield Figure("bundle", f"{size} MiB of evidence: {what}, memory", peak, "MiB", f"<= {MOST_MEMORY}", peak <= MOST_MEMORY).line()


def portal(data: Path) -> Flask:
    data.mkdir(parents=True, exist_ok=True)
    fonts = str(Path(".cache/fonts").absolute())
    settings = Settings(data_dir=data, fonts_dir=fonts, secret_key="b" * 40, profile=Profile.NATIONAL, password_cost=1)
    app = create_app(settings, testing=True)
    with app.app_context():
        upgrade()
    return app


def _batch(app: Flask, size: int) -> str:
    """The number of a sent batch whose evidence has `size` MiB."""
    people = People(app)
    email, officer_email = people.account(Role.APPLICANT, organisation=people.organisation()), people.account(Role.PROVINCE_OFFICER)
    with app.app_context():
        applicant, officer = people.person(email), people.person(officer_email)
        filed: list[Application] = []
        while size > 0:
            application = full_application(applicant, len(filed))
            _grow(application, min(size, ONE_APPLICATION), applicant)
            hand_in(application, applicant)
            review.approve(application, officer, "同意", {item.key: (Outcome.MET, "") for item in edition_of(application).checklist.items})
            filed.append(application)
            size -= ONE_APPLICATION
        return report(filed, "演示〔2026〕1号", officer).number


def _grow(application: Application, size: int, by: Account) -> None:
    """Proofs of that many MiB together; what is in them is noise behind the beginning of a PDF."""
    category = edition_of(application).evidence.categories[0].key
    while size > 0:
        content = b"%PDF-1.4\n" + os.urandom(min(size, ONE_FILE) * MIB - 9)
        sha256 = storage().put(content)
        with transaction():
            db.session.add(StoredFile(sha256=sha256, kind="pdf", size=len(content), pages=1, received_at=clock.now()))
            db.session.flush()
            proof = Evidence(application_id=application.id, category=category, name="附件.pdf", sha256=sha256)
            proof.uploaded_by_id, proof.uploaded_at = by.id, clock.now()
            db.session.add(proof)
        size -= ONE_FILE
