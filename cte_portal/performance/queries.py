"""What can be asked of a year's figures."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from ..annual import queries as annual
from ..annual.models import Deliverable, DeliverableVersion
from ..annual.rules import State
from ..annual.yearly_forms import queries as yearly_forms
from ..catalogue.kinds import Value, decode
from ..catalogue.schema import FormDefinition
from ..community.models import Community
from ..extensions import db
from ..web.editions import edition_for_year
from .models import PERFORMANCE, Collection, IndicatorFigure
from .rules import Number, corrected, figures_of, last_years
from .sampling import queries as samples

COUNTING = (State.SUBMITTED, State.PASSED)  # what was handed in and neither taken back nor returned


def collection(identity: int) -> Collection | None:
    return db.session.get(Collection, identity)


def definition(year: int) -> FormDefinition | None:
    """The year's indicators; None where its edition has none."""
    return edition_for_year(year).further.get(PERFORMANCE)


def counting(found: Deliverable | None) -> DeliverableVersion | None:
    """The version whose figures count; None where nothing was handed in, or it was returned."""
    return annual.handed_in(found) if found and found.state in COUNTING else None


def handed_in(version: DeliverableVersion) -> dict[str, Value]:
    """Every figure of the version, as it was handed in."""
    return figures_of(yearly_forms.frozen_content(version))


def reported(version: DeliverableVersion) -> dict[str, Value]:
    """Every figure of the version, as it counts: with the authority's corrections, and the sums that follow from them."""
    content = yearly_forms.frozen_content(version)
    corrections = {one.measure: one.after for one in samples.corrections_of(version) if one.taken_back_at is None}
    if not corrections:
        return figures_of(content)
    return corrected(content, {key: decode(content.definition.measures[key][2].type, after) for key, after in corrections.items()})


def counted(community: Community, year: int) -> dict[str, Number]:
    """The community's figures of the year that count, by their keys of that year; dates are not among them."""
    query = select(IndicatorFigure.measure, IndicatorFigure.hundredths).filter_by(community_id=community.id, year=year)
    return {measure: plain(hundredths) for measure, hundredths in db.session.execute(query)}


def plain(hundredths: int) -> Number:
    """A stored figure as a number: an integer where it is one."""
    return hundredths // 100 if hundredths % 100 == 0 else Decimal(hundredths) / 100


def before(form: Collection) -> dict[str, Number]:
    """The year before's figures, by the keys of this year's edition."""
    return last_years(form.definition, counted(form.community, form.year - 1))
