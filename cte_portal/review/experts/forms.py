"""Opening a round, adding experts, giving up or reopening a sheet."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ...catalogue.fields import FieldType
from ...catalogue.kinds import Email, Uscc
from ...registration.forms import ReadAs

YEAR, EACH = (2023, 2100), (1, 9)


class RoundForm(FlaskForm):
    name = StringField("名称", [InputRequired("请填写名称"), Length(max=100, message="名称最多 100 字")])
    year = IntegerField("申报年度", [InputRequired("请填写年度，如 2026"), NumberRange(*YEAR, message="年度应为四位数字，如 2026")])
    deadline = DateField("评审截止日期", [InputRequired("请填写截止日期，如 2026-12-20")])
    per_application = IntegerField("每份申报的专家数", [InputRequired("请填写 1–9 的整数"), NumberRange(*EACH, message="请填写 1–9 的整数")])


class DeadlineForm(FlaskForm):
    deadline = DateField("评审截止日期", [InputRequired("请填写截止日期，如 2026-12-20")])


class ExpertForm(FlaskForm):
    name = StringField("姓名", [InputRequired("请填写专家姓名"), Length(max=30, message="姓名最多 30 字")])
    organisation = StringField("所在单位", [InputRequired("请填写专家所在单位，用于判断回避"), Length(max=100, message="单位名称最多 100 字")])
    uscc = StringField("单位统一社会信用代码", [Optional(), ReadAs(Uscc(), FieldType.USCC)])
    email = StringField("邮箱", [InputRequired("请填写邮箱，用于邀请和登录"), ReadAs(Email(), FieldType.EMAIL)])


class ReasonForm(FlaskForm):
    reason = TextAreaField("理由", [InputRequired("请写明理由"), Length(max=500, message="理由最多 500 字")])
