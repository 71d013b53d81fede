"""The section page: one section, one form, its lists below it; saved as one types, and by several people at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, redirect, request
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from .... import clock
from ....accounts import service as accounts
from ....accounts.sessions import sent_by_the_page
from ....catalogue.content import decode_values
from ....catalogue.fields import Field
from ....catalogue.kinds import show
from ....catalogue.merging import Base
from ....catalogue.reading import asked
from ....catalogue.schema import Section
from ....web.catalogue_forms import typed_in
from ....web.fragments import asked_by_htmx, done, page
from ...rules import labels_in, section_figures
from .. import queries
from .. import service as editing
from ..kinds import Filled, kind_of
from .editors import Attempt, Typed, boxes_of, editor_of, section_boxes
from .look_up import looked_up


def section_or_404(form: Filled, key: str, *, rows: bool | None = None) -> Section:
    section = form.definition.by_key.get(key)
    if section is None or (rows is not None and section.rows is not rows):
        abort(404)
    return section


def section(form: Filled, key: str) -> Response:
    found = section_or_404(form, key)
    if found.attached_to:
        abort(404)
    by = kind_of(form).by(form)
    kept = accounts.kept_input(by, request.path) if by else None
    return section_page(form, found, _attempt_from(form, found, kept) if kept else None, put_back=bool(kept))


def _attempt_from(form: Filled, page_section: Section, kept: Typed) -> Attempt | None:
    """What was kept when the session was over, as an attempt on the section or list it was typed into."""
    for found in (page_section, *form.definition.attached(page_section)):
        if any(name.startswith(f"{found.key}-") for name in kept):
            typed, base = posted(found, MultiDict({name: list(texts) for name, texts in kept.items()}))
            row = (list(kept.get("row", ())) or [""])[0] if found.rows else None
            return Attempt(found, typed, base, row)
    return None


def posted(found: Section, form: MultiDict[str, str]) -> tuple[dict[str, list[str]], Base]:
    """What was typed, and on what ground; a box whose other text was chosen counts as not typed in."""
    base = Base.parse(form.get("base", ""))
    theirs = {field.key for field in found.fields if form.get(f"choose-{field.key}") == "theirs"}
    if theirs:
        base = base.only({field.key for field in found.fields} - theirs)
    return typed_in(found, form), base


def section_page(form: Filled, found: Section, attempt: Attempt | None = None, *, put_back: bool = False, status: int = 200) -> Response:
    kind = kind_of(form)
    lists = (found,) if found.rows else form.definition.attached(found)
    records = queries.section_records(form)
    content = queries.content_for(form, (found, *lists), records)
    labels = labels_in(content)
    before, after = _neighbours(form, found)
    own = kind.edits(form, found.key)
    extra = {"comments": {}, "marks": {}, **kind.shown(form, found, own)}
    return page(
        "community/section.html",
        fragment=kind.body,
        status=status,
        form=form,
        section=found,
        boxes=None if found.rows else section_boxes(form, found, content, records.get(found.key), attempt),
        editors=[editor_of(form, one, labels, attempt) for one in lists],
        figures=section_figures(content, found),
        editable=form.editable and own and form.opening.part(found.key),
        answerable=form.editable and own,
        put_back=put_back,
        closed_word=kind.closed_word,
        before=before,
        after=after,
        home=kind.home(form),
        saved=records.get(found.key),
        others=queries.present(form, found, kind.by(form)),
        crumbs=kind.crumbs(form, found.heading),
        asked=asked,
        show=lambda definition: show(definition, content.values(found.key).get(definition.key), labels(definition)),
        **extra,
    )


def _neighbours(form: Filled, found: Section) -> tuple[Section | None, Section | None]:
    """The pages before and after this one, of those that the one signed in may read."""
    pages = kind_of(form).pages(form)
    index = pages.index(found)
    return (pages[index - 1] if index else None), (pages[index + 1] if index + 1 < len(pages) else None)


def save(form: Filled, key: str) -> BaseResponse:
    found = section_or_404(form, key, rows=False)
    typed, base = posted(found, request.form)
    if attempt := looked_up(form, found, typed, base, None):
        return section_page(form, found, attempt)
    saved = editing.save_section(form, found, typed, base, kind_of(form).by(form))
    if saved_by_itself():
        return saved_status(form, found, saved, found.key)
    if saved.conflicts:
        return conflict_page(form, found, typed, saved)
    following = _neighbours(form, found)[1] if request.form.get("go") == "next" else None
    here = kind_of(form).url(form, "section", key=key)
    if following and not saved.problems:
        return done(f"“{found.title}”已保存。", kind_of(form).url(form, "section", key=following.key))
    return done("已保存。", here)


def saved_by_itself() -> bool:
    """Whether the page saved of itself, without leaving it."""
    return asked_by_htmx() and "auto" in request.form


def saved_status(form: Filled, found: Section, saved: editing.Saved, sheet: str) -> Response:
    """What the page is told after it saved of itself: the new base of its form, and what is wrong in its boxes."""
    kind = kind_of(form)
    response = page(
        kind.after_saving,
        form=form,
        section=found,
        saved=saved,
        sheet=sheet,
        at=clock.now(),
        here=kind.url(form, "section", key=form.definition.page_of(found).key),
        **kind.told_after_saving(form, found),
    )
    if not saved.conflicts:
        response.headers["HX-Trigger"] = "saved"
    return response


@dataclass(frozen=True)
class Conflict:
    """One field that two people changed, to different values."""

    field: Field
    theirs: str  # as people read it


def conflict_page(form: Filled, found: Section, typed: Typed, saved: editing.Saved, row: str = "") -> Response:
    """Both texts side by side, field by field, to choose from or to put together. All else is saved already."""
    labels = queries.labels_of(form, found)
    record = queries.section_record(form, found)
    held = queries.list_row(form, found, row) if row else record
    values = decode_values(found, held.values) if held else {}
    keys = {field.key for field in saved.conflicts}
    fresh = Base.of(found, values, saved.base.revision, saved.base.sheet).only(keys)
    host = form.definition.page_of(found)
    return page(
        "community/conflict.html",
        fragment="community/_conflict.html",
        status=409,
        form=form,
        section=found,
        host=host,
        row=row,
        boxes=boxes_of(found, values, 0, labels, Attempt(found, typed, fresh)),
        conflicts=[Conflict(field, show(field, values.get(field.key), labels(field))) for field in saved.conflicts],
        saved=record,
        form_of=_without_errors,
        crumbs=kind_of(form).crumbs(form, host.heading),
    )


def _without_errors(form: FlaskForm, key: str) -> object:
    box = form[key]
    box.errors = []
    return box


@sent_by_the_page
def presence(form: Filled, key: str) -> BaseResponse:
    """The open page says that it is open, and is told who else has it open."""
    found = section_or_404(form, key)
    editing.be_present(form, found, current_user)
    if not asked_by_htmx():
        return redirect(kind_of(form).url(form, "section", key=form.definition.page_of(found).key), 303)
    return page("community/_present.html", others=queries.present(form, found, current_user))
