"""The append-only, hash-chained trail: who did what to which object, when."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Protocol

import rfc8785
from flask import has_request_context, request
from sqlalchemy import JSON, Index, String, event, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from . import clock
from .extensions import Model, Moment, db

FIRST = "0" * 64


class Actor(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


class AuditEntry(Model):
    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"), Index("ix_audit_entry_account_name", "account_name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None]
    account_name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(45))
    action: Mapped[str] = mapped_column(String(60), index=True)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of everything but `id` and `hash`."""
        content = {name: getattr(self, name) for name in self.__mapper__.columns.keys() if name not in ("id", "hash", "at")}
        return hashlib.sha256(rfc8785.dumps({**content, "at": self.at.astimezone(clock.SHANGHAI).isoformat()})).hexdigest()


class TrailIsFinal(Exception):
    """Somebody tried to change or remove an entry of the trail."""


def _refuse(mapper: Mapper[Any], connection: Any, target: AuditEntry) -> None:
    raise TrailIsFinal(f"审计记录 {target.id} 不能修改或删除")


event.listen(AuditEntry, "before_update", _refuse)
event.listen(AuditEntry, "before_delete", _refuse)


def record(action: str, subject: Any, by: Actor | None, **details: Any) -> AuditEntry:
    """Add one entry about `subject` (a model instance) inside the running transaction."""
    db.session.flush()
    last = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=clock.now(),
        account_id=by.id if by else None,
        account_name=by.name if by else "",
        address=(request.remote_addr or "") if has_request_context() else "",
        action=action,
        object_kind=subject.__tablename__,
        object_id=str(subject.id),
        details=details,
        previous_hash=last or FIRST,
    )
    entry.hash = entry.digest()
    db.session.add(entry)
    db.session.flush()
    return entry


def last_hash() -> str:
    """Of the newest entry: another one as soon as anything was done."""
    return db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or FIRST


def first_broken() -> int | None:
    """Id of the first entry that does not fit the chain, None when the whole trail is sound."""
    previous = FIRST
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)):
        if entry.previous_hash != previous or entry.hash != entry.digest():
            return entry.id
        previous = entry.hash
    return None
