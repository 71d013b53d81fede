"""A row of a list as it is published: what everybody may read, what it is searched and counted by, whom to ask. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..catalogue.content import Row, Values, decode_values, encode_values
from ..catalogue.fields import Field, FieldType, Meaning
from ..catalogue.kinds import AsTyped, Labels, Value, show
from ..catalogue.places import industry_group, industry_name, province_name
from ..catalogue.schema import Section
from ..finding import rules as finding
from .rules import Table


@dataclass(frozen=True)
class Unit:
    """Whose entry it is."""

    name: str
    uscc: str | None = None
    province_code: str | None = None


@dataclass(frozen=True)
class Publisher:
    """The community that publishes, as it is called then."""

    number: str
    name: str
    industry_code: str | None
    province_code: str | None


def public_fields(section: Section) -> list[Field]:
    return [field for field in section.fields if not field.personal]


def public_values(section: Section, row: Row) -> dict[str, Any]:
    """The columns that everybody may read, as JSON."""
    values = encode_values(section, row.values)
    return {field.key: values[field.key] for field in public_fields(section) if field.key in values}


def contact_values(section: Section, row: Row) -> dict[str, Any]:
    """The personal columns, as JSON."""
    values = encode_values(section, row.values)
    return {field.key: values[field.key] for field in section.fields if field.personal and field.key in values}


def frozen(
    publisher: Publisher, catalogue: str, section: Section, number: int, day: date, rows: Sequence[Row], units: Mapping[str, Unit]
) -> dict[str, Any]:
    """What an edition keeps of its list for good; its canonical JSON is hashed."""
    return {
        "community": {"number": publisher.number, "name": publisher.name},
        "catalogue": catalogue,
        "table": section.key,
        "number": number,
        "date": day.isoformat(),
        "rows": [{"id": row.id, "unit": _unit(units[unit_of(section, row)]), "values": public_values(section, row)} for row in rows],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {"name": unit.name, "uscc": unit.uscc, "province": unit.province_code}


def unit_of(section: Section, row: Row) -> str:
    """The id of the member unit whose row it is."""
    return str(row.values[section.by_meaning[Meaning.UNIT].key])


def columns(section: Section, row: Row, unit: Unit, publisher: Publisher) -> dict[str, Any]:
    """The typed columns of a published entry."""

    def value(meaning: Meaning) -> Any:
        field = section.by_meaning.get(meaning)
        found = row.values.get(field.key) if field else None
        return None if isinstance(found, AsTyped) else found

    code = value(Meaning.PROFESSION_CODE)
    return {
        "unit_name": unit.name,
        "unit_uscc": unit.uscc,
        "industry_code": publisher.industry_code,
        "province_code": value(Meaning.PROVINCE) or unit.province_code or publisher.province_code,
        "title": value(Meaning.TITLE),
        "field": value(Meaning.FIELD),
        "profession_code": code.upper() if code else None,
        "profession": value(Meaning.PROFESSION),
        "degree": value(Meaning.DEGREE),
        "people": value(Meaning.PEOPLE),
        "wage_from": value(Meaning.WAGE_FROM),
        "wage_to": value(Meaning.WAGE_TO),
        "due_on": first_day(value(Meaning.DUE)),
        "amount": value(Meaning.AMOUNT),
        "maturity": value(Meaning.MATURITY),
    }


def first_day(value: Value) -> date | None:
    """The first day of a day, a month (2026-03) or a year."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        year, month = value.split("-")
        return date(int(year), int(month), 1)
    return date(value, 1, 1) if isinstance(value, int) else None


@dataclass(frozen=True)
class Shown:
    """One public column of an entry as people read it."""

    field: Field
    text: str


def shown(section: Section, values: Mapping[str, Any], unit_name: str) -> list[Shown]:
    """What everybody may read of an entry, in the list's order, from its kept values; empty columns too."""
    read = decode_values(section, values)
    return [Shown(field, shown_value(field, read, unit_name)) for field in public_fields(section)]


def shown_value(field: Field, values: Values, unit_name: str) -> str:
    value = values.get(field.key)
    labels: Labels = {value: unit_name} if field.type is FieldType.MEMBER and isinstance(value, str) else {}
    return show(field, value, labels)


@dataclass(frozen=True)
class Text:
    """What an entry is found by. `scope`: tokens of what filters ask."""

    scope: str
    title: str
    subject: str
    body: str


FOUND_BY = ("unit_name", "industry_code", "province_code", "title", "field", "profession_code", "profession")  # of the typed columns


def text_of(section: Section, values: Mapping[str, Any], typed: Mapping[str, Any], publisher: Publisher, year: int) -> Text:
    """From the kept values and the typed columns of an entry."""
    title = finding.lines([typed["title"]])
    subject = finding.lines([typed["field"], typed["profession"], typed["profession_code"]])
    texts = [one.text for one in shown(section, values, typed["unit_name"])]
    places = [province_name(typed["province_code"]), industry_name(typed["industry_code"])]
    known = {*title.split("\n"), *subject.split("\n")}
    held = finding.lines([typed["unit_name"], *(line for text in texts for line in text.split("\n")), publisher.name, *places])
    body = "\n".join(line for line in held.split("\n") if line not in known)
    return Text(" ".join(_scope_of_entry(Table(section.key), typed, year)), title, subject, body)


def scope(
    table: Table | None = None, industry: str | None = None, province: str | None = None, profession_code: str | None = None, year: int | None = None
) -> list[str]:
    """Tokens of what a filter asks, and of what an entry answers; none can be mistaken for a character's code."""
    found = ["entry"]
    found += [f"k{table.value.replace('_', '')}"] if table else []
    found += [f"p{province}"] if province else []
    found += [f"z{profession_code.lower()}"] if profession_code else []
    found += [f"y{year}"] if year else []
    if industry:
        group = industry_group(industry)
        found += [f"g{industry.lower()}"] if industry == group else [f"i{industry}"]
    return found


def _scope_of_entry(table: Table, typed: Mapping[str, Any], year: int) -> list[str]:
    """All that filters may ask of an entry: with its industry the group that it belongs to."""
    found = scope(table, typed["industry_code"], typed["province_code"], typed["profession_code"], year)
    group = industry_group(typed["industry_code"])
    return [*found, f"g{group.lower()}"] if group and group != typed["industry_code"] else found


def tokens(text: Text) -> list[str]:
    """What the full-text table is given for one entry.

    Those of the title stand a second time with a t before them, those of title and subject with an h, for ranking.
    """
    title = finding.tokens(text.title)
    head = finding.tokens(f"{text.title}\n{text.subject}")
    every = dict.fromkeys([*head, *finding.tokens(text.body)])
    return [text.scope, *every, *(f"t{token}" for token in title), *(f"h{token}" for token in head)]
