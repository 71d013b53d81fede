"""What a unit answers."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from .rules import Answer


class AnswerForm(FlaskForm):
    """Two buttons send it; the reason is asked for only by the one that says no."""

    person = StringField("您的姓名", [InputRequired("请填写您的姓名"), Length(max=30, message="姓名最多 30 字")])
    position = StringField("职务", [InputRequired("请填写您在本单位的职务"), Length(max=50, message="职务最多 50 字")])
    reason = TextAreaField("没有参加的原因", [Optional(), Length(max=300, message="原因最多 300 字")])

    def validate_answer(self, answer: Answer | None) -> bool:
        """Whether it is whole for this answer."""
        whole: bool = self.validate_on_submit()
        if answer is Answer.DOES_NOT and not (self.reason.data or "").strip():
            self.reason.errors = [*self.reason.errors, "请写明没有参加的原因，如“本单位未收到过邀请”"]
            return False
        return whole
