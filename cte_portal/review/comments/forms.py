"""The comments in the form of a return or a pre-review: a box for each draft, and one for a further comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_login import current_user

from ...catalogue.address import EVIDENCE, Address
from ...catalogue.content import Content
from ...catalogue.schema import FormDefinition
from ...community.comments import called, there
from ...community.models import Application
from .. import reading
from . import queries, rules
from .models import DraftComment

COMMENT = "comment-"
MORE_PLACE, MORE_TEXT, SHOWN = "more-place", "more-text", "drafts-shown"


@dataclass(frozen=True)
class Box:
    """One place with a comment. `stands`: the draft, where something else is typed in the box."""

    place: str
    words: str
    text: str
    stands: DraftComment | None = None
    gone: bool = False  # the place is not in the application any more


@dataclass(frozen=True)
class CommentBoxes:
    """What the form shows of comments."""

    boxes: list[Box]
    places: list[tuple[str, str]]  # (place, words) on offer for a further comment
    more: tuple[str, str]  # place and text typed there
    shown: str  # the mark of the drafts that this form shows


def comment_boxes(application: Application, typed: Mapping[str, str] | None = None) -> CommentBoxes:
    """The drafts of the officer's authority as boxes; `typed`: place → what was typed and not taken, which goes before them."""
    drafts = {draft.place: draft for draft in queries.drafts(application, current_user.authority_id)}
    content = reading.content_read(application, current_user)
    assert content is not None  # whoever may open the form was handed something to read
    texts = {**{place: draft.text for place, draft in drafts.items()}, **(typed or {})}
    more_place, more_text = request.form.get(MORE_PLACE, ""), request.form.get(MORE_TEXT, "")
    if more_place and more_text.strip() and texts.get(more_place) == more_text:
        texts.pop(more_place)  # it stands in the box for a further comment
    boxes = [_box(content, place, text, drafts.get(place)) for place, text in texts.items()]
    order = {section.key: number for number, section in enumerate(content.definition.sections)}
    boxes.sort(key=lambda box: order.get(box.place.split("/")[0], len(order)))
    return CommentBoxes(boxes, commentable(content.definition), (more_place, more_text), _mark(list(drafts.values())))


def _box(content: Content, place: str, text: str, draft: DraftComment | None) -> Box:
    differs = draft is not None and draft.text != text.replace("\r\n", "\n").strip()
    return Box(place, called(content, place), text, draft if differs else None, there(content, place) is None)


def _mark(drafts: list[DraftComment]) -> str:
    return rules.mark_of_all((draft.place, draft.text) for draft in drafts)


def commentable(definition: FormDefinition) -> list[tuple[str, str]]:
    """(place, words) of the pages of the form and each kind of evidence: where one may say something without having marked it."""
    pages = [Address(section.key) for section in definition.pages]
    evidence = [Address(EVIDENCE), *(Address(EVIDENCE, field=category.key) for category in definition.evidence.categories)]
    return [(str(address), address.words(definition)) for address in (*pages, *evidence)]


def read_comments(application: Application) -> tuple[dict[str, str], str]:
    """What is typed in the form, place → text, empty ones left out; and what is wrong with it, in words."""
    typed = {name.removeprefix(COMMENT): text for name, text in request.form.items() if name.startswith(COMMENT)}
    more, text = request.form.get(MORE_PLACE, ""), request.form.get(MORE_TEXT, "")
    if text.strip():
        if not more:
            return typed, "“补充一条意见”写了内容，还没有选择位置。"
        if typed.get(more, "").strip():
            return typed, "“补充一条意见”所选的位置上面已有意见，请合并到上面的框里。"
        typed[more] = text
    return typed, _problem(application, {place: text for place, text in typed.items() if text.strip()})


def _problem(application: Application, typed: Mapping[str, str]) -> str:
    content = reading.content_read(application, current_user)
    for place, text in typed.items():
        if content is None or there(content, place) is None:
            return f"申报书里没有这个位置：{place[:60]}。请把意见移到别处，或清空这一框。"
        if len(text.strip()) > rules.LONGEST:
            return f"每条意见最多 {rules.LONGEST} 字，“{called(content, place)[:60]}”处超出 {len(text.strip()) - rules.LONGEST} 字。"
    shown = request.form.get(SHOWN)
    if shown is not None and shown != _mark(queries.drafts(application, current_user.authority_id)):
        return "您填写期间，同事写了、改了或删除了意见草稿，见下面各框。请核对后再发出。"
    return ""
