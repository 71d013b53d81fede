"""常见问题解答: topics and questions as they are kept, with the portal's facts put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

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
        return msgspec.structs.replace(self, answer=self.answer.format_map(facts))

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
def topics() -> tuple[Topic, ...]:
    return msgspec.toml.decode(FILE.read_bytes(), type=_File).topics


@dataclass(frozen=True)
class Found:
    topic: Topic
    question: Question


def sought(text: str, facts: Mapping[str, str]) -> Iterator[Found]:
    """Questions that hold every word of the text, in the question first, in the answer then; all where there is no word."""
    words = finding.words(text)
    every = [Found(topic, question.with_facts(facts)) for topic in topics() for question in topic.questions]
    told = [one for one in every if finding.contains_all(finding.lines([one.question.question, one.question.answer]), words)]
    return iter(sorted(told, key=lambda one: not finding.contains_all(finding.alike(one.question.question), words)) if words else every)
