"""Whose bundles are taken."""

from __future__ import annotations

from flask import current_app

from ... import audit, clock
from ...accounts.models import Account
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .. import keys, queries
from ..models import TrustedKey


class KeyRefused(Refused):
    """The key was not added; the message says why."""


def trust(text: str, name: str, province: str | None, by: Account | None) -> TrustedKey:
    """Take bundles signed with this public key (PEM); with `province`, that province's only. `by` None: from the command line.

    Raises:
        KeyRefused: it is no public key, this installation's own, or trusted already.
    """
    try:
        key = keys.from_text(text)
    except keys.KeyProblem as problem:
        raise KeyRefused(f"{problem}。") from None
    fingerprint = keys.fingerprint(key)
    if fingerprint == keys.fingerprint(keys.own(current_app.config["SETTINGS"].data_dir).public_key()):
        raise KeyRefused("这是本平台自己的公钥，不需要添加。")
    with transaction():
        added_by = by.id if by else None
        found = queries.trusted_key(fingerprint)
        if found and not found.withdrawn_at:
            raise KeyRefused(f"这个公钥已经添加过，名称是“{found.name}”。")
        if found is None:
            found = TrustedKey(fingerprint=fingerprint)
            db.session.add(found)
        found.public_key, found.name, found.province_code = keys.as_text(key), name, province
        found.added_at, found.added_by_id, found.withdrawn_at = clock.now(), added_by, None
        db.session.flush()
        audit.record("trusted_key.added", found, by=by, fingerprint=fingerprint, name=name, province=province)
    return found


def distrust(key: TrustedKey, by: Account) -> None:
    """Take no more bundles signed with it; what was imported stays."""
    with transaction():
        if not key.withdrawn_at:
            key.withdrawn_at = clock.now()
            audit.record("trusted_key.withdrawn", key, by=by, fingerprint=key.fingerprint)


def trust_again(key: TrustedKey, by: Account) -> None:
    """Undo `distrust`."""
    with transaction():
        if key.withdrawn_at:
            key.withdrawn_at = None
            audit.record("trusted_key.added", key, by=by, fingerprint=key.fingerprint, name=key.name, province=key.province_code)
