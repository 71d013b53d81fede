"""The forms of a batch."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, MultipleFileField, StringField
from wtforms.validators import InputRequired, Length, Optional

from .rules import ADDRESSEE


class DayField(DateField):
    """A date that is told in words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(f"{self.label.text}应写成 2026-06-01 这样的形式") from None


class DetailsForm(FlaskForm):
    addressee = StringField("主送单位", [InputRequired("请填写主送单位"), Length(max=60, message="主送单位最多 60 字")], default=ADDRESSEE)
    letter_number = StringField("报送函文号", [Length(max=60, message="文号最多 60 字")])
    letter_date = DayField("报送函日期", [Optional()])


class LetterForm(FlaskForm):
    letter = MultipleFileField("盖章的报送函")
