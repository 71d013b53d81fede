"""The main screens for every eye and hand (WCAG 2.2 AA): narrow windows, forced colours, less motion, small targets, keys alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support.clerk import Clerk
from tests.support.main_screens import Screen, each_open, put_screens

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}  # a desk's 1280 at 400 % (1.4.10)
TOO_WIDE = """() => {
    const own = ".table, .matrix, .chart-box, pre";  // scroll by themselves
    const out = [...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1 && box.left < innerWidth + 2000 && !one.parentElement.closest(own) && one.checkVisibility();
    });
    return document.documentElement.scrollWidth > innerWidth ? out.map(one => one.outerHTML.slice(0, 90)) : [];
}"""
FOCUSABLE = """[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && !one.closest("details:not([open]) > :not(summary)"))"""
WITHOUT_RING = (
    "() => "
    + FOCUSABLE
    + """.filter(one => {
        one.focus();
        const ring = getComputedStyle(one);
        return document.activeElement !== one || ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 2;
    }).map(one => one.outerHTML.slice(0, 90))"""
)
COVERED = (  # 2.4.11: what has the focus is not hidden behind what sticks to an edge
    "() => "
    + FOCUSABLE
    + """.filter(one => {
        one.focus();
        const box = one.getBoundingClientRect();
        const seenAt = ([x, y]) => document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
        return ![[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].map(seenAt).some(seen => seen && (one.contains(seen) || seen.contains(one)));
    }).map(one => one.outerHTML.slice(0, 90))"""
)
EDGELESS = """() => [...document.querySelectorAll("button, .button, input:not([type=hidden], [type=file]), select, textarea")].filter(one => {
    const style = getComputedStyle(one);
    const edged = ["radio", "checkbox"].includes(one.type) || style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
    return one.checkVisibility() && !edged && !style.textDecorationLine.includes("underline");
}).map(one => one.outerHTML.slice(0, 90))"""
CURRENT_BY_COLOUR = """() => [...document.querySelectorAll("a[aria-current]")].filter(one => {
    const others = [...one.closest("ul, ol, nav, div").querySelectorAll("a:not([aria-current])")];
    const told = link => { const s = getComputedStyle(link); return [s.fontWeight, s.borderBottomWidth, s.textDecorationLine].join(); };
    return one.checkVisibility() && others.some(other => told(other) === told(one));
}).map(one => one.outerHTML.slice(0, 90))"""
MOVES = """() => [
    ...(getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["the page scrolls smoothly"] : []),
    ...[...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        return style.animationName !== "none" || style.transitionDuration.split(",").some(time => parseFloat(time) > 0);
    }).map(one => one.outerHTML.slice(0, 90)),
]"""


@pytest.fixture(scope="module")
def screens(running: RunningPortal) -> list[Screen]:
    return put_screens(running.people)


def test_nothing_is_wider_than_320_pixels(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    problems = []
    for screen, clerk in each_open(chromium, running.address, screens):
        clerk.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        problems += [(screen.name, one) for one in clerk.page.evaluate(TOO_WIDE)]
    assert not problems, "\n".join(map(str, problems))


def test_targets_are_24_pixels_large_or_apart(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    problems = []
    options = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["target-size"]}}
    for screen, clerk in each_open(chromium, running.address, screens):
        for width, height, axe in ((1366, 768, Axe()), (*NARROW.values(), Axe("0"))):
            clerk.page.set_viewport_size({"width": width, "height": height})
            for violation in axe.run(clerk.page, options=options).response["violations"]:
                problems += [(screen.name, width, node["html"][:90]) for node in violation["nodes"]]
    assert not problems, "\n".join(map(str, problems))


def test_whatever_has_the_focus_has_a_ring_and_is_seen(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    problems = []
    for screen, clerk in each_open(chromium, running.address, screens, reduced_motion="reduce"):  # it stands still when it is asked
        clerk.page.keyboard.press("Tab")  # from here on the browser knows that keys are used
        for question in (WITHOUT_RING, COVERED):
            problems += [(screen.name, one) for one in clerk.page.evaluate(question)]
    assert not problems, "\n".join(map(str, problems))


def test_with_forced_colours_controls_have_edges_and_nothing_is_told_by_colour(
    running: RunningPortal, chromium: Browser, screens: list[Screen]
) -> None:
    problems = []
    for screen, clerk in each_open(chromium, running.address, screens, forced_colors="active", color_scheme="dark"):
        clerk.page.keyboard.press("Tab")
        for question in (EDGELESS, CURRENT_BY_COLOUR, WITHOUT_RING):
            problems += [(screen.name, one) for one in clerk.page.evaluate(question)]
    assert not problems, "\n".join(map(str, problems))


def test_who_wants_less_motion_gets_none(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    problems = []
    for screen, clerk in each_open(chromium, running.address, screens, reduced_motion="reduce"):
        problems += [(screen.name, one) for one in clerk.page.evaluate(MOVES)]
    assert not problems, "\n".join(map(str, problems))


def test_with_forced_colours_charts_can_be_read(running: RunningPortal, chromium: Browser) -> None:
    clerk = Clerk.at(chromium, running.address, javascript=True)
    clerk.page.emulate_media(forced_colors="active", color_scheme="dark")
    clerk.open("/styleguide")
    written, around = clerk.page.evaluate("""() => [
        [...new Set([...document.querySelectorAll(".chart text")].map(one => getComputedStyle(one).fill))], getComputedStyle(document.body).color]""")
    assert written == [around]
    grounds = clerk.page.evaluate("""() => [...new Set([...document.querySelectorAll(".chart .tile")].map(one => getComputedStyle(one).fill))]""")
    assert grounds and around not in grounds
    clerk.page.context.close()
