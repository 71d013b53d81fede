"""One established community, its enterprise, its province and the ministry."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from flask import Flask

from cte_portal.roles import Role
from tests.support.established import established
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.scenes import Scene, set_scene


@dataclass(frozen=True)
class Known:
    """Emails and ids."""

    enterprise: str
    colleague: str
    province: str
    other_province: str
    ministry: str
    community: int


@dataclass
class Stage:
    people: People
    known: Known

    def sign_in(self, who: str) -> Visitor:
        return self.people.sign_in(getattr(self.known, who))

    def path(self, key: str = "industry_report", year: int = 2026) -> str:
        return f"/duties/{self.known.community}/{year}/{key}"


def build(people: People) -> Known:
    organisation = people.organisation()
    known = Known(
        people.account(Role.APPLICANT, organisation=organisation),
        people.account(Role.APPLICANT, organisation=organisation),
        people.account(Role.PROVINCE_OFFICER, province=JIANGSU),
        people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG),
        people.account(Role.MINISTRY_OFFICER),
        0,
    )
    with people.app.app_context():
        community = established(people.person(known.enterprise), "演示低空装备产教融合共同体").id
    return replace(known, community=community)


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Known]:
    return set_scene(app, build)


@pytest.fixture
def stage(scene: Scene[Known]) -> Stage:
    return Stage(scene.put(), scene.known)
