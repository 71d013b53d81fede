"""Nobody is locked out: axe finds nothing wrong, and no page is wider than a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support.clerk import Clerk
from tests.support.further import further
from tests.support.screens import of_the_world
from tests.support.world import build_world

from .conftest import RunningPortal

pytestmark = pytest.mark.browser


CONTRAST_IS_KNOWN = {"rules": {"color-contrast": {"enabled": False}}}  # of every text on every ground: tests/web/test_styles.py
MAIN = {"include": [["main"]]}  # header, menu and footer are looked at once for each person: they are the same on every page


def test_every_screen(running: RunningPortal, chromium: Browser) -> None:
    world = build_world(running.people)
    every = of_the_world(running.app, world) + further(running.people, world)
    screens = list({(one.endpoint, one.scene): one for one in reversed(every)}.values())  # once, for the first of those who see it
    problems = []
    for who in dict.fromkeys(one.who for one in screens):
        person = Clerk.at(chromium, running.address, javascript=True)
        if who:
            person.sign_in(world.emails[who])
        for number, screen in enumerate(one for one in screens if one.who == who):
            person.open(screen.address)
            options = {"resultTypes": ["violations"], **(CONTRAST_IS_KNOWN if number else {})}
            for violation in Axe().run(person.page, context=MAIN if number else None, options=options).response["violations"]:
                problems.append((screen.name, screen.address, 1366, violation["id"], violation["nodes"][0]["html"][:120]))
            for width, height in ((390, 844), (1366, 768)):
                person.page.set_viewport_size({"width": width, "height": height})
                person.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # it is drawn anew
                wider = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if wider > 0:
                    problems.append((screen.name, screen.address, width, "wider than the screen", f"{wider} px"))
        person.page.context.close()
    assert not problems, "\n".join(map(str, problems))
