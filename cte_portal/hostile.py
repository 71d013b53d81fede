"""Files that may be hostile are opened in a process of its own: whatever the file does, it ends that process and no other."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

# nothing secret, and one thread for numpy, since its memory is counted
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
TORN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)  # a .zip that is none, broken or locked
TOLD = 2  # exit status: the last line of the errors is for people


# Runs one module of the portal without the portal: the application would take a second to load, and is nothing to have beside such a file.
ALONE = """
import runpy, sys, types
package = types.ModuleType("cte_portal")
package.__path__ = [sys.argv[1]]
sys.modules["cte_portal"] = package
module = sys.argv[2]
del sys.argv[1:3]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


class ReadingFailed(Exception):
    """The file could not be read; the message says why, in words."""


def ask(command: Sequence[str], seconds: int) -> bytes:
    """What `python command…` writes. `-m module…` runs a module of the portal by itself.

    Raises:
        ReadingFailed: it refused the file (with its words), took too long, or broke down.
    """
    if command[0] == "-m":
        command = ["-c", ALONE, str(Path(__file__).parent), *command[1:]]
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *command], capture_output=True, timeout=seconds, cwd=Path(__file__).parents[1], env=ENVIRONMENT, check=False
        )
    except subprocess.TimeoutExpired:
        raise ReadingFailed("读取用时过长") from None
    if done.returncode != 0:
        raise ReadingFailed(done.stderr.decode(errors="replace").strip().splitlines()[-1] if done.returncode == TOLD else "文件内容异常")
    return done.stdout


def limit(memory: int, seconds: int) -> None:
    """Called in that process: no more than so many bytes of address space, so many seconds of computing."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def refuse(reason: str) -> NoReturn:
    """Called in that process: end it, with a reason for people."""
    print(reason, file=sys.stderr)
    raise SystemExit(TOLD)
