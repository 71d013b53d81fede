"""Who is told what of a list: the applicants on it, and the provinces they come from. Inside the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...notices import queries as notices
from ...notices import service as inboxes
from ..models import ListItem, Objection, RecognitionList
from ..rules import Level, Outcome


def under_notice(found: RecognitionList, items: Iterable[ListItem]) -> None:
    """Those that are to be recognised, and their provinces."""
    _tell("recognition_notice", found, [item for item in items if item.outcome is Outcome.RECOGNISED])


def withdrawn(found: RecognitionList, items: Iterable[ListItem]) -> None:
    _tell("recognition_withdrawn", found, [item for item in items if item.outcome is Outcome.RECOGNISED and item.removed_at is None])


def taken_out(item: ListItem) -> None:
    _tell("recognition_taken_out", item.list, [item])


def published(found: RecognitionList, items: Iterable[ListItem]) -> None:
    """Applicants of a national list are told by the workflow's own step; of a province's, here."""
    live = [item for item in items if item.removed_at is None]
    if found.level is Level.PROVINCIAL:
        for item in live:
            _tell_applicant("recognition_provincial", found, item)
    elif not found.recorded:
        _tell_provinces("recognition_published", found, live)


def revoked(item: ListItem, text: str) -> None:
    """A province's own recognition was revoked; a national one is told by the workflow's step."""
    people = notices.people_of(item.application.organisation_id)
    inboxes.tell(people, "recognition_revoked", f"/lists/{item.list_id}", item=item, list=item.list, text=text)


def objected(objection: Objection) -> None:
    """The officers whose list it is."""
    found = objection.item.list
    path = f"/review/recognition/{found.id}/objections/{objection.id}"
    inboxes.tell(notices.officers_of(found.province_code), "objection_filed", path, objection=objection, list=found)


def _tell(template: str, found: RecognitionList, items: list[ListItem]) -> None:
    for item in items:
        _tell_applicant(template, found, item)
    if found.level is Level.NATIONAL:
        _tell_provinces(f"{template}_province", found, items)


def _tell_applicant(template: str, found: RecognitionList, item: ListItem) -> None:
    inboxes.tell(notices.people_of(item.application.organisation_id), template, f"/lists/{found.id}", list=found, item=item)


def _tell_provinces(template: str, found: RecognitionList, items: list[ListItem]) -> None:
    """Each province once, with how many of its own are meant, and their names."""
    for province in Counter(item.application.province_code for item in items if item.application.province_code):
        own = [item for item in items if item.application.province_code == province]
        inboxes.tell(notices.officers_of(province), template, f"/lists/{found.id}", list=found, items=own)
