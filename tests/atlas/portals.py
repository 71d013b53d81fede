"""The portals that the atlas looks at, each running on data of its own: the demonstration, the small world, one with nothing in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask

from cte_portal import clock, create_app
from cte_portal.community.service import lifecycle
from cte_portal.demo import loader
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from tests.conftest import NOON
from tests.support.crawl import crawled, endpoint_at
from tests.support.database import keep_database
from tests.support.further import further
from tests.support.installation import installed
from tests.support.people import PASSWORD, People, Visitor
from tests.support.routes import EVERYBODY, PEOPLE, TABLE
from tests.support.screens import Screen, endpoints, of_the_world
from tests.support.world import World, build_world

from .crowded import crowd

ACCOUNTS = {  # whose demonstration accounts they are
    "applicant": "enterprise@demo.example",
    "city": "city@demo.example",
    "province": "province@demo.example",
    "ministry": "ministry@demo.example",
    "editor": "editor@demo.example",
    "administrator": "admin@demo.example",
    "auditor": "auditor@demo.example",
}
REFUSED = (  # endpoint, who, address: what somebody opens who may not, or what is not there
    ("review.queue", "applicant", "/review"),
    ("community.desk", "province", "/desk"),
    ("community.tasks", "other applicant", "/applications/1"),
    ("public.home", "", "/nowhere"),
    ("community.desk", "", "/desk"),
)
STATES = ("typical", "empty", "long", "error", "refused")
PAGES_OF_ONE_KIND = {"community.section": 30}  # that look unlike each other; of all others the first will do


@dataclass(frozen=True)
class Look:
    """One portal in one state, and where its screens are."""

    state: str
    address: str
    emails: dict[str, str]
    password: str
    screens: list[Screen]


@contextmanager
def portals(states: Collection[str], say: Callable[[str], None]) -> Iterator[Iterator[Look]]:
    """One after the other, as they are asked for; they run until the block is left."""
    with ExitStack() as running, clock.at(NOON):
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        pattern = folder / "pattern"
        pattern.mkdir()
        beside = create_app(Settings(data_dir=pattern, secret_key="b" * 40, profile=Profile.NATIONAL))
        with beside.app_context():
            upgrade()
        keep_database(beside, pattern / "pattern.sqlite3")

        def started(name: str) -> tuple[str, Flask]:
            say(f"准备{name}……")
            (folder / name).mkdir()
            installation, app = running.enter_context(installed(beside, folder / name, pattern / "pattern.sqlite3"))
            return installation.address, app

        yield _looks(states, started, say)


def _looks(states: Collection[str], started: Callable[[str], tuple[str, Flask]], say: Callable[[str], None]) -> Iterator[Look]:
    address, app = started("各种事项")
    world, every = _world(app)
    if "typical" in states:
        shown = _demonstration(*started("演示数据"), say)
        yield shown
        met = {(one.endpoint, one.who) for one in shown.screens}
        yield Look("typical", address, world.emails, PASSWORD, [one for one in every if one.scene or (one.endpoint, one.who) not in met])
    if "empty" in states:
        yield _bare(*started("空平台"), world, every)
    if "refused" in states:
        yield Look("refused", address, world.emails, PASSWORD, [Screen(*one) for one in REFUSED])
    if "long" in states:
        address_of_long, crowded = started("很长的名称、很多的行")
        found, screens = _world(crowded)
        crowd(crowded)
        yield Look("long", address_of_long, found.emails, PASSWORD, screens)
    if "error" in states:  # the last: a form that is taken all the same changes the world
        yield Look("error", address, world.emails, PASSWORD, every)


def _world(app: Flask) -> tuple[World, list[Screen]]:
    people = People(app)
    world = build_world(people)
    return world, of_the_world(app, world) + further(people, world)


def _bare(address: str, app: Flask, world: World, every: list[Screen]) -> Look:
    """A portal on its first day: an account of each role, one application that was just begun, and nothing else."""
    people = People(app)
    organisation = people.organisation()
    emails = {who: people.account(PEOPLE[who], organisation=organisation if who == "applicant" else None) for who in ACCOUNTS}
    with app.app_context():
        person = people.person(emails["applicant"])
        begun = f"/applications/{lifecycle.start(person.organisation, COMMUNITIES[0].name, 2026, person).id}"
    plain = {rule.endpoint for rule in app.url_map.iter_rules() if not rule.arguments}
    drafted = f"/applications/{world.applications['draft']}"
    found = []
    for who in ("", *emails):
        visitor = people.sign_in(emails[who]) if who else people.visitor()
        for one in (one for one in every if one.who == who and not one.scene):
            of_it = one.address == drafted or one.address.startswith(f"{drafted}/")
            screen = replace(one, address=one.address.replace(drafted, begun, 1)) if of_it else one
            if (of_it or one.endpoint in plain) and visitor.client.get(screen.address).status_code == 200:
                found.append(screen)
    return Look("empty", address, emails, PASSWORD, found)


def _demonstration(address: str, app: Flask, say: Callable[[str], None]) -> Look:
    """The screens that links lead to, for the public and each account of the demonstration."""
    with app.app_context():
        loader.load(say)
        emails = {**ACCOUNTS}
        for account in loader.demonstration_accounts():
            who = next((name for name, role in PEOPLE.items() if role is account.role), "")
            emails.setdefault(who, account.email)
    wanted = set(endpoints(app))

    def most(endpoint: str) -> int:
        return PAGES_OF_ONE_KIND.get(endpoint, 1) if endpoint in wanted else 0

    found = []
    for who, email in {"": "", **emails}.items():
        visitor = Visitor(app.test_client()).open("/")
        if email:
            visitor.open("/sign-in").send("/sign-in", {"email": email, "password": loader.PASSWORD})
        own = [str(a["href"]) for a in BeautifulSoup(visitor.open("/").response.text, "lxml").select(".own-pages a")]  # type: ignore[union-attr]
        for path, (status, _, _) in crawled(app, visitor, ["/", *own], most).items():
            endpoint = endpoint_at(app, path)
            told = not who or TABLE[endpoint] is not EVERYBODY  # what everybody sees, once
            if status == 200 and told and not (endpoint in PAGES_OF_ONE_KIND and "?" in path):
                found.append(Screen(endpoint, who, path, path.rpartition("/")[2] if endpoint in PAGES_OF_ONE_KIND else ""))
    return Look("typical", address, emails, loader.PASSWORD, found)
