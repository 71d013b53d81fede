"""One established community, its enterprise, its province and the ministry, in November."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.community.models import Community
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.collected import NOVEMBER, filled
from tests.support.established import established
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.scenes import Scene, set_scene


@dataclass(frozen=True)
class Known:
    """Emails and ids."""

    enterprise: str
    province: str
    other_province: str
    ministry: str
    community: int
    collection: int


@dataclass
class Stage:
    people: People
    known: Known

    @property
    def duty(self) -> str:
        return f"/duties/{self.known.community}/2026/performance"

    @property
    def form(self) -> str:
        return f"/collections/{self.known.collection}"

    def sign_in(self, who: str) -> Visitor:
        return self.people.sign_in(getattr(self.known, who))

    def community(self) -> Community:
        return db.session.get_one(Community, self.known.community)


def build(people: People) -> Known:
    """The figures of 2026 are typed, and lack nothing."""
    organisation = people.organisation()
    known = Known(
        people.account(Role.APPLICANT, organisation=organisation),
        people.account(Role.PROVINCE_OFFICER, province=JIANGSU),
        people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG),
        people.account(Role.MINISTRY_OFFICER),
        0,
        0,
    )
    with people.app.app_context(), clock.at(NOVEMBER):
        by = people.person(known.enterprise)
        community = established(by, "演示低空装备产教融合共同体")
        return replace(known, community=community.id, collection=filled(community, 2026, by).id)


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, build)


@pytest.fixture
def stage(scene: Scene[Known]) -> Iterator[Stage]:
    with clock.at(NOVEMBER):
        yield Stage(scene.put(), scene.known)
