"""What editors type."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from .. import wording
from .facts import NAMES
from .questions import standard

LONGEST_ANSWER = 3000


class QuestionForm(FlaskForm):
    topic = RadioField("主题", [InputRequired("请选择主题")])
    question = StringField("问题", [InputRequired("请填写问题"), Length(max=200, message="问题最多 200 字")])
    answer = TextAreaField("答案", [InputRequired("请填写答案"), Length(max=LONGEST_ANSWER, message=f"答案最多 {LONGEST_ANSWER} 字")])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.topic.choices = [SelectChoice(one.key, one.title) for one in standard()]

    def validate_answer(self, field: TextAreaField) -> None:
        if problem := wording.problem(field.data or "", NAMES):
            raise ValidationError(problem)
