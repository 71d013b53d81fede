"""The form for everybody, and the editors' list."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from ..extensions import limiter
from ..roles import Role
from ..web.access import inside_portal, public, requires
from ..web.fragments import done, page
from ..web.paging import asked_page
from . import service
from .models import Mistake

bp = Blueprint("mistakes", __name__)
HOME = ("首页", "/")
AT_MOST = "5 per minute; 30 per day"


class MistakeForm(FlaskForm):
    """`website` is hidden from people; programs that fill in every box fill it in, too."""

    page = StringField("哪个页面", [InputRequired("请填写页面的网址或标题"), Length(max=300, message="最多 300 字")])
    text = TextAreaField("什么地方有错", [InputRequired("请写明什么地方有错"), Length(max=1000, message="最多 1000 字")])
    contact = StringField("联系方式（选填）", [Length(max=100, message="最多 100 字")])
    website = StringField("此栏请留空")

    def validate_website(self, field: Field) -> None:
        if field.data:
            raise ValidationError("此栏请留空")


@bp.get("/mistakes/new")
@public
def tell() -> Response:
    return _page(MistakeForm(formdata=None, data={"page": inside_portal(request.args.get("page", "")) or ""}))


def _page(form: MistakeForm) -> Response:
    return page("mistakes/tell.html", form=form, crumbs=[HOME, ("网站找错", None)], status=422 if form.errors else 200)


@bp.post("/mistakes/new")
@limiter.limit(AT_MOST)
@public
def told() -> BaseResponse:
    form = MistakeForm()
    if not form.validate_on_submit():
        return _page(form)
    service.tell(form.page.data or "", form.text.data or "", form.contact.data or "")
    return done("已收到，谢谢。编辑核实后改正。", url_for("public.home"))


@bp.get("/desk/mistakes")
@requires(Role.EDITOR)
def mistakes() -> Response:
    return page("mistakes/mistakes.html", found=service.mistakes(asked_page()), inside=inside_portal, crumbs=[HOME, ("网站找错", None)])


@bp.post("/desk/mistakes/<int:mistake_id>/handle")
@requires(Role.EDITOR, of="mistake")
def handle(mistake: Mistake) -> BaseResponse:
    service.handle(mistake, request.form.get("outcome", ""), current_user)
    return done("已标为处理完。", url_for("mistakes.mistakes"), undo=url_for("mistakes.open_again", mistake_id=mistake.id))


@bp.post("/desk/mistakes/<int:mistake_id>/open-again")
@requires(Role.EDITOR, of="mistake")
def open_again(mistake: Mistake) -> BaseResponse:
    service.open_again(mistake, current_user)
    return done("已恢复为待处理。", url_for("mistakes.mistakes"))
