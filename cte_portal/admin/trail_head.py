"""The newest hash of the trail, noted every night outside the database: whoever cuts off its end, or writes it anew, is found out.

One line a night: time, id and hash of the newest entry, tab-separated. The file belongs on another machine, or is sent there
by mail; without that it proves only what happened without access to the server's files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from .. import audit, clock, mail
from ..audit import AuditEntry
from ..extensions import db
from ..settings import Settings

NAME = "trail_heads.tsv"


@dataclass(frozen=True)
class Head:
    at: str
    entry_id: int
    hash: str

    @property
    def line(self) -> str:
        return f"{self.at}\t{self.entry_id}\t{self.hash}\n"


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def file() -> Path:
    settings = _settings()
    return Path(settings.trail_heads_file).absolute() if settings.trail_heads_file else settings.data_dir / NAME


def note() -> None:
    """Job, every night: one line more in the file, and a letter where an address is set; nothing while there is no entry."""
    newest = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    if newest is None:
        return
    head = Head(f"{clock.now():%Y-%m-%d %H:%M:%S}", newest.id, newest.hash)
    with file().open("a", encoding="utf-8") as heads:
        heads.write(head.line)
        heads.flush()
        os.fsync(heads.fileno())
    if address := _settings().trail_heads_mail:
        site = _settings().site_name
        said = f"{site}审计记录截至 {head.at}：\n第 {head.entry_id} 条，校验值 {head.hash}"
        text = f"{said}\n\n请保存本邮件。将来核对审计记录时，这一条的校验值应与此相同。"
        mail.send(mail.Letter(address, "审计", f"{site}：审计记录校验值", text))


def noted() -> Iterator[Head]:
    """What was noted, oldest first; lines that are none are passed over."""
    if file().exists():
        for line in file().read_text(encoding="utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) == 3 and parts[1].isdecimal():
                yield Head(parts[0], int(parts[1]), parts[2])


def first_broken() -> int | None:
    """Id of the first entry that does not fit the chain, or is not what was noted of it; None when the whole trail is sound."""
    if (broken := audit.first_broken()) is not None:
        return broken
    heads = {head.entry_id: head.hash for head in noted()}
    found = dict(db.session.execute(select(AuditEntry.id, AuditEntry.hash).where(AuditEntry.id.in_(heads))).all())  # type: ignore[arg-type]
    return next((identity for identity, known in sorted(heads.items()) if found.get(identity) != known), None)
