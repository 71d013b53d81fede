"""The few forms of an application that are not built from the catalogue."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from .. import clock
from ..windows import Window
from .models import Application, Community

NEW = ""  # a community that is not in the portal yet


def _year_on_offer(window: Window) -> str:
    ended = "，已结束" if clock.now() >= window.closes_at else ""
    return f"{window.year} 年度（提交时间 {window.opens} 至 {window.closes}{ended}）"


class StartForm(FlaskForm):
    """A new application: for a new community, or the next filing of one of the organisation's own.

    One choice says both which community and whether it begins with what its last application holds: "7-31" is the
    community 7 with the content of its application 31, "7" the same community with an empty form.
    """

    community = SelectField("共同体", validate_choice=True)
    name = StringField("共同体名称", [Optional(), Length(max=60, message="名称最多 60 字")])
    year = RadioField("申报年度", [InputRequired("请选择申报年度")], coerce=int)

    def __init__(self, communities: list[tuple[Community, Application | None]], windows: list[Window], **kwargs: object) -> None:
        """`communities`: the organisation's own, each with its last application; `windows`: of the years on offer."""
        super().__init__(**kwargs)
        self.own: dict[str, tuple[Community, Application | None]] = {}
        self.community.choices = [SelectChoice(NEW, "新的共同体")]
        for community, last in communities:
            if last:
                self._offer(f"{community.id}-{last.id}", f"{community.name}：沿用 {last.year} 年度的内容", community, last)
            self._offer(str(community.id), f"{community.name}：从空表开始填写", community, None)
        self.year.choices = [SelectChoice(str(one.year), _year_on_offer(one)) for one in windows]

    def _offer(self, key: str, label: str, community: Community, last: Application | None) -> None:
        self.own[key] = community, last
        self.community.choices = [*self.community.choices, SelectChoice(key, label)]

    @property
    def chosen(self) -> tuple[Community | None, Application | None]:
        """The community, unless it is a new one, and the application to begin with, if any."""
        return self.own.get(self.community.data or NEW, (None, None))

    def validate(self, extra_validators: object = None) -> bool:
        if not super().validate():
            return False
        if not self.community.data and not (self.name.data or "").strip():
            self.name.errors = ["请填写共同体名称，如“××行业产教融合共同体”"]
            return False
        return True


class SubmitForm(FlaskForm):
    scan_reason = TextAreaField("扫描件无法自动识别的原因", [Optional(), Length(max=500, message="原因最多 500 字")])
