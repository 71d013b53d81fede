"""Granting direct reporting, and taking it away."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError


class GrantForm(FlaskForm):
    """`records`: a province records what the ministry allowed, and names the document that says so."""

    organisation = RadioField("中央管理企业集团总部", [InputRequired("请选择单位")])
    year = StringField("年度", [InputRequired("请填写年度")])
    document = StringField("教育部同意直报的文件", [Length(max=200, message="最多 200 字")])
    reason = TextAreaField("理由", [InputRequired("请写明同意直报的理由"), Length(max=500, message="理由最多 500 字")])

    def __init__(self, records: bool, **kwargs: object) -> None:
        super().__init__(**kwargs)
        if not records:
            del self.document

    def validate_year(self, field: Field) -> None:
        year = (field.data or "").strip()
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise ValidationError("年度应为四位数字，如 2026")

    def validate_document(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError("请填写教育部同意直报的文件名称或文号")


class RevokeForm(FlaskForm):
    reason = TextAreaField("撤销的理由", [InputRequired("请写明撤销的理由"), Length(max=500, message="理由最多 500 字")])
