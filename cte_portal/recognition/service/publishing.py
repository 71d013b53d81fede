"""The final list, and what may still be said of it: amendments that everybody reads.

Recognised is what a final list says, not what a draft proposes: the workflow's steps are taken here, after the notice,
so that an objection that was upheld leaves no recognition behind (docs/decisions/recognition.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ... import audit, clock
from ...accounts.models import Account
from ...community.models import Application
from ...community.service import lifecycle, recognising
from ...extensions import db
from ...transactions import transaction
from ...uploads import service as uploads
from .. import queries, rules
from ..models import Amendment, ListItem, RecognitionList
from ..rules import Level, Outcome, State
from . import telling
from .lists import ListRefused, lock, must_hold


@dataclass(frozen=True)
class Document:
    """What says so: its name or number, and the file where it was attached."""

    name: str
    file: uploads.Received | None = None


def publish(found: RecognitionList, document: Document, by: Account, seen: int) -> int:
    """公布 the final list: what it says is so from now on; how many are recognised.

    Raises:
        ListRefused: the notice is not over, objections are open, the document is missing, or an application was
            returned or withdrawn meanwhile.
    """
    with transaction():
        if not document.name.strip():
            raise ListRefused("请填写公布文件的名称或文号。")
        lock(found, by, seen, State.NOTICE)
        if why := rules.why_not_final(found.state, found.notice_last, queries.open_objections(found), clock.now()):
            raise ListRefused(why)
        if document.file is None:
            raise ListRefused("请上传公布文件（PDF）。")
        items = queries.items(found)
        must_hold(found, items)
        put_into_force(found, items, document, by)
        live = [item for item in items if item.removed_at is None and item.outcome is Outcome.RECOGNISED]
    return len(live)


def put_into_force(found: RecognitionList, items: list[ListItem], document: Document, by: Account) -> None:
    """Inside the caller's transaction: the document, the workflow's steps, the public list, and everybody is told."""
    now = clock.now()
    found.state, found.published_at, found.document = State.FINAL, now, document.name.strip()
    if document.file is not None:
        uploads.register(document.file)
        found.document_sha256 = document.file.sha256
    for item in items:
        if item.removed_at is not None:
            continue
        application = item.application
        item.name = item.name or application.community.name
        if found.level is Level.NATIONAL:
            lifecycle.decide(item.outcome.action, application, by, _opinion(found, item))
            application.result_published_at = now
        if item.outcome is Outcome.RECOGNISED:
            application.community.published_at = application.community.published_at or now
    telling.published(found, items)
    applications = {item.application_id: item.outcome.value for item in items if item.removed_at is None}
    details = {str(identity): outcome for identity, outcome in applications.items()}
    audit.record("recognition_list.published", found, by=by, document=found.document, recorded=found.recorded, applications=details)


def _opinion(found: RecognitionList, item: ListItem) -> str:
    return found.document + (f"（{item.remark}）" if item.remark else "")


def amend(found: RecognitionList, text: str, document: str, item: ListItem | None, by: Account, seen: int) -> Amendment:
    """更正 a published list, for everybody to read; with `item`, its recognition is revoked (撤销认定).

    Raises:
        ListRefused: there is no text or no document, or the item is not recognised by this list.
    """
    with transaction():
        if not text.strip() or not document.strip():
            raise ListRefused("请写明更正的内容和依据文件。")
        lock(found, by, seen, State.FINAL)
        if item is not None:
            _revoke(found, item, text, by)
        amendment = Amendment(
            list_id=found.id,
            item_id=item.id if item else None,
            document=document.strip(),
            text=text.strip(),
            made_at=clock.now(),
            made_by_id=by.id,
        )
        db.session.add(amendment)
        db.session.flush()
        audit.record("recognition_list.amended", found, by=by, text=amendment.text, revoked=item.application_id if item else None)
    return amendment


def _revoke(found: RecognitionList, item: ListItem, text: str, by: Account) -> None:
    if item.list_id != found.id or item.outcome is not Outcome.RECOGNISED or item.removed_at is not None:
        raise ListRefused("只能撤销这份名单上仍然有效的认定。")
    item.removed_at, item.removed_reason = clock.now(), text.strip()
    if found.level is Level.NATIONAL:
        lifecycle.decide("revoke", item.application, by, text.strip(), amendment=text.strip())
    else:
        telling.revoked(item, text.strip())
    db.session.flush()
    no_longer_public(item.application)


def no_longer_public(application: Application) -> None:
    """Off the public list, unless another list still recognises the community."""
    community = application.community
    if not application.community.published_at:
        return
    others = queries.recognitions().where(Application.community_id == community.id)
    if db.session.scalar(select(others.exists())) is False:
        community.published_at = None
    national = others.where(RecognitionList.level == Level.NATIONAL)
    if db.session.scalar(select(national.exists())) is False:
        recognising.end(community)
