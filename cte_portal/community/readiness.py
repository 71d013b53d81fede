"""The readiness check (自查): everything that would stop 定稿, and everything worth a second look. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..catalogue.address import EVIDENCE, Address
from ..catalogue.content import Content, Values
from ..catalogue.fields import Field, Level
from ..catalogue.kinds import Labels, Value, show
from ..catalogue.reading import asked, missing_or_wrong, suspicious
from ..catalogue.schema import Section
from .rules import CHECKS, labels_in

MANY_USES, MOST_ALIKE = 3, 10
Unprintable = Callable[[str], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Finding:
    level: Level
    address: Address
    text: str

    @property
    def blocking(self) -> bool:
        return self.level is Level.BLOCKING


def findings(content: Content, similar: Sequence[str] = (), unprintable: Unprintable | None = None, today: date | None = None) -> list[Finding]:
    """All findings, blocking ones first, then in the order of the form.

    `similar`: names of other communities of the same industry whose name is alike.
    `today`: what should have happened by then is asked for its day; None: not looked at.
    `unprintable`: the characters of a text that no installed font has, each with what to do about it; None: not looked for.
    """
    labels = labels_in(content)
    found: list[Finding] = []
    for section in content.definition.sections:
        found.extend(_section(content, section, labels, today))
    found.extend(_evidence(content))
    if unprintable:
        found.extend(_unprintable(content, labels, unprintable))
    found.extend(_named_alike(similar))
    return sorted(dict.fromkeys(found), key=lambda finding: not finding.blocking)  # several lists may name one rule that looks at all of them


def _named_alike(similar: Sequence[str]) -> Iterator[Finding]:
    place = Address("cover", field="community_name")
    for name in similar[:MOST_ALIKE]:
        yield Finding(Level.WARNING, place, f"同一行业已有名称相近的共同体“{name}”，请核对是否重复申报")
    if len(similar) > MOST_ALIKE:
        yield Finding(Level.WARNING, place, f"同一行业名称相近的共同体还有 {len(similar) - MOST_ALIKE} 个，没有一一列出")


def _section(content: Content, section: Section, labels: Callable[[Field], Labels], today: date | None) -> Iterator[Finding]:
    if section.rows:
        for number, row in enumerate(content.rows(section.key), start=1):
            yield from _values(section, row.id, row.values, labels, today, f"第 {number} 行：")
        yield from _list(content, section, labels)
    else:
        yield from _values(section, None, content.values(section.key), labels, today)
    for check in section.checks:
        for address, text in CHECKS[check.rule](content):
            yield Finding(check.level, address, text)


def _values(
    section: Section, row: str | None, values: Values, labels: Callable[[Field], Labels], today: date | None, before: str = ""
) -> Iterator[Finding]:
    for field, text in missing_or_wrong(section, values, labels):
        yield Finding(Level.BLOCKING, Address(section.key, row, field.key), before + text)
    for field, text in suspicious(section, values, today):
        yield Finding(Level.WARNING, Address(section.key, row, field.key), before + text)


def _list(content: Content, section: Section, labels: Callable[[Field], Labels]) -> Iterator[Finding]:
    rows = content.rows(section.key)
    if len(rows) < section.min_rows:
        yield Finding(Level.BLOCKING, Address(section.key), f"“{section.title}”至少填写 {section.min_rows} 条，现在 {len(rows)} 条")
    if len(rows) > section.max_rows:
        yield Finding(Level.BLOCKING, Address(section.key), f"“{section.title}”最多 {section.max_rows} 条，现在 {len(rows)} 条")
    for key in section.unique:
        field, seen = section.by_key[key], dict[Value, int]()
        for number, row in enumerate(rows, start=1):
            value = row.values.get(key)
            if value is not None and value in seen:
                text = f"第 {number} 行的“{field.label}”与第 {seen[value]} 行相同：{show(field, value, labels(field))}"
                yield Finding(Level.BLOCKING, Address(section.key, row.id, key), text)
            elif value is not None:
                seen[value] = number


def _evidence(content: Content) -> Iterator[Finding]:
    counts = Counter(item.category for item in content.evidence)
    for category in content.definition.evidence.categories:
        address = Address(EVIDENCE, field=category.key)
        if category.required and not counts[category.key]:
            yield Finding(Level.BLOCKING, address, f"请上传佐证材料“{category.title}”")
    if content.definition.evidence.shared:
        return
    for sha256, uses in Counter(item.sha256 for item in content.evidence).items():
        if uses >= MANY_USES:
            name = next(item.name for item in content.evidence if item.sha256 == sha256)
            yield Finding(Level.WARNING, Address(EVIDENCE), f"文件“{name}”在佐证材料中用了 {uses} 次，请核对是否上传有误")


def _unprintable(content: Content, labels: Callable[[Field], Labels], unprintable: Unprintable) -> Iterator[Finding]:
    """What could only be printed as a blank is found before it is frozen (GB 18030-2022)."""
    texts = list(_texts(content, labels))
    advice = dict(unprintable("".join(text for _, _, text in texts)))
    if not advice:
        return
    for address, label, text in texts:
        for character in dict.fromkeys(text):
            if character in advice:
                where = f"“{label}”中的“{character}”（U+{ord(character):04X}）"
                yield Finding(Level.BLOCKING, address, f"{where}无法打印：{advice[character]}")


def _texts(content: Content, labels: Callable[[Field], Labels]) -> Iterator[tuple[Address, str, str]]:
    """(place, label, text) of everything that will be printed."""
    for section in content.definition.sections:
        holders = [(row.id, row.values) for row in content.rows(section.key)] if section.rows else [(None, content.values(section.key))]
        for row, values in holders:
            for field in section.fields:
                text = show(field, values.get(field.key), labels(field))
                if text and asked(field, values):
                    yield Address(section.key, row, field.key), field.label, text
    for item in content.evidence:
        yield Address(EVIDENCE, field=item.category), "文件名", item.name


class SectionState:
    """Words and tones for the task list."""

    NOT_STARTED = ("未开始", "neutral")
    IN_PROGRESS = ("填写中", "amber")
    COMPLETE = ("已完成", "green")
    TO_CORRECT = ("需修改", "red")
    TAKEN_OVER = ("沿用上年，待核对", "amber")


def state_of(started: bool, blocking: int, open_comments: int, taken_over: bool = False) -> tuple[str, str]:
    """(label, tone) of a section on the task list. `taken_over`: from an earlier year, and nobody has looked at it."""
    if open_comments:
        return SectionState.TO_CORRECT
    if taken_over:
        return SectionState.TAKEN_OVER
    if not started:
        return SectionState.NOT_STARTED
    return SectionState.IN_PROGRESS if blocking else SectionState.COMPLETE
