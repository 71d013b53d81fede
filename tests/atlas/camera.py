"""Takes the pictures: each screen in each size, as a person with a browser sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError

from tests.support.clerk import Clerk
from tests.support.screens import Screen

from .portals import Look

SIZES = {"desk": (1366, 768), "tablet": (768, 1024), "phone": (390, 844), "print": (794, 1123), "large": (1366, 768)}
TALLEST = 6000  # of a picture; what is below looks like what is above
EMPTIED = """() => {
    const form = [...document.querySelectorAll("main form[method=post]")].find(one =>
        [...one.elements].some(box => box.matches("input:not([type=hidden]), textarea, select") && box.checkVisibility()));
    if (!form) return false;
    form.noValidate = true;
    for (const box of form.elements) if (box.matches("textarea, [type=text], [type=email], [type=password], [type=date]")) box.value = "";
    const button = form.querySelector("button:not([type=button])");
    if (button) button.dataset.atlas = "press";
    return !!button;
}"""


@dataclass(frozen=True)
class Picture:
    screen: Screen
    state: str
    size: str
    file: str  # inside the atlas's folder

    @property
    def part(self) -> str:
        return self.screen.endpoint.partition(".")[0]


def pictures(browser: Browser, look: Look, sizes: Collection[str], wanted: Callable[[Screen], bool], folder: Path) -> Iterator[Picture]:
    """Of the screens that are wanted, person by person."""
    screens = [one for one in look.screens if wanted(one)]
    for who in dict.fromkeys(one.who for one in screens):
        own = [one for one in screens if one.who == who]
        plain, large = [size for size in sizes if size != "large"], [size for size in sizes if size == "large"]
        clerk = Clerk.at(browser, look.address, javascript=look.state != "error")  # a form that saves itself is not sent whole
        if who:
            clerk.sign_in(look.emails[who], look.password)
        yield from _taken(clerk, look.state, own, plain, folder) if plain else ()
        if large and look.state != "error":  # whoever sends the form twice would meet what the first time left
            clerk.page.emulate_media(media="screen")  # on paper there is no button
            clerk.open("/").send("/text-size")
            yield from _taken(clerk, look.state, own, large, folder)
        clerk.page.context.close()


def _taken(clerk: Clerk, state: str, screens: list[Screen], sizes: list[str], folder: Path) -> Iterator[Picture]:
    for screen in screens:
        clerk.page.set_viewport_size(dict(zip(("width", "height"), SIZES[sizes[0]], strict=True)))
        clerk.open(screen.address)
        if state == "error" and not _refused(clerk.page):
            continue
        for size in sizes:
            picture = Picture(screen, state, size, f"{screen.endpoint.partition('.')[0]}/{screen.name}-{state}-{size}.png")
            _take(clerk.page, size, folder / picture.file)
            yield picture


def _refused(page: Page) -> bool:
    """Send the first form with nothing in its boxes; whether it was refused."""
    if not page.evaluate(EMPTIED):
        return False
    try:
        with page.expect_navigation(timeout=5_000) as sent:
            page.locator("[data-atlas=press]").first.click()
    except TimeoutError:  # nothing to send
        return False
    return sent.value is not None and sent.value.status == 422


def _take(page: Page, size: str, file: Path) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print" if size == "print" else "screen")
    tall = min(TALLEST, max(height, page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size({"width": width, "height": tall})  # so that what sticks to the screen's edge hides nothing
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
