"""The results of a round as a workbook: a line a sheet, of applications whose sheets are all in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...web.official_tables import OfficialTable, official_workbook
from ...web.workbooks import Cell
from . import rules
from .models import ExpertRound
from .queries import Result


def results_workbook(found: ExpertRound, results: Sequence[Result], shown_at: str) -> bytes:
    criteria = results[0].criteria if results else ()
    heads = [("共同体编号", 15.0), ("共同体名称", 34.0), ("专家", 12.0), ("所在单位", 24.0)]
    heads += [(f"{one.text}（权重 {one.weight}）", 12.0) for one in criteria]
    heads += [("加权得分", 10.0), ("平均分", 10.0), ("分差", 8.0), ("评审意见", 60.0)]
    waiting = sum(not one.complete for one in results)
    said = f"评审截止：{found.deadline}    专家未全部提交、未列入的申报：{waiting} 份    导出时间：{shown_at}"
    return official_workbook(OfficialTable(found.name, said, heads, _lines([one for one in results if one.complete])))


def _lines(results: Sequence[Result]) -> Iterator[list[Cell]]:
    for one in sorted(results, key=lambda one: (-one.mean, one.subject.id)):
        community = one.subject.application.community
        for sheet in one.sheets:
            scores = [sheet.scores[criterion.key] for criterion in one.criteria]
            total = float(rules.weighted(one.criteria, sheet.scores))
            yield [
                community.number,
                community.name,
                sheet.expert.name,
                sheet.expert.organisation,
                *scores,
                total,
                float(one.mean),
                float(one.spread),
                sheet.opinion,
            ]
