"""A second kind of form, as small as one can be: the logbook of the small edition, which belongs to whoever is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from flask import Blueprint, Flask, url_for

from cte_portal import create_app
from cte_portal.catalogue.schema import FormDefinition
from cte_portal.community.filling.kinds import Crumbs, Kind
from cte_portal.community.filling.models import Form
from cte_portal.community.filling.views import hang
from cte_portal.community.opening.rules import Opening
from cte_portal.extensions import db
from cte_portal.settings import Profile, Settings
from cte_portal.transactions import transaction
from cte_portal.web.access import Reach
from cte_portal.web.editions import editions

from .small_edition import write_edition

UNITS = {"m1": "演示机床公司", "m2": "演示职业学院"}


@dataclass
class Logbook:
    """Needs no table of its own: a number, and what its sections and lists hold."""

    __tablename__ = "logbook"
    form_kind: ClassVar[str] = "logbook"

    id: int
    closed: bool = False
    year: int = 2026
    name: str = "演示"
    to_open_again: str = "请联系管理员。"

    @property
    def definition(self) -> FormDefinition:
        return editions()["small"].of_kind(self.form_kind)

    @property
    def editable(self) -> bool:
        return not self.closed

    @property
    def closed_because(self) -> str:
        return "日志已经封存"

    @property
    def opening(self) -> Opening:
        return Opening(self.definition)


class LogbookKind(Kind):
    name, folder, endpoints = "logbook", "logbooks", "logbook."

    def home(self, form: Logbook) -> tuple[str, str]:
        return "首页", url_for("public.home")

    def crumbs(self, form: Logbook, *last: str) -> Crumbs:
        return [("首页", url_for("public.home")), *((label, None) for label in last)]

    def units(self, form: Logbook) -> Mapping[str, str]:
        return UNITS


def portal_with_logbooks(data: Path) -> tuple[Flask, dict[int, Logbook]]:
    """A portal that knows the small edition and logbooks; by number those that exist."""
    write_edition(data / "editions" / "small")
    app = create_app(
        Settings(
            data_dir=data,
            editions_dir=str(data / "editions"),
            secret_key="s" * 40,
            profile=Profile.NATIONAL,
            password_cost=1,
            password_memory=64,
            rate_limits=False,
            base_url="http://portal.test",
        ),
        testing=True,
    )
    kept: dict[int, Logbook] = {}
    kind, bp = LogbookKind(), Blueprint("logbook", __name__)
    hang(bp, kind)
    app.register_blueprint(bp)
    app.extensions["form_kinds"]["logbook"] = kind
    app.extensions["reach"]["logbook"] = Reach(kept.get, lambda account, logbook: True)
    return app, kept


def begun(app: Flask, kept: dict[int, Logbook]) -> Logbook:
    with app.app_context(), transaction():
        form = Form(kind="logbook")
        db.session.add(form)
        db.session.flush()
        logbook = kept[form.id] = Logbook(form.id)
    return logbook
