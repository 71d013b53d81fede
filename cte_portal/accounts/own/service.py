"""Changing one's own password, ending one's sessions, setting up the second factor."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from ... import audit, clock
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .. import service as accounts
from ..models import Account, SignIn
from . import rules, second_factor
from .models import RecoveryCode


class OwnRefused(Refused):
    """It was not done; the message says why."""


def _know(account: Account, password: str) -> None:
    """Who changes how one signs in says the password once more.

    Raises:
        OwnRefused: it is wrong; too many wrong ones lock the account.
    """
    if not accounts.right_password(account, password):
        raise OwnRefused("现在的密码不正确，没有改动。")


def change_password(account: Account, now: str, wanted: str, token: str) -> None:
    """Everywhere else one is signed out.

    Raises:
        OwnRefused: the present password is wrong, or the new one was used before.
    """
    _know(account, now)
    with transaction():
        accounts.set_password(account, wanted, keep=token)
        audit.record("account.password_set", account, by=account)


def end_session(account: Account, identity: int) -> None:
    """Sign out there; nothing happens for somebody else's."""
    with transaction():
        found = db.session.scalar(select(SignIn).where(SignIn.id == identity, SignIn.account_id == account.id, SignIn.ended_at.is_(None)))
        if found is None:
            raise OwnRefused("这次登录已经结束。")
        found.ended_at = clock.now()
        audit.record("account.session_ended", account, by=account)


def end_others(account: Account, token: str) -> None:
    """Sign out everywhere but here."""
    here = accounts.session_of(token)
    with transaction():
        others = SignIn.account_id == account.id, SignIn.ended_at.is_(None), SignIn.id != (here.id if here else 0)
        db.session.execute(update(SignIn).where(*others).values(ended_at=clock.now()))
        audit.record("account.session_ended", account, by=account, all_others=True)


def set_up(account: Account, password: str, secret: str, code: str) -> list[str]:
    """Ask for codes from now on; the recovery codes, shown this once.

    Raises:
        OwnRefused: the password is wrong, or the code is not one of the secret.
    """
    _know(account, password)
    step = rules.step_of(secret, code, clock.now(), None)
    if step is None:
        raise OwnRefused("验证码不对。请核对手机的时间是否自动校准，再输入现在显示的 6 位数字。")
    codes = rules.recovery_codes()
    hashes = _hashed(account, codes)
    with transaction():
        account.totp_secret, account.totp_step = second_factor.seal(secret), step
        audit.record("account.second_factor_set", account, by=account)
        _keep(account, hashes)
    return codes


def renew_codes(account: Account, password: str) -> list[str]:
    """New recovery codes; those before are worth nothing."""
    _know(account, password)
    codes = rules.recovery_codes()
    hashes = _hashed(account, codes)
    with transaction():
        audit.record("account.recovery_codes_renewed", account, by=account)
        _keep(account, hashes)
    return codes


def _hashed(account: Account, codes: list[str]) -> list[str]:
    """Slow: to be done before the transaction that keeps them."""
    salt = second_factor.salt_of(account)
    return [rules.recovery_hash(code, salt) for code in codes]


def _keep(account: Account, hashes: list[str]) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.add_all(RecoveryCode(account_id=account.id, code_hash=one) for one in hashes)


def take_off(account: Account, password: str) -> None:
    """Ask for no codes any more.

    Raises:
        OwnRefused: the password is wrong, or this person may not work without.
    """
    if second_factor.asked_of(account):
        raise OwnRefused("您的账号必须使用动态验证码，不能关闭。换手机时请重新设置。")
    _know(account, password)
    with transaction():
        clear(account)
        audit.record("account.second_factor_removed", account, by=account)


def clear(account: Account) -> None:
    """Inside the caller's transaction."""
    account.totp_secret = account.totp_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def take_off_for(account: Account, by: Account) -> None:
    """The administrator helps somebody who lost the telephone and the recovery codes."""
    with transaction():
        clear(account)
        accounts.end_sessions([account.id])
        audit.record("account.second_factor_removed", account, by=by)
