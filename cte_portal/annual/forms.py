"""Forms of the yearly duties."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from .. import clock
from ..catalogue.duties import DeliverableKind, Deliverables
from .models import DeliverableVersion, ReviewOutcome
from .service.judging import Judged
from .service.working import Details

TITLE, SUMMARY, METHODS, COMMENT, REASON = 100, 1000, 1000, 1000, 500
MOST_SAMPLES = 10_000_000


class VersionForm(FlaskForm):
    """What is said of a file; a draft may lack things."""

    title = StringField("标题", [Length(max=TITLE, message=f"标题最多 {TITLE} 字")])
    file = FileField("文件（PDF 或 Word）")
    summary = TextAreaField("摘要", [Length(max=SUMMARY, message=f"摘要最多 {SUMMARY} 字")])
    published_elsewhere_on = DateField("本单位已自行发布的日期（选填）", [Optional()])
    survey_methods = TextAreaField("调研方法", [Length(max=METHODS, message=f"调研方法最多 {METHODS} 字")])
    sample_size = IntegerField("样本量", [Optional(), NumberRange(0, MOST_SAMPLES, f"样本量应为 0 至 {MOST_SAMPLES:,} 的整数")])

    def __init__(self, kind: DeliverableKind, draft: DeliverableVersion | None):
        super().__init__(obj=draft)
        if not kind.survey:
            del self.survey_methods, self.sample_size
        if not kind.published:
            del self.published_elsewhere_on

    def validate_published_elsewhere_on(self, field: DateField) -> None:
        if field.data and not date(2023, 1, 1) <= field.data <= clock.today():
            raise ValidationError(f"发布日期应在 2023-01-01 至今天（{clock.today()}）之间")

    def details(self) -> Details:
        def of(name: str) -> object:
            return self[name].data if name in self else None

        return Details(
            title=" ".join((self.title.data or "").split()),
            summary=(self.summary.data or "").strip(),
            published_elsewhere_on=of("published_elsewhere_on"),  # type: ignore[arg-type]
            survey_methods=str(of("survey_methods") or "").strip(),
            sample_size=of("sample_size"),  # type: ignore[arg-type]
        )


class ReviewForm(FlaskForm):
    """A rating for each aspect, words, and whether it passes."""

    timeliness = RadioField(validators=[InputRequired("请评价及时性")])
    objectivity = RadioField(validators=[InputRequired("请评价客观性")])
    completeness = RadioField(validators=[InputRequired("请评价全面性")])
    comment = TextAreaField("意见", [Length(max=COMMENT, message=f"意见最多 {COMMENT} 字")])
    outcome = RadioField("结论", [InputRequired("请选择通过或退回修改")], choices=[SelectChoice(one.value, one.label) for one in ReviewOutcome])

    def __init__(self, asked: Deliverables, **kwargs: object):
        super().__init__(**kwargs)
        for aspect in asked.aspects:
            self[aspect.key].label.text = aspect.label
            self[aspect.key].choices = [SelectChoice(one.key, one.label) for one in asked.ratings]

    def validate_comment(self, field: TextAreaField) -> None:
        if self.outcome.data == ReviewOutcome.RETURNED.value and not (field.data or "").strip():
            raise ValidationError("退回修改须写明要改什么")

    def judged(self) -> Judged:
        ratings = {key: self[key].data for key in ("timeliness", "objectivity", "completeness")}
        return Judged(ratings, self.comment.data or "", ReviewOutcome(self.outcome.data))


class ReasonForm(FlaskForm):
    reason = TextAreaField("理由", [InputRequired("请写明理由"), Length(max=REASON, message=f"理由最多 {REASON} 字")])


class PublicationForm(FlaskForm):
    day = DateField("到期自动发布的日期", [Optional()])
