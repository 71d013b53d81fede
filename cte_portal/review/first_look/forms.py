"""A bureau's opinion; the comments on places are read beside it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from .rules import Advice


class OpinionForm(FlaskForm):
    advice = RadioField("初审建议", [InputRequired("请选择初审建议")], choices=[SelectChoice(one.value, one.label) for one in Advice])
    opinion = TextAreaField("总体意见", [InputRequired("请写总体意见"), Length(max=1000, message="意见最多 1000 字")])
