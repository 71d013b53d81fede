"""Inviting a co-editor, and the account of one who has none yet."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, ValidationError

from ...accounts import rules as accounts
from ...catalogue.fields import FieldType
from ...catalogue.kinds import Email
from ...catalogue.schema import Edition
from ...registration.forms import ReadAs
from . import rules


class InviteForm(FlaskForm):
    name = StringField("姓名", [InputRequired("请填写协作人员的姓名"), Length(max=30, message="姓名最多 30 字")])
    unit = RadioField("所属单位", [InputRequired("请选择协作人员所属的单位")])
    email = StringField("邮箱", [Optional(), ReadAs(Email(), FieldType.EMAIL)])
    parts = SelectMultipleField("还可以填写")
    reads_rest = BooleanField("可以查看其他栏目和草稿（不能修改）")

    def __init__(self, edition: Edition, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.unit.choices = [SelectChoice(key, edition.by_key[key].title) for key in rules.UNITS]
        self.parts.choices = [SelectChoice(key, heading) for key, heading in rules.offered_parts(edition)]


class AccountForm(FlaskForm):
    """The same rules as for registering an organisation."""

    name = StringField("姓名", [InputRequired("请填写您的姓名"), Length(max=30, message="姓名最多 30 字")])
    email = StringField("邮箱", [InputRequired("请填写邮箱，登录时使用"), ReadAs(Email(), FieldType.EMAIL)])
    password = PasswordField("设置密码", [InputRequired("请设置密码")])
    password_again = PasswordField("再输一次密码", [InputRequired("请再输一次密码"), EqualTo("password", message="两次输入的密码不一致")])
    consent = BooleanField("我已阅读并同意《个人信息保护说明》", [InputRequired("请阅读《个人信息保护说明》，同意后勾选")])

    def validate_password(self, field: Field) -> None:
        own = [self.name.data or "", (self.email.data or "").partition("@")[0]]
        if problem := accounts.password_problem(field.data or "", own):
            raise ValidationError(problem)
