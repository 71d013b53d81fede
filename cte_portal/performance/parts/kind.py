"""A unit's part as a form that is filled in without an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from ...catalogue.content import Values
from ...catalogue.schema import Section
from ...community.filling.kinds import Crumbs, Filled, Kind
from ...community.filling.queries import content_of
from .. import rules
from . import service
from .models import PART, UnitPart

LISTS = ("save_row", "remove_row", "restore_row", "move_row", "template", "export", "import_list", "presence")


class UnitPartKind(Kind):
    name, folder, endpoints = PART, "figure-parts", "figure_parts."
    without = frozenset(LISTS)
    body, after_saving = "figure_parts/_section.html", "performance/_saved.html"
    closed_word = "自动计算"

    def url(self, form: Filled, page: str, /, **values: Any) -> str:
        assert isinstance(form, UnitPart)
        return url_for(f"{self.endpoints}{page}", code=service.code_of(form), **values)

    def home(self, form: UnitPart) -> tuple[str, str]:
        return "填报首页", self.url(form, "show")

    def crumbs(self, form: UnitPart, *last: str) -> Crumbs:
        return [("首页", "/"), ("填报绩效数据", self.url(form, "show") if last else None), *((label, None) for label in last)]

    def by(self, form: UnitPart) -> None:
        return None

    def edits(self, form: UnitPart, part: str) -> bool:
        return True

    def told(self, form: UnitPart) -> Mapping[str, Any]:
        return {"unit": form.unit, "person": form.person, "position": form.position}

    def completed(self, form: UnitPart, section: Section, values: Values) -> Values:
        return rules.completed(section, values, {})

    def shown(self, form: UnitPart, page: Section, own: bool) -> Mapping[str, Any]:
        return self.told_after_saving(form, page)

    def told_after_saving(self, form: UnitPart, page: Section) -> Mapping[str, Any]:
        content = content_of(form)
        asking = rules.by_place(rules.findings(content, {}, {}), page.key)
        return {"beside": {}, "last_year": {}, "asking": asking, "figures_now": content.values(page.key), "said": rules.said}


KIND = UnitPartKind()
