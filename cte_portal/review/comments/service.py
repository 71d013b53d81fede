"""Writing comments at places while reading, and clearing them away once they went out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from ... import audit, clock
from ...accounts.models import Account, Authority
from ...community.comments import mark_of, there
from ...community.models import Application
from ...community.service import lifecycle
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .. import reading
from . import queries, rules
from .models import DraftComment
from .rules import Hand


class CommentRefused(Refused):
    """The comment was not kept; the message says why."""


class WrittenMeanwhile(CommentRefused):
    """A colleague wrote at the same place."""


def put(application: Application, place: str, text: str, by: Account, shown: str | None = None) -> DraftComment:
    """Keep what the officer's authority means to say of one place, in place of what it meant to say so far.

    `shown`: the mark (`community.comments.mark_of`) of the text that stood there when the officer began; None: write over whatever stands.
    An application that was taken back or returned meanwhile does not lose the text: it waits for the next submission.

    Raises:
        CommentRefused: no such place, nothing written, too long, or the application is decided.
        WrittenMeanwhile: somebody else changed the text since.
    """
    text = text.replace("\r\n", "\n").strip()
    with transaction():
        kept = queries.draft(application, by.authority_id, place)
        stands = kept.text if kept and kept.removed_at is None else ""
        if stands != text or not text:
            _check(application, place, text, by)
            if shown is not None and shown != mark_of(stands):
                raise WrittenMeanwhile("您填写期间，同事写了或改了这一处的意见，见“现在的意见”。您写的还没有保存，请合并后再保存。")
        if kept is None:
            assert by.authority_id is not None
            kept = DraftComment(application_id=application.id, authority_id=by.authority_id, place=place)
            db.session.add(kept)
        kept.text, kept.by_id, kept.at, kept.removed_at = text, by.id, clock.now(), None
        audit.record("draft_comment.written", application, by=by, place=place)
    return kept


def _check(application: Application, place: str, text: str, by: Account) -> None:
    content = reading.content_read(application, by)
    if content is None or there(content, place) is None:
        raise CommentRefused(f"申报书里没有这个位置：{place[:60]}。可能已被申报单位删去，请另选一处填写意见。")
    if not text:
        raise CommentRefused("请写明意见。")
    if len(text) > rules.LONGEST:
        raise CommentRefused(f"意见最多 {rules.LONGEST} 字，现在 {len(text)} 字，请删去 {len(text) - rules.LONGEST} 字。")
    if hand(application, by) is Hand.OVER:
        raise CommentRefused(f"申报当前状态是“{application.status.label}”，不能再写意见。您写的没有保存，请自行复制留存。")


def hand(application: Application, by: Account) -> Hand:
    """Whose turn it is with this application, as this officer sees it."""
    return rules.hand_of(lifecycle.profile(), by.role, application.status, application.pre_review_asked, application.city_asked_id is not None)


def remove(application: Application, place: str, by: Account) -> None:
    """Take a draft away; it can be brought back."""
    with transaction():
        kept = queries.draft(application, by.authority_id, place)
        if kept and kept.removed_at is None:
            kept.removed_at = clock.now()
            audit.record("draft_comment.removed", application, by=by, place=place)


def restore(application: Application, place: str, by: Account) -> None:
    """Bring a removed draft back."""
    with transaction():
        kept = queries.draft(application, by.authority_id, place)
        if kept and kept.removed_at is not None:
            kept.removed_at = None
            audit.record("draft_comment.restored", application, by=by, place=place)


def put_back(application: Application, said: Mapping[str, str], by: Account) -> None:
    """Comments (place → text) that had gone out wait again, inside the use case that took them back; newer drafts stay."""
    written = {draft.place for draft in queries.drafts(application, by.authority_id)}
    for place, text in said.items():
        with suppress(CommentRefused):  # one that no place can take any more stays in the timeline only
            if place not in written:
                put(application, place, text, by)


def discard_all(application: Application, authority: Authority | None) -> None:
    """Clear the authority's drafts away, inside the use case that sent them out."""
    with transaction():
        for draft in db.session.query(DraftComment).filter_by(application_id=application.id, authority_id=authority.id if authority else None):
            db.session.delete(draft)
