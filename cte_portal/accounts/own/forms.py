"""What one types about one's own account."""

from __future__ import annotations

from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired

from ..rules import password_problem


class ChangePasswordForm(FlaskForm):
    now = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])
    password = PasswordField("新密码", [InputRequired("请填写新密码")])
    password_again = PasswordField("再输一次新密码", [InputRequired("请再输一次新密码"), EqualTo("password", message="两次输入的密码不一致")])

    def validate_password(self, field: Field) -> None:
        own = [current_user.name, current_user.email.partition("@")[0], current_user.phone]
        if problem := password_problem(field.data or "", [one for one in own if one]):
            raise ValidationError(problem)


class CodeForm(FlaskForm):
    code = StringField("动态验证码", [InputRequired("请填写 6 位动态验证码")])


class KnownForm(FlaskForm):
    """Something that needs the password once more."""

    known_password = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])
