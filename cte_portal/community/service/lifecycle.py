"""From draft to recognition: the steps of the workflow, each with its trace in the timeline and the trail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import rfc8785
from flask import current_app
from sqlalchemy import func, select

from ... import audit, clock
from ...accounts.models import Account, Organisation, RegistrationState
from ...catalogue.content import Content, encode_values
from ...catalogue.places import province_name
from ...extensions import db
from ...jobs import jobs
from ...roles import Role
from ...settings import Profile, Settings
from ...transactions import transaction
from ...uploads import queries as uploads
from ...uploads.models import SealedScan
from ...uploads.rules import Verdict
from ...web.editions import edition_for_year, edition_of
from ...web.errors import Refused
from ...windows import Purpose, Window, end_of, lets_finish
from .. import queries
from ..check_code import check_code
from ..filling.models import SectionRecord
from ..finding import service as finding
from ..models import Application, ApplicationVersion, Community, Extension, Transition
from ..opening.rules import widened
from ..workflow import AFTER_A_DECISION, COOLING_OFF, DECISIONS, Facts, Forbidden, Refusal, Status, permitted
from . import comments, following, recognising, taking_over
from .announcements import announce
from .undo import as_it_was

VERSION_FORMAT = 1
HANDING_OVER = ("ask_pre_review", "submit", "report")  # after these, officers see it who did not before


class ActionRefused(Refused):
    """The workflow does not allow the step now; the message says why."""


def start(
    organisation: Organisation, name: str, year: int, by: Account, community: Community | None = None, source: Application | None = None
) -> Application:
    """Begin an application, for a new community or as the next filing of one of the organisation's own.

    With `source`, an earlier application of the community, it begins with what that one holds, evidence left out.

    Raises:
        ActionRefused: the registration is not approved, or the community has an application for that year already.
    """
    with transaction():
        if organisation.state is not RegistrationState.APPROVED:
            raise ActionRefused("本单位的注册尚未通过审核，通过后即可开始申报。")
        if community is None:
            community = Community(number="", name=name, organisation_id=organisation.id)
            db.session.add(community)
            db.session.flush()
            community.number = f"{year}-{organisation.province_code[:2]}-{community.id:05d}"
        elif db.session.scalar(select(Application.id).filter_by(community_id=community.id, year=year)):
            raise ActionRefused(f"“{community.name}”已有 {year} 年度的申报，请从工作台进入。")
        edition = edition_for_year(year)
        application = Application(
            community=community,
            organisation_id=organisation.id,
            year=year,
            edition=edition.key,
            status=Status.DRAFT,
            started_at=clock.now(),
        )
        db.session.add(application)
        db.session.flush()
        _begin_sections(application, organisation, name, by)
        if source:
            taking_over.take_over(application, source, by)
        transition = Transition(
            application_id=application.id,
            action="start",
            source=None,
            target=Status.DRAFT,
            at=clock.now(),
            account_id=by.id,
            province_code=application.province_code or organisation.province_code,
        )
        db.session.add(transition)
        audit.record("application.started", application, by=by, year=year, taken_over=source.id if source else None)
        following.tell_followers(application, transition, by)
    return application


def _begin_sections(application: Application, organisation: Organisation, name: str, by: Account) -> None:
    """What the registration already says need not be typed again."""
    known: dict[str, dict[str, Any]] = {
        "cover": {"community_name": name},
        "lead_enterprise": {
            "name": organisation.name,
            "uscc": organisation.uscc,
            "province": organisation.province_code,
            "address": organisation.address,
            "kind": organisation.kind.value,
        },
    }
    edition = edition_of(application)
    for key, values in known.items():
        section = edition.by_key[key]
        stored = encode_values(section, {k: v for k, v in values.items() if k in section.by_key and v})
        db.session.add(
            SectionRecord(form_id=application.id, section=key, values=stored, revision=1, written={}, saved_at=clock.now(), saved_by_id=by.id)
        )


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def profile() -> Profile:
    """Whose installation this is: it says who takes which step."""
    return settings().profile


def facts_of(application: Application, by: Account | None = None, **stated: Any) -> Facts:
    """What is true of the application now, for the workflow; the caller states what only it knows.

    `by`: who asks; left out where it makes no difference whose decision the latest was.
    """
    organisation = application.organisation
    window = queries.window_of(application)
    now = clock.now()
    scan = uploads.scan_of(application.version_id) if application.version_id else None
    grace = _grace_until(scan, window)
    here = settings().province if profile() is Profile.PROVINCIAL else ""
    facts = Facts(
        status=application.status,
        now=now,
        registration_approved=organisation.state is RegistrationState.APPROVED,
        window_open=window.is_open(now) or _correcting(application, now) or grace is not None,
        grace_until=grace,
        window_text=_window_text(application, window, now),
        scan_attached=scan is not None,
        scan_checked=scan is None or scan.verdict is not None,
        scan_passed=scan is not None and scan.verdict is Verdict.MATCHES,
        scan_contradicts=scan.verdict_text if scan and scan.verdict is Verdict.DIFFERS else "",
        scan_reason=application.scan_reason,
        direct=application.direct,
        province_named=application.province_code is not None,
        pre_review_asked=application.pre_review_asked,
        other_province="" if not here or application.direct or application.province_code == here else province_name(here),
        city_asked=application.city_asked_id is not None,
        submitted_at=application.submitted_at,
        decided_at=application.decided_at,
        reported_at=application.reported_at,
    )
    return replace(facts, **_of_the_latest_decision(application, by, now), **stated)


def _correcting(application: Application, now: datetime) -> bool:
    """Whether what was returned may be submitted, whatever the year's window says."""
    return application.correction_due is not None and now < end_of(application.correction_due)


def _window_text(application: Application, window: Window, now: datetime) -> str:
    if application.correction_due == window.closes and now >= window.closes_at:
        return f"修改截止日期是 {window.closes} 23:59:59。"
    return f"{application.year} 年度的提交时间为 {window.opens} 至 {window.closes} 23:59:59。"


def _grace_until(scan: SealedScan | None, window: Window) -> datetime | None:
    """Until when whoever uploaded the scan in time may still submit, now that it is too late for others; None: not so."""
    minutes, end = settings().grace_minutes, window.closes_at
    return end + timedelta(minutes=minutes) if scan and lets_finish(scan.uploaded_at, end, clock.now(), minutes) else None


def _of_the_latest_decision(application: Application, by: Account | None, now: datetime) -> dict[str, Any]:
    """Whether it may be taken back; asked of the database only as long as there is time for it."""
    if by is None or application.decided_at is None or now - application.decided_at > COOLING_OFF or application.status not in AFTER_A_DECISION:
        return {}
    last = queries.latest_step(application)
    if last.action not in DECISIONS or last.before is None:
        return {}
    return {
        "before_decision": last.source,
        "decided_here": last.account.authority_id is not None and last.account.authority_id == by.authority_id,
        "answered_since": last.target is Status.RETURNED and queries.answered_since(application, last),
        "published": application.result_published_at is not None,
    }


def perform(
    action: str, application: Application, by: Account, *, comment: str = "", takes_back: Transition | None = None, **stated: Any
) -> Transition:
    """Take one step of the workflow inside the caller's transaction: state, timeline and trail.

    `takes_back`: the decision that the step undoes.

    Raises:
        Forbidden: the step is not this account's role to take.
        ActionRefused: the state or a condition does not allow it now.
    """
    db.session.refresh(application)
    outcome = permitted(profile(), action, by.role, facts_of(application, by, **stated))
    if isinstance(outcome, Refusal):
        raise ActionRefused(outcome.text)
    transition = Transition(
        application_id=application.id,
        version_id=application.version_id,
        action=action,
        source=application.status,
        target=outcome,
        at=clock.now(),
        account_id=by.id,
        comment=comment,
        province_code=application.province_code or application.organisation.province_code,
        before=as_it_was(application) if action in DECISIONS else None,
        takes_back_id=takes_back.id if takes_back else None,
    )
    application.status = outcome
    db.session.add(transition)
    if action in HANDING_OVER:
        finding.note(application)
    audit.record(f"application.{action}", application, by=by, source=transition.source.value, target=outcome.value)  # type: ignore[union-attr]
    following.tell_followers(application, transition, by)
    return transition


def must_be_own(application: Application, by: Account) -> None:
    """Only the applicant's own people act for it; the access layer keeps others out before this."""
    if by.role is Role.APPLICANT and by.organisation_id != application.organisation_id:
        raise Forbidden(application.id)


def finalise(application: Application, by: Account) -> ApplicationVersion:
    """定稿: freeze what the application holds into an immutable version.

    Raises:
        ActionRefused: the readiness check has blocking findings, or the state does not allow it.
    """
    with transaction():
        must_be_own(application, by)
        content = queries.content_of(application)
        blocking = [finding for finding in queries.findings_of(application) if finding.blocking]
        version = _freeze(application, content, by)
        application.version_id = version.id
        db.session.flush()
        perform("finalise", application, by, blocking_findings=len(blocking))
        application.scan_reason, application.manual_check = "", False
        application.pre_review_province = application.pre_review_asked_at = None
        audit.record("version.frozen", version, by=by, sha256=version.sha256, number=version.number)
    jobs().add("print_version", version.id)
    return version


def _freeze(application: Application, content: Content, by: Account) -> ApplicationVersion:
    number = (db.session.scalar(select(func.max(ApplicationVersion.number)).filter_by(application_id=application.id)) or 0) + 1
    frozen = canonical(application, number, content.to_json(), edition_of(application).sha256)
    sha256 = hashlib.sha256(frozen).hexdigest()
    version = ApplicationVersion(
        application_id=application.id,
        number=number,
        content=frozen.decode(),
        sha256=sha256,
        check_code=check_code(sha256),
        finalised_at=clock.now(),
        finalised_by_id=by.id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def canonical(application: Application, number: int, content: Mapping[str, Any], edition_sha256: str) -> bytes:
    """Everything printed, as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(
        {
            "format": VERSION_FORMAT,
            "edition": {"key": application.edition, "sha256": edition_sha256},
            "community": application.community.number,
            "organisation": {"name": application.organisation.name, "uscc": application.organisation.uscc},
            "version": number,
            "content": dict(content),
        }
    )


def reopen(application: Application, by: Account) -> None:
    """解除定稿: back to a draft; the print of the old version is refused from now on."""
    with transaction():
        must_be_own(application, by)
        perform("reopen", application, by)
        application.version_id = None


def submit(application: Application, by: Account, scan_reason: str = "") -> Status:
    """提交: to the province, or straight to the ministry where direct reporting was granted."""
    with transaction():
        must_be_own(application, by)
        if scan_reason:
            application.scan_reason, application.manual_check = scan_reason, True
            db.session.flush()
        transition = perform("submit", application, by)
        application.submitted_at, application.decided_at = clock.now(), None
        application.submitted_to = application.province_code
        if application.status is Status.REPORTED:
            application.reported_at = application.submitted_at
        announce(application, transition, by)
    return application.status


def withdraw(application: Application, by: Account) -> None:
    """撤回: take a submission back, so that it can be corrected and submitted again."""
    with transaction():
        must_be_own(application, by)
        was_direct = application.status is Status.REPORTED
        transition = perform("withdraw", application, by)
        application.decided_at = None
        if was_direct:
            application.reported_at = None
        announce(application, transition, by)


def usual_due() -> date:
    """Until when a correction returned now has time, where the officer says nothing else."""
    return clock.today() + timedelta(days=current_app.config["SETTINGS"].correction_days)


def return_for_correction(
    action: str,
    application: Application,
    by: Account,
    opinion: str,
    places: Mapping[str, str],
    due: date | None = None,
    *,
    open_all: bool = False,
) -> Transition:
    """退回修改, by the province (`return`) or the ministry (`ministry_return`), with comments tied to places.

    `places`: address → comment; only these are open for changes (`opening/rules.py`), unless `open_all`. `due`: the last
    day to correct; the installation's default when None.
    """
    with transaction():
        wanted = {address: text.strip() for address, text in places.items() if text.strip()}
        transition = perform(action, application, by, comment=opinion, comments=len(wanted))
        transition.places = comments.on_places(wanted, queries.content_of(application))
        application.correction_due = due or usual_due()
        application.decided_at = clock.now()
        application.open_places = None if open_all else widened(wanted, ())
        announce(application, transition, by)
    return transition


def decide(action: str, application: Application, by: Account, opinion: str, **stated: Any) -> Transition:
    """Approve, decline, report, recognise or not: a step with an opinion."""
    with transaction():
        transition = perform(action, application, by, comment=opinion, reason=opinion, **stated)
        now = clock.now()
        application.decided_at = now
        if transition.target is Status.REPORTED:
            application.reported_at = now
        if transition.target is Status.RECOGNISED:
            recognising.establish(application, now.date(), opinion, _overseer(application))
        announce(application, transition, by)
    return transition


def _overseer(application: Application) -> str | None:
    """Its yearly work is reviewed by the province that recommended it.

    What was reported directly is the ministry's, where it works in this installation; otherwise the province's that it is of.
    """
    here = settings().province if profile() is Profile.PROVINCIAL else None
    return here or (None if application.direct else application.submitted_to)


def open_extension(
    purpose: Purpose, year: int, until: date, reason: str, by: Account, province: str | None = None, organisation: Organisation | None = None
) -> Extension:
    """延期: keep a window open until a later day, for one organisation, one province or all."""
    with transaction():
        extension = Extension(
            purpose=purpose,
            year=year,
            until=until,
            province_code=province,
            organisation_id=organisation.id if organisation else None,
            reason=reason,
            opened_at=clock.now(),
            opened_by_id=by.id,
        )
        db.session.add(extension)
        db.session.flush()
        audit.record("extension.opened", extension, by=by, purpose=purpose.value, year=year, until=until.isoformat())
    return extension
