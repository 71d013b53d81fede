"""A community stands from its recognition until that is revoked; features above follow both."""

from __future__ import annotations

from datetime import date

from ..models import Application, Community
from . import following


def establish(application: Application, on: date, document: str, overseen_by: str | None) -> None:
    """The community stands from now on, by this application. `overseen_by`: the province that reviews its yearly work; None: the ministry."""
    community = application.community
    community.recognised_on, community.recognition_document = on, document
    community.recognised_application_id, community.overseen_by = application.id, overseen_by
    following.tell_of_recognition(community)


def end(community: Community) -> None:
    """No recognition stands any more. What it was recognised by is kept."""
    community.recognised_on, community.recognition_document = None, ""
    following.tell_of_recognition(community)
