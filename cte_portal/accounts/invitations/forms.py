"""Where a password is set."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, ValidationError

from ..rules import password_problem


class PasswordForm(FlaskForm):
    """`own`: the person's own words, which must not be inside."""

    password = PasswordField("设置密码", [InputRequired("请设置密码")])
    password_again = PasswordField("再输一次密码", [InputRequired("请再输一次密码"), EqualTo("password", message="两次输入的密码不一致")])

    def __init__(self, own: list[str], **kwargs: object):
        self.own = own
        super().__init__(**kwargs)

    def validate_password(self, field: Field) -> None:
        if problem := password_problem(field.data or "", self.own):
            raise ValidationError(problem)


class ForgottenForm(FlaskForm):
    email = StringField(
        "邮箱",
        [
            InputRequired("请填写登录用的邮箱"),
            Length(max=254, message="邮箱最多 254 个字符"),
            Email("邮箱格式不对，应如 name@example.cn"),
        ],
    )
