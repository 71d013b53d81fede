"""Whom to trust."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from ..catalogue.places import recommending_provinces
from . import keys

PROVINCES = [SelectChoice("", "不限（国家平台等）"), *(SelectChoice(code, province.name) for code, province in recommending_provinces().items())]


class TrustForm(FlaskForm):
    name = StringField("对方单位名称", validators=[InputRequired("请填写对方单位名称"), Length(max=100, message="最多 100 字")])
    province = SelectField("接收哪个省份的批次", choices=PROVINCES)
    key = TextAreaField("公钥", validators=[InputRequired("请粘贴对方的公钥"), Length(max=keys.LONGEST, message="内容过长，不是公钥")])
