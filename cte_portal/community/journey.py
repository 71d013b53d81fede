"""The way of an application in a few stages, as its people see it: what is behind, what is now, who must act. Pure. Source: 建设指南 四."""

from __future__ import annotations

from dataclasses import dataclass

from ..named import Named
from .workflow import Status


class Standing(Named):
    DONE = "done", "已完成", "green"
    NOW = "now", "现在", "blue"
    OVER = "over", "到此为止", "red"
    LATER = "later", "", "neutral"


@dataclass(frozen=True)
class Stage:
    title: str
    who: str
    standing: Standing


AT = {  # the stage that each state stands at, of those in `_stages`
    Status.DRAFT: 0,
    Status.RETURNED: 0,
    Status.FINALISED: 1,
    Status.SUBMITTED: 2,
    Status.DECLINED: 2,
    Status.APPROVED: 3,
    Status.REPORTED: 4,
    Status.RECOGNISED: 4,
    Status.NOT_RECOGNISED: 4,
}
BY_PROVINCE = (2, 3)


def journey(status: Status | None, province: str = "", direct: bool = False) -> tuple[Stage, ...]:
    """`status`: None before anything was begun; `direct`: reported by the headquarters itself, past any province."""
    at = -1 if status is None else AT[status]
    stages = enumerate(_stages(status, province, direct))
    return tuple(Stage(title, who, _standing(number, at, status)) for number, (title, who) in stages if not (direct and number in BY_PROVINCE))


def _stages(status: Status | None, province: str, direct: bool) -> tuple[tuple[str, str], ...]:
    office = f"{province or '推荐省份'}教育行政部门"
    return (
        ("按意见修改、定稿" if status is Status.RETURNED else "填写、自查、定稿", "牵头企业，会同两所牵头学校"),
        ("打印、盖章，上传后提交", "三家牵头单位" + ("" if direct else f"、{office}")),
        ("省级审核", office),
        ("报送教育部", office),
        ("教育部认定", "教育部"),
    )


def _standing(number: int, at: int, status: Status | None) -> Standing:
    if number != at:
        return Standing.DONE if number < at else Standing.LATER
    if status is Status.RECOGNISED:
        return Standing.DONE
    return Standing.OVER if status in (Status.DECLINED, Status.NOT_RECOGNISED) else Standing.NOW
