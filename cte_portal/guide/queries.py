"""What is asked of the questions' store."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ..extensions import db
from ..web.paging import Page, paged
from . import questions
from .models import QuestionVersion
from .questions import Changed, Question, Topic


def _newest() -> Select[QuestionVersion]:
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.key)
    return select(QuestionVersion).where(QuestionVersion.id.in_(newest)).order_by(QuestionVersion.id)


def topics() -> tuple[Topic, ...]:
    """The questions as they are answered now, in one query."""
    return questions.topics(_changed(one) for one in db.session.scalars(_newest()) if one.withdrawn or one.answer is not None)


def _changed(one: QuestionVersion) -> Changed:
    own = None if one.withdrawn or one.answer is None else Question(key=one.key, question=one.question, answer=one.answer)
    return Changed(one.topic, one.key, own)


def withdrawn() -> Sequence[QuestionVersion]:
    """Those that nobody sees at present."""
    return db.session.scalars(_newest().where(QuestionVersion.withdrawn)).all()


def changed_keys() -> set[str]:
    """Of those that say something else than the portal's own."""
    return set(db.session.scalars(_newest().where(QuestionVersion.answer.is_not(None)).with_only_columns(QuestionVersion.key)))


def found(key: str) -> tuple[Topic, Question] | None:
    """The question as it is answered now, or as it stood when it was withdrawn."""
    if held := next(((topic, one) for topic in topics() for one in topic.questions if one.key == key), None):
        return held
    last = db.session.scalar(
        select(QuestionVersion).where(QuestionVersion.key == key, QuestionVersion.answer.is_not(None)).order_by(QuestionVersion.id.desc()).limit(1)
    )
    if last is not None and last.answer is not None:
        return _topic(last.topic), Question(key=key, question=last.question, answer=last.answer)
    return questions.standard_question(key)


def _topic(key: str) -> Topic:
    return next(one for one in questions.standard() if one.key == key)


def history(key: str, page: int) -> Page[QuestionVersion]:
    query = select(QuestionVersion).where(QuestionVersion.key == key).options(joinedload(QuestionVersion.changed_by))
    return paged(query.order_by(QuestionVersion.id.desc()), page, 20)


def is_withdrawn(key: str) -> bool:
    newest = db.session.scalar(select(QuestionVersion).where(QuestionVersion.key == key).order_by(QuestionVersion.id.desc()).limit(1))
    return newest is not None and newest.withdrawn
