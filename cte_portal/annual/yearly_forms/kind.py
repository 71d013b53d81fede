"""The work plan and the annual summary as forms that are filled in: what they add to the screens that all kinds share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from ... import clock
from ...catalogue.schema import Section
from ...community.filling.kinds import Crumbs, Kind
from ...exchange import queries as exchange
from .models import ANNUAL_SUMMARY, WORK_PLAN, YearlyForm


class YearlyKind(Kind):
    """One blueprint has both; `name` is the key of the duty."""

    def __init__(self, name: str, folder: str):
        self.name, self.folder, self.endpoints = name, folder, f"yearly_forms.{name}_"

    def home(self, form: YearlyForm) -> tuple[str, str]:
        return "填写目录", self.url(form, "home")

    def crumbs(self, form: YearlyForm, *last: str) -> Crumbs:
        duty = url_for("annual.duty", community_id=form.community.id, year=form.year, key=form.form_kind)
        year = None if form.year == clock.today().year else form.year
        found: Crumbs = [("首页", url_for("public.home")), ("我的工作台", url_for("community.desk")), ("年度任务", url_for("annual.own", year=year))]
        found.append((form.title, duty))
        return [*found, ("在线填写", self.url(form, "home")), *((label, None) for label in last)] if last else [*found, ("在线填写", None)]

    def units(self, form: YearlyForm) -> Mapping[str, str]:
        return {unit: found.name for unit, found in exchange.units_of(form.community).items()}

    def shown(self, form: YearlyForm, page: Section, own: bool) -> Mapping[str, Any]:
        return {"closed_word": "取自年度工作计划", "last_page": self.url(form, "check")}


KINDS: Sequence[YearlyKind] = (YearlyKind(WORK_PLAN, "work-plans"), YearlyKind(ANNUAL_SUMMARY, "annual-summaries"))
