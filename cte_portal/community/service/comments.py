"""Officers' comments on places, and what the applicant does about them: answers in words, ticks, or both."""

from __future__ import annotations

from collections.abc import Mapping

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.models import Account
from ...catalogue.content import Content
from ...transactions import transaction
from ...web.errors import Refused
from .. import comments as rules
from .. import queries
from ..models import Application, PlaceComment


class AnswerRefused(Refused):
    """The answer was not kept; the message says why."""


def on_places(said: Mapping[str, str], content: Content) -> list[PlaceComment]:
    """Comments to hang on a transition. `said`: place → text; `content`: what the officer read."""
    return [PlaceComment(place=place, words=rules.called(content, place), text=text, held=rules.held(content, place)) for place, text in said.items()]


def answer(application: Application, comment: PlaceComment, text: str, done: bool, shown: str, by: Account) -> None:
    """Answer a comment in words, tick it off as dealt with, or take either back. `shown`: the mark of the answer that stood there.

    Raises:
        AnswerRefused: too long, written over somebody else's, or too late.
    """
    text = text.replace("\r\n", "\n").strip()
    with transaction():
        if not application.status.editable or not is_current(application, comment):
            raise AnswerRefused(f"申报当前状态是“{application.status.label}”，这一条的答复现在不能修改。")
        if len(text) > rules.LONGEST_ANSWER:
            raise AnswerRefused(f"答复最多 {rules.LONGEST_ANSWER} 字，现在 {len(text)} 字，请删去 {len(text) - rules.LONGEST_ANSWER} 字。")
        if rules.mark_of(comment.answer) != shown and comment.answer != text:
            raise AnswerRefused("您填写期间，同事改了这一条的答复，见“现在的答复”。您写的还没有保存，请合并后再保存。")
        if text != comment.answer:
            comment.answer, comment.answered_at = text, clock.now() if text else None
        comment.done_at = (comment.done_at or clock.now()) if done else None
        audit.record("comment.answered", application, by=by, comment=comment.id, answered=bool(text), done=done)
        accounts.forget_input(by, path(application, comment))


def path(application: Application, comment: PlaceComment) -> str:
    """The address of the comment's own page; kept input is found by it."""
    return f"/applications/{application.id}/comments/{comment.id}"


def is_current(application: Application, comment: PlaceComment) -> bool:
    """Whether the comment still waits for the applicant: it was made after the last submission."""
    return any(one.id == comment.id for one in queries.comments_on(application))
