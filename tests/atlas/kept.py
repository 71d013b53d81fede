"""The few pictures that the README and the handbook show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from .camera import Picture

KEPT = {  # file in docs/pictures → screen of the demonstration
    "home.png": "public.home",
    "tasks.png": "community.tasks.applicant",
    "queue.png": "review.queue.province",
    "health.png": "operation.health_page.administrator",
}
HIGHEST, COLOURS = 860, 64  # a screenful, and as many colours as a page has


def keep(pictures: Iterable[Picture], taken_in: Path, folder: Path) -> None:
    """Cut to a screenful and made small: at most 150 kB each, a test says."""
    found = {one.screen.name: taken_in / one.file for one in pictures}
    folder.mkdir(parents=True, exist_ok=True)
    for name, screen in KEPT.items():
        with Image.open(found[screen]) as whole:
            seen = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, HIGHEST)))
        seen.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / name, optimize=True)
