"""Importing 1,000 member units with 100 bad cells, 5,000 rows of supply and demand, and refusing files that nobody should send."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from cte_portal import create_app
from cte_portal.community.exchange import workbooks
from cte_portal.community.exchange.sheets import ROW_ID
from cte_portal.community.filling.queries import content_for
from cte_portal.community.models import Community
from cte_portal.community.rules import labels_in
from cte_portal.exchange.living import service as living
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from tests.support.bad_cells import named_cells, spoilt
from tests.support.people import People, Visitor
from tests.support.publishing import established, row
from tests.support.workbooks import HOSTILE, reading
from tests.support.world import full_application

UNITS, BAD, ROWS = 1000, 100, 5000


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), fonts_dir=str(Path(".cache/fonts").absolute()), secret_key="b" * 40, profile=Profile.NATIONAL)
        app = create_app(settings, testing=True)
        with app.app_context():
            upgrade()
        people = People(app)
        full, few = _clerk(people, UNITS), _clerk(people, 1)
        address = f"/applications/{full[1]}/sections/participants"
        seconds, exported = _timed(lambda: full[0].client.get(f"{address}/export.xlsx").data)
        yield Figure("import", f"{UNITS} units: export", seconds, "s", "<= 3", seconds <= 3).line()
        for case, (clerk, number), without in (("into a list of 1", few, [ROW_ID]), (f"into a list of {UNITS}", full, [])):
            data, places = spoilt(exported, BAD, without=without, contact="沈䶮")
            yield from _import(case, clerk, number, data, places)
        yield from _lists(people)
        yield from _hostile(Path(folder))


def _clerk(people: People, units: int) -> tuple[Visitor, int]:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        number = full_application(people.person(email), units=units).id
    return people.sign_in(email), number


def _import(case: str, clerk: Visitor, number: int, data: bytes, places: list[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    clerk.open(f"/applications/{number}/sections/participants/import")
    seconds, _ = _timed(lambda: clerk.send("/participants/import", {"file": (BytesIO(data), "单位.xlsx")}))
    yield Figure("import", f"{UNITS} units, {BAD} bad cells, {case}: from upload to preview", seconds, "s", "<= 3", seconds <= 3).line()
    seconds, _ = _timed(lambda: clerk.open(clerk.address))
    yield Figure("import", "the same: another page of the preview", round(seconds * 1000), "ms", "<= 1000", seconds <= 1).line()
    named = len(named_cells(clerk) & set(places))
    yield Figure("import", "the same: bad cells named", named, "cells", f"{BAD}", named == BAD).line()
    seconds, marked = _timed(lambda: clerk.client.get(f"{clerk.address.partition('?')[0]}/marked.xlsx").data)
    yield Figure("import", "the same: handed back with its bad cells marked", seconds, "s", "<= 3", seconds <= 3 and len(marked) > 10_000).line()
    seconds, _ = _timed(lambda: clerk.open(clerk.address).send("/apply"))
    yield Figure(
        "import", "the same: the right rows put into the list", seconds, "s", "<= 3", seconds <= 3 and "已导入" in clerk.soup.get_text()
    ).line()


def _lists(people: People) -> Iterator[dict[str, Any]]:
    """A list of supply and demand as full as it may be: from upload to preview, into the list, and its overview."""
    community, email = established(people)
    with people.app.app_context():
        form = living.start(db.session.get_one(Community, community), people.person(email))
        section, address = form.definition.by_key["talent_demand"], f"/exchange/lists/{form.id}"
        labels = labels_in(content_for(form, [section]))
        rows = [row(Table.TALENT_DEMAND, "", position=f"数控设备维修技师{number}", people=number % 40 + 1) for number in range(ROWS)]
        data = workbooks.export(section, rows, labels)
    clerk = people.sign_in(email).open(f"{address}/sections/talent_demand/import")
    seconds, _ = _timed(lambda: clerk.send("/talent_demand/import", {"file": (BytesIO(data), "岗位.xlsx")}))
    shown = f"{ROWS}" in clerk.text or f"{ROWS:,}" in clerk.text
    yield Figure("import", f"{ROWS} rows of supply and demand: from upload to preview", seconds, "s", "<= 5", seconds <= 5 and shown).line()
    seconds, _ = _timed(lambda: clerk.send("/apply"))
    yield Figure("import", "the same: put into the list", seconds, "s", "<= 5", seconds <= 5 and "已导入" in clerk.soup.get_text()).line()
    seconds, _ = _timed(lambda: clerk.open(address))
    yield Figure("import", "the same: the overview of the lists", round(seconds * 1000), "ms", "<= 50", seconds <= 0.05).line()
    seconds, _ = _timed(lambda: clerk.open(f"{address}/publish/talent_demand"))
    yield Figure("import", "the same: checked row by row before it is published", seconds, "s", "<= 3", seconds <= 3).line()
    seconds, _ = _timed(lambda: clerk.send("/publish/talent_demand"))
    yield Figure("import", "the same: published", seconds, "s", "<= 20", seconds <= 20 and "已发布" in clerk.soup.get_text()).line()


def _hostile(folder: Path) -> Iterator[dict[str, Any]]:
    used = {kind: reading(make(), name, folder) for kind, (name, make, _) in HOSTILE.items()}
    slowest, largest = max(used, key=lambda kind: used[kind].seconds), max(used, key=lambda kind: used[kind].memory)
    seconds, memory = round(used[slowest].seconds, 2), round(used[largest].memory)
    yield Figure("import", f"{len(used)} hostile files, refused; the slowest: {slowest}", seconds, "s", "<= 2", seconds <= 2).line()
    yield Figure("import", f"{len(used)} hostile files, refused; the largest: {largest}", memory, "MiB", "<= 150", memory <= 150).line()


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = work()
    return round(time.perf_counter() - begun, 2), found
