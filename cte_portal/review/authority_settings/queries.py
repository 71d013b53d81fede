"""What can be asked of an authority's settings."""

from __future__ import annotations

from ...accounts.models import Account
from ...extensions import db
from .models import CITY_DAYS, SWITCHES, AuthoritySettings


def settings_of(authority_id: int | None) -> AuthoritySettings:
    """As they stand now; all switches are off where nothing was ever changed."""
    found = db.session.get(AuthoritySettings, authority_id) if authority_id is not None else None
    return found or AuthoritySettings(authority_id=authority_id, city_days=CITY_DAYS, **dict.fromkeys(SWITCHES, False))


def needs_second_look(officer: Account) -> bool:
    """复核: whether the officer's authority wants approval and reporting done by two different people."""
    return settings_of(officer.authority_id).two_people
