"""What became of an officer's comment: whether its place still holds what it held when the comment was made. Pure."""

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
    address = Address.parse(content.edition, place)
    return hashlib.sha256(rfc8785.dumps(_at(content, address))).hexdigest() if address else ""


def unchanged(content: Content, place: str, then: str) -> bool:
    """Whether the place holds what it held `then`; so, too, when nobody knows what it held."""
    return not then or held(content, place) == then


def _at(content: Content, address: Address) -> Any:
    if address.section == EVIDENCE:
        return [[item.id, item.sha256] for item in content.evidence if address.field in (None, item.category)]
    section = content.edition.by_key[address.section]
    whole = address.row is None and address.field is None
    return {one.key: _values(content, one, address) for one in (section, *(content.edition.attached(section) if whole else ()))}


def _values(content: Content, section: Section, address: Address) -> list[Any]:
    holders = [(identity, encode_values(section, values)) for identity, values in content.holders(section) if address.row in (None, identity)]
    return [[identity, values.get(address.field) if address.field else values] for identity, values in holders]
