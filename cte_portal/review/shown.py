"""The form as an officer reads it: sections as printed, each place with its address, and what the authority means to say there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from ..catalogue.content import Content
from ..catalogue.fields import Field
from ..catalogue.kinds import Labels, show
from ..catalogue.reading import asked
from ..catalogue.schema import Section
from ..community.models import ApplicationVersion
from ..community.readiness import Finding, findings
from ..community.rules import labels_in, section_figures
from .comments.models import DraftComment


@dataclass(frozen=True)
class Line:
    """One field: its label with the unit, and what was filled in."""

    place: str
    label: str
    text: str
    long: bool
    draft: DraftComment | None


@dataclass(frozen=True)
class ShownRow:
    place: str
    cells: list[str]
    draft: DraftComment | None


@dataclass(frozen=True)
class ShownSection:
    section: Section
    draft: DraftComment | None
    lines: list[Line]
    heads: list[str]
    rows: list[ShownRow]
    figures: list[tuple[str, str, str]]
    attached: list[ShownSection]

    @property
    def place(self) -> str:
        return self.section.key


Drafts = Mapping[str, DraftComment]


def shown_sections(content: Content, drafts: Drafts) -> list[ShownSection]:
    """The whole form. `drafts`: by place."""
    labels = labels_in(content)
    return [_shown(content, section, labels, drafts) for section in content.definition.pages]


def _shown(content: Content, section: Section, labels: Callable[[Field], Labels], drafts: Drafts) -> ShownSection:
    return ShownSection(
        section=section,
        draft=drafts.get(section.key),
        lines=[] if section.rows else _lines(content, section, labels, drafts),
        heads=[field.label for field in section.columns] if section.rows else [],
        rows=_rows(content, section, labels, drafts),
        figures=section_figures(content, section),
        attached=[_shown(content, one, labels, drafts) for one in content.definition.attached(section)],
    )


def _lines(content: Content, section: Section, labels: Callable[[Field], Labels], drafts: Drafts) -> list[Line]:
    values = content.values(section.key)
    return [
        Line(
            place=f"{section.key}/{field.key}",
            label=field.label + (f"（{field.unit}）" if field.unit else ""),
            text=show(field, values.get(field.key), labels(field)),
            long=field.type.value == "long_text",
            draft=drafts.get(f"{section.key}/{field.key}"),
        )
        for field in section.fields
        if asked(field, values)
    ]


def _rows(content: Content, section: Section, labels: Callable[[Field], Labels], drafts: Drafts) -> list[ShownRow]:
    columns = [(field, labels(field)) for field in section.columns]
    found = []
    for row in content.rows(section.key):
        place = f"{section.key}/{row.id}"
        found.append(ShownRow(place, [show(field, row.values.get(field.key), options) for field, options in columns], drafts.get(place)))
    return found


MOST_KNOWN = 500
_known: OrderedDict[str, list[Finding]] = OrderedDict()
_lock = Lock()


def findings_of_version(version: ApplicationVersion, content: Content) -> list[Finding]:
    """The readiness check of a version (`content`: what it holds). It never changes, and so is made once for as long as it is looked at."""
    with _lock:
        if version.sha256 in _known:
            _known.move_to_end(version.sha256)
            return _known[version.sha256]
    found = findings(content)
    with _lock:
        _known[version.sha256] = found
        if len(_known) > MOST_KNOWN:
            _known.popitem(last=False)
    return found
