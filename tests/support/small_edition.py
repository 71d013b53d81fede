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
    (folder / "sections").mkdir(parents=True)
    for name, text in FILES.items():
        given = changed.get(name.removesuffix(".toml").replace("/", "_"), text)
        if given is not None:
            (folder / name).write_text(given, encoding="utf-8")
    return folder
