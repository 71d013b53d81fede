"""直报: leave to report to the ministry without a province, given to one headquarters for one year, and taken away again."""

from __future__ import annotations

from sqlalchemy import select

from ... import audit, clock
from ...accounts.models import Account, Organisation, OrganisationKind
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from .. import queries
from ..models import Application, DirectGrant
from ..workflow import Status
from .lifecycle import ActionRefused

PAGE = "/review/direct"


def grant(organisation: Organisation, year: int, reason: str, by: Account, document: str = "") -> DirectGrant:
    """Let a central-SOE headquarters report directly for one year; the province where it sits is told, and the headquarters.

    `document`: what says so, where a province records the ministry's leave.

    Raises:
        ActionRefused: the organisation is not a headquarters, no reason is given, or it was granted already.
    """
    with transaction():
        if organisation.kind is not OrganisationKind.CENTRAL_HQ:
            raise ActionRefused("只有中央管理企业集团总部可以直报；子企业请通过所在省份的省级教育行政部门申报。")
        if not reason.strip():
            raise ActionRefused("请写明同意直报的理由。")
        if queries.direct_granted(organisation.id, year):
            raise ActionRefused(f"“{organisation.name}”{year} 年度已经同意直报。")
        found = DirectGrant(
            organisation_id=organisation.id, year=year, reason=reason.strip(), document=document.strip(), granted_at=clock.now(), granted_by_id=by.id
        )
        db.session.add(found)
        db.session.flush()
        _apply(organisation, year)
        audit.record("direct.granted", found, by=by, organisation=organisation.id, year=year)
        _tell("direct_granted", found, by)
    return found


def revoke(found: DirectGrant, reason: str, by: Account) -> None:
    """Take the leave away, while nothing was reported on it.

    Raises:
        ActionRefused: no reason is given, it was taken away already, or something was reported.
    """
    with transaction():
        db.session.refresh(found)
        if not reason.strip():
            raise ActionRefused("请写明撤销的理由。")
        if found.revoked_at is not None:
            raise ActionRefused(f"这次同意已于 {found.revoked_at:%Y-%m-%d %H:%M} 撤销。")
        if any(application.reported_at for application in queries.reported_directly([found])):
            raise ActionRefused("该单位已经直报，不能撤销。如需由省级推荐，请先把申报退回修改。")
        found.revoked_at, found.revoked_by_id, found.revoke_reason = clock.now(), by.id, reason.strip()
        db.session.flush()
        _apply(found.organisation, found.year)
        audit.record("direct.revoked", found, by=by, organisation=found.organisation_id, year=found.year)
        _tell("direct_revoked", found, by)


def _apply(organisation: Organisation, year: int) -> None:
    """What is not handed in yet follows the leave: asked for on the cover, and granted."""
    waiting = (Status.DRAFT, Status.RETURNED, Status.FINALISED)
    for application in db.session.scalars(select(Application).filter_by(organisation_id=organisation.id, year=year)):
        if application.status in waiting:
            application.direct = queries.reports_directly(application)


def _tell(template: str, found: DirectGrant, by: Account) -> None:
    author = by.authority.name if by.authority else by.name
    officers = [officer for officer in notices.officers_of(found.organisation.province_code) if officer.authority_id != by.authority_id]
    inboxes.tell(officers, f"{template}_province", PAGE, grant=found, by=author)
    inboxes.tell(notices.people_of(found.organisation_id), template, "/desk", grant=found, by=author)
