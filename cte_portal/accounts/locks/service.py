"""Counting wrong passwords and codes. All but `locked` runs inside the caller's transaction."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app
from sqlalchemy import delete, select

from ... import audit, clock
from ...extensions import db
from ...transactions import transaction
from .. import rules
from .models import Failures


def locked(email: str, address: str) -> bool:
    """Whether nobody may try now: with this name, or from this address."""
    keys = (_name_key(email), _address_key(address))
    found = db.session.scalars(select(Failures.locked_until).where(Failures.key.in_(keys)))
    return any(rules.locked(until, clock.now()) for until in found)


def count(email: str, address: str) -> bool:
    """One more wrong one; whether the name is locked now."""
    settings = current_app.config["SETTINGS"]
    if address and _one_more(_address_key(address), settings.address_failures):
        audit.record("sign_in.address_locked", db.session.get_one(Failures, _address_key(address)), by=None)
    return _one_more(_name_key(email), rules.FAILURES_ALLOWED)


def _one_more(key: str, allowed: int) -> bool:
    found = db.session.get(Failures, key)
    if found is None:
        found = Failures(key=key, count=0, since=clock.now())
        db.session.add(found)
    found.count, found.since, found.locked_until = rules.after_failure(found.count, found.since, clock.now(), allowed)
    db.session.flush()
    return found.locked_until is not None


def forget(email: str) -> None:
    """The person has shown who it is. What was counted for the address stays: others may be trying from there."""
    db.session.execute(delete(Failures).where(Failures.key == _name_key(email)))


def forget_old() -> None:
    """Job, every hour: what neither counts nor locks any more goes."""
    with transaction():
        db.session.execute(delete(Failures).where(Failures.since < clock.now() - 2 * rules.LOCKED_FOR))


def _name_key(email: str) -> str:
    return _key("name", email.strip().lower())


def _address_key(address: str) -> str:
    return _key("address", rules.network_of(address))


def _key(kind: str, text: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"sign-in failures\0{kind}\0{text}".encode(), hashlib.sha256).hexdigest()
