"""The few forms of an application that are not built from the catalogue."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from .models import Community


class StartForm(FlaskForm):
    """A new application: for a new community, or the next filing of one of the organisation's own."""

    community = SelectField("共同体", validate_choice=True)
    name = StringField("共同体名称", [Optional(), Length(max=60, message="名称最多 60 字")])
    year = RadioField("申报年度", [InputRequired("请选择申报年度")], coerce=int)

    def __init__(self, communities: list[Community], years: list[int], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.community.choices = [SelectChoice("", "新的共同体"), *(SelectChoice(str(c.id), f"{c.number} {c.name}") for c in communities)]
        self.year.choices = [SelectChoice(str(year), f"{year} 年度") for year in years]

    def validate(self, extra_validators: object = None) -> bool:
        if not super().validate():
            return False
        if not self.community.data and not (self.name.data or "").strip():
            self.name.errors = ["请填写共同体名称，如“××行业产教融合共同体”"]
            return False
        return True


class SubmitForm(FlaskForm):
    scan_reason = TextAreaField("扫描件无法自动识别的原因", [Optional(), Length(max=500, message="原因最多 500 字")])
