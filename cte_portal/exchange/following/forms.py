"""Noting who undertakes a technology demand, that it is completed or ends, and how many people were agreed upon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, Field, IntegerField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from ...catalogue import uscc
from ..rules import Way
from .service import FREE_UNITS

SPELLINGS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
NAME, CODE = "单位名称", "统一社会信用代码"


class DayField(DateField):
    """A day, also as 2026/5/20 or 2026年5月20日."""

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=SPELLINGS, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(f"“{self.label.text}”应填日期，如 2026-05-20；现在填的是“{' '.join(valuelist)[:20]}”") from None


class UnitField(StringField):
    """A credit code, spaces and small letters forgiven."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(["".join(text.split()).upper() for text in valuelist])


def _code_of(form: FlaskForm, field: Field, name: str) -> None:
    if name and not field.data:
        raise ValidationError(f"请填写“{name}”的统一社会信用代码，18 位")
    if field.data and (problem := uscc.problem(field.data)):
        raise ValidationError(problem)
    if field.data and not name:
        raise ValidationError("请填写这个代码是哪个单位的")


class UndertakeForm(FlaskForm):
    """`met`: supplies that both sides agreed to talk about; beside them units may be named freely."""

    met = SelectMultipleField("已同意对接的供给方", choices=[])
    name_1 = StringField(NAME, [Length(max=100, message="单位名称最多 100 字")])
    code_1 = UnitField(CODE)
    name_2 = StringField(NAME, [Length(max=100, message="单位名称最多 100 字")])
    code_2 = UnitField(CODE)
    name_3 = StringField(NAME, [Length(max=100, message="单位名称最多 100 字")])
    code_3 = UnitField(CODE)
    signed_on = DayField("合同签订日期", [InputRequired("请填写合同签订日期，如 2026-05-20")])
    contract = FileField("承接合同")

    def typed(self) -> Iterator[tuple[Field, Field]]:
        """The boxes of the units named freely."""
        for number in range(1, FREE_UNITS + 1):
            yield self[f"name_{number}"], self[f"code_{number}"]

    def validate(self, extra_validators: Any = None) -> bool:
        right: bool = super().validate(extra_validators)
        for name, code in self.typed():
            try:
                _code_of(self, code, (name.data or "").strip())
            except ValidationError as wrong:
                code.errors = [*code.errors, str(wrong)]
                right = False
        return right


class CompleteForm(FlaskForm):
    completed_on = DayField("完成（验收）日期", [InputRequired("请填写完成日期，如 2026-11-20")])
    result = TextAreaField("完成结果", [InputRequired("请写明完成的结果，如达到的指标")])
    acceptance = FileField("验收材料")


class TerminateForm(FlaskForm):
    reason = TextAreaField("终止的原因", [InputRequired("请写明终止的原因")])


class AgreementForm(FlaskForm):
    """`met`: an entry of the other side that both agreed to talk about; without it the partner is named freely."""

    way = RadioField("方式", [InputRequired("请选择方式")], choices=[SelectChoice(way.value, way.label) for way in Way])
    people = IntegerField("约定人数", [InputRequired("请填写约定人数，整数"), NumberRange(1, 100_000, message="约定人数应为 1 至 100000 的整数")])
    agreed_on = DayField("约定日期", [InputRequired("请填写约定日期，如 2026-05-20")])
    met = SelectField("合作单位", [Optional()], choices=[])
    name = StringField(NAME, [Length(max=100, message="单位名称最多 100 字")])
    code = UnitField(CODE)

    def validate_code(self, field: Field) -> None:
        if not self.met.data:
            _code_of(self, field, (self.name.data or "").strip())

    def validate_name(self, field: Field) -> None:
        if not self.met.data and not (field.data or "").strip():
            raise ValidationError("请选择已对接的单位，或填写合作单位的名称")
