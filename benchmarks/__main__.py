"""Runs the benchmarks; one JSON object a line. Exits 0 also where a goal is missed: `met` says so."""

from __future__ import annotations

import importlib
import json
import os
import sys

BENCHES = {  # name → module
    "document": "document",
    "scan": "scan",
    "editor": "editor",
    "import": "imports",
    "pages": "pages",
    "queue": "queue",
    "dossier": "dossier",
    "bundle": "bundle",
    "exchange": "exchange",
    "meeting": "meeting",
    "performance": "performance",
    "public": "public",
    "browser": "browser",
    "trail": "trail",
    "deadline": "deadline",
}


def main() -> None:
    only = os.environ.get("ONLY", "")
    if only and only not in BENCHES:
        sys.exit(f"ONLY must be one of {', '.join(BENCHES)}")
    for name, module in BENCHES.items():
        if only in ("", name):
            for line in importlib.import_module(f"benchmarks.{module}").run():
                json.dump(line, sys.stdout, ensure_ascii=False)
                sys.stdout.write("\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
