"""What the authority does: rating, passing, returning, taking back; excusing; reminding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ... import audit, clock, mail
from ...accounts.models import Account
from ...catalogue.duties import DeliverableKind
from ...community.models import Community
from ...community.workflow import COOLING_OFF
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...roles import OFFICERS
from ...transactions import transaction
from .. import queries, rules
from ..models import Deliverable, DeliverableReview, ReviewOutcome
from .following import tell_followers
from .working import DutyRefused, begun, path_of


@dataclass(frozen=True)
class Judged:
    """What the officer says: a rating for each aspect, words, and what follows."""

    ratings: Mapping[str, str]
    comment: str
    outcome: ReviewOutcome


class _NothingIsKept(Exception):
    """Ends a rehearsal."""


def reviews(by: Account, community: Community) -> bool:
    """Whether it is this officer's authority that reviews the community's yearly work."""
    return by.role in OFFICERS and by.province_code == community.overseen_by


def review(found: Deliverable, kind: DeliverableKind, judged: Judged, by: Account, seen: int | None) -> DeliverableReview:
    """Pass or return the handed-in version. `seen`: the revision that the officer had before their eyes.

    Raises:
        DutyRefused: nothing waits, it was withdrawn or changed since, or it is another authority's.
    """
    with transaction():
        db.session.refresh(found)
        if not reviews(by, found.community):
            raise DutyRefused("这个共同体的年度任务不由本单位审核。")
        if seen is not None and seen != found.revision:
            raise DutyRefused(f"您打开页面后，这份材料有了变化，现在是“{found.state.label}”。意见没有发出，填写的内容都在下面，请核对后再办理。")
        if why := rules.why_not_review(found.state, found.is_public):
            raise DutyRefused(why)
        version = queries.handed_in(found)
        assert version is not None
        made = DeliverableReview(
            deliverable_id=found.id,
            version_id=version.id,
            comment=judged.comment.strip(),
            outcome=judged.outcome,
            at=clock.now(),
            by_id=by.id,
            **judged.ratings,
        )
        db.session.add(made)
        found.state, found.revision = judged.outcome.state, found.revision + 1
        if judged.outcome is ReviewOutcome.RETURNED:
            found.publish_on = None
        db.session.flush()
        audit.record(f"deliverable.{judged.outcome.value}", found, by=by, version=version.number, **judged.ratings)
        inboxes.deliver(
            notices.people_of(found.community.organisation_id),
            message(found, kind, made, by),
            path_of(found),
            key_of(made),
            not_before=made.at + COOLING_OFF,
        )
        tell_followers(found)
    return made


def rehearse(found: Deliverable, kind: DeliverableKind, judged: Judged, by: Account, seen: int | None) -> mail.Message:
    """The message that the community would get, word for word; nothing is changed.

    Raises:
        DutyRefused: the decision would be refused.
    """
    written: list[mail.Message] = []
    try:
        with transaction():
            written.append(message(found, kind, review(found, kind, judged, by, seen), by))
            raise _NothingIsKept
    except _NothingIsKept:
        return written[0]


def message(found: Deliverable, kind: DeliverableKind, made: DeliverableReview, by: Account) -> mail.Message:
    asked = queries.catalogue(found.year)
    ratings = [(aspect.label, asked.rating_labels.get(getattr(made, aspect.key), "")) for aspect in asked.aspects]
    facts = {"community": found.community, "year": found.year, "kind": kind, "review": made, "ratings": ratings}
    return mail.worded(f"duty_{made.outcome.value}", by=by.authority.name if by.authority else by.name, **facts)


def key_of(made: DeliverableReview) -> str:
    """What notices about this review are found by."""
    return f"duty_review:{made.id}"


def why_not_take_back(found: Deliverable, by: Account) -> str | None:
    """Why the latest review cannot be taken back, in words."""
    last = queries.latest_review(found)
    if last is None or last.outcome.state is not found.state or last.by.authority_id != by.authority_id:
        return "没有本单位可以收回的意见。"
    if not rules.may_take_back(last.at, clock.now()):
        return "意见作出已超过 10 分钟，不能收回。"
    if found.is_public or queries.draft(found) is not None:
        return "共同体已经据此办理，不能收回。"
    return None


def take_back(found: Deliverable, kind: DeliverableKind, by: Account) -> None:
    """收回意见: it waits for the review again, and who was told is told so.

    Raises:
        DutyRefused: it is too late, another's, or the community acted upon it.
    """
    with transaction():
        db.session.refresh(found)
        if why := why_not_take_back(found, by):
            raise DutyRefused(why)
        last = queries.latest_review(found)
        assert last is not None
        last.taken_back_at = clock.now()
        earlier = queries.latest_review(found)
        same_version = earlier is not None and earlier.version_id == last.version_id
        found.state = earlier.outcome.state if earlier and same_version else rules.State.SUBMITTED
        found.revision += 1
        audit.record("deliverable.review_taken_back", found, by=by, review=last.id)
        inboxes.take_back(key_of(last))
        facts = {"community": found.community, "year": found.year, "kind": kind, "by": by.authority.name if by.authority else by.name}
        told = mail.worded("duty_taken_back", **facts)
        inboxes.deliver(notices.people_of(found.community.organisation_id), told, path_of(found), f"{key_of(last)}:back", by_mail=False)
        tell_followers(found)


def excuse(duties: Sequence[tuple[Community, str]], year: int, reason: str, by: Account) -> int:
    """免除 these duties, each with its community, for the reason; how many were not excused before.

    Raises:
        DutyRefused: one of them is another authority's, or was handed in already.
    """
    count = 0
    with transaction():
        for community, key in duties:
            duty = queries.duty_of(community, year, key)
            if not reviews(by, community) or duty is None:
                raise DutyRefused("这个共同体的年度任务不由本单位审核。")
            if duty.standing is rules.Standing.EXCUSED:
                continue
            if duty.standing in (rules.Standing.SUBMITTED, rules.Standing.PASSED):
                raise DutyRefused(f"“{community.name}”的“{duty.kind.title}”{duty.standing.label}，不需要免除。")
            found = begun(community, year, key)
            found.excused_at, found.excused_by_id, found.excused_reason = clock.now(), by.id, reason.strip()
            found.revision += 1
            audit.record("deliverable.excused", found, by=by, reason=found.excused_reason)
            facts = {"community": community, "year": year, "kind": duty.kind, "reason": found.excused_reason}
            inboxes.tell(notices.people_of(community.organisation_id), "duty_excused", path_of(found), "", **facts)
            count += 1
    return count


def ask_again(found: Deliverable, kind: DeliverableKind, by: Account) -> None:
    """撤销免除: the duty is owed again.

    Raises:
        DutyRefused: it was not excused, or is another authority's.
    """
    with transaction():
        db.session.refresh(found)
        if found.excused_at is None or not reviews(by, found.community):
            raise DutyRefused("这项任务没有由本单位免除。")
        found.excused_at, found.excused_by_id, found.excused_reason = None, None, ""
        found.revision += 1
        audit.record("deliverable.asked_again", found, by=by)
        facts = {"community": found.community, "year": found.year, "kind": kind}
        inboxes.tell(notices.people_of(found.community.organisation_id), "duty_asked_again", path_of(found), "", **facts)
