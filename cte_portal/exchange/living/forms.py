"""Who fills in by a link."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class PersonForm(FlaskForm):
    person = StringField("您的姓名", [InputRequired("请填写您的姓名"), Length(max=30, message="姓名最多 30 字")])
    position = StringField("职务", [InputRequired("请填写您在本单位的职务"), Length(max=50, message="职务最多 50 字")])
