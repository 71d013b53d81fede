"""What the administrator and the auditor can ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ..accounts.models import Organisation
from ..audit import AuditEntry
from ..clock import SHANGHAI
from ..community.models import Extension
from ..extensions import db
from ..web.calendar import calendar
from ..web.editions import edition_for_year
from ..web.paging import Page, paged
from ..windows import Purpose, Window, filing
from .operation.models import SettingChange

FEW = 20  # people of the trail


def extensions(page: int) -> Page[Extension]:
    return paged(select(Extension).order_by(Extension.id.desc()), page)


@dataclass(frozen=True)
class SetWindow:
    """A window as it holds, beside the guide's and the catalogue's days."""

    window: Window
    normal: Window

    @property
    def changed(self) -> bool:
        return self.window != self.normal


def windows(years: Iterable[int]) -> list[SetWindow]:
    """Those of the years, in the order of their days."""
    found = [SetWindow(calendar().as_set(normal), normal) for year in years for normal in _normal(year)]
    return sorted(found, key=lambda one: (one.window.opens, one.window.closes))


def _normal(year: int) -> Iterator[Window]:
    """The filing window of the guide, and what the catalogue says of the yearly duties: from the first day of any to the last."""
    yield filing(year)
    spans: dict[str, list[tuple[str, str]]] = {}
    for kind in edition_for_year(year).deliverables.kinds:
        spans.setdefault(kind.window, []).append((kind.opens, kind.due))
    for name, days in spans.items():
        opens, closes = (date.fromisoformat(f"{year}-{day}") for day in (min(days)[0], max(day for _, day in days)))
        yield Window(Purpose(name), year, opens, closes)


def changes_of(setting: str, page: int) -> Page[SettingChange]:
    """How one setting changed while the portal ran, newest first."""
    query = select(SettingChange).where(SettingChange.name == setting).options(joinedload(SettingChange.changed_by))
    return paged(query.order_by(SettingChange.id.desc()), page, 20)


def organisation_by_uscc(uscc: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.uscc == uscc))


@dataclass(frozen=True)
class SoughtEntry:
    """What the trail is narrowed to. `who`: part of a name; `first`, `last`: days, both included."""

    action: str = ""
    who: str = ""
    kind: str = ""
    identity: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def address(self) -> dict[str, str]:
        """Read again by `sought_entry`."""
        held = {"action": self.action, "who": self.who, "kind": self.kind, "identity": self.identity}
        held |= {"first": self.first.isoformat() if self.first else "", "last": self.last.isoformat() if self.last else ""}
        return {name: value for name, value in held.items() if value}


def sought_entry(asked: Mapping[str, str]) -> SoughtEntry:
    """What an address asks for, as far as it makes sense."""
    action, who, kind, identity = (asked.get(name, "").strip()[:60] for name in ("action", "who", "kind", "identity"))
    return SoughtEntry(action, who, kind, identity, _day(asked.get("first")), _day(asked.get("last")))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None


def entries(sought: SoughtEntry) -> Select[AuditEntry]:
    """The audit trail, newest first."""
    query = select(AuditEntry)
    if sought.action:
        query = query.where(AuditEntry.action == sought.action)
    if sought.who:
        query = query.where(_done_by(sought.who))
    if sought.kind:
        query = query.where(AuditEntry.object_kind == sought.kind)
    if sought.identity:
        query = query.where(AuditEntry.object_id == sought.identity)
    if sought.first:
        query = query.where(AuditEntry.at >= datetime.combine(sought.first, time(), SHANGHAI))
    if sought.last:
        query = query.where(AuditEntry.at < datetime.combine(sought.last + timedelta(days=1), time(), SHANGHAI))
    return query.order_by(AuditEntry.id.desc())


def _done_by(who: str) -> ColumnElement[bool]:
    """By anybody whose name holds these words: of a few, what each did is found at once."""
    found = _each(AuditEntry.account_name).subquery()
    names = db.session.scalars(select(found.c.value).where(found.c.value.contains(who, autoescape=True)).limit(FEW + 1)).all()
    return AuditEntry.account_name.in_(names) if len(names) <= FEW else AuditEntry.account_name.contains(who, autoescape=True)


def trail(sought: SoughtEntry, page: int) -> Page[AuditEntry]:
    return paged(entries(sought), page)


def kinds() -> list[str]:
    return list(db.session.scalars(_each(AuditEntry.object_kind)))


def actions() -> list[str]:
    return list(db.session.scalars(_each(AuditEntry.action)))


def _each(column: InstrumentedAttribute[str]) -> Select[tuple[str]]:
    """What stands in an indexed column, each once and in order: from one to the next, however many entries have it."""
    found = select(func.min(column).label("value")).cte("found", recursive=True)
    following = select(func.min(column)).where(column > found.c.value).correlate(found).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return select(found.c.value).where(found.c.value.is_not(None)).order_by(found.c.value)
