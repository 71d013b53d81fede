"""Setting blocks one after the other onto pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .page import PORTRAIT, Anchor, Page, Sheet


class Block(Protocol):
    """Something that stands in the flow of the text and may run over several pages."""

    stays_with_next: bool  # a heading never stands alone at the foot of a page

    def least_height(self) -> float:
        """The room it needs at the foot of a page; with less it begins on the next one."""

    def set(self, flow: Flow) -> None:
        """Write itself, from `flow.y` on, taking new pages as it needs them."""


class Flow:
    """The pages being filled, and how far down the last one is."""

    def __init__(self, sheet: Sheet = PORTRAIT) -> None:
        self.sheet = sheet
        self.pages: list[Page] = []
        self.y = sheet.lowest

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def room(self) -> float:
        return self.sheet.lowest - self.y

    @property
    def at_top(self) -> bool:
        return not self.pages or self.y <= self.sheet.top

    def new_page(self) -> Page:
        self.pages.append(Page(self.sheet))
        self.y = self.sheet.top
        return self.page

    def mark(self, key: str, title: str, level: int) -> None:
        """Remember this place for the contents, the outline and links."""
        self.page.anchors.append(Anchor(key, title, level, self.y))

    def set(self, blocks: Sequence[Block]) -> None:
        for at, block in enumerate(blocks):
            needed = 0.0
            for following in blocks[at:]:
                needed += following.least_height()
                if not following.stays_with_next:
                    break
            if self.room < min(needed, self.sheet.text_height) - 0.01 and not self.at_top:
                self.new_page()
            if not self.pages:
                self.new_page()
            block.set(self)

    def pages_of(self) -> dict[str, int]:
        """Page number of every marked place, counted from 1."""
        return {anchor.key: number for number, page in enumerate(self.pages, start=1) for anchor in page.anchors}
