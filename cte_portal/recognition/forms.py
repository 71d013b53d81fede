"""The officers' forms, and the one everybody may file an objection with."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from . import rules
from .rules import Outcome
from .working_days import MOST_DAYS

DAYS_WRONG = f"公示天数应为 1 至 {MOST_DAYS} 的整数"


class ListForm(FlaskForm):
    """What may be changed of a draft."""

    title = StringField("名单标题", [InputRequired("请填写名单标题"), Length(max=100, message="标题最多 100 字")])
    notice_days = IntegerField("公示天数", [InputRequired(DAYS_WRONG), NumberRange(1, MOST_DAYS, message=DAYS_WRONG)])


class NewListForm(ListForm):
    year = IntegerField("申报年度", [InputRequired("年度应为四位数字，如 2026"), NumberRange(2023, 2100, message="年度应为四位数字，如 2026")])


class ReasonForm(FlaskForm):
    reason = TextAreaField("原因", [InputRequired("请写明原因"), Length(max=500, message="原因最多 500 字")])


class PublishForm(FlaskForm):
    document = StringField("公布文件的名称或文号", [InputRequired("请填写公布文件的名称或文号"), Length(max=200, message="最多 200 字")])
    file = FileField("公布文件（PDF）")


class AmendForm(FlaskForm):
    """`item`: whose recognition is revoked; empty for a correction in words."""

    item = SelectField("撤销认定", choices=[], default="")
    document = StringField("依据文件的名称或文号", [InputRequired("请填写依据文件"), Length(max=200, message="最多 200 字")])
    text = TextAreaField("更正内容", [InputRequired("请写明更正的内容"), Length(max=1000, message="更正内容最多 1000 字")])


class ObjectionForm(FlaskForm):
    """`website` is hidden from people; programs that fill in every box fill it in, too."""

    item = SelectField("对哪个共同体有异议", [InputRequired("请选择共同体")], choices=[])
    reason = TextAreaField("异议的事实和理由", [InputRequired("请写明异议的事实和理由"), Length(max=3000, message="事实和理由最多 3000 字")])
    proof = FileField("证明材料（选填）")
    name = StringField("您的姓名", [InputRequired("请填写您的真实姓名")])
    unit = StringField("单位名称（以单位名义提出的填写）", [Length(max=100, message="单位名称最多 100 字")])
    contact = StringField("联系电话或邮箱", [InputRequired("请填写能联系到您的电话或邮箱"), Length(max=100, message="最多 100 字")])
    real = BooleanField("我以真实姓名提出，所写内容属实", [InputRequired("异议须以真实姓名提出，请确认后勾选")])
    website = StringField("此栏请留空")

    def validate_name(self, field: Field) -> None:
        if problem := rules.name_problem(field.data or ""):
            raise ValidationError(problem)

    def validate_contact(self, field: Field) -> None:
        if problem := rules.contact_problem(field.data or ""):
            raise ValidationError(problem)

    def validate_website(self, field: Field) -> None:
        if field.data:
            raise ValidationError("“此栏请留空”一栏不能填写。请清空后再提交")


class HandleForm(FlaskForm):
    answer = TextAreaField("处理意见", [Length(max=1000, message="处理意见最多 1000 字")])
    public_reason = StringField("公开的移出原因（异议成立时填写）", [Length(max=200, message="最多 200 字")])


class ResultForm(FlaskForm):
    outcome = RadioField("教育部的结果", [InputRequired("请选择结果")], choices=[SelectChoice(outcome.value, outcome.label) for outcome in Outcome])
    remark = StringField("备注（选填）", [Length(max=200, message="备注最多 200 字")])
    document = StringField("依据文件的名称或文号", [InputRequired("请填写依据文件"), Length(max=200, message="最多 200 字")])
    file = FileField("依据文件（PDF，选填）")


class ResultsForm(FlaskForm):
    year = IntegerField("年度", [InputRequired("年度应为四位数字，如 2026"), NumberRange(2023, 2100, message="年度应为四位数字，如 2026")])
    document = StringField("依据文件的名称或文号", [InputRequired("请填写依据文件"), Length(max=200, message="最多 200 字")])
    document_file = FileField("依据文件（PDF，选填）")
    file = FileField("结果表（.xlsx 或 .csv）")
