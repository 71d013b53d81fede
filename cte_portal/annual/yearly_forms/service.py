"""Beginning a yearly form, and handing it in: its content is frozen, and printed as the version's file."""

from __future__ import annotations

import hashlib
from io import BytesIO

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.content import Content, encode_values
from ...catalogue.duties import DeliverableKind
from ...community.check_code import check_code
from ...community.filling.models import ListRow, SectionRecord
from ...community.filling.queries import content_of
from ...community.models import Community
from ...extensions import db
from ...transactions import transaction
from ...uploads import rules as file_rules
from ...uploads import service as uploads
from ...web.editions import edition_for_year
from .. import queries as annual
from .. import rules
from ..models import DeliverableVersion
from ..rules import State
from ..service import working
from ..service.working import DutyRefused
from . import printing, queries
from .kind import yearly_kind
from .models import YearlyForm, class_of


def begin(community: Community, year: int, kind: DeliverableKind, by: Account, *, like_last_year: bool = False) -> YearlyForm:
    """The form of the duty; the one there is, or a new one, which holds what its kind begins with.

    Raises:
        DutyRefused: it is not owed, its time has not come, it waits for the authority or has passed, or is not filled in on
            the portal.
    """
    if queries.definition_of(year, kind.key) is None:
        raise DutyRefused(f"“{kind.title}”不在平台上填写，请上传文件。")
    with transaction():
        working.must_be_owed(community, year, kind)
        found = working.begun(community, year, kind.key)
        if there := queries.form_of(found):
            return there
        if found.state not in (State.IN_PROGRESS, State.RETURNED):
            raise DutyRefused(f"“{kind.title}”现在是“{found.state.label}”，不能填写。")
        if why := rules.why_not_begin(kind, year, clock.today()):
            raise DutyRefused(why)
        form = class_of(kind.key)(deliverable_id=found.id, edition=edition_for_year(year).key, begun_from="", from_plan=[])
        db.session.add(form)
        db.session.flush()
        _fill(form, yearly_kind(kind.key).first_content(form, like_last_year), by)
        audit.record("yearly_form.begun", form, by=by, deliverable=found.id, source=form.begun_from)
    return form


def _fill(form: YearlyForm, content: Content, by: Account) -> None:
    """Into a form that nobody has filled in."""
    for section in form.definition.sections:
        rows = content.rows(section.key)
        values = {} if section.rows else encode_values(section, content.values(section.key))
        for position, row in enumerate(rows, start=1):
            stored = encode_values(section, row.values)
            db.session.add(ListRow(form_id=form.id, section=section.key, row=row.id, position=position, values=stored, revision=1, written={}))
        if rows or values:
            saved = {"saved_at": clock.now(), "saved_by_id": by.id}
            db.session.add(SectionRecord(form_id=form.id, section=section.key, values=values, revision=1, written={}, taken_over=False, **saved))


def hand_in(form: YearlyForm, kind: DeliverableKind, by: Account) -> DeliverableVersion:
    """提交: what the form holds becomes a version of its deliverable, frozen, with its print as the file.

    Raises:
        DutyRefused: the 自查 found something, the form is closed, or it was changed while it was being printed.
    """
    _must_be_ready(form)
    draft = annual.draft(form.deliverable)
    number = draft.number if draft else max((one.number for one in form.deliverable.versions), default=0) + 1
    content = printing.frozen(form, content_of(form), number)
    name = file_rules.clean_name(f"{form.name}-{form.title}-第{number}稿.pdf")
    received = uploads.receive(BytesIO(printing.printed(content)), name, ("pdf",), working.MOST_MB)
    with transaction():
        db.session.refresh(form.deliverable)
        working.must_be_owed(form.community, form.year, kind)
        _must_be_ready(form)
        version = annual.draft(form.deliverable) or working.next_version(form.deliverable, by)
        if printing.frozen(form, content_of(form), version.number) != content:
            raise DutyRefused("提交的同时有人修改了内容，没有提交。请核对后再提交一次。")
        uploads.register(received)
        version.title, version.summary = form.title, ""
        version.file_name, version.sha256 = name, received.sha256
        version.content, version.content_sha256 = content, hashlib.sha256(content.encode()).hexdigest()
        version.check_code = check_code(version.content_sha256)
        version.saved_at, version.saved_by_id = clock.now(), by.id
        audit.record("yearly_form.frozen", form, by=by, version=version.number, sha256=version.content_sha256)
        working.hand_in(version, kind, by)
    return version


def _must_be_ready(form: YearlyForm) -> None:
    if not form.editable:
        raise DutyRefused(f"{form.closed_because}，不能再提交。")
    if blocking := sum(finding.blocking for finding in queries.findings_of(form)):
        raise DutyRefused(f"自查还有 {blocking} 项必须处理，处理完才能提交。")
