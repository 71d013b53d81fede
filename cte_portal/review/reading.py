"""Which text of an application an officer reads: a version that was submitted, never what is typed meanwhile; or the draft, when asked."""

from __future__ import annotations

from sqlalchemy import select

from ..accounts.models import Account
from ..catalogue.content import Content
from ..community import queries as community
from ..community.models import Application, ApplicationVersion, Transition
from ..extensions import db
from ..roles import Role


def reads_draft(application: Application, officer: Account) -> bool:
    """Whether the officer was asked to comment on the draft; the ministry never is."""
    return officer.role is Role.PROVINCE_OFFICER and application.pre_review_asked


def version_read(application: Application) -> ApplicationVersion | None:
    """The version that was submitted last."""
    query = select(ApplicationVersion).join(Transition, Transition.version_id == ApplicationVersion.id)
    query = query.where(Transition.application_id == application.id, Transition.action == "submit")
    return db.session.scalar(query.order_by(Transition.id.desc()).limit(1))


def content_read(application: Application, officer: Account) -> Content | None:
    """What the officer's dossier shows; None where nothing was ever handed over."""
    if reads_draft(application, officer):
        return community.content_of(application)
    version = version_read(application)
    return community.frozen_content(version) if version else None
