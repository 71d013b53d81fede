"""The section page: one section, one form, its lists below it; saved as one types, and by several people at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, redirect, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...accounts import service as accounts
from ...accounts.sessions import sent_by_the_page
from ...catalogue.kinds import show
from ...catalogue.merging import Base
from ...catalogue.reading import asked
from ...catalogue.schema import Field, Section
from ...roles import AUTHORS
from ...web.access import edits_part, requires
from ...web.catalogue_forms import typed_in
from ...web.editions import edition_of
from ...web.fragments import asked_by_htmx, done, page
from .. import queries
from ..models import Application
from ..rules import about_direct, labels_in, section_figures
from ..service import editing
from ..unit_confirmation import queries as confirmations
from . import bp
from .addresses import crumbs
from .desk import neighbours
from .editors import Attempt, Typed, boxes_of, editor_of, section_boxes
from .look_up import looked_up


def section_or_404(application: Application, key: str, *, rows: bool | None = None) -> Section:
    section = edition_of(application).by_key.get(key)
    if section is None or (rows is not None and section.rows is not rows):
        abort(404)
    return section


@bp.get("/applications/<int:application_id>/sections/<key>")
@requires(*AUTHORS, of="application", part="key")
def section(application: Application, key: str) -> Response:
    found = section_or_404(application, key)
    if found.attached_to:
        abort(404)
    kept = accounts.kept_input(current_user, request.path)
    return section_page(application, found, _attempt_from(application, found, kept) if kept else None, put_back=bool(kept))


def _attempt_from(application: Application, page_section: Section, kept: Typed) -> Attempt | None:
    """What was kept when the session was over, as an attempt on the section or list it was typed into."""
    for found in (page_section, *edition_of(application).attached(page_section)):
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


def section_page(application: Application, found: Section, attempt: Attempt | None = None, *, put_back: bool = False, status: int = 200) -> Response:
    edition = edition_of(application)
    content = queries.content_of(application)
    labels = labels_in(content)
    lists = (found,) if found.rows else edition.attached(found)
    before, after = neighbours(application, found)
    own = edits_part(current_user, application, found.key)
    return page(
        "community/section.html",
        fragment="community/_section.html",
        status=status,
        application=application,
        section=found,
        boxes=None if found.rows else section_boxes(application, found, content, labels, attempt),
        editors=[editor_of(application, one, content, labels, attempt) for one in lists],
        figures=section_figures(content, found),
        about_direct=_about_direct(application, found),
        comments=queries.comments_by_place(application) if own else {},
        confirmed=confirmations.marks(application, found, content),
        editable=application.status.editable and own and application.opening.part(found.key),
        answerable=application.status.editable and own,
        taken_over=found in queries.not_looked_at(application),
        put_back=put_back,
        before=before,
        after=after,
        saved=queries.section_record(application, found),
        others=queries.present(application, found, current_user),
        crumbs=crumbs(application, found.heading),
        asked=asked,
        show=lambda definition: show(definition, content.values(found.key).get(definition.key), labels(definition)),
    )


def _about_direct(application: Application, found: Section) -> str:
    """On the page where direct reporting is chosen: whether this organisation may, and why not."""
    if not any(check.rule == "direct_reporting_was_granted" for check in found.checks):
        return ""
    organisation = application.organisation
    return about_direct(organisation.kind, queries.direct_granted(organisation.id, application.year), application.year)


@bp.post("/applications/<int:application_id>/sections/<key>")
@requires(*AUTHORS, of="application", part="key")
def save(application: Application, key: str) -> BaseResponse:
    found = section_or_404(application, key, rows=False)
    typed, base = posted(found, request.form)
    if attempt := looked_up(application, found, typed, base, None):
        return section_page(application, found, attempt)
    saved = editing.save_section(application, found, typed, base, current_user)
    if saved_by_itself():
        return saved_status(application, found, saved, found.key)
    if saved.conflicts:
        return conflict_page(application, found, typed, saved)
    following = neighbours(application, found)[1] if request.form.get("go") == "next" else None
    here = url_for("community.section", application_id=application.id, key=key)
    if saved.problems:
        return done(f"已保存。有 {len(saved.problems)} 处填写需要更正，已按原样保留，见标红处。", here)
    if following:
        return done(f"“{found.title}”已保存。", url_for("community.section", application_id=application.id, key=following.key))
    return done("已保存。", here)


def saved_by_itself() -> bool:
    """Whether the page saved of itself, without leaving it."""
    return asked_by_htmx() and "auto" in request.form


def saved_status(application: Application, found: Section, saved: editing.Saved, form: str) -> Response:
    """What the page is told after it saved of itself: the new base of its form, and what is wrong in its boxes."""
    response = page(
        "community/_saved.html",
        application=application,
        section=found,
        saved=saved,
        form=form,
        at=clock.now(),
        here=url_for("community.section", application_id=application.id, key=edition_of(application).page_of(found).key),
    )
    if not saved.conflicts:
        response.headers["HX-Trigger"] = "saved"
    return response


@dataclass(frozen=True)
class Conflict:
    """One field that two people changed, to different values."""

    field: Field
    theirs: str  # as people read it


def conflict_page(application: Application, found: Section, typed: Typed, saved: editing.Saved, row: str = "") -> Response:
    """Both texts side by side, field by field, to choose from or to put together. All else is saved already."""
    content = queries.content_of(application)
    labels = labels_in(content)
    values = dict(content.holders(found)).get(row or found.key, {})
    keys = {field.key for field in saved.conflicts}
    fresh = Base.of(found, values, saved.base.revision, saved.base.sheet).only(keys)
    record = queries.section_record(application, found)
    host = edition_of(application).page_of(found)
    return page(
        "community/conflict.html",
        fragment="community/_conflict.html",
        status=409,
        application=application,
        section=found,
        host=host,
        row=row,
        boxes=boxes_of(found, values, 0, labels, Attempt(found, typed, fresh)),
        conflicts=[Conflict(field, show(field, values.get(field.key), labels(field))) for field in saved.conflicts],
        saved=record,
        form_of=_without_errors,
        crumbs=crumbs(application, host.heading),
    )


def _without_errors(form: FlaskForm, key: str) -> object:
    box = form[key]
    box.errors = []
    return box


@bp.post("/applications/<int:application_id>/sections/<key>/presence")
@sent_by_the_page
@requires(*AUTHORS, of="application", part="key")
def presence(application: Application, key: str) -> BaseResponse:
    """The open page says that it is open, and is told who else has it open."""
    found = section_or_404(application, key)
    editing.be_present(application, found, current_user)
    if not asked_by_htmx():
        return redirect(url_for("community.section", application_id=application.id, key=edition_of(application).page_of(found).key), 303)
    return page("community/_present.html", others=queries.present(application, found, current_user))
