"""One side of a handover, in a process of its own: `export` or `import`, data folder, batch, file. Prints its figures."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from cte_portal import create_app
from cte_portal.handover import queries
from cte_portal.handover.models import ImportState
from cte_portal.handover.service import exporting, importing
from cte_portal.settings import Profile, Settings


def nothing(part: int, whole: int, doing: str) -> None:
    pass


def main() -> None:
    what, data, number, file = sys.argv[1:]
    fonts = str(Path(".cache/fonts").absolute())
    settings = Settings(data_dir=Path(data), fonts_dir=fonts, secret_key="b" * 40, profile=Profile.NATIONAL, password_cost=1)
    app = create_app(settings, testing=True)
    begun = time.perf_counter()
    with app.app_context():
        if what == "export":
            batch = queries.batch_by_number(number)
            assert batch is not None
            exporting.write(exporting.fixed(batch, None, nothing), Path(file), nothing)
        else:
            record = importing.take_in_at_once(Path(file), nothing)
            assert record.state in (ImportState.IMPORTED, ImportState.REPEATED), record.problems
    json.dump({"seconds": time.perf_counter() - begun, "memory": _peak()}, sys.stdout)


def _peak() -> float:
    """MiB; of this program alone, while what the system's accounting says may be its parent's."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
