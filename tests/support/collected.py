"""A year's figures, filled in whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.annual import queries as annual
from cte_portal.annual.yearly_forms import service
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.merging import Base
from cte_portal.catalogue.schema import Section
from cte_portal.clock import SHANGHAI
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Community
from cte_portal.performance.evidence import service as evidence
from cte_portal.performance.models import PERFORMANCE, Collection

from .files import pdf

NOVEMBER = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)
TYPED: Mapping[str, str] = {  # whatever is not named here: 0
    "industry_report_on": "2026-03-01",
    "talent_forecast_on": "2026-03-01",
    "talent_lists_on": "2026-03-01",
    "technology_lists_on": "2026-03-01",
    "counted_once": "yes",
    "order_enrolled": "120",
    "order_new": "60",
    "enterprise_funds": "1280.50",
}


def typed(section: Section, **other: str) -> dict[str, list[str]]:
    """What is typed into the boxes of a group: nothing that any check stops."""
    known = {**TYPED, **other}
    typed_in = [measure for one in section.indicators for measure in one.measures if measure.typed]
    found = {measure.key: [known.get(measure.key, "0" if measure.type is not FieldType.DATE else "")] for measure in typed_in}
    return found | {one.note.key: [known.get(one.note.key, "")] for one in section.indicators}


def filled(community: Community, year: int, by: Account, **other: str) -> Collection:
    """Begun, and every figure typed; `other`: figures and notes that are to be something else."""
    form = service.begin(community, year, annual.catalogue(year).by_key[PERFORMANCE], by)
    assert isinstance(form, Collection)
    for section in form.definition.sections:
        editing.save_section(form, section, typed(section, **other), Base.of(section, {}, 0, ""), by)
    return form


def reported(community: Community, year: int, by: Account, *, proof: str = "", **other: str) -> Collection:
    """Handed in to the authority, in November of the year; `proof`: the indicator that a file proves."""
    with clock.at(NOVEMBER.replace(year=year)):
        dates = {key: text.replace("2026", str(year)) for key, text in TYPED.items() if text.startswith("2026")}
        form = filled(community, year, by, **{**dates, **other})
        if proof:
            evidence.add(form, proof, pdf("roster"), "名册.pdf", by)
        service.hand_in(form, annual.catalogue(year).by_key[PERFORMANCE], by)
    return form
