"""What can be done with accounts and sessions."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import current_app
from sqlalchemy import delete, select, update

from .. import audit, clock
from ..catalogue.places import plan_cities, provinces
from ..extensions import db
from ..letters import plain
from ..roles import Role
from ..transactions import transaction
from ..web.errors import Refused
from .locks import service as locks
from .models import Account, Authority, AuthorityLevel, KeptInput, Organisation, SignIn
from .own import rules as own_rules
from .own import second_factor
from .own.models import RecoveryCode, UsedPassword

WRONG = "邮箱或密码不正确。连续输错 5 次，将锁定 10 分钟。忘记密码的，见本页的链接。"
WRONG_CODE = "动态验证码或备用码不正确，或已经用过。请输入现在显示的 6 位数字；连续输错 5 次，账号将锁定 10 分钟。"
SWITCHED_OFF = "这个账号已停用。如需恢复，请联系平台管理员。"


class SignInRefused(Exception):
    """The message says what to do; it never tells whether the account exists."""


class SecondFactorNeeded(Exception):
    """The password was right; a code must be given as well."""

    def __init__(self, account: Account):
        super().__init__()
        self.account = account


class PasswordUsed(Refused):
    """The password cannot be taken; the message says why."""


def _hasher() -> PasswordHasher:
    settings = current_app.config["SETTINGS"]
    return PasswordHasher(time_cost=settings.password_cost, memory_cost=settings.password_memory)


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def create_account(
    email: str,
    name: str,
    role: Role,
    password: str,
    *,
    phone: str = "",
    organisation: Organisation | None = None,
    authority: Authority | None = None,
    by: Account | None = None,
) -> Account:
    """Make an account inside one transaction; `by` is None when a person registers or the operator uses the command line."""
    password_hash = hash_password(password)
    with transaction():
        account = Account(
            email=email.lower(),
            name=name,
            phone=phone,
            role=role,
            password_hash=password_hash,
            organisation=organisation,
            authority=authority,
            created_at=clock.now(),
        )
        db.session.add(account)
        db.session.flush()
        audit.record("account.created", account, by=by, role=role.value)
    return account


def authority(level: AuthorityLevel, province_code: str | None = None) -> Authority:
    """The ministry, or a province's authority; made when it is not there yet, inside the caller's transaction."""
    found = db.session.scalar(select(Authority).filter_by(level=level, province_code=province_code))
    if found is None:
        name = provinces()[province_code].education_authority if province_code else "教育部职业教育与成人教育司"
        found = Authority(level=level, province_code=province_code, name=name)
        db.session.add(found)
        db.session.flush()
    return found


def city_bureau(city_code: str, name: str = "") -> Authority:
    """A city's education bureau; made under this name when it is not there yet, inside the caller's transaction.

    `city_code`: one that `rules.city_code_problem` finds nothing wrong with. A name that is not given is the one known of
    the five cities with plans of their own (计划单列市).

    Raises:
        ValueError: the bureau is new, and nobody says what it is called.
    """
    found = db.session.scalar(select(Authority).filter_by(level=AuthorityLevel.CITY, city_code=city_code))
    if found is None:
        known = plan_cities().get(city_code)
        called = name.strip() or (known.education_authority if known else "")
        if not called:
            raise ValueError(city_code)
        found = Authority(level=AuthorityLevel.CITY, city_code=city_code, name=called)
        db.session.add(found)
        db.session.flush()
        audit.record("authority.created", found, by=None, city=city_code)
    return found


def sign_in(email: str, password: str, address: str, code: str = "") -> tuple[Account, str]:
    """The account and the secret token of its new session. `code`: of the second factor, for whoever has set one up.

    Raises:
        SecondFactorNeeded: the password is right, and a code must be given as well.
        SignInRefused: wrong email, password or code, or too many failures.
    """
    account = db.session.scalar(select(Account).where(Account.email == email.strip().lower()))
    right = _matches(account.password_hash if account else None, password)
    with transaction():
        _not_locked(email, address)
        if account is None:
            locks.count(email, address)
        elif right and account.switched_off:
            _failed(account, address, switched_off=True)
        elif right and account.totp_secret and not code:
            raise SecondFactorNeeded(account)
        elif right and (not account.totp_secret or _second_fits(account, code)):
            return account, _begin(account, address)
        else:
            _failed(account, address)
    if account is None or not right:
        raise SignInRefused(WRONG)
    raise SignInRefused(SWITCHED_OFF if account.switched_off else WRONG_CODE)


def second_step(account: Account, code: str, address: str) -> str:
    """The token of the session, for somebody whose password was right a moment ago.

    Raises:
        SignInRefused: a wrong code, one used before, or too many failures.
    """
    with transaction():
        _not_locked(account.email, address)
        if not account.switched_off and _second_fits(account, code):
            return _begin(account, address)
        _failed(account, address, switched_off=account.switched_off)
    raise SignInRefused(WRONG_CODE)


def _not_locked(email: str, address: str) -> None:
    if locks.locked(email, address):
        raise SignInRefused("登录失败次数过多，请 10 分钟后再试。")


def _begin(account: Account, address: str) -> str:
    token = secrets.token_urlsafe(32)
    locks.forget(account.email)
    db.session.add(SignIn(token_hash=_token_hash(token), account_id=account.id, started_at=clock.now(), address=address))
    audit.record("account.signed_in", account, by=account)
    return token


def _failed(account: Account, address: str, *, switched_off: bool = False) -> None:
    locked = not switched_off and locks.count(account.email, address)
    audit.record("account.sign_in_failed", account, by=None, locked=locked, switched_off=switched_off)


def _second_fits(account: Account, code: str) -> bool:
    """Whether it is the code of the moment, or a recovery code; neither is taken twice."""
    secret = second_factor.unseal(account.totp_secret or "")
    step = own_rules.step_of(secret, code, clock.now(), account.totp_step) if secret else None
    if step is not None:
        account.totp_step = step
        return True
    if len(plain(code)) != own_rules.LENGTH:
        return False
    hashed = own_rules.recovery_hash(code, second_factor.salt_of(account))
    wanted = (RecoveryCode.account_id == account.id, RecoveryCode.code_hash == hashed, RecoveryCode.used_at.is_(None))
    found = db.session.scalar(select(RecoveryCode).where(*wanted))
    if found is None:
        return False
    found.used_at = clock.now()
    audit.record("account.recovery_code_used", account, by=account)
    return True


def right_password(account: Account, password: str) -> bool:
    """Whether it is theirs, of somebody who is signed in; wrong ones count like those of signing in."""
    right = not locks.locked(account.email, "") and _matches(account.password_hash, password)
    if not right:
        with transaction():
            _failed(account, "")
    return right


def _matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an account that does not exist."""
    hasher = _hasher()
    try:
        return hasher.verify(password_hash or hasher.hash(secrets.token_hex(8)), password)
    except VerifyMismatchError:
        return False


def set_password(account: Account, password: str, keep: str = "") -> None:
    """A new password, inside the caller's transaction; whoever was signed in with the account is so no more.

    `keep`: the token of a session that goes on.

    Raises:
        PasswordUsed: it is one of the last five.
    """
    before = select(UsedPassword.password_hash).where(UsedPassword.account_id == account.id).order_by(UsedPassword.id.desc())
    used = [account.password_hash, *db.session.scalars(before.limit(own_rules.PASSWORDS_REMEMBERED - 1))]
    if any(_matches(one, password) for one in used if one):
        raise PasswordUsed("这个密码最近用过，请换一个。")
    db.session.add(UsedPassword(account_id=account.id, password_hash=account.password_hash, set_at=clock.now()))
    account.password_hash = hash_password(password)
    locks.forget(account.email)
    end_sessions([account.id], keep)


def password_is_old(account: Account) -> bool:
    """Whether it has been used for longer than the installation allows."""
    days = current_app.config["SETTINGS"].password_days
    last = select(UsedPassword.set_at).where(UsedPassword.account_id == account.id).order_by(UsedPassword.id.desc()).limit(1)
    return bool(days) and clock.now() - (db.session.scalar(last) or account.created_at) > timedelta(days=days)


def switch_off(account: Account, reason: str, by: Account) -> None:
    """Nobody signs in with it any more, and whoever is signed in is not; inside the caller's transaction."""
    if account.disabled_at is None:
        account.disabled_at, account.disabled_reason = clock.now(), reason
        end_sessions([account.id])
        audit.record("account.switched_off", account, by=by, reason=reason)


class Erased(Refused):
    """Nothing of the account can be brought back."""


def erase(account: Account, by: Account | None) -> None:
    """Telephone, mail address and everything to sign in with go for good, of an account that is switched off.

    The name stays: what was done was done by somebody. Inside the caller's transaction. `by`: None, since its time is over.
    """
    account.phone, account.email, account.password_hash = "", f"已删除 {account.id}", ""
    account.disabled_at = account.disabled_at or clock.now()  # where the whole organisation was switched off
    account.totp_secret = account.totp_step = None
    account.erased_at = clock.now()
    for model in (RecoveryCode, UsedPassword, SignIn, KeptInput):
        db.session.execute(delete(model).where(model.account_id == account.id))  # type: ignore[attr-defined]
    audit.record("account.erased", account, by=by)


def switch_on(account: Account, by: Account) -> None:
    """Undo `switch_off`.

    Raises:
        Erased: too late.
    """
    with transaction():
        if account.erased_at is not None:
            raise Erased("这个账号的登录信息已经删除，不能恢复。请重新邀请本人开通账号。")
        if account.disabled_at is not None:
            account.disabled_at, account.disabled_reason = None, ""
            audit.record("account.switched_on", account, by=by)


def end_sessions(account_ids: Sequence[int], keep: str = "") -> None:
    """Sign these people out wherever they are, but where `keep` is the token; inside the caller's transaction."""
    ending = (SignIn.account_id.in_(account_ids), SignIn.ended_at.is_(None), SignIn.token_hash != _token_hash(keep))
    db.session.execute(update(SignIn).where(*ending).values(ended_at=clock.now()))


def sign_out(token: str, by: Account) -> None:
    with transaction():
        session = session_of(token)
        if session and session.ended_at is None:
            session.ended_at = clock.now()
            audit.record("account.signed_out", by, by=by)


def session_of(token: str) -> SignIn | None:
    """The signing in that the token belongs to, ended or not."""
    return db.session.scalar(select(SignIn).where(SignIn.token_hash == _token_hash(token)))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def keep_input(account_id: int, path: str, typed: Mapping[str, Sequence[str]]) -> None:
    """Keep what was typed when a session was over, for this person and this page; the newest wins."""
    with transaction():
        db.session.execute(delete(KeptInput).where(KeptInput.account_id == account_id, KeptInput.path == path))
        kept = {key: list(texts) for key, texts in typed.items() if key != "csrf_token"}
        db.session.add(KeptInput(account_id=account_id, path=path, typed=json.dumps(kept), kept_at=clock.now()))


def kept_input(account: Account, path: str) -> dict[str, list[str]] | None:
    """What this person had typed on this page when the session was over, if anything waits."""
    typed = db.session.scalar(select(KeptInput.typed).where(KeptInput.account_id == account.id, KeptInput.path == path))
    return json.loads(typed) if typed else None


def forget_input(account: Account, path: str) -> None:
    """Called once what was kept has been saved, inside the saving's transaction."""
    db.session.execute(delete(KeptInput).where(KeptInput.account_id == account.id, KeptInput.path == path))
