"""A person at a real browser: opens pages, finds forms by where they go, fills in their boxes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from .people import PASSWORD

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first has no windows to draw: a third faster
# of what the form itself asked for: a section that saves itself settles, too
AWAIT_SWAP = """form => {
    window.settled = new Promise(done => document.addEventListener("htmx:afterSettle", event => {
        const asked = event.detail.requestConfig.elt;
        if (asked === form || asked.form === form) done(true);
    }));
}"""
FORM_THAT_GOES_TO = """ends => [...document.forms].findIndex(
    form => (form.getAttribute("action") || location.href).split("?")[0].split("#")[0].endsWith(ends))"""
HOW_SENT = """(form, wanted) => {
    const beside = `${wanted}[form="${form.id}"]`;  // a button of the form may stand outside it
    return [form.id && document.querySelector(beside) ? beside : "", !!(window.htmx && form.closest("[hx-boost=true]"))];
}"""
# at once: asking the browser box by box takes longer than all the pages together. Only what a person could reach.
PUT_IN = """(form, typed) => {
    for (const [name, values] of Object.entries(typed)) {
        const boxes = [...form.elements].filter(box => box.name === name);
        if (!boxes.length) throw new Error(`no box ${name} on ${location.pathname}`);
        const box = boxes[0];
        if (box.disabled || box.readOnly || !box.checkVisibility()) throw new Error(`nobody can fill in ${name} on ${location.pathname}`);
        if (box.type === "radio" || box.type === "checkbox") {
            for (const value of values) {
                const one = boxes.find(other => other.value === value);
                if (!one) throw new Error(`no choice ${value} of ${name} on ${location.pathname}`);
                if (!one.checked) one.click();
            }
            continue;
        }
        if (!box.options && !values.length) continue;
        box.focus();
        if (box.options) {
            const known = [...box.options].map(option => option.value);
            for (const value of values) if (!known.includes(value)) throw new Error(`no choice ${value} of ${name} on ${location.pathname}`);
            for (const option of box.options) option.selected = values.includes(option.value);
        } else box.value = values[0];
        for (const event of ["input", "change"]) box.dispatchEvent(new Event(event, {bubbles: true}));
    }
}"""
Typed = Mapping[str, Sequence[str]]


@dataclass
class Clerk:
    page: Page
    address: str  # of the portal
    complaints: list[str] = field(default_factory=list)  # what the browser's console said, and answers of 500 and more

    @classmethod
    def at(cls, browser: Browser, address: str, *, javascript: bool, width: int = 1366, height: int = 768) -> Clerk:
        context = browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True
        )
        page = context.new_page()
        clerk = cls(page, address)
        page.on("console", lambda message: clerk.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: clerk.complaints.append(str(error)))
        page.on("response", lambda answer: clerk.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
        page.on("dialog", lambda dialog: dialog.accept())
        return clerk

    def open(self, path: str) -> Clerk:
        self.page.goto(self.address + path)
        return self

    def form(self, action_ends: str) -> Locator:
        """The form that goes to an address which ends like this, query and anchor left out."""
        self.page.wait_for_load_state("domcontentloaded")  # a click may have led here a moment ago
        at = self.page.evaluate(FORM_THAT_GOES_TO, action_ends)
        if at >= 0:
            return self.page.locator("form").nth(at)
        raise AssertionError(f"no form for {action_ends} on {self.page.url}")

    def send(
        self, action_ends: str, typed: Typed | None = None, *, files: Mapping[str, Path] | None = None, button: str = "", confirms: bool = True
    ) -> Clerk:
        """Fill in the form and press its button (the first one, or the one with this CSS).

        `confirms`: where a page then shows what is going out and asks, press 发出 there.
        """
        form = self.form(action_ends)
        if typed:
            form.evaluate(PUT_IN, {name: list(values) for name, values in typed.items()})
        for name, file in (files or {}).items():
            self._boxes(form, name).set_input_files(file)
        wanted = button or "button:not([type=button])"
        beside, boosted = form.evaluate(HOW_SENT, wanted)
        pressed = self.page.locator(beside).first if beside else form.locator(wanted).first
        if boosted:
            form.evaluate(AWAIT_SWAP)
            pressed.click()
            self.page.evaluate("window.settled")
        else:
            with self.page.expect_navigation():
                pressed.click()
        if confirms and self.page.locator("button[name=confirmed]").count():
            return self.send(action_ends, button="button[name=confirmed]", confirms=False)
        return self

    def _boxes(self, form: Locator, name: str) -> Locator:
        """Those of the form, wherever they stand."""
        inside, identity = form.locator(f'[name="{name}"]'), form.get_attribute("id")
        return inside.or_(self.page.locator(f'[name="{name}"][form="{identity}"]')) if identity else inside

    def follow(self, path_ends: str) -> Clerk:
        """Click the first link that goes there."""
        for link in self.page.locator("a[href]").all():
            if (link.get_attribute("href") or "").partition("?")[0].partition("#")[0].endswith(path_ends):
                return self.goes(link)
        raise AssertionError(f"no link to {path_ends} on {self.page.url}")

    def complained(self) -> list[str]:
        """What the browser complained about, a refused form left out."""
        return [said for said in self.complaints if "422 (UNPROCESSABLE" not in said]

    def picture(self, name: str) -> None:
        """The open page as it is on a desk and on a phone, where PICTURES names a folder to keep it in."""
        if folder := os.environ.get("PICTURES"):
            desk = self.page.viewport_size or {"width": 1366, "height": 768}
            for size in ({"width": 390, "height": 844}, desk):
                self.page.set_viewport_size(size)
                whole = self.page.evaluate("document.body.scrollHeight") < 6000
                self.page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=whole)

    def goes(self, link: Locator) -> Clerk:
        """Click what leads to another page, and be there; what is folded is unfolded first."""
        if not link.is_visible():
            link.locator("xpath=ancestor::details/summary").first.click()
        with self.page.expect_navigation():
            link.click()
        return self

    def fetch(self, path: str) -> bytes:
        """What the address answers to this person, as bytes."""
        answer = self.page.request.get(self.address + path)
        assert answer.ok, f"{answer.status} {path}"
        return answer.body()

    def sign_in(self, email: str, password: str = PASSWORD) -> Clerk:
        return self.open("/sign-in").send("/sign-in", {"email": [email], "password": [password]})

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())
