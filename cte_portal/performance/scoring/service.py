"""Keeping schemes, and computing what they give."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, or_, select, update

from ... import audit, clock
from ...accounts.models import Account, Authority, AuthorityLevel
from ...annual.models import Deliverable
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from ..models import PERFORMANCE
from . import queries, rules
from .models import CommunityScore, ScoringScheme
from .rules import Bands, Weight

AT_ONCE = 500


class SchemeRefused(Refused):
    """It cannot be kept; the message says why."""


def save(authority: Authority, year: int, name: str, weights: Sequence[Weight], bands: Bands, by: Account) -> ScoringScheme:
    """Keep the scheme as its next version and compute the scores; what an earlier version gave stays.

    Raises:
        SchemeRefused: no figure is weighed, or the bands are not in order.
    """
    if not weights:
        raise SchemeRefused("至少给一项指标设定分值。")
    if not 100 >= bands.excellent > bands.good > bands.passed >= 0:
        raise SchemeRefused("等次的分数线应为 优秀 > 良好 > 合格，且在 0 至 100 之间。")
    with transaction():
        last = queries.current(authority.id, year)
        made = ScoringScheme(
            authority_id=authority.id,
            year=year,
            number=last.number + 1 if last else 1,
            name=name.strip() or f"{year} 年度评分方案",
            weights=[one.to_json() for one in weights],
            bands={"excellent": str(bands.excellent), "good": str(bands.good), "passed": str(bands.passed)},
            made_at=clock.now(),
            made_by_id=by.id,
            computed_at=clock.now(),
        )
        db.session.add(made)
        db.session.flush()
        count = _compute(made, authority)
        audit.record("scoring_scheme.saved", made, by=by, year=year, number=made.number, communities=count)
    return made


def recompute(scheme: ScoringScheme, by: Account) -> int:
    """Compute the scheme anew from the figures as they are now; how many communities."""
    with transaction():
        count = _compute(scheme, scheme.authority)
        scheme.computed_at, scheme.stale = clock.now(), False
        audit.record("scoring_scheme.recomputed", scheme, by=by, communities=count)
    return count


def _compute(scheme: ScoringScheme, authority: Authority) -> int:
    weights = scheme.weighed
    found = rules.scores(weights, scheme.banded, queries.figures(authority, scheme.year, [one.measure for one in weights]))
    db.session.execute(delete(CommunityScore).where(CommunityScore.scheme_id == scheme.id))
    rows = [
        {
            "scheme_id": scheme.id,
            "community_id": identity,
            "hundredths": int(score.points * 100),
            "percent": int(score.percent * 100),
            "band": score.band,
            "lines": [line.to_json() for line in score.lines],
        }
        for identity, score in found.items()
    ]
    for first in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(CommunityScore), rows[first : first + AT_ONCE])
    return len(rows)


def follow(found: Deliverable) -> None:
    """Figures changed: schemes that count them say so until they are computed anew. Inside the caller's transaction."""
    if found.key != PERFORMANCE:
        return
    province = found.community.overseen_by or found.community.organisation.province_code
    whose = select(Authority.id).where(or_(Authority.level == AuthorityLevel.MINISTRY, Authority.province_code == province))
    changed = update(ScoringScheme).where(ScoringScheme.year == found.year, ScoringScheme.authority_id.in_(whose)).values(stale=True)
    db.session.execute(changed.execution_options(synchronize_session="fetch"))
