"""The list of links as a workbook, to be sent out from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...web import workbooks
from .models import UnitConfirmation
from .queries import Standing

COLUMNS = (("序号", 6), ("单位名称", 34), ("统一社会信用代码", 22), ("联系人", 12), ("手机", 16), ("状态", 12), ("确认链接", 60))


def confirmations_workbook(found: Sequence[Standing], link_of: Callable[[UnitConfirmation], str]) -> bytes:
    """The .xlsx file: one row a unit."""
    rows = (
        (one.unit.number, one.unit.name, one.unit.uscc, one.unit.contact, one.unit.phone, one.state.label, link_of(one.link) if one.link else "")
        for one in found
    )
    return workbooks.whole("建设单位确认", COLUMNS, rows)
