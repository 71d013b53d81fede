"""The dossier on one page."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from flask import Response, abort, url_for
from flask_login import current_user

from ... import clock
from ...catalogue.address import EVIDENCE, Address
from ...catalogue.content import Content
from ...catalogue.schema import Edition
from ...community import queries as community
from ...community.check_code import grouped
from ...community.co_editing import queries as co_editing
from ...community.comments import there
from ...community.models import Application, ApplicationVersion, PlaceComment, Transition
from ...community.opening import queries as opening_queries
from ...community.opening import service as opening
from ...community.readiness import Finding, findings
from ...community.service import lifecycle
from ...community.unit_confirmation import queries as confirmations
from ...community.unit_confirmation import rules as confirmation_rules
from ...community.views.steps import changes
from ...community.workflow import COOLING_OFF, UNSUBMITTED, Status, offered
from ...roles import READERS, Role
from ...uploads import queries as uploads
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import page
from .. import beside
from ..authority_settings import queries as settings
from ..checklist import queries as checklists
from ..checklist.forms import ShownChecklist
from ..checklist.rules import asked_now
from ..comments import queries as draft_queries
from ..comments import service as comments
from ..comments.rules import Hand
from ..first_look import queries as first_looks
from ..first_look.rules import days_left
from ..private_notes import queries as private_notes
from ..queue import queries as queue_queries
from ..queue.views import listing as queue
from ..reading import reads_draft
from ..shown import findings_of_version, shown_sections
from . import bp

HOME = ("首页", "/")


@bp.get("/<int:application_id>")
@requires(*READERS, of="application")
def dossier(application: Application) -> Response:
    return page("review/dossier.html", **dossier_context(application))


def dossier_context(application: Application) -> dict[str, Any]:
    """What the dossier page and its decision forms show.

    A finalised version, never what is typed meanwhile, unless the province is asked for a pre-review: then the draft.
    """
    timeline = community.timeline_of(application)
    edition = edition_of(application)
    facts = lifecycle.facts_of(application, current_user)
    common = {
        "application": application,
        "timeline_steps": timeline,
        "officer": queue_queries.officer_of(application, current_user),
        "opening_asked": _opening_asked(application),
        "take_back_until": timeline[0].at + COOLING_OFF if timeline else None,
        "take_back_left": timeline[0].at + COOLING_OFF - clock.now() if timeline else None,
        "steps": {step.action: step for step in offered(lifecycle.profile(), current_user.role, facts)},
        **_first_look(application),
        "list_left": queue.list_left(),
        "crumbs": [HOME, ("申报审核", queue.list_left()), (application.community.name, None)],
    }
    if reads_draft(application, current_user):
        content = community.content_of(application)
        return {
            **common,
            **_shown_content(application, content, findings(content)),
            "draft": True,
            "said": _said(edition, _since_submission(timeline)),
            "answers_of": None,
        }
    submitted = [step for step in timeline if step.action == "submit" and step.version]
    version = submitted[0].version if submitted else abort(404)
    assert version is not None
    until = timeline.index(submitted[0]) + 1
    content = community.frozen_content(version)
    return {
        **common,
        **_shown_content(application, content, findings_of_version(version, content)),
        "version": version,
        "code": grouped(version.check_code),
        "scan": uploads.scan_of(version.id),
        "changes": _changes_since(application, [step.version for step in submitted if step.version], content),
        **_checklist(application, version),
        "said": _said(edition, _since_submission(timeline[until:])),
        "answers_of": {step.id for step in timeline[until:]},
    }


def _first_look(application: Application) -> dict[str, Any]:
    """What the province's officer is told of the city's first look; nothing where none is asked for and none was."""
    if current_user.role is not Role.PROVINCE_OFFICER:
        return {"shows_first_look": False}
    look = first_looks.latest(application)
    wanted = application.status is Status.SUBMITTED and settings.settings_of(current_user.authority_id).city_first_look
    left = days_left(look.due, clock.today()) if look else 0
    return {"shows_first_look": wanted or look is not None, "first_look": look, "first_look_left": left}


def _opening_asked(application: Application) -> int | None:
    """How many requests to open more places wait for an answer; None where it is not this officer's to open any."""
    if application.open_places is None or application.status not in UNSUBMITTED or not opening.may_open(application, current_user):
        return None
    return sum(one.answered_at is None for one in opening_queries.requests(application))


def _shown_content(application: Application, content: Content, found: list[Finding]) -> dict[str, Any]:
    """The form with the authority's drafts at their places, and what is known of it from elsewhere."""
    definition = content.definition
    drafts = draft_queries.drafts(application, current_user.authority_id)
    by_place = {draft.place: draft for draft in drafts}
    shown = {place for place in by_place if there(content, place)}
    writes = comments.hand(application, current_user) is Hand.OURS
    section = confirmation_rules.section_of(definition)
    units = confirmations.standings(application, content)
    return {
        "sections": shown_sections(content, by_place),
        "evidence": [(category, [item for item in content.evidence if item.category == category.key]) for category in definition.evidence.categories],
        "findings": [(finding, finding.address.words(definition), _anchor(finding.address)) for finding in found],
        "notes": private_notes.notes_of(application, current_user),
        "drafts": drafts,
        "drafts_by_place": by_place,
        "drafts_astray": [draft for draft in drafts if draft.place not in shown],
        "says": url_for("draft_comments.comment", application_id=application.id, place="x").removesuffix("x") if writes else "",
        "co_editors": co_editing.standings(application, content),
        "lead_titles": {lead.key: lead.title for lead in definition.sections},
        "units": units,
        "unit_counts": confirmations.counts(units),
        "units_section": section,
        "same_units": beside.same_units(content, application, current_user),
        "similar_names": beside.similar_names(application, current_user),
        "earlier": beside.earlier(application, current_user),
        "next_id": queue.next_in_list(application),
    }


def _checklist(application: Application, version: ApplicationVersion) -> dict[str, Any]:
    """The authority's checklist, while it is its turn; afterwards what was answered when it decided."""
    if asked_now(lifecycle.profile(), current_user.role, application.status):
        return {"checklist": ShownChecklist(checklists.checked_list(application, version, current_user))}
    return {"frozen_checklist": checklists.frozen(application, current_user.authority_id)}


def _anchor(address: Address) -> str:
    """Where the place stands on the page: a row as a whole, a list's column with its list."""
    if address.row:
        return Address(address.section, address.row).anchor
    return address.anchor


def _since_submission(timeline: list[Transition]) -> list[Transition]:
    """The steps after the latest submission, of a timeline that has the newest first."""
    return list(takewhile(lambda step: step.action != "submit", timeline))


def _said(edition: Edition, steps: list[Transition]) -> dict[str, list[PlaceComment]]:
    """What officers said in these steps, by page of the form, oldest first, each with what was answered."""
    found: dict[str, list[PlaceComment]] = {}
    taken_back = {step.takes_back_id for step in steps}
    for comment in (comment for step in reversed(steps) if step.id not in taken_back for comment in step.places):
        section = edition.by_key.get(comment.place.split("/")[0])
        found.setdefault(edition.page_of(section).key if section else EVIDENCE, []).append(comment)
    return found


def _changes_since(application: Application, submitted: list[ApplicationVersion], content: Content) -> list[Any]:
    """Between the version submitted before and the latest (`content`), item by item."""
    latest = submitted[0]
    before = next((version for version in submitted if version.number < latest.number), None)
    return changes(application, community.frozen_content(before), content) if before else []
