"""What the administrator sets in one test holds in no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def unchanged(portal: Flask) -> Iterator[None]:
    kept = portal.config["SETTINGS"]
    yield
    portal.config["SETTINGS"] = kept
    (kept.data_dir / "settings.changed").unlink(missing_ok=True)
    portal.extensions["running_settings"].seen = -1
