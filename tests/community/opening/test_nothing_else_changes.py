"""After a return, whatever is posted: what was not opened holds what it held."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cte_portal.accounts.models import Account
from cte_portal.catalogue.address import EVIDENCE, Address
from cte_portal.catalogue.content import Content
from cte_portal.catalogue.merging import Base
from cte_portal.catalogue.schema import Section
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application
from cte_portal.community.opening.rules import Opening
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from cte_portal.uploads import service as uploads
from cte_portal.web.editions import edition_of
from cte_portal.web.errors import Refused
from tests.support.files import pdf
from tests.support.people import People
from tests.support.world import full_application, hand_in


class GivenUp(Exception):
    """Ends an example: the database is as before."""


@pytest.fixture
def returned(people: People) -> tuple[int, str]:
    """An application returned to its applicant."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    desk = people.account(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, units=3)
        hand_in(application, person)
        review.send_back(application, people.person(desk), "", {"foundation": "请补充"}, None)
        assert application.open_places == ["foundation"]
        return application.id, email


def every_place(content: Content) -> list[str]:
    """Every address that an officer could comment on."""
    found: list[Address] = [Address(EVIDENCE), *(Address(EVIDENCE, field=c.key) for c in content.definition.evidence.categories)]
    for section in content.definition.sections:
        found.append(Address(section.key))
        found += [Address(section.key, field=field.key) for field in section.fields]
        for row in content.rows(section.key):
            found += [Address(section.key, row.id), *(Address(section.key, row.id, field.key) for field in section.fields)]
    return [str(address) for address in found]


def leaves(content: Content) -> dict[str, Any]:
    """Every value, and what each list and category is made of."""
    found: dict[str, Any] = {}
    for section in content.definition.sections:
        for holder, values in content.holders(section):
            for field in section.fields:
                found[f"{section.key}/{holder}/{field.key}"] = values.get(field.key)
    for item in content.evidence:
        found[f"evidence/{item.category}/{item.id}"] = item.sha256
    return found


def covered(content: Content, places: list[str], leaf: str) -> bool:
    """Whether a place opens this value, written down once more: by page, list, row, column, field, or what follows from a field."""
    key, holder, field_key = leaf.split("/")
    if key == EVIDENCE:
        return bool({EVIDENCE, f"evidence/{holder}"} & set(places))
    section = content.definition.by_key[key]
    row = f"{holder}/" if section.rows else ""
    opens = {key, content.definition.page_of(section).key, *([f"{key}/{holder}"] if section.rows else [])}
    wanted, before = {field_key}, set[str]()
    while wanted - before:  # the fields that it depends on, or that it excuses
        before |= wanted
        for field in section.fields:
            if field.key in before and field.only_if:
                wanted = wanted | {field.only_if.field}
            if field.excused_by in before:
                wanted = wanted | {field.key}
    opens |= {f"{key}/{one}" for one in before} | {f"{key}/{row}{one}" for one in before}
    return bool(opens & set(places))


def attempt(application: Application, section: Section, row: str | None, what: str, by: Account) -> None:
    """Post something into every box there is."""
    typed = {field.key: ["改动"] for field in section.fields}
    stored = queries.list_row(application, section, row) if row else None
    match what:
        case "save" if not section.rows:
            editing.save_section(application, section, typed, Base(99), by)
            editing.save_section(application, section, typed, Base.parse(""), by)
        case "save" if stored:
            editing.save_row(application, section, stored, typed, Base(stored.revision), by)
        case "remove" if stored:
            editing.remove_row(application, section, stored, by)
        case "move" if stored:
            editing.move_row(application, section, stored, 1, by)
        case "add" if section.rows:
            editing.add_row(application, section, typed, by)
        case "import" if stored:
            editing.put_rows(application, section, [(None, {}), (stored.row, {})], by)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_posted_nothing_outside_the_open_places_changes(people: People, returned: tuple[int, str], data: st.DataObject) -> None:
    identity, email = returned
    with people.app.app_context(), contextlib.suppress(GivenUp), transaction():
        application = db.session.get(Application, identity)
        assert application is not None
        by, edition = people.person(email), edition_of(application)
        before = queries.content_of(application)
        places = data.draw(st.lists(st.sampled_from(every_place(before)), min_size=1, max_size=3), label="open")
        application.open_places = places
        section = data.draw(st.sampled_from([*edition.sections, *(edition.by_key[p.split("/")[0]] for p in places if not p.startswith(EVIDENCE))]))
        rows = [row.id for row in before.rows(section.key)]
        for what in data.draw(st.lists(st.sampled_from(["save", "remove", "move", "add", "import"]), min_size=1, max_size=3)):
            with contextlib.suppress(Refused):
                attempt(application, section, data.draw(st.sampled_from(rows)) if rows else None, what, by)
        category = data.draw(st.sampled_from(edition.evidence.categories))
        with contextlib.suppress(Refused):
            uploads.add_evidence(application, edition.evidence, category, pdf("新的材料"), "新.pdf", by)
        db.session.expire_all()
        after = queries.content_of(application)
        old, new = leaves(before), leaves(after)
        for leaf in {leaf for leaf in old.keys() | new.keys() if old.get(leaf) != new.get(leaf)}:
            assert covered(after, places, leaf), f"{leaf} changed, open: {places}"
        kept = [row for row in rows if row in {row.id for row in after.rows(section.key)}]
        if not Opening.of(edition, places).whole(section):
            assert [row.id for row in after.rows(section.key)] == kept, "no row was added or moved"
        raise GivenUp
