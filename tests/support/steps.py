"""Steps in the life of an application, taken at once: no forms filled in, no prints, no scans."""

from __future__ import annotations

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.community.models import Application, Transition
from cte_portal.community.service import lifecycle
from cte_portal.community.service.following import tell_followers
from cte_portal.community.workflow import TABLES, Status
from cte_portal.extensions import db
from cte_portal.settings import Profile
from cte_portal.transactions import transaction

from .people import JIANGSU


def begun(by: Account, name: str = "演示共同体", province: str = JIANGSU, year: int = 2026) -> Application:
    """An application that is begun and names its province."""
    assert by.organisation is not None
    application = lifecycle.start(by.organisation, name, year, by)
    with transaction():
        application.province_code = province
    return application


def took(application: Application, action: str, by: Account, takes_back: Transition | None = None) -> Transition:
    """The step as the workflow would have taken it, its conditions left aside; whoever follows steps is told."""
    target = TABLES[Profile.NATIONAL][action].target or application.status
    with transaction():
        step = Transition(
            application_id=application.id,
            version_id=application.version_id,
            action=action,
            source=application.status,
            target=target,
            at=clock.now(),
            account_id=by.id,
            province_code=application.province_code,
            takes_back_id=takes_back.id if takes_back else None,
        )
        application.status = target
        if target is Status.SUBMITTED:
            application.submitted_at, application.submitted_to = clock.now(), application.province_code
        db.session.add(step)
        tell_followers(application, step, by)
    return step
