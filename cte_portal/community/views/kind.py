"""The application as a form that is filled in: what it adds to the screens and the saving that all kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_login import current_user

from ...catalogue.content import Values
from ...catalogue.schema import APPLICATION, Section
from ...roles import AUTHORS, Role
from ...uploads import queries as uploads
from ...web.access import reads_part
from .. import queries
from ..filling.kinds import Crumbs, Kind
from ..filling.queries import content_of
from ..models import Application, MemberUnit
from ..rules import about_direct
from ..service import mirroring
from ..unit_confirmation import queries as confirmations
from ..unit_confirmation import rules as confirmation_rules
from .addresses import crumbs

NOBODYS = 0  # a co-editor finds published communities' units only, not those of the applicant's other applications


class ApplicationKind(Kind):
    name, folder, endpoints, roles = APPLICATION, "applications", "community.", AUTHORS
    body = "community/_application_section.html"

    def home(self, form: Application) -> tuple[str, str]:
        return "填报目录", url_for("community.tasks", application_id=form.id)

    def crumbs(self, form: Application, *last: str) -> Crumbs:
        return crumbs(form, *last)

    def pages(self, form: Application) -> list[Section]:
        return [section for section in form.definition.pages if reads_part(current_user, form, section.key)]

    def shown(self, form: Application, page: Section, own: bool) -> Mapping[str, Any]:
        return {
            "about_direct": _about_direct(form, page),
            "comments": queries.comments_by_place(form) if own else {},
            "marks": _marks(form, page),
            "taken_over": page in queries.not_looked_at(form),
        }

    def beside(self, form: Application) -> Mapping[str, Any]:
        return {"evidence": uploads.evidence_items(form.id), "direct": form.direct}

    def known_units(self, form: Application, name: str, uscc: str) -> Sequence[MemberUnit]:
        return queries.known_units(_own(form), name, uscc)

    def known_unit(self, form: Application, identity: int) -> MemberUnit | None:
        return queries.known_unit(_own(form), identity)

    def closed(self, form: Application, section: Section) -> str:
        return f"退回后，“{section.title}”的这项内容没有开放修改，没有保存。确需修改，请在填报目录点“申请开放更多栏目”说明理由。"

    def saved(self, form: Application, section: Section, held: Sequence[tuple[str, Values]]) -> None:
        mirroring.mirror(form, section, held)

    def taken_out(self, form: Application, section: Section, rows: Iterable[str]) -> None:
        mirroring.forget_members(form, rows)


def _own(application: Application) -> int:
    return application.organisation_id if current_user.role is Role.APPLICANT else NOBODYS


def _about_direct(application: Application, page: Section) -> str:
    """On the page where direct reporting is chosen: whether this organisation may, and why not."""
    if not any(check.rule == "direct_reporting_was_granted" for check in page.checks):
        return ""
    organisation = application.organisation
    return about_direct(organisation.kind, queries.direct_granted(organisation.id, application.year), application.year)


def _marks(application: Application, page: Section) -> dict[str, tuple[str, str]]:
    """What units answered, on the page with the list of them."""
    if page != confirmation_rules.section_of(application.definition):
        return {}
    return {row: (state.label, state.tone) for row, state in confirmations.marks(application, page, content_of(application)).items()}
