"""Measuring whole processes, and saying what came out."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    bench: str
    case: str
    value: float
    unit: str
    goal: str
    met: bool
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None

    def line(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def in_fresh_process(module: str, *arguments: str) -> dict[str, float]:
    """Run `python -m module …`, which prints one JSON object of figures; adds `peak` in MiB."""
    code = (
        "import runpy, sys, resource, json, io, contextlib\n"
        f"sys.argv = [{module!r}, *{list(arguments)!r}]\n"
        "said = io.StringIO()\n"
        "with contextlib.redirect_stdout(said):\n"
        f"    runpy.run_module({module!r}, run_name='__main__')\n"
        "found = json.loads(said.getvalue())\n"
        "found['peak'] = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def medians(modules: dict[str, tuple[str, ...]], rounds: int) -> dict[str, dict[str, float]]:
    """Each command in turn, `rounds` times; the median of every figure."""
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in modules}
    for _ in range(rounds):
        for name, command in modules.items():
            seen[name].append(in_fresh_process(*command))
    return {name: {key: statistics.median(run[key] for run in runs) for key in runs[0]} for name, runs in seen.items()}
