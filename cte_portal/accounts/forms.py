"""Forms for signing in and for choosing a password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired


class SignInForm(FlaskForm):
    email = StringField("邮箱", [InputRequired("请填写注册时用的邮箱")])
    password = PasswordField("密码", [InputRequired("请填写密码")])
