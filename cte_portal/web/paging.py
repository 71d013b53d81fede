"""Lists in pages of a fixed size."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ..extensions import db
from .limits import whole

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1."""

    items: list[T]
    number: int
    total: int
    size: int = 50

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def first(self) -> int:
        """The running number of the page's first item, counted from 1."""
        return (self.number - 1) * self.size + 1

    def url(self, number: int) -> str:
        """The address of another page of the same list, its filters kept."""
        arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
        return url_for(str(request.endpoint), **arguments)


def asked_page(number: int | None = None) -> int:
    """The page number asked for; 1 when none, or none that makes sense, was given."""
    return max(1, number or request.args.get("page", 1, type=whole))


def paged(query: Select[T], number: int, size: int = 50) -> Page[T]:
    """One page of the query, in two queries; past the end it is the last page."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(number, max(1, ceil(total / size)))
    items = list(db.session.scalars(query.limit(size).offset((number - 1) * size)).unique())
    return Page(items, number, total, size)


def paged_at_once(ids: Select[int], whole: Select[T], identity: InstrumentedAttribute[int], number: int, size: int = 50) -> Page[T]:
    """The same where counting costs as much as finding: all ids in order in one pass, then what the page shows (`whole`) by them."""
    found = db.session.scalars(ids).all()
    number = min(number, max(1, ceil(len(found) / size)))
    wanted = found[(number - 1) * size : number * size]
    by_id = {getattr(one, identity.key): one for one in db.session.scalars(whole.where(identity.in_(wanted))).unique()}
    return Page([by_id[one] for one in wanted], number, len(found), size)


def page_of(items: list[T], number: int, size: int = 50) -> Page[T]:
    """One page of a list that is in memory already."""
    number = min(number, max(1, ceil(len(items) / size)))
    return Page(items[(number - 1) * size : number * size], number, len(items), size)
