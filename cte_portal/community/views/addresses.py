"""Where a place of an application is seen, and how one gets there."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_login import current_user

from ...catalogue.address import EVIDENCE, Address
from ...roles import Role
from ...web.editions import edition_of
from ..models import Application, PlaceComment

Crumbs = list[tuple[str, str | None]]


def address_url(application: Application, address: Address) -> str:
    """The page on which the place is edited, at the place."""
    if address.section == EVIDENCE:
        anchor = f"evidence-{address.field}" if address.field else None
        return url_for("uploads.evidence", application_id=application.id, _anchor=anchor)
    edition = edition_of(application)
    page = edition.page_of(edition.by_key[address.section])
    anchor = f"{address.section}-{address.field}" if address.field else address.anchor
    arguments: dict[str, Any] = {"edit": address.row} if address.row else {}
    return url_for("community.section", application_id=application.id, key=page.key, _anchor=anchor, **arguments)


def place_url(application: Application, place: str) -> str:
    """The page with the place of a comment, at the place."""
    address = Address.parse(edition_of(application), place)
    return address_url(application, address) if address else url_for("community.tasks", application_id=application.id)


def place_words(application: Application, comment: PlaceComment) -> str:
    """The place of a comment in words, as it was called when the comment was made."""
    if comment.words:
        return comment.words
    edition = edition_of(application)
    address = Address.parse(edition, comment.place)
    return address.words(edition) if address else comment.place


def own_desk() -> tuple[str, str | None]:
    """Where the one signed in finds its applications."""
    label = "我的协作" if current_user.role is Role.CO_EDITOR else "我的工作台"
    return label, url_for(current_user.home_endpoint)


def crumbs(application: Application, *last: str) -> Crumbs:
    """首页 › 我的工作台 › the community › …"""
    found: Crumbs = [("首页", url_for("public.home")), own_desk()]
    if not last:
        return [*found, (application.community.name, None)]
    return [*found, (application.community.name, url_for("community.tasks", application_id=application.id)), *((label, None) for label in last)]
