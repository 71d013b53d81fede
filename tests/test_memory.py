"""What a process that serves does not carry: libraries that few requests need are loaded by those."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RARE = ("alembic", "bs4", "fontTools", "mako", "markdownify", "numpy", "openpyxl", "psycopg", "pygments", "redis", "zxcvbn", "zxingcpp")
LOADED = f"""
import wsgi, sys
print(*(name for name in {RARE} if name in sys.modules))
"""


def test_a_process_that_has_just_started_carries_no_library_that_few_requests_need(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("CTE_")}
    said = subprocess.run(
        [sys.executable, "-c", LOADED], env={**own, "CTE_DATA_DIR": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == []
