"""A list as a table to take away: a workbook, or CSV that every office program opens."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from ..catalogue.places import industry_name, province_name
from ..web.official_tables import OfficialTable, official_workbook
from .models import ListItem, RecognitionList

COLUMNS = (
    ("序号", 6),
    ("共同体编号", 15),
    ("共同体名称", 36),
    ("所属行业", 24),
    ("牵头企业", 28),
    ("牵头高水平高等学校", 24),
    ("牵头职业学校", 24),
    ("推荐省份", 14),
)
LEADS = ("lead_enterprise", "lead_university", "lead_school")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(items: Sequence[ListItem], leads: Mapping[int, Mapping[str, str]]) -> list[list[str | int]]:
    """`leads`: application id → lead's key → name. Numbered without gaps."""
    found: list[list[str | int]] = []
    for number, item in enumerate(items, start=1):
        application = item.application
        names = leads.get(application.id, {})
        place = province_name(application.province_code) or "直报"
        lead_names = [names.get(key, "") for key in LEADS]
        found.append([number, application.community.number, item.shown_name, industry_name(application.industry_code), *lead_names, place])
    return found


def csv_text(lines: Sequence[Sequence[str | int]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads it as such; a cell never becomes a formula."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow([title for title, _ in COLUMNS])
    for line in lines:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in line])
    return stream.getvalue().encode("utf-8-sig")


def workbook(found: RecognitionList, lines: Sequence[Sequence[str | int]]) -> bytes:
    """The .xlsx file, ready to be printed on A4."""
    under = f"{found.level.label}　{found.state.label}　{found.document}".rstrip()
    return official_workbook(OfficialTable(found.title, under, COLUMNS, lines, sheet="名单"))
