"""What waits for an officer's authority, from every room, each in one count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from ..accounts.models import Account, RegistrationState
from ..annual import listing as duties
from ..community.workflow import Status
from ..recognition import queries as recognition
from ..registration import queries as registrations
from ..review.overview import queries as overview
from ..review.overview.rules import SHOWN


@dataclass(frozen=True)
class Waiting:
    """One kind of thing: how many of it, and where they are dealt with."""

    label: str
    number: int
    url: str


def waiting(officer: Account) -> list[Waiting]:
    """Besides applications; only what there is any of."""
    return [one for one in _all(officer) if one.number]


def _all(officer: Account) -> Iterator[Waiting]:
    province = officer.province_code
    registered = registrations.counts(province).get(RegistrationState.PENDING, 0)
    yield Waiting("注册待审核", registered, url_for("registration.queue"))
    yield Waiting("账号找回待审核", registrations.takeovers_waiting(province), url_for("takeovers.index"))
    yield Waiting("年度任务待审核", duties.to_review(officer), url_for("annual.overview", standing="submitted"))
    yield Waiting("异议待处理", recognition.objections_waiting(officer), url_for("recognition.overview"))


@dataclass(frozen=True)
class Standing:
    """How the year's applications stand, as far as the officer sees them. `provinces`: by code, without what was reported directly."""

    year: int
    states: Sequence[tuple[Status, int]]
    provinces: dict[str, int]

    @property
    def total(self) -> int:
        return sum(number for _, number in self.states)


def standing(officer: Account, year: int) -> Standing:
    counted = overview.counted(officer, year)
    by_state, by_province = Counter[Status](), Counter[str]()
    for one in counted:
        by_state[one.status] += one.count
        if one.province:
            by_province[one.province] += one.count
    return Standing(year, [(status, by_state[status]) for status in SHOWN if by_state[status]], dict(by_province))
