"""What an application asks, told before it is begun; read from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from ..catalogue.fields import Field, FieldType
from ..catalogue.schema import Edition, Section

LEAD_ENTERPRISE = "牵头企业"


@dataclass(frozen=True)
class Asked:
    """One page of the form: who fills it in, what must be given, what only where there is something to give."""

    heading: str
    by: str
    must: tuple[str, ...]
    may: tuple[str, ...]
    lists: tuple[Section, ...]  # on this page, row by row


def asked(edition: Edition) -> list[Asked]:
    """The pages of the form in order."""
    return [
        Asked(
            page.heading,
            _by(edition, page),
            () if page.rows else tuple(_said(field) for field in page.fields if _must(field)),
            () if page.rows else tuple(_said(field) for field in page.fields if not _must(field)),
            tuple(section for section in (page, *edition.attached(page)) if section.rows),
        )
        for page in edition.pages
    ]


def columns(section: Section) -> str:
    """What one row of a list must say."""
    return "、".join(_said(field) for field in section.fields if _must(field))


def _must(field: Field) -> bool:
    return field.required and field.only_if is None


def _said(field: Field) -> str:
    return f"{field.label}（不超过 {field.max} 字）" if field.type is FieldType.LONG_TEXT else field.label


def _by(edition: Edition, page: Section) -> str:
    others = [edition.by_key[key].title for key in page.editors if key in edition.by_key]
    return "或".join([LEAD_ENTERPRISE, *others])
