"""What Prometheus is told: requests and jobs as they are done, and how it stands when it asks (`CTE_METRICS`).

All processes of a host count into files of the data folder (prometheus_client's multiprocess mode); the worker answers for all.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from .jobs import jobs
from .settings import Settings

FOLDER = "metrics"
NAMED = "PROMETHEUS_MULTIPROC_DIR"
AGAIN_AFTER = 300.0  # seconds: looking how it stands reads the whole database file
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60)
Told = dict[str, float]


class Measures:
    """Counts, where somebody reads them; otherwise nothing happens."""

    def __init__(self, settings: Settings):
        self.on = bool(settings.metrics)
        if not self.on:
            return
        folder = settings.data_dir / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault(NAMED, str(folder))  # the library looks at it when it is imported
        from prometheus_client import CollectorRegistry, Histogram

        here = CollectorRegistry()
        self.requests = Histogram("portal_request_seconds", "Requests answered", ("part", "method", "status"), buckets=SECONDS, registry=here)
        self.jobs = Histogram("portal_job_seconds", "Jobs done", ("job", "outcome"), buckets=SECONDS, registry=here)

    def request(self, part: str, method: str, status: int, seconds: float) -> None:
        if self.on:
            self.requests.labels(part, method, f"{status // 100}xx").observe(seconds)

    @contextmanager
    def job(self, name: str) -> Iterator[None]:
        begun, outcome = time.perf_counter(), "failed"
        try:
            yield
            outcome = "done"
        finally:
            if self.on:
                self.jobs.labels(name, outcome).observe(time.perf_counter() - begun)


def serve(app: Flask, stands: Callable[[], Told]) -> None:
    """Answer Prometheus in a thread of this process; nothing happens where no port is set. `stands`: further gauges, asked every few minutes."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.metrics:
        return
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.multiprocess import MultiProcessCollector

    class Standing:
        told: Told = {}
        asked_at = -AGAIN_AFTER

        def collect(self) -> Iterator[Any]:
            with app.app_context():
                if time.monotonic() - self.asked_at > AGAIN_AFTER:
                    self.told, self.asked_at = stands(), time.monotonic()
                now = {"portal_jobs_waiting": jobs().waiting(), "portal_disk_free_bytes": shutil.disk_usage(settings.data_dir).free}
            for name, value in {**now, **self.told}.items():
                yield GaugeMetricFamily(name, name.replace("_", " "), value=value)

    for counted in (settings.data_dir / FOLDER).glob("*_*.db"):  # by processes that are no more
        if not Path(f"/proc/{counted.stem.rpartition('_')[2]}").exists():
            counted.unlink()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Standing())
    host, _, port = settings.metrics.rpartition(":")
    start_http_server(int(port), host.strip("[]"), registry)


def measures(app: Flask) -> Measures:
    found: Measures = app.extensions["measures"]
    return found
