"""Refuses what an edition's files may not say beyond their shape: doubled keys, rules that do not exist, conditions that can never hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from .fields import Condition, Field, FieldType
from .indicators import Measure
from .schema import Section, SectionShape

KEY = re.compile(r"[a-z][a-z0-9_]*")
DAYS_OF_EVERY_YEAR = {f"{date(2023, 1, 1) + timedelta(days=day):%m-%d}" for day in range(365)}


class CatalogueError(Exception):
    """An edition that cannot be used; the message names file, key and reason."""

    def __init__(self, file: Path, key: str, reason: str):
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"表单目录有误，无法启动。文件：{file}；位置：{key or '整个文件'}；原因：{reason}")


@dataclass(frozen=True)
class RuleNames:
    """The names of the pure functions an edition may refer to."""

    checks: Collection[str]
    figures: Collection[str]
    options: Collection[str]
    derived: Collection[str] = ()


def check_shape(file: Path, shape: SectionShape, rules: RuleNames) -> None:
    keys = [field.key for field in shape.fields]
    if not keys or (shape.rows and shape.indicators):
        raise CatalogueError(file, "field", "栏目没有要填的内容，或列表中写了指标")
    for field in shape.fields:
        _check_field(file, field, shape.fields, rules)
    if not shape.rows and (shape.unique or shape.totals or shape.min_rows):
        raise CatalogueError(file, "rows", "unique、totals、min_rows 只用于列表，列表要写明 rows = true")
    if shape.min_rows > shape.max_rows:
        raise CatalogueError(file, "min_rows", f"最少行数 {shape.min_rows} 大于最多行数 {shape.max_rows}")
    named = [("unique", key) for key in shape.unique] + [("totals", key) for key in shape.totals]
    named += [("member_name", shape.member_name)] if shape.member_name else []
    named += [(f"check.{check.rule}", check.field) for check in shape.checks if check.field]
    for where, key in named:
        if key not in keys:
            raise CatalogueError(file, where, f"字段“{key}”不存在")
    for check in shape.checks:
        if check.rule not in rules.checks:
            raise CatalogueError(file, f"check.{check.rule}", "没有这条校验规则")
    once(file, "derived", [*keys, *(one.key for one in shape.derived)], "栏目")
    in_table = {field.key for field in shape.fields if field.in_table}
    for one in shape.derived:
        if one.rule not in rules.derived:
            raise CatalogueError(file, f"derived.{one.key}", f"没有这条计算规则：{one.rule}")
        if not shape.rows or one.after not in in_table:
            raise CatalogueError(file, f"derived.{one.key}", f"只有列表的列能由别的列算出，after 要写列表中显示的一列，现在是“{one.after}”")
    once(file, "figure", [figure.key for figure in shape.figures], "自动计算项")
    for figure in shape.figures:
        if figure.rule not in rules.figures:
            raise CatalogueError(file, f"figure.{figure.key}", f"没有这个自动计算项：{figure.rule}")


def _check_field(file: Path, field: Field, siblings: Sequence[Field], rules: RuleNames) -> None:
    keys = [sibling.key for sibling in siblings]

    def refuse(reason: str) -> CatalogueError:
        return CatalogueError(file, f"field.{field.key}", reason)

    if keys.count(field.key) > 1:
        raise refuse("字段的 key 重复")
    if not KEY.fullmatch(field.key) or field.key in ("id", "revision"):
        raise refuse("字段的 key 只能用小写字母、数字和下划线，且不能是 id、revision")
    if field.past and field.type is not FieldType.DATE:
        raise refuse("past 只用于日期")
    if field.type in (FieldType.CHOICE, FieldType.CHOICES) and not field.options and not field.options_from:
        raise refuse("选择题没有选项")
    if len(field.option_labels) != len(field.options):
        raise refuse("选项的 key 重复")
    if field.options_from and field.options_from not in rules.options:
        raise refuse(f"没有这个选项来源：{field.options_from}")
    if field.only_if and field.only_if.field not in keys:
        raise refuse(f"only_if 指向的字段“{field.only_if.field}”不存在")
    if field.only_if and (unknown := _never_true(field.only_if, siblings)):
        raise refuse(f"only_if 中的“{'、'.join(unknown)}”不是字段“{field.only_if.field}”的选项")
    if field.excused_by and field.excused_by not in keys:
        raise refuse(f"excused_by 指向的字段“{field.excused_by}”不存在")
    if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) and field.max is None:
        raise refuse("文本必须写明字数上限 max")
    if field.min is not None and field.max is not None and field.min > field.max:
        raise refuse(f"下限 {field.min} 大于上限 {field.max}")
    if field.pattern:
        try:
            re.compile(field.pattern)
        except re.error as error:
            raise refuse(f"pattern 不是有效的正则表达式：{error}") from None


def _never_true(condition: Condition, siblings: Sequence[Field]) -> list[str]:
    """The values of the condition that the other field can never hold."""
    other = next(field for field in siblings if field.key == condition.field)
    if other.type is FieldType.YES_NO:
        return sorted(set(condition.any_of) - {"yes", "no"})
    return sorted(set(condition.any_of) - set(other.option_labels)) if other.options else []


def check_indicators(file: Path, sections: Sequence[Section]) -> None:
    """Codes and figures are named once in the whole form; sums and relations are of figures that can be added up."""
    once(file, "indicator", [one.code for section in sections for one in section.indicators], "指标")
    measures = [measure for section in sections for one in section.indicators for measure in one.measures]
    once(file, "measure", [measure.key for measure in measures], "指标分项")
    counted = {measure.key for measure in measures if measure.counted}
    plain = {measure.key for measure in measures if not measure.sum_of}
    for section in sections:
        own = {measure.key for one in section.indicators for measure in one.measures}
        for one in section.indicators:
            for measure in one.measures:
                where = f"{section.key}.measure.{measure.key}"
                if measure.sum_of and (measure.computed or not set(measure.sum_of) <= own & counted or not measure.counted):
                    raise CatalogueError(file, where, "sum_of 只能写本栏目中可以相加的分项，且不能同时写 computed")
                if not set(measure.sum_of) <= plain | set(_sums_before(section, measure)):
                    raise CatalogueError(file, where, "sum_of 中的合计要写在前面")
                if days := sorted({measure.first_day, measure.last_day} - DAYS_OF_EVERY_YEAR - {""}):
                    raise CatalogueError(file, where, f"月日不对：{'、'.join(days)}（应为每年都有的日期，如 03-31）")
        for relation in section.relations:
            if not relation.left or not relation.right:
                raise CatalogueError(file, f"{section.key}.relation", "left 和 right 都要写明")
            if unknown := sorted({*relation.left, *relation.right} - counted):
                raise CatalogueError(file, f"{section.key}.relation", f"没有这些可以相加的分项：{'、'.join(unknown)}")


def _sums_before(section: Section, measure: Measure) -> list[str]:
    keys = [one.key for indicator in section.indicators for one in indicator.measures]
    return keys[: keys.index(measure.key)]


def once(file: Path, where: str, keys: Sequence[str], what: str) -> None:
    if doubled := sorted({key for key in keys if keys.count(key) > 1}):
        raise CatalogueError(file, f"{where}.{doubled[0]}", f"{what}的 key 重复：{'、'.join(doubled)}")
