"""The queue, and the dossier on one page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user

from ...catalogue.address import EVIDENCE
from ...catalogue.content import Content
from ...catalogue.kinds import show
from ...catalogue.places import industry_name
from ...catalogue.reading import asked
from ...catalogue.schema import Edition, Section
from ...community import queries as community
from ...community.check_code import grouped
from ...community.models import Application, ApplicationVersion, PlaceComment, Transition
from ...community.readiness import findings
from ...community.rules import labels_in, section_figures
from ...community.service import lifecycle
from ...community.views.steps import changes
from ...community.workflow import Status, offered
from ...roles import OFFICERS
from ...uploads import queries as uploads
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import page
from ...web.paging import asked_page
from .. import queries
from ..reading import reads_draft
from . import bp

HOME = ("首页", "/")
PRE_REVIEW = "pre_review"  # the filter beside those of the states


@bp.get("")
@requires(*OFFICERS)
def queue() -> Response:
    status = next((s for s in Status if s.value == request.args.get("status")), None)
    year = request.args.get("year", type=int)
    pre_review = request.args.get("status") == PRE_REVIEW
    found = (queries.pre_reviews if pre_review else partial(queries.queue, status=status))(current_user, year=year, page=asked_page())
    return page(
        "review/queue.html",
        fragment="review/_queue.html",
        found=found,
        counts=queries.counts(current_user, year),
        years=queries.years(current_user),
        leads=queries.lead_names(a.id for a in found.items),
        industry_name=industry_name,
        chosen=status,
        pre_review=pre_review,
        pre_review_count=queries.pre_review_count(current_user, year),
        year=year,
        statuses=[s for s in Status if s not in (Status.DRAFT,)],
        crumbs=[HOME, ("审核工作台", None)],
    )


@dataclass(frozen=True)
class ShownSection:
    """A section as the officer reads it."""

    section: Section
    values: list[tuple[str, str, bool]]  # label, text, long text
    heads: list[str]
    rows: list[list[str]]
    figures: list[tuple[str, str, str]]
    attached: list[ShownSection]


def shown_sections(content: Content) -> list[ShownSection]:
    """The whole form, sections as printed."""
    return [_shown(content, section) for section in content.edition.pages]


def _shown(content: Content, section: Section) -> ShownSection:
    labels = labels_in(content)
    values = content.values(section.key)
    return ShownSection(
        section=section,
        values=[]
        if section.rows
        else [
            (f.label + (f"（{f.unit}）" if f.unit else ""), show(f, values.get(f.key), labels(f)), f.type.value == "long_text")
            for f in section.fields
            if asked(f, values)
        ],
        heads=[f.label for f in section.columns] if section.rows else [],
        rows=[[show(f, row.values.get(f.key), labels(f)) for f in section.columns] for row in content.rows(section.key)],
        figures=section_figures(content, section),
        attached=[_shown(content, one) for one in content.edition.attached(section)],
    )


@bp.get("/<int:application_id>")
@requires(*OFFICERS, of="application")
def dossier(application: Application) -> Response:
    return page("review/dossier.html", **dossier_context(application))


def dossier_context(application: Application) -> dict[str, Any]:
    """What the dossier page and its decision forms show.

    A finalised version, never what is typed meanwhile, unless the province is asked for a pre-review: then the draft.
    """
    timeline = community.timeline_of(application)
    edition = edition_of(application)
    facts = lifecycle.facts_of(application)
    common = {
        "application": application,
        "timeline_steps": timeline,
        "steps": {step.action: step for step in offered(lifecycle.profile(), current_user.role, facts)},
        "crumbs": [HOME, ("审核工作台", url_for("review.queue")), (application.community.name, None)],
    }
    if reads_draft(application, current_user):
        content = community.content_of(application)
        return {**common, **_shown_content(content), "draft": True, "said": _said(edition, _since_submission(timeline)), "answers_of": None}
    submitted = [step for step in timeline if step.action == "submit" and step.version]
    version = submitted[0].version if submitted else abort(404)
    assert version is not None
    until = timeline.index(submitted[0]) + 1
    return {
        **common,
        **_shown_content(community.frozen_content(version)),
        "version": version,
        "code": grouped(version.check_code),
        "scan": uploads.scan_of(version.id),
        "changes": _changes_since(application, [step.version for step in submitted if step.version]),
        "said": _said(edition, _since_submission(timeline[until:])),
        "answers_of": {step.id for step in timeline[until:]},
    }


def _shown_content(content: Content) -> dict[str, Any]:
    edition = content.edition
    return {
        "sections": shown_sections(content),
        "evidence": [(category, [item for item in content.evidence if item.category == category.key]) for category in edition.evidence.categories],
        "findings": [(finding, finding.address.words(edition)) for finding in findings(content)],
    }


def _since_submission(timeline: list[Transition]) -> list[Transition]:
    """The steps after the latest submission, of a timeline that has the newest first."""
    return list(takewhile(lambda step: step.action != "submit", timeline))


def _said(edition: Edition, steps: list[Transition]) -> dict[str, list[PlaceComment]]:
    """What officers said in these steps, by page of the form, oldest first, each with what was answered."""
    found: dict[str, list[PlaceComment]] = {}
    for comment in (comment for step in reversed(steps) for comment in step.places):
        section = edition.by_key.get(comment.place.split("/")[0])
        found.setdefault(edition.page_of(section).key if section else EVIDENCE, []).append(comment)
    return found


def _changes_since(application: Application, submitted: list[ApplicationVersion]) -> list[Any]:
    """Between the version submitted before and the latest, item by item."""
    latest = submitted[0]
    earlier = next((version for version in submitted if version.number < latest.number), None)
    return changes(application, community.frozen_content(earlier), community.frozen_content(latest)) if earlier else []
