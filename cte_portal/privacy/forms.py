"""What one types to correct one's own data."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from ..catalogue.fields import FieldType
from ..catalogue.kinds import Email, Phone
from ..registration.forms import ReadAs


class CorrectForm(FlaskForm):
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=30, message="姓名最多 30 个字")])
    phone = StringField("电话", [Optional(), ReadAs(Phone(), FieldType.PHONE)])
    email = StringField(
        "登录邮箱",
        [InputRequired("请填写登录邮箱"), Length(max=254, message="邮箱最多 254 个字符"), ReadAs(Email(), FieldType.EMAIL)],
    )
    known_password = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])
