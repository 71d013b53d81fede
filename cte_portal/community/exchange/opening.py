"""Opening what somebody sent as a workbook, in a process of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from ... import hostile

READER = Path(__file__).parent / "workbook_reader.py"
ALONE = ("-X", "utf8", "-I", "-S", str(READER))  # the standard library and nothing else
MOST_MB, MOST_SECONDS = 10, 20
ENDINGS = (".xlsx", ".csv")

Rows = Sequence[tuple[int, Sequence[Any]]]  # of one sheet: the row's number, its cells: a text, or what is seen there and why it cannot be read


class WorkbookRefused(Exception):
    """It cannot be read; the message says why, and what would be right."""


def rows_of(stream: IO[bytes], name: str) -> list[Rows]:
    """The rows of each visible sheet of an .xlsx or .csv file.

    Raises:
        WorkbookRefused: hostile, damaged, too large, empty, or of another kind.
    """
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise WorkbookRefused(f"“{name}”不是可以导入的文件。请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再上传。")
    with tempfile.NamedTemporaryFile() as file:
        size = 0
        while chunk := stream.read(1 << 16):
            size += len(chunk)
            if size > MOST_MB << 20:
                raise WorkbookRefused(f"“{name}”超过 {MOST_MB} MB。请只保留要导入的工作表，删去图片后再上传。")
            file.write(chunk)
        file.flush()
        if not size:
            raise WorkbookRefused(f"“{name}”是空文件，请重新选择。")
        try:
            return [sheet["rows"] for sheet in json.loads(hostile.ask([*ALONE, file.name, ending], MOST_SECONDS))]
        except hostile.ReadingFailed as failed:
            raise WorkbookRefused(f"“{name}”不能导入：{failed}。") from None
