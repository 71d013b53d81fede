"""The kinds of value: how each is read from what was typed, shown, put back into its box, and kept as JSON.

One class a kind. Reading never fails for good: what cannot be understood is kept as `AsTyped`, so that saving loses
nothing; only finalising needs every value to be well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from email_validator import EmailNotValidError, validate_email

from . import uscc
from .fields import Field, FieldType
from .places import industries, industry_name, province_name, provinces
from .words import chinese_date, shortened


@dataclass(frozen=True)
class AsTyped:
    """Text that could not be understood as the field's kind, kept exactly as it was typed."""

    text: str


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Unicode's category Cc
Value = str | int | Decimal | date | bool | tuple[str, ...] | AsTyped | None
Number = TypeVar("Number", int, Decimal)
Labels = Mapping[str, str]  # option key → what people read


class Problem(ValueError):
    """What is wrong with a typed value and what would be right, in words."""


def _one(raw: Sequence[str]) -> str:
    return raw[0] if raw else ""


def _narrow(text: str) -> str:
    """Full-width digits, letters and signs made half-width, spaces at the ends removed."""
    return unicodedata.normalize("NFKC", text).strip()


NOTHING = frozenset({"无", "没有", "暂无", "零", "〇", "-", "--", "—", "——", "/"})


def _digits(text: str, field: Field) -> str:
    """A number without the commas or spaces that set off its thousands; any other comma stays, and is refused later."""
    if text in NOTHING:
        raise Problem(f"“{field.label}”填的是“{text}”；如果是没有发生，请填 0")
    return re.sub(r"(?<=\d)(?:, ?| )(?=\d{3}(?!\d))", "", text)


class Text:
    """One line of text, up to `max` code points."""

    multiline = False

    def clean(self, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return CONTROL.sub(lambda found: "\n" if self.multiline and found[0] == "\n" else "", text).strip()

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = self.clean(_one(raw))
        if not text:
            return None
        if field.max is not None and len(text) > field.max:
            raise Problem(f"“{field.label}”最多 {field.max} 字，现在 {len(text)} 字，请删去 {len(text) - field.max} 字")
        if field.pattern and not re.fullmatch(field.pattern, text):
            raise Problem(f"“{field.label}”{field.pattern_message or '格式不对'}；现在填的是“{shortened(text)}”")
        return text

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return str(value)

    def typed(self, value: Any) -> list[str]:
        return [str(value)]

    def encode(self, value: Any) -> Any:
        return value

    def decode(self, stored: Any) -> Value:
        return stored  # type: ignore[no-any-return]


class LongText(Text):
    multiline = True


class Integer(Text):
    """A whole number; full-width digits and thousands separators are accepted."""

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = _digits(_narrow(_one(raw)), field)
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d{1,15}", text):
            raise Problem(f"“{field.label}”应填整数，如 120；现在填的是“{shortened(_one(raw))}”")
        return _within(int(text), field)

    def decode(self, stored: Any) -> Value:
        return int(stored)


class Money(Text):
    """An amount in 万元, two decimals."""

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = _digits(_narrow(_one(raw)).removesuffix("万元").removesuffix("万").strip(), field)
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d{1,12}(\.\d*)?", text):
            raise Problem(f"“{field.label}”应填金额（万元），如 1280.50；现在填的是“{shortened(_one(raw))}”")
        amount = Decimal(text)
        if amount != amount.quantize(Decimal("0.01")):
            raise Problem(f"“{field.label}”最多两位小数（精确到百元），现在填的是“{shortened(_one(raw))}”")
        return _within(amount.quantize(Decimal("0.01")) + 0, field)  # + 0: no negative zero

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return f"{value:,.2f}"

    def encode(self, value: Any) -> Any:
        return str(value)

    def decode(self, stored: Any) -> Value:
        return Decimal(stored)


def _within(number: Number, field: Field) -> Number:
    if field.min is not None and number < field.min:
        raise Problem(f"“{field.label}”不能小于 {field.min}，现在填的是 {number}")
    if field.max is not None and number > field.max:
        raise Problem(f"“{field.label}”不能大于 {field.max}，现在填的是 {number}")
    return number


class Date(Text):
    """A day: 2023-07-30, 2023/7/30, 2023.7.30, 20230730 or 2023年7月30日."""

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = _narrow(_one(raw))
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
        try:
            return date(*(int(part) for part in found.groups())) if found else self._refuse(raw, field)
        except ValueError:
            return self._refuse(raw, field)

    def _refuse(self, raw: Sequence[str], field: Field) -> Value:
        raise Problem(f"“{field.label}”应填日期，如 2026-03-01 或 2026年3月1日；现在填的是“{shortened(_one(raw))}”")

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return chinese_date(value)

    def typed(self, value: Any) -> list[str]:
        return [value.isoformat()]

    def encode(self, value: Any) -> Any:
        return value.isoformat()

    def decode(self, stored: Any) -> Value:
        return date.fromisoformat(stored)


class Month(Text):
    """A month, kept as 2026-03."""

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = _narrow(_one(raw))
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})(?:\s*[-/.年]\s*|(?=\d{2}\s*月?$))(\d{1,2})\s*月?", text)
        if not found or not 1 <= int(found[2]) <= 12:
            raise Problem(f"“{field.label}”应填年月，如 2026-03 或 2026年3月；现在填的是“{shortened(_one(raw))}”")
        return f"{int(found[1]):04d}-{int(found[2]):02d}"

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        year, month = value.split("-")
        return f"{year}年{int(month)}月"


class Year(Text):
    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = _narrow(_one(raw)).removesuffix("年").strip()
        if not text:
            return None
        if not re.fullmatch(r"(19|20)\d\d", text):
            raise Problem(f"“{field.label}”应填四位年份，如 2025；现在填的是“{shortened(_one(raw))}”")
        return _within(int(text), field)

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return f"{value}年"


class Choice(Text):
    """One of the options, kept by its key; a label typed or pasted is understood too."""

    def labels(self, field: Field, labels: Labels) -> Labels:
        return labels or field.option_labels

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = self.clean(_one(raw))
        return self._key(text, field, labels) if text else None

    def _key(self, text: str, field: Field, labels: Labels) -> str:
        offered = self.labels(field, labels)
        if text in offered:
            return text
        for key, label in offered.items():
            if text == label:
                return key
        raise self._not_offered(text, field, offered)

    def _not_offered(self, text: str, field: Field, offered: Labels) -> Problem:
        shown = "、".join(list(offered.values())[:8]) + (" 等" if len(offered) > 8 else "")
        return Problem(f"“{field.label}”没有“{shortened(text)}”这一项" + (f"，可选：{shown}" if shown else "，目前没有可选项"))

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return self.labels(field, labels).get(value, str(value))


class Choices(Choice):
    """Several of the options, in the order of the options."""

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        texts = [part for item in raw for part in re.split(r"[\n;；、]", self.clean_many(item)) if part.strip()]
        keys = {self._key(text.strip(), field, labels) for text in texts}
        return tuple(key for key in self.labels(field, labels) if key in keys) or None

    def clean_many(self, text: str) -> str:
        return text.replace("\r\n", "\n")

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return "、".join(self.labels(field, labels).get(key, key) for key in value)

    def typed(self, value: Any) -> list[str]:
        return list(value)

    def encode(self, value: Any) -> Any:
        return list(value)

    def decode(self, stored: Any) -> Value:
        return tuple(stored)


class YesNo(Choice):
    OPTIONS = {"yes": "是", "no": "否"}

    def labels(self, field: Field, labels: Labels) -> Labels:
        return self.OPTIONS

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        key = super().read(raw, field, labels)
        return None if key is None else key == "yes"

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return "是" if value else "否"

    def typed(self, value: Any) -> list[str]:
        return ["yes" if value else "no"]


class Province(Choice):
    """Any province is understood; a narrower offer (`options_from`) is a check's business."""

    def labels(self, field: Field, labels: Labels) -> Labels:
        return {code: province.name for code, province in provinces().items()}

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return province_name(value) or str(value)


class Industry(Choice):
    def labels(self, field: Field, labels: Labels) -> Labels:
        return {code: industry.label for code, industry in industries().items() if industry.parent}

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        return industry_name(value) or str(value)


def _called(unit: str) -> str:
    return "已移除的单位" if unit.isascii() else unit  # a row's id says nothing to people


class Member(Choice):
    """A unit of this application, by its row id; the labels are its members' names."""

    def labels(self, field: Field, labels: Labels) -> Labels:
        return labels

    def _not_offered(self, text: str, field: Field, offered: Labels) -> Problem:
        return Problem(f"“{field.label}”中的“{shortened(_called(text))}”不在本申报的建设单位之列，请重新选择")

    def show(self, value: Any, field: Field, labels: Labels) -> str:
        units = (value,) if isinstance(value, str) else value
        return "、".join(labels.get(unit) or _called(unit) for unit in units)


class Members(Member, Choices):
    """Several of them."""


class Phone(Text):
    """A mobile (kept without hyphens) or fixed-line number of the mainland, or one with an international prefix."""

    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = re.sub(r"[\s()（）]", "", _narrow(_one(raw)).replace("—", "-").replace("–", "-"))
        if not text:
            return None
        if re.fullmatch(r"1(-?\d){10}", text, re.ASCII):
            return text.replace("-", "")
        if not re.fullmatch(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?|\+\d{8,15}", text, re.ASCII):
            raise Problem(f"“{field.label}”应填 11 位手机号或带区号的固定电话，如 010-66090000；现在填的是“{shortened(_one(raw))}”")
        return text


class Email(Text):
    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = _narrow(_one(raw))
        if not text:
            return None
        try:
            return validate_email(text, check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            raise Problem(f"“{field.label}”应填邮箱地址，如 name@example.com；现在填的是“{shortened(_one(raw))}”") from None


class Uscc(Text):
    def read(self, raw: Sequence[str], field: Field, labels: Labels) -> Value:
        text = re.sub(r"\s", "", _narrow(_one(raw))).upper()
        if not text:
            return None
        if problem := uscc.problem(text):
            raise Problem(f"{problem}；现在填的是“{shortened(text)}”")
        return text


KINDS: dict[FieldType, Text] = {
    FieldType.TEXT: Text(),
    FieldType.LONG_TEXT: LongText(),
    FieldType.INTEGER: Integer(),
    FieldType.MONEY: Money(),
    FieldType.DATE: Date(),
    FieldType.MONTH: Month(),
    FieldType.YEAR: Year(),
    FieldType.CHOICE: Choice(),
    FieldType.CHOICES: Choices(),
    FieldType.YES_NO: YesNo(),
    FieldType.PHONE: Phone(),
    FieldType.EMAIL: Email(),
    FieldType.USCC: Uscc(),
    FieldType.PROVINCE: Province(),
    FieldType.INDUSTRY: Industry(),
    FieldType.MEMBER: Member(),
    FieldType.MEMBERS: Members(),
}


def read(field: Field, raw: Sequence[str], labels: Labels) -> tuple[Value, str | None]:
    """The value typed into the field, and what is wrong with it; a wrong one comes back as `AsTyped`."""
    try:
        return KINDS[field.type].read(raw, field, labels), None
    except Problem as problem:
        return AsTyped("\n".join(raw)), str(problem)


def show(field: Field, value: Value, labels: Labels) -> str:
    """The value as people read it on the page and on paper; an empty string for none."""
    if value is None:
        return ""
    return value.text if isinstance(value, AsTyped) else KINDS[field.type].show(value, field, labels)


def typed(field: Field, value: Value) -> list[str]:
    """What goes back into the box (several for multiple choice)."""
    if value is None:
        return []
    if isinstance(value, AsTyped):
        return value.text.split("\n") if field.type in (FieldType.CHOICES, FieldType.MEMBERS) else [value.text]
    return KINDS[field.type].typed(value)


def encode(kind: FieldType, value: Value) -> Any:
    """The value as JSON."""
    return {"as_typed": value.text} if isinstance(value, AsTyped) else KINDS[kind].encode(value)


def decode(kind: FieldType, stored: Any) -> Value:
    """The value kept as JSON."""
    return AsTyped(stored["as_typed"]) if isinstance(stored, dict) else KINDS[kind].decode(stored)
