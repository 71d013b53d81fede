"""What the portal keeps about one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from .. import clock
from ..accounts.models import Account, SignIn
from ..audit import AuditEntry
from ..community.co_editing.models import CoEditor
from ..community.models import Application, Community
from ..extensions import db
from ..notices.models import Notice

Row = tuple[str, ...]


def _said(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def facts(account: Account) -> Sequence[tuple[str, str]]:
    """Label and value of what describes the account itself."""
    body = account.organisation or account.authority
    return [
        ("姓名", account.name),
        ("电话", account.phone),
        ("登录邮箱", account.email),
        ("身份", account.role.label),
        ("单位", body.name if body else ""),
        ("账号建立时间", _said(account.created_at)),
        ("动态验证码", "已开启" if account.totp_secret else "未开启"),
    ]


def sign_ins(account: Account) -> Iterator[Row]:
    found = db.session.scalars(select(SignIn).where(SignIn.account_id == account.id).order_by(SignIn.id))
    return ((_said(one.started_at), _said(one.ended_at), one.address) for one in found)


def notices(account: Account) -> Iterator[Row]:
    found = db.session.scalars(select(Notice).where(Notice.account_id == account.id).order_by(Notice.id))
    return ((_said(one.made_at), one.subject, one.text, _said(one.read_at)) for one in found)


def shares(account: Account) -> Iterator[Row]:
    """Applications that one was invited to fill in together."""
    query = select(CoEditor, Community.name).join(Application, Application.id == CoEditor.application_id).join(Application.community)
    found = db.session.execute(query.where(CoEditor.account_id == account.id).order_by(CoEditor.id))
    return ((name, one.name, one.email, _said(one.accepted_at), _said(one.withdrawn_at)) for one, name in found)


def opening_of(subject: Any) -> str:
    """What the trail calls it when an officer opens the object."""
    return f"{subject.__tablename__}.opened"


def opened_today(officer: Account, subject: Any) -> bool:
    about = (AuditEntry.object_kind == subject.__tablename__, AuditEntry.object_id == str(subject.id), AuditEntry.action == opening_of(subject))
    today = datetime.combine(clock.today(), time(), clock.SHANGHAI)
    query = select(AuditEntry.id).where(*about, AuditEntry.account_id == officer.id, AuditEntry.at >= today).limit(1)
    return db.session.scalar(query) is not None


def doings(account: Account) -> Iterator[AuditEntry]:
    """What the trail says that this person did."""
    query = select(AuditEntry).where(AuditEntry.account_id == account.id).order_by(AuditEntry.id)
    return iter(db.session.scalars(query.execution_options(yield_per=1000)))
