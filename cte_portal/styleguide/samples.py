"""What the samples are given: real objects that are never stored, about people and units that do not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    FileField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from ..accounts.models import Account
from ..articles.models import Article, ArticleVersion
from ..catalogue.content import Content
from ..catalogue.fields import Field, FieldType
from ..catalogue.places import recommending_provinces
from ..catalogue.schema import Edition, Section
from ..charts import Series, bars, level_bars, lines, tiles
from ..clock import SHANGHAI
from ..community.filling.views.editors import Boxes, boxes_of
from ..community.journey import journey
from ..community.models import PlaceComment, Transition
from ..community.rules import labels_in
from ..community.workflow import Status
from ..notices.models import Notice
from ..performance.evidence.models import FigureProof
from ..performance.evidence.queries import by_code
from ..performance.figures.drawn import Card, Drawn
from ..performance.figures.rules import Change
from ..performance.models import PERFORMANCE
from ..review.checklist.models import ChecklistEntry
from ..review.checklist.queries import Item
from ..review.checklist.rules import Said
from ..review.models import Outcome
from ..roles import Role
from ..uploads.models import StoredFile
from ..web.editions import editions
from ..web.paging import Page

MOMENT = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)
KINDS = [SelectChoice("a", "甲类"), SelectChoice("b", "乙类"), SelectChoice("c", "丙类")]
MONTHS = ["1月", "2月", "3月", "4月", "5月", "6月"]


class Boxed(FlaskForm):
    """One box of every kind."""

    name = StringField("名称", [InputRequired()])
    amount = StringField("投入")
    secret = PasswordField("密码", [InputRequired()])
    account = TextAreaField("说明")
    kind = SelectField("类别", choices=[SelectChoice("", "请选择"), *KINDS])
    kinds = SelectMultipleField("涉及类别", choices=KINDS)
    nature = RadioField("性质", choices=KINDS)
    consent = BooleanField("我已阅读并同意", [InputRequired()])
    file = FileField("扫描件")
    files = MultipleFileField("佐证材料")


def everything() -> dict[str, Any]:
    newest = max(editions().values(), key=lambda edition: edition.key)
    officer, clerk = Account(name="张某", role=Role.PROVINCE_OFFICER), Account(name="李某", role=Role.APPLICANT)
    steps = _steps(officer, clerk)
    comments = steps[0].places
    section = newest.by_key["lead_enterprise"]
    return {
        "get_flashed_messages": _messages,
        "plain": Boxed(prefix="plain"),
        "wrong": _wrong(),
        "pages": Page(list(range(50)), 2, 124),
        "steps": steps,
        "stages": journey(Status.SUBMITTED, "演示省"),
        "said": comments,
        "states": list(Status),
        "application": SimpleNamespace(id=0),
        "provinces": recommending_provinces(),
        "edition": newest,
        "section": section,
        "boxes": _found(section),
        "every_kind": _every_kind(newest),
        "checklist": _checklist(officer),
        "articles": _articles(),
        "notices": [Notice(id=0, subject="演示申报退回修改", made_at=MOMENT, read_at=read) for read in (None, MOMENT)],
        **_charts(newest),
        **_proofs(newest),
    }


def _messages(with_categories: bool) -> list[tuple[str, object]]:
    """In the place of what happened just now."""
    deleted = {"text": "已删除这一行。", "undo": "/text-size", "label": "撤销"}
    saved = {"text": "已提交。", "undo": None, "onward": ("查看回执", "#words")}
    return [
        ("info", "已退出登录。"),
        ("success", deleted),
        ("success", saved),
        ("wait", "已保存，还有 2 处请核对。"),
        ("error", "没有保存：请先选择文件。"),
    ]


def _wrong() -> Boxed:
    form = Boxed(prefix="wrong")
    form.name.data, form.kind.data = "某某", "b"
    for box, said in (
        (form.name, "请填写单位全称，与证照一致"),
        (form.nature, "请选择性质"),
        (form.kind, "请重新选择类别"),
        (form.account, "最多 200 字"),
    ):
        box.errors = [said]
    return form


def _steps(officer: Account, clerk: Account) -> list[Transition]:
    """Newest first: sent back with comments, one open and one answered."""
    back = Transition(
        id=2, action="return", source=Status.SUBMITTED, target=Status.RETURNED, at=MOMENT, account=officer, comment="请补充后重新提交。"
    )
    open_one = PlaceComment(id=1, place="foundation", words="建设基础", text="请补充近三年的数据。", answer="")
    done = PlaceComment(id=2, place="cover", words="封面", text="名称与证照不一致。", answer="已改正。", answered_at=MOMENT, done_at=MOMENT)
    back.places = [open_one, done]
    sent = Transition(
        id=1, action="submit", source=Status.FINALISED, target=Status.SUBMITTED, at=MOMENT - timedelta(days=3), account=clerk, comment=""
    )
    return [back, sent]


def _boxes(section: Section) -> Boxes:
    return boxes_of(section, {}, 0, labels_in(Content(_holding(section), MOMENT.year)), None)


def _holding(section: Section) -> Edition:
    return next(edition for edition in editions().values() if section in edition.sections)


def _found(section: Section) -> Boxes:
    """The section's boxes after a look-up."""
    unit = SimpleNamespace(id=1, name="演示装备有限公司", uscc="91000000MADE00001E", province_name="江苏省")
    boxes = _boxes(section)
    return Boxes(boxes.form, boxes.base, [unit])  # type: ignore[list-item]


@dataclass(frozen=True)
class Kind:
    """A field of the catalogue that stands for its kind."""

    section: Section
    field: Field
    boxes: Boxes


def _every_kind(edition: Edition) -> list[Kind]:
    """For each kind of value the first field of it that the form asks."""
    found: dict[FieldType, Kind] = {}
    for section in edition.sections:
        boxes = _boxes(section)
        for one in section.fields:
            found.setdefault(one.type, Kind(section, one, boxes))
    return list(found.values())


@dataclass(frozen=True)
class Checked:
    """As much of a checklist as its boxes ask for."""

    items: list[Item]
    version: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(id=0))

    @property
    def answered(self) -> int:
        return sum(bool(item.stands.outcome) for item in self.items)


@dataclass(frozen=True)
class Checklist:
    checked: Checked
    conflicts: Mapping[str, Said]

    def said(self, key: str, stands: Said) -> Said:
        return self.conflicts.get(key, stands)


def _checklist(officer: Account) -> Checklist:
    met = ChecklistEntry(outcome=Outcome.MET, note="", by=officer, at=MOMENT)
    disputed = ChecklistEntry(outcome=Outcome.NOT_MET, note="缺公章", by=officer, at=MOMENT)
    items = [
        Item("open", "牵头单位是否齐全", "三类各一家。", ""),
        Item("met", "推荐省份是否相符", "", "", met),
        Item("disputed", "盖章是否清晰", "", "", disputed),
    ]
    return Checklist(Checked(items), {"disputed": Said("met", "")})


def _articles() -> list[Article]:
    pinned = Article(id=0, title="演示通知", publish_at=MOMENT, pinned=True, published=ArticleVersion(summary="文章的开头几句。"))
    return [pinned, Article(id=0, title="演示新闻", publish_at=MOMENT, pinned=False, published=ArticleVersion(summary=""))]


def _charts(edition: Edition) -> dict[str, object]:
    series = [Series("今年", [3, 8, 14, 21, 30, 41]), Series("上年", [2, 6, 12, 18, None, None])]
    measures = [measure for _, _, measure in edition.of_kind(PERFORMANCE).measures.values() if measure.headline][:3]
    before = (100, 120, None)
    rows = [(month, str(series[0].values[at]), str(series[1].values[at] or "—")) for at, month in enumerate(MONTHS)]
    drawn: list[Markup] = [
        bars("sample-bars", "两年各月", MONTHS, series, unit="份"),
        level_bars("sample-level", "各类", ["甲类", "乙类", "丙类"], [Series("份数", [12, 30, 7])], unit="份"),
        tiles("sample-tiles", "各省", {"320000": 30, "330000": 12, "440000": 21}, "份"),
    ]
    return {
        "drawn": Drawn(lines("sample-lines", "两年累计", MONTHS, series, unit="份"), ("月份", "今年", "上年"), rows),
        "more_charts": drawn,
        "cards": [Card("演示分组", measure, Change(measure, 112, last)) for measure, last in zip(measures, before, strict=False)],
    }


def _proofs(edition: Edition) -> dict[str, object]:
    definition = edition.of_kind(PERFORMANCE)
    section, indicator = next(iter(definition.indicators.values()))
    file = StoredFile(kind="pdf", size=2_400_000, pages=12)
    proofs = [FigureProof(id=1, name="合同.pdf", file=file, codes=[indicator.code])]
    shown = by_code(proofs)
    others = [SimpleNamespace(id=2, name="年报.pdf", codes=["2.1"])]
    return {
        "indicator": indicator,
        "of_one": SimpleNamespace(indicators=[indicator], key=section.key),
        "collection": SimpleNamespace(id=0, community=SimpleNamespace(id=0), year=MOMENT.year, definition=definition),
        "proofs": SimpleNamespace(by_code=shown, files=others),
        "mine": shown[indicator.code],
        "place": {"community_id": 0, "year": MOMENT.year},
    }
