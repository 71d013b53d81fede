"""What a decision changes beside the state: noted before it is taken, and put back when it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ..models import Application

MOMENTS = ("decided_at", "reported_at")


def as_it_was(application: Application) -> dict[str, Any]:
    """As plain JSON, to be kept with the decision's transition."""
    community = application.community
    return {
        **{name: _text(getattr(application, name)) for name in MOMENTS},
        "open_places": application.open_places,
        "correction_due": _text(application.correction_due),
        "recognised_on": _text(community.recognised_on),
        "recognition_document": community.recognition_document,
        "recognised_application": community.recognised_application_id,
        "overseen_by": community.overseen_by,
    }


def put_back(application: Application, before: Mapping[str, Any]) -> None:
    for name in MOMENTS:
        setattr(application, name, datetime.fromisoformat(before[name]) if before[name] else None)
    application.correction_due = _day(before["correction_due"])
    application.open_places = before.get("open_places")
    community = application.community
    community.recognised_on = _day(before["recognised_on"])
    community.recognition_document = before["recognition_document"]
    community.recognised_application_id = before.get("recognised_application")
    community.overseen_by = before.get("overseen_by")


def _text(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
