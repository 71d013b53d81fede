"""汇总表: the numbered summary table of a reporting batch, as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from ..catalogue.places import industry_name
from ..community.check_code import grouped
from .models import ReportingBatch

COLUMNS = (
    ("序号", 6),
    ("共同体编号", 15),
    ("共同体名称", 34),
    ("所属行业", 22),
    ("牵头企业", 26),
    ("牵头高水平高等学校", 22),
    ("牵头职业学校", 22),
    ("建设单位数（家）", 10),
    ("申报书校验码", 15),
)


def summary_table(batch: ReportingBatch, leads: Mapping[int, Mapping[str, str]], members: Mapping[int, int]) -> bytes:
    """The .xlsx file. `leads`: application id → lead's key → name; `members`: application id → number of units."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    last = get_column_letter(len(COLUMNS))
    sheet.append([f"行业产教融合共同体申报汇总表（{batch.year} 年度）"])
    sheet.append([f"推荐单位：{batch.province_name}教育行政部门    批次：{batch.number}    报送函文号：{batch.letter_number}"])
    sheet.append([title for title, _ in COLUMNS])
    for item in batch.items:
        application = item.application
        names = leads.get(application.id, {})
        version = application.version
        sheet.append(
            [
                item.position,
                application.community.number,
                application.community.name,
                industry_name(application.industry_code),
                names.get("lead_enterprise", ""),
                names.get("lead_university", ""),
                names.get("lead_school", ""),
                members.get(application.id, 0),
                grouped(version.check_code) if version else "",
            ]
        )
    for row in (1, 2):
        sheet.merge_cells(f"A{row}:{last}{row}")
    sheet["A1"].font = Font(name="黑体", size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    side = Side(style="thin")
    for row in sheet.iter_rows(min_row=3, max_col=len(COLUMNS)):
        for cell in row:
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if cell.row == 3 else None)
            cell.data_type = "n" if isinstance(cell.value, int) else "s"  # text stays text, never a formula
            if cell.row == 3:
                cell.font = Font(name="黑体", size=11)
    for index, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
