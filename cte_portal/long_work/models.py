"""A piece of long work: who asked for it, how far it is, and what came out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, stored_enum
from ..extensions import Model, Moment
from ..named import Named


class State(Named):
    WAITING = "waiting", "排队中", "neutral"
    RUNNING = "running", "进行中", "blue"
    DONE = "done", "已完成", "green"
    FAILED = "failed", "未完成", "red"
    STOPPED = "stopped", "已停止", "neutral"

    @property
    def over(self) -> bool:
        return self in (State.DONE, State.FAILED, State.STOPPED)


class LongWork(Model):
    """耗时任务. `kind` names the function that does it (listed in `create_app`), `arguments` what it is told."""

    __tablename__ = "long_work"
    __table_args__ = (Index("ix_long_work_waiting", "state", "id"), Index("ix_long_work_of_account", "account_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))  # for people: 导出申报队列
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    back: Mapped[str] = mapped_column(String(500))  # the page of the portal it was asked for on
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[State] = mapped_column(stored_enum(State), default=State.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    begun_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)  # when it last said how far it is
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    part: Mapped[int] = mapped_column(default=0)  # how much is done, of `whole`
    whole: Mapped[int] = mapped_column(default=0)  # 0: not known yet
    doing: Mapped[str] = mapped_column(String(200), default="")  # in words
    outcome: Mapped[str] = mapped_column(default="")  # in words, when it is over
    result_name: Mapped[str] = mapped_column(String(200), default="")  # the file's name for people; empty: there is no file
    result_type: Mapped[str] = mapped_column(String(100), default="")

    account: Mapped[Account] = relationship(lazy="joined")

    @property
    def percent(self) -> int | None:
        return min(100, self.part * 100 // self.whole) if self.whole else None

    @property
    def file(self) -> Path:
        """Where its result lies, or is being written."""
        return Path(current_app.config["SETTINGS"].data_dir) / "results" / str(self.id)

    @property
    def has_file(self) -> bool:
        """Whether the result can be fetched; it is removed after some days."""
        return self.state is State.DONE and bool(self.result_name) and self.file.exists()
