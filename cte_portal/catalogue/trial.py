"""A new edition of the form is tried: what it asks otherwise than an old one, and what of filled forms would not fit it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..named import Named
from .carrying_over import carried_over
from .content import Content, Values
from .fields import Field
from .kinds import AsTyped, read, typed
from .schema import Edition, FormDefinition, Section

Labels = Mapping[str, str]  # of a field's options
LabelsOf = Callable[[Content], Callable[[Field], Labels]]


class Kind(Named):
    """Why something does not fit."""

    NO_SECTION = "no_section", "新版没有这个栏目"
    NO_FIELD = "no_field", "新版没有这一项"
    NO_CATEGORY = "no_category", "新版没有这类佐证材料"
    TOO_MANY_ROWS = "too_many_rows", "行数超过新版的上限"
    WRONG = "wrong", "填写的内容不合新版的要求"


@dataclass(frozen=True)
class Misfit:
    """One place of a form that does not fit; `where` in words, never what was typed there. `why`: as a filler would be told."""

    where: str
    kind: Kind
    why: str = ""


def misfits(content: Content, new: Edition, labels_of: LabelsOf) -> set[Misfit]:
    """What of the content would be lost or wrong under the new edition; what was wrong already does not count."""
    found = set(_evidence(content, new))
    carried = carried_over(content, new, content.year)
    labels = labels_of(carried)
    for section in content.definition.sections:
        held = [(values, row) for row, values in content.holders(section) if any(value is not None for value in values.values())]
        if not held:
            continue
        there = new.by_key.get(section.key)
        if there is None or there.rows is not section.rows:
            found.add(Misfit(section.heading, Kind.NO_SECTION))
            continue
        if there.rows and len(content.rows(section.key)) > there.max_rows:
            found.add(Misfit(there.heading, Kind.TOO_MANY_ROWS, f"最多 {there.max_rows} 行"))
        now = dict(carried.holders(there))
        for values, row in held:
            found |= set(_values(section, there, values, now.get(row, {}), labels))
    return found


def _values(before: Section, section: Section, values: Values, now: Values, labels: Callable[[Field], Labels]) -> Iterator[Misfit]:
    for field in before.fields:
        value = values.get(field.key)
        if value is None or isinstance(value, AsTyped):
            continue
        there = section.by_key.get(field.key)
        where = f"{section.heading} / {(there or field).label}"
        if there is None:
            yield Misfit(where, Kind.NO_FIELD)
        elif problem := read(there, typed(there, now.get(field.key)), labels(there))[1]:
            yield Misfit(where, Kind.WRONG, problem)


def _evidence(content: Content, new: Edition) -> Iterator[Misfit]:
    titles = {category.key: category.title for category in content.definition.evidence.categories}
    known = {category.key for category in new.evidence.categories}
    for item in content.evidence:
        if item.category not in known:
            yield Misfit(f"佐证材料 / {titles.get(item.category, item.category)}", Kind.NO_CATEGORY)


def differences(old: Edition, new: Edition) -> Iterator[str]:
    """What the new edition asks otherwise, in words, in its order: in the application, then in its further forms and lists."""
    yield from _between(old, new, "")
    for kind, form in new.further.items():
        if kind in old.further:
            yield from _between(old.further[kind], form, f"《{form.form.title}》")
        else:
            yield f"增加表格：{form.form.title}"
    yield from (f"删去表格：{form.form.title}" for kind, form in old.further.items() if kind not in new.further)


def _between(old: FormDefinition, new: FormDefinition, of: str) -> Iterator[str]:
    for section in new.sections:
        before = old.by_key.get(section.key)
        if before is None:
            yield f"增加栏目：{of}{section.heading}"
            continue
        heading = of + section.heading
        for field in section.fields:
            yield from _changed(heading, before.by_key.get(field.key), field)
        yield from (f"删去：{heading} / {field.label}" for field in before.fields if field.key not in section.by_key)
    yield from (f"删去栏目：{of}{section.heading}" for section in old.sections if section.key not in new.by_key)
    before_titles = {one.key: one.title for one in old.evidence.categories}
    now_titles = {one.key: one.title for one in new.evidence.categories}
    yield from (f"增加佐证材料：{of}{title}" for key, title in now_titles.items() if key not in before_titles)
    yield from (f"删去佐证材料：{of}{title}" for key, title in before_titles.items() if key not in now_titles)


def _changed(heading: str, before: Field | None, now: Field) -> Iterator[str]:
    where = f"{heading} / {now.label}"
    if before is None:
        yield f"增加：{where}"
        return
    if before.label != now.label:
        yield f"改名：{heading} / {before.label} → {now.label}"
    if before.type is not now.type:
        yield f"改为另一种填法：{where}"
    if before.required is not now.required:
        yield f"{'改为必填' if now.required else '改为选填'}：{where}"
    if before.max != now.max:
        yield f"上限由 {before.max or '不限'} 改为 {now.max or '不限'}：{where}"
    if gone := [label for key, label in before.option_labels.items() if key not in now.option_labels]:
        yield f"删去选项“{'”“'.join(gone)}”：{where}"
