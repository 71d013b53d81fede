"""What can be filled in, and what each kind of form adds to filling it in.

A kind is one object, registered in `cte_portal/__init__.py`; how to add one: docs/decisions/filled-forms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from flask import Flask, current_app, url_for
from flask_login import current_user
from sqlalchemy import ColumnElement

from ...accounts.models import Account
from ...catalogue.content import Content, Values
from ...catalogue.schema import FormDefinition, Section
from ...roles import Role
from ...web.access import edits_part
from ..opening.rules import Opening
from ..readiness import Finding

Crumbs = list[tuple[str, str | None]]


class Filled(Protocol):
    """A form that is filled in: an application, a yearly plan, the lists of a community.

    `form_kind`: the name of its `Kind`. `closed_because`: why nothing of it may be changed now, and `to_open_again` what
    to do about it, in words; asked only while it is not `editable`.
    """

    form_kind: ClassVar[str]

    @property
    def id(self) -> int: ...

    @property
    def year(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def definition(self) -> FormDefinition: ...

    @property
    def editable(self) -> bool: ...

    @property
    def closed_because(self) -> str: ...

    @property
    def to_open_again(self) -> str: ...

    @property
    def opening(self) -> Opening: ...


class KnownUnit(Protocol):
    """A unit as it stands in another form."""

    id: int
    name: str
    uscc: str | None
    category: str | None
    province_code: str | None

    @property
    def province_name(self) -> str: ...


class Kind:
    """What one kind of form adds to the screens and the saving that all share. The defaults add nothing.

    `name`: as in `Filled.form_kind`, in `access` (of=…) and, with `_id`, in addresses. `folder`: where its addresses begin.
    `endpoints`: what its endpoints begin with: the blueprint, a dot, and where a blueprint has several kinds a word and an
    underscore. `roles`: who may call its pages; `readers`: who may call those that only show it, besides. `without`: the shared pages
    that it has not. `body`: the template of a section's page; it extends `community/_section.html`. `after_saving`:
    of what the page is told when it saved itself; it extends `community/_saved.html`, and is given `told_after_saving`.
    `closed_word`: why a field of an open form may not be changed.
    """

    name: str  # the hooks below are given forms of this kind only: a kind names their class
    folder: str
    endpoints: str
    roles: tuple[Role, ...] = (Role.APPLICANT,)
    readers: tuple[Role, ...] = ()
    without: frozenset[str] = frozenset()
    body = "community/_section.html"
    after_saving = "community/_saved.html"
    closed_word = "本次未开放修改"

    def url(self, form: Filled, page: str, /, **values: Any) -> str:
        """The address of one of the pages that all kinds share."""
        return url_for(f"{self.endpoints}{page}", **{f"{self.name}_id": form.id, **values})

    def path(self, form: Filled, section: Section) -> str:
        """The address of the section's page, as a path; what a person typed is kept by it."""
        return f"/{self.folder}/{form.id}/sections/{form.definition.page_of(section).key}"

    def home(self, form: Any) -> tuple[str, str]:
        """What the form's own first page is called, and its address."""
        raise NotImplementedError

    def crumbs(self, form: Any, *last: str) -> Crumbs:
        raise NotImplementedError

    def pages(self, form: Any) -> Sequence[Section]:
        """The sections with a page of their own that the one signed in may read."""
        pages: Sequence[Section] = form.definition.pages
        return pages

    def shown(self, form: Any, page: Section, own: bool) -> Mapping[str, Any]:
        """What its `body` shows beside boxes and lists. `own`: whether the one signed in edits this page.

        `comments` (place → what was said of it) and `marks` (row → badge, as (words, tone)) every body shows.
        """
        return {}

    def told_after_saving(self, form: Any, page: Section) -> Mapping[str, Any]:
        """What `after_saving` shows anew besides what is wrong in boxes."""
        return {}

    def by(self, form: Any) -> Account | None:
        """Who fills it in: the one signed in; None where that is done without an account."""
        account: Account = current_user
        return account

    def edits(self, form: Any, part: str) -> bool:
        """Whether the one who has it open may change this part of it, as long as it is open for changes."""
        return edits_part(current_user, form, part)

    def told(self, form: Any) -> Mapping[str, Any]:
        """What the trail notes with each change, besides who made it."""
        return {}

    def within(self, form: Any, section: Section) -> ColumnElement[bool] | None:
        """Which rows of a list the form reaches, where it does not reach all of them; the others are not there for it."""
        return None

    def completed(self, form: Any, section: Section, values: Values) -> Values:
        """What a section without rows holds, with what the portal adds of itself; `opening` leaves that closed."""
        return values

    def given(self, form: Any, section: Section) -> Values:
        """What every row that is added through this form holds of itself, whatever was typed; `opening` leaves it closed."""
        return {}

    def units(self, form: Any) -> Mapping[str, str]:
        """Name by id of the member units that fields may name and the form does not hold itself."""
        return {}

    def beside(self, form: Any) -> Mapping[str, Any]:
        """What its `Content` has beside sections and lists: `evidence`, `direct`."""
        return {}

    def known_units(self, form: Any, name: str, uscc: str) -> Sequence[KnownUnit]:
        """What the portal knows already of units so called, for the one signed in to fill in. Asked for where rows are units."""
        return ()

    def known_unit(self, form: Any, identity: int) -> KnownUnit | None:
        """One of those that `known_units` finds."""
        return None

    def closed(self, form: Any, section: Section) -> str:
        """Why something of the section was not saved that `opening` leaves closed."""
        return f"“{section.title}”的这项内容现在没有开放修改，没有保存。"

    def proof_url(self, form: Any, category: str) -> str:
        """Where proofs of that category are added."""
        return self.home(form)[1]

    def findings(self, form: Any, content: Content) -> Sequence[Finding]:
        """What 自查 says besides what the catalogue's own checks find."""
        return ()

    def saved(self, form: Any, section: Section, held: Sequence[tuple[str, Values]]) -> None:
        """The section, or these rows of it (by id), hold this now: for typed columns. Inside the saving's transaction."""

    def taken_out(self, form: Any, section: Section, rows: Iterable[str]) -> None:
        """These rows are not in their list any more. Inside the transaction."""


def init_app(app: Flask, *kinds: Kind) -> None:
    """Templates ask `form_url(form, page, …)`, and `form_has(form, page)` where a kind may be without it."""
    app.extensions["form_kinds"] = {kind.name: kind for kind in kinds}
    app.jinja_env.globals["form_url"] = lambda form, page, /, **values: kind_of(form).url(form, page, **values)
    app.jinja_env.globals["form_has"] = lambda form, page: page not in kind_of(form).without


def kind_of(form: Filled) -> Kind:
    return kind_named(form.form_kind)


def kind_named(name: str) -> Kind:
    kinds: dict[str, Kind] = current_app.extensions["form_kinds"]
    return kinds[name]
