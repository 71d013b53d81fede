"""The living lists as a form that is filled in: by the lead enterprise whole, by a unit that has a link its own rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement

from ...catalogue.content import Values
from ...catalogue.schema import Section
from ...community.filling.kinds import Crumbs, Filled, Kind
from ...community.filling.models import ListRow
from ...roles import Role
from .. import queries as exchange
from . import queries, rules, service
from .models import KIND, UNIT_KIND, LivingLists, UnitRows
from .rules import Deed


class LivingKind(Kind):
    name, folder, endpoints = KIND, "exchange/lists", "living_lists."
    roles, readers = (Role.APPLICANT,), (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
    body = "living_lists/_section.html"

    def home(self, form: LivingLists) -> tuple[str, str]:
        return "供需清单", url_for("living_lists.show", supply_demand_id=form.id)

    def crumbs(self, form: LivingLists, *last: str) -> Crumbs:
        return crumbs(form, *last)

    def shown(self, form: LivingLists, page: Section, own: bool) -> Mapping[str, Any]:
        return {"marks": dict.fromkeys(queries.filled_in_by_units(form, page), ("单位填写", "blue"))}

    def units(self, form: LivingLists) -> Mapping[str, str]:
        return {key: unit.name for key, unit in exchange.units_of(form.community).items()}

    def saved(self, form: LivingLists, section: Section, held: Sequence[tuple[str, Values]]) -> None:
        service.note_rows(form, section, held)

    def taken_out(self, form: LivingLists, section: Section, rows: Iterable[str]) -> None:
        service.forget_rows(form, rows)


def crumbs(form: LivingLists, *last: str) -> Crumbs:
    index = ("供需清单", url_for("living_lists.index"))
    whole = (form.name, url_for("living_lists.show", supply_demand_id=form.id) if last else None)
    return [("首页", "/"), index, whole, *((label, None) for label in last)]


class UnitRowsKind(Kind):
    """Nobody is signed in: whoever has the code fills in the rows of the unit that it was given to."""

    name, folder, endpoints = UNIT_KIND, "unit-lists", "unit_lists."
    without = frozenset({"save", "presence", "move_row", "import_list", "export", "template"})
    body = "living_lists/_own_section.html"
    closed_word = "贵单位"

    def url(self, form: Filled, page: str, /, **values: Any) -> str:
        assert isinstance(form, UnitRows)
        return url_for(f"{self.endpoints}{page}", code=service.code_of(form.link), **values)

    def home(self, form: UnitRows) -> tuple[str, str]:
        return "四张清单", self.url(form, "show")

    def crumbs(self, form: UnitRows, *last: str) -> Crumbs:
        return [("首页", "/"), ("填写供需清单", self.url(form, "show") if last else None), *((label, None) for label in last)]

    def by(self, form: UnitRows) -> None:
        return None

    def edits(self, form: UnitRows, part: str) -> bool:
        return True

    def told(self, form: UnitRows) -> Mapping[str, Any]:
        return {"link": form.link.id, "unit": form.link.unit, "person": form.link.person, "position": form.link.position}

    def within(self, form: UnitRows, section: Section) -> ColumnElement[bool]:
        own: ColumnElement[bool] = ListRow.values[rules.unit_key(section)].as_string() == form.link.unit
        return own

    def given(self, form: UnitRows, section: Section) -> Values:
        return {rules.unit_key(section): form.link.unit}

    def units(self, form: UnitRows) -> Mapping[str, str]:
        return {form.link.unit: form.unit.name}

    def closed(self, form: UnitRows, section: Section) -> str:
        return "只能填写贵单位自己的条目，没有保存。"

    def saved(self, form: UnitRows, section: Section, held: Sequence[tuple[str, Values]]) -> None:
        new = service.note_rows(form, section, held)
        for row, _ in held:
            service.note_deed(form, section, row, Deed.ADDED if row in new else Deed.CHANGED)
        service.tell_lead(form)

    def taken_out(self, form: UnitRows, section: Section, rows: Iterable[str]) -> None:
        for row in (taken := list(rows)):
            service.note_deed(form, section, row, Deed.REMOVED)
        service.forget_rows(form, taken)
        service.tell_lead(form)
