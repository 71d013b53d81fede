"""A list as a table to take away: a workbook, or CSV that every office program opens."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from ..catalogue.places import industry_name, province_name
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
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    last = get_column_letter(len(COLUMNS))
    sheet.append([found.title])
    sheet.append([f"{found.level.label}　{found.state.label}　{found.document}".rstrip()])
    sheet.append([title for title, _ in COLUMNS])
    for line in lines:
        sheet.append(list(line))
    side = Side(style="thin")
    for row in sheet.iter_rows(max_col=len(COLUMNS)):
        for cell in row:
            cell.data_type = "n" if isinstance(cell.value, int) else "s"  # text stays text, never a formula
            if cell.row >= 3:
                cell.border = Border(left=side, right=side, top=side, bottom=side)
                cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if cell.row == 3 else None)
    for number in (1, 2):
        sheet.merge_cells(f"A{number}:{last}{number}")
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=16), Alignment(horizontal="center")
    for index, (_, width) in enumerate(COLUMNS, start=1):
        sheet.cell(3, index).font = Font(name="黑体", size=11)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
