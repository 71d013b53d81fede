"""汇总表: what stands in the numbered summary table of a batch, in whatever file. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ...catalogue.places import industry_name
from ...catalogue.words import chinese_date
from ...community.check_code import grouped
from .contents import Contents, Line


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    share: float  # of the table's width
    middle: bool = False  # set in the middle: short codes and numbers


COLUMNS = (
    Column("序号", 3.0, middle=True),
    Column("共同体编号", 7.5, middle=True),
    Column("共同体名称", 10.5),
    Column("所属行业", 8.4),
    Column("牵头企业", 9.6),
    Column("牵头高水平高等学校", 7.0),
    Column("牵头职业学校", 6.4),
    Column("建设单位数（家）", 4.0, middle=True),
    Column("申报书校验码", 7.4, middle=True),
)
TOTAL_COLUMNS = (Column("所属行业", 24), Column("共同体数（个）", 8, middle=True), Column("建设单位数（家）", 8, middle=True))
TOTALS = "按行业汇总"
SUM = "合计"


def title(contents: Contents) -> str:
    return f"{contents.year}年度行业产教融合共同体申报汇总表"


def under_title(contents: Contents) -> list[str]:
    """Who reports, with which letter, in which batch."""
    letter = contents.letter_number or "（待编）"
    day = chinese_date(contents.letter_date) if contents.letter_date else "（待定）"
    return [f"报送单位（盖章）：{contents.authority}", f"报送函：{letter}　{day}", f"批次：{contents.number}"]


def cells(line: Line) -> list[str | int]:
    """One row, in the order of COLUMNS."""
    return [
        line.position,
        line.number,
        line.name,
        industry_name(line.industry),
        line.lead_enterprise,
        line.lead_university,
        line.lead_school,
        line.units,
        grouped(line.check_code),
    ]


def sum_cells(contents: Contents) -> list[str | int]:
    """The last row: how many communities and units."""
    return [SUM, "", f"{len(contents.lines)} 个共同体", "", "", "", "", contents.units, ""]


def total_rows(contents: Contents) -> list[list[str | int]]:
    """Of each industry, and all together."""
    rows: list[list[str | int]] = [[industry_name(total.industry), total.communities, total.units] for total in contents.by_industry()]
    return [*rows, [SUM, len(contents.lines), contents.units]]
