"""Giving out links, taking parts back in, putting them together."""

from __future__ import annotations

from collections.abc import Collection as Keys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from ... import audit, clock, links
from ...accounts.models import Account
from ...catalogue.content import decode_values, encode_values
from ...catalogue.kinds import encode, typed
from ...catalogue.merging import Base
from ...catalogue.schema import Section
from ...community.filling import service as editing
from ...community.filling.kinds import Filled
from ...community.filling.models import SectionRecord
from ...community.filling.queries import content_of
from ...exchange import queries as exchange
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from ..models import Collection
from ..rules import figures_of
from . import queries, rules
from .models import PART, FigureAdoption, UnitPart
from .rules import Line, SheetLine

ISSUES = 4096  # links that one part can be given; a code names part and issue in one number


class PartRefused(Refused):
    """It cannot be done now; the message says why."""


def code_of(part: UnitPart) -> str:
    return links.issue(PART, part.id * ISSUES + part.issue)


def link_of(part: UnitPart) -> str:
    return links.address(f"/figure-parts/{code_of(part)}")


def open_link(text: str) -> UnitPart | None:
    """The part whose code was typed, also where it works no more; None when it is no code of ours."""
    number = links.redeem(PART, text)
    return queries.part(number // ISSUES) if number is not None else None


def why_not(part: UnitPart, text: str) -> str | None:
    """Why the link does not work, in words that tell nothing of the figures; None when it does."""
    ask = "如需继续填写，请联系给您链接的牵头企业。"
    if links.redeem(PART, text) != part.id * ISSUES + part.issue or part.withdrawn_at:
        return f"这个链接已停用。{ask}"
    if part.until < clock.today():
        return f"这个链接已于 {part.until} 到期。{ask}"
    return None


def give_out(form: Collection, unit: str, by: Account) -> UnitPart:
    """A new link for the unit; the one before is void, what was filled in stays.

    Raises:
        PartRefused: the collection is closed, or there is no such unit.
    """
    with transaction():
        _must_be_open(form)
        known = exchange.units_of(form.community).get(unit)
        if known is None:
            raise PartRefused("这个单位不在建设单位之列。")
        part = db.session.scalar(select(UnitPart).filter_by(collection_id=form.id, unit=unit))
        if part is None:
            part = UnitPart(collection_id=form.id, unit=unit, name=known.name[:100], issue=0)
            part.issued_at, part.until = clock.now(), clock.today()
            db.session.add(part)
        part.issue, part.issued_at, part.until, part.withdrawn_at = part.issue + 1, clock.now(), clock.today() + rules.VALID_FOR, None
        db.session.flush()
        audit.record("figure_part.given_out", part, by=by, form=form.id, unit=unit)
    return part


def give_out_all(form: Collection, by: Account) -> int:
    """A link for every unit that has none; how many these were."""
    with transaction():
        _must_be_open(form)
        missing = [one.identity for one in queries.standings(form) if one.part is None]
        for unit in missing:
            give_out(form, unit, by)
    return len(missing)


def _must_be_open(form: Collection) -> None:
    if not form.editable:
        raise PartRefused(f"{form.closed_because}，不再收集各单位的数据。{form.to_open_again}")


def withdraw(part: UnitPart, by: Account) -> None:
    """The link works no more; what was filled in stays."""
    with transaction():
        part.withdrawn_at = clock.now()
        audit.record("figure_part.withdrawn", part, by=by, unit=part.unit)


def name_person(part: UnitPart, person: str, position: str) -> None:
    """Who fills in."""
    with transaction():
        part.person, part.position = person, position
        audit.record("figure_part.named", part, by=None, person=person, position=position)


def hand_back(part: UnitPart) -> None:
    """交回: the unit is done; its part stays as it is until the lead enterprise opens it again.

    Raises:
        PartRefused: nobody said who fills in, or nothing was filled in.
    """
    with transaction():
        if not part.editable:
            raise PartRefused(f"{part.closed_because}。{part.to_open_again}")
        if not queries.figures_of([part]).get(part.id):
            raise PartRefused("还没有填写任何数。与贵单位无关的不用填，有的请填好再交回。")
        part.handed_back_at = clock.now()
        audit.record("figure_part.handed_back", part, by=None, person=part.person, position=part.position)


def reopen(part: UnitPart, by: Account) -> None:
    """The unit may change its part again; the link lasts on."""
    with transaction():
        _must_be_open(part.collection)
        part.handed_back_at, part.withdrawn_at = None, None
        part.until = max(part.until, clock.today() + rules.VALID_FOR)
        audit.record("figure_part.reopened", part, by=by, unit=part.unit)


def compared(form: Collection) -> list[Line]:
    """What all parts give together, beside what stands in the collection."""
    parts = queries.parts_of(form)
    values = queries.figures_of(parts)
    return rules.compared(form.definition, [(one.name, values.get(one.id, {})) for one in parts], figures_of(content_of(form)))


def adopt(form: Collection, keys: Keys[str], by: Account) -> FigureAdoption:
    """采用: these figures become the sums of the parts; `undo` puts back what stood there.

    Raises:
        PartRefused: the collection is closed, or nothing of it differs.
    """
    with transaction():
        _must_be_open(form)
        chosen = [line for line in compared(form) if line.measure.key in keys and line.differs]
        if not chosen:
            raise PartRefused("没有可以采用的数：各单位没有填写，或与现在的数相同。")
        made = FigureAdoption(collection_id=form.id, before={}, after={}, at=clock.now(), by_id=by.id)
        for section in form.definition.sections:
            lines = [line for line in chosen if line.section.key == section.key]
            if lines:
                made.before[section.key] = {line.measure.key: _encoded(line, line.typed) for line in lines}
                made.after[section.key] = {line.measure.key: _encoded(line, line.total) for line in lines}
                _put(form, section, made.after[section.key], by)
        db.session.add(made)
        db.session.flush()
        audit.record("figure_part.adopted", form, by=by, adoption=made.id, figures=sorted(line.measure.key for line in chosen))
    return made


def _encoded(line: Line, value: Any) -> Any:
    return None if value is None else encode(line.measure.type, value)


def _put(form: Filled, section: Section, stored: Mapping[str, Any], by: Account | None) -> None:
    """These figures of the section, and all else as it stands."""
    record = db.session.scalar(select(SectionRecord).filter_by(form_id=form.id, section=section.key))
    held = decode_values(section, {**(record.values if record else {}), **{key: value for key, value in stored.items() if value is not None}})
    held |= {key: None for key, value in stored.items() if value is None}
    texts = {field.key: typed(field, held.get(field.key)) for field in section.fields}
    before = decode_values(section, record.values) if record else {}
    editing.save_section(form, section, texts, Base.of(section, before, record.revision if record else 0, ""), by)


def undo(form: Collection, made: FigureAdoption, by: Account) -> int:
    """Put back what stood there, where nobody changed it since; how many figures.

    Raises:
        PartRefused: the collection is closed, or it was undone already.
    """
    count = 0
    with transaction():
        _must_be_open(form)
        if made.undone_at:
            raise PartRefused("这次采用已经撤销。")
        content = content_of(form)
        for key, after in made.after.items():
            section = form.definition.by_key[key]
            now = encode_values(section, content.values(key))
            same = {name: made.before[key].get(name) for name, value in after.items() if now.get(name) == value}
            if same:
                _put(form, section, same, by)
                count += len(same)
        made.undone_at = clock.now()
        audit.record("figure_part.adoption_undone", form, by=by, adoption=made.id, figures=count)
    return count


def take_in(part: UnitPart, lines: list[SheetLine], keys: Keys[str], by: Account | None) -> int:
    """Put these lines of a workbook into the part; how many.

    Raises:
        PartRefused: the part is closed.
    """
    with transaction():
        closed = part.handed_back_at is not None or not part.collection.editable
        if closed:
            raise PartRefused(f"{part.closed_because}，不能再导入。{part.to_open_again}")
        chosen = [line for line in lines if line.changes and line.measure.key in keys]
        for section in part.definition.sections:
            mine = {line.measure.key: encode(line.measure.type, line.value) for line in chosen if line.measure.key in section.by_key}
            if mine:
                _put(part, section, mine, by)
        audit.record("figure_part.imported", part, by=by, figures=len(chosen))
    return len(chosen)
