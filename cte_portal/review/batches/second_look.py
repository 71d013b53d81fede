"""复核: where a province wishes so, who approved an application does not report it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from ...accounts.models import Account
from ...community.models import Transition
from ...extensions import db
from ...notices import queries as notices
from ..authority_settings import queries as settings


def approvals(application_ids: Iterable[int]) -> dict[int, Transition]:
    """Application id → its latest approval, with who gave it; all in one query."""
    latest = select(func.max(Transition.id)).where(Transition.application_id.in_(list(application_ids)), Transition.action == "approve")
    query = select(Transition).where(Transition.id.in_(latest.group_by(Transition.application_id)))
    return {step.application_id: step for step in db.session.scalars(query)}


def whom_to_ask(officer: Account) -> list[str]:
    """The names of the others of the officer's authority."""
    return [other.name for other in notices.officers_of(officer.province_code) if other.id != officer.id]


def why_another(names: Sequence[str], others: Sequence[str]) -> str:
    """What is told to an officer who is about to report what it approved itself: communities' names, colleagues' names."""
    named = "".join(f"“{name}”" for name in names)
    ask = f"请由本单位的其他经办人（{'、'.join(others)}）报送" if others else "本单位没有其他经办账号，请先联系系统管理员增设"
    return f"{named}由您本人审核通过。本单位已开启复核，审核通过与报送须由两人分别办理。{ask}；如规则有变，可在“本单位设置”中调整。"


def own_approvals(officer: Account, application_ids: Iterable[int]) -> set[int]:
    """Those that the officer approved and, by its authority's rule, must not report; none where there is no such rule."""
    if not settings.needs_second_look(officer):
        return set()
    return {identity for identity, step in approvals(application_ids).items() if step.account_id == officer.id}
