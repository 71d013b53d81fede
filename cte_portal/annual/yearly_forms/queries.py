"""What can be asked of yearly forms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from ... import clock
from ...catalogue.content import Content
from ...catalogue.duties import DeliverableKind
from ...catalogue.schema import FormDefinition, Section
from ...community.filling.kinds import kind_of
from ...community.filling.models import SectionRecord
from ...community.filling.queries import content_of, section_records
from ...community.models import Community
from ...community.readiness import Finding, findings, state_of
from ...extensions import db
from ...web.editions import edition_for_year, editions
from .. import queries as annual
from ..models import Deliverable, DeliverableVersion
from ..rules import why_not_begin
from .models import WORK_PLAN, AnnualSummary, WorkPlan, YearlyForm


def work_plan(identity: int) -> WorkPlan | None:
    return db.session.get(WorkPlan, identity)


def annual_summary(identity: int) -> AnnualSummary | None:
    return db.session.get(AnnualSummary, identity)


def definition_of(year: int, key: str) -> FormDefinition | None:
    """What the form of that duty asks; None where it is handed in as a file only."""
    return edition_for_year(year).further.get(key)


def offered(kind: DeliverableKind, year: int) -> bool:
    """Whether it is filled in on the portal, and may be begun by now."""
    return definition_of(year, kind.key) is not None and why_not_begin(kind, year, clock.today()) is None


def form_of(found: Deliverable | None) -> YearlyForm | None:
    """The form that was begun for the deliverable."""
    return db.session.scalar(select(YearlyForm).where(YearlyForm.deliverable_id == found.id)) if found else None


def begun(community_ids: list[int], year: int) -> set[tuple[int, str]]:
    """(community id, key) of the duties of that year whose form was begun."""
    query = select(Deliverable.community_id, Deliverable.key).join(YearlyForm, YearlyForm.deliverable_id == Deliverable.id)
    query = query.where(Deliverable.community_id.in_(community_ids), Deliverable.year == year)
    return {(community, key) for community, key in db.session.execute(query)}


def findings_of(form: YearlyForm, content: Content | None = None) -> list[Finding]:
    """自查: what stops it from being handed in, and what is worth a second look."""
    held = content or content_of(form)
    found = [*findings(held, unprintable=current_app.extensions["unprintable"]), *kind_of(form).findings(form, held)]
    return sorted(found, key=lambda finding: not finding.blocking)


def frozen_content(version: DeliverableVersion) -> Content:
    """What a version that was filled in holds."""
    assert version.content is not None
    return content_in(version.content)


def content_in(frozen: str) -> Content:
    held = json.loads(frozen)
    return Content.from_json(editions()[held["edition"]].of_kind(held["form"]), held["content"])


@dataclass(frozen=True)
class Source:
    """A plan that a form may begin with, and what it is called."""

    content: Content
    words: str


def plan_of(community: Community, year: int) -> Source | None:
    """The year's plan as it was handed in last; where it was not handed in yet, as it stands. None: a file, or nothing."""
    found = annual.deliverable(community, year, WORK_PLAN)
    version = annual.handed_in(found)
    if version and version.content and version.submitted_at:
        return Source(frozen_content(version), f"{year} 年度工作计划（第 {version.number} 稿，{version.submitted_at:%Y-%m-%d} 提交）")
    form = form_of(found)
    if form is None or version is not None:
        return None
    return Source(content_of(form), f"{year} 年度工作计划（编制中，尚未提交）")


def versions_filled_in(found: Deliverable, own: bool) -> list[DeliverableVersion]:
    """Those whose content can be compared, newest first; officers see what was handed in and not taken back."""
    return [one for one in found.versions if one.content and (own or not one.withdrawn_at)]


@dataclass(frozen=True)
class Task:
    """One line of the form's first page."""

    section: Section
    state: tuple[str, str]
    saved: str


def tasks(form: YearlyForm, found: list[Finding]) -> dict[str, list[Task]]:
    """The pages of the form by group, each with how far it is."""
    records, blocking = section_records(form), Counter(finding.address.section for finding in found if finding.blocking)
    groups: dict[str, list[Task]] = {}
    for section in form.definition.pages:
        record = records.get(section.key)
        groups.setdefault(section.group, []).append(Task(section, state_of(record is not None, blocking[section.key], 0), _saved(record)))
    return groups


def _saved(record: SectionRecord | None) -> str:
    return f"{record.saved_by.name} {record.saved_at:%m-%d %H:%M} 保存" if record and record.saved_by else ""


def leads(content: Content) -> Iterator[tuple[str, str]]:
    """(key, name) of the lead units, as far as the form knows them."""
    for key in ("lead_enterprise", "lead_university", "lead_school"):
        if name := content.members.get(key):
            yield key, name
