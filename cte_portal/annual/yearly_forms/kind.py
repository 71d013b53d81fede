"""The work plan and the annual summary as forms that are filled in: what they add to the screens that all kinds share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from ... import clock
from ...catalogue.content import Content
from ...catalogue.schema import Section
from ...community.filling.kinds import Crumbs, Kind, kind_named
from ...exchange import queries as exchange
from . import known, queries, rules
from .models import ANNUAL_SUMMARY, WORK_PLAN, YearlyForm


class YearlyKind(Kind):
    """What is filled in for a yearly duty; `name` is the key of the duty."""

    closed_word = "取自年度工作计划"

    def __init__(self, name: str, folder: str, endpoints: str = "yearly_forms"):
        self.name, self.folder, self.endpoints = name, folder, f"{endpoints}.{name}_"

    def first_content(self, form: Any, like_last_year: bool) -> Content:
        """What the form begins with; the form is told what that was."""
        return Content(form.definition, form.year)

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

    def shown(self, form: Any, page: Section, own: bool) -> Mapping[str, Any]:
        return {"last_page": self.url(form, "check")}


class WorkPlanKind(YearlyKind):
    """Begins empty, or like last year's."""

    def first_content(self, form: YearlyForm, like_last_year: bool) -> Content:
        source = queries.plan_of(form.community, form.year - 1) if like_last_year else None
        if source is None:
            return super().first_content(form, like_last_year)
        form.begun_from = source.words
        return rules.next_plan(source.content, form.definition, form.year)


class AnnualSummaryKind(YearlyKind):
    """Begins with the year's plan, and with the figures that the portal knows."""

    def first_content(self, form: YearlyForm, like_last_year: bool) -> Content:
        source = queries.plan_of(form.community, form.year)
        form.begun_from = source.words if source else ""
        form.from_plan = [row.id for rows in source.content.lists.values() for row in rows] if source else []
        lines = rules.put_together(known.targets(form.community, form.year), known.known(form.community, form.year))
        return rules.next_summary(source.content if source else None, form.definition, form.year, lines)


KINDS: Sequence[YearlyKind] = (WorkPlanKind(WORK_PLAN, "work-plans"), AnnualSummaryKind(ANNUAL_SUMMARY, "annual-summaries"))


def yearly_kind(key: str) -> YearlyKind:
    """What is filled in for the duty of that key, whichever feature has it."""
    found = kind_named(key)
    assert isinstance(found, YearlyKind)
    return found
