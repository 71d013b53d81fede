"""What one types about one's own account."""

from __future__ import annotations

from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from ..invitations.forms import PasswordForm


class ChangePasswordForm(PasswordForm):
    now = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])

    def __init__(self, **kwargs: object) -> None:
        own = (current_user.name, current_user.email.partition("@")[0], current_user.phone)
        super().__init__([one for one in own if one], **kwargs)
        self.password.label.text, self.password_again.label.text = "新密码", "再输一次新密码"


class CodeForm(FlaskForm):
    code = StringField("动态验证码", [InputRequired("请填写 6 位动态验证码")])


class KnownForm(FlaskForm):
    """Something that needs the password once more."""

    known_password = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])


class SetUpForm(KnownForm, CodeForm):
    """A session that somebody left open must not be enough to take the account over."""
