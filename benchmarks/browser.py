"""A section of the form on an old office machine over a slow line: Chromium with its processor slowed down six times and 400 kbit/s.

What a clerk waits for: first content on an empty cache and with everything kept, the answer to a keystroke, things that jump while
the page builds up, and what goes over the line. A page of nothing but one box, typed into in turn, says how much of it is the machine's.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from benchmarks import exchange
from benchmarks.figures import Figure
from benchmarks.public import MOMENT, served
from cte_portal import clock
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.browser.conftest import BROWSERS
from tests.support.clerk import Clerk
from tests.support.people import People
from tests.support.world import full_application

SLOWER, BITS, LATENCY = 6, 400_000, 150  # times, bit/s, ms
ROUNDS, KEYS = 5, 60
WATCHED = """
    window.seen = {shift: 0, keys: []};
    new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) seen.shift += one.value; }))
        .observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(one => { if (one.name === "keydown") seen.keys.push(one.duration); }))
        .observe({type: "event", durationThreshold: 16});
"""
ONE_BOX = "data:text/html,<textarea name=box rows=10></textarea>"
FIRST_CONTENT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@dataclass
class Slow:
    """A page of a slow machine on a slow line; `arrived`: bytes since it was last set to 0, headers included."""

    page: Page
    tools: CDPSession
    arrived: float = field(default=0.0)

    @classmethod
    def of(cls, context: BrowserContext) -> Slow:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(WATCHED)
        tools = context.new_cdp_session(page)
        slow = cls(page, tools)
        tools.on("Network.loadingFinished", slow._came)
        tools.send("Network.enable")
        line = {"offline": False, "latency": LATENCY, "downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8}
        tools.send("Network.emulateNetworkConditions", line)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return slow

    def _came(self, finished: dict[str, Any]) -> None:
        self.arrived += finished["encodedDataLength"]

    def opened(self, address: str) -> tuple[float, float, float]:
        """First content in ms, layout shift, kB over the line."""
        self.arrived = 0
        self.page.goto(address, wait_until="load")
        self.page.wait_for_timeout(1500)  # what comes after the page: who else is here
        return self.page.evaluate(FIRST_CONTENT), self.page.evaluate("seen.shift"), self.arrived / 1000

    def keystrokes(self, box: str) -> tuple[float, float]:
        """From a keystroke to its picture in ms: the median, and the slowest but one, as Interaction to Next Paint counts so many."""
        self.page.locator(box).focus()
        self.page.keyboard.press("End")
        for number in range(KEYS):
            self.page.keyboard.press("abcdefghij"[number % 10], delay=20)
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(3000)  # it saves itself
        seen: list[float] = self.page.evaluate("seen.keys")
        taken = sorted([*seen, *[16.0] * (KEYS - len(seen))])  # quicker ones are not told
        return statistics.median(taken), taken[-2]


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, clock.at(MOMENT):
        app = exchange.portal(Path(folder))
        people = People(app)
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        with app.app_context():
            number = full_application(people.person(email), units=20).id
            db.engine.dispose()
        with served(Path(folder)) as port, sync_playwright() as playwright:
            path = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            address = f"http://127.0.0.1:{port}"
            clerk = Clerk.at(browser, address, javascript=True).sign_in(email)
            known = clerk.page.context.storage_state()
            clerk.page.context.close()
            section = f"{address}/applications/{number}/sections"
            first, later, keys, plain = [], [], [], []
            for _ in range(ROUNDS):
                context = browser.new_context(storage_state=known, viewport={"width": 1366, "height": 768}, locale="zh-CN")
                slow = Slow.of(context)
                first.append(slow.opened(f"{section}/lead_enterprise"))
                keys.append(slow.keystrokes("[name=lead_enterprise-standing]"))
                later.append(slow.opened(f"{section}/lead_university"))
                slow.page.goto(ONE_BOX)
                plain.append(slow.keystrokes("[name=box]"))
                context.close()
            browser.close()
        yield from _loading(first, later)
        yield from _typing(keys, plain)


Runs = list[tuple[float, ...]]


def _medians(runs: Runs) -> list[float]:
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def _loading(first: Runs, later: Runs) -> Iterator[dict[str, Any]]:
    for name, runs, soon, light in (("empty cache", first, 3000, 60), ("everything kept", later, 1500, 20)):
        content, shift, size = _medians(runs)
        yield Figure("browser", f"a section, {name}: first content", round(content), "ms", f"<= {soon}", content <= soon).line()
        yield Figure("browser", f"a section, {name}: layout shift", round(shift, 4), "", "<= 0.02", shift <= 0.02).line()
        yield Figure("browser", f"a section, {name}: over the line", round(size, 1), "kB", f"<= {light}", size <= light).line()


def _typing(keys: Runs, plain: Runs) -> Iterator[dict[str, Any]]:
    for name, taken, least in zip(("median", "slowest but one"), _medians(keys), _medians(plain), strict=True):
        case = f"{KEYS} keystrokes in a section that saves itself, {name}"
        yield Figure("browser", case, taken, "ms", "<= 100", taken <= 100, "a page of one box", least, round(taken / least, 2)).line()
