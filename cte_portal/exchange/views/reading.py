"""The public pages: search, an entry, an edition, the figures of a year. Whom to ask stands on none of them."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_login import current_user

from ... import clock
from ...catalogue.content import decode_values
from ...catalogue.places import provinces
from ...catalogue.words import chinese_date
from ...community.queries import revocation
from ...links import address as full_address
from ...roles import Role
from ...web.access import public
from ...web.fragments import page
from ...web.limits import whole
from ...web.paging import asked_page
from .. import entries, export, figures, queries, search
from ..following import queries as followed
from ..models import ListEdition, PublishedEntry
from ..rules import Table
from . import HOME, INDEX, bp


@bp.get("")
@public
def index() -> Response:
    sought = search.read(request.args)
    found, capped = queries.search(sought, asked_page())
    return page(
        "exchange/index.html",
        sought=sought,
        found=found,
        capped=capped,
        tables=Table,
        provinces=provinces(),
        years=queries.years(),
        editions=[] if sought.address else queries.newest_editions(5),
        due_of=export.due_of,
        most_at_once=export.MOST_AT_ONCE,
        crumbs=[HOME, (INDEX[0], None)],
    )


@bp.get("/entries/<int:entry_id>")
@public
def entry(entry_id: int) -> Response:
    found = find_entry(entry_id)
    newer = queries.current_of_row(found.community_id, found.row) if not found.current else None
    return page(
        "exchange/entry.html",
        entry=found,
        shown=entries.shown(queries.section_of(found.edition), found.values, found.unit_name),
        newer=newer,
        state=followed.public_state(found),
        revoked=revocation(found.edition.community),
        cited=cited(found.edition, f"/exchange/entries/{found.id}", found.title),
        may_withdraw=_publishes(found.edition) and not found.withdrawn_at and not found.edition.withdrawn_at,
        crumbs=[HOME, INDEX, (found.title, None)],
    )


@bp.get("/editions/<int:edition_id>")
@public
def edition(edition_id: int) -> Response:
    found = find_edition(edition_id)
    section = queries.section_of(found)
    items = queries.entries_page(found, asked_page())
    columns = [field for field in section.columns if not field.personal]
    rows = []
    for one in items.items:
        values = decode_values(section, one.values)
        rows.append((one, [(field, entries.shown_value(field, values, one.unit_name)) for field in columns]))
    return page(
        "exchange/edition.html",
        edition=found,
        title=section.title,
        revoked=revocation(found.community),
        columns=columns,
        items=items,
        rows=rows,
        others=[one for one in queries.editions_of(found.community_id, found.table) if one.id != found.id],
        cited=cited(found, f"/exchange/editions/{found.id}"),
        parts=range(1, -(-found.entries // export.MOST_AT_ONCE) + 1),
        most_at_once=export.MOST_AT_ONCE,
        may_withdraw=_publishes(found) and not found.withdrawn_at,
        crumbs=[HOME, INDEX, (f"{section.title}第 {found.number} 版", None)],
    )


@bp.get("/figures")
@public
def year_figures() -> Response:
    years = queries.years()
    asked = request.args.get("year", type=whole)
    year = asked if asked in years else (years[0] if years else clock.today().year)
    found = queries.figures(year)
    links = {code: url_for("exchange.index", province=code, year=year) for code in found.provinces if code}
    return page(
        "exchange/figures.html",
        year=year,
        years=years,
        cards=figures.cards(found),
        drawn=figures.drawn(year, found, links),
        links=links,
        crumbs=[HOME, INDEX, ("年度数据", None)],
    )


def index_address(sought: search.Sought) -> str:
    return url_for("exchange.index", **sought.address)  # type: ignore[arg-type]


def find_entry(identity: int) -> PublishedEntry:
    return (queries.entry(identity) if identity < 2**63 else None) or abort(404)


def find_edition(identity: int) -> ListEdition:
    return (queries.edition(identity) if identity < 2**63 else None) or abort(404)


def cited(edition: ListEdition, path: str, title: str = "") -> str:
    """How to name it in a text, with its address."""
    what = f"“{title}”，载" if title else ""
    day = chinese_date(edition.published_at.date())
    return f"{edition.community.name}：{what}《{edition.table.label}清单》第 {edition.number} 版，{day}发布，{full_address(path)}"


def _publishes(edition: ListEdition) -> bool:
    """Whether the one who reads it is of the lead enterprise that published it."""
    if not current_user.is_authenticated or current_user.role is not Role.APPLICANT:
        return False
    return bool(current_user.organisation_id == edition.community.organisation_id)
