"""Figures of earlier years and of this one, as the demonstration's communities reported them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from .. import clock
from ..accounts.models import Account
from ..annual import queries as annual
from ..annual.models import ReviewOutcome
from ..annual.rules import window
from ..annual.service import judging
from ..annual.service.judging import Judged
from ..annual.yearly_forms import service
from ..catalogue.fields import FieldType
from ..catalogue.indicators import Measure
from ..catalogue.kinds import typed
from ..catalogue.merging import Base
from ..catalogue.schema import Section
from ..community.filling import service as editing
from ..community.filling.queries import content_of
from ..community.models import Community
from ..performance.models import PERFORMANCE, Collection

FIGURES = {  # of a community of middle size; what is not named here did not happen
    "quality_units": 9,
    "surveyed_enterprises": 64,
    "valid_questionnaires": 1180,
    "matched": 6,
    "entrusted_enrolled": 180,
    "entrusted_new": 60,
    "order_enrolled": 640,
    "order_new": 240,
    "apprentice_enrolled": 320,
    "apprentice_new": 130,
    "teachers_from_enterprises": 48,
    "teachers_practising": 76,
    "employed_inside": 410,
    "employed_in_trade": 690,
    "pre_job_trained": 1500,
    "pre_job_hours": 24000,
    "on_job_trained": 2600,
    "on_job_hours": 52000,
    "degree_trained": 140,
    "nondegree_trained": 900,
    "degree_hours": 16800,
    "nondegree_hours": 14400,
    "graduates_to_bachelor": 58,
    "graduates_to_master": 6,
    "workers_to_bachelor": 22,
    "workers_to_master": 9,
    "enterprise_funds": 1280,
    "school_funds": 460,
    "other_funds": 150,
    "provincial_platforms": 2,
    "municipal_platforms": 3,
    "own_platforms": 5,
    "new_own_platforms": 1,
    "renovation_projects": 7,
    "process_projects": 5,
    "product_projects": 3,
    "service_income": 620,
    "invention_patents": 8,
    "utility_models": 19,
    "software_copyrights": 11,
    "technical_standards": 2,
    "awards": 3,
    "core_courses": 12,
    "practice_projects": 18,
    "equipment_kinds": 4,
    "equipment_sets": 26,
    "adopting_schools": 5,
    "adopting_enterprises": 2,
    "adopted_sets": 17,
    "textbooks": 4,
    "digital_resources": 35,
    "teaching_standards": 2,
    "units_with_policy": 5,
    "policy_documents": 8,
    "planning_enterprises": 4,
    "full_time_staff": 6,
    "part_time_staff": 14,
}
SIZES = (Decimal("1"), Decimal("1.4"), Decimal("0.7"))  # of the communities, beside one another
GROWTH = Decimal("1.15")  # from year to year
NOTE = "演示内容：与上年和平台登记数的差别已经核对，按实际发生数填报。"


def report_earlier_years(communities: Sequence[Community], applicants: Sequence[Account], years: Sequence[int], province: Account) -> None:
    """Handed in at the end of November, passed in December; what else these years asked for is excused."""
    for number, year in enumerate(years):
        with clock.at(datetime(year, 11, 20, 9, tzinfo=clock.SHANGHAI)):
            for community, applicant, size in zip(communities, applicants, SIZES, strict=False):
                hand_in(community, year, size * GROWTH**number, applicant)
        with clock.at(datetime(year, 12, 8, 9, tzinfo=clock.SHANGHAI)):
            for community in communities:
                _pass(community, year, province)
            others = [kind.key for kind in annual.catalogue(year).kinds if kind.key != PERFORMANCE]
            judging.excuse(
                [(community, key) for community in communities for key in others], year, "演示用：启用平台以前的年度任务已另行完成。", province
            )


def report_this_year(community: Community, applicant: Account, size: Decimal) -> None:
    """Waits for the province; not before the window opens."""
    year = clock.today().year
    if clock.today() >= window(annual.catalogue(year).by_key[PERFORMANCE], year).opens:
        hand_in(community, year, size, applicant)


def hand_in(community: Community, year: int, size: Decimal, by: Account) -> None:
    kind = annual.catalogue(year).by_key[PERFORMANCE]
    form = service.begin(community, year, kind, by)
    assert isinstance(form, Collection)
    for section in form.definition.sections:
        editing.save_section(form, section, _typed(form, section, size), Base.of(section, {}, 0, ""), by)
    service.hand_in(form, kind, by)


def _typed(form: Collection, section: Section, size: Decimal) -> dict[str, list[str]]:
    """What the portal put in already stays."""
    known = content_of(form).values(section.key)
    measures = [measure for one in section.indicators for measure in one.measures if measure.typed]
    found = {measure.key: typed(measure, known.get(measure.key)) or [_figure(measure, form.year, size)] for measure in measures}
    return found | {one.note.key: [NOTE] for one in section.indicators}


def _figure(measure: Measure, year: int, size: Decimal) -> str:
    if measure.type is FieldType.DATE:
        return f"{year}-03-26"
    if measure.type is FieldType.YES_NO:
        return "yes"
    figure = FIGURES.get(measure.key, 0) * size
    return f"{figure:.2f}" if measure.type is FieldType.MONEY else str(round(figure))


def _pass(community: Community, year: int, by: Account) -> None:
    found = annual.deliverable(community, year, PERFORMANCE)
    assert found is not None
    ratings = {"timeliness": "good", "objectivity": "good", "completeness": "good"}
    judging.review(found, annual.catalogue(year).by_key[PERFORMANCE], Judged(ratings, "数据齐全，佐证清楚。", ReviewOutcome.PASSED), by, None)
