"""A tiny edition of the form, written to a folder, for what must not depend on the real one."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "application.toml": """
key = "small"
title = "小表"
from_year = 2020
notes = ["如实填写。"]
pledge = ["内容真实。"]

[[group]]
title = "第一部分"
section = [{ key = "cover", number = "0", title = "封面" }, { key = "goods", number = "1", title = "物品" }]
""",
    "sections/cover.toml": """
[[field]]
key = "community_name"
label = "名称"
type = "text"
max = 20
required = true

[[field]]
key = "amount"
label = "金额"
type = "money"
unit = "万元"
min = 0
""",
    "sections/goods.toml": """
rows = true
row_name = "物品"
unique = ["name"]

[[field]]
key = "name"
label = "品名"
type = "text"
max = 10
required = true
""",
    "forms/logbook.toml": """
title = "小日志"

[[group]]
title = "日志"
section = [{ key = "summary", number = "1", title = "小结" }, { key = "entries", number = "2", title = "记录" }]
""",
    "forms/logbook/summary.toml": """
[[field]]
key = "words"
label = "小结"
type = "long_text"
max = 200

[[field]]
key = "next"
label = "打算"
type = "text"
max = 40
""",
    "forms/logbook/entries.toml": """
rows = true
row_name = "记录"
max_rows = 5000
unique = ["title"]
totals = ["amount"]

[[field]]
key = "title"
label = "事项"
type = "text"
max = 20
required = true

[[field]]
key = "amount"
label = "金额"
type = "money"
unit = "万元"
min = 0

[[field]]
key = "unit"
label = "单位"
type = "member"
""",
    "evidence.toml": """
number = "2"
title = "佐证材料"

[[category]]
key = "proof"
title = "证明"
""",
    "checklist.toml": """
[[item]]
key = "complete"
text = "材料齐全"
section = "cover"
""",
}


def write_edition(folder: Path, **changed: str | None) -> Path:
    """Write the files; `changed` gives another text for a file (its name with _ for / and without .toml), None leaves it out."""
    for name, text in FILES.items():
        given = changed.get(name.removesuffix(".toml").replace("/", "_"), text)
        if given is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(given, encoding="utf-8")
    return folder
