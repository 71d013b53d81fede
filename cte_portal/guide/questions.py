"""常见问题解答: those that come with the portal, as editors changed and added to them, with the portal's facts put in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from .. import wording
from ..catalogue.table import Table
from ..finding import rules as finding

FILE = Path(__file__).with_name("questions.toml")


class Question(Table, frozen=True, kw_only=True):
    key: str
    question: str
    answer: str

    def with_facts(self, facts: Mapping[str, str]) -> Question:
        """
        Raises:
            KeyError: the answer names a fact that there is none of.
        """
        return msgspec.structs.replace(self, answer=wording.filled(self.answer, facts))

    @property
    def parts(self) -> list[str | list[str]]:
        """The answer's paragraphs; a list where lines begin with a hyphen."""
        found: list[str | list[str]] = []
        for block in self.answer.strip().split("\n\n"):
            lines = block.split("\n")
            plain = [line for line in lines if not line.startswith("- ")]
            if plain:
                found.append("".join(plain))
            if items := [line.removeprefix("- ") for line in lines if line.startswith("- ")]:
                found.append(items)
        return found


class Topic(Table, frozen=True, kw_only=True, rename={"questions": "question"}):
    key: str
    title: str
    questions: tuple[Question, ...]


class _File(Table, frozen=True, kw_only=True, rename={"topics": "topic"}):
    topics: tuple[Topic, ...]


@cache
def standard() -> tuple[Topic, ...]:
    """Those that come with the portal."""
    return msgspec.toml.decode(FILE.read_bytes(), type=_File).topics


def standard_question(key: str) -> tuple[Topic, Question] | None:
    """The portal's own of that key."""
    return next(((topic, one) for topic in standard() for one in topic.questions if one.key == key), None)


@dataclass(frozen=True)
class Changed:
    """What editors made of a question: their own words; or withdrawn, with `question` None."""

    topic: str
    key: str
    question: Question | None


def topics(changes: Iterable[Changed] = ()) -> tuple[Topic, ...]:
    """As they are answered now: in the portal's order, what editors added after it."""
    by_key = {one.key: one for one in changes}
    return tuple(msgspec.structs.replace(topic, questions=tuple(_of(topic, by_key))) for topic in standard())


def _of(topic: Topic, changes: Mapping[str, Changed]) -> Iterator[Question]:
    for one in topic.questions:
        change = changes.get(one.key)
        if change is None:
            yield one
        elif change.question is not None and change.topic == topic.key:
            yield change.question
    own = {one.key for one in topic.questions}
    yield from (one.question for one in changes.values() if one.topic == topic.key and one.question is not None and one.key not in own)


@dataclass(frozen=True)
class Found:
    topic: Topic
    question: Question


def sought(among: Sequence[Topic], text: str, facts: Mapping[str, str]) -> Iterator[Found]:
    """Questions that hold every word of the text, in the question first, in the answer then; all where there is no word."""
    words = finding.words(text)
    every = [Found(topic, question.with_facts(facts)) for topic in among for question in topic.questions]
    told = [one for one in every if finding.contains_all(finding.lines([one.question.question, one.question.answer]), words)]
    return iter(sorted(told, key=lambda one: not finding.contains_all(finding.alike(one.question.question), words)) if words else every)
