"""Runs the benchmarks; one JSON object a line. Exits 0 also where a goal is missed: `met` says so."""

from __future__ import annotations

import importlib
import json
import os
import sys

BENCHES = {"document": "document", "scan": "scan", "editor": "editor", "import": "imports", "dossier": "dossier", "bundle": "bundle"}  # name → module


def main() -> None:
    only = os.environ.get("ONLY", "")
    for name, module in BENCHES.items():
        if only in ("", name):
            for line in importlib.import_module(f"benchmarks.{module}").run():
                json.dump(line, sys.stdout, ensure_ascii=False)
                sys.stdout.write("\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
