"""Places of officers' comments: whether they are there, what they are called, and whether they still hold what they held. Pure."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from ..catalogue.address import EVIDENCE, Address
from ..catalogue.content import Content, encode_values
from ..catalogue.schema import Section

LONGEST_ANSWER = 2000  # characters


def mark_of(answer: str) -> str:
    """A short digest of an answer, by which a form says which one it showed."""
    return hashlib.sha256(answer.encode()).hexdigest()[:8]


def held(content: Content, place: str) -> str:
    """SHA-256 of what the place holds; another whenever something there is changed, added or taken away.

    A page's place holds the lists on that page too. Empty for a place that the form does not have.
    """
    address = Address.parse(content.definition, place)
    return hashlib.sha256(rfc8785.dumps(_at(content, address))).hexdigest() if address else ""


def unchanged(content: Content, place: str, then: str) -> bool:
    """Whether the place holds what it held `then`; so, too, when nobody knows what it held."""
    return not then or held(content, place) == then


def there(content: Content, place: str) -> Address | None:
    """The address of a place that this content really has: its row or file too; None for all others."""
    address = Address.parse(content.definition, place)
    if address is None or address.row is None:
        return address
    if address.section == EVIDENCE:
        return address if any(item.id == address.row for item in content.evidence) else None
    return address if any(row.id == address.row for row in content.rows(address.section)) else None


def called(content: Content, place: str) -> str:
    """The place in words, a row by its number and name, a file by its name: 3 参与单位 · 第 5 条 某公司 · 联系人."""
    address = Address.parse(content.definition, place)
    if address is None:
        return place
    if address.row is None:
        return address.words(content.definition)
    if address.section == EVIDENCE:
        names = {item.id: item.name for item in content.evidence}
        return f"{Address(EVIDENCE).words(content.definition)} · {names.get(address.row, '已不在其中的文件')}"
    section = content.definition.by_key[address.section]
    row = f"{Address(address.section).words(content.definition)} · {_row(content, section, address.row)}"
    return f"{row} · {section.by_key[address.field].label}" if address.field else row


def _row(content: Content, section: Section, identity: str) -> str:
    for number, row in enumerate(content.rows(section.key), start=1):
        if row.id == identity:
            name = row.values.get(section.member_name or "")
            return f"第 {number} 条 {name}" if isinstance(name, str) and name else f"第 {number} 条"
    return "已不在其中的一条"


def _at(content: Content, address: Address) -> Any:
    if address.section == EVIDENCE:
        return [[item.id, item.sha256] for item in content.evidence if address.field in (None, item.category) and address.row in (None, item.id)]
    section = content.definition.by_key[address.section]
    whole = address.row is None and address.field is None
    return {one.key: _values(content, one, address) for one in (section, *(content.definition.attached(section) if whole else ()))}


def _values(content: Content, section: Section, address: Address) -> list[Any]:
    holders = [(identity, encode_values(section, values)) for identity, values in content.holders(section) if address.row in (None, identity)]
    return [[identity, values.get(address.field) if address.field else values] for identity, values in holders]
