"""The officers' forms."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from .. import clock


class ReturnForm(FlaskForm):
    """The comments on places are read beside it: one box for each section."""

    opinion = TextAreaField("总体意见（选填）", [Optional(), Length(max=1000, message="意见最多 1000 字")])
    due = DateField("修改截止日期", [Optional()])
    open_all = BooleanField("允许修改全部栏目")

    def validate_due(self, field: DateField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError("修改截止日期已经过去，请填今天或以后的日期")


class PreReviewForm(FlaskForm):
    """The comments on places are read beside it, as for a return."""

    opinion = TextAreaField("总体意见（选填）", [Optional(), Length(max=1000, message="意见最多 1000 字")])


class ApproveForm(FlaskForm):
    """The answers to the checklist are read beside it: one choice and one note for each item."""

    opinion = TextAreaField("审核意见", [InputRequired("请写审核意见"), Length(max=1000, message="意见最多 1000 字")])


class DeclineForm(FlaskForm):
    reason = TextAreaField("不予推荐的理由", [InputRequired("请写明理由"), Length(max=1000, message="理由最多 1000 字")])


class ReturnToProvinceForm(FlaskForm):
    reason = TextAreaField("退回省级的理由", [InputRequired("请写明理由"), Length(max=1000, message="理由最多 1000 字")])
