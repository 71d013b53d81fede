"""What can be asked of expert rounds, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ... import clock, mail
from ...accounts.models import Account
from ...catalogue.reviewing import Criterion
from ...community.models import Application, MemberUnit
from ...community.workflow import Status
from ...extensions import db
from ...web.paging import Page, paged
from . import rules
from .models import ExpertRound, ExpertSheet, RoundApplication, RoundExpert
from .rules import Body


@dataclass(frozen=True)
class Result:
    """One application of a round: its sheets that count, and, once all are in, what they say together."""

    subject: RoundApplication
    sheets: list[ExpertSheet]
    given_up: list[ExpertSheet]
    criteria: tuple[Criterion, ...]

    @property
    def submitted(self) -> int:
        return sum(sheet.submitted_at is not None for sheet in self.sheets)

    @property
    def complete(self) -> bool:
        """Scores are shown from then on, to anybody."""
        return bool(self.sheets) and self.submitted == len(self.sheets)

    @property
    def totals(self) -> list[Decimal]:
        return [rules.weighted(self.criteria, sheet.scores) for sheet in self.sheets]

    @property
    def mean(self) -> Decimal:
        return rules.mean(self.totals)

    @property
    def spread(self) -> Decimal:
        return rules.spread(self.totals)

    def of(self, key: str) -> list[int]:
        """What each gave by one criterion."""
        return [sheet.scores[key] for sheet in self.sheets]


def round(identity: int) -> ExpertRound | None:
    return db.session.get(ExpertRound, identity)


def rounds(officer: Account, page: int) -> Page[ExpertRound]:
    """The authority's own, newest first."""
    return paged(select(ExpertRound).where(ExpertRound.authority_id == officer.authority_id).order_by(ExpertRound.id.desc()), page)


def criteria_of(found: ExpertRound) -> tuple[Criterion, ...]:
    return tuple(msgspec.convert(one, Criterion) for one in found.criteria)


def experts(found: ExpertRound) -> list[RoundExpert]:
    query = select(RoundExpert).where(RoundExpert.round_id == found.id).options(joinedload(RoundExpert.account))
    return list(db.session.scalars(query.order_by(RoundExpert.id)))


def expert(identity: int) -> RoundExpert | None:
    return db.session.get(RoundExpert, identity)


def unmailed() -> Sequence[int]:
    """Experts who were not sent their link, hours after the last try, though they may still take part."""
    now = clock.now()
    lately = (RoundExpert.invited_at < now - mail.GIVEN_UP, RoundExpert.invited_at > now - timedelta(days=3))
    waiting = (RoundExpert.mailed_at.is_(None), RoundExpert.accepted_at.is_(None), ExpertRound.deadline >= clock.today())
    query = select(RoundExpert.id).join(ExpertRound, ExpertRound.id == RoundExpert.round_id).where(*lately, *waiting)
    return db.session.scalars(query).all() if mail.configured() else ()


def subjects(found: ExpertRound) -> list[RoundApplication]:
    return list(db.session.scalars(select(RoundApplication).where(RoundApplication.round_id == found.id).order_by(RoundApplication.id)))


def sheet(identity: int) -> ExpertSheet | None:
    return db.session.get(ExpertSheet, identity)


def sheets(found: ExpertRound) -> list[ExpertSheet]:
    """Every sheet of the round, given up or not."""
    query = select(ExpertSheet).join(RoundApplication, ExpertSheet.subject_id == RoundApplication.id).where(RoundApplication.round_id == found.id)
    return list(db.session.scalars(query.order_by(ExpertSheet.id)))


def results(found: ExpertRound) -> list[Result]:
    """All applications of the round: three queries."""
    by_subject: dict[int, list[ExpertSheet]] = defaultdict(list)
    for one in sheets(found):
        by_subject[one.subject_id].append(one)
    criteria = criteria_of(found)
    return [
        Result(
            subject,
            [one for one in by_subject[subject.id] if one.conflict_at is None],
            [one for one in by_subject[subject.id] if one.conflict_at is not None],
            criteria,
        )
        for subject in subjects(found)
    ]


def choosable(found: ExpertRound, officer: Account) -> list[Application]:
    """Reported applications of the round's year that are not in it yet."""
    query = select(Application).where(Application.status == Status.REPORTED, Application.year == found.year)
    if officer.province_code:
        query = query.where(Application.province_code == officer.province_code)
    chosen = select(RoundApplication.application_id).where(RoundApplication.round_id == found.id)
    return list(db.session.scalars(query.where(Application.id.not_in(chosen)).order_by(Application.id)))


def units_of(application_ids: Iterable[int]) -> Mapping[int, list[Body]]:
    """Application → its member units."""
    found: dict[int, list[Body]] = defaultdict(list)
    query = select(MemberUnit.application_id, MemberUnit.name, MemberUnit.uscc).where(MemberUnit.application_id.in_(list(application_ids)))
    for application, name, uscc in db.session.execute(query):
        found[application].append(Body(name, uscc or ""))
    return found


def given_to(account: Account) -> list[ExpertSheet]:
    """What the expert was asked to judge and did not give up; what is open first."""
    query = select(ExpertSheet).join(RoundExpert, ExpertSheet.expert_id == RoundExpert.id)
    query = query.where(RoundExpert.account_id == account.id, ExpertSheet.conflict_at.is_(None))
    return sorted(
        db.session.scalars(query.order_by(ExpertSheet.id)), key=lambda one: (one.submitted_at is not None, one.expert.round.deadline, one.id)
    )
