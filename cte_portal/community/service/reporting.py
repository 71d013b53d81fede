"""Reporting one application as part of a batch, and taking that back."""

from __future__ import annotations

from datetime import datetime

from ...accounts.models import Account
from ...transactions import transaction
from ..models import Application, Transition
from . import lifecycle
from .announcements import announce


def report(application: Application, by: Account, batch: str, letter_number: str, approved_it: bool) -> Transition:
    """报送教育部. `approved_it`: this officer approved it, and its authority wants two people."""
    return lifecycle.decide("report", application, by, f"报送批次 {batch}", letter_number=letter_number, needs_another=approved_it)


def take_back(application: Application, by: Account, batch: str, approved_at: datetime | None) -> Transition:
    """收回报送: approved again, as if it had not been reported; the applicant is told.

    `approved_at`: when it was approved.
    """
    with transaction():
        transition = lifecycle.perform("take_back_report", application, by, comment=f"报送批次 {batch}")
        application.decided_at, application.reported_at = approved_at, None
        announce(application, transition, by)
    return transition
