"""What a return leaves open for changes: the places commented on, and nothing else unless the officer opens everything. Pure.

A comment on a page of the form opens the page with its lists; on a list the list with all its rows, and adding, removing,
moving and importing in it; on a row the row; on a field that field (of the row, or the column of a list); on the proofs all
of them, or the category named. With a field go the fields that are asked because of what it says, and the one that excuses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...catalogue.address import EVIDENCE, Address
from ...catalogue.content import Values
from ...catalogue.reading import Reading
from ...catalogue.schema import FormDefinition, Section


@dataclass(frozen=True)
class Opening:
    """`places` None: everything is open."""

    definition: FormDefinition
    places: frozenset[Address] | None = None

    @classmethod
    def of(cls, definition: FormDefinition, places: Sequence[str] | None) -> Opening:
        """From the addresses kept with an application; what the form does not have opens nothing."""
        if places is None:
            return cls(definition)
        return cls(definition, frozenset(address for text in places if (address := Address.parse(definition, text))))

    def whole(self, section: Section) -> bool:
        """All of it: every field; of a list every row, and adding, removing, moving and importing."""
        if self.places is None:
            return True
        return bool(self.places & {Address(section.key), Address(self.definition.page_of(section).key)})

    def fields(self, section: Section, row: str | None = None) -> frozenset[str]:
        """The fields of a section, or of one row of a list, that may be changed; `row` "" for a row that is not there yet."""
        every = frozenset(field.key for field in section.fields)
        if self.whole(section):
            return every
        if section.rows and not row:
            return frozenset()
        mine = [address for address in self.places or () if address.section == section.key and address.row in (None, row)]
        if any(address.field is None for address in mine):
            return every
        return _with_what_follows(section, {address.field for address in mine if address.field})

    def removable(self, section: Section, row: str) -> bool:
        """Whether the row may be taken out of its list, and brought back."""
        return self.whole(section) or Address(section.key, row) in (self.places or ())

    def category(self, key: str) -> bool:
        """Whether proofs of this category may be added, replaced and removed."""
        return self.places is None or bool(self.places & {Address(EVIDENCE), Address(EVIDENCE, field=key)})

    def part(self, key: str) -> bool:
        """Whether anything on a page of the form, or anything of the proofs, may be changed."""
        return self.places is None or any(self._part_of(address) == key for address in self.places)

    def _part_of(self, address: Address) -> str:
        section = self.definition.by_key.get(address.section)
        return self.definition.page_of(section).key if section else address.section

    def opens(self, address: Address) -> bool:
        """Whether somebody can act at this place: that of a finding."""
        section = self.definition.by_key.get(address.section)
        if section is None:
            return self.category(address.field) if address.field else self.part(EVIDENCE)
        if address.field:
            return address.field in self.fields(section, address.row)
        if address.row:
            return bool(self.fields(section, address.row))
        return self.whole(section) if section.rows else self.part(self._part_of(address))


def _with_what_follows(section: Section, named: set[str]) -> frozenset[str]:
    found: set[str] = set()
    while named - found:
        found |= named
        named = found | {field.key for field in section.fields if field.only_if and field.only_if.field in found}
        named |= {field.excused_by for field in section.fields if field.key in found and field.excused_by}
    return frozenset(found)


def only_open(reading: Reading, stored: Values, fields: frozenset[str]) -> Reading:
    """What was typed into open fields; closed ones hold what they held, whatever was sent."""
    values = {key: value if key in fields else stored.get(key) for key, value in reading.values.items()}
    return Reading(values, {key: text for key, text in reading.problems.items() if key in fields})


def widened(places: Iterable[str], more: Iterable[str]) -> list[str]:
    """The places together, each once, in a fixed order."""
    return sorted({*places, *more})


def choices(definition: FormDefinition) -> list[tuple[str, str]]:
    """(place, words) of what is asked for and opened as a whole: the pages of the form, and each category of proofs."""
    pages = [Address(page.key) for page in definition.pages]
    proofs = [Address(EVIDENCE, field=category.key) for category in definition.evidence.categories]
    return [(str(address), address.words(definition)) for address in (*pages, *proofs)]


def words_of(definition: FormDefinition, places: Iterable[str]) -> list[str]:
    """The places in words; what the form does not have is passed over."""
    return [address.words(definition) for place in places if (address := Address.parse(definition, place))]


def still_closed(opening: Opening) -> list[tuple[str, str]]:
    """The `choices` that are not open as a whole yet."""
    definition = opening.definition
    addresses = [(address, place, words) for place, words in choices(definition) if (address := Address.parse(definition, place))]
    return [(place, words) for address, place, words in addresses if not _whole(opening, address)]


def _whole(opening: Opening, address: Address) -> bool:
    return opening.category(address.field) if address.field else opening.whole(opening.definition.by_key[address.section])
