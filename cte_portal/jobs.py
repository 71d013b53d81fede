"""Work that must not keep a person waiting: a queue in a file of its own or in Redis, emptied by `flask worker`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, current_app

from . import log

Job = Callable[..., object]


@dataclass(frozen=True)
class Watch:
    """What is told of every job, in the application's context."""

    begins: Callable[[], None]
    measures: Callable[[str], AbstractContextManager[None]]
    failed: Callable[[str, Sequence[Any], BaseException], None]
    done: Callable[[str, Sequence[Any]], None]


@contextmanager
def _not_there(*names: str) -> Iterator[None]:
    """Meanwhile these cannot be imported: Huey loads the driver of every store that it knows, 12 MiB, whether it is used or not."""
    there = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]  # None: Python's own way to say so
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(there)


class Jobs:
    """The queue of one application. Jobs are named functions, listed in `create_app`; their arguments are plain values.

    A job that fails is tried again twice within seconds; those in `patient`, which wait for others, for an hour. Those in
    `hourly` are done every hour, those in `often` every five minutes, those in `nightly` before dawn, unasked.

    A process that dies takes the jobs in its hands with it, or dies before it could ask for one: what the tables say was never
    done (`left_over`: job → ids) is asked for again, every five minutes, once nothing waits.
    """

    def __init__(
        self,
        app: Flask,
        jobs: Mapping[str, Job],
        patient: Collection[str] = (),
        hourly: Collection[str] = (),
        often: Collection[str] = (),
        nightly: Collection[str] = (),
        watch: Watch | None = None,
        left_over: Mapping[str, Callable[[], Iterable[int]]] | None = None,
    ):
        redis_url = app.config["SETTINGS"].redis_url
        with _not_there("psycopg", *(() if redis_url else ("redis",))):
            from huey import MemoryHuey, RedisHuey, SqliteHuey, crontab
        if app.testing:
            self.queue = MemoryHuey("portal", immediate=False)
        elif redis_url:
            self.queue = RedisHuey("portal", url=redis_url)
        else:
            self.queue = SqliteHuey("portal", filename=str(app.config["SETTINGS"].data_dir / "jobs.sqlite3"), fsync=True)

        def run(name: str, *arguments: Any) -> None:
            with app.app_context(), log.doing():
                if watch:
                    watch.begins()
                try:
                    with watch.measures(name) if watch else nullcontext():
                        jobs[name](*arguments)
                except Exception as error:
                    if watch:
                        watch.failed(name, arguments, error)
                    raise
                if watch:
                    watch.done(name, arguments)

        self._run = self.queue.task(retries=2, retry_delay=10)(run)
        self._run_patiently = self.queue.task(retries=6, retry_delay=600, name="run_patiently")(run)
        self._patient = frozenset(patient)
        self._left_over = left_over or {}
        for names, when in ((hourly, crontab(minute="7")), (often, crontab(minute="*/5")), (nightly, crontab(hour="3", minute="37"))):
            for name in names:
                self.queue.periodic_task(when, name=f"unasked_{name}")(partial(run, name))

    def add(self, name: str, *arguments: Any) -> None:
        """Have the named job done soon; to be called once the transaction is over."""
        (self._run_patiently if name in self._patient else self._run)(name, *arguments)

    def waiting(self) -> int:
        """How many wait to be done."""
        return int(self.queue.pending_count())

    def take_up(self) -> int:
        """Job, every five minutes: ask again for what was left over; how many that were."""
        if self.waiting():
            return 0
        found = [(name, identity) for name, ids in self._left_over.items() for identity in ids()]
        for name, identity in found:
            self.add(name, identity)
        return len(found)

    def do_waiting(self) -> int:
        """Do what waits now, in this process; how many jobs that were."""
        count = 0
        while task := self.queue.dequeue():
            self.queue.execute(task)
            count += 1
        return count

    def work(self, unasked: bool = True) -> None:
        """Do jobs until the process is told to end: two at a time, so that long work keeps nobody else waiting.

        Of several such processes on one queue one alone adds what is done `unasked`.
        """
        self.queue.create_consumer(workers=2, periodic=unasked, check_worker_health=True).run()


def jobs() -> Jobs:
    """The queue of the running application."""
    found: Jobs = current_app.extensions["jobs"]
    return found
