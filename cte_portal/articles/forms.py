"""What the desk asks."""

from __future__ import annotations

from datetime import datetime

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from ..clock import SHANGHAI
from .rules import Column, Written, tags_in

COLUMNS = [SelectChoice(one.value, one.label) for one in Column]
NO_TOPIC = SelectChoice("", "不归入专题")
WHEN = "%Y-%m-%d %H:%M"


class WritingForm(FlaskForm):
    """Nothing is required here: a draft may lack anything; what publication needs is said at its button."""

    title = StringField("标题", [Length(max=120, message="标题最多 120 字")])
    subtitle = StringField("副标题（选填）", [Length(max=200, message="副标题最多 200 字")])
    source = StringField("来源（发布时必填）", [Length(max=100, message="来源最多 100 字")])
    author = StringField("作者（选填）", [Length(max=60, message="作者最多 60 字")])
    tags = StringField("标签（选填）", [Length(max=200, message="标签最多 200 字")])
    body = TextAreaField("正文")

    def written(self) -> Written:
        return Written(
            self.title.data or "",
            self.subtitle.data or "",
            self.source.data or "",
            self.author.data or "",
            self.body.data or "",
            tags_in(self.tags.data or ""),
        )


class NewForm(WritingForm):
    column = SelectField("栏目", choices=COLUMNS)


class PlaceForm(FlaskForm):
    column = SelectField("栏目", choices=COLUMNS)
    topic = SelectField("归入专题", choices=[NO_TOPIC], default="")
    pinned = BooleanField("在栏目中置顶")
    recommended = IntegerField("热门推荐的次序（不推荐的留空）", [Optional(), NumberRange(1, 99, message="次序应为 1 至 99 的整数")])


class PublishForm(FlaskForm):
    at = DateTimeLocalField(
        "发布时间（留空为立即发布）",
        [Optional()],
        format=[WHEN, "%Y-%m-%dT%H:%M", "%Y-%m-%d"],  # type: ignore[arg-type]
    )
    correction = TextAreaField("更正说明", [Length(max=500, message="更正说明最多 500 字")])

    def moment(self) -> datetime | None:
        return self.at.data.replace(tzinfo=SHANGHAI) if self.at.data else None


class WordsForm(FlaskForm):
    """A reason, or a remark."""

    words = TextAreaField("说明", [Length(max=500, message="最多 500 字")])
