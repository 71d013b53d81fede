"""What can be asked of communities and applications, each in a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from flask import current_app
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from .. import clock
from ..accounts.models import Organisation
from ..catalogue.address import Address
from ..catalogue.content import Content
from ..catalogue.fields import Level
from ..catalogue.schema import Section
from ..catalogue.words import chinese_date
from ..extensions import db
from ..web.calendar import calendar
from ..web.editions import edition_of
from ..windows import Calendar, Extended, Purpose, Window, with_correction, with_extensions
from .co_editing import queries as co_editing
from .co_editing import rules as co_editing_rules
from .comments import unchanged
from .filling.models import SectionRecord
from .filling.queries import content_of as content_of  # what an application holds is asked of it here, too
from .filling.queries import list_row as list_row
from .filling.queries import section_record as section_record
from .filling.queries import section_records as section_records
from .models import (
    Application,
    ApplicationVersion,
    Community,
    DirectGrant,
    Extension,
    MemberUnit,
    PlaceComment,
    Transition,
)
from .readiness import Finding, findings
from .unit_confirmation import queries as confirmations
from .unit_confirmation import rules as confirmation_rules

MOST_KNOWN = 10


def application(identity: int) -> Application | None:
    return db.session.get(Application, identity)


def version(identity: int) -> ApplicationVersion | None:
    return db.session.get(ApplicationVersion, identity)


def version_by_code(code: str) -> ApplicationVersion | None:
    """The version whose check code it is, with its application."""
    query = select(ApplicationVersion).where(ApplicationVersion.check_code == code)
    return db.session.scalar(query.options(joinedload(ApplicationVersion.application)))


def not_looked_at(application: Application) -> list[Section]:
    """The pages of the form with something taken over from an earlier year that nobody has looked at, in order."""
    if application.taken_over_year is None:
        return []
    edition = edition_of(application)
    query = select(SectionRecord.section).where(SectionRecord.form_id == application.id, SectionRecord.taken_over)
    pages = {edition.page_of(edition.by_key[key]).key for key in db.session.scalars(query) if key in edition.by_key}
    return [page for page in edition.pages if page.key in pages]


def untouched_comments(application: Application, content: Content) -> list[PlaceComment]:
    """Comments neither answered nor ticked whose place holds what it held when they were made."""
    return [one for one in comments_on(application) if one.open and unchanged(content, one.place, one.held)]


def findings_of(application: Application, content: Content | None = None) -> list[Finding]:
    """The readiness check of what the application holds now (`content`, where it was read already), and what other units said of it."""
    content = content or content_of(application)
    found = findings(content, similar_names(application), current_app.extensions["unprintable"], clock.today())
    return [*found, *_said_by_partners(application, content), *_taken_over(application)]


def _taken_over(application: Application) -> Iterator[Finding]:
    for page in not_looked_at(application):
        text = f"“{page.heading}”沿用 {application.taken_over_year} 年度的内容，还没有核对；核对后请保存，或点该栏的“已核对”"
        yield Finding(Level.WARNING, Address(page.key), text)


def _said_by_partners(application: Application, content: Content) -> Iterator[Finding]:
    for standing in co_editing.standings(application, content):
        co_editor = standing.co_editor
        unit = content.definition.by_key[co_editor.unit]
        if text := co_editing_rules.warning(co_editor.name, unit.title, standing.state, standing.confirmed):
            yield Finding(Level.WARNING, Address(unit.key), text)
    section = confirmation_rules.section_of(content.definition)
    for one in confirmations.standings(application, content):
        if section and (text := confirmation_rules.warning(one.unit.name, one.state, one.answered.reason if one.answered else "")):
            yield Finding(Level.WARNING, Address(section.key, one.unit.row, section.member_name), text)


def frozen_content(version: ApplicationVersion) -> Content:
    """What a finalised version holds."""
    return Content.from_json(edition_of(version.application), json.loads(version.content)["content"])


def applications_of(organisation: Organisation) -> list[Application]:
    """The organisation's applications, newest first."""
    query = select(Application).where(Application.organisation_id == organisation.id)
    return list(db.session.scalars(query.order_by(Application.year.desc(), Application.id.desc())))


def communities_of(organisation: Organisation) -> list[tuple[Community, Application | None]]:
    """The organisation's communities, each with its last application."""
    last = {application.community_id: application for application in reversed(applications_of(organisation))}
    found = db.session.scalars(select(Community).where(Community.organisation_id == organisation.id).order_by(Community.id))
    return [(community, last.get(community.id)) for community in found]


def versions_of(application: Application) -> list[ApplicationVersion]:
    """Newest first."""
    query = select(ApplicationVersion).where(ApplicationVersion.application_id == application.id)
    return list(db.session.scalars(query.order_by(ApplicationVersion.number.desc())))


def timeline_of(application: Application) -> list[Transition]:
    """Every step, newest first, with who took it and the comments it left."""
    query = select(Transition).where(Transition.application_id == application.id)
    query = query.options(selectinload(Transition.places), joinedload(Transition.version))
    return list(db.session.scalars(query.order_by(Transition.id.desc())))


def latest_step(application: Application) -> Transition:
    """The step that led to where the application is now."""
    query = select(Transition).where(Transition.application_id == application.id).order_by(Transition.id.desc()).limit(1)
    return db.session.scalars(query).one()


REVOKED = "（认定已撤销）"  # in names of files


def revocation(community: Community) -> str:
    """That its recognition was revoked and when, in words; empty while it is recognised."""
    if community.recognised_on is not None:
        return ""
    steps = select(Transition.at).join(Application, Application.id == Transition.application_id)
    steps = steps.where(Application.community_id == community.id, Transition.action == "revoke")
    at = db.session.scalar(steps.order_by(Transition.id.desc()).limit(1))
    return f"共同体的认定已{f'于{chinese_date(at.date())}' if at else ''}撤销"


def places_of(step: int | None) -> dict[str, str]:
    """What a step (its id) said of places: place → text."""
    query = select(PlaceComment).where(PlaceComment.transition_id == step).order_by(PlaceComment.id)
    return {comment.place: comment.text for comment in db.session.scalars(query)}


def words_taken_back(application: Application) -> str:
    """The opinion of the decision that was just taken back, where nothing happened since; else nothing."""
    taken_back = db.session.get(Transition, latest_step(application).takes_back_id or 0)
    return taken_back.comment if taken_back else ""


def steps_since(application: Application, step: int) -> list[Transition]:
    """The steps after this one (its id), oldest first."""
    query = select(Transition).where(Transition.application_id == application.id, Transition.id > step).order_by(Transition.id)
    return list(db.session.scalars(query.options(joinedload(Transition.version))))


def answered_since(application: Application, returned: Transition) -> bool:
    """Whether the applicant has changed anything since it was returned, or answered a comment of it."""
    if any(comment.answer or comment.done_at for comment in returned.places):
        return True
    assert returned.version is not None
    then, now = frozen_content(returned.version).to_json(), content_of(application).to_json()
    return any(then[part] != now[part] for part in ("sections", "evidence"))


def comments_on(application: Application) -> list[PlaceComment]:
    """What officers said of places since the application was submitted last, and stand by: of a return, of pre-reviews."""
    submitted = select(func.max(Transition.id)).where(Transition.application_id == application.id, Transition.action == "submit")
    query = select(PlaceComment).join(PlaceComment.transition).options(contains_eager(PlaceComment.transition))
    query = query.where(Transition.application_id == application.id, Transition.id > func.coalesce(submitted.scalar_subquery(), 0))
    taken_back = select(Transition.takes_back_id).where(Transition.application_id == application.id, Transition.takes_back_id.is_not(None))
    return list(db.session.scalars(query.where(Transition.id.not_in(taken_back)).order_by(PlaceComment.id)))


def comments_by_place(application: Application) -> dict[str, list[PlaceComment]]:
    """`comments_on`, by the place they stand at."""
    found: dict[str, list[PlaceComment]] = {}
    for comment in comments_on(application):
        found.setdefault(comment.place, []).append(comment)
    return found


def comment(application: Application, identity: int) -> PlaceComment | None:
    """One comment, of whatever time."""
    query = select(PlaceComment).join(PlaceComment.transition)
    return db.session.scalar(query.where(Transition.application_id == application.id, PlaceComment.id == identity))


def known_units(organisation_id: int, name: str, uscc: str) -> list[MemberUnit]:
    """Units with this code, or a name that contains this one, each once: of published communities and of one's own applications."""
    wanted = [MemberUnit.uscc == uscc] if uscc else []
    if name:
        wanted.append(MemberUnit.name.contains(name, autoescape=True))
    if not wanted:
        return []
    query = select(func.max(MemberUnit.id)).join(Application, Application.id == MemberUnit.application_id)
    query = query.join(Community, Community.id == Application.community_id)
    query = query.where(or_(*wanted), or_(Community.published_at.is_not(None), Application.organisation_id == organisation_id))
    newest = query.group_by(MemberUnit.name, MemberUnit.uscc).order_by(MemberUnit.name).limit(MOST_KNOWN)
    return list(db.session.scalars(select(MemberUnit).where(MemberUnit.id.in_(newest)).order_by(MemberUnit.name)))


def known_unit(organisation_id: int, identity: int) -> MemberUnit | None:
    """One of those that `known_units` finds."""
    found = db.session.get(MemberUnit, identity)
    if found is None:
        return None
    return found if any(found.id == one.id for one in known_units(organisation_id, found.name, found.uscc or "")) else None


def calendar_for_all(province: str | None = None) -> Calendar:
    """The calendar with what was granted to everybody; with `province` also what was granted to that one as a whole."""
    for_all = select(Extension).where(Extension.organisation_id.is_(None), Extension.province_code.is_(None) | (Extension.province_code == province))
    return calendar().granting(one.as_rule() for one in db.session.scalars(for_all))


def window_for(organisation: Organisation, province: str | None, year: int) -> Window:
    """The filing window of the year as it stands for this organisation and recommending province."""
    return _window(organisation, province, year, _extensions({year}))


def _window(organisation: Organisation, province: str | None, year: int, extensions: Sequence[Extended]) -> Window:
    return with_extensions(calendar().filing(year), extensions, province or organisation.province_code, organisation.id)


def _extensions(years: Collection[int]) -> list[Extended]:
    found = db.session.scalars(select(Extension).where(Extension.purpose == Purpose.FILING, Extension.year.in_(years)))
    return [one.as_rule() for one in found]


def windows_of(applications: Collection[Application]) -> dict[int, Window]:
    """Until when each may be submitted: the year's window as it stands for it, and a correction until its own day."""
    extensions = _extensions({one.year for one in applications})
    windows = {one.id: _window(one.organisation, one.province_code, one.year, extensions) for one in applications}
    return {one.id: with_correction(windows[one.id], one.correction_due) for one in applications}


def window_of(application: Application) -> Window:
    return windows_of([application])[application.id]


def direct_granted(organisation_id: int, year: int) -> bool:
    """Whether the organisation has leave for the year that was not taken away."""
    held = (DirectGrant.organisation_id == organisation_id, DirectGrant.year == year, DirectGrant.revoked_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*held))))


def reported_directly(grants: Sequence[DirectGrant]) -> list[Application]:
    """The applications, in whatever state, that ask for direct reporting on these grants."""
    if not grants:
        return []
    on_them = or_(*((Application.organisation_id == one.organisation_id) & (Application.year == one.year) for one in grants))
    return list(db.session.scalars(select(Application).where(Application.direct, on_them).order_by(Application.id)))


def reports_directly(application: Application) -> bool:
    """Whether the cover asks for direct reporting and the ministry granted it."""
    cover = db.session.scalar(select(SectionRecord.values).filter_by(form_id=application.id, section="cover"))
    return (cover or {}).get("route") == "direct" and direct_granted(application.organisation_id, application.year)


def similar_names(application: Application) -> list[str]:
    """Names of other communities of the same industry and year or recognised that contain, or are contained in, this one's."""
    name = application.community.name
    if not application.industry_code or not name:
        return []
    query = (
        select(Community.name)
        .join(Application, Application.community_id == Community.id)
        .where(
            Application.industry_code == application.industry_code,
            Community.id != application.community_id,
            Application.submitted_at.is_not(None),
        )
        .distinct()
        .limit(2000)
    )
    return [other for other in db.session.scalars(query) if alike(name, other)]


@cache
def _core(name: str) -> frozenset[str]:
    for common in ("行业产教融合共同体", "产教融合共同体", "全国", "行业", "（", "）"):
        name = name.replace(common, "")
    return frozenset(name[i : i + 2] for i in range(len(name) - 1)) or frozenset({name})


def alike(name: str, other: str) -> bool:
    """Whether two communities' names say nearly the same."""
    mine, theirs = _core(name), _core(other)
    return len(mine & theirs) >= 0.6 * min(len(mine), len(theirs))
