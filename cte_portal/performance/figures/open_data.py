"""开放数据: sums by province and by industry of finished years, and what each column means; a community's own figures only where it agreed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from ...catalogue.places import industry_name, province_name
from ...catalogue.schema import FormDefinition
from ...community.models import Community
from ..rules import Number
from .rules import FEWEST, Total

KINDS = {"provinces": ("p", "省份", province_name), "industries": ("i", "行业", industry_name)}
WITHHELD = "*"


def sums(kind: str, definition: FormDefinition, found: Mapping[str, Mapping[str, Total]]) -> str:
    """One line for each province or industry and figure; what fewer than three communities have is withheld."""
    _, head, name = KINDS[kind]
    lines = [(f"{head}代码", head, "指标编号", "分项代码", "分项", "单位", "共同体数", "合计")]
    for code in sorted(found):
        for _, one in definition.indicators.values():
            for measure in one.measures:
                total = found[code].get(measure.key)
                if total and measure.counted and measure.adds_up:
                    shown = str(total.value) if total.communities >= FEWEST else WITHHELD
                    count = str(total.communities) if total.communities >= FEWEST else f"少于 {FEWEST}"
                    lines.append((code, name(code), one.code, measure.key, measure.label, measure.unit, count, shown))
    return written(lines)


def own_figures(definition: FormDefinition, found: Iterable[tuple[Community, Mapping[str, Number]]]) -> str:
    """One line for each figure of each community that agreed."""
    lines = [("共同体编号", "共同体", "指标编号", "分项代码", "分项", "单位", "数值")]
    for community, figures in found:
        for _, one in definition.indicators.values():
            for measure in one.measures:
                if measure.counted and measure.key in figures:
                    lines.append((community.number, community.name, one.code, measure.key, measure.label, measure.unit, str(figures[measure.key])))
    return written(lines)


def dictionary(definition: FormDefinition) -> str:
    """数据字典: every column value's meaning."""
    lines = [("指标编号", "指标", "分项代码", "分项", "单位", "口径", "时间", "由各项相加")]
    for _, one in definition.indicators.values():
        for measure in one.measures:
            if measure.counted and measure.adds_up:
                parts = "、".join(one.by_key[key].label if key in one.by_key else definition.measures[key][2].label for key in measure.sum_of)
                lines.append((one.code, one.name, measure.key, measure.label, measure.unit, one.definition, one.period, parts))
    return written(lines)


def written(lines: Iterable[Sequence[str]]) -> str:
    """CSV as spreadsheets of this country open it: UTF-8 with a mark, no cell that could be taken for a formula."""
    stream = StringIO()
    csv.writer(stream).writerows([[_harmless(cell) for cell in line] for line in lines])
    return "\ufeff" + stream.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t" and cell else cell
