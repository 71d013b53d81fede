"""Expressing interest, and declining it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from ...catalogue.fields import Field as Column
from ...catalogue.fields import FieldType
from ...catalogue.kinds import Email as EmailKind
from ...catalogue.kinds import Phone as PhoneKind
from ...catalogue.kinds import Problem, Text
from .interests import LONGEST

_ADDRESSES: dict[FieldType, Text] = {FieldType.PHONE: PhoneKind(), FieldType.EMAIL: EmailKind()}


def _checked(field: Field, kind: FieldType) -> None:
    """As a column of this kind would be."""
    column = Column(key=field.name, label=field.label.text, type=kind)
    try:
        field.data = _ADDRESSES[kind].read([field.data or ""], column, {}) or ""
    except Problem as wrong:
        raise ValidationError(str(wrong)) from None


class InterestForm(FlaskForm):
    own = SelectField("用哪一条对接", choices=[], default="")
    message = TextAreaField(
        "意向说明", [InputRequired("请写明意向，如希望怎样合作、什么时间开始"), Length(max=LONGEST, message=f"最多 {LONGEST} 字")]
    )
    contact_name = StringField("联系人", [InputRequired("请填写联系人"), Length(max=30, message="联系人最多 30 字")])
    contact_phone = StringField("联系电话", [InputRequired("请填写联系电话")])
    contact_email = StringField("联系邮箱")

    def validate_contact_phone(self, field: Field) -> None:
        _checked(field, FieldType.PHONE)

    def validate_contact_email(self, field: Field) -> None:
        _checked(field, FieldType.EMAIL)


class DeclineForm(FlaskForm):
    reason = TextAreaField("婉拒的原因", [Length(max=LONGEST, message=f"最多 {LONGEST} 字")])
