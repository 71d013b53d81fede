"""Reading what was typed into a section or row, and saying what is missing or wrong with what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .content import Content, Values
from .fields import Condition, Field, FieldType
from .kinds import Labels, Value, read, typed
from .schema import Section

LEFT_OPEN = "××"  # stands in examples and samples for what everybody has of their own
OptionRule = Callable[[Content], Mapping[str, str]]


@dataclass(frozen=True)
class Reading:
    """What was typed, read: a value for every field (None where the box was empty) and the problems by field."""

    values: dict[str, Value]
    problems: dict[str, str]


def labels_for(field: Field, content: Content, option_rules: Mapping[str, OptionRule]) -> Labels:
    """Option key → label for a field whose options depend on the application; empty for all others."""
    if field.type in (FieldType.MEMBER, FieldType.MEMBERS):
        return content.members
    return option_rules[field.options_from](content) if field.options_from else {}


def read_typed(section: Section, typed_in: Mapping[str, Sequence[str]], labels: Callable[[Field], Labels]) -> Reading:
    """Read the boxes of a section or of one row. Nothing is refused: a wrong value is kept as typed."""
    values: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for field in section.fields:
        value, problem = read(field, typed_in.get(field.key, ()), labels(field))
        values[field.key] = value
        if problem:
            problems[field.key] = problem
    return Reading(values, problems)


def asked(field: Field, values: Values) -> bool:
    """Whether the field is asked at all, given the other values of its section or row."""
    return field.only_if is None or holds(field.only_if, values)


def holds(condition: Condition, values: Values) -> bool:
    value = values.get(condition.field)
    given = value if isinstance(value, tuple) else (("yes" if value else "no",) if isinstance(value, bool) else (value,))
    return any(item in condition.any_of for item in given)


def missing_or_wrong(section: Section, values: Values, labels: Callable[[Field], Labels]) -> list[tuple[Field, str]]:
    """(field, sentence) for each required value that is missing and each kept value that is not right.

    What is not asked is not looked at: it is neither printed nor shown to officers.
    """
    found: list[tuple[Field, str]] = []
    for field in section.fields:
        value = values.get(field.key)
        if not asked(field, values):
            continue
        if value is None:
            if field.required:
                found.append((field, f"请填写“{field.label}”"))
            continue
        _, problem = read(field, typed(field, value), labels(field))
        if problem and not (field.excused_by and values.get(field.excused_by)):
            found.append((field, problem))
    return found


def suspicious(section: Section, values: Values, today: date | None = None) -> list[tuple[Field, str]]:
    """(field, sentence) for each number that looks as if it was typed in the wrong unit, each text that is not finished.

    With `today` also for each day that should have come by then.
    """
    found: list[tuple[Field, str]] = []
    for field in section.fields:
        value = values.get(field.key)
        if not asked(field, values):
            continue
        if isinstance(value, str) and LEFT_OPEN in value and field.type in (FieldType.TEXT, FieldType.LONG_TEXT):
            found.append((field, f"“{field.label}”中还有“{LEFT_OPEN}”，请换成实际内容"))
        if today and field.past and isinstance(value, date) and value > today:
            found.append((field, f"“{field.label}”填了 {value}，晚于今天，请核对"))
        if field.typical_max is None:
            continue
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and value > field.typical_max:
            tail = f"，是否把元当成了万元？按万元填写应为 {value / 10000:,.2f}" if field.type is FieldType.MONEY else "，请核对"
            found.append((field, f"“{field.label}”填了 {value:,}{field.unit}，数值异常大{tail}"))
    return found
