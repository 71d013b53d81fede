"""An entry as it is read beside others: what matters of it, labelled as in its list."""

from __future__ import annotations

from ...catalogue.fields import Meaning
from ...catalogue.kinds import decode, show
from ...catalogue.schema import Section
from ..models import PublishedEntry
from ..queries import section_of

IN_SHORT = (
    Meaning.PROFESSION_CODE,
    Meaning.PROFESSION,
    Meaning.DEGREE,
    Meaning.PEOPLE,
    Meaning.FIELD,
    Meaning.MATURITY,
    Meaning.DUE,
    Meaning.AMOUNT,
)
ALSO = ("kind",)  # columns without a meaning of their own that say what sort of thing it is


def in_short(entry: PublishedEntry) -> list[tuple[str, str]]:
    """Label and words of what an entry is compared by."""
    section = section_of(entry.edition)
    keys = [section.by_meaning[meaning].key for meaning in IN_SHORT if meaning in section.by_meaning]
    wanted = [field.key for field in section.fields if field.key in ALSO] + keys
    return [pair for pair in _pairs(entry, section) if pair[0] in {section.by_key[key].label for key in wanted}]


def in_full(entry: PublishedEntry) -> list[tuple[str, str]]:
    """Label and words of every public column, except the unit's and the title's."""
    return _pairs(entry, section_of(entry.edition))


def _pairs(entry: PublishedEntry, section: Section) -> list[tuple[str, str]]:
    told = [field for field in section.fields if not field.personal and not set(field.means) >= {Meaning.TITLE} and Meaning.UNIT not in field.means]
    pairs = []
    for field in told:
        stored = entry.values.get(field.key)
        if stored is None:
            continue
        words = show(field, decode(field.type, stored), field.option_labels)
        pairs.append((field.label, f"{words} {field.unit}" if field.unit else words))
    return pairs
