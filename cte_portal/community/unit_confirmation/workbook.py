"""The list of links as a workbook, to be sent out from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from .models import UnitConfirmation
from .queries import Standing

COLUMNS = (("序号", 6), ("单位名称", 34), ("统一社会信用代码", 22), ("联系人", 12), ("手机", 16), ("状态", 12), ("确认链接", 60))


def confirmations_workbook(found: Sequence[Standing], link_of: Callable[[UnitConfirmation], str]) -> bytes:
    """The .xlsx file: one row a unit."""
    book = Workbook()
    sheet = book.active
    sheet.title = "建设单位确认"
    sheet.append([title for title, _ in COLUMNS])
    for one in found:
        unit = one.unit
        sheet.append([unit.number, unit.name, unit.uscc, unit.contact, unit.phone, one.state.label, link_of(one.link) if one.link else ""])
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "n" if isinstance(cell.value, int) else "s"  # text stays text, never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.font = Font(bold=True)
    for (_, width), column in zip(COLUMNS, sheet.columns, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
    sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
