"""An operator's command in a process of its own, whose errors go to a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).parent.parent.parent


def at_a_terminal(app: Flask, *command: str) -> str:
    """What `flask command…` shows there while it works."""
    settings = app.config["SETTINGS"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CTE_")}
    environment |= {"CTE_DATA_DIR": str(settings.data_dir), "CTE_SECRET_KEY": settings.secret_key, "CTE_PROFILE": settings.profile.value}
    terminal, errors = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors
    )
    os.close(errors)
    said = b""
    try:
        while part := os.read(terminal, 4096):
            said += part
    except OSError:  # nobody writes to it any more
        pass
    finally:
        os.close(terminal)
    assert process.wait(60) == 0, said.decode()
    return said.decode()
