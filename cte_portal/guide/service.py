"""Changing, adding, withdrawing questions and answers."""

from __future__ import annotations

import secrets

from .. import audit, clock
from ..accounts.models import Account
from ..extensions import db
from ..transactions import transaction
from .models import QuestionVersion
from .questions import Question, Topic


def save(topic: str, key: str, question: str, answer: str, by: Account) -> str:
    """Answer it like this from now on; a new one where there is no key. The key."""
    key = key or f"q-{secrets.token_hex(4)}"
    _keep(QuestionVersion(topic=topic, key=key, question=question, answer=answer, withdrawn=False), "question.saved", by)
    return key


def withdraw(topic: Topic, one: Question, by: Account) -> None:
    """Nobody sees it any more; its words stay for when it is restored."""
    _keep(QuestionVersion(topic=topic.key, key=one.key, question=one.question, answer=None, withdrawn=True), "question.withdrawn", by)


def restore(topic: Topic, one: Question, own: bool, by: Account) -> None:
    """Show it again as it stood; `own`: with the editors' words, otherwise the portal's."""
    answer = one.answer if own else None
    _keep(QuestionVersion(topic=topic.key, key=one.key, question=one.question, answer=answer, withdrawn=False), "question.restored", by)


def _keep(version: QuestionVersion, action: str, by: Account) -> None:
    with transaction():
        version.changed_at, version.changed_by_id = clock.now(), by.id
        db.session.add(version)
        db.session.flush()
        audit.record(action, version, by=by, key=version.key, question=version.question)
