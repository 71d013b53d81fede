"""The registration form and the officer's decision."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, PasswordField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, ValidationError

from ..accounts import rules
from ..accounts.models import OrganisationKind
from ..catalogue.fields import Field as CatalogueField
from ..catalogue.fields import FieldType
from ..catalogue.kinds import Email, Phone, Problem, Uscc
from ..catalogue.places import recommending_provinces


class ReadAs:
    """Reads a box the way the catalogue reads the same kind of value, and puts the normal form back."""

    def __init__(self, kind: Email | Phone | Uscc, field_type: FieldType):
        self.kind, self.type = kind, field_type

    def __call__(self, form: FlaskForm, field: Field) -> None:
        definition = CatalogueField(key="value", label=field.label.text, type=self.type)
        try:
            field.data = self.kind.read([field.data or ""], definition, {}) or ""
        except Problem as problem:
            raise ValidationError(str(problem)) from None


class OrganisationForm(FlaskForm):
    """What an organisation says of itself; used to register and to correct a returned registration."""

    name = StringField("单位名称", [InputRequired("请填写单位全称，与证照一致"), Length(max=60, message="单位名称最多 60 字")])
    uscc = StringField("统一社会信用代码", [InputRequired("请填写 18 位统一社会信用代码"), ReadAs(Uscc(), FieldType.USCC)])
    kind = RadioField("企业性质", [InputRequired("请选择企业性质")], choices=[SelectChoice(kind.value, kind.label) for kind in OrganisationKind])
    province = SelectField("所在省份", [InputRequired("请选择单位注册地所在省份")])
    address = StringField("地址", [InputRequired("请填写单位地址"), Length(max=100, message="地址最多 100 字")])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.province.choices = [SelectChoice("", "请选择"), *(SelectChoice(code, p.name) for code, p in recommending_provinces().items())]


class RegistrationForm(OrganisationForm):
    contact = StringField("经办人姓名", [InputRequired("请填写经办人姓名"), Length(max=30, message="姓名最多 30 字")])
    phone = StringField("联系电话", [InputRequired("请填写联系电话"), ReadAs(Phone(), FieldType.PHONE)])
    email = StringField("邮箱", [InputRequired("请填写邮箱，登录时使用"), ReadAs(Email(), FieldType.EMAIL)])
    password = PasswordField("设置密码", [InputRequired("请设置密码")])
    password_again = PasswordField("再输一次密码", [InputRequired("请再输一次密码"), EqualTo("password", message="两次输入的密码不一致")])
    consent = BooleanField("我已阅读并同意《个人信息保护说明》", [InputRequired("请阅读《个人信息保护说明》，同意后勾选")])

    def validate_password(self, field: Field) -> None:
        own = [self.contact.data or "", self.phone.data or "", (self.email.data or "").partition("@")[0], self.uscc.data or ""]
        if problem := rules.password_problem(field.data or "", own):
            raise ValidationError(problem)


class ReturnForm(FlaskForm):
    reason = TextAreaField("退回理由", [InputRequired("请写明需要更正什么"), Length(max=500, message="理由最多 500 字")])


class ApproveForm(FlaskForm):
    opinion = TextAreaField("审核意见（选填）", [Optional(), Length(max=500, message="意见最多 500 字")])


class LicenceForm(FlaskForm):
    licence = FileField("营业执照扫描件", [FileRequired("请先选择文件，再点上传")])


class ColleagueForm(FlaskForm):
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=30, message="姓名最多 30 字")])
    email = StringField("邮箱（登录时使用）", [InputRequired("请填写邮箱"), ReadAs(Email(), FieldType.EMAIL)])


class TakeoverForm(FlaskForm):
    """Asking for an account with a stamped letter."""

    uscc = StringField("单位的统一社会信用代码", [InputRequired("请填写 18 位统一社会信用代码"), ReadAs(Uscc(), FieldType.USCC)])
    name = StringField("您的姓名", [InputRequired("请填写姓名"), Length(max=30, message="姓名最多 30 字")])
    phone = StringField("联系电话", [InputRequired("请填写联系电话"), ReadAs(Phone(), FieldType.PHONE)])
    email = StringField("邮箱（登录时使用）", [InputRequired("请填写邮箱"), ReadAs(Email(), FieldType.EMAIL)])
    letter = FileField("单位盖章的函件", [FileRequired("请选择盖章函件的扫描件")])
    replaces = BooleanField("原来的经办人已离职或换岗，请停用他们的账号")
    consent = BooleanField("我已阅读并同意《个人信息保护说明》", [InputRequired("请阅读《个人信息保护说明》，同意后勾选")])


class DeclineForm(FlaskForm):
    remark = TextAreaField("不同意的原因", [DataRequired("请写明不同意的原因"), Length(max=500, message="最多 500 字")])
