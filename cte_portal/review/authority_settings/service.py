"""What can be done with an authority's settings."""

from __future__ import annotations

from collections.abc import Mapping

from ... import audit
from ...accounts.models import Account
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from . import queries
from .models import SWITCHES


def change(wanted: Mapping[str, bool], by: Account, city_days: int | None = None) -> list[str]:
    """Set switches (keys of SWITCHES) of the officer's own authority, and how long its cities have; in words, what changed.

    The authority's other officers are told, since it changes how they work too.
    """
    with transaction():
        settings = queries.settings_of(by.authority_id)
        changed = {name: on for name, on in wanted.items() if name in SWITCHES and getattr(settings, name) != on}
        days = city_days if city_days not in (None, settings.city_days) else None
        if not changed and days is None:
            return []
        for name, on in changed.items():
            setattr(settings, name, on)
        settings.city_days = days or settings.city_days
        db.session.add(settings)
        audit.record("authority_settings.changed", settings, by=by, **changed, **({"city_days": days} if days else {}))
        said = [f"{'开启' if on else '关闭'}“{SWITCHES[name]}”" for name, on in changed.items()]
        said += [f"将市级初审期限改为 {days} 天"] if days else []
        colleagues = [officer for officer in notices.officers_of(by.province_code) if officer.id != by.id]
        inboxes.tell(colleagues, "authority_settings", "/review/settings", by=by.name, changed=said)
    return said
