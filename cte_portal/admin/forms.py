"""The administrator's forms."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..catalogue.places import recommending_provinces
from ..windows import Purpose


class WindowForm(FlaskForm):
    purpose = RadioField("时间段", [InputRequired("请选择")], choices=[SelectChoice(p.value, p.label) for p in Purpose])
    year = IntegerField("年度", [InputRequired("请填写四位年度"), NumberRange(2023, 2099, "年度应在 2023～2099 之间")])
    opens = DateField("开始日期", [InputRequired("请填写日期，如 2027-01-15")])
    closes = DateField("截止日期（含当日）", [InputRequired("请填写日期，如 2027-11-15")])
    reason = TextAreaField("依据", [InputRequired("请写明依据，如通知的名称和文号"), Length(max=500, message="依据最多 500 字")])


class ExtensionForm(FlaskForm):
    purpose = RadioField("延长哪个时间段", [InputRequired("请选择")], choices=[SelectChoice(p.value, p.label) for p in Purpose])
    year = IntegerField("年度", [InputRequired("请填写四位年度"), NumberRange(2023, 2099, "年度应在 2023～2099 之间")])
    until = DateField("延长至（含当日）", [InputRequired("请填写日期，如 2026-12-31")])
    province = SelectField("省份（选填，不选为全部省份）", [Optional()], validate_choice=True)
    uscc = StringField("只对一个单位：统一社会信用代码（选填）", [Optional(), Length(max=18, message="统一社会信用代码为 18 位")])
    reason = TextAreaField("理由", [InputRequired("请写明延期的理由"), Length(max=500, message="理由最多 500 字")])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.province.choices = [SelectChoice("", "全部省份"), *(SelectChoice(code, p.name) for code, p in recommending_provinces().items())]
