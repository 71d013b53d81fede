"""What five years of a nation leave in the portal, made from numbers alone and put past the services; kept in `.cache`.

1,500 applications a year with 150 units each, their versions, proofs, steps and notices, lists of recognition, yearly duties, the
trail, 20,000 articles, 200,000 published entries. `scale` makes all of it smaller. However small, a page of a list is full: the
measured province has 120 applications in the newest year, and what belongs to one application does not shrink. Nothing tells the
database's planner what is stored, as nothing does in service.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, select, text, update

from benchmarks import exchange, public
from benchmarks.pages_copies import ORIGINALS, TRADES, Copies, original
from benchmarks.pages_steps import STATES, Steps
from cte_portal import clock, create_app
from cte_portal.accounts.models import Account, Authority, Organisation, OrganisationKind, RegistrationState
from cte_portal.catalogue.places import industries, industry_group, recommending_provinces
from cte_portal.community.filling.models import Form
from cte_portal.community.finding import rules
from cte_portal.community.finding.models import ApplicationText
from cte_portal.community.finding.service import grams
from cte_portal.community.models import Application, Community
from cte_portal.community.service import lifecycle
from cte_portal.community.workflow import Status
from cte_portal.demo.names import COMMUNITIES
from cte_portal.extensions import Model, db
from cte_portal.finding.rules import lines
from cte_portal.recognition.models import ListItem, RecognitionList
from cte_portal.recognition.rules import Level, Outcome, State
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.statistics import service as statistics
from cte_portal.upgrading import upgrade
from tests.support.people import JIANGSU, People, uscc
from tests.support.world import full_application

A_YEAR, YEARS, UNITS, LAST = 1500, 5, 150, 2026
ARTICLES, ENTRIES = 20_000, 200_000
FEWEST, FEWEST_BEFORE = 120, 32  # applications in the newest year, and in each before it
FIRST = 10_000  # id of the first application; its community and form have the same
AT_ONCE = 200
MOMENT = exchange.MOMENT
POPULAR = "36"  # the industry of every tenth
MADE_BY = ("pages_stored", "pages_copies", "pages_steps", "exchange", "public")
PLACES = (Path("migrations/versions"), Path("cte_portal/catalogue"), Path("cte_portal/demo"))


@dataclass(frozen=True)
class Known:
    """Whom to sign in, and what to look at."""

    applicant: str  # emails
    officer: str
    auditor: str
    draft: int  # the applicant's, of the newest year
    submitted: int  # in the officer's province
    word: str  # in the name of a submitted one's unit
    report: int  # published
    article: int
    entry: int
    stored: int  # applications


def stand(scale: float) -> tuple[Flask, Known]:
    """The portal with so much of it all stored, made now where it was not made before."""
    folder = Path(".cache/pages") / f"{_made_from()}-{scale:g}"
    if not (folder / "known.json").exists():
        for old in Path(".cache/pages").glob(f"*-{scale:g}"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        known = _Nation(_portal(folder), scale).build()
        (folder / "known.json").write_text(json.dumps(asdict(known)))
    return _portal(folder), Known(**json.loads((folder / "known.json").read_text()))


def _made_from() -> str:
    """Another name where anything changed that the stored rows are made from."""
    said = hashlib.sha256()
    files = [file for place in PLACES for file in sorted(place.rglob("*")) if file.suffix in (".py", ".toml")]
    for file in [*files, *(Path(__file__).with_name(f"{name}.py") for name in MADE_BY)]:
        said.update(file.read_bytes())
    return said.hexdigest()[:12]


def _portal(folder: Path) -> Flask:
    settings = Settings(
        data_dir=folder.absolute(),
        fonts_dir=str(Path(".cache/fonts").absolute()),
        secret_key="b" * 40,
        profile=Profile.NATIONAL,
        rate_limits=False,
        password_cost=1,
        password_memory=64,
        base_url="http://portal.test",
    )
    return create_app(settings, testing=True)


class _Nation:
    """Fills one empty portal."""

    def __init__(self, app: Flask, scale: float):
        self.app, self.scale = app, scale
        self.people = People(app, 100)
        self.rng = random.Random(1)
        self.organisations = max(round(A_YEAR * scale), FEWEST)  # each files once a year
        self.filed = [(LAST - YEARS + 1 + at, max(round(A_YEAR * scale), FEWEST if at == YEARS - 1 else FEWEST_BEFORE)) for at in range(YEARS)]
        self.classes = [code for code in industries() if code.isdecimal()]
        self.provinces = list(recommending_provinces())

    def build(self) -> Known:
        with clock.at(MOMENT):
            with self.app.app_context():
                upgrade()
            exchange.filled(self.app, round(ENTRIES * self.scale))
            public.filled(self.app, round(ARTICLES * self.scale))
            emails = self._people()
            with self.app.app_context():
                originals = self._originals(emails["applicant"])
                with db.engine.begin() as connection:
                    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
                    connection.execute(text("PRAGMA cache_size = -400000"))
                    known = self._filings(connection, emails, originals)
                statistics.recount()
                with db.engine.begin() as connection:
                    connection.execute(text("DELETE FROM sqlite_stat1"))
                with db.engine.connect() as connection:
                    connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                db.session.remove()
                db.engine.dispose()
        return known

    def _people(self) -> dict[str, str]:
        """Officers of every province and the ministry, an auditor, and an account of each organisation; the emails of those to sign in."""
        officers = {code: self.people.account(Role.PROVINCE_OFFICER, province=code) for code in self.provinces}
        self.people.account(Role.MINISTRY_OFFICER)
        auditor = self.people.account(Role.AUDITOR)
        kind, approved = OrganisationKind.PRIVATE, RegistrationState.APPROVED
        place = {"address": "示范路 1 号", "registered_at": MOMENT - timedelta(days=2000), "kind": kind, "state": approved}
        with self.app.app_context(), db.engine.begin() as connection:
            password = connection.execute(select(Account.password_hash).where(Account.email == auditor)).scalar_one()
            rows, accounts = [], []
            for at in range(self.organisations):
                number = FIRST + at
                name = f"{COMMUNITIES[at % 12].word}{TRADES[at % ORIGINALS]}{number}集团有限公司"
                rows.append({"id": number, "name": name, "uscc": uscc(500_000 + at), "province_code": self._province(at), **place})
                accounts.append(
                    {"id": number, "email": f"lead{number}@demo.example", "name": f"经办人{number}", "role": Role.APPLICANT}
                    | {"password_hash": password, "organisation_id": number, "created_at": MOMENT - timedelta(days=2000)}
                )
            connection.execute(insert(Organisation), rows)
            connection.execute(insert(Account), accounts)
        return {"applicant": f"lead{FIRST}@demo.example", "officer": officers[JIANGSU], "auditor": auditor}

    def _province(self, at: int) -> str:
        return JIANGSU if at < FEWEST else self.provinces[at % len(self.provinces)]

    def _originals(self, email: str) -> list[Any]:
        """A few applications, filled in and frozen as a clerk would."""
        made = []
        for number in range(ORIGINALS):
            applicant = self.people.person(email)
            application = full_application(applicant, number, units=UNITS)
            lifecycle.finalise(application, applicant)
            made.append((application.id, application.community.name))
        db.session.remove()
        with db.engine.connect() as connection:
            return [original(connection, identity, name) for identity, name in made]

    def _filings(self, connection: Connection, emails: dict[str, str], originals: Sequence[Any]) -> Known:
        copies = Copies(connection, originals)
        officers = dict(connection.execute(select(Authority.province_code, Account.id).join(Account)).tuples().all())
        file = connection.execute(text("SELECT sha256 FROM stored_file LIMIT 1")).scalar_one()
        steps = Steps(connection, officers, file)
        number, found = FIRST, {}
        for year, count in self.filed:
            recognised: list[tuple[int, str]] = []
            for first in range(0, count, AT_ONCE):
                rows: dict[type[Model], list[dict[str, Any]]] = {}
                for at in range(first, min(first + AT_ONCE, count)):
                    status = self._filing(rows, copies, steps, number, at, year)
                    if year == LAST and at in (0, 4):
                        found[at] = number
                    if status is Status.RECOGNISED:
                        recognised.append((number, rows[Community][-1]["name"]))
                    number += 1
                self._put(connection, rows)
                copies.put()
                steps.put()
            if recognised:
                self._listed(connection, year, recognised)
        connection.execute(text("UPDATE application SET version_id = id WHERE id >= :first AND submitted_at IS NOT NULL"), {"first": FIRST})
        steps.finish(MOMENT)
        named = "SELECT name FROM member_unit WHERE application_id = :id AND NOT lead ORDER BY id LIMIT 1"
        name = connection.execute(text(named), {"id": found[4]}).scalar_one()[:4]
        known = Known(emails["applicant"], emails["officer"], emails["auditor"], found[0], found[4], name, steps.report, 0, 0, number - FIRST)
        articles = round(ARTICLES * self.scale)
        return Known(**{**asdict(known), "article": articles * 3 // 4, "entry": 375})  # of the same list, whatever the scale

    def _filing(self, rows: dict[type[Model], list[dict[str, Any]]], copies: Copies, steps: Steps, number: int, at: int, year: int) -> Status:
        """One community with its one application."""
        organisation, province = FIRST + at, self._province(at)
        status = STATES[year == LAST][at % 10]
        industry = POPULAR if at % 10 == 0 else self.classes[at % len(self.classes)]
        trade = TRADES[number % ORIGINALS]
        name = f"{copies.word(number)}{trade}行业产教融合共同体"
        written = f"{year}-{province[:2]}-{number:06d}"
        handed_in = status is not Status.DRAFT
        begun = datetime(year, 1, 5, 9, tzinfo=clock.SHANGHAI) + timedelta(minutes=at * 3)
        units = copies.add(number, name, frozen=handed_in)
        when = steps.add(number, organisation, province, year, status, begun)

        def add(table: type[Model], **values: Any) -> None:
            rows.setdefault(table, []).append(values)

        recognised = status is Status.RECOGNISED
        add(Form, id=number, kind="application")
        add(
            Community,
            id=number,
            number=written,
            name=name,
            organisation_id=organisation,
            recognition_document=f"演示函〔{year}〕9号" if recognised else "",
            recognised_on=date(year, 12, 20) if recognised else None,
            recognised_application_id=number if recognised else None,
            overseen_by=province if recognised else None,
            published_at=datetime(year, 12, 25, tzinfo=clock.SHANGHAI) if recognised else None,
        )
        add(
            Application,
            id=number,
            community_id=number,
            organisation_id=organisation,
            year=year,
            edition="2024",
            status=status,
            province_code=province,
            industry_code=industry,
            industry_group=industry_group(industry),
            name_order=rules.name_order(name),
            province_officer_id=steps.officers[province] if number % 3 == 0 else None,
            manual_check=number % 60 == 0,
            scan_reason="",
            started_at=begun,
            submitted_to=province if handed_in else None,
            result_published_at=datetime(year, 12, 25, tzinfo=clock.SHANGHAI) if recognised else None,
            **when,
        )
        if handed_in:
            scope = " ".join(rules.scope_tokens([province], year, when["reported_at"] is not None))
            held = lines([name, written, f"演示{number}", *(part for unit in units for part in unit)])
            add(ApplicationText, application_id=number, scope=scope, text=held)
        return status

    @staticmethod
    def _put(connection: Connection, rows: dict[type[Model], list[dict[str, Any]]]) -> None:
        for table, made in rows.items():
            connection.execute(insert(table), made)
        indexed = [{"id": one["application_id"], "grams": " ".join(grams(one["scope"], one["text"]))} for one in rows.get(ApplicationText, ())]
        if indexed:
            connection.execute(text("INSERT INTO application_grams (rowid, grams) VALUES (:id, :grams)"), indexed)

    @staticmethod
    def _listed(connection: Connection, year: int, recognised: list[tuple[int, str]]) -> None:
        """The year's list, published."""
        title, at = f"{year} 年度行业产教融合共同体认定名单", datetime(year, 12, 25, tzinfo=clock.SHANGHAI)
        when = {"created_at": at, "published_at": at, "document": f"演示函〔{year}〕9号", "withdrawn_reason": ""}
        connection.execute(
            insert(RecognitionList),
            [{"id": year, "level": Level.NATIONAL, "recorded": False, "year": year, "title": title, "state": State.FINAL, "notice_days": 5, **when}],
        )
        items = [
            {"list_id": year, "application_id": number, "position": at, "outcome": Outcome.RECOGNISED, "name": name}
            for at, (number, name) in enumerate(recognised, start=1)
        ]
        connection.execute(insert(ListItem), items)
        connection.execute(update(RecognitionList).where(RecognitionList.id == year).values(notice_started_at=at - timedelta(days=10)))
