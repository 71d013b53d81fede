"""Why something published is withdrawn."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length


class WithdrawalForm(FlaskForm):
    reason = TextAreaField(
        "撤回的原因", validators=[InputRequired("请写明撤回的原因，原因将显示在公开页面上。"), Length(max=500, message="最多 500 字。")]
    )
