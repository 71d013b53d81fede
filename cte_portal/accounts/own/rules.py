"""The second factor: codes of the moment (RFC 6238, six digits, 30 seconds), and codes for when the telephone is lost. Pure."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp
from argon2.low_level import Type, hash_secret_raw

from ...letters import ALPHABET, plain

SECONDS = 30
CODES = 10  # recovery codes made at once
LENGTH = 10  # letters and digits of each: 49 bits
PASSWORDS_REMEMBERED = 5


def fresh_secret() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime, last: int | None) -> int | None:
    """The time step that the code belongs to, one early and one late allowed; None for a wrong one and one used before.

    `last`: the step of the code that was accepted last.
    """
    digits = plain(code)
    this = int(now.timestamp()) // SECONDS
    fitting = [step for step in (this - 1, this, this + 1) if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), digits.encode())]
    return next((step for step in fitting if last is None or step > last), None)


def address(secret: str, email: str, site: str) -> str:
    """What the QR code holds for an authenticator."""
    return pyotp.TOTP(secret, name=email, issuer=site).provisioning_uri()


def recovery_codes() -> list[str]:
    return [f"{one[:5]}-{one[5:]}" for one in ("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES))]


def recovery_hash(code: str, salt: bytes) -> str:
    """How a recovery code is kept: 49 random bits, so slowly (argon2id, 19 MiB, two passes); `salt`: of the account, 16 bytes."""
    return hash_secret_raw(plain(code).encode(), salt, time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, type=Type.ID).hex()
