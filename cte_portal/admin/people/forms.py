"""What is asked about people."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from ...accounts.rules import city_code_problem
from ...catalogue.fields import FieldType
from ...catalogue.kinds import Email
from ...catalogue.places import province_name, recommending_provinces
from ...registration.forms import ReadAs
from ...roles import Role
from .queries import STAFF


class InviteForm(FlaskForm):
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=30, message="姓名最多 30 字")])
    email = StringField("邮箱（登录时使用）", [InputRequired("请填写邮箱"), Length(max=254), ReadAs(Email(), FieldType.EMAIL)])
    role = SelectField("角色", choices=[SelectChoice(one.value, one.label) for one in STAFF])
    province = SelectField(
        "省份（省级教育行政部门）",
        choices=[SelectChoice("", "不适用"), *(SelectChoice(code, province_name(code)) for code in recommending_provinces())],
    )
    city = StringField("城市代码（市级教育局）")
    bureau = StringField("市教育局的名称（该市第一个账号填写）", [Length(max=100, message="名称最多 100 字")])

    def validate_province(self, field: Field) -> None:
        if self.role.data == Role.PROVINCE_OFFICER.value and not field.data:
            raise ValidationError("请选择省份")

    def validate_city(self, field: Field) -> None:
        if self.role.data == Role.CITY_OFFICER.value and (problem := city_code_problem((field.data or "").strip())):
            raise ValidationError(problem.replace("市级账号要用 --city 写明六位城市代码", "请填写六位城市代码"))
