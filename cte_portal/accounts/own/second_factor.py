"""The second factor as it is kept and asked: secrets are sealed with the portal's key."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from ...roles import Role
from ...settings import Settings
from ..models import Account

STAFF = frozenset(Role) - {Role.APPLICANT, Role.CO_EDITOR, Role.EXPERT}


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def asked_of(account: Account) -> bool:
    """Whether this person may not work without one."""
    return account.role in STAFF and _settings().asks_second_factor


def missing(account: Account) -> bool:
    return asked_of(account) and account.totp_secret is None


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """None where the portal's key is another one now."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def salt_of(account: Account) -> bytes:
    """For the recovery codes of this account; nobody knows it who does not have the portal's key."""
    return hmac.digest(_settings().secret_key.encode(), f"recovery codes {account.id}".encode(), "sha256")[:16]


def _fernet() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"second factor").derive(_settings().secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
