"""What the community does: drafts, handing in, taking back, publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import IO

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.duties import DeliverableKind
from ...community.models import Community
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ...uploads import rules as file_rules
from ...uploads import service as uploads
from ...web.errors import Refused
from .. import queries, rules
from ..models import Deliverable, DeliverableVersion
from ..rules import State
from .following import tell_followers

FILE_KINDS = ("pdf", "docx")
MOST_MB = 50


class DutyRefused(Refused):
    """It cannot be done now; the message says why."""


@dataclass(frozen=True)
class Details:
    """What is said of a file."""

    title: str
    summary: str = ""
    published_elsewhere_on: date | None = None
    survey_methods: str = ""
    sample_size: int | None = None


def begun(community: Community, year: int, key: str) -> Deliverable:
    """What is stored of the duty; made when there is nothing yet, inside the caller's transaction."""
    found = queries.deliverable(community, year, key)
    if found is None:
        found = Deliverable(community_id=community.id, year=year, key=key, state=State.IN_PROGRESS, revision=1, started_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


Upload = tuple[IO[bytes], str]  # what was sent, and its name


def save(community: Community, year: int, kind: DeliverableKind, details: Details, file: Upload | None, by: Account) -> DeliverableVersion:
    """Keep the draft: the next version, or the one that is worked on. Without a file the draft keeps the one it has.

    Raises:
        FileRefused: the file is not a whole PDF or DOCX.
        DutyRefused: it is owed no more, waits for the authority, or has passed.
    """
    received = uploads.receive(file[0], file_rules.clean_name(file[1]), FILE_KINDS, MOST_MB) if file else None
    with transaction():
        must_be_owed(community, year, kind)
        found = begun(community, year, kind.key)
        if found.state not in (State.IN_PROGRESS, State.RETURNED):
            raise DutyRefused(f"“{kind.title}”现在是“{found.state.label}”，不能修改。")
        version = queries.draft(found) or next_version(found, by)
        version.title, version.summary = details.title, details.summary
        version.published_elsewhere_on = details.published_elsewhere_on
        version.survey_methods, version.sample_size = details.survey_methods, details.sample_size
        version.saved_at, version.saved_by_id = clock.now(), by.id
        if received and file:
            uploads.register(received)
            version.sha256 = received.sha256
            version.file_name = file_rules.named(file_rules.clean_name(file[1]), received.kind)
        audit.record("deliverable.saved", found, by=by, version=version.number, sha256=version.sha256)
    return version


def must_be_owed(community: Community, year: int, kind: DeliverableKind) -> None:
    if not kind.handed_in or year not in queries.years_of(community) or queries.duty_of(community, year, kind.key) is None:
        raise DutyRefused(f"{year} 年度没有需要上传的“{kind.title}”。")


def next_version(found: Deliverable, by: Account) -> DeliverableVersion:
    """A new one, with what the one before holds, so that only what changes is typed. What was printed from a form is no file of theirs."""
    before = found.versions[0] if found.versions else None
    file = before if before and before.content is None else None
    version = DeliverableVersion(
        deliverable_id=found.id,
        number=(before.number if before else 0) + 1,
        title=before.title if before else "",
        summary=before.summary if before else "",
        published_elsewhere_on=before.published_elsewhere_on if before else None,
        survey_methods=before.survey_methods if before else "",
        sample_size=before.sample_size if before else None,
        file_name=file.file_name if file else "",
        sha256=file.sha256 if file else None,
        saved_at=clock.now(),
        saved_by_id=by.id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def submit(found: Deliverable, kind: DeliverableKind, by: Account) -> None:
    """Hand the draft in to the authority. Late work is taken and marked.

    Raises:
        DutyRefused: something is missing, or there is no draft.
    """
    with transaction():
        db.session.refresh(found)
        must_be_owed(found.community, found.year, kind)
        version = queries.draft(found)
        if version is None or found.state not in (State.IN_PROGRESS, State.RETURNED):
            raise DutyRefused("没有可以提交的新稿。")
        if lacking := rules.missing(kind, held(version)):
            raise DutyRefused(f"还缺：{'、'.join(lacking)}。补齐后再提交。")
        hand_in(version, kind, by)


def hand_in(version: DeliverableVersion, kind: DeliverableKind, by: Account) -> None:
    """The version waits for the authority from now on, which is told. Inside the caller's transaction."""
    found, now = version.deliverable, clock.now()
    version.submitted_at, version.submitted_by_id = now, by.id
    found.state, found.revision = State.SUBMITTED, found.revision + 1
    found.submitted_at = found.submitted_at or now
    audit.record("deliverable.submitted", found, by=by, version=version.number)
    db.session.flush()
    officers = notices.officers_of(found.community.overseen_by)
    facts = {"community": found.community, "year": found.year, "kind": kind, "version": version}
    inboxes.tell(officers, "duty_submitted", path_of(found), f"duty_version:{version.id}", **facts)
    tell_followers(found)


def path_of(found: Deliverable) -> str:
    """Its page, for everybody who works on it."""
    return f"/duties/{found.community_id}/{found.year}/{found.key}"


def held(version: DeliverableVersion | None) -> rules.Held:
    if version is None:
        return rules.Held()
    return rules.Held(version.title, version.summary, version.sha256 is not None, version.survey_methods, version.sample_size)


def withdraw(found: Deliverable, by: Account) -> None:
    """Take the handed-in version back, until the authority acts. What was taken back was never handed in.

    Raises:
        DutyRefused: the authority has acted, or nothing was handed in.
    """
    with transaction():
        db.session.refresh(found)
        version = queries.handed_in(found)
        if found.state is not State.SUBMITTED or version is None:
            raise DutyRefused("主管部门已经办理，或没有等待审核的材料，不能撤回。")
        version.withdrawn_at = clock.now()
        earlier = queries.latest_review(found)
        found.state = State.RETURNED if earlier else State.IN_PROGRESS
        found.submitted_at = min((one.submitted_at for one in found.versions if one.submitted_at and not one.withdrawn_at), default=None)
        found.revision += 1
        if version.content is None:
            next_version(found, by)
        audit.record("deliverable.withdrawn", found, by=by, version=version.number)
        inboxes.take_back(f"duty_version:{version.id}")
        tell_followers(found)


def publish(found: Deliverable, kind: DeliverableKind, by: Account | None) -> None:
    """Put the passed version on the public site, now. `by` None: its day has come.

    Raises:
        DutyRefused: it has not passed, is public already, or is nothing that is published.
    """
    with transaction():
        db.session.refresh(found)
        if why := rules.why_not_publish(kind, found.state, found.is_public):
            raise DutyRefused(why)
        version = queries.handed_in(found)
        found.published_at, found.published_version_id = clock.now(), version.id if version else None
        found.withdrawn_at, found.withdrawn_reason, found.publish_on = None, "", None
        found.revision += 1
        audit.record("deliverable.published", found, by=by, version=version.number if version else None)


def set_day(found: Deliverable, kind: DeliverableKind, day: date | None, by: Account) -> None:
    """Have it published by itself on that day, or not.

    Raises:
        DutyRefused: the day is over, or it cannot be published.
    """
    with transaction():
        db.session.refresh(found)
        if why := rules.why_not_publish(kind, found.state, found.is_public):
            raise DutyRefused(why)
        if day and day <= clock.today():
            raise DutyRefused("发布日期应在今天之后；今天发布请点“立即发布”。")
        found.publish_on, found.revision = day, found.revision + 1
        audit.record("deliverable.publication_set", found, by=by, day=day.isoformat() if day else None)


def unpublish(found: Deliverable, reason: str, by: Account) -> None:
    """Take it off the public site; its page stays and says so, with the reason.

    Raises:
        DutyRefused: it is not public.
    """
    with transaction():
        db.session.refresh(found)
        if not found.is_public:
            raise DutyRefused("现在没有在公众网站发布。")
        found.withdrawn_at, found.withdrawn_reason = clock.now(), reason.strip()
        found.revision += 1
        audit.record("deliverable.unpublished", found, by=by, reason=found.withdrawn_reason)
        officers = notices.officers_of(found.community.overseen_by)
        kind = queries.catalogue(found.year).by_key[found.key]
        facts = {"community": found.community, "year": found.year, "kind": kind, "reason": found.withdrawn_reason}
        inboxes.tell(officers, "duty_unpublished", path_of(found), "", **facts)


def publish_due() -> int:
    """Job, every hour: what is to be published by itself today; how many."""
    count = 0
    for identity in queries.waiting_for_publication(clock.today()):
        found = db.session.get_one(Deliverable, identity)
        if found.community.recognised_on is None:
            continue
        publish(found, queries.catalogue(found.year).by_key[found.key], None)
        count += 1
    return count
